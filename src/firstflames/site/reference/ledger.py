"""The ledger: every statement of quantity, with the checks that read it and the charts that show it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from firstflames.checks.registry import all_checks
from firstflames.site.reference.checks import page_of
from firstflames.site.reference.markup import in_the_course, rows_of, table, words


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
    for each in all_checks():
        verdict = each.run().verdict
        for row in each.inputs():
            if row.table == "claims":
                found[row.key].append((each.check_id, page_of(each.theme), verdict))
    return found


def _uses(source: Path) -> Mapping[str, list[tuple[str, str]]]:
    """For each locator, the charts of the chapters that name it: address and title."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((source / "chapters").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                figure = output.get("data", {}).get("application/vnd.plotly.v1+json", {})
                meta = figure.get("layout", {}).get("meta", {}).get("firstflames")
                for locator in meta["sources"] if meta else ():
                    address = f"../chapters/{path.stem}.html#chart-{meta['name']}"
                    found[locator].append((address, meta["title"]))
    return found


def ledger(source: Path) -> str:
    """The table of claims; ``source`` is the folder of the book, whose charts are named."""
    section = {row["locator"]: row["section"] for row in rows_of("fingerprint")}
    charted, met, rows = _uses(source), set(), []
    for row in rows_of("claims"):
        key, place = row["claim_id"], row["locator"]
        anchor = "" if place in met else f'<span id="{place}"></span>'
        met.add(place)
        checks = "<br>".join(
            f'<a href="{page}.html#check-{check}">{check}</a> ({verdict})'
            for check, page, verdict in _read_by().get(key, [])
        )
        charts = "<br>".join(
            f'<a href="{address}">{escape(title)}</a>' for address, title in charted.get(place, [])
        )
        about = f"{words(row['subject'])} ({words(row['measure'])}; {words(row['form'])})"
        figure = f"{bounds(row)} {words(row['unit'])}<br>{words(row['qualifier'])}"
        cells = [
            f"{anchor}{key}",
            f"“{escape(row['as_printed'])}”",
            about,
            figure,
            words(row["topic"]),
            section[place],
            words(row["attributed_to"]),
            words(row["date_as_printed"]),
            checks,
            charts,
            in_the_course(place, key),
        ]
        rows.append((key, cells))
    columns = ["Claim", "As printed", "Subject (measure; form)", "Figure", "Topic", "Section"]
    columns += ["Attributed to", "Date", "Checks", "Charts", "Chapters"]
    return table("The ledger", columns, rows, ["Topic", "Section"])
