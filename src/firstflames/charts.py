"""Charts: one template, one colour per party, and the words and data that travel with a figure.

A chart is authored in plain plotly and passed through :func:`finish`, which gives it the template, the
title, and, in ``layout.meta``, its alternative text, caption, sources and data. The site reads them
there; in JupyterLab and Colab the figure works as it is.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from firstflames.evidence.package import load
from firstflames.votes import dhondt

TEMPLATE = "firstflames"
META = "firstflames"
META_KEYS = ("name", "title", "alt", "caption", "sources", "data")
EXTRAS = ("guess", "bloc")  # set by guess_first and bloc_builder, before finish

LOCATOR = re.compile(r"(p\d{3}|n\d{2}b?|s\d{2})")

#: How a heading says its unit: per cent, or after a comma or in brackets ("Turnout, per 1,000").
UNIT = re.compile(r"per cent|percentage|%|degrees|, \w|\(\w", re.I)

#: One colour per family of parties, throughout the course. Hues after Okabe and Ito's palette for
#: colour-blind readers, each shifted until it meets 3:1 against the light and the dark page.
FAMILY_COLOURS: Mapping[str, str] = {
    "bolshevik": "#d1491c",
    "socialist_revolutionary": "#00906a",
    "menshevik": "#b8628f",
    "liberal": "#2f7fc1",
    "right": "#6c6fc4",
    "cossack": "#a0705a",
    "national": "#8c7a3d",
    "religious": "#7a7f87",
    "mixed": "#7a7f87",
    "other": "#7a7f87",
    "total": "#7a7f87",
}

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_GRID = "rgba(127, 127, 127, 0.3)"


def _template() -> go.layout.Template:
    axis = {"gridcolor": _GRID, "zerolinecolor": _GRID, "linecolor": _GRID, "automargin": True}
    # Ticks that nobody sees keep the labels off the marks.
    axis |= {"ticks": "outside", "ticklen": 5, "tickcolor": "rgba(0, 0, 0, 0)"}
    menu = {"showactive": True, "x": 0, "xanchor": "left", "yanchor": "bottom"}
    return go.layout.Template(
        layout={
            "font": {"family": _FONT, "size": 14, "color": "#22272e"},
            "paper_bgcolor": "white",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "colorway": ["#7a7f87"],
            "margin": {"l": 8, "r": 16, "t": 150, "b": 48},
            "hovermode": "closest",
            "bargap": 0.35,
            "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
            "title": {"x": 0, "xref": "container", "xanchor": "left", "pad": {"l": 8}},
            "xaxis": axis,
            "yaxis": axis,
            # Coast and rivers; no borders, since today's would be wrong and those of 1917 are not free.
            "geo": {
                "fitbounds": False,
                "resolution": 50,
                "scope": "world",
                "bgcolor": "rgba(0, 0, 0, 0)",
                "showframe": False,
                "showcountries": False,
                "showsubunits": False,
                "showland": True,
                "landcolor": "rgba(127, 127, 127, 0.14)",
                "showcoastlines": True,
                "coastlinecolor": "rgba(127, 127, 127, 0.8)",
                "coastlinewidth": 0.75,
                "showrivers": True,
                "rivercolor": "rgba(47, 127, 193, 0.55)",
                "riverwidth": 0.75,
                "showlakes": True,
                "lakecolor": "rgba(47, 127, 193, 0.25)",
            },
            "updatemenudefaults": menu,
        }
    )


pio.templates[TEMPLATE] = _template()
# Plotly Express writes the default template's colours into traces, where finish cannot mend them.
pio.templates.default = TEMPLATE


def party_colours(parties: Sequence[str]) -> list[str]:
    """The colour of each ``party_id`` in ``parties``, in the same order.

    Raises KeyError, with the id, for a party that parties.csv does not list.
    """
    table = load("parties")
    families = dict(zip(table["party_id"], table["family"], strict=True))
    return [FAMILY_COLOURS[families[party]] for party in parties]


def add_choice(
    fig: go.Figure,
    label: str,
    options: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]],
    *,
    traces: Sequence[int] | None = None,
) -> go.Figure:
    """Give the reader a choice: a plotly drop-down menu; on the site a native list with ``label``.

    ``options`` maps what the reader sees to the changes it makes: a pair of trace attributes and
    layout attributes, as for ``Plotly.update``. ``traces`` limits the change to those traces, so that
    two choices can act on one chart without undoing each other. The figure has to start in the state
    of the first option. Raises ValueError for fewer than two options.
    """
    if len(options) < 2:
        raise ValueError(f"the choice {label!r} needs two options or more")
    which = [] if traces is None else [list(traces)]
    buttons = [
        {"label": text, "method": "update", "args": [dict(data), dict(layout), *which]}
        for text, (data, layout) in options.items()
    ]
    menus = list(fig.layout.updatemenus)
    place = {"y": round(1.1 + 0.14 * len(menus), 2)}  # above the legend, each above the one before
    fig.update_layout(updatemenus=[*menus, {"name": label, "buttons": buttons, **place}])
    return fig


def _keep(fig: go.Figure, key: str, value: Mapping[str, Any]) -> go.Figure:
    """Put plain data into the figure's ``layout.meta``, beside what is there; JupyterLab ignores it."""
    held = dict((fig.layout.meta or {}).get(META, {}))
    fig.update_layout(meta={META: {**held, key: _plain(dict(value))}})
    return fig


