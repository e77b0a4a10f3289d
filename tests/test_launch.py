"""Copies of notebooks for Colab and Binder: plain, complete, and on a branch whose commits they name."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import launch
import plain
import pytest
from conftest import ROOT, notebook, source

from firstflames.site import edition
from firstflames.site.opening import FOLDERS, wheel_name

COMMIT = "0123456789abcdef0123456789abcdef01234567"
ADDRESS = "https://some-uni.github.io/flames/"
RUNNER = {
    "GITHUB_REPOSITORY": "Some-Uni/flames",
    "GITHUB_REF_NAME": "main",
    "GITHUB_SHA": COMMIT,
    "FIRSTFLAMES_ADDRESS": ADDRESS,
}
URL = f"https://raw.githubusercontent.com/Some-Uni/flames/{COMMIT}/{wheel_name()}"
MARKS = re.compile(r"\{[a-z:]+\}`|^:::|^```\{|^\(\w+\)=", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]*)\)")


@pytest.fixture(scope="module")
def read() -> edition.Edition:
    """The whole course, whatever the fork that runs the tests has chosen."""
    read = edition.read(ROOT, RUNNER)
    return dataclasses.replace(read, choice=dataclasses.replace(read.choice, out=frozenset()))


@pytest.fixture(scope="module")
def copies(read: edition.Edition, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copies of the edition, as the launch branch holds them; ``site`` says that there is one."""
    folder = tmp_path_factory.mktemp("launch")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(launch, "EXERCISES", folder / "none")  # tests/test_exercises.py makes those
        assert launch.make(read, folder, URL)
    return folder


def markdown(path: Path) -> str:
    cells = notebook(path)["cells"]
    return "\n\n".join(source(cell) for cell in cells if cell["cell_type"] == "markdown")


def test_every_chapter_has_its_copy(read: edition.Edition, copies: Path) -> None:
    wanted = [page for page in read.contents.pages() if page.startswith(FOLDERS)]
    made = sorted(
        path.relative_to(copies).with_suffix("").as_posix() for path in copies.rglob("*.ipynb")
    )
    assert made == sorted(wanted)
    assert {".binder/postBuild", "requirements/book.txt", "LICENSE", "README.md"} <= {
        path.relative_to(copies).as_posix() for path in copies.rglob("*") if path.is_file()
    }
    assert os.access(copies / ".binder" / "postBuild", os.X_OK)


def test_a_copy_has_the_code_of_its_chapter_and_words_that_any_program_shows(copies: Path) -> None:
    for path in copies.rglob("*.ipynb"):
        original = notebook(ROOT / "book" / path.relative_to(copies))
        copied = notebook(path)
        first, *rest = copied["cells"]
        assert (first["id"], source(first)) == ("install", launch.INSTALL.format(url=URL))
        code = [source(cell) for cell in original["cells"] if cell["cell_type"] == "code"]
        assert [source(cell) for cell in rest if cell["cell_type"] == "code"] == code
        assert not any(cell.get("outputs") for cell in copied["cells"])
        text = markdown(path)
        assert not MARKS.search(text), path.name
        inside = [link for link in LINK.findall(text) if not link.startswith(("https://", "http://"))]
        assert inside == [], path.name


def test_figures_works_links_and_quizzes_are_written_out(copies: Path) -> None:
    chapter = copies / "chapters" / "12-whose-majority.ipynb"
    text = markdown(chapter)
    glued = plain.glued(notebook(ROOT / "book" / "chapters" / chapter.name))
    assert f"as long as no more than {glued['right_keeps']} per cent".lower() in text.lower()
    assert f"]({ADDRESS}reference/parties.html#ukrainian-srs)" in text
    assert f"[chapter ten]({ADDRESS}chapters/10-thirty-six-million-ballots.html)" in text
    assert f"([Lenin 1974]({ADDRESS}reference/bibliography.html))" in text
    assert "**1.** On Serge" in text and "- (b) Right. 20.9 million" in text
    assert "<details><summary>When you have tried it" in text


def test_every_link_to_the_site_leads_there(copies: Path, site: Path) -> None:
    for path in copies.rglob("*.ipynb"):
        for link in LINK.findall(markdown(path)):
            if link.startswith(ADDRESS):
                page, _, place = link.removeprefix(ADDRESS).partition("#")
                assert (site / page).is_file(), link
                assert not place or f'id="{place}"' in (site / page).read_text("utf-8"), link


