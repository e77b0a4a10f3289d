"""The build turns a finished figure into a figure of the page and stops for an unfinished one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import plotly.graph_objects as go
import pytest
from conftest import ROOT
from plotly.offline import get_plotlyjs_version

import firstflames as ff
from firstflames.site.renderer import PLOTLY_MIME

CONFIG = f"""
extensions = ["myst_nb", "firstflames.site"]
nb_execution_mode = "off"
html_theme = "firstflames"
firstflames_packages = {str(ROOT)!r}
"""

METADATA = {"language_info": {"name": "python", "pygments_lexer": "python"}}


def figure(**words: Any) -> dict[str, Any]:
    given = {
        "name": "sample",
        "title": "A <b>finding</b>",
        "alt": 'Says "what" is found.',
        "caption": "What is drawn.",
        "sources": ["p088", "wp-en-2020s"],
        "data": pd.DataFrame({"list": ["a", "b"], "votes": [36262560, None]}),
    }
    fig = go.Figure(go.Bar(x=[1, 2], y=["a", "</script><!--"]))
    read: dict[str, Any] = json.loads(ff.finish(fig, **(given | words)).to_json())
    return read


def build(folder: Path, **pages: list[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
    """A book with one notebook a page, each holding the figures given."""
    (folder / "conf.py").write_text(CONFIG)
    (folder / "index.md").write_text("# Index\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n")
    for name, stored in pages.items():
        cells = [nbformat.v4.new_markdown_cell("# Page")]
        for spec in stored:
            output = nbformat.v4.new_output("display_data", {PLOTLY_MIME: spec})
            cells.append(nbformat.v4.new_code_cell("fig", outputs=[output], execution_count=1))
        nbformat.write(
            nbformat.v4.new_notebook(cells=cells, metadata=METADATA), folder / f"{name}.ipynb"
        )
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-q",
        "-b",
        "html",
        str(folder),
        str(folder / "out"),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_figure_with_caption_table_and_sources(tmp_path: Path) -> None:
    done = build(tmp_path, page=[figure()], plain=[])
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "page.html").read_text()
    assert '<figure class="ff-chart" id="chart-sample">' in page
    assert "A &lt;b&gt;finding&lt;/b&gt;" in page
    assert 'aria-label="Says &quot;what&quot; is found."' in page
    assert '<td class="ff-number">36,262,560</td>' in page
    assert "<td>–</td>" in page
    assert "ch. 4, p088" in page
    assert "(second-hand)" in page
    spec = page.split('class="ff-chart-spec">')[1].split("</script>")[0]
    assert json.loads(spec)["data"][0]["y"][1] == "</script><!--"
    bundle = tmp_path / "out" / "_static" / "firstflames" / "plotly-basic.min.js"
    assert bundle.stat().st_size > 1_000_000
    assert get_plotlyjs_version() in bundle.read_text(encoding="utf-8")[:200]


def test_only_pages_with_charts_load_the_chart_script(tmp_path: Path) -> None:
    build(tmp_path, page=[figure()], plain=[])
    assert "charts.js" in (tmp_path / "out" / "page.html").read_text()
    assert "charts.js" not in (tmp_path / "out" / "plain.html").read_text()


@pytest.mark.parametrize("key", ["name", "title", "alt", "caption", "sources", "data"])
def test_the_build_stops_at_a_figure_without_its_words(tmp_path: Path, key: str) -> None:
    broken = figure()
    del broken["layout"]["meta"]["firstflames"][key]
    done = build(tmp_path, page=[figure(name="sound"), broken])
    assert done.returncode != 0
    assert "page.ipynb, cell 3" in done.stderr
    assert f"without {key};" in done.stderr


def test_the_build_stops_at_a_bare_figure(tmp_path: Path) -> None:
    done = build(tmp_path, page=[json.loads(go.Figure(go.Bar(y=[1])).to_json())])
    assert done.returncode != 0
    assert "page.ipynb, cell 2" in done.stderr


def test_the_build_stops_at_a_trace_that_the_sites_plotly_cannot_draw(tmp_path: Path) -> None:
    heat = figure()
    heat["data"][0] = {"type": "heatmap", "z": [[1]]}
    done = build(tmp_path, page=[heat])
    assert done.returncode != 0
    assert "page.ipynb, cell 2" in done.stderr
    assert "cannot draw heatmap" in done.stderr


def test_a_chart_name_is_used_once_in_the_book(tmp_path: Path) -> None:
    done = build(tmp_path, page=[figure()], plain=[figure()])
    assert done.returncode != 0
    assert "'sample' is already used in" in done.stderr
