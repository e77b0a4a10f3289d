"""The slow checks: ``make audit``, or by name ``python tools/audit.py live views/390-dark``.

Each row is written to a dated table in ``_build/audit`` as soon as it is known, with the commit;
``--resume`` makes only what is missing or failed in the table of this commit, ``--must`` fails when a
check cannot be made on this machine, ``--list`` names all:

- paper: the whole course as PDF, handouts and EPUB, each judged;
- pictures: every picture of a chart drawn again, and in narrow and wide letters;
- live: what each live chart costs in bytes and in long tasks;
- views: every page in every theme and width; lighthouse: every page by Lighthouse;
- in-browser: every page with cells and every exercise run in a browser, with pandas; needs the internet;
- core: data, notebooks and build on every supported Python; floors: on the oldest pandas and plotly,
  with the copies for Colab and Binder; pyodide: the same on the pandas and numpy that Pyodide carries;
- marking: five hundred submissions, and nbgrader and otter-grader on the same notebooks;
- workflows: what actionlint and zizmor say of them;
- mutations: every cell of the evidence changed in turn, and how many changes the rules notice.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import sys
from collections.abc import Iterator
from functools import partial

import audit_code
import audit_in_browser
import audit_marking
import audit_pictures
import audit_site
from audit_rows import FAILED, NOT_RUN, PASSED, Check, Report, Row
from visiting import CHARTED, PAGES, SCREENS

THEMES = ("light", "dark")


def build() -> list[Row]:
    """The site, built from the stored notebooks: the other checks read it."""
    passed, last = audit_code.run([sys.executable, "tools/build.py", "--whole"])
    return [("build", PASSED if passed else FAILED, "warnings are errors" if passed else last)]


def paper() -> Iterator[Row]:
    """The whole course on paper and on readers, each judged by its command."""
    for what in ("pdf", "handouts", "epub"):
        passed, last = audit_code.run([sys.executable, "tools/paper.py", what])
        yield f"paper, {what}", PASSED if passed else FAILED, last


def checks(runs: int) -> list[Check]:
    """All checks, in their order; Lighthouse visits a page that stands for its type ``runs`` times."""
    listed = [
        Check("build", build),
        Check("paper", paper),
        Check("pictures/again", audit_pictures.again),
        Check("pictures/fonts", audit_pictures.in_other_letters),
        *(Check(f"live/{path}", partial(audit_site.live_charts, path)) for path in CHARTED),
    ]
    for screen, theme in itertools.product(SCREENS, THEMES):
        name = f"views/{SCREENS[screen][0]}-{theme}"
        listed.append(Check(name, partial(audit_site.view, screen, theme)))
    for path in PAGES:
        if path != audit_site.NO_PAGE:
            listed.append(Check(f"lighthouse/{path}", partial(audit_site.lighthouse, path, runs)))
    listed.append(Check("in-browser/pages", audit_in_browser.pages))
    listed.append(Check("in-browser/jupyterlite", audit_in_browser.in_jupyterlite))
    for version in audit_code.PYTHONS:
        listed.append(Check(f"core/{version}", partial(audit_code.core, version)))
    return [
        *listed,
        Check("marking/500", audit_marking.class_of_500),
        Check("marking/nbgrader", audit_marking.beside_nbgrader),
        Check("marking/otter", audit_marking.beside_otter),
        Check("floors", audit_code.floors),
        Check("pyodide", audit_code.as_in_pyodide),
        Check("workflows", audit_code.workflows),
        Check("mutations", audit_code.mutations),
    ]


def commit() -> str:
    """The commit that is judged; a tree with changes of its own says so. Outside git: "no-git"."""
    known, name = audit_code.run(["git", "rev-parse", "--short", "HEAD"])
    _, changes = audit_code.run(["git", "status", "--porcelain"])
    return f"{name}{'-changed' if changes else ''}" if known else "no-git"


def main(arguments: list[str]) -> int:
    """Make the checks asked for, all by default; exit status 1 when a row of the table failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="checks or groups of checks; all if none is named")
    parser.add_argument("--list", action="store_true", help="print the names of all checks")
    parser.add_argument("--resume", action="store_true", help="leave out what passed at this commit")
    parser.add_argument("--must", action="store_true", help="fail when a check cannot be made here")
    parser.add_argument("--runs", type=int, default=audit_site.RUNS, help="of Lighthouse on a type")
    options = parser.parse_args(arguments)
    known = checks(max(1, options.runs))
    order = [check.name for check in known]
    if options.list:
        print("\n".join(order))
        return 0
    unknown = [n for n in options.names if not any(check.is_asked_for([n]) for check in known)]
    if unknown:
        parser.error(f"no check is called {', '.join(unknown)}; --list names all")
    date = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    report = Report(audit_code.REPORT, commit(), date)
    for check in known:
        wanted = not options.names or check.name == "build" or check.is_asked_for(options.names)
        if wanted and not (options.resume and report.is_done(check)):
            report.make(check, order)
    print(f"\nThe table is in {report.table.relative_to(audit_code.ROOT)}.")
    bad = {FAILED, NOT_RUN} if options.must else {FAILED}
    return 1 if bad & set(report.results()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
