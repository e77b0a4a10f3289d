"""From a stored plotly output to a figure of the page.

MyST-NB knows no plotly MIME type and drops it with a warning; its entry point
``myst_nb.mime_renderers`` lets a package add one
(https://myst-nb.readthedocs.io/en/latest/render/format_code_cells.html).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.errors import ExtensionError

from firstflames.charts import EXTRAS, LOCATOR, META, META_KEYS
from firstflames.evidence.package import load
from firstflames.site import pictures
from firstflames.site.packages import (
    BUNDLE,
    BUNDLE_FILE,
    BUNDLE_TRACES,
    GEO_BUNDLE,
    GEO_FILE,
    GEO_TRACES,
    MAP_NAME,
)
from firstflames.site.reference import where
from firstflames.site.stored import PLOTLY_MIME

if TYPE_CHECKING:
    from myst_nb.core.render import MimeData, NbElementRenderer
    from sphinx.writers.html5 import HTML5Translator

STATIC = "_static/firstflames"  # what the extension puts beside the pages
NUMBER = ' class="ff-number"'  # of cells and headings that stand to the right
METHODS = {"restyle", "relayout", "update", "animate", "skip"}


class chart(nodes.General, nodes.Element):  # noqa: N801 (docutils names its nodes in lower case)
    """A chart: ``figure`` is the plotly JSON without its meta, ``meta`` what ``finish`` stored."""


class ChartRenderer:
    """Renders plotly outputs; MyST-NB finds it by its entry point."""

    mime_priority_overrides: ClassVar[Sequence[tuple[str, str, int | None]]] = [
        ("*", PLOTLY_MIME, 1),
        # MyST-NB knows Sphinx's own builders; to ours it would show nothing.
        ("paper", "text/html", 30),
        ("paper", "text/markdown", 80),
        ("paper", "text/plain", 100),
    ]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """A :class:`chart` node for a plotly output, None for any other MIME type.

        Raises ExtensionError, naming notebook and cell, when the figure did not pass through
        :func:`firstflames.finish`, or when the site's plotly.js cannot draw it: the build stops.
        """
        if data.mime_type != PLOTLY_MIME:
            return None
        cell = "?" if data.cell_index is None else data.cell_index + 1
        place = f"{renderer.source}, cell {cell}"
        figure = json.loads(data.content) if isinstance(data.content, str) else data.content
        meta = figure.get("layout", {}).get("meta", {}).get(META, {})
        missing = [key for key in META_KEYS if not meta.get(key)]
        if missing:
            raise ExtensionError(
                f"{place}: a chart without {', '.join(missing)}; "
                "pass every figure through firstflames.finish() before it is shown."
            )
        drawn = pictures.bare(figure)
        fault = _undrawable(drawn)
        if fault:
            raise ExtensionError(f"{place}: {fault}")
        return [chart("", figure=drawn, meta=dict(meta), ids=[f"chart-{meta['name']}"])]


def bundle(figure: Mapping[str, Any]) -> str:
    """The file of the plotly.js that the figure is drawn with."""
    is_map = any(trace.get("type") in GEO_TRACES for trace in figure["data"])
    return GEO_FILE if is_map else BUNDLE_FILE


def _undrawable(figure: Mapping[str, Any]) -> str:
    """Why the site cannot draw the figure; empty when it can."""
    kinds = {trace.get("type", "scatter") for trace in figure["data"]}
    is_map = bundle(figure) == GEO_FILE
    name, able = (GEO_BUNDLE, GEO_TRACES | {"scatter"}) if is_map else (BUNDLE, BUNDLE_TRACES)
    if not kinds <= able:
        return f"{name} cannot draw {', '.join(sorted(kinds - able))}; it has {', '.join(sorted(able))}."
    template = figure["layout"].get("template", {}).get("layout", {}).get("geo", {})
    for geo in (value for key, value in figure["layout"].items() if key.startswith("geo")):
        whole = {**template, **geo}
        if is_map and f"{whole.get('scope')}_{whole.get('resolution')}m" != MAP_NAME:
            return f"the site's base map is {MAP_NAME}: leave scope and resolution to the template."
    if is_map and any("locations" in trace for trace in figure["data"]):
        return "the site's base map has no countries: place marks by latitude and longitude."
    controls = figure["layout"].get("updatemenus", []), figure["layout"].get("sliders", [])
    steps = [step for menu in controls[0] for step in menu["buttons"]]
    steps += [step for slider in controls[1] for step in slider["steps"]]
    odd = {step.get("method", "restyle") for step in steps} - METHODS
    return f"the method {', '.join(sorted(odd))} of a control is unknown." if odd else ""


def visit_html(translator: HTML5Translator, node: chart) -> None:
    """Write the figure: title, caption, controls, the picture, and the bar with what is behind it.

    The picture's box has the live chart's size, so that one takes the other's place without a jump.
    Nothing of plotly.js is loaded before the reader touches the chart.
    """
    meta, figure = node["meta"], node["figure"]
    up = "../" * translator.builder.current_docname.count("/")
    extras = {key: meta[key] for key in EXTRAS if key in meta}
    # "<" may not stand in a script element: "</script>" or "<!--" would end or change it.
    spec = json.dumps({**figure, **extras}, ensure_ascii=False, separators=(",", ":"))
    spec = spec.replace("<", "\\u003c")
    name, title, anchor = escape(meta["name"]), escape(meta["title"]), escape(node["ids"][0])
    asks = ' data-asks="true"' if "guess" in meta else ""
    sources = _sources(meta["sources"], _reference(translator))
    translator.body.append(
        f'<figure class="ff-chart" id="{anchor}" data-name="{name}" '
        f'data-bundle="{bundle(figure)}"{asks}>\n'
        f'<figcaption><p class="ff-chart-title">{title}</p>\n'
        f"<p>{escape(meta['caption'])}</p></figcaption>\n"
        f"{_controls(figure['layout'], meta['name'])}{_bloc(meta, figure)}"
        f'<div class="ff-chart-stage" style="height: {pictures.height(figure)}px">\n'
        f"{_pictures(meta, figure, f'{up}{STATIC}/{pictures.FOLDER}')}"
        f'<div class="ff-chart-plot" role="img" aria-label="{escape(meta["alt"])}" hidden></div>\n'
        "</div>\n"
        f"{_guess(meta)}"
        '<p class="ff-chart-failed" role="alert" hidden></p>\n'
        '<p class="ff-chart-says for-readers" role="status"></p>\n'
        '<div class="ff-chart-bar">\n'
        f"<details><summary>Table</summary>{data_table(meta)}</details>\n"
        f"<details><summary>Sources</summary>{sources}</details>\n"
        f'<a class="ff-chart-csv" href="{up}{STATIC}/tables/{name}.csv" download="{name}.csv">'
        f"Download CSV"
        f'<span class="for-readers">: {title}</span></a>\n'
        f'<a class="ff-chart-link" href="#{anchor}">Link<span class="for-readers"> to this chart: '
        f"{title}</span></a>\n"
        '<span class="ff-chart-copied" role="status"></span>\n'
        '<button type="button" class="ff-chart-live">Open the live chart'
        f'<span class="for-readers">: {title}</span></button>\n'
        "</div>\n"
        f'<script type="application/json" class="ff-chart-spec">{spec}</script>\n'
        "</figure>\n"
    )


def _pictures(meta: Mapping[str, Any], figure: Mapping[str, Any], folder: str) -> str:
    """The picture for each theme; one is shown, and only that one is loaded, when it comes near."""
    alt, height = escape(meta["alt"]), pictures.height(figure)

    def at(width: str, theme: str) -> str:
        return escape(f"{folder}/{pictures.file_name(meta['name'], width, theme)}")

    def one(theme: str) -> str:
        sources = "".join(
            f'<source media="{query}" srcset="{at(width, theme)}" width="{pictures.WIDTHS[width]}" '
            f'height="{height}">'
            for width, query in pictures.QUERIES.items()
        )
        return (
            f'<picture class="ff-chart-picture in-{theme}">{sources}<img src="{at("wide", theme)}" '
            f'alt="{alt}" width="{pictures.WIDTHS["wide"]}" height="{height}" loading="lazy" '
            'decoding="async"></picture>\n'
        )

    return "".join(map(one, pictures.THEMES))


def _controls(layout: Mapping[str, Any], chart_name: str) -> str:
    """plotly's menus and sliders as native controls, which keyboards and screen readers know."""
    written = [
        _buttons(menu, place) if menu.get("type") == "buttons" else _select(menu, place)
        for place, menu in enumerate(layout.get("updatemenus", []))
    ]
    written += [
        _range(slider, place, chart_name) for place, slider in enumerate(layout.get("sliders", []))
    ]
    return f'<div class="ff-chart-controls">{"".join(written)}</div>\n' if written else ""


