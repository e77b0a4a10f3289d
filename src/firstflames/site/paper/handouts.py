"""Handouts: two sides for each chapter, to print and give out. Passage and chart, then the prompts."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from sphinx.errors import ExtensionError

from firstflames.site.pages import chapter_number
from firstflames.site.paper.articles import Article, words
from firstflames.site.paper.book import LANGUAGE, STYLES, Facts
from firstflames.site.paper.contents import Contents

FOLDER = "handouts"
#: The chart's greatest height in millimetres and the lines for each answer, from roomy to tight; the
#: tool takes the first with which passage and chart fill one side and the prompts the other.
SIZES = ((150, 9), (135, 8), (120, 7), (105, 6), (90, 5), (78, 4), (66, 3), (54, 2))

#: Where an answer is written; the tool hides those that do not fit.
LINES = '<div class="line"></div>' * SIZES[0][1]
#: The most sources that a handout names; the chapter has all.
WORKS = 5


def write(out: Path, articles: Mapping[str, Article], listed: Contents, facts: Facts) -> None:
    """Write a page of HTML for each chapter into ``handouts/``."""
    folder = out / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copyfile(STYLES / "handout.css", folder / "handout.css")
    for docname in listed.pages:
        number = chapter_number(docname)
        if number:
            file = folder / f"{docname.rsplit('/', 1)[-1]}.html"
            file.write_text(page(articles[docname], number, facts), encoding="utf-8")


def page(article: Article, number: int, facts: Facts) -> str:
    """The handout of a chapter. Raises ExtensionError when a part of its anatomy is not found."""
    soup = copy.copy(article.soup)
    for link in soup.find_all("a"):
        link.unwrap()
    passage, discuss = (_section(article, soup, each) for each in ("the-passage", "discuss"))
    where, note = _head(soup)
    quoted = "".join(str(quote) for quote in passage.find_all("blockquote"))
    prompts = discuss.find("ol")
    if not isinstance(prompts, Tag) or not quoted:
        raise ExtensionError(
            f"{article.docname}: no {'prompts' if quoted else 'excerpts'} for the handout; expected a "
            "block quote under “The passage” and a numbered list under “Discuss”."
        )
    asked = "".join(
        f"<li>{''.join(map(str, prompt.contents))}{LINES}</li>\n"
        for prompt in prompts.find_all("li", recursive=False)
    )
    title = f"{number} {article.title}"
    return (
        f'<!doctype html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(facts.title)}, handout: {escape(title)}</title>\n"
        f'<meta name="author" content="{escape(facts.author)}">\n'
        f'<link rel="stylesheet" href="handout.css">\n</head>\n<body>\n'
        f'<section class="front">\n<p class="course">{escape(facts.title)}</p>\n'
        f"<h1>{escape(title)}</h1>\n<p>{where}</p>\n{note}"
        f"<h2>The passage</h2>\n{quoted}\n<h2>A chart</h2>\n{_chart(article, soup)}</section>\n"
        f'<section class="back">\n<h2>Discuss</h2>\n<ol>\n{asked}</ol>\n'
        f'<p class="foot">{escape(facts.title)} {facts.version}, chapter {number}. Text and data: '
        "CC BY 4.0; excerpts belong to their owners.</p>\n</section>\n</body>\n</html>\n"
    )


def _section(article: Article, soup: BeautifulSoup, name: str) -> Tag:
    found = soup.find("section", id=name)
    if not isinstance(found, Tag):
        raise ExtensionError(
            f"{article.docname}: no section “{name}” for the handout; expected the anatomy of a chapter."
        )
    return found


def _head(soup: BeautifulSoup) -> tuple[str, str]:
    """The line that says which text the chapter reads, and the content note, if there is one."""
    where, note = "", ""
    top = soup.find("section")
    assert isinstance(top, Tag)
    for paragraph in top.find_all("p", recursive=False):
        text = words(paragraph)
        if not where and "Text:" in text:
            where = f"<strong>Text:</strong>{escape(text.partition('Text:')[2])}"
        elif text.startswith("Content."):
            note = f'<p class="content-note">{"".join(map(str, paragraph.contents))}</p>\n'
    return where, note


def _charts(soup: BeautifulSoup) -> Iterator[Tag]:
    yield from soup.select(".chart")


def _chart(article: Article, soup: BeautifulSoup) -> str:
    """The first chart that asks for no guess: a guess would have its answer beside it."""
    charts = list(_charts(soup))
    chosen = next((each for each in charts if not each.select_one(".guess")), None)
    if chosen is None:
        raise ExtensionError(
            f"{article.docname}: no chart for the handout; expected one that asks for no guess."
        )
    figure, picture = chosen.select_one("figure"), chosen.select_one("figure img")
    assert figure is not None and picture is not None
    picture["src"] = f"../{picture['src']}"
    return f'{figure}\n<p class="sources">Sources: {_sources(chosen)}.</p>\n'


def _sources(chart: Tag) -> str:
    """The sources of a chart on a few lines; of many works the first, and how many more there are."""
    named = ["".join(map(str, each.contents)) for each in chart.select(".sources li")]
    more = len(named) - WORKS
    if more > 1:
        named[WORKS:] = [f"and {more} more works, named under the chart on the site"]
    return "; ".join(named)
