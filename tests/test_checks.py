"""The checks of the text: each verdict is computed, and each input matters."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from firstflames.checks.__main__ import main
from firstflames.checks.registry import (
    VERDICTS,
    Changes,
    Check,
    Evidence,
    Outcome,
    Row,
    all_checks,
    check,
    compare,
    shown,
)
from firstflames.evidence.package import package
from firstflames.votes import Interval

CHECKS = all_checks()
IDS = [each.check_id for each in CHECKS]
KNOWN = set(package().load("fingerprint")["locator"])


@pytest.mark.parametrize("each", CHECKS, ids=IDS)
def test_the_computed_verdict_is_the_editors(each: Check) -> None:
    outcome = each.run()
    assert outcome.verdict == each.expects, f"{shown(outcome.stated)} / {shown(outcome.recomputed)}"


@pytest.mark.parametrize("each", CHECKS, ids=IDS)
def test_a_check_says_all_that_a_reader_needs(each: Check) -> None:
    outcome = each.run()
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.check_id)
    assert set(each.locators) <= KNOWN
    assert each.function.__doc__
    assert outcome.working
    assert 5 <= len(each.teaches.split()) <= 40
    assert len(re.findall(r"[.?!](?: |$)", each.teaches)) == 1, "one sentence"
    assert bool(each.charitable) or each.expects == "agrees"
    assert each.inputs(), "a check reads the evidence"


@pytest.mark.parametrize("each", CHECKS, ids=IDS)
def test_a_check_reads_the_paragraphs_that_it_names(each: Check) -> None:
    read = {row.cells.get("locator") for row in each.inputs()}
    assert set(each.locators) & read, "none of its rows stands in its paragraphs"


_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?: million)?(?!\w)")
_MONTH = r"(January|February|March|April|May|June|July|August|September|October|November|December)"


def numbers(text: str) -> set[float]:
    """The figures in a text; dates, years, notes and locators are none."""
    text = re.sub(r"\b[pns]\d{2,3}b?\b|\b[Nn]otes? \d+|\b1[5-9]\d\d(-\d+)?\b", " ", text)
    text = re.sub(rf"\b\d{{1,2}}( (to|and|or) \d{{1,2}})? {_MONTH}", " ", text)
    found = set()
    for word in _NUMBER.findall(text):
        value = float(word.removesuffix(" million").replace(",", ""))
        found.add(value * 1e6 if word.endswith("million") else value)
    return found


def significant(value: float) -> float:
    """The place of a figure's last digit that is not zero."""
    digits = f"{value:.10f}".rstrip("0").rstrip(".")
    whole, _, decimals = digits.partition(".")
    return 10.0 ** -len(decimals) if decimals else 10.0 ** (len(whole) - len(whole.rstrip("0")))


STATED = {
    float(row[column])
    for row in package().load("claims").to_dict("records")
    for column in ("low", "high")
    if row[column] == row[column]
}


@pytest.mark.parametrize("each", CHECKS, ids=IDS)
def test_figures_in_words_are_those_of_the_data(each: Check) -> None:
    """Titles and readings are typed; a corrected figure must not leave an old one in them."""
    evidence = Evidence()
    outcome = each.function(evidence)
    known = numbers(f"{shown(outcome.stated)} {shown(outcome.recomputed)} {outcome.working}")
    for row in evidence.read:
        for cell in row.cells.values():
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                known.add(float(cell))
            elif isinstance(cell, str):
                known |= numbers(cell)
    coverage = {float(low) for low in package().load("coverage")["low"].dropna()}
    for figure in numbers(f"{each.title} {each.teaches} {each.charitable}"):
        half = significant(figure) / 2 * 1.001
        near = any(abs(figure - other) <= half for other in known)
        apart = any(abs(figure - abs(one - two)) <= half for one in known for two in known)
        assert near or apart or figure in STATED | coverage, f"{figure:g} is nowhere in the data"


def altered(row: Row, column: str) -> Any:
    """Another value for a cell: a number grows by more than rounding, a date moves, words change."""
    value = row.cells[column]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value * 1.37 + 3
    if isinstance(value, str) and re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        return {4: f"{int(value[:4]) + 1}", 7: f"{int(value[:4]) + 1}{value[4:]}"}.get(
            len(value), f"{int(value[:4]) + 1}{value[4:8]}17"
        )
    return None if value is None else f"other than {value}"


