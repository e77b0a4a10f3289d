"""Python in the page: asked for, checked, run, stopped, reset, and gone without a trace.

The browser tests run the whole path on Pyodide's core, which comes from npm, and its pure packages from
PyPI, with cells that need no pandas: Pyodide's pandas is on no package registry. The chapters themselves
run in ``python tools/audit.py in-browser``, where the internet can be reached.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.util
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import audit_in_browser
import distribution
import pytest
from conftest import ROOT
from visiting import Visit

import firstflames
from firstflames.site import live, wheels

LIVE = ROOT / "src/firstflames/site/theme/static/firstflames/live"
FIGURE_MIME = "application/vnd.plotly.v1+json"


@pytest.fixture
def cells() -> Iterator[Any]:
    """The module that the worker loads, where there is no IPython, as in a browser."""
    away = {
        name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "IPython"
    }
    spec = importlib.util.spec_from_file_location("cells", LIVE / "cells.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    for name in ("IPython", "IPython.display"):
        sys.modules.pop(name, None)
    sys.modules |= away


def ran(cells: Any, *sources: str) -> list[dict[str, str]]:
    """What these cells give, run one after another."""
    outputs: list[dict[str, str]] = []
    shell = cells.Shell(lambda text: outputs.append(json.loads(text)))
    for number, source in enumerate(sources, start=1):
        shell.run(source, number)
    return outputs


def test_the_last_line_is_shown_unless_it_ends_in_a_semicolon(cells: Any) -> None:
    assert ran(cells, "a = 2", "a + 1", "a + 1;", "None", "") == [{"kind": "text", "data": "3"}]


def test_tables_and_charts_are_shown_as_such(cells: Any) -> None:
    table = "import firstflames as ff\nff.load('votes_army')[['party', 'low']]"
    chart = "import plotly.graph_objects as go\ngo.Figure(go.Bar(x=[1], y=['a']))"
    first, second = ran(cells, table, chart)
    assert first["kind"] == "html" and "<table" in first["data"]
    assert second["kind"] == "chart"
    assert json.loads(second["data"])["data"][0]["type"] == "bar"


def test_figures_for_the_prose_are_not_shown(cells: Any) -> None:
    """The library asks for IPython's display, which is not there in a browser."""
    glued = "import firstflames as ff\nff.glue('share', '40.0')"
    shown = "from IPython.display import display\ndisplay({'%s': {'data': []}}, raw=True)\ndisplay(1, 2)"
    kinds = [output["kind"] for output in ran(cells, glued, shown % FIGURE_MIME)]
    assert kinds == ["chart", "text", "text"]


@pytest.mark.parametrize(
    ("source", "last"),
    [
        ("def f():\n    return 1 / 0\n\nf()", "ZeroDivisionError: division by zero"),
        ("a = (", "SyntaxError: '(' was never closed"),
        ("import sys\nsys.exit('end')", "SystemExit: end"),
    ],
)
def test_an_error_is_told_as_python_tells_it_and_ends_the_cell_alone(
    cells: Any, source: str, last: str
) -> None:
    first, second = ran(cells, source, "'alive'")
    assert first["kind"] == "error"
    assert first["data"].splitlines()[-1] == last
    assert "cells.py" not in first["data"]
    assert second["data"] == "'alive'"
    if "f()" in source:
        assert "return 1 / 0" in first["data"], "the line that failed is shown"


@pytest.mark.parametrize(
    ("cell", "packages", "plotly"),
    [
        ("import firstflames as ff\nff.both_styles('1917-10-25')", (), False),
        ("from firstflames.evidence.package import package", (), False),
        ("import firstflames as ff\nff.load('claims')", ("pandas",), False),
        ("import firstflames as ff\nff.dhondt({'a': 1}, 1)", ("pandas",), False),
        ("import pandas as pd", ("pandas",), False),
        ("import plotly.graph_objects as go", ("pandas", "narwhals", "packaging"), True),
        ("import firstflames as ff\nff.glue('a', 'b')", ("pandas", "narwhals", "packaging"), True),
    ],
)
def test_what_a_page_needs_is_read_from_its_cells(
    cell: str, packages: tuple[str, ...], plotly: bool
) -> None:
    assert live.needs(["a = 1", cell]) == (packages, plotly)


def listed(site: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (site / "_static/firstflames/live/files.json").read_text(encoding="utf-8")
    )
    return found


def test_every_file_of_the_list_has_its_size_and_hash(site: Path) -> None:
    own = [file for file in listed(site) if "source" not in file]
    assert len(own) > len(live.CORE)
    for file in own:
        content = (site / "_static/firstflames/live" / file["name"]).read_bytes()
        assert file["size"] == len(content)
        assert file["sha256"] == base64.b64encode(hashlib.sha256(content).digest()).decode()


