"""What every page of the book promises, as rules: ``python tools/content.py [FILE ...]``.

Each rule reads a page as its author wrote it, before anything is built, and names file, cell and rule
when the page breaks it. The same rules run in ``make test`` (tests/test_content.py).
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pybtex.database import parse_file

from firstflames.checks.registry import check_table
from firstflames.evidence.excerpts import Quote, quotes
from firstflames.evidence.numerals import numbers
from firstflames.evidence.package import package
from firstflames.site import stored

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"

PARTS = (
    "The passage",
    "The scene",
    "The figures",
    "Check the author",
    "Another witness",
    "Discuss",
    "Check yourself",
    "Next",
)
EXCERPT_WORDS = 45
COURSE_WORDS = 1_400
CHAPTER_WORDS = 85
#: The sections whose chapters may quote more: the votes (s09) and the one night (s11).
MORE_WORDS = {"10-thirty-six-million-ballots": 150, "14-one-night-in-the-tauride-palace": 150}
READING_SPEED = 130  # words a minute, for a reader in a second language
SCENE_WORDS = (250, 500)
RUN = 10  # words that two chapters may not share
#: What a chapter may take, in minutes, as its head says it.
TIMES = {"forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90}
#: Own prose spells these one way; the text's forms stand in excerpts and data only.
NAMES = {
    "the Ukraine": "Ukraine",
    "Kiev": "Kyiv",
    "Kharkov": "Kharkiv",
    "Dnieper": "Dnipro",
    "Moslem": "Muslim",
    "Tartar": "Tatar",
    "Rumania": "Romania",
    "Petlura": "Petliura",
    "Vinnichenko": "Vynnychenko",
    "White Russian": "Belarusian",
    "Byelorussia": "Belarus",
    "Sviatitsky": "Svyatitsky",
}
#: Paragraphs that insult, which the design reads as language: a chapter that uses them says so.
LANGUAGE = ("p036", "p038", "p053", "p054", "p081")
PLACEHOLDER = "<!-- write:"

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_LOCATOR = re.compile(r"\b(?:p\d{3}|n\d{2}b?|s\d{2})\b")
_TERM = re.compile(r"\]\(#([^)\s]+)\)")


@dataclass(frozen=True)
class Page:
    """One page as its author wrote it: Markdown by cell id, code by cell id, figures, quiz.

    ``quiz`` holds the words of its quiz, ``questions`` the quiz as its file gives it.
    """

    path: Path
    markdown: Mapping[str, str]
    code: Mapping[str, str]
    figures: Mapping[str, Mapping[str, Any]]
    quiz: str = ""
    questions: tuple[Mapping[str, Any], ...] = ()

    @property
    def text(self) -> str:
        """All its Markdown."""
        return "\n".join(self.markdown.values())

    @property
    def is_chapter(self) -> bool:
        """Whether the anatomy of a chapter is asked of it."""
        return self.path.suffix == ".ipynb" and self.path.parent.name == "chapters"

    @property
    def name(self) -> str:
        """Its path, as messages give it."""
        return str(self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path)

    def part(self, heading: str) -> str:
        """The text under a heading of the anatomy, up to the next; empty where there is none."""
        found = re.search(rf"(?ms)^## {re.escape(heading)}$(.*?)(?=^## |\Z)", self.text)
        return found[1] if found else ""


@dataclass(frozen=True)
class Finding:
    """One broken promise: where, which rule, and what to do about it."""

    page: str
    cell: str
    rule: str
    message: str

    def __str__(self) -> str:
        where = f"{self.page}, cell {self.cell}" if self.cell else self.page
        return f"{where}: {self.rule}: {self.message}"


Found = Iterator[tuple[str, str]]
#: Every rule by its name: over all pages, or over chapters only.
PAGE_RULES: dict[str, Callable[[Page], Found]] = {}
CHAPTER_RULES: dict[str, Callable[[Page], Found]] = {}
#: The rules that look at all pages together.
BOOK_RULES: dict[str, Callable[[list[Page]], Iterator[tuple[Page, str, str]]]] = {}


Rule = TypeVar("Rule", bound=Callable[..., Any])


def _rule(rules: dict[str, Rule]) -> Callable[[Rule], Rule]:
    def add(rule: Rule) -> Rule:
        rules[rule.__name__.replace("_", "-")] = rule
        return rule

    return add


def read(path: Path) -> Page:
    """Read a page or notebook, with the quiz of its name. Raises ValueError for a broken notebook."""
    if path.suffix != ".ipynb":
        return Page(path, {"": path.read_text(encoding="utf-8")}, {}, {})
    markdown: dict[str, str] = {}
    code: dict[str, str] = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        (markdown if cell["cell_type"] == "markdown" else code)[cell["id"]] = text
    quiz = path.parents[1] / "quizzes" / f"{path.stem}.toml"
    questions = _questions(quiz) if quiz.is_file() else []
    return Page(path, markdown, code, dict(stored.figures(path)), _words(questions), tuple(questions))


def _questions(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("question", [])
    return found


def _words(questions: list[dict[str, Any]]) -> str:
    """What a reader sees of a quiz, as Markdown."""
    words = []
    for question in questions:
        words += [question.get("ask", ""), question.get("reason", "")]
        for each in (*question.get("option", []), *question.get("trap", [])):
            words += [each.get("text", ""), each.get("reason", "")]
    return "\n\n".join(words)


def pages(book: Path = BOOK) -> list[Page]:
    """Every page of the book, chapters first."""
    found = [*book.rglob("*.ipynb"), *book.rglob("*.md")]
    kept = [path for path in found if not any(p[0] in "._" for p in path.relative_to(book).parts)]
    return [read(path) for path in sorted(kept, key=lambda path: (path.suffix, path))]


def own_words(markdown: str) -> str:
    """The course's own words: without excerpts, code, comments, roles and addresses."""
    text = re.sub(r"(?s)<!--.*?-->|```.*?```", "", markdown)
    text = re.sub(r"(?m)^>.*$", "", text)
    text = re.sub(r"\{[\w:]+\}`[^`]*`|`[^`]*`", "", text)
    return re.sub(r"\]\([^)]*\)", "]", text)


