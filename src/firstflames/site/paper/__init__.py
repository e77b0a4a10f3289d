"""The course on paper and on readers: Sphinx's ``paper`` builder, and what it writes.

From the same doctrees as the site it makes plain articles (``articles.py``: headings, paragraphs,
tables, figures with a picture, links, and nothing of the theme), and of these three things: one page for
the PDF (``book.py``), a page of two sides for each chapter (``handouts.py``), and an EPUB (``epub.py``).
Setting them in type is the work of ``tools/paper.py``; nothing here needs WeasyPrint.
"""

from firstflames.site.paper.builder import PaperBuilder

__all__ = ["PaperBuilder"]
