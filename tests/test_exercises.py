"""Exercises: written once, kind, and impossible to leak.

Cells are run here as Python, in a namespace, and not by a kernel, so that thousands of answers can be
tried. That the notebooks run in a kernel too is for nbval and for nbgrader's pipeline.
"""

from __future__ import annotations

import ast
import builtins
import copy
import html
import itertools
import json
import os
import re
import shutil
import sys
import tomllib
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.api
import numpy as np
import pandas as pd
import pytest
import test_notebooks
from bs4 import BeautifulSoup
from conftest import ROOT
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from sphinx.errors import ExtensionError
from traitlets.config import Config

import exercises
import firstflames as ff
from firstflames.evidence.package import load
from firstflames.exercises import (
    ANSWER,
    BEGIN_HIDDEN,
    BEGIN_SOLUTION,
    END_HIDDEN,
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
    without,
)
from firstflames.site import assignments
from firstflames.site import course as syllabus

SOURCES = sources(exercises.EXERCISES)
Space = dict[str, Any]
Choice = dict[str, Value]

each = pytest.mark.parametrize("path", SOURCES, ids=[path.stem for path in SOURCES])
SEEDS = ("", "spring", "autumn")


# What is tried: cells as Python.


@cache
def table(name: str) -> pd.DataFrame:
    return load(name)


@pytest.fixture(autouse=True)
def _tables_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell gets a table of its own, as ever; its file is not read and checked a thousand times."""
    monkeypatch.setattr(ff, "load", lambda name: table(name).copy())


@cache
def compiled(text: str, where: str) -> Any:
    return compile(text, where, "exec")


def run(text: str, space: Space, where: str = "cell") -> None:
    """A cell, run in a namespace; what it prints is dropped."""
    with redirect_stdout(StringIO()):
        exec(compiled(text, where), space)


def code(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """The code cells in order: id and text."""
    for cell in exercise.notebook["cells"]:
        if cell["cell_type"] == "code":
            yield cell["id"], source(cell)


def is_check(name: str, exercise: Exercise) -> bool:
    marks = exercise.cells.get(name, {"metadata": {}})["metadata"].get("nbgrader", {})
    return bool(marks.get("grade"))


@cache
def loaded(path: Path) -> Exercise:
    return read(path)


@cache
def student(path: Path, seed: str = "") -> Exercise:
    """A student copy, read again as a marker would read it."""
    return Exercise(path.stem, json.loads(nbformat.writes(exercises.student_copy(loaded(path), seed))))


@cache
def ran(path: Path, setup: str) -> tuple[Space, Space]:
    """The names after this setup cell, and after the source but for its checks has run with it."""
    space: Space = {}
    run(setup, space, SETUP)
    first = dict(space)
    for name, text in code(loaded(path)):
        if name != SETUP and not is_check(name, loaded(path)):
            run(text, space, name)
    return first, space


def start(path: Path, choice: Choice) -> Space:
    """The names of the setup cell, for a choice of the class."""
    return dict(ran(path, loaded(path).setup(choice))[0])


def solved(path: Path, choice: Choice) -> Space:
    """All names after the worked examples and the solutions, for a choice of the class."""
    return dict(ran(path, loaded(path).setup(choice))[1])


def said(question: Question, answers: Space, space: Space, text: str = "") -> str:
    """The message with which a check cell fails these answers; empty when it passes them.

    The cell sees the setup's names and the answers, as plain data of their own. An error other than an
    AssertionError is let through.
    """
    given = {name: copy.deepcopy(answers.get(name)) for name in question.answers}
    try:
        run(text or question.check, {**space, **given}, question.id)
    except AssertionError as error:
        return str(error) or "an assert without a message"
    return ""


def checked(exercise: Exercise) -> list[Question]:
    return [question for question in exercise.questions if not question.written]


def mistakes(path: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads((path.parent / "mistakes.toml").read_text("utf-8"))[
        "mistake"
    ]
    return found


# Which choices bear on a question: those that its cells read, straight or by other names.


def reads(text: str) -> set[str]:
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    return {node.id for node in names if isinstance(node.ctx, ast.Load)}


def writes(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {each.asname or each.name.partition(".")[0] for each in names}
    return found


def bearing(exercise: Exercise, texts: Iterable[str]) -> list[str]:
    """The names of the class's choice on which these cells depend."""
    made: dict[str, set[str]] = {}
    for name, text in code(exercise):
        if not is_check(name, exercise):
            for statement in ast.parse(text).body:
                line = ast.unparse(statement)
                for written in writes(line):
                    made.setdefault(written, set()).update(reads(line))
    wanted: set[str] = set()
    to_see = set().union(*map(reads, texts))
    while to_see:
        wanted |= to_see
        to_see = set().union(*(made.get(name, set()) for name in to_see)) - wanted
    return [name for name in exercise.choices if name in wanted]


