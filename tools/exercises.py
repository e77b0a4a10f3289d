"""Make the student copies of the exercises: ``make exercises``, or ``make exercises VARIANT=seed``.

A seed (any word: ``spring-2027``) draws other districts, bases or dates than the printed ones, the same
for everybody who uses the same word. The copies are in ``_build/exercises``: a folder and a notebook
each, without solutions, hidden tests or outputs. With ``--sources FOLDER`` the sources themselves are
written there with the drawn values, for a course that nbgrader marks.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config.loader import Config, PyFileConfigLoader

from firstflames.exercises import Exercise, ExerciseError, read, sources

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = ROOT / "exercises"
COPIES = ROOT / "_build" / "exercises"
CONFIG = "nbgrader_config.py"

# Those of nbgrader's generate_assignment, in its order, but for what fills its database.
STEPS = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
)


def config() -> Config:
    """What nbgrader is told about these exercises."""
    loaded: Config = PyFileConfigLoader(CONFIG, path=str(EXERCISES)).load_config()
    return loaded


def seed_of(text: str) -> str:
    """The seed that somebody typed; empty for the printed values. Raises ExerciseError for no word."""
    seed = text.strip()
    if len(seed) > 40 or not seed.isprintable():
        raise ExerciseError(f"the variant {text!r} is no seed: give a word of at most 40 characters")
    return seed


def student_copy(exercise: Exercise, seed: str = "") -> nbformat.NotebookNode:
    """What students of a class get: the exercise with the seed's values, and nothing that tells.

    Raises ExerciseError when nbgrader refuses the source.
    """
    made = _drawn(exercise, seed)
    settings, resources = config(), dict[str, Any]()
    for step in STEPS:
        try:
            made, resources = step(config=settings).preprocess(made, resources)
        except (RuntimeError, ValueError) as error:
            raise ExerciseError(f"{exercise.name}: nbgrader refuses the source: {error}") from error
    for cell in made.cells:
        cell.metadata.pop("firstflames", None)
    made.metadata["firstflames"] = {
        "assignment": exercise.name,
        "variant": seed,
        "version": version("firstflames"),
    }
    return made


def make(folder: Path, out: Path, seed: str = "") -> list[Path]:
    """Write a student copy of every exercise of ``folder`` into ``out``, and nothing else there.

    All are made before the first is written. Raises ExerciseError as :func:`student_copy` does, and
    when there is no exercise.
    """
    copies = {path.stem: student_copy(read(path), seed) for path in _sources(folder)}
    if out.exists():
        shutil.rmtree(out)
    return [_write(notebook, out / name / f"{name}.ipynb") for name, notebook in copies.items()]


def make_sources(folder: Path, out: Path, seed: str = "") -> list[Path]:
    """Write the sources of ``folder`` with the seed's values into ``out``, as nbgrader's ``source``.

    Stored outputs are left out, since they belong to the printed values. Raises ExerciseError when
    ``out`` exists, so that no course is overwritten.
    """
    if out.exists():
        raise ExerciseError(f"{out} exists: name a new folder for the sources")
    written = []
    for path in _sources(folder):
        notebook, _ = ClearOutput().preprocess(_drawn(read(path), seed), {})
        written.append(_write(notebook, out / path.stem / path.name))
    return written


def _drawn(exercise: Exercise, seed: str) -> nbformat.NotebookNode:
    """A notebook of its own for an exercise with the seed's values."""
    chosen = exercise.with_choice(exercise.draw(seed))
    made: nbformat.NotebookNode = nbformat.reads(json.dumps(chosen.notebook), as_version=4)
    return made


def _sources(folder: Path) -> list[Path]:
    found = sources(folder)
    if not found:
        raise ExerciseError(f"{folder} holds no exercise: expected 01-name/01-name.ipynb and so on")
    return found


def _write(notebook: nbformat.NotebookNode, path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return path


def main(arguments: list[str]) -> int:
    """Make the copies, or the sources for nbgrader; the exit status is 0 when all were made."""
    parser = argparse.ArgumentParser(description="Make the student copies of the exercises.")
    parser.add_argument("--variant", default="", metavar="SEED", help="a word that draws other values")
    parser.add_argument("--sources", type=Path, metavar="FOLDER", help="write sources for nbgrader")
    options = parser.parse_args(arguments)
    try:
        seed = seed_of(options.variant)
        if options.sources:
            written = make_sources(EXERCISES, options.sources, seed)
        else:
            written = make(EXERCISES, COPIES, seed)
        for path in written:
            draw = read(EXERCISES / path.stem / path.name).draw(seed)
            print(f"{path.stem}: {', '.join(f'{name} = {value!r}' for name, value in draw.items())}")
    except ExerciseError as error:
        print(error, file=sys.stderr)
        return 1
    folder = options.sources or COPIES.relative_to(ROOT)
    print(
        f"{len(written)} notebooks in {folder}, {f'variant {seed}' if seed else 'the printed values'}."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
