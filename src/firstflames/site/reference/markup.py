"""What the reference pages are made of: rows of the evidence, tables of HTML, links to locators."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape, unescape
from typing import Any, NamedTuple

from firstflames.evidence.package import LIST_SEPARATOR, package

ALL_COLUMNS = '<p class="all-columns"><label><input type="checkbox"> All columns</label></p>\n'
LONG = 400  # rows of a table whose cards are laid out as they come near
#: Letters in a line of a card on a phone, and what a link takes besides: somewhat fewer than there are,
#: so that no card is taller than the room that is kept for it.
LINE, LINK = 29, 3
TAG = re.compile("<[^>]+>")


class Cell(NamedTuple):
    """A cell of ready HTML.

    ``order`` is what its column is sorted by (a number, or text that sorts as it should), ``values``
    what the column's list of choices finds it under; both only where its words will not do.
    """

    html: str
    order: float | str | None = None
    values: Sequence[str] | None = None


def rows_of(table: str) -> list[dict[str, Any]]:
    """The rows of a table of the evidence, by column; an empty cell is None."""
    return [cells for _, cells in package().records(table)]


@cache
def claimed() -> frozenset[str]:
    """The locators that have a row in the ledger."""
    return frozenset(row["locator"] for row in rows_of("claims"))


@cache
def first_of_section() -> Mapping[str, str]:
    """The first paragraph of every section."""
    first: dict[str, str] = {}
    for row in rows_of("fingerprint"):
        if row["section"] != "notes":
            first.setdefault(row["section"], row["locator"])
    return first


def where(locator: str, folder: str = "") -> str:
    """The address of a locator: its first row in the ledger, else its line in the crosswalk.

    A section leads to the crosswalk's line of its first paragraph. ``folder`` leads from the page to
    the reference pages.
    """
    if locator in first_of_section():
        return f"{folder}read.html#{first_of_section()[locator]}"
    page = "ledger" if locator in claimed() else "read"
    return f"{folder}{page}.html#{locator}"


def locator_links(cell: str | None) -> str:
    """The locators of a cell, each a link."""
    found = (cell or "").split(LIST_SEPARATOR)
    return ", ".join(f'<a href="{where(each)}">{each}</a>' for each in found if each)


def in_the_course(*targets: str, lead: str = "") -> str:
    """A mark that becomes links to the pages which name one of the targets (see ``site/mentions.py``).

    ``lead`` stands before the links, in a paragraph with them; without any page nothing is written.
    """
    return f"<!--in the course|{lead}|{' '.join(targets)}-->"


#: Keys whose words are no plain reading of the key.
SPELT = {
    "sr": "S-R",
    "left_sr": "Left S-R",
    "none": "none",
    "allied": "Allies",
    "central_powers": "Central Powers",
    "red": "Red",
    "white": "White",
    "ukrainian": "Ukrainian",
    "romanian": "Romanian",
    "cossack": "Cossack",
    "bolshevik": "Bolshevik",
    "menshevik": "Menshevik",
    "kadet": "Kadet",
    "monarchist": "Monarchist",
}


def words(cell: Any) -> str:
    """A key of the data as words, escaped; nothing for an empty cell."""
    return "" if cell is None else escape(SPELT.get(str(cell), str(cell)).replace("_", " "))


def forms(cell: str | None) -> str:
    """The printed forms of a name."""
    return escape(cell or "").replace("|", " · ")


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Cell | str]]],
    filters: Mapping[str, str] | Sequence[str] = (),
    numeric: Sequence[str] = (),
    wide: Sequence[str] = (),
    more: Sequence[str] = (),
) -> str:
    """A table of ready HTML cells, each row with its id (or none).

    ``filters`` names the columns to choose from (and may say what the list of choices is called),
    ``numeric`` those that sort as numbers, ``wide`` those that hold sentences, ``more`` those that are
    seen when a reader asks for all. On a phone each row is a card, so a cell carries the name of its
    column.
    """
    named = filters if isinstance(filters, Mapping) else {column: column for column in filters}
    head = "".join(
        '<th scope="col"'
        + (f' data-filter="{named[column]}"' if column in named else "")
        + (" data-numeric" if column in numeric else "")
        + (' class="wide"' if column in wide else ' class="more"' if column in more else "")
        + f">{column}</th>"
        for column in columns
    )
    long = len(rows) > LONG
    body = "".join(_row(key, columns, cells, more, long) for key, cells in rows)
    asked = ALL_COLUMNS if more else ""
    tools = _tools([named[column] for column in columns if column in named], len(rows))
    return (
        f'{asked}{tools}<table class="reference{" long" if long else ""}"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>"
    )


def _tools(choices: Sequence[str], rows: int) -> str:
    """What DataTables puts above a table, in the same places and without a use.

    It is there from the start, so that nothing moves; DataTables takes its place when a reader comes
    near (reference.js).
    """
    lists = "".join(_choice(choice, "all") for choice in choices)
    sorting = _choice("Sort by", "as in the data", ' class="for-cards"')
    return (
        '<div class="dt-layout-row needs-script"><div class="dt-layout-start"><div class="dt-search">'
        f'<label>Find in this table<input type="search"></label></div>{lists}{sorting}</div>'
        f'<div class="dt-layout-end">{rows} of {rows} rows</div></div>\n'
    )


def _choice(label: str, first: str, kind: str = "") -> str:
    return f"<div{kind}><label>{label}<select><option>{first}</option></select></label></div>"


def _row(
    key: str, columns: Sequence[str], cells: Sequence[Cell | str], more: Sequence[str], long: bool
) -> str:
    first, *rest = (cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)
    name = f' id="{escape(key)}"' if key else ""
    seen = {column: ' class="more"' if column in more else "" for column in columns}
    others = "".join(
        f'<td data-label="{column}"{seen[column]}{_data(cell)}>{cell.html}</td>'
        for column, cell in zip(columns[1:], rest, strict=True)
    )
    shown = [
        cell.html for column, cell in zip(columns, (first, *rest), strict=True) if column not in more
    ]
    room = f' style="--lines:{sum(map(_lines, filter(None, shown)))}"' if long else ""
    return f'<tr{name}{room}><th scope="row"{_data(first)}>{first.html}</th>{others}</tr>\n'


def _lines(html: str) -> int:
    """The lines that a cell takes in a card on a phone, at most."""
    parts = re.split("<br>|</p>", html)
    # Links stand apart, so that fingers hit one of them.
    letters = (len(unescape(TAG.sub("", part))) + LINK * part.count("<a ") for part in parts)
    return sum(max(1, math.ceil(number / LINE)) for number in letters)


def _data(cell: Cell) -> str:
    order = "" if cell.order is None else f' data-order="{escape(str(cell.order))}"'
    values = "" if cell.values is None else f' data-values="{escape("|".join(cell.values))}"'
    return order + values
