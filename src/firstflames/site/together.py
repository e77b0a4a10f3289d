"""Reading together: notes in the margin by Hypothesis, off by default, loaded only after consent.

Jupyter Book's own setting (``comments: {hypothesis: true}`` under ``html`` in ``_config.yml``) makes
sphinx-comments put the service's script on every page. Here the script is taken off again; the page asks
first, and ``together.js`` loads it when its reader has agreed.
"""

from __future__ import annotations

from sphinx.config import Config
from sphinx.errors import ConfigError

HOST = "https://hypothes.is/"
SCRIPT = "together.js"
STYLE = "together.css"


def is_on(config: Config) -> bool:
    """Whether this edition offers annotations.

    Raises ConfigError for another service: it would be loaded before the reader is asked.
    """
    wanted = getattr(config, "comments_config", None) or {}
    other = next((name for name, value in wanted.items() if value and name != "hypothesis"), None)
    if other:
        raise ConfigError(
            f"_config.yml, html: comments: found {other!r}; expected hypothesis: true, or nothing. "
            "Other services would load before the reader agrees. Take the line out."
        )
    return bool(wanted.get("hypothesis"))


def asks_first(file: str) -> bool:
    """Whether a script is the service's own, which no page may load by itself."""
    return file.startswith(HOST)
