"""The timeline: every event in both calendars, as a table, and as a drawing of its half year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple

from firstflames.calendars import MONTHS, days_between, new_to_old, old_style_span
from firstflames.evidence.package import LIST_SEPARATOR
from firstflames.site.reference import dates
from firstflames.site.reference.markup import Cell, locator_links, rows_of, table, words

#: What the drawing covers, in Old Style days; its last days are room for the last marks.
FIRST, DAYS, ROOM = "1917-10-01", 171, 6
#: The days that a mark takes in the drawing on a phone; what starts nearer goes a line lower.
_MARK = 4
#: How long "before" and "after" are drawn, in days: an arrow says that the end is open.
_OPEN = 12
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
#: The shapes of the drawing, each with its words and the kinds of events.csv that it stands for.
SHAPES = {
    "●": ("politics, sessions, elections, decrees", ("politics", "session", "election", "decree")),
    "■": ("proclamations, talks, print", ("proclamation", "negotiation", "publication")),
    "▲": ("fighting, movements of troops", ("fighting", "troop_movement")),
    "◆": ("killing, shots, death", ("killing", "shots", "death")),
    "▼": ("arrests, strikes, lives", ("arrest", "strike", "life")),
}
_SHAPE_OF = {kind: shape for shape, (_, kinds) in SHAPES.items() for kind in kinds}
_STYLE_PRINTED = {"OS": "", "NS": " (New Style)", "uncertain": " (style uncertain)", None: ""}


def _events() -> list[dict[str, Any]]:
    return sorted(rows_of("events"), key=lambda row: row["old_style_start"])


def _dates(row: Mapping[str, Any]) -> tuple[str, str]:
    return dates.both(row["old_style_start"], row["old_style_end"], row["precision"])


def timeline() -> str:
    """The table of all events, by date."""
    name_of = {row["account_id"]: row["name"] for row in rows_of("accounts")}
    elsewhere = defaultdict(list)
    for row in rows_of("events_elsewhere"):
        elsewhere[row["event_id"]].append(f"{row['date_as_printed']} ({name_of[row['account']]})")
    rows = []
    for row in _events():
        old, new = _dates(row)
        printed = row["date_as_printed"]
        said = f"“{escape(printed)}”{_STYLE_PRINTED[row['style_as_printed']]}" if printed else ""
        if row["dated_by"] == "sequence":
            said += "<br><small>dated by the order of the text</small>"
        for other in elsewhere[row["event_id"]]:
            said += f"<br><small>Elsewhere: {escape(other)}</small>"
        kind = words(row["kind"])
        if row["won_by"]:
            kind += f"<br><small>prevailed: {words(row['won_by'])}</small>"
        where = LIST_SEPARATOR.join(filter(None, (row["locator"], row["also_at"])))
        note = f"<br><small>{escape(row['note'])}</small>" if row["note"] else ""
        cells: list[Cell | str] = [
            Cell(old, order=row["old_style_start"]),
            Cell(new, order=row["old_style_start"]),
            f"{escape(row['title'])}{note}",
            escape(THEATRES[row["theatre"]]),
            Cell(kind, values=[words(row["kind"])]),
            said.removeprefix("<br>"),
            locator_links(where),
        ]
        rows.append((f"event-{row['event_id']}", cells))
    columns = ["Old Style", "New Style", "Event", "Theatre", "Kind", "In the text", "Where"]
    return table("Events", columns, rows, ["Theatre", "Kind"], wide=["Event"])


class Mark(NamedTuple):
    """An event in the drawing: its days from the first, and on which sides they are open."""

    row: Mapping[str, Any]
    start: int
    end: int
    open_before: bool
    open_after: bool

    @property
    def is_day(self) -> bool:
        """Whether the text dates it to the day."""
        return bool(self.row["precision"] == "day")


def _days(date: str) -> tuple[int, int]:
    """The first and last day of an Old Style day, month or year, counted from the drawing's first."""
    first, last = (days_between(FIRST, day) for day in old_style_span(date))
    return first, last


def marks() -> list[Mark]:
    """The events of the drawing: those dated to a day by date, then the others by their first day."""
    found = []
    for row in _events():
        start, end = _days(row["old_style_start"])
        if row["old_style_end"]:
            end = _days(row["old_style_end"])[1]
        before, after = row["precision"] == "before", row["precision"] == "after"
        if before:
            start = start - _OPEN
        if after:
            end = end + _OPEN
        if end < 0 or start >= DAYS:
            continue
        found.append(
            Mark(row, max(start, 0), min(end, DAYS - 1), before or start < 0, after or end >= DAYS)
        )
    return sorted(found, key=lambda mark: (not mark.is_day, mark.start, mark.end))


