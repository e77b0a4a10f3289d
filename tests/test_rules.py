"""The data's own rules: sound as it is, and each rule bites."""

from __future__ import annotations

import mutate
import outside
import pytest

from firstflames.checks import rules
from firstflames.evidence.package import package

ALL = [*rules.all_rules(), *outside.RULES]


@pytest.mark.parametrize("each", ALL, ids=[each.name for each in ALL])
def test_the_evidence_keeps_the_rule(each: rules.Rule) -> None:
    assert [str(problem) for problem in rules.problems(package(), [each])] == []


def row_of(table: str, **where: str) -> int:
    """The number of the first row in which every column has the given text."""
    for number, (_, row) in enumerate(package().cells(table)):
        if all(row[column] == value for column, value in where.items()):
            return number
    raise LookupError(f"no row of {table} with {where}")


# One slip for each rule: table, the row, column, the new cell, and what the sentence must say.
SLIPS: dict[str, tuple[str, dict[str, str], str, str, str]] = {
    "claims_are_numbered_by_paragraph": (
        *("claims", {"claim_id": "p087-02"}, "locator", "p088"),
        "column 'locator': found 'p088', expected 'p087'",
    ),
    "claims_are_what_their_words_say": (
        *("claims", {"claim_id": "p087-02"}, "low", "167"),
        "expected 161, by “161” (number, exact)",
    ),
    "dates_of_claims_are_as_printed": (
        *("claims", {"claim_id": "p010-01"}, "date_old_style", "1917-11-08"),
        "expected 1917-11-09, by “9 November” (OS)",
    ),
    "dates_of_events_are_as_printed": (
        *("events", {"event_id": "kyiv-taken"}, "old_style_start", "1918-01-25"),
        "expected 1918-01-26, by “26 January” (OS)",
    ),
    "every_paragraph_is_accounted_for": (
        *("no_claims", {"locator": "p068"}, "locator", "p069"),
        "expected one of the two",
    ),
    "paragraphs_stand_in_reading_order": (
        *("no_claims", {"locator": "p068"}, "locator", "p158"),
        "expected a paragraph not before p158",
    ),
    "sections_follow_the_text": (
        *("fingerprint", {"locator": "p060"}, "section", "s09"),
        "expected s06 or the next",
    ),
    "lists_of_locators_are_in_order": (
        *("people", {"person_id": "krylenko"}, "locators", "p016;p010"),
        "expected paragraphs in reading order, each once",
    ),
    "bounds_suit_the_qualifier": (
        *("casualties", {"claim_id": "p057-02"}, "qualifier", "exact"),
        "expected two equal bounds",
    ),
    "figures_end_where_their_rounding_says": (
        *("votes_fronts", {"front": "western", "party": "bolshevik"}, "low", "653450"),
        "expected a multiple of 100",
    ),
    "figures_of_the_chapter_are_its_claims": (
        *("votes_national", {"claim_id": "p088-07"}, "low", "9023968"),
        "expected 9023963, as in p088-07",
    ),
    "measures_have_their_unit": (
        *("seats", {"claim_id": "p087-02"}, "unit", "votes"),
        "found 'votes', expected seats, by the measure 'seats'",
    ),
    "accounts_have_their_source": (
        *("votes_regions", {"region": "ukraine"}, "source", "pipes-1990"),
        "expected lenin-pss40, the source of 'lenin_svyatitsky'",
    ),
    "steps_of_rounding_are_the_largest": (
        *("votes_fronts", {"front": "western", "party": "kadet"}, "rounded_to", "1000"),
        "expected 100, by the digits of 16700",
    ),
    "lists_add_up_to_their_total": (
        *("votes_districts", {"district": "vladimir", "party": "bolshevik"}, "low", "337942"),
        "the sum of its 7 parts",
    ),
    "places_add_up_to_the_country": (
        *("votes_fronts", {"front": "western", "party": "bolshevik"}, "low", "653500"),
        "the sum of its 6 places (lenin_svyatitsky, bolshevik)",
    ),
    "shares_follow_from_votes": (
        *("votes_regions", {"region": "siberia", "measure": "share"}, "low", "78"),
        "found 78, expected 75.17, by its votes",
    ),
    "shares_imply_one_total": (
        *("votes_towns", {"town": "kazan", "scope": "town", "measure": "share"}, "low", "91"),
        "by its votes (towns_wp, kazantown",
    ),
    "dhondt_gives_the_printed_seats": (
        *("votes_districts", {"list": "list_4_polish", "measure": "seats"}, "low", "2"),
        "by d'Hondt",
    ),
    "lenins_lists_add_up_to_his_groups": (
        *(
            "votes_national",
            {"party": "muslim_nationalist", "account": "lenin_svyatitsky"},
            "low",
            "976000",
        ),
        "the sum of its 13 lists",
    ),
    "gubernias_agree_with_their_district": (
        *("votes_gubernias", {"gubernia": "vladimir", "party": "bolshevik"}, "low", "65"),
        "expected about 56.0, by votes_districts.csv",
    ),
    "the_army_stands_twice": (
        *("votes_regions", {"region": "army_and_navy", "party": "bolshevik"}, "low", "1671400"),
        "expected 1671300, as in votes_fronts.csv",
    ),
    "dates_stand_in_the_events_of_their_paragraph": (
        *("claims", {"claim_id": "p119-04"}, "date_old_style", "1918-01-09"),
        "expected a date of an event that p119 tells",
    ),
    "killings_fall_in_their_event": (
        *("casualties", {"event_id": "demonstration"}, "old_style_start", "1918-01-09"),
        "expected a day of demonstration",
    ),
    "forces_hold_when_their_claim_does": (
        *("forces", {"force_id": "yalta-ships"}, "old_style_start", "1918-01-21"),
        "expected 1918-01-20, as in p057-01",
    ),
    "rows_of_one_thing_agree": (
        *("votes_towns", {"town": "kazan", "party": "bolshevik"}, "party", "menshevik"),
        "expected 'bolshevik', as in the other rows of",
    ),
    "measures_of_claims_have_their_unit": (
        *("claims", {"claim_id": "p065-02"}, "unit", "weeks"),
        "expected months, by “six months”",
    ),
    "dates_say_what_they_rest_on": (
        *("events", {"event_id": "radio-appeal"}, "dated_by", "sequence"),
        "column 'dated_by': found 'sequence'",
    ),
    "towns_are_where_the_gazetteer_has_them": (
        *("places", {"place_id": "kyiv"}, "latitude", "51.45"),
        "expected 50.45, by the gazetteer",
    ),
    "works_are_in_the_bibliography": (
        *("sources", {"source_id": "lenin-pss40"}, "year", "1973"),
        "column 'year': found '1973'",
    ),
    "each_claim_of_the_conclusion_has_its_thesis": (
        *("theses", {"thesis_id": "two-classes"}, "claims", "p158-02"),
        "expected a thesis of theses.csv that holds it",
    ),
    "each_paragraph_of_the_conclusion_has_its_thesis": (
        *("theses", {"thesis_id": "bourgeoisie-alone"}, "locators", "p155"),
        "found no p156, expected a thesis of it",
    ),
    "each_check_of_the_conclusion_bears_on_a_thesis": (
        *("thesis_checks", {"check_id": "conclusion-two-classes"}, "check_id", "conclusion-two-class"),
        "found conclusion-two-class, expected the name of a check",
    ),
    "each_group_has_its_three_questions": (
        *("groups", {"group_id": "towns", "question": "vote"}, "question", "size"),
        "found towns without vote",
    ),
}


