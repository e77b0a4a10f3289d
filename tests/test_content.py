"""What every chapter's prose promises: its parts, its excerpts, its names, its numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import BOOK, NOTEBOOKS, PAGES, ROOT

from firstflames.evidence.excerpts import markdown as cells_of
from firstflames.evidence.excerpts import quotes, quotes_in

PARTS = [
    "The passage",
    "The scene",
    "The figures",
    "Check the author",
    "Another witness",
    "Discuss",
    "Check yourself",
    "Next",
]
EXCERPT_WORDS = 45
COURSE_WORDS = 1_400
# About 85 words a chapter; the two that the design names may take up to 150.
CHAPTER_WORDS = {"10-thirty-six-million-ballots": 150}
READING_SPEED = 200  # words a minute, for a reader in a second language: 130 to 200
# Own prose spells these one way; the text's forms stand in excerpts and data only.
NAMES = {
    "the Ukraine": "Ukraine",
    "Moslem": "Muslim",
    "Tartar": "Tatar",
    "Rumania": "Romania",
    "Petlura": "Petliura",
    "Vinnichenko": "Vynnychenko",
    "White Russian": "Belarusian",
    "Sviatitsky": "Svyatitsky",
}


def markdown(path: Path) -> list[str]:
    """The Markdown of a notebook, cell by cell, or a page's whole text."""
    return [text for _, text in cells_of(path)]


def prose(path: Path) -> str:
    """The course's own words: without excerpts, code, roles and addresses."""
    text = "\n".join(markdown(path))
    text = re.sub(r"(?m)^>.*$", "", text)
    text = re.sub(r"(?s)```.*?```", "", text)
    text = re.sub(r"\{[\w:]+\}`[^`]*`", "", text)
    return re.sub(r"\]\([^)]*\)", "]", text)


ALL = NOTEBOOKS + PAGES
IDS = [str(path.relative_to(BOOK)) for path in ALL]


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_one_title(path: Path) -> None:
    text = re.sub(r"(?s)```.*?```", "", "\n".join(markdown(path)))
    assert len(re.findall(r"(?m)^# ", text)) == 1
    assert text.lstrip().startswith("# ")


def test_every_part_is_there_in_order(chapter: Path) -> None:
    headings = re.findall(r"(?m)^## (.*)$", "\n".join(markdown(chapter)))
    assert headings == PARTS


def test_the_head_says_time_text_and_three_abilities(chapter: Path) -> None:
    head = markdown(chapter)[0]
    assert "**Time:**" in head
    assert re.search(r"\*\*Text:\*\* .*s\d\d", head)
    assert len(re.findall(r"(?m)^- ", head)) == 3


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_excerpts_are_short_and_attributed(path: Path) -> None:
    for quote in quotes(path):
        assert quote.locator, f"no attribution or locator: {quote}"
        assert 5 <= quote.words <= EXCERPT_WORDS


def test_a_chapter_keeps_to_its_excerpts(chapter: Path) -> None:
    used = sum(quote.words for quote in quotes(chapter))
    assert 0 < used <= CHAPTER_WORDS.get(chapter.stem, 85)


def test_the_course_keeps_to_its_excerpts() -> None:
    assert sum(quote.words for quote in quotes_in(BOOK, ROOT / "exercises")) <= COURSE_WORDS


@pytest.mark.parametrize("path", ALL, ids=IDS)
def test_names_as_the_design_sets_them(path: Path) -> None:
    own = prose(path)
    for wrong, right in NAMES.items():
        assert wrong not in own, f"write {right}, not {wrong}"


def test_numbers_are_printed_from_the_data(chapter: Path) -> None:
    """No figure is typed into prose: dates, years, locators and counts in words may stand."""
    own = prose(chapter)
    own = re.sub(r"\b[pns]\d{2,3}b?\b", "", own)  # locators
    own = re.sub(r"\b1[789]\d\d\b", "", own)  # years
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    own = re.sub(rf"\b\d{{1,2}}( to \d{{1,2}})? ({months})", "", own)
    own = re.sub(r"(?m)^(\*\*)?\d\.", "", own)  # numbered lists and questions
    own = re.sub(r"[“\"‘'][^”\"’']{0,60}[”\"’']", "", own)  # short quoted words of the text
    assert re.findall(r"\d[\d.,]*", own) == []


def test_the_scene_is_neither_thin_nor_a_lecture(chapter: Path) -> None:
    scene = "\n".join(markdown(chapter)).split("## The scene")[1].split("## The figures")[0]
    assert 250 <= len(scene.split()) <= 500


def test_reading_time_is_within_the_promise(chapter: Path) -> None:
    assert len(prose(chapter).split()) / 130 <= 45, "half of ninety minutes is for reading"


def test_prompts_and_the_best_case_on_each_side(chapter: Path) -> None:
    discuss = "\n".join(markdown(chapter)).split("## Discuss")[1].split("## Check yourself")[0]
    assert 3 <= len(re.findall(r"(?m)^\d\. ", discuss)) <= 4
    assert "best case on each side" in discuss


def test_every_option_has_a_reason(chapter: Path) -> None:
    quiz = "\n".join(markdown(chapter)).split("## Check yourself")[1].split("## Next")[0]
    questions = re.split(r"(?m)^\*\*\d\. ", quiz)[1:]
    assert 3 <= len(questions) <= 5
    for question in questions:
        asked, reasons = question.split(":::{dropdown} Reasons")
        options = re.findall(r"(?m)^- (\([a-z]\))", asked)
        assert len(options) >= 3
        assert re.findall(r"(?m)^(\([a-z]\)) ", reasons) == options
        assert reasons.count("Right:") == 1
