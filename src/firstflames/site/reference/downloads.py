"""The data page: every table with its columns, to be taken away one by one or in one archive."""

from __future__ import annotations

import importlib.metadata
import re
import zipfile
from html import escape
from importlib.resources import files
from pathlib import Path

from sphinx.application import Sphinx

from firstflames.evidence.package import DESCRIPTOR, package
from firstflames.site import editions

FOLDER = "downloads"  # of the site, with the tables as they are and all of them in one archive
ARCHIVE = "first-flames-evidence.zip"
CITATION = "CITATION.cff"  # at the top of the repository


def tables() -> str:
    """Each table to take away, with what a row is and its columns folded below it."""
    parts = [
        f'<p><a href="../{FOLDER}/{ARCHIVE}" download>All tables, schema and codebook</a> (one zip), or '
        f'the <a href="../{FOLDER}/{DESCRIPTOR}" download>schema</a> alone, a Data Package '
        f"({DESCRIPTOR}). The codebook is further down.</p>"
    ]
    for name in package().names:
        resource = package().resource(name)
        parts.append(
            f'<p class="download" id="table-{name}"><a href="../{FOLDER}/{name}.csv" download>{name}.csv'
            f"</a> ({len(package().records(name)):,} rows). {_prose(resource['description'])}</p>"
            f"<details><summary>Columns of {name}</summary>{_columns(name)}</details>"
        )
    return "\n".join(parts)


def _prose(text: str) -> str:
    """A sentence of the schema, whose names of columns stand in backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _columns(name: str) -> str:
    """The columns of a table: a small one, with nothing to search or sort."""
    rows = []
    for column in package().resource(name)["schema"]["fields"]:
        constraints = column.get("constraints", {})
        allowed = ", ".join(escape(str(value)) for value in constraints.get("enum", ()))
        meaning = _prose(column.get("description", ""))
        rows.append(
            f'<tr><th scope="row"><code>{escape(column["name"])}</code></th>'
            f"<td>{escape(column['type'])}</td>"
            f"<td>{'required' if constraints.get('required') else ''}</td>"
            f"<td>{meaning}{f'<br><small>One of: {allowed}</small>' if allowed else ''}</td></tr>"
        )
    heads = "".join(f'<th scope="col">{each}</th>' for each in ("Column", "Type", "Needed", "Meaning"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def citation() -> str:
    """How to cite the data in this version, and the file that says it to programs."""
    version = importlib.metadata.version("firstflames")
    return (
        f"<p>First Flames maintainers, <cite>First Flames: the evidence</cite>, version {version}, with "
        "the address of the edition you read and the day you read it. For a single figure cite the work "
        "in its <code>source</code> column too. For programs that manage references: "
        f'<a href="../{FOLDER}/{CITATION}" download>{CITATION}</a>.</p>'
        f"{editions.ADDRESS_MARK}"
    )


def write_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Copy the tables into the site and pack them: the same bytes from the same data."""
    if exception is not None or app.builder.name != "html" or "reference/data" not in app.env.found_docs:
        return
    target = Path(app.outdir) / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    cited = editions.citation(app.config, Path(app.srcdir).parent / CITATION)
    (target / CITATION).write_text(cited, encoding="utf-8")
    folder = files("firstflames.data")
    csv = [f"{name}.csv" for name in package().names]
    with zipfile.ZipFile(target / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted([*csv, DESCRIPTOR, "README.md"]):
            content = folder.joinpath(name).read_bytes()
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no clock: the archive is reproducible
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
            if name in csv or name == DESCRIPTOR:
                (target / name).write_bytes(content)
