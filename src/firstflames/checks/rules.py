"""Rules that know what the data means: what a mistyped cell would break.

The schema (types, keys, ranges) is checked when a table loads. The rules here go further: a figure has
to be what its printed words say, a printed date has to be the stored one, a sum has to come out, and
what stands in two tables has to be the same in both. Each rule names the tables it reads.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from firstflames import calendars
from firstflames.evidence.numerals import bounds, vague
from firstflames.evidence.package import (
    LIST_SEPARATOR,
    Package,
    Problem,
    reading_order,
)

Cells = list[tuple[int, dict[str, str]]]
Tables = Mapping[str, Cells]
Function = Callable[[Tables], Iterator[Problem]]

#: The chapter's own time, Old Style: dates printed without a year lie in it.
FIRST_DAY, LAST_DAY = "1917-03-01", "1918-06-30"
MONTHS = {name: number for number, name in enumerate(calendars.MONTHS, start=1)}
#: Tables of figures, each row of which says whose figure it is.
ACCOUNT = "account"


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the tables it reads, and the function that finds what breaks it."""

    name: str
    tables: tuple[str, ...]
    function: Function


RULES: list[Rule] = []


def rule(*tables: str) -> Callable[[Function], Function]:
    """Register a rule with the tables that it reads; ``figures`` stands for all tables of figures."""

    def register(function: Function) -> Function:
        RULES.append(Rule(function.__name__, tables, function))
        return function

    return register


def problems(package: Package, only: Iterable[Rule] | None = None) -> list[Problem]:
    """Whatever breaks a rule, in the order of the rules.

    Raises EvidenceError for a table that cannot be read.
    """
    tables = {name: package.cells(name) for name in package.names}
    chosen = RULES if only is None else only
    return [problem for each in chosen for problem in each.function(tables)]


def figure_tables(tables: Tables) -> dict[str, Cells]:
    """The tables whose rows are figures: with bounds, and an account."""
    return {
        name: rows
        for name, rows in tables.items()
        if rows and {"low", "high", "qualifier", ACCOUNT} <= rows[0][1].keys()
    }


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
            if not _same(row[column], value):
                expected = "an empty cell" if value is None else f"{value:g}"
                yield Problem(
                    "claims.csv",
                    line,
                    column,
                    repr(row[column]),
                    f"{expected}, by “{row['as_printed']}” ({row['form']}, {row['qualifier']})",
                    "correct the figure or what it is read from",
                )


def _same(cell: str, value: float | None) -> bool:
    if not cell or value is None:
        return not cell and value is None
    return abs(float(cell) - value) <= 1e-6 * max(1.0, abs(value))


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
    if qualifier == "majority":
        return _HALF[unit], None
    if qualifier == "nearly":
        return None, 2 * _HALF[unit]
    if qualifier in {"less_than", "at_most"}:
        return None, _HALF[unit]
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
    measure = {"days": _days, "months": _months, "years": _years}.get(unit)
    if measure is None:
        raise ValueError(f"the unit {unit!r} for a time between two dates")
    return measure(ends[0]) - measure(starts[-1]), measure(ends[-1]) - measure(starts[0])


def _days(date: str) -> float:
    return datetime.date.fromisoformat(calendars.old_to_new(date)).toordinal()


def _months(date: str) -> float:
    year, _, month = date.partition("-")
    return 12 * int(year) + int(month[:2])


def _years(date: str) -> float:
    return int(date[:4])


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
    "before": "day",
    "after": "day",
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
        if date and column == "old_style_start" and _LENGTH[len(date)] != _PRECISION[precision]:
            expected = f"a {_PRECISION[precision]}, by the precision {precision!r}"
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
    if bool(printed) != bool(style):
        expected = "a style for every printed date, and none without"
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


# ---- Figures -------------------------------------------------------------------------------------


@rule("figures")
def bounds_suit_the_qualifier(tables: Tables) -> Iterator[Problem]:
    """A plain figure has equal bounds, an open one lacks the end that its qualifier leaves open."""
    for table, rows in figure_tables(tables).items():
        for line, row in rows:
            expected = _shape(row["qualifier"], row["low"], row["high"])
            if expected:
                found = f"{row['low'] or 'nothing'} to {row['high'] or 'nothing'}"
                yield Problem(
                    f"{table}.csv",
                    line,
                    "qualifier",
                    f"{row['qualifier']!r} with {found}",
                    expected,
                    "correct",
                )


