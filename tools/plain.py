"""MyST as chapters use it, written as Markdown that any notebook program shows.

Figures are printed in their places, works are named, links lead to the site (or become words where the
edition has no address), quizzes become questions. What is not known here raises an error: a mark that
no reader can read must not slip through.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pybtex.database import Entry, parse_file
from sphinx.util.inventory import InventoryFile

from firstflames.site.edition import Contents
from firstflames.site.quizzes import LETTERS, Choice, Question, Reader

GLUE = "application/papermill.record/text/plain"
_GLUED = re.compile(r"\{glue:text\}`([^`]+)`")
_CITED = re.compile(r"\{cite:([pt])\}`([^`]+)`")
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\\\[|\\\])*)\]\(([^()\s]*)\)")
_FENCE = re.compile(r"(?ms)^(`{3,}|:{3,})\{([\w-]+)\}[ \t]*(.*?)\n(.*?)^\1[ \t]*$")
_LEFT = re.compile(r"(?m)^(?:`{3,}|:{3,})\{[\w-]+\}|(?<!`)\{[a-z][\w:-]*\}`|^\([\w-]+\)=$")
_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)


class PlainError(ValueError):
    """Something in a chapter that has no plain form; one sentence with page and place."""


@dataclass(frozen=True)
class Site:
    """Where links lead: the edition's address (or none), its contents, the ids of the built site."""

    address: str
    contents: Contents
    pages: frozenset[str]
    ids: Mapping[str, str]
    works: Mapping[str, Entry]

    @classmethod
    def of(cls, address: str, contents: Contents, pages: Sequence[str], built: Path) -> Site:
        """The site in the folder ``built``. Raises PlainError when it has not been built."""
        inventory = built / "objects.inv"
        if not inventory.is_file():
            raise PlainError(f"{inventory.parent.name}/ has no site: run 'make book' first.")
        with inventory.open("rb") as file:
            listed = InventoryFile.load(file, "", lambda _, place: place)
        ids = {name: place for name, (_, _, place, _) in listed.get("std:label", {}).items()}
        works = parse_file(contents.book / "references.bib").entries
        return cls(address, contents, frozenset(pages), ids, works)

    def link(self, words: str, place: str) -> str:
        """A link to a place of the site; words alone where the edition has no address."""
        return f"[{words}]({self.address}{place})" if self.address else words

    def work(self, key: str) -> tuple[str, str]:
        """Author (or title) and year (or nothing) of a work. Raises KeyError for an unknown key."""
        entry = self.works[key]
        people = [
            " ".join(person.prelast_names + person.last_names)
            for person in entry.persons.get("author", entry.persons.get("editor", []))
        ]
        if len(people) > 2:
            people = [f"{people[0]} and others"]
        title = str(entry.fields.get("title", key)).strip("{}")
        name = " and ".join(people) or f"*{title}*"
        return name.replace("{", "").replace("}", ""), str(entry.fields.get("year", ""))