def test_what_is_fetched_elsewhere_is_what_the_lock_says(site: Path) -> None:
    """With everything that it depends on, and nothing besides."""
    lock = live.read_lock(ROOT)["packages"]
    entries = {entry["file_name"]: entry for entry in lock.values()}
    others = [file for file in listed(site) if "source" in file]
    assert {entries[file["name"]]["name"] for file in others} == {
        *("pandas", "numpy", "python-dateutil", "pytz", "six", "narwhals", "packaging")
    }
    for file in others:
        assert base64.b64decode(file["sha256"]).hex() == entries[file["name"]]["sha256"]
        assert file["source"] == live.ADDRESS and live.VERSION in live.ADDRESS


@pytest.mark.parametrize("make", [wheels.library, wheels.plotly])
def test_a_wheel_records_each_of_its_files(make: Any, tmp_path: Path) -> None:
    wheel = make()
    path = wheels.write(wheel, tmp_path)
    assert path.name == f"{wheel.name}-{wheel.version}-py3-none-any.whl"
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        info = f"{wheel.name}-{wheel.version}.dist-info"
        record = csv.reader(io.StringIO(archive.read(f"{info}/RECORD").decode()))
        told = {row[0]: row[1:] for row in record}
        assert sorted(told) == sorted(names)
        for name in names:
            content = archive.read(name)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            assert told[name] in (["", ""], [f"sha256={digest}", str(len(content))])
    assert path.read_bytes() == wheels.write(make(), tmp_path / "again").read_bytes()


