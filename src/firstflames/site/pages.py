"""What the templates of the theme are given: titles, descriptions, contents, scripts and styles."""

from __future__ import annotations

import importlib.metadata
import re
from html import escape
from typing import Any

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from firstflames.site import (
    cards,
    documents,
    editions,
    live,
    opening,
    packages,
    pictures,
    plans,
    progress,
    quizzes,
    reference,
    renderer,
    study,
    together,
)

FOLDER = "firstflames"  # of the theme's files, under _static
DESCRIPTION_LENGTH = 160  # what search engines show
CARD_ALT_LENGTH = 420  # what readers of cards take
#: The picture of a link to the course, for pages without a chart to show.
CARD = f"_static/{FOLDER}/card.png"
CARD_ALT = "First Flames: votes, seats, forces and the dead, one chapter of history re-computed"

#: Files that extensions add to every page, and why no reader needs them.
UNUSED_STYLES = {
    "basic.css",  # Sphinx's; theme.css styles what pages use
    "pygments.css",  # theme.css holds the few colours of code, for light and dark
    "sphinx-design.min.css",  # 55 kB, of which theme.css replaces what pages use
    "mystnb.css",  # likewise; its name carries a hash
}
UNUSED_SCRIPTS = {
    "documentation_options.js",  # of the search page only, which names it itself
    "doctools.js",
    "sphinx_highlight.js",
    "design-tabs.js",  # keeps tabs of one name in step; tabs work without
}
#: Of no page at all, and so taken out of the site: it also travels on sticks.
UNUSED_FILES = UNUSED_STYLES | {"design-tabs.js", "file.png", "minus.png", "plus.png"}

#: The pages that no file of the book stands behind.
MADE = {
    "search": ("Search", "Search the course: its chapters, their sections and what their charts show."),
    "404": (
        "This page is not here",
        "The address is wrong or old; the contents of the course are here.",
    ),
}


def add_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Prepare one page: Sphinx's event ``html-page-context``."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    made_title, made_description = MADE.get(pagename, ("", ""))
    context["title"] = context.get("title") or made_title
    title = BeautifulSoup(context["title"], "html.parser").get_text()
    course = str(app.config.html_title)
    context["page_title"] = escape(title if title in {"", course} else f"{title} · {course}") or course
    context["description"] = escape(described(doctree) or made_description or f"{title}: {course}")
    context["metatags"] = _own_meta(doctree)
    base = str(app.config.html_baseurl)
    context["site_address"] = f"{base.rstrip('/')}/" if base else ""  # a base without "/" is a file
    context["card"] = _card(app, context, doctree)
    context["edition"] = importlib.metadata.version("firstflames")
    context["checkout"] = editions.checkout(app.config)
    context["institution"] = editions.institution(app.config)
    context["opening"] = opening.menu(app, pagename, context)
    context["chapter_number"] = chapter_number(pagename)
    context["contents"] = _contents(context, pagename)
    for neighbour in ("prev", "next"):
        if context.get(neighbour):
            context[f"{neighbour}_number"] = chapter_number(context[neighbour]["link"])
    context["page_tools"] = _tools(app, pagename, context)
    static = context["pathto"](f"_static/{FOLDER}/", resource=True)
    is_title = pagename == app.config.root_doc  # its one chart is to be touched, not programmed
    context["live"] = None if is_title else live.on_page(app.env, pagename, static)
    context["together"] = doctree is not None and together.is_on(app.config)
    context["favicon_url"] = context.get("favicon_url") or context["pathto"](
        f"_static/{FOLDER}/mark.svg", resource=True
    )
    if "body" in context:
        context["body"] += cards.template(doctree)
    _choose_files(app, context, doctree)


def described(doctree: nodes.document | None) -> str:
    """What the page is about, in a sentence or two.

    The author's words, if the page's front matter has ``html_meta: description``; otherwise the
    beginning of the first paragraph that is prose: no list, no quotation, no line of labels.
    """
    if doctree is None:
        return ""
    for node in doctree.findall(nodes.meta):
        if node.get("name") == "description":
            return str(node["content"])
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(paragraph.astext().split())
        labelled = isinstance(next(iter(paragraph.children), None), nodes.strong)
        if isinstance(paragraph.parent, nodes.section) and not labelled and len(text) >= 60:
            return _shortened(text)
    return ""


def _shortened(text: str, length: int = DESCRIPTION_LENGTH) -> str:
    text = re.sub(r" ?\[[^\]]*\]", "", text)  # citations
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _own_meta(doctree: nodes.document | None) -> str:
    """The ``meta`` elements that the page itself asks for; docutils's own are in the template."""
    found = [] if doctree is None else doctree.findall(nodes.meta)
    return "".join(
        f'\n  <meta name="{escape(node["name"])}" content="{escape(node["content"])}">'
        for node in found
        if node.get("name") not in {None, "description", "viewport", "generator"}
    )


def card_chart(doctree: nodes.document | None) -> pictures.Words | None:
    """The words of the chart that stands for the page where a link to it is shown; None without one."""
    charts = [] if doctree is None else doctree.findall(renderer.chart)
    return pictures.card_of(node["meta"] for node in charts)


def _card(app: Sphinx, context: dict[str, Any], doctree: nodes.document | None) -> dict[str, str | int]:
    """The picture of a link to this page: a chart of it where there is one, else the course's.

    Open Graph wants a whole address, which an edition has when its html_baseurl is set. Without one the
    address is relative: some readers of such links resolve it, others show no picture.
    """
    words = card_chart(doctree)
    path, alt = CARD, CARD_ALT
    if words is not None:
        path = f"{renderer.STATIC}/{pictures.FOLDER}/{pictures.card_file(words['name'])}"
        alt = _shortened(words["alt"], CARD_ALT_LENGTH)
    base = str(app.config.html_baseurl)
    url = f"{base.rstrip('/')}/{path}" if base else context["pathto"](path, resource=True)
    width, height = pictures.CARD_SIZE
    return {"url": escape(url), "alt": escape(alt), "width": width, "height": height}


