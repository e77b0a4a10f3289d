"""Mathematics as MathML, made when the book is built: no script, no font, no other host.

docutils carries the converter; Sphinx only has to be told of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.errors import ExtensionError

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

NAME = "mathml"


def converted(tex: str, place: str, *, block: bool) -> str:
    """``tex`` as a ``<math>`` element. Raises ExtensionError, naming ``place``, for unknown TeX."""
    try:
        return str(tex2mathml(tex, as_block=block))
    except MathError as error:
        raise ExtensionError(f"{place}: the formula {tex!r} cannot be set: {error}") from error


def _place(node: nodes.Element) -> str:
    source, line = node.source or "?", node.line or "?"
    return f"{source}, line {line}"


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a sentence."""
    translator.body.append(converted(node.astext(), _place(node), block=False))
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula, with its number when it has one."""
    translator.body.append(translator.starttag(node, "div", CLASS="math scroll"))
    translator.body.append(converted(node.astext(), _place(node), block=True))
    if node.get("number"):
        translator.body.append(f'<span class="eqno">({node["number"]})</span>')
    translator.body.append("</div>\n")
    raise nodes.SkipNode
