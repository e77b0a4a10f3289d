"""Quizzes: the questions under "Check yourself", each with a reason for every answer.

A chapter holds the directive ``{quiz}``; its questions stand in ``quizzes/<name of the chapter>.toml``
of the book. On the site they are native form controls, complete without a script as questions,
options and a fold with all reasons; elsewhere (print, plain text) they are lists.
"""

from __future__ import annotations

import ast
import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from firstflames.site import editions, progress
from firstflames.site.toml import TomlReader

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

FOLDER = "quizzes"  # of the book
QUESTIONS = (3, 5)  # the fewest and the most of a chapter
OPTIONS = (3, 4)
LETTERS = "abcd"
KEYS = {"ask", "option", "number", "unit", "tolerance", "reason", "trap"}
OF_NUMBERS = ("unit", "tolerance", "reason", "trap")
GLUED = re.compile(r"\{glue:text\}`([^`:]+)(?::[^`]*)?`")
#: A figure as chapters glue it: 36,262,560; 49.4; -3.
FIGURE = re.compile(r"[-−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")


@dataclass(frozen=True)
class Option:
    """One answer to choose, and why it is right or wrong."""

    text: str
    reason: str
    right: bool


@dataclass(frozen=True)
class Choice:
    """A question with options, one of them right."""

    ask: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Figure:
    """A figure of the chapter: as it is printed there, and as a number."""

    text: str
    value: float


@dataclass(frozen=True)
class Trap:
    """A wrong number that readers are likely to find, and why it is wrong."""

    figure: Figure
    reason: str


@dataclass(frozen=True)
class Number:
    """A question whose answer is a number, right within the tolerance (in the same unit)."""

    ask: str
    answer: Figure
    unit: str
    tolerance: float
    reason: str
    traps: tuple[Trap, ...]


Question = Choice | Number


def key(asked: Question) -> str:
    """The name under which a browser keeps the answers to a question: a digest of what it asks.

    So a question that is added, moved or put otherwise in a later edition takes no other's answers.
    """
    return hashlib.sha256(asked.ask.encode()).hexdigest()[:12]


