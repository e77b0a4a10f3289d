"""Learning alone: own words first, progress kept at home, a sheet to print, and what works offline."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOK, soup
from sphinx.errors import ExtensionError
from test_quizzes import CLOSED, KEY, VIEWS, bring_in, check, kept, storage
from visiting import CHAPTERS, DRAWN, LOADED, MODEL, Visit

from firstflames.site import study
from firstflames.site.progress import NOT_YET

in_a_browser = pytest.mark.browser
ANSWERS, SUMMARY, PROGRESS = "study/answers.html", "study/summary.html", "reference/progress.html"
OWN = (
    "I would say that a witness who pays for his words deserves more trust than one who does not pay, "
    "and so on."
)
NAME = "01-reading-a-partisans-history"


def test_every_chapter_has_a_worked_answer_and_leads_to_it(site: Path) -> None:
    page = soup(site / ANSWERS)
    forms = [str(form["data-worked"]) for form in page.select("form.worked")]
    assert [f"chapters/{name}.html" for name in forms] == CHAPTERS
    for path in CHAPTERS:
        link = soup(site / path).select_one('.quiz-end a[href*="study/answers"]')
        assert link and page.select_one(str(link["href"]).rpartition("html")[2]), path
    for fold in page.select("details.worked-answer"):
        assert not fold.has_attr("open")
        assert len(fold.select(":scope > ul > li")) >= 2, "what makes it good"
        assert len(fold.get_text().split()) > 100


SLIPS = {
    "a prompt that is none": ("task = 2", "task = 7", "task = 7; expected"),
    "no reasons": ("good = [", "bad = [", "unknown key 'bad'"),
    "a figure that is none": ("`lines_sum`", "`line_sum`", "'line_sum' is printed"),
}


@pytest.mark.parametrize(("old", "new", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_one_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "answers.toml"
    text = (BOOK / study.FILE).read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ExtensionError) as raised:
        study.Reader(path).worked(BOOK)
    assert said in str(raised.value) and "\n" not in str(raised.value)


def first(visit: Visit) -> tuple[Any, Any, Any]:
    """The first form, its field, and the fold behind it."""
    form = visit.page.locator("form.worked").first
    return form, form.locator("textarea"), visit.page.locator("details.worked-answer").first


@in_a_browser
@VIEWS
def test_a_worked_answer_waits_for_the_readers_own(
    chromium: Any, address: str, screen: str, theme: str
) -> None:
    with Visit(chromium, address + ANSWERS, screen, theme) as visit:
        form, field, fold = first(visit)
        fold.locator("summary").click()
        assert not fold.evaluate("fold => fold.open")
        assert "Write your own answer first" in form.get_by_role("status").inner_text()
        assert field.evaluate("field => field === document.activeElement")
        assert visit.axe() == []
        field.fill("Only a few words of mine.")
        fold.locator("summary").click()
        assert not fold.evaluate("fold => fold.open")
        assert "Write 14 more words" in form.get_by_role("status").inner_text()
        field.fill(OWN)
        fold.locator("summary").focus()
        visit.page.keyboard.press("Enter")
        assert fold.evaluate("fold => fold.open"), "own words do not open it by keyboard"
        assert visit.axe() == []
        assert not visit.is_too_wide()
        assert visit.said == []


@in_a_browser
def test_words_on_paper_open_it_as_well_and_none_are_kept(chromium: Any, address: str) -> None:
    with Visit(chromium, address + ANSWERS) as visit:
        form, _, fold = first(visit)
        form.get_by_label("I have written it on paper").check()
        fold.locator("summary").click()
        assert fold.evaluate("fold => fold.open")
        assert kept(visit) is None


@in_a_browser
def test_without_javascript_the_fold_is_a_fold(chromium: Any, address: str) -> None:
    with Visit(chromium, address + ANSWERS, java_script_enabled=False) as visit:
        assert visit.page.locator("form.worked:visible").count() == 0
        fold = visit.page.locator("details.worked-answer").first
        assert "I have my own answer" in fold.locator("summary").inner_text()
        fold.locator("summary").click()
        assert fold.locator("ul").is_visible()
        visit.page.goto(address + SUMMARY)
        assert visit.page.locator(".progress-none").is_visible()
        assert visit.page.locator(".summary button:visible, .summary input:visible").count() == 0


@in_a_browser
def test_own_words_exercises_and_estimates_are_kept_saved_forgotten_and_brought_in(
    chromium: Any, address: str
) -> None:
    """And nothing is sent: every request is for a page or file of the site, and none carries a body."""
    with Visit(chromium, address + ANSWERS) as visit:
        page = visit.page
        first(visit)[1].fill(OWN)
        page.wait_for_function(f"localStorage.getItem('{KEY}')?.includes('deserves more trust')")
        page.reload()
        assert first(visit)[1].input_value() == OWN
        page.goto(address + CHAPTERS[1])
        guess = page.locator(".ff-guess").first
        guess.locator("input").fill("45")
        guess.locator("button").first.click()
        page.goto(address + PROGRESS)
        rows = page.locator(".progress tbody tr")
        assert rows.nth(0).locator(".progress-own").inner_text().startswith("✓ ")
        assert rows.nth(1).locator(".progress-own").inner_text() == NOT_YET
        assert rows.nth(1).locator(".progress-guesses").inner_text() == "1 of 1"
        assert rows.nth(0).locator(".progress-guesses").inner_text() == "0 of 1"
        page.get_by_label("1. Two calendars").check()
        page.get_by_label("4. Votes and seats").check()
        page.get_by_label("4. Votes and seats").uncheck()
        state = page.locator(".progress-state").inner_text()
        assert "1 own answer is kept too." in state and "1 estimate before a chart" in state
        with page.expect_download() as download:
            page.get_by_role("button", name="Save to a file").click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        saved = json.loads(text)
        assert saved["answers"][NAME]["text"] == OWN
        assert list(saved["exercises"]) == ["01-two-calendars"]
        before = storage(visit)
        page.get_by_role("button", name="Forget everything").click()
        page.get_by_role("button", name="Forget them").click()
        page.wait_for_function(
            "document.querySelector('.progress-said').textContent === 'All is forgotten.'"
        )
        assert storage(visit) == {}
        assert not page.get_by_label("1. Two calendars").is_checked()
        assert "was brought in" in bring_in(visit, text)
        assert storage(visit) == before
        assert page.get_by_label("1. Two calendars").is_checked()
        assert [url for url in visit.asked if not url.startswith(address)] == []
        assert {request.method for request in visit.requests} == {"GET"}
        assert not [request.url for request in visit.requests if request.post_data]
        asked = [url.partition("?")[2] for url in visit.asked if "?" in url]
        assert not [query for query in asked if not re.fullmatch(r"v=[0-9a-f]+", query)]
        assert visit.said == []


@in_a_browser
def test_what_is_brought_in_replaces_no_words(chromium: Any, address: str) -> None:
    other = {
        "format": "first-flames-progress",
        "version": 1,
        "read": {},
        "quizzes": {},
        "answers": {
            NAME: {"text": "Other words.", "day": "2026-01-02"},
            "02-peoples-of-an-empire": {"text": "New words.", "day": "2026-01-02"},
        },
        "exercises": {"02-bases-and-shares": "2026-01-03"},
    }
    with Visit(chromium, address + ANSWERS) as visit:
        first(visit)[1].fill(OWN)
        first(visit)[1].blur()
        visit.page.goto(address + PROGRESS)
        assert "was brought in" in bring_in(visit, json.dumps(other))
        held = kept(visit)
        assert held["answers"][NAME]["text"] == OWN
        assert held["answers"]["02-peoples-of-an-empire"]["text"] == "New words."
        assert held["exercises"] == {"02-bases-and-shares": "2026-01-03"}
        before = storage(visit)
        for part, value, said in (
            ("answers", {NAME: {"text": 3, "day": "2026-01-02"}}, "the own answer to"),
            ("answers", {NAME: {"text": "x" * 5001, "day": "2026-01-02"}}, "the own answer to"),
            ("answers", {"<b>": {"text": "x", "day": "2026-01-02"}}, "is no name"),
            ("exercises", {"01-two-calendars": "soon"}, "the day on which exercise"),
            ("exercises", ["01-two-calendars"], "“exercises” is missing or is no list"),
        ):
            words = bring_in(visit, json.dumps({**other, part: value}), "bad.json")
            assert words.startswith("bad.json was not brought in: ") and said in words
            assert storage(visit) == before


@in_a_browser
@pytest.mark.parametrize("page", [PROGRESS, SUMMARY])
def test_a_new_readers_state_stands_in_the_page(
    chromium: Any, site: Path, address: str, page: str
) -> None:
    """So nothing moves when the script has run; without a script nothing is said of a reader."""
    places = ".progress-state, .progress td"
    written = [place.get_text() for place in soup(site / page).select(places)]
    assert len(written) > len(CHAPTERS) * 4
    with Visit(chromium, address + page) as visit:
        shown = visit.page.locator(places)
        assert shown.all_text_contents() == written
        assert shown.first.is_visible()
    with Visit(chromium, address + page, java_script_enabled=False) as visit:
        assert visit.page.locator(places).locator("visible=true").count() == 0


@in_a_browser
def test_the_sheet_shows_all_and_keeps_no_name(chromium: Any, address: str) -> None:
    with Visit(chromium, address + ANSWERS) as visit:
        page = visit.page
        first(visit)[1].fill(f"{OWN}\n<b>A second line.</b>")
        first(visit)[1].blur()
        page.goto(address + SUMMARY)
        page.get_by_label("Name to print").fill("A. Reader")
        assert page.locator(".summary-head").inner_text().startswith("A. Reader, ")
        words = page.locator(".summary-answers")
        assert words.locator("h3").inner_text() == "Reading a partisan’s history"
        assert "<b>A second line.</b>" in words.inner_text(), "words are shown as written"
        assert visit.axe() == []
        page.evaluate("window.print = () => { window.printed = true }")
        page.get_by_role("button", name="Print this sheet").click()
        assert page.evaluate("window.printed")
        page.emulate_media(media="print")
        assert page.locator(".summary-head").is_visible() and words.is_visible()
        assert page.locator(".summary button:visible, .summary input[type=text]:visible").count() == 0
        assert "A. Reader" not in json.dumps(storage(visit))
        assert visit.said == []


@in_a_browser
def test_with_a_closed_storage_it_still_opens_and_says_so(chromium: Any, address: str) -> None:
    with Visit(chromium, "about:blank") as visit:
        visit.page.add_init_script(CLOSED)
        visit.page.goto(address + ANSWERS)
        form, field, fold = first(visit)
        field.fill(OWN)
        field.blur()
        assert "keeps nothing" in form.get_by_role("status").inner_text()
        fold.locator("summary").click()
        assert fold.evaluate("fold => fold.open")
        assert visit.said == []


@in_a_browser
def test_on_a_train_an_open_chapter_still_works(chromium: Any, address: str) -> None:
    """What study/path.md promises of a page that is open when the network goes."""
    with Visit(chromium, address + MODEL, "phone", has_touch=True) as visit:
        visit.scroll_through()
        figures = visit.page.query_selector_all(".ff-chart")
        visit.draw(figures[0])
        visit.context.set_offline(True)
        visit.draw(figures[1])  # the drawing was loaded with the first
        assert figures[1].evaluate(DRAWN)
        assert figures[2].query_selector(".in-light img").evaluate(LOADED), "a picture is gone"
        assert "Right" in check(visit, 1, "b").inner_text()
        visit.page.locator(".quiz-read").click()
        assert "Marked as read" in visit.page.locator(".quiz-said").inner_text()
        assert visit.said == []


@in_a_browser
def test_without_the_drawing_the_picture_stays(chromium: Any, address: str) -> None:
    with Visit(chromium, address + MODEL, "phone") as visit:
        visit.scroll_through()
        visit.context.set_offline(True)
        figure = visit.page.locator(".ff-chart").first
        figure.locator(".ff-chart-live").click()
        visit.page.wait_for_selector("text=could not be loaded")
        assert figure.locator(".in-light img").is_visible()