@dataclass(frozen=True)
class Page:
    """A notebook that is being written plainly: its name, what its cells glue, its headings."""

    name: str
    glued: Mapping[str, str]
    headings: frozenset[str]
    site: Site

    @classmethod
    def of(cls, name: str, notebook: Mapping[str, Any], site: Site) -> Page:
        """The page ``name`` of the book, from its stored notebook."""
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
        titles = re.findall(r"(?m)^#+ (.*)$", "\n".join("".join(cell["source"]) for cell in cells))
        return cls(name, glued(notebook), frozenset(map(_slug, titles)), site)

    def plain(self, text: str) -> str:
        """The text of a cell as plain Markdown. Raises PlainError for what has no plain form."""
        text = _FENCE.sub(self._directive, text)
        text = _GLUED.sub(lambda found: self._figure(found[1]), text)
        text = _CITED.sub(self._citation, text)
        text = _outside_code(text, lambda part: _LINK.sub(self._link, part))
        left = _LEFT.search(text)
        if left:
            raise PlainError(f"{self.name}: {left[0]!r} has no plain form; add one to tools/plain.py.")
        return text

    def _figure(self, name: str) -> str:
        if name not in self.glued:
            raise PlainError(f"{self.name}: no stored output glues {name!r}; run 'make refresh'.")
        return self.glued[name]

    def _citation(self, found: re.Match[str]) -> str:
        said = []
        for key in (key.strip() for key in found[2].split(",")):
            try:
                name, year = self.site.work(key)
            except KeyError:
                raise PlainError(f"{self.name}: {key!r} is no key of references.bib.") from None
            words = f"{name} {year}" if found[1] == "p" or not year else f"{name} ({year})"
            words = words.strip()
            said.append(self.site.link(words, "reference/bibliography.html"))
        return f"({'; '.join(said)})" if found[1] == "p" else ", ".join(said)

    def _link(self, found: re.Match[str]) -> str:
        words, target = found.groups()
        if re.match(r"[a-z]+:", target):
            return found[0]
        path, _, place = target.partition("#")
        if not path:
            if place in self.headings:
                return self.site.link(words, f"{self.name}.html#{place}")
            if place not in self.site.ids:
                raise PlainError(f"{self.name}: nothing has the id {place!r}.")
            return self.site.link(words, self.site.ids[place])
        page = _joined(self.name, path)
        words = words or self.site.contents.title(page)
        if page not in self.site.pages:
            return f"{words} (not in this edition)"
        return self.site.link(words, f"{page}.html{f'#{place}' if place else ''}")

    def _directive(self, found: re.Match[str]) -> str:
        _, name, argument, body = found.groups()
        if name == "quiz":
            return self._quiz()
        if name == "dropdown":
            return f"<details><summary>{argument}</summary>\n\n{body.strip()}\n\n</details>"
        if name in {"note", "tip", "warning", "important"}:
            lines = f"**{name.capitalize()}.** {body.strip()}".splitlines()
            return "\n".join(f"> {line}".rstrip() for line in lines)
        raise PlainError(f"{self.name}: {{{name}}} has no plain form; add one to tools/plain.py.")

    def _quiz(self) -> str:
        stem = PurePosixPath(self.name).name
        path = self.site.contents.book / "quizzes" / f"{stem}.toml"
        asked = [
            _question(number, each) for number, each in enumerate(Reader(path, self.glued).read(), 1)
        ]
        return "\n\n".join(asked)


def _question(number: int, asked: Question) -> str:
    """A question, with its reasons in a fold."""
    lines = [f"**{number}.** {asked.ask}", ""]
    if isinstance(asked, Choice):
        lettered = list(zip(LETTERS, asked.options, strict=False))
        lines += [f"- ({letter}) {option.text}" for letter, option in lettered]
        reasons = [
            f"- ({letter}) {'Right' if option.right else 'Not right'}. {option.reason}"
            for letter, option in lettered
        ]
    else:
        unit = f" ({asked.unit})" if asked.unit else ""
        lines += [f"Your answer{unit}: …"]
        reasons = [f"- {asked.answer.text}{unit}: Right. {asked.reason}"]
        reasons += [f"- {trap.figure.text}{unit}: Not right. {trap.reason}" for trap in asked.traps]
    fold = ["", "<details><summary>The answers, with reasons</summary>", "", *reasons, "", "</details>"]
    return "\n".join(lines + fold)


def glued(notebook: Mapping[str, Any]) -> dict[str, str]:
    """What the stored outputs of a notebook glue, by name."""
    found = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name")
            text = output.get("data", {}).get(GLUE)
            if name and text is not None:
                found[name] = str(ast.literal_eval("".join(text)))
    return found


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")


def _joined(page: str, path: str) -> str:
    """The page that a relative path in the source of ``page`` leads to."""
    parts = list(PurePosixPath(page).parent.parts)
    for step in PurePosixPath(path).with_suffix("").parts:
        if step == "..":
            parts.pop()
        else:
            parts.append(step)
    return "/".join(parts)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with everything changed but spans and blocks of code."""
    made, end = [], 0
    for code in _SPAN.finditer(text):
        made += [change(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*made, change(text[end:])])
