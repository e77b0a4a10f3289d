"""The marker measured: five hundred submissions, and nbgrader and otter-grader on the same notebooks.

nbgrader comes with the tools of the project; otter-grader gets an environment of its own from PyPI, for
the time of its row. What the three say of a notebook is compared with ``tests/marking/expected.csv``.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from audit_code import ROOT
from audit_rows import FAILED, MEASURED, PASSED, NotRunError, Row

sys.path.insert(0, str(ROOT / "tests" / "marking"))
import hostile

from firstflames.exercises import read

SUBMISSIONS = 500
#: What the issue of the marker asks: seconds a submission in the median, with isolation, on one worker.
MEDIAN = 2.5
#: The rate of two workers over that of one, and how much the memory may grow from 50 to 500 files.
RATE, GROWTH = 1.6, 1.15
OTTER = ("otter-grader==7.0.0", "ipykernel", "pandas==3.1.1", "plotly==7.1.0", "setuptools>=80")
#: Twelve for the comparison, seven of them broken or hostile.
TWELVE = (
    *("right", "untouched", "wrong answers", "wrong-base", "twice"),
    *(
        "exit-at-once",
        "endless",
        "deleted-answer",
        "overwritten-checks",
        "fake-number",
        "patched-pandas",
    ),
    "fake-text",
)
LIMIT = 20
QUESTIONS = ("q1", "q2", "q3", "q4")

Scores = dict[str, dict[str, float | None]]


def expected() -> Scores:
    """What each of the twelve is worth, question by question."""
    with hostile.EXPECTED.open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    return {
        name: {question: float(rows[f"{name}.ipynb"][question]) for question in QUESTIONS}
        for name in TWELVE
    }


def _hand_in(folder: Path, names: list[str], kinds: Iterator[str]) -> None:
    folder.mkdir(parents=True)
    for name, kind in zip(names, kinds, strict=False):
        text = json.dumps(hostile.NOTEBOOKS[f"{kind}.ipynb"]())
        (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")


def _memory(process: int) -> int:
    """Kilobytes that a process and those that it started hold, but for the submissions themselves."""
    total, waiting = 0, [process]
    while waiting:
        pid = waiting.pop()
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
            tasks = Path(f"/proc/{pid}/task").glob("*/children")  # each thread starts its own
            below = [child for task in tasks for child in task.read_text(encoding="utf-8").split()]
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"marking" in command and b"bwrap" not in command:
            found = [line for line in status.splitlines() if line.startswith("VmRSS")]
            total += int(found[0].split()[1]) if found else 0
            waiting += map(int, below)
    return total


def _run(folder: Path, out: Path, workers: int) -> tuple[float, list[dict[str, Any]], list[int]]:
    """Mark a folder by the command; seconds, rows, and the memory at each twentieth of a second."""
    command = [sys.executable, "-m", "firstflames.marking", str(folder), "--out", str(out)]
    command += ["--exercises", str(hostile.EXERCISES), "--workers", str(workers)]
    start, held = time.monotonic(), []
    process = subprocess.Popen(
        [*command, "--timeout", str(LIMIT)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    while process.poll() is None:
        held.append(_memory(process.pid))
        time.sleep(0.05)
    if process.returncode:
        assert process.stderr is not None
        raise NotRunError(process.stderr.read().decode("utf-8", "replace").strip()[-500:])
    spent = time.monotonic() - start
    lines = (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return spent, [json.loads(line) for line in lines], held


def class_of_500() -> Iterator[Row]:
    """Five hundred submissions: seconds in the median, what a second worker brings, and memory."""
    honest = ("right", "wrong-base", "untouched", "wrong answers", "syntax-error")
    names = [f"student-{number:03}" for number in range(SUBMISSIONS)]
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        _hand_in(work / "some", names[:60], itertools.cycle(honest))
        alone, rows, _ = _run(work / "some", work / "one", 1)
        median = statistics.median(row["seconds"] for row in rows)
        said = (
            f"{median:.2f} s in the median on one worker, of {len(rows)}; at most {MEDIAN} s are asked"
        )
        yield "a submission", PASSED if median <= MEDIAN else FAILED, said
        _hand_in(work / "all", names, itertools.cycle(honest))
        spent, rows, held = _run(work / "all", work / "two", 2)
        rates = 60 / alone, len(rows) / spent
        said = f"{len(rows)} in {spent:.0f} s, {rates[1]:.2f} a second; {rates[0]:.2f} on one worker"
        ratio = rates[1] / rates[0]
        yield "two workers", PASSED if ratio >= RATE else FAILED, f"{said}: {ratio:.2f} times the rate"
        wrong = [row["file"] for row in rows if row["status"] != "ok"]
        yield "rows", PASSED if not wrong and len(rows) == SUBMISSIONS else FAILED, f"{len(rows)} rows"
        early, late = max(held[: len(held) // 10]), max(held[-len(held) // 10 :])
        result = PASSED if late <= GROWTH * early else FAILED
        said = f"{early / 1000:.0f} MB in the first tenth of the run, {late / 1000:.0f} MB in the last"
        yield "memory", result, f"{said} (two workers and who supervises them)"


def _compared(name: str, found: Scores, spent: dict[str, float], said: dict[str, str]) -> Iterator[Row]:
    """How a marker did on the twelve: how many it got right, and how long honest files took."""
    wanted = expected()
    right = [file for file in TWELVE if found.get(file) == wanted[file]]
    wrong = [
        f"{file}{f' ({said[file]})' if said.get(file) else ''}" for file in TWELVE if file not in right
    ]
    detail = f"{len(right)} of {len(TWELVE)} as they should be"
    yield f"{name}: marks", MEASURED, detail + (f"; not: {', '.join(wrong)}" if wrong else "")
    honest = [spent[file] for file in TWELVE[:5] if file in spent]
    median = statistics.median(honest) if honest else float("nan")
    ratio = median / ours()[1]
    yield (
        f"{name}: time",
        MEASURED,
        f"{median:.2f} s an honest file in the median, {ratio:.1f} times ours",
    )


@cache
def ours() -> tuple[Scores, float]:
    """What our marker says of the twelve, and the seconds of an honest file in the median."""
    with tempfile.TemporaryDirectory() as place:
        _hand_in(Path(place) / "in", list(TWELVE), iter(TWELVE))
        _, rows, _ = _run(Path(place) / "in", Path(place) / "out", 1)
    found: Scores = {
        row["file"].removesuffix(".ipynb"): {
            each["question"]: each["points"] for each in row["questions"]
        }
        for row in rows
    }
    seconds = {row["file"].removesuffix(".ipynb"): row["seconds"] for row in rows}
    return found, statistics.median(seconds[name] for name in TWELVE[:5])


def beside_nbgrader() -> Iterator[Row]:
    """nbgrader on the twelve: generated, autograded and read from its gradebook."""
    found, median = ours()
    wanted = expected()
    right = sum(found.get(name) == wanted[name] for name in TWELVE)
    result = PASSED if right == len(TWELVE) else FAILED
    yield "ours: marks", result, f"{right} of {len(TWELVE)} as they should be"
    yield "ours: time", MEASURED, f"{median:.2f} s an honest file in the median"
    from nbgrader.api import Gradebook

    with tempfile.TemporaryDirectory() as place:
        course = Path(place)
        (course / "source").mkdir()
        shutil.copytree(hostile.EXERCISES / "90-trial", course / "source" / "90-trial")
        settings = (ROOT / "exercises" / "nbgrader_config.py").read_text(encoding="utf-8")
        settings += f"\nc.ExecutePreprocessor.timeout = {LIMIT}\nc.CourseDirectory.course_id = 'trial'\n"
        (course / "nbgrader_config.py").write_text(settings, encoding="utf-8")
        _nbgrader(course, "generate_assignment", "90-trial")
        spent, said = {}, {}
        for name in TWELVE:
            folder = course / "submitted" / name / "90-trial"
            folder.mkdir(parents=True)
            text = json.dumps(hostile.NOTEBOOKS[f"{name}.ipynb"]())
            (folder / "90-trial.ipynb").write_text(text, encoding="utf-8")
            start = time.monotonic()
            if not _nbgrader(course, "autograde", "90-trial", "--student", name):
                said[name] = "no result"
            spent[name] = time.monotonic() - start
        theirs: Scores = {}
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
            for name in TWELVE:
                if name in said:
                    continue
                notebook = book.find_submission_notebook("90-trial", "90-trial", name)
                theirs[name] = {
                    grade.name: grade.score for grade in notebook.grades if grade.name in QUESTIONS
                }
    yield from _compared("nbgrader", theirs, spent, said)


def _nbgrader(course: Path, *arguments: str) -> bool:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, check=False)
    return done.returncode == 0


TEST = """OK_FORMAT = False

