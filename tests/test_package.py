"""A broken table is refused with file, row, column and reason; never with a bare traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from firstflames.evidence.package import EvidenceError, Package, is_old_style_date

GOOD = {
    "works.csv": "work_id,title\nsvyatitsky,Results\n",
    "votes.csv": (
        "list_id,kind,low,high,year,sound,date,source,locator,seen_in\n"
        "a,votes,1,2,1917,true,1917-02-28,svyatitsky,,svyatitsky\n"
        "b,seats,3.5,,1917,false,1900-02-29,,p088,\n"
    ),
}
FIELDS: list[dict[str, Any]] = [
    {"name": "list_id", "type": "string", "constraints": {"required": True, "pattern": "[a-z]+"}},
    {"name": "kind", "type": "string", "constraints": {"required": True, "enum": ["votes", "seats"]}},
    {"name": "low", "type": "number", "constraints": {"minimum": 0, "maximum": 100}},
    {"name": "high", "type": "number", "constraints": {"minimum": 0}},
    {"name": "year", "type": "year"},
    {"name": "sound", "type": "boolean"},
    {"name": "date", "type": "string", "firstflames:oldStyleDate": True},
    {"name": "source", "type": "string"},
    {"name": "locator", "type": "string", "constraints": {"maxLength": 4}},
    {
        "name": "seen_in",
        "type": "string",
        "firstflames:each": {"resource": "works", "field": "work_id"},
    },
]
DESCRIPTOR = {
    "name": "sample",
    "resources": [
        {
            "name": "works",
            "path": "works.csv",
            "schema": {
                "fields": [
                    {"name": "work_id", "type": "string", "constraints": {"unique": True}},
                    {"name": "title", "type": "string"},
                ],
                "primaryKey": "work_id",
            },
        },
        {
            "name": "votes",
            "path": "votes.csv",
            "schema": {
                "fields": FIELDS,
                "primaryKey": ["list_id"],
                "foreignKeys": [
                    {
                        "fields": "source",
                        "reference": {"resource": "works", "fields": "work_id"},
                    }
                ],
                "firstflames:provenance": ["source", "locator"],
                "firstflames:ordered": [["low", "high"]],
            },
        },
    ],
}

Make = Callable[..., Package]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A package of two small tables, with one of them replaced."""

    def build(**changed: str | bytes | None) -> Package:
        files: dict[str, str | bytes | None] = {**GOOD}
        files |= {name.replace("_", "."): text for name, text in changed.items()}
        for name, text in files.items():
            if text is not None:
                content = text if isinstance(text, bytes) else text.encode()
                (tmp_path / name).write_bytes(content)
        (tmp_path / "datapackage.json").write_text(json.dumps(DESCRIPTOR))
        return Package(tmp_path)

    return build


def test_a_sound_table_loads_with_its_types(make: Make) -> None:
    votes = make().load("votes")
    assert list(votes["low"]) == [1.0, 3.5]
    assert votes["high"].isna().tolist() == [False, True]
    assert str(votes["year"].dtype) == "Int64"
    assert str(votes["sound"].dtype) == "boolean"
    assert votes.loc[1, "locator"] == "p088"


def edited(old: str, new: str) -> str:
    assert old in GOOD["votes.csv"]
    return GOOD["votes.csv"].replace(old, new, 1)


