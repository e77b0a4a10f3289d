"""Documents of 1917-18: the course's own translation beside the original, paragraph by paragraph.

A page of ``documents/`` holds the directive ``{document}``; its text stands in the TOML file of the
page's name, passage by passage. ``documents/terms.toml`` says how hard words are translated, and the
build holds every passage to it. ``{documents}`` lists the pages, ``{document-terms}`` the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from firstflames.calendars import both_styles
from firstflames.site.toml import PlainReader

FOLDER = "documents"  # of the book
TERMS = "terms.toml"
ORIGINAL = "document-original"  # the class of a paragraph that is not English
#: What may have happened on the day that a document bears.
DATED = ("written", "spoken", "adopted", "published", "sent", "read out")
LANGUAGES = {"ru": "Russian", "uk": "Ukrainian", "fr": "French"}
_WORDS = ("title", "issuer", "authorship", "printed", "source")  # in the order of the head
_FIELDS = {*_WORDS, "date", "dated", "language"}
LABELS = {
    "issuer": "Issued by",
    "authorship": "Written by",
    "printed": "First printed",
    "source": "Read in",
}


@dataclass(frozen=True)
class Passage:
    """A paragraph in both languages; or, when ``cut`` says what, something left out."""

    original: str = ""
    translation: str = ""
    cut: str = ""


@dataclass(frozen=True)
class Document:
    """One document: its words for the head by field, its day (Old Style, ISO), its passages."""

    name: str
    words: Mapping[str, str]
    date: str
    dated: str
    language: str
    passages: tuple[Passage, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return not any(passage.cut for passage in self.passages)


@dataclass(frozen=True)
class Term:
    """A word that is translated one way: where one of its stems stands, one of its forms stands."""

    original: str
    translation: str
    note: str
    stems: tuple[str, ...]
    forms: tuple[str, ...]

    @cached_property
    def found(self) -> re.Pattern[str]:
        """Finds a stem at the beginning of a word."""
        return re.compile(rf"(?i)\b(?:{'|'.join(map(re.escape, self.stems))})")

    @cached_property
    def rendered(self) -> re.Pattern[str]:
        """Finds a form of the translation, as whole words."""
        return re.compile(rf"(?i)\b(?:{'|'.join(map(re.escape, self.forms))})\b")


class Reader(PlainReader):
    """Reads one file of the folder; a fault is one sentence: file, place, found, expected, remedy."""

    missing = (
        "this file is not there",
        "the text that a page of its name shows",
        "Write it, or take the directive out of the page.",
    )

    def document(self) -> Document:
        """A document. Raises ExtensionError for the first fault."""
        held = self.load()
        self.keys(held, {*_FIELDS, "passage"}, "the file")
        words = {key: self.text(held, key) for key in _WORDS if key in held or key != "authorship"}
        date = self.text(held, "date")
        try:
            both_styles(date)
        except ValueError:
            raise self.fault(
                f"date = {date!r}", "an Old Style day as YYYY-MM-DD", "Correct it."
            ) from None
        dated = self.one_of(held, "dated", DATED)
        language = self.one_of(held, "language", LANGUAGES)
        passages = tuple(
            self.passage(number, each)
            for number, each in enumerate(self.tables(held, "passage"), start=1)
        )
        return Document(self.path.stem, words, date, dated, language, passages)

    def passage(self, number: int, held: Mapping[str, Any]) -> Passage:
        """One paragraph, or one cut."""
        self.place = f"passage {number}"
        self.keys(held, {"original", "translation", "cut"}, "it")
        if "cut" in held:
            if len(held) > 1:
                raise self.fault(
                    "found a cut and a text", "one of the two", "Give the cut a [[passage]] of its own."
                )
            return Passage(cut=self.text(held, "cut"))
        return Passage(self.text(held, "original"), self.text(held, "translation"))

    def terms(self) -> tuple[Term, ...]:
        """The terms. Raises ExtensionError for the first fault."""
        held = self.load()
        self.keys(held, {"term"}, "the file")
        return tuple(
            self.term(number, each) for number, each in enumerate(self.tables(held, "term"), start=1)
        )

    def term(self, number: int, held: Mapping[str, Any]) -> Term:
        """One term."""
        self.place = f"term {number}"
        self.keys(held, {"original", "translation", "note", "stems", "forms"}, "it")
        original, translation, note = (
            self.text(held, key) for key in ("original", "translation", "note")
        )
        stems, forms = (self.strings(held, key) for key in ("stems", "forms"))
        term = Term(original, translation, note, stems, forms)
        if not term.found.search(original) or not term.rendered.search(translation):
            raise self.fault(
                f"{original} → {translation} does not match its own stems and forms",
                "a stem that begins the original, and a form that is in the translation",
                "Correct the stems or the forms.",
            )
        return term

    def one_of(self, held: Mapping[str, Any], key: str, known: Sequence[str] | Mapping[str, str]) -> str:
        """A word out of a few."""
        found = held.get(key)
        if not isinstance(found, str) or found not in known:
            raise self.fault(f"{key} = {found!r}", f"one of {', '.join(known)}", "Correct it.")
        return found


def strayed(document: Document, terms: Sequence[Term]) -> list[str]:
    """Where a translation leaves the terms, each a sentence; none when it keeps them."""
    return [
        f"{FOLDER}/{document.name}.toml, passage {number}: the original has "
        f"{found[0]!r}, and the translation nowhere {' or '.join(map(repr, term.forms))}; "
        f"translate it so, or mend the term {term.original} in {FOLDER}/{TERMS}."
        for number, passage in enumerate(document.passages, start=1)
        for term in terms
        if (found := term.found.search(passage.original))
        and not term.rendered.search(passage.translation)
    ]


def documents(env: BuildEnvironment) -> dict[str, Document]:
    """The documents of the book, by the page that shows each."""
    held: dict[str, Document] = vars(env).setdefault("firstflames_documents", {})
    return held


class _OfTheFolder(SphinxDirective):
    """What the three directives share: their files."""

    has_content = False

    def reader(self, name: str) -> Reader:
        """A reader of a file of the folder, on which the page then depends."""
        path = Path(self.env.srcdir, FOLDER, name)
        self.env.note_dependency(str(path))
        return Reader(path)

    def paragraph(self, text: str, *classes: str) -> nodes.paragraph:
        """A paragraph of inline MyST."""
        parsed, messages = self.parse_inline(text)
        return nodes.paragraph("", "", *parsed, *messages, classes=list(classes))


class DocumentDirective(_OfTheFolder):
    """``{document}``: the document of the page's name, in both languages."""

    def run(self) -> list[nodes.Node]:
        """Head, choice of language, passages. Raises ExtensionError for a fault or a stray term."""
        document = self.reader(f"{PurePosixPath(self.env.docname).name}.toml").document()
        wrong = strayed(document, self.reader(TERMS).terms())
        if wrong:
            raise ExtensionError(wrong[0])
        documents(self.env)[self.env.docname] = document
        switch = nodes.raw("", _switch(LANGUAGES[document.language]), format="html")
        pairs = [self.pair(passage, document.language) for passage in document.passages]
        return [nodes.container("", self.head(document), switch, *pairs, classes=["document"])]

    def head(self, document: Document) -> nodes.definition_list:
        """Who, when, where printed, where read, and how much of it."""
        language = LANGUAGES[document.language]
        whole = "The whole text." if document.is_whole else "Extracts; what is left out is marked."
        lines = [
            *((LABELS[key], words) for key, words in document.words.items() if key != "title"),
            ("Given here", f"{whole} Translated for this course from the {language}."),
        ]
        when = f"{document.dated[0].upper()}{document.dated[1:]}"
        lines.insert(1, (when, both_styles(document.date)))
        return nodes.definition_list(
            "",
            *(
                nodes.definition_list_item(
                    "", nodes.term("", label), nodes.definition("", self.paragraph(words))
                )
                for label, words in lines
            ),
            classes=["document-head"],
        )

    def pair(self, passage: Passage, language: str) -> nodes.Element:
        """A passage: translation, then original; or the mark of a cut."""
        if passage.cut:
            return self.paragraph(f"\\[Left out: {passage.cut}.\\]", "document-cut")
        return nodes.container(
            "",
            self.paragraph(passage.translation, "document-translation"),
            # docutils writes this class as the attribute lang.
            self.paragraph(passage.original, ORIGINAL, f"language-{language}"),
            classes=["document-pair"],
        )


