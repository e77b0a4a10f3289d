"""What the tests share: the project's places, its notebooks, and one browser per worker."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstflames.site import packages

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
DATA = ROOT / "data"
SITE = ROOT / "_build" / "html"

NOTEBOOKS = sorted(BOOK.rglob("*.ipynb"))
CHAPTERS = [path for path in NOTEBOOKS if path.parent.name == "chapters"]
PAGES = sorted(BOOK.rglob("*.md"))


def notebook(path: Path) -> dict[str, Any]:
    """A notebook as plain JSON."""
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def source(cell: dict[str, Any]) -> str:
    """The text of a cell."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def names(paths: list[Path]) -> list[str]:
    return [path.stem for path in paths]


@pytest.fixture(params=NOTEBOOKS, ids=names(NOTEBOOKS))
def stored(request: pytest.FixtureRequest) -> Path:
    """Each notebook of the book in turn, chapter or not."""
    path: Path = request.param
    return path


@pytest.fixture(params=CHAPTERS, ids=names(CHAPTERS))
def chapter(request: pytest.FixtureRequest) -> Path:
    """Each chapter's notebook in turn."""
    path: Path = request.param
    return path


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site."""
    if not (SITE / "index.html").is_file():
        pytest.fail("there is no built site in _build/html: run 'make book' first")
    return SITE


@pytest.fixture(scope="session")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of all that a page may hold, built with the configuration of the course."""
    import build

    folder = tmp_path_factory.mktemp("specimen")
    shutil.copytree(ROOT / "tests" / "specimen", folder / "book")
    shutil.copy(BOOK / "references.bib", folder / "book")
    tables = Path("node_modules", packages.TABLES_PACKAGE)
    shutil.copytree(ROOT / tables, folder / tables)
    command = build.command(folder / "book", folder)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="session")
def specimen_address(specimen: Path) -> Iterator[str]:
    """The specimen, served like the site."""
    import serve

    with serve.serving(specimen) as where:
        yield where


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site, served on loopback under a sub-path, as GitHub Pages serves a project."""
    import serve

    with serve.serving(site) as where:
        yield where


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One headless browser for the worker's whole run."""
    import browser
    from playwright.sync_api import sync_playwright

    path = browser.find()
    if path is None:
        pytest.fail(browser.ADVICE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        yield running
        running.close()
