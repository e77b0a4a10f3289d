"""Distances on the globe, which chapters take from the library."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import firstflames as ff

points = st.fixed_dictionaries({"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)})


def test_a_degree_of_latitude_and_half_the_globe() -> None:
    equator = {"latitude": 0, "longitude": 0}
    assert ff.kilometres(equator, {"latitude": 1, "longitude": 0}) == pytest.approx(111.2, abs=0.1)
    assert ff.kilometres(equator, {"latitude": 0, "longitude": 180}) == pytest.approx(20_015, abs=1)


def test_between_the_capitals() -> None:
    places = ff.load("districts").set_index("district_id")
    petrograd, moscow = (
        {axis: places.at[f"{city}_city", axis] for axis in ("latitude", "longitude")}
        for city in ("petrograd", "moscow")
    )
    assert 630 < ff.kilometres(petrograd, moscow) < 640


@given(points, points)
def test_there_is_as_far_as_back(one: dict[str, float], other: dict[str, float]) -> None:
    there = ff.kilometres(one, other)
    assert there == pytest.approx(ff.kilometres(other, one), abs=1e-6)
    assert 0 <= there <= 20_016
