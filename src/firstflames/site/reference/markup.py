"""What the reference pages are made of: rows of the evidence, tables of HTML, links to locators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from firstflames.evidence.package import LIST_SEPARATOR, package

#: Parts a text into nodes, so that each table gets its own box to scroll in.
BREAK = "\0"


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


def words(cell: Any) -> str:
    """A key of the data as words, escaped; nothing for an empty cell."""
    return escape(str(cell).replace("_", " ")) if cell is not None else ""


def table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[str]]],
    filters: Sequence[str] = (),
) -> str:
    """A table of ready HTML cells, each row with its id (or none).

    ``filters`` names the columns to choose from.
    """
    head = "".join(
        f'<th scope="col"{" data-filter" if column in filters else ""}>{column}</th>'
        for column in columns
    )
    body = "".join(
        f"<tr{f' id={chr(34)}{escape(key)}{chr(34)}' if key else ''}>"
        f'<th scope="row">{cells[0]}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells[1:])
        + "</tr>\n"
        for key, cells in rows
    )
    return (
        f'<table class="reference"><caption>{caption}</caption><thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody></table>"
    )
