"""``python -m firstflames.evidence``: what a reader with a copy of the text, or without one, is told."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA

from firstflames.evidence.__main__ import main
from firstflames.evidence.fingerprint import fingerprint

# A text of our own, in the place of the chapter.
TEXT = {
    "p001": "On 2 March the bakers of Yalta met, forty of them, and asked Ivan Petrov for a fair wage.",
    "n01": "[1] The list of 1917 names the bakers and says that several dozen of them could read.",
}
COPY = "A heading\n\n" + "\n\n".join(text.replace(" ", "\n", 3) for text in TEXT.values()) + "\n"
ROWS: dict[str, list[dict[str, str]]] = {
    "fingerprint": [
        {
            "locator": locator,
            "section": "s01",
            "words": str(made.words),
            "first_words": made.first_words,
            "shingles": made.packed(),
        }
        for locator, made in ((key, fingerprint(key, text)) for key, text in TEXT.items())
    ],
    "claims": [
        {
            "claim_id": "p001-01",
            "locator": "p001",
            "as_printed": "forty of them",
            "form": "number",
            "date_as_printed": "2 March",
            "subject": "bakers who met",
            "measure": "count",
            "low": "40",
            "high": "40",
            "unit": "persons",
            "qualifier": "exact",
            "topic": "forces",
        },
        {
            "claim_id": "n01-01",
            "locator": "n01",
            "as_printed": "several dozen … read",
            "form": "degree",
            "subject": "bakers who could read",
            "measure": "count",
            "low": "24",
            "unit": "persons",
            "qualifier": "several",
            "topic": "forces",
        },
    ],
    "events": [
        {
            "event_id": "meeting",
            "locator": "p001",
            "date_as_printed": "2 March",
            "style_as_printed": "OS",
            "old_style_start": "1917-03-02",
            "precision": "day",
            "dated_by": "text",
            "theatre": "crimea",
            "kind": "session",
            "title": "The bakers meet",
        }
    ],
    "people": [
        {
            "person_id": "petrov",
            "name": "Ivan Petrov",
            "as_printed": "Ivan Petrov",
            "role": "owner",
            "side": "other",
            "locators": "p001",
        }
    ],
    "organisations": [
        {
            "org_id": "bakers",
            "name": "Bakers",
            "as_printed": "the bakers",
            "type": "union",
            "locators": "p001;n01",
        }
    ],
    "places": [],
}

Outcome = tuple[int, str, str]
Verify = Callable[..., Outcome]


def columns(name: str) -> list[dict[str, Any]]:
    resources = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    found = next(resource for resource in resources if resource["name"] == name)
    fields: list[dict[str, Any]] = found["schema"]["fields"]
    return fields


@pytest.fixture
def verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Run ``verify`` on a small package; a cell may be changed before, as table, row, column, value."""

    def run(
        *cells: tuple[str, int, str, str], copy: str = COPY, options: tuple[str, ...] = ()
    ) -> Outcome:
        rows = {name: [dict(row) for row in table] for name, table in ROWS.items()}
        for name, row, column, value in cells:
            rows[name][row][column] = value
        resources = []
        for name, table in rows.items():
            fields = columns(name)
            path = tmp_path / f"{name}.csv"
            header = [str(field["name"]) for field in fields]
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(header)
                writer.writerows([row.get(column, "") for column in header] for row in table)
            kept = [{k: v for k, v in field.items() if k != "firstflames:each"} for field in fields]
            resources.append({"name": name, "path": path.name, "schema": {"fields": kept}})
        (tmp_path / "datapackage.json").write_text(json.dumps({"name": "t", "resources": resources}))
        (tmp_path / "copy.txt").write_text(copy, encoding="utf-8")
        folders = ["--data", str(tmp_path), "--texts", str(tmp_path / "book")]
        status = main(["verify", str(tmp_path / "copy.txt"), *folders, *options])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_a_true_copy_proves_everything(verify: Verify) -> None:
    status, out, err = verify()
    assert (status, err) == (0, "")
    assert out == "In order: 2 paragraphs, 2 claims and 0 excerpts agree.\n"


