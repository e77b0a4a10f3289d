"""Shares on a named base, single figures, and what rounding allows."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import firstflames as ff

counts = st.integers(min_value=0, max_value=10**9)


@given(st.lists(counts, min_size=1, max_size=9), st.sampled_from([1, 10, 1000, 100_000]))
def test_rounding_never_hides_the_true_total(votes: list[int], step: int) -> None:
    printed = [step * round(vote / step) for vote in votes]
    table = pd.DataFrame({"low": printed, "high": printed, "rounded_to": step})
    assert sum(votes) in ff.sum_of_rounded(table)


@given(st.lists(counts, min_size=2, max_size=9).filter(any))
def test_shares_of_the_sum_add_up_to_a_hundred(votes: list[int]) -> None:
    # Each share is off by at most half a tenth.
    assert sum(ff.shares(votes, sum(votes))) == pytest.approx(100, abs=0.05 * len(votes) + 1e-9)


def test_a_share_says_no_to_an_empty_base() -> None:
    with pytest.raises(ValueError, match="base above zero"):
        ff.share(1, 0)


@given(counts, counts, counts, counts)
def test_intervals_carry_both_ends(a: int, b: int, c: int, d: int) -> None:
    one, two = ff.Interval(min(a, b), max(a, b)), ff.Interval(min(c, d), max(c, d))
    assert a + c in one + two
    assert a - c in one - two


def test_an_interval_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="from 2 down to 1"):
        ff.Interval(2, 1)


def test_a_counted_figure_has_no_width() -> None:
    assert ff.rounded(9_023_963, 1) == ff.Interval(9_023_963, 9_023_963)
    assert ff.rounded(4_600_000, 100_000) == ff.Interval(4_550_000, 4_650_000)
    with pytest.raises(ValueError, match="positive step"):
        ff.rounded(1, 0)


def test_a_sum_with_an_open_end_is_refused() -> None:
    table = pd.DataFrame({"low": [600, 10], "high": [None, 10], "rounded_to": [1, 1]})
    with pytest.raises(ValueError, match="1 of 2 figures have an open end"):
        ff.sum_of_rounded(table)


def test_one_figure_is_found_or_the_question_is_named() -> None:
    table = pd.DataFrame({"party": ["a", "b", "b", "c"], "low": [1, 2, 3, 4], "high": [1, 2, 3, 5]})
    assert ff.figure(table, party="a") == 1
    with pytest.raises(LookupError, match="2 rows for party 'b'"):
        ff.figure(table, party="b")
    with pytest.raises(LookupError, match="0 rows for party 'd'"):
        ff.figure(table, party="d")
    with pytest.raises(ValueError, match="a range, 4"):
        ff.figure(table, party="c")
