"""Run every check of the project: ``make test``; with ``--core`` those that need no browser.

Core is what has to hold on every supported Python: data, notebooks and build.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "-q"]

STYLE = [
    ("style", [PYTHON, "-m", "ruff", "check", "."]),
    ("format", [PYTHON, "-m", "ruff", "format", "--check", "."]),
    ("types", [PYTHON, "-m", "mypy"]),
    (
        "imports",
        [PYTHON, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    ),
]
WORKFLOWS = [("workflows", [str(Path(PYTHON).with_name("zizmor")), "--offline", "--no-progress", "."])]
BROWSER = [("browser", [PYTHON, "tools/browser.py"])]
SANDBOX = [("sandbox", [PYTHON, "tools/sandbox.py"])]
PAPER = [("paper", [PYTHON, "tools/paper.py", "prepare"])]
PYODIDE = [("pyodide", [PYTHON, "tools/distribution.py"])]
# loadfile keeps the cells of a notebook on one worker, in order; other ways of sharing fail.
NOTEBOOKS = [("notebooks", [*PYTEST, "--nbval", "-n", "2", "--dist", "loadfile", "book", "exercises"])]
BUILD = [("build", [PYTHON, "tools/build.py", "--whole"])]
# tests/conftest.py says what stays together: the tests of a page, or of a file.
SHARED = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]
TESTS = [("tests", [*PYTEST, *SHARED, "tests"])]
CORE_TESTS = [("tests", [*PYTEST, "-n", "2", "-m", "not browser", "tests"])]


def tree() -> str:
    """What git says about the working tree; empty outside a checkout (from a zip, say)."""
    command = ["git", "status", "--porcelain"]
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def main(arguments: list[str]) -> int:
    """Run the steps in order and stop at the first that fails; its exit status is returned."""
    if arguments not in ([], ["--core"]):
        print("usage: python tools/run_tests.py [--core]", file=sys.stderr)
        return 2
    core = bool(arguments)
    after = SANDBOX + PAPER + PYODIDE + NOTEBOOKS + BUILD + (CORE_TESTS if core else TESTS)
    steps = after if core else STYLE + WORKFLOWS + BROWSER + after
    # The renderer that stored outputs were made with; nbval compares against them.
    environment = {**os.environ, "PLOTLY_RENDERER": "plotly_mimetype"}
    before = tree()
    for number, (name, command) in enumerate(steps, start=1):
        print(f"\n[{number}/{len(steps)}] {name}", flush=True)
        start = time.monotonic()
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if status:
            print(f"\nStopped at step {number}, {name}: see the lines above.", file=sys.stderr)
            return status
        print(f"      {time.monotonic() - start:.0f} s", flush=True)
        if tree() != before:
            print(f"\nThe step {name} changed files that git watches:\n{tree()}", file=sys.stderr)
            return 1
    print(
        f"\nAll {len(steps)} steps passed. 'make book' builds your edition; the tests built the course."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
