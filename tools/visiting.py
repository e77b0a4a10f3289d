"""Visits to the built site in a real browser, as a reader makes them, with all that a page says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import yaml
from serve import SLOWER

ROOT = Path(__file__).resolve().parents[1]

SCREENS = {
    "zoomed": (320, 256),  # a desk of 1280 at 400 per cent
    "phone": (390, 844),
    "tablet": (768, 1024),
    "desk": (1280, 900),
    "wide": (1440, 900),
}
#: What the eye sees of a chart: every shape and every word.
PICTURE = """figure => JSON.stringify([...figure.querySelectorAll('.main-svg path, .main-svg text')]
    .map(mark => [mark.getAttribute('d'), mark.getAttribute('transform'), mark.textContent,
        getComputedStyle(mark).fill]))"""
DRAWN = "figure => figure.dataset.drawn === 'true'"
LOADED = "image => image.complete && image.naturalWidth > 0"
#: Whether every live chart has the width of its box, as it has a moment after the window has changed.
FITTED = """() => [...document.querySelectorAll('.ff-chart[data-drawn=true] .ff-chart-plot')]
    .every(plot => !plot.clientWidth || Math.abs(plot._fullLayout.width - plot.clientWidth) <= 1)"""
#: What of a kind is seen on the page, or is not: the beginning of each such element.
SEEN = """([kind, wanted]) => [...document.querySelectorAll(kind)].filter(place => {
    const { width, height } = place.getBoundingClientRect();
    return (place.checkVisibility({ visibilityProperty: true }) && width > 0 && height > 0) === wanted;
}).map(place => place.outerHTML.slice(0, 120))"""
#: Whether a search has found all, and each page found has its extract, if there are to be any.
SEARCHED = """extracts => document.querySelector("#search-results .search-summary")?.textContent
    && !(extracts && document.querySelector("#search-results li:not(:has(.context))"))"""
#: Whether each box that scrolls sideways can have the focus, as it can when it was told of its width.
REACHED = """() => [...document.querySelectorAll(".scroll, .highlight pre")]
    .every(box => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)"""
#: Two frames: what the last command changed is laid out, and its observers have been told.
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
#: What makes the timers and watchers of a page late, by milliseconds.
LATE = """(() => {
    const later = window.setTimeout.bind(window);
    window.setTimeout = (act, wait, ...rest) => later(act, (wait || 0) + LATE, ...rest);
    for (const name of ["IntersectionObserver", "ResizeObserver", "MutationObserver"]) {
        const Watcher = window[name];
        window[name] = class extends Watcher {
            constructor(told, ...rest) {
                super((...news) => later(() => told(...news), LATE), ...rest);
            }
        };
    }
})()"""


def _files(entry: dict[str, Any]) -> Iterator[str]:
    if "root" in entry or "file" in entry:
        yield entry.get("root") or entry["file"]
    for group in (*entry.get("parts", []), *entry.get("chapters", []), *entry.get("sections", [])):
        yield from _files(group)


#: Every page of the book, in order, from its table of contents; and those the build makes itself.
CONTENTS = [f"{name}.html" for name in _files(yaml.safe_load((ROOT / "_toc.yml").read_text()))]
MADE = ["search.html", "404.html"]
PAGES = [*CONTENTS, *MADE]
CHAPTERS = [path for path in CONTENTS if path.startswith("chapters/")]
PATTERNS = "reference/charts.html"
#: The chapter for what one page can show: four charts, tables, code, a quiz.
MODEL = "chapters/10-thirty-six-million-ballots.html"
CHARTED = ["index.html", "primer/before-october.html", *CHAPTERS, PATTERNS, "reference/places.html"]


class Visit:
    """One page opened as a reader would, with everything it said and asked for."""

    path = ""

    def __init__(
        self, chromium: Any, url: str, screen: str = "desk", theme: str = "light", **options: Any
    ):
        width, height = SCREENS[screen]
        self.screen, self.theme = screen, theme
        self.context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, **options
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000 * SLOWER)
        if SLOWER > 1:
            self._slow_down()
        self.said: list[str] = []
        self.requests: list[Any] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.awaited: set[Any] = set()
        self.page.on("request", self._asks)
        self.page.on("requestfinished", lambda request: self.awaited.discard(request))
        self.page.on("requestfailed", self._fails)
        self.page.goto(url)

    def _slow_down(self) -> None:
        """Give the page a slow processor, and watchers and timers that are late."""
        self.page.add_init_script(LATE.replace("LATE", str(50 * SLOWER)))
        protocol = self.context.new_cdp_session(self.page)
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def _asks(self, request: Any) -> None:
        self.requests.append(request)
        self.awaited.add(request)

    def _fails(self, request: Any) -> None:
        self.awaited.discard(request)
        # A chart that is drawn takes the place of its picture, and the browser no longer waits for that;
        # nor, when it leaves a page, for the page's icon, which it asks for last.
        needless = request.resource_type == "image" or request.url.endswith("/mark.svg")
        if not needless or request.failure != "net::ERR_ABORTED":
            self.said.append(f"failed: {request.url}")

    @property
    def asked(self) -> list[str]:
        """The address of every request, those inside the page (data:, blob:) left out."""
        urls = [request.url for request in self.requests]
        return [url for url in urls if not url.startswith(("data:", "blob:"))]

    def charts(self) -> list[Any]:
        """Every chart of the page, each drawn by its button."""
        found: list[Any] = self.page.query_selector_all(".ff-chart")
        for figure in found:
            self.draw(figure)
        return found

    def draw(self, figure: Any) -> None:
        """Make one chart live by its button; one that asks for an estimate first gets none."""
        skip = figure.query_selector(".ff-guess-skip")
        button = figure.query_selector(".ff-chart-live")
        # A pointer on its way to the button would be a sign of intent itself.
        for step in filter(None, (skip, button)):
            step.evaluate("button => button.click()")
        self.page.wait_for_function(DRAWN, arg=figure)

    def until(self, condition: str, arg: Any, what: str) -> None:
        """Wait until a condition holds; fail with the place and ``what`` was waited for."""
        from playwright.sync_api import TimeoutError as Late

        try:
            self.page.wait_for_function(condition, arg=arg)
        except Late:
            raise AssertionError(f"{self.page.url}, {self.screen}, {self.theme}: {what}") from None

    def change(self, figure: Any, act: Callable[[], Any], what: str) -> None:
        """Do what changes a live chart, and wait until the chart says that it has changed."""
        says = figure.query_selector(".ff-chart-says")
        says.evaluate("place => { place.textContent = '' }")
        act()
        place = (
            f"{figure.get_attribute('data-name')}: the chart does not say that it has changed, {what}"
        )
        self.until("place => place.textContent.endsWith('The chart has changed.')", says, place)

    def see(self, screen: str | None = None, theme: str | None = None) -> None:
        """Look at the open page on another screen or in another theme; live charts follow."""
        if screen and screen != self.screen:
            self.screen = screen
            width, height = SCREENS[screen]
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(FRAMES)
            self.until(FITTED, None, "a live chart does not follow the width of its box")
        if theme and theme != self.theme:
            self.theme = theme
            self.page.emulate_media(color_scheme=theme)
            self.page.evaluate(FRAMES)

    def scroll_through(self) -> None:
        """Read the page to its end, a screen at a time."""
        self.page.evaluate(
            """async () => {
                for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
                    scrollTo({ top: y, behavior: "instant" });
                    await new Promise(requestAnimationFrame);
                }
            }"""
        )
        self.page.evaluate(FRAMES)
        self.settle()

    def settle(self) -> None:
        """Wait for what the page has asked for; a request that never ends has its own time limit."""
        while self.awaited:
            self.page.wait_for_timeout(10)

    def searched(self, extracts: bool = True) -> None:
        """Wait until a search has ended: what it finds comes one by one, and its extracts after that."""
        self.until(SEARCHED, extracts, "the search does not end")

    def stir(self) -> None:
        """Move the pointer, as who reads does: long tables become searchable then."""
        self.page.mouse.move(2, 2)
        self.page.mouse.move(3, 3)

    def open_folds(self) -> None:
        """Open everything that folds, and let what scrolls in there be told of its width."""
        self.page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        self.page.evaluate(FRAMES)
        self.until(REACHED, None, "a box that scrolls is not reached by keyboard")

    def is_too_wide(self) -> bool:
        """Whether the page itself scrolls sideways."""
        wide: bool = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        return wide

    def axe(self, leaving_out: str = "") -> list[str]:
        """What axe-core finds wrong, with all its rules: one line for each element."""
        if self.page.evaluate("typeof axe === 'undefined'"):
            axe = ROOT / "node_modules" / "axe-core" / "axe.min.js"
            self.page.evaluate(axe.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(
            """async context => (await axe.run(context, { resultTypes: ["violations"] })).violations
                .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
                    `${id}: ${html} ${failureSummary}`))""",
            {"exclude": [leaving_out]} if leaving_out else {"include": ["html"]},
        )
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def weight(requests: list[Any]) -> int:
    """The bytes of the answers: heads and bodies as they were sent."""
    answered = [request for request in requests if not request.failure]
    sizes = [request.sizes() for request in answered if request.url.startswith("http")]
    return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
