"""The reference pages: glossary, ledger, checks, timeline and data, written from the evidence.

Each page is a small file of the book with a directive, ``{evidence}``, which writes one table (or the
drawing, or the list of downloads) at build time. Nothing generated is kept.
"""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from firstflames.calendars import days_between, new_style_period
from firstflames.checks.registry import all_checks, check_table
from firstflames.evidence.package import DESCRIPTOR, LIST_SEPARATOR, package

FOLDER = "downloads"  # of the site, with the tables as they are and all of them in one archive
ARCHIVE = "first-flames-evidence.zip"
#: The pages of the checks in full, and the themes on each: one page would be too heavy for a phone.
CHECK_PAGES = {
    "checks-votes": ("ballots", "army"),
    "checks-assembly": ("assembly", "conclusion", "home"),
    "checks-peoples": ("south", "peoples", "stavka"),
    "checks-others": ("dates", "dead", "economy", "peace", "slips"),
}
#: Parts a text into nodes, so that each table gets its own box to scroll in.
BREAK = "\0"
_FIRST_DAY, _DAYS = "1917-10-01", 170  # what the drawing of the timeline covers, Old Style


def _rows(table: str) -> list[dict[str, Any]]:
    return [cells for _, cells in package().records(table)]


@cache
def _claimed() -> frozenset[str]:
    return frozenset(row["locator"] for row in _rows("claims"))


def where(locator: str, folder: str = "") -> str:
    """The address of a locator: its first row in the ledger, else its line in the crosswalk.

    ``folder`` leads from the page to the reference pages.
    """
    page = "ledger" if locator in _claimed() else "read"
    return f"{folder}{page}.html#{locator}"


def _locators(cell: str | None) -> str:
    found = (cell or "").split(LIST_SEPARATOR)
    return ", ".join(f'<a href="{where(each)}">{each}</a>' for each in found if each)


#: The theatres of events.csv, as readers see them.
THEATRES = {
    "petrograd": "Petrograd",
    "moscow": "Moscow",
    "stavka": "Stavka",
    "don_kuban": "Don and Kuban",
    "urals": "Ural",
    "ukraine": "Ukraine",
    "romania_bessarabia": "Romania, Bessarabia",
    "crimea": "Crimea",
    "brest": "Brest-Litovsk",
    "front": "The fronts",
    "countrywide": "Whole country",
    "abroad": "Abroad",
    "exile": "Exile",
}


def _words(cell: Any) -> str:
    return escape(str(cell).replace("_", " ")) if cell is not None else ""


def _table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[str]]],
    filters: Sequence[str] = (),
) -> str:
    """A table of ready HTML cells, each row with its id (or none).

    ``filters`` names the columns to choose from.
    """
    head = "".join(
        f'<th scope="col"{" data-filter" if column in filters else ""}>{column}</th>'
        for column in columns
    )
    body = "".join(
        f"<tr{f' id={chr(34)}{escape(key)}{chr(34)}' if key else ''}>"
        f'<th scope="row">{cells[0]}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells[1:])
        + "</tr>\n"
        for key, cells in rows
    )
    return (
        f'<table class="reference"><caption>{caption}</caption><thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody></table>"
    )


def _people() -> str:
    rows = []
    for row in sorted(_rows("people"), key=lambda row: row["name"].split()[-1]):
        years = f"{row['born'] or ''}–{row['died'] or ''}".strip("–")
        printed = _words(row["as_printed"]).replace("|", " · ")
        name = f"{escape(row['name'])}{f' ({years})' if years else ''}"
        rows.append(
            (
                row["person_id"],
                [name, _words(row["role"]), _words(row["side"]), printed, _locators(row["locators"])],
            )
        )
    columns = ["Person", "Role, as the text gives it", "Side", "In the text", "Where"]
    return _table("People", columns, rows, ["Side"])