def _select(menu: Mapping[str, Any], place: int) -> str:
    options = "".join(
        f"<option{' selected' * (number == menu.get('active', 0))}>{escape(button['label'])}</option>"
        for number, button in enumerate(menu["buttons"])
    )
    select = f'<select data-menu="{place}" autocomplete="off">{options}</select>'
    return f'<label class="ff-select"><span>{escape(menu["name"])}</span>{select}</label>\n'


def _buttons(menu: Mapping[str, Any], place: int) -> str:
    buttons = "".join(
        f'<button type="button" data-menu="{place}" data-button="{number}" '
        f'aria-pressed="{str(number == menu.get("active", 0)).lower()}">'
        f"{escape(button['label'])}</button>"
        for number, button in enumerate(menu["buttons"])
    )
    name = escape(menu["name"])
    return (
        f'<div class="ff-buttons" role="group" aria-label="{name}"><span>{name}</span>{buttons}</div>\n'
    )


def _range(slider: Mapping[str, Any], place: int, chart_name: str) -> str:
    steps, active = slider["steps"], slider.get("active", 0)
    text, name = escape(steps[active]["label"]), f"{chart_name}-slider-{place}"
    return (
        f'<label class="ff-range" for="{name}"><span>{escape(slider["name"])}</span>'
        f'<input type="range" id="{name}" data-slider="{place}" min="0" max="{len(steps) - 1}" step="1" '
        f'value="{active}" aria-valuetext="{text}" autocomplete="off">'
        f'<output for="{name}">{text}</output></label>\n'
    )


