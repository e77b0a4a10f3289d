"""What notebooks store: their figures, as plotly wrote them, and the values that they glue."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from firstflames.charts import META

PLOTLY_MIME = "application/vnd.plotly.v1+json"
GLUE_MIME = "application/papermill.record/text/plain"


def _cells(notebook: Path) -> Iterator[dict[str, Any]]:
    yield from json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def figures(notebook: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each figure of a notebook with the id of its cell, in order. Raises ValueError for broken JSON."""
    for cell in _cells(notebook):
        for output in cell.get("outputs", []):
            figure = output.get("data", {}).get(PLOTLY_MIME)
            if figure:
                yield cell["id"], figure


def glued(notebook: Path) -> dict[str, str]:
    """The texts that the cells of a notebook glue, by name. Raises ValueError for broken JSON."""
    found: dict[str, str] = {}
    for cell in _cells(notebook):
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            if name:
                found[name] = str(ast.literal_eval("".join(output["data"][GLUE_MIME])))
    return found


def prose(notebook: Path) -> list[str]:
    """The Markdown of a notebook, cell by cell. Raises ValueError for broken JSON."""
    return ["".join(cell["source"]) for cell in _cells(notebook) if cell["cell_type"] == "markdown"]


def words(figure: Mapping[str, Any]) -> dict[str, Any]:
    """What ``finish`` said of the figure (name, title, sources and so on); empty if it never saw it."""
    found: dict[str, Any] = figure["layout"].get("meta", {}).get(META, {})
    return found
