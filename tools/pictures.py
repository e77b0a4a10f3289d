"""Draw the pictures of the charts: ``make pictures``. Only those whose key has changed, or ``--all``.

One headless browser draws every figure stored in the book's notebooks, at three widths, in light and
dark, with the script that also draws the live charts; and for each notebook a card, which stands for its
page where a link to it is shown. ``--check`` writes nothing: it redraws all and
compares words and marks with what is stored, and looks for labels that are cut, under two font sets.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import browser
from playwright.sync_api import sync_playwright

from firstflames.site import packages, pictures, renderer, stored

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
STORE = BOOK / pictures.FOLDER
#: Narrow and wide letters: what fits in both fits in what readers have.
FONTS = ("Liberation Sans Narrow, Arial Narrow, sans-serif", "DejaVu Sans, Verdana, sans-serif")
#: The size of a card's title, in pixels, by its length in letters.
TITLES = ((60, 42), (100, 36), (150, 30), (10_000, 24))
CARD_QUALITIES = (80, 65, 50)  # the first that keeps to the bytes: most cards take some 40 kB at 80
CARD_BYTES = 60_000
DRAW = """async ([figure, size]) => firstflames.picture(window.bundles[figure.bundle], figure, size)"""
# Words that leave the picture, a pixel of grace for the rounding of letters.
CUT = """svg => {
    const holder = document.createElement('div');
    holder.innerHTML = svg;
    document.body.replaceChildren(holder);
    const box = holder.firstChild.getBoundingClientRect();
    return [...holder.querySelectorAll('text')].filter(text => {
        const at = text.getBoundingClientRect();
        return at.left < box.left - 1 || at.right > box.right + 1
            || at.top < box.top - 1 || at.bottom > box.bottom + 1;
    }).map(text => text.textContent);
}"""


def notebooks(book: Path = BOOK) -> Iterator[list[dict[str, Any]]]:
    """The charts stored in each notebook of ``book``, in their order, as plotly stores them."""
    for path in sorted(p for p in book.rglob("*.ipynb") if "_build" not in p.parts):
        yield [figure for _, figure in stored.figures(path) if stored.words(figure)]


def figures(book: Path = BOOK) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each chart stored in the notebooks of ``book``: its name, and the figure without its words."""
    for charts in notebooks(book):
        for figure in charts:
            yield stored.words(figure)["name"], pictures.bare(figure)


def titles(book: Path = BOOK) -> dict[str, str]:
    """The title of each chart that stands on its page's card, by the chart's name."""
    shown = (pictures.card_of(map(stored.words, charts)) for charts in notebooks(book))
    return {chart["name"]: chart["title"] for chart in shown if chart is not None}


def content(svg: str) -> tuple[Counter[str], int]:
    """The words of a picture, and how many marks it has."""
    words = Counter(re.sub(r"<[^>]*>", "", text) for text in re.findall(r"<text.*?</text>", svg, re.S))
    return words, len(re.findall(r"<(?:path|rect|circle|line|use)\b", svg))


class FontsError(Exception):
    """This machine has not the fonts that a comparison of fonts needs."""


class Studio:
    """A browser with plotly.js and the drawing script, ready to draw."""

    def __enter__(self) -> Studio:
        path = browser.find()
        if path is None:
            raise FileNotFoundError(browser.ADVICE)
        self._folder = tempfile.TemporaryDirectory()
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        self._page = self._browser.new_page(viewport={"width": 1280, "height": 1000})
        self._page.set_content("<!doctype html><body></body>")
        self._page.evaluate("window.bundles = {}")
        target = Path(self._folder.name)
        packages.copy_plotly(ROOT, target, maps=True)
        for file in (packages.MAP_FILE, packages.BUNDLE_FILE, packages.GEO_FILE):
            self._page.add_script_tag(path=target / file)
            self._page.evaluate("file => { window.bundles[file] = window.Plotly }", file)
        self._page.add_script_tag(path=pictures.DRAWING)
        return self

    def draw(self, figure: dict[str, Any], width: int, theme: str, font: str = "") -> str:
        """The figure as SVG; ``font`` takes the place of the template's."""
        drawn = json.loads(json.dumps({**figure, "bundle": renderer.bundle(figure)}))
        if font:
            drawn["layout"]["template"]["layout"]["font"]["family"] = font
        size = {"width": width, "height": pictures.height(figure), "theme": theme}
        svg: str = self._page.evaluate(DRAW, [drawn, size])
        return svg

    def card(self, figure: dict[str, Any], title: str) -> bytes:
        """The card of a page, as JPEG: a chart, its title and the course's name."""
        (wide, high), tall = pictures.CARD_CHART, pictures.height(figure)
        zoom = min(pictures.CARD_ZOOM, max(1, high / tall))
        width, height = round(wide / zoom), min(tall, round(high / zoom))
        drawn = {**figure, "bundle": renderer.bundle(figure)}
        svg: str = self._page.evaluate(
            DRAW, [drawn, {"width": width, "height": height, "theme": "light"}]
        )
        words = {
            "title": escape(title),
            "title_size": next(size for longest, size in TITLES if len(title) <= longest),
            "chart": re.sub("<svg ", f'<svg viewBox="0 0 {width} {height}" ', svg, count=1),
            "shown_width": round(width * zoom),
            "shown_height": round(height * zoom),
        }
        across, down = pictures.CARD_SIZE
        page = self._browser.new_page(viewport={"width": across, "height": down})
        page.set_content(Template(pictures.CARD.read_text(encoding="utf-8")).substitute(words))
        for quality in CARD_QUALITIES:
            picture: bytes = page.screenshot(type="jpeg", quality=quality)
            if len(picture) <= CARD_BYTES:
                break
        page.close()
        return picture

    def length(self, font: str) -> int:
        """The width of a sentence in this font, in pixels."""
        wide: float = self._page.evaluate(
            """font => { const paper = document.createElement('canvas').getContext('2d');
                paper.font = `100px ${font}`;
                return paper.measureText('Constituent Assembly, 1917').width; }""",
            font,
        )
        return round(wide)

    def cut(self, svg: str) -> list[str]:
        """The words that leave the picture."""
        found: list[str] = self._page.evaluate(CUT, svg)
        return found

    def __exit__(self, *_: object) -> None:
        self._browser.close()
        self._playwright.stop()
        self._folder.cleanup()


