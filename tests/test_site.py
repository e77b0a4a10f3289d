"""The built site in a real browser: drawn, touchable, quiet, and asking nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from conftest import NOTEBOOKS, SITE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CHAPTERS = [f"chapters/{path.stem}.html" for path in NOTEBOOKS]
PAGES = ["index.html", *CHAPTERS, "reference/bibliography.html"]
SCREENS = {"phone": (390, 844), "desk": (1280, 900)}
DRAWN = "figure => figure.dataset.drawn === 'true'"
# What the eye sees of a chart: every shape and every word.
PICTURE = """figure => JSON.stringify([...figure.querySelectorAll('.main-svg path, .main-svg text')]
    .map(mark => [mark.getAttribute('d'), mark.textContent, getComputedStyle(mark).fill]))"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the test's own lines matter."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site, served on loopback under a sub-path, as GitHub Pages serves a project."""

    class UnderPath(Quiet):
        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/first-flames"))

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(UnderPath, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/first-flames/"
    server.shutdown()
    thread.join()
    server.server_close()


class Visit:
    """One page opened as a reader would, with everything it said and asked for."""

    def __init__(
        self, chromium: Any, url: str, screen: str = "desk", theme: str = "light", **options: Any
    ):
        width, height = SCREENS[screen]
        self.context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, **options
        )
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("requestfailed", lambda request: self.said.append(f"failed: {request.url}"))
        self.page.goto(url)

    def _note(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.said.append(message.text)

    def charts(self) -> list[Any]:
        """Every chart of the page, once it is drawn."""
        found: list[Any] = self.page.query_selector_all(".ff-chart")
        for figure in found:
            figure.scroll_into_view_if_needed()
            self.page.wait_for_function(DRAWN, arg=figure)
        return found

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_and_fits(
    chromium: Any, address: str, path: str, screen: str, theme: str
) -> None:
    with Visit(chromium, address + path, screen, theme) as visit:
        visit.charts()
        assert visit.said == []
        assert [url for url in visit.asked if not url.startswith((address, "data:", "blob:"))] == []
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert width <= SCREENS[screen][0], "the page scrolls sideways"


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("path", CHAPTERS)
def test_every_chart_is_drawn_and_every_choice_changes_it(
    chromium: Any, address: str, path: str, screen: str
) -> None:
    with Visit(chromium, address + path, screen) as visit:
        figures = visit.charts()
        assert figures
        for figure in figures:
            assert figure.query_selector(".bars path, .scatterlayer path"), "no marks are drawn"
            for select in figure.query_selector_all("select"):
                options = select.query_selector_all("option")
                seen = set()
                for option in options:
                    select.select_option(label=option.inner_text())
                    visit.page.wait_for_timeout(50)
                    seen.add(figure.evaluate(PICTURE))
                assert len(seen) == len(options), "two options give the same picture"
                select.select_option(index=0)
        assert visit.said == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_labels_are_not_cut(chromium: Any, address: str, path: str) -> None:
    """On a phone, in every state, no word leaves its box and no two labels of an axis overlap."""
    cut = """figure => {
        const box = figure.querySelector('.ff-chart-plot').getBoundingClientRect();
        return [...figure.querySelectorAll('.main-svg text')].filter(text => text.textContent)
            .map(text => [text.textContent, text.getBoundingClientRect()])
            .filter(([, at]) => at.width && (at.left < box.left - 1 || at.right > box.right + 1))
            .map(([words]) => words);
    }"""
    touching = """figure => ['.ytick text', '.xtick text'].flatMap(kind => {
        const labels = [...figure.querySelectorAll(kind)];
        const boxes = labels.map(label => label.getBoundingClientRect());
        return labels.slice(1).filter((_, i) => boxes[i].right > boxes[i + 1].left
            && boxes[i + 1].right > boxes[i].left && boxes[i].bottom > boxes[i + 1].top + 1
            && boxes[i + 1].bottom > boxes[i].top + 1).map(label => label.textContent);
    })"""
    with Visit(chromium, address + path, "phone") as visit:
        for figure in visit.charts():
            for select in figure.query_selector_all("select"):
                for number in range(len(select.query_selector_all("option"))):
                    select.select_option(index=number)
                    visit.page.wait_for_timeout(50)
                    assert figure.evaluate(cut) == []
                    assert figure.evaluate(touching) == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_choices_are_made_by_keyboard(chromium: Any, address: str, path: str) -> None:
    with Visit(chromium, address + path) as visit:
        for figure in visit.charts():
            select = figure.query_selector("select")
            label = visit.page.evaluate("select => select.labels[0].textContent", select)
            assert label.strip()
            before = figure.evaluate(PICTURE)
            select.focus()
            visit.page.keyboard.press("ArrowDown")
            visit.page.wait_for_timeout(50)
            assert figure.evaluate(PICTURE) != before


@pytest.mark.parametrize("path", CHAPTERS)
def test_charts_work_from_a_file(chromium: Any, site: Path, path: str) -> None:
    with Visit(chromium, (site / path).as_uri()) as visit:
        assert visit.charts()
        assert [url for url in visit.asked if not url.startswith(("file:", "data:", "blob:"))] == []
        assert visit.said == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_charts_follow_the_theme(chromium: Any, address: str, path: str) -> None:
    colour = "figure => getComputedStyle(figure.querySelector('.xtick text')).fill"
    with Visit(chromium, address + path) as visit:
        figure = visit.charts()[0]
        light = figure.evaluate(colour)
        visit.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        visit.page.wait_for_timeout(200)
        assert figure.evaluate(colour) != light


@pytest.mark.parametrize("path", CHAPTERS)
def test_without_javascript_the_figures_are_there(chromium: Any, address: str, path: str) -> None:
    with Visit(chromium, address + path, java_script_enabled=False) as visit:
        figures = visit.page.query_selector_all(".ff-chart")
        for figure in figures:
            assert "needs JavaScript" in figure.inner_text()
            figure.query_selector("summary").click()
            assert figure.query_selector("td").is_visible()


def test_no_page_names_a_foreign_script_or_style(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for tag in ('<script src="http', '<link rel="stylesheet" href="http', "require.min.js"):
            assert tag not in text, page
    assert SITE.joinpath("_static", "firstflames", "plotly.min.js").is_file()


def test_addresses_carry_no_book(site: Path) -> None:
    assert not (site / "book").exists()
    for path in PAGES:
        assert (site / path).is_file()