class Reader(TomlReader):
    """Reads one quiz file; every fault is one sentence that says where, what, and what to do."""

    missing = (
        "the page has a {quiz} but this file is not there",
        "a file of the page's name with three to five questions",
        "Write it, or take the {quiz} out of the page.",
    )

    def __init__(self, path: Path, glued: Mapping[str, str]):
        super().__init__(path)
        self.glued = glued

    def read(self) -> tuple[Question, ...]:
        """The questions, in the order of the file. Raises ExtensionError for the first fault."""
        held = self.load()
        self.keys(held, {"question"}, "the file")
        tables = self.tables(held, "question", QUESTIONS, "questions")
        questions = tuple(self.question(number, each) for number, each in enumerate(tables, start=1))
        first: dict[str, int] = {}
        for number, each in enumerate(questions, start=1):
            if first.setdefault(key(each), number) != number:
                self.place = f"question {number}"
                raise self.fault(
                    f"it asks what question {first[key(each)]} asks", "each once", "Ask it otherwise."
                )
        return questions

    def question(self, number: int, held: Mapping[str, Any]) -> Question:
        """One question of either kind."""
        self.place = f"question {number}"
        self.keys(held, KEYS, "the question")
        ask = self.text(held, "ask", "the question")
        if ("option" in held) == ("number" in held):
            both = "both options and a number" if "option" in held else "neither options nor a number"
            raise self.fault(
                f"found {both}", "one of the two", "Keep [[question.option]] or number = …, not both."
            )
        return self.choice(ask, held) if "option" in held else self.figure_question(ask, held)

    def choice(self, ask: str, held: Mapping[str, Any]) -> Choice:
        """A question with options."""
        odd = [key for key in OF_NUMBERS if key in held]
        if odd:
            raise self.fault(
                f"found {odd[0]} beside options",
                "it in questions with a number only",
                "Move it into an option, or take it out.",
            )
        options = []
        for letter, each in zip(LETTERS, self.tables(held, "option", OPTIONS, "options"), strict=False):
            place = f"option {letter}"
            self.keys(each, {"text", "right", "reason"}, place)
            right = each.get("right", False)
            if not isinstance(right, bool):
                raise self.fault(
                    f"{place} has right = {right!r}", "right = true, or nothing", "Correct it."
                )
            text, reason = self.text(each, "text", place), self.text(each, "reason", place)
            options.append(Option(text, reason, right))
        count = sum(option.right for option in options)
        if count != 1:
            raise self.fault(
                f"found {count} right options", "exactly one", "Give right = true to one option only."
            )
        return Choice(ask, tuple(options))

    def figure_question(self, ask: str, held: Mapping[str, Any]) -> Number:
        """A question whose answer is a number."""
        answer = self.figure(held, "the question")
        unit = self.text(held, "unit", "the question", role_free=True)
        tolerance = self.tolerance(held)
        reason = self.text(held, "reason", "the question")
        traps: list[Trap] = []
        for place, each in enumerate(self.tables(held, "trap", (0, 9), "traps"), start=1):
            name = f"trap {place}"
            self.keys(each, {"number", "reason"}, name)
            figure = self.figure(each, name)
            # A little more, as in quizzes.js: 49.7 - 49.4 is more than 0.3 to a computer.
            if abs(figure.value - answer.value) <= tolerance * (1 + 1e-9):
                raise self.fault(
                    f"{name} is {figure.text}, within {tolerance} of the answer {answer.text}",
                    "a trap that is a wrong answer",
                    "Make the tolerance smaller, or take the trap out.",
                )
            if figure.value in {trap.figure.value for trap in traps}:
                raise self.fault(
                    f"{name} is {figure.text}, as another trap is", "each once", "Take one out."
                )
            traps.append(Trap(figure, self.text(each, "reason", name)))
        return Number(ask, answer, unit, tolerance, reason, tuple(traps))

    def tolerance(self, held: Mapping[str, Any]) -> float:
        """How far off an answer may be."""
        found = held.get("tolerance")
        if isinstance(found, int | float) and not isinstance(found, bool) and 0 < found < math.inf:
            return float(found)
        raise self.fault(
            f"found tolerance = {found!r}" if found is not None else "found no tolerance",
            "a number greater than 0, in the unit of the answer",
            "Say how far off an answer may be.",
        )

    def tables(
        self, held: Mapping[str, Any], key: str, bounds: tuple[int, int], words: str
    ) -> Sequence[Mapping[str, Any]]:
        """A list of tables, as many as there may be."""
        found = held.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            header = f"[[{key}]]" if key == "question" else f"[[question.{key}]]"
            raise self.fault(
                f"{key} is not a list of tables", f"{header} above each", "Double the brackets."
            )
        low, high = bounds
        if not low <= len(found) <= high:
            raise self.fault(
                f"found {len(found)} {words}",
                f"{low} to {high}",
                "Add what is missing, or take some out.",
            )
        return found

    def text(self, held: Mapping[str, Any], key: str, place: str, *, role_free: bool = False) -> str:
        """Words of the file on one line, whose glued figures the page has."""
        found = held.get(key)
        if not isinstance(found, str) or not found.strip():
            state = (
                "no" if found is None else "an empty" if found == "" else "something else than a text as"
            )
            raise self.fault(f"{place} has {state} {key}", "a sentence or two", f'Write {key} = "…".')
        for name in GLUED.findall(found):
            if "::" not in name and name not in self.glued:
                raise self.unknown(f"{place} prints {name!r}", name)
        if role_free and re.search(r"[`{}*\[\]]", found):
            raise self.fault(f"{key} is {found!r}", "plain words", "Write it without marks.")
        return " ".join(found.split())

    def unknown(self, found: str, name: str) -> ExtensionError:
        """The error for a figure that the page does not glue."""
        return self.fault(
            f"{found}, which the page does not glue",
            "a name that a cell of the page glues",
            f'Add ff.glue("{name}", …) to the cell that computes it, and run make refresh.',
        )

    def figure(self, held: Mapping[str, Any], place: str) -> Figure:
        """The glued figure that ``number`` names."""
        name = held.get("number")
        if not isinstance(name, str):
            raise self.fault(
                f"{place} has number = {name!r}",
                "the name of a figure that the page glues, in quotes",
                "Answers are computed, never typed.",
            )
        if name not in self.glued:
            raise self.unknown(f"{place} has the number {name!r}", name)
        text = self.glued[name].strip()
        if not FIGURE.fullmatch(text):
            raise self.fault(
                f"{place} has the number {name!r}, which is {text!r}",
                "a plain figure such as 49.4 or 36,262,560",
                "Glue the figure alone; words belong into unit.",
            )
        return Figure(text, float(text.replace(",", "").replace("−", "-")))


