"""Charts in a real browser: a picture first, live on touch, and every control by keyboard alone.

The page of chart patterns has every kind of chart and control; the chapters have their own.
"""

from __future__ import annotations

import csv
import json
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
import test_renderer
from visiting import DRAWN, MODEL, PATTERNS, SCREENS, Visit, weight

import firstflames as ff

pytestmark = pytest.mark.browser

FIRST_MAP = 640_000  # bytes, with its bundle and base map
BOTH = pytest.mark.parametrize("theme", ["light", "dark"])


def chart(visit: Visit, name: str) -> Any:
    return visit.page.query_selector(f"#chart-{name}")


def drawn(visit: Visit, figure: Any) -> None:
    visit.page.wait_for_function(DRAWN, arg=figure)
    visit.page.wait_for_timeout(50)


@BOTH
def test_the_picture_is_the_live_chart(chromium: Any, address: str, theme: str) -> None:
    """The same words in both, chart by chart: nothing appears or goes when it comes to life."""
    with Visit(chromium, address + PATTERNS, "desk", theme) as visit:
        for figure in visit.charts():
            name = figure.get_attribute("data-name")
            file = f"_static/firstflames/pictures/{name}.wide.{theme}.svg"
            svg = visit.page.request.get(address + file).text()
            words = visit.page.evaluate(
                """svg => [...new DOMParser().parseFromString(svg, 'image/svg+xml')
                    .querySelectorAll('text')].map(text => text.textContent).sort()""",
                svg,
            )
            live = figure.evaluate(
                """figure => [...figure.querySelectorAll('.main-svg text')].filter(text =>
                    text.textContent.trim() && text.style.opacity !== '0')
                    .map(text => text.textContent).sort()"""
            )
            assert words == live, name


@pytest.mark.parametrize("where", ["served", "file"])
def test_a_first_map_keeps_to_its_budget_and_asks_nobody(
    chromium: Any, address: str, site: Path, where: str
) -> None:
    start = address if where == "served" else f"{site.as_uri()}/"
    with Visit(chromium, start + PATTERNS) as visit:
        before = len(visit.requests)
        figure = chart(visit, "pattern-map")
        figure.query_selector(".ff-chart-live").evaluate("button => button.click()")
        drawn(visit, figure)
        asked = [r for r in visit.requests[before:] if not r.url.endswith((".svg",))]
        assert [r.url.rsplit("/", 1)[-1] for r in asked] == ["base-map.js", "plotly-geo.min.js"]
        if where == "served":
            assert weight(asked) <= FIRST_MAP
        assert figure.evaluate("f => f.querySelectorAll('.scattergeo path').length") == 79
        assert figure.evaluate("f => f.querySelector('.coastlines path').getAttribute('d').length") > 999
        assert figure.query_selector(".layer.countries path") is None
        assert [url for url in visit.asked if not url.startswith(start)] == []
        assert visit.said == []


@BOTH
def test_guess_first(chromium: Any, address: str, theme: str) -> None:
    """Nothing is given away before; wrong input is said; three marks on one scale; it is kept."""
    with Visit(chromium, address + PATTERNS, "phone", theme) as visit:
        figure = visit.page.locator("#chart-pattern-guess")
        hidden = (".ff-chart-title", ".ff-chart-stage", ".ff-chart-bar", ".ff-guess-answer")
        for part in hidden:
            assert not figure.locator(part).is_visible(), part
        field = figure.locator("input[type=number]")
        field.focus()
        visit.page.keyboard.press("Enter")
        assert field.get_attribute("aria-invalid") == "true", "no estimate is no nought"
        visit.page.keyboard.type("101")
        visit.page.keyboard.press("Enter")
        assert "from 0 to 100" in figure.locator(".ff-guess-wrong").inner_text()
        assert field.get_attribute("aria-invalid") == "true"
        assert visit.axe() == []
        field.fill("")
        visit.page.keyboard.type("40")
        visit.page.keyboard.press("Enter")
        for part in hidden:
            assert figure.locator(part).is_visible(), part
        answer = figure.locator(".ff-guess-answer")
        assert answer.evaluate("place => place === document.activeElement")
        words = answer.inner_text()
        assert "Your estimate: 40 per cent" in words
        assert "“more than half the army”" in words
        assert "38.3 per cent" in words
        places = [mark.evaluate("m => m.style.left") for mark in answer.locator(".ff-mark").all()]
        assert places == ["40%", "50%", "38.3%"]
        assert answer.locator(".ff-mark.is-range").count() == 1
        assert answer.locator(".ff-mark.is-author.is-range").bounding_box()["width"] > 50
        assert visit.axe() == []
        visit.page.reload()
        assert "40 per cent" in figure.locator(".ff-guess-answer").inner_text()
        figure.get_by_role("button", name="Guess again").click()
        visit.page.reload()
        assert field.is_visible(), "the old estimate is forgotten"
        figure.get_by_role("button", name="Skip").click()
        assert "You skipped" in figure.locator(".ff-guess-answer").inner_text()
        assert figure.locator(".ff-chart-stage").is_visible()
        assert visit.said == []


