"""Load and check the evidence: the Data Package in ``data/``.

The descriptor ``datapackage.json`` (Frictionless Data Package, version 1) says what every table holds.
This module reads the tables by it and refuses whatever does not fit, in one sentence that names file,
row, column, what was found, what was expected and what to do.

The ``frictionless`` library checks the same descriptor in the tests. It is not used here because the
library has to run on pandas and plotly alone, in Colab and in the browser.

Beyond the standard, four properties carry rules that the standard cannot say:

``firstflames:provenance`` (schema)
    columns of which every row must fill at least one: a locator or a bibliographic key.
``firstflames:ordered`` (schema)
    pairs ``[low, high]`` of numeric columns that may not be the wrong way round.
``firstflames:each`` (field)
    the cell is a list separated by ``;`` and each item must be a key of the named resource.
``firstflames:oldStyleDate`` (field)
    the cell is a year, month or day of the Julian calendar, in ISO order, and has to exist there.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

DESCRIPTOR = "datapackage.json"
LIST_SEPARATOR = ";"

_JULIAN_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one place in the data.

    ``row`` is the line in the file (the header is line 1), or None when the whole file is meant.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column!r}"
        return f"{place}: found {self.found}, expected {self.expected}; {self.remedy}."


class EvidenceError(ValueError):
    """The evidence is missing, malformed or inconsistent. ``problems`` holds every :class:`Problem`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(self.problems) - 1
        tail = f" ({more} more of the kind in this table.)" if more else ""
        super().__init__(f"{self.problems[0]}{tail}")


