"""The site in the audit: Lighthouse on every page, and all views that the tests leave out.

Lighthouse runs as it does for everyone: a slow phone on a slow network, against a server that
compresses. Accessibility, best practices and SEO have to be 100 on every page; performance at least
98, as the median of five runs, on each type of page.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import browser
import npm
import serve
from playwright.sync_api import sync_playwright
from visiting import CHAPTERS, CHARTED, PAGES, SCREENS, Visit, weight

Row = tuple[str, str, str]

ROOT = Path(__file__).resolve().parents[1]
LIGHTHOUSE = ROOT / "tools/lighthouse/node_modules/lighthouse/cli/index.js"
PERFECT = ("accessibility", "best-practices", "seo")
CATEGORIES = ("performance", *PERFECT)
FAST = 98
RUNS = 5
#: Milliseconds that the page may stand still while a chart comes to life, on an unslowed processor.
LONGEST_TASK = 1_000
LONG_TASKS = """() => { window.tasks = []; new PerformanceObserver(list => {
    for (const task of list.getEntries()) window.tasks.push(task.duration);
}).observe({ type: "longtask" }); }"""
#: One page of each type; a type whose page is not written yet is reported as not run.
TYPES = {
    "title page": "index.html",
    "chapter": CHAPTERS[0],
    "bibliography": "reference/bibliography.html",
    "search": "search.html",
    "ledger": "reference/ledger.html",
    "timeline": "reference/timeline.html",
}
#: The tests look at phones in the dark and desks in the light; here is all the rest.
TESTED = {("phone", "dark"), ("desk", "light")}


def _run(node: str, url: str, chromium: Path) -> dict[str, Any]:
    """Lighthouse's report on one address. Raises CalledProcessError when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        flags = " ".join(["--headless=new", *browser.FLAGS])
        command = [node, str(LIGHTHOUSE), url, "--quiet", "--no-enable-error-reporting"]
        command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"]
        command += ["--output=json", f"--output-path={report}"]
        environment = {**os.environ, "CHROME_PATH": str(chromium)}
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        read: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return read


def _scores(report: dict[str, Any]) -> dict[str, int]:
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def lighthouse(site: Path) -> Iterator[Row]:
    """A row for each page: its four scores and its weight; performance is a median where it counts."""
    chromium = browser.find()
    if chromium is None or npm.main(["audit"]):
        yield "Lighthouse", "not run", browser.ADVICE if chromium is None else "npm could not install it"
        return
    node = shutil.which("node", path=os.pathsep.join([os.environ.get("PATH", ""), str(npm.scripts())]))
    typical = {path: kind for kind, path in TYPES.items()}
    for kind, path in TYPES.items():
        if path not in PAGES:
            yield f"Lighthouse, {kind}", "not run", "there is no such page yet"
    with serve.serving(site) as address:
        for path in PAGES:
            if path == "404.html":  # answers with an error, as it should
                continue
            reports = [
                _run(str(node), address + path, chromium) for _ in range(RUNS if path in typical else 1)
            ]
            each = [_scores(report) for report in reports]
            scores = {name: round(statistics.median(s[name] for s in each)) for name in CATEGORIES}
            passed = all(s[name] == 100 for s in each for name in PERFECT)
            passed &= path not in typical or scores["performance"] >= FAST
            weight = round(reports[0]["audits"]["total-byte-weight"]["numericValue"])
            detail = ", ".join(f"{name} {score}" for name, score in scores.items())
            runs = f"{typical[path]}, median of {RUNS}: " if path in typical else ""
            result = "passed" if passed else "FAILED"
            yield f"Lighthouse, {path}", result, f"{runs}{detail}; {weight:,} bytes"


def live_charts(site: Path) -> Iterator[Row]:
    """A row for each page with charts: what making each live costs in long tasks and in bytes."""
    chromium = browser.find()
    if chromium is None:
        yield "live charts", "not run", browser.ADVICE
        return
    with sync_playwright() as playwright, serve.serving(site) as address:
        running = playwright.chromium.launch(executable_path=chromium, args=list(browser.FLAGS))
        for path in CHARTED:
            with Visit(running, address + path) as visit:
                visit.page.evaluate(LONG_TASKS)
                costs = []
                for figure in visit.page.query_selector_all(".ff-chart"):
                    before = len(visit.requests)
                    visit.draw(figure)
                    visit.page.wait_for_timeout(300)
                    longest = max(visit.page.evaluate("window.tasks.splice(0)"), default=0)
                    asked = [r for r in visit.requests[before:] if not r.url.endswith(".svg")]
                    costs.append((figure.get_attribute("data-name"), round(longest), weight(asked)))
            detail = ", ".join(f"{name} {task} ms, {size:,} bytes" for name, task, size in costs)
            worst = max(task for _, task, _ in costs)
            result = "passed" if worst <= LONGEST_TASK else "FAILED"
            yield f"live charts, {path}: longest task {worst} ms", result, detail
        running.close()


def views(site: Path) -> Iterator[Row]:
    """A row for each width and theme that the tests leave out: axe-core, sideways scroll, messages."""
    chromium = browser.find()
    if chromium is None:
        yield "other themes and widths", "not run", browser.ADVICE
        return
    with sync_playwright() as playwright, serve.serving(site) as address:
        running = playwright.chromium.launch(executable_path=chromium, args=list(browser.FLAGS))
        for screen, theme in itertools.product(SCREENS, ("light", "dark")):
            if (screen, theme) in TESTED:
                continue
            faults: list[str] = []
            for path in PAGES:
                with Visit(running, address + path, screen, theme) as visit:
                    visit.open_folds()
                    visit.charts()
                    found = [*visit.axe(), *visit.said]
                    found += ["scrolls sideways"] if visit.is_too_wide() else []
                    faults += [f"{path}: {fault}" for fault in found]
            width, _ = SCREENS[screen]
            name = f"{width} px, {theme}"
            detail = f"{len(PAGES)} pages: axe-core, width and console"
            yield name, "FAILED" if faults else "passed", "; ".join(faults)[:500] or detail
        running.close()
