"""The marker survives anything and loses nothing; what is broken or hostile is in tests/marking/."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import hashlib
import json
import math
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hostile
import live
import nbformat
import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
import sandbox as setting_up
from bs4 import BeautifulSoup
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as some

import exercises
from firstflames.exercises import SETUP, ExerciseError
from firstflames.marking import (
    journal,
    judging,
    limits,
    merging,
    people,
    plain,
    reading,
    rubric,
    sandbox,
)
from firstflames.marking.__main__ import main
from firstflames.marking.limits import Limits
from firstflames.marking.reports import page_name
from firstflames.marking.running import Part, Worker, find
from firstflames.marking.sources import Sheet, sheets
from firstflames.marking.worker import STATUSES, Heard, Task

with hostile.EXPECTED.open(encoding="utf-8", newline="") as file:
    EXPECTED = {row.pop("file"): row for row in csv.DictReader(file)}
QUESTIONS = ("q1", "q2", "q3", "q4")
QUICK = ("--exercises", str(hostile.EXERCISES), "--timeout", "5", "--workers", "2")

Rows = dict[str, dict[str, str]]


def grades(out: Path) -> Rows:
    """grades.csv by file."""
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return {row.pop("file"): row for row in csv.DictReader(file)}


def mark(folder: Path, out: Path, *options: str) -> Rows:
    """Mark a folder of trial submissions, and give its grades."""
    assert main([str(folder), "--out", str(out), *QUICK, *options]) == 0
    return grades(out)


def state(folder: Path) -> dict[str, tuple[int, int, str]]:
    """All that a marker could change of a folder's files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        told = path.lstat()
        content = path.read_bytes() if path.is_file() and told.st_size < 1_000_000 else b""
        name = path.relative_to(folder).as_posix()
        found[name] = (told.st_mode, told.st_mtime_ns, hashlib.sha256(content).hexdigest())
    return found


