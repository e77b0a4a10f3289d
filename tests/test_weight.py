"""What a chart weighs: nothing until a reader asks for it, and then once."""

from __future__ import annotations

from typing import Any

import pytest
from test_pages import budget
from visiting import CHAPTERS, Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]

FIRST_CHART = 520_000  # for the page's first live chart; every further one costs nothing


def test_budgets_are_found_by_the_beginning_of_the_address() -> None:
    assert budget("reference/ledger.html") == 250_000
    assert budget("chapters/99.html") == 120_000
    assert budget("reference/bibliography.html") == 30_000


@pytest.mark.parametrize("sign", ["pointer", "tap", "focus", "control"])
def test_a_sign_of_intent_loads_the_drawing(chromium: Any, address: str, sign: str) -> None:
    with Visit(chromium, address + CHAPTERS[0], has_touch=True) as visit:
        stage = visit.page.locator(".ff-chart-stage").first
        stage.scroll_into_view_if_needed()
        visit.page.wait_for_timeout(300)
        assert not [url for url in visit.asked if "plotly" in url]
        with visit.page.expect_request("**/plotly-basic.min.js"):
            if sign == "pointer":
                stage.hover(position={"x": 20, "y": 20})
            elif sign == "tap":
                stage.tap(position={"x": 20, "y": 20})
            elif sign == "control":
                visit.page.locator(".ff-chart select").first.focus()
            else:
                visit.page.locator(".ff-chart-live").first.focus()


def test_a_finger_that_scrolls_past_is_no_sign_of_intent(chromium: Any, address: str) -> None:
    move = "(s, pointerType) => s.dispatchEvent(new PointerEvent('pointermove', { pointerType }))"
    with Visit(chromium, address + CHAPTERS[0], has_touch=True) as visit:
        stage = visit.page.locator(".ff-chart-stage").first
        stage.evaluate(move, "touch")
        visit.page.wait_for_timeout(200)
        assert not [url for url in visit.asked if "plotly" in url]
        with visit.page.expect_request("**/plotly-basic.min.js"):
            stage.evaluate(move, "mouse")


def test_a_drawing_that_cannot_load_says_so(chromium: Any, address: str) -> None:
    with Visit(chromium, address + CHAPTERS[0]) as visit:
        visit.page.route("**/plotly-basic.min.js", lambda route: route.abort())
        figure = visit.page.locator(".ff-chart").first
        figure.get_by_role("button", name="Open the live chart").click()
        visit.page.wait_for_selector("text=could not be loaded")
        assert figure.locator(".in-light img").is_visible()
        figure.locator("summary").first.click()
        assert figure.locator("td").first.is_visible()
