"""What a release attaches, and which pages a pull request changes."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import preview
import pytest
import release
from conftest import ROOT


def pages(folder: Path, **texts: str) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text)
    return folder


def test_a_change_is_told_by_what_a_page_says_itself(tmp_path: Path) -> None:
    foot = "<footer>commit {}</footer>"
    contents = '<nav id="contents" class="contents">{}</nav>'
    before = pages(
        tmp_path / "before",
        same=contents.format("a") + '<link href="a.css?v=01ab">words' + foot.format(1),
        other="words" + foot.format(1),
        gone="words",
    )
    after = pages(
        tmp_path / "after",
        same=contents.format("a b") + '<link href="a.css?v=02cd">words' + foot.format(2),
        other="other words" + foot.format(2),
        new="words",
    )
    found = preview.changes(before, after)
    assert found == {"new": ["new.html"], "changed": ["other.html"], "gone": ["gone.html"]}
    text = preview.report(found)
    assert "- new: `new.html`\n- changed: `other.html`\n- gone: `gone.html`\n" in text
    assert preview.report(preview.changes(before, before)).endswith("No page changes.\n")


def test_a_commit_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert preview.main(["--base", "no-such-commit"]) == 1
    assert "There is no commit no-such-commit to compare with" in capsys.readouterr().err


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site with its evidence, and a Makefile that makes two of the three paper editions."""
    site = pages(tmp_path / "html", index="words")
    (site / "downloads").mkdir()
    with zipfile.ZipFile(site / "downloads" / release.EVIDENCE.name, "w") as archive:
        archive.writestr("claims.csv", "a\n")
    (tmp_path / "Makefile").write_text(
        "pdf:\n\tmkdir -p _build/paper && echo pdf > _build/paper/course.pdf\n"
        "handouts:\n\tmkdir -p _build/paper/handouts && cd _build/paper/handouts && touch 1.pdf 2.pdf\n"
    )
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setattr(release, "SITE", site)
    monkeypatch.setattr(release, "EVIDENCE", site / "downloads" / release.EVIDENCE.name)
    monkeypatch.setattr(release, "RELEASE", tmp_path / "_build" / "release")
    return tmp_path


def test_a_release_has_all_that_can_be_made_with_checksums(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release.main() == 0
    said = capsys.readouterr().out
    assert "make pdf: 1 attached\nmake epub: not run, there is no such target\n" in said
    assert "make handouts: 2 attached" in said
    folder = built / "_build" / "release"
    names = {path.name.partition("-0.1.0")[2] or path.name for path in folder.iterdir()}
    assert names == {"-site.zip", "-evidence.zip", ".pdf", "-handouts.zip", "SHA256SUMS"}
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    before = (folder / "SHA256SUMS").read_text()
    assert release.main() == 0
    assert (folder / "SHA256SUMS").read_text() == before, "the same files give the same release"


def test_a_paper_edition_that_fails_fails_the_release(
    built: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (built / "Makefile").write_text("pdf:\n\tfalse\nepub:\n\ttrue\n")
    assert release.main() == 1
    said = capfd.readouterr().out
    assert "make pdf: FAILED, see the lines above" in said
    assert "make epub: FAILED, it left no *.epub in _build/paper" in said


def test_the_paper_editions_are_targets_or_are_not_yet() -> None:
    """Whatever is there of them is attached under its own name."""
    there = release.targets((ROOT / "Makefile").read_text(encoding="utf-8"))
    assert {"book", "release", "push-release"} <= there