# Over every page ---------------------------------------------------------------------------------


@_rule(PAGE_RULES)
def one_title(page: Page) -> Found:
    """One H1, at the head."""
    text = re.sub(r"(?s)```.*?```|\A---.*?^---$", "", page.text, flags=re.M)
    titles = re.findall(r"(?m)^# .*$", text)
    if len(titles) != 1 or not text.lstrip().startswith("# "):
        yield "", f"found {len(titles)} titles (# ...): a page has one, at its head"


@_rule(PAGE_RULES)
def excerpts(page: Page) -> Found:
    """Block quotes are excerpts: attributed, short; what is quoted is proved elsewhere."""
    for quote in quotes(page.path):
        if not quote.locator:
            yield _cell(page, quote), f"no attribution with a locator on the last line of {quote}"
        elif not 5 <= quote.words <= EXCERPT_WORDS:
            yield _cell(page, quote), f"{quote.words} words in {quote}: 5 to {EXCERPT_WORDS} may stand"


def _cell(page: Page, quote: Quote) -> str:
    ids = [each for each, text in page.markdown.items() if quote.lines[0] in text]
    return ids[0] if ids else ""


@_rule(PAGE_RULES)
def names(page: Page) -> Found:
    """Own prose spells names as the design sets them."""
    for cell, text in (*page.markdown.items(), ("quiz", page.quiz)):
        for wrong, right in NAMES.items():
            if re.search(rf"\b{wrong}", own_words(text)):
                yield cell, f"found “{wrong}”: write “{right}”, or quote it as the text’s own word"


@_rule(PAGE_RULES)
def references(page: Page) -> Found:
    """What is cited stands in the bibliography."""
    for cell, text in (*page.markdown.items(), ("quiz", page.quiz)):
        for keys in re.findall(r"\{cite(?::\w+)?\}`([^`]*)`", text):
            for key in (key.strip() for key in keys.split(",")):
                if key not in _works():
                    yield cell, f"{key!r} is no key of book/references.bib"


@cache
def _works() -> frozenset[str]:
    return frozenset(parse_file(BOOK / "references.bib").entries)


@_rule(PAGE_RULES)
def locators(page: Page) -> Found:
    """A locator names a paragraph, a note or a section that there is."""
    known = {row["locator"] for row in _rows("fingerprint")}
    known |= {row["section"] for row in _rows("fingerprint")}
    for cell, text in (*page.markdown.items(), ("quiz", page.quiz)):
        for locator in _LOCATOR.findall(re.sub(r"\]\([^)]*\)|`[^`]*`", "", text)):
            if locator not in known:
                yield cell, f"there is no {locator} in the chapter"


