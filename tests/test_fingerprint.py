"""The fingerprint proves excerpts in every clone, and does not give the text back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import BOOK, ROOT
from hypothesis import given
from hypothesis import strategies as st

from firstflames.evidence import fingerprint as fp
from firstflames.evidence.excerpts import markdown, quotes_in
from firstflames.evidence.package import package
from firstflames.evidence.verify import excerpt_problems, fingerprints

KEPT = fingerprints(package())
EXCERPTS = list(quotes_in(BOOK, ROOT / "exercises"))
PIECES = [(KEPT[quote.locator or ""], piece) for quote in EXCERPTS for piece in quote.pieces()]

# Our own words, in the place of a paragraph.
OWN = (
    "The bakers of the town – forty of them, the list says – met on Monday and asked for a fair wage; "
    "the owners, who met on Sunday, answered that wages follow prices and prices the weather."
)


def vocabulary() -> list[str]:
    """Every word that the project prints anywhere: its prose, its code, its data."""
    pages = [*BOOK.rglob("*.md"), *BOOK.rglob("*.ipynb")]
    texts = [text for path in pages for _, text in markdown(path)]
    for folder in ("data", "src", "tests", "tools"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".csv", ".md", ".py"} and path.name != "fingerprint.csv":
                texts.append(path.read_text(encoding="utf-8"))
    printed = " ".join(texts)
    printed += " ".join(kept.first_words for kept in KEPT.values())
    return sorted(set(fp.words_of(re.sub(r'[,;|"]', " ", printed))))


def test_every_excerpt_is_proved() -> None:
    assert EXCERPTS
    assert [str(problem) for problem in excerpt_problems(EXCERPTS, package())] == []


@pytest.mark.parametrize(("kept", "piece"), PIECES)
def test_a_wrong_word_inside_an_excerpt_is_noticed(kept: fp.Fingerprint, piece: str) -> None:
    words = fp.words_of(piece)
    inside = range(fp.SHINGLE_WORDS - 1, len(words) - fp.SHINGLE_WORDS + 1)
    for place in inside:
        assert not fp.proves(kept, [*words[:place], "wrong", *words[place + 1 :]])
        assert not fp.proves(kept, [*words[:place], *words[place + 1 :]]), "a word left out"
        assert not fp.proves(kept, [*words[:place], "wrong", *words[place:]]), "a word put in"


def test_a_wrong_last_word_passes_once_in_eight() -> None:
    """Said in the module: at the ends a single run decides. The test keeps the sentence true."""
    words = vocabulary()[::7]
    tried = passed = 0
    for kept, piece in PIECES:
        for word in words:
            tried += 1
            passed += fp.proves(kept, [*fp.words_of(piece)[:-1], word])
    assert 0.09 < passed / tried < 0.16


def test_another_paragraph_does_not_prove_an_excerpt() -> None:
    for kept, piece in PIECES:
        others = [other for other in KEPT.values() if other.locator != kept.locator]
        assert not any(fp.proves(other, fp.words_of(piece)) for other in others)


def starts() -> Iterator[tuple[str, fp.Fingerprint, list[str], bool]]:
    """Whatever of the text stands in the repository: excerpts from both ends, and the crosswalk."""
    for kept, piece in PIECES:
        words = fp.words_of(piece)
        yield f"{kept.locator} forwards", kept, words, False
        yield f"{kept.locator} backwards", kept, words, True
    for kept in KEPT.values():
        words = fp.words_of(kept.first_words)
        if len(words) >= fp.SHINGLE_WORDS - 1:
            yield f"{kept.locator} crosswalk", kept, words, False


def test_no_further_word_can_be_recovered_with_certainty() -> None:
    """The attack, with all words of the project, from all that is known of the text."""
    words = vocabulary()
    assert len(words) > 2_000
    for name, kept, known, backwards in starts():
        depth = 2 if name.endswith("crosswalk") else 3
        found = fp.continuations(kept, known, words, depth=depth, backwards=backwards)
        assert len(found) > len(words) / fp.FILLED / 2, f"{name}: only {len(found)} words fit"


def test_the_true_word_is_not_told_from_the_others() -> None:
    """How many words fit after a word does not single out the word that the text has."""
    kept = fp.fingerprint("p001", OWN)
    text = fp.words_of(OWN)
    dictionary = sorted({*vocabulary()[::20], *text})

    def fitting(*known: str) -> int:
        return len(fp.continuations(kept, known, dictionary, depth=1))

    ranks = []
    for place in range(4, len(text) - 1):
        known = text[place - 4 : place]
        others = fp.continuations(kept, known, dictionary, depth=1) - {text[place]}
        true = fitting(*known[1:], text[place])
        ranks.append(sum(fitting(*known[1:], word) > true for word in others) / len(others))
    assert 0.35 < sum(ranks) / len(ranks) < 0.65


def test_the_attack_works_on_whole_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack is no straw man: with longer hashes it reads our own sentence back."""
    monkeypatch.setattr(fp, "SHORTEST_HASH", 16)
    monkeypatch.setattr(fp, "LONGEST_HASH", 16)
    monkeypatch.setattr(fp, "FILLED", 1024)
    kept = fp.fingerprint("p001", OWN)
    text = fp.words_of(OWN)
    dictionary = sorted(set(text))
    for start in range(len(text) - 6):
        assert fp.continuations(kept, text[start : start + 4], dictionary) == {text[start + 4]}


