"""What an eye would find wrong on the laid-out sheets: words cut or over others, a heading left behind.

It reads WeasyPrint's boxes, which are no public interface; its version is pinned in pyproject.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from weasyprint import Document

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
GRACE = 1.0  # CSS pixels, for the rounding of letters


class Line(NamedTuple):
    """A line of a sheet: its lower edge, its words, and whether it belongs to a heading."""

    bottom: float
    words: str
    is_heading: bool


def faults(document: Document) -> list[str]:
    """Each fault with its sheet, in a few words; none when all is well."""
    found = []
    for number, page in enumerate(document.pages, start=1):
        found += [f"page {number}: {fault}" for fault in _of_page(page._page_box)]
    return found


def _of_page(sheet: Any) -> Iterator[str]:
    body = sheet.children[0]
    left = sheet.content_box_x()
    right, bottom = left + sheet.width, sheet.content_box_y() + sheet.height
    for what, box in _seen(body):
        if box.position_x < left - GRACE or box.position_x + box.width > right + GRACE:
            yield f"{what} stands outside the margins"
        if box.position_y + box.height > bottom + GRACE:
            yield f"{what} stands below the foot"
    for cell in _cells(body):
        edge = cell.position_x + cell.border_width() + GRACE
        for what, box in _seen(cell):
            if box.position_x + box.width > edge:
                yield f"{what} runs out of its cell"
    lines = sorted(_lines(body, False))
    pictures = [what for what, _ in _seen(body) if what == "a picture"]
    if lines and lines[-1].is_heading and not pictures:
        yield f"the heading “{lines[-1].words}” stands alone at the foot"
    if not lines and not pictures:
        yield "nothing is on it"


def _seen(box: Any) -> Iterator[tuple[str, Any]]:
    """The words and pictures in a box, each with what to call it."""
    from weasyprint.formatting_structure.boxes import ReplacedBox, TextBox

    for each in box.descendants():
        if isinstance(each, TextBox) and each.text.strip():
            yield f"“{each.text.strip()}”", each
        elif isinstance(each, ReplacedBox):
            yield "a picture", each


def _cells(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure.boxes import TableCellBox

    return (each for each in box.descendants() if isinstance(each, TableCellBox))


def _lines(box: Any, is_heading: bool) -> Iterator[Line]:
    from weasyprint.formatting_structure.boxes import LineBox, ParentBox, TextBox

    if isinstance(box, LineBox):
        words = "".join(each.text for each in box.descendants() if isinstance(each, TextBox)).strip()
        if words:
            yield Line(box.position_y + box.height, words, is_heading)
        return
    if isinstance(box, ParentBox):
        for child in box.children:
            yield from _lines(child, is_heading or child.element_tag in HEADINGS)
