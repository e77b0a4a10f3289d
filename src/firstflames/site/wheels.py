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
    """A wheel to be written: name, version, what it requires, and its files as (path, content)."""

    name: str
    version: str
    requires: tuple[str, ...]
    files: Iterable[tuple[str, bytes]]

    @property
    def file_name(self) -> str:
        """As the format asks: name, version, any Python, no ABI, any platform."""
        return f"{self.name}-{self.version}-py3-none-any.whl"


def write(wheel: Wheel, folder: Path) -> Path:
    """Write the wheel into ``folder``; its path is returned."""
    info = f"{wheel.name}-{wheel.version}.dist-info"
    requires = "".join(f"Requires-Dist: {each}\n" for each in wheel.requires)
    metadata = f"Metadata-Version: 2.1\nName: {wheel.name}\nVersion: {wheel.version}\n{requires}"
    tags = "Wheel-Version: 1.0\nGenerator: firstflames\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    contents = [*wheel.files, (f"{info}/METADATA", metadata.encode()), (f"{info}/WHEEL", tags.encode())]
    record = "".join(f"{path},sha256={_hashed(content)},{len(content)}\n" for path, content in contents)
    contents.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode()))
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / wheel.file_name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in contents:
            archive.writestr(zipfile.ZipInfo(path, DATE), content, zipfile.ZIP_DEFLATED)
    return target


def library() -> Wheel:
    """The course's library with its data, without what makes the site."""
    version = importlib.metadata.version("firstflames")
    return Wheel("firstflames", version, ("pandas", "plotly"), list(_of_the_library()))


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
    """The plotly that is installed here, without its copies of plotly.js; its licence stays with it."""
    found = importlib.metadata.distribution("plotly")
    kept = [
        (str(path), Path(str(path.locate())).read_bytes())
        for path in sorted(found.files or [], key=str)
        if str(path).startswith(("plotly/", "_plotly_utils/")) or path.name.startswith("LICENSE")
        if path.suffix != ".pyc" and not any(part in str(path) for part in NOT_OF_PLOTLY)
    ]
    return Wheel("plotly", found.version, ("narwhals", "packaging"), kept)


def plotly_name() -> str:
    """The file name of plotly's wheel, without reading the thousands of its files."""
    return Wheel("plotly", importlib.metadata.version("plotly"), (), ()).file_name


def _hashed(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