def test_every_set_fills_an_eighth() -> None:
    for kept in KEPT.values():
        assert len(kept.shingles) == 2**kept.bits / fp.FILLED
        assert fp.SHORTEST_HASH <= kept.bits <= fp.LONGEST_HASH
        assert all(0 <= value < 2**kept.bits for value in kept.shingles)


def test_the_same_text_gives_the_same_fingerprint() -> None:
    made = fp.fingerprint("p001", OWN)
    assert made == fp.fingerprint("p001", OWN)
    assert fp.unpack(made.packed()) == made.shingles
    assert made.shingles != fp.fingerprint("p002", OWN).shingles, "the locator is the salt"
    assert (made.words, made.first_words) == (len(OWN.split()), "The bakers of the")


@given(st.integers(0, 24), st.integers(5, 20))
def test_whatever_stands_in_a_paragraph_is_proved(start: int, length: int) -> None:
    words = fp.words_of(OWN)[start : start + length]
    kept = fp.fingerprint("p001", OWN)
    if len(words) >= fp.SHINGLE_WORDS:
        assert fp.proves(kept, words)


def test_punctuation_at_the_edges_does_not_matter() -> None:
    kept = fp.fingerprint("p001", OWN)
    assert fp.proves(kept, fp.words_of("‘forty of them, the list says –"))
    assert not fp.proves(kept, fp.words_of("forty of them, the lists say"))


def test_what_is_too_short_or_too_long_is_said() -> None:
    with pytest.raises(ValueError, match="4 words cannot be proved"):
        fp.proves(fp.fingerprint("p001", OWN), fp.words_of(OWN)[:4])
    with pytest.raises(ValueError, match="p001 has 600 words"):
        fp.fingerprint("p001", " ".join(f"word{number}" for number in range(600)))


def test_a_false_excerpt_is_named(tmp_path: Path) -> None:
    attribution = "> — Victor Serge, *Year One of the Russian Revolution*, tr. Peter Sedgwick (p089)"
    for name, words in {
        "wrong.md": "These words were never in the paragraph at all.",
        "short.md": "Only four words here",
    }.items():
        (tmp_path / name).write_text(f"> {words}\n>\n{attribution}\n", encoding="utf-8")
    (tmp_path / "nobody.md").write_text("> Words without any attribution at all.\n>\n> Serge\n")
    said = sorted(str(problem) for problem in excerpt_problems(quotes_in(tmp_path), package()))
    assert len(said) == 3
    assert "nobody.md" in said[0] and "ends in the locator" in said[0]
    assert "short.md" in said[1] and "a longer piece" in said[1]
    assert "wrong.md" in said[2] and "the words of p089" in said[2]