def choices(exercise: Exercise, texts: Iterable[str]) -> list[Choice]:
    """Every choice that can make a difference to these cells, the others as printed."""
    names = bearing(exercise, texts)
    values = itertools.product(*(exercise.choices[name] for name in names))
    return [{**exercise.printed, **dict(zip(names, drawn, strict=True))} for drawn in values]


# The sources.


def test_the_teachers_page_lists_the_exercises() -> None:
    page = (exercises.EXERCISES / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `([\w-]+)` \|.*\| (required|optional) \|$", page)
    assert [name[:2] for name, _ in rows] == [f"{n:02d}" for n in range(1, 9)]
    assert [kind for _, kind in rows].count("required") == 5
    assert {path.stem for path in SOURCES} == {name for name, _ in rows}
    assert "can be read by every student" in page
    kept = {path.parent for path in (ROOT / "exercises").rglob("*.ipynb")}
    assert kept == {path.parent for path in SOURCES}, "a notebook there is no exercise"


@each
def test_a_source_is_kept_as_the_chapters_are(path: Path) -> None:
    test_notebooks.test_nothing_escapes_the_comparison(path)
    test_notebooks.test_a_notebook_can_be_read_in_a_diff(path)
    for module in ("firstflames.", "myst_nb", "plotly.io", "sphinx", "nbgrader"):
        test_notebooks.test_chapters_import_public_names_only(path, module)
    cells = test_notebooks.code_cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    for output in test_notebooks.outputs(path):
        assert output["output_type"] in {"display_data", "execute_result", "stream"}
        assert output.get("name", "stdout") == "stdout", "a warning is stored"


@each
def test_students_need_the_library_pandas_and_plotly_alone(path: Path) -> None:
    for name, text in code(loaded(path)):
        for node in ast.walk(ast.parse(text)):
            modules = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {module.partition(".")[0] for module in modules} <= {
                "firstflames",
                "pandas",
                "plotly",
            }, name


@each
def test_the_head_says_what_a_student_has_to_know(path: Path) -> None:
    exercise = loaded(path)
    head, end = source(exercise.notebook["cells"][0]), source(exercise.notebook["cells"][-2])
    assert re.match(rf"# Exercise {int(path.stem[:2])}: \S", head)
    for part in ("**Goal.**", "**Time:**", "**Chapters:**", "**Hand in:**", "**How to work.**"):
        assert part in head
    time = re.search(r"\*\*Time:\*\* about (\d+) minutes", head)
    assert time and 45 <= int(time[1]) <= 75
    assert f"**Points:** {exercise.points}." in head
    assert 20 <= exercise.points <= 40
    assert end.startswith("## Hand in\n") and f"`{path.name}`" in end
    assert source(exercise.notebook["cells"][-1]).startswith("## Think on\n")
    titles = [cell for cell in exercise.notebook["cells"] if re.match(r"# ", source(cell))]
    assert sum(cell["cell_type"] == "markdown" for cell in titles) == 1


@each
def test_a_question_says_its_points_and_its_answers_before_its_cell(path: Path) -> None:
    exercise = loaded(path)
    assert 4 <= len(exercise.questions) <= 6
    assert [question.id for question in exercise.questions] == [
        f"q{n}" for n in range(1, len(exercise.questions) + 1)
    ]
    ids = [cell["id"] for cell in exercise.notebook["cells"]]
    for number, question in enumerate(exercise.questions, start=1):
        at = ids.index(question.id if question.written else question.id + ANSWER)
        text = source(exercise.notebook["cells"][at - 1])
        assert re.match(rf"## Question {number}: .+ \({question.points} points?\)\n", text)
        assert all(f"`{name}`" in text for name in question.answers)
        if question.written:
            levels = re.findall(r"(?m)^\| *\|(.*)\|$", text)[0].split("|")
            best = max(int(re.findall(r"\d+", level)[0]) for level in levels)
            criteria = re.findall(r"(?m)^\| \*\*(.+?)\*\* \|", text)
            assert best * len(criteria) == question.points, "the rubric gives the question's points"
        else:
            assert ids[at + 1] == question.id, "the check stands under its answer"
            cells = exercise.cells
            assert not cells[question.id + ANSWER]["metadata"]["nbgrader"]["locked"]
            assert cells[question.id]["metadata"]["nbgrader"]["locked"]


@each
def test_hints_open_one_inside_the_other(path: Path) -> None:
    for cell in loaded(path).notebook["cells"]:
        text = source(cell)
        opened = re.findall(r"<details><summary>(.*?)</summary>|(</details>)", text)
        summaries = [name for name, _ in opened if name]
        ends = ["</details>"] * len(summaries)
        assert [name or end for name, end in opened] == [*summaries, *ends]
        assert summaries == [f"Hint {n}" for n in range(1, len(summaries) + 1)]
        if re.match(r"## Question", text) and "\n|" not in text:
            assert len(summaries) >= 2


@each
def test_ids_are_those_of_nbgrader_and_every_part_is_marked_as_what_it_is(path: Path) -> None:
    exercise = loaded(path)
    assert next(iter(exercise.cells)) == SETUP
    assert exercise.cells[SETUP]["metadata"]["nbgrader"]["locked"]
    for grade_id, cell in exercise.cells.items():
        assert cell["id"] == grade_id
    for cell in exercise.notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        assert (BEGIN_SOLUTION in source(cell)) <= bool(marks.get("solution"))
        assert (BEGIN_HIDDEN in source(cell)) <= bool(marks.get("grade"))
        assert set(cell["metadata"]) <= {"nbgrader", "firstflames"}


@each
def test_a_class_can_have_its_own_numbers(path: Path) -> None:
    exercise = loaded(path)
    assert exercise.choices, "nothing in this exercise can be drawn"
    for name, values in exercise.choices.items():
        assert len({json.dumps(value) for value in values}) == len(values), (
            f"{name}: a value stands twice"
        )
    drawn = [exercise.draw(f"class {n}") for n in range(40)]
    for name, values in exercise.choices.items():
        assert all(draw[name] in values and draw[name] != exercise.printed[name] for draw in drawn)
        assert len({json.dumps(draw[name]) for draw in drawn}) == len(values) - 1
    asked = [[question.check, question.answer] for question in checked(exercise)]
    assert all(any(name in bearing(exercise, texts) for texts in asked) for name in exercise.choices)


# The answers.


@each
def test_every_choice_passes_every_test(path: Path) -> None:
    exercise = loaded(path)
    for question in checked(exercise):
        for choice in choices(exercise, [question.check, question.answer]):
            answers = solved(path, choice)
            assert said(question, answers, start(path, choice)) == "", choice
            assert said(question, answers, start(path, choice), visible(question)) == "", choice


@each
def test_every_mistake_is_recognised_and_explained_for_every_choice(path: Path) -> None:
    exercise = loaded(path)
    questions = {question.id: question for question in checked(exercise)}
    assert {wrong["question"] for wrong in mistakes(path)} == set(questions)
    for wrong in mistakes(path):
        question = questions[wrong["question"]]
        for choice in choices(exercise, [question.check, question.answer, wrong["code"]]):
            space = start(path, choice)
            given = dict(space)
            run(wrong["code"], given, wrong["name"])
            message = said(question, given, space)
            assert wrong["says"] in message, (wrong["question"], wrong["name"], choice, message)


def visible(question: Question) -> str:
    """The check cell as students see it."""
    return without(question.check, BEGIN_HIDDEN, END_HIDDEN)


@each
@pytest.mark.parametrize("seed", SEEDS)
def test_the_untouched_copy_says_what_is_missing(path: Path, seed: str) -> None:
    """Every cell runs; every check fails, by itself, with a sentence that names its question."""
    copied, space, asked = student(path, seed), Space(), []
    for name, text in code(copied):
        if not is_check(name, copied):
            run(text, space, name)
            continue
        with pytest.raises(AssertionError) as caught:
            run(text, space, name)
        asked.append(name)
        message = str(caught.value)
        assert re.match(rf"Question {name[1:]}: .*\bNone\b.*[.?!]$", message), message
        assert len(message.split()) >= 6
    assert asked == [question.id for question in checked(loaded(path))]


@each
def test_odd_answers_never_raise_anything_but_a_sentence(path: Path) -> None:
    odd: list[Any] = [
        0,
        -1,
        0.5,
        1e18,
        float("nan"),
        True,
        "",
        "1",
        "1917-01-01",
        [],
        ["a"],
        {},
        {"a": 1},
    ]
    odd += [pd.Series([1, 2]), pd.DataFrame({"a": [1]}), np.float64(3), [1, None], (1, 2)]
    exercise = loaded(path)
    space = start(path, exercise.printed)
    for question in checked(exercise):
        frames = [value for value in solved(path, exercise.printed).values() if is_frame(value)]
        for value in [*odd, *(frame.iloc[:, :2] for frame in frames), *(f.head(1) for f in frames)]:
            message = said(question, dict.fromkeys(question.answers, value), space)
            if message:
                assert re.match(rf"Question {question.id[1:]}: .*[.?!]$", message, re.S), message


def is_frame(value: Any) -> bool:
    return isinstance(value, pd.DataFrame)


@each
def test_a_check_reads_the_answers_the_setup_and_its_own_names_only(path: Path) -> None:
    exercise = loaded(path)
    given = set(vars(builtins)) | writes(source(exercise.cells[SETUP]))
    for question in checked(exercise):
        for text in (question.check, visible(question)):
            strange = reads(text) - given - set(question.answers) - writes(text)
            assert not strange, f"{question.id} reads {strange}"
        assert not writes(question.check) & writes(source(exercise.cells[SETUP])), question.id


@each
def test_answers_are_plain_data(path: Path) -> None:
    exercise = loaded(path)
    answers = solved(path, exercise.printed)
    for question in checked(exercise):
        for name in question.answers:
            assert is_plain(answers[name]), name


def is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(is_plain, [*value, *value.values()]))
    if isinstance(value, list):
        return all(map(is_plain, value))
    if type(value).__module__.startswith("plotly"):
        return hasattr(value, "to_plotly_json")
    return isinstance(value, (str, int, float, np.integer, np.floating, pd.Series, pd.DataFrame))


