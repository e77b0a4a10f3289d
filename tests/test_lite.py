"""JupyterLite beside the site: the exercises with data and library inside, and no host but Pyodide's.

Python runs there on Pyodide's core from npm and its pure packages from PyPI. What needs compiling
(numpy, pandas) is on no registry; the exercises themselves run in ``python tools/audit.py in-browser``,
where the internet can be reached.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path
from typing import Any

import distribution
import in_browser
import live as tool
import nbformat
import pyodide_packages
import pytest
import serve
from conftest import DATA, ROOT

import exercises
import firstflames
from firstflames.exercises import read, sources
from firstflames.site import assignments, live

ASKED = f"{live.ADDRESS}pyodide.mjs"
#: A notebook that needs no pandas. plotly asks for nbformat, whose own needs are compiled.
CELLS = {
    "dates": "import firstflames as ff\nff.both_styles('1917-10-25')",
    "data": "from importlib.resources import files\nfile = files('firstflames.data') / 'claims.csv'\n"
    "print(len(file.read_text(encoding='utf-8').splitlines()))",
    "chart": "import sys, types\nsys.modules['nbformat'] = types.ModuleType('nbformat')\n"
    "sys.modules['nbformat'].__version__ = '5.10'\nimport plotly.graph_objects as go\n"
    "go.Figure(go.Bar(x=[3], y=['a'], orientation='h'))",
    "answer": "answer = 0\nanswer + 2",
}
NOTEBOOK = "cells.ipynb"


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """JupyterLite, built, with one notebook more."""
    folder = tmp_path_factory.mktemp("lite")
    tool.prepare(folder / "work", "", ASKED)
    content = folder / "work" / "content"
    notebook = nbformat.read(next(content.glob("01-*.ipynb")), as_version=4)
    notebook.cells = [nbformat.v4.new_code_cell(code, id=name) for name, code in CELLS.items()]
    nbformat.write(tool.with_install(notebook), content / NOTEBOOK)
    tool.build(folder / "work", folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def lite_address(lite: Path) -> Iterator[str]:
    with serve.serving(lite) as where:
        yield where


def test_every_exercise_is_there_with_a_cell_that_installs(lite: Path) -> None:
    found = sources(exercises.EXERCISES)
    names = sorted(path.name for path in (lite / "files").glob("*.ipynb"))
    assert names == [*(path.name for path in found), NOTEBOOK]
    for path in found:
        made = nbformat.read(lite / "files" / path.name, as_version=4)
        nbformat.validate(made)
        assert made.cells[1].source == tool.INSTALL
        copy = exercises.student_copy(read(path))
        assert [cell.source for cell in made.cells[2:]] == [cell.source for cell in copy.cells]


def test_the_list_of_exercises_leads_to_them(lite: Path) -> None:
    for path in sources(exercises.EXERCISES):
        for address in assignments.copies(path.name).values():
            place, _, asked = address.removeprefix("lite/").partition("?path=")
            assert (lite / place).is_file()
            assert not asked or (lite / "files" / asked).is_file()


def test_the_index_lists_every_wheel_by_its_hash(lite: Path) -> None:
    index = json.loads((lite / "pypi" / "all.json").read_text(encoding="utf-8"))
    assert {"firstflames", "plotly", "nbformat"} <= set(index)
    for releases in index.values():
        for [file] in releases["releases"].values():
            content = (lite / "pypi" / file["filename"]).read_bytes()
            assert file["digests"]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_lost_setting_stops_the_build(
    lite: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Seen in a trial: a build on top of another dropped Pyodide's address without a word."""
    other = json.loads((lite / "jupyter-lite.json").read_text(encoding="utf-8"))

    def forgetful(*_: Any, **__: Any) -> Any:
        del other["jupyter-config-data"]["litePluginSettings"][tool.KERNEL]["pyodideUrl"]
        target.mkdir()
        tool.write(target / "jupyter-lite.json", other)
        return type("Done", (), {"returncode": 0})

    work, target = tmp_path / "work", tmp_path / "site"
    work.mkdir()
    tool.write(work / "jupyter-lite.json", other)
    wanted = json.loads((work / "jupyter-lite.json").read_text(encoding="utf-8"))
    assert wanted["jupyter-config-data"]["litePluginSettings"][tool.KERNEL]["pyodideUrl"] == ASKED
    monkeypatch.setattr(subprocess, "run", forgetful)
    with pytest.raises(tool.LiveError, match="lost its setting pyodideUrl"):
        tool.build(work, target)


