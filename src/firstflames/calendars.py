"""Two calendars: Old Style (Julian), which Russia used until 31 January 1918, and New Style.

Dates are ISO text (``1917-10-25``), since Python's own dates know no 29 February 1900. The evidence
stores Old Style; New Style is computed here. Both directions hold from 5 October 1582 Old Style, the
day that New Style began with as 15 October, to the end of 2099 Old Style.

Soviet Russia went from 31 January straight to 14 February 1918. Elsewhere
in the former Empire Old Style went on, and the chapter uses some such dates.
"""

from __future__ import annotations

import datetime
import re
from typing import Literal

from firstflames.evidence.package import is_old_style_date

Style = Literal["OS", "NS", "uncertain"]

FIRST_OLD_STYLE, LAST_OLD_STYLE = "1582-10-05", "2099-12-31"
LAST_SOVIET_OLD_STYLE, FIRST_SOVIET_NEW_STYLE = "1918-01-31", "1918-02-14"

# ``date.toordinal()``, continued backwards, of 1 March of the year 0 Old Style. Years are counted from
# 1 March, so that the leap day comes last.
_OLD_STYLE_EPOCH = -307


def old_to_new(date: str) -> str:
    """The New Style date of an Old Style day: ``1917-10-25`` gives ``1917-11-07``.

    Raises ValueError for text that is no Old Style day or lies outside the valid range.
    """
    year, month, day = _parts(date, "Old Style")
    if not is_old_style_date(date):
        raise ValueError(f"{date} is no day of the Old Style calendar")
    if not FIRST_OLD_STYLE <= date <= LAST_OLD_STYLE:
        raise ValueError(f"{date} Old Style is outside {FIRST_OLD_STYLE} to {LAST_OLD_STYLE}")
    return datetime.date.fromordinal(_old_style_ordinal(year, month, day)).isoformat()


def new_to_old(date: str) -> str:
    """The Old Style date of a New Style day: ``1918-01-18`` gives ``1918-01-05``.

    Raises ValueError for text that is no New Style day or lies outside the valid range.
    """
    year, month, day = _parts(date, "New Style")
    try:
        ordinal = datetime.date(year, month, day).toordinal()
    except ValueError as error:
        raise ValueError(f"{date} is no day of the New Style calendar") from error
    if not old_to_new(FIRST_OLD_STYLE) <= date <= old_to_new(LAST_OLD_STYLE):
        first, last = old_to_new(FIRST_OLD_STYLE), old_to_new(LAST_OLD_STYLE)
        raise ValueError(f"{date} New Style is outside {first} to {last}")
    days = ordinal - _OLD_STYLE_EPOCH
    cycles, rest = divmod(days, 1461)
    years = min(rest // 365, 3)
    rest -= 365 * years
    shifted = (5 * rest + 2) // 153
    day = rest - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return f"{4 * cycles + years + (month <= 2):04d}-{month:02d}-{day:02d}"


def _old_style_ordinal(year: int, month: int, day: int) -> int:
    """``date.toordinal()`` of an Old Style day."""
    if month <= 2:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 + (153 * (month - 3) + 2) // 5 + day - 1 + _OLD_STYLE_EPOCH


def old_style_span(date: str) -> tuple[str, str]:
    """The first and last Old Style day of an Old Style day, month or year, as ISO text."""
    if re.fullmatch(r"\d{4}", date):
        return f"{date}-01-01", f"{date}-12-31"
    if re.fullmatch(r"\d{4}-\d{2}", date):
        last = next(f"{date}-{d}" for d in (31, 30, 29, 28) if is_old_style_date(f"{date}-{d}"))
        return f"{date}-01", last
    return date, date


def new_style_span(date: str) -> tuple[str, str]:
    """The first and last New Style day of an Old Style day, month or year.

    October 1917 Old Style runs from 14 October to 13 November New Style: a date known only to the
    month cannot be given as one New Style month. Raises ValueError as :func:`old_to_new` does.
    """
    first, last = map(old_to_new, old_style_span(date))
    return first, last


def new_style_period(start: str, end: str | None = None) -> tuple[str, str]:
    """The first and last New Style day of an event, from the Old Style cells of ``events.csv``.

    ``start`` and ``end`` are days, months or years; without an end the event is its start. Raises
    ValueError as :func:`old_to_new` does, and for a period that runs backwards.
    """
    first, last = new_style_span(start)[0], new_style_span(end or start)[1]
    if last < first:
        raise ValueError(f"a period cannot run from {start} back to {end}")
    return first, last


def days_between(first: str, last: str) -> int:
    """The days from one Old Style day to another, negative when the second is the earlier.

    Raises ValueError as :func:`old_to_new` does.
    """
    start, end = (datetime.date.fromisoformat(old_to_new(date)) for date in (first, last))
    return (end - start).days


def months_between(first: str, last: str) -> int:
    """The months by name from one date to another of the same calendar: April to June are two.

    Both are ISO text with a month (``1917-10`` or ``1917-10-25``); negative when the second is earlier.
    """
    return 12 * (int(last[:4]) - int(first[:4])) + int(last[5:7]) - int(first[5:7])


def readings(printed: str, style: Style) -> list[tuple[str, str]]:
    """What a printed day may mean: pairs of (Old Style, New Style).

    One pair for a date of known style; two, the Old Style reading first, when the style is uncertain
    and both days exist. Raises ValueError for an unknown style or a day that exists in neither.
    """
    if style == "OS":
        return [(printed, old_to_new(printed))]
    if style == "NS":
        return [(new_to_old(printed), printed)]
    if style != "uncertain":
        raise ValueError(f"the style of a date is OS, NS or uncertain, not {style!r}")
    found = []
    for known in ("OS", "NS"):
        try:
            found += readings(printed, known)
        except ValueError:
            continue
    if not found:
        raise ValueError(f"{printed} is a day of neither calendar")
    return found


def was_a_soviet_day(printed: str) -> bool:
    """Whether a day with this date was lived in Soviet Russia: not 1 to 13 February 1918."""
    _parts(printed, "printed")
    if printed <= LAST_SOVIET_OLD_STYLE:
        return is_old_style_date(printed)
    if printed < FIRST_SOVIET_NEW_STYLE:
        return False
    try:
        datetime.date.fromisoformat(printed)
    except ValueError:
        return False
    return True


def both_styles(date: str) -> str:
    """An Old Style day as the course prints it: ``25 October (7 November) 1917``."""
    old, new = date, old_to_new(date)
    old_year, new_year = old[:4], new[:4]
    if old_year == new_year:
        return f"{_day_and_month(old)} ({_day_and_month(new)}) {old_year}"
    return f"{_day_and_month(old)} {old_year} ({_day_and_month(new)} {new_year})"


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _day_and_month(date: str) -> str:
    _, month, day = _parts(date, "ISO")
    return f"{day} {MONTHS[month - 1]}"


def _parts(date: str, kind: str) -> tuple[int, int, int]:
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", date)
    if not match:
        raise ValueError(f"{date!r} is no {kind} day of the form YYYY-MM-DD")
    return int(match[1]), int(match[2]), int(match[3])