def glued(document: nodes.document) -> dict[str, str]:
    """The texts that the cells of a notebook glue, by name; none for a page of Markdown."""
    if "nb_renderer" not in document:
        return {}
    found: dict[str, str] = {}
    for name, output in document["nb_renderer"].renderer.nb_client.glue_data.items():
        text = output["data"].get("text/plain")
        if text is not None:
            try:
                found[name] = str(ast.literal_eval(text))
            except (SyntaxError, ValueError):
                found[name] = str(text)
    return found


class quiz(nodes.General, nodes.Element):  # noqa: N801 (docutils names its nodes in lower case)
    """A quiz; ``name`` is its file's, its children are questions."""


class quiz_question(nodes.General, nodes.Element):  # noqa: N801
    """A question: what it asks, its options (or none), its reasons.

    ``anchor``, ``key``, ``number``, ``of``; for numbers also ``unit`` and ``tolerance``.
    """


class quiz_ask(nodes.TextElement):  # noqa: N801
    """What a question asks."""


class quiz_options(nodes.General, nodes.Element):  # noqa: N801
    """The options of a question."""


class quiz_option(nodes.TextElement):  # noqa: N801
    """One option, with its ``letter``."""


class quiz_reasons(nodes.General, nodes.Element):  # noqa: N801
    """All reasons of a question."""


class quiz_reason(nodes.TextElement):  # noqa: N801
    """One reason: ``right`` or not; ``letter`` of its option, or ``figure`` and ``value``."""


class QuizDirective(SphinxDirective):
    """``{quiz}``: the questions of the page, from the file of its name."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The quiz as nodes. Raises ExtensionError, in one sentence, for the file's first fault."""
        name = PurePosixPath(self.env.docname).name
        path = Path(self.env.srcdir, FOLDER, f"{name}.toml")
        self.env.note_dependency(str(path))
        questions = Reader(path, glued(self.state.document)).read()
        others = progress.quizzes(self.env)
        for page, noted in others.items():
            if noted.name == name:
                again = "twice on this page" if page == self.env.docname else f"already on {page}"
                raise ExtensionError(
                    f"{self.env.docname}: the quiz {name} is {again}; a quiz stands once."
                )
        others[self.env.docname] = progress.Noted(name, tuple(key(each) for each in questions))
        held = quiz("", name=name)
        for number, each in enumerate(questions, start=1):
            held += self.question(each, number, len(questions))
        return [held]

    def words(self, node: nodes.TextElement, text: str) -> nodes.TextElement:
        """``node`` with the text as inline MyST."""
        parsed, messages = self.parse_inline(text)
        node += [*parsed, *messages]
        return node

    def question(self, asked: Question, number: int, of: int) -> quiz_question:
        """One question as nodes."""
        node = quiz_question("", anchor=f"question-{number}", key=key(asked), number=number, of=of)
        node += self.words(quiz_ask(), asked.ask)
        reasons = quiz_reasons()
        if isinstance(asked, Choice):
            options = quiz_options()
            for letter, option in zip(LETTERS, asked.options, strict=False):
                options += self.words(quiz_option("", letter=letter), option.text)
                reason = quiz_reason("", letter=letter, right=option.right)
                reasons += self.words(reason, option.reason)
            node += options
        else:
            node["unit"], node["tolerance"] = asked.unit, asked.tolerance
            for figure, right, words in (
                (asked.answer, True, asked.reason),
                *((trap.figure, False, trap.reason) for trap in asked.traps),
            ):
                reason = quiz_reason("", figure=figure.text, value=figure.value, right=right)
                reasons += self.words(reason, words)
        node += reasons
        return node


def has_quiz(doctree: nodes.document | None) -> bool:
    """Whether a page holds a quiz, and so needs its script and style."""
    return doctree is not None and next(iter(doctree.findall(quiz)), None) is not None


