"""Python in the page: what it needs, where each file comes from, and how large it is.

Pyodide's core is shipped with the site, from npm. Its packages (pandas, numpy) are on no package
registry: a reader who asks for them fetches them from Pyodide's own address, or from the site, if its
publisher has put them there (``tools/live.py``). Each file is checked against its sha256: those of the
packages are in Pyodide's lock, which comes with the core.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import firstflames
from firstflames.site import packages, wheels

VERSION = "314.0.6"  # the one that jupyterlite-pyodide-kernel 0.8.6 is made for
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
FOLDER = "live"  # beside the theme's files
FILES = "files.json"  # what the worker may fetch
OWN = ("cells.py",)  # of the theme, which the worker fetches too
#: The modules of our library that do without pandas.
LIGHT = {"calendars", "evidence"}
PLAIN = ("pandas",)
#: Beside plotly's own wheel, which Pyodide does not have and the site ships.
OF_PLOTLY = ("narwhals", "packaging")
#: For JupyterLite: what its kernel loads, what our wheels there require, and pandas its time zones.
OF_KERNEL = ("micropip", "ipython", "jedi", "jsonschema", "platformdirs", "tzdata")
ALL = (*PLAIN, *OF_PLOTLY, *OF_KERNEL)


class Needs(NamedTuple):
    """What the cells of a page need: packages of Pyodide's, and whether plotly."""

    packages: tuple[str, ...]
    plotly: bool


def needs(cells: Iterable[str]) -> Needs:
    """What has to be there for these cells to run. Raises SyntaxError for what is no Python."""
    imported: set[str] = set()
    used: set[str] = set()
    for node in (node for cell in cells for node in ast.walk(ast.parse(cell))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Attribute) and node.attr in firstflames._HOME:
            used.add(node.attr)
    tops = {module.partition(".")[0] for module in imported}
    parts = {module.split(".")[1] for module in imported if module.startswith("firstflames.")}
    homes = {firstflames._HOME[name].partition(".")[0] for name in used}
    drawn = "plotly" in tops or "charts" in parts | homes
    counted = (
        drawn or bool({"pandas", "numpy"} & tops) or bool((parts | homes) - LIGHT) or "load" in used
    )
    return Needs((*(PLAIN if counted else ()), *(OF_PLOTLY if drawn else ())), drawn)


def of_page(doctree: nodes.document | None) -> Needs | None:
    """What the page's cells need; None for a page without cells that run."""
    if doctree is None:
        return None
    blocks = [
        block.astext()
        for cell in doctree.findall(nodes.container)
        if "cell_input" in cell.get("classes", [])
        for block in cell.findall(nodes.literal_block)
    ]
    return needs(blocks) if blocks else None


def wanted(env: BuildEnvironment) -> dict[str, Needs]:
    """What each page with cells needs, by the page's name."""
    noted: dict[str, Needs] = vars(env).setdefault("firstflames_live", {})
    return noted


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Remember what the page needs: Sphinx's event ``doctree-read``."""
    found = of_page(doctree)
    if found is not None:
        wanted(app.env)[app.env.docname] = found


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Sphinx's event ``env-purge-doc``."""
    wanted(env).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Sphinx's event ``env-merge-info``."""
    wanted(env).update(wanted(other))


def on_page(env: BuildEnvironment, docname: str, up: str) -> dict[str, Any] | None:
    """What the template shows of Python in this page; None where there is nothing to run.

    ``up`` leads from the page to the theme's files.
    """
    page = wanted(env).get(docname)
    if page is None:
        return None
    spec = {"base": f"{up}{FOLDER}/", "packages": page.packages, "plotly": page.plotly}
    host = urlsplit(ADDRESS).netloc
    return {"spec": json.dumps(spec), "packages": page.packages, "host": host, "version": VERSION}


class File(NamedTuple):
    """A file that the worker may fetch. ``source`` is another address than the site's, or empty."""

    name: str
    sha256: str  # base64, as browsers' integrity checks take it
    size: int | None  # bytes; of what is not on the site nobody told us
    part: str  # core, package or wheel
    source: str = ""
    plotly: bool = False  # whether only charts need it

    def told(self) -> dict[str, Any]:
        """As the worker reads it, without what is empty."""
        return {key: value for key, value in self._asdict().items() if value not in {None, "", False}}


def of_lock(lock: dict[str, Any], names: Sequence[str]) -> list[str]:
    """The names with all that they depend on, as the lock's keys, dependencies first.

    Raises KeyError for a package that this Pyodide does not have.
    """
    found: list[str] = []

    def add(name: str) -> None:
        key = name.lower().replace("_", "-")  # dependencies are spelled as their projects spell them
        if key in found:
            return
        for other in lock["packages"][key]["depends"]:
            add(other)
        found.append(key)

    for name in names:
        add(name)
    return found


def entries(lock: dict[str, Any]) -> list[dict[str, Any]]:
    """What the lock says of each package of :data:`ALL` and of what they need, dependencies first."""
    return [lock["packages"][name] for name in of_lock(lock, ALL)]


def read_lock(start: Path) -> dict[str, Any]:
    """Pyodide's own list of packages. Raises ExtensionError when npm's package is missing or another."""
    package = packages.checked("pyodide", start, VERSION)
    lock: dict[str, Any] = json.loads((package / "pyodide-lock.json").read_text(encoding="utf-8"))
    return lock


def copy(env: BuildEnvironment, start: Path, target: Path, cache: Path) -> None:
    """Put what the worker needs into the folder ``target``, and write the list of files.

    Nothing is copied when no page has cells. ``cache`` keeps plotly's wheel from build to build.
    Packages of Pyodide's that lie in ``target`` already, because the publisher has put them there,
    are taken from there. Raises ExtensionError as :func:`read_lock` does.
    """
    pages = wanted(env).values()
    if not pages:
        return
    lock = read_lock(start)
    core = packages.checked("pyodide", start, VERSION)
    for name in CORE:
        shutil.copyfile(core / name, target / name)
    listed = [_here(target / name, "core") for name in (*CORE, *OWN)]
    listed.append(_here(wheels.write(wheels.library(), target), "wheel"))
    if any(page.plotly for page in pages):
        plotly = wheels.file_name("plotly")
        if not (cache / plotly).is_file():
            wheels.write(wheels.plotly(), cache)
        copied = Path(shutil.copyfile(cache / plotly, target / plotly))
        listed.append(_here(copied, "wheel")._replace(plotly=True))
    for name in of_lock(lock, sorted({name for page in pages for name in page.packages})):
        listed.append(_package(lock["packages"][name], target)._replace(plotly=name in OF_PLOTLY))
    (target / FILES).write_text(json.dumps([file.told() for file in listed], indent=1), encoding="utf-8")


def relist(target: Path) -> None:
    """Write the list of files again, once a publisher has put packages into ``target``."""
    listed = json.loads((target / FILES).read_text(encoding="utf-8"))
    for file in listed:
        if "source" in file and (target / file["name"]).is_file():
            del file["source"]
            file["size"] = (target / file["name"]).stat().st_size
    (target / FILES).write_text(json.dumps(listed, indent=1), encoding="utf-8")


def _here(path: Path, part: str) -> File:
    content = path.read_bytes()
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return File(path.name, digest, len(content), part)


def _package(entry: dict[str, Any], target: Path) -> File:
    name, digest = entry["file_name"], base64.b64encode(bytes.fromhex(entry["sha256"])).decode()
    if (target / name).is_file():
        return File(name, digest, (target / name).stat().st_size, "package")
    return File(name, digest, None, "package", ADDRESS)
