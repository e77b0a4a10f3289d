"""The stored notebooks: strict to check, readable in a diff, and drawn by the book's own means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import NOTEBOOKS, ROOT, notebook, source

PLOTLY = "application/vnd.plotly.v1+json"
GLUED = "application/papermill.record/text/plain"
ALLOWED = {PLOTLY, GLUED, "text/plain", "text/html"}

# What would let a notebook pass without being compared (nbval's documentation, "Cell markers").
NBVAL_MARKERS = re.compile(
    r"#\s*(NBVAL_|PYTEST_VALIDATE_)(IGNORE_OUTPUT|SKIP|RAISES_EXCEPTION|TEST_NAME|CHECK_OUTPUT)"
)
NBVAL_TAGS = {"nbval-ignore-output", "nbval-skip", "nbval-raises-exception", "raises-exception"}
LAX = re.compile(r"--nbval-(lax|sanitize-with|current-env|skip)|nbval_lax")


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in notebook(path)["cells"] if cell["cell_type"] == "code"]


def outputs(path: Path) -> Iterator[dict[str, Any]]:
    for cell in code_cells(path):
        yield from cell["outputs"]


def figures(path: Path) -> list[dict[str, Any]]:
    return [output["data"][PLOTLY] for output in outputs(path) if PLOTLY in output.get("data", {})]


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


def test_there_are_chapters() -> None:
    assert NOTEBOOKS


def test_nothing_escapes_the_comparison(stored: Path) -> None:
    for cell in code_cells(stored):
        assert not NBVAL_MARKERS.search(source(cell)), cell["id"]
        assert not NBVAL_TAGS & set(cell["metadata"].get("tags", [])), cell["id"]


def test_nbval_runs_strict() -> None:
    commands = [ROOT / "Makefile", ROOT / "pyproject.toml", *(ROOT / "tools").glob("*.py")]
    commands += [*(ROOT / ".github" / "workflows").glob("*.yml"), ROOT / ".ci" / "run"]
    for path in commands:
        assert not LAX.search(path.read_text(encoding="utf-8")), path
    assert "--nbval" in (ROOT / "tools" / "run_tests.py").read_text(encoding="utf-8")


def test_every_cell_was_run_in_order_and_none_failed(stored: Path) -> None:
    cells = code_cells(stored)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output["output_type"] for output in outputs(stored)}
    assert kinds <= {"display_data", "execute_result"}, "an error or a printed line is stored"


def test_no_cell_lost_its_outputs(stored: Path) -> None:
    """A cell that ends in an expression, or glues a number, shows something."""
    for cell in code_cells(stored):
        text = source(cell)
        last = text.rstrip().splitlines()[-1]
        shows = "ff.glue(" in text or last.startswith((")", "ff.")) or re.match(r"[\w.\[\]\"']+$", last)
        assert cell["outputs"] or not shows, cell["id"]


def test_outputs_are_of_few_kinds(stored: Path) -> None:
    for output in outputs(stored):
        assert set(output["data"]) <= ALLOWED
        if PLOTLY in output["data"]:
            assert set(output["data"]) == {PLOTLY}, "a figure is stored once, as its JSON"


def test_figures_carry_their_words_and_plain_lists(stored: Path) -> None:
    for figure in figures(stored):
        assert figure["layout"]["meta"]["firstflames"]["name"]
        assert "bdata" not in json.dumps(figure)
        template = json.dumps(figure["layout"]["template"])
        assert len(template) < 2_000, "the book's slim template, not plotly's default"


def test_derived_numbers_are_rounded(stored: Path) -> None:
    for figure in figures(stored):
        for number in numbers(figure):
            assert number == round(number, 6), "round derived floats in the library"


def test_chapters_have_charts_with_real_choices(stored: Path) -> None:
    with_choice = [
        figure
        for figure in figures(stored)
        if figure["layout"].get("updatemenus") or figure["layout"].get("sliders")
    ]
    assert len(with_choice) >= 1
    for figure in with_choice:
        for menu in figure["layout"].get("updatemenus", []):
            states = [json.dumps(button["args"]) for button in menu["buttons"]]
            assert len(set(states)) == len(states), "two options of a choice do the same"


def test_a_notebook_can_be_read_in_a_diff(stored: Path) -> None:
    text = stored.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert len(text) < 400_000
    read = notebook(stored)
    assert read["metadata"].keys() == {"kernelspec", "language_info"}
    ids = [cell["id"] for cell in read["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", name) for name in ids), "ids are words, set by hand"
    assert '"execution": {' not in text, "times of a run are left out"


@pytest.mark.parametrize("module", ["firstflames.", "myst_nb", "plotly.io", "sphinx"])
def test_chapters_import_public_names_only(stored: Path, module: str) -> None:
    for cell in code_cells(stored):
        for line in source(cell).splitlines():
            if re.match(r"\s*(import|from)\s", line):
                assert module not in line, line
