"""Draw the picture that stands for the course where a link to it is shown: ``python tools/card.py``.

From card.svg, beside this file, since readers of Open Graph take no SVG. To be run when it changes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import browser
from playwright.sync_api import sync_playwright

SOURCE = Path(__file__).with_suffix(".svg")
TARGET = SOURCE.parents[1] / "src/firstflames/site/theme/static/firstflames/card.png"


def main() -> int:
    """Draw it; exit status 1 when there is no browser."""
    path = browser.find()
    if path is None:
        print(browser.ADVICE, file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        page = running.new_page(viewport={"width": 1200, "height": 630})
        page.goto(SOURCE.as_uri())
        page.screenshot(path=TARGET)
        running.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
