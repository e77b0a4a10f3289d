"""The Sphinx extension of the course: what turns the stored notebooks into pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly.offline
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from firstflames.site import renderer

ASSETS = Path(__file__).parent / "assets"
FOLDER = "firstflames"  # of the assets, under _static


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the chart node, its assets, and the rule that a chart's name is used once."""
    app.add_node(
        renderer.chart,
        html=(renderer.visit_html, renderer.depart),
        latex=(renderer.visit_other, renderer.depart),
        text=(renderer.visit_other, renderer.depart),
    )
    app.connect("config-inited", lambda app, config: config.html_static_path.append(str(ASSETS)))
    app.connect("doctree-read", _note_charts)
    app.connect("env-purge-doc", _forget_charts)
    app.connect("env-merge-info", _merge_charts)
    app.connect("html-page-context", _add_assets)
    app.connect("build-finished", _copy_plotly)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}


def _charts(env: BuildEnvironment) -> dict[str, str]:
    """The document of each chart, by the chart's name."""
    charts: dict[str, str] = vars(env).setdefault("firstflames_charts", {})
    return charts


def _note_charts(app: Sphinx, doctree: nodes.document) -> None:
    charts = _charts(app.env)
    for node in doctree.findall(renderer.chart):
        name, here = node["meta"]["name"], app.env.docname
        if name in charts:
            raise ExtensionError(
                f"{here}: the chart name {name!r} is already used in {charts[name]}; "
                "give each chart of the book a name of its own."
            )
        charts[name] = here


def _forget_charts(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    charts = _charts(env)
    for name in [name for name, where in charts.items() if where == docname]:
        del charts[name]


def _merge_charts(
    app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment
) -> None:
    _charts(env).update(_charts(other))


def _add_assets(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """The course's styles for every page; the chart script and its styles where a chart is."""
    app.add_css_file(f"{FOLDER}/course.css")
    if doctree is not None and next(iter(doctree.findall(renderer.chart)), None) is not None:
        app.add_css_file(f"{FOLDER}/charts.css")
        app.add_js_file(f"{FOLDER}/charts.js", loading_method="defer")


def _copy_plotly(app: Sphinx, exception: Exception | None) -> None:
    """Put plotly.js, as the installed plotly package carries it, beside the chart script."""
    if exception is None and app.builder.format == "html" and _charts(app.env):
        target = Path(app.outdir) / "_static" / FOLDER / "plotly.min.js"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(plotly.offline.get_plotlyjs(), encoding="utf-8")
