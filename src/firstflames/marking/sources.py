"""The exercises as the marker needs them: for one variant, with what each check reads.

Nothing of a source is ever shown to a submission but the setup cell, which students have as well.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from firstflames.exercises import (
    ANSWER,
    BEGIN_SOLUTION,
    END_SOLUTION,
    SETUP,
    Exercise,
    ExerciseError,
    Question,
    Value,
    between,
    read,
    source,
    sources,
)

HEADING = re.compile(r"(?m)^#{1,6}[ \t]+(\S.*)$")


@dataclass(frozen=True)
class Sheet:
    """One exercise for one choice of the class: questions, checks, and the cells that students fill."""

    exercise: Exercise
    choice: Mapping[str, Value]

    @property
    def name(self) -> str:
        """The exercise's name: ``01-two-calendars``."""
        return self.exercise.name

    @cached_property
    def title(self) -> str:
        """The first heading of the notebook, or its name."""
        for cell in self.exercise.notebook["cells"]:
            if cell["cell_type"] == "markdown" and (found := HEADING.search(source(cell))):
                return found[1].strip()
        return self.name

    @cached_property
    def setup(self) -> str:
        """The setup cell with the values of this choice."""
        return self.exercise.setup(self.choice)

    @cached_property
    def checked(self) -> tuple[Question, ...]:
        """The questions that have a check cell."""
        return tuple(question for question in self.exercise.questions if not question.written)

    @cached_property
    def written(self) -> tuple[Question, ...]:
        """The parts that a teacher marks."""
        return tuple(question for question in self.exercise.questions if question.written)

    @cached_property
    def answer_cells(self) -> dict[str, tuple[str, ...]]:
        """The cells that students fill, by grade_id, with the names of the answers in each."""
        filled = {question.id + ANSWER: question.answers for question in self.checked}
        return filled | {question.id: () for question in self.written}

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """The names of all answers, each once."""
        return tuple(dict.fromkeys(name for names in self.answer_cells.values() for name in names))

    @cached_property
    def reads(self) -> dict[str, tuple[str, ...]]:
        """The answers that the check of each question reads."""
        found = {}
        for question in self.checked:
            used = {
                node.id for node in ast.walk(ast.parse(question.check)) if isinstance(node, ast.Name)
            }
            found[question.id] = tuple(name for name in self.answers if name in used)
        return found

    @cached_property
    def headings(self) -> dict[str, str]:
        """The heading over each question that is marked."""
        found, last = {}, ""
        for cell in self.exercise.notebook["cells"]:
            ident = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if any(question.id == ident for question in self.exercise.questions):
                found[ident] = last
            elif cell["cell_type"] == "markdown" and (headings := HEADING.findall(source(cell))):
                last = headings[-1].strip()
        return found

    @cached_property
    def digest(self) -> str:
        """A hash of all that marks can depend on: the notebook and the choice."""
        content = json.dumps([self.exercise.notebook, dict(self.choice)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def solution(self, question: Question) -> str:
        """The lines of the source's own solution, without the lines that mark it."""
        return "\n".join(between(question.answer, BEGIN_SOLUTION, END_SOLUTION)).strip("\n")


def sheets(folder: Path, seed: str = "") -> dict[str, Sheet]:
    """All exercises of ``folder`` by name, for the choice that ``seed`` draws.

    Raises ExerciseError, with file and reason, for a source that breaks the form, or if there is none.
    """
    found = {path.stem: read(path) for path in sources(folder)}
    if not found:
        raise ExerciseError(
            f"{folder} holds no exercise, expected 01-name/01-name.ipynb and so on: run this at the top "
            "of the project, or give --exercises"
        )
    made = {name: Sheet(exercise, exercise.draw(seed)) for name, exercise in found.items()}
    for sheet in made.values():
        for part in (sheet.reads, sheet.setup, sheet.digest):  # what is wrong is said before any marking
            assert part is not None
    return made


__all__ = ["SETUP", "Sheet", "sheets"]