def test_every_rule_has_a_slip_that_it_must_notice() -> None:
    assert set(SLIPS) == {each.name for each in ALL}


@pytest.mark.parametrize("name", SLIPS)
def test_the_rule_notices_its_slip(name: str) -> None:
    table, where, column, cell, says = SLIPS[name]
    row = row_of(table, **where)
    changed = package().with_cell(table, row, column, cell)
    if (
        column == "low"
        and package().cells(table)[row][1]["high"] == package().cells(table)[row][1]["low"]
    ):
        changed = changed.with_cell(table, row, "high", cell)  # a plain figure, misread
    rule = next(each for each in ALL if each.name == name)
    found = [str(problem) for problem in rules.problems(changed, [rule])]
    assert any(says in sentence for sentence in found), found


#: How many of a hundred changed cells have to be noticed, by kind of cell.
FLOORS = {"figure": 60, "number": 90, "date": 60, "locator": 50, "key": 40, "choice": 40}


@pytest.mark.parametrize("kind", FLOORS)
def test_most_changes_of_one_cell_are_noticed(kind: str) -> None:
    """Sixty seeded changes of each kind; ``make audit`` makes them all."""
    source = package()
    # Drawn kind by kind: of all cells together eight dates came up, and chance decided.
    chosen = mutate.sample(source, 60, kinds=[kind])
    scores, missed = mutate.run(chosen, mutate.Judge(source), len(chosen))
    made, noticed = (
        sum(getattr(each, name) for each in scores.values()) for name in ("made", "noticed")
    )
    assert made == len(chosen)
    shown = "\n".join(map(str, missed))
    assert 100 * noticed / made >= FLOORS[kind], f"{kind}: {noticed} of {made}\n{shown}"


def test_the_sample_is_the_same_each_time() -> None:
    assert mutate.sample(package(), 20) == mutate.sample(package(), 20)


def test_a_judge_without_rules_notices_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """The score is no accident of the schema: without the rules it falls."""
    source = package()
    chosen = [each for each in mutate.sample(source, 300) if each.kind == "number"]
    judge = mutate.Judge(source)

    def noticed() -> int:
        return sum(bool(judge.notices(each)) for each in chosen)

    before = noticed()
    monkeypatch.setattr(judge, "by_table", {name: [] for name in source.names})
    monkeypatch.setattr(judge, "checks", {name: [] for name in source.names})
    assert noticed() < before / 2


def test_the_score_is_printed_by_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate.main(["--table", "production", "--missed"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("| table | figure | number |")
    assert "| production |" in said
    assert "| all |" in said
