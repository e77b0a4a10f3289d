"""Links from prose to the evidence and back, and the cards of the glossary's terms."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import BOOK, ROOT, soup
from sphinx.testing.util import SphinxTestApp
from visiting import Visit

from firstflames import check_table, load
from firstflames.site.cards import SHOWN, cards
from firstflames.site.reference.markup import first_of_section

CONF = f"""
extensions = ["myst_nb", "firstflames.site"]
html_theme = "firstflames"
nb_execution_mode = "off"
firstflames_packages = {str(ROOT)!r}
"""
EVIDENCE = {
    "people": "people",
    "parties": "organisations",
    "places": "places",
    "read": "read",
    "ledger": "ledger",
    "timeline": "timeline",
    "checks-votes": "checks-votes",
}
CHAPTER = "chapters/01-a-chapter.md"
BUILT = pytest.mark.xdist_group("built")  # with the other tests of the specimen, which is built once


class Book:
    """A small book with the pages of the evidence, built as often as wanted in one folder."""

    def __init__(self, folder: Path):
        self.source = folder / "book"
        self.warnings = ""
        for page, part in EVIDENCE.items():
            self.write(f"reference/{page}.md", f"# {page}\n\n```{{evidence}} {part}\n```\n")
        self.write("conf.py", CONF)
        self.write("index.md", "# Book\n\n```{toctree}\n:glob:\n\nchapters/*\nreference/*\n```\n")

    def write(self, name: str, text: str) -> None:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def build(self, processes: int = 0) -> set[str]:
        """Build what has changed; the pages read again are returned, the warnings kept."""
        said = StringIO()
        app = SphinxTestApp("html", self.source, warning=said, parallel=processes)
        read: list[str] = []
        app.connect("env-before-read-docs", lambda app, env, docnames: read.extend(docnames))
        try:
            app.build()
            self.site = Path(app.outdir)
        finally:
            app.cleanup()
        self.warnings = re.sub(r"\x1b\[[\d;]*m", "", said.getvalue())
        return set(read)

    def page(self, name: str) -> BeautifulSoup:
        return BeautifulSoup((self.site / name).read_text(encoding="utf-8"), "html.parser")

    def links(self, name: str = "chapters/01-a-chapter.html") -> dict[str, str]:
        """The links of a page's text: words and address."""
        found = self.page(name).select("article a.reference")
        return {link.get_text(): str(link["href"]) for link in found}

    def course(self, page: str, row: str) -> dict[str, str]:
        """The pages that a row of the evidence says it stands in, with their addresses."""
        cell = self.page(f"reference/{page}.html").find(id=row)
        assert isinstance(cell, Tag)
        return {
            link.get_text(): str(link["href"])
            for link in cell.select("a")
            if str(link["href"]).startswith("../chapters")
        }


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


# The ids


def test_ids_are_unique_over_the_evidence() -> None:
    ids = [
        *load("people")["person_id"],
        *load("organisations")["org_id"],
        *load("places")["place_id"],
        *load("claims")["claim_id"],
        *load("fingerprint")["locator"],
        *first_of_section(),
        *("check-" + check_table()["check_id"]),
        *("event-" + load("events")["event_id"]),
        *(path.stem for path in BOOK.rglob("*.md")),  # [..](#people) would lead to the page
    ]
    assert [key for key, count in Counter(ids).items() if count > 1] == []
    assert [key for key in ids if not re.fullmatch(r"[a-z0-9-]+", key)] == []


def test_events_and_places_do_share_ids_so_that_prefixes_are_needed() -> None:
    shared = set(load("events")["event_id"]) & set(load("places")["place_id"])
    assert "kienthal" in shared


def test_links_lead_to_rows(book: Book) -> None:
    book.write(
        CHAPTER,
        "# T\n\n[a](#kornilov) [b](#rada) [c](#kyiv) [d](#check-army-more-than-half)"
        " [e](#event-kienthal) [f](#kienthal) [g](#p093-01) [h](#p088) [i](#p079) [j](#s09)\n",
    )
    book.build()
    assert book.warnings == ""
    assert book.links() == {
        "a": "../reference/people.html#kornilov",
        "b": "../reference/parties.html#rada",
        "c": "../reference/places.html#kyiv",
        "d": "../reference/checks-votes.html#check-army-more-than-half",
        "e": "../reference/timeline.html#event-kienthal",
        "f": "../reference/places.html#kienthal",
        "g": "../reference/ledger.html#p093-01",
        "h": "../reference/ledger.html#p088",
        "i": "../reference/read.html#p079",
        "j": "../reference/read.html#p079",
    }
    for link in book.page("chapters/01-a-chapter.html").select("article a.reference"):
        page, _, anchor = str(link["href"]).partition("#")
        assert book.page(page.removeprefix("../")).find(id=anchor) is not None