def hand_in(folder: Path, **notebooks: hostile.Notebook) -> Path:
    """A folder of submissions, by the students' names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, notebook in notebooks.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def seven(folder: Path) -> Path:
    """Seven submissions of several kinds."""
    return hand_in(
        folder,
        anna=hostile.filled(),
        boris=hostile.filled(q1_answer="share = 0.9"),
        clara=hostile.filled(q2_answer="import os\nos._exit(0)"),
        dora=hostile.student_copy(),
        emil=hostile.without("q2-answer"),
        fanny=hostile.filled(q2_answer="leader = 1 / 0"),
        georg=hostile.another_assignment(),
    )


@pytest.fixture(scope="module", autouse=True)
def isolation() -> sandbox.Isolation:
    """What shuts submissions away on this machine. Without it nothing here would prove anything."""
    try:
        return sandbox.find((), Limits())
    except sandbox.NoIsolationError as error:
        pytest.fail(f"The marker cannot be tested: run 'make sandbox' first. {error}")


@pytest.fixture(scope="module")
def class_of_hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """All broken and hostile submissions, marked once: their folder, and the results."""
    folder = tmp_path_factory.mktemp("handed in")
    out = tmp_path_factory.mktemp("marks") / "out"
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.MonkeyPatch.context() as patch:
        hostile.make(folder, server.getsockname()[1])
        before = state(folder)
        patch.setenv("SECRET_OF_THE_TEACHER", "1")
        mark(folder, out)
        assert state(folder) == before, "a submission was modified or moved"
    yield folder, out


@pytest.fixture(scope="module")
def marked(class_of_hostile: tuple[Path, Path]) -> Rows:
    """The grades of all broken and hostile submissions."""
    return grades(class_of_hostile[1])


@cache
def trial(seed: str = "") -> Sheet:
    return sheets(hostile.EXERCISES, seed)["90-trial"]


# Every file gives a row.


def test_there_are_many_and_each_is_expected(class_of_hostile: tuple[Path, Path], marked: Rows) -> None:
    assert len(EXPECTED) >= 25
    assert set(find(class_of_hostile[0])) == set(EXPECTED)
    assert {rubric.cell_text(file) for file in EXPECTED} == set(marked)
    assert {row["status"] for row in EXPECTED.values()} == set(STATUSES) - {"not isolated"}


@pytest.mark.parametrize("file", EXPECTED)
def test_a_broken_or_hostile_submission_gets_its_row(
    file: str, class_of_hostile: tuple[Path, Path], marked: Rows
) -> None:
    row, expected = marked[rubric.cell_text(file)], EXPECTED[file]
    assert {name: row[name] for name in ("status", *QUESTIONS)} == {
        name: expected[name] for name in ("status", *QUESTIONS)
    }
    assert row["isolation"] != "none"
    assert float(row["seconds"]) >= 0
    told = next(each for each in journal.rows(class_of_hostile[1]) if each["file"] == file)
    said = " ".join([*told["notes"], *(question["says"] for question in told["questions"])])
    assert expected["says"] in said


def test_a_folder_in_a_folder_a_thousand_times_is_read(tmp_path: Path) -> None:
    """And one that cannot be opened is listed, so that it gets its row."""
    (tmp_path / "closed").mkdir()
    deep = tmp_path / "/".join(["a"] * 1_200)
    subprocess.run(["mkdir", "-p", str(deep)], check=True)  # Python's own calls itself for each
    (deep / "b.ipynb").touch()
    (tmp_path / ".hidden").touch()
    (tmp_path / "__MACOSX").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        scan = os.scandir
        denied = PermissionError("no")

        def scandir(path: Path) -> Any:
            if path.name == "closed":
                raise denied
            return scan(path)

        patch.setattr(os, "scandir", scandir)
        found = find(tmp_path)
    assert found == [f"{'/'.join(['a'] * 1_200)}/b.ipynb", "closed"]
    subprocess.run(["rm", "-rf", str(tmp_path / "a")], check=True)


def test_what_a_page_says_is_never_run(class_of_hostile: tuple[Path, Path]) -> None:
    out = class_of_hostile[1]
    name = "=cmd()'<script>alert(1)<∕script>"
    page = soup(out / "feedback" / page_name(name))
    assert page.find("script") is None
    assert name in page.h1.get_text()
    for path in (out / "report.html", *(out / "feedback").glob("*.html")):
        assert soup(path).find("script") is None
    for path in out.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.reader(file):
                assert not [cell for cell in line if cell[:1] in ("=", "+", "@")], path


# Killed half-way, it continues.


def without_seconds(out: Path) -> dict[str, str]:
    """All results as text, but for how long each file took."""
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            text = re.sub(r'"seconds": [\d.]+', "", text)
            text = (
                re.sub(r"(?m),\d+\.\d\d,([^,\n]*|\".*\")$", "", text)
                if path.name == "grades.csv"
                else text
            )
            found[path.relative_to(out).as_posix()] = text
    return found


def test_a_run_that_was_killed_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    folder = seven(tmp_path / "in")
    mark(folder, tmp_path / "whole")
    out = tmp_path / "killed"
    command = [sys.executable, "-m", "firstflames.marking", str(folder), "--out", str(out), *QUICK]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 100
    while len(kept := journal.rows(out)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was done before it could be killed"
    kept = journal.rows(out)
    assert 2 <= len(kept) < 7
    with (out / journal.NAME).open("ab") as file:
        file.write(b'{"file": "torn')
    mark(folder, out)
    assert without_seconds(out) == without_seconds(tmp_path / "whole")
    seconds = {row["file"]: row["seconds"] for row in journal.rows(out)}
    assert all(seconds[row["file"]] == row["seconds"] for row in kept), (
        "a finished file was marked again"
    )


def test_only_what_has_changed_is_marked_again(tmp_path: Path) -> None:
    folder, out = (
        hand_in(tmp_path / "in", anna=hostile.filled(), boris=hostile.filled()),
        tmp_path / "out",
    )
    mark(folder, out)
    path = out / journal.NAME
    path.write_text(re.sub(r'"seconds": [\d.]+', '"seconds": 777.0', path.read_text()))
    hand_in(folder, boris=hostile.student_copy())
    rows = mark(folder, out)
    assert rows["anna.ipynb"]["seconds"] == "777.00"
    assert rows["boris.ipynb"]["seconds"] != "777.00"
    assert rows["boris.ipynb"]["score"] == "0"
    (folder / "boris.ipynb").unlink()
    rows = mark(folder, out, "--variant", "spring")
    assert set(rows) == {"anna.ipynb"}
    assert rows["anna.ipynb"]["seconds"] != "777.00", "another variant is another question"
    assert not (out / "feedback" / "boris.html").exists()


def test_a_journal_with_a_broken_line_says_which(tmp_path: Path) -> None:
    (tmp_path / journal.NAME).write_text('{"file": "a"}\nnothing\n{"file": "b"}\n')
    with pytest.raises(journal.JournalError, match=r"line 2: found no row"):
        journal.rows(tmp_path)


# Parts.


def test_four_parts_that_are_merged_make_the_whole(tmp_path: Path) -> None:
    folder = seven(tmp_path / "in")
    mark(folder, tmp_path / "whole")
    parts = [tmp_path / f"part {number}" for number in (1, 2, 3, 4)]
    for number, part in enumerate(parts, start=1):
        mark(folder, part, "--part", f"{number}/4")
    out = tmp_path / "merged"
    shared = ["--exercises", str(hostile.EXERCISES)]
    assert main(["merge", str(out), *map(str, reversed(parts)), *shared]) == 0
    assert without_seconds(out) == without_seconds(tmp_path / "whole")
    for wrong, said in ((parts[:3], "parts 1 to 4"), ([*parts[:3], parts[0]], "each once")):
        with pytest.raises(merging.MergeError, match=said):
            merging.merge(tmp_path / "wrong", wrong)
    with pytest.raises(merging.MergeError, match="not empty"):
        merging.merge(out, parts)
    lines = (parts[0] / journal.NAME).read_text().splitlines(keepends=True)
    (parts[0] / journal.NAME).write_text("".join(lines[1:]))
    with pytest.raises(merging.MergeError, match="1 of 2 files"):
        merging.merge(tmp_path / "wrong", parts)


def test_parts_of_other_runs_are_not_merged(tmp_path: Path) -> None:
    for name, changed in {"one": {"key": "a"}, "two": {"key": "b"}}.items():
        (tmp_path / name).mkdir()
        journal.write_run(tmp_path / name, {"part": f"{name}/2", "list": "x", "files": 2} | changed)
    with pytest.raises(merging.MergeError, match="other settings or versions"):
        merging.merge(tmp_path / "out", [tmp_path / "one", tmp_path / "two"])


@given(some.integers(1, 9), some.integers(0, 60))
def test_parts_share_all_files_and_each_once(of: int, number: int) -> None:
    files = [str(each) for each in range(number)]
    shared = [file for part in range(1, of + 1) for file in Part(part, of).files(files)]
    assert sorted(shared) == sorted(files)


# Isolation.


def test_a_process_is_shut_away(isolation: sandbox.Isolation) -> None:
    hidden = (hostile.EXERCISES, ROOT / "tests", ROOT / "exercises", ROOT / ".git")
    assert sandbox.probe(sandbox.Isolation(isolation.name, hidden, isolation.root), Limits()) == ""


def test_the_trial_of_an_isolation_can_fail() -> None:
    """It finds all of this where nothing is isolated; limits hold even there."""
    found = sandbox.probe(sandbox.Isolation("none", (hostile.EXERCISES,)), Limits())
    for what in (f"sees {hostile.EXERCISES}", "reaches the network", "writes into the library"):
        assert what in found
    assert "no limit of memory" not in found
    assert "starts processes" not in found


def test_without_isolation_it_refuses_and_says_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda command, path=None: None)
    folder = hand_in(tmp_path / "in", anna=hostile.filled())
    assert main([str(folder), "--out", str(tmp_path / "out"), *QUICK]) == 1
    said = capsys.readouterr().err
    assert "No isolation works here" in said
    for word in (
        "bubblewrap: not installed",
        "docker: not installed",
        "apt install bubblewrap",
        "--trust",
    ):
        assert word in said
    assert not (tmp_path / "out" / "grades.csv").exists()


def test_trust_is_shown_on_every_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = hand_in(
        tmp_path / "in",
        anna=hostile.filled(),
        boris=hostile.filled(q2_answer="import os\nos._exit(0)"),
        clara={},
    )
    rows = mark(folder, tmp_path / "out", "--trust")
    assert [row["isolation"] for row in rows.values()] == ["none"] * 3
    assert [row["status"] for row in rows.values()] == ["not isolated", "crashed", "unreadable"]
    assert [row["score"] for row in rows.values()] == ["10", "2", ""]
    assert "without isolation (--trust)" in capsys.readouterr().out
    assert "not run in isolation" in (tmp_path / "out" / "feedback" / "anna.html").read_text()
    rows = mark(folder, tmp_path / "out")
    assert rows["anna.ipynb"]["status"] == "ok", "what was trusted is marked again"


def test_a_file_whose_isolation_does_not_start_is_no_honest_nought(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        sandbox, "find", lambda hidden, limits, trust: sandbox.Isolation("docker", hidden)
    )
    folder = hand_in(tmp_path / "in", anna=hostile.filled())
    with pytest.MonkeyPatch.context() as patch:
        (tmp_path / "docker").write_text("#!/bin/sh\necho no room left >&2; exit 125\n")
        (tmp_path / "docker").chmod(0o755)
        patch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        row = mark(folder, tmp_path / "out")["anna.ipynb"]
    assert (row["status"], row["score"], row["total"]) == ("not isolated", "", "")
    assert "no room left" in row["notes"]


def test_a_container_is_told_the_same() -> None:
    for name in ("podman", "docker"):
        hidden = (Path("/usr/planted"),)
        command = " ".join(sandbox.Isolation(name, hidden).command("a-name", Limits()))
        for part in ("--network none", "--read-only", "--cap-drop ALL", "--pids-limit 64", "--memory"):
            assert part in command
        assert "--tmpfs /usr/planted:ro" in command
        assert str(ROOT / "exercises") not in command
        mounted = re.findall(r"--volume (\S+)", command)
        assert mounted and all(mount.endswith(":ro") for mount in mounted)


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_of_calls_is_well_formed(machine: str) -> None:
    """Every jump stays inside, and every way ends in a verdict."""
    code = limits.program(machine)
    steps = [struct.unpack_from("<HBBI", code, place) for place in range(0, len(code), 8)]
    assert steps[-1][0] == limits._RETURN
    for place, (kind, yes, no, _) in enumerate(steps):
        if kind in (limits._EQUAL, limits._AT_LEAST, limits._HAS):
            assert place + 1 + max(yes, no) < len(steps)
    verdicts = {value for kind, _, _, value in steps if kind == limits._RETURN}
    assert verdicts == {limits._ALLOW, limits._EPERM, limits._ENOSYS}


# The trusted side survives its own checks.


def test_a_check_that_kills_or_never_ends_costs_one_question(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, isolation: sandbox.Isolation
) -> None:
    monkeypatch.setattr("firstflames.marking.running.CHECKING", 4)
    monkeypatch.setattr(sandbox, "START", 20)
    source = json.loads(hostile.SOURCE.read_text(encoding="utf-8"))
    check = source["cells"][hostile.place(source, "q2")]
    folder = hand_in(tmp_path / "in", anna=hostile.filled())
    for name, code in {"kills": "import os\nos._exit(1)", "loops": "while True:\n    pass"}.items():
        check["source"] = code
        path = tmp_path / name / "90-trial" / "90-trial.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(source), encoding="utf-8")
        task = Task(
            folder,
            tmp_path / name,
            isolation=isolation.name,
            root=isolation.root,
            limits=Limits(seconds=2),
        )
        worker = Worker(task, 0)
        row = worker.mark("anna.ipynb")
        worker.stop()
        assert row["status"] == "crashed"
        assert [question["points"] for question in row["questions"]] == [2, 0, 0, 0]
        assert "look at it by hand" in row["notes"][-1]


# Answers as data.


ANSWERS: list[Any] = [
    *(None, True, 0, -7, 2**62, 0.1, "", "Ünïcode ✓", [], [1, "a", None], (1, 2), {"a": [1], 2: "b"}),
    *({"x", "y"}, datetime.date(1917, 10, 25), pd.Timestamp("1917-10-25 21:45"), pd.NA),
]


# A set's own order changes with each process, and workers have to agree on the names of tests.
@pytest.mark.parametrize(
    "answer", ANSWERS, ids=[repr(sorted(each) if isinstance(each, set) else each) for each in ANSWERS]
)
def test_a_plain_answer_arrives_as_it_is(answer: Any) -> None:
    arrived = through(answer)
    assert type(arrived) is type(answer)
    assert arrived is answer or arrived == answer


def through(answer: Any) -> Any:
    """An answer as the trusted side has it."""
    line = json.dumps({"kind": "answer", "value": plain.encode(answer)}, allow_nan=False)
    return plain.decode(plain.parse(line.encode())["value"])


def test_tables_columns_and_charts_arrive_as_they_are() -> None:
    import firstflames as ff
    import firstflames.charts  # whose template both figures are to have

    for name in ff.tables():
        table = ff.load(name).head(200)
        pd.testing.assert_frame_equal(through(table), table, check_freq=False)
    votes = ff.load("votes_districts")
    by_party = votes.groupby("party")["low"].sum()
    pd.testing.assert_series_equal(through(by_party), by_party)
    odd = pd.DataFrame({("a", 1): [1.5, math.nan], ("b", 2): ["x", None]}, index=["r", "s"])
    pd.testing.assert_frame_equal(through(odd), odd)
    pd.testing.assert_frame_equal(through(odd[[]]), odd[[]], check_column_type=False)
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    pd.testing.assert_frame_equal(through(twice), twice)
    figure = px.bar(votes.head(3), x="list_name", y="low")
    arrived = through(figure)
    assert type(arrived) is go.Figure
    assert json.loads(arrived.to_json()) == json.loads(figure.to_json())
    assert type(arrived.data[0].y) is type(figure.data[0].y)
    assert through(np.int64(3)) == 3 and type(through(np.int64(3))) is int
    assert through(np.array([1.0, 2.0])).tolist() == [1.0, 2.0]
    assert through(votes["low"].head(2).array.to_numpy()).tolist() == votes["low"].head(2).tolist()


JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text(max_size=5)
    | some.sampled_from(sorted(plain._DECODERS)),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(some.sampled_from(["t", "v", "dtype", "index", "names", "columns"]), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_arrives_is_plain_or_refused(data: Any) -> None:
    try:
        answer = plain.decode(data)
    except plain.RefusedError as reason:
        assert str(reason) in plain.REASONS
    else:
        kinds = (bool, int, float, str, list, tuple, set, dict, np.ndarray, pd.Series, pd.DataFrame)
        dates = (go.Figure, datetime.date, pd.Timestamp)
        assert answer is None or answer is pd.NaT or answer is pd.NA or type(answer) in (*kinds, *dates)


NAMED = {"names": [None], "v": ["a"]}


@pytest.mark.parametrize(
    "data",
    [
        {"t": "float", "v": "nan"},
        {"t": "list", "v": [{"t": "float", "v": "inf"}]},
        {"t": "nothing", "v": 1},
        {"t": "frame", "columns": NAMED, "index": NAMED, "v": 1},
        {"t": "frame", "columns": NAMED, "index": NAMED, "v": [{"v": [1, 2], "dtype": "int64"}]},
        {"t": "frame", "columns": NAMED, "index": NAMED, "v": []},
        {"t": "series", "name": None, "index": {"names": [], "v": []}, "v": [1], "dtype": "int64"},
        {"t": "figure", "v": {"t": "dict", "v": [["data", [1]]]}},
        {"t": "figure", "v": {"t": "dict", "v": [["data", {"t": "list", "v": [1]}]]}},
        {"t": "figure", "v": {"t": "list", "v": []}},
        {"t": "list", "v": [0] * (plain.VALUES + 1)},
        "x" * (plain.LETTERS + 1),
        2**63,
        {"t": "date", "v": "yesterday"},
        {"t": "timestamp", "v": "5 days after the revolution"},
        {"t": "figure", "v": plain.encode({"data": [{"type": "bar"}] * 3_000})},
        {"t": ["list"], "v": []},
    ],
    ids=lambda data: str(data)[:40],
)
def test_what_no_honest_process_sends_is_refused(data: Any) -> None:
    with pytest.raises(plain.RefusedError):
        plain.decode(data)


@pytest.mark.parametrize(
    "line", [b"NaN", b"[" * 100_000, b"9" * 100_000, b"\xff", b"{", b"1" + b" " * (plain.LINE + 1)]
)
def test_a_line_that_is_no_small_json_is_no_line(line: bytes) -> None:
    with pytest.raises(ValueError):
        plain.parse(line)


def test_lines_of_another_form_are_passed_over() -> None:
    heard = Heard(["a", "b"])
    lines: list[dict[str, Any]] = [
        {"kind": "answer", "name": 3, "value": 1},
        {"kind": "answer", "name": "a"},
        {"kind": "answer", "name": "another", "value": 1},
        {"kind": "answer", "name": ["a"], "value": 1},
        {"kind": "refused", "name": "b", "why": "<b>because</b>"},
        {"kind": "answer", "name": "a", "value": {"t": "list", "v": 3}},
        {"kind": "error", "id": "x", "type": [[]], "words": {"a": 1}},
        {"kind": "error", "id": None},
        {"kind": "score", "q1": 10},
        *({"kind": "error", "id": "x" * 1000, "type": n, "words": "y" * 10_000} for n in range(1000)),
    ]
    for told in lines:
        heard(told)
    assert not heard.answers
    assert heard.refused == {"a": plain.BROKEN, "b": plain.BROKEN}
    assert len(heard.notes) <= 12 and all(len(note) < 700 for note in heard.notes)


def test_a_check_spoils_nothing_for_the_next() -> None:
    """Neither what the setup cell made nor the answers, whatever it does to them."""
    spoils = r"votes['low'] = 0; table.pop('low'); votes.pop('list_name'); share = leader = None"
    sheet = trial()
    question = sheet.checked[2]
    spoiler = dataclasses.replace(question, check=spoils)
    changed = Sheet(sheet.exercise, sheet.choice)
    changed.__dict__["checked"] = (spoiler, *sheet.checked)
    changed.__dict__["reads"] = sheet.reads
    space: dict[str, Any] = {}
    exec(sheet.setup, space)
    for code in hostile.RIGHT.values():
        exec(code, space)
    right = {answer: plain.encode(space[answer]) for answer in sheet.answers}
    found = list(judging.judge(changed, right, {}, True))
    assert [(result.verdict, result.says) for result in found] == [(judging.RIGHT, "")] * 5


# The exercises of the course, under the marker.

CHEATS: list[Any] = [
    *(True, False, 0, 1, -1, 2**62, 1e300, -1e300, 1e-300, "", "a" * 10_000, "\0", [], [[]], {}),
    *([None] * 50, ["x"] * 50, {"x": 1}, {None: None}, ((),), set(), pd.NA, pd.NaT),
    *(pd.DataFrame(), pd.Series(dtype="float64"), pd.Series([math.nan]), np.array([]), go.Figure()),
    *(go.Figure(go.Bar()), datetime.date(1917, 10, 25), pd.Timestamp("1917-10-25")),
]
COURSE = sheets(ROOT / "exercises")


def all_missing(right: Any) -> list[Any]:
    """Shapes of the right answer with nothing in them: what compares as nothing at all."""
    found: list[Any] = []
    if isinstance(right, pd.DataFrame):
        nothing = right.copy()
        for column in nothing.columns:
            nothing[column] = math.nan
        found += [
            nothing,
            right.iloc[:0],
            right.iloc[:, :0],
            right.astype(object).where(right.isna() & False, None),
        ]
    if isinstance(right, pd.Series):
        found += [right * math.nan if right.dtype.kind == "f" else right.iloc[:0], right.iloc[:0]]
    if isinstance(right, (list, tuple)) and right:
        found += [[right[0]] * len(right), list(right)[:-1]]
    return found


@pytest.mark.parametrize("name", COURSE)
def test_no_cheat_passes_a_check(name: str) -> None:
    """An answer that is empty, missing everywhere, huge or of another kind is wrong everywhere."""
    sheet = COURSE[name]
    space: dict[str, Any] = {}
    for cell in sheet.exercise.notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and not marks.get("grade"):
            exec(compile(hostile.text(cell), name, "exec", dont_inherit=True), space)
    right = {answer: plain.encode(space[answer]) for answer in sheet.answers}
    assert [result.verdict for result in judging.judge(sheet, right, {}, True)] == [
        judging.RIGHT for _ in sheet.checked
    ]
    refused: dict[str, str] = {}
    for cheat in CHEATS:
        answers = {answer: plain.encode(cheat) for answer in sheet.answers}
        for result in judging.judge(sheet, answers, refused, True):
            honest = any(_same(cheat, space[answer]) for answer in sheet.reads[result.question])
            assert result.points == 0 or honest, (name, result.question, cheat)
    for answer in sheet.answers:
        for cheat in all_missing(space[answer]):
            found = judging.judge(sheet, right | {answer: plain.encode(cheat)}, refused, True)
            for result in found:
                if answer in sheet.reads[result.question] and not _same(cheat, space[answer]):
                    assert result.points == 0, (name, result.question, answer, cheat)


def _same(one: Any, other: Any) -> bool:
    """Whether a cheat happens to be the right answer."""
    if isinstance(one, pd.DataFrame) or isinstance(other, pd.DataFrame):
        return isinstance(one, pd.DataFrame) and isinstance(other, pd.DataFrame) and one.equals(other)
    try:
        return type(one) is type(other) and bool(one == other)
    except (TypeError, ValueError):
        return False


def solved(name: str, seed: str) -> nbformat.NotebookNode:
    """A student's copy with the source's own answers in it."""
    exercise = COURSE[name].exercise
    copy = exercises.student_copy(exercise, seed)
    for cell in copy.cells:
        ident = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if ident.endswith("-answer"):
            cell.source = hostile.text(exercise.cells[ident])
    return copy


def test_right_answers_to_every_exercise_get_all_points(tmp_path: Path) -> None:
    """For a class with values of its own; a copy for another class is marked, and said to be one."""
    folder = tmp_path / "in"
    for name in COURSE:
        hand_in(folder, **{name: json.loads(nbformat.writes(solved(name, "spring")))})
    first = next(iter(COURSE))
    hand_in(folder / "late", **{first: json.loads(nbformat.writes(solved(first, "autumn")))})
    out = tmp_path / "out"
    assert main([str(folder), "--out", str(out), "--variant", "spring", "--workers", "2"]) == 0
    rows = grades(out)
    late = rows.pop(f"late/{first}.ipynb")
    assert {file: row["score"] for file, row in rows.items()} == {
        file: row["of"] for file, row in rows.items()
    }
    assert all(row["notes"] == "" and row["status"] == "ok" for row in rows.values())
    assert late["notes"].startswith("The copy was made for the variant autumn, and is marked for spring")


@pytest.mark.parametrize("name", COURSE)
def test_every_rubric_is_read_as_one(name: str) -> None:
    """Its criteria add up to the points of the part."""
    sheet = COURSE[name]
    for part in sheet.written:
        found = rubric.criteria(sheet, part)
        assert rubric.AS_A_WHOLE not in [criterion.name for criterion in found], (name, part.id)
        assert len(found) >= 2


# What comes out.


def soup(path: Path) -> Any:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small class with a class list, marked: the folder, and the results."""
    folder = seven(tmp_path_factory.mktemp("small") / "in")
    hand_in(folder / "anna", again=hostile.filled(q1_answer="share = 0.9"))
    (folder.parent / "class.csv").write_text(
        "student,name,email,id_number,username,canvas_id,sis_user_id,section\n"
        "anna,Anna Petrova,Anna@example.org,007,apetrova,41,S7,Seminar A\n"
        "boris,Boris Orlov,boris@example.org,008,borlov,42,S8,Seminar A\n"
        "zoe,Zoe Absent,zoe@example.org,009,zabsent,43,S9,Seminar B\n"
    )
    out = folder.parent / "out"
    mark(folder, out, "--students", str(folder.parent / "class.csv"))
    return folder, out


