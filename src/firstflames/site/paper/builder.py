"""Sphinx's builder ``paper``: every page of the book as an article, then the book, handouts and EPUB."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from docutils import nodes
from docutils.io import StringOutput
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ExtensionError

from firstflames.site import pictures
from firstflames.site.paper import book, epub, handouts
from firstflames.site.paper.articles import Article, article
from firstflames.site.paper.charts import WIDTH
from firstflames.site.paper.contents import Contents, contents
from firstflames.site.paper.links import bound
from firstflames.site.paper.prepare import prepare
from firstflames.site.renderer import chart

#: The letters of the site's pictures are the system's; on paper they are those of the headings.
FONT, LETTERS = re.compile(r'font-family="[^"]*"'), 'font-family="Liberation Sans, Arial, sans-serif"'


class PaperBuilder(StandaloneHTMLBuilder):
    """Writes ``book.html``, ``handouts/*.html``, ``course.epub`` and the pictures that they show."""

    name = "paper"
    epilog = "The pages for paper are in %(outdir)s."
    copysource = False
    add_permalinks = False
    allow_parallel = False
    search = False

    def init(self) -> None:
        """Start without articles."""
        super().init()
        self.articles: dict[str, Article] = {}
        self.shown: set[str] = set()  # charts, by name

    def get_outdated_docs(self) -> str:  # type: ignore[override]  # as SingleFileHTMLBuilder's
        """All pages, always: the book is one thing."""
        return "all pages"

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Make the article of a page that is printed."""
        self.current_docname = docname
        if docname not in self.contents.pages:
            return
        self.shown |= {node["meta"]["name"] for node in doctree.findall(chart)}
        page = prepare(doctree, self.env, docname)
        doctree.settings = self.docsettings
        self.secnumbers, self.fignumbers = {}, {}
        self.imgpath = self.dlpath = "_images"
        self.docwriter.write(doctree, StringOutput(encoding="utf-8"))
        self.docwriter.assemble_parts()
        self.articles[docname] = article(docname, self.docwriter.parts["fragment"], page)

    @property
    def contents(self) -> Contents:
        """What is printed, in its order."""
        return contents(self.env, self.config.root_doc)

    def finish(self) -> None:
        """Bind the links, then write what is made of the articles."""
        out = Path(self.outdir)
        if self.images:
            raise ExtensionError(
                f"paper: pictures other than charts are not provided for: {', '.join(self.images)}; "
                "expected charts only. Teach firstflames.site.paper to copy them."
            )
        listed = self.contents
        bound(self.articles, listed)
        self._copy_pictures(out)
        facts = self._facts()
        book.write(out, self.articles, listed, facts)
        handouts.write(out, self.articles, listed, facts)
        epub.write(out, self.articles, listed, facts)

    def _facts(self) -> book.Facts:
        config = self.config
        return book.Facts(
            title=str(config.html_title),
            author=str(config.author),
            copyright=str(config.copyright),
            address=str(config.html_baseurl or ""),
        )

    def _copy_pictures(self, out: Path) -> None:
        stored = Path(self.srcdir, self.config.firstflames_pictures)
        folder = out / pictures.FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in sorted(self.shown):
            file = pictures.file_name(name, WIDTH, "light")
            drawn = (stored / file).read_text(encoding="utf-8")
            (folder / file).write_text(FONT.sub(LETTERS, drawn, count=1), encoding="utf-8")

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        """Note the pictures of the page; there is no index to add it to."""
        self.post_process_images(doctree)

    def copy_assets(self) -> None:
        """Nothing: the articles have styles of their own."""
        # MyST-NB puts its style there for whatever builder writes HTML, and fails without the folder.
        Path(self.outdir, "_static").mkdir(exist_ok=True)
