"""The data page: every table with its columns, to be taken away one by one or in one archive."""

from __future__ import annotations

import zipfile
from html import escape
from importlib.resources import files
from pathlib import Path

from sphinx.application import Sphinx

from firstflames.evidence.package import DESCRIPTOR, package
from firstflames.site import packages
from firstflames.site.reference.markup import table

FOLDER = "downloads"  # of the site, with the tables as they are and all of them in one archive
ARCHIVE = "first-flames-evidence.zip"


def tables() -> str:
    """Each table to take away, with its columns folded below it."""
    parts = [
        f'<p><a href="../{FOLDER}/{ARCHIVE}" download>All tables, schema and codebook '
        f"({ARCHIVE})</a></p>"
    ]
    for name in package().names:
        resource = package().resource(name)
        required = {True: "required", False: ""}
        rows = [
            (
                "",
                [
                    f"<code>{escape(column['name'])}</code>",
                    escape(column["type"]),
                    required[bool(column.get("constraints", {}).get("required"))],
                    escape(column.get("description", "")),
                ],
            )
            for column in resource["schema"]["fields"]
        ]
        listed = table(escape(name), ["Column", "Type", "Needed", "Meaning"], rows).replace(
            '<table class="reference">', "<table>"
        )
        parts.append(
            f'<p id="table-{name}"><a href="../{FOLDER}/{name}.csv" download>{name}.csv</a> '
            f"({len(package().records(name)):,} rows)</p>"
            f"<details><summary>Columns of {name}</summary>"
            f"{listed}</details>"
        )
    return "\n".join(parts)


def write_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Copy the tables into the site and pack them: the same bytes from the same data.

    Beside the theme's files goes the script that pages with tables load.
    """
    if (
        exception is not None
        or app.builder.format != "html"
        or "reference/data" not in app.env.found_docs
    ):
        return
    start = Path(app.srcdir, app.config.firstflames_packages).resolve()
    packages.copy_tables(start, Path(app.outdir) / "_static" / "firstflames")
    target = Path(app.outdir) / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    folder = files("firstflames.data")
    csv = [f"{name}.csv" for name in package().names]
    with zipfile.ZipFile(target / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted([*csv, DESCRIPTOR, "README.md"]):
            content = folder.joinpath(name).read_bytes()
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no clock: the archive is reproducible
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
            if name in csv:
                (target / name).write_bytes(content)
