"""Putting parts together that were marked apart, on one machine or on several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from firstflames.marking.journal import read_run, replace, rows, write_run
from firstflames.marking.worker import Row


class MergeError(ValueError):
    """Parts that do not make a whole; the message says which, and what to do."""


def merge(out: Path, parts: Sequence[Path]) -> dict[str, Any]:
    """Write the journal of all ``parts`` into ``out``; what the whole run is.

    Raises :class:`MergeError` when a part is missing, unfinished, there twice, or of another run.
    """
    runs = {folder: read_run(folder) for folder in parts}
    first = next(iter(runs.values()))
    for folder, run in runs.items():
        for name in ("key", "list"):
            if run[name] != first[name]:
                what = "with other settings or versions" if name == "key" else "of other files"
                raise MergeError(f"{folder}: this part is {what} than {parts[0]}; mark it again.")
    of = int(first["part"].partition("/")[2])
    there = sorted(int(run["part"].partition("/")[0]) for run in runs.values())
    if there != list(range(1, of + 1)):
        raise MergeError(f"Expected the parts 1 to {of}, each once; found {', '.join(map(str, there))}.")
    found: dict[str, Row] = {}
    for folder, run in runs.items():
        mine = [row for row in rows(folder) if row.get("key") == run["key"]]
        number = int(run["part"].partition("/")[0])
        expected = len(range(number - 1, run["files"], of))
        if len(mine) != expected:
            raise MergeError(
                f"{folder}: found {len(mine)} of {expected} files; run this part to its end."
            )
        found |= {row["file"]: row for row in mine}
    if out.exists() and any(out.iterdir()):
        raise MergeError(f"{out} is not empty: name a new folder.")
    out.mkdir(parents=True, exist_ok=True)
    replace(out, [found[file] for file in sorted(found)])
    about = first | {"part": "1/1"}
    write_run(out, about)
    return about
