"""The course's own words spell a person or place one way; the text's forms are kept as aliases only."""

from __future__ import annotations

import re

import pytest

import firstflames as ff

#: Columns of our own prose, by table. Printed words stand in as_printed and in lists quoted in notes.
PROSE = {
    "claims": ["subject"],
    "events": ["title"],
    "orders": ["content"],
    "armistice_terms": ["position"],
    "armistice_elsewhere": ["position"],
    "delegates": ["description"],
    "nationalizations": ["what"],
    "people": ["role"],
    "casualties": ["victims"],
    "forces": ["force"],
}
#: Forms of the text that are ordinary words too, or part of a name that stays.
ORDINARY = {"Ataman", "Antonov", "Great", "Tsar", "Estonian", "Moldavian", "Wallachian"}
#: Forms that the design names, beside those of people.csv and places.csv.
NAMED = {
    "Kiev": "Kyiv",
    "Kharkov": "Kharkiv",
    "Kishinev": "Chișinău",
    "Jassy": "Iași",
    "Rumania": "Romania",
    "Moslem": "Muslim",
    "Tartar": "Tatar",
    "the Ukraine": "Ukraine",
}


def aliases() -> dict[str, str]:
    """The text's spellings that are not ours, with ours."""
    found = dict(NAMED)
    for row in ff.load("people").to_dict("records"):
        for form in row["as_printed"].split("|"):
            last = re.findall(r"[\w’'-]+", form)[-1]
            if last[0].isupper() and len(last) > 3 and last not in row["name"]:
                found[last] = row["name"]
    for row in ff.load("places").dropna(subset=["name_now"]).to_dict("records"):
        for form in row["as_printed"].split("|"):
            known = f"{row['name_now']} {row['name_then']}"
            if re.fullmatch(r"[A-Z][\w-]+", form) and form not in known:
                found[form] = row["name_now"]
    return {form: name for form, name in found.items() if form not in ORDINARY}


ALIASES = aliases()


def misspelt(text: str) -> list[str]:
    """The aliases that stand in our own words; words in quotation marks are the text's."""
    own = re.sub(r"[“‘\"][^”’\"]{0,60}[”’\"]", "", text)
    return [
        f"{form} for {name}"
        for form, name in ALIASES.items()
        if re.search(rf"\b{re.escape(form)}\b", own)
    ]


def test_the_aliases_are_known() -> None:
    assert {"Alexeyev", "Gotz", "Petlyura", "Vinnichenko", "Kiev", "Sebastopol"} <= set(ALIASES)
    assert misspelt("Gotz went to Kiev") == ["Kiev for Kyiv", "Gotz for Abram Gots"]
    assert misspelt("he is printed as “Gotz”") == []


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, cs in PROSE.items() for c in cs])
def test_the_data_spells_names_one_way(table: str, column: str) -> None:
    found = {text: misspelt(text) for text in ff.load(table)[column].dropna()}
    assert {text: wrong for text, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("column", ["title", "teaches", "charitable"])
def test_the_checks_spell_names_one_way(column: str) -> None:
    found = {text: misspelt(text) for text in ff.check_table()[column]}
    assert {text: wrong for text, wrong in found.items() if wrong} == {}
