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

from firstflames.site import course, stored

FOLDER = "exercises"  # beside the book's
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


class ExercisesDirective(SphinxDirective):
    """``{exercises}``: one row for each exercise of the repository."""

    def run(self) -> list[nodes.Node]:
        """The table. Raises ExtensionError for a head that cannot be read, or without any exercise."""
        book = Path(self.env.srcdir)
        paths = sorted((book.parent / FOLDER).glob("[0-9][0-9]-*/*.ipynb"))
        if not paths:
            raise ExtensionError(f"{self.env.docname}: {book.parent / FOLDER} holds no exercise.")
        required = {
            each.name for each in course.Reader(book).course().exercises.values() if each.required
        }
        rows: list[course.Row] = []
        for path in paths:
            self.env.note_dependency(str(path))
            said = head(path)
            name = nodes.paragraph("", f"{said['number']}. {said['title']}")
            about = ["required" if path.stem in required else "optional"]
            time = f"{course.spoken(int(said['minutes']))}, {said['points']} points"
            links: list[str | nodes.Node] = []
            if self.config.firstflames_live:
                up = "../" * self.env.docname.count("/")
                links = [
                    nodes.paragraph("", "", nodes.reference("", text, refuri=up + address))
                    for text, address in copies(path.name).items()
                ]
            chapters = re.sub(r" \(.*?\)|; p\d.*", "", said["chapters"]).replace("*", "")
            rows.append([[name, *about, *links], [said["goal"]], [chapters], [time]])
        return [
            course.table(["Exercise", "What it is for", "With chapters", "Time"], rows, [24, 44, 20, 12])
        ]


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