def test_guess_first_without_storage(chromium: Any, address: str) -> None:
    with Visit(chromium, "about:blank") as visit:
        visit.page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed') } })"
        )
        visit.page.goto(address + PATTERNS)
        figure = visit.page.locator("#chart-pattern-guess")
        figure.get_by_role("button", name="Skip").click()
        assert figure.locator(".ff-chart-stage").is_visible()
        assert visit.said == []


def test_the_bloc_builder_adds_up_by_keyboard(chromium: Any, address: str) -> None:
    with Visit(chromium, address + PATTERNS) as visit:
        figure = chart(visit, "pattern-seats")
        bloc = json.loads(figure.query_selector(".ff-chart-spec").inner_text())["bloc"]
        boxes = figure.query_selector_all("[data-list]")
        total = figure.query_selector(".ff-bloc-sum")
        assert total.get_attribute("role") == "status"
        assert "569,044 votes, 70.8 per cent" in total.inner_text()
        assert "9 of 10, a majority, with 3 seats to spare" in total.inner_text()
        boxes[0].focus()
        visit.page.keyboard.press("Space")
        assert total.inner_text() == "No list is in your bloc."
        drawn(visit, figure)
        for box in boxes[1:]:
            box.focus()
            visit.page.keyboard.press("Space")
        votes = sum(low for low, _ in bloc["votes"][1:])
        assert f"7 lists: {votes:,} votes" in total.inner_text()
        assert f"{bloc['base'] // 2 + 1 - votes:,} votes short of a majority" in total.inner_text()
        assert "Seats by d’Hondt: 1 of 10, 5 seats short of a majority" in total.inner_text()
        seen = "JSON.stringify(f.querySelector('.ff-chart-plot').data.map(t => t.visible))"
        wanted = json.dumps(["legendonly", *[True] * 7], separators=(",", ":"))
        visit.until(f"f => {seen} === '{wanted}'", figure, "the chart does not follow the bloc")
        national = chart(visit, "pattern-bloc").query_selector(".ff-bloc-sum").inner_text()
        assert "22,500,000 to 22,700,000 votes" in national
        assert "at least" in national
        assert visit.said == []


def test_table_sources_csv_and_link(chromium: Any, address: str) -> None:
    options: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
    with Visit(chromium, address + MODEL, **options) as visit:
        figure = visit.page.locator(".ff-chart").first
        link = figure.locator(".ff-chart-link")
        link.click()
        assert figure.locator(".ff-chart-copied").inner_text() == "Address copied"
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied == f"{address}{MODEL}#{figure.get_attribute('id')}"
        with visit.page.expect_download() as download:
            figure.locator(".ff-chart-csv").click()
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        figure.get_by_text("Table", exact=True).click()
        rows = figure.locator("tbody tr").all()
        assert len(text.splitlines()) == len(rows) + 1
        assert all(row.locator("th[scope=row]").count() == 1 for row in rows)
        assert figure.locator("thead th[scope=col]").count() == len(next(csv.reader(text.splitlines())))
        figure.get_by_text("Sources", exact=True).click()
        assert figure.get_by_text("ch. 4, p087").is_visible()