def check_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Every quiz file belongs to a page: Sphinx's event ``env-check-consistency``."""
    used = {noted.name for noted in progress.quizzes(env).values()}
    used |= {PurePosixPath(page).name for page in editions.left_out(app.config)}
    for path in sorted(Path(app.srcdir, FOLDER).glob("*")):
        if path.suffix != ".toml" or path.stem not in used:
            place = "/".join(path.parts[-3:])
            raise ExtensionError(
                f"{place}: no page of the contents uses this file; expected a page of the name "
                f"{path.stem} with a {{quiz}}. Rename the file, add the {{quiz}}, or delete the file."
            )


# How it is written in HTML. A form with method="dialog" outside a dialog sends nothing anywhere, with
# a script or without one.


def _open_quiz(translator: HTML5Translator, node: quiz) -> None:
    translator.body.append(f'<div class="quiz" data-quiz="{escape(node["name"])}">\n')


def _close_quiz(translator: HTML5Translator, node: quiz) -> None:
    builder = translator.builder
    own = ""
    if progress.PAGE in builder.env.found_docs:
        address = builder.get_relative_uri(builder.current_docname, progress.PAGE)
        own = f' <a href="{escape(address)}">Your progress</a>'
    if node["name"] in progress.answered(builder.env):
        address = builder.get_relative_uri(builder.current_docname, progress.ANSWERS)
        number = int(node["name"][:2])
        own += f' <a href="{escape(address)}#answer-{number}">A worked answer</a>'
    translator.body.append(
        '<div class="quiz-end">\n<p class="quiz-score"></p>\n'
        '<p class="quiz-row"><button type="button" class="quiz-again">Start the quiz again</button> '
        f'<button type="button" class="quiz-read">Mark this chapter as read</button>{own}</p>\n'
        '<p class="quiz-said" role="status"></p>\n</div>\n</div>\n'
    )


def _open_question(translator: HTML5Translator, node: quiz_question) -> None:
    data = (
        f' data-unit="{escape(node["unit"])}" data-tolerance="{node["tolerance"]:g}"'
        if "unit" in node
        else ""
    )
    translator.body.append(
        f'<form class="quiz-question" id="{node["anchor"]}" method="dialog" novalidate '
        f'autocomplete="off" data-question="{node["key"]}"{data}>\n<fieldset>\n'
    )


def _close_question(translator: HTML5Translator, node: quiz_question) -> None:
    translator.body.append("</form>\n")


def _open_ask(translator: HTML5Translator, node: quiz_ask) -> None:
    question = node.parent
    translator.body.append(
        f'<legend><span class="quiz-count">Question {question["number"]} of {question["of"]}'
        '<span class="quiz-kept"></span></span> '
    )


def _close_ask(translator: HTML5Translator, node: quiz_ask) -> None:
    question = node.parent
    translator.body.append("</legend>\n")
    if "unit" in question:
        name, unit = f"{question['anchor']}-answer", escape(question["unit"])
        translator.body.append(
            f'<p class="quiz-row"><label for="{name}">Your answer</label> <input type="text" '
            f'id="{name}" inputmode="decimal" autocomplete="off" spellcheck="false" '
            f'aria-describedby="{name}-unit"> <span id="{name}-unit">{unit}</span></p>\n'
        )
        _close_fieldset(translator)


def _close_fieldset(translator: HTML5Translator) -> None:
    translator.body.append(
        "</fieldset>\n"
        '<p class="quiz-row quiz-act"><button type="submit">Check</button></p>\n'
        '<div class="quiz-verdict" role="status"></div>\n'
    )


def _open_options(translator: HTML5Translator, node: quiz_options) -> None:
    translator.body.append("")


def _close_options(translator: HTML5Translator, node: quiz_options) -> None:
    _close_fieldset(translator)


def _open_option(translator: HTML5Translator, node: quiz_option) -> None:
    name, letter = node.parent.parent["anchor"], node["letter"]
    translator.body.append(
        f'<label class="quiz-option"><input type="radio" name="{name}" value="{letter}" '
        f'autocomplete="off"> <span class="quiz-letter">({letter})</span> <span class="quiz-text">'
    )


