"""The exercises as they are written once: sources in nbgrader's format, their questions and variants.

Nothing here needs nbgrader or runs a notebook. A source is ``exercises/NAME/NAME.ipynb``; its form is
in CONTRIBUTING, "Write an exercise".
"""

from __future__ import annotations

import ast
import copy
import hashlib
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

SETUP = "setup"
ANSWER = "-answer"
BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"

Value = str | int | float | bool | list[str]
Cell = dict[str, Any]


class ExerciseError(ValueError):
    """A source that breaks the form of an exercise, or a request that cannot be met; one sentence."""


@dataclass(frozen=True)
class Question:
    """One question that is marked.

    ``id`` is the grade_id of its check cell, or of the text of a written part. ``answers`` are the names
    that the student gives a value, none for a written part. ``answer`` is the source of the cell that
    holds the solution, ``check`` that of the check cell with its hidden part, empty for a written part.
    """

    id: str
    points: int
    answers: tuple[str, ...]
    answer: str
    check: str

    @property
    def written(self) -> bool:
        """Whether a person marks it: there is no check cell."""
        return not self.check


@dataclass(frozen=True)
class Exercise:
    """One exercise's source: its name, and its notebook as plain JSON, which nobody may change."""

    name: str
    notebook: Mapping[str, Any]

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """The cells that nbgrader knows, by grade_id, in order."""
        known: dict[str, Cell] = {}
        for cell in self.notebook["cells"]:
            marks = cell["metadata"].get("nbgrader")
            if marks is None:
                continue
            if marks["grade_id"] in known:
                raise ExerciseError(
                    f"{self.name}: two cells have the grade_id {marks['grade_id']!r}: rename one"
                )
            known[marks["grade_id"]] = cell
        return known

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions that are marked, in order.

        Raises ExerciseError for a check cell without its answer cell, or an answer cell without names.
        """
        found = []
        for grade_id, cell in self.cells.items():
            marks = cell["metadata"]["nbgrader"]
            if not marks["grade"]:
                continue
            if marks["solution"]:
                found.append(Question(grade_id, marks["points"], (), source(cell), ""))
                continue
            if grade_id + ANSWER not in self.cells:
                raise ExerciseError(
                    f"{self.name}, cell {grade_id!r}: no cell {grade_id + ANSWER!r} holds its answer"
                )
            answer = source(self.cells[grade_id + ANSWER])
            names = tuple(_stub_names(self.name, grade_id + ANSWER, answer))
            found.append(Question(grade_id, marks["points"], names, answer, source(cell)))
        return tuple(found)

    @property
    def points(self) -> int:
        """What all questions together are worth."""
        return sum(question.points for question in self.questions)

    @cached_property
    def printed(self) -> dict[str, Value]:
        """The choice of the class as the source prints it: the values that no variant has drawn."""
        return {name: _literal(self, name)[1] for name in self.choices}

    @cached_property
    def choices(self) -> dict[str, list[Value]]:
        """The values that each name of the class's choice may have, the printed one among them.

        Raises ExerciseError when there is no setup cell, or a list without another value.
        """
        if SETUP not in self.cells:
            raise ExerciseError(f"{self.name}: no cell has the grade_id 'setup', with which one starts")
        marks = self.cells[SETUP]["metadata"].get("firstflames", {})
        listed: dict[str, list[Value]] = marks.get("variant", {})
        for name, values in listed.items():
            printed = _literal(self, name)[1]
            if printed not in values or len(values) < 2:
                raise ExerciseError(
                    f"{self.name}, cell 'setup': the values of {name} are {values!r}; expected the "
                    f"printed {printed!r} among them, and another"
                )
        return listed

    def draw(self, seed: str) -> dict[str, Value]:
        """The class's choice for a seed: never the printed value; the printed ones for an empty seed.

        The same seed draws the same values on every machine and in every version of Python.
        """
        if not seed:
            return dict(self.printed)
        drawn: dict[str, Value] = {}
        for name, values in self.choices.items():
            others = [value for value in values if value != self.printed[name]]
            number = hashlib.sha256(f"{seed}/{self.name}/{name}".encode()).digest()
            drawn[name] = others[int.from_bytes(number, "big") % len(others)]
        return drawn

    def all_choices(self) -> Iterator[dict[str, Value]]:
        """Every choice that a class can have, each value with each other."""
        for values in itertools.product(*self.choices.values()):
            yield dict(zip(self.choices, values, strict=True))

    def setup(self, choice: Mapping[str, Value]) -> str:
        """The source of the setup cell with these values in the place of the printed ones."""
        lines = source(self.cells[SETUP]).split("\n")
        for name, value in choice.items():
            number, _, start, end = _literal(self, name)
            line = lines[number].encode()
            lines[number] = (line[:start] + _written(value).encode() + line[end:]).decode()
        return "\n".join(lines)

    def with_choice(self, choice: Mapping[str, Value]) -> Exercise:
        """The same exercise with these values in its setup cell; its outputs are not made anew."""
        notebook = copy.deepcopy(dict(self.notebook))
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == SETUP:
                cell["source"] = self.setup(choice)
        return Exercise(self.name, notebook)


def source(cell: Mapping[str, Any]) -> str:
    """The text of a cell, which notebooks keep whole or in lines."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def without(text: str, begin: str, end: str) -> str:
    """A cell's text without what stands between the lines ``begin`` and ``end``, and without them."""
    kept, inside = [], False
    for line in text.split("\n"):
        if line.strip() in (begin, end):
            inside = line.strip() == begin
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def between(text: str, begin: str, end: str) -> list[str]:
    """The lines of a cell's text that stand between the lines ``begin`` and ``end``."""
    found, inside = [], False
    for line in text.split("\n"):
        if line.strip() in (begin, end):
            inside = line.strip() == begin
        elif inside:
            found.append(line)
    return found


