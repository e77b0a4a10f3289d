"""Excerpts: the block quotes of the course, each with the paragraph that it comes from.

An excerpt is a Markdown block quote whose last line is its attribution and locator::

    > The words of the text.
    >
    > — Victor Serge, *Year One of the Russian Revolution*, tr. Peter Sedgwick (p089)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOCATOR = r"p\d{3}|n\d{2}b?"
ATTRIBUTION = re.compile(
    r"> — Victor Serge, \*Year One of the Russian Revolution\*, tr\. Peter Sedgwick "
    rf"\((?P<locator>{LOCATOR})\)$"
)
#: Words left out, and our marks of a slip in the copy: neither stands in the text.
_GAP = re.compile(r"\s*(?:\[…\]|\[sic\])\s*")


@dataclass(frozen=True)
class Quote:
    """One block quote: the file, the cell (0 for a page), and its lines with their marks."""

    path: Path
    cell: int
    lines: tuple[str, ...]

    @property
    def locator(self) -> str | None:
        """The paragraph that the attribution names; None when the attribution is not as it must be."""
        match = ATTRIBUTION.match(self.lines[-1])
        return match["locator"] if match else None

    @property
    def text(self) -> str:
        """The quoted words on one line, without the attribution."""
        return " ".join(" ".join(line.lstrip("> ") for line in self.lines[:-1]).split())

    @property
    def words(self) -> int:
        """How many words are quoted."""
        return len(self.text.split())

    def pieces(self) -> list[str]:
        """Each unbroken piece: […] and [sic] break an excerpt."""
        return [piece for piece in _GAP.split(self.text) if piece]

    def __str__(self) -> str:
        where = f"{self.path.name}, cell {self.cell}" if self.cell else self.path.name
        return f"{where}: “{' '.join(self.text.split()[:6])} …”"


def markdown(path: Path) -> list[tuple[int, str]]:
    """The Markdown of a page (as cell 0) or of a notebook (cells counted from 1)."""
    if path.suffix != ".ipynb":
        return [(0, path.read_text(encoding="utf-8"))]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        (number, "".join(cell["source"]))
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "markdown"
    ]


def quotes(path: Path) -> Iterator[Quote]:
    """Every block quote of a page or notebook, in reading order."""
    for cell, text in markdown(path):
        for match in re.finditer(r"(?m)(^>.*\n?)+", text):
            yield Quote(path, cell, tuple(match.group().rstrip("\n").split("\n")))


def quotes_in(*folders: Path) -> Iterator[Quote]:
    """Every block quote of every page and notebook under the folders."""
    for folder in folders:
        for path in sorted([*folder.rglob("*.md"), *folder.rglob("*.ipynb")]):
            if not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts):
                yield from quotes(path)