def _bloc(meta: Mapping[str, Any], figure: Mapping[str, Any]) -> str:
    """The check-boxes of a bloc; what they add up to is written by the script."""
    if "bloc" not in meta:
        return ""
    colours = [trace.get("marker", {}).get("color", "transparent") for trace in figure["data"]]
    boxes = "".join(
        f'<label><input type="checkbox" data-list="{place}" autocomplete="off">'
        f'<span class="ff-swatch" style="background: {escape(str(colour))}"></span>'
        f"{escape(name)}</label>\n"
        for place, (name, colour) in enumerate(zip(meta["bloc"]["lists"], colours, strict=True))
    )
    return (
        f'<fieldset class="ff-bloc"><legend>Lists in your bloc</legend>\n<div>{boxes}</div>\n'
        '<p class="ff-bloc-sum" role="status"></p></fieldset>\n'
    )


def _guess(meta: Mapping[str, Any]) -> str:
    """The question that stands before the figure, and the place of the answer."""
    if "guess" not in meta:
        return ""
    asked, name = meta["guess"], f"{escape(meta['name'])}-guess"
    low, high, unit = f"{asked['low']:,}", f"{asked['high']:,}", escape(asked["unit"])
    return (
        '<form class="ff-guess" novalidate>\n'
        f'<p class="ff-guess-question">{escape(asked["question"])}</p>\n'
        f'<p><label for="{name}">Your estimate, {low} to {high} {unit}</label></p>\n'
        f'<p class="ff-guess-row"><input type="number" id="{name}" inputmode="decimal" '
        f'min="{asked["low"]}" max="{asked["high"]}" step="{asked["step"]}" required autocomplete="off" '
        f'aria-describedby="{name}-wrong"> <span>{unit}</span> '
        '<button type="submit">Commit</button> '
        '<button type="button" class="ff-guess-skip">Skip</button></p>\n'
        f'<p class="ff-guess-wrong" id="{name}-wrong" role="alert"></p>\n'
        '<p class="ff-guess-note">The chart shows itself after that. '
        "What you enter stays in this browser.</p>"
        "</form>\n"
        '<div class="ff-guess-answer" tabindex="-1"></div>\n'
    )


