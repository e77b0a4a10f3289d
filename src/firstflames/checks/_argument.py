"""The argument of the conclusion: theses, the checks that bear on them, and the groups it names."""

from __future__ import annotations

from collections.abc import Iterator

from firstflames.checks.registry import all_checks
from firstflames.checks.rules import Tables, rule
from firstflames.evidence.package import LIST_SEPARATOR, Problem

CONCLUSION = "s13"
#: p152 announces the theses and holds none.
ANNOUNCES = "p152"


def _items(cell: str) -> list[str]:
    return cell.split(LIST_SEPARATOR) if cell else []


def _conclusion(tables: Tables) -> set[str]:
    """The paragraphs of the conclusion that argue."""
    return {
        row["locator"]
        for _, row in tables["fingerprint"]
        if row["section"] == CONCLUSION and row["locator"] != ANNOUNCES
    }


@rule("theses", "claims", "fingerprint")
def each_claim_of_the_conclusion_has_its_thesis(tables: Tables) -> Iterator[Problem]:
    """Every claim of p153 to p158 words one thesis, and no thesis takes a claim from elsewhere."""
    paragraphs = _conclusion(tables)
    owners: dict[str, str] = {}
    for line, row in tables["theses"]:
        for claim in _items(row["claims"]):
            if claim in owners:
                expected = f"a claim that only {owners[claim]} has"
                yield Problem("theses.csv", line, "claims", claim, expected, "leave it in one")
            owners[claim] = row["thesis_id"]
            if claim.partition("-")[0] not in _items(row["locators"]):
                expected = f"a claim of {row['locators']}"
                yield Problem("theses.csv", line, "claims", claim, expected, "correct one of them")
    for line, row in tables["claims"]:
        if row["locator"] in paragraphs and row["claim_id"] not in owners:
            expected = "a thesis of theses.csv that holds it"
            yield Problem("claims.csv", line, "claim_id", row["claim_id"], expected, "add it there")


@rule("theses", "fingerprint")
def each_paragraph_of_the_conclusion_has_its_thesis(tables: Tables) -> Iterator[Problem]:
    """The theses stand in the conclusion and cover it."""
    paragraphs = _conclusion(tables)
    named: set[str] = set()
    for line, row in tables["theses"]:
        for locator in _items(row["locators"]):
            named.add(locator)
            if locator not in paragraphs:
                expected = f"a paragraph of {CONCLUSION} that argues"
                yield Problem("theses.csv", line, "locators", locator, expected, "correct it")
    for locator in sorted(paragraphs - named):
        yield Problem("theses.csv", None, "locators", f"no {locator}", "a thesis of it", "add one")


@rule("theses", "thesis_checks")
def each_check_of_the_conclusion_bears_on_a_thesis(tables: Tables) -> Iterator[Problem]:
    """Linked checks exist, those of the conclusion are all linked, and no thesis is without one."""
    known = {each.check_id: each.theme for each in all_checks()}
    linked: set[str] = set()
    tested: set[str] = set()
    for line, row in tables["thesis_checks"]:
        linked.add(row["check_id"])
        tested.add(row["thesis_id"])
        if row["check_id"] not in known:
            expected = "the name of a check"
            yield Problem("thesis_checks.csv", line, "check_id", row["check_id"], expected, "correct it")
    for check_id, theme in known.items():
        if theme == "conclusion" and check_id not in linked:
            expected = "a thesis that it bears on"
            yield Problem("thesis_checks.csv", None, "check_id", f"no {check_id}", expected, "add it")
    for line, row in tables["theses"]:
        if row["thesis_id"] not in tested:
            expected = "a check in thesis_checks.csv"
            yield Problem("theses.csv", line, "thesis_id", row["thesis_id"], expected, "link one")


@rule("groups", "fingerprint")
def each_group_has_its_three_questions(tables: Tables) -> Iterator[Problem]:
    """A group stands in the conclusion, under one name, and is asked every question."""
    paragraphs = _conclusion(tables)
    asked: dict[str, set[str]] = {}
    first: dict[str, tuple[str, str]] = {}
    for line, row in tables["groups"]:
        asked.setdefault(row["group_id"], set()).add(row["question"])
        words = (row["label"], row["locators"])
        if first.setdefault(row["group_id"], words) != words:
            found = f"{row['label']!r}, {row['locators']}"
            expected = "the label and locators of the group's first row"
            yield Problem("groups.csv", line, "label", found, expected, "make them the same")
        for locator in _items(row["locators"]):
            if locator not in paragraphs:
                expected = f"a paragraph of {CONCLUSION} that argues"
                yield Problem("groups.csv", line, "locators", locator, expected, "correct it")
    questions = set().union(*asked.values())
    for group, answered in asked.items():
        if answered != questions:
            missing = ", ".join(sorted(questions - answered))
            yield Problem("groups.csv", None, "question", f"{group} without {missing}", "all", "add it")