@dataclass(frozen=True)
class _Table:
    """The raw cells of one CSV file, with the line number of each row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def column(self, name: str) -> list[str]:
        position = self.header.index(name)
        return [row[position] for row in self.rows]


@dataclass
class Package:
    """A Data Package in a folder: its descriptor and its tables.

    Use :func:`load` for the course's own package; make a ``Package`` to read another folder of the
    same form. Raises :class:`EvidenceError` when the descriptor is missing or is not JSON.
    """

    folder: Traversable
    _descriptor: dict[str, Any] = field(init=False, repr=False)
    _tables: dict[str, _Table] = field(init=False, repr=False, default_factory=dict)
    _cells: dict[str, list[tuple[int, dict[str, str]]]] = field(
        init=False, repr=False, default_factory=dict
    )
    _records: dict[str, list[tuple[str, dict[str, Any]]]] = field(
        init=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        remedy = "restore it from the repository"
        try:
            text = (self.folder / DESCRIPTOR).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            found = f"no readable file ({type(error).__name__})"
            raise EvidenceError(
                [Problem(DESCRIPTOR, None, None, found, "the package descriptor", remedy)]
            ) from error
        try:
            self._descriptor = json.loads(text)
        except json.JSONDecodeError as error:
            raise EvidenceError(
                [Problem(DESCRIPTOR, error.lineno, None, error.msg, "valid JSON", remedy)]
            ) from error

    @property
    def names(self) -> list[str]:
        """The names of the tables, in the order of the descriptor."""
        return [resource["name"] for resource in self._descriptor["resources"]]

    def resource(self, name: str) -> dict[str, Any]:
        """The descriptor of one table. Raises KeyError with the known names when there is none."""
        for resource in self._descriptor["resources"]:
            if resource["name"] == name:
                return dict(resource)
        raise KeyError(f"there is no table {name!r}; the tables are: {', '.join(self.names)}")

    def load(self, name: str) -> pd.DataFrame:
        """One table as a DataFrame, columns and types as in the descriptor.

        Empty cells are missing values. Raises :class:`EvidenceError` for anything that does not fit.
        """
        import pandas as pd  # here, so that calendars and bare records do without it

        problems = self.problems(name)
        if problems:
            raise EvidenceError(problems)
        table = self._read(name)
        columns = {
            spec["name"]: _typed(table.column(spec["name"]), spec["type"])
            for spec in self.resource(name)["schema"]["fields"]
        }
        return pd.DataFrame(columns)

    def cells(self, name: str) -> list[tuple[int, dict[str, str]]]:
        """The rows of one table as text, each with its line in the file; empty cells are empty text.

        For what compares printed words; the rows are shared: do not change them. Raises
        :class:`EvidenceError` only when the file cannot be read.
        """
        if name not in self._cells:
            table = self._read(name)
            self._cells[name] = [
                (line, dict(zip(table.header, row, strict=True)))
                for line, row in zip(table.lines, table.rows, strict=True)
            ]
        return self._cells[name]

    def with_cell(self, name: str, row: int, column: str, value: str) -> Package:
        """A package with one cell changed (``row`` counted from 0), to see what would notice it."""
        table = self._read(name)
        cells = list(table.rows[row])
        cells[table.header.index(column)] = value
        rows = (*table.rows[:row], tuple(cells), *table.rows[row + 1 :])
        changed = copy.copy(self)
        changed._tables = {**self._tables, name: _Table(table.header, rows, table.lines)}
        changed._records = {each: kept for each, kept in self._records.items() if each != name}
        changed._cells = {each: kept for each, kept in self._cells.items() if each != name}
        return changed

    def records(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        """The rows of one table as typed cells, each with its key; a missing value is None.

        The key joins the columns of the primary key with a stroke. Raises :class:`EvidenceError` as
        :meth:`load` does. The rows are shared: do not change them.
        """
        if name not in self._records:
            problems = self.problems(name)
            if problems:
                raise EvidenceError(problems)
            schema = self.resource(name)["schema"]
            keys = _as_tuple(schema["primaryKey"])
            kinds = {spec["name"]: spec["type"] for spec in schema["fields"]}
            plain = [
                {
                    column: _parse_cell(row[column], kind) if row[column] else None
                    for column, kind in kinds.items()
                }
                for _, row in self.cells(name)
            ]
            self._records[name] = [("/".join(str(row[key]) for key in keys), row) for row in plain]
        return self._records[name]

    def problems(self, name: str) -> list[Problem]:
        """Everything wrong with one table, in reading order; an empty list when nothing is."""
        try:
            table = self._read(name)
        except EvidenceError as error:
            return list(error.problems)
        schema = self.resource(name)["schema"]
        found: list[Problem] = []
        try:
            for spec in schema["fields"]:
                found += self._field_problems(name, table, spec)
            if not found:  # keys and comparisons need cells that are sound in themselves
                found += self._row_problems(name, table, schema)
                found += self._key_problems(name, table, schema)
        except EvidenceError as error:  # a table that this one refers to cannot be read
            found += error.problems
        return sorted(found, key=lambda problem: problem.row or 0)

    def _read(self, name: str) -> _Table:
        if name not in self._tables:
            self._tables[name] = self._parse(name)
        return self._tables[name]

    def _parse(self, name: str) -> _Table:
        resource = self.resource(name)
        file = resource["path"]

        def fail(row: int | None, found: str, expected: str, remedy: str) -> EvidenceError:
            return EvidenceError([Problem(file, row, None, found, expected, remedy)])

        try:
            text = (self.folder / file).read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise fail(
                line, "a byte that is not UTF-8", "UTF-8 text", "save the file as UTF-8"
            ) from error
        except OSError as error:
            raise fail(
                None, "no such file", "a table", "restore the file from the repository"
            ) from error
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows: list[tuple[str, ...]] = []
        lines: list[int] = []
        header: tuple[str, ...] = ()
        expected = tuple(spec["name"] for spec in resource["schema"]["fields"])
        start = 1
        try:
            for cells in reader:
                if not header:
                    header = tuple(cells)
                    if header != expected:
                        found = f"the columns {', '.join(header)}"
                        wanted = f"the columns {', '.join(expected)}"
                        raise fail(1, found, wanted, "restore the header line")
                elif len(cells) != len(header):
                    found = f"{len(cells)} cells"
                    remedy = "check this line for a missing or an unquoted comma"
                    raise fail(start, found, f"{len(header)} cells", remedy)
                else:
                    rows.append(tuple(cells))
                    lines.append(start)
                start = reader.line_num + 1
        except csv.Error as error:
            remedy = "check the quotation marks on this line"
            raise fail(start, str(error), "well-formed CSV", remedy) from error
        if not header:
            raise fail(None, "an empty file", "a header line", "restore the file")
        return _Table(header, tuple(rows), tuple(lines))

    def _field_problems(self, name: str, table: _Table, spec: Mapping[str, Any]) -> list[Problem]:
        file = self.resource(name)["path"]
        constraints = spec.get("constraints", {})
        found: list[Problem] = []
        seen: dict[str, int] = {}

        def report(line: int, cell: str, expected: str, remedy: str = "correct the cell") -> None:
            shown = repr(cell) if cell else "an empty cell"
            found.append(Problem(file, line, spec["name"], shown, expected, remedy))

        reference = spec.get("firstflames:each")
        for line, cell in zip(table.lines, table.column(spec["name"]), strict=True):
            if not cell:
                if constraints.get("required"):
                    report(line, cell, "a value", "fill the cell")
                continue
            value = _parse_cell(cell, spec["type"])
            if value is None:
                report(line, cell, _EXPECTED_TYPE[spec["type"]])
                continue
            allowed = constraints.get("enum")
            if allowed is not None and cell not in [str(item) for item in allowed]:
                report(line, cell, f"one of {', '.join(map(str, allowed))}")
            if "minimum" in constraints and value < constraints["minimum"]:
                report(line, cell, f"{constraints['minimum']} or more")
            if "maximum" in constraints and value > constraints["maximum"]:
                report(line, cell, f"{constraints['maximum']} or less")
            if "maxLength" in constraints and len(cell) > constraints["maxLength"]:
                report(line, cell, f"at most {constraints['maxLength']} characters")
            if "pattern" in constraints and not re.fullmatch(constraints["pattern"], cell):
                report(line, cell, f"text of the form {constraints['pattern']}")
            if spec.get("firstflames:oldStyleDate") and not is_old_style_date(cell):
                report(line, cell, "a date that exists in the Old Style calendar")
            if constraints.get("unique"):
                if cell in seen:
                    report(line, cell, f"a value not used before (row {seen[cell]} has it)")
                seen.setdefault(cell, line)
            if reference:
                for item in cell.split(LIST_SEPARATOR):
                    if item not in self._keys(reference["resource"], (reference["field"],)):
                        other = self.resource(reference["resource"])["path"]
                        report(line, item, f"a {reference['field']} that stands in {other}")
        return found

    def _row_problems(self, name: str, table: _Table, schema: Mapping[str, Any]) -> Iterator[Problem]:
        file = self.resource(name)["path"]
        provenance = schema.get("firstflames:provenance", [])
        positions = [table.header.index(column) for column in provenance]
        for line, row in zip(table.lines, table.rows, strict=True):
            if provenance and not any(row[position] for position in positions):
                columns = " or ".join(repr(column) for column in provenance)
                yield Problem(
                    file,
                    line,
                    provenance[0],
                    "no provenance",
                    f"a value in {columns}",
                    "say where the row comes from",
                )
            for low, high in schema.get("firstflames:ordered", []):
                bottom, top = row[table.header.index(low)], row[table.header.index(high)]
                if bottom and top and float(bottom) > float(top):
                    yield Problem(
                        file,
                        line,
                        low,
                        f"{bottom} above {high} {top}",
                        f"{low} no greater than {high}",
                        "correct the bounds",
                    )

    def _key_problems(self, name: str, table: _Table, schema: Mapping[str, Any]) -> Iterator[Problem]:
        file = self.resource(name)["path"]
        primary = _as_tuple(schema.get("primaryKey", []))
        if primary:
            seen: dict[tuple[str, ...], int] = {}
            keys = zip(*(table.column(column) for column in primary), strict=True)
            for line, key in zip(table.lines, keys, strict=True):
                if key in seen:
                    shown = " / ".join(repr(part) for part in key)
                    expected = f"a key not used before (row {seen[key]} has it)"
                    yield Problem(file, line, ", ".join(primary), shown, expected, "make it unique")
                seen.setdefault(key, line)
        for foreign in schema.get("foreignKeys", []):
            columns = _as_tuple(foreign["fields"])
            target = foreign["reference"]["resource"] or name
            known = self._keys(target, _as_tuple(foreign["reference"]["fields"]))
            keys = zip(*(table.column(column) for column in columns), strict=True)
            for line, key in zip(table.lines, keys, strict=True):
                if any(key) and (key if len(key) > 1 else key[0]) not in known:
                    shown = " / ".join(repr(part) for part in key)
                    other = self.resource(target)["path"]
                    expected = f"a key that stands in {other}"
                    remedy = f"add it to {other} or correct the cell"
                    yield Problem(file, line, ", ".join(columns), shown, expected, remedy)

    def _keys(self, name: str, columns: tuple[str, ...]) -> set[Any]:
        table = self._read(name)
        if len(columns) == 1:
            return set(table.column(columns[0]))
        return set(zip(*(table.column(column) for column in columns), strict=True))


_EXPECTED_TYPE = {
    "string": "text",
    "number": "a number with a dot for decimals and no thousands separators",
    "integer": "a whole number without separators",
    "year": "a year of four digits",
    "boolean": "true or false",
}


def is_old_style_date(text: str) -> bool:
    """Whether ``text`` (YYYY, YYYY-MM or YYYY-MM-DD) exists in the Julian calendar."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    if not match:
        return False
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    if year < 1 or not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0
    return 1 <= day <= _JULIAN_MONTH_DAYS[month - 1] + leap


