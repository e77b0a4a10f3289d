"""``{evidence}``: the directive that writes a part of the evidence into a page of the book."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from firstflames.site.reference import checks, crosswalk, downloads, names, timeline, works
from firstflames.site.reference.ledger import ledger
from firstflames.site.reference.ledger import pages as ledger_pages

#: In the metadata of a page: that it has a table to search and sort.
MARK = "firstflames_tables"
_TABLE = '<table class="reference'


class EvidenceDirective(SphinxDirective):
    """``{evidence} ledger``: a part of the evidence, written out."""

    required_arguments = 1
    parts: ClassVar[dict[str, Callable[[], str]]] = {
        "people": names.people,
        "organisations": names.organisations,
        "places": names.places,
        "checks": checks.checks,
        **{page: partial(checks.checks_in_full, page) for page in checks.CHECK_PAGES},
        "read": crosswalk.crosswalk,
        "timeline": timeline.timeline,
        "timeline-drawing": timeline.timeline_drawing,
        "data": downloads.tables,
        "cite": downloads.citation,
        "witnesses": works.witnesses,
        "comparisons": works.comparisons,
    }

    def run(self) -> list[nodes.Node]:
        """Give the part named by the argument. Raises an error that names the parts there are."""
        name = self.arguments[0]
        if name != "ledger" and name not in self.parts:
            raise self.error(
                f"there is no part {name!r} of the evidence: {', '.join(self.parts)}, ledger"
            )
        source = Path(self.env.srcdir)
        # A page is written again when a table, the code of a check, or (the ledger) a chapter changes.
        with_data = [path for path in files("firstflames.data").iterdir() if path.name.endswith("csv")]
        code = Path(__file__).parents[2].rglob("*.py")
        for path in [*map(str, with_data), *map(str, code)]:
            self.env.note_dependency(path)
        chapters = [
            path for path in ledger_pages(source) if self.env.path2doc(path) in self.env.found_docs
        ]
        if name == "ledger":
            for chapter in chapters:
                self.env.note_dependency(str(chapter))
        text = ledger(chapters) if name == "ledger" else self.parts[name]()
        if _TABLE in text:
            self.env.metadata[self.env.docname][MARK] = True
        return [nodes.raw("", text, format="html", classes=["evidence"])]


def is_reference(doctree: nodes.document | None) -> bool:
    """Whether a page holds a part of the evidence, and so needs its styles."""
    return doctree is not None and any(
        "evidence" in raw["classes"] for raw in doctree.findall(nodes.raw)
    )


def has_tables(doctree: nodes.document | None) -> bool:
    """Whether a page has a table to search and sort, and so needs the scripts for it."""
    return doctree is not None and any(_TABLE in raw.astext() for raw in doctree.findall(nodes.raw))


def needs_scripts(env: BuildEnvironment) -> bool:
    """Whether any page of the book has such a table."""
    return any(MARK in metadata for metadata in env.metadata.values())
