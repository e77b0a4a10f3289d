"""Reading a submission: any file that a student can hand in, and why it cannot be marked.

The file is opened once, never followed if it is a link, and never written to.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any

from firstflames.exercises import SETUP, source
from firstflames.marking.sources import HEADING, Sheet

LARGEST = 50_000_000
UNREADABLE, WRONG_ASSIGNMENT = "unreadable", "wrong assignment"


class NotMarkedError(ValueError):
    """A file that cannot be marked: its ``status``, and in words why not."""

    def __init__(self, status: str, why: str) -> None:
        self.status = status
        super().__init__(why)


def _opened(path: Path) -> BufferedReader:
    if path.is_symlink():
        raise NotMarkedError(UNREADABLE, "This is a symbolic link, which is not followed.")
    if not path.is_file():
        raise NotMarkedError(UNREADABLE, "This is no regular file.")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        file = open(os.open(path, flags), "rb")  # noqa: PTH123, SIM115  # who asks closes it
    except OSError as error:
        raise NotMarkedError(UNREADABLE, f"The file cannot be opened: {error.strerror}.") from error
    state = os.fstat(file.fileno())
    problem = "" if stat.S_ISREG(state.st_mode) else "This is no regular file."
    if state.st_size > LARGEST:
        size, most = state.st_size // 1_000_000, LARGEST // 1_000_000
        problem = f"The file is too large: {size} MB, at most {most} are read."
    if problem:
        file.close()
        raise NotMarkedError(UNREADABLE, problem)
    return file


def content(path: Path) -> bytes:
    """The bytes of a regular file. Raises :class:`NotMarkedError` for what is none, or too large."""
    with _opened(path) as file:
        try:
            return file.read(LARGEST)
        except OSError as error:
            raise NotMarkedError(UNREADABLE, f"The file cannot be read: {error.strerror}.") from error


def digest(path: Path) -> str:
    """A hash of the file's content, or of why it has none."""
    try:
        with _opened(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except NotMarkedError as reason:
        return hashlib.sha256(str(reason).encode()).hexdigest()


def notebook(raw: bytes, name: str) -> dict[str, Any]:
    """The notebook in ``raw``, of format 4, with cells that have a kind and a text.

    Raises :class:`NotMarkedError` for anything else.
    """
    if not raw:
        raise NotMarkedError(UNREADABLE, "The file is empty.")
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise NotMarkedError(UNREADABLE, "This is a zip archive: unpack it and hand in the notebook.")
    if not name.lower().endswith(".ipynb") and raw.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] != b"{":
        raise NotMarkedError(UNREADABLE, "This is no notebook: its name does not end in .ipynb.")
    try:
        read = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotMarkedError(UNREADABLE, "The file is not text in UTF-8, as notebooks are.") from error
    except (ValueError, RecursionError) as error:
        why = "The file is not whole JSON, as notebooks are: it was damaged, or is something else."
        raise NotMarkedError(UNREADABLE, why) from error
    if not isinstance(read, dict):
        raise NotMarkedError(UNREADABLE, "This is JSON, but no notebook.")
    form = read.get("nbformat")
    if type(form) is not int or form != 4:
        found = f"format {form}" if type(form) is int and abs(form) < 100 else "no known format"
        raise NotMarkedError(UNREADABLE, f"The notebook has {found}: save it in format 4.")
    cells = read.get("cells")
    if not isinstance(cells, list) or not all(_is_cell(cell) for cell in cells):
        raise NotMarkedError(UNREADABLE, "The notebook's cells are damaged.")
    return read


def _is_cell(cell: object) -> bool:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        return False
    if not isinstance(cell.get("metadata", {}), dict):
        return False
    if not isinstance(cell.get("metadata", {}).get("nbgrader", {}), dict):
        return False
    text = cell.get("source")
    return isinstance(text, str) or (
        isinstance(text, list) and all(isinstance(line, str) for line in text)
    )


@dataclass(frozen=True)
class Submission:
    """What is to be run and read of a submission: the cells for the child, and the written parts.

    ``missing`` are the cells to be filled that the notebook no longer has, ``variant`` the seed that the
    student's copy says it was made with.
    """

    sheet: Sheet
    cells: list[dict[str, Any]]
    written: Mapping[str, str]
    missing: tuple[str, ...]
    variant: str | None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]", " ", text.casefold()).split())


def _made_for(read: Mapping[str, Any], key: str) -> str | None:
    marks = read.get("metadata")
    marks = marks.get("firstflames") if isinstance(marks, dict) else None
    found = marks.get(key) if isinstance(marks, dict) else None
    return found if isinstance(found, str) else None


def which(read: Mapping[str, Any], name: str, known: Mapping[str, Sheet]) -> Sheet | None:
    """The exercise that a notebook belongs to: by what its copy says, its title, or else its name."""
    said = _made_for(read, "assignment")
    if said is not None and said in known:
        return known[said]
    texts = [source(cell) for cell in read["cells"] if cell["cell_type"] == "markdown"]
    titles = {_plain(heading) for text in texts for heading in HEADING.findall(text)}
    for sheet in known.values():
        if _plain(sheet.title) in titles:
            return sheet
    named = [sheet for sheet in known.values() if _plain(sheet.name) in _plain(name)]
    there = {_grade_id(cell) for cell in read["cells"]}
    return named[0] if len(named) == 1 and there & set(named[0].answer_cells) else None


def _grade_id(cell: Mapping[str, Any]) -> str:
    """What nbgrader calls the cell; some programs drop that and keep its own id, which is the same."""
    found = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", cell.get("id"))
    return found if isinstance(found, str) else ""


def submission(
    raw: bytes, path: Path, known: Mapping[str, Sheet], asked_for: str | None = None
) -> Submission:
    """What is to be run of a file with the content ``raw``; cells are known by grade_id, not by place.

    The setup and the checks are those of the source: what a student made of them does not count.
    ``asked_for`` names the one exercise that may be handed in. Raises :class:`NotMarkedError`.
    """
    read = notebook(raw, path.name)
    sheet = which(read, "/".join(path.parts[-2:]), known)
    if sheet is None:
        why = "Neither its title nor the file's name says which: no exercise of the course is in it."
        raise NotMarkedError(WRONG_ASSIGNMENT, why)
    if asked_for is not None and sheet.name != asked_for:
        raise NotMarkedError(WRONG_ASSIGNMENT, f"This is {sheet.name}; asked for was {asked_for}.")
    cells: list[dict[str, Any]] = []
    written: dict[str, str] = {}
    parts = {part.id for part in sheet.written}
    for number, cell in enumerate(read["cells"], start=1):
        ident, text = _grade_id(cell), source(cell)
        if ident in parts:
            written[ident] = f"{written[ident]}\n\n{text}" if ident in written else text
        elif cell["cell_type"] != "code" or ident == SETUP:
            continue
        elif ident in sheet.reads:  # its place is where the check would have looked at the answers
            cells.append({"id": ident, "code": "", "answers": list(sheet.reads[ident])})
        elif ident in sheet.answer_cells:
            cells.append({"id": ident, "code": text, "answers": list(sheet.answer_cells[ident])})
        else:
            cells.append({"id": f"cell {number}", "code": text, "answers": []})
    there = {_grade_id(cell) for cell in read["cells"]}
    missing = tuple(ident for ident in sheet.answer_cells if ident not in there)
    return Submission(sheet, cells, written, missing, _made_for(read, "variant"))
