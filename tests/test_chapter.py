"""A new chapter: the whole anatomy at once, nothing overwritten, and all that is missing named."""

from __future__ import annotations

import shutil
from pathlib import Path

import chapter
import content
import pytest
import yaml
from conftest import ROOT
from nbclient import NotebookClient


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "book").mkdir()
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    return tmp_path


def listed(root: Path) -> list[str]:
    parts = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    return [each["file"] for each in parts[0]["chapters"]]


def test_a_new_chapter_has_the_whole_anatomy(root: Path) -> None:
    notebook, quiz, _ = chapter.start(root, "17-a-new-one", "A new one")
    page = content.read(notebook)
    for rule in ("parts", "head", "one-title"):
        assert list({**content.PAGE_RULES, **content.CHAPTER_RULES}[rule](page)) == []
    assert page.text.startswith("# A new one\n")
    assert quiz.is_file()
    assert listed(root) == [*listed(ROOT), "chapters/17-a-new-one"]


def test_the_lint_names_every_part_that_is_to_be_written(root: Path) -> None:
    page = content.read(chapter.start(root, "17-a-new-one", "A new one")[0])
    left = {cell for cell, _ in content.PAGE_RULES["nothing-left-to-write"](page)}
    assert left == {"title", *chapter.PROSE} - {"quiz"}
    assert list(content.CHAPTER_RULES["quiz"](page))
    assert list(content.CHAPTER_RULES["charts"](page))


def test_its_first_cell_runs(root: Path) -> None:
    made = chapter.notebook("A new one")
    NotebookClient(made, kernel_name="python3").execute()
    assert made.cells[4].outputs


def test_it_takes_its_place_by_number(root: Path) -> None:
    chapter.start(root, "00-first", "First")
    chapter.start(root, "99-last", "Last")
    assert listed(root) == ["chapters/00-first", *listed(ROOT), "chapters/99-last"]


@pytest.mark.parametrize("name", ["new", "1-new", "17-New", "17-a_b", "../17-a", "17-a-"])
def test_a_name_that_is_none_is_refused(root: Path, name: str) -> None:
    before = (root / "_toc.yml").read_bytes()
    with pytest.raises(ValueError, match="is none for a chapter"):
        chapter.start(root, name, "A title")
    assert (root / "_toc.yml").read_bytes() == before
    assert not list((root / "book").rglob("*.*"))


def test_nothing_is_overwritten(root: Path) -> None:
    for path in chapter.start(root, "17-a-new-one", "A new one")[:2]:
        before = {each: each.read_bytes() for each in root.rglob("*.*") if each.is_file()}
        with pytest.raises(ValueError, match=r"17-a-new-one\.\w+ exists"):
            chapter.start(root, "17-a-new-one", "Another")
        assert {each: each.read_bytes() for each in root.rglob("*.*") if each.is_file()} == before
        path.unlink()


def test_a_title_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert chapter.main(["17-a-new-one"]) == 2
    assert chapter.main(["17-a-new-one", " "]) == 1
    assert "TITLE=" in capsys.readouterr().err
