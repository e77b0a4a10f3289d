"""The site in the audit: Lighthouse on every page, all views, and what live charts cost.

Lighthouse runs as it does for everyone: a slow phone on a slow network, against a server that
compresses. Accessibility, best practices and SEO have to be 100 on every page; performance at least
98, as the median of five runs, on each type of page.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import browser
import npm
import serve
from audit_rows import FAILED, MEASURED, PASSED, NotRunError, Row, verdict
from playwright.sync_api import sync_playwright
from visiting import CHAPTERS, PAGES, SCREENS, Visit, weight

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
LIGHTHOUSE = ROOT / "tools/lighthouse/node_modules/lighthouse/cli/index.js"
PERFECT = ("accessibility", "best-practices", "seo")
CATEGORIES = ("performance", *PERFECT)
FAST = 98
RUNS = 5
PATIENCE = 180  # seconds for one run of Lighthouse, which takes some fifteen
#: One page of each type; the chapter is the one that weighs most.
TYPES = {
    "index.html": "title page",
    "search.html": "search",
    "reference/ledger.html": "ledger",
    "reference/timeline.html": "timeline",
    "reference/bibliography.html": "bibliography",
}
NO_PAGE = "404.html"  # answers with an error, as it should
#: Bytes that a touch may ask for: with the first chart its bundle comes, and with the first map its own
#: bundle and the base map; every further chart has all it needs.
FIRST_CHART, FIRST_MAP, FURTHER_CHART = 520_000, 640_000, 1_000
#: Milliseconds for which the page may stand still while a chart comes to life: the best of three visits,
#: since other work on the machine only adds. The first chart of a page spends most of it on running its
#: bundle (1.1 MB of script), which cannot be parted: some 200 ms on two cores, a map 240, a further
#: chart at most 80. Twice that is left for slower machines.
LONGEST_TASK, VISITS = 500, 3
LONG_TASKS = """() => { window.tasks = []; new PerformanceObserver(list => {
    for (const task of list.getEntries()) window.tasks.push(task.duration);
}).observe({ type: "longtask" }); }"""


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser. Raises NotRunError when there is none, or no axe-core to judge pages with."""
    path = browser.find()
    if path is None:
        raise NotRunError(browser.ADVICE)
    if npm.main(["dev"]):
        raise NotRunError("npm could not install what the tests need")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        yield running
        running.close()


def page_type(path: str) -> str:
    """The type that the page stands for; empty when it stands for none."""
    heaviest = max(CHAPTERS, key=lambda name: (SITE / name).stat().st_size)
    return "chapter" if path == heaviest else TYPES.get(path, "")


def _run(url: str, chromium: Path) -> dict[str, Any]:
    """Lighthouse's report on one address. Raises CalledProcessError or TimeoutExpired when it fails."""
    node = shutil.which("node", path=os.pathsep.join([os.environ.get("PATH", ""), str(npm.scripts())]))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        flags = " ".join(["--headless=new", *browser.FLAGS])
        command = [str(node), str(LIGHTHOUSE), url, "--quiet", "--no-enable-error-reporting"]
        command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"]
        command += ["--output=json", f"--output-path={report}"]
        environment = {**os.environ, "CHROME_PATH": str(chromium)}
        subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True, timeout=PATIENCE
        )
        read: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return read


def _scores(report: dict[str, Any]) -> dict[str, int]:
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def _lost(report: dict[str, Any]) -> list[str]:
    """The audits that took points, in the categories that have to be perfect."""
    asked = {ref["id"] for name in PERFECT for ref in report["categories"][name]["auditRefs"]}
    found = (report["audits"][name] for name in sorted(asked))
    return [audit["id"] for audit in found if audit["score"] not in {None, 1}]


