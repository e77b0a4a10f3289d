"""The build turns a finished figure into a figure of the page and stops for an unfinished one."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import plotly.graph_objects as go
import pytest
from conftest import ROOT, sphinx
from plotly.offline import get_plotlyjs_version

import firstflames as ff
from firstflames.site import packages, pictures
from firstflames.site.stored import PLOTLY_MIME

CONFIG = f"""
extensions = ["myst_nb", "firstflames.site"]
nb_execution_mode = "off"
exclude_patterns = ["out", "jupyter_execute"]
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


def words(spec: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = spec["layout"].get("meta", {}).get("firstflames", {})
    return found


def store_pictures(folder: Path, pages: Iterable[list[dict[str, Any]]]) -> None:
    """What ``make pictures`` leaves, with nothing drawn."""
    store = folder / pictures.FOLDER
    store.mkdir(exist_ok=True)
    keys = {}
    for specs in pages:
        named = [spec for spec in specs if "name" in words(spec)]
        for spec in named:
            name = words(spec)["name"]
            keys[name] = pictures.key(pictures.digest(pictures.bare(spec)))
            for file in pictures.files(name):
                (store / file).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        if shown := [spec for spec in named if "guess" not in words(spec)]:
            name, title = words(shown[0])["name"], words(shown[0]).get("title", "")
            keys[f"{name}.card"] = pictures.card_key(keys[name], title)
            (store / f"{name}.card.jpg").write_bytes(b"")
    (store / pictures.KEYS).write_text(json.dumps(keys))


def build(
    folder: Path, with_pictures: bool = True, **pages: list[dict[str, Any]]
) -> subprocess.CompletedProcess[str]:
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
    if with_pictures:
        store_pictures(folder, pages.values())
    return sphinx(folder, folder / "out")


def test_a_figure_with_caption_table_and_sources(tmp_path: Path) -> None:
    done = build(tmp_path, page=[figure()], plain=[])
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "page.html").read_text()
    assert '<figure class="ff-chart" id="chart-sample" data-name="sample" ' in page
    assert "A &lt;b&gt;finding&lt;/b&gt;" in page
    assert 'aria-label="Says &quot;what&quot; is found."' in page
    assert page.count('alt="Says &quot;what&quot; is found."') == 2
    assert '<td class="ff-number">36,262,560</td>' in page
    assert 'class="for-readers">no figure</span>' in page
    csv = tmp_path / "out" / "_static" / "firstflames" / "tables" / "sample.csv"
    assert csv.read_text(encoding="utf-8-sig") == "list,votes\na,36262560\nb,\n"
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


def slides(fig: dict[str, Any]) -> dict[str, Any]:
    fig["layout"]["updatemenus"] = [{"name": "Odd", "buttons": [{"label": "x", "method": "explode"}]}]
    return fig


def a_map(**geo: Any) -> dict[str, Any]:
    fig = figure()
    fig["data"][0] = {"type": "scattergeo", "lat": [50], "lon": [30]} | geo.pop("trace", {})
    fig["layout"]["geo"] = geo
    return fig


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (slides(figure()), "the method explode"),
        (a_map(scope="europe"), "base map is world_50m"),
        (a_map(resolution=110), "base map is world_50m"),
        (a_map(trace={"locations": ["UKR"]}), "has no countries"),
    ],
    ids=["method", "scope", "resolution", "countries"],
)
def test_the_build_stops_at_what_the_site_cannot_do(
    tmp_path: Path, broken: dict[str, Any], says: str
) -> None:
    done = build(tmp_path, page=[broken])
    assert done.returncode != 0
    assert says in done.stderr


def test_the_build_stops_without_pictures_and_names_the_chart(tmp_path: Path) -> None:
    done = build(tmp_path, with_pictures=False, page=[figure()])
    assert done.returncode != 0
    assert "not up to date: sample, sample.card (missing). run 'make pictures'." in done.stderr


def test_a_stale_picture_stops_the_build_of_pages_read_before(tmp_path: Path) -> None:
    assert build(tmp_path, page=[figure()]).returncode == 0
    keys = tmp_path / pictures.FOLDER / pictures.KEYS
    keys.write_text(json.dumps({"sample": "of another figure"}))
    done = build(tmp_path, with_pictures=False, page=[figure()])
    assert done.returncode != 0
    assert "sample (stale)" in done.stderr


def asking(name: str) -> dict[str, Any]:
    """A chart that asks for an estimate first."""
    fig = ff.guess_first(
        go.Figure(go.Bar(x=[1])),
        "How many?",
        unit="votes",
        scale=(0, 10),
        figure=7,
        figure_label="Counted",
        author=None,
        author_label="“many”",
    )
    given = {"title": "Seven", "alt": "Seven.", "caption": "Votes."}
    data = pd.DataFrame({"votes": [7]})
    finished = ff.finish(fig, name=name, data=data, sources=["p088"], **given)
    read: dict[str, Any] = json.loads(finished.to_json())
    return read


