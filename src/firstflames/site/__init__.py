"""The Sphinx extension of the course: what turns the stored notebooks into pages."""

from __future__ import annotations

import hashlib
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx_book_theme.directives import Margin

from firstflames.site import (
    assignments,
    course,
    documents,
    editions,
    live,
    mathml,
    mentions,
    opening,
    packages,
    pages,
    pictures,
    plans,
    progress,
    quizzes,
    reference,
    renderer,
    sources,
    study,
    tables,
    terms,
    together,
    typography,
)
from firstflames.site.builder import CourseBuilder
from firstflames.site.paper import PaperBuilder

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

THEME = Path(__file__).parent / "theme"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register theme, builder, nodes and transforms, and the rule that a chart's name is used once."""
    app.add_html_theme("firstflames", str(THEME))
    app.add_builder(CourseBuilder, override=True)
    app.add_builder(PaperBuilder)
    app.add_html_math_renderer(mathml.NAME, (mathml.visit_inline, None), (mathml.visit_block, None))
    app.add_directive("margin", Margin)
    app.add_directive("evidence", reference.EvidenceDirective)
    app.add_transform(terms.Locators)
    app.add_post_transform(terms.EvidenceResolver)
    app.add_post_transform(mentions.InTheCourse)
    quizzes.connect(app)
    progress.connect(app)
    documents.connect(app)
    editions.connect(app)
    opening.connect(app)
    course.connect(app)
    assignments.connect(app)
    plans.connect(app)
    study.connect(app)
    app.add_post_transform(tables.AccessibleTables)
    app.add_post_transform(sources.ListOfWorks)
    app.add_post_transform(typography.WholeNames)
    app.add_node(
        renderer.chart,
        html=(renderer.visit_html, renderer.depart),
        latex=(renderer.visit_other, renderer.depart),
        text=(renderer.visit_other, renderer.depart),
    )
    app.add_node(HideCodeCellNode, override=True, html=(_open_fold, _close_fold))
    # The folder, from the book's, in which (or above which) node_modules is found.
    app.add_config_value("firstflames_packages", ".", "html", [str])
    app.add_config_value("firstflames_pictures", pictures.FOLDER, "", [str])
    # A new style or script of the theme has to reach the pages of a book that is built again.
    app.add_config_value("firstflames_theme_state", "", "html", [str])
    app.connect("config-inited", _configure)
    app.connect("doctree-read", _note_charts)
    app.connect("doctree-read", live.note)
    app.connect("env-purge-doc", live.forget)
    app.connect("env-merge-info", live.merge)
    app.connect("doctree-read", terms.note_ids)
    app.connect("doctree-read", mentions.note)
    app.connect("env-purge-doc", mentions.forget)
    app.connect("env-merge-info", mentions.merge)
    app.connect("env-get-updated", mentions.outdated)
    app.connect("doctree-resolved", sources.note_citations)
    app.connect("env-purge-doc", _forget_charts)
    app.connect("env-merge-info", _merge_charts)
    app.connect("html-page-context", pages.add_context, priority=900)  # after every extension
    app.connect("env-updated", _check_pictures)
    app.connect("build-finished", _copy_files)
    app.connect("build-finished", reference.write_downloads)
    app.connect("build-finished", _remove_unused, priority=900)  # after those who put it there
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 11}


def _configure(app: Sphinx, config: Config) -> None:
    together.is_on(config)  # refuses services that would not ask
    config.html_use_index = False  # an index of program names, which this book has none of
    config.html_domain_indices = False
    files = sorted(path for path in THEME.rglob("*") if path.is_file())
    state = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    config.firstflames_theme_state = state
    config.html_additional_pages.setdefault("404", "404.html")
    config.html_search_scorer = str(THEME / "scorer.js")


