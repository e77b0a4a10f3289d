"""The scripts that the site ships from npm: found in ``node_modules``, checked, copied."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from plotly.offline import get_plotlyjs_version
from sphinx.errors import ExtensionError

#: plotly.js's smallest bundle, the file in it, and the traces that it can draw.
BUNDLE = "plotly.js-basic-dist-min"
BUNDLE_FILE = "plotly-basic.min.js"
BUNDLE_TRACES = frozenset({"bar", "pie", "scatter"})


def find(name: str, start: Path) -> Path:
    """The folder of the package ``name``, in ``node_modules`` beside or above ``start``.

    That is Node.js's own rule. Raises ExtensionError when there is none.
    """
    for folder in (start, *start.parents):
        found = folder / "node_modules" / name
        if found.is_dir():
            return found
    raise ExtensionError(f"the package {name} is missing: run 'python tools/npm.py book' first.")


def copy_plotly(start: Path, target: Path) -> None:
    """Copy plotly.js into the folder ``target``.

    Raises ExtensionError when its version is not the one that the plotly of the notebooks carries.
    """
    package = find(BUNDLE, start)
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    wanted = get_plotlyjs_version()
    if version != wanted:
        raise ExtensionError(
            f"{BUNDLE} is {version}, but plotly for Python draws with {wanted}: "
            "correct package.json and run 'npm install --package-lock-only'."
        )
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / BUNDLE_FILE, target / BUNDLE_FILE)
