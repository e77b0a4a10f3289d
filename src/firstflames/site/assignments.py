"""The exercises as a page of the site lists them, read from the heads of their notebooks.

The notebooks themselves hold the solutions and are no pages. Copies for students come with ``make
live``, which sets ``FIRSTFLAMES_LIVE``: then each is linked, to open beside the site or to download.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from firstflames.site import course, editions, stored

FOLDER = "exercises"
LIVE = "FIRSTFLAMES_LIVE"
HEAD = re.compile(
    r"# Exercise (?P<number>\d+): (?P<title>.+)\n[\s\S]*?\*\*Goal\.\*\* (?P<goal>.+)\n[\s\S]*?"
    r"\*\*Time:\*\* about (?P<minutes>\d+) minutes(?P<besides>[^.]*)\. "
    r"\*\*Chapters:\*\* (?P<chapters>.+?)\. (?:You need[^*]*)?\*\*Points:\*\* (?P<points>\d+)\."
)


def head(path: Path) -> re.Match[str]:
    """What the first cell of an exercise says. Raises ExtensionError when a part of it is missing."""
    found = HEAD.match(stored.prose(path)[0])
    if not found:
        raise ExtensionError(
            f"{path}, first cell: found no head that can be read; expected “# Exercise 1: Title”, then "
            "“**Goal.** …” and “**Time:** about 60 minutes. **Chapters:** … **Points:** 30.” "
            "Write it as in the other exercises."
        )
    return found


def chapters(said: str) -> list[int]:
    """The numbers of the chapters that the head of an exercise lists; none when it lists none.

    “10, *Title*, and 11, *Title* (week 9)”, “10 to 12, from …”: what brackets hold is no chapter.
    """
    line = re.search(r"\*\*Chapters?:\*\*(.*?)(?:\*\*|$)", said, re.DOTALL)
    listed = re.sub(r"\(.*?\)", "", line[1]) if line else ""
    found = re.findall(r"(?<!\w)(\d{1,2})(?: to (\d{1,2}))?, ", listed)
    return [number for low, high in found for number in range(int(low), int(high or low) + 1)]


def notebooks(book: Path) -> list[Path]:
    """The exercises of the nearest folder ``exercises`` above the book; the teacher's book is a copy."""
    for folder in book.parents:
        if found := sorted((folder / FOLDER).glob("[0-9][0-9]-*/*.ipynb")):
            return found
    return []


class ExercisesDirective(SphinxDirective):
    """``{exercises}``: one entry for each exercise of the repository."""

    def run(self) -> list[nodes.Node]:
        """The list. Raises ExtensionError for a head that cannot be read, or without any exercise."""
        book = Path(self.env.srcdir)
        paths = notebooks(book)
        if not paths:
            raise ExtensionError(
                f"{self.env.docname}: found no folder {FOLDER} with notebooks beside or above {book}; "
                "expected exercises/01-name/01-name.ipynb. Add it, or take {exercises} out of the page."
            )
        planned = course.Reader(book).course()
        numbered = {chapter.number: chapter for chapter in planned.chapters.values()}
        required = {each.name for each in planned.exercises.values() if each.required}
        entries = nodes.definition_list("", classes=["exercises"])
        for path in paths:
            self.env.note_dependency(str(path))
            entries += self.entry(path, path.stem in required, numbered)
        return [entries]

    def entry(
        self, path: Path, required: bool, numbered: dict[int, course.Chapter]
    ) -> nodes.definition_list_item:
        """Its title, what it is for, and what it takes."""
        said = head(path)
        takes = "Required" if required else "Optional"
        takes += f"; {course.spoken(int(said['minutes']))}; {said['points']} points."
        told = nodes.definition("", nodes.paragraph("", said["goal"]), nodes.paragraph("", takes))
        told += self.of_chapters(said, numbered)
        if self.config.firstflames_live:
            up = "../" * self.env.docname.count("/")
            links: list[nodes.Node] = []
            for text, address in copies(path.name).items():
                links += [nodes.reference("", text, refuri=up + address), nodes.Text(" · ")]
            told += nodes.paragraph("", "", *links[:-1])
        title = nodes.strong("", f"{said['number']}. {said['title']}")
        return nodes.definition_list_item("", nodes.term("", "", title), told)

    def of_chapters(self, said: re.Match[str], numbered: dict[int, course.Chapter]) -> nodes.paragraph:
        """Links to the chapters that it goes with; words for those that this edition has not."""
        listed = [numbered[number] for number in chapters(said[0]) if number in numbered]
        gone = editions.left_out(self.config)
        line = nodes.paragraph("", "Chapter: " if len(listed) == 1 else "Chapters: ")
        for chapter in listed:
            words = f"{chapter.number}, {chapter.title}"
            if chapter.page in gone:
                line += nodes.Text(f"{words} ({editions.NOT_HERE})")
            else:
                line += course.link(self.env.docname, chapter.page, words)
            line += nodes.Text("; ")
        further = re.search(r"\d, (and .*?)(?: \(|$)", said["chapters"])
        if further:
            line += nodes.Text(further[1])
        else:
            line.pop()
        return line


def copies(name: str) -> dict[str, str]:
    """Where ``make live`` puts the copy of a notebook: words and address of two links."""
    return {
        "Open it in this browser": f"lite/lab/index.html?path={name}",
        "Download it": f"lite/files/{name}",
    }


def connect(app: Sphinx) -> None:
    """Register the directive, and whether copies lie beside the site."""
    app.add_config_value("firstflames_live", bool(os.environ.get(LIVE)), "env", [bool])
    app.add_directive("exercises", ExercisesDirective)