def test_written_parts_merge_back(small: tuple[Path, Path], tmp_path: Path) -> None:
    """Here and only here grades get their total; the sheet comes back as a spreadsheet writes it."""
    folder, before = small
    out = tmp_path / "out"
    shutil.copytree(before, out)
    shared = ["--exercises", str(hostile.EXERCISES), "--students", str(folder.parent / "class.csv")]
    with (out / rubric.NAME).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["criterion"] for line in lines[:2]] == ["claim", "evidence"]
    assert lines[0]["levels"] == "0: none; 1: one, unclear; 2: one, clear"
    for line in lines:
        if line["file"] in ("anna.ipynb", "boris.ipynb"):
            line["points"] = "1,5" if line["criterion"] == "claim" else "2"
            line["comment"] = "=more <b>care</b>"
    lines[-1]["points"] = "1"  # one criterion of another student: not whole yet
    sheet = tmp_path / "back.csv"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(lines)
    assert main(["rubric", str(sheet), "--out", str(out), *shared]) == 0
    rows = grades(out)
    assert (rows["anna.ipynb"]["written"], rows["anna.ipynb"]["total"]) == ("3.5", "13.5")
    assert rows["boris.ipynb"]["total"] == "11.5"
    assert rows["fanny.ipynb"]["total"] == rows["dora.ipynb"]["total"] == ""
    page = soup(out / "feedback" / "boris.html").get_text()
    assert "3.5 of 4 points" in page and "=more <b>care</b>" in page
    with (out / "canvas.csv").open(encoding="utf-8", newline="") as file:
        assert [line[-1] for line in csv.reader(file)][1:] == ["14", "13.5", "11.5", ""]
    again = main([str(folder), "--out", str(out), *QUICK, "--students", shared[-1]])
    assert again == 0 and grades(out)["anna.ipynb"]["total"] == "13.5", "points survive another run"
    for number, changed, said in (
        (0, {"points": "3"}, "from 0 to 2"),
        (1, {"points": "1", "file": "nobody.ipynb"}, "'nobody.ipynb'"),
        (1, {"points": "1", "criterion": "style"}, "claim or evidence"),
    ):
        wrong = [line | changed if place == number else line for place, line in enumerate(lines)]
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(wrong)
        with pytest.raises(rubric.RubricError, match=f"line {number + 2}: .*{said}"):
            rubric.merge(sheet, out, journal.rows(out), sheets(hostile.EXERCISES))


