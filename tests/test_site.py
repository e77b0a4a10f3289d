"""The built site in a real browser: drawn when asked, touchable, quiet, and asking nobody else."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOK
from pypdf import PdfReader
from visiting import CHARTED, MADE, MODEL, PAGES, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_from_a_file(chromium: Any, site: Path, path: str) -> None:
    """Also for the keyboard, whose first stop skips to the text."""
    with Visit(chromium, (site / path).as_uri()) as visit:
        if path != "404.html":
            visit.page.keyboard.press("Tab")
            skip = visit.page.locator(".skip")
            assert skip.evaluate("link => link === document.activeElement"), "skip is not the first stop"
            assert skip.bounding_box()["y"] >= 0, "skip is not seen"
            visit.page.keyboard.press("Enter")
            assert visit.page.evaluate("document.activeElement.id") == "content", "skip leads elsewhere"
        assert bool(visit.charts()) is (path in CHARTED)
        assert [url for url in visit.asked if not url.startswith(site.as_uri())] == []
        assert visit.said == []


CONTROLS = "button, input, select, .ff-guess, .ff-bloc"


@pytest.mark.parametrize("path", PAGES)
def test_without_javascript_colours_and_figures_are_there(
    chromium: Any, address: str, path: str
) -> None:
    seen = {}
    with Visit(chromium, address + path, java_script_enabled=False) as visit:
        for theme in ("light", "dark"):
            visit.page.emulate_media(color_scheme=theme)
            seen[theme] = visit.page.evaluate(
                "['body', 'h1', 'a'].map(name => document.querySelector(name))"
                ".map(place => [getComputedStyle(place).color, getComputedStyle(place).backgroundColor])"
            )
        figures = visit.page.query_selector_all(".ff-chart")
        assert bool(figures) is (path in CHARTED)
        for figure in figures:
            figure.scroll_into_view_if_needed()
            picture = figure.query_selector(".in-dark img")
            assert picture.is_visible()
            visit.page.wait_for_function("image => image.complete && image.naturalWidth", arg=picture)
            assert not any(control.is_visible() for control in figure.query_selector_all(CONTROLS))
            figure.query_selector("summary").click()
            assert figure.query_selector("td").is_visible()
        assert visit.said == []
    assert seen["light"][0] == ["rgb(33, 29, 24)", "rgb(255, 253, 249)"]
    assert seen["dark"][0] == ["rgb(233, 228, 219)", "rgb(23, 22, 20)"]
    assert all(one[0] != other[0] for one, other in zip(*seen.values(), strict=True))


def test_the_theme_is_chosen_and_kept(chromium: Any, address: str) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    with Visit(chromium, address + PAGES[0], theme="dark") as visit:
        button = visit.page.locator(".theme-switch")
        dark = visit.page.evaluate(paper)
        assert button.get_attribute("aria-label") == "Colours: as the system"
        button.click()
        assert button.get_attribute("aria-label") == "Colours: light"
        light = visit.page.evaluate(paper)
        assert light != dark
        visit.page.goto(address + MODEL)
        assert visit.page.evaluate(paper) == light
        visit.page.locator(".theme-switch").click()
        assert visit.page.evaluate(paper) == dark
        visit.page.locator(".theme-switch").click()
        assert button.get_attribute("aria-label") == "Colours: as the system"


def test_nothing_moves_before_the_script_of_the_page_has_run(chromium: Any, address: str) -> None:
    """What needs a script has its place from the first paint, also with the storage closed."""
    bar = "[...document.querySelectorAll('.bar > *')].map(place => place.getBoundingClientRect().x)"
    closed = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed') } })"
    for storage in ("", closed):
        with Visit(chromium, "about:blank") as visit:
            visit.page.add_init_script(storage)
            visit.page.goto(address + PAGES[0])
            with_script = visit.page.evaluate(bar)
            visit.page.route("**/site.js*", lambda route: route.fulfill(body=""))
            visit.page.reload()
            assert visit.page.locator(".theme-switch").is_visible()
            assert visit.page.evaluate(bar) == with_script
    with Visit(chromium, address + PAGES[0], java_script_enabled=False) as visit:
        assert not visit.page.locator(".theme-switch").is_visible()


@pytest.mark.parametrize("where", ["served", "file"])
def test_a_search_finds_a_chapter(chromium: Any, address: str, site: Path, where: str) -> None:
    start = address if where == "served" else f"{site.as_uri()}/"
    with Visit(chromium, start + MODEL) as visit:
        assert not [url for url in visit.asked if "searchindex" in url]
        visit.page.keyboard.press("Control+k")
        visit.page.keyboard.type("Svyatitsky")
        visit.page.keyboard.press("Enter")
        visit.searched(extracts=where == "served")
        # The bibliography names him too, and of equal finds the first in the alphabet leads.
        found = visit.page.locator(f'#search-results li a[href="{MODEL}"]')
        assert found.count() == 1
        found.click()
        visit.page.wait_for_url(start + MODEL)
        assert visit.said == []


def test_contents_open_on_a_phone(chromium: Any, address: str) -> None:
    for script in (True, False):
        with Visit(chromium, address + MODEL, "phone", java_script_enabled=script) as visit:
            contents = visit.page.locator("#contents")
            assert not contents.is_visible()
            visit.page.locator(".open-contents").click()
            assert contents.is_visible()
            visit.page.keyboard.press("Escape")
            assert not contents.is_visible()
            visit.page.locator(".open-contents").click()
            contents.get_by_text("Discuss", exact=True).click()
            assert visit.page.url.endswith("#discuss")
            assert contents.is_visible() is not script


def test_contents_follow_the_reading(chromium: Any, address: str) -> None:
    with Visit(chromium, f"{address}{MODEL}#discuss") as visit:
        visit.page.wait_for_function(
            "document.querySelector('#contents [aria-current=true]')?.textContent === 'Discuss'"
        )


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("missing", ["none.html", "chapters/none.html", "a/b/c/d.html"])
def test_a_page_that_is_missing_leads_back(
    chromium: Any, address: str, missing: str, script: bool
) -> None:
    """At any depth, with a script; without one the page still reads and is styled."""
    with Visit(chromium, address + missing, java_script_enabled=script) as visit:
        assert "not here" in visit.page.inner_text("h1")
        assert (
            visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
            == "rgb(255, 253, 249)"
        )
        if script:
            visit.page.wait_for_selector("base", state="attached")
            links = visit.page.eval_on_selector_all("a", "links => links.map(link => link.href)")
            assert address + MODEL in links
            assert all(link.startswith(address) and visit.page.request.get(link).ok for link in links)


def test_code_is_copied(chromium: Any, address: str) -> None:
    options: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
    with Visit(chromium, address + MODEL, **options) as visit:
        visit.open_folds()
        button = visit.page.locator(".copy").first
        button.click()
        visit.page.wait_for_function("document.querySelector('.copy').textContent === 'Copied'")
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("import pandas as pd")
        assert "Copy" not in copied


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_chapter_says_how_to_open_it_as_a_notebook(
    chromium: Any, address: str, site: Path, script: bool
) -> None:
    """By keyboard and finger, without a script, and without asking anybody."""
    with Visit(chromium, address + MODEL, "phone", java_script_enabled=script) as visit:
        menu = visit.page.locator(".opening")
        ways = menu.locator("a")
        assert not ways.first.is_visible()
        menu.locator("summary").focus()
        visit.page.keyboard.press("Enter")
        assert ways.first.is_visible()
        for place in (menu.locator("summary"), *ways.all()):
            box = place.bounding_box()
            assert box and box["height"] >= 40
        assert not visit.is_too_wide()
        links = [str(way.get_attribute("href")) for way in ways.all()]
        assert links[:2] == [
            "../_sources/chapters/10-thirty-six-million-ballots.ipynb",
            "../reference/open.html",
        ]
        assert ways.first.get_attribute("download") is not None
        assert (site / "chapters" / links[0]).resolve().is_file()
        assert [url for url in visit.asked if not url.startswith(address)] == []
    for path in PAGES:
        is_notebook = path.startswith(("chapters/", "primer/"))
        assert ('class="opening"' in (site / path).read_text("utf-8")) is is_notebook, path


def test_a_chapter_becomes_a_pdf(chromium: Any, address: str) -> None:
    with Visit(chromium, address + MODEL, theme="dark") as visit:
        assert visit.page.pdf(format="A4")[:4] == b"%PDF"


#: Of each kind of page that has something of its own to print.
PRINTED = [
    *("chapters/07-counting-the-dead.html", "documents/radio-to-all.html", "reference/ledger.html"),
    *("reference/timeline.html", "index.html"),
]


@pytest.mark.parametrize("path", PRINTED)
def test_a_page_prints_as_intended(chromium: Any, address: str, path: str) -> None:
    """A title stands on the sheet of its chart, the foot below all notes, nothing beside the sheet."""
    paper = {"width": 673, "height": 1000}  # what A4 leaves between the margins, in CSS pixels
    with Visit(chromium, address + path) as visit:
        charts = visit.page.eval_on_selector_all(
            ".ff-chart",
            "charts => charts.map(chart =>"
            " [chart.dataset.name, chart.querySelector('.ff-chart-title').textContent])",
        )
        sheets = [
            " ".join(sheet.extract_text().split())
            for sheet in PdfReader(BytesIO(visit.page.pdf(format="A4"))).pages
        ]
        assert all(sheets), "a sheet is empty"
        for name, title in charts:
            picture = (BOOK / "pictures" / f"{name}.middle.light.svg").read_text(encoding="utf-8")
            labels = {unescape(each) for each in re.findall(r"<text[^>]*>([^<]{5,})</text>", picture)}
            (sheet,) = [sheet for sheet in sheets if title in sheet]
            assert any(label in sheet for label in labels), f"{title} stands apart from its chart"
        visit.page.set_viewport_size(paper)
        visit.page.emulate_media(media="print")
        notes, foot, wide = visit.page.evaluate(
            "[Math.max(0, ...[...document.querySelectorAll('.margin')].map(note =>"
            " note.getBoundingClientRect().bottom)),"
            " document.querySelector('.foot').getBoundingClientRect().top,"
            " document.documentElement.scrollWidth]"
        )
        assert notes <= foot
        assert wide <= paper["width"]


def test_addresses_carry_no_book(site: Path) -> None:
    assert not (site / "book").exists()
    for path in PAGES:
        assert (site / path).is_file()
    assert set(MADE) < set(PAGES)
