"""Written parts: the sheet on which a teacher gives points, and the way back into the grades.

``rubric.csv`` has a row for each criterion of each written part. The teacher fills ``points`` (and
``comment``, if wanted) in any spreadsheet; ``python -m firstflames.marking rubric SHEET --out FOLDER``
merges the sheet, or a part of it, back.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firstflames.exercises import Question, source
from firstflames.marking.sources import Sheet
from firstflames.marking.worker import Row

NAME = "rubric.csv"
MERGED = "written.json"
COLUMNS = (
    "file",
    "student",
    "exercise",
    "part",
    "criterion",
    "levels",
    "of",
    "points",
    "comment",
    "text",
)
AS_A_WHOLE = "as a whole"
#: A cell of a spreadsheet holds some 32,000 letters.
LETTERS = 30_000

#: Points and a comment by file, part and criterion, with the hash of the file that they were given for.
Merged = dict[str, dict[str, Any]]


class RubricError(ValueError):
    """A sheet that does not fit; the message says the line, what was found, and what to do."""


@dataclass(frozen=True)
class Criterion:
    """One criterion of a rubric: its name, what earns how much, and the most."""

    name: str
    levels: str
    of: float


def cell_text(text: str) -> str:
    """Text as a spreadsheet may hold it: no formula, and no bytes that are no letters."""
    plain = text.encode("utf-8", "backslashreplace").decode("utf-8")
    plain = "".join(
        letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}"
        for letter in plain
    )
    return f"'{plain}" if plain[:1] in ("=", "+", "-", "@") else plain


def criteria(sheet: Sheet, part: Question) -> tuple[Criterion, ...]:
    """The criteria of a written part: the table over it, if its points add up; or else the whole."""
    last = ""
    for cell in sheet.exercise.notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == part.id:
            break
        if cell["cell_type"] == "markdown":
            last = source(cell)
    lines = [
        line.strip().strip("|").split("|") for line in last.splitlines() if line.strip().startswith("|")
    ]
    found = []
    if len(lines) > 2:
        heads = [re.search(r"\d+(?:\.\d+)?", head) for head in lines[0]]
        for line in lines[2:]:
            levels = [
                (float(head[0]), text.strip())
                for head, text in zip(heads[1:], line[1:], strict=False)
                if head is not None
            ]
            if levels:
                named = re.sub(r"[*_`]", "", line[0]).strip()
                told = "; ".join(f"{points:g}: {text}" for points, text in levels)
                found.append(Criterion(named, told, max(points for points, _ in levels)))
    if found and sum(criterion.of for criterion in found) == part.points:
        return tuple(found)
    return (Criterion(AS_A_WHOLE, "", part.points),)


def merged(folder: Path) -> Merged:
    """What was merged into the results in ``folder`` so far."""
    path = folder / MERGED
    if not path.is_file():
        return {}
    read: Merged = json.loads(path.read_text(encoding="utf-8"))
    return read


def given(merged: Merged, row: Row, part: str, criterion: str) -> tuple[float | None, str]:
    """The points and the comment of a file for a criterion; none for another version of the file."""
    kept = merged.get(row["file"], {})
    if kept.get("sha256") != row["sha256"]:
        return None, ""
    points, comment = kept.get("points", {}).get(f"{part}/{criterion}", (None, ""))
    return points, comment


def points(merged: Merged, row: Row, sheet: Sheet, part: Question) -> float | None:
    """The points of a written part, or None as long as a criterion waits for its own."""
    each = [given(merged, row, part.id, criterion.name)[0] for criterion in criteria(sheet, part)]
    return None if None in each else sum(value for value in each if value is not None)


def write(
    folder: Path, rows: Sequence[Row], known: Mapping[str, Sheet], students: Mapping[str, str]
) -> int:
    """Write the sheet of all written parts into ``folder``; how many parts still wait for points."""
    before, waiting = merged(folder), 0
    with (folder / NAME).open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(COLUMNS)
        for row in rows:
            exercise = known.get(row["exercise"] or "")
            for part in exercise.written if exercise else ():
                assert exercise is not None
                waiting += points(before, row, exercise, part) is None
                text = row["written"].get(part.id, "")[:LETTERS]
                for number, criterion in enumerate(criteria(exercise, part)):
                    earned, comment = given(before, row, part.id, criterion.name)
                    sheet.writerow(
                        [
                            *(cell_text(row["file"]), cell_text(students[row["file"]]), exercise.name),
                            *(part.id, cell_text(criterion.name), cell_text(criterion.levels)),
                            *(f"{criterion.of:g}", "" if earned is None else f"{earned:g}"),
                            *(cell_text(comment), cell_text(text) if number == 0 else ""),
                        ]
                    )
    return waiting


def merge(sheet: Path, folder: Path, rows: Sequence[Row], known: Mapping[str, Sheet]) -> int:
    """Take the points of ``sheet`` into the results in ``folder``; how many points were given in it.

    Lines without points are passed over. Raises :class:`RubricError` for a line that fits nothing,
    before anything is written.
    """
    try:
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file, dialect=_dialect(sheet)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RubricError(
            f"{sheet}: found no readable table, expected {NAME} with points in it."
        ) from error
    wanted = {"file", "part", "criterion", "points"}
    if not lines or not wanted <= set(lines[0]):
        raise RubricError(f"{sheet}: expected the columns of {NAME}: keep its first line as it is.")
    files = {cell_text(row["file"]): row for row in rows}
    kept = merged(folder)
    number = 0
    for place, line in enumerate(lines, start=2):
        if not (line["points"] or "").strip():
            continue
        where = f"{sheet}, line {place}"
        row = files.get(line["file"] or "")
        exercise = known.get(row["exercise"] or "") if row else None
        parts = {part.id: part for part in exercise.written} if exercise else {}
        if row is None or exercise is None or line["part"] not in parts:
            raise RubricError(
                f"{where}: no written part {line['part']!r} of {line['file']!r} was marked."
            )
        named = {cell_text(each.name): each for each in criteria(exercise, parts[line["part"]])}
        criterion = named.get(line["criterion"] or "")
        if criterion is None:
            raise RubricError(
                f"{where}: found the criterion {line['criterion']!r}, expected {' or '.join(named)}."
            )
        earned = _number(line["points"], criterion.of, where)
        mine = kept.setdefault(row["file"], {"sha256": row["sha256"], "points": {}})
        if mine["sha256"] != row["sha256"]:
            mine |= {"sha256": row["sha256"], "points": {}}
        mine["points"][f"{line['part']}/{criterion.name}"] = (
            earned,
            (line.get("comment") or "").strip(),
        )
        number += 1
    (folder / MERGED).write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return number


def _dialect(sheet: Path) -> type[csv.Dialect]:
    """Spreadsheets of many countries write a semicolon between columns."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()

    class Found(csv.excel):
        delimiter = ";" if first.count(";") > first.count(",") else ","

    return Found


def _number(text: str, most: float, where: str) -> float:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = -1
    if not 0 <= value <= most:
        raise RubricError(f"{where}: found the points {text!r}, expected a number from 0 to {most:g}.")
    return value
