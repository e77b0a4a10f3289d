"""The EPUB: the articles as files of XHTML with a table of contents, packed so that bytes do not vary.

EPUB 3.3 (https://www.w3.org/TR/epub-33/) with the metadata of EPUB Accessibility 1.1.
"""

from __future__ import annotations

import copy
import hashlib
import uuid
import zipfile
from collections.abc import Mapping
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

from firstflames.site import pictures
from firstflames.site.pages import chapter_number
from firstflames.site.paper.articles import Article
from firstflames.site.paper.book import KEYWORDS, LANGUAGE, RIGHTS, STYLES, SUBTITLE, Facts
from firstflames.site.paper.contents import Contents
from firstflames.site.paper.links import split

FILE = "first-flames.epub"
#: No clock stands in the file: the same pages give the same bytes. EPUB asks for a date all the same.
MODIFIED = "2026-01-01T00:00:00Z"
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n<rootfiles>\n'
    '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>\n'
    "</rootfiles>\n</container>\n"
)


def write(out: Path, articles: Mapping[str, Article], listed: Contents, facts: Facts) -> None:
    """Write the EPUB into the folder ``out``, whose pictures it takes."""
    files: dict[str, bytes] = {"style.css": (STYLES / "epub.css").read_bytes()}
    files["title.xhtml"] = _page(facts.title, _title(listed, facts)).encode()
    for docname in listed.pages:
        files[name(docname)] = _article(articles[docname]).encode()
    for picture in sorted((out / pictures.FOLDER).iterdir()):
        files[f"{pictures.FOLDER}/{picture.name}"] = picture.read_bytes()
    files["nav.xhtml"] = _page("Contents", _nav(articles, listed)).encode()
    files["package.opf"] = _package(files, listed, facts).encode()
    for file, content in files.items():
        if file.endswith((".xhtml", ".opf", ".svg")):
            try:
                ElementTree.fromstring(content)
            except ElementTree.ParseError as error:
                raise ExtensionError(f"{FILE}, {file}: this is no XML ({error}).") from error
    with zipfile.ZipFile(out / FILE, "w") as packed:
        _add(packed, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        _add(packed, "META-INF/container.xml", _CONTAINER.encode())
        for file, content in files.items():
            _add(packed, f"EPUB/{file}", content)


def _add(packed: zipfile.ZipFile, path: str, content: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(path, _ZIPPED)
    entry.external_attr = 0o644 << 16
    packed.writestr(entry, content, how)


def name(docname: str) -> str:
    """The file of a page."""
    return f"{docname.replace('/', '-')}.xhtml"


def _page(title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{LANGUAGE}" xml:lang="{LANGUAGE}">\n<head>\n<title>{escape(title)}</title>\n'
        '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    )


def _title(listed: Contents, facts: Facts) -> str:
    left_out = "".join(f"<li>{escape(why)}</li>\n" for why in listed.left_out.values())
    return (
        f'<section epub:type="titlepage">\n<h1>{escape(facts.title)}</h1>\n<p>{SUBTITLE}</p>\n'
        f"<p>{escape(facts.author)}, version {facts.version}</p>\n"
        "<p>Made from the same pages as the site. Each chart is shown in one state; what its choices "
        "are is said below it.</p>\n"
        + (f"<p>On the site, and not here:</p>\n<ul>\n{left_out}</ul>\n" if left_out else "")
        + f"<p>{RIGHTS}</p>\n</section>\n"
    )


def _article(article: Article) -> str:
    soup = copy.copy(article.soup)
    for link in soup.find_all("a"):
        target = split(link)
        if target:
            page, anchor = target
            link["href"] = f"{name(page)}#{anchor}" if anchor else name(page)
    for tag in soup.find_all(lang=True):
        tag["xml:lang"] = tag["lang"]
    number, heading = chapter_number(article.docname), soup.select_one(".page-title")
    assert heading is not None
    if number:
        heading.insert(0, f"{number} ")
    return _page(article.title, xml(soup))


def xml(soup: BeautifulSoup) -> str:
    """The elements as XML: html.parser keeps them closed, and only &, < and > are entities."""
    return soup.decode(formatter="minimal") + "\n"


def _label(article: Article) -> str:
    number = chapter_number(article.docname)
    return escape(f"{number} {article.title}" if number else article.title)


def _nav(articles: Mapping[str, Article], listed: Contents) -> str:
    def link(docname: str) -> str:
        return f'<a href="{name(docname)}">{_label(articles[docname])}</a>'

    items = [f"<li>{link(listed.root)}</li>\n"]
    for part in listed.parts:
        inner = ""
        pages = list(part.pages)
        for place, entry in enumerate(pages):
            deeper = pages[place + 1].depth if place + 1 < len(pages) else 0
            inner += f"<li>{link(entry.docname)}"
            inner += "\n<ol>\n" * max(deeper - entry.depth, 0) if deeper > entry.depth else "</li>\n"
            inner += "</ol>\n</li>\n" * max(entry.depth - deeper, 0)
        items.append(f"<li><span>{escape(part.caption)}</span>\n<ol>\n{inner}</ol>\n</li>\n")
    first = listed.parts[0].pages[0].docname if listed.parts else listed.root
    return (
        '<nav epub:type="toc" role="doc-toc" id="toc">\n<h1>Contents</h1>\n<ol>\n'
        f'{"".join(items)}</ol>\n</nav>\n<nav epub:type="landmarks" hidden="hidden">\n'
        f'<h2>Landmarks</h2>\n<ol>\n<li><a epub:type="toc" href="#toc">Contents</a></li>\n'
        f'<li><a epub:type="bodymatter" href="{name(first)}">Begin</a></li>\n</ol>\n</nav>\n'
    )


def _package(files: Mapping[str, bytes], listed: Contents, facts: Facts) -> str:
    whole = hashlib.sha256(b"".join(files.values())).hexdigest()
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, f"{facts.address or 'first-flames'}#{whole}")
    kinds = {"xhtml": "application/xhtml+xml", "css": "text/css", "svg": "image/svg+xml"}
    items = []
    for place, file in enumerate(files):
        properties = ' properties="nav"' if file == "nav.xhtml" else ""
        kind = kinds[file.rsplit(".", 1)[-1]]
        items.append(f'<item id="f{place}" href="{file}" media-type="{kind}"{properties}/>\n')
    places = {file: place for place, file in enumerate(files)}
    order = ["title.xhtml", "nav.xhtml", *map(name, listed.pages)]
    spine = "".join(f'<itemref idref="f{places[file]}"/>\n' for file in order)
    access = {
        "schema:accessMode": ("textual", "visual"),
        "schema:accessModeSufficient": ("textual,visual", "textual"),
        "schema:accessibilityFeature": (
            *("alternativeText", "structuralNavigation", "tableOfContents", "readingOrder"),
        ),
        "schema:accessibilityHazard": ("none",),
        "schema:accessibilitySummary": (
            "Every chart has an alternative text that gives its finding in words; tables have headings.",
        ),
    }
    metas = "".join(
        f'<meta property="{key}">{value}</meta>\n' for key, values in access.items() for value in values
    )
    subjects = "".join(f"<dc:subject>{escape(each)}</dc:subject>\n" for each in KEYWORDS.split(", "))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f'xml:lang="{LANGUAGE}">\n<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>\n'
        f"<dc:title>{escape(facts.title)}</dc:title>\n<dc:language>{LANGUAGE}</dc:language>\n"
        f"<dc:creator>{escape(facts.author)}</dc:creator>\n"
        f"<dc:description>{escape(SUBTITLE)}</dc:description>\n{subjects}"
        f"<dc:rights>{escape(RIGHTS)}</dc:rights>\n"
        f'<meta property="dcterms:modified">{MODIFIED}</meta>\n{metas}</metadata>\n'
        f"<manifest>\n{''.join(items)}</manifest>\n<spine>\n{spine}</spine>\n</package>\n"
    )
