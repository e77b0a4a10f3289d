"""Session plans: one meeting for each chapter, minute by minute.

``teaching/sessions/session-NN.toml`` of the book is a plan; the page of its name holds ``{plan}``. It
names charts, controls and choices of its chapter, and the build stops when there is none of that name.
Likely answers and keys stand in ``teaching/keys``, a folder that only the teacher's edition has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from firstflames.site import course, editions, stored
from firstflames.site.toml import PlainReader

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

FOLDER = course.PLANS
KEYS = "teaching/keys"
GLUED = re.compile(r"\{glue:text\}`([^`]+)`")
BEFORE = "[[step]]"
#: Controls that plotly does not know: the page's own.
GUESS = "guess first"
BLOC = "lists in the bloc"
WITHOUT_KEYS = (
    "Likely answers, misreadings with a reply, and what a good answer to each prompt holds stand in the "
    "[teacher's edition](#edition-with-answers)."
)


@dataclass(frozen=True)
class Touch:
    """A control of a chart to set, and what the room should then see."""

    chart: str
    control: str
    choose: str
    see: str


@dataclass(frozen=True)
class Step:
    """Some minutes of the session."""

    minutes: int
    title: str
    do: str
    touch: tuple[Touch, ...]


@dataclass(frozen=True)
class Reading:
    """A passage to read aloud: its locator, and how."""

    locator: str
    how: str


@dataclass(frozen=True)
class Column:
    """A column of the board."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """One session."""

    chapter: course.Chapter
    aim: str
    before: tuple[str, ...]
    aloud: tuple[Reading, ...]
    steps: tuple[Step, ...]
    board: tuple[Column, ...]
    without: str
    homework: str
    short: str


@dataclass(frozen=True)
class Said:
    """What somebody is likely to say, and a reply."""

    says: str
    reply: str


@dataclass(frozen=True)
class Keys:
    """What only teachers see: likely answers, misreadings, and what good answers hold, by prompt."""

    likely: tuple[Said, ...]
    misread: tuple[Said, ...]
    prompts: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """What of a chart a plan may name: its title, and the choices of each control."""

    title: str
    controls: Mapping[str, tuple[str, ...]]


def charts(notebook: Path) -> dict[str, Chart]:
    """The charts of a notebook by name, with their controls. Raises ValueError for broken JSON."""
    found = {}
    for _, figure in stored.figures(notebook):
        words, layout = stored.words(figure), figure["layout"]
        controls = {
            str(menu["name"]): tuple(str(button["label"]) for button in menu["buttons"])
            for menu in layout.get("updatemenus") or []
        }
        controls |= {
            str(slider["name"]): tuple(str(step["label"]) for step in slider["steps"])
            for slider in layout.get("sliders") or []
        }
        if "guess" in words:
            controls[GUESS] = ("your estimate",)
        if "bloc" in words:
            controls[BLOC] = tuple(words["bloc"]["lists"])
        found[str(words["name"])] = Chart(str(words["title"]), controls)
    return found


class Reader(PlainReader):
    """Reads a plan or its keys; every fault is one sentence that says where, what, and what to do."""

    missing = (
        "the page has a {plan} but this file is not there",
        "a plan of the page's name",
        "Write it, or take the {plan} out of the page.",
    )
    glue: Mapping[str, str]

    def plan(self, book: Path, whole: course.Course | None = None) -> Plan:
        """The plan, checked against its chapter. Raises ExtensionError for the first fault.

        ``whole`` is the course, for who has read it already: it comes from every notebook.
        """
        held = self.load()
        self.keys(
            held,
            {"chapter", "aim", "before", "aloud", "step", "board", "without", "homework", "short"},
            "the plan",
        )
        whole = whole or course.Reader(book).course()
        name = held.get("chapter")
        if not isinstance(name, str) or name not in whole.chapters:
            raise self.fault(
                f"chapter = {name!r}", "a chapter of course.toml that the book has", "Correct it."
            )
        chapter = whole.chapters[name]
        notebook = book / course.CHAPTERS / f"{name}.ipynb"
        known, self.glue = charts(notebook), stored.glued(notebook)
        steps = tuple(self.step(n, s, known) for n, s in enumerate(self.tables(held, "step"), 1))
        self.place = ""
        total = sum(step.minutes for step in steps)
        if total != chapter.minutes:
            raise self.fault(
                f"the steps take {total} minutes",
                f"{chapter.minutes}, which the chapter promises",
                "Give a step more or fewer.",
            )
        return Plan(
            chapter,
            self.text(held, "aim"),
            self.lines(held, "before"),
            tuple(
                Reading(self.text(each, "locator"), self.text(each, "how"))
                for each in self.tables(held, "aloud")
            ),
            steps,
            tuple(
                Column(self.text(each, "head"), self.lines(each, "lines"))
                for each in self.tables(held, "board")
            ),
            self.text(held, "without"),
            self.text(held, "homework"),
            self.text(held, "short"),
        )

    def step(self, number: int, held: Mapping[str, Any], known: Mapping[str, Chart]) -> Step:
        """Some minutes."""
        self.place = f"step {number}"
        self.keys(held, {"minutes", "title", "do", "touch"}, "it")
        minutes = self.minutes(held)
        touch = tuple(self.touch(each, known) for each in self.tables(held, "touch", optional=True))
        return Step(minutes, self.text(held, "title"), self.text(held, "do"), touch)

    def touch(self, held: Mapping[str, Any], known: Mapping[str, Chart]) -> Touch:
        """A control that the chapter has, at a choice that it offers."""
        self.keys(held, {"chart", "control", "choose", "see"}, "the touch")
        chart, control, choose, see = (
            self.text(held, key) for key in ("chart", "control", "choose", "see")
        )
        for what, found, names in (
            ("chart", chart, list(known)),
            ("control", control, list(known[chart].controls) if chart in known else []),
        ):
            if found not in names:
                raise self.unknown(what, found, names)
        if choose not in known[chart].controls[control]:
            raise self.unknown("choice", choose, known[chart].controls[control])
        return Touch(chart, control, choose, see)

    def unknown(self, what: str, found: str, known: Sequence[str]) -> ExtensionError:
        """The fault of a name that the chapter does not have."""
        near = get_close_matches(found, known, n=1, cutoff=0.3)
        return self.fault(
            f"there is no {what} {found!r} in the chapter",
            f"one of {' | '.join(known)}",
            f"Write {near[0]!r}." if near else "Correct it.",
        )

    def answers(self, prompts: int) -> Keys:
        """The keys. Raises ExtensionError for the first fault."""
        held = self.load()
        self.keys(held, {"likely", "misreading", "prompt"}, "the file")
        found = self.lines(held, "prompt")
        if len(found) != prompts:
            raise self.fault(
                f"found keys of {len(found)} prompts", f"{prompts}, one for each", "Add one."
            )
        likely, misread = (
            tuple(
                Said(self.text(each, "says"), self.text(each, "reply"))
                for each in self.tables(held, key)
            )
            for key in ("likely", "misreading")
        )
        return Keys(likely, misread, found)

    def text(self, held: Mapping[str, Any], key: str) -> str:
        """Words on one line, with the chapter's own figures in them."""
        return self.printed(super().text(held, key))

    def lines(self, held: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of such words, one at least."""
        return tuple(self.printed(" ".join(each.split())) for each in self.strings(held, key))

    def printed(self, text: str) -> str:
        """The text with each ``{glue:text}`` replaced by what the chapter glues."""

        def figure(match: re.Match[str]) -> str:
            if match[1] not in self.glue:
                raise self.fault(
                    f"{match[1]!r} is printed, which the chapter does not glue",
                    "a name that a cell of the chapter glues",
                    "Correct the name.",
                )
            return self.glue[match[1]]

        return GLUED.sub(figure, text) if GLUED.search(text) else text


def prompts_of(notebook: Path) -> int:
    """How many prompts the chapter has under “Discuss”."""
    whole = "\n".join(stored.prose(notebook))
    part = re.search(r"(?ms)^## Discuss$(.*?)(?=^## |^\*\*|\Z)", whole)
    return len(re.findall(r"(?m)^\d+\. ", part[1])) if part else 0


class chart_link(nodes.inline):  # noqa: N801 (docutils names its nodes in lower case)
    """A link to a chart of a chapter: ``page`` and ``chart``; words only where there are no pages."""


class ChartLinks(SphinxPostTransform):
    """Gives links to charts their addresses; on paper they are words."""

    default_priority = 205

    def run(self, **kwargs: Any) -> None:
        """Change the page's links in place."""
        for node in list(self.document.findall(chart_link)):
            if self.app.builder.format != "html":
                node.replace_self(node.children)
                continue
            page = self.app.builder.get_relative_uri(self.env.docname, node["page"])
            link = nodes.reference(
                "", "", *node.children, refuri=f"{page}#chart-{node['chart']}", internal=True
            )
            node.replace_self(link)


def plans(env: BuildEnvironment) -> dict[str, str]:
    """The chapters that have a plan, by the page of the plan."""
    held: dict[str, str] = vars(env).setdefault("firstflames_plans", {})
    return held


class PlanDirective(SphinxDirective):
    """``{plan}``: the session of the page's name."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The plan as sections. Raises ExtensionError, in one sentence, for the first fault."""
        book, name = Path(self.env.srcdir), PurePosixPath(self.env.docname).name
        path, keys = book / FOLDER / f"{name}.toml", book / KEYS / f"{name}.toml"
        reader = Reader(path)
        plan = reader.plan(book)
        notebook = book / course.CHAPTERS / f"{plan.chapter.name}.ipynb"
        for used in (path, notebook, book / course.FILE):
            self.env.note_dependency(str(used))
        known = charts(notebook)
        plans(self.env)[self.env.docname] = plan.chapter.name
        return [
            self.head(plan),
            self.paragraph(plan.aim),
            self.section("before-class", "Before class", self.bullets(plan.before)),
            self.section(
                "read-aloud",
                "Read aloud",
                self.bullets([f"**{each.locator}.** {each.how}" for each in plan.aloud]),
            ),
            self.section("minute-by-minute", "Minute by minute", self.minutes(plan, known)),
            self.section("on-the-board", "On the board", self.board(plan)),
            *self.secrets(keys, plan, reader, notebook),
            self.section("without-computers", "Without computers", self.paragraph(plan.without)),
            self.section("homework", "Homework", self.paragraph(plan.homework)),
            self.section("if-time-is-short", "If time is short", self.paragraph(plan.short)),
        ]

    def paragraph(self, text: str, *classes: str) -> nodes.paragraph:
        """A paragraph of inline MyST."""
        parsed, messages = self.parse_inline(text)
        return nodes.paragraph("", "", *parsed, *messages, classes=list(classes))

    def bullets(self, lines: Sequence[str]) -> nodes.bullet_list:
        """A list of inline MyST."""
        return nodes.bullet_list("", *(nodes.list_item("", self.paragraph(line)) for line in lines))

    def section(self, name: str, title: str, *content: nodes.Node) -> nodes.section:
        """A section of the page."""
        return nodes.section("", nodes.title("", title), *content, ids=[name], names=[name])

    def head(self, plan: Plan) -> nodes.paragraph:
        """The chapter, and how long it takes."""
        chapter = plan.chapter
        return nodes.paragraph(
            "",
            "",
            nodes.strong("", "Chapter:"),
            nodes.Text(f" {chapter.number}, "),
            course.link(self.env.docname, chapter.page, chapter.title),
            nodes.Text(f" ({chapter.minutes} minutes). Students read at home: "),
            nodes.Text(
                f"Serge, {', '.join(chapter.sections)}" if chapter.sections else "the chapter's page"
            ),
            nodes.Text("." if not chapter.sections else ", and the chapter's page."),
        )

    def minutes(self, plan: Plan, known: Mapping[str, Chart]) -> nodes.definition_list:
        """Step after step, each with its clock."""
        items, clock = [], 0
        for step in plan.steps:
            span = f"{clock}–{clock + step.minutes} "
            clock += step.minutes
            term = nodes.term("", "", nodes.inline("", span, classes=["clock"]), nodes.Text(step.title))
            body: list[nodes.Node] = [self.paragraph(step.do)]
            if step.touch:
                by_chart = groupby(step.touch, key=lambda touch: touch.chart)
                touched = (
                    self.touched(chart, list(run), plan.chapter, known) for chart, run in by_chart
                )
                body.append(nodes.bullet_list("", *touched, classes=["touches"]))
            items.append(nodes.definition_list_item("", term, nodes.definition("", *body)))
        return nodes.definition_list("", *items, classes=["minutes"])

    def touched(
        self,
        name: str,
        touches: Sequence[Touch],
        chapter: course.Chapter,
        known: Mapping[str, Chart],
    ) -> nodes.list_item:
        """A chart, and under it what to set, one after the other."""
        words = nodes.inline("", known[name].title)
        chart = chart_link("", "", words, page=chapter.page, chart=name)
        acts = nodes.bullet_list("", *(nodes.list_item("", self.act(touch)) for touch in touches))
        return nodes.list_item("", nodes.paragraph("", "", chart), acts)

    def act(self, touch: Touch) -> nodes.paragraph:
        """A control to set, and what is seen then."""
        if touch.control == GUESS:
            told = [nodes.strong("", "Guess first"), nodes.Text(", everybody: ")]
        elif touch.control == BLOC:
            told = [nodes.Text("Tick or untick “"), nodes.strong("", touch.choose), nodes.Text("”: ")]
        else:
            told = [
                nodes.Text(f"Set “{touch.control}” to “"),
                nodes.strong("", touch.choose),
                nodes.Text("”: "),
            ]
        parsed, messages = self.parse_inline(touch.see)
        return nodes.paragraph("", "", *told, *parsed, *messages)

    def board(self, plan: Plan) -> nodes.container:
        """The columns of the board, side by side where there is room."""
        columns = [
            nodes.container(
                "",
                self.paragraph(f"**{column.head}**"),
                self.bullets(column.lines),
                classes=["board-column"],
            )
            for column in plan.board
        ]
        return nodes.container("", *columns, classes=["board"])

    def secrets(self, path: Path, plan: Plan, reader: Reader, notebook: Path) -> Iterator[nodes.Node]:
        """Likely answers and keys in the teacher's edition; in others, where they are."""
        title = "Likely answers and misreadings"
        if not path.parent.is_dir():
            yield self.section("likely-answers", title, self.paragraph(WITHOUT_KEYS))
            return
        self.env.note_dependency(str(path))
        own = Reader(path)
        own.glue = reader.glue
        keys = own.answers(prompts_of(notebook))
        answers = self.said(keys.likely)
        misread = nodes.section(
            "", nodes.title("", "Misreadings"), self.said(keys.misread), ids=["misreadings"]
        )
        good = nodes.section(
            "",
            nodes.title("", "What a good answer holds, prompt by prompt"),
            nodes.enumerated_list(
                "",
                *(nodes.list_item("", self.paragraph(each)) for each in keys.prompts),
                enumtype="arabic",
                prefix="",
                suffix=".",
            ),
            ids=["good-answers"],
        )
        yield self.section("likely-answers", title, answers, misread, good)

    def said(self, pairs: Sequence[Said]) -> nodes.definition_list:
        """What is said, and a reply."""
        items = []
        for pair in pairs:
            parsed, messages = self.parse_inline(f"“{pair.says}”")
            term = nodes.term("", "", *parsed, *messages)
            body = nodes.definition("", self.paragraph(pair.reply))
            items.append(nodes.definition_list_item("", term, body))
        return nodes.definition_list("", *items)


class PlansDirective(SphinxDirective):
    """``{plans}``: the session plans of the folder, in order, each with its minutes."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The list. Raises ExtensionError for the first fault of a plan."""
        book = Path(self.env.srcdir)
        folder = book / FOLDER
        self.env.note_dependency(str(folder))
        items = []
        whole = course.Reader(book, editions.left_out(self.config)).course()
        for path in sorted(folder.glob("session-*.toml")):
            self.env.note_dependency(str(path))
            reader = Reader(path)
            if reader.load().get("chapter") not in whole.chapters:  # an edition may do without a chapter
                continue
            plan = reader.plan(book, whole)
            number = plan.chapter.number
            words = f"{number}. {plan.chapter.title}"
            parsed, messages = self.parse_inline(f" ({plan.chapter.minutes} minutes). {plan.aim}")
            link = course.link(self.env.docname, f"{FOLDER}/{path.stem}", words)
            items.append(nodes.list_item("", nodes.paragraph("", "", link, *parsed, *messages)))
        return [nodes.bullet_list("", *items)]


def is_teaching(doctree: nodes.document | None) -> bool:
    """Whether a page has a plan or a syllabus, and so needs their style."""
    if doctree is None:
        return False
    found = (*doctree.findall(nodes.definition_list), *doctree.findall(nodes.table))
    return any({"minutes", "syllabus"} & set(node["classes"]) for node in found)


def check_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Every plan belongs to a page: Sphinx's event ``env-check-consistency``."""
    for path in sorted(Path(app.srcdir, FOLDER).glob("*.toml")):
        page = f"{FOLDER}/{path.stem}"
        chapter = f"{course.CHAPTERS}/"
        held = Reader(path).load().get("chapter")
        if page not in env.found_docs and f"{chapter}{held}" in env.found_docs:
            raise ExtensionError(
                f"{FOLDER}/{path.name}: no page of the contents uses this plan; expected {page}.md "
                "with a {plan}. Write the page and name it in _toc.yml."
            )


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    plans(env).pop(docname, None)


def _merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    plans(env).update(plans(other))


def _nothing(translator: HTML5Translator, node: nodes.Element) -> None:
    """A post-transform has replaced the node before anything is written."""


def connect(app: Sphinx) -> None:
    """Register the directives, and the rule that every plan has its page."""
    app.add_directive("plan", PlanDirective)
    app.add_directive("plans", PlansDirective)
    never = (_nothing, _nothing)
    app.add_node(chart_link, html=never, text=never, latex=never)
    app.add_post_transform(ChartLinks)
    app.connect("env-check-consistency", check_files)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