@each
def test_stub_and_solution_name_the_same_answers(path: Path) -> None:
    exercise = loaded(path)
    known: list[str] = []
    for question in checked(exercise):
        solution = "\n".join(between(question.answer, BEGIN_SOLUTION, END_SOLUTION))
        assert set(question.answers) <= writes(solution), question.id
        stub = source(student(path).cells[question.id + ANSWER])
        assert writes(stub) == set(question.answers)
        assert re.findall(r"(?m)^(\w+) = None  # your answer: .+$", stub) == list(question.answers)
        assert stub.endswith("\n# write your lines here")
        assert set(question.answers) <= reads(question.check), question.id
        known += question.answers
    assert len(set(known)) == len(known), "two questions ask for the same name"


# The copies.

#: Letters from which on a line is one that no other cell has by chance: "event" is none, as is ")".
TELLING = 12


@each
@pytest.mark.parametrize("seed", SEEDS)
def test_no_copy_holds_a_line_that_tells(path: Path, seed: str) -> None:
    exercise, copied = loaded(path), student(path, seed)
    secret = [
        line.strip()
        for question in exercise.questions
        for line in (
            between(question.answer, BEGIN_SOLUTION, END_SOLUTION)
            + between(question.check, BEGIN_HIDDEN, END_HIDDEN)
            + (re.split(r"(?<=[.;:?!]) ", question.answer) if question.written else [])
        )
        if len(line.strip()) >= TELLING
    ]
    assert len(secret) > 3 * len(checked(exercise))
    text = json.dumps(copied.notebook, ensure_ascii=False)
    for line in secret:
        assert json.dumps(line, ensure_ascii=False)[1:-1] not in text, line
    assert not re.search(r"BEGIN|END (SOLUTION|HIDDEN)|HIDDEN|mistake", text)