def test_without_a_clipboard_the_link_says_where_the_address_is(chromium: Any, address: str) -> None:
    with Visit(chromium, address + MODEL) as visit:
        visit.page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')) }"
        )
        figure = visit.page.locator(".ff-chart").first
        figure.locator(".ff-chart-link").click()
        assert "browser’s bar" in figure.locator(".ff-chart-copied").inner_text()
        assert visit.page.url.endswith(f"#{figure.get_attribute('id')}")
        assert visit.said == []


def own_charts() -> list[dict[str, Any]]:
    """What authors may use and no chart of the book has: a toggle, relayout, animate, a tight bloc."""
    off = {"opacity": 1}
    buttons = [
        {"label": "Fade", "method": "restyle", "args": [{"opacity": 0.5}], "args2": [off]},
        {"label": "Widen", "method": "relayout", "args": [{"xaxis.range": [0, 9]}]},
        {"label": "Move", "method": "animate", "args": [["end"], {"transition": {"duration": 900}}]},
    ]
    acting = test_renderer.figure(name="acting")
    acting["layout"]["updatemenus"] = [
        {"name": "Act", "type": "buttons", "active": -1, "buttons": buttons}
    ]
    acting["frames"] = [{"name": "end", "data": [{"x": [5, 6]}]}]
    fig = go.Figure([go.Bar(name=name, x=[1], y=["bloc"]) for name in "ab"])
    lists = pd.DataFrame({"list": ["a", "b"], "low": [48, 10], "high": [53, 10]})
    ff.bloc_builder(fig, lists, base=100, base_label="all")
    words = {"title": "Tight", "alt": "Tight.", "caption": "Votes."}
    finished = ff.finish(fig, name="tight", sources=["p088"], data=lists, **words)
    return [acting, json.loads(finished.to_json())]


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_what_plotly_allows_and_no_chart_has_yet(chromium: Any, tmp_path: Path, motion: str) -> None:
    done = test_renderer.build(tmp_path, page=own_charts())
    assert done.returncode == 0, done.stderr
    with Visit(chromium, (tmp_path / "out" / "page.html").as_uri(), reduced_motion=motion) as visit:
        figure = visit.page.locator("#chart-acting")
        says = figure.locator(".ff-chart-says")
        visit.draw(figure.element_handle())
        assert says.inner_text() == "The chart is live."
        plot = figure.locator(".ff-chart-plot")
        fade, widen, move = figure.locator("[data-button]").all()
        for pressed, opacity in (("true", 0.5), ("false", 1)):
            fade.press("Enter")
            changed = f"p => p.data[0].opacity === {opacity}"
            visit.until(changed, plot.element_handle(), f"opacity is not {opacity}")
            assert fade.get_attribute("aria-pressed") == pressed
        assert "off" in says.inner_text()
        widen.press("Enter")
        wide = "p => String(p.layout.xaxis.range) === '0,9'"
        visit.until(wide, plot.element_handle(), "the axis is not widened")
        took = """(button, p) => { const start = performance.now(); return new Promise(done => {
            p.on('plotly_animated', () => done(performance.now() - start)); button.click(); }) }"""
        lasted = move.evaluate(took, plot.element_handle())
        assert plot.evaluate("p => p.data[0].x") == [5, 6]
        assert (lasted >= 450) is (motion == "no-preference"), f"{lasted} ms"
        total = visit.page.locator("#chart-tight .ff-bloc-sum")
        assert "2 lists" in total.inner_text() and "a majority, with" in total.inner_text()
        visit.page.locator("#chart-tight [data-list]").nth(1).uncheck()
        assert "a majority or not, within the rounding" in total.inner_text()


