"""Links from the book's prose to the evidence, and back.

``[Kornilov](#kornilov)`` leads from every page to the row of the glossary, of the ledger, of a check or
of an event; a locator in plain words (p088) leads to its row by itself. The ids are those that the
reference pages carry, registered as labels of Sphinx's standard domain: that is where MyST looks for
``#target``, and Sphinx itself keeps them right when pages are read again or side by side.

Links to people, parties, bodies and places are terms, which have cards (``cards.py``). What a page links
to is noted (``mentions.py``), so that the evidence can name its chapters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, cast

from docutils import nodes
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from myst_parser.warnings_ import MystWarnings
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.transforms import SphinxTransform

from firstflames.site import plans, quizzes
from firstflames.site.cards import TERM, cards
from firstflames.site.reference.markup import first_of_section, rows_of, where

#: A paragraph, a note, a section or a claim, as prose names it.
LOCATOR = re.compile(r"(?<![\w#/.])(?:p\d{3}|n\d{2}b?|s\d{2})(?:-\d{2})?(?!\w)")
_ROW_ID = re.compile(r'\bid="([^"]+)"')
_CELL = 10_000  # MyST-NB counts lines as cell times this, and the line in the cell
#: Where a locator stays plain: in code, headings, links, labels to press, and what is no text.
_CLOSED = (
    nodes.reference,
    nodes.title,
    nodes.rubric,
    nodes.literal,
    nodes.raw,
    nodes.math,
    nodes.FixedTextElement,
    nodes.Invisible,
    addnodes.pending_xref,
    quizzes.quiz_ask,
    quizzes.quiz_option,
    plans.chart_link,
)


def known_locators() -> frozenset[str]:
    """Every paragraph, note, section and claim that prose may name."""
    places = {row[column] for row in rows_of("fingerprint") for column in ("locator", "section")}
    return frozenset(places | {row["claim_id"] for row in rows_of("claims")})


def note_ids(app: Sphinx, doctree: nodes.document) -> None:
    """Make the ids of the evidence on this page targets of links; event ``doctree-read``."""
    standard = cast(StandardDomain, app.env.get_domain("std"))
    here = app.env.docname
    page = here.rsplit("/", 1)[-1]
    for raw in doctree.findall(nodes.raw):
        if "evidence" not in raw["classes"]:
            continue
        ids = _ROW_ID.findall(raw.astext())
        targets = {key: key for key in ids}
        targets |= {section: key for section, key in first_of_section().items() if key in targets}
        for target, key in targets.items():
            # A locator stands in the ledger and in the crosswalk: only one of them is its place.
            if not LOCATOR.fullmatch(target) or "-" in target or where(target).startswith(f"{page}."):
                standard.note_hyperlink_target(target, here, key, target)


class Locators(SphinxTransform):
    """Makes the locators in prose links."""

    default_priority = 800  # before the page is noted (880); MyST's own links are links by now

    def apply(self, **kwargs: Any) -> None:
        """Change the page's text in place."""
        for text in list(self.document.findall(nodes.Text)):
            if any(isinstance(parent, _CLOSED) for parent in _parents(text)):
                continue
            place = text.parent.index(text)
            text.parent[place : place + 1] = list(self._pieces(str(text)))

    def _pieces(self, text: str) -> Iterator[nodes.Node]:
        end = 0
        for match in LOCATOR.finditer(text):
            if text[end : match.start()]:
                yield nodes.Text(text[end : match.start()])
            end = match.end()
            words = nodes.inline("", match.group(), classes=["xref", "myst"])
            yield addnodes.pending_xref(
                "",
                words,
                refdoc=self.env.docname,
                refdomain=None,
                reftype="myst",
                reftarget=match.group(),
                refexplicit=True,
                locator=True,
            )
        if end == 0 or text[end:]:
            yield nodes.Text(text[end:])


def _in_heading(node: nodes.Node) -> bool:
    return any(isinstance(parent, nodes.title | nodes.rubric) for parent in _parents(node))


def _parents(node: nodes.Node) -> Iterator[nodes.Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


class EvidenceResolver(MystReferenceResolver):
    """MyST's resolver of links, which also knows terms and names the nearest id of a wrong one."""

    default_priority = 8  # MyST's own, at 9, finds nothing left to do

    def run(self, **kwargs: Any) -> None:
        """Change the page's links in place."""
        labels = cast(StandardDomain, self.env.get_domain("std")).anonlabels
        for node in list(self.document.findall(addnodes.pending_xref)):
            target = node["reftarget"]
            # A book may have no page for a locator that the text has: then its words stay.
            if node.get("locator") and target not in labels and target in known_locators():
                node.replace_self(node[0].children)
        super().run(**kwargs)

    def resolve_myst_ref_any(
        self,
        refdoc: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
        only_domains: list[str] | None,
    ) -> nodes.Element | None:
        """As MyST, and say what kind of link it is."""
        found = super().resolve_myst_ref_any(refdoc, node, contnode, only_domains)
        target = node["reftarget"]
        if found is not None and LOCATOR.fullmatch(target):
            found["classes"].append("locator")
        elif found is not None and target in cards() and not _in_heading(node):
            found["classes"].append(TERM)
            found[TERM] = target
        return found

    def log_warning(self, target: str | None, msg: str, subtype: MystWarnings, **kwargs: Any) -> None:
        """As MyST, in words for those who write chapters when an id is unknown."""
        if subtype == MystWarnings.XREF_MISSING and target and kwargs.get("location") is not None:
            msg = f"{_cell(kwargs['location'])}no row, check, event or heading has the id {target!r}"
            labels = cast(StandardDomain, self.env.get_domain("std")).anonlabels
            near = get_close_matches(target, labels, n=3, cutoff=0.6)
            msg += f"; near it: {', '.join(near)}" if near else ""
        super().log_warning(target, msg, subtype, **kwargs)


def _cell(node: nodes.Element) -> str:
    """The cell of a notebook that the node stands in, in words; nothing on a page."""
    lines = (getattr(each, "line", None) for each in (node, *_parents(node)))
    cell = next((line for line in lines if line), 0) // _CELL
    return f"cell {cell}: " if cell else ""