@each
@pytest.mark.parametrize("seed", SEEDS)
def test_no_copy_holds_an_output_a_value_or_a_list_of_choices(path: Path, seed: str) -> None:
    exercise, copied = loaded(path), student(path, seed)
    for cell in copied.notebook["cells"]:
        assert "firstflames" not in cell["metadata"]
        assert not cell.get("outputs") and cell.get("execution_count") is None
    assert copied.notebook["metadata"].keys() == {"firstflames", "kernelspec", "language_info"}
    marks = copied.notebook["metadata"]["firstflames"]
    assert marks == {"assignment": path.stem, "variant": seed, "version": "0.1.0"}
    text = json.dumps(copied.notebook, ensure_ascii=False)
    for choice in (exercise.draw(seed), exercise.printed):
        for value in figures(exercise, solved(path, choice)):
            assert not re.search(stands_alone(value), text), value
    others = [value for name in exercise.choices for value in exercise.choices[name]]
    setup = source(copied.cells[SETUP])
    kept = [value for value in others if isinstance(value, list) and json.dumps(value) in setup]
    assert len(kept) == sum(isinstance(value, list) for value in exercise.printed.values())


@each
def test_no_cell_shows_an_answer_before_it_is_found(path: Path) -> None:
    """Neither the worked examples nor the tables to look at, whatever the class has drawn."""
    exercise = loaded(path)
    for question in checked(exercise):
        for choice in choices(exercise, [question.check, question.answer]):
            text = shown(path, exercise.setup(choice))
            for value in figures(exercise, solved(path, choice), question):
                assert not re.search(stands_alone(value), text), (question.id, choice, value)


