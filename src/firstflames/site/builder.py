"""The HTML builder, with what Sphinx has no setting for: what the search index leaves out."""

from __future__ import annotations

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from firstflames.site import documents
from firstflames.site.renderer import chart

#: A table of more rows is looked up, not searched: it would drown the index in its cells.
LONG_TABLE = 12
#: Pages of which the beginning is searched: what teachers, authors and learners alone find by the
#: contents. Most say the chapters again, and who looks for a word should come to the chapter.
TITLES_ONLY = ("teaching/", "study/", "reference/charts", "reference/open")


class CourseBuilder(StandaloneHTMLBuilder):
    """Sphinx's ``html`` builder, under its name."""

    name = "html"

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Index the page without code, long tables and originals, but with what its charts say."""
        super().index_page(pagename, searchable(doctree, pagename.startswith(TITLES_ONLY)), title)


def searchable(doctree: nodes.document, beginning: bool = False) -> nodes.document:
    """A copy of ``doctree`` with what a reader would search for, or with its title and beginning."""
    copy = doctree.deepcopy()
    if beginning:
        for inner in [node for node in copy.findall(nodes.section) if node.parent is not copy]:
            if inner.parent is not None and inner in inner.parent:
                inner.parent.remove(inner)
    for node in list(copy.findall(_is_unsearchable)):
        node.parent.remove(node)
    for node in list(copy.findall(chart)):
        meta = node["meta"]
        said = " ".join((meta["title"], meta["caption"], meta["alt"]))
        node.replace_self(nodes.paragraph("", said))
    return copy


def _is_unsearchable(node: nodes.Node) -> bool:
    if isinstance(node, nodes.table):
        return sum(1 for _ in node.findall(nodes.row)) > LONG_TABLE
    if isinstance(node, nodes.raw):
        return node.astext().count("<tr") > LONG_TABLE
    if isinstance(node, nodes.paragraph):
        return documents.ORIGINAL in node["classes"]  # the stemmer reads English
    return isinstance(node, nodes.literal_block)
