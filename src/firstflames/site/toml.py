"""TOML that authors write beside a page; every fault says where it is, what it is, and what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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
