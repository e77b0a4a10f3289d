"""Proofs: of excerpts by the fingerprint, and of every printed word by a reader's own copy."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from firstflames.evidence.excerpts import Quote
from firstflames.evidence.fingerprint import (
    CROSSWALK_WORDS,
    Fingerprint,
    fingerprint,
    proves,
    unpack,
    words_of,
)
from firstflames.evidence.package import LIST_SEPARATOR, Package, Problem

FINGERPRINT = "fingerprint"
ALIAS_SEPARATOR = "|"
GAP = " … "  # words left out of as_printed
CLAIM_WORDS = 4


def fingerprints(package: Package) -> dict[str, Fingerprint]:
    """The stored fingerprints by locator. Raises EvidenceError when the table does not load."""
    return {
        row["locator"]: Fingerprint(
            row["locator"], int(row["words"]), row["first_words"], unpack(row["shingles"])
        )
        for row in package.load(FINGERPRINT).to_dict("records")
    }


def excerpt_problems(found: Iterable[Quote], package: Package) -> Iterator[Problem]:
    """What is wrong with excerpts: no locator, too short to prove, or not in their paragraph."""
    known = fingerprints(package)
    remedy = "compare it with the text, word by word, and with its locator"
    for quote in found:
        place = quote.path.name
        row = quote.cell or None
        locator = quote.locator
        shown = f"“{' '.join(quote.text.split()[:6])} …”"
        if locator is None or locator not in known:
            expected = "an attribution that ends in the locator of a paragraph"
            yield Problem(place, row, None, shown, expected, "add the attribution and its locator")
            continue
        for words in quote.pieces():
            try:
                proved = proves(known[locator], words_of(words))
            except ValueError as error:
                yield Problem(place, row, None, shown, "a longer piece", f"{error}")
                continue
            if not proved:
                yield Problem(place, row, None, shown, f"the words of {locator}", remedy)


def paragraphs(path: Path, known: Mapping[str, Fingerprint]) -> tuple[dict[str, str], list[Problem]]:
    """A reader's copy, paragraph by paragraph, and what of it could not be found.

    The copy is text with a blank line between paragraphs. A paragraph is recognized by its first words
    (``first_words`` of the fingerprint), in the order of the text; what lies between, such as headings
    and page headers, is passed over.
    """
    text = path.read_bytes().decode("utf-8-sig")
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
    found: dict[str, str] = {}
    problems = []
    position = 0
    for locator, kept in known.items():
        for number in range(position, len(blocks)):
            if " ".join(blocks[number].split()[:CROSSWALK_WORDS]) == kept.first_words:
                found[locator] = blocks[number]
                position = number + 1
                break
        else:
            problems.append(
                Problem(
                    path.name,
                    None,
                    None,
                    f"no paragraph {locator}",
                    f"one that begins “{kept.first_words}”",
                    "put a blank line between paragraphs, or check the edition",
                )
            )
    return found, problems


def paragraph_problems(
    found: Mapping[str, str], known: Mapping[str, Fingerprint], copy: str
) -> Iterator[Problem]:
    """Paragraphs of the copy whose words are not those of the fingerprint."""
    for locator, text in found.items():
        made, kept = fingerprint(locator, text), known[locator]
        if made != kept:
            counted = f"{made.words} words" if made.words != kept.words else "other words"
            yield Problem(
                copy,
                None,
                None,
                f"{counted} in {locator}",
                f"the {kept.words} words of the course's copy",
                "compare the editions; the course's data follows its own copy",
            )


def _holds(text: str, printed: str) -> bool:
    """Whether the parts of ``printed`` stand in ``text`` in this order, as whole words."""
    position = 0
    for part in printed.split(GAP):
        match = re.compile(rf"(?<![\w]){re.escape(part)}(?![\w])").search(text, position)
        if not match:
            return False
        position = match.end()
    return True


def claim_problems(found: Mapping[str, str], package: Package) -> Iterator[Problem]:
    """Rows of claims.csv and events.csv whose printed words are not in their paragraph."""
    for table, columns in (
        ("claims", ("as_printed", "date_as_printed")),
        ("events", ("date_as_printed",)),
    ):
        file = package.resource(table)["path"]
        for line, row in package.cells(table):
            places = [row["locator"], *filter(None, row.get("also_at", "").split(LIST_SEPARATOR))]
            texts = [found[place] for place in places if place in found]
            for column in columns:
                printed = row[column]
                if printed and texts and not any(_holds(text, printed) for text in texts):
                    expected = f"words of {' or '.join(places)}"
                    yield Problem(file, line, column, repr(printed), expected, "copy the words exactly")
                if len(printed.replace(GAP, " ").split()) > CLAIM_WORDS:
                    yield Problem(
                        file, line, column, repr(printed), f"{CLAIM_WORDS} words at most", "shorten it"
                    )


def name_problems(found: Mapping[str, str], package: Package) -> Iterator[Problem]:
    """Names whose locators are not exactly the paragraphs where one of their printed forms stands."""
    for table in ("people", "organisations", "places"):
        file = package.resource(table)["path"]
        for line, row in package.cells(table):
            forms = row["as_printed"].split(ALIAS_SEPARATOR)
            there = [key for key, text in found.items() if any(_holds(text, form) for form in forms)]
            said = row["locators"].split(LIST_SEPARATOR)
            if said != there:
                missing = sorted({*said} ^ {*there})
                yield Problem(
                    file,
                    line,
                    "locators",
                    f"a difference at {', '.join(missing) or 'the order'}",
                    "the paragraphs with one of its printed forms",
                    "correct the locators or the forms",
                )
            for form in forms:
                if not any(_holds(text, form) for text in found.values()):
                    yield Problem(
                        file, line, "as_printed", repr(form), "a form that the text prints", "remove it"
                    )


def quote_problems(found: Mapping[str, str], quotes: Iterable[Quote]) -> Iterator[Problem]:
    """Excerpts that are not in their paragraph letter by letter."""
    for quote in quotes:
        text = found.get(quote.locator or "")
        for words in quote.pieces():
            if text is not None and words not in text:
                yield Problem(
                    quote.path.name,
                    quote.cell or None,
                    None,
                    f"“{' '.join(words.split()[:6])} …”",
                    f"the exact words of {quote.locator}",
                    "copy the excerpt again",
                )


def write_fingerprint(path: Path, found: Mapping[str, str], sections: Mapping[str, str]) -> None:
    """Write ``fingerprint.csv`` anew from a reader's own copy."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["locator", "section", "words", "first_words", "shingles"])
        for locator, text in found.items():
            made = fingerprint(locator, text)
            writer.writerow([locator, sections[locator], made.words, made.first_words, made.packed()])
