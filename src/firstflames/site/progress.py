"""Progress: which chapters have a quiz, and the page where readers see how far they are.

What a reader has done is kept by the reader's own browser and nowhere else; the page lists the
chapters, and its script fills in their state.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from firstflames.site import course

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.writers.html5 import HTML5Translator

PAGE = "reference/progress"
#: What a chapter's cells say before its reader has done anything, as progress.js says it.
NOT_YET, NONE_ASKED = "not\u00a0yet", "none asked"
ANSWERS = "study/answers"  # the page of the worked answers


class Noted(NamedTuple):
    """A quiz of the book: its name and the keys of its questions."""

    name: str
    questions: tuple[str, ...]


def quizzes(env: BuildEnvironment) -> dict[str, Noted]:
    """The quizzes of the book, by page."""
    held: dict[str, Noted] = vars(env).setdefault("firstflames_quizzes", {})
    return held


def worked(env: BuildEnvironment) -> dict[str, list[str]]:
    """The chapters with a worked answer, by the page that shows them (``study.py`` notes them)."""
    held: dict[str, list[str]] = vars(env).setdefault("firstflames_worked", {})
    return held


def answered(env: BuildEnvironment) -> set[str]:
    """The names of all chapters with a worked answer."""
    return {name for names in worked(env).values() for name in names}


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    quizzes(env).pop(docname, None)


def _merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    quizzes(env).update({page: noted for page, noted in quizzes(other).items() if page in docnames})


def in_order(env: BuildEnvironment, page: str) -> Iterator[str]:
    """Every page of the book, in the order of its contents."""
    yield page
    for below in env.toctree_includes.get(page, []):
        yield from in_order(env, below)


class Kept(nodes.General, nodes.Element):
    """A place where a reader's browser shows what it keeps. On paper there is nothing to show."""


class progress(Kept):  # noqa: N801 (docutils names its nodes in lower case)
    """The place where a reader's progress is shown."""


class ProgressDirective(SphinxDirective):
    """``{progress}``: the chapters and their state, with export, import and forget."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The place; it is filled when all pages are known."""
        return [progress()]


def has_progress(doctree: nodes.document | None) -> bool:
    """Whether a page shows the reader's progress."""
    return doctree is not None and next(iter(doctree.findall(progress)), None) is not None


def _write_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The page lists all chapters: it is written again whenever anything changes."""
    return [PAGE] if PAGE in env.found_docs else []


def count(number: int, one: str) -> str:
    """A number with its noun."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def rows(builder: StandaloneHTMLBuilder) -> str:
    """The reader's state, chapter by chapter: read, questions, estimates, own answer.

    It is written as progress.js shows it to a new reader, so that nothing moves when the script has run;
    without a script it is not shown.
    """
    env, here = builder.env, builder.current_docname
    with_answer = answered(env)
    asking: dict[str, list[str]] = {}
    for name, noted_chart in vars(env).get("firstflames_charts", {}).items():
        if noted_chart.asks:
            asking.setdefault(noted_chart.page, []).append(name)
    lines, number = [], 0
    for page in in_order(env, builder.config.root_doc):
        noted = quizzes(env).get(page)
        if noted is None:
            continue
        address, title = builder.get_relative_uri(here, page), env.titles[page].astext()
        has_answer = noted.name in with_answer
        guesses = sorted(asking.get(page, []))
        number += len(noted.questions)
        lines.append(
            f'<tr data-quiz="{escape(noted.name)}" data-questions="{" ".join(noted.questions)}" '
            f'data-guesses="{" ".join(guesses)}"{" data-worked" if has_answer else ""}>'
            f'<th scope="row"><a href="{escape(address)}">{escape(title)}</a></th>'
            f'<td class="progress-read">{NOT_YET}</td>'
            f'<td class="progress-right">none of {len(noted.questions)}</td>'
            f'<td class="progress-guesses">{f"0 of {len(guesses)}" if guesses else NONE_ASKED}</td>'
            f'<td class="progress-own">{NOT_YET if has_answer else NONE_ASKED}</td></tr>\n'
        )
    return (
        f'<p class="progress-state">You have marked 0 of {count(len(lines), "chapter")} as read and '
        f"answered 0 of {count(number, 'question')} right.</p>\n"
        '<div class="scroll" role="group" aria-label="Table: your progress"><table><thead><tr>'
        '<th scope="col">Chapter</th><th scope="col">Read</th><th scope="col">Right in quiz</th>'
        '<th scope="col">Estimates</th><th scope="col">Own answer</th>'
        f"</tr></thead>\n<tbody>\n{''.join(lines)}</tbody></table></div>\n"
    )


def exercises(builder: StandaloneHTMLBuilder) -> str:
    """The assignments in notebooks, to be ticked by the reader; nothing in a book without them."""
    book = Path(builder.srcdir)
    if not (book / course.FILE).is_file():
        return ""
    lines = "".join(
        f'<li><label><input type="checkbox" data-exercise="{escape(each.name)}" autocomplete="off"> '
        f"{escape(each.heading)}{'' if each.required else ' (optional)'}"
        '<span class="progress-day"></span></label></li>\n'
        for each in course.Reader(book).course().exercises.values()
    )
    return (
        '<fieldset class="progress-exercises"><legend>Exercises in notebooks that I have done</legend>\n'
        f"<ul>\n{lines}</ul></fieldset>\n"
    )


def _visit(translator: HTML5Translator, node: progress) -> None:
    builder = translator.builder
    translator.body.append(
        '<div class="progress">\n'
        '<p class="progress-none">This page needs a script to show anything: what you have done is '
        "kept by your own browser, and only a script can read it there. With one, each chapter below "
        "says whether you have marked it as read and how many of its questions you have answered "
        "right; and you can save that to a file, bring it to another browser, or forget it.</p>\n"
        f"{rows(builder)}{exercises(builder)}"
        '<div class="progress-tools">\n'
        '<p class="quiz-row"><button type="button" class="progress-export">Save to a file</button> '
        '<button type="button" class="progress-forget">Forget everything</button></p>\n'
        '<p class="quiz-row"><label for="progress-import">Bring in a saved file</label> '
        '<input type="file" id="progress-import" accept=".json,application/json"></p>\n'
        '<p class="progress-said" role="status"></p>\n'
        '<dialog class="progress-sure" aria-labelledby="progress-sure-words">'
        '<form method="dialog"><p id="progress-sure-words">Forget all marks, answers, estimates and own '
        "words that this browser keeps for the course? A saved file is not touched.</p>"
        '<p class="quiz-row"><button value="keep">Keep them</button> '
        '<button value="forget">Forget them</button></p></form></dialog>\n'
        "</div>\n</div>\n"
    )


def _depart(translator: HTML5Translator, node: progress) -> None:
    """Nothing is left to close."""


class NothingKept(SphinxPostTransform):
    """Takes such places out where there is no browser."""

    default_priority = 205

    def run(self, **kwargs: Any) -> None:
        """Change the page in place."""
        if self.app.builder.format != "html":
            for node in list(self.document.findall(Kept)):
                node.parent.remove(node)


def connect(app: Sphinx) -> None:
    """Register the directive and its node, and keep the list of quizzes true."""
    app.add_directive("progress", ProgressDirective)
    app.add_node(progress, html=(_visit, _depart))
    app.add_post_transform(NothingKept)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _write_again)
