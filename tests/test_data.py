"""The course's own evidence: sound by its schema, and true to itself where arithmetic can tell."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import BOOK, DATA
from frictionless import Package as FrictionlessPackage
from frictionless import validate
from pybtex.database import parse_file

import firstflames as ff
from firstflames.evidence.package import check, package

FIGURE_TABLES = [name for name in ff.tables() if {"low", "high", "account"} <= set(ff.load(name))]


def test_no_problem_in_any_table() -> None:
    assert [str(problem) for problem in check()] == []


def test_frictionless_agrees() -> None:
    report = validate(str(DATA / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert len(report.tasks) == len(ff.tables())


def test_every_table_in_the_folder_is_described() -> None:
    described = {
        resource.path for resource in FrictionlessPackage(str(DATA / "datapackage.json")).resources
    }
    assert described == {path.name for path in DATA.glob("*.csv")}


def test_every_column_is_described_in_the_codebook() -> None:
    codebook = (DATA / "README.md").read_text(encoding="utf-8")
    for name in ff.tables():
        assert f"`{package().resource(name)['path']}`" in codebook


def test_every_work_is_in_the_bibliography() -> None:
    keys = set(parse_file(str(BOOK / "references.bib")).entries)
    assert set(ff.load("sources")["source_id"]) <= keys


@pytest.mark.parametrize("name", FIGURE_TABLES)
def test_a_figure_of_the_chapter_has_a_locator_and_no_other_has(name: str) -> None:
    table = ff.load(name)
    of_the_chapter = table["account"] == "chapter"
    assert table.loc[of_the_chapter, "locator"].notna().all()
    assert table.loc[~of_the_chapter, "source"].notna().all()


@pytest.mark.parametrize("name", FIGURE_TABLES)
def test_a_plain_figure_ends_where_its_rounding_says(name: str) -> None:
    """A figure given to the thousand ends in three zeros; so a mistyped digit shows."""
    table = ff.load(name)
    plain = table[(table["low"] == table["high"]) & table["rounded_to"].notna()]
    step = plain["rounded_to"].astype(float)
    remainder = (plain["low"] / step - (plain["low"] / step).round()).abs()
    assert plain[remainder > 1e-6].empty


# The sums that the sources themselves state or imply.
def votes(account: str, **where: str) -> pd.DataFrame:
    table = ff.load("votes_national")
    table = table[(table["account"] == account) & (table["measure"] == "votes")]
    for column, value in where.items():
        table = table[table[column] == value]
    return table


@pytest.mark.parametrize("account", ["chapter", "lenin_svyatitsky"])
def test_the_blocs_add_up_to_the_total(account: str) -> None:
    total = ff.figure(votes(account), party="all_lists")
    assert total in ff.sum_of_rounded(votes(account, level="bloc"))


@pytest.mark.parametrize("bloc", ["menshevik_group", "bourgeois_group"])
def test_the_lists_add_up_to_their_bloc(bloc: str) -> None:
    lenin = votes("lenin_svyatitsky", bloc=bloc)
    lists = ff.sum_of_rounded(lenin[lenin["level"] == "list"])
    printed = lenin[lenin["level"] == "bloc"].iloc[0]
    allowed = ff.rounded(printed["low"], printed["rounded_to"])
    assert allowed.low <= lists.high
    assert lists.low <= allowed.high


def test_the_fronts_add_up_to_lenins_totals() -> None:
    fronts = ff.load("votes_fronts")
    lenin = fronts[fronts["account"] == "lenin_svyatitsky"]
    for party, rows in lenin.groupby("party"):
        total = rows.loc[rows["level"] == "total", "low"].item()
        assert rows.loc[rows["level"] == "front", "low"].sum() == total, party


def test_each_front_adds_up() -> None:
    """In three of Lenin's rows the printed figures are a hundred votes short of the printed total."""
    fronts = ff.load("votes_fronts")
    lenin = fronts[(fronts["account"] == "lenin_svyatitsky") & (fronts["level"] == "front")]
    gaps = {}
    for front, rows in lenin.groupby("front"):
        total = rows.loc[rows["party"] == "all_lists", "low"].item()
        gaps[front] = total - rows.loc[rows["party"] != "all_lists", "low"].sum()
    assert {front: gap for front, gap in gaps.items() if gap} == {
        "western": 100,
        "south_western": 100,
        "romanian": 100,
    }


def test_serges_army_table_is_lenins_with_the_guess() -> None:
    fronts = ff.load("votes_fronts")
    counted = ff.figure(fronts, account="lenin_svyatitsky", level="total", party="bolshevik")
    guess = ff.figure(fronts, account="lenin_estimate", front="baltic_fleet", party="bolshevik")
    printed = ff.figure(fronts, account="chapter", party="bolshevik")
    assert abs(counted + guess - printed) <= 1_000


def test_the_seats_add_up() -> None:
    seats = ff.load("seats")
    chapter = seats[(seats["account"] == "chapter") & (seats["status"] == "elected")]
    total = ff.figure(chapter, party="all_lists")
    assert chapter.loc[chapter["party"] != "all_lists", "low"].sum() == total