def _organisations() -> str:
    rows = [
        (
            row["org_id"],
            [
                escape(row["name"]),
                _words(row["type"]),
                _words(row["as_printed"]).replace("|", " · "),
                _locators(row["locators"]),
                _words(row["note"]),
            ],
        )
        for row in sorted(_rows("organisations"), key=lambda row: row["name"])
    ]
    columns = ["Party or body", "Kind", "In the text", "Where", "Note"]
    return _table("Parties and bodies", columns, rows, ["Kind"])


def _places() -> str:
    rows = []
    for row in sorted(_rows("places"), key=lambda row: row["name_then"]):
        now = ", ".join(escape(part) for part in (row["name_now"], row["country_now"]) if part)
        printed = _words(row["as_printed"]).replace("|", " · ")
        rows.append(
            (
                row["place_id"],
                [
                    escape(row["name_then"]),
                    now,
                    _words(row["type"]),
                    printed,
                    _locators(row["locators"]),
                    _words(row["note"]),
                ],
            )
        )
    columns = ["Then", "Now", "Kind", "In the text", "Where", "Note"]
    return _table("Places", columns, rows, ["Kind"])


def _bounds(row: Mapping[str, Any]) -> str:
    low, high = (None if row[end] is None else f"{row[end]:,.10g}" for end in ("low", "high"))
    if low == high:
        return low or ""
    if high is None:
        return f"{low} or more"
    return f"{low} to {high}" if low is not None else f"up to {high}"


@cache
def _read_by() -> Mapping[str, list[tuple[str, str, str]]]:
    """For each claim, the checks that read it: id, page and verdict."""
    pages = {theme: page for page, themes in CHECK_PAGES.items() for theme in themes}
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for each in all_checks():
        verdict = each.run().verdict
        for row in each.inputs():
            if row.table == "claims":
                found[row.key].append((each.check_id, pages[each.theme], verdict))
    return found


