"""Put JupyterLab for the browser beside the site, with the exercises: ``make live``.

JupyterLite needs no server: notebooks, data and the library's wheel come with the site, and what a
student writes is kept by the browser. Pyodide's packages come from Pyodide's own address, or from the
site itself: ``make live PYODIDE=folder`` takes them from a distribution that the publisher has
downloaded and checks each file against Pyodide's lock.

The folder is always made anew: a second build on top of the first drops settings without a word.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat

import exercises
from firstflames.exercises import ExerciseError
from firstflames.site import live, wheels

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
LITE = SITE / "lite"
STATIC = Path("_static", "firstflames", live.FOLDER)  # in the site
#: Pyodide on the site, from JupyterLite's folder: only what begins with "./" is read from there.
BESIDE = f"./../{STATIC.as_posix()}/pyodide.mjs"
EXTENSIONS = ("jupyterlab-plotly", "@jupyterlite/pyodide-kernel-extension")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
#: JupyterLite's kernel imports it, and Pyodide does not have it: without it Python does not start.
WITH_KERNEL = ("comm",)
#: plotly shows its figures in a notebook only where nbformat is; without what needs compiling.
WITH_PLOTLY = ("nbformat", "fastjsonschema", "jupyter-core")
#: In a browser alone: on a student's machine nothing may be fetched by these names.
INSTALL = """import sys

if sys.platform == "emscripten":
    import piplite

    await piplite.install(["firstflames", "nbformat"])"""
HELP = """**In the browser.** Python comes to your browser when this notebook opens, and the next cell
brings the course's library; this is slow the first time. If cells do nothing, and the circle at the
upper right is crossed, Python did not come: see whether you are online, then reload the page. What you
write is kept by this browser, on this machine: at the end, *File*, *Download* saves the notebook that
you hand in."""


class LiveError(Exception):
    """A sentence for the publisher: what was found, what was expected, what to do."""


def self_host(distribution: Path, target: Path, lock: dict[str, Any]) -> list[str]:
    """Copy the packages of :data:`live.ALL`, and what they need, from ``distribution`` into ``target``.

    Every file is checked against ``lock``, that of the site's own Pyodide; nothing is copied when one
    is missing or another. The names of the files are returned. Raises LiveError.
    """
    entries = live.entries(lock)
    for entry in entries:
        path = distribution / entry["file_name"]
        if not path.is_file():
            raise LiveError(
                f"{distribution}: no file {entry['file_name']}, which {entry['name']} needs; "
                f"download the full distribution of Pyodide {live.VERSION} and unpack it there."
            )
        if hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            raise LiveError(
                f"{path}: not the file that Pyodide {live.VERSION} lists (its sha256 differs); "
                "download it again."
            )
    target.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        shutil.copyfile(distribution / entry["file_name"], target / entry["file_name"])
    return [entry["file_name"] for entry in entries]


def with_install(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with two first cells: words for the student, and what brings the library."""
    fixed = {"deletable": False, "editable": False}
    words = nbformat.v4.new_markdown_cell(HELP.replace("\n", " "), metadata=fixed, id="in-the-browser")
    cell = nbformat.v4.new_code_cell(INSTALL, metadata=fixed, id="install")
    notebook.cells[:0] = [words, cell]
    return notebook


def prepare(work: Path, seed: str, pyodide: str) -> None:
    """Fill the folder ``work`` with notebooks, wheels and settings, as JupyterLite reads them."""
    for wheel in (
        wheels.library(),
        wheels.plotly(),
        *map(wheels.installed, (*WITH_KERNEL, *WITH_PLOTLY)),
    ):
        wheels.write(wheel, work / "pypi")
    for path in exercises.make(exercises.EXERCISES, work / "made", seed):
        notebook = with_install(nbformat.read(path, as_version=4))
        target = work / "content" / path.name
        target.parent.mkdir(exist_ok=True)
        target.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    settings = {
        "pyodideUrl": pyodide,
        "disablePyPIFallback": True,  # nothing but what is listed here
        # The renderer that JupyterLab's own plotly draws; the others ask a host for MathJax.
        "loadPyodideOptions": {"env": {"PLOTLY_RENDERER": "plotly_mimetype"}},
    }
    data = {
        "appName": "First Flames: exercises",
        "disabledExtensions": ["@jupyterlab/mathjax-extension"],
        "litePluginSettings": {KERNEL: settings},
    }
    # Those two alone, not what else is installed here (nbgrader's menus, say).
    shared = Path(sys.prefix, "share", "jupyter", "labextensions")
    extensions = [str(shared / name) for name in EXTENSIONS]
    chosen = {"ignore_sys_prefix": ["federated_extensions"], "federated_extensions": extensions}
    write(work / "jupyter_lite_config.json", {"LiteBuildConfig": chosen})
    write(work / "jupyter-lite.json", {"jupyter-lite-schema-version": 0, "jupyter-config-data": data})


def write(path: Path, content: Any) -> None:
    """Write JSON, indented."""
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def build(work: Path, target: Path) -> None:
    """JupyterLite into ``target``, clean. Raises LiveError when it fails or loses a setting."""
    shutil.rmtree(target, ignore_errors=True)
    command = [sys.executable, "-m", "jupyter", "lite", "build", "--lite-dir", str(work)]
    command += ["--contents", str(work / "content"), "--output-dir", str(target)]
    command += ["--no-sourcemaps", "--no-unused-shared-packages"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LiveError(f"JupyterLite was not built: {(done.stderr or done.stdout).strip()[-600:]}")
    wanted = json.loads((work / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    built = json.loads((target / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    kept = built["litePluginSettings"][KERNEL]
    for key, value in wanted["litePluginSettings"][KERNEL].items():
        if kept.get(key) != value:
            raise LiveError(f"JupyterLite lost its setting {key}: found {kept.get(key)!r}; build again.")
    if any(target.rglob("*.map")):
        raise LiveError(f"{target}: JupyterLite wrote source maps, which double its size.")


def main(arguments: list[str]) -> int:
    """Build JupyterLite beside the built site; the exit status is 0 when it is whole."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pyodide", default="", metavar="FOLDER", help="a downloaded distribution")
    parser.add_argument("--variant", default="", metavar="SEED", help="as for make exercises")
    options = parser.parse_args(arguments)
    try:
        if not (SITE / STATIC / live.FILES).is_file():
            raise LiveError(f"{SITE} holds no built site: run 'make book' first.")
        address = f"{live.ADDRESS}pyodide.mjs"
        if options.pyodide:
            names = self_host(Path(options.pyodide), SITE / STATIC, live.read_lock(ROOT))
            print(f"{len(names)} packages of Pyodide are on the site, each as its lock says.")
            live.relist(SITE / STATIC)
            address = BESIDE
        work = ROOT / "_build" / "lite"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        prepare(work, exercises.seed_of(options.variant), address)
        print("building JupyterLite: about half a minute", flush=True)
        build(work, LITE)
    except (LiveError, ExerciseError) as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in LITE.rglob("*") if path.is_file())
    print(f"The exercises open in {LITE / 'lab' / 'index.html'} (over http); {size / 1e6:.0f} MB.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
