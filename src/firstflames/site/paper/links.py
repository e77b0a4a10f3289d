"""Links between articles: each is bound to a page and an id that are printed, or becomes plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from posixpath import normpath

from bs4 import Tag
from sphinx.errors import ExtensionError

from firstflames.site.paper.articles import Article, named
from firstflames.site.paper.contents import Contents
from firstflames.site.terms import LOCATOR

#: How a bound link is written in an article: the page, then the id; both formats rewrite it.
PAGE = "page:"
LEDGER, CROSSWALK = "reference/ledger", "reference/read"
#: Pages in the order of the alphabet or of the text: a link to an entry there needs no page number.
ALPHABETICAL = {
    *(CROSSWALK, "reference/people", "reference/parties", "reference/places"),
    "reference/bibliography",
}
_OUTSIDE = re.compile(r"^(https?:|mailto:)")


def bound(articles: Mapping[str, Article], listed: Contents) -> None:
    """Bind every link of the articles in place.

    A locator's row of the ledger is not printed: its line in the crosswalk takes its place. Links to
    what is only on the site (files, searchable tables) keep their words. Raises ExtensionError for a
    link to an id that a printed page lacks.
    """
    ids = {docname: article.ids() for docname, article in articles.items()}
    for docname, article in articles.items():
        for link in article.soup.find_all("a"):
            target = _target(docname, str(link.get("href", "")))
            if _OUTSIDE.match(target):
                named(link, "outside")
                continue
            page, _, anchor = target.partition("#")
            if page == LEDGER:
                page, anchor = CROSSWALK, _locator(anchor)
                if not anchor or docname == CROSSWALK:
                    page = ""
            if page not in articles:
                link.unwrap()
                continue
            if anchor and anchor not in ids[page]:
                raise ExtensionError(
                    f"{docname}: the link “{link.get_text()}” leads to {page}#{anchor}, which is not "
                    "printed; expected an id on that page. Correct the link, or print what has the id."
                )
            link["href"] = f"{PAGE}{page}#{anchor}"
            kept = set(link.get_attribute_list("class")) & {"term", "locator"}
            if page in ALPHABETICAL and anchor:
                kept.add("locator" if page == CROSSWALK else "term")
            named(link, *(sorted(kept) or ["inside"]))


def _locator(anchor: str) -> str:
    """The paragraph of a row of the ledger: p093-01 stands in p093."""
    found = LOCATOR.match(anchor)
    return found[0].split("-")[0] if found else ""


def _target(docname: str, href: str) -> str:
    """The page (as Sphinx names it) and id that a link leads to; an address outside stays as it is."""
    if _OUTSIDE.match(href):
        return href
    path, _, anchor = href.partition("#")
    if not path:
        return f"{docname}#{anchor}"
    joined = normpath(str(PurePosixPath(docname).parent / path))
    return f"{joined.removesuffix('.html')}#{anchor}"


def split(link: Tag) -> tuple[str, str] | None:
    """Page and id of a bound link; None for another."""
    href = str(link.get("href", ""))
    if not href.startswith(PAGE):
        return None
    page, _, anchor = href.removeprefix(PAGE).partition("#")
    return page, anchor