def read(path: Path) -> Exercise:
    """The exercise in a source notebook.

    Raises ExerciseError, with the file and what is wrong, when it is none.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ExerciseError(f"{path}: the file could not be read ({error.strerror})") from error
    except ValueError as error:
        raise ExerciseError(f"{path}: the file is no notebook ({error})") from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ExerciseError(f"{path}: the file is no notebook, for it has no list of cells")
    return Exercise(path.stem, notebook)


def sources(folder: Path) -> list[Path]:
    """The source notebooks of a folder of exercises, by number: ``NAME/NAME.ipynb``."""
    return sorted(path for path in folder.glob("[0-9][0-9]-*/*.ipynb") if path.stem == path.parent.name)


def _stub_names(exercise: str, cell: str, text: str) -> Iterator[str]:
    """The names that an answer cell gives the value None before its solution begins."""
    if text.count(BEGIN_SOLUTION) != 1 or text.count(END_SOLUTION) != 1:
        raise ExerciseError(
            f"{exercise}, cell {cell!r}: expected one {BEGIN_SOLUTION!r} and one {END_SOLUTION!r}"
        )
    before = text.split(BEGIN_SOLUTION)[0]
    found = re.findall(r"(?m)^(\w+) = None\b", before)
    if not found:
        raise ExerciseError(
            f"{exercise}, cell {cell!r}: expected a line 'name = None  # your answer: ...' before "
            f"{BEGIN_SOLUTION!r}, one for each answer"
        )
    yield from found


def _literal(exercise: Exercise, name: str) -> tuple[int, Value, int, int]:
    """Where the setup cell writes the value of ``name``: line, value, and its bytes in the line."""
    text = source(exercise.cells[SETUP])
    found = [
        statement.value
        for statement in ast.parse(text).body
        if isinstance(statement, ast.Assign)
        and [ast.unparse(target) for target in statement.targets] == [name]
    ]
    if len(found) == 1:
        value = found[0]
        try:
            literal: Value = ast.literal_eval(value)
        except ValueError:
            found = []
        else:
            if value.lineno == value.end_lineno and value.end_col_offset is not None:
                return value.lineno - 1, literal, value.col_offset, value.end_col_offset
    raise ExerciseError(
        f"{exercise.name}, cell 'setup': expected exactly one line '{name} = ...' with a plain value, "
        f"since a variant may draw {name}"
    )


def _written(value: Value) -> str:
    """A value as the sources write it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