def test_a_chart_that_could_not_load_is_tried_again(chromium: Any, address: str) -> None:
    with Visit(chromium, address + MODEL) as visit:
        visit.page.route("**/plotly-basic.min.js", lambda route: route.abort())
        figure = visit.page.locator(".ff-chart").first
        figure.locator(".ff-chart-live").click()
        failed = figure.locator(".ff-chart-failed")
        failed.wait_for(state="visible")
        visit.page.unroute("**/plotly-basic.min.js")
        figure.locator("select").select_option(index=1)
        drawn(visit, figure.element_handle())
        assert not failed.is_visible()


def test_reduced_motion_is_respected(chromium: Any, address: str) -> None:
    prepared = """firstflames.prepared({ data: [], layout: { transition: { duration: 500 } } }, 'red')
        .layout.transition?.duration"""
    for motion, duration in (("reduce", None), ("no-preference", 500)):
        with Visit(chromium, address + PATTERNS, reduced_motion=motion) as visit:
            assert visit.page.evaluate(prepared) == duration


def test_a_printed_page_has_pictures_and_no_empty_box(chromium: Any, address: str) -> None:
    """Also of charts that are live, in the dark, or still ask."""
    with Visit(chromium, address + PATTERNS, theme="dark") as visit:
        first = visit.page.query_selector(".ff-chart")
        first.query_selector(".ff-chart-live").evaluate("button => button.click()")
        drawn(visit, first)
        visit.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        visit.page.emulate_media(media="print", color_scheme="dark")
        for figure in visit.page.query_selector_all(".ff-chart"):
            picture = figure.query_selector(".in-light img")
            picture.scroll_into_view_if_needed()
            visit.page.wait_for_function("image => image.complete && image.naturalWidth", arg=picture)
            assert picture.is_visible()
            assert picture.evaluate("i => getComputedStyle(i).visibility") == "visible"
            for gone in (".in-dark", ".ff-chart-plot", ".ff-guess", ".ff-chart-live"):
                place = figure.query_selector(gone)
                assert place is None or not place.is_visible(), gone


TOUCH = """figure => {
    const words = [...figure.querySelectorAll('.main-svg text')].filter(text => text.textContent.trim())
        .map(text => [text.textContent, text.getBoundingClientRect()]);
    return words.flatMap(([one, a], i) => words.slice(i + 1).filter(([, b]) => a.left < b.right - 1
        && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
        .map(([two]) => `${one} / ${two}`));
}"""


@pytest.mark.parametrize("screen", ["phone", "tablet", "desk"])
def test_labels_of_a_slope_stand_apart(chromium: Any, address: str, screen: str) -> None:
    with Visit(chromium, address + PATTERNS, screen) as visit:
        figure = chart(visit, "pattern-slope")
        visit.draw(figure)
        for state in range(2):
            select = figure.query_selector("select")
            if state:  # the first is chosen already
                visit.change(figure, partial(select.select_option, index=state), f"state {state}")
            assert figure.evaluate(TOUCH) == []
            assert len(figure.query_selector_all(".textpoint text")) == 14


@pytest.mark.parametrize(("system", "chosen"), [("light", "dark"), ("dark", "light")])
def test_a_theme_that_was_chosen_has_its_pictures(
    chromium: Any, address: str, system: str, chosen: str
) -> None:
    with Visit(chromium, address + MODEL, theme=system) as visit:
        visit.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", chosen)
        for figure in visit.page.locator(".ff-chart").all():
            assert figure.locator(f".in-{chosen}").is_visible()
            assert not figure.locator(f".in-{system}").is_visible()


def test_a_bloc_in_words_moves_nothing(chromium: Any, address: str) -> None:
    with Visit(chromium, address + PATTERNS, "phone") as visit:
        figure = visit.page.locator("#chart-pattern-seats")
        seen = set()
        for box in figure.locator("[data-list]").all():
            box.set_checked(not box.is_checked())
            seen.add(figure.bounding_box()["height"])
        assert len(seen) == 1


def test_screens_are_those_that_pictures_are_drawn_for() -> None:
    from firstflames.site import pictures

    assert list(pictures.WIDTHS) == ["narrow", "middle", "wide"]
    assert SCREENS["phone"][0] - pictures.WIDTHS["narrow"] == 40
