"""Open to everyone, beyond what every page is held to: what opens, tabs, boxes that scroll."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from visiting import Visit

pytestmark = pytest.mark.browser

VIEWS = pytest.mark.parametrize(
    ("screen", "theme"), [("phone", "dark"), ("desk", "light")], ids=["phone-dark", "desk-light"]
)


@VIEWS
@pytest.mark.parametrize("path", ["index.html", "specimen.html", "described.html", "bibliography.html"])
def test_axe_finds_nothing_in_the_specimen(
    chromium: Any, specimen_address: str, path: str, screen: str, theme: str
) -> None:
    with Visit(chromium, specimen_address + path, screen, theme) as visit:
        visit.open_folds()
        assert visit.axe() == []
        assert not visit.is_too_wide()
        assert visit.said == []


@VIEWS
def test_axe_finds_nothing_in_what_opens(chromium: Any, address: str, screen: str, theme: str) -> None:
    """The contents on a phone, and the results of a search."""
    with Visit(chromium, f"{address}search.html?q=bolshevik", screen, theme) as visit:
        visit.searched()
        assert visit.axe() == []
        if screen == "phone":
            visit.page.locator(".open-contents").click()
            assert visit.axe() == []


def test_tabs_work_by_keyboard_and_without_a_script(chromium: Any, specimen: Path) -> None:
    address = (specimen / "specimen.html").as_uri()
    with Visit(chromium, address, java_script_enabled=False) as visit:
        assert visit.page.get_by_text("Votes first.").is_visible()
        visit.page.locator(".sd-tab-set input").first.focus()
        visit.page.keyboard.press("ArrowRight")
        assert visit.page.get_by_text("Seats second.").is_visible()
        assert not visit.page.get_by_text("Votes first.").is_visible()


def test_wide_boxes_are_scrolled_by_keyboard(chromium: Any, specimen: Path) -> None:
    with Visit(chromium, (specimen / "specimen.html").as_uri(), "phone") as visit:
        wide = visit.page.locator(".scroll:has(td:nth-child(10))")
        assert wide.evaluate("box => box.scrollWidth > box.clientWidth")
        visit.until("box => box.tabIndex === 0", wide.element_handle(), "no keyboard reaches it")
        assert visit.page.locator(".highlight pre").first.evaluate("box => box.tabIndex") == 0
        wide.focus()
        visit.page.keyboard.press("ArrowRight")
        visit.until("box => box.scrollLeft > 0", wide.element_handle(), "it does not scroll")
