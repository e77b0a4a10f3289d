"""What the tests share: the project's places, its notebooks, and one browser per worker."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import settings
from sphinx.cmd.build import build_main
from xdist.scheduler import LoadScopeScheduling

from firstflames.site import packages

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
DATA = ROOT / "data"
SITE = ROOT / "_build" / "html"

# Tests assert behaviour, not seconds: hypothesis would fail an example that a busy machine makes slow.
settings.register_profile("course", deadline=None)
settings.load_profile("course")

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


#: Files whose tests read the specimen: together, so that it is built once.
OF_THE_SPECIMEN = {"access", "quizzes", "run", "terms", "theme"}
#: Files whose tests share what they open by page.
BY_PAGE = {"pages", "site"}


def unit(nodeid: str) -> str:
    """What a test shares with others, which have to run in order on one worker: a page, or a file."""
    path, _, name = nodeid.partition("::")
    file = Path(path).stem.removeprefix("test_")
    if file in OF_THE_SPECIMEN:
        return "specimen"
    page = re.search(r"\[([\w/-]+\.html)", name)
    return f"{file} {page[1]}" if page and file in BY_PAGE else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Each worker gets a unit at a time; xdist's own marks of groups do nothing with this pytest."""
    if config.getvalue("dist") != "loadscope":
        return None
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = unit
    return scheduler


@lru_cache
def soup(path: Path) -> BeautifulSoup:
    """A page of a finished build, read once for all tests; nobody may change it."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def sphinx(source: Path, out: Path, builder: str = "html") -> subprocess.CompletedProcess[str]:
    """What ``sphinx-build -W -q`` does and says, without the start of a process."""
    said, told = StringIO(), StringIO()
    with redirect_stdout(told), redirect_stderr(said):
        status = build_main(["-W", "-q", "-b", builder, str(source), str(out)])
    return subprocess.CompletedProcess([], status, told.getvalue(), said.getvalue())


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
    for name in (packages.TABLES_PACKAGE, "pyodide"):
        shutil.copytree(ROOT / "node_modules" / name, folder / "node_modules" / name)
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
