"""For who learns alone: worked answers behind a deliberate step, and a summary to print.

``study/answers.toml`` of the book holds one worked answer for each chapter; the page ``study/answers``
shows those whose chapter the edition has. The reader's own words come first, and stay in the reader's
own browser (``progress.js``, ``study.js``).
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from firstflames.site import course, editions, plans, progress, stored

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

FILE = "study/answers.toml"  # of the book
SUMMARY = "study/summary"
EXERCISE = "exercise"


@dataclass(frozen=True)
class Answer:
    """A worked answer: to the exercise or a prompt of a chapter, and what makes it good."""

    chapter: course.Chapter
    task: str
    ask: str
    text: tuple[str, ...]
    good: tuple[str, ...]


class Reader(plans.Reader):
    """Reads ``answers.toml``; a fault is one sentence."""

    missing = (
        "this file is not there",
        "the worked answers that the page shows",
        "Write it, or take the {worked} out of the page.",
    )

    def worked(self, book: Path, absent: Container[str] = ()) -> tuple[Answer, ...]:
        """The answers whose chapters the book has, in order, but for those of the pages ``absent``.

        Raises ExtensionError for a fault.
        """
        held = self.load()
        self.keys(held, {"answer"}, "the file")
        chapters = course.Reader(book, absent).course().chapters
        found = []
        for number, each in enumerate(self.tables(held, "answer"), start=1):
            self.place = f"answer {number}"
            self.keys(each, {"chapter", "task", "ask", "text", "good"}, "it")
            name = str(each.get("chapter"))
            if name in chapters:
                found.append(self.answer(book, chapters[name], each))
        return tuple(found)

    def answer(self, book: Path, chapter: course.Chapter, held: Mapping[str, Any]) -> Answer:
        """One answer, with the chapter's figures in it."""
        notebook = book / f"{chapter.page}.ipynb"
        self.glue = stored.glued(notebook)
        task, prompts = held.get("task"), plans.prompts_of(notebook)
        if task != EXERCISE and task not in range(1, prompts + 1):
            raise self.fault(
                f"task = {task!r}",
                f'"{EXERCISE}", or the number of one of the {prompts} prompts',
                "Correct it.",
            )
        words = "the chapter’s exercise" if task == EXERCISE else f"prompt {task} of the chapter"
        return Answer(
            chapter,
            words,
            self.text(held, "ask"),
            self.lines(held, "text"),
            self.lines(held, "good"),
        )


class WorkedDirective(SphinxDirective):
    """``{worked}``: the worked answers, each behind the reader's own."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """A section for each chapter. Raises ExtensionError for the file's first fault."""
        book = Path(self.env.srcdir)
        path = book / FILE
        answers = Reader(path).worked(book, editions.left_out(self.config))
        for used in (path, book / course.FILE, *(book / f"{a.chapter.page}.ipynb" for a in answers)):
            self.env.note_dependency(str(used))
        progress.worked(self.env)[self.env.docname] = [answer.chapter.name for answer in answers]
        return [self.section(answer) for answer in answers]

    def section(self, answer: Answer) -> nodes.section:
        """The task, the reader's own words, and the fold."""
        chapter = answer.chapter
        title = nodes.title("", f"{chapter.number}. {chapter.title}")
        task = self.paragraph(answer.ask)
        task.insert(0, nodes.Text(" "))
        task.insert(0, nodes.strong("", f"The task ({answer.task})."))
        link = nodes.paragraph(
            "",
            "",
            nodes.Text("Back to "),
            course.link(self.env.docname, chapter.page, "the chapter"),
            nodes.Text("."),
        )
        good = [
            nodes.paragraph("", "", nodes.strong("", "What makes it good")),
            nodes.bullet_list("", *(nodes.list_item("", self.paragraph(each)) for each in answer.good)),
        ]
        return nodes.section(
            "",
            title,
            task,
            link,
            nodes.raw("", _form(chapter), format="html"),
            *(self.paragraph(each) for each in answer.text),
            *good,
            nodes.raw("", "</details>\n", format="html"),
            ids=[f"answer-{chapter.number}"],
            names=[f"answer-{chapter.number}"],
        )

    def paragraph(self, text: str) -> nodes.paragraph:
        """A paragraph of inline MyST."""
        parsed, messages = self.parse_inline(text)
        return nodes.paragraph("", "", *parsed, *messages)


def _form(chapter: course.Chapter) -> str:
    """The field for the reader's own words, and the beginning of the fold."""
    name, number = escape(chapter.name), chapter.number
    return (
        f'<form class="worked" method="dialog" data-worked="{name}" autocomplete="off">\n'
        f'<p class="worked-own"><label for="own-{number}">Your own answer first'
        f'<span class="for-readers">, chapter {number}</span></label>\n'
        f'<textarea id="own-{number}" rows="6" maxlength="5000" spellcheck="true" '
        f'aria-describedby="own-{number}-said"></textarea></p>\n'
        f'<p class="worked-paper"><label><input type="checkbox" autocomplete="off"> '
        f'I have written it on paper<span class="for-readers">, chapter {number}</span></label></p>\n'
        f'<p class="worked-said" id="own-{number}-said" role="status"></p>\n</form>\n'
        f'<details class="worked-answer" id="worked-{number}"><summary>'
        "I have my own answer: show a worked one"
        f'<span class="for-readers"> for chapter {number}</span></summary>\n'
    )


def has_worked(doctree: nodes.document | None) -> bool:
    """Whether a page has worked answers or the summary, and so needs their script and style."""
    if doctree is None:
        return False
    raws = (raw.astext() for raw in doctree.findall(nodes.raw))
    return next(iter(doctree.findall(summary)), None) is not None or any(
        '<form class="worked"' in text for text in raws
    )


class summary(progress.Kept):  # noqa: N801 (docutils names its nodes in lower case)
    """The place where the reader's summary is shown."""


class SummaryDirective(SphinxDirective):
    """``{summary}``: what the reader's browser keeps, on a sheet to print."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The place; it is filled when all pages are known."""
        return [summary()]


def _visit(translator: HTML5Translator, node: summary) -> None:
    builder = translator.builder
    translator.body.append(
        '<div class="progress summary">\n'
        '<p class="progress-none">This sheet needs a script to fill it: what you have done is kept by '
        "your own browser, and only a script can read it there.</p>\n"
        '<div class="progress-tools">\n'
        '<p class="quiz-row"><label for="summary-name">Name to print (not kept)</label> '
        '<input type="text" id="summary-name" autocomplete="off" spellcheck="false"> '
        '<button type="button" class="summary-print">Print this sheet</button></p>\n</div>\n'
        '<p class="summary-head"></p>\n'
        f"{progress.rows(builder)}{progress.exercises(builder)}"
        '<section class="summary-words" aria-labelledby="own-answers" hidden>\n'
        '<h2 id="own-answers">My own answers</h2>\n<div class="summary-answers"></div>\n</section>\n'
        "</div>\n"
    )


def _depart(translator: HTML5Translator, node: summary) -> None:
    """Nothing is left to close."""


def _write_again(app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
    """The sheet lists all chapters: it is written again whenever anything changes."""
    return [SUMMARY] if SUMMARY in env.found_docs else []


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    progress.worked(env).pop(docname, None)


def _merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    progress.worked(env).update(progress.worked(other))


def connect(app: Sphinx) -> None:
    """Register the directives, and keep the list of answers true."""
    app.add_directive("worked", WorkedDirective)
    app.add_directive("summary", SummaryDirective)
    app.add_node(summary, html=(_visit, _depart))
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _write_again)