@cache
def shown(path: Path, setup: str) -> str:
    """What a copy with this setup cell prints and displays, its questions unanswered."""
    space: Space = {}
    with redirect_stdout(StringIO()) as printed:
        for name, text in code(student(path)):
            if not is_check(name, student(path)):
                tree = ast.parse(setup if name == SETUP else text)
                last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
                exec(compile(tree, name, "exec"), space)
                if isinstance(last, ast.Expr):
                    value = eval(compile(ast.Expression(last.value), name, "eval"), space)
                    print(value.to_string() if is_frame(value) else value)
    return printed.getvalue()


def stands_alone(value: str) -> str:
    """A pattern for a figure that is no part of a longer one."""
    return rf"(?<![\w.-]){re.escape(value)}(?![\w-]|\.\d)"


def figures(exercise: Exercise, answers: Space, only: Question | None = None) -> set[str]:
    """The answers that nobody could write by chance: dates, and numbers of four digits or more."""
    found: set[str] = set()
    for question in [only] if only else checked(exercise):
        for name in question.answers:
            value = answers[name]
            if isinstance(value, (int, float, np.integer, np.floating)):
                whole = value == int(value)
                found |= {f"{int(value)}", f"{int(value):,}"} if whole else {f"{value}"}
                found |= set() if whole else {f"{value:.4f}", f"{100 * value:.2f}"}
            elif isinstance(value, str):
                found.add(value)
    return {text for text in found if len(re.findall(r"\d", text)) >= 4}


def test_copies_are_the_same_for_a_seed_and_others_for_another(tmp_path: Path) -> None:
    def files(out: str, seed: str) -> dict[str, bytes]:
        made = exercises.make(exercises.EXERCISES, tmp_path / out, seed)
        every = [path for path in (tmp_path / out).rglob("*") if path.is_file()]
        assert sorted(made) == sorted(every)
        return {path.relative_to(tmp_path / out).as_posix(): path.read_bytes() for path in every}

    first = files("a", "spring")
    assert sorted(first) == [f"{path.stem}/{path.name}" for path in SOURCES]
    assert first == files("b", "spring") == files("a", "spring")
    second = files("a", "autumn")
    assert all(first[name] != second[name] != files("b", "")[name] for name in first)


def test_the_command_makes_copies_and_says_what_was_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(exercises, "COPIES", tmp_path / "copies")
    monkeypatch.setattr(exercises, "ROOT", tmp_path)
    (tmp_path / "copies" / "old").mkdir(parents=True)
    assert exercises.main(["--variant", "spring"]) == 0
    told = capsys.readouterr().out
    for path in SOURCES:
        draw = loaded(path).draw("spring")
        assert all(f"{name} = {value!r}" in told for name, value in draw.items())
    assert told.endswith(f"{len(SOURCES)} notebooks in copies, variant spring.\n")
    assert not (tmp_path / "copies" / "old").exists()


def test_sources_for_nbgrader_have_the_drawn_values_and_overwrite_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "source"
    assert exercises.main(["--variant", "spring", "--sources", str(folder)]) == 0
    for path in SOURCES:
        drawn = read(folder / path.stem / path.name)
        assert drawn.printed == loaded(path).draw("spring")
        assert [q.check for q in drawn.questions] == [q.check for q in loaded(path).questions]
        assert not any(cell.get("outputs") for cell in drawn.notebook["cells"])
    capsys.readouterr()
    assert exercises.main(["--sources", str(folder)]) == 1
    assert "exists: name a new folder" in capsys.readouterr().err