def test_an_unknown_id_is_named_with_file_cell_and_the_nearest(book: Book) -> None:
    cells = [
        {"cell_type": "markdown", "id": f"cell-{place}", "metadata": {}, "source": text}
        for place, text in enumerate(
            ["# T", "Words\nand [him](#kornilof), [it](#check-army-more-than-hal)."]
        )
    ]
    stored = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    book.write("chapters/01-a-chapter.ipynb", json.dumps(stored))
    book.write("chapters/02-another.md", "# U\n\nWords (p999).\n")
    book.build()
    person, check, locator = sorted(book.warnings.strip().splitlines(), key=lambda line: "p999" in line)
    assert "01-a-chapter.ipynb" in person
    assert "cell 2: no row, check, event or heading has the id 'kornilof'; near it: kornilov" in person
    assert "cell 2" in check and "near it: check-army-more-than-half" in check
    assert "02-another.md:3" in locator and "'p999'" in locator


def test_locators_are_links_in_prose_only(book: Book) -> None:
    book.write(
        CHAPTER,
        "# Of p088\n\nIn p079–p099 and (n28); `p087` and [p086](../index.md), x-p085x, P084.\n\n"
        "> Words.\n>\n> — Victor Serge (p094)\n\n```python\np083 = 1\n```\n\n"
        "| p093-01 |\n|---|\n| s09 |\n",
    )
    book.build()
    found = book.page("chapters/01-a-chapter.html").select("article a.locator")
    assert [(link.get_text(), link["href"]) for link in found] == [
        ("p079", "../reference/read.html#p079"),
        ("p099", "../reference/ledger.html#p099"),
        ("n28", "../reference/ledger.html#n28"),
        ("p094", "../reference/ledger.html#p094"),
        ("p093-01", "../reference/ledger.html#p093-01"),
        ("s09", "../reference/read.html#p079"),
    ]


def test_a_locator_without_its_page_stays_plain(book: Book) -> None:
    (book.source / "reference" / "ledger.md").unlink()
    book.write(CHAPTER, "# T\n\nIn p088 and p079.\n")
    book.build()
    assert book.warnings == ""
    assert list(book.links()) == ["p079"]


def test_a_term_in_a_heading_is_a_plain_link(book: Book) -> None:
    book.write(CHAPTER, "# T\n\n## Of [Kyiv](#kyiv)\n\nOf [Moscow](#moscow).\n")
    book.build()
    terms = book.page("chapters/01-a-chapter.html").select("article a.term")
    assert [term.get_text() for term in terms] == ["Moscow"]


# Back, and again


def test_rows_name_the_chapters_that_link_to_them(book: Book) -> None:
    book.write(
        CHAPTER,
        "# T\n\nWords.\n\n## The scene\n\n[a](#kornilov), [d](#check-army-more-than-half), p088.\n",
    )
    book.build()
    said = {"chapter 1": "../chapters/01-a-chapter.html#the-scene"}
    assert book.course("people", "kornilov") == said
    assert book.course("checks-votes", "check-army-more-than-half") == said
    assert book.course("ledger", "p088-01") == said
    assert book.course("people", "lenin") == {}
    assert book.course("ledger", "p087-01") == {}


