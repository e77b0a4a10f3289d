"""What every page promises (tools/content.py), and that each rule notices when a page breaks it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import content
import pytest

from firstflames.evidence.excerpts import quotes_in

EVERY = content.pages()
CHAPTERS = [page for page in EVERY if page.is_chapter]
MODEL = next(page for page in CHAPTERS if page.path.stem.startswith("10-"))


def on(pages: list[content.Page], rules: dict[str, Any]) -> list[Any]:
    """Every page with every rule, as parameters of a test."""
    return [
        pytest.param(page, rule, id=f"{page.path.name}-{name}")
        for page in pages
        for name, rule in rules.items()
    ]


@pytest.mark.parametrize(("page", "rule"), on(EVERY, content.PAGE_RULES))
def test_a_page_keeps_the_rule(page: content.Page, rule: Callable[[content.Page], Any]) -> None:
    assert list(rule(page)) == []


@pytest.mark.parametrize(("page", "rule"), on(CHAPTERS, content.CHAPTER_RULES))
def test_a_chapter_keeps_the_rule(page: content.Page, rule: Callable[[content.Page], Any]) -> None:
    assert list(rule(page)) == []


@pytest.mark.parametrize("rule", content.BOOK_RULES.values(), ids=content.BOOK_RULES)
def test_the_book_keeps_the_rule(rule: Callable[[list[content.Page]], Any]) -> None:
    assert [(page.name, cell, message) for page, cell, message in rule(EVERY)] == []


def test_exercises_count_as_well_for_the_words_that_are_quoted() -> None:
    used = sum(quote.words for quote in quotes_in(content.BOOK, content.ROOT / "exercises"))
    assert used <= content.COURSE_WORDS


# Each rule has a slip of its own: the model chapter with one thing wrong, and what the rule says.

HEAD = "title"


def with_text(cell: str, old: str, new: str) -> content.Page:
    """The model chapter with a change in one cell of prose."""
    text = MODEL.markdown[cell]
    assert old in text, f"the slip no longer fits the model chapter: {old!r}"
    return replace(MODEL, markdown={**MODEL.markdown, cell: text.replace(old, new, 1)})


def adding(cell: str, words: str) -> content.Page:
    """The model chapter with words at the end of one cell."""
    return replace(MODEL, markdown={**MODEL.markdown, cell: f"{MODEL.markdown[cell]}\n\n{words}"})


def hovering() -> content.Page:
    """The model chapter with a chart that has lost its menu."""
    cell, figure = next(iter(MODEL.figures.items()))
    bare = json.loads(json.dumps(figure))
    bare["layout"]["updatemenus"] = []
    return replace(MODEL, figures={**MODEL.figures, cell: bare})


def questions(*lengths: list[int]) -> tuple[dict[str, Any], ...]:
    """Questions whose first option is right, with options of so many letters."""
    return tuple(
        {"option": [{"text": "a" * length, "right": not place} for place, length in enumerate(each)]}
        for each in lengths
    )


SLIPS: dict[str, list[tuple[Callable[[], content.Page], str]]] = {
    "one-title": [(lambda: adding("scene", "# A second title"), "found 2 titles")],
    "names": [
        (lambda: adding("scene", "He left Kiev for the Ukraine."), "write “Kyiv”"),
        (lambda: replace(MODEL, quiz="Was Petlura there?"), "write “Petliura”"),
    ],
    "references": [(lambda: adding("scene", "{cite:p}`nobody-1918`"), "'nobody-1918' is no key")],
    "locators": [
        (lambda: adding("scene", "So says p159."), "there is no p159"),
        (lambda: replace(MODEL, quiz="As n48 has it"), "there is no n48"),
    ],
    "links": [
        (lambda: adding("scene", "[Lenin](#lennin)"), "#lennin is the id of no"),
        (lambda: adding("scene", "[a page](../reference/nowhere.md)"), "leads nowhere"),
        (lambda: adding("scene", "See https://example.org/a for more."), "stands bare"),
        (lambda: adding("scene", "[old](http://example.org/)"), "one https address"),
    ],
    "nothing-left-to-write": [(lambda: adding("scene", "<!-- write: more -->"), "is still there")],
    "parts": [(lambda: with_text("discuss", "## Discuss", "## Talk"), "'Talk'")],
    "head": [
        (lambda: with_text(HEAD, "**Time:** about ninety minutes", "**Time:** long"), "no “**Time:**"),
        (lambda: with_text(HEAD, "**Text:**", "Text:"), "no “**Text:**"),
        (lambda: with_text(HEAD, "\n- ", "\n- one more;\n- "), "4 abilities"),
    ],
    "scene": [(lambda: with_text("scene", "The", "word " * 500), "the scene has 250 to 500")],
    "people-are-linked": [(lambda: adding("scene", "Muravyov took the city."), "#muravyov")],
    "numbers-from-the-data": [
        (lambda: adding("scene", "They had 36 million."), "the figure 36 is typed"),
        (lambda: adding("scene", "They had two thousand rifles."), "“two thousand” is typed"),
        (lambda: replace(MODEL, quiz="Was it 24 per cent?"), "the figure 24 is typed"),
    ],
    "reading-time": [(lambda: adding("scene", "word " * 6000), "half of the 90 promised")],
    "prompts": [
        (lambda: adding("discuss", "5. And why?\n6. And how?"), "a chapter has three or four"),
        (lambda: with_text("discuss", "best case on each side", "case"), "no “best case"),
    ],
    "quiz": [
        (lambda: replace(MODEL, questions=()), "0 questions"),
        (lambda: replace(MODEL, questions=questions([9, 5], [9, 5], [5, 9])), "always number 1"),
        (lambda: replace(MODEL, questions=questions([9, 5], [9, 5], [9, 5])), "the longest in every"),
    ],
    "charts": [
        (lambda: replace(MODEL, figures={}), "0 charts"),
        (hovering, "a chart that only hovers"),
    ],
    "content-note": [(lambda: adding("scene", "On the killing see p057."), "it uses p057")],
    "short-cells": [(lambda: replace(MODEL, code={"setup": "x = 1\n" * 96}), "96 lines of code")],
}
#: Rules that read the file itself; their slips are below.
FROM_THE_FILE = {"excerpts", "excerpts-of-a-chapter"}
RULES = {**content.PAGE_RULES, **content.CHAPTER_RULES}


def test_every_rule_has_its_slip() -> None:
    assert set(SLIPS) | FROM_THE_FILE == set(RULES)


@pytest.mark.parametrize(
    ("name", "slip", "said"),
    [(name, slip, said) for name, slips in SLIPS.items() for slip, said in slips],
)
def test_the_rule_notices(name: str, slip: Callable[[], content.Page], said: str) -> None:
    assert any(said in message for _, message in RULES[name](slip())), list(RULES[name](slip()))


QUOTE = (
    "> {words}\n>\n> — Victor Serge, *Year One of the Russian Revolution*, tr. Peter Sedgwick (p088)\n"
)


@pytest.mark.parametrize(
    ("name", "quoted", "said"),
    [
        ("excerpts", [46], "46 words"),
        ("excerpts", [4], "4 words"),
        ("excerpts", [0], "no attribution"),
        ("excerpts-of-a-chapter", [], "0 words are quoted"),
        ("excerpts-of-a-chapter", [45, 41], "86 words are quoted"),
    ],
)
def test_the_rule_notices_in_a_file(name: str, quoted: list[int], said: str, tmp_path: Path) -> None:
    quotes = [
        QUOTE.format(words="word " * count) if count else "> A word of mine.\n" for count in quoted
    ]
    path = tmp_path / "11-page.md"
    path.write_text("# Title\n\n" + "\n\n".join(quotes), encoding="utf-8")
    assert any(said in message for _, message in RULES[name](content.read(path)))


def test_a_run_of_words_in_two_chapters_is_noticed() -> None:
    run = "one two three four five six seven eight nine ten"
    twin = replace(MODEL, path=MODEL.path.with_name("99-twin.ipynb"), markdown={"scene": run}, quiz="")
    first = replace(twin, path=MODEL.path.with_name("98-first.ipynb"))
    found = list(content.BOOK_RULES["no-shared-runs"]([first, twin]))
    assert [page.path.stem for page, _, _ in found] == ["99-twin"]
    for heading in (f"## {run}", f"**{run}**", f"**Time:** {run}"):
        page = replace(twin, markdown={"scene": heading})
        assert list(content.BOOK_RULES["no-shared-runs"]([first, page])) == []
    bold_within = replace(twin, markdown={"scene": f"**{run}** and more."})
    assert list(content.BOOK_RULES["no-shared-runs"]([first, bold_within]))


def test_too_many_words_in_the_course_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "long.md"
    path.write_text("# Title\n\n" + "\n\n".join(QUOTE.format(words="word " * 45) for _ in range(32)))
    found = list(content.BOOK_RULES["words-of-the-course"]([content.read(path)]))
    assert [message for _, _, message in found] == ["1440 words are quoted in the course: 1400 may be"]


def test_a_finding_names_file_cell_and_rule(capsys: pytest.CaptureFixture[str]) -> None:
    found = content.lint([with_text("scene", "voted", "[voted](#nowhere)")], EVERY)
    assert str(found[0]) == (
        f"book/chapters/{MODEL.path.name}, cell scene: links: "
        "#nowhere is the id of no person, party, place, claim, check or event"
    )
    assert content.main(["no-such-page.md"]) == 2
    assert "there is no page 'no-such-page.md'" in capsys.readouterr().err
