"""TOML that authors write beside a page; every fault says where it is, what it is, and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from sphinx.errors import ExtensionError


class TomlReader:
    """Reads one such file. ``place`` is where in the file the reader is, for the sentence of a fault."""

    #: What is wrong, what was expected and what to do when there is no such file.
    missing: ClassVar[tuple[str, str, str]]

    def __init__(self, path: Path):
        self.path = path
        self.name = "/".join(path.parts[-3:])
        self.place = ""

    def fault(self, found: str, expected: str, remedy: str) -> ExtensionError:
        """The error to raise: one sentence with file, place, what was found and expected; a remedy."""
        where = f", {self.place}" if self.place else ""
        return ExtensionError(f"{self.name}{where}: {found}; expected {expected}. {remedy}")

    def load(self) -> Mapping[str, Any]:
        """What the file holds. Raises ExtensionError when it is not there, or no TOML in UTF-8."""
        try:
            return tomllib.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise self.fault(*self.missing) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise self.fault(
                f"this is not TOML ({error})", "TOML in UTF-8", "Mend that line: quotes, brackets."
            ) from None

    def keys(self, held: Mapping[str, Any], known: set[str], what: str) -> None:
        """Refuse keys that mean nothing here: a slip of the pen would go unread."""
        odd = sorted(set(held) - known)
        if odd:
            raise self.fault(
                f"{what} has the unknown key {odd[0]!r}",
                f"one of {', '.join(sorted(known))}",
                "Correct the key, or take it out.",
            )


class PlainReader(TomlReader):
    """Reads files that hold words, lists of words, minutes and tables."""

    def tables(
        self, held: Mapping[str, Any], key: str, *, optional: bool = False
    ) -> Sequence[Mapping[str, Any]]:
        """The tables under ``key``, one at least unless they are optional."""
        found = held.get(key, [])
        tables = isinstance(found, list) and all(isinstance(each, dict) for each in found)
        if not tables or not (found or optional):
            raise self.fault(f"no list of [[{key}]]", "one at least", f"Write [[{key}]] above each.")
        return list(found)

    def text(self, held: Mapping[str, Any], key: str) -> str:
        """Words on one line."""
        found = held.get(key)
        if not isinstance(found, str) or not found.strip():
            raise self.fault(f"no {key}", "words", f'Write {key} = "…".')
        return " ".join(found.split())

    def strings(self, held: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of words, one at least."""
        found = held.get(key)
        if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
            raise self.fault(f"no {key}", "a list of words", f'Write {key} = ["…"].')
        return tuple(found)

    def minutes(self, held: Mapping[str, Any]) -> int:
        """The whole minutes under ``minutes``."""
        found = held.get("minutes")
        if not isinstance(found, int) or isinstance(found, bool) or found <= 0:
            raise self.fault(f"minutes = {found!r}", "whole minutes", "Write minutes = 45.")
        return found
