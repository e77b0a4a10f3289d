"""Slips of this copy of the text: what is lost, and what is misprinted."""

from __future__ import annotations

from firstflames.checks.registry import Evidence, Outcome, check, compare, judged

#: The notes that open with a number in brackets; n40b and n47b are second paragraphs.
NOTES = tuple(f"n{number:02d}" for number in range(1, 48))


def _number(first_words: str) -> int:
    """The number in brackets with which a note begins. Raises ValueError when there is none."""
    return int(first_words.partition("]")[0].removeprefix("["))


@check(
    "slips-lost-list",
    "The list of decrees that p068 announces is missing",
    locators=["p068", "p069"],
    expects="slip of this copy",
    teaches="When a text points to a list and none follows, suspect the copy before the author.",
    charitable="The author printed the list; this copy lost it. The reconstruction in decrees.csv "
    "is ours and not his.",
)
def lost_list(read: Evidence) -> Outcome:
    """The paragraph that announces, and what is recorded of the loss."""
    lost = read.row("no_claims", locator="p068", kind="lost")
    after = read.row("fingerprint", locator="p069")
    return judged(
        "“A simple enumeration of the main decrees” is to follow",
        f"the next paragraph begins “{after['first_words']}”, and speaks of an agenda not printed",
        "slip of this copy",
        lost["reason"],
    )


@check(
    "slips-note-19",
    "Note 19 explains ranks that no paragraph of this copy mentions",
    locators=["n19", "p068"],
    expects="slip of this copy",
    teaches="A note without its marker is a trace: it tells what the lost passage was about.",
    charitable="The marker most likely stood in the lost list, at the decree that abolished "
    "estates and civil ranks; the author's own edition will have had it.",
)
def note_19(read: Evidence) -> Outcome:
    """The note, the decree that it explains, and the lost passage."""
    note = read.row("fingerprint", locator="n19")
    decree = read.row("decrees", locator="n19")
    lost = read.row("no_claims", locator="p068", kind="lost")
    return judged(
        f"“{note['first_words']}…”: a note on ranks",
        f"its marker is missing; the decree on ranks is of {decree['old_style_start']}",
        "slip of this copy",
        f"{decree['title']}, as our reconstruction of the list has it. {lost['reason']}",
    )


@check(
    "slips-notes-complete",
    "All the notes are here, one for each number",
    locators=["n01", "n47"],
    expects="agrees",
    teaches="Numbered notes are a check on a copy: a gap would show what it has lost.",
)
def notes_complete(read: Evidence) -> Outcome:
    """The number of the last note, and how many different numbers there are."""
    last = read.row("fingerprint", stated=True, locator=NOTES[-1])["first_words"]
    rows = read.rows("fingerprint", locator=NOTES)
    numbers = {_number(row["first_words"]) for row in rows}
    working = f"{len(rows)} notes, {len(numbers)} different numbers; n40b and n47b go on with a note"
    return compare(_number(last), len(numbers), "notes", working)


@check(
    "slips-kharkov",
    "Kharkiv is spelt in two ways within one story",
    locators=["p029", "p044"],
    expects="slip of this copy",
    teaches="Before you count places by their names, make sure that one place has one name.",
    charitable="A letter too many is a printer's slip, and no reader would take it for another city.",
)
def kharkov(read: Evidence) -> Outcome:
    """The same list of cities, as printed twice."""
    first = read.row("claims", claim_id="p029-01")["as_printed"]
    second = read.row("claims", claim_id="p044-01")["as_printed"]
    forms = read.row("places", place_id="kharkiv")["as_printed"].split("|")
    return judged(
        f"p044: {second}",
        f"p029: {first}",
        "slip of this copy",
        f"{len(forms)} spellings of one city: {' and '.join(sorted(forms))}",
    )


@check(
    "slips-tauride",
    "The Tauride Palace loses its r in p105",
    locators=["p105", "p117"],
    expects="slip of this copy",
    teaches="A search for a name finds only the spelling you type, and a misprint hides the rest.",
    charitable="One letter was misread when the page was scanned; the other mention is spelt rightly.",
)
def tauride(read: Evidence) -> Outcome:
    """The spellings of the palace, and the two paragraphs that name it."""
    place = read.row("places", place_id="tauride-palace")
    right, wrong = place["as_printed"].split("|")
    where = [row["locator"] for row in read.rows("fingerprint", locator=("p105", "p117"))]
    return judged(
        right,
        wrong,
        "slip of this copy",
        f"two mentions, {' and '.join(where)}, in two spellings: {place['note']}",
    )


@check(
    "slips-everywhere",
    "“Almost every-where”: a hyphen of an older page break",
    locators=["p052"],
    expects="slip of this copy",
    teaches="A hyphen inside a word shows that this copy was made from a printed page.",
    charitable="The word was divided at the end of a line in print, and the copy kept the hyphen.",
)
def everywhere(read: Evidence) -> Outcome:
    """The words as this copy prints them."""
    printed = read.row("claims", claim_id="p052-12")["as_printed"]
    return judged(
        "everywhere",
        printed,
        "slip of this copy",
        f"printed “{printed}”, with a hyphen inside the word",
    )


@check(
    "slips-reclus",
    "Reclus has his accent in the text and loses it in the note",
    locators=["n01", "p001"],
    expects="slip of this copy",
    teaches="Accents are the first thing that a copy loses, and the last that a search should need.",
    charitable="The note is printed without the accent, as many catalogues do; the man is the same.",
)
def reclus(read: Evidence) -> Outcome:
    """The two spellings, and the first words of the note."""
    right, plain, *_ = read.row("people", person_id="reclus")["as_printed"].split("|")
    note = read.row("fingerprint", locator="n01")["first_words"]
    return judged(
        f"p001: {right}",
        f"n01 begins “{note}”",
        "slip of this copy",
        f"one person, two spellings: {right} and {plain}",
    )