def as_csv(data: Mapping[str, Any]) -> str:
    """The data behind a chart as CSV, with plain numbers and the mark of UTF-8 for spreadsheets."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(data["columns"])
    table.writerows(data["rows"])
    return "\ufeff" + written.getvalue()


def visit_other(translator: nodes.NodeVisitor, node: chart) -> None:
    """Other builders have no drawing: they skip the figure."""
    raise nodes.SkipNode


def depart(translator: nodes.NodeVisitor, node: chart) -> None:
    """Nothing is left to close."""


def data_table(meta: Mapping[str, Any]) -> str:
    """The data behind a chart as a table of HTML, in a box that scrolls."""
    data = meta["data"]
    columns = list(zip(*data["rows"], strict=True))
    numbers = [place > 0 and _is_numbers(column) for place, column in enumerate(columns)]
    head = "".join(
        f'<th scope="col"{NUMBER * right}>{escape(column)}</th>'
        for column, right in zip(data["columns"], numbers, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(map(_cell, row, range(len(row)), numbers)) + "</tr>\n" for row in data["rows"]
    )
    return (
        f'<div class="scroll" role="group" aria-label="Table: {escape(meta["title"])}">'
        f'<table class="dataframe"><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>'
    )


def _is_numbers(column: Sequence[Any]) -> bool:
    """Whether a column stands to the right: it has numbers, and besides them only gaps."""
    kinds = {type(cell) for cell in column}
    return bool(kinds & {int, float}) and kinds <= {int, float, type(None)}


def _cell(value: Any, place: int, is_right: bool) -> str:
    if place == 0:
        return f'<th scope="row">{escape(str(value))}</th>'
    right = NUMBER * is_right
    if value is None:
        gap = '<span aria-hidden="true">–</span><span class="for-readers">no figure</span>'
        return f"<td{right}>{gap}</td>"
    if isinstance(value, bool | str):
        return f"<td>{escape(str(value))}</td>"
    return f"<td{NUMBER}>{value:,}</td>"


def _reference(translator: HTML5Translator) -> str | None:
    """The way from the page to the reference pages, if the book has them."""
    builder = translator.builder
    if "reference/ledger" not in builder.env.found_docs:
        return None
    address = builder.get_relative_uri(builder.current_docname, "reference/ledger")
    return address.removesuffix("ledger.html")


def _sources(sources: Sequence[str], folder: str | None) -> str:
    items = []
    for source in sources:
        if LOCATOR.fullmatch(source):
            place = escape(source)
            if folder is not None:
                place = f'<a href="{where(source, folder)}">{place}</a>'
            items.append(f"Serge, <em>Year One</em>, ch. 4, {place}")
        else:
            items.append(named_work(source))
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def named_work(source: str) -> str:
    """A work of ``sources.csv``, by its id, as a chart names it: HTML on one line."""
    work = load("sources").set_index("source_id").loc[source]
    parts = [work["author"], work["title"], work["in_work"], work["place"], work["year"]]
    text = ", ".join(escape(str(part)) for part in parts if isinstance(part, str))
    return text + (" (second-hand)" if work["reliability"] == "second_hand" else "")
