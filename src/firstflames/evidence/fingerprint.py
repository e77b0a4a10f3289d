"""The fingerprint: proves that words stand in a paragraph, and does not give the paragraph back.

The text is in copyright and stays out of the repository. For each paragraph the evidence keeps the set
of its five-word runs (shingles), each hashed together with the paragraph's id and cut to twelve bits or
fewer. Every set fills one eighth of the values that a hash may have:

- *It proves.* Every run of an excerpt has to be in the set. A wrong word inside an excerpt changes five
  runs, and each has one chance in eight to pass: all five pass once in 32,768 times. A wrong word at
  either end changes one run and passes once in eight; a reader's own copy tells (``verify``).
- *It does not give back.* Whoever holds four words and tries every word as the fifth finds that one in
  eight fits; from each of these one in eight again. A run tells three bits, fewer than a word holds.
  Where a paragraph has too few runs to fill its eighth, decoys do. They are drawn from a hash of the
  whole paragraph: the same every time for those who have the text, and not to be told from runs by
  those who do not.

Full hashes would not do: from five words, 131 words of a paragraph were rebuilt in seconds.

Words are compared without the punctuation around them, since an excerpt may start or end inside a
sentence. Letters, case, hyphens and apostrophes inside a word count.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

SHINGLE_WORDS = 5
SHORTEST_HASH, LONGEST_HASH = 10, 12  # bits
FILLED = 8  # one value in eight is in the set
HEX_DIGITS = 3
CROSSWALK_WORDS = 4


@dataclass(frozen=True)
class Fingerprint:
    """What is kept of one paragraph: id, number of words, first words, and the hashed runs."""

    locator: str
    words: int
    first_words: str
    shingles: frozenset[int]

    @property
    def bits(self) -> int:
        """How long the hashes are: the set fills one eighth of 2 ** bits."""
        return (len(self.shingles) * FILLED).bit_length() - 1

    def packed(self) -> str:
        """The set as one cell of ``fingerprint.csv``: sorted, three hexadecimal digits each."""
        return "".join(f"{value:0{HEX_DIGITS}x}" for value in sorted(self.shingles))


def unpack(cell: str) -> frozenset[int]:
    """The set in one cell of ``fingerprint.csv``."""
    digits = range(0, len(cell), HEX_DIGITS)
    return frozenset(int(cell[start : start + HEX_DIGITS], 16) for start in digits)


def words_of(text: str) -> list[str]:
    """The words of a text as they are hashed: no punctuation around them, none that is only that."""
    return [word for word in map(_bare, text.split()) if word]


def _bare(word: str) -> str:
    kept = [place for place, sign in enumerate(word) if unicodedata.category(sign)[0] in "LN"]
    return unicodedata.normalize("NFC", word[kept[0] : kept[-1] + 1]) if kept else ""


def hashed(locator: str, words: Sequence[str], bits: int) -> int:
    """The hash of one run of words of one paragraph."""
    salted = "\x1f".join((locator, *words))
    return int.from_bytes(hashlib.sha256(salted.encode("utf-8")).digest()[:2], "big") % (1 << bits)


def runs(words: Sequence[str]) -> list[Sequence[str]]:
    """All runs of five words, in the order of the text; none for fewer words."""
    return [words[start : start + SHINGLE_WORDS] for start in range(len(words) - SHINGLE_WORDS + 1)]


def fingerprint(locator: str, text: str) -> Fingerprint:
    """The fingerprint of one paragraph.

    Raises ValueError for a paragraph with more runs than an eighth of the longest hashes can hold.
    """
    words = words_of(text)
    for bits in range(SHORTEST_HASH, LONGEST_HASH + 1):
        kept = {hashed(locator, run, bits) for run in runs(words)}
        room = (1 << bits) // FILLED
        if len(kept) <= room:
            break
    else:
        raise ValueError(f"{locator} has {len(words)} words, too many for one fingerprint: split it")
    for number in count():
        if len(kept) == room:
            break
        kept.add(hashed(locator, ("decoy", str(number), *words), bits))
    first = " ".join(text.split()[:CROSSWALK_WORDS])
    return Fingerprint(locator, len(text.split()), first, frozenset(kept))


def proves(kept: Fingerprint, words: Sequence[str]) -> bool:
    """Whether all runs of ``words`` stand in the paragraph, as far as the cut hashes can tell.

    ``words`` are those of :func:`words_of`. Raises ValueError for fewer than five, of which nothing can
    be proved.
    """
    if len(words) < SHINGLE_WORDS:
        raise ValueError(f"{len(words)} words cannot be proved; an excerpt has {SHINGLE_WORDS} or more")
    return all(hashed(kept.locator, run, kept.bits) in kept.shingles for run in runs(words))


def continuations(
    kept: Fingerprint,
    words: Sequence[str],
    vocabulary: Sequence[str],
    *,
    depth: int = 2,
    backwards: bool = False,
) -> set[str]:
    """The attack: which words may follow (or precede) ``words``, by a search ``depth`` words deep.

    A word counts when the set allows a chain of ``depth`` words that starts with it. One word alone
    would be a word given away; the tests assert that there are always many.
    """
    known = tuple(words[: SHINGLE_WORDS - 1] if backwards else words[1 - SHINGLE_WORDS :])
    return {word for word in vocabulary if _goes_on(kept, known, word, vocabulary, depth, backwards)}


def _goes_on(
    kept: Fingerprint,
    known: tuple[str, ...],
    word: str,
    vocabulary: Sequence[str],
    depth: int,
    backwards: bool,
) -> bool:
    run = (word, *known) if backwards else (*known, word)
    if hashed(kept.locator, run, kept.bits) not in kept.shingles:
        return False
    known = run[:-1] if backwards else run[1:]
    return depth == 1 or any(
        _goes_on(kept, known, further, vocabulary, depth - 1, backwards) for further in vocabulary
    )
