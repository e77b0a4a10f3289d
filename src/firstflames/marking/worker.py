"""One worker: marks one file after another, as it is told, and says each row as a line of JSON.

A worker can be killed at any moment, by its own limits or from outside, and loses one file at most: what
it had found out of that file has been said before.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from firstflames.marking import judging, plain, reading, sandbox
from firstflames.marking.limits import MEGABYTE, Limits
from firstflames.marking.sources import Sheet, sheets

OK, TIMED_OUT, CRASHED = "ok", "timed out", "crashed"
UNREADABLE, WRONG_ASSIGNMENT = reading.UNREADABLE, reading.WRONG_ASSIGNMENT
MISSING_CELLS, NOT_ISOLATED = "missing cells", "not isolated"
STATUSES = (OK, TIMED_OUT, CRASHED, UNREADABLE, WRONG_ASSIGNMENT, MISSING_CELLS, NOT_ISOLATED)
#: What a worker itself may use: a large notebook, and the checks.
MEMORY = 4_000
NOTES = 12  # of one submission; more are counted
LETTERS = 400

Row = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """What all files of a run are marked with."""

    submissions: Path
    exercises: Path
    variant: str = ""
    asked_for: str | None = None
    isolation: str = "bubblewrap"
    root: bool = False
    hidden: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)

    def to_json(self) -> str:
        """The task as a worker reads it."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Task:
        """The task that :meth:`to_json` wrote."""
        read = json.loads(text)
        for name in ("submissions", "exercises"):
            read[name] = Path(read[name])
        read["hidden"] = tuple(map(Path, read["hidden"]))
        read["limits"] = Limits(**read["limits"])
        return cls(**read)


class Heard:
    """What came back from a submission, as far as it can be read."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self.answers: dict[str, Any] = {}
        self.refused: dict[str, str] = {}
        self.notes: list[str] = []
        self.last = ""

    def __call__(self, told: Mapping[str, Any]) -> None:
        """Take one line; what has another form than the child's own lines is passed over."""
        kind, name, ident = told["kind"], told.get("name"), told.get("id")
        why = told.get("why")
        if kind == "answer" and isinstance(name, str) and name in self._names and "value" in told:
            self._take(name, told["value"])
        elif kind == "refused" and isinstance(name, str) and name in self._names:
            self._refuse(name, why if why in plain.REASONS else plain.BROKEN)
        elif kind == "cell" and isinstance(ident, str):
            self.last = ident[:40]
        elif kind == "error" and isinstance(ident, str):
            told_type, told_words = told.get("type"), told.get("words")
            what = told_type[:80] if isinstance(told_type, str) else "an error"
            words = told_words[:LETTERS] if isinstance(told_words, str) else ""
            self.note(f"{ident[:40]} stopped with {what}{f': {words}' if words else ''}.")
        elif kind == "shortened" and isinstance(ident, str):
            self.note(f"Lines of {ident[:40]} that only a notebook understands (% or !) were left out.")

    def _take(self, name: str, value: Any) -> None:
        """Keep an answer as it came, if it is one: so nothing is kept that is beyond the limits."""
        try:
            plain.decode(value)
        except plain.RefusedError as reason:
            self._refuse(name, str(reason))
        else:
            self.answers[name] = value
            self.refused.pop(name, None)

    def _refuse(self, name: str, why: str) -> None:
        self.refused[name] = why
        self.answers.pop(name, None)

    def note(self, words: str) -> None:
        """Keep a sentence for the teacher and the student, unless there are many already."""
        if len(self.notes) < NOTES and words not in self.notes:
            self.notes.append(words)


def empty_row(file: str, isolation: str) -> Row:
    """The row of a file of which nothing is known yet."""
    row: Row = {"file": file, "exercise": None, "status": UNREADABLE, "isolation": isolation}
    return row | {"notes": [], "questions": [], "written": {}, "seconds": 0.0}