@pytest.mark.parametrize("seed", ["a" * 41, "two\nlines"])
def test_what_is_no_seed_is_refused_in_a_sentence(seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exercises.main(["--variant", seed]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "at most 40 characters" in said


def test_spaces_are_no_seed() -> None:
    assert exercises.seed_of("  ") == ""


# What authors can get wrong.


def broken(change: Any) -> Exercise:
    notebook = copy.deepcopy(dict(loaded(SOURCES[0]).notebook))
    change({cell["id"]: cell for cell in notebook["cells"]}, notebook)
    return Exercise("01-broken", notebook)


def edited(cell: str, old: str, new: str) -> Any:
    def change(cells: Mapping[str, Any], _: Any) -> None:
        text = source(cells[cell])
        assert old in text
        cells[cell]["source"] = text.replace(old, new, 1)

    return change


def listed(values: list[Any]) -> Any:
    return lambda cells, _: cells[SETUP]["metadata"]["firstflames"]["variant"].update(EVENT=values)


BROKEN = {
    "no setup": (lambda cells, _: cells[SETUP]["metadata"].clear(), "no cell has the grade_id 'setup'"),
    "one value": (listed(["outlawry"]), "the values of EVENT"),
    "printed not listed": (listed(["a", "b"]), "expected the printed 'outlawry' among them"),
    "computed choice": (edited(SETUP, '"outlawry"', "max(events)"), "one line 'EVENT = ...'"),
    "no such choice": (edited(SETUP, "EVENT =", "OTHER ="), "one line 'EVENT = ...'"),
    "no answer": (lambda cells, _: cells["q1-answer"]["metadata"].clear(), "no cell 'q1-answer'"),
    "no stub": (edited("q1-answer", "= None", "= 0"), "expected a line 'name = None"),
    "no end": (edited("q1-answer", "### END SOLUTION", ""), "one '### END SOLUTION'"),
    "no end of hidden tests": (edited("q1", "### END HIDDEN TESTS", ""), "nbgrader refuses the source"),
    "same grade_id": (
        lambda cells, _: cells["q1"]["metadata"]["nbgrader"].update(grade_id="q2"),
        "two cells have the grade_id 'q2'",
    ),
}


@pytest.mark.parametrize(("change", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_source_is_refused_in_a_sentence(change: Any, says: str) -> None:
    exercise = broken(change)
    with pytest.raises(ExerciseError) as caught:
        assert exercise.choices and exercise.questions
        exercises.student_copy(exercise)
    sentence = str(caught.value)
    assert sentence.startswith("01-broken")
    assert says in sentence


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "could not be read"),
        ("{", "is no notebook"),
        ("[]", "no list of cells"),
        ("\x00", "notebook"),
    ],
)
def test_a_file_that_is_no_notebook_is_refused_in_a_sentence(
    tmp_path: Path, text: str | None, says: str
) -> None:
    path = tmp_path / "01-none.ipynb"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ExerciseError, match=says):
        read(path)
    with pytest.raises(ExerciseError, match="holds no exercise"):
        exercises.make(tmp_path, tmp_path / "out")


def test_a_value_is_written_where_it_stood_and_nothing_else_changes() -> None:
    exercise = loaded(SOURCES[0])
    assert exercise.setup(exercise.printed) == source(exercise.cells[SETUP])
    other = exercise.setup({"EVENT": "ж-\"'"}).split("\n")
    changed = [
        line for line in zip(other, exercise.setup({}).split("\n"), strict=True) if len({*line}) > 1
    ]
    assert changed == [('EVENT = "ж-\\"\'"', 'EVENT = "outlawry"')]


# nbgrader itself, on the sources as they are.


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NbGraderAPI]:
    """A course in which every exercise was released, handed in, marked and given back.

    One student hands in every source with its solutions, the other the first copy as it was released:
    that the untouched copies of all fail is known from above.
    """
    root = tmp_path_factory.mktemp("course")
    ignored = shutil.ignore_patterns("_build", ".ipynb_checkpoints", "__pycache__")
    shutil.copytree(exercises.EXERCISES, root / "source", ignore=ignored)
    config: Config = exercises.config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    api = NbGraderAPI(config=config)
    with pytest.MonkeyPatch.context() as patched:
        # nbgrader calls alembic by name, which only an activated environment finds, and again for each
        # opening of its gradebook, to hear the same.
        patched.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        patched.setattr(nbgrader.api, "get_alembic_version", cache(nbgrader.api.get_alembic_version))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of nbgrader's own code
            teach(api, root)
        yield api


