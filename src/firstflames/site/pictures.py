"""The pictures of the charts: drawn once by ``make pictures``, stored beside the book, checked by key.

So a build needs no browser. A key is the hash of all that a picture is made from: the figure with its
template, the version of plotly.js and the script that draws; a picture whose key differs is stale.

A page with charts also has a card, which stands for it where a link to it is shown: one chart with its
title, as JPEG, since readers of Open Graph take no SVG.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from plotly.offline import get_plotlyjs_version
from sphinx.errors import ExtensionError

from firstflames.charts import META

Words = Mapping[str, Any]  # what finish put into layout.meta: name, title, alt and so on

FOLDER = "pictures"  # in the book
KEYS = "keys.json"
THEMES = ("light", "dark")
#: The width of a chart's box on a phone, on a tablet or small desk, and on a desk with a margin, in
#: pixels; each with the media query that asks for it (charts.css and theme.css set these widths).
WIDTHS: Mapping[str, int] = {"narrow": 350, "middle": 608, "wide": 872}
QUERIES: Mapping[str, str] = {"narrow": "(width < 35rem)", "middle": "(width < 80rem)"}
DEFAULT_HEIGHT = 420  # pixels; a figure's layout.height decides otherwise
DRAWING = Path(__file__).parent / "theme" / "static" / "firstflames" / "drawing.js"
CARD = DRAWING.parents[2] / "card.html"
CARD_SIZE = (1200, 630)  # pixels, as Open Graph's readers want it
#: The place of the chart on its card, in pixels; it is drawn smaller and shown larger, since a card is
#: seen at half its size, but by no more than this factor.
CARD_CHART = (724, 542)
CARD_ZOOM = 1.4
REMEDY = "run 'make pictures'"


def bare(figure: Mapping[str, Any]) -> dict[str, Any]:
    """What is drawn of a stored figure: its data, layout and frames, without the words in its meta."""
    layout = {key: value for key, value in figure["layout"].items() if key != "meta"}
    if "bloc" in figure["layout"].get("meta", {}).get(META, {}):
        layout["showlegend"] = False  # the check-boxes of the page are the legend
    drawn = {"data": figure["data"], "layout": layout}
    return {**drawn, "frames": figure["frames"]} if figure.get("frames") else drawn


def height(figure: Mapping[str, Any]) -> int:
    """The height of the figure's box, in pixels."""
    return int(figure["layout"].get("height", DEFAULT_HEIGHT))


def digest(figure: Mapping[str, Any]) -> str:
    """The hash of a bare figure."""
    text = json.dumps(figure, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def key(figure_digest: str) -> str:
    """The hash of all that the pictures of a figure are made from, given the figure's own."""
    state = [figure_digest, get_plotlyjs_version(), DRAWING.read_text(encoding="utf-8"), dict(WIDTHS)]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:24]


def card_key(picture_key: str, title: str) -> str:
    """The hash of all that a card is made from: its chart, by the pictures' key, and its words."""
    state = [picture_key, title, CARD.read_text(encoding="utf-8"), CARD_SIZE, CARD_CHART, CARD_ZOOM]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:24]


def card_of(charts: Iterable[Words]) -> Words | None:
    """The chart, by its words, that stands on the card of a page with ``charts``, in their order.

    It is the first, but for those that ask the reader to guess: a card would give the answer away. None
    when there is no other.
    """
    return next((words for words in charts if "guess" not in words), None)


def card_name(name: str) -> str:
    """What the card with the chart ``name`` is called among the keys."""
    return f"{name}.card"


def card_file(name: str) -> str:
    """The file of the card with the chart ``name``."""
    return f"{card_name(name)}.jpg"


def file_name(name: str, width: str, theme: str) -> str:
    """The file of one picture of the chart ``name``."""
    return f"{name}.{width}.{theme}.svg"


def files(name: str) -> list[str]:
    """The files of all pictures of the chart ``name``."""
    return [file_name(name, width, theme) for width in WIDTHS for theme in THEMES]


def stored_keys(folder: Path) -> dict[str, str]:
    """The key that each chart had when it was drawn; empty when nothing was."""
    path = folder / KEYS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def state(folder: Path, wanted: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Which of ``wanted``, keys by the names of charts and cards, are missing, and which are stale."""
    keys = stored_keys(folder)

    def is_there(name: str) -> bool:
        stored = [f"{name}.jpg"] if name.endswith(".card") else files(name)
        return name in keys and all((folder / file).is_file() for file in stored)

    missing = [name for name in wanted if not is_there(name)]
    stale = [name for name, is_key in wanted.items() if name not in missing and keys[name] != is_key]
    return missing, stale


def check(folder: Path, wanted: Mapping[str, str]) -> None:
    """Hold ``wanted``, a key for each chart's and each card's name, against the pictures in ``folder``.

    Raises ExtensionError, naming the charts, when a picture is missing or stale.
    """
    missing, stale = state(folder, wanted)
    faults = {"missing": missing, "stale": stale}
    said = [f"{', '.join(sorted(names))} ({what})" for what, names in faults.items() if names]
    if said:
        raise ExtensionError(
            f"pictures of these charts are not up to date: {'; '.join(said)}. {REMEDY}."
        )
