"""The sources: every work that the chapter names or that the data rests on, and what rests on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

from firstflames.evidence.package import LIST_SEPARATOR, package
from firstflames.site.reference.markup import Cell, locator_links, rows_of, table, words

#: What was done with a work (``opened``), as readers see it.
READ = {"none": "not opened", "extract": "in part", "stored_copy": "the text used, in a stored copy"}


@cache
def rows_on_work() -> Mapping[str, Mapping[str, int]]:
    """How many rows of each table name a work as their source: work, then title of the table."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, title in titles().items():
        if name == "accounts":  # a voice, not a figure
            continue
        for row in rows_of(name):
            for work in (row.get("source") or "").split(LIST_SEPARATOR):
                if work:
                    found[work][title] += 1
    return found


def titles() -> dict[str, str]:
    """The title of every table of the evidence, by its name."""
    return {name: str(package().resource(name)["title"]) for name in package().names}


def _figures(row: Mapping[str, Any]) -> Cell:
    """The figures of the chapter in the paragraphs that name the work, by who is said to give them."""
    where = set((row["cited_in"] or "").split(LIST_SEPARATOR))
    claims = [claim for claim in rows_of("claims") if claim["locator"] in where]
    own = sum(bool(claim["attributed_to"]) for claim in claims)
    text = f"{len(claims)}, {own} of them in someone’s name" if own else str(len(claims))
    return Cell(text if claims else "none", order=len(claims))


def _surname(row: Mapping[str, Any]) -> str:
    """What a list of works is sorted by: the author's surname, or the last word of the title."""
    return str((row["author"] or row["title"]).split()[-1]).lower()


def _work(row: Mapping[str, Any]) -> Cell:
    author = f"{escape(row['author'])}, " if row["author"] else ""
    year = f" ({row['year']})" if row["year"] else ""
    inside = f". In: {escape(row['in_work'])}" if row["in_work"] else ""
    html = f"{author}<cite>{escape(row['title'])}</cite>{year}{inside}"
    return Cell(html, order=_surname(row))


def witnesses() -> str:
    """The table of works that the chapter cites, quotes or names, in the order of the text."""
    cited = [row for row in rows_of("sources") if row["used_as"] != "comparison"]
    rows: list[tuple[str, list[Cell | str]]] = [
        (
            f"work-{row['source_id']}",
            [
                _work(row),
                words(row["author_position"]) or "not said",
                Cell(locator_links(row["cited_in"]), order=row["cited_in"]),
                _figures(row),
                READ[row["opened"]],
                escape(row["note"] or ""),
            ],
        )
        for row in sorted(cited, key=lambda row: row["cited_in"] or "")
    ]
    columns = ["Work", "Side", "Where", "Figures there", "Opened by us", "Note"]
    return table(
        "Whom the chapter cites", columns, rows, ["Side", "Opened by us"], ["Figures there"], ["Note"]
    )


def comparisons() -> str:
    """The table of works that the chapter does not name and the data is set beside, by author."""
    held = [row for row in rows_of("sources") if row["used_as"] == "comparison"]
    rows: list[tuple[str, list[Cell | str]]] = []
    for row in sorted(held, key=_surname):
        resting = rows_on_work().get(row["source_id"], {})
        named = "; ".join(f"{escape(title)}: {count:,}" for title, count in sorted(resting.items()))
        rows.append(
            (
                f"work-{row['source_id']}",
                [
                    _work(row),
                    words(row["type"]),
                    words(row["reliability"]),
                    READ[row["opened"]],
                    Cell(named or "none", order=sum(resting.values())),
                    escape(row["note"] or ""),
                ],
            )
        )
    columns = ["Work", "Kind", "Standing", "Opened by us", "Rows of our data", "Note"]
    return table(
        "Beside whom it is set",
        columns,
        rows,
        ["Kind", "Standing", "Opened by us"],
        ["Rows of our data"],
        ["Note"],
    )
