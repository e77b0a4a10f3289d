"""JupyterLite beside the site: the exercises with data and library inside, and no host but Pyodide's.

What runs Python there fetches Pyodide's packages, which are on no registry: *not run*. All else is.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import live as tool
import nbformat
import pytest
import serve
from conftest import ROOT

import exercises
from firstflames.exercises import read, sources
from firstflames.site import assignments, live

ASKED = f"{live.ADDRESS}pyodide.mjs"


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """JupyterLite, built."""
    folder = tmp_path_factory.mktemp("lite")
    tool.prepare(folder / "work", "", ASKED)
    tool.build(folder / "work", folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def lite_address(lite: Path) -> Iterator[str]:
    with serve.serving(lite) as where:
        yield where


def test_every_exercise_is_there_with_a_cell_that_installs(lite: Path) -> None:
    found = sources(exercises.EXERCISES)
    assert sorted(path.name for path in (lite / "files").glob("*.ipynb")) == [
        path.name for path in found
    ]
    for path in found:
        made = nbformat.read(lite / "files" / path.name, as_version=4)
        nbformat.validate(made)
        assert made.cells[0].source == tool.INSTALL
        copy = exercises.student_copy(read(path))
        assert [cell.source for cell in made.cells[1:]] == [cell.source for cell in copy.cells]


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
    """And nothing is asked of any host but Pyodide's, which this test keeps away."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.route(f"{live.ADDRESS}**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{lite_address}lab/index.html?path=01-two-calendars.ipynb")
    answer = page.locator(".jp-CodeCell .cm-content", has_text="your answer").first
    answer.wait_for(timeout=60_000)
    answer.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("# written on the train\n")
    page.keyboard.press("Control+s")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')", timeout=30_000)
    page.reload()
    page.locator(".jp-CodeCell .cm-content", has_text="written on the train").wait_for(timeout=60_000)
    here = "/".join(lite_address.split("/")[:3])
    others = {url for url in asked if not url.startswith((here, "blob:", "data:"))}
    assert others <= {ASKED}
    context.close()


LOCK = {
    "packages": {
        "pandas": {"name": "pandas", "file_name": "pandas.whl", "depends": ["numpy"]},
        "numpy": {"name": "numpy", "file_name": "numpy.whl", "depends": []},
    }
}


@pytest.fixture
def downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution of two packages, as its lock says."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    lock = json.loads(json.dumps(LOCK))
    for name, entry in lock["packages"].items():
        (folder / entry["file_name"]).write_bytes(name.encode())
        entry["sha256"] = hashlib.sha256(name.encode()).hexdigest()
    monkeypatch.setattr(live, "read_lock", lambda start: lock)
    return folder


def test_a_downloaded_pyodide_is_copied_with_what_it_needs(downloaded: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    assert tool.self_host(downloaded, target, ["pandas", "ssl"]) == ["numpy.whl", "pandas.whl"]
    assert (target / "numpy.whl").read_bytes() == b"numpy"
    away = {"name": "numpy.whl", "sha256": "x", "part": "package", "source": live.ADDRESS}
    tool.write(target / live.FILES, [away, {**away, "name": "other.whl"}])
    live.relist(target)
    here, other = json.loads((target / live.FILES).read_text(encoding="utf-8"))
    assert here["size"] == 5 and "source" not in here
    assert other["source"] == live.ADDRESS


@pytest.mark.parametrize(
    ("fault", "says"), [("missing", "no file numpy.whl"), ("changed", "sha256 differs")]
)
def test_a_file_that_is_not_the_locks_stops_it_and_nothing_is_copied(
    downloaded: Path, tmp_path: Path, fault: str, says: str
) -> None:
    path = downloaded / "numpy.whl"
    path.unlink() if fault == "missing" else path.write_bytes(b"other")
    with pytest.raises(tool.LiveError, match=says):
        tool.self_host(downloaded, tmp_path / "site", ["pandas"])
    assert not (tmp_path / "site").exists()


def test_without_a_site_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(tool, "STATIC", tmp_path)
    assert tool.main([]) == 1
    assert "run 'make book' first" in capsys.readouterr().err
    assert ROOT not in tmp_path.parents
