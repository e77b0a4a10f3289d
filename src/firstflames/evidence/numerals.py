"""Numbers as a text prints them: digits, words, fractions, ordinals, and words that are vague.

:func:`bounds` reads the figure's own words (``as_printed`` of ``claims.csv``) and gives the two ends
that they allow, so that a mistyped figure in the table is noticed by its own words. Vague words have
bounds by a rule of the house, written once, here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

Bounds = tuple[Fraction | None, Fraction | None]

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_CARDINALS = {word: number for number, word in enumerate(_UNITS)}
_CARDINALS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_POWERS = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
#: Words that are a number by themselves.
_WHOLE = {"first": 1, "initial": 1, "second": 2, "third": 3, "triumvirate": 3}
_WHOLE |= {"double": 2, "both": 2, "again": 2, "another": 2}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10, "thirtieth": 30}
_PARTS |= {f"{word}s": number for word, number in _PARTS.items()}
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?[½¼¾]?|[a-z]+")

#: What vague phrases are taken to mean: the first and the last whole number, None for no end.
VAGUE: dict[str, tuple[int, int | None]] = {
    "few": (2, 9),
    "handful": (2, 9),
    "several": (3, 9),
    "several dozen": (24, 99),
    "few thousand": (2_000, 9_999),
    "tens of thousands": (20_000, 99_999),
    "millions": (2_000_000, None),
}


def numbers(text: str) -> list[Fraction]:
    """The numbers that ``text`` prints, in order: ``three to four thousand`` gives 3,000 and 4,000.

    A number is digits ("36,262,560", "2½"), words ("fifty-six million"), both ("129 million"), a
    fraction ("two thirds"), an ordinal ("second"), or, where there is no other, an article ("a
    tannery"). A text without a number gives an empty list.
    """
    plain = text.lower().replace("-", " ")
    read = [item for part in re.split(r"…|\bto\b", plain) for item in _numbers(_TOKEN.findall(part))]
    found = [number for number, _ in read]
    if len(read) == 2 and " to " in plain and read[0][1] == 1 and read[1][1] >= 1_000:
        found[0] *= read[1][1]
    if not found and re.search(r"\ban?\b", plain):
        return [Fraction(1)]
    return found


def _numbers(tokens: Sequence[str]) -> list[tuple[Fraction, int]]:
    """Each number with its last power of ten (1 for none)."""
    found: list[tuple[Fraction, int]] = []
    place = 0
    while place < len(tokens):
        number, power, end = _read(tokens, place)
        if end > place:
            found.append((number, power))
        place = max(end, place + 1)
    return found


def _read(tokens: Sequence[str], start: int) -> tuple[Fraction, int, int]:
    """The number at ``start``, its last power of ten, and where it ends (``start`` for none)."""
    total, group, last, place = Fraction(0), Fraction(0), 1, start
    for token in tokens[start:]:
        if token[0].isdigit() and place == start:
            group = _digits(token)
        elif token in _CARDINALS and group % (10 if _CARDINALS[token] < 10 else 100) == 0:
            group += _CARDINALS[token]
        elif token in _POWERS:
            last = _POWERS[token]
            group = (group or Fraction(1)) * last
            if last > 100:
                total, group = total + group, Fraction(0)
        elif token in _PARTS and total == 0:
            return (group or Fraction(1)) / _PARTS[token], 1, place + 1
        elif token in _WHOLE and place == start:
            return Fraction(_WHOLE[token]), 1, place + 1
        elif not (token == "and" and last == 100):
            break
        place += 1
    return total + group, last, place


def _digits(token: str) -> Fraction:
    part = Fraction(0)
    if not token[-1].isdigit():
        part = Fraction(unicodedata.numeric(token[-1]))
        token = token[:-1]
    return Fraction(token.replace(",", "")) + part


def vague(text: str) -> Bounds | None:
    """The bounds of the longest vague phrase in ``text``, or None when there is none."""
    words = " ".join(_TOKEN.findall(text.lower()))
    for phrase in sorted(VAGUE, key=len, reverse=True):
        if re.search(rf"\b{phrase}\b", words):
            low, high = VAGUE[phrase]
            return Fraction(low), None if high is None else Fraction(high)
    return None


def bounds(text: str, qualifier: str) -> Bounds:
    """The two ends that printed words allow, given what they make of the number.

    ``qualifier`` is one of ``claims.csv``: ``more_than`` and ``at_least`` leave the upper end open,
    ``less_than`` and ``at_most`` the lower one, ``range`` takes two numbers, any other gives the number
    twice. Raises ValueError, with the reason, when the words hold no number or more than are needed.
    """
    found = numbers(text)
    needed = 2 if qualifier == "range" else 1
    if len(found) != needed:
        read = ", ".join(map(str, found)) or "none"
        raise ValueError(f"“{text}” has to hold {needed} number{'s'[: needed - 1]}, it holds {read}")
    if qualifier in {"more_than", "at_least"}:
        return found[0], None
    if qualifier in {"less_than", "at_most"}:
        return None, found[0]
    return found[0], found[-1]
