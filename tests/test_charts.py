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