@_rule(PAGE_RULES)
def links(page: Page) -> Found:
    """Links inside the book lead somewhere; outside addresses are written as links."""
    for cell, text in (*page.markdown.items(), ("quiz", page.quiz)):
        plain = re.sub(r"(?s)```.*?```|`[^`]*`", "", text)
        for target in re.findall(r"\]\(([^)]*)\)", plain):
            if target.startswith("#"):
                if target[1:] not in _ids() and not _is_heading(page, target[1:]):
                    yield cell, f"{target} is the id of no person, party, place, claim, check or event"
            elif target.startswith(("http://", "https://", "mailto:")):
                if re.search(r"\s", target) or target.startswith("http://"):
                    yield cell, f"write {target!r} as one https address"
            elif not (page.path.parent / target.split("#")[0]).exists():
                yield cell, f"the link to {target!r} leads nowhere"
        for bare in re.findall(r"(?<![(<\"])https?://\S+", plain):
            yield cell, f"{bare} stands bare: write <{bare}> or [words]({bare})"


def _is_heading(page: Page, slug: str) -> bool:
    found = re.findall(r"(?m)^#+ (.*)$|^\(([\w-]+)\)=$", page.text)
    return any(
        slug == (label or re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"))
        for title, label in found
    )


def _rows(table: str) -> list[dict[str, Any]]:
    return [cells for _, cells in package().records(table)]


@cache
def _ids() -> frozenset[str]:
    """What a link can lead to on the reference pages."""
    keys = {"people": "person_id", "organisations": "org_id", "places": "place_id"}
    found = {row[key] for table, key in keys.items() for row in _rows(table)}
    found |= {row["claim_id"] for row in _rows("claims")}
    found |= {row["locator"] for row in _rows("fingerprint")}
    found |= {f"event-{row['event_id']}" for row in _rows("events")}
    return frozenset(found | {f"check-{check}" for check in check_table()["check_id"]})


@_rule(PAGE_RULES)
def nothing_left_to_write(page: Page) -> Found:
    """No instruction of ``make chapter`` is left over."""
    for cell, text in page.markdown.items():
        if PLACEHOLDER in text:
            yield cell, f"“{PLACEHOLDER} … -->” is still there: write the part and delete the line"


# Over chapters -----------------------------------------------------------------------------------


@_rule(CHAPTER_RULES)
def parts(page: Page) -> Found:
    """Every part of the anatomy, in order."""
    headings = tuple(re.findall(r"(?m)^## (.*)$", page.text))
    if headings != PARTS:
        yield "", f"the headings are {headings}: a chapter has {PARTS}, in this order"


@_rule(CHAPTER_RULES)
def head(page: Page) -> Found:
    """Time, sections, and three abilities."""
    cell, text = next(iter(page.markdown.items()))
    if _minutes(page) is None:
        yield cell, f"no “**Time:** about … minutes.” with one of {', '.join(TIMES)}"
    if not re.search(r"\*\*Text:\*\* ", text):
        yield cell, "no “**Text:** …” with the sections that the chapter covers"
    abilities = len(re.findall(r"(?m)^- ", text))
    if abilities != 3:
        yield cell, f"{abilities} abilities: a chapter promises three"


def _minutes(page: Page) -> int | None:
    found = re.search(r"\*\*Time:\*\* (?:about )?([\w-]+) minutes", page.text)
    return TIMES.get(found[1]) if found else None


@_rule(CHAPTER_RULES)
def excerpts_of_a_chapter(page: Page) -> Found:
    """Some, and not too many, words of the text."""
    used = sum(quote.words for quote in quotes(page.path))
    limit = MORE_WORDS.get(page.path.stem, CHAPTER_WORDS)
    if not 0 < used <= limit:
        yield "passage", f"{used} words are quoted: 1 to {limit} may stand in this chapter"


@_rule(CHAPTER_RULES)
def scene(page: Page) -> Found:
    """Neither thin nor a lecture, and tied to the glossary."""
    text, (least, most) = page.part("The scene"), SCENE_WORDS
    length = len(own_words(text).split())
    if not least <= length <= most:
        yield "scene", f"{length} words: the scene has {least} to {most}"
    if len(_TERM.findall(text)) < 3:
        yield "scene", "fewer than three links to people, parties or places, as [the Rada](#rada)"


@_rule(CHAPTER_RULES)
def people_are_linked(page: Page) -> Found:
    """Whoever of people.csv is named is linked to the glossary, once at least."""
    own = own_words(page.text)
    linked = set(_TERM.findall(page.text))
    for row in _rows("people"):
        surname = row["name"].split()[-1]
        if " of " in row["name"]:  # Peter I of Russia has no surname to look for
            continue
        if re.search(rf"\b{re.escape(surname)}\b", own) and not _namesakes(surname) & linked:
            yield "", f"{row['name']} is named and not linked: [{surname}](#{row['person_id']})"


@cache
def _namesakes(surname: str) -> frozenset[str]:
    same = [row["person_id"] for row in _rows("people") if row["name"].split()[-1] == surname]
    return frozenset(same)


@_rule(CHAPTER_RULES)
def numbers_from_the_data(page: Page) -> Found:
    """No figure is typed into prose: dates, years, locators and short quoted words may stand."""
    for cell, text in (*page.markdown.items(), ("quiz", page.quiz)):
        own = re.sub(r"(?m)^#.*$", "", own_words(text))
        own = _LOCATOR.sub("", own)
        own = re.sub(r"\b1[789]\d\d(?:[–-]\d\d(?:\d\d)?)?\b", "", own)  # years
        day = r"\d{1,2}(?:(?: to | and | or |[–/-])\d{1,2})?"
        own = re.sub(rf"\b{day} {_MONTH}|\b{_MONTH} {day}\b", "", own)
        own = re.sub(r"(?m)^(?:\*\*)?\d\.", "", own)  # numbered lists
        own = re.sub(r"“[^”]{0,80}”|\"[^\"\n]{0,80}\"|‘[^’]{0,80}’", "", own)
        for figure in re.findall(r"\d[\d.,]*", own):
            yield cell, f"the figure {figure} is typed: glue it in a cell and print it here"
        for phrase in re.findall(r"(?i)[\w-]+ (?:hundred|thousand|million|per cent)\b", own):
            if numbers(phrase.removesuffix(" per cent")) and not phrase.lower().startswith("a "):
                yield cell, f"the figure “{phrase}” is typed: glue it in a cell and print it here"


@_rule(CHAPTER_RULES)
def reading_time(page: Page) -> Found:
    """Half of the time promised is for reading; the other half for charts and talk."""
    minutes = _minutes(page)
    length = len(own_words(page.text + page.quiz).split())
    if minutes is not None and length / READING_SPEED > minutes / 2:
        took = f"{length} words take {length / READING_SPEED:.0f} minutes at {READING_SPEED} a minute"
        yield "", f"{took}: half of the {minutes} promised is for reading"


@_rule(CHAPTER_RULES)
def prompts(page: Page) -> Found:
    """Three or four, and the best case on each side of one."""
    discuss = page.part("Discuss")
    count = len(re.findall(r"(?m)^\d\. ", discuss))
    if not 3 <= count <= 4:
        yield "discuss", f"{count} prompts: a chapter has three or four"
    if "best case on each side" not in discuss:
        yield "discuss", "no “best case on each side” for one of the prompts"


@_rule(CHAPTER_RULES)
def quiz(page: Page) -> Found:
    """Three to five questions that their form does not give away."""
    if not 3 <= len(page.questions) <= 5:
        yield "quiz", f"{len(page.questions)} questions in book/quizzes: a chapter has three to five"
    right, longest = [], []
    for question in page.questions:
        options = question.get("option", [])
        if not options:
            continue
        lengths = [len(own_words(option["text"])) for option in options]
        at = next((place for place, option in enumerate(options) if option.get("right")), 0)
        right.append(at)
        longest.append(lengths[at] == max(lengths))
    if len(right) > 1 and len(set(right)) == 1:
        yield "quiz", f"the right answer is always number {right[0] + 1}: move it in one question"
    if len(longest) > 1 and all(longest):
        yield (
            "quiz",
            "the right answer is the longest in every question: shorten one, or say more of another",
        )


@_rule(CHAPTER_RULES)
def charts(page: Page) -> Found:
    """One to three charts, each with its words and something to touch."""
    if not 1 <= len(page.figures) <= 4:
        yield "figures", f"{len(page.figures)} charts: a chapter has one to three, four at the most"
    for cell, figure in page.figures.items():
        meta = stored.words(figure)
        if not meta:
            yield cell, "a chart without its words: pass it through firstflames.finish"
        touch = figure["layout"].get("updatemenus") or figure["layout"].get("sliders")
        if not touch and not {"guess", "bloc"} & set(meta):
            yield cell, "a chart that only hovers: give it a choice, a slider, a guess or a bloc builder"


@_rule(CHAPTER_RULES)
def content_note(page: Page) -> Found:
    """A chapter in which people are killed or insulted says so before it begins."""
    killed = {row["locator"] for row in _rows("casualties") if row["locator"]}
    used = set(_LOCATOR.findall(re.sub(r"\]\([^)]*\)", "", page.text)))
    used |= {
        source for figure in page.figures.values() for source in stored.words(figure).get("sources", [])
    }
    cell, text = next(iter(page.markdown.items()))
    grave = sorted(used & (killed | set(LANGUAGE)))
    if grave and "**Content.**" not in text:
        yield cell, f"it uses {', '.join(grave)}: say in a line “**Content.** …” what a reader will meet"


@_rule(CHAPTER_RULES)
def short_cells(page: Page) -> Found:
    """Machinery lives in the library."""
    for cell, text in page.code.items():
        if len(text.splitlines()) > 95:
            yield cell, f"{len(text.splitlines())} lines of code: 95 at the most, better half of that"


# Over the book -----------------------------------------------------------------------------------


@_rule(BOOK_RULES)
def words_of_the_course(all_pages: list[Page]) -> Iterator[tuple[Page, str, str]]:
    """The whole course keeps to its share of the text."""
    used = {page.path: sum(quote.words for quote in quotes(page.path)) for page in all_pages}
    if sum(used.values()) > COURSE_WORDS:
        most = max(all_pages, key=lambda page: used[page.path])
        yield most, "", f"{sum(used.values())} words are quoted in the course: {COURSE_WORDS} may be"


@_rule(BOOK_RULES)
def no_shared_runs(all_pages: list[Page]) -> Iterator[tuple[Page, str, str]]:
    """No two chapters say the same thing in the same words."""
    met: dict[tuple[str, ...], Page] = {}
    for page in (page for page in all_pages if page.is_chapter):
        reported: set[Path] = set()
        for cell, text in (*page.markdown.items(), ("quiz", page.quiz)):
            # Headings, also those in bold on a line of their own, and the head's line have set words.
            own = re.sub(r"(?m)^(#|\*\*Time:).*$|^\*\*[^*]+\*\*$", "", own_words(text)).lower()
            words = re.findall(r"\w+(?:[’'-]\w+)*", own)
            for start in range(len(words) - RUN + 1):
                run = tuple(words[start : start + RUN])
                other = met.setdefault(run, page)
                if other is not page and other.path not in reported:
                    reported.add(other.path)
                    yield page, cell, f"“{' '.join(run)}” stands in {other.name} too: say it once"


def lint(chosen: list[Page], every: list[Page]) -> list[Finding]:
    """What ``chosen`` pages break, of ``every`` page of the book."""
    found = []
    for page in chosen:
        rules = {**PAGE_RULES, **(CHAPTER_RULES if page.is_chapter else {})}
        for name, rule in rules.items():
            found += [Finding(page.name, cell, name, message) for cell, message in rule(page)]
    names_of_chosen = {page.name for page in chosen}
    for name, book_rule in BOOK_RULES.items():
        found += [
            Finding(page.name, cell, name, message)
            for page, cell, message in book_rule(every)
            if page.name in names_of_chosen
        ]
    return found


def main(arguments: list[str]) -> int:
    """Lint the pages named in ``arguments``, or all; 1 when one breaks a rule."""
    missing = [name for name in arguments if not Path(name).is_file()]
    if missing:
        print(f"there is no page {missing[0]!r}: name files of book/, or none for all", file=sys.stderr)
        return 2
    every = pages()
    wanted = {Path(name).resolve() for name in arguments}
    chosen = [page for page in every if page.path.resolve() in wanted] if wanted else every
    found = lint(chosen, every)
    by_page: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        by_page[finding.page].append(finding)
    for findings in by_page.values():
        print("\n".join(str(finding) for finding in findings))
    print(f"{len(chosen)} pages, {len(found)} findings.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
