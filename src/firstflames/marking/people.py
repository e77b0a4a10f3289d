"""Whose file is it? From its name, as learning platforms and teachers write them, and a class list."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

#: Moodle's "Download all submissions": ``Full Name_123456_assignsubmission_file_…``.
MOODLE = re.compile(r"^(?P<name>.+?)_(?P<id>\d+)_assignsubmission_\w*?_?", re.S)
#: Canvas's "Download Submissions": ``lastnamefirstname_[LATE_]123_456_….ipynb``, user and file.
CANVAS = re.compile(r"^(?P<name>[^\W\d_]+?)_(?:LATE_)?(?P<id>\d+)_\d+_", re.S)
COLUMNS = ("student", "name", "email", "id_number", "username", "canvas_id", "sis_user_id", "section")


class ClassListError(ValueError):
    """A class list that cannot be read; the message says where, what was found, and what to do."""


@dataclass(frozen=True)
class Student:
    """One student: ``key`` is how files and results name them, the rest is what platforms ask for."""

    key: str
    name: str = ""
    email: str = ""
    id_number: str = ""
    username: str = ""
    canvas_id: str = ""
    sis_user_id: str = ""
    section: str = ""


def student_of(file: str, exercises: Iterable[str]) -> Student:
    """Whose ``file`` is, a path in the folder of submissions.

    The first folder names the student (folders that are called like an exercise do not count), or else
    the file's name without the exercise's.
    """
    names = sorted(exercises, key=len, reverse=True)
    parts = [part for part in PurePosixPath(file).parts[:-1] if part not in names]
    label = parts[0] if parts else PurePosixPath(file).name
    if found := MOODLE.match(label):
        return Student(found["name"], name=found["name"])
    if not parts and (found := CANVAS.match(label)):
        return Student(found["name"], canvas_id=found["id"])
    if not parts:
        label = PurePosixPath(file).stem
        for name in names:
            label = re.sub(rf"[\s_.-]*{re.escape(name)}(?![^\W_]|-)(?:\s*\(\d+\))?", "", label) or label
    return Student(label.strip(" _-.") or label)


def class_list(path: Path) -> dict[str, Student]:
    """The students of a CSV with a column ``student`` and any of :data:`COLUMNS`, by that column.

    Raises :class:`ClassListError` when the file is no such table.
    """
    expected = f"expected a CSV with the column student, and any of {', '.join(COLUMNS[1:])}"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            read = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ClassListError(f"{path}: found no readable table, {expected}.") from error
    if not read or "student" not in read[0]:
        raise ClassListError(f"{path}: found no column student, {expected}.")
    found: dict[str, Student] = {}
    for number, row in enumerate(read, start=2):
        key = (row["student"] or "").strip()
        if not key or key in found:
            what = "a student twice" if key else "no student"
            raise ClassListError(f"{path}, line {number}: found {what}, expected each once; correct it.")
        given = {name: (row.get(name) or "").strip() for name in COLUMNS[1:]}
        found[key] = Student(key, **given)
    return found


def known_as(student: Student, listed: Mapping[str, Student]) -> Student:
    """The student as the class list has them: found by key, name, or a platform's number."""
    if student.key in listed:
        return replace(listed[student.key], canvas_id=listed[student.key].canvas_id or student.canvas_id)
    for other in listed.values():
        same_name = student.name and student.name == other.name
        if same_name or (student.canvas_id and student.canvas_id == other.canvas_id):
            return other
    return student