def handed_in(path: Path) -> list[str]:
    """Who hands in an exercise."""
    return ["solved", "untouched"] if path == SOURCES[0] else ["solved"]


def teach(api: NbGraderAPI, root: Path) -> None:
    """Release every exercise, hand it in, mark it and give it back."""
    for path in SOURCES:
        assert api.generate_assignment(path.stem)["success"], path.stem
        released = root / "release" / path.stem
        for name in handed_in(path):
            folder = root / "submitted" / name / path.stem
            folder.mkdir(parents=True)
            shutil.copy(path if name == "solved" else released / path.name, folder)
            marked = api.autograde(path.stem, name, force=True, create=True)
            assert marked["success"], marked["log"]
        back = api.generate_feedback(path.stem)
        assert back["success"], back["log"]


def test_nbgrader_releases_what_we_make_and_nothing_beside_it(course: NbGraderAPI) -> None:
    for path in SOURCES:
        released = Path(course.coursedir.root, "release", path.stem)
        assert [each.name for each in released.iterdir()] == [path.name]
        theirs = json.loads((released / path.name).read_text(encoding="utf-8"))["cells"]
        for cell, ours in zip(theirs, student(path).notebook["cells"], strict=True):
            assert source(cell) == source(ours)
            cell["metadata"].pop("firstflames", None)
            assert cell["metadata"] == ours["metadata"]
            assert not cell.get("outputs")


def test_nbgrader_gives_the_solutions_all_points_and_the_untouched_copy_none(
    course: NbGraderAPI,
) -> None:
    with Gradebook(course.coursedir.db_url) as book:
        for path in SOURCES:
            exercise = loaded(path)
            most = sum(question.points for question in checked(exercise))
            for name in handed_in(path):
                marked = book.find_submission(path.stem, name)
                assert marked.max_score == exercise.points
                assert marked.score == (most if name == "solved" else 0), (path.stem, name)


def test_nbgraders_feedback_explains_what_is_missing(course: NbGraderAPI) -> None:
    for path in SOURCES:
        for name in handed_in(path):
            page = Path(course.coursedir.root, "feedback", name, path.stem, f"{path.stem}.html")
            text = html.unescape(re.sub(r"<.*?>", "", page.read_text(encoding="utf-8")))
            told = re.search(r"AssertionError: Question 1: .* is still None", text)
            assert bool(told) == (name == "untouched") == ("AssertionError" in text), name


def test_the_site_lists_each_exercise_with_its_time(site: Path) -> None:
    page = BeautifulSoup((site / "exercises.html").read_text(encoding="utf-8"), "html.parser")
    rows = page.select("dl.exercises > dt")
    planned = syllabus.Reader(ROOT / "book").course().exercises
    assert len(rows) == len(SOURCES) == len(planned)
    chapters = dict(
        zip(
            planned,
            ([1], [2, 5, 6], [4, 7, 13], [10, 11], [10, 11], [10, 11, 12], [13, 14], [16]),
            strict=True,
        )
    )
    for row, path in zip(rows, SOURCES, strict=True):
        entry = row.find_next_sibling("dd")
        assert entry is not None
        said, told = assignments.head(path), f"{row.get_text()} {entry.get_text(' ', strip=True)}"
        assert planned[path.stem].minutes == int(said["minutes"]), (
            "teaching/course.toml has another time"
        )
        words = " ".join(re.findall(r"\w+", told))
        for each in ("title", "goal"):
            assert " ".join(re.findall(r"\w+", said[each])) in words
        assert f"{said['points']} points" in told
        assert ("Required;" in told) == planned[path.stem].required
        links = [str(link["href"]) for link in entry.select("a")]
        assert links and all(
            f"chapters/{n:02d}-" in a for n, a in zip(chapters[path.stem], links, strict=True)
        )
        assert not entry.select('a[href*="lite/"]'), "a site without copies links none"


def test_a_head_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "01-none.ipynb"
    cell = {"cell_type": "markdown", "source": "# Exercise 1: Two calendars\n\n**Goal.** None."}
    path.write_text(json.dumps({"cells": [cell]}))
    with pytest.raises(ExtensionError, match="no head that can be read"):
        assignments.head(path)