def guess_first(
    fig: go.Figure,
    question: str,
    *,
    unit: str,
    scale: tuple[float, float],
    figure: float | tuple[float, float],
    figure_label: str,
    author: float | tuple[float, float] | None,
    author_label: str,
    step: float = 1,
) -> go.Figure:
    """Ask the reader for an estimate before the site shows the figure; elsewhere nothing changes.

    ``question`` is what is asked, ``unit`` what the number counts (per cent, votes), ``scale`` the
    lowest and highest estimate that can be given, in steps of ``step``. ``figure`` is the answer, a
    number or a range, and ``figure_label`` says whose it is ("counted, all lists (p092)"). ``author``
    is what the author says, None when his words give no number; ``author_label`` holds the words
    ("Serge: more than half (p093)"). All three stand on one scale once the reader has committed or
    skipped. Call it before :func:`finish`. Raises ValueError when words are missing, or when a value
    lies outside ``scale``.
    """
    words = {"question": question, "unit": unit, "figure": figure_label, "author": author_label}
    for key, text in words.items():
        if not text.strip():
            raise ValueError(f"guess first: the words for {key} are empty")
    low, high = scale
    spans = {"figure": _span(figure), "author": None if author is None else _span(author)}
    for key, span in spans.items():
        if span and not low <= span[0] <= span[1] <= high:
            raise ValueError(f"guess first: {key} {span} lies outside the scale, {low} to {high}")
    if not (low < high and 0 < step <= high - low):
        raise ValueError(f"guess first: no estimate fits a scale from {low} to {high} by {step}")
    asked = {"question": question, "unit": unit, "low": low, "high": high, "step": step}
    answers = {"figure": spans["figure"], "author": spans["author"]}
    labels = {"figure_label": figure_label, "author_label": author_label}
    return _keep(fig, "guess", {**asked, **answers, **labels})


def _span(value: float | tuple[float, float]) -> list[float]:
    return list(value) if isinstance(value, tuple) else [value, value]


