"""``site.toml``: what a publisher may choose. Every fault is one sentence with the line it is on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firstflames.site.edition.contents import Contents
from firstflames.site.toml import TomlReader

NAME = "site.toml"
TEXTS = ("title", "subtitle", "institution")


@dataclass(frozen=True)
class Choice:
    """What an edition chose: its words, the chapters of each week by number, the chapters left out."""

    title: str
    subtitle: str
    institution: str
    weeks: tuple[tuple[int, ...], ...]
    out: frozenset[int]


class SiteReader(TomlReader):
    """Reads ``site.toml``, and holds it against the chapters that there are."""

    missing = (
        "there is no such file",
        "the choices of this edition",
        "Restore it: git checkout site.toml.",
    )

    def __init__(self, path: Path, contents: Contents):
        super().__init__(path)
        self.name = NAME
        self.contents = contents

    def at(self, key: str) -> None:
        """Remember the line that gives the key, for the sentence of a fault."""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        form = re.compile(rf"\s*(?:\[{re.escape(key)}\]|[\"']?{re.escape(key)}[\"']?\s*=)")
        found = (number for number, line in enumerate(lines, start=1) if form.match(line))
        self.place = next((f"line {number}" for number in found), "")

    def read(self) -> Choice:
        """The choice. Raises ExtensionError for the first fault."""
        held = self.load()
        self.known(held, {*TEXTS, "weeks", "chapters"}, "the file")
        title, subtitle, institution = (self.text(held, key) for key in TEXTS)
        out = self.out(held)
        return Choice(title, subtitle, institution, self.weeks(held), out)

    def known(self, held: Mapping[str, Any], known: set[str], what: str) -> None:
        """Refuse unknown keys, with their line."""
        for key in sorted(set(held) - known):
            self.at(key)
        self.keys(held, known, what)

    def text(self, held: Mapping[str, Any], key: str) -> str:
        """Words on one line; only the title has to have some."""
        self.at(key)
        found = held.get(key, "")
        if not isinstance(found, str):
            raise self.fault(
                f"{key} is {found!r}", "words in quotes", f'Write {key} = "…", or {key} = "".'
            )
        if "\n" in found.strip():
            raise self.fault(f"{key} has several lines", "one line", "Put all words on one line.")
        if key == "title" and not found.strip():
            raise self.fault("there is no title", "a title", f'Write {key} = "First Flames".')
        return " ".join(found.split())

    def weeks(self, held: Mapping[str, Any]) -> tuple[tuple[int, ...], ...]:
        """The numbers of the chapters of each week; each chapter once at most."""
        self.at("weeks")
        found = held.get("weeks", [])
        if not isinstance(found, list) or not all(isinstance(week, list) for week in found):
            raise self.fault(
                f"weeks is {found!r}",
                "a list of weeks, each a list of chapters",
                "Write weeks = [[1], [2], [3, 4]], or weeks = [].",
            )
        seen: set[int] = set()
        for count, week in enumerate(found, start=1):
            for number in self.numbers(week, f"week {count}"):
                if number in seen:
                    raise self.fault(
                        f"chapter {number} stands twice", "each chapter in one week", "Take one out."
                    )
                seen.add(number)
        return tuple(tuple(week) for week in found)

    def out(self, held: Mapping[str, Any]) -> frozenset[int]:
        """The numbers of the chapters that this edition leaves out."""
        self.at("chapters")
        found = held.get("chapters", {})
        if not isinstance(found, dict):
            raise self.fault(
                f"chapters is {found!r}",
                "a table with in or out",
                "Write [chapters] on a line of its own, and below it out = [].",
            )
        self.known(found, {"in", "out"}, "[chapters]")
        if len(found) > 1:
            raise self.fault(
                "[chapters] has both in and out", "one of them", "Take the line with the other out."
            )
        key = next(iter(found), "out")
        self.at(key)
        numbers = frozenset(self.numbers(found.get(key, []), key))
        there = frozenset(self.contents.chapters)
        out = there - numbers if key == "in" else numbers
        if out == there:
            raise self.fault("no chapter is left", "one at least", "Leave one in.")
        return out

    def numbers(self, found: Any, what: str) -> Sequence[int]:
        """A list of numbers of chapters that there are."""
        is_list = isinstance(found, list) and all(type(each) is int for each in found)
        if not is_list:
            raise self.fault(
                f"{what} is {found!r}", "a list of chapters by number", "Write it as in [1, 10, 12]."
            )
        there = sorted(self.contents.chapters)
        for number in found:
            if number not in there:
                raise self.fault(
                    f"{what} names chapter {number}, which _toc.yml does not have",
                    f"numbers from {', '.join(map(str, there))}",
                    "Correct the number, or take it out.",
                )
        numbers: Sequence[int] = found
        return numbers
