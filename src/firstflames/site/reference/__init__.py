"""The reference pages: glossary, ledger, checks, timeline and data, written from the evidence.

Each page is a small file of the book with a directive, ``{evidence}``, which writes one table (or the
drawing, or the list of downloads) at build time. Nothing generated is kept.
"""

from firstflames.site.reference.checks import CHECK_PAGES
from firstflames.site.reference.directive import (
    EvidenceDirective,
    has_tables,
    is_reference,
    needs_scripts,
)
from firstflames.site.reference.downloads import ARCHIVE, write_downloads
from firstflames.site.reference.markup import where

__all__ = [
    "ARCHIVE",
    "CHECK_PAGES",
    "EvidenceDirective",
    "has_tables",
    "is_reference",
    "needs_scripts",
    "where",
    "write_downloads",
]
