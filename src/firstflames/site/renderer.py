"""From a stored plotly output to a figure of the page.

MyST-NB knows no plotly MIME type and drops it with a warning; its entry point
``myst_nb.mime_renderers`` lets a package add one
(https://myst-nb.readthedocs.io/en/latest/render/format_code_cells.html).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.errors import ExtensionError

from firstflames.charts import LOCATOR, META, META_KEYS
from firstflames.evidence.package import load
from firstflames.site.packages import BUNDLE, BUNDLE_TRACES

if TYPE_CHECKING:
    from myst_nb.core.render import MimeData, NbElementRenderer
    from sphinx.writers.html5 import HTML5Translator

PLOTLY_MIME = "application/vnd.plotly.v1+json"
DEFAULT_HEIGHT = 420  # pixels; a figure's layout.height decides otherwise


class chart(nodes.General, nodes.Element):  # noqa: N801 (docutils names its nodes in lower case)
    """A chart: ``figure`` is the plotly JSON without its meta, ``meta`` what ``finish`` stored."""


class ChartRenderer:
    """Renders plotly outputs; MyST-NB finds it by its entry point."""

    mime_priority_overrides: ClassVar[Sequence[tuple[str, str, int | None]]] = [("*", PLOTLY_MIME, 1)]

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
        kinds = {trace.get("type", "scatter") for trace in figure["data"]}
        if not kinds <= BUNDLE_TRACES:
            raise ExtensionError(
                f"{place}: {BUNDLE} cannot draw {', '.join(sorted(kinds - BUNDLE_TRACES))}; "
                f"it has {', '.join(sorted(BUNDLE_TRACES))}."
            )
        layout = {key: value for key, value in figure["layout"].items() if key != "meta"}
        bare = {"data": figure["data"], "layout": layout}
        return [chart("", figure=bare, meta=dict(meta), ids=[f"chart-{meta['name']}"])]


def visit_html(translator: HTML5Translator, node: chart) -> None:
    """Write the figure: title and caption, the drawing's place, table and sources.

    The place has the drawing's size from the start. What it holds until the reader asks for the
    drawing, ``ff-chart-still``, is a button; nothing of plotly.js is loaded before.
    """
    meta, figure = node["meta"], node["figure"]
    height = int(figure["layout"].get("height", DEFAULT_HEIGHT))
    # "<" may not stand in a script element: "</script>" or "<!--" would end or change it.
    spec = json.dumps(figure, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    title = escape(meta["title"])
    translator.body.append(
        f'<figure class="ff-chart" id="{escape(node["ids"][0])}">\n'
        f'<figcaption><p class="ff-chart-title">{title}</p>\n'
        f"<p>{escape(meta['caption'])}</p></figcaption>\n"
        '<div class="ff-chart-controls"></div>\n'
        f'<div class="ff-chart-stage" style="height: {height}px">\n'
        f'<div class="ff-chart-plot" role="img" aria-label="{escape(meta["alt"])}"></div>\n'
        '<div class="ff-chart-still"><button type="button" class="needs-script">Show the chart'
        f'<span class="for-readers">: {title}</span></button>'
        "<noscript><p>The drawing needs JavaScript. The table below holds the same "
        "figures.</p></noscript></div>\n"
        "</div>\n"
        f'<script type="application/json" class="ff-chart-spec">{spec}</script>\n'
        f"<details><summary>Table</summary>{_table(meta)}</details>\n"
        f"<details><summary>Sources</summary>{_sources(meta['sources'])}</details>\n"
        "</figure>\n"
    )


def visit_other(translator: nodes.NodeVisitor, node: chart) -> None:
    """Other builders have no drawing: they skip the figure."""
    raise nodes.SkipNode


def depart(translator: nodes.NodeVisitor, node: chart) -> None:
    """Nothing is left to close."""


def _table(meta: Mapping[str, Any]) -> str:
    data = meta["data"]
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in data["columns"])
    body = "".join(
        "<tr>" + "".join(_cell(cell, place) for place, cell in enumerate(row)) + "</tr>\n"
        for row in data["rows"]
    )
    return (
        f'<div class="scroll" role="group" aria-label="Table: {escape(meta["title"])}">'
        f'<table class="dataframe"><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>'
    )


def _cell(value: Any, place: int) -> str:
    if place == 0:
        return f'<th scope="row">{escape(str(value))}</th>'
    if value is None:
        return "<td>–</td>"
    if isinstance(value, bool | str):
        return f"<td>{escape(str(value))}</td>"
    return f'<td class="ff-number">{value:,}</td>'


def _sources(sources: Sequence[str]) -> str:
    works = load("sources").set_index("source_id")
    items = []
    for source in sources:
        if LOCATOR.fullmatch(source):
            items.append(f"Serge, <em>Year One</em>, ch. 4, {escape(source)}")
            continue
        work = works.loc[source]
        parts = [work["author"], work["title"], work["in_work"], work["place"], work["year"]]
        text = ", ".join(escape(str(part)) for part in parts if isinstance(part, str))
        second_hand = " (second-hand)" if work["reliability"] == "second_hand" else ""
        items.append(f"{text}{second_hand}")
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