def _uses(source: Path) -> Mapping[str, list[tuple[str, str]]]:
    """For each locator, the charts of the chapters that name it: address and title."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((source / "chapters").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                figure = output.get("data", {}).get("application/vnd.plotly.v1+json", {})
                meta = figure.get("layout", {}).get("meta", {}).get("firstflames")
                for locator in meta["sources"] if meta else ():
                    address = f"../chapters/{path.stem}.html#chart-{meta['name']}"
                    found[locator].append((address, meta["title"]))
    return found


def _ledger(source: Path) -> str:
    section = {row["locator"]: row["section"] for row in _rows("fingerprint")}
    uses, met, rows = _uses(source), set(), []
    for row in _rows("claims"):
        key, place = row["claim_id"], row["locator"]
        anchor = "" if place in met else f'<span id="{place}"></span>'
        met.add(place)
        checks = "<br>".join(
            f'<a href="{page}.html#{check}">{check}</a> ({verdict})'
            for check, page, verdict in _read_by().get(key, [])
        )
        charts = "<br>".join(
            f'<a href="{address}">{escape(title)}</a>' for address, title in uses.get(place, [])
        )
        about = f"{_words(row['subject'])} ({_words(row['measure'])}; {_words(row['form'])})"
        figure = f"{_bounds(row)} {_words(row['unit'])}<br>{_words(row['qualifier'])}"
        cells = [
            f"{anchor}{key}",
            f"“{escape(row['as_printed'])}”",
            about,
            figure,
            _words(row["topic"]),
            section[place],
            _words(row["attributed_to"]),
            _words(row["date_as_printed"]),
            checks,
            charts,
        ]
        rows.append((key, cells))
    columns = ["Claim", "As printed", "Subject (measure; form)", "Figure", "Topic", "Section"]
    columns += ["Attributed to", "Date", "Checks", "Charts"]
    return _table("The ledger", columns, rows, ["Topic", "Section"])


def _checks() -> str:
    pages = {theme: page for page, themes in CHECK_PAGES.items() for theme in themes}
    rows = [
        (
            "",
            [
                f'<a href="{pages[row["theme"]]}.html#{row["check_id"]}">{escape(row["title"])}</a>',
                row["verdict"],
                row["theme"],
                escape(row["locators"].replace(LIST_SEPARATOR, ", ")),
            ],
        )
        for row in check_table().to_dict("records")
    ]
    columns = ["Check", "Verdict", "Theme", "Where"]
    return _table("All checks", columns, rows, ["Verdict", "Theme"])


def _checks_in_full(page: str) -> str:
    rows = []
    for row in check_table().to_dict("records"):
        if row["theme"] not in CHECK_PAGES[page]:
            continue
        unit = "" if row["unit"] == "words" else f" {escape(row['unit'])}"
        arithmetic = "" if row["arithmetic"] else " (the editors’ reading, no arithmetic)"
        reading = (
            f"<p><em>Charitable reading.</em> {escape(row['charitable'])}</p>"
            if row["charitable"]
            else ""
        )
        found = (
            f"<p><em>Stated.</em> {escape(row['stated'])}{unit}</p>"
            f"<p><em>Recomputed.</em> {escape(row['recomputed'])}{unit}</p>"
            f"<p><em>Working.</em> {escape(row['working'])}{arithmetic}</p>"
        )
        teaches = f"<p>{escape(row['teaches'])}</p>{reading}"
        cells = [escape(row["title"]), row["verdict"], found, teaches, _locators(row["locators"])]
        rows.append((row["check_id"], cells))
    columns = ["Check", "Verdict", "What was found", "What it teaches", "Where"]
    return _table("Checks", columns, rows, ["Verdict"])


def _read() -> str:
    rows = []
    for row in _rows("fingerprint"):
        place = row["locator"]
        label = f'<a href="ledger.html#{place}">{place}</a>' if place in _claimed() else place
        rows.append((place, [label, row["section"], escape(row["first_words"]), str(row["words"])]))
    return _table(
        "From locators to the text",
        ["Locator", "Section", "First words", "Length in words"],
        rows,
        ["Section"],
    )


def _span(row: Mapping[str, Any]) -> tuple[str, str]:
    """An event's dates, Old Style and New Style, for readers."""
    start, end = row["old_style_start"], row["old_style_end"]
    old = start if end in (None, start) else f"{start} to {end}"
    first, last = new_style_period(start, end)
    new = first if first == last else f"{first} to {last}"
    vague = "" if row["precision"] == "day" else f" ({_words(row['precision'])})"
    return f"{old}{vague}", new


def _events() -> list[dict[str, Any]]:
    return sorted(_rows("events"), key=lambda row: row["old_style_start"])


def _timeline() -> str:
    rows = []
    for row in _events():
        old, new = _span(row)
        cells = [old, new, escape(row["title"]), escape(THEATRES[row["theatre"]]), _words(row["kind"])]
        rows.append((row["event_id"], [*cells, _locators(row["locator"])]))
    columns = ["Old Style", "New Style", "Event", "Theatre", "Kind", "Where"]
    return _table("Events", columns, rows, ["Theatre", "Kind"])