def _close_option(translator: HTML5Translator, node: quiz_option) -> None:
    translator.body.append('</span> <span class="quiz-mark"></span></label>\n')


def _open_reasons(translator: HTML5Translator, node: quiz_reasons) -> None:
    translator.body.append(
        '<details class="quiz-reasons"><summary>Show all reasons<span class="for-readers"> of question '
        f"{node.parent['number']}</span></summary>\n<ul>\n"
    )


def _close_reasons(translator: HTML5Translator, node: quiz_reasons) -> None:
    translator.body.append("</ul></details>\n")


def _open_reason(translator: HTML5Translator, node: quiz_reason) -> None:
    right = " data-right" if node["right"] else ""
    data = f'data-letter="{node["letter"]}"' if "letter" in node else f'data-value="{node["value"]!r}"'
    translator.body.append(
        f"<li {data}{right}><strong>{escape(_head(node, node.parent.parent))}</strong> "
        '<span class="quiz-why">'
    )


def _head(reason: nodes.Element, question: nodes.Element) -> str:
    """What a reason is about: (a) Right. 48.1 per cent: not right."""
    if "letter" in reason:
        return f"({reason['letter']}) {'Right' if reason['right'] else 'Not right'}."
    return f"{reason['figure']} {question['unit']}: {'right' if reason['right'] else 'not right'}."


def _close_reason(translator: HTML5Translator, node: quiz_reason) -> None:
    question = node.parent.parent
    near = ""
    if "figure" in node and node["right"]:
        near = f" Anything within {_written(question['tolerance'])} of it counts."
    translator.body.append(f"</span>{near}</li>\n")


def _written(value: float) -> str:
    """A tolerance for readers: 0.5; 100,000."""
    return f"{value:,.10g}"


class Lists(SphinxPostTransform):
    """Where there are no controls (LaTeX, plain text), a quiz is a list, and its reasons another."""

    default_priority = 205

    def run(self, **kwargs: Any) -> None:
        """Change the page's quizzes in place."""
        if self.app.builder.format == "html":
            return
        for held in list(self.document.findall(quiz)):
            held.replace_self(listed(held))


def listed(held: quiz) -> list[nodes.Node]:
    """The questions as a numbered list, then the reasons, apart, as another."""
    asked, answered = nodes.enumerated_list(enumtype="arabic"), nodes.enumerated_list(enumtype="arabic")
    for question in held.findall(quiz_question):
        item = nodes.list_item("", nodes.paragraph("", "", *_words(question, quiz_ask)[0].children))
        options = _words(question, quiz_option)
        if options:
            item += nodes.enumerated_list(
                "", *(_item(option) for option in options), enumtype="loweralpha", prefix="(", suffix=")"
            )
        asked += item
        reasons = nodes.bullet_list()
        for reason in _words(question, quiz_reason):
            head = nodes.strong("", _head(reason, question))
            reasons += _item(reason, head, nodes.Text(" "))
        answered += nodes.list_item("", reasons)
    heading = nodes.paragraph("", "", nodes.strong("", "Reasons"))
    return [asked, heading, answered]


def _words(question: nodes.Element, kind: type[nodes.TextElement]) -> list[nodes.TextElement]:
    return list(question.findall(kind))


def _item(words: nodes.TextElement, *before: nodes.Node) -> nodes.list_item:
    return nodes.list_item("", nodes.paragraph("", "", *before, *words.children))


def connect(app: Sphinx) -> None:
    """Register the directive, the nodes, and the rule that every quiz file is used."""
    app.add_directive("quiz", QuizDirective)
    app.add_node(quiz, html=(_open_quiz, _close_quiz))
    app.add_node(quiz_question, html=(_open_question, _close_question))
    app.add_node(quiz_ask, html=(_open_ask, _close_ask))
    app.add_node(quiz_options, html=(_open_options, _close_options))
    app.add_node(quiz_option, html=(_open_option, _close_option))
    app.add_node(quiz_reasons, html=(_open_reasons, _close_reasons))
    app.add_node(quiz_reason, html=(_open_reason, _close_reason))
    app.add_post_transform(Lists)
    app.connect("env-check-consistency", check_files)