def bloc_builder(
    fig: go.Figure,
    lists: pd.DataFrame,
    *,
    base: int,
    base_label: str,
    seats: int | None = None,
) -> go.Figure:
    """Let the reader add lists up into a bloc: on the site by check-boxes, elsewhere by the legend.

    ``lists`` has a row for each list that stood: ``list`` (its name) and ``low`` and ``high`` (votes;
    equal where they were counted). Each list needs one trace of the figure, of that name; a trace
    with ``visible="legendonly"`` starts outside the bloc. ``base`` is the number of votes that shares
    and the majority refer to, ``base_label`` says what it counts. With ``seats`` these are given to
    the lists by d'Hondt (:func:`dhondt`), each list by itself; the votes have to be counted. Call it
    before :func:`finish`. Raises ValueError when lists and traces do not match, when the base is
    smaller than the lists, or when d'Hondt has ranges to work with or finds no answer.
    """
    names = [str(name) for name in lists["list"]]
    votes = [
        [_scalar(low), _scalar(high)] for low, high in zip(lists["low"], lists["high"], strict=True)
    ]
    if [trace.name for trace in fig.data] != names:
        raise ValueError("bloc builder: the figure needs one trace for each list, in the same order")
    if sum(low for low, _ in votes) > base:
        raise ValueError(f"bloc builder: the lists have more votes than the base, {base:,}")
    built: dict[str, Any] = {"lists": names, "votes": votes, "base": base, "base_label": base_label}
    if seats is not None:
        if any(low != high for low, high in votes):
            raise ValueError("bloc builder: d'Hondt needs counted votes, not ranges")
        given = dhondt({name: int(low) for name, (low, _) in zip(names, votes, strict=True)}, seats)
        if given.contested:
            raise ValueError(f"bloc builder: d'Hondt leaves a tie between {', '.join(given.tied)}")
        built |= {"seats": [given.seats[name] for name in names], "all_seats": seats}
    return _keep(fig, "bloc", built)


def spread_labels(values: Sequence[float], gap: float) -> list[float]:
    """Where to write a label for each of ``values`` on an axis so that they stand ``gap`` or more apart.

    In the unit of ``values``, and in their order. Labels that have room stay at their value; those that
    would collide move apart evenly, and keep their order from low to high.
    """
    order = sorted(range(len(values)), key=lambda i: values[i])
    # Groups of labels that touch: the sum of their values, and how many; merged until none touch.
    groups: list[tuple[float, int]] = []

    def low(group: tuple[float, int]) -> float:
        return group[0] / group[1] - gap * (group[1] - 1) / 2

    for i in order:
        groups.append((float(values[i]), 1))
        while len(groups) > 1 and low(groups[-1]) - low(groups[-2]) < gap * groups[-2][1]:
            (total, count), (before, others) = groups.pop(), groups.pop()
            groups.append((total + before, count + others))
    # Rounded, since the last digits of a stored float depend on the order of the sums.
    places = [round(low(group) + gap * step, 6) for group in groups for step in range(group[1])]
    given = dict(zip(order, places, strict=True))
    return [given[i] for i in range(len(values))]


#: How a bound is said in words; the qualifiers are those of the evidence tables.
_BOUNDS = {"more_than": "more than {}", "at_least": "at least {}", "about": "about {}"}
_UPPER = {"less_than": "less than {}", "at_most": "at most {}"}


def in_words(low: float | None, high: float | None, qualifier: str = "exact") -> str:
    """A figure of the evidence as a table shows it: "more than 2,000", "200 to 300", "no count found".

    ``low``, ``high`` and ``qualifier`` are those of a row; a missing bound is None or NaN.
    """
    bounds = [None if value is None or pd.isna(value) else _scalar(value) for value in (low, high)]
    first, last = [None if value is None else f"{value:,}" for value in bounds]
    if first is None and last is None:
        return "no count found"
    if first is None or qualifier in _UPPER:
        return _UPPER.get(qualifier, "at most {}").format(last)
    if last is None:
        return _BOUNDS.get(qualifier, "at least {}").format(first)
    if first != last:
        return f"{qualifier}, {first} to {last}" if qualifier == "several" else f"{first} to {last}"
    return _BOUNDS.get(qualifier, "{}").format(first)