def test_moodle_can_import_the_grades(small: tuple[Path, Path]) -> None:
    """A student by address, number or username; each grade beside its feedback; no strangers."""
    with (small[1] / "moodle.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    title = "Exercise 90: One district, four answers"
    assert list(lines[0]) == [
        *("Full name", "Email address", "ID number", "Username", title, f"Feedback: {title}")
    ]
    assert [line["Email address"] for line in lines] == [
        *("Anna@example.org", "boris@example.org", "zoe@example.org")
    ]
    assert [line[title] for line in lines] == ["", "", ""], "written parts wait"
    assert lines[0][f"Feedback: {title}"].startswith("q1: 2 of 2."), "the better of two files counts"
    assert "share is not the Bolsheviks' part" in lines[1][f"Feedback: {title}"]


def test_canvas_can_import_the_grades(small: tuple[Path, Path]) -> None:
    """As lib/gradebook_importer.rb of Canvas reads it."""
    with (small[1] / "canvas.csv").open(encoding="utf-8", newline="") as file:
        head, points, *lines = list(csv.reader(file))
    assert "Student" in head[0] and "ID" in head[1]
    assert re.search(r"SIS\s+User\s+ID", head[2]) and re.search(r"SIS\s+Login\s+ID", head[3])
    assert "Section" in head[4]
    assert not re.search(r"\(\d+\)$|(Current|Final|Override) (Score|Points|Grade|Status)", head[5])
    assert "Points Possible" in points[0] and points[5] == "14"
    assert lines[0][:5] == ["Anna Petrova", "41", "S7", "apetrova", "Seminar A"]


def test_feedback_says_what_was_right_and_why(small: tuple[Path, Path]) -> None:
    page = soup(small[1] / "feedback" / "boris.html")
    assert page.html["lang"] == "en" and page.title.get_text()
    assert [heading.name for heading in page.find_all(re.compile("h[1-6]"))] == ["h1", "h2", *["h3"] * 5]
    assert not page.find_all(src=True) and not page.find_all("link"), "it opens offline"
    text = " ".join(page.get_text().split())
    assert "Not right: 0 of 2 points. share is not the Bolsheviks' part of all votes." in text
    assert "Right: 3 of 3 points. It agrees with what the data gives." in text
    assert "8 of 10. Points of the written parts: not marked yet, of 4." in text
    assert "share is 0.9" in text
    shown = [block.get_text() for block in page.find_all("pre")]
    assert len(shown) == 4 and "share = mine.loc" in shown[0], "why, in the source's own lines"
    crashed = " ".join(soup(small[1] / "feedback" / "clara.html").get_text().split())
    assert "Crashed. The notebook broke off. What was answered before counts." in crashed
    assert "Not reached: 0 of 3 points." in crashed


def test_feedback_can_leave_out_the_solutions(small: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(small[1], out)
    mark(small[0], out, "--without-solutions")
    assert "mine.loc" not in (out / "feedback" / "boris.html").read_text(encoding="utf-8")


def test_the_class_sees_its_distribution_and_its_mistakes(small: tuple[Path, Path]) -> None:
    page = soup(small[1] / "report.html")
    tables = {table.caption.get_text(): table for table in page.find_all("table") if table.caption}
    rows = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in tables["How the class answered"].tbody.find_all("tr")
    ]
    assert rows[0][1:] == ["4", "2", "1", "0", "57"]
    assert rows[1][1:] == ["3", "0", "3", "1", "43"]
    bands = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in tables["Files by points of the checked questions"].tbody.find_all("tr")
    ]
    assert bands == [
        *(["0 to under 2", "1"], ["2 to under 4", "1"], ["4 to under 6", "0"]),
        *(["6 to under 8", "0"], ["8 to 10", "5"]),
    ]
    assert "q1, 2 files: share is not the Bolsheviks' part" in page.ol.get_text()
    text = page.get_text()
    assert "anna: 2 files" in text
    assert "Not in the class list" in text and "clara" in text
    for link in page.find_all("a"):
        assert (small[1] / link["href"]).is_file()


