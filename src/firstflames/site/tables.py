"""Tables that everyone can read: headings with scopes and none empty, and a box to scroll in."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

OPEN = '<div class="scroll" role="group" aria-label="Table">'
CLOSE = "</div>"


class AccessibleTables(SphinxPostTransform):
    """Puts every table of a page in a box that scrolls, and mends those that pandas wrote."""

    default_priority = 210  # after MyST-NB has chosen among the forms of an output
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Change the page's tables in place."""
        for node in list(self.document.findall(nodes.raw)):
            if "html" in node["format"].split() and "<table" in node.astext():
                node.replace_self(nodes.raw("", accessible(node.astext()), format="html"))
        for table in list(self.document.findall(nodes.table)):
            box = [nodes.raw("", OPEN, format="html"), table, nodes.raw("", CLOSE, format="html")]
            table.parent[table.parent.index(table) : table.parent.index(table) + 1] = box


def accessible(html: str) -> str:
    """HTML as pandas writes it, with scopes, without its own styles and without empty headings.

    Each table is put in a box of its own, so that what stands beside it (a fold, say) keeps its place.
    """
    soup = BeautifulSoup(html, "html.parser")
    for style in soup.find_all("style"):
        style.decompose()
    for table in soup.find_all("table"):
        del table["border"]
        if "dataframe" in (table.get("class") or ""):  # pandas sets its headings to the right
            for row in table.find_all("tr"):
                del row["style"]
        for heading in table.find_all("th"):
            _mend(heading)
    return str(soup).replace("<table", f"{OPEN}<table").replace("</table>", f"</table>{CLOSE}")


def _mend(heading: Tag) -> None:
    if not heading.get_text(strip=True):
        heading.name = "td"  # the corner of a table heads nothing
        return
    group = "group" if "colspan" in heading.attrs or "rowspan" in heading.attrs else ""
    heading["scope"] = ("col" if heading.find_parent("thead") else "row") + group