def store(redraw_all: bool) -> int:
    """Draw what is missing or stale, remove what no chart has; print what was done."""
    everything, on_cards = dict(figures()), titles()
    keys = {name: pictures.key(pictures.digest(figure)) for name, figure in everything.items()}
    cards = {
        pictures.card_name(name): pictures.card_key(keys[name], title)
        for name, title in on_cards.items()
    }
    todo = (
        {*keys, *cards}
        if redraw_all
        else {n for one in pictures.state(STORE, keys | cards) for n in one}
    )
    STORE.mkdir(exist_ok=True)
    if todo:
        with Studio() as studio:
            for name in sorted(todo & set(keys)):
                for width, pixels in pictures.WIDTHS.items():
                    for theme in pictures.THEMES:
                        svg = studio.draw(everything[name], pixels, theme)
                        target = STORE / pictures.file_name(name, width, theme)
                        target.write_text(svg, encoding="utf-8")
            for name, title in on_cards.items():
                if pictures.card_name(name) in todo:
                    target = STORE / pictures.card_file(name)
                    target.write_bytes(studio.card(everything[name], title))
    wanted = {file for name in everything for file in pictures.files(name)}
    wanted |= {pictures.card_file(name) for name in on_cards}
    for path in [*STORE.glob("*.svg"), *STORE.glob("*.jpg")]:
        if path.name not in wanted:
            path.unlink()
    in_order = dict(sorted((keys | cards).items()))
    (STORE / pictures.KEYS).write_text(json.dumps(in_order, indent=2) + "\n", encoding="utf-8")
    drawn, here = len(todo & set(keys)), STORE.relative_to(ROOT)
    print(
        f"{drawn} of {len(keys)} charts and {len(todo) - drawn} of {len(cards)} cards drawn in {here}."
    )
    return 0


def differing() -> tuple[list[str], int]:
    """Which stored pictures say something else when they are drawn again, and how many there are."""
    found, count = [], 0
    with Studio() as studio:
        for name, figure in figures():
            for (width, pixels), theme in itertools.product(pictures.WIDTHS.items(), pictures.THEMES):
                count += 1
                file = STORE / pictures.file_name(name, width, theme)
                again = content(studio.draw(figure, pixels, theme))
                if not file.is_file() or again != content(file.read_text(encoding="utf-8")):
                    found.append(f"{file.name}: other words or marks than the stored picture")
    return found, count


def in_other_letters() -> tuple[list[str], int]:
    """What changes or is cut when charts are drawn in narrow and wide letters, and how many were drawn.

    So a chart says the same to readers who have other fonts than the machine it was drawn on. Names in
    bars may come and go where the figure asks for that (``uniformtext``). Raises FontsError when the
    sets look alike here.
    """
    found, count = [], 0
    with Studio() as studio:
        if len(widths := {studio.length(font) for font in FONTS}) < len(FONTS):
            raise FontsError(f"the sets of fonts look alike on this machine ({widths} pixels)")
        for name, figure in figures():
            may_hide = figure["layout"].get("uniformtext", {}).get("mode") == "hide"
            for (width, pixels), font in itertools.product(pictures.WIDTHS.items(), FONTS):
                count += 1
                place = f"{name}, {width}, {font.split(',')[0]}"
                svg = studio.draw(figure, pixels, "light", font)
                stored = STORE / pictures.file_name(name, width, "light")
                (words, marks), (usual, usual_marks) = (
                    content(svg),
                    content(stored.read_text(encoding="utf-8")),
                )
                if not may_hide and words != usual:
                    more, fewer = words - usual, usual - words
                    found.append(f"{place}: words come {dict(more)} and go {dict(fewer)}")
                if marks != usual_marks:
                    found.append(f"{place}: {marks} marks, not {usual_marks}")
                found += [f"{place}: {text!r} is cut" for text in studio.cut(svg)]
    return found, count


def main(arguments: list[str]) -> int:
    """Draw, or check; the exit status is 0 when all went well."""
    if arguments == ["--check"]:
        found = [*differing()[0], *in_other_letters()[0]]
        print("\n".join(found) or "every picture drawn again says the same, and cuts no label")
        return 1 if found else 0
    if arguments not in ([], ["--all"]):
        print("usage: python tools/pictures.py [--all | --check]", file=sys.stderr)
        return 2
    try:
        return store(redraw_all=bool(arguments))
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