@pytest.mark.browser
def test_axe_finds_nothing_on_the_pages(chromium: Any, small: tuple[Path, Path]) -> None:
    from visiting import Visit

    for path in ("report.html", "feedback/boris.html", "feedback/clara.html"):
        for screen, theme in (("phone", "dark"), ("desk", "light")):
            with Visit(chromium, (small[1] / path).as_uri(), screen, theme) as visit:
                visit.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                assert visit.axe() == []
                assert not visit.is_too_wide()


# Whose file is it?


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("anna.ipynb", "anna"),
        ("anna_01-two-calendars.ipynb", "anna"),
        ("01-two-calendars_anna (2).ipynb", "anna (2)"),
        ("01-two-calendars.ipynb", "01-two-calendars"),
        ("Анна Петрова.ipynb", "Анна Петрова"),
        ("anna/01-two-calendars.ipynb", "anna"),
        ("01-two-calendars/anna.ipynb", "anna"),
        ("anna/01-two-calendars/01-two-calendars.ipynb", "anna"),
        ("Anna Petrova_12345_assignsubmission_file_/01-two-calendars.ipynb", "Anna Petrova"),
        ("Anna Petrova_12345_assignsubmission_file_01-two-calendars.ipynb", "Anna Petrova"),
        ("petrovaanna_LATE_123_4567_01-two-calendars-1.ipynb", "petrovaanna"),
        ("petrovaanna_123_4567_01-two-calendars.ipynb", "petrovaanna"),
    ],
)
def test_a_file_says_whose_it_is(file: str, key: str) -> None:
    assert people.student_of(file, ["01-two-calendars", "02-bases-and-shares"]).key == key


