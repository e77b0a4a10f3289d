"""Old and New Style: at the ends of the range, in February 1918, and where style is uncertain."""

from __future__ import annotations

import datetime

import pytest
from convertdate import julian
from hypothesis import given
from hypothesis import strategies as st

from firstflames import calendars, load
from firstflames.checks._printed import possible as readings_of

FIRST, LAST = datetime.date(1582, 10, 15), datetime.date(2100, 1, 13)
new_style_days = st.dates(min_value=FIRST, max_value=LAST).map(datetime.date.isoformat)


@given(new_style_days)
def test_there_and_back(new: str) -> None:
    assert calendars.old_to_new(calendars.new_to_old(new)) == new


@given(new_style_days)
def test_an_independent_library_agrees(new: str) -> None:
    year, month, day = julian.from_gregorian(*map(int, new.split("-")))
    assert calendars.new_to_old(new) == f"{year:04d}-{month:02d}-{day:02d}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1582-10-05", "1582-10-15"),  # the first day of New Style
        ("1700-02-18", "1700-02-28"),  # ten days apart, to the leap day that New Style lacks
        ("1700-02-29", "1700-03-11"),
        ("1900-02-28", "1900-03-12"),
        ("1900-02-29", "1900-03-13"),  # thirteen days apart from here
        ("1917-02-23", "1917-03-08"),
        ("1917-10-25", "1917-11-07"),
        ("1917-12-31", "1918-01-13"),
        ("1918-01-05", "1918-01-18"),
        ("1918-01-31", "1918-02-13"),
        ("1918-02-01", "1918-02-14"),
        ("1918-02-12", "1918-02-25"),  # the chapter goes on using Old Style
        ("2099-12-31", "2100-01-13"),
    ],
)
def test_known_days(old: str, new: str) -> None:
    assert calendars.old_to_new(old) == new
    assert calendars.new_to_old(new) == old


@pytest.mark.parametrize(
    "date", ["1582-10-04", "2100-01-01", "1917-02-29", "1917-11-31", "1917-11", "x"]
)
def test_no_such_old_style_day(date: str) -> None:
    with pytest.raises(ValueError, match=date):
        calendars.old_to_new(date)


@pytest.mark.parametrize("date", ["1582-10-14", "2100-01-14", "1900-02-29", "1917-11-31", "1917-11"])
def test_no_such_new_style_day(date: str) -> None:
    with pytest.raises(ValueError, match=date):
        calendars.new_to_old(date)


def test_soviet_russia_slept_through_thirteen_days() -> None:
    lived = [
        f"1918-02-{day:02d}" for day in range(1, 29) if calendars.was_a_soviet_day(f"1918-02-{day:02d}")
    ]
    assert lived[0] == "1918-02-14"
    assert len(lived) == 15
    assert calendars.was_a_soviet_day("1918-01-31")
    assert not calendars.was_a_soviet_day("1918-02-29")
    # No real day is lost: the last Old Style day and the first New Style day follow each other.
    eve = datetime.date.fromisoformat(calendars.old_to_new(calendars.LAST_SOVIET_OLD_STYLE))
    assert (eve + datetime.timedelta(days=1)).isoformat() == calendars.FIRST_SOVIET_NEW_STYLE


def test_a_month_is_no_month_in_the_other_calendar() -> None:
    assert calendars.new_style_span("1917-10") == ("1917-10-14", "1917-11-13")
    assert calendars.new_style_span("1900-02") == ("1900-02-13", "1900-03-13")
    assert calendars.new_style_span("1917") == ("1917-01-14", "1918-01-13")
    assert calendars.new_style_span("1917-10-25") == ("1917-11-07", "1917-11-07")


def test_a_date_is_read_in_its_own_style() -> None:
    assert calendars.readings("1917-11-12", "OS") == [("1917-11-12", "1917-11-25")]
    assert calendars.readings("1917-11-25", "NS") == [("1917-11-12", "1917-11-25")]


def test_an_uncertain_date_keeps_both_readings() -> None:
    assert calendars.readings("1918-05-01", "uncertain") == [
        ("1918-05-01", "1918-05-14"),
        ("1918-04-18", "1918-05-01"),
    ]
    assert calendars.readings("1900-02-29", "uncertain") == [("1900-02-29", "1900-03-13")]
    with pytest.raises(ValueError, match="neither calendar"):
        calendars.readings("1917-02-30", "uncertain")
    with pytest.raises(ValueError, match="OS, NS or uncertain"):
        calendars.readings("1917-02-20", "julian")  # type: ignore[arg-type]


def test_both_styles_in_words() -> None:
    assert calendars.both_styles("1917-10-25") == "25 October (7 November) 1917"
    assert calendars.both_styles("1917-12-30") == "30 December 1917 (12 January 1918)"


def test_every_event_has_a_new_style_period() -> None:
    for event in load("events").to_dict("records"):
        end = event["old_style_end"] if isinstance(event["old_style_end"], str) else None
        first, last = calendars.new_style_period(event["old_style_start"], end)
        assert first <= last


def test_an_event_runs_from_its_first_day_to_its_last() -> None:
    assert calendars.new_style_period("1917-11-25", "1918-01-18") == ("1917-12-08", "1918-01-31")
    assert calendars.new_style_period("1917-10") == ("1917-10-14", "1917-11-13")
    with pytest.raises(ValueError, match="cannot run from 1918-01-18 back to 1917-11-25"):
        calendars.new_style_period("1918-01-18", "1917-11-25")


def test_dates_of_uncertain_style_have_both_readings() -> None:
    """Each printed day of uncertain style is one of the two days that it can be."""
    events = load("events")
    uncertain = events[(events["style_as_printed"] == "uncertain") & (events["precision"] == "day")]
    assert len(uncertain) >= 3
    for event in uncertain.to_dict("records"):
        possible = readings_of(event["date_as_printed"], "uncertain")[0]
        stored = event["old_style_start"]
        assert stored in possible, event["event_id"]
        near = [date for date in possible if date[:4] == stored[:4]]
        assert len({calendars.old_to_new(date) for date in near}) >= 2, event["event_id"]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("1917-11-25", "1918-01-18", 54),
        ("1918-01-31", "1918-02-01", 1),  # Old Style went on where it went on
        ("1900-02-28", "1900-03-01", 2),  # a leap day that New Style has not
        ("1918-01-18", "1917-11-25", -54),
    ],
)
def test_days_between(first: str, last: str, days: int) -> None:
    assert calendars.days_between(first, last) == days


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [("1917-11", "1918-06", 7), ("1918-04-30", "1918-06-01", 2), ("1918-01", "1917-10", -3)],
)
def test_months_by_name(first: str, last: str, months: int) -> None:
    assert calendars.months_between(first, last) == months
