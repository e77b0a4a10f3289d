"""The glossary: people, parties and bodies, places."""

from __future__ import annotations

from html import escape

from firstflames.site.reference.markup import in_the_course, locator_links, rows_of, table, words


def people() -> str:
    """The table of people, by surname."""
    rows = []
    for row in sorted(rows_of("people"), key=lambda row: row["name"].split()[-1]):
        years = f"{row['born'] or ''}–{row['died'] or ''}".strip("–")
        printed = words(row["as_printed"]).replace("|", " · ")
        name = f"{escape(row['name'])}{f' ({years})' if years else ''}"
        rows.append(
            (
                row["person_id"],
                [
                    name,
                    words(row["role"]),
                    words(row["side"]),
                    printed,
                    locator_links(row["locators"]),
                    in_the_course(row["person_id"]),
                ],
            )
        )
    columns = ["Person", "Role, as the text gives it", "Side", "In the text", "Where", "In the course"]
    return table("People", columns, rows, ["Side"])


def organisations() -> str:
    """The table of parties and bodies, by name."""
    rows = [
        (
            row["org_id"],
            [
                escape(row["name"]),
                words(row["type"]),
                words(row["as_printed"]).replace("|", " · "),
                locator_links(row["locators"]),
                words(row["note"]),
                in_the_course(row["org_id"]),
            ],
        )
        for row in sorted(rows_of("organisations"), key=lambda row: row["name"])
    ]
    columns = ["Party or body", "Kind", "In the text", "Where", "Note", "In the course"]
    return table("Parties and bodies", columns, rows, ["Kind"])


def places() -> str:
    """The table of places, by their name then."""
    rows = []
    for row in sorted(rows_of("places"), key=lambda row: row["name_then"]):
        now = ", ".join(escape(part) for part in (row["name_now"], row["country_now"]) if part)
        printed = words(row["as_printed"]).replace("|", " · ")
        rows.append(
            (
                row["place_id"],
                [
                    escape(row["name_then"]),
                    now,
                    words(row["type"]),
                    printed,
                    locator_links(row["locators"]),
                    words(row["note"]),
                    in_the_course(row["place_id"]),
                ],
            )
        )
    columns = ["Then", "Now", "Kind", "In the text", "Where", "Note", "In the course"]
    return table("Places", columns, rows, ["Kind"])