def reading_order(locator: str) -> tuple[bool, int, str]:
    """A key that sorts locators as they are read: the body (p001, s01), then the endnotes (n01)."""
    return locator.startswith("n"), int(re.sub(r"\D", "", locator)), locator


def _as_tuple(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _parse_cell(cell: str, kind: str) -> Any:
    """The typed value of a cell that is not empty, or None when it is not of that type."""
    if kind == "string":
        return cell if cell == cell.strip() else None
    if kind == "boolean":
        return {"true": True, "false": False}.get(cell)
    pattern = {"number": r"-?\d+(\.\d+)?", "integer": r"-?\d+", "year": r"\d{4}"}[kind]
    if not re.fullmatch(pattern, cell):
        return None
    return float(cell) if kind == "number" else int(cell)


def _typed(cells: Sequence[str], kind: str) -> pd.Series[Any]:
    import pandas as pd

    values = [_parse_cell(cell, kind) if cell else None for cell in cells]
    if kind == "number":
        floats = [math.nan if value is None else value for value in values]
        return pd.Series(floats, dtype="float64")
    if kind in {"integer", "year"}:
        return pd.Series(values, dtype="Int64")
    if kind == "boolean":
        return pd.Series(values, dtype="boolean")
    return pd.Series(values, dtype="object" if all(v is None for v in values) else None)


@lru_cache(maxsize=1)
def package() -> Package:
    """The course's own package, as installed with the library."""
    return Package(files("firstflames.data"))


def tables() -> list[str]:
    """The names of all tables of the evidence."""
    return package().names


def load(name: str) -> pd.DataFrame:
    """Load one table of the evidence by its name.

    Columns, types and units are those of ``datapackage.json`` and of the codebook
    (``data/README.md``). Each call returns a fresh DataFrame. Raises KeyError for an unknown name and
    :class:`EvidenceError` when the table is missing, malformed, of the wrong type, out of range or
    breaks a key.
    """
    return package().load(name)


def check(folder: Traversable | None = None) -> list[Problem]:
    """Every problem in every table of ``folder`` (default: the course's own data)."""
    try:
        checked = package() if folder is None else Package(folder)
    except EvidenceError as error:
        return list(error.problems)
    return [problem for name in checked.names for problem in checked.problems(name)]
