"""What a teacher gets: grades, grade files for Moodle and Canvas, feedback pages, a page on the class.

All of it is written from the rows of the journal and can be written again at any time.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

from firstflames.marking import judging, rubric, worker
from firstflames.marking.people import Student, known_as, student_of
from firstflames.marking.rubric import cell_text
from firstflames.marking.sources import Sheet
from firstflames.marking.worker import Row

VERDICTS = (judging.RIGHT, judging.WRONG, judging.EMPTY, judging.NOT_REACHED)
EXPLAINED = {
    worker.TIMED_OUT: "The notebook ran longer than it may. What was answered before counts.",
    worker.CRASHED: "The notebook broke off. What was answered before counts.",
    worker.UNREADABLE: "The file could not be read, so nothing was marked.",
    worker.WRONG_ASSIGNMENT: "Nothing was marked.",
    worker.MISSING_CELLS: "Cells for answers are gone from the notebook. What is there counts.",
    worker.NOT_ISOLATED: "The notebook was not run in isolation.",
}
BANDS = 5
MISTAKES = 10


@dataclass(frozen=True)
class Marked:
    """A row with all that is computed from it; points are None where there are none to give."""

    row: Row
    student: Student
    sheet: Sheet | None
    score: float | None
    of: float | None
    written: float | None
    written_of: float

    @property
    def total(self) -> float | None:
        """All points, or None as long as something was not marked."""
        if self.score is None or (self.written_of and self.written is None):
            return None
        return self.score + (self.written or 0)


@dataclass(frozen=True)
class Class:
    """A class's results: the exercises, the class list, and what makes the feedback pages."""

    known: Mapping[str, Sheet]
    listed: Mapping[str, Student]
    solutions: bool = True


def number(value: float | None) -> str:
    """Points as they are printed; empty for none."""
    return "" if value is None else f"{value:g}"


def marked(rows: Iterable[Row], room: Class, points: rubric.Merged) -> list[Marked]:
    """The rows with students and points."""
    found = []
    for row in rows:
        student = known_as(student_of(row["file"], room.known), room.listed)
        sheet = room.known.get(row["exercise"] or "")
        if sheet is None or (row["status"] == worker.NOT_ISOLATED and not _ran(row)):
            found.append(Marked(row, student, sheet, None, None, None, 0))
            continue
        score = sum(question["points"] for question in row["questions"])
        of = sum(question.points for question in sheet.checked)
        each = [rubric.points(points, row, sheet, part) for part in sheet.written]
        written = None if None in each or not each else sum(value for value in each if value is not None)
        written_of = sum(part.points for part in sheet.written)
        found.append(Marked(row, student, sheet, score, of, written, written_of))
    return found


def _ran(row: Row) -> bool:
    return any(question["verdict"] != judging.NOT_REACHED for question in row["questions"])


def write(out: Path, rows: Sequence[Row], room: Class, about: Mapping[str, Any]) -> str:
    """Write everything into ``out``; in words what came of the class."""
    points = rubric.merged(out)
    works = marked(rows, room, points)
    students = {work.row["file"]: work.student.name or work.student.key for work in works}
    waiting = rubric.write(out, rows, room.known, students)
    _grades(out / "grades.csv", works)
    counted = _counted(works, room)
    _moodle(out / "moodle.csv", counted, room)
    _canvas(out / "canvas.csv", counted, room)
    pages = _feedback(out / "feedback", works, room, points)
    return _report(out / "report.html", works, pages, room, dict(about) | {"waiting": waiting})


