"""Quizzes and progress: what the build refuses, what readers get, what their browser keeps."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import Tag
from conftest import ROOT, soup, sphinx
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sphinx.errors import ExtensionError
from visiting import CHAPTERS, Visit

from firstflames.site.progress import NOT_YET
from firstflames.site.quizzes import Choice, Number, Question, Reader, key

GLUED = {
    "share": "49.4",
    "other": "58.0",
    "near": "49.9",
    "nearer": "49.7",
    "total": "36,262,560",
    "word": "half",
}


def option(right: bool = False, **words: str) -> str:
    given = {"text": "An option.", "reason": "Its reason.", **words}
    lines = [f'{key} = "{value}"' for key, value in given.items() if value is not None]
    return "\n".join(["[[question.option]]", *lines, *["right = true"] * right])


def asked(*parts: str, ask: str = 'ask = "What?"') -> str:
    return "\n".join(["[[question]]", ask, *parts])


CHOICE = asked(option(), option(True), option())
NUMBER = asked('number = "share"', 'unit = "per cent"', "tolerance = 0.5", 'reason = "So."')
FIRST, LAST = CHOICE.replace("What?", "What first?"), CHOICE.replace("What?", "What last?")
TRAP = '[[question.trap]]\nnumber = "other"\nreason = "No."'


def questions(tmp_path: Path, *texts: str, glued: dict[str, str] = GLUED) -> tuple[Question, ...]:
    path = tmp_path / "book" / "quizzes" / "10-a-chapter.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(texts), encoding="utf-8")
    return Reader(path, glued).read()


def test_a_quiz_is_read_in_order(tmp_path: Path) -> None:
    choice, number, other = questions(tmp_path, FIRST, f"{NUMBER}\n{TRAP}", LAST)
    assert isinstance(choice, Choice) and isinstance(other, Choice)
    assert [each.right for each in choice.options] == [False, True, False]
    assert choice.options[0].reason == "Its reason."
    assert isinstance(number, Number)
    assert (number.answer.text, number.answer.value) == ("49.4", 49.4)
    assert (number.unit, number.tolerance, number.reason) == ("per cent", 0.5, "So.")
    assert [trap.figure.value for trap in number.traps] == [58.0]


def test_a_question_keeps_its_key_wherever_it_stands(tmp_path: Path) -> None:
    """What a browser keeps belongs to the question, not to its place."""
    before = [key(each) for each in questions(tmp_path, FIRST, NUMBER, LAST)]
    after = [
        key(each) for each in questions(tmp_path, CHOICE.replace("What?", "New?"), LAST, FIRST, NUMBER)
    ]
    assert len(set(before)) == 3
    assert [after[2], after[3], after[1]] == before
    assert after[0] not in before


def test_figures_are_read_as_chapters_glue_them(tmp_path: Path) -> None:
    for text, value in {"36,262,560": 36262560, "−1.5": -1.5, "-3": -3, "0.25": 0.25}.items():
        first = questions(tmp_path, NUMBER, FIRST, LAST, glued={"share": text})[0]
        assert isinstance(first, Number)
        assert first.answer.value == value


def number(**changed: str) -> str:
    lines = {
        "number": 'number = "share"',
        "unit": 'unit = "per cent"',
        "tolerance": "tolerance = 0.5",
        "reason": 'reason = "So."',
    }
    return asked(*{**lines, **changed}.values())


#: The second question of three, and what the sentence says of it.
FAULTS = {
    "no-ask": (asked(option(), option(True), option(), ask=""), "the question has no ask"),
    "empty-ask": (CHOICE.replace("What?", ""), "the question has an empty ask"),
    "unknown-key": (asked('hint = "x"', option(), option(True), option()), "unknown key 'hint'"),
    "unknown-key-of-an-option": (
        CHOICE.replace("text =", "txet =", 1),
        "option a has the unknown key 'txet'",
    ),
    "neither-kind": (asked(), "found neither options nor a number"),
    "both-kinds": (asked('number = "share"', option(), option(True), option()), "found both"),
    "a-unit-of-options": (
        asked('unit = "votes"', option(), option(True), option()),
        "found unit beside",
    ),
    "two-options": (asked(option(), option(True)), "found 2 options; expected 3 to 4"),
    "five-options": (asked(option(True), *[option()] * 4), "found 5 options; expected 3 to 4"),
    "no-list-of-options": (asked('option = "x"'), "option is not a list of tables"),
    "none-right": (asked(*[option()] * 3), "found 0 right options; expected exactly one"),
    "two-right": (asked(option(True), option(True), option()), "found 2 right options"),
    "right-in-words": (CHOICE.replace("right = true", 'right = "yes"'), "option b has right = 'yes'"),
    "no-reason": (
        asked(option(), option(True).replace("reason", "#"), option()),
        "option b has no reason",
    ),
    "an-empty-reason": (
        asked(option(reason=""), option(True), option()),
        "option a has an empty reason",
    ),
    "a-reason-that-is-no-text": (CHOICE.replace('"Its reason."', "3", 1), "something else than a text"),
    "a-figure-that-is-not-glued": (
        CHOICE.replace("What?", "{glue:text}`gone`?"),
        "prints 'gone', which",
    ),
    "a-number-that-is-not-glued": (
        number(number='number = "gone"'),
        "has the number 'gone', which the page",
    ),
    "a-number-that-is-typed": (number(number="number = 49.4"), "has number = 49.4"),
    "a-number-that-is-a-word": (number(number='number = "word"'), "'word', which is 'half'"),
    "no-unit": (number(unit=""), "the question has no unit"),
    "a-unit-with-marks": (number(unit='unit = "*votes*"'), "unit is '*votes*'"),
    "no-tolerance": (number(tolerance=""), "found no tolerance"),
    "no-tolerance-left": (number(tolerance="tolerance = 0"), "found tolerance = 0"),
    "a-negative-tolerance": (number(tolerance="tolerance = -1"), "found tolerance = -1"),
    "an-endless-tolerance": (number(tolerance="tolerance = inf"), "found tolerance = inf"),
    "a-tolerance-in-words": (number(tolerance='tolerance = "1"'), "found tolerance = '1'"),
    "no-reason-for-a-number": (number(reason=""), "the question has no reason"),
    "a-trap-without-a-reason": (
        f"{NUMBER}\n{TRAP}".replace('reason = "No."', ""),
        "trap 1 has no reason",
    ),
    "an-unknown-key-of-a-trap": (f"{NUMBER}\n{TRAP}\nunit = 'x'", "trap 1 has the unknown key 'unit'"),
    "a-trap-at-the-answer": (
        f"{NUMBER}\n{TRAP}".replace('"other"', '"near"'),
        "trap 1 is 49.9, within 0.5",
    ),
    "a-question-asked-twice": (FIRST, "it asks what question 1 asks; expected each once"),
    "two-traps-of-one-number": (f"{NUMBER}\n{TRAP}\n{TRAP}", "trap 2 is 58.0, as another trap"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_sentence_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ExtensionError) as raised:
        questions(tmp_path, FIRST, text, LAST)
    message = str(raised.value)
    assert message.startswith("book/quizzes/10-a-chapter.toml, question 2: ")
    assert said in message
    found, _, expected = message.partition("; expected ")
    assert found and ". " in expected and expected.endswith("."), message
    assert "\n" not in message


OF_THE_FILE = {
    "too-few": ([CHOICE, CHOICE], "found 2 questions; expected 3 to 5"),
    "too-many": ([CHOICE] * 6, "found 6 questions; expected 3 to 5"),
    "none": ([""], "found 0 questions; expected 3 to 5"),
    "no-list": (["[question]\nask = 'x'"], "question is not a list of tables"),
    "unknown-key": (["title = 'x'", CHOICE, CHOICE, CHOICE], "the file has the unknown key 'title'"),
    "no-toml": ([CHOICE, "ask = ", CHOICE], "this is not TOML (Invalid value (at line"),
}


@pytest.mark.parametrize(("texts", "said"), OF_THE_FILE.values(), ids=OF_THE_FILE)
def test_a_fault_of_the_file_names_the_file(tmp_path: Path, texts: list[str], said: str) -> None:
    with pytest.raises(ExtensionError) as raised:
        questions(tmp_path, *texts)
    assert str(raised.value).startswith("book/quizzes/10-a-chapter.toml: ")
    assert said in str(raised.value)
    assert "; expected " in str(raised.value)


def test_a_file_in_another_encoding_is_no_toml(tmp_path: Path) -> None:
    questions(tmp_path, FIRST, CHOICE, LAST)
    path = tmp_path / "book" / "quizzes" / "10-a-chapter.toml"
    path.write_bytes(path.read_bytes() + "# Câmpeanu".encode("latin-1"))
    with pytest.raises(ExtensionError, match="this is not TOML"):
        Reader(path, GLUED).read()


# The build ---------------------------------------------------------------------------------------

CONF = """
extensions = ["myst_nb", "firstflames.site"]
nb_execution_mode = "off"
html_theme = "firstflames"
exclude_patterns = ["out*", "jupyter_execute"]
"""


def book(folder: Path, **cells: str) -> Path:
    """A book of one page, with its quiz, ready to build."""
    source = folder / "book"
    (source / "quizzes").mkdir(parents=True)
    (source / "conf.py").write_text(CONF)
    (source / "index.md").write_text("# Title\n\n```{toctree}\npage\n```\n")
    glue = [
        new_output(
            "display_data",
            {"application/papermill.record/text/plain": repr(text)},
            metadata={"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
        )
        for name, text in GLUED.items()
    ]
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Page"),
            new_code_cell("", outputs=glue),
            new_markdown_cell(cells.get("quiz", "## Check yourself\n\n```{quiz}\n```")),
        ],
        metadata={"language_info": {"name": "python"}},
    )
    nbformat.write(notebook, source / "page.ipynb")
    (source / "quizzes" / "page.toml").write_text("\n".join([FIRST, f"{NUMBER}\n{TRAP}", LAST]))
    return source


def build(source: Path, builder: str = "html") -> subprocess.CompletedProcess[str]:
    return sphinx(source, source / f"out-{builder}", builder)


def test_a_missing_file_stops_the_build(tmp_path: Path) -> None:
    source = book(tmp_path)
    (source / "quizzes" / "page.toml").unlink()
    done = build(source)
    assert done.returncode != 0
    assert "book/quizzes/page.toml: the page has a {quiz} but this file is not there" in done.stderr


@pytest.mark.parametrize("name", ["pgae.toml", "page.tml"])
def test_an_unused_file_stops_the_build(tmp_path: Path, name: str) -> None:
    source = book(tmp_path)
    shutil.copy(source / "quizzes" / "page.toml", source / "quizzes" / name)
    done = build(source)
    assert done.returncode != 0
    assert f"book/quizzes/{name}: no page of the contents uses this file" in done.stderr


def test_a_quiz_stands_once(tmp_path: Path) -> None:
    done = build(book(tmp_path, quiz="```{quiz}\n```\n\n```{quiz}\n```"))
    assert done.returncode != 0
    assert "page: the quiz page is twice on this page" in done.stderr


def test_a_changed_quiz_is_written_again(tmp_path: Path) -> None:
    source = book(tmp_path)
    assert build(source).returncode == 0
    path = source / "quizzes" / "page.toml"
    path.write_text(path.read_text().replace("An option.", "Another option."))
    assert build(source).returncode == 0
    assert "Another option." in (source / "out-html" / "page.html").read_text()


def test_on_paper_questions_come_first_and_reasons_apart(tmp_path: Path) -> None:
    source = book(tmp_path)
    assert build(source, "text").returncode == 0
    text = (source / "out-text" / "page.txt").read_text()
    questions, _, reasons = text.partition("**Reasons**")
    assert all(questions.count(ask) == 1 for ask in ("What first?", "What?", "What last?"))
    assert questions.count("An option.") == 6
    assert "Its reason." not in questions and "49.4" not in questions
    assert reasons.count("Its reason.") == 6
    assert "49.4 per cent: right." in reasons and "58.0 per cent: not right." in reasons
    assert build(source, "latex").returncode == 0
    assert any("(b) Right." in path.read_text() for path in (source / "out-latex").glob("*.tex"))


def quiz_of(page: Path) -> Tag:
    found = soup(page).select_one(".quiz")
    assert isinstance(found, Tag)
    return found


def test_texts_are_myst(specimen: Path) -> None:
    first = quiz_of(specimen / "questions.html").select(".quiz-question")[0]
    legend = first.legend
    assert legend and legend.em and legend.em.text == "one"
    assert next(link["href"] for link in legend.select("a.internal")) == "specimen.html"
    assert "Lenin" in legend.text
    assert "36,262,560" in first.select(".quiz-option")[0].text
    assert "49.4 per cent" in first.select(".quiz-reasons li")[1].text
    assert first.select_one(".quiz-reasons li a[href='described.html']")


def test_only_pages_with_a_quiz_load_it(specimen: Path) -> None:
    for path in specimen.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert ("firstflames/quizzes.js" in text) is (path.name == "questions.html"), path
        for file in ("progress.js", "quizzes.css"):
            assert (f"firstflames/{file}" in text) is (path.name in {"questions.html", "progress.html"})


def test_the_contents_of_progress_are_the_chapters(site: Path) -> None:
    rows = soup(site / "reference" / "progress.html").select(".progress tbody tr")
    assert [str(row.a["href"]).removeprefix("../") for row in rows if row.a] == CHAPTERS
    for row, path in zip(rows, CHAPTERS, strict=True):
        quiz = quiz_of(site / path)
        assert row["data-quiz"] == quiz["data-quiz"]
        keys = [str(form["data-question"]) for form in quiz.select(".quiz-question")]
        assert str(row["data-questions"]).split(" ") == keys
        assert len(set(keys)) == len(keys)


# In a browser ------------------------------------------------------------------------------------

in_a_browser = pytest.mark.browser
VIEWS = pytest.mark.parametrize(
    ("screen", "theme"), [("phone", "dark"), ("desk", "light")], ids=["phone-dark", "desk-light"]
)
KEY = "firstflames-progress"
#: The keys of the specimen's questions.
ASKED = [
    hashlib.sha256(each["ask"].encode()).hexdigest()[:12]
    for each in tomllib.loads(
        (ROOT / "tests" / "specimen" / "quizzes" / "questions.toml").read_text("utf-8")
    )["question"]
]
CLOSED = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed') } })"


def question(visit: Visit, number: int) -> Any:
    return visit.page.locator(f"#question-{number}")


def check(visit: Visit, number: int, answer: str) -> Any:
    """Answer a question by its letter or number, and give its verdict."""
    form = question(visit, number)
    field = form.locator("input[type=text]")
    if field.count():
        field.fill(answer)
    else:
        form.locator(f"input[value={answer}]").check()
    form.get_by_role("button", name="Check").click()
    return form.locator(".quiz-verdict")


def kept(visit: Visit) -> Any:
    return json.loads(visit.page.evaluate(f"localStorage.getItem('{KEY}')") or "null")


@in_a_browser
@VIEWS
def test_axe_finds_nothing_before_and_after_answering(
    chromium: Any, specimen_address: str, screen: str, theme: str
) -> None:
    with Visit(chromium, f"{specimen_address}questions.html", screen, theme) as visit:
        assert visit.axe() == []
        check(visit, 1, "a")
        check(visit, 2, "49.4")
        check(visit, 3, "x")
        question(visit, 4).get_by_role("button", name="Check").click()
        visit.open_folds()
        visit.page.locator(".quiz-read").click()
        assert visit.axe() == []
        assert not visit.is_too_wide()
        check(visit, 1, "b")
        check(visit, 2, "58.0")
        assert visit.axe() == []
        visit.page.goto(f"{specimen_address}reference/progress.html")
        assert visit.axe() == []
        visit.page.get_by_role("button", name="Forget everything").click()
        assert visit.axe() == []
        assert not visit.is_too_wide()
        assert visit.said == []


@in_a_browser
def test_nothing_is_given_away_before_an_answer(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        words = visit.page.locator(".quiz").inner_text()
        for hidden in ("Right", "reason of the", "49.4", "The way to"):
            assert hidden not in words
        assert words.count("Show all reasons") == 4
        check(visit, 1, "a")
        words = visit.page.locator(".quiz").inner_text()
        assert "reason of the first" in words
        assert "reason of the second" not in words


@in_a_browser
def test_a_question_is_answered_by_keyboard_alone(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        page, form = visit.page, question(visit, 1)
        focused = "document.activeElement"
        assert form.get_by_role("group").first.evaluate("f => f.localName") == "fieldset"
        form.locator("legend a").last.focus()
        page.keyboard.press("Tab")
        assert page.evaluate(f"{focused}.value") == "a"
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        assert page.evaluate(f"{focused}.textContent") == "Check"
        page.keyboard.press("Enter")
        verdict = form.locator(".quiz-verdict")
        assert verdict.inner_text() == "✗ Not right. The reason of the first, with a link."
        assert page.evaluate(f"{focused}.textContent") == "Check", "the focus is lost"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("ArrowDown")
        assert verdict.inner_text() == "", "the verdict is of another option"
        page.keyboard.press("Enter")
        assert verdict.inner_text() == "✓ Right. The reason of the second: 49.4 per cent."
        option = form.locator(".quiz-option[data-is]")
        assert option.count() == 1
        assert option.locator(".quiz-mark").inner_text() == "✓ right"
        form.locator("summary").focus()
        page.keyboard.press("Enter")
        assert form.locator(".quiz-reasons li").last.is_visible()
        question(visit, 2).locator("input").focus()
        page.keyboard.type("58")
        page.keyboard.press("Enter")
        assert "another base" in question(visit, 2).locator(".quiz-verdict").inner_text()
        assert visit.said == []


@in_a_browser
def test_a_verdict_is_announced(chromium: Any, specimen_address: str) -> None:
    """A live region that stands there, empty, before it is filled; all its words at once."""
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        for number, answer in ((1, "b"), (2, "49.4")):
            place = question(visit, number).get_by_role("status")
            assert place.inner_text() == ""
            place.evaluate("place => { window.live = place }")
            check(visit, number, answer)
            assert visit.page.evaluate("window.live.isConnected")
            assert place.inner_text().startswith("✓ Right. The")
            assert place.locator("[aria-hidden=true]").inner_text().strip() == "✓"


@in_a_browser
def test_no_answer_is_no_try(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        for number, said in ((1, "Choose an answer first."), (2, "Write a number first:")):
            form = question(visit, number)
            form.get_by_role("button", name="Check").click()
            assert said in form.locator(".quiz-verdict").inner_text()
            assert form.evaluate("form => form.contains(document.activeElement)")
            assert visit.page.evaluate("document.activeElement.localName") == "input"
        field = question(visit, 2).locator("input")
        assert field.get_attribute("aria-invalid") == "true"
        field.fill("4")
        assert field.get_attribute("aria-invalid") is None
        assert kept(visit) is None


#: What readers write, and what it is: question 2 asks for 49.4 per cent, within 0.3 (49.7 - 49.4 is
#: more than that to a computer), with traps at 58.0 and 58.4; question 3 for 36,262,560 votes, within
#: 100,000.
WRITTEN = [
    (2, "49.4", "Right."),
    (2, "49,4", "Right."),
    (2, " 49.4 % ", "Right."),
    (2, "49.4 per cent", "Right."),
    (2, "49.7", "Right."),
    (2, "49.1", "Right."),
    (2, "49.71", "Too high."),
    (2, "48.8", "Too low."),
    (2, "-49.4", "Too low."),
    (2, "57.8", "of another base"),
    (2, "58.1", "of another base"),
    (2, "58,3", "nearly the same"),
    (2, "half", "no number"),
    (2, "49.4.1", "no number"),
    (2, "4 9 . 4", "no number"),
    (2, "49.4 million", "Too high."),
    (3, "36,262,560", "Right."),
    (3, "36 262 560", "Right."),
    (3, "36\u00a0262\u00a0560 votes", "Right."),
    (3, "36\u202f262\u202f560", "Right."),
    (3, "36.262.560", "Right."),
    (3, "36'262'560", "Right."),
    (3, "36262560.0", "Right."),
    (3, "36.3 million", "Right."),
    (3, "36,3 Million", "Right."),
    (3, "36300 thousand", "Right."),
    (3, "36.2", "Too low."),
    (3, "1e9", "no number"),
    (3, "36,2625,60", "no number"),
    (3, "0x10", "no number"),
]


@in_a_browser
def test_numbers_are_read_as_readers_write_them(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        for number, text, said in WRITTEN:
            verdict = check(visit, number, text).inner_text()
            assert said in verdict, (text, verdict)
            assert ("Right." in verdict) is (said == "Right."), (text, verdict)
        field = question(visit, 2).locator("input")
        assert field.get_attribute("inputmode") == "decimal"
        assert visit.page.get_by_label("Your answer").first.evaluate("f => f.id") == "question-2-answer"
        assert "was read as 48.8 per cent" in check(visit, 2, "48,8").inner_text()


@in_a_browser
def test_it_is_tried_again_and_started_again(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        check(visit, 1, "a")
        check(visit, 1, "c")
        check(visit, 2, "49.4")
        assert kept(visit)["quizzes"]["questions"][ASKED[0]] == {"right": False, "tries": 2}
        check(visit, 1, "b")
        check(visit, 1, "a")
        assert kept(visit)["quizzes"]["questions"] == {
            ASKED[0]: {"right": True, "tries": 4},
            ASKED[1]: {"right": True, "tries": 1},
        }
        score = visit.page.locator(".quiz-score")
        assert score.inner_text() == "2 of 4 questions answered right so far."
        visit.open_folds()
        visit.page.get_by_role("button", name="Start the quiz again").click()
        assert visit.page.evaluate("document.activeElement.value") == "a"
        assert visit.page.locator("input:checked").count() == 0
        assert question(visit, 2).locator("input").input_value() == ""
        assert (
            visit.page.locator(".quiz-verdict:not(:empty), [data-is], .quiz details[open]").count() == 0
        )
        assert score.inner_text() == "2 of 4 questions answered right so far.", "what was done is done"
        visit.page.reload()
        assert "answered right" in question(visit, 1).locator("legend").inner_text()
        assert "answered right" not in question(visit, 3).locator("legend").inner_text()
        assert visit.page.locator("input:checked").count() == 0


@in_a_browser
@pytest.mark.parametrize("where", ["closed", "full", "file"])
def test_it_works_without_storage_and_from_a_file(
    chromium: Any, specimen: Path, specimen_address: str, where: str
) -> None:
    """Closed to the page, or full; and from a folder, where each page may have a storage of its own."""
    start = f"{specimen.as_uri()}/" if where == "file" else specimen_address
    with Visit(chromium, "about:blank") as visit:
        if where == "closed":
            visit.page.add_init_script(CLOSED)
        if where == "full":
            visit.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
        visit.page.goto(f"{start}questions.html")
        assert "Right." in check(visit, 1, "b").inner_text()
        assert "Right." in check(visit, 2, "49.4").inner_text()
        assert visit.page.locator(".quiz-score").inner_text().startswith("2 of 4")
        visit.page.locator(".quiz-read").click()
        said = visit.page.locator(".quiz-said").inner_text()
        assert ("keeps nothing" in said) is (where != "file")
        assert visit.page.locator(".quiz-read").inner_text() == "Mark this chapter as not read"
        visit.page.get_by_role("link", name="Your progress").last.click()
        filled = "document.querySelector('.progress-state')?.textContent"
        visit.page.wait_for_function(filled)  # the page is there before its script has run
        state = visit.page.locator(".progress-state").inner_text()
        assert ("keeps nothing" in state) is (where != "file")
        assert ("read from a folder" in state) is (where == "file")
        assert ("1 of 1 chapter" in state) is (where == "file")
        assert visit.said == []


@in_a_browser
def test_without_javascript_all_is_there_to_read(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, f"{specimen_address}questions.html", java_script_enabled=False) as visit:
        assert visit.page.locator(".quiz button:visible").count() == 0
        assert visit.page.locator(".quiz-option:visible").count() == 7
        assert not visit.page.get_by_text("The way to the share.").is_visible()
        visit.page.locator("#question-2 summary").click()
        assert visit.page.get_by_text("49.4 per cent: right.").is_visible()
        assert visit.page.get_by_text("The way to the share.").is_visible()
        assert visit.page.get_by_text("Anything within 0.3 of it counts.").is_visible()
        url = visit.page.url
        visit.page.locator("#question-2 input").fill("49.4")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_timeout(200)
        assert visit.page.url == url, "the answer was sent somewhere"
        visit.page.goto(f"{specimen_address}reference/progress.html")
        assert visit.page.locator(".progress-none").is_visible()
        assert visit.page.locator(".progress button:visible, .progress input:visible").count() == 0
        assert visit.page.get_by_role("link", name="Questions").last.is_visible()


@in_a_browser
def test_paper_has_the_questions_and_only_opened_reasons(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        check(visit, 1, "b")
        question(visit, 4).locator("summary").click()
        visit.page.emulate_media(media="print")
        words = visit.page.locator(".quiz").inner_text()
        assert words.count("Question ") == 4
        assert "A first, wrong one" in words
        assert "The last is right." in words
        assert "reason of the second" not in words and "49.4" not in words
        assert visit.page.locator(".quiz button:visible, .quiz summary:visible").count() == 0
        boxes = question(visit, 1).locator(".quiz-option").all()
        colours = {box.evaluate("b => getComputedStyle(b).backgroundColor") for box in boxes}
        assert len(colours) == 1, "the paper shows which option was right"


# What the browser keeps --------------------------------------------------------------------------

GONE = "0123456789ab"  # a question that another edition asks
SAVED = {
    "format": "first-flames-progress",
    "version": 1,
    "saved": "2026-11-24",
    "read": {"questions": "2026-11-20"},
    "quizzes": {
        "questions": {
            ASKED[0]: {"right": False, "tries": 7},
            GONE: {"right": True, "tries": 2},
            ASKED[2]: {"right": True, "tries": 1},
        }
    },
    "guesses": {"a-chart": 40, "another-chart": "skipped"},
}


def bring_in(visit: Visit, text: str | bytes, name: str = "saved.json") -> str:
    """Choose a file on the page of progress; what is said about it."""
    said = visit.page.locator(".progress-said")
    said.evaluate("place => { place.textContent = '' }")
    content = text.encode() if isinstance(text, str) else text
    visit.page.get_by_label("Bring in a saved file").set_input_files(
        [{"name": name, "mimeType": "application/json", "buffer": content}]
    )
    visit.page.wait_for_function("document.querySelector('.progress-said').textContent")
    words: str = said.inner_text()
    return words


def storage(visit: Visit) -> dict[str, str]:
    held: dict[str, str] = visit.page.evaluate("({ ...localStorage })")
    return held


@in_a_browser
def test_progress_is_saved_forgotten_and_brought_in(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        page = visit.page
        page.evaluate("localStorage.setItem('firstflames-guess-a-chart', '38.5')")
        page.evaluate("localStorage.setItem('firstflames-theme', 'dark')")
        check(visit, 1, "a")
        check(visit, 1, "b")
        check(visit, 2, "49.4")
        page.locator(".quiz-read").click()
        assert "Marked as read on" in page.locator(".quiz-said").inner_text()
        page.goto(f"{specimen_address}reference/progress.html")
        state = page.locator(".progress-state")
        assert state.inner_text() == (
            "You have marked 1 of 1 chapter as read and answered 2 of 4 questions right. "
            "1 estimate before a chart is kept as well."
        )
        assert page.locator("td.progress-right").inner_text() == "2 of 4"
        assert page.locator("td.progress-read").inner_text().startswith("✓ ")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save to a file").click()
        assert download.value.suggested_filename.startswith("first-flames-progress-2")
        text = Path(download.value.path()).read_text(encoding="utf-8")
        saved = json.loads(text)
        assert saved["quizzes"]["questions"][ASKED[0]] == {"right": True, "tries": 2}
        assert saved["guesses"] == {"a-chart": 38.5}
        before = storage(visit)

        # Forget: by keyboard, and only when the reader says so.
        page.get_by_role("button", name="Forget everything").focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == "Keep them"
        page.keyboard.press("Escape")
        page.wait_for_function(  # it still says what was saved
            "document.querySelector('.progress-said').textContent === 'Nothing was forgotten.'"
        )
        assert page.evaluate("document.activeElement.textContent") == "Forget everything"
        assert storage(visit) == before
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")  # on "Keep them"
        assert storage(visit) == before
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Forget them"
        page.keyboard.press("Enter")
        page.wait_for_function(
            "document.querySelector('.progress-said').textContent === 'All is forgotten.'"
        )
        assert storage(visit) == {"firstflames-theme": "dark"}
        assert state.inner_text().startswith(
            "You have marked 0 of 1 chapter as read and answered 0 of 4"
        )
        assert page.locator("td.progress-read").inner_text() == NOT_YET

        # Bring in: all is as before.
        assert "saved.json was brought in" in bring_in(visit, text)
        assert storage(visit) == before
        assert visit.said == []


@in_a_browser
def test_what_is_brought_in_is_added_to_what_is_there(chromium: Any, specimen_address: str) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        visit.page.evaluate("localStorage.setItem('firstflames-guess-a-chart', '38.5')")
        check(visit, 1, "b")
        visit.page.locator(".quiz-read").click()
        own = kept(visit)
        visit.page.goto(f"{specimen_address}reference/progress.html")
        bring_in(visit, json.dumps(SAVED))
        assert kept(visit) == {
            "read": own["read"],
            "quizzes": {
                "questions": {
                    ASKED[0]: {"right": True, "tries": 7},
                    GONE: {"right": True, "tries": 2},
                    ASKED[2]: {"right": True, "tries": 1},
                }
            },
        }
        held = storage(visit)
        assert held["firstflames-guess-a-chart"] == "38.5"
        assert held["firstflames-guess-another-chart"] == '"skipped"'
        assert (
            "answered 2 of 4 questions right. 2 estimates before a chart are kept"
            in visit.page.locator(".progress-state").inner_text()
        )


BAD: dict[str, tuple[Any, str]] = {
    "no-json": ("{", "it is not JSON"),
    "an-image": (b"\x89PNG\r\n\x1a\n\x00", "it is not JSON"),
    "a-list": ("[]", "it does not come from this page"),
    "nothing": ("null", "it does not come from this page"),
    "another-programs": ('{"format": "x"}', "it does not come from this page"),
    "another-version": ({"version": 2}, "it has the version 2, and this page reads 1"),
    "no-marks": ({"read": None}, "“read” is missing"),
    "marks-as-a-list": ({"read": ["questions"]}, "“read” is missing or is no list of names"),
    "no-answers": ({"quizzes": 3}, "“quizzes” is missing"),
    "estimates-as-words": ({"guesses": "x"}, "“guesses” is missing"),
    "a-name-that-is-none": ({"read": {"<b>": "2026-11-20"}}, "“<b>” in its part “read” is no name"),
    "a-prototype": ('{"__proto__": {"right": true, "tries": 1}}', "“__proto__” in its part"),
    "a-day-that-is-none": ({"read": {"questions": "soon"}}, "the day on which questions was read"),
    "an-answer-that-is-none": ({"quizzes": {"questions": {GONE: True}}}, "the answers to questions"),
    "a-question-that-is-none": (
        {"quizzes": {"questions": {"x": {"right": True, "tries": 1}}}},
        "the answers to questions",
    ),
    "tries-below-nothing": (
        {"quizzes": {"questions": {GONE: {"right": True, "tries": -1}}}},
        "the answers to questions",
    ),
    "an-estimate-in-words": ({"guesses": {"a-chart": "forty"}}, "the estimate for a-chart is no number"),
    "too-large": (" " * 1_000_001, "it is too large"),
}


@in_a_browser
def test_a_bad_file_changes_nothing_and_is_named_in_one_sentence(
    chromium: Any, specimen_address: str
) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        visit.page.evaluate("localStorage.setItem('firstflames-guess-a-chart', '38.5')")
        check(visit, 1, "b")
        before = storage(visit)
        visit.page.goto(f"{specimen_address}reference/progress.html")
        for name, (content, said) in BAD.items():
            if name == "a-prototype":  # json.dumps would not tell it from another name
                content = json.dumps(SAVED).replace(
                    '{"questions": {', '{"__proto__": {}, "questions": {'
                )
            text = json.dumps({**SAVED, **content}) if isinstance(content, dict) else content
            words = bring_in(visit, text, "bad.json")
            assert words.startswith("bad.json was not brought in: ") and said in words, (name, words)
            assert words.endswith("Nothing has changed; choose a file that this page has saved.")
            assert storage(visit) == before, name
        assert "saved.json was brought in" in bring_in(visit, json.dumps(SAVED))
        assert visit.said == []


@in_a_browser
def test_a_storage_that_holds_something_else_is_no_obstacle(
    chromium: Any, specimen_address: str
) -> None:
    with Visit(chromium, f"{specimen_address}questions.html") as visit:
        for held in ("", "{", "[]", '{"read": 1, "quizzes": {}}'):
            visit.page.evaluate(f"localStorage.setItem('{KEY}', {json.dumps(held)})")
            visit.settle()  # a reload would end what is still on its way
            visit.page.reload()
            assert "Right." in check(visit, 1, "b").inner_text()
            assert kept(visit)["quizzes"] == {"questions": {ASKED[0]: {"right": True, "tries": 1}}}
        assert visit.said == []