@pytest.mark.browser
def test_what_a_student_writes_is_kept_by_the_browser(chromium: Any, lite_address: str) -> None:
    """Python or none; and no host is asked but Pyodide's, which this test keeps away."""
    name = "01-two-calendars.ipynb"
    with in_browser.Notebook(chromium, lite_address, name, away=live.ADDRESS) as notebook:
        answer = notebook.edit("your answer")
        notebook.page.keyboard.press("Control+Home")
        notebook.page.keyboard.type("# written on the train\n")
        answer.filter(has_text="written on the train").wait_for()
        notebook.save()
        notebook.come_back()
        kept = "".join("".join(cell["source"]) for cell in notebook.downloaded()["cells"])
        assert kept.count("# written on the train\nnew_style = None") == 1
        assert notebook.elsewhere() <= {ASKED}


def test_what_every_wheel_requires_is_there_or_in_pyodide(lite: Path) -> None:
    """The kernel's own too: PyPI is never asked, so that one name too few keeps Python from starting."""
    pyodide = set(live.of_lock(live.read_lock(ROOT), live.ALL))
    kernel = "extensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    found = [*(lite / "pypi").glob("*.whl"), *(lite / kernel).glob("*.whl")]
    beside = {path.name.partition("-")[0].replace("_", "-").lower() for path in found}
    for path in found:
        with zipfile.ZipFile(path) as wheel:
            [metadata] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
            head = Parser().parsestr(wheel.read(metadata).decode(), headersonly=True)
        for needed in head.get_all("Requires-Dist", []):
            name, _, condition = needed.partition(";")
            if "extra ==" in condition or "win32" in condition:
                continue
            key = re.split(r"[^\w.-]", name.strip())[0].replace("_", "-").lower()
            assert key in pyodide | beside, f"{path.name} requires {name}"


def test_the_pins_are_the_versions_of_pyodides_lock() -> None:
    pinned = dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", distribution.PINS.read_text(encoding="utf-8")))
    lock = live.read_lock(ROOT)["packages"]
    pure = {
        key: lock[key]["version"]
        for key in live.of_lock({"packages": lock}, live.ALL)
        if lock[key]["file_name"].endswith("none-any.whl")
    }
    assert pinned == pure


@pytest.fixture(scope="module")
def downloaded() -> Path:
    """A distribution of Pyodide, as far as it can be had."""
    return distribution.make()