def _write_csv(path: Path, lines: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def _grades(path: Path, works: Sequence[Marked]) -> None:
    questions = sorted(
        {question["question"] for work in works for question in work.row["questions"]}, key=_natural
    )
    head = ["file", "student", "exercise", "status", "isolation", "score", "of", "written", "written_of"]
    lines: list[Sequence[object]] = [[*head, "total", *questions, "seconds", "notes"]]
    for work in works:
        row = work.row
        earned = {question["question"]: number(question["points"]) for question in row["questions"]}
        if work.score is None:
            earned = {}
        lines.append(
            [
                *(cell_text(row["file"]), cell_text(work.student.key), row["exercise"] or ""),
                *(row["status"], row["isolation"], number(work.score), number(work.of)),
                *(number(work.written), number(work.written_of), number(work.total)),
                *(earned.get(question, "") for question in questions),
                *(f"{row['seconds']:.2f}", cell_text(" ".join(row["notes"]))),
            ]
        )
    _write_csv(path, lines)


def _natural(name: str) -> list[int | str]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


Counted = dict[Student, dict[str, Marked]]


def _counted(works: Sequence[Marked], room: Class) -> Counted:
    """The work of each student that counts for each exercise: that with most points, then the first.

    With a class list these are the students of the list alone: a platform refuses the whole file for one
    whom it does not know.
    """
    found: Counted = {student: {} for student in room.listed.values()}
    for work in works:
        if room.listed and work.student not in found:
            continue
        found.setdefault(work.student, {})
        mine = found[work.student]
        if work.sheet is None:
            continue
        before = mine.get(work.sheet.name)
        if before is None or _worth(work) > _worth(before):
            mine[work.sheet.name] = work
    return found


def _worth(work: Marked) -> float:
    if work.score is None:
        return -1
    return work.score + (work.written or 0)


def _moodle(path: Path, counted: Counted, room: Class) -> None:
    """For Moodle's "Import: CSV file": a line for each student, known by one of the first columns.

    From docs.moodle.org, "Grade import", and Moodle's grade/import/csv/classes/load_data.php, both read:
    the teacher maps one column to the user (email address, ID number or username; an address has to have
    the case that Moodle has) and others to grade items or to their feedback. An empty cell is no grade.
    Feedback that is imported without its grade wipes the grade, so each grade has its own beside it. A
    column of text may not be mapped to a grade, so what is no grade is left empty.
    """
    used = [name for name in room.known if any(name in mine for mine in counted.values())]
    titles = [room.known[name].title for name in used]
    head = ["Full name", "Email address", "ID number", "Username"]
    lines: list[Sequence[object]] = [
        [*head, *(each for title in titles for each in (title, f"Feedback: {title}"))]
    ]
    for student, mine in counted.items():
        line: list[object] = [cell_text(student.name or student.key), student.email, student.id_number]
        line.append(cell_text(student.username or student.key))
        for name in used:
            work = mine.get(name)
            line += [number(work.total) if work else "", cell_text(_in_words(work)) if work else ""]
        lines.append(line)
    _write_csv(path, lines)


def _in_words(work: Marked) -> str:
    """Feedback in a few sentences, for a platform's own field."""
    said = [] if work.row["status"] == worker.OK else [f"{work.row['status'].capitalize()}."]
    for question in work.row["questions"]:
        line = f"{question['question']}: {number(question['points'])} of {number(question['of'])}."
        said.append(f"{line} {question['says']}".strip())
    return " ".join(said)


def _canvas(path: Path, counted: Counted, room: Class) -> None:
    """For Canvas's gradebook, "Import".

    From lib/gradebook_importer.rb of Canvas, read: the first line begins with Student and ID; SIS User
    ID and SIS Login ID may follow; Section is the last before the assignments. A line with "Points
    Possible" gives what each is worth. A student is found by Canvas's own ID, or the SIS ID, or the
    login, or the name; an assignment by its title (a number in brackets at its end would be its ID).
    """
    used = [name for name in room.known if any(name in mine for mine in counted.values())]
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    lines: list[Sequence[object]] = [[*head, *(room.known[name].title for name in used)]]
    most = [room.known[name].exercise.points for name in used]
    lines.append(["    Points Possible", "", "", "", "", *map(number, most)])
    for student, mine in counted.items():
        who = [cell_text(student.name or student.key), student.canvas_id, student.sis_user_id]
        login = cell_text(student.username or ("" if student.canvas_id else student.key))
        grades = [number(mine[name].total) if name in mine else "" for name in used]
        lines.append([*who, login, student.section, *grades])
    _write_csv(path, lines)


def _environment() -> Environment:
    folder = files("firstflames.marking") / "templates"
    names = ("feedback.html", "report.html")
    loaded = DictLoader({name: (folder / name).read_text(encoding="utf-8") for name in names})
    made = Environment(loader=loaded, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    from markupsafe import Markup

    made.globals["style"] = Markup((folder / "style.css").read_text(encoding="utf-8").strip())
    return made


def page_name(student: str) -> str:
    """The file name of a student's page: the letters and digits, made unique where there was more."""
    slug = re.sub(r"[^\w-]+", "-", student).strip("-")[:60]
    if slug == student:
        return f"{slug}.html"
    mark = hashlib.sha256(student.encode("utf-8", "backslashreplace")).hexdigest()[:6]
    return f"{slug or 'student'}-{mark}.html"


def _shown(text: str) -> str:
    """Text for a page: as it is, but for what is no letter."""
    plain = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\N{REPLACEMENT CHARACTER}", plain)


def _feedback(
    folder: Path, works: Sequence[Marked], room: Class, points: rubric.Merged
) -> list[dict[str, str]]:
    """Write a page for each student; the pages that there are, by student."""
    folder.mkdir(parents=True, exist_ok=True)
    template = _environment().get_template("feedback.html")
    by_student: dict[Student, list[Marked]] = defaultdict(list)
    for work in works:
        by_student[work.student].append(work)
    pages = []
    for student, mine in sorted(by_student.items(), key=lambda item: item[0].key):
        told = [_told(work, room, points) for work in mine]
        href = page_name(student.key)
        name = _shown(student.name or student.key)
        text = template.render(student=name, works=told)
        (folder / href).write_text(text, encoding="utf-8", newline="\n")
        pages.append({"href": href, "student": name})
    for stale in {path.name for path in folder.glob("*.html")} - {page["href"] for page in pages}:
        (folder / stale).unlink()
    return pages


def _told(work: Marked, room: Class, points: rubric.Merged) -> dict[str, Any]:
    """One file as its page tells it."""
    row, sheet = work.row, work.sheet
    told: dict[str, Any] = {
        "title": sheet.title if sheet else "A file that was not marked",
        "file": _shown(row["file"]),
        "status": row["status"],
        "explained": EXPLAINED.get(row["status"], ""),
        "notes": [_shown(note) for note in row["notes"]],
        "score": None if work.score is None else number(work.score),
        "of": number(work.of),
        "written": None if work.written is None else number(work.written),
        "written_of": number(work.written_of) if work.written_of else "",
        "questions": [],
        "parts": [],
    }
    if sheet is None or work.score is None:
        return told
    questions = {question.id: question for question in sheet.checked}
    for question in row["questions"]:
        ident = question["question"]
        told["questions"].append(
            {
                "title": sheet.headings[ident],
                "verdict": question["verdict"],
                "points": number(question["points"]),
                "of": number(question["of"]),
                "says": _shown(question["says"]),
                "read": [(name, _shown(value)) for name, value in question["read"].items()],
                "solution": sheet.solution(questions[ident]) if room.solutions else "",
            }
        )
    for part in sheet.written:
        earned = rubric.points(points, row, sheet, part)
        found = []
        for criterion in rubric.criteria(sheet, part):
            value, comment = rubric.given(points, row, part.id, criterion.name)
            if value is not None:
                found.append(
                    {
                        "name": criterion.name,
                        "points": number(value),
                        "of": number(criterion.of),
                        "comment": comment,
                    }
                )
        told["parts"].append(
            {
                "title": sheet.headings[part.id],
                "points": None if earned is None else number(earned),
                "of": number(part.points),
                "criteria": found,
                "text": _shown(row["written"].get(part.id, "")),
            }
        )
    return told


def _report(
    path: Path,
    works: Sequence[Marked],
    pages: Sequence[Mapping[str, str]],
    room: Class,
    about: Mapping[str, Any],
) -> str:
    """Write the page on the class; the same in a few lines for the terminal."""
    statuses = Counter(work.row["status"] for work in works)
    exercises = [
        _of_exercise(sheet, [work for work in works if work.sheet is sheet and work.score is not None])
        for sheet in room.known.values()
        if any(work.sheet is sheet and work.score is not None for work in works)
    ]
    by_student = Counter((work.student.key, work.sheet.title) for work in works if work.sheet)
    isolations = sorted({work.row["isolation"] for work in works})
    content = {
        "files": len(works),
        "students": len({work.student for work in works}),
        "isolation": f"Isolation: {', '.join(isolations) or 'nothing was run'}."
        + (" Submissions were run without isolation (--trust)." if "none" in isolations else ""),
        "variant": about.get("variant", ""),
        "waiting": about.get("waiting", 0),
        "statuses": [(status, statuses[status]) for status in worker.STATUSES if statuses[status]],
        "troubled": [
            {
                "file": _shown(work.row["file"]),
                "status": work.row["status"],
                "note": _shown(" ".join(work.row["notes"])),
            }
            for work in works
            if work.row["status"] != worker.OK
        ],
        "exercises": exercises,
        "verdicts": VERDICTS,
        "twice": [
            f"{_shown(student)}: {count} files of {title}"
            for (student, title), count in sorted(by_student.items())
            if count > 1
        ],
        "strangers": sorted(
            {_shown(work.student.key) for work in works if work.student.key not in room.listed}
            if room.listed
            else ()
        ),
        "pages": pages,
    }
    text = _environment().get_template("report.html").render(**content)
    path.write_text(text, encoding="utf-8", newline="\n")
    return _for_the_terminal(content)


def _of_exercise(sheet: Sheet, works: Sequence[Marked]) -> dict[str, Any]:
    """How a class did in one exercise."""
    scores = sorted(work.score for work in works if work.score is not None)
    of = sum(question.points for question in sheet.checked)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    mistakes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for work in works:
        for question in work.row["questions"]:
            counts[question["question"]][question["verdict"]] += 1
            if question["verdict"] == judging.WRONG:
                alike = re.sub(r"\d+(?:[.,]\d+)*", "…", question["says"])
                mistakes[(question["question"], alike)].append(question["says"])
    commonest = sorted(mistakes.items(), key=lambda item: (-len(item[1]), item[0]))[:MISTAKES]
    return {
        "title": sheet.title,
        "files": len(works),
        "of": number(of),
        "lowest": number(scores[0]),
        "median": number(statistics.median(scores)),
        "highest": number(scores[-1]),
        "questions": [
            {
                "title": sheet.headings[question.id],
                "counts": [counts[question.id][verdict] for verdict in VERDICTS],
                "share": f"{100 * counts[question.id][judging.RIGHT] / len(works):.0f}",
            }
            for question in sheet.checked
        ],
        "bands": _bands(scores, of),
        "mistakes": [
            {"question": ident, "files": len(said), "says": _shown(min(said))}
            for (ident, _), said in commonest
        ],
    }


def _bands(scores: Sequence[float], of: float) -> list[tuple[str, int]]:
    """How many scores lie in each of five equal bands; a score on an edge is in the upper one."""
    edges = [of * step / BANDS for step in range(BANDS + 1)]
    found = []
    for low, high in itertools.pairwise(edges):
        last = high == of
        inside = sum(low <= score < high or (last and score == high) for score in scores)
        found.append((f"{low:g} to {high:g}" if last else f"{low:g} to under {high:g}", inside))
    return found


def _for_the_terminal(content: Mapping[str, Any]) -> str:
    counted = ", ".join(f"{count} {status}" for status, count in content["statuses"])
    lines = [
        f"{content['files']} files of {content['students']} students: {counted}.",
        content["isolation"],
    ]
    for exercise in content["exercises"]:
        lines.append(f"\n{exercise['title']}: median {exercise['median']} of {exercise['of']}")
        lines += [
            f"  {question['share']:>3} % right: {question['title']}"
            for question in exercise["questions"]
        ]
        if exercise["mistakes"]:
            lines.append("  Commonest mistakes:")
        lines += [f"    {each['files']} × {each['says']}" for each in exercise["mistakes"][:5]]
    if content["strangers"]:
        lines.append(f"\nNot in the class list: {', '.join(content['strangers'])}.")
    if content["waiting"]:
        lines.append(f"\n{content['waiting']} written parts wait for their points in {rubric.NAME}.")
    return "\n".join(lines)