from otter.test_files import test_case

name = {name!r}
points = {points}

@test_case(points={points})
def test_it(env):
    exec(compile({check!r}, {name!r}, "exec"), dict(env))
"""


def beside_otter() -> Iterator[Row]:
    """otter-grader on the twelve, in an environment from PyPI that is gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        python = work / "env" / "bin" / "python"
        uv = [sys.executable, "-m", "uv"]
        own = ["--no-deps", "--no-build-isolation", str(ROOT)]
        for command in (
            [*uv, "venv", "-q", "-p", sys.executable, str(work / "env")],
            [*uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(python), *OTTER],
            [*uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(python), *own],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise NotRunError(f"otter-grader could not be installed: {done.stderr.strip()[-300:]}")
        (work / "tests").mkdir()
        for question in read(hostile.SOURCE).questions:
            if question.written:
                continue
            test = TEST.format(name=question.id, points=question.points, check=question.check)
            (work / "tests" / f"{question.id}.py").write_text(test, encoding="utf-8")
        (work / "otter_config.json").write_text("{}", encoding="utf-8")
        otter: Callable[..., Any] = lambda *arguments: subprocess.run(  # noqa: E731
            [str(python.with_name("otter")), *arguments],
            cwd=work,
            env={**os.environ, "PATH": f"{python.parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=6 * LIMIT,
            check=False,
        )
        done = otter("generate", "-t", "tests", "-o", "autograder.zip", "--no-environment")
        if not (work / "autograder.zip").is_file():
            raise NotRunError(f"otter generate made nothing: {(done.stdout + done.stderr)[-300:]}")
        theirs: Scores = {}
        spent, said = {}, {}
        for name in TWELVE:
            text = json.dumps(hostile.NOTEBOOKS[f"{name}.ipynb"]())
            (work / f"{name}.ipynb").write_text(text, encoding="utf-8")
            out = work / f"out-{name}"
            out.mkdir()
            start = time.monotonic()
            try:
                otter("run", f"{name}.ipynb", "-a", "autograder.zip", "-o", out.name, "--no-logo")
            except subprocess.TimeoutExpired:
                said[name] = f"no result in {6 * LIMIT} s"
            spent[name] = time.monotonic() - start
            results = out / "results.json"
            if results.is_file():
                tests = json.loads(results.read_text(encoding="utf-8"))["tests"]
                theirs[name] = {
                    question: float(test["score"])
                    for question in QUESTIONS
                    for test in tests
                    if test["name"].split()[0] == question and "score" in test
                }
            elif name not in said:
                said[name] = "no result"
    yield from _compared("otter-grader", theirs, spent, said)
