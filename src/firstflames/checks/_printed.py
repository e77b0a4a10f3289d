"""What the text prints: claims by their words, dates by their style, and no paragraph forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import cast

from firstflames import calendars
from firstflames.checks.rules import Tables, rule, same
from firstflames.evidence.numerals import bounds, vague
from firstflames.evidence.package import LIST_SEPARATOR, Problem, reading_order

#: The chapter's own time, Old Style: dates printed without a year lie in it.
FIRST_DAY, LAST_DAY = "1917-03-01", "1918-06-30"
MONTHS = {name: number for number, name in enumerate(calendars.MONTHS, start=1)}

# ---- Claims --------------------------------------------------------------------------------------


@rule("claims")
def claims_are_numbered_by_paragraph(tables: Tables) -> Iterator[Problem]:
    """The id of a claim starts with its locator, and its numbers run from 01 without a gap."""
    last: dict[str, int] = {}
    for line, row in tables["claims"]:
        locator, _, number = row["claim_id"].partition("-")
        if locator != row["locator"]:
            yield Problem(
                "claims.csv", line, "locator", repr(row["locator"]), repr(locator), "correct one of them"
            )
        if int(number) <= last.get(locator, 0):
            expected = "a higher number than the claim before"
            yield Problem("claims.csv", line, "claim_id", repr(row["claim_id"]), expected, "renumber")
        last[locator] = int(number)


#: What a form gives, whatever the words are: bounds in the unit of the row.
_HALF = {"percent": 50.0, "share": 0.5}


@rule("claims")
def claims_are_what_their_words_say(tables: Tables) -> Iterator[Problem]:
    """The bounds of a claim follow from its printed words, its printed list, or its two dates."""
    for line, row in tables["claims"]:
        try:
            low, high = _expected(row)
        except ValueError as error:
            remedy = "correct as_printed, form, qualifier or note"
            yield Problem("claims.csv", line, "as_printed", str(error), "words that give it", remedy)
            continue
        for column, value in (("low", low), ("high", high)):
            if not same(row[column], value):
                expected = "an empty cell" if value is None else f"{value:g}"
                yield Problem(
                    "claims.csv",
                    line,
                    column,
                    repr(row[column]),
                    f"{expected}, by “{row['as_printed']}” ({row['form']}, {row['qualifier']})",
                    "correct the figure or what it is read from",
                )


def _expected(row: Mapping[str, str]) -> tuple[float | None, float | None]:
    """The bounds of a claim by its form. Raises ValueError with the reason when there is no way."""
    form, qualifier, unit = row["form"], row["qualifier"], row["unit"]
    if form == "number":
        low, high = bounds(row["as_printed"], qualifier)
        return None if low is None else float(low), None if high is None else float(high)
    if form == "list":
        items = printed_list(row["note"])
        return float(len(items)), None if qualifier == "at_least" else float(len(items))
    if form == "interval":
        return interval(row["note"], unit)
    if form == "none":
        return 0.0, 0.0
    if form == "all":
        whole = {"percent": 100.0, "share": 1.0, "times_per_day": 1.0}
        if unit not in whole:
            raise ValueError(f"the unit {unit!r} of a statement about all")
        return whole[unit], whole[unit]
    if form == "only":
        return 1.0, 1.0
    return _degree(row["as_printed"], qualifier, unit)


def _degree(words: str, qualifier: str, unit: str) -> tuple[float | None, float | None]:
    """The bounds of a vague word, by the rule of the house."""
    if qualifier in {"few", "several", "unspecified_many"}:
        found = vague(words)
        if found is not None:
            low, high = found
            return None if low is None else float(low), None if high is None else float(high)
        if qualifier != "unspecified_many":
            raise ValueError(f"no vague word in “{words}”")
        return (0.0 if words.startswith("only for") else 2.0), None
    if qualifier == "superlative":
        return 1.0, 1.0
    half = _HALF.get(unit)
    if qualifier == "majority" and half:
        return half, None
    if qualifier == "nearly" and half:
        return None, 2 * half
    if qualifier in {"less_than", "at_most"} and half:
        return None, half
    if qualifier in {"more_than", "about"} and unit == "ratio":
        return 1.0, None if qualifier == "more_than" else 1.0
    raise ValueError(f"the qualifier {qualifier!r} for a vague word in {unit}")


_LIST = re.compile(r"count of a printed list: ([^;]+)")
_SPAN = re.compile(r"from ([\d/-]+) to ([\d/-]+)")


def printed_list(note: str) -> list[str]:
    """The items of ``count of a printed list: a, b, c``. Raises ValueError when the note has none."""
    match = _LIST.match(note)
    if not match:
        raise ValueError("a note that does not name the list")
    return [item.strip() for item in match[1].split(",")]


def interval(note: str, unit: str) -> tuple[float, float]:
    """The time between the two ends of ``from 1917-11-25 to 1918-01-18``, in days, months or years.

    An end may be two dates with a stroke between, first and last possible. Raises ValueError when the
    note has no such ends or they do not suit the unit.
    """
    match = _SPAN.match(note)
    if not match:
        raise ValueError("a note without the two dates")
    starts, ends = match[1].split("/"), match[2].split("/")
    measure = {"days": calendars.days_between, "months": calendars.months_between, "years": _years}.get(
        unit
    )
    if measure is None:
        raise ValueError(f"the unit {unit!r} for a time between two dates")
    return measure(starts[-1], ends[0]), measure(starts[0], ends[-1])


def _years(first: str, last: str) -> int:
    return int(last[:4]) - int(first[:4])


# ---- Dates ---------------------------------------------------------------------------------------


@rule("claims")
def dates_of_claims_are_as_printed(tables: Tables) -> Iterator[Problem]:
    """A printed date of a claim is the stored one, in the style that is said."""
    for line, row in tables["claims"]:
        yield from _date_problems("claims", line, row, "date_old_style", "")


@rule("events")
def dates_of_events_are_as_printed(tables: Tables) -> Iterator[Problem]:
    """A printed date of an event is the stored one; its precision fits; periods run forwards."""
    for line, row in tables["events"]:
        if row["dated_by"] == "text" or row["date_as_printed"]:
            yield from _date_problems("events", line, row, "old_style_start", row["old_style_end"])
        yield from _precision_problems(line, row)


_PRECISION = {
    "day": "day",
    "days": "day",
    "month": "month",
    "months": "month",
    "part_of_month": "month",
    "year": "year",
    "years": "year",
}
_PERIODS = {"days", "months", "years"}
_LENGTH = {4: "year", 7: "month", 10: "day"}


def _precision_problems(line: int, row: Mapping[str, str]) -> Iterator[Problem]:
    start, end, precision = row["old_style_start"], row["old_style_end"], row["precision"]
    for column, date in (("old_style_start", start), ("old_style_end", end)):
        length = _PRECISION.get(precision, "")  # before and after may be of any length
        if date and length and column == "old_style_start" and _LENGTH[len(date)] != length:
            expected = f"a {length}, by the precision {precision!r}"
            yield Problem("events.csv", line, column, repr(date), expected, "correct one of them")
    if bool(end) != (precision in _PERIODS):
        expected = "an end for a period, and none for anything else"
        yield Problem(
            "events.csv",
            line,
            "old_style_end",
            repr(end) if end else "an empty cell",
            expected,
            "correct",
        )
    if end and end[: len(start)] < start[: len(end)]:
        yield Problem("events.csv", line, "old_style_end", repr(end), f"{start} or later", "correct")


_DATE = re.compile(
    r"\b(?:(?P<day>\d{1,2}) )?(?P<month>" + "|".join(MONTHS) + r")\b(?: (?P<year>\d{4}))?"
    r"|\b(?P<only>1[789]\d\d)\b"
)


def _date_problems(
    table: str, line: int, row: Mapping[str, str], column: str, end: str
) -> Iterator[Problem]:
    printed, style, stored = row["date_as_printed"], row["style_as_printed"], row[column]
    file = f"{table}.csv"
    if (_DATE.search(printed) and not style) or (style and not printed):
        expected = "a style for every printed date, and none without printed words"
        found = repr(style) if style else "an empty cell"
        yield Problem(file, line, "style_as_printed", found, expected, "fill both or neither")
    dates = possible(printed, style)
    ends = [(column, stored), ("old_style_end", end)]
    if len(dates) == 1 and printed.startswith("until"):
        ends = ends[1:]
    for (name, date), allowed in zip(ends, dates, strict=False):
        if date and not any(_fits(date, each) for each in allowed):
            yield Problem(
                file,
                line,
                name,
                repr(date),
                f"{' or '.join(allowed) or 'no date'}, by “{printed}” ({style})",
                "correct the date, the printed words or the style",
            )


def possible(printed: str, style: str) -> list[list[str]]:
    """For each date that the words print, the Old Style days, months or years that it can be.

    A date without a year lies in the chapter's own time. A New Style month begins in the one before.
    """
    return [sorted(set(_readings(match, style))) for match in _DATE.finditer(printed)]


def _readings(match: re.Match[str], style: str) -> Iterator[str]:
    if match["only"]:
        yield match["only"]
        return
    for year in [match["year"]] if match["year"] else ["1917", "1918"]:
        date = f"{year}-{MONTHS[match['month']]:02d}"
        if match["day"]:
            read = _days_read(f"{date}-{int(match['day']):02d}", style)
        else:
            read = [date] if style == "OS" else [date, calendars.new_to_old(f"{date}-01")[:7]]
        for each in read:
            if match["year"] or FIRST_DAY[: len(each)] <= each <= LAST_DAY:
                yield each


def _days_read(date: str, style: str) -> list[str]:
    try:
        return [old for old, _ in calendars.readings(date, cast("calendars.Style", style))]
    except ValueError:  # no such day
        return []


def _fits(stored: str, date: str) -> bool:
    """Whether the stored date is the possible one, or lies in it when that is a month or a year."""
    length = min(len(stored), len(date))
    return stored[:length] == date[:length]


# ---- Coverage and locators -----------------------------------------------------------------------


@rule("claims", "no_claims", "fingerprint")
def every_paragraph_is_accounted_for(tables: Tables) -> Iterator[Problem]:
    """Each paragraph has claims, or a reason why it has none; none has both."""
    claimed = {row["locator"] for _, row in tables["claims"]}
    excused = {row["locator"] for _, row in tables["no_claims"]}
    for line, row in tables["fingerprint"]:
        locator = row["locator"]
        if (locator in claimed) == (locator in excused):
            found = (
                "claims and a reason for none" if locator in claimed else "neither claims nor a reason"
            )
            expected = "one of the two"
            yield Problem("fingerprint.csv", line, "locator", f"{locator} with {found}", expected, "add")


@rule("claims", "no_claims", "fingerprint")
def paragraphs_stand_in_reading_order(tables: Tables) -> Iterator[Problem]:
    """Claims, reasons and fingerprints follow the text."""
    for table in ("claims", "no_claims", "fingerprint"):
        for (_, before), (line, row) in pairwise(tables[table]):
            if reading_order(row["locator"]) < reading_order(before["locator"]):
                expected = f"a paragraph not before {before['locator']}"
                yield Problem(f"{table}.csv", line, "locator", row["locator"], expected, "move the row")


@rule("fingerprint")
def sections_follow_the_text(tables: Tables) -> Iterator[Problem]:
    """Sections are s01 to s13 in the body, each in one piece."""
    body = [(line, row) for line, row in tables["fingerprint"] if row["locator"].startswith("p")]
    for (_, before), (line, row) in pairwise(body):
        step = int(row["section"][1:] or 0) - int(before["section"][1:] or 0)
        if step not in {0, 1}:
            expected = f"{before['section']} or the next"
            yield Problem("fingerprint.csv", line, "section", repr(row["section"]), expected, "correct")


@rule("people", "organisations", "places", "events", "parties", "sources")
def lists_of_locators_are_in_order(tables: Tables) -> Iterator[Problem]:
    """Lists of locators run in reading order and name no paragraph twice."""
    columns = {
        "people": "locators",
        "organisations": "locators",
        "places": "locators",
        "events": "also_at",
        "parties": "locators",
        "sources": "cited_in",
    }
    for table, column in columns.items():
        for line, row in tables[table]:
            listed = [item for item in row[column].split(LIST_SEPARATOR) if item]
            if listed != sorted(set(listed), key=reading_order):
                expected = "paragraphs in reading order, each once"
                yield Problem(f"{table}.csv", line, column, repr(row[column]), expected, "sort the list")
            if table == "events" and row["locator"] in listed:
                expected = f"other paragraphs than {row['locator']}"
                yield Problem(f"{table}.csv", line, column, repr(row[column]), expected, "remove it")


# ---- Words that go together ----------------------------------------------------------------------

_TIMES = {"minutes", "hours", "days", "weeks", "months", "years", "centuries"}
_MEASURES = {
    "duration": _TIMES,
    "share": {"percent", "share"},
    "rank": {"rank"},
    "ratio": {"ratio"},
    "money": {"francs"},
    "frequency": {"times_per_day"},
    "age": {"years"},
    "clock_time": {"hour_of_day"},
    "distance": {"miles"},
    "occurrences": {"occurrences"},
}
_OTHERS = {unit for units in _MEASURES.values() for unit in units}


@rule("claims")
def measures_of_claims_have_their_unit(tables: Tables) -> Iterator[Problem]:
    """A duration is in units of time, a share in per cent, and a count in neither."""
    for line, row in tables["claims"]:
        allowed = _MEASURES.get(row["measure"])
        fits = row["unit"] in allowed if allowed else row["unit"] not in _OTHERS
        if not fits:
            expected = f"a unit of the measure {row['measure']!r}"
            yield Problem("claims.csv", line, "unit", repr(row["unit"]), expected, "correct one of them")
        printed = row["as_printed"].lower()
        named = [unit for unit in sorted(_TIMES) if re.search(rf"\b{unit[:-1]}", printed)]
        in_words = row["measure"] == "duration" and row["form"] == "number" and named
        if in_words and row["unit"] not in named:
            expected = f"{' or '.join(named)}, by “{row['as_printed']}”"
            yield Problem("claims.csv", line, "unit", repr(row["unit"]), expected, "correct it")


@rule("events", "orders")
def dates_say_what_they_rest_on(tables: Tables) -> Iterator[Problem]:
    """A date by the text has printed words, one by a source names it, one by sequence has neither."""
    for table in ("events", "orders"):
        for line, row in tables[table]:
            printed, source, by = row["date_as_printed"], row["source"], row["dated_by"]
            wrong = (
                (by == "text" and not printed)
                or (by == "source" and not source)
                or (by == "sequence" and source)
            )
            if wrong:
                expected = "printed words for text, a source for source, no source for sequence"
                yield Problem(
                    f"{table}.csv", line, "dated_by", repr(by), expected, "correct one of them"
                )