def changes(row: Row) -> list[Changes]:
    """The row with each number or date that the check reads changed, or else left out."""
    place = (row.table, row.key)
    cells = {column: altered(row, column) for column in sorted(row.columns)}
    bounds = {column: value for column, value in cells.items() if column in {"low", "high"}}
    singles = [{column: value} for column, value in cells.items() if column not in {"low", "high"}]
    if row.cells.get("low") is None and "high" in bounds:
        bounds = {"high": bounds["high"]}
    every = ([bounds] if bounds else []) + singles
    return [{place: {k: v for k, v in one.items() if v is not None}} for one in every] or [{place: None}]


@pytest.mark.parametrize("each", CHECKS, ids=IDS)
def test_every_input_row_matters(each: Check) -> None:
    """Alter any row that is read, and what is recomputed (or stated, for the tested row) changes."""
    before = each.run()
    if not before.arithmetic:
        return  # two statements set side by side; nothing is computed
    for row in each.inputs():
        seen = set()
        for change in changes(row):
            try:
                after = each.run(Evidence(changes=change))
            except (ArithmeticError, LookupError, ValueError):
                seen.add("refused")  # the altered row no longer makes sense to the check
                continue
            changed = after.stated if row.stated else after.recomputed
            unchanged = before.stated if row.stated else before.recomputed
            seen.add("changed" if changed != unchanged else "same")
        assert "changed" in seen or seen == {"refused"}, f"{row.table} {row.key} does not matter"


def test_there_are_enough_checks_and_every_verdict_occurs() -> None:
    verdicts = Counter(each.expects for each in CHECKS)
    assert set(verdicts) == set(VERDICTS)
    without_slips = len(CHECKS) - verdicts["slip of this copy"]
    assert without_slips >= 95
    assert verdicts["agrees"] + verdicts["rounding"] >= 25, "an agreement is a result too"


def test_titles_and_ids_are_unique() -> None:
    assert len({each.title for each in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(
    ("stated", "found", "step", "verdict"),
    [
        (520, 520, None, "agrees"),
        (13, 12.69, 1, "rounding"),
        (13, 12.4, 1, "contradiction"),
        (Interval(3_000, 4_000), 3_500, None, "agrees"),
        (Interval(3_000, 4_000), Interval(3_900, 4_100), None, "rounding"),
        (600, Interval(601, 700), None, "contradiction"),
    ],
)
def test_verdicts_are_computed(stated: Any, found: Any, step: float | None, verdict: str) -> None:
    assert compare(stated, found, "votes", "sum", rounded_to=step).verdict == verdict


def nothing(read: Evidence) -> Outcome:
    """Not a check."""
    raise AssertionError


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"check_id": IDS[0]}, "two checks"),
        ({"expects": "wrong"}, "none of the verdicts"),
        ({"charitable": ""}, "charitable reading is empty"),
        ({"locators": []}, "is empty"),
    ],
)
def test_a_check_without_what_it_needs_is_refused(changed: dict[str, Any], says: str) -> None:
    good = {"title": "x", "locators": ["p001"], "expects": "gap", "teaches": "x", "charitable": "x"}
    arguments: dict[str, Any] = {"check_id": "new-check", **good, **changed}
    with pytest.raises(ValueError, match=says):
        check(**arguments)(nothing)


def test_a_front_with_one_odd_figure_is_not_reckoned() -> None:
    """The inference on two fronts rests on every one of their figures."""
    check = next(each for each in CHECKS if each.check_id == "army-whole-deputies")
    assert str(check.run().recomputed).endswith(": northern, caucasian")
    rows = [row for row in check.inputs() if row.cells.get("front") in {"northern", "caucasian"}]
    assert len(rows) == 7
    for row in rows:
        odd = Evidence(changes={(row.table, row.key): {"low": 480_100, "high": 480_100}})
        assert str(row.cells["front"]) not in str(check.run(odd).recomputed)


def test_the_list_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    assert all(f"[{name}]" in said for name in IDS)


def test_one_check_is_printed_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["peoples-sum"]) == 0
    said = capsys.readouterr().out
    assert "stated      129,000,000 (persons)" in said
    assert "recomputed  124,200,000 (persons)" in said
    assert "claims: p001-05" in said


def test_an_unknown_check_gets_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "There is no check 'nonsense'" in capsys.readouterr().err