def small(tmp_path: Path, address: str, ids: dict[str, str] | None = None) -> plain.Page:
    contents = edition.Contents.read(ROOT / "_toc.yml", ROOT / "book")
    works = plain.Site.of("", contents, [], ROOT / "_build" / "html").works
    pages = frozenset({"chapters/12-whose-majority"})
    where = plain.Site(address, contents, pages, ids or {}, works)
    return plain.Page(
        "chapters/10-thirty-six-million-ballots", {"n": "1,234"}, frozenset({"next"}), where
    )


def test_without_an_address_links_are_words(site: Path, tmp_path: Path) -> None:
    page = small(tmp_path, "", {"rada": "reference/parties.html#rada"})
    assert page.plain("[the Rada](#rada), {glue:text}`n`, [next](#next)") == "the Rada, 1,234, next"
    assert page.plain("[](12-whose-majority.ipynb)") == "Whose majority?"
    assert page.plain("[eleven](11-capitals-fronts-regions.ipynb)") == "eleven (not in this edition)"
    assert page.plain("`[the Rada](#rada)`") == "`[the Rada](#rada)`", "code is left alone"
    assert page.plain("[there](https://example.org/a)") == "[there](https://example.org/a)"


@pytest.mark.parametrize(
    ("text", "said"),
    {
        "```{figure} x.png\n```": r"\{figure\} has no plain form; add one to tools/plain\.py",
        "{ref}`here`": r"'\{ref\}`' has no plain form",
        "(label)=\n# A": r"'\(label\)=' has no plain form",
        "{glue:text}`gone`": "no stored output glues 'gone'; run 'make refresh'",
        "{cite:p}`nobody-1900`": "'nobody-1900' is no key of references.bib",
        "[x](#nowhere)": "nothing has the id 'nowhere'",
    }.items(),
)
def test_what_has_no_plain_form_stops_the_copy(site: Path, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(plain.PlainError, match=f"^chapters/10-thirty-six-million-ballots: {said}"):
        small(tmp_path, ADDRESS).plain(text)


def test_the_first_cell_installs_in_colab_and_does_nothing_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, check: ran.append(command))
    cell = compile(launch.INSTALL.format(url=URL), "cell", "exec")
    monkeypatch.delitem(sys.modules, "google.colab", raising=False)
    exec(cell, {})
    assert ran == []
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    exec(cell, {})
    assert ran == [[sys.executable, "-m", "pip", "install", "--quiet", URL]]


