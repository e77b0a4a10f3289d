"""The course's own evidence: sound by its schema, described, and complete.

What the figures mean is held by the rules (``test_rules``) and by the checks (``test_checks``).
"""

from __future__ import annotations

from conftest import BOOK, DATA
from frictionless import Package as FrictionlessPackage
from frictionless import validate
from pybtex.database import parse_file

import firstflames as ff
from firstflames.evidence.package import check, package


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


def test_no_locator_is_without_a_claim_or_a_reason() -> None:
    """A second reader counts what is missing: every one of the 207 paragraphs is accounted for."""
    claims, reasons = ff.load("claims"), ff.load("no_claims")
    paragraphs = set(ff.load("fingerprint")["locator"])
    assert len(paragraphs) == 207
    assert set(claims["locator"]) | set(reasons["locator"]) == paragraphs
    assert not set(claims["locator"]) & set(reasons["locator"])
    assert reasons["reason"].str.len().min() >= 10


def test_every_killing_of_the_chapter_has_a_report() -> None:
    """An event of killing without a row of casualties would look as if nobody had died."""
    events, reports = ff.load("events"), ff.load("casualties")
    told = set(events.loc[events["kind"] == "killing", "event_id"])
    assert told - set(reports["event_id"].dropna()) == set()


def test_second_hand_is_said_wherever_it_is_so() -> None:
    """Whatever comes from Wikipedia is marked as second-hand or weak."""
    for name in ff.tables():
        table = ff.load(name)
        if {"source", "confidence"} <= set(table):
            from_there = table["source"].fillna("").str.startswith("wp-")
            said = set(table.loc[from_there, "confidence"])
            assert said <= {"second_hand", "weak", "computed"}, name


def test_every_field_of_the_descriptor_is_described() -> None:
    for name in ff.tables():
        for field in package().resource(name)["schema"]["fields"]:
            assert field["description"], f"{name}.{field['name']}"
