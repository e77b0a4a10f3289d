"""Which pages of the course name which row of the evidence, and the links back to them.

What a page links to is noted when it is read and kept in Sphinx's environment. A reference page leaves
a mark in a row (``in_the_course``), which becomes links when the page is written: then all are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from firstflames.site.cards import cards

#: Pages that are no part of the course's argument: the evidence itself, and what teaches it.
ASIDE = ("reference/", "teaching/", "study/")
_MARK = re.compile(r"<!--in the course\|([^|]*)\|([^>]*)-->")
_CHAPTER = re.compile(r"chapters/(\d\d)-")


class Noted(NamedTuple):
    """A page: the first section to link to each target, and whether rows on it bear marks."""

    sections: dict[str, str]
    marked: bool


def _noted(env: BuildEnvironment) -> dict[str, Noted]:
    noted: dict[str, Noted] = vars(env).setdefault("firstflames_mentions", {})
    return noted


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Note what the page links to; event ``doctree-read``."""
    sections: dict[str, str] = {}
    for link in doctree.findall(addnodes.pending_xref):
        if link["reftype"] == "myst" and not link.get("refdomain"):
            sections.setdefault(link["reftarget"], _section(link))
    marked = any(_MARK.search(raw.astext()) for raw in _evidence(doctree))
    if sections or marked:
        _noted(app.env)[app.env.docname] = Noted(sections, marked)


def _section(node: nodes.Node) -> str:
    parent = node.parent
    while parent is not None and not isinstance(parent, nodes.section):
        parent = parent.parent
    return str(parent["ids"][0]) if parent is not None else ""


def _evidence(doctree: nodes.document) -> Iterator[nodes.raw]:
    return (raw for raw in doctree.findall(nodes.raw) if "evidence" in raw["classes"])


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that is read again or gone; event ``env-purge-doc``."""
    _noted(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over what another process has read; event ``env-merge-info``."""
    theirs = _noted(other)
    _noted(env).update({name: theirs[name] for name in docnames if name in theirs})


def outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again though their own text is the same; event ``env-get-updated``.

    Those whose links lead elsewhere now or whose cards have changed, and the evidence when any page
    links otherwise than before.
    """
    labels = cast(StandardDomain, env.get_domain("std")).anonlabels
    now = {
        docname: (
            env.titles[docname].astext(),
            {
                target: (section, labels.get(target), cards().get(target))
                for target, section in noted.sections.items()
            },
        )
        for docname, noted in _noted(env).items()
    }
    before = vars(env).get("firstflames_links", {})
    vars(env)["firstflames_links"] = now
    if now == before:
        return []
    changed = [docname for docname, links in now.items() if before.get(docname) != links]
    return changed + [docname for docname, noted in _noted(env).items() if noted.marked]


class InTheCourse(SphinxPostTransform):
    """Turns the marks in the rows of the evidence into links to the pages that name the row."""

    default_priority = 205  # before the tables are made accessible
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Change the page's tables in place."""
        for raw in list(_evidence(self.document)):
            written, marks = _MARK.subn(self._links, raw.astext())
            if marks:
                raw.replace_self(nodes.raw("", written, format=raw["format"], classes=raw["classes"]))

    def _links(self, mark: re.Match[str]) -> str:
        lead, targets = mark.groups()
        links = []
        for docname, (sections, _) in sorted(_noted(self.env).items()):
            named = [sections[target] for target in targets.split() if target in sections]
            if named and not docname.startswith(ASIDE):
                address = self.app.builder.get_relative_uri(self.env.docname, docname)
                anchor = f"#{named[0]}" if named[0] else ""
                links.append(f'<a href="{escape(address + anchor)}">{escape(self._name(docname))}</a>')
        listed = ", ".join(links)
        return f"<p><em>{lead}</em> {listed}</p>" if lead and listed else listed

    def _name(self, docname: str) -> str:
        chapter = _CHAPTER.match(docname)
        return f"chapter {int(chapter[1])}" if chapter else self.env.titles[docname].astext()