def _lines(lane: list[Mark]) -> list[int]:
    """For each mark the line where it touches no other; days come above all periods."""
    chosen: list[int] = []
    ends: list[int] = []
    for dated in (True, False):
        above = len(ends)
        for mark in (mark for mark in lane if mark.is_day == dated):
            free = (n for n, end in enumerate(ends) if n >= above and end <= mark.start)
            line = next(free, len(ends))
            ends[line : line + 1] = [max(mark.end + 1, mark.start + _MARK)]
            chosen.append(line)
    return chosen


def _label(mark: Mark) -> str:
    old, new = _dates(mark.row)
    return f"{old} (New Style {new}): {mark.row['title']}; {words(mark.row['kind'])}"


def _mark(mark: Mark, line: int) -> str:
    shape, label = _SHAPE_OF[mark.row["kind"]], escape(_label(mark))
    if mark.is_day:
        kind, drawn = "day", shape
    else:
        kind = "range"
        drawn = f"{'◂' if mark.open_before else ''}{shape}"
        drawn += '<i class="to"></i>' if mark.open_after else ""
    length = mark.end + 1 - mark.start
    return (
        f'<li style="--from:{mark.start};--long:{length};--line:{line}">'
        f'<a class="{kind}" href="#event-{mark.row["event_id"]}" title="{label}" aria-label="{label}">'
        f'<span aria-hidden="true">{drawn}</span></a></li>'
    )


def _axis(style: str, starts: Mapping[str, int]) -> str:
    """The months of one calendar, and the 8th, 15th and 22nd, which show when the drawing is near."""
    ticks = []
    for month, start in starts.items():
        ticks.append(f'<span style="--from:{max(start, 0)}">{month}</span>')
        ticks += [
            f'<span class="fine" style="--from:{start + day - 1}">{day}</span>'
            for day in (8, 15, 22)
            if 0 <= start + day - 1 < DAYS
        ]
    return f'<div class="axis" aria-hidden="true"><b>{style}</b>{"".join(ticks)}</div>'


def _months(first: int) -> dict[str, str]:
    """The months of the drawing by their first day, from the one with this number in 1917."""
    listed = [divmod(month, 12) for month in range(first, 15)]
    return {f"{1917 + year}-{month + 1:02d}-01": MONTHS[month] for year, month in listed}


def timeline_drawing() -> str:
    """The events of the half year, a lane for each theatre; the table below holds all of them."""
    lanes: dict[str, list[Mark]] = {theatre: [] for theatre in THEATRES}
    for mark in marks():
        lanes[mark.row["theatre"]].append(mark)
    drawn = sum(map(len, lanes.values()))
    body = []
    for theatre, lane in lanes.items():
        if not lane:
            continue
        lines = _lines(lane)
        items = "".join(_mark(mark, line) for mark, line in zip(lane, lines, strict=True))
        name = escape(THEATRES[theatre])
        body.append(
            f'<p class="lane" aria-hidden="true">{name}</p>'
            f'<ul aria-label="{name}" style="--lines:{max(lines) + 1}">{items}</ul>'
        )
    old = {month: days_between(FIRST, first) for first, month in _months(9).items()}
    new = {month: days_between(FIRST, new_to_old(first)) for first, month in _months(10).items()}
    grid = "".join(f'<i class="month" style="--from:{day}"></i>' for day in old.values())
    legend = "".join(
        f'<li><span aria-hidden="true">{shape}</span> {meaning}</li>'
        for shape, (meaning, _) in SHAPES.items()
    )
    rest = len(rows_of("events")) - drawn
    return (
        f'<div class="timeline" data-first="{FIRST}" data-days="{DAYS + ROOM}"'
        f' data-shown="{DAYS}" style="--days:{DAYS + ROOM}">'
        f"<p>Drawn are {drawn} events; {rest} lie before or after this half year. A shape alone is a "
        "day. A shape with a line is a period, or the days between which the text leaves it; an arrow "
        "says that the text sets no other end than “before” or “after”. "
        '<a href="#list-of-events">To the list</a></p>'
        f'<ul class="legend">{legend}</ul>'
        '<p class="needs-script timeline-zoom"><button type="button" data-zoom="2">Zoom in</button> '
        '<button type="button" data-zoom="0.5">Zoom out</button> '
        '<button type="button" data-zoom="0">Whole half year</button> <output></output></p>'
        '<div class="scroll" role="group" aria-label="Drawing of the events"><div class="track">'
        f"{grid}{_axis('Old Style', old)}{''.join(body)}{_axis('New Style', new)}</div></div></div>"
    )
