"""The journal of a run: a row for each finished file, so that a run that was stopped goes on.

``journal.jsonl`` in the folder of the results. A row counts for a later run when the file,
the exercises, the variant, the limits, the isolation and the marker itself are still the same.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any

import firstflames
from firstflames.marking.sources import Sheet
from firstflames.marking.worker import Row, Task

NAME = "journal.jsonl"
RUN = "run.json"


def version() -> str:
    """A hash of the library, the marker and the evidence, on all of which marks depend."""
    found = hashlib.sha256()
    library = Path(firstflames.__file__).parent
    paths = [*library.glob("*.py"), *(library / "marking").glob("*.py")]
    paths += [
        *(library / "evidence").glob("*.py"),
        *Path(str(files("firstflames.data"))).glob("*.[cj]s*"),
    ]
    for path in sorted(paths, key=lambda path: path.name):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def key(task: Task, known: Mapping[str, Sheet]) -> str:
    """What a row depends on besides its file: equal on every machine that would give the same row."""
    parts: list[Any] = [version(), sorted((name, sheet.digest) for name, sheet in known.items())]
    parts += [task.variant, task.asked_for, str(task.limits)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class JournalError(ValueError):
    """A journal that cannot be read or written; the message says which, and what to do."""


def rows(folder: Path) -> list[Row]:
    """The rows of the journal in ``folder``, the last for each file; a torn last line is left out.

    Raises :class:`JournalError` for a broken line before the last.
    """
    path = folder / NAME
    if not path.is_file():
        return []
    found: dict[str, Row] = {}
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            row = json.loads(line)
            found[row["file"]] = row
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):  # the run was killed while it wrote
                continue
            raise JournalError(
                f"{path}, line {number}: found no row, expected a line of JSON; delete it, and its "
                "file is marked again."
            ) from error
    return [found[file] for file in sorted(found)]


class Journal:
    """The journal of the run in ``folder``, open for rows to be added; each is on the disk at once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAME
        torn = path.is_file() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
        self._file = path.open("ab")
        if torn:
            self._drop_torn_line(path)

    def _drop_torn_line(self, path: Path) -> None:
        whole = path.read_bytes().rpartition(b"\n")[0]
        self._file.truncate(len(whole) + 1 if whole else 0)

    def add(self, row: Mapping[str, Any]) -> None:
        """Write one row."""
        self._file.write(_line(row))
        self._file.flush()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()


def replace(folder: Path, found: Iterable[Row]) -> None:
    """Write the journal of a finished run anew: its rows, in order, and nothing that is out of date."""
    path = folder / NAME
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        for row in found:
            file.write(_line(row))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=True, sort_keys=True).encode() + b"\n"


def write_run(folder: Path, about: Mapping[str, Any]) -> None:
    """Write what the run in ``folder`` is: its key, its part, and the list of all files."""
    text = json.dumps(about, indent=1, sort_keys=True) + "\n"
    (folder / RUN).write_text(text, encoding="utf-8")


def read_run(folder: Path) -> dict[str, Any]:
    """What the run in ``folder`` is. Raises :class:`JournalError` when nothing says it."""
    try:
        read: dict[str, Any] = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JournalError(
            f"{folder}: found no {RUN}, expected the results of a run of the marker; name its folder."
        ) from error
    return read


def listing(files: Iterable[str]) -> str:
    """A hash of the names of all files of a folder."""
    return hashlib.sha256("\0".join(sorted(files)).encode("utf-8", "surrogateescape")).hexdigest()
