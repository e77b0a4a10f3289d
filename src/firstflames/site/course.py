"""The course as a teacher plans it: weeks, chapters, exercises, and the hours that they take.

``teaching/course.toml`` of the book says which week has what. Titles, times, texts and the length of
every page are read from the chapters themselves, so that a syllabus cannot contradict the book.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective, SphinxRole

from firstflames.site import editions, stored
from firstflames.site.reference.markup import rows_of
from firstflames.site.toml import PlainReader

FILE = "teaching/course.toml"  # of the book
CHAPTERS = "chapters"
PLANS = "teaching/sessions"
WORDS_A_MINUTE = 130  # a reader in a second language
MINUTES_A_QUESTION = 2
STEP = 5  # minutes: nobody plans closer than that
#: What the head of a chapter may promise, in minutes.
TIMES = {"forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90}
#: A row of a table: for each cell its paragraphs, as words or as nodes.
Row = Sequence[Sequence[str | nodes.Node]]
ALONE = "alone"  # the path of who learns without a class


@dataclass(frozen=True)
class Chapter:
    """A chapter as its notebook has it; ``sections`` are those of Serge that go with it."""

    name: str
    title: str
    minutes: int
    words: int
    questions: int
    sections: tuple[str, ...]

    @property
    def number(self) -> int:
        """Its number, by its file."""
        return int(self.name[:2])

    @property
    def page(self) -> str:
        """The document that holds it."""
        return f"{CHAPTERS}/{self.name}"


@dataclass(frozen=True)
class Activity:
    """Something done in class besides a chapter: the role-play, say."""

    name: str
    title: str
    minutes: int
    page: str


@dataclass(frozen=True)
class Exercise:
    """An assignment of the folder ``exercises``."""

    name: str
    title: str
    minutes: int
    required: bool

    @property
    def heading(self) -> str:
        """Number and title as a list has them; ``title`` is written for the middle of a sentence."""
        return f"{int(self.name[:2])}. {self.title[0].upper()}{self.title[1:]}"


@dataclass(frozen=True)
class Week:
    """One week: what is met in class, and the assignments that follow."""

    chapters: tuple[Chapter, ...]
    activities: tuple[Activity, ...]
    exercises: tuple[Exercise, ...]

    @property
    def text(self) -> int:
        """Minutes for the sections of Serge, each once."""
        sections = dict.fromkeys(s for chapter in self.chapters for s in chapter.sections)
        return reading(sum(section_words()[section] for section in sections))

    @property
    def pages(self) -> int:
        """Minutes for the pages of the course."""
        return sum(reading(chapter.words) for chapter in self.chapters)

    @property
    def meeting(self) -> int:
        """Minutes in class."""
        taught = sum(chapter.minutes for chapter in self.chapters)
        return taught + sum(activity.minutes for activity in self.activities)

    @property
    def quizzes(self) -> int:
        """Minutes for the questions at the end of each chapter."""
        return sum(rounded(MINUTES_A_QUESTION * chapter.questions) for chapter in self.chapters)

    @property
    def assignments(self) -> int:
        """Minutes for the required assignments."""
        return sum(each.minutes for each in self.exercises if each.required)

    @property
    def hours(self) -> int:
        """Minutes of work in all, optional assignments left out."""
        return self.text + self.pages + self.meeting + self.quizzes + self.assignments


@dataclass(frozen=True)
class Course:
    """What the file says, with the chapters that this edition has."""

    chapters: Mapping[str, Chapter]
    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    syllabi: Mapping[int, tuple[Week, ...]] = field(default_factory=dict)


def rounded(minutes: float) -> int:
    """Minutes, rounded up to a step."""
    return math.ceil(minutes / STEP) * STEP


def reading(words: int) -> int:
    """Minutes to read so many words, rounded up."""
    return rounded(words / WORDS_A_MINUTE)


@cache
def section_words() -> Mapping[str, int]:
    """The words of each section of Serge's chapter, without its notes."""
    sums: dict[str, int] = {}
    for row in rows_of("fingerprint"):
        sums[row["section"]] = sums.get(row["section"], 0) + int(row["words"])
    return sums


def own_words(markdown: str) -> int:
    """How many words a reader meets in Markdown: no code, comments, addresses."""
    text = re.sub(r"(?s)<!--.*?-->|```.*?```", "", markdown)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return len(re.findall(r"\w[\w’'-]*", text))