def _shape(qualifier: str, low: str, high: str) -> str:
    """What the bounds should look like, or empty when they do."""
    equal = low and high and float(low) == float(high)
    if qualifier in {"exact", "about", "fraction"}:
        return "" if equal else "two equal bounds"
    if qualifier in {"more_than", "at_least", "majority"}:
        return "" if low and not high else "a lower bound only"
    if qualifier in {"less_than", "at_most", "nearly"}:
        return "" if high and not low else "an upper bound only"
    if qualifier == "no_count":
        return "" if not low and not high else "no bounds"
    return "" if low and not equal else "two different bounds, or no upper one"


@rule("figures")
def figures_end_where_their_rounding_says(tables: Tables) -> Iterator[Problem]:
    """A figure given to the thousand ends in three zeros, and not in four unless chance has it."""
    for table, rows in figure_tables(tables).items():
        for line, row in rows:
            if not row.get("rounded_to") or row["low"] != row["high"] or not row["low"]:
                continue
            ratio = float(row["low"]) / float(row["rounded_to"])
            if abs(ratio - round(ratio)) > 1e-6:
                expected = f"a multiple of {row['rounded_to']}"
                remedy = "correct the figure or the step"
                yield Problem(f"{table}.csv", line, "low", row["low"], expected, remedy)


@rule("figures", "claims")
def figures_of_the_chapter_are_its_claims(tables: Tables) -> Iterator[Problem]:
    """What a table says that the chapter states stands in claims.csv with the same bounds and place."""
    claims = {row["claim_id"]: row for _, row in tables["claims"]}
    for table, rows in figure_tables(tables).items():
        for line, row in rows:
            of_the_chapter = row[ACCOUNT] == "chapter"
            if of_the_chapter != bool(row["locator"]):
                expected = "a locator for a figure of the chapter, and for no other"
                found = f"{row[ACCOUNT]!r} with {row['locator'] or 'none'}"
                yield Problem(f"{table}.csv", line, "locator", found, expected, "correct one of them")
            if not of_the_chapter and not row["source"]:
                expected = "the work that gives the figure"
                yield Problem(
                    f"{table}.csv", line, "source", "an empty cell", expected, "name the source"
                )
            if not row["claim_id"]:
                if of_the_chapter and row["qualifier"] != "no_count":
                    expected = "the claim that states the figure"
                    yield Problem(f"{table}.csv", line, "claim_id", "an empty cell", expected, "name it")
                continue
            claim = claims.get(row["claim_id"])
            if claim is None:
                continue  # the foreign key says so
            yield from _second_table(table, line, row, claim)


def _second_table(
    table: str, line: int, row: Mapping[str, str], claim: Mapping[str, str]
) -> Iterator[Problem]:
    scale = 100.0 if (row["unit"], claim["unit"]) == ("percent", "share") else 1.0
    for column in ("low", "high"):
        stated = scale * float(claim[column]) if claim[column] else None
        if not _same(row[column], stated):
            expected = f"{claim[column] or 'an empty cell'}, as in {claim['claim_id']}"
            remedy = "correct the figure or the claim"
            yield Problem(f"{table}.csv", line, column, repr(row[column]), expected, remedy)
    if scale == 1.0 and row["unit"] != claim["unit"]:
        expected = f"{claim['unit']!r}, as in {claim['claim_id']}"
        yield Problem(f"{table}.csv", line, "unit", repr(row["unit"]), expected, "use one unit")
    if row["qualifier"] != claim["qualifier"]:
        expected = f"{claim['qualifier']!r}, as in {claim['claim_id']}"
        yield Problem(
            f"{table}.csv", line, "qualifier", repr(row["qualifier"]), expected, "use one of them"
        )
    if row["locator"] != claim["locator"]:
        expected = f"{claim['locator']}, as in {claim['claim_id']}"
        yield Problem(
            f"{table}.csv", line, "locator", repr(row["locator"]), expected, "correct one of them"
        )
