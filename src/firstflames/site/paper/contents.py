"""What is printed, and in what order: the contents of the book, less what only a screen can show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sphinx import addnodes
from sphinx.environment import BuildEnvironment

#: Pages that stay on the site, and what readers of paper are told of each.
NOT_PRINTED: Mapping[str, str] = {
    "reference/ledger": "the ledger of every statement of quantity, a table to search and sort",
    "reference/checks": "the list of all checks, to search by verdict (each check is here in full)",
    "reference/data": "the data, to take away table by table, with its codebook",
    "reference/charts": "the kinds of chart with their code, for those who write chapters",
    "reference/progress": "what a reader has done, which only a browser keeps",
    "study/summary": "the sheet of a reader’s own answers, which a script fills in",
}


class Entry(NamedTuple):
    """A page, and how deep it stands below its part."""

    docname: str
    depth: int


class Part(NamedTuple):
    """A part of the book with its pages, in order."""

    caption: str
    pages: tuple[Entry, ...]


class Contents(NamedTuple):
    """The opening page, the parts, and the titles of pages that are not printed."""

    root: str
    parts: tuple[Part, ...]
    left_out: Mapping[str, str]

    @property
    def pages(self) -> list[str]:
        """Every printed page, in order."""
        return [self.root, *(entry.docname for part in self.parts for entry in part.pages)]


def _below(env: BuildEnvironment, docname: str, depth: int) -> Iterator[Entry]:
    printed = docname not in NOT_PRINTED
    if printed:
        yield Entry(docname, depth)
    for child in env.toctree_includes.get(docname, []):
        yield from _below(env, child, depth + printed)


def contents(env: BuildEnvironment, root: str) -> Contents:
    """The contents of the book whose opening page is ``root``."""
    parts = []
    for number, tree in enumerate(env.get_doctree(root).findall(addnodes.toctree), start=1):
        pages = [entry for name in tree["includefiles"] for entry in _below(env, name, 0)]
        if pages:
            parts.append(Part(tree.get("caption") or f"Part {number}", tuple(pages)))
    left_out = {name: why for name, why in NOT_PRINTED.items() if name in env.found_docs}
    return Contents(root, tuple(parts), left_out)
