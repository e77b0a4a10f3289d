"""Check cells may ask anything of any value: the answer is true or false, never an error."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import firstflames as ff

TABLE = pd.DataFrame({"old": ["1917-10-25"], "new": ["1917-11-07"]})
ODD: list[Any] = [
    *(None, True, False, math.nan, math.inf, "", "13", "1917", b"13", 1j, pd.NA, pd.NaT, object()),
    *([], [1], {}, {"a": 1}, ..., int, np.bool_(True), np.array(3), np.array([3, 4]), np.nan),
    *(TABLE, TABLE["old"], pd.Series([1]), pd.Series(dtype=float), pd.DataFrame(), pd.Timestamp(0)),
]
NUMBERS: list[Any] = [3, 3.0, np.int64(3), np.float64(3), np.float32(3), Fraction(6, 2)]


@pytest.mark.parametrize("value", [*ODD, *NUMBERS], ids=lambda value: type(value).__name__)
def test_no_value_raises(value: Any) -> None:
    answers = [
        ff.is_number(value),
        ff.close(value, 3, 1),
        ff.is_day(value),
        ff.is_names(value),
        ff.same_names(value, ["a"]),
        ff.is_table(value, ["old"]),
    ]
    assert all(type(answer) is bool for answer in answers)


@pytest.mark.parametrize("value", NUMBERS, ids=lambda value: type(value).__name__)
def test_a_number_of_any_library_is_one(value: Any) -> None:
    assert ff.is_number(value)
    assert ff.close(value, 3)
    assert not ff.close(value, 4, within=0.5)


@pytest.mark.parametrize("value", ODD, ids=lambda value: type(value).__name__)
def test_what_is_no_number_is_close_to_none(value: Any) -> None:
    assert not ff.is_number(value)
    assert not ff.close(value, 3, within=1e9)


@given(st.floats(-1e9, 1e9), st.floats(0, 1e6))
def test_close_is_the_distance_both_ends_included(expected: float, within: float) -> None:
    assert ff.close(expected + within, expected, within)
    assert ff.close(expected - within, expected, within)
    assert not ff.close(expected + 2 * within + 3, expected, within)


def test_a_sum_in_another_order_is_the_same_number() -> None:
    assert ff.close(0.1 + 0.2, 0.3)
    assert not ff.close(0.301, 0.3)


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("1917-10-25", True),
        ("1900-02-29", True),
        ("1917-02-29", False),
        ("1917-10", False),
        ("25 October 1917", False),
        ("1917-10-25 ", False),
        ("١٩١٧-10-25", False),
        (pd.Timestamp("1917-10-25"), False),
    ],
)
def test_a_day_is_text_of_one_form(value: Any, is_one: bool) -> None:
    assert ff.is_day(value) is is_one


@pytest.mark.parametrize(
    "value",
    [
        ["a", "b"],
        ("b", "a"),
        {"a", "b"},
        pd.Series(["b", "a"]),
        pd.Index(["a", "b"]),
        np.array(["a", "b"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_names_are_the_same_in_any_order_and_any_list(value: Any) -> None:
    assert ff.is_names(value)
    assert ff.same_names(value, ["a", "b"])
    assert not ff.same_names(value, ["a"])
    assert not ff.same_names(value, ["a", "b", "c"])


def test_one_text_is_no_list_of_letters() -> None:
    assert not ff.is_names("ab")
    assert not ff.same_names("ab", ["a", "b"])
    assert not ff.is_names(["a", None])


def test_a_table_has_rows_and_the_columns_asked_for() -> None:
    assert ff.is_table(TABLE)
    assert ff.is_table(TABLE, ["new", "old"])
    assert not ff.is_table(TABLE, ["old", "votes"])
    assert not ff.is_table(TABLE[:0])
    assert not ff.is_table(TABLE["old"])
