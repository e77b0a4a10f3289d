"""Every page of the site, on a phone in the dark and on a desk in the light.

Each page is opened once for a view and then read, resized, walked, drawn, touched, answered and
printed: the tests of a page share the visit, run in this order, and leave the page as the next needs it.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from test_quizzes import check, quiz_of
from visiting import CHAPTERS, CHARTED, DRAWN, LOADED, PAGES, PICTURE, SEEN, Visit, weight

pytestmark = pytest.mark.browser

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
    "study/answers": 45_000,  # sixteen answers on one page, each behind a fold
    "search.html": 60_000,  # with the index
    "": 30_000,
}
FIRST_CHART = 520_000  # bytes for the page's first live chart; every further one costs nothing
VIEWS = {"phone": "dark", "desk": "light"}
#: A screen between those two, and a desk at 400 per cent: where a page has to fit as well.
OTHER_THEME = {"light": "dark", "dark": "light"}
OTHERS = {"phone": "tablet", "desk": "zoomed"}
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


# How much of the charts has been moved by what came into the page: 0 where nothing moved.
MOVED = """() => {
    if (!window.movement) {
        const isOfCharts = ({ node }) =>
            (node?.closest ? node : node?.parentElement)?.closest('.ff-chart');
        window.count = entries => { for (const { sources, value } of entries)
            if (sources.some(isOfCharts)) window.moved += value; };
        window.moved = 0;
        window.movement = new PerformanceObserver(list => window.count(list.getEntries()));
        window.movement.observe({ type: 'layout-shift', buffered: true });
    }
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
        window.count(window.movement.takeRecords());
        done(window.moved);
    })));
}"""
HEIGHTS = "() => [...document.querySelectorAll('.ff-chart')].map(figure => figure.offsetHeight)"
# How far two screenshots of a chart are apart: parts, twelve pixels square, that differ in colour.
APART = """async shots => {
    const [one, two] = await Promise.all(shots.map(async shot => {
        const image = new Image();
        image.src = `data:image/png;base64,${shot}`;
        await image.decode();
        const [width, height] = [image.width, image.height].map(size => Math.round(size / 12));
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        const paper = canvas.getContext('2d');
        paper.imageSmoothingQuality = 'high';
        paper.drawImage(image, 0, 0, width, height);
        return paper.getImageData(0, 0, width, height).data;
    }));
    let count = 0;
    for (let i = 0; i < one.length; i += 4)
        count += [0, 1, 2].some(channel => Math.abs(one[i + channel] - two[i + channel]) > 40);
    return count;
}"""
# Words that leave the chart's box, and labels of an axis that overlap.
CUT = """figure => {
    const box = figure.querySelector('.ff-chart-plot').getBoundingClientRect();
    return [...figure.querySelectorAll('.main-svg text')].filter(text => text.textContent)
        .map(text => [text.textContent, text.getBoundingClientRect()])
        .filter(([, at]) => at.width && (at.left < box.left - 1 || at.right > box.right + 1))
        .map(([words]) => words);
}"""
# Words that plotly writes where a value or a name is missing.
UNSAID = """figure => [...figure.querySelectorAll('.main-svg text')].map(text => text.textContent)
    .filter(words => /NaN|undefined|null|%\\{/.test(words))"""
TOUCHING = """figure => ['.ytick text', '.xtick text'].flatMap(kind => {
    const labels = [...figure.querySelectorAll(kind)];
    const boxes = labels.map(label => label.getBoundingClientRect());
    return labels.slice(1).filter((_, i) => boxes[i].right > boxes[i + 1].left
        && boxes[i + 1].right > boxes[i].left && boxes[i].bottom > boxes[i + 1].top + 1
        && boxes[i + 1].bottom > boxes[i].top + 1).map(label => label.textContent);
})"""
# plotly's own control on the same figure, pressed as its reader would; then both states are compared.
# It is drawn by a second copy of plotly.js, taken from beside the first.
OWN = """async ([figure, kind, place, step]) => {
    const { bundle } = figure.dataset;
    const Plotly = await ((window.own ??= {})[bundle] ??= new Promise((done, failed) => {
        const own = document.createElement('script');
        own.src = [...document.scripts].find(script => script.src.endsWith(bundle)).src;
        own.onload = () => { own.remove(); done(window.Plotly); };
        own.onerror = failed;
        document.head.append(own);
    }));
    const spec = JSON.parse(figure.querySelector('.ff-chart-spec').textContent);
    const { data, layout } = window.firstflames.prepared(spec, getComputedStyle(figure).color);
    const box = document.createElement('div');
    box.style = 'position: absolute; left: 0; top: 0; width: 800px; height: 900px';
    document.body.append(box);
    const { updatemenus, sliders } = spec.layout;
    await Plotly.newPlot(box, data, { ...layout, width: 800, height: 900, updatemenus, sliders,
        margin: { t: 300, b: 200, l: 50, r: 50 } }, { displayModeBar: false });
    const press = (node, name, at = {}) => node.dispatchEvent(new MouseEvent(name, { bubbles: true,
        view: window, ...at }));
    let acts = 0;
    box.on('plotly_buttonclicked', () => acts++);
    box.on('plotly_sliderchange', () => acts++);
    const frame = () => new Promise(done => requestAnimationFrame(done));
    const until = async test => {
        for (const end = performance.now() + 5000; performance.now() < end && !test();) await frame();
    };
    if (kind === 'slider') {
        const rail = box.querySelectorAll('.slider-rail-touch-rect')[place];
        const { left, width, top, height } = rail.getBoundingClientRect();
        const steps = spec.layout.sliders[place].steps.length;
        const at = { clientX: left + width * step / (steps - 1), clientY: top + height / 2 };
        press(rail, 'mousedown', at);
        press(box.querySelector('.slider-group') ?? rail, 'mouseup', at);
    } else {
        const menu = spec.layout.updatemenus[place];
        if (menu.type !== 'buttons') {
            press(box.querySelectorAll('.updatemenu-header')[place], 'click');
            await until(() => box.querySelectorAll('.updatemenu-dropdown-button')[step]);
        }
        const kindOf = menu.type === 'buttons' ? 'button' : 'dropdown-button';
        press(box.querySelectorAll(`.updatemenu-${kindOf}`)[step], 'click');
    }
    await until(() => acts);
    for (let n = 0; n < 3; n++) await frame(); // a slider acts in the frame after it has said so
    const state = ({ data, layout }) => {
        const { updatemenus, sliders, margin, width, height, autosize, ...rest } =
            JSON.parse(JSON.stringify(layout));
        // What plotly works out from the size of the box is no choice of the reader's.
        for (const axis of Object.values(rest)) if (axis.autorange) delete axis.range;
        return [JSON.parse(JSON.stringify(data)), rest];
    };
    const answer = { acts, own: state(box), ours: state(figure.querySelector('.ff-chart-plot')) };
    Plotly.purge(box);
    box.remove();
    return answer;
}"""
# What is wrong with the pictures that stand for the charts: the one of this theme and width, loaded, in
# the chart's box, in its own size. Each is come to, as by a reader: before that none has to load.
PICTURES = """async ([theme, end, patience]) => {
    const faults = [];
    for (const figure of document.querySelectorAll('.ff-chart')) {
        const stage = figure.querySelector('.ff-chart-stage');
        const image = figure.querySelector(`.in-${theme} img`);
        stage.scrollIntoView({ block: 'nearest', behavior: 'instant' });
        const isThere = () => image.complete && image.naturalWidth > 0 && image.currentSrc.endsWith(end);
        for (const late = performance.now() + patience; !isThere() && performance.now() < late;)
            await new Promise(requestAnimationFrame);
        const [box, own] = [stage, image].map(place => place.getBoundingClientRect().toJSON());
        const say = fault => faults.push(`${figure.dataset.name}: ${fault}`);
        if (!isThere()) say(`no picture ${end}, but ${image.currentSrc}`);
        if (JSON.stringify(box) !== JSON.stringify(own)) say('it is not in the box of its chart');
        if (Math.abs(box.width - image.naturalWidth) > 1) say('letters would be shown in another size');
    }
    return faults;
}"""
# How many choices the figures of a page offer besides the one they begin with; of a row of buttons, one.
CHOICES = """() => [...document.querySelectorAll('.ff-chart-spec')]
    .map(spec => JSON.parse(spec.textContent).layout)
    .flatMap(({ updatemenus = [], sliders = [] }) => [
        ...updatemenus.map(menu => menu.type === 'buttons' ? 1 : menu.buttons.length - 1),
        ...sliders.map(slider => slider.steps.length - 1)])
    .reduce((sum, count) => sum + count, 0)"""


def differing(ours: Any, own: Any, place: str = "") -> Iterator[str]:
    """The places in which two figures differ, with what stands there."""
    if isinstance(ours, dict) and isinstance(own, dict):
        for key in {**ours, **own}:
            yield from differing(ours.get(key), own.get(key), f"{place}.{key}")
    elif isinstance(ours, list) and isinstance(own, list) and len(ours) == len(own):
        for number, (one, other) in enumerate(zip(ours, own, strict=True)):
            yield from differing(one, other, f"{place}[{number}]")
    elif ours != own:
        yield f"{place}: ours {ours!r}, plotly's {own!r}"


def budget(path: str) -> int:
    """The bytes that the page may weigh."""
    return next(size for start, size in BUDGETS.items() if path.startswith(start))


class View(NamedTuple):
    """A page on a screen; the theme goes with the screen."""

    path: str
    screen: str


def views(paths: list[str], *screens: str) -> list[Any]:
    """A parameter for each page on each screen."""
    return [
        pytest.param(View(path, screen), id=f"{path}-{screen}")
        for path in paths
        for screen in screens or VIEWS
    ]


def on(paths: list[str], *screens: str) -> pytest.MarkDecorator:
    """Only these pages, and on these screens if they are named."""
    return pytest.mark.parametrize("visit", views(paths, *screens), indirect=True)


@dataclass
class Life:
    """What was seen while the charts of a page came to life."""

    heights: tuple[list[int], list[int]]
    moved: float
    #: For each chart and theme, how many parts of picture and live chart differ.
    apart: dict[tuple[str, str], int]
    #: For each chart the control that has the focus after it was drawn by keyboard.
    focus: dict[str, dict[str, Any]]


class Shared(Visit):
    """A visit that the tests of a page share."""

    view: View
    #: Requests before anything of the page was touched.
    read = 0
    _life: Life | None = None

    def life(self) -> Life:
        """The charts come to life, once: by keyboard on a desk, by a press of the button elsewhere."""
        if self._life is None:
            figures = self.page.query_selector_all(".ff-chart")
            self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
            moved = self.page.evaluate(MOVED)
            for skip in self.page.query_selector_all(".ff-guess-skip"):
                self.press(skip)
            before = self.page.evaluate(HEIGHTS)
            focus: dict[str, dict[str, Any]] = {}
            pictures = self.shots(figures)
            for figure in figures:
                name = figure.get_attribute("data-name")
                self.press(figure.query_selector(".ff-chart-live"))
                self.until(DRAWN, figure, f"{name} is not drawn")
                focus[name] = figure.evaluate(
                    """figure => {
                        const { activeElement: here } = document;
                        return { inside: figure.contains(here), kind: here.localName,
                            label: here.labels?.[0]?.textContent.trim() ?? '' };
                    }"""
                )
            apart = self.apart(figures, pictures)
            after, moved = self.page.evaluate(HEIGHTS), self.page.evaluate(MOVED) - moved
            self._life = Life((before, after), moved, apart, focus)
        return self._life

    def charts(self) -> list[Any]:
        """Every chart of the page, live."""
        self.life()
        found: list[Any] = self.page.query_selector_all(".ff-chart")
        return found

    def start_over(self) -> None:
        """Go to the top, so that the next Tab leads to the first stop of the page."""
        self.page.evaluate(
            """() => {
                const start = Object.assign(document.createElement('span'), { tabIndex: -1 });
                document.body.prepend(start);
                start.focus();
                start.remove();
                scrollTo({ top: 0, behavior: 'instant' });
            }"""
        )

    def press(self, button: Any) -> None:
        """Press a button as this view's reader does; a pointer on its way would be a sign of intent."""
        if self.screen == "desk":
            button.focus()
            self.page.keyboard.press("Enter")
        else:
            button.evaluate("button => button.click()")

    def shots(self, figures: list[Any]) -> dict[tuple[str, str], str]:
        """How each chart, or its picture, looks in the other theme and in this."""
        own = self.theme
        return {
            (figure.get_attribute("data-name"), theme): self.shot(figure, theme)
            for theme in (OTHER_THEME[own], own)
            for figure in figures
        }

    def shot(self, figure: Any, theme: str) -> str:
        """A screenshot of the chart's box in a theme."""
        self.see(theme=theme)
        stage = figure.query_selector(".ff-chart-stage")
        stage.scroll_into_view_if_needed()
        if figure.get_attribute("data-drawn") is None:
            self.until(LOADED, figure.query_selector(f".in-{theme} img"), "a picture does not load")
        return base64.b64encode(stage.screenshot()).decode()

    def apart(
        self, figures: list[Any], pictures: dict[tuple[str, str], str]
    ) -> dict[tuple[str, str], int]:
        """How many parts of picture and live chart differ, by chart and theme; plotly has a second."""
        own, found = self.theme, {}
        for theme in (OTHER_THEME[own], own):
            for figure in figures:
                at = (figure.get_attribute("data-name"), theme)
                for _ in range(10):
                    found[at] = self.page.evaluate(APART, [pictures[at], self.shot(figure, theme)])
                    if not found[at]:
                        break
                    self.page.wait_for_timeout(100)
        return found


@pytest.fixture(scope="module", params=views(PAGES))
def visit(
    request: pytest.FixtureRequest,
    chromium: Any,
    address: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shared]:
    """One page in one view, open for all tests of this file."""
    path, screen = request.param
    run = tmp_path_factory.getbasetemp()
    run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    once = run / f"opened-{path.replace('/', '-')}-{screen}"
    assert not once.exists(), f"{path} is opened again: its tests were not kept together, in order"
    once.touch()
    with Shared(chromium, address + path, screen, VIEWS[screen]) as opened:
        opened.path, opened.view = path, request.param
        yield opened


@pytest.fixture(autouse=True)
def as_opened(visit: Shared) -> None:
    """Each test begins on the screen and in the theme of the view, however another has ended."""
    visit.see(visit.view.screen, VIEWS[visit.view.screen])


def test_a_first_visit_keeps_to_its_budget(visit: Shared) -> None:
    """Read to its end: what is only scrolled past does not load, and moves no chart."""
    visit.page.evaluate(MOVED)
    visit.scroll_through()
    visit.read = len(visit.requests)
    spent = weight(visit.requests)
    assert 1_000 < spent <= budget(visit.path), f"{spent:,} bytes"
    assert not [url for url in visit.asked if "plotly" in url]
    assert visit.page.evaluate(MOVED) == 0


def test_axe_finds_nothing(visit: Shared) -> None:
    assert visit.axe() == []


def test_a_page_fits_before_it_is_touched(visit: Shared) -> None:
    """Between phone and desk, and at 320 by 256, which is a desk at 400 per cent."""
    visit.see(OTHERS[visit.view.screen])
    assert not visit.is_too_wide(), visit.screen


@on(CHARTED, "phone")
def test_a_finger_can_press_every_control(visit: Shared) -> None:
    for control in visit.page.query_selector_all(
        ".ff-chart :is(select, button, [type=range], [type=number], .ff-bloc label, summary)"
    ):
        if control.is_visible():
            assert control.bounding_box()["height"] >= 40, control.evaluate("c => c.outerHTML")


@pytest.mark.parametrize("screen", ["phone", "tablet", "desk"])
@on(CHARTED)
def test_the_picture_of_the_theme_and_width_stands_in_the_charts_box(visit: Shared, screen: str) -> None:
    visit.see(screen)
    width = {"phone": "narrow", "tablet": "middle", "desk": "wide"}[screen]
    for skip in visit.page.query_selector_all(".ff-guess-skip"):
        visit.press(skip)
    wanted = [visit.theme, f".{width}.{visit.theme}.svg", 10_000]
    assert visit.page.evaluate(PICTURES, wanted) == []
    for again in visit.page.query_selector_all(".ff-guess-again"):
        visit.press(again)
    assert not [url for url in visit.asked if "plotly" in url]
    other = f".{OTHER_THEME[visit.theme]}.svg"
    assert not [url for url in visit.asked if url.endswith(other)]


def test_the_keyboard_reaches_everything_in_order(visit: Shared) -> None:
    visit.start_over()
    # Nothing of the walk is painted: styles, places and what lies above what are the same unseen.
    visit.page.add_style_tag(content="html { scroll-behavior: auto !important }")
    hidden = visit.page.add_style_tag(content="html { opacity: 0 !important }")
    visit.open_folds()
    wanted = visit.page.evaluate(
        """[...document.querySelectorAll(
            'a[href], button, input, select, textarea, summary, [tabindex="0"]')]
            .filter(place => place.checkVisibility({ visibilityProperty: true }))
            // Radio buttons of one name are one stop; arrows lead from one to the next.
            .filter(place => place.type !== 'radio'
                || place === document.getElementsByName(place.name)[0])
            .length"""
    )
    # The key is held; each stop is looked at by the page itself, just before the focus goes on.
    visit.page.evaluate(f"""() => {{
        window.stops = [];
        window.stop = () => window.stops.push(({FOCUS})());
        window.addEventListener('keydown', window.stop, true);
    }}""")
    for _ in range(wanted + 5):
        visit.page.keyboard.down("Tab")
    visit.page.keyboard.up("Tab")
    visit.page.evaluate("window.stop(); window.removeEventListener('keydown', window.stop, true)")
    hidden.evaluate("style => style.remove()")
    _, *walked = visit.page.evaluate("window.stops")  # before the first key the focus is nowhere
    end = next(n for n, stop in enumerate([*walked, None]) if stop is None or (n and stop["again"]))
    stops = [stop for stop in walked[:end] if stop]
    assert len(stops) >= wanted, f"the keyboard misses something after {stops[-1:]}"
    for stop in stops:
        assert stop["seen"], f"no visible focus: {stop['name']}"
        assert stop["inside"] and stop["free"], f"out of sight: {stop['name']}"
        assert stop["ordered"], f"out of order: {stop['name']}"
    assert visit.page.query_selector("[tabindex]:not([tabindex='0'], [tabindex='-1'])") is None


@on(CHARTED)
def test_nothing_moves_when_charts_come_to_life(visit: Shared) -> None:
    before, after = visit.life().heights
    assert before == after
    assert visit.life().moved == 0
    for figure in visit.page.query_selector_all(".ff-chart"):
        pictures = figure.query_selector_all(".ff-chart-picture")
        assert not any(picture.is_visible() for picture in pictures), "seen behind the live chart"


@on(CHARTED)
def test_the_picture_looks_like_the_live_chart(visit: Shared) -> None:
    """Every mark, with its colour and its stripes, stands in the picture where it stands later."""
    apart = visit.life().apart
    assert len(apart) == 2 * len(visit.page.query_selector_all(".ff-chart")) > 0
    assert {at: parts for at, parts in apart.items() if parts} == {}


@on(CHARTED)
def test_plotlys_own_controls_are_gone(visit: Shared) -> None:
    for figure in visit.charts():
        name = figure.get_attribute("data-name")
        assert figure.query_selector(".updatemenu-container, .slider-container, .gtitle") is None, name
        assert figure.query_selector(".modebar-btn") is None, name
        assert figure.query_selector(".bars path, .scatterlayer path, .scattergeo path"), (
            f"{name}: no marks are drawn"
        )


@on(CHAPTERS)
def test_the_first_chart_loads_the_drawing_once(visit: Shared) -> None:
    figures = visit.charts()
    asked = [request for request in visit.requests[visit.read :] if request.url.startswith("http")]
    asked = [request for request in asked if not request.url.endswith(".svg")]  # pictures, late
    assert len(figures) > 1
    assert [request.url.rsplit("/", 1)[-1] for request in asked] == ["plotly-basic.min.js"]
    assert weight(asked) <= FIRST_CHART
    # Once it is in the browser's memory a second element asks nobody, and still runs all of it.
    assert len(visit.page.query_selector_all("script[src*=plotly]")) == 1


def test_axe_finds_nothing_when_all_is_open_and_drawn(visit: Shared) -> None:
    """Code left out: its colours are the same everywhere, and judged in the specimen."""
    visit.open_folds()
    visit.charts()
    assert visit.axe(leaving_out=".highlight") == []


@on(CHARTED, "desk")
def test_every_choice_by_keyboard_does_what_plotlys_own_control_does(visit: Shared) -> None:
    tried = 0
    for figure in visit.charts():
        name = figure.get_attribute("data-name")
        controls = figure.query_selector_all("[data-menu]:not(button), [data-slider]")
        controls += figure.query_selector_all("[data-button='1']")
        for control in controls:
            control.focus()
            kind = control.evaluate("c => c.localName === 'input' ? 'slider' : c.localName")
            place = control.evaluate("c => Number(c.dataset.menu ?? c.dataset.slider)")
            key = {"button": "Enter", "slider": "ArrowRight"}.get(kind, "ArrowDown")
            steps = [1]
            if kind != "button":
                steps = list(range(1, control.evaluate("c => c.options?.length ?? +c.max + 1")))
            for step in steps:
                at = f"{name}, {kind} {place}, step {step}"
                visit.change(figure, partial(visit.page.keyboard.press, key), at)
                outline = control.evaluate("c => getComputedStyle(c).outline")
                assert " solid 3px" in outline, f"{at}: no visible focus: {outline}"
                got = visit.page.evaluate(OWN, [figure, kind, place, step])
                assert got["acts"] >= 1, f"{at}: plotly's own control was not pressed"
                assert list(differing(got["ours"], got["own"])) == [], at
                if kind == "slider":
                    label = control.evaluate(
                        """c => JSON.parse(c.closest('figure').querySelector('.ff-chart-spec')
                            .textContent).layout.sliders[c.dataset.slider].steps[c.value].label"""
                    )
                    assert control.get_attribute("aria-valuetext") == label, at
                    said = control.evaluate("c => c.parentElement.querySelector('output').value")
                    assert said == label, at
                tried += 1
            if steps and kind != "button":  # plotly's own starts from the first option
                visit.change(figure, partial(visit.page.keyboard.press, "Home"), f"{name}, Home")
    assert tried == visit.page.evaluate(CHOICES) > 0


@on(CHAPTERS, "desk")
def test_a_chart_is_drawn_and_changed_by_keyboard(visit: Shared) -> None:
    """From the button the focus goes on to the chart's first control; an arrow changes the picture."""
    for name, focus in visit.life().focus.items():
        assert focus["inside"], f"{name}: the focus is lost"
        assert focus["kind"] in {"select", "input"}, f"{name}: the focus is on {focus['kind']}"
        assert focus["label"], f"{name}: its first control has no label"
        figure = visit.page.query_selector(f".ff-chart[data-name='{name}']")
        control = figure.query_selector("select, input")
        control.focus()
        there, back = {"checkbox": ("Space", "Space"), "range": ("ArrowRight", "ArrowLeft")}.get(
            control.evaluate("control => control.type"), ("ArrowDown", "ArrowUp")
        )
        for key in (there, back):
            before = figure.evaluate(PICTURE)
            visit.page.keyboard.press(key)
            visit.until(
                f"([figure, before]) => ({PICTURE})(figure) !== before",
                [figure, before],
                f"{name}: {key} changes nothing",
            )


@on(CHARTED)
def test_every_choice_changes_the_chart_and_cuts_no_label(visit: Shared) -> None:
    for figure in visit.charts():
        name = figure.get_attribute("data-name")
        for select in figure.query_selector_all("select"):
            count = len(select.query_selector_all("option"))
            seen = {}
            for number in range(count):
                visit.change(figure, partial(select.select_option, index=number), f"choice {number}")
                seen[figure.evaluate(PICTURE)] = number
                assert figure.evaluate(CUT) == [], f"{name}, choice {number}"
                assert figure.evaluate(TOUCHING) == [], f"{name}, choice {number}"
                assert figure.evaluate(UNSAID) == [], f"{name}, choice {number}"
            assert len(seen) == count, f"{name}: two options give the same picture"
            if count > 1:
                visit.change(figure, partial(select.select_option, index=0), "back to the first")


def test_a_page_fits_when_all_is_open_and_drawn(visit: Shared) -> None:
    visit.open_folds()
    visit.charts()
    visit.see(OTHERS[visit.view.screen])
    assert not visit.is_too_wide(), visit.screen


def test_the_page_does_not_scroll_sideways(visit: Shared) -> None:
    assert not visit.is_too_wide()


def test_it_prints(visit: Shared) -> None:
    """Text, pictures and tables, dark on light, without what cannot be pressed on paper."""
    visit.page.emulate_media(media="print")
    hidden = (
        ".bar, .contents, .opening, .page-tools, .fold, .ff-chart-plot, .headerlink, "
        ".ff-chart-picture.in-dark"
    )
    assert visit.page.evaluate(SEEN, [hidden, True]) == []
    shown = "h1, .ff-chart .ff-chart-title, .ff-chart td, .margin.work, .ff-chart-picture.in-light img"
    assert visit.page.evaluate(SEEN, [shown, False]) == []
    for picture in visit.page.query_selector_all(".ff-chart-picture.in-light img"):
        picture.scroll_into_view_if_needed()  # a browser that prints loads what it prints
        visit.page.wait_for_function("image => image.complete && image.naturalWidth", arg=picture)
    assert visit.page.evaluate("getComputedStyle(document.body).color") == "rgb(33, 29, 24)"
    visit.page.emulate_media(media="screen")


@on(CHAPTERS, "desk")
def test_charts_follow_the_theme(visit: Shared) -> None:
    """The switch of the page first, then the system while the switch stands on auto."""
    colour = "getComputedStyle(figure.querySelector('.xtick text')).fill"
    figure = visit.charts()[0]
    light = figure.evaluate(f"figure => {colour}")

    def turns(same: bool, what: str) -> None:
        sign = "===" if same else "!=="
        visit.until(f"([figure, light]) => {colour} {sign} light", [figure, light], what)

    visit.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    turns(False, "a live chart does not follow the page's switch into the dark")
    dark = figure.evaluate(f"figure => {colour}")
    visit.page.evaluate("document.documentElement.dataset.theme = 'auto'")
    turns(True, "a live chart does not follow the page's switch back")
    visit.see(theme="dark")
    turns(False, "a live chart does not follow the system into the dark")
    assert figure.evaluate(f"figure => {colour}") == dark


@on(CHAPTERS, "desk")
def test_a_chapters_quiz_is_answered_to_the_end(visit: Shared, site: Path) -> None:
    """Every option gives its own reason; every right answer counts."""
    forms = quiz_of(site / visit.path).select(".quiz-question")
    for number, form in enumerate(forms, start=1):
        for reason in sorted(form.select(".quiz-reasons li"), key=lambda li: "data-right" in li.attrs):
            figure = str(reason.get("data-value") or reason.get("data-letter"))
            verdict = " ".join(check(visit, number, figure).inner_text().split())
            why = reason.select_one(".quiz-why")
            assert why and " ".join(why.text.split()) in verdict
            assert verdict.startswith("✓ Right." if "data-right" in reason.attrs else "✗ Not right.")
    score = visit.page.locator(".quiz-score").inner_text()
    assert score.startswith(f"{len(forms)} of {len(forms)} questions")


def test_it_said_nothing_and_asked_nobody_else(visit: Shared, address: str) -> None:
    """Last, so that it speaks for all of the visit."""
    assert visit.said == []
    assert [url for url in visit.asked if not url.startswith(address)] == []
