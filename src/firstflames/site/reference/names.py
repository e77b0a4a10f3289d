"""The glossary: people, parties and bodies, places."""

from __future__ import annotations

import re
from html import escape

from firstflames.site.reference.markup import (
    Cell,
    forms,
    in_the_course,
    locator_links,
    rows_of,
    table,
    words,
)


def people() -> str:
    """The table of people, by surname."""
    rows: list[tuple[str, list[Cell | str]]] = []
    for row in sorted(rows_of("people"), key=lambda row: row["name"].split()[-1]):
        years = f"{row['born'] or ''}–{row['died'] or ''}".strip("–")
        name = f"{escape(row['name'])}{f' ({years})' if years else ''}"
        cells: list[Cell | str] = [
            Cell(name, order=row["name"].split()[-1]),
            words(row["role"]),
            words(row["side"]),
            forms(row["as_printed"]),
            locator_links(row["locators"]),
            escape(row["note"] or ""),
            in_the_course(row["person_id"]),
        ]
        rows.append((row["person_id"], cells))
    columns = ["Person", "Role", "Side", "In the text", "Where", "Note", "In the course"]
    return table("People", columns, rows, ["Side"], wide=[columns[1], "Note"])


def organisations() -> str:
    """The table of parties and bodies, by name."""
    rows = [
        (
            row["org_id"],
            [
                escape(row["name"]),
                words(row["type"]),
                forms(row["as_printed"]),
                locator_links(row["locators"]),
                escape(row["note"] or ""),
                in_the_course(row["org_id"]),
            ],
        )
        for row in sorted(rows_of("organisations"), key=lambda row: row["name"])
    ]
    columns = ["Party or body", "Kind", "In the text", "Where", "Note", "In the course"]
    return table("Parties and bodies", columns, rows, ["Kind"], wide=["Note"])


def places() -> str:
    """The table of places, by their name then."""
    rows: list[tuple[str, list[Cell | str]]] = []
    for row in sorted(rows_of("places"), key=lambda row: row["name_then"]):
        # What is said of Crimea in brackets stands once, above the table.
        state = re.sub(r" \(.*?\)", "", row["country_now"] or "")
        rows.append(
            (
                row["place_id"],
                [
                    escape(row["name_then"]),
                    escape(row["name_now"] or ""),
                    Cell(escape(state), values=re.split(", | and ", state) if state else []),
                    words(row["type"]),
                    forms(row["as_printed"]),
                    locator_links(row["locators"]),
                    escape(row["note"] or ""),
                    in_the_course(row["place_id"]),
                ],
            )
        )
    columns = ["Then", "Now", "State now", "Kind", "In the text", "Where", "Note", "In the course"]
    return table("Places", columns, rows, ["Kind", "State now"], wide=["Note"])
