"""From the doctree of a page to one that a plain translator can write: no folds, controls or scripts."""

from __future__ import annotations

from typing import NamedTuple

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.environment import BuildEnvironment

from firstflames.site import progress, quizzes
from firstflames.site.paper import charts
from firstflames.site.renderer import chart


class Prepared(NamedTuple):
    """What the article says of its page: the notebook with its folded code, if there is any."""

    notebook: str


def prepare(doctree: nodes.document, env: BuildEnvironment, docname: str) -> Prepared:
    """Change the page in place: charts become figures, quizzes lists, and folded code goes."""
    folds = list(doctree.findall(HideCodeCellNode))
    for fold in folds:
        shown = [each for each in fold.children if _element(each) != "cell_code_source"]
        fold.parent[fold.parent.index(fold) : fold.parent.index(fold) + 1] = shown
    for held in list(doctree.findall(progress.progress)):
        held.parent.remove(held)
    to_root = "../" * docname.count("/")
    for node in list(doctree.findall(chart)):
        html = charts.figure(node["meta"], node["figure"], node["ids"][0], to_root)
        node.replace_self(nodes.raw("", html, format="html"))
    for formula in list(doctree.findall(nodes.math)) + list(doctree.findall(nodes.math_block)):
        # Few readers of EPUB and no WeasyPrint set MathML; TeX is at least exact.
        tex = nodes.literal("", formula.astext())
        block = isinstance(formula, nodes.math_block)
        formula.replace_self(nodes.paragraph("", "", tex) if block else tex)
    for quiz in list(doctree.findall(quizzes.quiz)):
        _print_quiz(doctree, quiz)
    return Prepared(str(env.doc2path(docname, base=False)) if folds else "")


def _element(node: nodes.Node) -> str:
    return str(node.get("nb_element", "")) if isinstance(node, nodes.Element) else ""


def _print_quiz(doctree: nodes.document, quiz: quizzes.quiz) -> None:
    """The questions where they stand, the answers with all reasons at the end of the page.

    The reasons teach more than the marks, so they are printed; at the end, so that nobody reads one
    before the question is answered.
    """
    asked, _, answered = quizzes.listed(quiz)
    assert isinstance(asked, nodes.Element)
    for question, item in zip(quiz.findall(quizzes.quiz_question), asked.children, strict=True):
        if "unit" in question:
            assert isinstance(item, nodes.Element)
            line = nodes.inline("", "\u00a0" * 24, classes=["blank"])
            unit = nodes.Text(f" {question['unit']}")
            item += nodes.paragraph("", "", nodes.Text("Your answer: "), line, unit)
    quiz.replace_self(asked)
    top = next(iter(doctree.findall(nodes.section)))
    top += nodes.section(
        "",
        nodes.title("", "Answers"),
        nodes.paragraph("", "To the questions under “Check yourself”."),
        answered,
        ids=["answers"],
    )
