"""Dates of the evidence in words, in both calendars."""

from __future__ import annotations

from firstflames.calendars import MONTHS, new_style_period

#: What ``precision`` adds to the words of a date, where it adds any.
EXTENTS = {"before": "before ", "after": "after ", "part_of_month": "part of "}


def in_words(date: str) -> str:
    """A day, month or year: ``1917-11-12`` gives ``12 November 1917``."""
    return " ".join(_parts(date))


def _parts(date: str) -> list[str]:
    year, *rest = date.split("-")
    month = [MONTHS[int(rest[0]) - 1]] if rest else []
    return [str(int(part)) for part in rest[1:]] + month + [year]


def period_in_words(first: str, last: str | None = None) -> str:
    """Two days, months or years; what both share is said once: ``5 to 6 January 1918``."""
    if last is None or last == first:
        return in_words(first)
    start, end = _parts(first), _parts(last)
    shared = 0
    while shared < min(len(start), len(end)) - 1 and start[-1 - shared] == end[-1 - shared]:
        shared += 1
    return f"{' '.join(start[: len(start) - shared])} to {in_words(last)}"


def both(start: str, end: str | None = None, precision: str = "day") -> tuple[str, str]:
    """An Old Style date or period in Old Style and in New Style words.

    ``precision`` as in ``events.csv``. An Old Style month is no New Style month, so its days are given;
    a year is left a year, since the text means no calendar by it.
    """
    extent = EXTENTS.get(precision, "")
    if len(start) == len("1917"):
        return (extent + period_in_words(start, end),) * 2
    return extent + period_in_words(start, end), extent + period_in_words(*new_style_period(start, end))
