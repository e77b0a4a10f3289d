"""Testing plain answers with the check cells of the exercise's source.

Each check runs in a namespace of its own: what the source's setup cell makes, the answers, and nothing
else of the student.
"""

from __future__ import annotations

import contextlib
import copy
import io
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from firstflames.exercises import Question
from firstflames.marking import plain
from firstflames.marking.sources import Sheet

RIGHT, WRONG, EMPTY, NOT_REACHED = "right", "not right", "no answer", "not reached"
LETTERS = 1_000


@dataclass(frozen=True)
class Result:
    """What came of one question: verdict, points, what is said, and the answers as they were read."""

    question: str
    verdict: str
    points: float
    says: str
    read: Mapping[str, str]


def shown(value: Any) -> str:
    """An answer in a few words, as the student may read it."""
    kind = type(value).__name__
    if isinstance(value, float):
        return format(value, ".10g")
    if kind == "DataFrame":
        return f"a table of {len(value)} rows with the columns {', '.join(map(str, value.columns))}"[
            :200
        ]
    if kind == "Series":
        return f"a column of {len(value)} values"
    if kind == "Figure":
        return f"a chart with {len(value.data)} series"
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]} …"


_SETUPS: dict[str, dict[str, Any]] = {}


def _space(sheet: Sheet) -> dict[str, Any]:
    """The names of the setup cell, which runs once; each check has tables and lists of its own."""
    if sheet.digest not in _SETUPS:
        names = types.ModuleType("__main__").__dict__
        exec(compile(sheet.setup, f"<{sheet.name} setup>", "exec", dont_inherit=True), names)
        _SETUPS[sheet.digest] = names
    kinds = (pd.DataFrame, pd.Series, np.ndarray, list, dict, set)
    return {
        name: copy.deepcopy(value) if isinstance(value, kinds) and name != "__builtins__" else value
        for name, value in _SETUPS[sheet.digest].items()
    }


def _check(question: Question, sheet: Sheet, answers: Mapping[str, Any]) -> str:
    """Run one check; an empty string if it passes, and otherwise what it says."""
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        names = _space(sheet) | {name: answers.get(name) for name in sheet.answers}
        try:
            exec(compile(question.check, f"<{question.id}>", "exec", dont_inherit=True), names)
        except AssertionError as error:
            return str(error)[:LETTERS] or "The check did not pass."
        except Exception as error:  # on an answer of an unforeseen form, not a fault of the marker
            said = re.sub(r"\s+", " ", str(error))[:200]
            return f"The check could not read the answer ({type(error).__name__}: {said})."
    return ""


def judge(
    sheet: Sheet, raw: Mapping[str, Any], refused: Mapping[str, str], ended: bool
) -> Iterator[Result]:
    """Each question in turn. ``raw`` has the answers as they were handed over, ``refused`` the others.

    ``ended`` says that the submission ran to its end, so that what is missing was never answered.
    """
    for question in sheet.checked:
        answers: dict[str, Any] = {}
        problems = []
        reads = sheet.reads[question.id]
        for name in reads:  # each question has answers of its own, which its check may change
            try:
                if name in refused:
                    raise plain.RefusedError(refused[name])
                if name in raw:
                    answers[name] = plain.decode(raw[name])
            except plain.RefusedError as reason:
                problems.append(f"{name} {reason}.")
        read = {name: shown(answers[name]) for name in reads if answers.get(name) is not None}
        there = [name for name in reads if name in raw or name in refused]
        if problems:
            yield Result(question.id, WRONG, 0, " ".join(problems), read)
        elif reads and not there and not ended:
            says = "The notebook stopped before this question was answered."
            yield Result(question.id, NOT_REACHED, 0, says, read)
        else:
            says = _check(question, sheet, answers)
            if not says:
                yield Result(question.id, RIGHT, question.points, "", read)
            else:
                yield Result(question.id, WRONG if read else EMPTY, 0, says, read)