MISMATCHES = {
    "claim": (("claims", 0, "as_printed", "fifty of them"), "claims.csv, row 2", "'fifty of them'"),
    "locator": (("claims", 0, "locator", "n01"), "claims.csv, row 2", "expected words of n01"),
    "part of a word": (("claims", 0, "as_printed", "forty of the"), "claims.csv, row 2", "as_printed"),
    "gap": (
        ("claims", 1, "as_printed", "dozen … several"),
        "claims.csv, row 3",
        "expected words of n01",
    ),
    "too long": (("claims", 0, "as_printed", "Yalta met, forty of them"), "row 2", "4 words at most"),
    "claim's date": (
        ("claims", 0, "date_as_printed", "3 March"),
        "claims.csv, row 2",
        "date_as_printed",
    ),
    "event's date": (("events", 0, "date_as_printed", "3 March"), "events.csv, row 2", "words of p001"),
    "missing place": (("organisations", 0, "locators", "p001"), "organisations.csv, row 2", "at n01"),
    "wrong place": (("people", 0, "locators", "p001;n01"), "people.csv, row 2", "difference at n01"),
    "unprinted form": (("people", 0, "as_printed", "Ivan Petrov|Petroff"), "people.csv", "'Petroff'"),
    "fingerprint": (("fingerprint", 0, "words", "18"), "copy.txt", "19 words in p001"),
}


@pytest.mark.parametrize(("cell", "place", "says"), MISMATCHES.values(), ids=MISMATCHES)
def test_every_mismatch_is_named(
    verify: Verify, cell: tuple[str, int, str, str], place: str, says: str
) -> None:
    status, out, err = verify(cell)
    assert status == 1
    assert any(place in line and says in line for line in out.splitlines()), out
    assert err == f"{len(out.splitlines())} to look at.\n"


def test_other_words_in_the_copy_are_named_with_their_paragraph(verify: Verify) -> None:
    status, out, _ = verify(copy=COPY.replace("fair wage", "fair price"))
    assert status == 1
    assert "copy.txt: found other words in p001" in out


def test_a_missing_paragraph_is_named_and_nothing_is_written(verify: Verify, tmp_path: Path) -> None:
    broken = COPY.replace("[1]", "(1)")
    status, out, err = verify(copy=broken, options=("--write-fingerprint",))
    assert status == 1
    assert "found no paragraph n01, expected one that begins “[1] The list of”" in out
    assert "The fingerprint was not written" in err
    written = (tmp_path / "fingerprint.csv").read_text(encoding="utf-8")
    assert len(written.splitlines()) == 3


def test_the_fingerprint_is_made_again(verify: Verify, tmp_path: Path) -> None:
    assert verify()[0] == 0
    before = (tmp_path / "fingerprint.csv").read_text(encoding="utf-8")
    status, out, _ = verify(("fingerprint", 0, "words", "18"), options=("--write-fingerprint",))
    assert status == 0
    assert "fingerprint.csv: 2 paragraphs" in out
    after = (tmp_path / "fingerprint.csv").read_text(encoding="utf-8")
    assert after.splitlines() == before.splitlines()


def test_an_excerpt_is_proved_letter_by_letter(verify: Verify, tmp_path: Path) -> None:
    attribution = "> — Victor Serge, *Year One of the Russian Revolution*, tr. Peter Sedgwick (p001)"
    (tmp_path / "book").mkdir()
    page = tmp_path / "book" / "page.md"
    page.write_text(f"> the bakers of Yalta met, […] and asked Ivan Petrov\n>\n{attribution}\n")
    assert verify()[0] == 0
    page.write_text(f"> the bakers of Yalta met; […] and asked Ivan Petrov\n>\n{attribution}\n")
    status, out, _ = verify()
    assert status == 1
    assert out == (
        "page.md: found “the bakers of Yalta met; …”, expected the exact words of p001; "
        "copy the excerpt again.\n"
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "found no readable file"), (b"\xff\xfe\x00", "found bytes that are not UTF-8")],
)
def test_a_copy_that_cannot_be_read_gets_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, says: str
) -> None:
    copy = tmp_path / "copy.txt"
    if content is not None:
        copy.write_bytes(content)
    assert main(["verify", str(copy), "--data", str(DATA)]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1


def test_check_needs_no_copy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert "excerpts are proved" in capsys.readouterr().out


def test_check_names_a_broken_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "claims.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",exact,", ",exactly,", 1))
    assert main(["check", "--data", str(tmp_path / "data")]) == 1
    said = capsys.readouterr()
    assert "column 'qualifier': found 'exactly'" in said.out
    assert said.err == "1 to look at.\n"


def test_a_folder_without_evidence_gets_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--data", str(tmp_path)]) == 2
    assert "found no datapackage.json" in capsys.readouterr().err
