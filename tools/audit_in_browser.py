"""Python in the browser, whole, with pandas and plotly: every page with cells, and every exercise.

Pyodide's packages that need compiling are at its own address alone: without a way to it nothing here can
be run, but on a site that hosts them (``make live PYODIDE=folder``), which then asks no other host. The
tests do what can be done without them.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import in_browser
import live as tool
import nbformat
import serve
from audit_rows import NotRunError, Row, verdict
from audit_site import chromium
from playwright.sync_api import Error as BrowserError
from visiting import CONTENTS, Visit

import exercises
from firstflames.site import live

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
PATIENCE = 300  # seconds for Python to come, and for all cells of a page or an exercise
ENDED = "ended in an error|could not be started"
STATUS = ".run-status"


def hosted() -> bool:
    """Whether the built site has Pyodide's packages itself.

    Raises NotRunError where it has not, and Pyodide's own address does not answer.
    """
    files = json.loads((SITE / tool.STATIC / live.FILES).read_text(encoding="utf-8"))
    if not any("source" in file for file in files):
        return True
    try:
        urllib.request.urlopen(f"{live.ADDRESS}pyodide-lock.json", timeout=30).close()
    except (urllib.error.URLError, TimeoutError) as error:
        raise NotRunError(f"{live.ADDRESS} does not answer: {error}") from error
    return False


def run_page(visit: Visit, patience: float = PATIENCE) -> list[str]:
    """Run all cells of an open page as a reader does; what went wrong, a sentence for each fault.

    Every chart of the page that a cell makes has to be drawn anew by it, in its place.
    """
    page = visit.page
    page.set_default_timeout(1_000 * patience)
    visit.open_folds()
    page.locator(".run-page").click()
    page.locator(".run-begin").click()
    status = page.locator(STATUS)
    status.filter(has_text=re.compile("Python is ready|could not be started")).wait_for()
    if "could not" in status.inner_text():
        return [status.inner_text()]
    cells = page.locator(".run-editor").count()
    page.locator(".run-bar").get_by_role("button", name="Run all", exact=True).click()
    status.filter(has_text=re.compile(f"Cell {cells} has run|{ENDED}")).wait_for()
    said = status.inner_text()
    if f"Cell {cells} has run" not in said:
        shown = page.locator(".run-output:visible").last.inner_text()
        return [f"{said} {' '.join(shown.split())[-300:]}"]
    # Those that a cell has made: a page may have others, of its own.
    made = page.locator(".cell .cell_output .ff-chart").count()
    drawn = page.locator(".run-note", has_text="drawn from your run").count()
    return [] if made == drawn else [f"{drawn} of {made} charts were drawn from the run"]


def pages() -> Iterator[Row]:
    """Every page with cells, as a reader has it."""
    alone = hosted()
    with chromium() as running, serve.serving(SITE) as address:
        for path in CONTENTS:
            if "run-page" not in (SITE / path).read_text(encoding="utf-8"):
                continue
            try:
                with Visit(running, address + path) as visit:
                    faults = run_page(visit)
                    if alone:
                        faults += [url for url in visit.asked if not url.startswith(address)]
            except BrowserError as error:
                faults = [" ".join(str(error).split())[:300]]
            yield f"run in the page, {path}", *verdict(faults, "every cell ran, every chart was drawn")


def solved(work: Path) -> list[str]:
    """The exercises with their solutions and hidden checks in place of the copies; their file names."""
    shutil.rmtree(work / "content")
    names = []
    for path in exercises.make_sources(exercises.EXERCISES, work / "sources"):
        target = work / "content" / path.name
        target.parent.mkdir(exist_ok=True)
        nbformat.write(tool.with_install(nbformat.read(path, as_version=4)), target)
        names.append(path.name)
    return names


def in_jupyterlite() -> Iterator[Row]:
    """Every exercise, solved, in JupyterLite: all its cells and checks pass there."""
    alone = hosted()
    with tempfile.TemporaryDirectory() as folder:
        work, site = Path(folder) / "work", Path(folder) / "site"
        work.mkdir()
        tool.prepare(work, "", tool.BESIDE if alone else f"{live.ADDRESS}pyodide.mjs")
        names = solved(work)
        tool.build(work, site / "lite")
        if alone:
            shutil.copytree(SITE / tool.STATIC, site / tool.STATIC)
        with chromium() as running, serve.serving(site) as address:
            for name in names:
                try:
                    with in_browser.Notebook(running, f"{address}lite/", name, PATIENCE) as notebook:
                        faults = in_browser.errors(notebook.run_all())
                        if alone:
                            inside = (address, "blob:", "data:")
                            faults += [url for url in notebook.asked if not url.startswith(inside)]
                except (BrowserError, TimeoutError) as error:
                    faults = [" ".join(str(error).split())[:300]]
                yield f"run in JupyterLite, {name}", *verdict(faults, "solved, every check passes")
