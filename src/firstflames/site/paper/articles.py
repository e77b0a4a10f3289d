"""Articles: a page of the book in a few elements of HTML, each with its meaning and none with a look.

What the translator wrote is cut down to the elements and attributes listed here. An element that is not
listed stops the build: on paper it would be lost or wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Comment, Tag
from sphinx.errors import ExtensionError

from firstflames.site.paper.prepare import Prepared

#: Elements that stay; ``div`` and ``span`` only with a class, an id or a language that says something.
KEPT = {
    *("section", "h1", "h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "aside", "hr", "br"),
    *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "img", "a"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("em", "strong", "b", "i", "cite", "q", "code", "sup", "sub", "small", "abbr"),
    *("div", "span"),
}
#: Elements whose words stay without them.
UNWRAPPED = {
    "details",
    "colgroup",
    "tt",
    "kbd",
    "mark",
    "u",
    "header",
    "footer",
    "nav",
    "article",
    "main",
}
#: What a page of the site has and paper has not: controls, and what only they or a script can show.
DROPPED = (
    "form, dialog, button, input, select, textarea, output, "
    ".needs-script, .all-columns, .margin.work, .document-show, .timeline, .headerlink, .for-readers, "
    "script, style, template, col, [hidden], summary svg"
)
ATTRIBUTES = {
    "*": {"id", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start", "type"},
}
#: Classes that the style sheets know.
CLASSES = {
    *(
        "chart",
        "chart-title",
        "picture",
        "guess",
        "choices",
        "sources",
        "elsewhere",
        "blank",
    ),
    *("term", "locator", "whole", "works", "document-pair", "document-translation", "document-cut"),
    *("document-original", "document-head", "attribution", "admonition", "admonition-title", "margin"),
    *("ff-number", "entries", "entry", "many", "code-note", "fold-title"),
}
#: How docutils names the kinds of numbered lists, and how HTML does.
NUMBERED = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
RUSSIAN = re.compile(r"[\u0400-\u04ff\u0301]+(?:[ -][\u0400-\u04ff\u0301]+)*")
#: A table of this many columns is printed small, and one of the evidence as a list of entries.
MANY = 6
#: A table of no more rows stays on one page.
SHORT = 16
#: A paragraph of fewer letters runs on with the next, in an entry.
BRIEF = 90


@dataclass
class Article:
    """A printed page: its title in plain words, and its elements, whose links ``links.py`` binds."""

    docname: str
    title: str
    soup: BeautifulSoup

    @property
    def slug(self) -> str:
        """The page in names of files and ids."""
        return self.docname.replace("/", "-")

    def ids(self) -> set[str]:
        """Every id on the page."""
        return {str(tag["id"]) for tag in self.soup.find_all(id=True)}


def article(docname: str, html: str, prepared: Prepared) -> Article:
    """The article of a page, from what the translator wrote.

    Raises ExtensionError, naming page and element, for one that paper does not know.
    """
    soup = BeautifulSoup(html, "html.parser")
    for gone in soup.select(DROPPED):
        if not gone.decomposed:
            gone.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for table in soup.select("table.reference"):
        if len(table.select("thead th")) > MANY - 2:
            table.replace_with(_entries(soup, table))
    for summary in soup.find_all("summary"):
        summary.name = "strong"
        summary.wrap(soup.new_tag("p", attrs={"class": "fold-title"}))
    for tag in soup.find_all(True):
        _clean(tag, docname)
    for table in soup.find_all("table"):
        _scopes(table)
    _mark_russian(soup)
    heading = soup.find("h1")
    if not isinstance(heading, Tag):
        raise ExtensionError(f"{docname}: a page without a title cannot be printed; give it one.")
    named(heading, "page-title")
    if prepared.notebook:
        _say_where_code_is(soup, prepared.notebook)
    return Article(docname, " ".join(heading.get_text().split()), soup)


def _clean(tag: Tag, docname: str) -> None:
    name, classes = tag.name, set(tag.get_attribute_list("class"))
    if name == "ol":
        for kind, letter in NUMBERED.items():
            if kind in classes:
                tag["type"] = letter
    if name in {"div", "span"} and "sd-card-title" in classes:
        tag.name = "strong"
        name = "strong"
        tag.insert_after(". ")
    kept = sorted(classes & CLASSES)
    if name in UNWRAPPED:
        tag.unwrap()
        return
    if name not in KEPT:
        raise ExtensionError(
            f"{docname}: paper knows no element <{name}>; expected text, lists, tables and charts. "
            "Write what it holds in another way, or teach firstflames.site.paper.articles to print it."
        )
    allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(name, set())
    for key in [key for key, value in tag.attrs.items() if key not in allowed or value == ""]:
        if (name, key) != ("img", "alt"):
            del tag[key]
    if kept:
        named(tag, *kept)
    if name in {"div", "span"} and not tag.attrs:
        tag.unwrap()


def _mark_russian(soup: BeautifulSoup) -> None:
    """Words in Cyrillic letters among English ones are Russian, unless the page says otherwise."""
    for text in soup.find_all(string=RUSSIAN):
        if text.find_parent(lang=True) is not None:
            continue
        parts: list[Tag | str] = []
        start = 0
        for word in RUSSIAN.finditer(text):
            span = soup.new_tag("span", attrs={"lang": "ru"})
            span.string = word[0]
            parts += [text[start : word.start()], span]
            start = word.end()
        text.replace_with(*parts, text[start:])


def _scopes(table: Tag) -> None:
    """Every heading of a table says what it heads; one without words is none."""
    for heading in table.find_all("th"):
        if not heading.get_text(strip=True):
            heading.name = "td"
            heading.attrs.pop("scope", None)
        elif not heading.get("scope"):
            heading["scope"] = "col" if heading.find_parent("thead") else "row"
    rows = table.find_all("tr")
    columns = max((len(row.find_all(["th", "td"])) for row in rows), default=0)
    kinds = {"many": columns >= MANY, "short": len(rows) <= SHORT}
    if any(kinds.values()):
        classes = [each for each in table.get_attribute_list("class") if each]
        named(table, *classes, *(kind for kind, is_so in kinds.items() if is_so))


def _entries(soup: BeautifulSoup, table: Tag) -> Tag:
    """A wide table of the evidence as entries: the first cell, then each other with its heading.

    On a page as on a phone, a row of seven columns is easier to read as a paragraph.
    """
    heads = [head.get_text(" ", strip=True) for head in table.select("thead th")]
    holder = soup.new_tag("div", attrs={"class": "entries"})
    for row in table.select("tbody tr"):
        first, *others = row.find_all(["th", "td"], recursive=False)
        entry = soup.new_tag("div", attrs={"class": "entry"})
        if row.get("id"):
            entry["id"] = row["id"]
        name = soup.new_tag("p")
        name.append(strong := soup.new_tag("strong"))
        strong.extend(list(first.contents))
        entry.append(name)
        plain = None
        for head, cell in zip(heads[1:], others, strict=True):
            if not cell.get_text(strip=True):
                continue
            paragraphs = cell.find_all("p")
            if paragraphs:
                _run_on(entry, paragraphs)
                plain = None
                continue
            if plain is None:
                plain = soup.new_tag("p")
                entry.append(plain)
            else:
                plain.append(" ")
            label = soup.new_tag("em")
            label.string = f"{head}:"
            plain.append(label)
            plain.append(" ")
            for line in cell.find_all("br"):
                line.replace_with("; ")
            plain.extend(list(cell.contents))
            plain.append(".")
        holder.append(entry)
    return holder


def _run_on(entry: Tag, paragraphs: list[Tag]) -> None:
    """Add the paragraphs of a cell; those of a few words stand in one, as a line of facts."""
    before: Tag | None = None
    for paragraph in paragraphs:
        if before is not None and max(len(before.get_text()), len(paragraph.get_text())) < BRIEF:
            before.append(" " if words(before)[-1:] in ".!?" else ". ")
            before.extend(list(paragraph.contents))
            continue
        entry.append(paragraph)
        before = paragraph


def _say_where_code_is(soup: BeautifulSoup, notebook: str) -> None:
    section = soup.find("section")
    assert isinstance(section, Tag)
    note = soup.new_tag("p", attrs={"class": "code-note"})
    code = soup.new_tag("code")
    code.string = notebook
    note.extend(
        [
            "The code that computes the figures of this page is not printed. It is in the notebook ",
            code,
            " of the repository, and on the site below “Show the computation”.",
        ]
    )
    answers = section.find("section", id="answers", recursive=False)
    if isinstance(answers, Tag):
        answers.insert_before(note)
    else:
        section.append(note)


def named(tag: Tag, *classes: str) -> None:
    """Give an element these classes and no others."""
    tag.attrs.update({"class": " ".join(classes)})


def words(tag: Tag) -> str:
    """The words of an element on one line."""
    return re.sub(r"\s+", " ", tag.get_text()).strip()