def _timeline_drawing() -> str:
    """The events dated to the day, one line for each theatre; the table beside it says the same."""
    dated = [row for row in _events() if row["precision"] == "day"]
    dated = [row for row in dated if 0 <= days_between(_FIRST_DAY, row["old_style_start"]) <= _DAYS]
    theatres = list(dict.fromkeys(row["theatre"] for row in dated))
    marks, height = [], 34 * len(theatres) + 44
    months = {"1917-10-01": "October", "1917-11-01": "November", "1917-12-01": "December"}
    months |= {"1918-01-01": "January", "1918-02-01": "February", "1918-03-01": "March"}
    for first, month in months.items():
        x = 150 + 5 * days_between(_FIRST_DAY, first)
        marks.append(f'<path d="M{x} 24V{height}"/><text x="{x + 4}" y="18">{month}</text>')
    for line, theatre in enumerate(theatres):
        y = 50 + 34 * line
        marks.append(
            f'<text x="0" y="{y + 5}">{escape(THEATRES[theatre])}</text><path d="M150 {y}H1000"/>'
        )
        taken: dict[int, int] = defaultdict(int)
        for row in (row for row in dated if row["theatre"] == theatre):
            day = days_between(_FIRST_DAY, row["old_style_start"])
            lift, taken[day] = 7 * taken[day], taken[day] + 1
            title = f"{_span(row)[0]}: {escape(row['title'])}"
            marks.append(
                f'<circle cx="{150 + 5 * day}" cy="{y - lift}" r="3.5"><title>{title}</title></circle>'
            )
    words = "Events that the text dates to the day, a line for each theatre; the table below lists them."
    return (
        '<div class="timeline"><p class="needs-script timeline-zoom">'
        '<button type="button" data-zoom="1.5">Zoom in</button> '
        '<button type="button" data-zoom="0.6667">Zoom out</button></p>'
        f'<div class="scroll" role="group" aria-label="Timeline">'
        f'<svg viewBox="0 0 1010 {height}" role="img" aria-label="{words}">'
        f"{''.join(marks)}</svg></div></div>"
    )


def _data() -> str:
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
        table = _table(escape(name), ["Column", "Type", "Needed", "Meaning"], rows).replace(
            '<table class="reference">', "<table>"
        )
        parts.append(
            f'<p id="table-{name}"><a href="../{FOLDER}/{name}.csv" download>{name}.csv</a> '
            f"({len(package().records(name)):,} rows)</p>"
            f"<details><summary>Columns of {name}</summary>"
            f"{BREAK}{table}{BREAK}</details>"
        )
    return "\n".join(parts)


class EvidenceDirective(SphinxDirective):
    """``{evidence} ledger``: a part of the evidence, written out."""

    required_arguments = 1
    parts: ClassVar[dict[str, Callable[[], str]]] = {
        "people": _people,
        "organisations": _organisations,
        "places": _places,
        "checks": _checks,
        **{page: partial(_checks_in_full, page) for page in CHECK_PAGES},
        "read": _read,
        "timeline": _timeline,
        "timeline-drawing": _timeline_drawing,
        "data": _data,
    }

    def run(self) -> list[nodes.Node]:
        """Give the part named by the argument. Raises an error that names the parts there are."""
        name = self.arguments[0]
        if name != "ledger" and name not in self.parts:
            raise self.error(
                f"there is no part {name!r} of the evidence: {', '.join(self.parts)}, ledger"
            )
        source = Path(self.env.srcdir)
        # A page is written again when a table, the code of a check, or (the ledger) a chapter changes.
        with_data = [path for path in files("firstflames.data").iterdir() if path.name.endswith("csv")]
        code = Path(__file__).parents[1].rglob("*.py")
        for path in [*map(str, with_data), *map(str, code)]:
            self.env.note_dependency(path)
        if name == "ledger":
            for chapter in (source / "chapters").glob("*.ipynb"):
                self.env.note_dependency(str(chapter))
        text = _ledger(source) if name == "ledger" else self.parts[name]()
        return [nodes.raw("", piece, format="html", classes=["evidence"]) for piece in text.split(BREAK)]


def is_reference(doctree: nodes.document | None) -> bool:
    """Whether a page holds a part of the evidence, and so needs the script for tables."""
    return doctree is not None and any(
        "evidence" in raw["classes"] for raw in doctree.findall(nodes.raw)
    )


def write_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Copy the tables into the site and pack them: the same bytes from the same data."""
    if (
        exception is not None
        or app.builder.format != "html"
        or "reference/data" not in app.env.found_docs
    ):
        return
    target = Path(app.outdir) / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    folder = files("firstflames.data")
    tables = [f"{name}.csv" for name in package().names]
    with zipfile.ZipFile(target / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted([*tables, DESCRIPTOR, "README.md"]):
            content = folder.joinpath(name).read_bytes()
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # no clock: the archive is reproducible
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
            if name in tables:
                (target / name).write_bytes(content)
