"""Documents: what the build refuses, that terms are kept, that both languages can be read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import BOOK
from sphinx.errors import ExtensionError

from firstflames.calendars import both_styles
from firstflames.site.documents import TERMS, Document, Reader, strayed

FOLDER = BOOK / "documents"
FILES = [path for path in sorted(FOLDER.glob("*.toml")) if path.name != TERMS]
NAMES = [path.stem for path in FILES]

HEAD = """
title = "A decree"
issuer = "The Council"
date = "1917-11-09"
dated = "sent"
printed = "*Pravda* 1"
source = "A volume, page 1"
language = "ru"
"""
PASSAGE = """
[[passage]]
original = "Трудящиеся и рабочие."
translation = "The working people and the workers."
"""
CUT = '[[passage]]\ncut = "one paragraph"\n'
TERM = """
[[term]]
original = "трудящиеся"
translation = "the working people"
stems = ["трудящ"]
forms = ["working people"]
note = "Wider than workers."
"""


def read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "book" / "documents" / "a-decree.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Reader(path).document()


def terms(tmp_path: Path, text: str) -> tuple[Any, ...]:
    path = tmp_path / TERMS
    path.write_text(text, encoding="utf-8")
    return Reader(path).terms()


def test_a_document_is_read_in_order(tmp_path: Path) -> None:
    held = read(tmp_path, HEAD + PASSAGE + CUT)
    assert held.words["issuer"] == "The Council" and "authorship" not in held.words
    assert [passage.cut for passage in held.passages] == ["", "one paragraph"]
    assert not held.is_whole
    assert read(tmp_path, HEAD + PASSAGE).is_whole


FAULTS = {
    "no-title": (HEAD.replace("title", "# title") + PASSAGE, "no title"),
    "an-empty-issuer": (HEAD.replace("The Council", " ") + PASSAGE, "no issuer"),
    "no-source": (HEAD.replace("source", "# source") + PASSAGE, "no source"),
    "no-day": (HEAD.replace("1917-11-09", "November 1917") + PASSAGE, "date = 'November 1917'"),
    "a-day-that-was-not": (HEAD.replace("1917-11-09", "1917-11-31") + PASSAGE, "date = '1917-11-31'"),
    "dated-otherwise": (HEAD.replace('"sent"', '"about"') + PASSAGE, "dated = 'about'"),
    "another-language": (HEAD.replace('"ru"', '"de"') + PASSAGE, "language = 'de'"),
    "unknown-key": (HEAD + 'isuer = "x"' + PASSAGE, "unknown key 'isuer'"),
    "no-passage": (HEAD, "no list of [[passage]]"),
    "half-a-passage": (
        HEAD + PASSAGE + PASSAGE.replace("translation", "# translation"),
        "passage 2: no translation",
    ),
    "a-cut-with-a-text": (HEAD + PASSAGE + 'cut = "x"', "passage 1: found a cut and a text"),
    "no-toml": (HEAD + "passage = ", "this is not TOML"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_sentence_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ExtensionError) as raised:
        read(tmp_path, text)
    message = str(raised.value)
    assert message.startswith("book/documents/a-decree.toml")
    assert said in message
    assert "; expected " in message and message.endswith(".") and "\n" not in message


def test_a_term_that_misses_itself_is_a_fault(tmp_path: Path) -> None:
    assert terms(tmp_path, TERM)[0].forms == ("working people",)
    for changed in (
        TERM.replace('["трудящ"]', '["рабоч"]'),
        TERM.replace('["working people"]', '["x"]'),
    ):
        with pytest.raises(ExtensionError, match="does not match its own stems and forms"):
            terms(tmp_path, changed)


def test_a_translation_that_leaves_a_term_is_named(tmp_path: Path) -> None:
    kept = terms(tmp_path, TERM)
    assert strayed(read(tmp_path, HEAD + PASSAGE), kept) == []
    stray = read(tmp_path, HEAD + CUT + PASSAGE.replace("working people", "toilers"))
    assert len(strayed(stray, kept)) == 1
    assert "documents/a-decree.toml, passage 2: the original has 'Трудящ'" in strayed(stray, kept)[0]
    # A form counts as words of its own, a stem where a word begins.
    inside = PASSAGE.replace("working people", "hardworking peoples")
    assert strayed(read(tmp_path, HEAD + inside), kept)
    assert not strayed(read(tmp_path, HEAD + inside.replace("Трудящиеся", "Нетрудящиеся")), kept)


CONF = """
extensions = ["myst_parser", "firstflames.site"]
html_theme = "firstflames"
exclude_patterns = ["out"]
suppress_warnings = ["myst.header"]
"""

LISTS = "# L\n\n```{documents}\n```\n\n```{document-terms}\n```\n"


def book(folder: Path) -> Path:
    """A book with one document, ready to build."""
    held = folder / "book"
    (held / "documents").mkdir(parents=True)
    (held / "conf.py").write_text(CONF)
    (held / "index.md").write_text("# T\n\n```{toctree}\ndocuments/index\ndocuments/a-decree\n```\n")
    (held / "documents" / "index.md").write_text(
        "# L\n\n```{documents}\n```\n\n```{document-terms}\n```\n"
    )
    (held / "documents" / "a-decree.md").write_text("# A decree\n\n```{document}\n```\n")
    (held / "documents" / "a-decree.toml").write_text(HEAD + PASSAGE + CUT, encoding="utf-8")
    (held / "documents" / TERMS).write_text(TERM, encoding="utf-8")
    return held


def build(source: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(source), str(source / "out")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_build_holds_to_pages_and_terms(tmp_path: Path) -> None:
    source = book(tmp_path)
    done = build(source)
    assert done.returncode == 0, done.stderr
    page = (source / "out" / "documents" / "a-decree.html").read_text(encoding="utf-8")
    assert "9 November (22 November) 1917" in page and "[Left out: one paragraph.]" in page
    assert "Extracts; what is left out is marked." in page
    found = (source / "out" / "searchindex.js").read_text(encoding="utf-8")
    words = json.loads(found.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
    assert "worker" in words and "рабочие" not in words, "the search knows the translation alone"
    assert "Wider than workers." in (source / "out" / "documents" / "index.html").read_text()
    text = source / "documents" / "a-decree.toml"
    text.write_text(text.read_text().replace("working people", "toilers"))
    done = build(source)
    assert done.returncode and "documents/a-decree.toml, passage 1: the original has" in done.stderr
    text.write_text(text.read_text().replace("toilers", "working people"))
    (source / "documents" / "another.toml").write_text(HEAD + PASSAGE, encoding="utf-8")
    (source / "documents" / "another.md").write_text("---\norphan: true\n---\n\n# Another\n")
    done = build(source)
    assert done.returncode and "documents/another.toml: no page of the contents shows" in done.stderr


# The documents of the book ------------------------------------------------------------------------


def page_of(site: Path, name: str) -> Tag:
    page = (site / "documents" / f"{name}.html").read_text(encoding="utf-8")
    found = BeautifulSoup(page, "html.parser").select_one("main")
    assert isinstance(found, Tag)
    return found


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_page_has_context_document_and_three_questions(path: Path) -> None:
    words = path.with_suffix(".md").read_text(encoding="utf-8")
    document = Reader(path).document()
    assert words.startswith(f"# {document.words['title']}\n")
    before, _, after = words.partition("```{document}\n```\n")
    assert len(before.split()) >= 40, "a paragraph of context"
    assert re.findall(r"(?m)^(\d)\. .*\?", after) == ["1", "2", "3"]
    assert "## Three questions" in after


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_both_languages_stand_side_by_side(site: Path, path: Path) -> None:
    document, page = Reader(path).document(), page_of(site, path.stem)
    pairs = page.select(".document-pair")
    assert len(pairs) == sum(not passage.cut for passage in document.passages)
    for pair in pairs:
        translation, original = pair.select("p")
        assert original["lang"] == document.language and "lang" not in translation.attrs
        assert re.search("[А-Яа-я]", original.text) and not re.search("[А-Яа-я]", translation.text)
    assert len(page.select(".document-cut")) == sum(bool(p.cut) for p in document.passages)
    head = page.select_one(".document-head")
    assert head and both_styles(document.date) in head.text and "Translated for this course" in head.text


def test_the_list_is_in_the_order_of_days(site: Path) -> None:
    links = [str(link["href"]) for link in page_of(site, "index").select(".document-list a")]
    days = {path.stem: Reader(path).document().date for path in FILES}
    listed = [link.removesuffix(".html") for link in links]
    assert sorted(listed) == sorted(NAMES)
    assert [days[name] for name in listed] == sorted(days.values())


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_reader_chooses_the_language(site: Path, chromium: Any, scripts: bool) -> None:
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto((site / "documents" / f"{NAMES[0]}.html").as_uri())
    pair = page.locator(".document-pair").first
    sides = [pair.locator(".document-translation"), pair.locator(".document-original")]
    shown = {"both": (True, True), "translation": (True, False), "original": (False, True)}
    page.locator(".document-show input").first.focus()
    for value, wanted in shown.items():
        assert page.locator(f".document-show input[value={value}]").is_checked()
        assert tuple(side.is_visible() for side in sides) == wanted
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.emulate_media(media="print")
    assert not page.locator(".document-show").is_visible()
    context.close()
