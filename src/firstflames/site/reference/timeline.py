"""The timeline: every event in both calendars, as a drawing and as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from html import escape
from typing import Any

from firstflames.calendars import days_between, new_style_period
from firstflames.site.reference.markup import locator_links, rows_of, table, words

_FIRST_DAY, _DAYS = "1917-10-01", 170  # what the drawing of the timeline covers, Old Style
#: The theatres of events.csv, as readers see them.
THEATRES = {
    "petrograd": "Petrograd",
    "moscow": "Moscow",
    "stavka": "Stavka",
    "don_kuban": "Don and Kuban",
    "urals": "Ural",
    "ukraine": "Ukraine",
    "romania_bessarabia": "Romania, Bessarabia",
    "crimea": "Crimea",
    "brest": "Brest-Litovsk",
    "front": "The fronts",
    "countrywide": "Whole country",
    "abroad": "Abroad",
    "exile": "Exile",
}


def _span(row: Mapping[str, Any]) -> tuple[str, str]:
    """An event's dates, Old Style and New Style, for readers."""
    start, end = row["old_style_start"], row["old_style_end"]
    old = start if end in (None, start) else f"{start} to {end}"
    first, last = new_style_period(start, end)
    new = first if first == last else f"{first} to {last}"
    vague = "" if row["precision"] == "day" else f" ({words(row['precision'])})"
    return f"{old}{vague}", new


def _events() -> list[dict[str, Any]]:
    return sorted(rows_of("events"), key=lambda row: row["old_style_start"])


def timeline() -> str:
    """The table of all events, by date."""
    rows = []
    for row in _events():
        old, new = _span(row)
        cells = [old, new, escape(row["title"]), escape(THEATRES[row["theatre"]]), words(row["kind"])]
        rows.append((f"event-{row['event_id']}", [*cells, locator_links(row["locator"])]))
    columns = ["Old Style", "New Style", "Event", "Theatre", "Kind", "Where"]
    return table("Events", columns, rows, ["Theatre", "Kind"])


def timeline_drawing() -> str:
    """The events dated to the day, one line for each theatre; the table beside it says the same."""
    dated = [row for row in _events() if row["precision"] == "day"]
    dated = [row for row in dated if 0 <= days_between(_FIRST_DAY, row["old_style_start"]) <= _DAYS]
    theatres = list(dict.fromkeys(row["theatre"] for row in dated))
    marks, height = [], 34 * len(theatres) + 44
    months = {"1917-10-01": "October", "1917-11-01": "November", "1917-12-01": "December"}
    months |= {"1918-01-01": "January", "1918-02-01": "February", "1918-03-01": "March"}
    for first, month in months.items():
        x = 150 + 5 * days_between(_FIRST_DAY, first)
        marks.append(f'<path d="M{x} 24V{height}"/><text x="{x + 4}" y="18">{month}</text>')
    for line, theatre in enumerate(theatres):
        y = 50 + 34 * line
        marks.append(
            f'<text x="0" y="{y + 5}">{escape(THEATRES[theatre])}</text><path d="M150 {y}H1000"/>'
        )
        taken: dict[int, int] = defaultdict(int)
        for row in (row for row in dated if row["theatre"] == theatre):
            day = days_between(_FIRST_DAY, row["old_style_start"])
            lift, taken[day] = 7 * taken[day], taken[day] + 1
            title = f"{_span(row)[0]}: {escape(row['title'])}"
            marks.append(
                f'<circle cx="{150 + 5 * day}" cy="{y - lift}" r="3.5"><title>{title}</title></circle>'
            )
    words = "Events that the text dates to the day, a line for each theatre; the table below lists them."
    return (
        '<div class="timeline"><p class="needs-script timeline-zoom">'
        '<button type="button" data-zoom="1.5">Zoom in</button> '
        '<button type="button" data-zoom="0.6667">Zoom out</button></p>'
        f'<div class="scroll" role="group" aria-label="Timeline">'
        f'<svg viewBox="0 0 1010 {height}" role="img" aria-label="{words}">'
        f"{''.join(marks)}</svg></div></div>"
    )
