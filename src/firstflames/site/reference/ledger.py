"""The ledger: every statement of quantity, with the checks that read it and the charts that show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from firstflames.evidence.package import LIST_SEPARATOR
from firstflames.site import stored
from firstflames.site.reference import dates
from firstflames.site.reference.checks import all_rows, claims_read, page_of
from firstflames.site.reference.markup import Cell, in_the_course, rows_of, table, words

UNCHECKED = "no check yet"
#: What ``form`` says of a quantity, as a reader would.
FORMS = {
    "number": "a number",
    "list": "our count of a printed list",
    "interval": "between two dates",
    "all": "“all”",
    "none": "“none”",
    "only": "“only”",
    "degree": "a vague word",
}
STYLES = {"OS": "Old Style", "NS": "New Style", "uncertain": "style uncertain", None: ""}
COLUMNS = [
    *("Claim", "As printed", "What is counted", "Figure", "Checks", "Whose figure", "Date"),
    *("Topic", "Section", "Side", "Place", "Charts", "In the course"),
]
#: Where a claim stands and where the course uses it: seen when a reader asks, as most read the claims.
MORE = ["Section", "Side", "Place", "Charts", "In the course"]
FILTERS = {
    "Topic": "Topic",
    "Section": "Section",
    "Checks": "Verdict of a check",
    "Figure": "Qualifier",
    "Whose figure": "Whose figure",
    "Side": "Side",
}


def bounds(row: Mapping[str, Any]) -> str:
    """The figure between its two bounds, for readers."""
    low, high = (None if row[end] is None else f"{row[end]:,.10g}" for end in ("low", "high"))
    if low == high:
        return low or ""
    if high is None:
        return f"{low} or more"
    return f"{low} to {high}" if low is not None else f"up to {high}"


@cache
def _read_by() -> Mapping[str, list[tuple[str, str, str]]]:
    """For each claim, the checks that read it: id, page and verdict."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for row in all_rows():
        for claim in claims_read()[row["check_id"]]:
            found[claim].append((row["check_id"], page_of(row["theme"]), row["verdict"]))
    return found


def pages(source: Path) -> list[Path]:
    """The notebooks of all chapters in ``source``, the folder of the book."""
    return sorted((source / "chapters").glob("*.ipynb"))


def _uses(chapters: Iterable[Path]) -> Mapping[str, list[tuple[str, str]]]:
    """For each locator, the charts of the chapters that name it: address and title."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in chapters:
        for _, figure in stored.figures(path):
            chart = stored.words(figure)
            for locator in chart.get("sources", ()):
                address = f"../chapters/{path.stem}.html#chart-{chart['name']}"
                found[locator].append((address, chart["title"]))
    return found


def ledger(chapters: Iterable[Path]) -> str:
    """The table of claims; ``chapters`` are the notebooks whose charts are named."""
    section = {row["locator"]: row["section"] for row in rows_of("fingerprint")}
    place_of = {row["place_id"]: row["name_then"] for row in rows_of("places")}
    charted, met, rows = _uses(chapters), set(), []
    for row in rows_of("claims"):
        key, locator = row["claim_id"], row["locator"]
        anchor = "" if locator in met else f'<span id="{locator}"></span>'
        met.add(locator)
        name = f'{anchor}<a href="read.html#{locator}">{locator}</a>{key.removeprefix(locator)}'
        about = (
            f"{escape(row['subject'])}<br><small>{words(row['measure'])}; {FORMS[row['form']]}</small>"
        )
        if row["note"]:
            about += f"<br><small>{escape(row['note'])}</small>"
        cells: list[Cell | str] = [
            Cell(name, order=key),
            f"“{escape(row['as_printed'])}”" if row["as_printed"] else "",
            about,
            Cell(
                f"{bounds(row)} {words(row['unit'])}<br><small>{words(row['qualifier'])}</small>",
                order=row["low"] or 0,
                values=[words(row["qualifier"])],
            ),
            _checks(key),
            escape(row["attributed_to"] or "the text’s own"),
            _date(row),
            words(row["topic"]),
            section[locator],
            words(row["side"]),
            _places(row["place"], place_of),
            "<br>".join(
                f'<a href="{address}">{escape(title)}</a>' for address, title in charted.get(locator, [])
            ),
            in_the_course(locator, key),
        ]
        rows.append((key, cells))
    wide = ["What is counted", "Checks", "Date"]
    return table("The ledger", COLUMNS, rows, FILTERS, ["Figure"], wide, MORE)


def _date(row: Mapping[str, Any]) -> Cell:
    """The date as printed, with its style, and where it is known the day in both calendars."""
    printed, day = row["date_as_printed"], row["date_old_style"]
    said = [f"“{escape(printed)}” ({STYLES[row['style_as_printed']]})"] if printed else []
    if day:
        start = "from " if row["precision"] == "period" else ""
        old, new = dates.both(day, precision=row["precision"])
        said.append(
            f"<small>{start}{old}</small>"
            if old == new
            else f"<small>Old Style {start}{old}<br>New Style {start}{new}</small>"
        )
    return Cell("<br>".join(said), order=day or "")


def _places(cell: str | None, place_of: Mapping[str, str]) -> str:
    found = (cell or "").split(LIST_SEPARATOR)
    return ", ".join(f'<a href="places.html#{each}">{place_of[each]}</a>' for each in found if each)


def _checks(claim: str) -> Cell:
    read_by = _read_by().get(claim, [])
    links = [
        f'<a href="{page}.html#check-{check}">{check}</a> <span class="verdict">{verdict}</span>'
        for check, page, verdict in read_by
    ]
    verdicts = sorted({verdict for _, _, verdict in read_by}) or [UNCHECKED]
    return Cell("<br>".join(links), order=" ".join(verdicts), values=verdicts)
