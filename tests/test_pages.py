"""Every page of the site, on a phone in the dark and on a desk in the light.

Each page is opened once for a view and then read, walked, opened, drawn and printed: the tests of a
page share the visit and run in this order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from visiting import PAGES, Visit, weight

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

#: Bytes for a first visit before a chart is touched, by the beginning of the address; the first that
#: fits counts. Pages of long tables may weigh more.
BUDGETS = {
    "reference/ledger": 250_000,
    "reference/timeline": 250_000,
    "reference/places": 160_000,  # with a map
    "reference/rights": 30_000,
    "reference/bibliography": 30_000,
    "reference/progress": 30_000,
    "reference/data": 40_000,  # every column of every table; its own tables need no script
    "chapters/": 120_000,
    "reference/charts": 200_000,  # every kind of chart there is, with a map
    "primer/": 45_000,  # a chart, a table, and every name a link
    "reference/": 110_000,  # DataTables, which searches and sorts the evidence, is 42 kB of it
    "search.html": 60_000,  # with the index
    "": 30_000,
}
VIEWS = {"phone": "dark", "desk": "light"}
# Where the focus is: an element, and whether a reader sees that it is there.
FOCUS = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const seen = [here, here.closest('.search')].filter(Boolean).some(place => {
        const { outlineStyle, outlineWidth } = getComputedStyle(place);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    const box = here.getClientRects()[0] ?? here.getBoundingClientRect();
    const inside = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    const x = Math.max(1, Math.min(box.left + box.width / 2, innerWidth - 2));
    // Of a box taller than the screen, the middle of what is seen.
    const y = box.height > innerHeight
        ? (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2
        : Math.max(1, Math.min(box.top + Math.min(box.height, 40) / 2, innerHeight - 2));
    const top = document.elementFromPoint(x, y);
    const free = top !== null && (here.contains(top) || top.contains(here));
    const before = window.lastFocus;
    window.lastFocus = here;
    return { name: here.outerHTML.slice(0, 120), seen, inside, free, again: here === before,
        ordered: !before || Boolean(before.compareDocumentPosition(here) & 4) };
}"""


def budget(path: str) -> int:
    """The bytes that the page may weigh."""
    return next(size for start, size in BUDGETS.items() if path.startswith(start))


@pytest.fixture(
    scope="module",
    params=[(path, screen) for path in PAGES for screen in VIEWS],
    ids=lambda param: "-".join(param),
)
def visit(request: pytest.FixtureRequest, chromium: Any, address: str) -> Iterator[Visit]:
    """One page in one view, open for all tests of this file."""
    path, screen = request.param
    with Visit(chromium, address + path, screen, VIEWS[screen]) as opened:
        opened.path = path
        yield opened


def test_a_first_visit_keeps_to_its_budget(visit: Visit) -> None:
    """Read to its end: what is only scrolled past does not load."""
    visit.scroll_through()
    spent = weight(visit.requests)
    assert 1_000 < spent <= budget(visit.path), f"{spent:,} bytes"
    assert not [url for url in visit.asked if "plotly" in url]


def test_axe_finds_nothing(visit: Visit) -> None:
    assert visit.axe() == []


def test_the_keyboard_reaches_everything_in_order(visit: Visit) -> None:
    visit.page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    visit.page.add_style_tag(content="html { scroll-behavior: auto !important }")
    visit.open_folds()
    wanted = visit.page.evaluate(
        """[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
            .filter(place => place.checkVisibility({ visibilityProperty: true }))
            // Radio buttons of one name are one stop; arrows lead from one to the next.
            .filter(place => place.type !== 'radio'
                || place === document.getElementsByName(place.name)[0])
            .length"""
    )
    stops: list[dict[str, Any]] = []
    for _ in range(wanted + 5):
        visit.page.keyboard.press("Tab")
        stop = visit.page.evaluate(FOCUS)
        if stop is None or (stops and stop["again"]):
            break
        stops.append(stop)
    assert len(stops) >= wanted, "the keyboard misses something"
    for stop in stops:
        assert stop["seen"], f"no visible focus: {stop['name']}"
        assert stop["inside"] and stop["free"], f"out of sight: {stop['name']}"
        assert stop["ordered"], f"out of order: {stop['name']}"
    assert visit.page.query_selector("[tabindex]:not([tabindex='0'], [tabindex='-1'])") is None


def test_axe_finds_nothing_when_all_is_open_and_drawn(visit: Visit) -> None:
    """Code left out: its colours are the same everywhere, and judged in the specimen."""
    visit.open_folds()
    visit.charts()
    assert visit.axe(leaving_out=".highlight") == []


def test_the_page_does_not_scroll_sideways(visit: Visit) -> None:
    assert not visit.is_too_wide()


def test_it_prints(visit: Visit) -> None:
    """Text, pictures and tables, dark on light, without what cannot be pressed on paper."""
    visit.page.emulate_media(media="print")
    for hidden in (".bar", ".contents", ".page-tools", ".fold", ".ff-chart-plot", ".headerlink"):
        for place in visit.page.query_selector_all(hidden):
            assert not place.is_visible(), hidden
    for shown in ("h1", ".ff-chart .ff-chart-title", ".ff-chart td", ".margin.work"):
        for place in visit.page.query_selector_all(shown):
            assert place.is_visible(), shown
    for picture in visit.page.query_selector_all(".ff-chart-picture.in-light img"):
        assert picture.is_visible()
        picture.scroll_into_view_if_needed()  # a browser that prints loads what it prints
        visit.page.wait_for_function("image => image.complete && image.naturalWidth", arg=picture)
    for dark in visit.page.query_selector_all(".ff-chart-picture.in-dark"):
        assert not dark.is_visible()
    assert visit.page.evaluate("getComputedStyle(document.body).color") == "rgb(33, 29, 24)"
    visit.page.emulate_media(media="screen")


def test_it_said_nothing_and_asked_nobody_else(visit: Visit, address: str) -> None:
    """Last, so that it speaks for all of the visit."""
    assert visit.said == []
    assert [url for url in visit.asked if not url.startswith(address)] == []