def card(folder: Path, page: str) -> dict[str, str]:
    """What the page says of the picture that stands for it."""
    text = (folder / "out" / f"{page}.html").read_text()
    return dict(re.findall(r'<meta property="og:image(.*?)" content="(.*?)">', text))


def test_a_page_with_charts_is_shown_by_its_first_that_gives_nothing_away(tmp_path: Path) -> None:
    done = build(
        tmp_path,
        page=[asking("asked"), figure(), figure(name="other")],
        asks=[asking("alone")],
        plain=[],
    )
    assert done.returncode == 0, done.stderr
    folder = "_static/firstflames/pictures"
    assert card(tmp_path, "page") == {
        "": f"{folder}/sample.card.jpg",
        ":width": "1200",
        ":height": "630",
        ":alt": "Says &quot;what&quot; is found.",
    }
    stored = {path.name for path in (tmp_path / "out" / folder).glob("*.jpg")}
    assert stored == {"sample.card.jpg"}
    for page in ("asks", "plain"):
        assert card(tmp_path, page)[""] == "_static/firstflames/card.png"
    text = (tmp_path / "out" / "page.html").read_text()
    assert '<meta name="twitter:card" content="summary_large_image">' in text


def test_a_long_alternative_text_is_cut_on_a_card(tmp_path: Path) -> None:
    build(tmp_path, page=[figure(alt="word " * 200)])
    alt = card(tmp_path, "page")[":alt"]
    assert 400 < len(alt) <= 420
    assert alt.endswith("word…")


def test_a_card_of_another_title_stops_the_build(tmp_path: Path) -> None:
    build(tmp_path, page=[figure()])
    done = build(tmp_path, with_pictures=False, page=[figure(title="Another finding")])
    assert done.returncode != 0
    assert "sample, sample.card (stale)" in done.stderr  # the title stands in the figure too
    keys = json.loads((tmp_path / pictures.FOLDER / pictures.KEYS).read_text())
    same = pictures.card_key(keys["sample"], "A <b>finding</b>")
    assert keys["sample.card"] == same != pictures.card_key(keys["sample"], "Another")
    (tmp_path / pictures.FOLDER / "sample.card.jpg").unlink()
    done = build(tmp_path, with_pictures=False, page=[figure()])
    assert "up to date: sample.card (missing)" in done.stderr


def test_stored_cards_are_of_the_size_that_is_said() -> None:
    cards = sorted((ROOT / "book" / pictures.FOLDER).glob("*.card.jpg"))
    assert cards
    for path in cards:
        data = path.read_bytes()
        assert len(data) <= 60_000, path.name
        # The frame header of a JPEG: height and width, two bytes each.
        (found,) = re.findall(rb"\xff[\xc0\xc2]\x00\x11\x08(....)", data, re.S)
        assert (int.from_bytes(found[2:]), int.from_bytes(found[:2])) == pictures.CARD_SIZE


def test_a_map_brings_its_own_base_map_without_borders(tmp_path: Path) -> None:
    done = build(tmp_path, page=[a_map()], plain=[])
    assert done.returncode == 0, done.stderr
    static = tmp_path / "out" / "_static" / "firstflames"
    assert (static / packages.GEO_FILE).is_file()
    text = (static / packages.MAP_FILE).read_text()
    assert text.startswith('window.PlotlyGeoAssets={topojson:{"world_50m":')
    assert "countries" not in text and "subunits" not in text
    topology = json.loads(text.split('"world_50m":')[1].removesuffix("}};\n"))
    used = [
        i for layer in topology["objects"].values() for s in layer["geometries"] for i in flat(s["arcs"])
    ]
    assert {~i if i < 0 else i for i in used} == set(range(len(topology["arcs"])))
    other = tmp_path / "other"
    other.mkdir()
    build(other, page=[figure()])
    assert not (other / "out" / "_static" / "firstflames" / packages.GEO_FILE).exists()


def flat(arcs: Any) -> list[int]:
    return [i for item in arcs for i in flat(item)] if isinstance(arcs, list) else [arcs]


def test_controls_are_native_and_in_the_page_from_the_start(tmp_path: Path) -> None:
    spec = figure()
    steps = [{"label": str(n), "method": "restyle", "args": [{"opacity": n}]} for n in (1, 0)]
    spec["layout"]["updatemenus"] = [
        {"name": "List", "buttons": steps, "active": 1},
        {"name": "Press", "type": "buttons", "buttons": steps},
    ]
    spec["layout"]["sliders"] = [{"name": "Slide", "steps": steps}]
    build(tmp_path, page=[spec])
    page = (tmp_path / "out" / "page.html").read_text()
    assert "<option>1</option><option selected>0</option></select>" in page
    assert 'role="group" aria-label="Press"' in page
    assert 'data-menu="1" data-button="0" aria-pressed="true">1</button>' in page
    assert 'type="range" id="sample-slider-0" data-slider="0" min="0" max="1"' in page
