"""The checks: the list of all, and each in full on the page of its theme."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cache
from html import escape
from typing import Any

from firstflames.checks.registry import all_checks, check_table
from firstflames.evidence.package import LIST_SEPARATOR
from firstflames.site.reference.markup import Cell, in_the_course, locator_links, table

#: The pages of the checks in full, and the themes on each: one page would be too heavy for a phone.
CHECK_PAGES = {
    "checks-votes": ("ballots", "army"),
    "checks-assembly": ("assembly", "conclusion", "home"),
    "checks-peoples": ("south", "peoples", "stavka"),
    "checks-others": ("dates", "dead", "economy", "peace", "slips"),
}


def page_of(theme: str) -> str:
    """The page that tells the checks of a theme in full."""
    return next(page for page, themes in CHECK_PAGES.items() if theme in themes)


def checks() -> str:
    """The table of all checks, in short."""
    rows = []
    for row in all_rows():
        address = f"{page_of(row['theme'])}.html#check-{row['check_id']}"
        cells: list[Cell | str] = [
            f'<a href="{address}">{escape(row["title"])}</a>',
            _verdict(row),
            row["theme"],
            escape(row["locators"].replace(LIST_SEPARATOR, ", ")),
        ]
        rows.append(("", cells))
    columns = ["Check", "Verdict", "Theme", "Where"]
    return table("All checks", columns, rows, ["Verdict", "Theme"], wide=["Check"])


def _verdict(row: Mapping[Hashable, Any]) -> Cell:
    return Cell(f'<span class="verdict">{row["verdict"]}</span>', values=[row["verdict"]])


@cache
def all_rows() -> list[dict[Hashable, Any]]:
    """The rows of ``check_table``: several pages tell of the checks, which run once."""
    return check_table().to_dict("records")


@cache
def claims_read() -> Mapping[str, list[str]]:
    """For each check, the claims that it reads."""
    return {
        each.check_id: sorted({row.key for row in each.inputs() if row.table == "claims"})
        for each in all_checks()
    }


def checks_in_full(page: str) -> str:
    """The checks of one page of ``CHECK_PAGES``, with their working."""
    rows = []
    for row in all_rows():
        if row["theme"] not in CHECK_PAGES[page]:
            continue
        unit = "" if row["unit"] == "words" else f" {escape(row['unit'])}"
        arithmetic = "" if row["arithmetic"] else " (the editors’ reading, no arithmetic)"
        reading = (
            f"<p><b>Charitable reading.</b> {escape(row['charitable'])}</p>" if row["charitable"] else ""
        )
        found = (
            f"<p><b>Stated.</b> {escape(row['stated'])}{unit}</p>"
            f"<p><b>Recomputed.</b> {escape(row['recomputed'])}{unit}</p>"
            f"<p><b>Working.</b> {escape(row['working'])}{arithmetic}</p>"
        )
        taught = in_the_course(f"check-{row['check_id']}", lead="In the course.")
        cells: list[Cell | str] = [
            escape(row["title"]),
            _verdict(row),
            found,
            f"<p>{escape(row['teaches'])}</p>{reading}{taught}",
            _where(row),
        ]
        rows.append((f"check-{row['check_id']}", cells))
    columns = ["Check", "Verdict", "What was found", "What it teaches", "Where"]
    return table("Checks", columns, rows, ["Verdict"], wide=["What was found", "What it teaches"])


def _where(row: Mapping[Hashable, Any]) -> str:
    """The paragraphs of a check, and the rows of the ledger that it reads."""
    links = [f'<a href="ledger.html#{key}">{key}</a>' for key in claims_read()[row["check_id"]]]
    claims = f"<p>Ledger: {', '.join(links)}</p>" if links else ""
    return f"<p>{locator_links(row['locators'])}</p>{claims}"
