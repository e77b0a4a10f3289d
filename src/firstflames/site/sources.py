"""The works that a page cites: in the margin beside the text, and in the bibliography."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from firstflames.site import typography

CITATION = "bibtex-citation"  # the class that sphinxcontrib-bibtex gives a citation


def note_citations(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Set each cited work in the margin, in full, beside the first paragraph of a section to cite it.

    The words are those of the bibliography, which sphinxcontrib-bibtex keeps as the link's title.
    """
    if app.builder.format != "html":
        return
    for section in doctree.findall(nodes.section):
        noted: set[str] = set()
        for block in list(section.children):
            if not isinstance(block, nodes.section):
                works = [work for work in _works(block) if work not in noted]
                noted.update(works)
                for work in dict.fromkeys(works):
                    section.insert(section.index(block), _note(work))


def _works(block: nodes.Node) -> list[str]:
    return [
        str(link["reftitle"])
        for citation in block.findall(nodes.inline)
        if CITATION in citation["classes"]
        for link in citation.findall(nodes.reference)
        if link.get("reftitle")
    ]


def _note(work: str) -> nodes.raw:
    # Hidden from screen readers, which have the citation's link: twice would be once too often.
    html = f'<div class="margin work" aria-hidden="true"><p>{typography.whole(work)}</p></div>\n'
    return nodes.raw("", html, format="html")


class ListOfWorks(SphinxPostTransform):
    """Makes the entries of a bibliography a list.

    docutils writes them as ``div`` with roles that ARIA has given up (doc-biblioentry), and with
    labels that nothing in the text refers to.
    """

    default_priority = 210  # after sphinxcontrib-bibtex has set the entries
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Change the page's bibliographies in place."""
        holders = {id(entry.parent): entry.parent for entry in self.document.findall(nodes.citation)}
        for holder in holders.values():
            kept = list(holder.children)
            holder.clear()
            for are_works, run in groupby(kept, lambda node: isinstance(node, nodes.citation)):
                members = list(run)
                holder += [_list(members)] if are_works else members


def _list(entries: Iterable[nodes.Node]) -> nodes.bullet_list:
    works = nodes.bullet_list(classes=["works", "simple"])
    for entry in entries:
        assert isinstance(entry, nodes.citation)
        words = [child for child in entry.children if not isinstance(child, nodes.label)]
        works += nodes.list_item("", *words, ids=entry["ids"])
    return works
