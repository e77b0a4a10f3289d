"""The crosswalk: from every locator to its section and first words."""

from __future__ import annotations

from html import escape

from firstflames.site.reference.markup import claimed, rows_of, table


def crosswalk() -> str:
    """The table of all paragraphs and notes."""
    rows = []
    for row in rows_of("fingerprint"):
        place = row["locator"]
        label = f'<a href="ledger.html#{place}">{place}</a>' if place in claimed() else place
        rows.append((place, [label, row["section"], escape(row["first_words"]), str(row["words"])]))
    return table(
        "From locators to the text",
        ["Locator", "Section", "First words", "Length in words"],
        rows,
        ["Section"],
        ["Length in words"],
    )