def lighthouse(path: str, runs: int = RUNS) -> Iterator[Row]:
    """The four scores and the weight of one page; a page that stands for its type is run ``runs`` times.

    Performance is judged only as the median of five; after fewer runs it is told and not judged.
    """
    chromium = browser.find()
    if chromium is None:
        raise NotRunError(browser.ADVICE)
    if npm.main(["audit"]):
        raise NotRunError("npm could not install Lighthouse")
    kind = page_type(path)
    with serve.serving(SITE) as address:
        reports = [_run(address + path, chromium) for _ in range(runs if kind else 1)]
    each = [_scores(report) for report in reports]
    median = {name: round(statistics.median(scores[name] for scores in each)) for name in CATEGORIES}
    faults = [f"{name} {median[name]}" for name in PERFECT if min(s[name] for s in each) < 100]
    faults += sorted({name for report in reports for name in _lost(report)}) if faults else []
    if kind and runs >= RUNS and median["performance"] < FAST:
        faults.append(f"performance {median['performance']}, not {FAST}")
    size = reports[0]["audits"]["total-byte-weight"]["numericValue"]
    metrics = {"first paint": "first-contentful-paint", "largest paint": "largest-contentful-paint"}
    times = ", ".join(
        f"{name} {statistics.median(r['audits'][audit]['numericValue'] for r in reports) / 1000:.1f} s"
        for name, audit in metrics.items()
    )
    blocked = statistics.median(r["audits"]["total-blocking-time"]["numericValue"] for r in reports)
    shift = max(r["audits"]["cumulative-layout-shift"]["numericValue"] for r in reports)
    scores = ", ".join(f"{name} {score}" for name, score in median.items())
    all_runs = "/".join(str(s["performance"]) for s in each)
    detail = f"{scores}; {size:,.0f} bytes, {times}, blocked {blocked:.0f} ms, layout shift {shift:.3f}"
    detail += f"; {kind}, median of {runs} ({all_runs})" if kind else ""
    result, said = verdict(faults, detail)
    if kind and runs < RUNS and result == PASSED:
        result = MEASURED
    yield f"Lighthouse, {path}", result, said if result != FAILED else f"{said}. All: {detail}"


class Touch(NamedTuple):
    """What one chart costs that comes to life: its name, bytes and their budget, longest task in ms."""

    name: str
    size: int
    budget: int
    longest: int


def _touched(running: Any, url: str) -> list[Touch]:
    """Every chart of a page made live, one after another, in a fresh visit."""
    touches: list[Touch] = []
    with Visit(running, url) as visit:
        visit.page.set_default_timeout(60_000)
        visit.page.evaluate(LONG_TASKS)
        seen: set[str] = set()
        for figure in visit.page.query_selector_all(".ff-chart"):
            name, bundle = (figure.get_attribute(f"data-{key}") for key in ("name", "bundle"))
            figure.query_selector(".ff-chart-stage").scroll_into_view_if_needed()
            visit.page.wait_for_timeout(200)  # its picture comes near, and is no part of the touch
            visit.page.evaluate("window.tasks.splice(0)")
            before = len(visit.requests)
            visit.draw(figure)
            visit.page.wait_for_timeout(300)
            longest = round(max(visit.page.evaluate("window.tasks.splice(0)"), default=0))
            asked = [r for r in visit.requests[before:] if not r.url.endswith(".svg")]
            budget = FURTHER_CHART
            if bundle not in seen:
                budget = FIRST_MAP if "geo" in bundle else FIRST_CHART
            seen.add(bundle)
            touches.append(Touch(name, weight(asked), budget, longest))
    return touches


def live_charts(path: str) -> Iterator[Row]:
    """What making each chart of a page live costs, in long tasks and in bytes."""
    with chromium() as running, serve.serving(SITE) as address:
        visits = [_touched(running, address + path) for _ in range(VISITS)]
    costs, faults = [], []
    for same in zip(*visits, strict=True):
        name, size, budget, _ = same[0]
        longest = min(touch.longest for touch in same)
        costs.append(f"{name} {longest} ms, {size:,} bytes")
        faults += [f"{name}: {size:,} bytes, more than {budget:,}"] if size > budget else []
        faults += [f"{name}: {longest} ms, more than {LONGEST_TASK}"] if longest > LONGEST_TASK else []
    result, said = verdict(faults, "; ".join(costs))
    yield f"live charts, {path}", result, said


def view(screen: str, theme: str, pages: Sequence[str] = PAGES) -> Iterator[Row]:
    """Every page in one width and theme, all folds open and charts drawn: axe-core, width, messages."""
    faults: list[str] = []
    with chromium() as running, serve.serving(SITE) as address:
        for path in pages:
            try:
                with Visit(running, address + path, screen, theme) as visit:
                    visit.stir()
                    visit.open_folds()
                    visit.charts()
                    found = [*visit.axe(), *visit.said]
                    found += ["scrolls sideways"] if visit.is_too_wide() else []
                    found += [url for url in visit.asked if not url.startswith(address)]
            except Exception as error:  # one page that breaks must not hide the others
                found = [f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"]
            faults += [f"{path}: {fault}" for fault in found]
    width, _ = SCREENS[screen]
    sound = f"{len(pages)} pages: axe-core, width, messages, requests to others"
    result, said = verdict(faults, sound)
    yield f"{width} px, {theme}", result, said
