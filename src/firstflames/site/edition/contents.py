"""The table of contents, ``_toc.yml``: which pages and chapters there are, and what stays of it."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sphinx.errors import ExtensionError

NAME = "_toc.yml"
ENDINGS = (".ipynb", ".md")
_GROUPS = ("parts", "chapters", "sections")
_CHAPTER = re.compile(r"chapters/(\d{2})-[^/]*")
_MARKDOWN_TITLE = re.compile(r"(?m)^# (.+)$")


def chapter_number(page: str) -> int | None:
    """The number of the chapter that a page is, by its name; None for other pages."""
    found = _CHAPTER.fullmatch(page)
    return int(found[1]) if found else None


def _fault(place: str, found: str, expected: str, remedy: str) -> ExtensionError:
    return ExtensionError(f"{NAME}{place}: {found}; expected {expected}. {remedy}")


@dataclass(frozen=True)
class Contents:
    """The pages of the book in ``book``, as the file's ``tree`` lists them; ``text`` is the file."""

    book: Path
    tree: Mapping[str, Any]
    text: str

    @classmethod
    def read(cls, path: Path, book: Path) -> Contents:
        """The contents in the file ``path``. Raises ExtensionError, one sentence, for a file that is

        no YAML, has no root, or lists a page that ``book`` does not have, or has as broken notebook.
        """
        try:
            text = path.read_text(encoding="utf-8")
            tree = yaml.safe_load(text)
        except FileNotFoundError:
            raise _fault(
                "", "there is no such file", "the table of contents", "Restore it: git checkout."
            ) from None
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            said = " ".join(str(error).split())
            raise _fault(
                "", f"this is not YAML ({said})", "YAML in UTF-8", "Mend that line: dashes, spaces."
            ) from None
        if not isinstance(tree, dict) or not isinstance(tree.get("root"), str):
            raise _fault("", "no root", "root: index", "Name the title page in a line of that form.")
        contents = cls(book, tree, text)
        for page in contents.pages():
            contents.check(page)
        return contents

    def pages(self) -> list[str]:
        """Every page, in order, by its name without ending."""
        return list(_pages(self.tree))

    def check(self, page: str) -> None:
        """Refuse a page that is not there or cannot be read; the sentence names line and file."""
        place = self._place(page)
        try:
            path = self.path(page)
        except FileNotFoundError:
            raise _fault(
                place,
                f"the page {page!r} is not in the folder {self.book.name}/",
                f"{self.book.name}/{page}{ENDINGS[0]} or {ENDINGS[1]}",
                "Correct the name, or take the line out.",
            ) from None
        if path.suffix == ENDINGS[0]:
            self._check_notebook(path, f"{self.book.name}/{page}{path.suffix}")

    def _check_notebook(self, path: Path, name: str) -> None:
        remedy = "Restore it (git checkout), or save it again from JupyterLab."
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise ExtensionError(
                f"{name}: the notebook cannot be read ({error}); expected JSON in UTF-8. {remedy}"
            ) from None
        version = held.get("nbformat") if isinstance(held, dict) else None
        if version != 4 or not isinstance(held.get("cells"), list):
            raise ExtensionError(
                f"{name}: the file is no notebook (nbformat {version}, cells "
                f"{'there' if isinstance(held, dict) and 'cells' in held else 'missing'}); "
                f"expected nbformat 4 with a list of cells. {remedy}"
            )

    def _place(self, page: str) -> str:
        for number, line in enumerate(self.text.splitlines(), start=1):
            if re.search(rf"(?:file|root):\s*[\"']?{re.escape(page)}(?:\.\w+)?[\"']?\s*(?:#.*)?$", line):
                return f", line {number}"
        return ""

    def path(self, page: str) -> Path:
        """The file of a page. Raises FileNotFoundError when there is none."""
        for ending in ("", *ENDINGS):
            path = self.book / f"{page}{ending}"
            if path.suffix in ENDINGS and path.is_file():
                return path
        raise FileNotFoundError(page)

    def title(self, page: str) -> str:
        """The title of a page: its first heading; the page's name where it has none."""
        path = self.path(page)
        text = path.read_text(encoding="utf-8")
        if path.suffix == ENDINGS[0]:
            cells = (cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")
            text = "\n".join("".join(cell["source"]) for cell in cells)
        found = _MARKDOWN_TITLE.search(text)
        return found[1].strip() if found else page

    @property
    def chapters(self) -> dict[int, str]:
        """The chapters by number."""
        numbered = ((chapter_number(page), page) for page in self.pages())
        return {number: page for number, page in numbered if number is not None}

    def without(self, numbers: Collection[int]) -> tuple[dict[str, Any], list[str]]:
        """The tree without the chapters of these numbers, and the pages that are gone with them.

        A page listed below a chapter, as its section, goes with it.
        """
        tree = copy.deepcopy(dict(self.tree))
        gone: list[str] = []
        _prune(tree, numbers, gone)
        return tree, gone


def chapter_of(page: str) -> int | None:
    """The number of the chapter that a page is, or whose session it plans; None for other pages."""
    session = re.search(r"/session-(\d{2})$", page)
    return int(session[1]) if session else chapter_number(page)


def _pages(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict):
        return
    name = entry.get("root") or entry.get("file")
    if name:
        yield str(name)
    for group in _GROUPS:
        for below in entry.get(group) or []:
            yield from _pages(below)


def _prune(entry: dict[str, Any], numbers: Collection[int], gone: list[str]) -> None:
    for group in _GROUPS:
        kept = []
        for below in entry.get(group) or []:
            if chapter_of(str(below.get("file", ""))) in numbers:
                gone.extend(_pages(below))
            else:
                _prune(below, numbers, gone)
                kept.append(below)
        if group in entry:
            entry[group] = kept
            if not kept:
                del entry[group]