@pytest.fixture(scope="module")
def hosted(lite: Path, downloaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that hosts Pyodide itself, with JupyterLite beside it."""
    site = tmp_path_factory.mktemp("hosted")
    target = site / tool.STATIC
    target.mkdir(parents=True)
    for name in live.CORE:
        shutil.copyfile(ROOT / "node_modules" / "pyodide" / name, target / name)
    shutil.copyfile(downloaded / distribution.LOCK, target / distribution.LOCK)
    lock = json.loads((downloaded / distribution.LOCK).read_text(encoding="utf-8"))
    assert len(tool.self_host(downloaded, target, lock)) == len(lock["packages"])
    shutil.copytree(lite, site / "lite")
    settings = site / "lite" / "jupyter-lite.json"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(ASKED, tool.BESIDE), encoding="utf-8"
    )
    return site


@pytest.fixture(scope="module")
def hosted_address(hosted: Path) -> Iterator[str]:
    with serve.serving(hosted) as where:
        yield f"{where}lite/"


@pytest.mark.browser
def test_a_notebook_runs_is_kept_and_can_be_handed_in(chromium: Any, hosted_address: str) -> None:
    """On the site's own files, without any host; the library, its data and plotly among them."""
    with in_browser.Notebook(chromium, hosted_address, NOTEBOOK) as notebook:
        ran = notebook.run_all()
        assert in_browser.errors(ran) == []
        [dates] = in_browser.shown(ran, "dates")
        assert firstflames.both_styles("1917-10-25") in "".join(dates["text/plain"])
        lines = len((DATA / "claims.csv").read_text(encoding="utf-8").splitlines())
        assert "".join(in_browser.shown(ran, "data")[0]["text/plain"]).strip() == str(lines)
        [chart] = in_browser.shown(ran, "chart")
        assert chart["application/vnd.plotly.v1+json"]["data"][0]["x"] == [3]
        plot = notebook.page.locator(".js-plotly-plot .main-svg").first
        plot.scroll_into_view_if_needed()
        assert plot.is_visible()

        notebook.edit("answer = 0")
        notebook.page.keyboard.press("Control+Home")
        notebook.page.keyboard.press("Shift+End")
        notebook.page.keyboard.type("answer = 40")
        notebook.page.keyboard.press("Shift+Enter")
        notebook.page.locator(".jp-OutputArea-output", has_text="42").wait_for()
        notebook.save()
        notebook.come_back()
        notebook.until_idle()
        kept = notebook.downloaded()
        assert in_browser.shown(kept, "answer") == [{"text/plain": "42"}]
        # Shift and Enter in the last cell have made one more, as in every Jupyter.
        names = [cell["id"] for cell in kept["cells"]]
        assert names[:-1] == ["in-the-browser", "install", *CELLS]
        assert notebook.elsewhere() == set()


@pytest.mark.browser
def test_a_cell_without_end_is_stopped_by_a_restart(chromium: Any, hosted_address: str) -> None:
    with in_browser.Notebook(chromium, hosted_address, NOTEBOOK) as notebook:
        notebook.until_idle()
        notebook.edit("answer = 0")
        notebook.page.keyboard.press("Control+End")
        notebook.page.keyboard.type("\nwhile True:\npass")
        notebook.page.keyboard.press("Shift+Enter")
        notebook.page.locator("#jp-main-statusbar", has_text="| Busy").wait_for()
        notebook.choose("Kernel", "Restart Kernel…")
        notebook.page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
        notebook.until_idle()
        written = "".join(
            cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            for cell in notebook.downloaded()["cells"]
            if cell["id"] == "answer"
        )
        assert "while True" in written, "what was written stays"
        notebook.edit("answer = 0")
        notebook.page.keyboard.press("Control+a")
        notebook.page.keyboard.type("6 * 7")
        notebook.page.keyboard.press("Shift+Enter")
        notebook.page.locator(".jp-OutputArea-output", has_text="42").wait_for()


@pytest.mark.parametrize(
    ("fault", "says"), [("missing", "no file numpy-"), ("changed", "sha256 differs")]
)
def test_a_file_that_is_not_the_locks_stops_it_and_nothing_is_copied(
    downloaded: Path, tmp_path: Path, fault: str, says: str
) -> None:
    shutil.copytree(downloaded, tmp_path / "pyodide")
    lock = json.loads((downloaded / distribution.LOCK).read_text(encoding="utf-8"))
    path = tmp_path / "pyodide" / lock["packages"]["numpy"]["file_name"]
    path.unlink() if fault == "missing" else path.write_bytes(b"other")
    with pytest.raises(tool.LiveError, match=says):
        tool.self_host(tmp_path / "pyodide", tmp_path / "site", lock)
    assert not (tmp_path / "site").exists()


def test_packages_are_fetched_once_and_checked(
    downloaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = json.loads((downloaded / distribution.LOCK).read_text(encoding="utf-8"))
    monkeypatch.setattr(live, "read_lock", lambda start: lock)
    away = tmp_path / "away"
    shutil.copytree(downloaded, away)
    names = {entry["file_name"] for entry in lock["packages"].values()}
    numpy = away / lock["packages"]["numpy"]["file_name"]
    numpy.write_bytes(b"other")
    with serve.serving(away) as address:
        with pytest.raises(pyodide_packages.FetchError, match="not the file that Pyodide"):
            pyodide_packages.fetch(tmp_path / "here", address)
        assert not (tmp_path / "here" / numpy.name).exists()
        kept = {path.name for path in (tmp_path / "here").iterdir()}
        shutil.copy(downloaded / numpy.name, numpy)
        for name in kept:
            (away / name).unlink()
        assert set(pyodide_packages.fetch(tmp_path / "here", address)) == names, "the rest alone"
        assert {path.name for path in (tmp_path / "here").iterdir()} == names
        (tmp_path / "here" / numpy.name).unlink()
        numpy.unlink()
        with pytest.raises(pyodide_packages.FetchError, match="could not be fetched"):
            pyodide_packages.fetch(tmp_path / "here", address)


def test_a_site_lists_what_its_publisher_has_put_there(tmp_path: Path) -> None:
    (tmp_path / "numpy.whl").write_bytes(b"numpy")
    away = {"name": "numpy.whl", "sha256": "x", "part": "package", "source": live.ADDRESS}
    tool.write(tmp_path / live.FILES, [away, {**away, "name": "other.whl"}])
    live.relist(tmp_path)
    here, other = json.loads((tmp_path / live.FILES).read_text(encoding="utf-8"))
    assert here["size"] == 5 and "source" not in here
    assert other["source"] == live.ADDRESS


def test_without_a_site_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(tool, "SITE", tmp_path)
    assert tool.main([]) == 1
    assert "run 'make book' first" in capsys.readouterr().err
    assert ROOT not in tmp_path.parents
