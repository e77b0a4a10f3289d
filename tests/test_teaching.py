"""For teachers: hours that are computed, plans that name what is there, answers that stay away."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import build
import content
import pytest
import teacher
import yaml
from conftest import BOOK, CHAPTERS, ROOT, soup
from sphinx.errors import ExtensionError

from firstflames.site import course, plans, study

PLANS = sorted((BOOK / course.PLANS).glob("session-*.toml"))
KEYS = sorted((ROOT / "teaching" / "keys").glob("*.toml"))
TOC = (ROOT / "_toc.yml").read_text(encoding="utf-8")
#: What a plan writes for machines: names, not prose.
NAMES = {"chapter", "chart", "control", "choose", "locator"}


def held(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def prose(value: Any) -> Iterator[str]:
    """Every sentence of a plan, of keys, of worked answers."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from prose(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in NAMES:
                yield from prose(each)


@cache
def of_this_edition() -> list[Path]:
    """The plans whose chapter the book has."""
    return [path for path in PLANS if held(path)["chapter"] in {chapter.stem for chapter in CHAPTERS}]


# The course ---------------------------------------------------------------------------------------


def test_the_file_knows_every_chapter_and_every_section() -> None:
    rows = held(BOOK / course.FILE)["chapter"]
    assert [row["name"] for row in rows if row["name"] in {path.stem for path in CHAPTERS}] == [
        path.stem for path in CHAPTERS
    ]
    sections = [section for row in rows for section in row["sections"]]
    assert set(sections) == {f"s{number:02d}" for number in range(1, 14)}


def test_syllabi_hold_the_required_exercises_once_and_the_longest_every_chapter() -> None:
    rows = held(BOOK / course.FILE)
    required = [row["name"] for row in rows["exercise"] if row.get("required")]
    assert required == [
        "01-two-calendars",
        "02-bases-and-shares",
        "04-votes-and-seats",
        "06-whose-majority",
        "08-three-claims",
    ]
    for syllabus in rows["syllabus"]:
        set_ = [name for week in syllabus["week"] for name in week.get("exercises", [])]
        assert sorted(set_) == sorted(dict.fromkeys(set_)), syllabus["weeks"]
        assert set(required) <= set(set_), syllabus["weeks"]
    longest = [name for week in rows["syllabus"][-1]["week"] for name in week["chapters"]]
    assert sorted(longest) == sorted(row["name"] for row in rows["chapter"])


def test_exercises_are_those_of_the_folder() -> None:
    """Names and times of the assignments, where the repository has them."""
    assert unlike(ROOT / "exercises") == []


def unlike(folder: Path) -> list[str]:
    """Where the course and the folder of exercises disagree; nothing without the folder."""
    if not folder.is_dir():
        return []
    rows = {row["name"]: row for row in held(BOOK / course.FILE)["exercise"]}
    found = {path.name for path in folder.glob("[0-9][0-9]-*") if path.is_dir()}
    return [
        *(f"{name} is no folder" for name in sorted(set(rows) - found)),
        *(f"{name} is no exercise of course.toml" for name in sorted(found - set(rows))),
    ]


def test_an_exercise_that_only_one_of_them_knows_is_noticed(tmp_path: Path) -> None:
    for row in held(BOOK / course.FILE)["exercise"][1:]:
        (tmp_path / row["name"]).mkdir()
    (tmp_path / "09-more").mkdir()
    assert unlike(tmp_path) == ["01-two-calendars is no folder", "09-more is no exercise of course.toml"]


def minutes(text: str) -> int:
    """Minutes as a page has them: 3 h 05, 45 min."""
    found = re.fullmatch(r"(?:(\d+)\sh)?\s?(?:(\d+)(?:\smin)?)?", text.strip())
    assert found, text
    return 60 * int(found[1] or 0) + int(found[2] or 0)


def test_the_hours_of_a_week_are_the_sum_of_its_parts(site: Path) -> None:
    tables = soup(site / "teaching" / "syllabi.html").select("table.syllabus")
    assert [len(table.select("tbody tr")) for table in tables] == [6, 10, 13]
    for table in tables:
        for row in table.select("tbody tr"):
            _, sessions, before, meeting, after, work = row.select("td")
            parts = [line.text.rpartition(": ")[2] for line in before.select("p")]
            parts += [line.text.rpartition(": ")[2] for line in after.select("p")]
            sums = sum(minutes(part) for part in parts if not part.startswith("optional"))
            assert minutes(work.text) == sums + minutes(meeting.text), sessions.text


