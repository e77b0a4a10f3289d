"""Wheels for the browser: the course's library, and plotly without what a browser does not need.

Written file by file, as the binary distribution format says, so that nothing is installed or fetched
for it; with one date for all files, so that the same input gives the same bytes.
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import zipfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

DATE = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can tell
#: Parts of our library that run on publishers' and teachers' machines alone.
NOT_FOR_BROWSERS = ("site", "marking")
#: Of plotly: its own copy of plotly.js and JupyterLab's extension; the page has plotly.js already.
NOT_OF_PLOTLY = (
    "package_data/plotly.min.js",
    "package_data/widgetbundle.js",
    "package_data/datasets/",
    "labextension/",
)


class Wheel(NamedTuple):
    """A wheel to be written: name, version, and its files as (path, content), metadata among them."""

    name: str
    version: str
    files: Iterable[tuple[str, bytes]]


def file_name(distribution: str) -> str:
    """The wheel of what is installed here, as the format asks: any Python, no ABI, any platform."""
    found = importlib.metadata.distribution(distribution)
    return f"{_name(found)}-{found.version}-py3-none-any.whl"


def write(wheel: Wheel, folder: Path) -> Path:
    """Write the wheel into ``folder``; its path is returned."""
    info = f"{wheel.name}-{wheel.version}.dist-info"
    tags = "Wheel-Version: 1.0\nGenerator: firstflames\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    contents = [*wheel.files, (f"{info}/WHEEL", tags.encode())]
    record = "".join(f"{path},sha256={_hashed(content)},{len(content)}\n" for path, content in contents)
    contents.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode()))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{wheel.name}-{wheel.version}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in contents:
            archive.writestr(zipfile.ZipInfo(path, DATE), content, zipfile.ZIP_DEFLATED)
    return target


def library() -> Wheel:
    """The course's library with its data, without what makes the site."""
    return _wheel(importlib.metadata.distribution("firstflames"), _of_the_library())


def _of_the_library() -> Iterator[tuple[str, bytes]]:
    root = Path(str(files("firstflames")))
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root)
        if inside.parts[0] not in {*NOT_FOR_BROWSERS, "data"}:
            yield f"firstflames/{inside.as_posix()}", path.read_bytes()
    data = Path(str(files("firstflames.data")))
    for path in sorted(data.iterdir()):
        if path.suffix in {".py", ".csv", ".json"}:
            yield f"firstflames/data/{path.name}", path.read_bytes()


def plotly() -> Wheel:
    """The plotly that is installed here, without its copies of plotly.js."""
    return installed("plotly", NOT_OF_PLOTLY)


def installed(distribution: str, without: tuple[str, ...] = ()) -> Wheel:
    """A pure package as it is installed here, but for files whose paths hold one of ``without``."""
    found = importlib.metadata.distribution(distribution)
    return _wheel(
        found,
        (
            (str(path), _read(path))
            for path in sorted(found.files or [], key=str)
            if path.suffix != ".pyc" and ".dist-info" not in str(path) and not str(path).startswith("..")
            if not any(part in str(path) for part in without)
        ),
    )


def _wheel(found: importlib.metadata.Distribution, files: Iterable[tuple[str, bytes]]) -> Wheel:
    """The files with what the distribution says of itself: what it requires, and its licences."""
    info = f"{_name(found)}-{found.version}.dist-info"
    metadata = [(f"{info}/METADATA", str(found.read_text("METADATA")).encode())]
    licences = [
        (f"{info}/licenses/{path.name}", _read(path))
        for path in sorted(found.files or [], key=str)
        if ".dist-info/licenses/" in str(path)
    ]
    return Wheel(_name(found), found.version, [*files, *metadata, *licences])


def _name(found: importlib.metadata.Distribution) -> str:
    return found.name.replace("-", "_")


def _read(path: importlib.metadata.PackagePath) -> bytes:
    return Path(str(path.locate())).read_bytes()


def _hashed(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