BROKEN = {
    "type": (edited("a,votes,1,", "a,votes,one,"), 2, "low", "found 'one', expected a number"),
    "separators": (edited("a,votes,1,2,", 'a,votes,1,"2,000",'), 2, "high", "'2,000'"),
    "below range": (edited("b,seats,3.5", "b,seats,-3.5"), 3, "low", "expected 0 or more"),
    "above range": (edited("b,seats,3.5", "b,seats,300"), 3, "low", "expected 100 or less"),
    "not allowed": (edited("b,seats", "b,chairs"), 3, "kind", "expected one of votes, seats"),
    "required": (edited("b,seats", "b,"), 3, "kind", "found an empty cell"),
    "pattern": (edited("b,seats", "B,seats"), 3, "list_id", "of the form [a-z]+"),
    "too long": (edited("p088", "p0888"), 3, "locator", "at most 4 characters"),
    "spaces": (edited("p088", " p08"), 3, "locator", "expected text"),
    "boolean": (edited("true", "yes"), 2, "sound", "expected true or false"),
    "year": (edited("1917,true", "17,true"), 2, "year", "year of four digits"),
    "no such day": (edited("1917-02-28", "1917-02-29"), 2, "date", "exists in the Old Style"),
    "primary key": (edited("b,seats", "a,seats"), 3, "list_id", "not used before (row 2 has it)"),
    "foreign key": (edited(",svyatitsky,,", ",lenin,,"), 2, "source", "stands in works.csv"),
    "list key": (edited(",,svyatitsky\n", ",,svyatitsky;lenin\n"), 2, "seen_in", "found 'lenin'"),
    "bounds": (edited("a,votes,1,2", "a,votes,3,2"), 2, "low", "found 3 above high 2"),
    "provenance": (edited(",,p088,", ",,,"), 3, "source", "found no provenance"),
    "cells": (edited("b,seats,3.5,,", "b,seats,3.5,"), 3, None, "found 9 cells, expected 10"),
    "quotes": (edited("b,seats", 'b,"se"ats'), 3, None, "expected well-formed CSV"),
    "header": (edited("list_id,kind", "list_id,sort"), 1, None, "restore the header"),
    "encoding": (edited("p088", "p\xe9").encode("latin-1"), 3, None, "a byte that is not UTF-8"),
    "empty": ("", None, None, "found an empty file"),
    "missing": (None, None, None, "found no such file"),
}


@pytest.mark.parametrize(("content", "row", "column", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_named(
    make: Make, content: str | bytes | None, row: int | None, column: str | None, says: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        make(votes_csv=content).load("votes")
    problem = caught.value.problems[0]
    assert (problem.file, problem.row, problem.column) == ("votes.csv", row, column)
    sentence = str(problem)
    assert says in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_every_problem_of_a_table_is_reported_at_once(make: Make) -> None:
    broken = edited("a,votes,1", "a,voices,x").replace("b,seats", "b,chairs")
    problems = make(votes_csv=broken).problems("votes")
    assert [(p.row, p.column) for p in problems] == [(2, "kind"), (2, "low"), (3, "kind")]


def test_a_broken_neighbour_is_reported_with_its_own_name(make: Make) -> None:
    problems = make(works_csv=None).problems("votes")
    assert problems[0].file == "works.csv"


def test_rows_after_a_cell_with_a_line_break_keep_their_line_number(make: Make) -> None:
    broken = GOOD["votes.csv"].replace("svyatitsky,,svyatitsky", 'svyatitsky,"x\n",svyatitsky')
    problems = make(votes_csv=broken.replace("b,seats", "b,chairs")).problems("votes")
    assert problems[-1].row == 4


@pytest.mark.parametrize("text", [None, "{"], ids=["missing", "malformed"])
def test_a_broken_descriptor_is_named(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(EvidenceError, match=r"^datapackage\.json.*restore it from the repository\.$"):
        Package(tmp_path)


def test_an_unknown_table_is_answered_with_the_known_ones(make: Make) -> None:
    with pytest.raises(KeyError, match="works, votes"):
        make().load("voters")


@pytest.mark.parametrize(
    ("text", "exists"),
    [
        ("1900-02-29", True),  # the Julian calendar had this day, the Gregorian had not
        ("1918-02-01", True),
        ("1917-02-29", False),
        ("1917-13", False),
        ("1917-11-31", False),
        ("1917", True),
        ("17-11-12", False),
    ],
)
def test_old_style_dates(text: str, exists: bool) -> None:
    assert is_old_style_date(text) is exists
