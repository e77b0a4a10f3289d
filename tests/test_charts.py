"""A finished figure carries its words, its data and plain lists; an unfinished one is refused."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from conftest import ROOT

import firstflames as ff
from firstflames.charts import FAMILY_COLOURS

WORDS: dict[str, Any] = {
    "name": "a-chart",
    "title": "A finding",
    "alt": "What the chart shows.",
    "caption": "What is drawn.",
    "sources": ["p088", "lenin-pss40"],
    "data": pd.DataFrame({"list": ["a", "b"], "votes": [1.0, np.nan]}),
}


def bar(**trace: Any) -> go.Figure:
    return go.Figure(go.Bar(x=trace.pop("x", [1, 2]), y=["a", "b"], **trace))


def test_words_and_data_travel_in_the_meta() -> None:
    meta = ff.finish(bar(), **WORDS).layout.meta["firstflames"]
    assert meta["title"] == "A finding"
    assert meta["data"] == {"columns": ["list", "votes"], "rows": [["a", 1], ["b", None]]}


@pytest.mark.parametrize(
    "values", [np.array([1.5, 2.5]), pd.Series([1.5, 2.5]), [np.float64(1.5), 2.5]], ids=type
)
def test_numbers_are_stored_as_plain_lists(values: Any) -> None:
    stored = ff.finish(bar(x=values), **WORDS).to_json()
    assert "bdata" not in stored
    assert json.loads(stored)["data"][0]["x"] == [1.5, 2.5]


def test_matrices_keep_their_shape() -> None:
    heat = go.Figure(go.Heatmap(z=np.arange(6.0).reshape(2, 3)))
    assert json.loads(ff.finish(heat, **WORDS).to_json())["data"][0]["z"] == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("name", "A Chart", "lower-case"),
        ("title", " ", "title is empty"),
        ("alt", "", "alt is empty"),
        ("caption", "", "caption is empty"),
        ("sources", [], "sources"),
        ("sources", ["serge"], "serge"),
        ("sources", ["p88"], "p88"),
        ("data", pd.DataFrame(), "data behind it is empty"),
    ],
)
def test_missing_words_are_refused(key: str, value: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ff.finish(bar(), **(WORDS | {key: value}))


def test_a_control_without_a_label_is_refused() -> None:
    fig = bar()
    fig.update_layout(updatemenus=[{"buttons": [{"label": "x", "method": "skip"}]}])
    with pytest.raises(ValueError, match="no name"):
        ff.finish(fig, **WORDS)


def test_a_choice_needs_something_to_choose() -> None:
    with pytest.raises(ValueError, match="two options"):
        ff.add_choice(bar(), "Show", {"only": ({}, {})})


def test_two_choices_act_on_their_own_traces() -> None:
    fig = bar()
    for label in ["Base", "Fleet"]:
        ff.add_choice(fig, label, {"in": ({"visible": True}, {}), "out": ({}, {})}, traces=[0])
    menus = json.loads(ff.finish(fig, **WORDS).to_json())["layout"]["updatemenus"]
    assert [menu["name"] for menu in menus] == ["Base", "Fleet"]
    assert menus[0]["y"] < menus[1]["y"]
    assert menus[0]["buttons"][0]["args"] == [{"visible": True}, {}, [0]]


def test_readable_tables() -> None:
    table = pd.DataFrame({"votes": [36262560.0, np.nan], "share": [62.3, 5.0], "list": ["a", "b"]})
    assert ff.readable(table).to_numpy().tolist() == [["36,262,560", "62.3", "a"], ["–", "5", "b"]]


# The page of the site in each theme, from the theme itself.
STYLES = ROOT / "src/firstflames/site/theme/static/firstflames/theme.css"
PAPER = re.findall(r"--paper: light-dark\((#\w{6}), (#\w{6})\)", STYLES.read_text(encoding="utf-8"))[0]
THEMES = ("light", "dark")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("page", ["#ffffff", "#121212", *PAPER], ids=["white", "black", *THEMES])
@pytest.mark.parametrize("family", FAMILY_COLOURS)
def test_party_colours_meet_three_to_one(family: str, page: str) -> None:
    one, two = sorted([luminance(FAMILY_COLOURS[family]), luminance(page)])
    assert (two + 0.05) / (one + 0.05) >= 3


def test_every_party_has_a_colour() -> None:
    parties = ff.load("parties")["party_id"].tolist()
    assert len(ff.party_colours(parties)) == len(parties)
    with pytest.raises(KeyError, match="nobody"):
        ff.party_colours(["nobody"])


GUESS: dict[str, Any] = {
    "unit": "per cent",
    "scale": (0, 100),
    "figure": 38.3,
    "figure_label": "Counted",
    "author": (50.0, 100.0),
    "author_label": "More than half",
}


def test_a_guess_and_a_bloc_travel_in_the_meta() -> None:
    fig = ff.guess_first(bar(), "What share?", **GUESS)
    meta = ff.finish(fig, **WORDS).layout.meta["firstflames"]
    assert meta["title"] == "A finding"
    assert meta["guess"]["figure"] == [38.3, 38.3]
    assert meta["guess"]["author"] == [50.0, 100.0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"unit": " "}, "unit are empty"),
        ({"figure": 101}, "outside the scale"),
        ({"author": (50.0, 101.0)}, "outside the scale"),
        ({"figure": 5, "author": None, "scale": (5, 5)}, "no estimate fits"),
    ],
)
def test_a_guess_without_words_or_room_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ff.guess_first(bar(), "What share?", **(GUESS | change))


def stacked(names: str) -> go.Figure:
    return go.Figure([go.Bar(name=name, x=[1], y=["bloc"]) for name in names])


def lists(*votes: tuple[int, int]) -> pd.DataFrame:
    rows = [(name, low, high) for name, (low, high) in zip("abc", votes, strict=False)]
    return pd.DataFrame(rows, columns=["list", "low", "high"])


def test_a_bloc_gets_its_seats_by_dhondt() -> None:
    votes = lists((60, 60), (28, 28), (12, 12))
    fig = ff.bloc_builder(stacked("abc"), votes, base=100, base_label="all", seats=5)
    meta = ff.finish(fig, **WORDS).layout.meta["firstflames"]["bloc"]
    assert meta["seats"] == [4, 1, 0]
    assert meta["all_seats"] == 5
    assert meta["votes"] == [[60, 60], [28, 28], [12, 12]]


@pytest.mark.parametrize(
    ("votes", "base", "seats", "says"),
    [
        (lists((60, 60)), 100, None, "one trace for each list"),
        (lists((60, 60), (50, 50)), 100, None, "more votes than the base"),
        (lists((40, 60), (10, 10)), 100, 5, "not ranges"),
        (lists((10, 10), (10, 10)), 100, 1, "a tie between a, b"),
    ],
)
def test_a_bloc_that_does_not_add_up_is_refused(
    votes: pd.DataFrame, base: int, seats: int | None, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        ff.bloc_builder(stacked("ab"), votes, base=base, base_label="all", seats=seats)


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "said"),
    [
        (12.0, 12.0, "exact", "12"),
        (2000, np.nan, "more_than", "more than 2,000"),
        (5, None, "at_least", "at least 5"),
        (None, 9, "at_most", "at most 9"),
        (0, 9, "less_than", "less than 9"),
        (200, 300, "range", "200 to 300"),
        (3, 9, "several", "several, 3 to 9"),
        (300, 300, "about", "about 300"),
        (np.nan, np.nan, "no_count", "no count found"),
    ],
)
def test_a_figure_in_words(low: Any, high: Any, qualifier: str, said: str) -> None:
    assert ff.in_words(low, high, qualifier) == said
