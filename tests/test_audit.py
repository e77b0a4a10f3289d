"""The audit: rows are kept as they end, none costs another, and what cannot run says why."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import audit
import audit_code
import audit_in_browser
import audit_site
import live
import pytest
from audit_rows import FAILED, NOT_RUN, PASSED, Check, NotRunError, Report, Row, verdict
from visiting import CHARTED, PAGES, SCREENS


def sound() -> list[Row]:
    return [("one", PASSED, "a | b")]


def broken() -> Iterator[Row]:
    yield "first", PASSED, ""
    raise ValueError("no such\nthing")


def absent() -> Iterator[Row]:
    raise NotRunError("no such program")
    yield  # a generator, as the real ones are


CHECKS = [Check("sound", sound), Check("broken", broken), Check("absent", absent)]
NAMES = [check.name for check in CHECKS]


def test_a_check_that_breaks_is_a_row_and_costs_no_other(tmp_path: Path) -> None:
    report = Report(tmp_path, "abc", "2026-01-01")
    assert [report.make(check, [*NAMES, "later"]) for check in CHECKS] == [True, False, True]
    lines = report.table.read_text(encoding="utf-8").splitlines()
    assert report.table.name == "2026-01-01-abc.md"
    assert "| one | passed | a \\| b |" in lines
    assert "| first | passed |  |" in lines
    assert "| broken | FAILED | the check itself broke: ValueError: no such thing |" in lines
    assert "| absent | not run | no such program |" in lines
    assert "| later | not run | not asked for |" in lines
    assert report.results() == [PASSED, PASSED, FAILED, NOT_RUN]


def test_a_row_is_written_as_it_ends(tmp_path: Path) -> None:
    report = Report(tmp_path, "abc", "2026-01-01")

    def stopped() -> Iterator[Row]:
        yield "first", PASSED, ""
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report.make(Check("stopped", stopped), ["stopped"])
    text = report.table.read_text(encoding="utf-8")
    assert "| first | passed |" in text
    assert "Stopped before its end: stopped." in text


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first = Report(tmp_path, "abc", "2026-01-01")
    for check in CHECKS:
        first.make(check, NAMES)
    later = Report(tmp_path, "abc", "2026-01-02")
    assert [later.is_done(check) for check in CHECKS] == [True, False, True], "what failed is made again"
    assert later.table == first.table
    assert not Report(tmp_path, "def", "2026-01-02").is_done(CHECKS[0]), "another commit"


def command(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_a_stand_in_that_answers_not_found_is_no_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command(tmp_path / "shims", "python3.12", "exit 127")
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}:/usr/bin:/bin")
    with pytest.raises(NotRunError, match=r"no python3\.12 .* on this machine"):
        audit_code.interpreter("3.12")
    command(tmp_path / "real", "python3.12", "echo 3.12")
    command(tmp_path / "shims", "pyenv", f"echo {tmp_path / 'real' / 'python3.12'}")
    assert audit_code.interpreter("3.12") == str(tmp_path / "real" / "python3.12")
    command(tmp_path / "shims", "python3.12", "echo 3.12")
    assert audit_code.interpreter("3.12") == str(tmp_path / "shims" / "python3.12")
    command(tmp_path / "shims", "python3.12", "echo 3.11")
    command(tmp_path / "real", "python3.12", "echo 3.11")
    with pytest.raises(NotRunError):
        audit_code.interpreter("3.12")


def test_a_long_list_of_faults_is_cut_and_counted() -> None:
    assert verdict([], "all well") == (PASSED, "all well")
    assert verdict(["a", "b"], "all well") == (FAILED, "a; b")
    result, said = verdict(["x" * 600] * 5, "")
    assert result == FAILED
    assert said.endswith("; and 3 more")


def test_every_page_view_and_type_has_its_check() -> None:
    names = {check.name for check in audit.checks(5)}
    assert {f"lighthouse/{path}" for path in PAGES if path != "404.html"} <= names
    assert {f"live/{path}" for path in CHARTED} <= names
    assert {f"views/{SCREENS[s][0]}-{t}" for s in SCREENS for t in ("light", "dark")} <= names
    assert {"in-browser/pages", "in-browser/jupyterlite"} <= names
    assert set(audit_site.TYPES) <= set(PAGES)
    assert len(audit_site.TYPES) == 5, "and the chapter"
    assert Check("live/a.html", sound).is_asked_for(["live"])
    assert not Check("live/a.html", sound).is_asked_for(["live/a", "li"])


def test_what_cannot_be_made_is_a_failure_where_it_must_be_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(audit, "checks", lambda runs: CHECKS[::2])
    for name, must, status in (("a", [], 0), ("b", ["--must"], 1)):
        monkeypatch.setattr(audit_code, "REPORT", tmp_path / name)
        monkeypatch.setattr(audit_code, "ROOT", tmp_path)
        assert audit.main([*must]) == status


def test_python_in_the_browser_is_not_run_where_its_packages_cannot_be_had(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise urllib.error.URLError("no route")

    monkeypatch.setattr(urllib.request, "urlopen", away)
    monkeypatch.setattr(audit_in_browser, "SITE", tmp_path)
    files = tmp_path / live.STATIC / "files.json"
    files.parent.mkdir(parents=True)
    files.write_text(json.dumps([{"name": "a.whl"}, {"name": "b.whl", "source": "elsewhere"}]))
    for check in (audit_in_browser.pages, audit_in_browser.in_jupyterlite):
        with pytest.raises(NotRunError, match=r"does not answer: .*no route"):
            list(check())
    files.write_text(json.dumps([{"name": "a.whl"}]))
    assert audit_in_browser.hosted(), "a site that has them itself needs no other host"


def test_an_unknown_name_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        audit.main(["nothing"])
    assert "no check is called nothing" in capsys.readouterr().err
