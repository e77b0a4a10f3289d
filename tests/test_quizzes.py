"""Quizzes and progress: what the build refuses, what readers get, what their browser keeps."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sphinx.errors import ExtensionError
from visiting import CHAPTERS, Visit

from firstflames.site.quizzes import Choice, Number, Question, Reader

browser_test = pytest.mark.browser
pytestmark = pytest.mark.xdist_group("quizzes")

GLUED = {"share": "49.4", "other": "58.0", "near": "49.9", "total": "36,262,560", "word": "half"}


def option(right: bool = False, **words: str) -> str:
    given = {"text": "An option.", "reason": "Its reason.", **words}
    lines = [f'{key} = "{value}"' for key, value in given.items() if value is not None]
    return "\n".join(["[[question.option]]", *lines, *["right = true"] * right])


def asked(*parts: str, ask: str = 'ask = "What?"') -> str:
    return "\n".join(["[[question]]", ask, *parts])


CHOICE = asked(option(), option(True), option())
NUMBER = asked('number = "share"', 'unit = "per cent"', "tolerance = 0.5", 'reason = "So."')
TRAP = '[[question.trap]]\nnumber = "other"\nreason = "No."'


def questions(tmp_path: Path, *texts: str, glued: dict[str, str] = GLUED) -> tuple[Question, ...]:
    path = tmp_path / "book" / "quizzes" / "10-a-chapter.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(texts), encoding="utf-8")
    return Reader(path, glued).read()


def test_a_quiz_is_read_in_order(tmp_path: Path) -> None:
    choice, number, other = questions(tmp_path, CHOICE, f"{NUMBER}\n{TRAP}", CHOICE)
    assert isinstance(choice, Choice) and isinstance(other, Choice)
    assert [each.right for each in choice.options] == [False, True, False]
    assert choice.options[0].reason == "Its reason."
    assert isinstance(number, Number)
    assert (number.answer.text, number.answer.value) == ("49.4", 49.4)
    assert (number.unit, number.tolerance, number.reason) == ("per cent", 0.5, "So.")
    assert [trap.figure.value for trap in number.traps] == [58.0]


def test_figures_are_read_as_chapters_glue_them(tmp_path: Path) -> None:
    for text, value in {"36,262,560": 36262560, "−1.5": -1.5, "-3": -3, "0.25": 0.25}.items():
        first = questions(tmp_path, NUMBER, CHOICE, CHOICE, glued={"share": text})[0]
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
    "unknown-key-of-an-option": (CHOICE.replace("text =", "txet =", 1), "option a has the unknown key 'txet'"),
    "neither-kind": (asked(), "found neither options nor a number"),
    "both-kinds": (asked('number = "share"', option(), option(True), option()), "found both"),
    "a-unit-of-options": (asked('unit = "votes"', option(), option(True), option()), "found unit beside"),
    "two-options": (asked(option(), option(True)), "found 2 options; expected 3 to 4"),
    "five-options": (asked(option(True), *[option()] * 4), "found 5 options; expected 3 to 4"),
    "no-list-of-options": (asked('option = "x"'), "option is not a list of tables"),
    "none-right": (asked(*[option()] * 3), "found 0 right options; expected exactly one"),
    "two-right": (asked(option(True), option(True), option()), "found 2 right options"),
    "right-in-words": (CHOICE.replace("right = true", 'right = "yes"'), "option b has right = 'yes'"),
    "no-reason": (asked(option(), option(True).replace("reason", "#"), option()), "option b has no reason"),
    "an-empty-reason": (asked(option(reason=""), option(True), option()), "option a has an empty reason"),
    "a-reason-that-is-no-text": (CHOICE.replace('"Its reason."', "3", 1), "something else than a text"),
    "a-figure-that-is-not-glued": (CHOICE.replace("What?", "{glue:text}`gone`?"), "prints 'gone', which"),
    "a-number-that-is-not-glued": (number(number='number = "gone"'), "has the number 'gone', which the page"),
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
    "a-trap-without-a-reason": (f"{NUMBER}\n{TRAP}".replace('reason = "No."', ""), "trap 1 has no reason"),
    "an-unknown-key-of-a-trap": (f"{NUMBER}\n{TRAP}\nunit = 'x'", "trap 1 has the unknown key 'unit'"),
    "a-trap-at-the-answer": (f"{NUMBER}\n{TRAP}".replace('"other"', '"near"'), "trap 1 is 49.9, within 0.5"),
    "two-traps-of-one-number": (f"{NUMBER}\n{TRAP}\n{TRAP}", "trap 2 is 58.0, as another trap"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_sentence_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ExtensionError) as raised:
        questions(tmp_path, CHOICE, text, CHOICE)
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
    questions(tmp_path, CHOICE, CHOICE, CHOICE)
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
    (source / "quizzes" / "page.toml").write_text("\n".join([CHOICE, f"{NUMBER}\n{TRAP}", CHOICE]))
    return source


def build(source: Path, builder: str = "html") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", builder, str(source)]
    return subprocess.run(
        [*command, str(source / f"out-{builder}")], capture_output=True, text=True, check=False
    )


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
    assert questions.count("What?") == 3
    assert questions.count("An option.") == 6
    assert "Its reason." not in questions and "49.4" not in questions
    assert reasons.count("Its reason.") == 6
    assert "49.4 per cent: right." in reasons and "58.0 per cent: not right." in reasons
    assert build(source, "latex").returncode == 0
    assert any("(b) Right." in path.read_text() for path in (source / "out-latex").glob("*.tex"))


def quiz_of(page: Path) -> Tag:
    found = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one(".quiz")
    assert isinstance(found, Tag)
    return found


def test_texts_are_myst(specimen: Path) -> None:
    first = quiz_of(specimen / "questions.html").select(".quiz-question")[0]
    legend = first.legend
    assert legend and legend.em and legend.em.text == "one"
    assert [link["href"] for link in legend.select("a.internal")][0] == "specimen.html"
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
    soup = BeautifulSoup((site / "reference" / "progress.html").read_text(encoding="utf-8"), "html.parser")
    rows = soup.select(".progress tbody tr")
    assert [f"{row.a['href'].removeprefix('../')}" for row in rows if row.a] == CHAPTERS
    for row, path in zip(rows, CHAPTERS, strict=True):
        quiz = quiz_of(site / path)
        assert row["data-quiz"] == quiz["data-quiz"]
        assert row["data-questions"] == str(len(quiz.select(".quiz-question")))