def test_the_library_is_packed_the_same_each_time(tmp_path: Path) -> None:
    one, two = (launch.wheel(tmp_path / name) for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as packed:
        names = set(packed.namelist())
    assert {"firstflames/__init__.py", "firstflames/data/claims.csv", "firstflames/py.typed"} <= names
    assert "firstflames/site/edition/contents.py" in names


# The branch -----------------------------------------------------------------------------------------


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository to push to; packing and copying write a word each."""
    bare = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True)

    def packed(folder: Path) -> Path:
        path = folder / wheel_name()
        path.write_text(os.environ.get("TRIED_WHEEL", "one"))
        return path

    def made(read: edition.Edition, folder: Path, url: str) -> list[str]:
        (folder / "a.ipynb").write_text(json.dumps([url, os.environ.get("TRIED_TEXT", "one")]))
        return ["a"]

    monkeypatch.setattr(launch, "wheel", packed)
    monkeypatch.setattr(launch, "make", made)
    return bare


def git(remote: Path, *words: str) -> str:
    command = ["git", "--git-dir", str(remote), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def pushed(read: edition.Edition, remote: Path) -> str:
    return launch.publish(read, str(remote), remote.with_name("launch"), os.environ)


def test_a_copy_names_the_commit_that_holds_its_library(read: edition.Edition, remote: Path) -> None:
    commit = pushed(read, remote)
    assert git(remote, "rev-parse", "launch") == commit
    url, _ = json.loads(git(remote, "show", f"{commit}:a.ipynb"))
    owner, named, name = re.fullmatch(
        r"https://raw\.githubusercontent\.com/(.*)/(.*)/(.*)", url
    ).groups()  # type: ignore[union-attr]
    assert owner == "Some-Uni/flames"
    assert git(remote, "show", f"{named}:{name}") == "one"
    assert git(remote, "merge-base", "--is-ancestor", named, commit) == "", "it is kept by the branch"
    assert git(remote, "log", "--format=%an", "launch").splitlines() == ["First Flames"] * 2


def test_nothing_new_is_not_pushed_and_an_old_library_is_named_again(
    read: edition.Edition, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pushed(read, remote)
    assert pushed(read, remote) == first
    monkeypatch.setenv("TRIED_TEXT", "two")
    second = pushed(read, remote)
    old, new = (json.loads(git(remote, "show", f"{commit}:a.ipynb")) for commit in (first, second))
    assert old[0] == new[0], "the library is the same"
    assert git(remote, "rev-list", "--count", "launch") == "3"
    monkeypatch.setenv("TRIED_WHEEL", "two")
    third = pushed(read, remote)
    assert json.loads(git(remote, "show", f"{third}:a.ipynb"))[0] != new[0]
    assert git(remote, "rev-list", "--count", "launch") == "5"


def test_a_branch_that_cannot_be_written_is_said_in_a_sentence(
    read: edition.Edition, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "a-secret-word")
    with pytest.raises(launch.LaunchError, match="the branch launch could not be written: git") as said:
        pushed(read, remote.with_name("nowhere.git"))
    assert "secret" not in str(said.value)


def test_the_workflow_is_told_the_commit(
    remote: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**RUNNER, "GITHUB_SERVER_URL": "https://github.com"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "told"))
    asked: list[str] = []

    def publish(read: Any, where: str, folder: Path, environment: Any) -> str:
        asked.append(where)
        return COMMIT

    monkeypatch.setattr(launch, "publish", publish)
    assert launch.main(["--push"]) == 0
    assert asked == ["https://github.com/Some-Uni/flames"]
    assert (tmp_path / "told").read_text() == f"commit={COMMIT}\n"


# Exercises ------------------------------------------------------------------------------------------


def exercise(line: str) -> dict[str, Any]:
    head = {"cell_type": "markdown", "id": "head", "metadata": {}, "source": [f"# Exercise 1\n\n{line}"]}
    code = {
        "cell_type": "code",
        "id": "q1",
        "metadata": {"nbgrader": {"grade": True}},
        "source": "x = 1",
    }
    return {"cells": [head, code], "metadata": {"firstflames": {"assignment": "01"}}, "nbformat": 4}


@pytest.mark.parametrize(
    ("line", "chapters"),
    {
        "**Time:** 60. **Chapters:** 1, Reading a partisan’s history (week 1). **Points:** 30.": {1},
        "**Chapters:** 11, Capitals, fronts, regions, and 12, Whose majority? (week 10).": {11, 12},
        "**Chapters:** 10 to 12, from *Thirty-six* to *Whose majority?* (week 10); p087. **Points:**": {
            *(10, 11, 12)
        },
        "**Chapters:** 16, and those that your claims come from (in week 11). **Points:** 40.": {16},
        "**Points:** 30.": set(),
    }.items(),
)
def test_an_exercise_says_its_chapters(line: str, chapters: set[int]) -> None:
    assert launch.chapters_of(exercise(line)) == chapters


def test_exercises_follow_their_chapters(tmp_path: Path, read: edition.Edition) -> None:
    lines = {
        "01-a": "**Chapters:** 2, Peoples.",
        "02-b": "**Chapters:** 2, Peoples, and 3, Orders.",
        "03-c": "",
    }
    for name, line in lines.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.ipynb").write_text(json.dumps(exercise(line)))
    choice = edition.Choice("A", "", "", (), frozenset({2}))
    found = dict(launch.exercises(edition.Edition(choice, read.checkout, read.contents), tmp_path))
    assert list(found) == ["exercises/02-b", "exercises/03-c"]
    copy = launch.copy_of(found["exercises/03-c"], None, URL)
    assert copy["cells"][0]["id"] == "install"
    assert copy["cells"][2]["metadata"] == {"nbgrader": {"grade": True}}, "the marks of the marker stay"
    assert copy["metadata"]["firstflames"] == {"assignment": "01"}
