"""What a printed book would do: names that stay whole, chapters that show their number."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from visiting import CHAPTERS, CONTENTS

from firstflames.site import typography
from firstflames.site.pages import chapter_number


def test_a_name_with_a_hyphen_stays_whole() -> None:
    parts = typography.split("the S-Rs, an S-R list; S-Rsx")
    assert "".join(part.astext() for part in parts) == "the S-Rs, an S-R list; S-Rsx"
    whole = [part.astext() for part in parts if isinstance(part, nodes.inline)]
    assert whole == ["S-Rs", "S-R"]
    assert [part.astext() for part in typography.split("S-Rs")] == ["S-Rs"]


@pytest.mark.parametrize("path", CHAPTERS)
def test_no_line_of_a_chapter_parts_the_name(site: Path, path: str) -> None:
    soup = BeautifulSoup((site / path).read_text(encoding="utf-8"), "html.parser")
    for text in soup.select_one("article").find_all(string=typography.WHOLE):  # type: ignore[union-attr]
        if text.find_parent(["p", "li", "h2"]) and not text.find_parent(
            ["figure", "form", "code", "dl"]
        ):
            assert text.find_parent(class_="whole"), text[:80]


def test_the_number_of_a_chapter_is_that_of_its_file() -> None:
    assert chapter_number("chapters/10-thirty-six-million-ballots") == 10
    assert chapter_number("../chapters/03-orders-and-obedience.html") == 3
    for other in ("index", "reference/ledger.html", "chapters/10-thirty.html#discuss", "#"):
        assert chapter_number(other) is None


@pytest.mark.parametrize("path", CONTENTS)
def test_chapters_show_their_number_where_they_are_listed_and_opened(site: Path, path: str) -> None:
    soup = BeautifulSoup((site / path).read_text(encoding="utf-8"), "html.parser")
    listed = [int(place.get_text()) for place in soup.select("#contents .ordinal")]
    assert listed == [chapter_number(chapter) for chapter in CHAPTERS]
    head = soup.select_one(".chapter-number")
    assert (head and head.get_text()) == (
        f"Chapter {chapter_number(path)}" if path in CHAPTERS else None
    )