def chapter_number(address: str) -> int | None:
    """The number of the chapter at an address or of a page's name, by its file; None for other pages.

    Text and tables speak of "chapter 12": each chapter shows its number where it is listed and opened.
    """
    found = re.search(r"(?:^|/)(\d{2})-[^/#]*$", address)
    return int(found[1]) if found else None


def _contents(context: dict[str, Any], pagename: str) -> str:
    """The contents of the book, with the sections of the page that is open."""
    toctree = context["toctree"](collapse=True, includehidden=True, maxdepth=3, titles_only=False)
    soup = BeautifulSoup(toctree or "", "html.parser")
    for link in soup.find_all("a"):
        del link["class"]
        number = chapter_number(pagename if link.get("href") == "#" else str(link.get("href")))
        if number is not None:
            ordinal = soup.new_tag("span", attrs={"class": "ordinal"})
            ordinal.string = f"{number} "
            link.insert(0, ordinal)
        if link.get("href") == "#":
            link["aria-current"] = "page"
            sections = BeautifulSoup(context.get("toc") or "", "html.parser").select_one("ul ul")
            if sections and link.parent and not link.find_next_sibling("ul"):
                for section in sections.find_all("a"):
                    del section["class"]
                link.parent.append(sections)
    for item in soup.find_all(["li", "ul"]):
        del item["class"]
    for caption in soup.select('[role="heading"]'):
        caption["aria-level"] = "2"
    return str(soup)


def _tools(app: Sphinx, pagename: str, context: dict[str, Any]) -> list[dict[str, str]]:
    """Links that go with a page of the book: its source, and the repository's, if named."""
    source = context.get("sourcename")
    if not source or pagename == app.config.root_doc:
        return []
    notebook = source.endswith(".ipynb")
    tools = [
        {
            "icon": "download",
            "text": "Notebook" if notebook else "Source",
            "link": context["pathto"](f"_sources/{source}", resource=True),
            "attributes": " download",
        }
    ]
    options = app.config.html_theme_options
    repository = str(options.get("repository_url") or "").rstrip("/")
    branch, folder = options.get("repository_branch") or "main", options.get("path_to_docs") or ""
    path = "/".join(part for part in (folder, app.env.doc2path(pagename, base=False)) if part)
    wanted = {
        "use_repository_button": ("Repository", repository),
        "use_edit_page_button": ("Edit this page", f"{repository}/edit/{branch}/{path}"),
        "use_issues_button": ("Report a slip", f"{repository}/issues/new"),
    }
    for option, (text, link) in wanted.items():
        if repository and options.get(option):
            tools.append({"icon": "", "text": text, "link": link, "attributes": ""})
    return tools


def _choose_files(app: Sphinx, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Keep the styles and scripts that this page uses, and add the theme's own."""
    app.add_js_file(f"{FOLDER}/site.js", loading_method="defer")
    if doctree is not None and next(iter(doctree.findall(renderer.chart)), None) is not None:
        app.add_css_file(f"{FOLDER}/charts.css")
        app.add_js_file(f"{FOLDER}/drawing.js", loading_method="defer")
        app.add_js_file(f"{FOLDER}/charts.js", loading_method="defer")
    if reference.is_reference(doctree):
        app.add_css_file(f"{FOLDER}/reference.css")
    if reference.has_tables(doctree):
        app.add_js_file(f"{FOLDER}/{packages.TABLES_FILE}", loading_method="defer")
        app.add_js_file(f"{FOLDER}/reference.js", loading_method="defer")
    if cards.is_linked(doctree):
        app.add_css_file(f"{FOLDER}/terms.css")
        app.add_js_file(f"{FOLDER}/terms.js", loading_method="defer")
    if quizzes.has_quiz(doctree) or progress.has_progress(doctree) or study.has_worked(doctree):
        app.add_css_file(f"{FOLDER}/quizzes.css")
        app.add_js_file(f"{FOLDER}/progress.js", loading_method="defer")
    if quizzes.has_quiz(doctree):
        app.add_js_file(f"{FOLDER}/quizzes.js", loading_method="defer")
    if progress.has_progress(doctree) or study.has_worked(doctree):
        app.add_css_file(f"{FOLDER}/study.css")
    if study.has_worked(doctree):
        app.add_js_file(f"{FOLDER}/study.js", loading_method="defer")
    if documents.has_document(doctree):
        app.add_css_file(f"{FOLDER}/documents.css")
    if context["live"]:
        app.add_css_file(f"{FOLDER}/run.css")
        app.add_js_file(f"{FOLDER}/run-start.js", loading_method="defer")
    if plans.is_teaching(doctree):
        app.add_css_file(f"{FOLDER}/teaching.css")
    if context["together"]:
        app.add_css_file(f"{FOLDER}/{together.STYLE}")
        app.add_js_file(f"{FOLDER}/{together.SCRIPT}", loading_method="defer")
    unused = UNUSED_STYLES | UNUSED_SCRIPTS
    for kind in ("css_files", "script_files"):
        context[kind] = [
            file
            for file in context[kind]
            if bare_name(name := str(getattr(file, "filename", "") or "")) not in unused
            and not together.asks_first(name)
        ]


def bare_name(file: str) -> str:
    """The name of a style or script, without folder and hash; that of an inline script is empty."""
    return re.sub(r"^mystnb\.[0-9a-f]+\.css$", "mystnb.css", file.rsplit("/", 1)[-1])