def test_a_class_list_that_is_none_says_so(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    for text, said in (
        ("name\nAnna\n", "no column student"),
        ("student\nanna\nanna\n", "line 3: found a student twice"),
        ("student,name\n,Anna\n", "line 2: found no student"),
    ):
        path.write_text(text)
        with pytest.raises(people.ClassListError, match=said):
            people.class_list(path)


# Which exercise is it?


def test_a_notebook_says_which_exercise_it_is() -> None:
    known = {"90-trial": trial()}

    def asked(notebook: hostile.Notebook, name: str = "x.ipynb", only: str | None = None) -> str:
        raw = json.dumps(notebook).encode()
        try:
            return reading.submission(raw, Path(name), known, only).sheet.name
        except reading.NotMarkedError as reason:
            return reason.status

    renamed = hostile.filled()
    renamed["cells"] = [cell for cell in renamed["cells"] if cell["id"] != "intro"]
    assert asked(hostile.filled()) == "90-trial", "by its title"
    assert asked(renamed) == "wrong assignment"
    assert asked(renamed, "anna 90_trial.ipynb") == "90-trial", "by the file's name"
    assert asked(renamed | {"metadata": {"firstflames": {"assignment": "90-trial"}}}) == "90-trial"
    assert asked(hostile.filled(), only="01-two-calendars") == "wrong assignment"
    bare = hostile.filled()
    for cell in bare["cells"]:
        cell["metadata"] = {}
    cells = reading.submission(json.dumps(bare).encode(), Path("x"), known).cells
    assert "q1-answer" in [cell["id"] for cell in cells], "some programs keep only the cells' own ids"


# Commands.


def test_a_command_that_cannot_be_done_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hand_in(tmp_path / "in", anna=hostile.filled())
    for arguments, status, said in (
        ([str(tmp_path / "nowhere")], 2, "found no folder"),
        ([str(folder), "--out", str(folder / "marks")], 2, "is inside"),
        ([str(folder), "--exercise", "99-none"], 2, "There is no exercise 99-none"),
        ([str(folder), "--exercises", str(folder)], 1, "holds no exercise"),
        (["merge", str(tmp_path / "m"), str(folder)], 1, "found no run.json"),
        (["rubric", str(tmp_path / "no.csv"), "--out", str(folder)], 1, "found no run.json"),
    ):
        assert main(arguments) == status, arguments
        assert said in capsys.readouterr().err
    for wrong in (["--part", "5/4"], ["--workers", "0"], ["--timeout", "nan"]):
        with pytest.raises(SystemExit):
            main([str(folder), *wrong])
    with pytest.raises(ExerciseError):
        sheets(folder)


def test_make_grade_marks_a_folder(tmp_path: Path) -> None:
    """By the command of the README, with a name that shells would take apart."""
    folder = hand_in(tmp_path / "class of $HOME's 'B'", georg=hostile.another_assignment())
    out = tmp_path / "out"
    options = f"--out '{out}' --exercises '{hostile.EXERCISES}'"
    command = ["make", "--no-print-directory", "grade", f"OPTIONS={options}"]
    make = {**os.environ, "SUBMISSIONS": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=make, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert grades(out)["georg.ipynb"]["status"] == "wrong assignment"


def test_the_setup_cell_is_the_sources_own() -> None:
    raw = json.dumps(hostile.easier()).encode()
    asked = reading.submission(raw, Path("x"), {"90-trial": trial("spring")})
    assert SETUP not in [cell["id"] for cell in asked.cells]
    assert 'DISTRICT = "penza"' not in trial("spring").setup


# Getting an isolation.


def test_bubblewrap_is_installed_where_that_is_allowed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def found(hidden: Any, limits: Any) -> sandbox.Isolation:
        if not asked:
            raise sandbox.NoIsolationError("nothing yet")
        return sandbox.Isolation("bubblewrap")

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0)

    places = {"apt-get": "/usr/bin/apt-get", "sudo": "/usr/bin/sudo"}
    monkeypatch.setattr(setting_up, "find", found)
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(shutil, "which", places.get)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert setting_up.main() == 0
    assert asked[-1] == ["apt-get", "install", "-y", "-qq", "bubblewrap"]
    assert "Isolation for the marker: bubblewrap" in capsys.readouterr().out
    asked.clear()
    monkeypatch.setattr(shutil, "which", lambda command: None)
    assert setting_up.main() == 1
    assert capsys.readouterr().err == "nothing yet\n"


def test_the_guide_has_the_profile_that_ci_loads() -> None:
    text = setting_up.profile()
    assert re.search(r"profile \S+ /usr/bin/bwrap flags=\(unconfined\) \{\s*userns,", text)


def test_what_was_done_in_a_browser_is_marked_like_any_other(tmp_path: Path) -> None:
    """JupyterLite's copies have two cells more at the top (tools/live.py)."""
    plain = hostile.filled(q2_answer='leader = "All lists"')
    lite = live.with_install(nbformat.from_dict(json.loads(json.dumps(plain))))
    rows = mark(hand_in(tmp_path / "in", plain=plain, lite=lite), tmp_path / "out")
    for name in ("plain", "lite"):
        row = rows[f"{name}.ipynb"]
        assert [row[key] for key in ("status", *QUESTIONS)] == ["ok", "2", "0", "3", "3"]


def test_the_workflow_marks_in_parts() -> None:
    text = (ROOT / ".github" / "workflows" / "grade.yml").read_text(encoding="utf-8")
    assert "make grade" in text and "make merge-grades" in text and "matrix" in text
