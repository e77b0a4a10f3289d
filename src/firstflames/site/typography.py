"""Names that a line may not break: "S-Rs" stays whole, where a browser would part it at its hyphen."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

WHOLE = re.compile(r"\bS-Rs?\b")
CLASS = "whole"  # theme.css keeps it on one line
_NOT_PROSE = (nodes.literal, nodes.literal_block, nodes.raw, nodes.math, nodes.math_block, nodes.comment)


class WholeNames(SphinxPostTransform):
    """Wrap each such name of the prose in a span; words, ids and what a reader copies stay the same."""

    default_priority = 900  # after links are resolved and tables are written
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Change the document of the page."""
        for text in list(self.document.findall(nodes.Text)):
            parent = text.parent
            if parent is None or isinstance(parent, _NOT_PROSE) or not WHOLE.search(text):
                continue
            if isinstance(parent, nodes.Element) and CLASS in parent["classes"]:
                continue
            parent.replace(text, split(str(text)))


def whole(text: str) -> str:
    """Plain text as HTML with its names kept whole, for what is no part of the tree."""
    return WHOLE.sub(rf'<span class="{CLASS}">\g<0></span>', escape(text))


def split(text: str) -> list[nodes.Node]:
    """The text in parts: plain text, and the names that stay whole."""
    parts: list[nodes.Node] = []
    start = 0
    for found in WHOLE.finditer(text):
        if found.start() > start:
            parts.append(nodes.Text(text[start : found.start()]))
        parts.append(nodes.inline("", found.group(), classes=[CLASS]))
        start = found.end()
    return [*parts, nodes.Text(text[start:])] if start < len(text) else parts
