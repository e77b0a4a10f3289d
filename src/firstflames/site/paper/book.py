"""The book: all articles on one page of HTML, from which WeasyPrint makes the PDF."""

from __future__ import annotations

import copy
import importlib.metadata
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from firstflames.site.pages import chapter_number
from firstflames.site.paper.articles import Article
from firstflames.site.paper.contents import Contents
from firstflames.site.paper.links import split

FILE = "book.html"
STYLES = Path(__file__).parent / "styles"
SUBTITLE = "Votes, seats, forces and the dead: one chapter of history, re-computed"
KEYWORDS = "Russian Revolution, Constituent Assembly, Victor Serge, elections, teaching"
LANGUAGE = "en"
RIGHTS = (
    "Text and data: Creative Commons Attribution 4.0 (CC BY 4.0). Code: MIT. The excerpts from Victor "
    "Serge, Year One of the Russian Revolution, in Peter Sedgwick’s translation belong to their owners."
)
DEEPEST = 6  # of headings


class Facts(NamedTuple):
    """What the title page says; ``address`` is that of the edition, or empty."""

    title: str
    author: str
    copyright: str
    address: str

    @property
    def version(self) -> str:
        """The version of the course."""
        return importlib.metadata.version("firstflames")


def write(out: Path, articles: Mapping[str, Article], listed: Contents, facts: Facts) -> None:
    """Write ``book.html`` with its style sheet beside it."""
    (out / FILE).write_text(page(articles, listed, facts), encoding="utf-8")
    (out / "book.css").write_text((STYLES / "book.css").read_text(encoding="utf-8"), encoding="utf-8")


def page(articles: Mapping[str, Article], listed: Contents, facts: Facts) -> str:
    """The whole book as HTML: title page, contents, opening page, parts."""
    opening = articles[listed.root]
    parts = [_printed(opening, 0, "About this course")]
    for number, part in enumerate(listed.parts, start=1):
        parts.append(f'<h1 class="part" id="part-{number}">Part {number}. {escape(part.caption)}</h1>\n')
        parts += [_printed(articles[entry.docname], 1 + entry.depth) for entry in part.pages]
    return (
        f'<!doctype html>\n<html lang="{LANGUAGE}">\n{_head(facts)}<body>\n'
        f"{_cover(listed, facts)}{_contents(articles, listed)}<main>\n{''.join(parts)}</main>\n"
        "</body>\n</html>\n"
    )


def _head(facts: Facts) -> str:
    described = f"{facts.title}. {SUBTITLE}."
    return (
        f'<head>\n<meta charset="utf-8">\n<title>{escape(facts.title)}</title>\n'
        f'<meta name="author" content="{escape(facts.author)}">\n'
        f'<meta name="description" content="{escape(described)}">\n'
        f'<meta name="keywords" content="{escape(KEYWORDS)}">\n'
        f'<meta name="generator" content="firstflames {facts.version}">\n'
        '<link rel="stylesheet" href="book.css">\n</head>\n'
    )


def _cover(listed: Contents, facts: Facts) -> str:
    where = f'<p>The site: <a href="{escape(facts.address)}">{escape(facts.address)}</a></p>\n'
    left_out = "".join(f"<li>{escape(why)}</li>" for why in listed.left_out.values())
    elsewhere = (
        f'<div class="left-out"><p>On the site, and not here:</p><ul>{left_out}</ul></div>\n'
        if left_out
        else ""
    )
    return (
        f'<section class="cover">\n<h1>{escape(facts.title)}</h1>\n<p class="subtitle">{SUBTITLE}</p>\n'
        f"<p>{escape(facts.author)}, version {facts.version}</p>\n"
        f'<div class="imprint">\n{where if facts.address else ""}'
        "<p>Made from the same pages as the site. Each chart is printed in one state; what its "
        "choices are is said below it. Words with a dotted line lead to the glossary, the references "
        "or the crosswalk to Serge’s text; other links within the book name their page.</p>\n"
        f"{elsewhere}<p>{RIGHTS}</p>\n</div>\n</section>\n"
    )


def _contents(articles: Mapping[str, Article], listed: Contents) -> str:
    def line(docname: str, title: str = "") -> str:
        article = articles[docname]
        number = chapter_number(docname)
        ordinal = f'<span class="ordinal">{number}</span> ' if number else ""
        return f'<a href="#{article.slug}">{ordinal}{escape(title or article.title)}</a>'

    parts = [f"<p>{line(listed.root, 'About this course')}</p>"]
    for number, part in enumerate(listed.parts, start=1):
        items = "".join(
            f'<li class="depth-{entry.depth}">{line(entry.docname)}</li>\n' for entry in part.pages
        )
        caption = f'<p class="part"><a href="#part-{number}">{escape(part.caption)}</a></p>'
        parts.append(f"{caption}\n<ul>\n{items}</ul>")
    return f'<nav class="contents">\n<h1>Contents</h1>\n{"".join(parts)}\n</nav>\n'


def _printed(article: Article, shift: int, title: str = "") -> str:
    """The article as a part of the book: ids and links of the whole, headings one or more lower."""
    soup = copy.copy(article.soup)
    for tag in soup.find_all(id=True):
        tag["id"] = f"{article.slug}--{tag['id']}"
    for link in soup.find_all("a"):
        target = split(link)
        if target:
            link["href"] = address(*target)
    for heading in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6"]):
        heading.name = f"h{min(int(heading.name[1]) + shift, DEEPEST)}"
    name = soup.select_one(".page-title")
    assert name is not None
    if title:
        name.string = title
    _number(soup, name, chapter_number(article.docname))
    return f'<article id="{article.slug}">\n{soup}</article>\n'


def _number(soup: BeautifulSoup, heading: Tag, number: int | None) -> None:
    if number:
        ordinal = soup.new_tag("span", attrs={"class": "ordinal"})
        ordinal.string = f"{number} "
        heading.insert(0, ordinal)


def address(docname: str, anchor: str) -> str:
    """The address of an id within the book."""
    slug = docname.replace("/", "-")
    return f"#{slug}--{anchor}" if anchor else f"#{slug}"


def addresses(html: str) -> Iterator[str]:
    """Every id that the links of a printed page lead to."""
    for link in BeautifulSoup(html, "html.parser").find_all("a", href=True):
        if str(link["href"]).startswith("#"):
            yield str(link["href"])[1:]