def test_pages_built_again_are_right(book: Book) -> None:
    book.write(CHAPTER, "# T\n\n[a](#kornilov)\n")
    book.write("chapters/02-another.md", "# U\n\nNothing.\n")
    book.build()
    assert set(book.course("people", "kornilov")) == {"chapter 1"}

    book.write("chapters/02-another.md", "# U\n\n[a](#kornilov), p088\n")
    assert "reference/people" not in book.build(), "the glossary is written again without being read"
    assert set(book.course("people", "kornilov")) == {"chapter 1", "chapter 2"}
    assert set(book.course("ledger", "p088-01")) == {"chapter 2"}

    book.write(CHAPTER, "# T\n\nNothing.\n")
    (book.source / "chapters" / "02-another.md").write_text("# U\n\nNothing now.\n")
    book.build()
    assert book.course("people", "kornilov") == {}

    book.write(CHAPTER, "# T\n\n[a](#kornilov)\n")
    book.build()
    assert book.warnings == ""
    (book.source / "reference" / "people.md").unlink()
    assert "chapters/01-a-chapter" not in book.build()
    assert "'kornilov'" in book.warnings, "what another page no longer has is missed on this one"


def test_several_processes_build_the_same(book: Book, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Book(tmp_path_factory.mktemp("parallel"))
    for each, processes in ((book, 0), (other, 2)):
        for number in range(1, 9):
            each.write(f"chapters/0{number}-a.md", f"# T{number}\n\n[a](#kornilov), [b](#kyiv), p088\n")
        each.build(processes)
        assert each.warnings == ""
    pages = sorted(path.relative_to(book.site) for path in book.site.rglob("*.html"))
    for page in pages:
        assert (book.site / page).read_text() == (other.site / page).read_text()
    assert len(book.course("people", "kornilov")) == 8
    assert len(other.course("ledger", "p088-01")) == 8


def test_a_card_that_changes_is_written_again(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.write(CHAPTER, "# T\n\n[a](#kornilov)\n")
    book.build()
    changed = {**cards(), "kornilov": "<span>Other words</span>"}
    for module in ("mentions", "cards", "terms"):
        monkeypatch.setattr(f"firstflames.site.{module}.cards", lambda: changed)
    assert "chapters/01-a-chapter" not in book.build()
    assert "Other words" in (book.site / "chapters" / "01-a-chapter.html").read_text()


# The cards


def test_a_card_says_what_the_evidence_says() -> None:
    for table, key in (("people", "person_id"), ("organisations", "org_id"), ("places", "place_id")):
        for row in load(table).to_dict("records"):
            card = BeautifulSoup(cards()[row[key]], "html.parser").get_text("\n")
            assert row["name_then" if table == "places" else "name"] in card
            assert all(form in card for form in str(row["as_printed"]).split("|"))
            locators = row["locators"].split(";")
            assert all(locator in card for locator in locators[:SHOWN])
            more = len(locators) - SHOWN
            assert (f"and {more} more" in card) == (more > 0)
            if table == "people":
                assert row["role"] in card
            if table == "places" and isinstance(row["country_now"], str):
                assert row["country_now"] in card


@BUILT
def test_a_page_carries_the_cards_of_its_own_terms_only(specimen: Path) -> None:
    page = soup(specimen / "specimen.html")
    terms = [str(term["href"]).partition("#")[2] for term in page.select("a.term")]
    assert terms == ["rada", "kyiv", "kornilov", "lenin", "petrograd", "zimmerwald"]
    (store,) = page.select("template.term-cards")
    cards_kept = [str(span["data-term"]) for span in store.find_all("span") if "data-term" in span.attrs]
    assert cards_kept == terms
    plain = (specimen / "described.html").read_text(encoding="utf-8")
    assert "term-cards" not in plain and "terms.js" not in plain and "terms.css" not in plain


@BUILT
def test_the_search_index_holds_no_card(specimen: Path) -> None:
    index = (specimen / "searchindex.js").read_text(encoding="utf-8")
    assert '"kornilov"' in index
    assert '"coup"' not in index, "Kornilov's card says it; the specimen's text does not"


# In a browser

CARD = "#term-card"
#: Milliseconds, longer than a pointer has to rest on a term, and to get from it to the card.
REST, LEAVE = 200, 400


def browser(test: Callable[..., None]) -> Callable[..., None]:
    """Mark a test that needs a browser."""
    marked: Callable[..., None] = pytest.mark.browser(BUILT(test))
    return marked


@pytest.fixture
def opened(chromium: Any, specimen: Path) -> Iterator[Callable[..., Visit]]:
    """Opens the specimen from its folder, at its terms; nothing may be asked for from outside it."""
    visits: list[Visit] = []

    def opening(*view: str, **options: Any) -> Visit:
        visit = Visit(chromium, (specimen / "specimen.html").as_uri(), *view, **options)
        visits.append(visit)
        if options.get("java_script_enabled", True):
            visit.page.clock.install()  # the tests move the page's clock, however slow the machine is
            visit.page.clock.pause_at(datetime.now() + timedelta(hours=1))
            visit.page.add_style_tag(content="html { scroll-behavior: auto !important }")
        term(visit, "Rada").scroll_into_view_if_needed()
        return visit

    yield opening
    for visit in visits:
        assert visit.said == []
        assert all(url.startswith("file://") for url in visit.asked)
        visit.context.close()


def term(visit: Visit, words: str) -> Any:
    return visit.page.locator("a.term", has_text=words).first


def card(visit: Visit) -> Any:
    return visit.page.locator(CARD)


def focus(visit: Visit, words: str) -> None:
    """Reach a term as a keyboard does."""
    term(visit, words).focus()
    visit.page.keyboard.press("Shift+Tab")
    visit.page.keyboard.press("Tab")


@browser
def test_a_pointer_opens_a_card_and_may_move_onto_it(opened: Callable[..., Visit]) -> None:
    visit = opened("desk", "light")
    term(visit, "Rada").hover()
    visit.page.clock.run_for(100)
    assert card(visit).count() == 0, "a pointer that passes opens nothing"
    visit.page.clock.run_for(REST - 100)
    assert "Central Rada" in card(visit).inner_text()
    assert term(visit, "Rada").get_attribute("aria-describedby") == CARD[1:]
    card(visit).hover()
    visit.page.clock.run_for(LEAVE)
    assert card(visit).is_visible(), "the pointer is on it"
    visit.page.clock.run_for(60_000)
    assert card(visit).is_visible(), "no clock closes it"
    visit.page.mouse.move(2, 2)
    visit.page.clock.run_for(LEAVE)
    assert card(visit).count() == 0
    assert term(visit, "Rada").get_attribute("aria-describedby") is None


@browser
def test_escape_closes_a_card_without_moving_pointer_or_focus(opened: Callable[..., Visit]) -> None:
    visit = opened("desk", "light")
    term(visit, "Rada").hover()
    visit.page.clock.run_for(REST)
    visit.page.keyboard.press("Escape")
    assert card(visit).count() == 0
    box = term(visit, "Rada").bounding_box()
    visit.page.mouse.move(box["x"] + 3, box["y"] + box["height"] / 2)
    visit.page.clock.run_for(REST)
    assert card(visit).count() == 0, "it stays away while the pointer stays on the term"
    visit.page.mouse.move(2, 2)
    term(visit, "Rada").hover()
    visit.page.clock.run_for(REST)
    assert card(visit).count() == 1, "and comes again when the pointer does"
    visit.page.mouse.move(2, 2)
    visit.page.clock.run_for(LEAVE)
    focus(visit, "Kyiv")
    visit.page.keyboard.press("Escape")
    assert card(visit).count() == 0
    assert term(visit, "Kyiv").evaluate("link => link === document.activeElement")


@browser
def test_the_focus_opens_a_card_and_enter_follows_the_link(opened: Callable[..., Visit]) -> None:
    visit = opened("desk", "light")
    focus(visit, "Kyiv")
    assert "Now: Kyiv, Ukraine" in card(visit).inner_text()
    assert card(visit).get_attribute("role") == "tooltip"
    visit.page.mouse.move(2, 2)
    visit.page.mouse.move(300, 300)
    visit.page.clock.run_for(LEAVE)
    assert card(visit).count() == 1, "a pointer elsewhere takes nothing from the keyboard"
    visit.page.keyboard.press("Tab")
    assert "Lavr Kornilov" in card(visit).inner_text(), "one stop a term: the next is the next term"
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/reference/people.html#kornilov")


@browser
def test_a_tap_opens_a_card_with_the_link_in_it(opened: Callable[..., Visit]) -> None:
    visit = opened("phone", "dark", has_touch=True)
    term(visit, "Kornilov").tap()
    assert "Lavr Kornilov" in card(visit).inner_text()
    visit.page.clock.run_for(LEAVE)
    assert visit.page.url.endswith("specimen.html"), "the first tap goes nowhere"
    visit.page.touchscreen.tap(200, 80)
    assert card(visit).count() == 0, "a tap beside it closes it"
    term(visit, "Lenin").tap()
    link = card(visit).get_by_role("link", name="Glossary")
    assert link.bounding_box()["height"] >= 44
    link.tap()
    visit.page.wait_for_url("**/reference/people.html#lenin")


@browser
def test_a_second_tap_follows_the_link(opened: Callable[..., Visit]) -> None:
    visit = opened("phone", "light", has_touch=True)
    term(visit, "Kornilov").tap()
    term(visit, "Kornilov").tap()
    visit.page.wait_for_url("**/reference/people.html#kornilov")


@browser
@pytest.mark.parametrize("screen", ["zoomed", "phone", "tablet", "desk", "wide"])
def test_a_card_is_on_the_page_and_not_on_its_term(opened: Callable[..., Visit], screen: str) -> None:
    visit = opened(screen, "light")
    for words in ("Rada", "Kyiv", "Kornilov", "Lenin", "Petrograd", "Zimmerwald"):
        focus(visit, words)
        box, wide = card(visit).bounding_box(), visit.page.viewport_size["width"]
        assert box["x"] >= 0 and box["x"] + box["width"] <= wide
        at = term(visit, words).bounding_box()
        assert box["y"] >= at["y"] + at["height"] or box["y"] + box["height"] <= at["y"]
        assert not visit.is_too_wide()
        card(visit).evaluate("card => card.scrollIntoView({ block: 'end' })")
        box = card(visit).bounding_box()
        assert box["y"] + box["height"] <= visit.page.viewport_size["height"] + 1, "all can be read"
        assert card(visit).evaluate("card => card.scrollHeight <= card.clientHeight")


@browser
@pytest.mark.parametrize(
    ("screen", "theme"), [("phone", "dark"), ("desk", "light")], ids=["phone-dark", "desk-light"]
)
@pytest.mark.parametrize("by", ["focus", "tap"])
def test_axe_finds_nothing_in_an_open_card(
    chromium: Any, specimen_address: str, screen: str, theme: str, by: str
) -> None:
    # Served, since axe reads the style sheets again, which a page in a folder may not.
    with Visit(chromium, specimen_address + "specimen.html", screen, theme, has_touch=True) as visit:
        if by == "tap":
            term(visit, "Kornilov").tap()
        else:
            focus(visit, "Kornilov")
        assert card(visit).is_visible()
        assert visit.axe() == []


@browser
def test_without_a_script_terms_are_plain_links(opened: Callable[..., Visit]) -> None:
    visit = opened("desk", "light", java_script_enabled=False)
    term(visit, "Kornilov").hover()
    assert visit.page.get_by_text("leader of the failed coup").count() == 0
    term(visit, "Kornilov").click()
    visit.page.wait_for_url("**/reference/people.html#kornilov")


@browser
def test_print_has_nothing_of_it(opened: Callable[..., Visit]) -> None:
    visit = opened("desk", "light")
    focus(visit, "Kornilov")
    assert card(visit).is_visible()
    visit.page.emulate_media(media="print")
    assert not card(visit).is_visible()
    for link in visit.page.locator("a:is(.term, .locator)").all():
        assert link.evaluate("link => getComputedStyle(link).textDecorationLine") == "none"


@browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_terms_are_marked_by_a_line_that_can_be_seen(opened: Callable[..., Visit], theme: str) -> None:
    """Three to one against the paper, as WCAG 1.4.11 asks of what tells a control from text."""
    visit = opened("desk", theme)
    shades = visit.page.evaluate(
        """() => ["a.term", "a.locator"].map(name => {
            const style = getComputedStyle(document.querySelector(name));
            const canvas = document.createElement("canvas")
                .getContext("2d", { willReadFrequently: true });
            const seen = colour => {
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                const light = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
                    .map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
            };
            const line = seen(style.textDecorationColor);
            const paper = seen(getComputedStyle(document.body).backgroundColor);
            const [low, high] = [line, paper].sort((a, b) => a - b);
            return [style.textDecorationLine, (high + 0.05) / (low + 0.05)];
        })"""
    )
    for line, contrast in shades:
        assert line == "underline" and contrast >= 3