class Reader(PlainReader):
    """Reads ``course.toml``, with the chapters that it names; a fault is one sentence."""

    missing = (
        "this file is not there",
        "the weeks, chapters and assignments of the course",
        "Write it, or take the {syllabus} out of the page.",
    )

    def __init__(self, book: Path, absent: Container[str] = ()):
        """``absent`` are the pages that the edition leaves out although their files are there."""
        super().__init__(book / FILE)
        self.book, self.absent = book, absent
        self.used: list[Path] = [self.path]

    def course(self) -> Course:
        """The course; a chapter without a notebook is none of this edition. Raises ExtensionError."""
        held = self.load()
        self.keys(held, {"chapter", "activity", "exercise", "syllabus"}, "the file")
        chapters = {
            chapter.name: chapter
            for number, each in enumerate(self.several(held, "chapter"), start=1)
            if (chapter := self.chapter(number, each))
        }
        known = {str(each.get("name")) for each in self.several(held, "chapter")}
        activities = {
            str(each.get("name")): self.activity(each) for each in self.several(held, "activity")
        }
        exercises = {
            str(each.get("name")): self.exercise(each) for each in self.several(held, "exercise")
        }
        syllabi: dict[int, tuple[Week, ...]] = {}
        for each in self.several(held, "syllabus"):
            self.place = f"syllabus {each.get('weeks')}"
            self.keys(each, {"weeks", "week"}, "it")
            weeks = self.several(each, "week")
            if each.get("weeks") != len(weeks):
                raise self.fault(
                    f"found {len(weeks)} weeks", f"{each.get('weeks')}", "Add a week, or correct weeks."
                )
            syllabi[len(weeks)] = tuple(
                self.week(number, week, (chapters, known, activities, exercises))
                for number, week in enumerate(weeks, start=1)
            )
        return Course(chapters, exercises, syllabi)

    def chapter(self, number: int, held: Mapping[str, Any]) -> Chapter | None:
        """One chapter, by its notebook; None when this edition has none of that name."""
        self.place = f"chapter {number}"
        self.keys(held, {"name", "sections"}, "it")
        name, sections = self.text(held, "name"), self.names(held, "sections")
        path = self.book / CHAPTERS / f"{name}.ipynb"
        if not path.is_file() or f"{CHAPTERS}/{name}" in self.absent:
            return None
        self.used.append(path)
        prose = stored.prose(path)
        head, whole = prose[0], "\n".join(prose)
        title = re.search(r"(?m)^# (.*)$", head)
        time = re.search(r"\*\*Time:\*\* (?:about )?([\w-]+) minutes", head)
        if not title or not time or time[1] not in TIMES:
            raise self.fault(
                f"{name} has no title, or no time that is one of {', '.join(TIMES)}",
                "“# Title” and “**Time:** about ninety minutes.” in its first cell",
                "Mend the head of the chapter.",
            )
        text = _named_sections(head)
        odd = [section for section in sections if section not in section_words()]
        odd += [section for section in sections if section not in text]
        if odd:
            raise self.fault(
                f"{odd[0]} is not among the sections that {name} names",
                f"some of {', '.join(text)}",
                "Correct sections, or the head of the chapter.",
            )
        quiz = self.book / "quizzes" / f"{name}.toml"
        questions = 0
        if quiz.is_file():
            self.used.append(quiz)
            questions = len(tomllib.loads(quiz.read_text(encoding="utf-8")).get("question", []))
        return Chapter(name, title[1], TIMES[time[1]], own_words(whole), questions, sections)

    def activity(self, held: Mapping[str, Any]) -> Activity:
        """One activity."""
        self.place = f"activity {held.get('name')!r}"
        self.keys(held, {"name", "title", "minutes", "page"}, "it")
        page = self.text(held, "page")
        if not (self.book / f"{page}.md").is_file():
            raise self.fault(f"page = {page!r}", "a page of the book", "Correct it.")
        return Activity(self.text(held, "name"), self.text(held, "title"), self.minutes(held), page)

    def exercise(self, held: Mapping[str, Any]) -> Exercise:
        """One assignment."""
        self.place = f"exercise {held.get('name')!r}"
        self.keys(held, {"name", "title", "minutes", "required"}, "it")
        required = held.get("required", False)
        if not isinstance(required, bool):
            raise self.fault(f"required = {required!r}", "true or false", "Correct it.")
        return Exercise(self.text(held, "name"), self.text(held, "title"), self.minutes(held), required)

    def week(
        self,
        number: int,
        held: Mapping[str, Any],
        known: tuple[Mapping[str, Chapter], set[str], Mapping[str, Activity], Mapping[str, Exercise]],
    ) -> Week:
        """One week of a syllabus."""
        chapters, names, activities, exercises = known
        self.place = f"{self.place.split(', week')[0]}, week {number}"
        self.keys(held, {"chapters", "activities", "exercises"}, "it")
        wanted = self.names(held, "chapters")
        self.among(wanted, names, "chapters")
        return Week(
            tuple(chapters[name] for name in wanted if name in chapters),
            tuple(activities[n] for n in self.among(self.names(held, "activities"), activities)),
            tuple(exercises[n] for n in self.among(self.names(held, "exercises"), exercises)),
        )

    def among(self, found: Sequence[str], known: Iterable[str], what: str = "entries") -> Sequence[str]:
        """``found``, if all of it is known."""
        odd = [name for name in found if name not in set(known)]
        if odd:
            raise self.fault(
                f"{odd[0]!r} is none of the {what} above", f"one of {', '.join(known)}", "Correct it."
            )
        return found

    def several(self, held: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
        """The tables under ``key``, which may be none."""
        found = held.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self.fault(f"{key} is no list of tables", f"[[{key}]]", "Double the brackets.")
        return found

    def names(self, held: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of names, which may be empty."""
        found = held.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise self.fault(f"{key} is no list of names", f'{key} = ["…"]', "Correct it.")
        return tuple(found)


def _named_sections(head: str) -> list[str]:
    """The sections of Serge that the head of a chapter names: “s01 to s13” is all between."""
    line = re.search(r"\*\*Text:\*\* .*", head)
    if not line:
        return []
    text = re.sub(r"\([^)]*\)", "", line[0])
    found = re.findall(r"s(\d\d)(?: to s(\d\d))?", text)
    return [f"s{n:02d}" for low, high in found for n in range(int(low), int(high or low) + 1)]


def link(here: str, document: str, words: str) -> nodes.Node:
    """A link from one document of the book to another, resolved when all are known."""
    inner = nodes.inline("", words, classes=["xref", "std", "std-doc"])
    return addnodes.pending_xref(
        "", inner, refdomain="std", reftype="doc", reftarget=f"/{document}", refexplicit=True,
        refwarn=True, refdoc=here,
    )  # fmt: skip


def spoken(minutes: int) -> str:
    """Minutes as a teacher reads them, never broken over lines: 45 min; 2 h; 3 h 20."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}\u00a0min"
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"


class SyllabusDirective(SphinxDirective):
    """``{syllabus} 13``: the course in so many weeks; ``{syllabus} alone``: without a class."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """A table with the hours, and their sums. Raises ExtensionError for the file's first fault."""
        reader = Reader(Path(self.env.srcdir), editions.left_out(self.config))
        course = reader.course()
        for path in reader.used:
            self.env.note_dependency(str(path))
        self.env.note_dependency(str(Path(self.env.srcdir, CHAPTERS)))
        wanted = self.arguments[0]
        if wanted == ALONE:
            return self.alone(course)
        if not wanted.isdigit() or int(wanted) not in course.syllabi:
            known = ", ".join(map(str, sorted(course.syllabi)))
            raise reader.fault(
                f"there is no syllabus of {wanted} weeks", f"one of {known}, or {ALONE}", "Add it."
            )
        return self.weeks(course.syllabi[int(wanted)])

    def weeks(self, weeks: Sequence[Week]) -> list[nodes.Node]:
        """Week by week."""
        rows: list[Row] = []
        for number, week in enumerate(weeks, start=1):
            sessions: list[str | nodes.Node] = [self.session(chapter) for chapter in week.chapters]
            sessions += [
                nodes.paragraph("", "", link(self.env.docname, activity.page, activity.title))
                for activity in week.activities
            ]
            sections = dict.fromkeys(s for chapter in week.chapters for s in chapter.sections)
            before = [f"Serge {_listed(sections)}: {spoken(week.text)}"] if sections else []
            before += [f"Page: {spoken(week.pages)}"] if week.chapters else []
            after = [f"Quiz: {spoken(week.quizzes)}"] if week.chapters else []
            after += [
                f"Exercise {each.name[:2].lstrip('0')}, {each.title}: "
                + (spoken(each.minutes) if each.required else f"optional, {spoken(each.minutes)}")
                for each in week.exercises
            ]
            rows.append(
                [
                    [str(number)],
                    sessions or ["Not in this edition."],
                    before,
                    [spoken(week.meeting)],
                    after,
                    [spoken(week.hours)],
                ]
            )
        heads = ["Week", "Session", "Before class", "In class", "After class", "Work"]
        optional = sum(e.minutes for week in weeks for e in week.exercises if not e.required)
        total = sum(week.hours for week in weeks)
        parts = [
            f"In all {spoken(total)} of work, {spoken(rounded(total / len(weeks)))} a week on average: "
            f"{spoken(sum(week.text + week.pages for week in weeks))} of reading, "
            f"{spoken(sum(week.meeting for week in weeks))} in class, "
            f"{spoken(sum(week.quizzes + week.assignments for week in weeks))} of quizzes and required "
            "exercises."
        ]
        parts += [f"Optional exercises take {spoken(optional)} more."] if optional else []
        return [_table(heads, rows, [6, 26, 22, 12, 26, 8]), nodes.paragraph("", " ".join(parts))]

    def session(self, chapter: Chapter) -> nodes.paragraph:
        """A chapter, with its plan."""
        plan = f"{PLANS}/session-{chapter.number:02d}"
        words: list[nodes.Node] = [
            nodes.Text(f"{chapter.number}. "),
            link(self.env.docname, chapter.page, chapter.title),
        ]
        if Path(self.env.srcdir, f"{plan}.md").is_file():
            words += [nodes.Text(" ("), link(self.env.docname, plan, "plan"), nodes.Text(")")]
        return nodes.paragraph("", "", *words)

    def alone(self, course: Course) -> list[nodes.Node]:
        """Chapter by chapter, for who has no class: reading, page, quiz, and the sum."""
        rows: list[Row] = []
        total = 0
        for chapter in course.chapters.values():
            text = reading(sum(section_words()[section] for section in chapter.sections))
            # Alone, the charts are touched where a class would talk.
            page = rounded(reading(chapter.words) + chapter.minutes / 3)
            quiz = rounded(MINUTES_A_QUESTION * chapter.questions)
            task = rounded(chapter.minutes / 3)
            total += text + page + quiz + task
            first = f"{_listed(chapter.sections)}: {spoken(text)}" if text else "nothing yet"
            name = link(self.env.docname, chapter.page, chapter.title)
            head = nodes.paragraph("", "", nodes.Text(f"{chapter.number}. "), name)
            parts = (page, quiz, task, text + page + quiz + task)
            rows.append([[head], [first], *([spoken(part)] for part in parts)])
        heads = ["Chapter", "Serge first", "Page and charts", "Quiz", "Own answer", "Together"]
        sums = f"In all {spoken(total)}; the exercises in notebooks come on top."
        return [_table(heads, rows, [30, 20, 14, 10, 14, 12]), nodes.paragraph("", sums)]


def _listed(sections: Iterable[str]) -> str:
    return ", ".join(sections)


def _table(
    heads: Sequence[str],
    rows: Sequence[Row],
    widths: Sequence[int],
) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(heads))
    group += nodes.thead("", nodes.row("", *(_entry([head]) for head in heads)))
    group += nodes.tbody("", *(nodes.row("", *(_entry(cell) for cell in row)) for row in rows))
    return nodes.table("", group, classes=["syllabus"])


def _entry(cell: Sequence[str | nodes.Node]) -> nodes.entry:
    return nodes.entry(
        "", *(nodes.paragraph("", each) if isinstance(each, str) else each for each in cell)
    )


class Printed(SphinxRole):
    """``{printed}`14 for_him```: a figure as chapter 14 glues it, for pages that are no notebook."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The figure as text. Raises ExtensionError when no chapter of that number glues it."""
        number, _, name = self.text.partition(" ")
        paths = sorted(Path(self.env.srcdir, CHAPTERS).glob(f"{number}-*.ipynb"))
        found = stored.glued(paths[0]) if paths else {}
        if name not in found:
            raise ExtensionError(
                f"{self.env.docname}: {{printed}}`{self.text}` names nothing that a chapter glues; "
                "expected the chapter's number and a name, as in {printed}`14 for_him`. Correct it."
            )
        self.env.note_dependency(str(paths[0]))
        return [nodes.Text(found[name])], []


def connect(app: Sphinx) -> None:
    """Register the directive and the role."""
    app.add_directive("syllabus", SyllabusDirective)
    app.add_role("printed", Printed())