def finish(
    fig: go.Figure,
    *,
    name: str,
    title: str,
    alt: str,
    caption: str,
    sources: Sequence[str],
    data: pd.DataFrame,
) -> go.Figure:
    """The figure as the book shows it: template, title, ``layout.meta``, and plain lists.

    ``name`` is the chart's short address (lower-case letters, digits, hyphens), ``title`` says what
    is found, ``alt`` gives the finding in words to those who do not see it, ``caption`` says what is
    drawn, ``sources`` lists locators (p088) and bibliographic keys, and ``data`` is the table behind
    the chart, in the reader's words. Returns a new figure; numbers are stored as plain lists, so that
    a stored notebook can be read and compared. Raises ValueError, naming the chart, when one of them
    is empty or unknown, when a column with fractions does not say its unit, or when a menu or slider
    has no name to serve as its label.
    """

    def fail(what: str) -> ValueError:
        return ValueError(f"chart {name!r}: {what}")

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise fail("the name may hold lower-case letters, digits and single hyphens only")
    for key, text in {"title": title, "alt": alt, "caption": caption}.items():
        if not text.strip():
            raise fail(f"the {key} is empty")
    known = set(load("sources")["source_id"])
    unknown = [item for item in sources if not LOCATOR.fullmatch(item) and item not in known]
    if unknown or not sources:
        raise fail(f"sources {unknown} are neither locators nor keys of sources.csv")
    if data.empty:
        raise fail("the data behind it is empty")
    bare = [str(column) for column in data.columns if _needs_unit(str(column), data[column])]
    if bare:
        raise fail(
            f"the columns {bare} hold fractions: say in the heading what they are measured in, "
            "as in 'Bolsheviks, per cent'"
        )
    kept = (fig.layout.meta or {}).get(META, {})
    extra = {key: kept[key] for key in EXTRAS if key in kept}
    controls = [*fig.layout.updatemenus, *fig.layout.sliders]
    if any(not control.name for control in controls):
        raise fail("a menu or slider has no name, which the site shows as its label")
    meta = {
        "name": name,
        "title": title,
        "alt": alt,
        "caption": caption,
        "sources": list(sources),
        "data": _records(data),
        **extra,
    }
    finished = go.Figure(_plain(fig.to_dict()))
    finished.update_layout(template=TEMPLATE, title_text=_wrapped(title), meta={META: meta})
    return finished


def glue(name: str, text: str) -> None:
    """Store ``text`` with the cell's outputs under ``name``, for the prose to print.

    The form is the one that MyST-NB's ``{glue:text}`` role reads; nothing is shown in the notebook.
    """
    from IPython.display import display

    display(
        {"application/papermill.record/text/plain": repr(text)},  # the role evaluates literals
        raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
    )


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with its numbers written for readers: 36,262,560; 62.3; an en dash where none is.

    The result holds text only; compute before, show after.
    """

    def written(cell: Any) -> str:
        if pd.isna(cell):
            return "–"
        value = _scalar(cell)
        return value if isinstance(value, str) else f"{value:,}"

    return table.map(written)


def _needs_unit(heading: str, column: pd.Series[Any]) -> bool:
    """Whether a heading leaves a unit out; whole numbers are counts, named by what they count."""
    fractions = any(isinstance(_scalar(cell), float) and pd.notna(cell) for cell in column)
    return fractions and not UNIT.search(heading)


def _records(data: pd.DataFrame) -> dict[str, list[Any]]:
    cells = data.astype(object).where(data.notna(), None)
    rows = [[_scalar(cell) for cell in row] for row in cells.itertuples(index=False)]
    return {"columns": [str(column) for column in data.columns], "rows": rows}


def _scalar(cell: Any) -> Any:
    value = cell.item() if isinstance(cell, np.generic) else cell
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain(value: Any) -> Any:
    """``value`` with arrays, also those plotly 6 and later encode as base64, as lists."""
    if isinstance(value, Mapping):
        if "bdata" in value and "dtype" in value:
            array = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
            shape = str(value.get("shape", array.size))
            return array.reshape([int(size) for size in shape.split(",")]).tolist()
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | pd.Series | pd.Index):
        return [_scalar(item) for item in value.tolist()]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _scalar(value) if isinstance(value, np.generic) else value


def _wrapped(title: str, width: int = 60) -> str:
    """The title in lines of at most ``width`` characters: plotly does not wrap titles."""
    import textwrap

    return "<br>".join(textwrap.wrap(title, width))
