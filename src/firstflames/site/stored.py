"""The figures that notebooks store, as plotly wrote them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from firstflames.charts import META

PLOTLY_MIME = "application/vnd.plotly.v1+json"


def figures(notebook: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each figure of a notebook with the id of its cell, in order. Raises ValueError for broken JSON."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            figure = output.get("data", {}).get(PLOTLY_MIME)
            if figure:
                yield cell["id"], figure


def words(figure: Mapping[str, Any]) -> dict[str, Any]:
    """What ``finish`` said of the figure (name, title, sources and so on); empty if it never saw it."""
    found: dict[str, Any] = figure["layout"].get("meta", {}).get(META, {})
    return found