def _pending(sheet: Sheet) -> list[dict[str, Any]]:
    says = "The marker did not get to this question."
    return [
        {**asdict(judging.Result(question.id, judging.NOT_REACHED, 0, says, {})), "of": question.points}
        for question in sheet.checked
    ]


def mark(
    file: str,
    task: Task,
    known: Mapping[str, Sheet],
    slot: int = 0,
    tell: Callable[[Row], None] = lambda row: None,
) -> Row:
    """Mark one file of the task's folder, whatever it is; ``tell`` gets the row as it grows."""
    start = time.monotonic()
    row = empty_row(file, task.isolation)
    path = task.submissions / file
    try:
        asked = reading.submission(reading.content(path), Path(file), known, task.asked_for)
    except reading.NotMarkedError as reason:
        row |= {"status": reason.status, "notes": [str(reason)]}
        return row | {"seconds": round(time.monotonic() - start, 2)}
    row |= {"exercise": asked.sheet.name, "questions": _pending(asked.sheet)}
    row["written"] = {
        part.id: asked.written.get(part.id, "")[: plain.LETTERS] for part in asked.sheet.written
    }
    heard = Heard(asked.sheet.answers)
    isolation = sandbox.Isolation(task.isolation, task.hidden, task.root)
    work = {"setup": asked.sheet.setup, "cells": asked.cells}
    outcome = sandbox.run(isolation, work, task.limits, heard, slot)
    row["status"], row["notes"] = _status(outcome, asked, heard, task)
    if outcome.how != "no start":
        tell(row)
        ended = outcome.how == "end"
        results = judging.judge(asked.sheet, heard.answers, heard.refused, ended)
        for place, result in enumerate(results):
            row["questions"][place] |= asdict(result)
            tell(row)
    return row | {"seconds": round(time.monotonic() - start, 2)}


def _status(
    outcome: sandbox.Outcome, asked: reading.Submission, heard: Heard, task: Task
) -> tuple[str, list[str]]:
    notes = list(heard.notes)
    where = f" in {heard.last}" if heard.last else ""
    if outcome.how == "no start":
        return NOT_ISOLATED, [f"It was not run, since its isolation did not start: {outcome.detail}"]
    if asked.variant is not None and asked.variant != task.variant:
        mine, theirs = (seed or "the printed values" for seed in (task.variant, asked.variant))
        notes.insert(0, f"The copy was made for the variant {theirs[:40]}, and is marked for {mine}.")
    if asked.missing:
        notes.insert(0, f"Cells are missing: {', '.join(asked.missing)}.")
    if outcome.how == "timeout":
        limit = f"{task.limits.seconds:g} seconds"
        return TIMED_OUT, [f"It was stopped after {limit}{where}.", *notes]
    if outcome.how == "flood":
        return CRASHED, [f"It was stopped{where}, since it wrote too much.", *notes]
    if outcome.how == "gone":
        return CRASHED, [f"It broke off{where}. {outcome.detail}", *notes]
    if asked.missing:
        return MISSING_CELLS, notes
    return OK if isolated(task) else NOT_ISOLATED, notes


def isolated(task: Task) -> bool:
    """Whether the task's submissions are shut away at all."""
    return sandbox.Isolation(task.isolation).isolated


def _end_with_parent() -> None:
    if sys.platform == "linux":
        parent_death_signal = 1
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGKILL)


def main() -> None:
    """Read the task, then file after file; say rows, each as a line of JSON."""
    import resource

    _end_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY * MEGABYTE, MEMORY * MEGABYTE))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who gives the tasks
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    task = Task.from_json(sys.stdin.readline())
    known = sheets(task.exercises, task.variant)

    def say(kind: str, row: Row) -> None:
        out.write(json.dumps({"kind": kind, "row": row}) + "\n")
        out.flush()

    for line in sys.stdin:
        order = json.loads(line)
        say("row", mark(order["file"], task, known, order["slot"], lambda row: say("part", row)))


if __name__ == "__main__":
    main()
