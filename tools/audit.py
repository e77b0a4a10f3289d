"""The slow checks: ``make audit``. Writes a dated table to ``_build/audit/``.

- core on every supported Python that is on this machine (data, notebooks, build);
- the lane of the oldest supported pandas and plotly, which Colab and Pyodide lag behind with;
- Lighthouse on every page, and every theme and width that the tests leave out (audit_site.py);
- every cell of the evidence changed in turn, and how many changes the rules notice (mutate.py).
"""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import audit_site

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
REPORT = ROOT / "_build" / "audit"
#: What Colab had when this was written; the notebooks have to run there too.
FLOORS = ("pandas==2.2.2", "plotly==5.24.1", "numpy==2.0.2")
FLOOR_NEEDS = ("ipykernel", "nbclient")

Row = tuple[str, str, str]


def run(command: list[str], **variables: str) -> tuple[bool, str]:
    """Run a command in the project; whether it passed, and its last line that says something."""
    environment = {**os.environ, **variables}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    passed = done.returncode == 0
    # What passed says so on stdout, and a tool's warnings would hide it; what failed says why on stderr.
    said = done.stdout if passed else done.stdout + done.stderr
    lines = [line for line in said.splitlines() if line.strip()]
    return passed, lines[-1] if lines else ""


def fresh_clone(folder: Path) -> Path:
    """The committed tree, as a stranger gets it."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    return clone


def pythons() -> Iterator[tuple[str, str]]:
    """Each supported Python: its version, and its path or an empty string."""
    for version in ("3.11", "3.12", "3.13"):
        path = shutil.which(f"python{version}") or ""
        # A version manager's stand-in is on the PATH, whether the version is there or not.
        there = path and run([path, "--version"])[0]
        yield version, path if there else ""


def core() -> Iterator[Row]:
    """``make test-core`` in a fresh clone, with every Python there is."""
    for version, path in pythons():
        name = f"core on Python {version}"
        if not path:
            yield name, "not run", f"python{version} is not on this machine"
            continue
        with tempfile.TemporaryDirectory() as folder:
            clone = fresh_clone(Path(folder))
            passed, last = run(["make", "-C", str(clone), "test-core", f"PYTHON={path}"])
        yield name, "passed" if passed else "FAILED", last


def floors() -> Iterator[Row]:
    """Every chapter runs on the oldest supported pandas and plotly."""
    name = f"chapters on {', '.join(FLOORS)}"
    path = dict(pythons())["3.12"] or dict(pythons())["3.11"]
    if not path:
        yield name, "not run", "neither python3.12 nor python3.11 is on this machine"
        return
    with tempfile.TemporaryDirectory() as folder:
        clone, venv = fresh_clone(Path(folder)), Path(folder) / "venv"
        subprocess.run([path, "-m", "venv", str(venv)], check=True)
        python = str(venv / "bin" / "python")
        pip = [python, "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *FLOORS, *FLOOR_NEEDS, str(clone)], check=True)
        passed, last = run([python, str(clone / "tools" / "refresh.py")])
        yield name, "passed" if passed else "FAILED", last
        passed, last = run([python, "-m", "firstflames.checks", "--data", str(clone / "data")])
        yield name.replace("chapters", "checks"), "passed" if passed else "FAILED", last


def mutations() -> Iterator[Row]:
    """What the rules of the data notice when every cell is changed in turn."""
    passed, _ = run([sys.executable, "tools/mutate.py", "--report", str(REPORT / "mutations.md")])
    if not passed:
        yield "mutations", "FAILED", "the data breaks a rule as it is"
        return
    table = (REPORT / "mutations.md").read_text(encoding="utf-8").splitlines()
    header, last = (line.strip("| ").split(" | ") for line in (table[0], table[-1]))
    for kind, score in zip(header[1:], last[1:], strict=True):
        yield f"mutations, {kind}", "measured", score


def site() -> Iterator[Row]:
    """What a reader's browser says of the built site."""
    yield from audit_site.live_charts(SITE)
    yield from audit_site.views(SITE)
    yield from audit_site.lighthouse(SITE)


def pictures() -> Iterator[Row]:
    """Every picture drawn again: the same words and marks, and no label cut under two font sets."""
    passed, last = run([sys.executable, "tools/pictures.py", "--check"])
    yield "pictures of the charts", "passed" if passed else "FAILED", last


def main() -> int:
    """Run all checks, write the table, print it; exit status 1 when one failed."""
    built, last = run([sys.executable, "tools/build.py"])
    commit = run(["git", "rev-parse", "--short", "HEAD"])[1]
    date = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    rows: list[Row] = [("build", "passed" if built else "FAILED", last)]
    REPORT.mkdir(parents=True, exist_ok=True)
    for check in (pictures, site, core, floors, mutations):
        for row in check():
            print(" | ".join(row), flush=True)
            rows.append(row)
    lines = ["| check | result | detail |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    target = REPORT / f"{date}-{commit}.md"
    target.write_text(
        f"# Audit, {date}, commit {commit}\n\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    print(f"\nThe table is in {target.relative_to(ROOT)}.")
    return 1 if any(result == "FAILED" for _, result, _ in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