def _open_fold(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    # MyST-NB's own summary is called "Toggle hidden content", whatever it shows.
    translator.body.append(
        '<details class="fold"><summary>'
        f'<span class="when-closed">{escape(node["prompt_show"])}</span>'
        f'<span class="when-open">{escape(node["prompt_hide"])}</span></summary>\n'
    )


def _close_fold(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    translator.body.append("</details>\n")


class Noted(NamedTuple):
    """What the site has to hold of a chart, besides its page."""

    page: str
    digest: str
    bundle: str
    table: str
    card: str  # the title, if the chart stands on its page's card
    asks: bool = False  # whether it asks for an estimate first


def _charts(env: BuildEnvironment) -> dict[str, Noted]:
    """The charts of the book, by name."""
    charts: dict[str, Noted] = vars(env).setdefault("firstflames_charts", {})
    return charts


def _note_charts(app: Sphinx, doctree: nodes.document) -> None:
    charts = _charts(app.env)
    on_card = (pages.card_chart(doctree) or {}).get("name")
    for node in doctree.findall(renderer.chart):
        name, here = node["meta"]["name"], app.env.docname
        if name in charts:
            raise ExtensionError(
                f"{here}: the chart name {name!r} is already used in {charts[name].page}; "
                "give each chart of the book a name of its own."
            )
        figure, table = node["figure"], renderer.as_csv(node["meta"]["data"])
        card = node["meta"]["title"] if name == on_card else ""
        charts[name] = Noted(
            here,
            pictures.digest(figure),
            renderer.bundle(figure),
            table,
            card,
            "guess" in node["meta"],
        )


def _forget_charts(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    charts = _charts(env)
    for name in [name for name, noted in charts.items() if noted.page == docname]:
        del charts[name]


def _merge_charts(
    app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment
) -> None:
    _charts(env).update(_charts(other))


def _pictures(app: Sphinx) -> Path:
    return Path(app.srcdir, app.config.firstflames_pictures)


def _check_pictures(app: Sphinx, env: BuildEnvironment) -> None:
    # Keys of now, not of when the page was read: the drawing script or plotly.js may have changed.
    if app.builder.format != "html":
        return
    charts = _charts(env)
    keys = {name: pictures.key(noted.digest) for name, noted in charts.items()}
    cards = {
        pictures.card_name(name): pictures.card_key(keys[name], noted.card)
        for name, noted in charts.items()
        if noted.card
    }
    pictures.check(_pictures(app), keys | cards)


def _copy_files(app: Sphinx, exception: Exception | None) -> None:
    """Put what pages load beside the theme's files: packages, and pictures and tables of charts."""
    if exception is not None or app.builder.name != CourseBuilder.name:
        return
    charts = _charts(app.env)
    target = Path(app.outdir) / "_static" / pages.FOLDER
    start = Path(app.srcdir, app.config.firstflames_packages).resolve()
    if reference.needs_scripts(app.env):
        packages.copy_tables(start, target)
    live.copy(app.env, start, target / live.FOLDER, Path(app.doctreedir, "wheels"))
    if not charts:
        return
    maps = any(noted.bundle == packages.GEO_FILE for noted in charts.values())
    packages.copy_plotly(start, target, maps=maps)
    for folder in (target / pictures.FOLDER, target / "tables"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for name, noted in charts.items():
        (target / "tables" / f"{name}.csv").write_text(noted.table, encoding="utf-8", newline="")
        card = [pictures.card_file(name)] if noted.card else []
        for file in [*pictures.files(name), *card]:
            shutil.copyfile(_pictures(app) / file, target / pictures.FOLDER / file)


def _remove_unused(app: Sphinx, exception: Exception | None) -> None:
    """Take out of the site what extensions put there and no page names."""
    if exception is None and app.builder.name == CourseBuilder.name:
        for path in Path(app.outdir, "_static").iterdir():
            if pages.bare_name(path.name) in pages.UNUSED_FILES:
                path.unlink()
        if not together.is_on(app.config):
            for name in (together.STYLE, together.SCRIPT):
                Path(app.outdir, "_static", pages.FOLDER, name).unlink(missing_ok=True)