def _switch(language: str) -> str:
    """Native radio buttons: the style sheet shows what is chosen, with a script or without."""
    choices = (("both", "Both", " checked"), ("translation", "English", ""), ("original", language, ""))
    buttons = "".join(
        f'<label><input type="radio" name="document-show" value="{value}" autocomplete="off"{on}> '
        f"{escape(words)}</label>\n"
        for value, words, on in choices
    )
    return f'<fieldset class="document-show"><legend>Show</legend>\n{buttons}</fieldset>\n'


class DocumentsDirective(_OfTheFolder):
    """``{documents}``: the documents of the folder by date, each a link, with its issuer."""

    def run(self) -> list[nodes.Node]:
        """The list."""
        folder = Path(self.env.srcdir, FOLDER)
        self.env.note_dependency(str(folder))
        read = [
            self.reader(path.name).document()
            for path in sorted(folder.glob("*.toml"))
            if path.name != TERMS
        ]
        items = []
        for document in sorted(read, key=lambda each: (each.date, each.name)):
            link = f"[{document.words['title']}]({document.name}.md)"
            words = f"{both_styles(document.date)}: {link}. {document.words['issuer']}."
            items.append(nodes.list_item("", self.paragraph(words)))
        return [nodes.bullet_list("", *items, classes=["document-list"])]


class TermsDirective(_OfTheFolder):
    """``{document-terms}``: how hard words are translated, and why."""

    def run(self) -> list[nodes.Node]:
        """A list of definitions."""
        items = []
        for term in self.reader(TERMS).terms():
            # Transliteration would be a third spelling; the original is marked as what it is.
            original = nodes.inline("", term.original, classes=["language-ru"])
            head = nodes.term("", "", original, nodes.Text(f": {term.translation}"))
            items.append(
                nodes.definition_list_item("", head, nodes.definition("", self.paragraph(term.note)))
            )
        return [nodes.definition_list("", *items)]


def has_document(doctree: nodes.document | None) -> bool:
    """Whether a page shows a document, and so needs its style."""
    return doctree is not None and any(
        "document" in held["classes"] for held in doctree.findall(nodes.container)
    )


def check_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Every file of the folder belongs to a page: Sphinx's event ``env-check-consistency``."""
    used = {document.name for document in documents(env).values()}
    for path in sorted(Path(app.srcdir, FOLDER).glob("*.toml")):
        if path.name != TERMS and path.stem not in used:
            raise ExtensionError(
                f"{FOLDER}/{path.name}: no page of the contents shows this file; expected "
                f"{FOLDER}/{path.stem}.md with a {{document}}. Write the page and name it in _toc.yml."
            )


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    documents(env).pop(docname, None)


def _merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    documents(env).update(documents(other))


def connect(app: Sphinx) -> None:
    """Register the directives, and the rule that every document has its page."""
    app.add_directive("document", DocumentDirective)
    app.add_directive("documents", DocumentsDirective)
    app.add_directive("document-terms", TermsDirective)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("env-check-consistency", check_files)