def test_the_librarys_wheel_has_its_data_and_not_what_makes_the_site(tmp_path: Path) -> None:
    path = wheels.write(wheels.library(), tmp_path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert "firstflames/data/claims.csv" in names and "firstflames/checks/army.py" in names
    assert not [name for name in names if name.startswith(("firstflames/site/", "firstflames/marking/"))]


def test_plotlys_wheel_leaves_plotly_js_to_the_page() -> None:
    names = [name for name, _ in wheels.plotly().files]
    assert "plotly/graph_objects/__init__.py" in names and "_plotly_utils/basevalidators.py" in names
    assert any("LICENSE" in name for name in names)
    assert not [name for name in names if name.endswith((".js", ".pyc"))]


PAGE = "cells.html"
SAYS = ".run-status"


def begin(visit: Visit, at: int) -> None:
    """Press Run at a cell and agree; Python has started when this returns."""
    visit.open_folds()
    visit.page.locator("button.run-cell").nth(at).click()
    visit.page.locator(".run-begin").click()
    visit.page.locator(SAYS, has_text="Cell").wait_for(timeout=60_000)


def says(visit: Visit, text: str) -> None:
    visit.page.locator(SAYS, has_text=text).wait_for(timeout=60_000)


def output(visit: Visit, at: int) -> str:
    return str(visit.page.locator(".run-output").nth(at).inner_text())


@pytest.mark.browser
def test_nothing_is_fetched_before_the_reader_agrees(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, specimen_address + PAGE) as visit:
        visit.open_folds()
        asked = [url for url in visit.asked if "/live/" in url or "run.js" in url]
        assert asked == []
        visit.page.locator("button.run-cell").first.click()
        visit.page.locator(".run-size", has_text="MB").wait_for()
        assert [url.rpartition("/")[2] for url in visit.asked if "/live/" in url] == ["files.json"]
        told = visit.page.locator("#run-panel").inner_text()
        assert f"Pyodide {live.VERSION}" in told and "nothing is sent" in told
        assert "pandas" not in told, "these cells need none"
        visit.page.get_by_role("button", name="Not now").click()
        assert not visit.page.locator("#run-panel").is_visible()


@pytest.mark.browser
def test_a_page_says_from_where_it_would_fetch_how_much(chromium: Any, address: str, site: Path) -> None:
    with Visit(chromium, address + "chapters/10-thirty-six-million-ballots.html") as visit:
        visit.page.locator(".run-page").click()
        visit.page.locator(".run-size", has_text="MB").wait_for()
        told = visit.page.locator("#run-panel").inner_text()
        own = sum(file["size"] for file in listed(site) if "source" not in file)
        assert f"{own / 1e6:.1f} MB" in told
        assert "cdn.jsdelivr.net" in told and "pandas, narwhals, packaging" in told
        assert not [url for url in visit.asked if not url.startswith(address)]


@pytest.mark.browser
def test_cells_run_change_stop_and_reset(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, specimen_address + PAGE) as visit:
        page = visit.page
        visit.open_folds()
        before = page.locator("article").inner_html()
        begin(visit, 1)
        says(visit, "Cell 2 has run")
        opening = firstflames.both_styles("1918-01-05")
        assert opening in output(visit, 0)
        count = len(firstflames.load("claims"))
        assert output(visit, 1).splitlines() == [f"{count} figures", f"and {opening}"]
        assert not [url for url in visit.asked if not url.startswith(specimen_address)]

        # An error stops what was to follow; its line is shown.
        page.get_by_role("button", name="Run all", exact=True).click()
        says(visit, "Cell 4 ended in an error")
        assert "5 January" in output(visit, 2)
        assert "AttributeError" in output(visit, 3)

        # A changed cell, by keyboard.
        code = page.locator(".run-code").nth(3)
        code.fill("while True:\n    pass")
        code.press("Control+Enter")
        says(visit, "Running cell 4")
        page.get_by_role("button", name="Stop").click()
        says(visit, "has been stopped")
        code.fill("2 + 3")
        code.press("Control+Enter")
        says(visit, "Cell 4 has run")
        assert output(visit, 3).strip() == "5"

        # Names of before are gone with the stopped Python; all above brings them back.
        code.fill("opening")
        page.get_by_role("group", name="Cell 4").get_by_role("button", name="Run", exact=True).click()
        says(visit, "Cell 4 ended in an error")
        page.get_by_role("group", name="Cell 4").get_by_role("button", name="Run with all above").click()
        says(visit, "Cell 4 has run")
        assert opening in output(visit, 3)

        page.get_by_role("group", name="Cell 4").get_by_role("button", name="Reset").click()
        assert code.input_value() == "opening.month"
        assert not page.locator(".run-output").nth(3).is_visible()
        page.get_by_role("button", name="Close").click()
        assert page.locator(".run-bar, .run-editor").count() == 0
        after = page.locator("article").inner_html()
        assert after.replace(' hidden=""', "") == before.replace(' hidden=""', "").replace(
            " open", " open"
        )
        assert visit.said == []


@pytest.mark.browser
@pytest.mark.parametrize(("screen", "theme"), [("phone", "dark"), ("desk", "light")])
def test_running_cells_are_for_everyone(
    chromium: Any, specimen_address: str, screen: str, theme: str
) -> None:
    with Visit(chromium, specimen_address + PAGE, screen, theme) as visit:
        visit.open_folds()
        visit.page.locator("button.run-cell").first.click()
        visit.page.locator(".run-size", has_text="MB").wait_for()
        assert visit.axe() == []
        visit.page.locator(".run-begin").press("Enter")
        says(visit, "Cell 1 has run")
        visit.page.get_by_role("button", name="Run all", exact=True).press("Enter")
        says(visit, "Cell 4 ended in an error")
        assert visit.axe() == []
        assert not visit.is_too_wide()
        names = visit.page.locator(".run-code").evaluate_all(
            "all => all.map(c => c.labels[0].textContent)"
        )
        assert names == [f"Cell {n} of 4" for n in range(1, 5)]


@pytest.mark.browser
def test_from_a_folder_it_says_why_it_cannot(chromium: Any, specimen: Path) -> None:
    with Visit(chromium, (specimen / PAGE).as_uri()) as visit:
        visit.open_folds()
        visit.page.locator("button.run-cell").first.click()
        visit.page.locator(".run-begin").wait_for(state="hidden")  # the panel opens, then tells
        assert "make serve" in visit.page.locator(".run-what").inner_text()
        assert not visit.page.locator(".run-begin").is_visible()
        assert visit.said == []


@pytest.mark.browser
@pytest.mark.parametrize("fault", ["offline", "changed", "missing"])
def test_a_file_that_does_not_come_or_is_another_is_told_in_a_sentence(
    chromium: Any, specimen_address: str, fault: str
) -> None:
    with Visit(chromium, specimen_address + PAGE) as visit:

        def answer(route: Any) -> None:
            if fault == "offline":
                route.abort()
            else:
                route.fulfill(status=404 if fault == "missing" else 200, body="other bytes")

        visit.page.context.route("**/python_stdlib.zip", answer)
        visit.open_folds()
        visit.page.locator("button.run-cell").first.click()
        visit.page.locator(".run-begin").click()
        says(visit, "python_stdlib.zip could not be fetched from")
        assert "Run tries again" in visit.page.locator(SAYS).inner_text()
        visit.page.context.unroute("**/python_stdlib.zip")
        visit.page.get_by_role("button", name="Run", exact=True).nth(0).click()
        says(visit, "Cell 1 has run")


@pytest.mark.browser
def test_a_chart_of_a_readers_run_takes_the_place_of_the_stored_one(chromium: Any, address: str) -> None:
    with Visit(chromium, address + "chapters/10-thirty-six-million-ballots.html") as visit:
        page = visit.page
        name = "votes-by-line"
        chart = page.locator(f'.ff-chart[data-name="{name}"]')
        title, labels = (
            chart.locator(".ff-chart-title").inner_text(),
            chart.locator("option").all_inner_texts(),
        )
        page.evaluate(
            """async name => {
                const chart = window.firstflames.charts.get(name);
                const spec = JSON.parse(JSON.stringify(chart.spec));
                spec.layout.meta = { firstflames: { name, title: "A title of mine" } };
                spec.layout.updatemenus[0].buttons[0].label = "Mine";
                spec.data[0].x = spec.data[0].x.map(() => 1);
                await chart.redraw({ data: spec.data, layout: spec.layout });
            }""",
            name,
        )
        assert chart.locator(".ff-chart-title").inner_text() == "A title of mine"
        assert chart.locator("option").first.inner_text() == "Mine"
        plot = chart.locator(".ff-chart-plot")
        assert set(plot.evaluate("p => p.data[0].x")) == {1}
        page.evaluate("name => window.firstflames.charts.get(name).redraw()", name)
        assert chart.locator(".ff-chart-title").inner_text() == title
        assert chart.locator("option").all_inner_texts() == labels
        assert set(plot.evaluate("p => p.data[0].x")) != {1}


OWN_CHART = """import plotly.graph_objects as go
figure = go.Figure(go.Bar(x=[25, 12], y=["a", "b"], orientation="h"))
figure.update_layout(title_text="A chart of mine")
figure"""


def as_downloaded(context: Any, site: Path) -> None:
    """Answer for Pyodide's own address with the pure packages, and list their hashes."""
    folder = distribution.make()
    lock = json.loads((folder / distribution.LOCK).read_text(encoding="utf-8"))["packages"]
    by_file = {
        entry["file_name"]: folder / lock[key]["file_name"]
        for key, entry in live.read_lock(ROOT)["packages"].items()
        if key in lock
    }
    files = listed(site)
    for file in files:
        if "source" in file:
            digest = hashlib.sha256(by_file[file["name"]].read_bytes()).digest()
            file["sha256"] = base64.b64encode(digest).decode()
    here = {"access-control-allow-origin": "*"}
    context.route("**/live/files.json", lambda route: route.fulfill(body=json.dumps(files)))
    context.route(
        f"{live.ADDRESS}**",
        lambda route: route.fulfill(
            body=by_file[route.request.url.rpartition("/")[2]].read_bytes(), headers=here
        ),
    )


@pytest.mark.browser
def test_a_chart_that_a_reader_writes_is_made_by_plotly_and_drawn(
    chromium: Any, address: str, site: Path
) -> None:
    with Visit(chromium, address + "chapters/10-thirty-six-million-ballots.html") as visit:
        page = visit.page
        as_downloaded(page.context, site)
        visit.open_folds()
        page.locator(".run-page").click()
        page.locator(".run-begin").click()
        says(visit, "Python is ready")
        code = page.locator(".run-code").first
        code.fill(OWN_CHART)
        code.press("Control+Enter")
        says(visit, "Cell 1 has run")
        plot = page.get_by_role("img", name="A chart of mine")
        plot.locator(".main-svg").first.wait_for()
        assert plot.evaluate("plot => Array.from(plot.data[0].x)") == [25, 12]
        code.fill("import firstflames as ff\nff.load('claims')")
        code.press("Control+Enter")
        says(visit, "Cell 1 ended in an error")
        assert "No module named 'numpy'" in output(visit, 0), "which is there by name only"
        asked = {url for url in visit.asked if not url.startswith((address, "data:", "blob:"))}
        assert {url.startswith(live.ADDRESS) for url in asked} == {True}


@pytest.mark.browser
def test_the_audit_runs_a_page_and_tells_what_went_wrong(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, specimen_address + PAGE) as visit:
        [fault] = audit_in_browser.run_page(visit, 60)
        assert fault.startswith("Cell 4 ended in an error") and "AttributeError" in fault
    with Visit(chromium, specimen_address + PAGE) as visit:
        visit.page.evaluate(
            "document.querySelectorAll('.cell_input pre')[3].textContent = 'print(opening)'"
        )
        assert audit_in_browser.run_page(visit, 60) == []
        assert firstflames.both_styles("1918-01-05") in output(visit, 3)
