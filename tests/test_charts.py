"""A finished figure carries its words, its data and plain lists; an unfinished one is refused."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import plotly.io as pio
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


def test_a_slider_without_a_label_is_refused() -> None:
    fig = bar()
    fig.update_layout(sliders=[{"steps": [{"label": "x", "method": "skip"}]}])
    with pytest.raises(ValueError, match="no name"):
        ff.finish(fig, **WORDS)


@pytest.mark.parametrize("heading", ["S-Rs", "Share", "Votes"])
def test_fractions_without_a_unit_are_refused(heading: str) -> None:
    data = pd.DataFrame({"list": ["a"], heading: [1.5]})
    with pytest.raises(ValueError, match=f"{heading}.*say in the heading"):
        ff.finish(bar(), **(WORDS | {"data": data}))
    for whole in ([3.0, np.nan], ["1.5", None]):
        ff.finish(bar(), **(WORDS | {"data": pd.DataFrame({"list": ["a", "b"], heading: whole})}))


@pytest.mark.parametrize(
    "heading", ["Per cent of all", "S-Rs, %", "Wheat, million tons", "Wheat (tons)"]
)
def test_fractions_with_a_unit_pass(heading: str) -> None:
    ff.finish(bar(), **(WORDS | {"data": pd.DataFrame({"list": ["a"], heading: [1.5]})}))


def test_a_finished_figure_has_the_books_template_and_a_wrapped_title() -> None:
    fig = bar()
    fig.update_layout(template="plotly_dark")
    done = ff.finish(fig, **(WORDS | {"title": "a finding in many words " * 6}))
    assert done.layout.template == pio.templates["firstflames"]
    assert max(map(len, done.layout.title.text.split("<br>"))) <= 60
    assert done.layout.title.text.replace("<br>", " ") == ("a finding in many words " * 6).strip()
    assert fig.layout.meta is None, "the author's own figure stays as it is"


def test_plotly_express_bakes_the_books_colours() -> None:
    table = pd.DataFrame({"list": ["a", "b"], "votes": [1, 2]})
    (colour,) = pio.templates["firstflames"].layout.colorway
    for given in ({}, {"template": "firstflames"}):
        fig = ff.finish(px.bar(table, x="votes", y="list", color="list", **given), **WORDS)
        assert [trace.marker.color for trace in fig.data] == [colour] * 2
    dots = px.scatter_geo(pd.DataFrame({"lat": [50], "lon": [30]}), lat="lat", lon="lon")
    geo = ff.finish(dots, **WORDS).layout.template.layout.geo
    assert (geo.fitbounds, geo.showcountries, geo.showsubunits) == (False, False, False)
    assert (geo.scope, geo.resolution) == ("world", 50), "the one base map that the site has"


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


#: What a reader sees who lacks one kind of cone: linear RGB to linear RGB (Machado and others, 2009).
LACKING = {
    "red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
#: The parties that charts of the course set beside each other.
BESIDE = ("bolshevik", "socialist_revolutionary", "menshevik", "liberal", "national")


def lab(colour: str, kind: str) -> np.ndarray:
    """CIE Lab of a colour as that reader sees it."""
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(LACKING[kind]) @ linear, 0, 1) if kind else linear
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    f = np.cbrt(xyz / [0.9505, 1, 1.089])
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", ["", *LACKING])
@pytest.mark.parametrize("pair", list(itertools.combinations(BESIDE, 2)), ids="-".join)
def test_parties_beside_each_other_look_different(pair: tuple[str, str], kind: str) -> None:
    one, two = (lab(FAMILY_COLOURS[family], kind) for family in pair)
    assert np.linalg.norm(one - two) >= 10


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


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ([10, 30, 50], [10, 30, 50]),
        ([50, 10, 30], [50, 10, 30]),
        ([10, 11], [8, 13]),
        ([11, 10], [13, 8]),
        ([10, 10, 10], [5, 10, 15]),
        ([10, 11, 14.5], [20.5 / 3 - 0, 20.5 / 3 + 5, 20.5 / 3 + 10]),
        ([], []),
    ],
)
def test_labels_that_collide_move_apart_evenly(values: list[float], places: list[float]) -> None:
    assert ff.spread_labels(values, 5) == pytest.approx(places)


def test_spread_labels_keep_gap_and_order() -> None:
    rng = np.random.default_rng(1917)
    for _ in range(200):
        values = rng.uniform(0, 40, size=8).tolist()
        placed = ff.spread_labels(values, 4)
        assert np.argsort(placed).tolist() == np.argsort(values).tolist()
        assert np.diff(sorted(placed)).min() >= 4 - 1e-9
        assert np.mean(placed) == pytest.approx(np.mean(values))
