"""Editions: what a publisher chose (``site.toml``), and where the checkout stands (git, GitHub).

Everything here works before Sphinx starts and without it; ``configuration`` makes of both what the
build is told. The pages' part is in ``firstflames.site.editions``.
"""

from firstflames.site.edition.checkout import Checkout, checkout
from firstflames.site.edition.choice import Choice, SiteReader
from firstflames.site.edition.configuration import Edition, configuration, read
from firstflames.site.edition.contents import Contents, chapter_number

__all__ = [
    "Checkout",
    "Choice",
    "Contents",
    "Edition",
    "SiteReader",
    "chapter_number",
    "checkout",
    "configuration",
    "read",
]
