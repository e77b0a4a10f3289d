"""Numbers in words: read as a reader reads them, and judged by an independent library."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstflames.evidence.numerals import Bounds, bounds, numbers, vague


@pytest.fixture(scope="module")
def judge() -> Any:
    """The library; it takes seconds to import, which only the worker that asks it has to wait."""
    import inflect

    return inflect.engine()


@given(number=st.integers(0, 999_999_999))
def test_an_independent_library_agrees(judge: Any, number: int) -> None:
    words = judge.number_to_words(str(number), andword="", comma="")
    assert numbers(str(words)) == [number]


@given(st.integers(0, 10**9))
def test_digits_with_commas(number: int) -> None:
    assert numbers(f"{number:,} voters") == [number]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fifty-six million", [56_000_000]),
        ("129 million", [129_000_000]),
        ("over a hundred million", [100_000_000]),
        ("a million votes", [1_000_000]),
        ("three to four thousand", [3_000, 4_000]),
        ("hundred … hundred and forty", [100, 140]),
        ("2½ years", [Fraction(5, 2)]),
        ("2.3 per cent", [Fraction(23, 10)]),
        ("three quarters", [Fraction(3, 4)]),
        ("less than a thirtieth", [Fraction(1, 30)]),
        ("a tenth", [Fraction(1, 10)]),
        ("More than half", [Fraction(1, 2)]),
        ("second decree", [2]),
        ("a tannery", [1]),
        ("At about 4 a.m.", [4]),
        ("seventy-three fellow-prisoners", [73]),
        ("A mixture of both", [2]),
        ("triumvirate", [3]),
        ("the majority", []),
        ("twenty thirty", [20, 30]),
        ("two three", [2, 3]),
    ],
)
def test_printed_numbers(text: str, expected: list[Fraction]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a few days", (2, 9)),
        ("a handful of men", (2, 9)),
        ("Several dozen officers", (24, 99)),
        ("several months", (3, 9)),
        ("a few thousand men", (2_000, 9_999)),
        ("some tens of thousands", (20_000, 99_999)),
        ("millions of soldiers", (2_000_000, None)),
        ("nine persons", None),
    ],
)
def test_vague_words_have_the_bounds_of_the_house(text: str, expected: Bounds | None) -> None:
    assert vague(text) == expected


@pytest.mark.parametrize(
    ("text", "qualifier", "expected"),
    [
        ("520 delegates", "exact", (520, 520)),
        ("more than 600", "more_than", (600, None)),
        ("as many as 600", "at_most", (None, 600)),
        ("three to four thousand", "range", (3_000, 4_000)),
        ("thirty or so", "about", (30, 30)),
    ],
)
def test_bounds_follow_the_qualifier(text: str, qualifier: str, expected: Bounds) -> None:
    assert bounds(text, qualifier) == expected


@pytest.mark.parametrize(
    ("text", "qualifier", "says"),
    [
        ("the majority", "exact", "has to hold 1 number, it holds none"),
        ("161 and 267", "exact", "it holds 161, 267"),
        ("600", "range", "has to hold 2 numbers, it holds 600"),
    ],
)
def test_words_without_the_needed_number_are_named(text: str, qualifier: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        bounds(text, qualifier)