def test_the_time_in_class_is_what_chapters_promise() -> None:
    whole = course.Reader(BOOK).course()
    for path in CHAPTERS:
        promised = content._minutes(content.read(path))
        assert whole.chapters[path.stem].minutes == promised
    six = whole.syllabi[6]
    assert all(week.meeting == 90 for week in six)


SLIPS = {
    "an unknown key": ('title = "two calendars"', 'titel = "x"', "unknown key 'titel'"),
    "a week too few": ("weeks = 6", "weeks = 7", "syllabus 7: found 6 weeks; expected 7"),
    "a chapter that is none": (
        'chapters = ["07-counting-the-dead"]',
        'chapters = ["07-counting"]',
        "syllabus 6, week 3: '07-counting' is none of the chapters above",
    ),
    "a section of another chapter": ('sections = ["s01"]', 'sections = ["s02"]', "s02 is not among"),
    "no time": ("minutes = 75", "minutes = 0", "minutes = 0; expected whole minutes"),
    "a page that is none": ('page = "teaching/debate"', 'page = "debate"', "page = 'debate'"),
}


@pytest.mark.parametrize(("old", "new", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_the_course_is_one_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    book = tmp_path / "book"
    for folder in ("chapters", "quizzes", "teaching"):
        shutil.copytree(BOOK / folder, book / folder)
    path = book / course.FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ExtensionError) as raised:
        course.Reader(book).course()
    message = str(raised.value)
    assert message.startswith("book/teaching/course.toml, ") and said in message
    assert "; expected " in message and "\n" not in message


# Plans --------------------------------------------------------------------------------------------


def test_every_chapter_has_its_plan_and_the_plan_its_page() -> None:
    assert [held(path)["chapter"] for path in of_this_edition()] == [path.stem for path in CHAPTERS]
    for path in of_this_edition():
        assert f"file: {course.PLANS}/{path.stem}\n" in TOC, f"name {path.stem} in _toc.yml"


@pytest.mark.parametrize("path", of_this_edition(), ids=lambda path: path.stem)
def test_a_plan_keeps_to_its_chapter(path: Path) -> None:
    """The reader itself refuses a chart, a control, a choice, a figure or a time that is not there."""
    plan = plans.Reader(path).plan(BOOK)
    title = path.with_suffix(".md").read_text(encoding="utf-8").splitlines()[0]
    assert title == f"# Session {plan.chapter.number}: {plan.chapter.title}"
    assert path.stem == f"session-{plan.chapter.number:02d}"
    touched = {touch.chart for step in plan.steps for touch in step.touch}
    assert len(touched) >= 2, "a session touches two charts at least"
    assert 2 <= len(plan.board) <= 4
    assert len(plan.aloud) >= 2


PLAN_SLIPS = {
    "a chart": ('chart = "whose-bloc"', 'chart = "whose-block"', "no chart 'whose-block'"),
    "a control": ('control = "Call S-R"', 'control = "Name S-R"', "no control 'Name S-R'"),
    "a choice": ('choose = "20 %"', 'choose = "22 %"', "no choice '22 %'"),
    "a time": ("minutes = 8\n", "minutes = 9\n", "the steps take 91 minutes; expected 90"),
    "a figure": ("{glue:text}`russian_short`", "{glue:text}`short`", "'short' is printed"),
    "a key": ("homework =", "homewrok =", "unknown key 'homewrok'"),
    "a chapter": ('chapter = "12-whose', 'chapter = "12-who', "chapter = '12-who-majority'"),
}


@pytest.mark.parametrize(("old", "new", "said"), PLAN_SLIPS.values(), ids=PLAN_SLIPS)
def test_a_slip_in_a_plan_is_one_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "sessions" / "session-12.toml"
    path.parent.mkdir()
    text = (BOOK / course.PLANS / "session-12.toml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ExtensionError) as raised:
        plans.Reader(path).plan(BOOK)
    message = str(raised.value)
    assert said in message and "; expected " in message and "\n" not in message


# What is written ----------------------------------------------------------------------------------

WRITTEN = [*PLANS, *KEYS, BOOK / study.FILE]


def as_page(path: Path) -> content.Page:
    """The sentences of a file as the rules of pages read them; a plan's links start beside it."""
    text = "\n\n".join(prose(held(path)))
    beside = BOOK / course.PLANS / path.with_suffix(".md").name if path in KEYS else path
    return content.Page(beside, {path.stem: f"# {path.stem}\n\n{text}"}, {}, {})


HELD_TO = ("names", "references", "locators", "links", "nothing-left-to-write")


@pytest.mark.parametrize("rule", HELD_TO)
@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_not_markdown_keeps_the_rules_of_pages_too(path: Path, rule: str) -> None:
    assert list(content.PAGE_RULES[rule](as_page(path))) == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_figure_is_typed(path: Path) -> None:
    """As in chapters: numbers come from the data, by the names that chapters glue."""
    page = as_page(path)
    own = re.sub(r"\b\d{1,2}\. ", "", page.text)  # numbered lines
    quoted = content.Page(page.path, {"": re.sub(r"“[^”]{0,200}”", "", own)}, {}, {})
    assert list(content.CHAPTER_RULES["numbers-from-the-data"](quoted)) == []


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+(?:[’'-]\w+)*", content.own_words(text).lower())
    return {tuple(words[at : at + content.RUN]) for at in range(len(words) - content.RUN + 1)}


def test_no_two_plans_say_the_same_in_the_same_words() -> None:
    """Nor keys, nor worked answers, nor teaching pages, nor any of them what a chapter says."""
    texts = {path: as_page(path).text for path in WRITTEN}
    pages = [*(BOOK / "teaching").glob("*.md"), *(BOOK / "study").glob("*.md")]
    texts |= {path: path.read_text(encoding="utf-8") for path in [*pages, ROOT / "teaching/marking.md"]}
    met: dict[tuple[str, ...], Path] = {}
    shared = []
    for path, text in texts.items():
        for run in runs(text):
            other = met.setdefault(run, path)
            # A worked answer repeats its task in the chapter's own words.
            if other != path:
                shared.append(f"{path.name} and {other.name}: {' '.join(run)}")
    assert shared == []


# Answers stay away --------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Words only: marks, quotes and spaces differ between sources and pages."""
    return " ".join(re.findall(r"\w+", re.sub(r"<[^>]*>|\{glue:text\}`\w+`|\]\([^)]*\)", " ", text)))


@cache
def secrets() -> dict[str, str]:
    """Pieces of every sentence of the keys and of the guide to marking, by where they stand."""
    found = {}
    for path in [*KEYS, ROOT / "teaching" / "marking.md"]:
        text = path.read_text(encoding="utf-8")
        pieces = prose(held(path)) if path.suffix == ".toml" else text.split("\n\n")
        for number, piece in enumerate(pieces):
            words = plain(max(re.split(r"\{glue:text\}`\w+`|\]\([^)]*\)", piece), key=len)).split()
            if len(words) >= 8:
                found[f"{path.name} {number}"] = " ".join(words[:8])
    return found


def told(folder: Path) -> list[str]:
    """Which secrets the files of a site hold."""
    texts = []
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in {".html", ".js", ".json", ".xml", ".txt", ".md", ".ipynb"}:
            texts.append(plain(path.read_text(encoding="utf-8", errors="ignore")))
            texts.append(path.relative_to(folder).as_posix())
    whole = "\n".join(texts)
    found = [place for place, piece in secrets().items() if piece in whole]
    return found + [name for name in ("keys/marking", "teaching/keys") if name in whole]


def test_there_are_answers_to_keep() -> None:
    assert [path.stem for path in KEYS] == [path.stem for path in PLANS]
    assert len(secrets()) > 150


def test_the_students_site_has_no_answers(site: Path) -> None:
    """Not on pages, in sources, in the search index, in a map of the site or in addresses."""
    assert told(site) == []
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    names = json.loads(index[index.index("(") + 1 : index.rindex(")")])["docnames"]
    assert sorted(names) == sorted(_files(yaml.safe_load(TOC)))
    assert not [name for name in names if "keys" in name or "marking" in name]
    for path in (site / course.PLANS).glob("*.html"):
        part = soup(path).select_one("#likely-answers")
        assert part and len(part.select("p")) == 1 and "teacher’s edition" in part.text


def _files(entry: Any) -> Iterator[str]:
    if isinstance(entry, dict):
        if "root" in entry or "file" in entry:
            yield entry.get("root") or entry["file"]
        for each in entry.values():
            yield from _files(each)
    elif isinstance(entry, list):
        for each in entry:
            yield from _files(each)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The teacher's edition of two chapters, built as ``make teacher`` builds it."""
    target = tmp_path_factory.mktemp("teacher")
    teacher.stage(target)
    copy = target / "book"
    wanted = ("10-thirty-six-million-ballots", "12-whose-majority")
    for folder in ("quizzes", "documents"):
        for path in (copy / folder).glob("*.toml"):
            if path.stem not in wanted:
                path.unlink()
    (copy / "start.md").write_text("# Start\n", encoding="utf-8")
    pages = [f"chapters/{name}" for name in wanted]
    pages += [f"{course.PLANS}/session-{name[:2]}" for name in wanted]
    pages += ["teaching/keys/marking", "teaching/rubrics"]
    toc = {"root": "start", "format": "jb-book", "chapters": [{"file": page} for page in pages]}
    (copy / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    modules = target / "node_modules"
    modules.symlink_to(ROOT / "node_modules")
    # Links lead out of these few pages: they are warnings here, and errors in the whole edition.
    command = build.command(copy, target, config=target / "_config.yml")
    lenient = [each for each in command if each not in {"-W", "-n"}]
    done = subprocess.run(lenient, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return target / "_build" / "html"


def test_the_teachers_edition_has_them(edition: Path) -> None:
    """So the search above would find an answer, if there were one to find."""
    found = set(told(edition))
    own = {"session-10.toml", "session-12.toml", "marking.md"}
    missed = [place for place in secrets() if place.split()[0] in own and place not in found]
    assert missed == []
    assert not [place for place in found if place.split()[0] == "session-11.toml"]
    page = soup(edition / course.PLANS / "session-10.html")
    assert "Teacher’s edition" in page.select_one(".announcement").text  # type: ignore[union-attr]
    assert len(page.select("#good-answers ol > li")) == 4
    assert page.select_one("#misreadings dt")


def test_the_edition_names_its_guide_and_says_when_keys_are_missing(tmp_path: Path) -> None:
    toc = yaml.safe_load(TOC)
    names = list(_files(teacher.with_keys(toc)))
    assert names[names.index("teaching/start") + 1] == "teaching/keys/marking"
    with pytest.raises(ValueError, match="no part “Teaching”"):
        teacher.with_keys({"parts": [{"caption": "Chapters", "chapters": []}]})
    with pytest.raises(FileNotFoundError, match=r"no marking\.md there"):
        teacher.stage(tmp_path, keys=tmp_path)


def test_a_key_is_needed_for_every_prompt(tmp_path: Path) -> None:
    path = tmp_path / "session-10.toml"
    text = (ROOT / "teaching/keys/session-10.toml").read_text(encoding="utf-8")
    path.write_text(re.sub(r'(?m)^  "Use of one line.*\n', "", text), encoding="utf-8")
    reader = plans.Reader(path)
    reader.glue = {}
    with pytest.raises(ExtensionError, match=r"found keys of 3 prompts; expected 4, one for each"):
        reader.answers(4)


def test_links_of_teaching_and_study_lead_to_pages_and_places(site: Path) -> None:
    """Also those that directives make, which no rule over Markdown sees."""
    wrong = []
    for path in [*(site / "teaching").rglob("*.html"), *(site / "study").glob("*.html")]:
        for link in soup(path).select("main a[href]"):
            address, _, anchor = str(link["href"]).partition("#")
            if address.startswith(("http", "mailto:")):
                continue
            target = (path.parent / address).resolve() if address else path
            if not target.is_file() or (anchor and not soup(target).find(id=anchor)):
                wrong.append(f"{path.relative_to(site)}: {link['href']}")
    assert wrong == []
