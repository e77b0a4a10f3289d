"""The reference pages: all of the evidence, every link with its end, the same archive every time."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import DATA
from visiting import Visit

from firstflames import check_table, load
from firstflames.site.reference import ARCHIVE, CHECK_PAGES


def page(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")


def ids(site: Path, name: str) -> list[str]:
    return [str(row["id"]) for row in page(site, f"reference/{name}.html").select("tbody tr[id]")]


@pytest.mark.parametrize(
    ("name", "table", "key", "prefix"),
    [
        ("ledger", "claims", "claim_id", ""),
        ("people", "people", "person_id", ""),
        ("parties", "organisations", "org_id", ""),
        ("places", "places", "place_id", ""),
        ("timeline", "events", "event_id", "event-"),
        ("read", "fingerprint", "locator", ""),
    ],
)
@pytest.mark.browser
def test_every_row_has_its_place(site: Path, name: str, table: str, key: str, prefix: str) -> None:
    assert sorted(ids(site, name)) == sorted(prefix + load(table)[key])


@pytest.mark.browser
def test_every_check_is_told_in_full_once(site: Path) -> None:
    told = [check for name in CHECK_PAGES for check in ids(site, name)]
    assert sorted(told) == sorted("check-" + check_table()["check_id"])


@pytest.mark.browser
def test_every_link_of_the_site_has_its_end(site: Path) -> None:
    pages = {path.resolve(): page(path.parent, path.name) for path in site.rglob("*.html")}
    anchors = {path: {tag["id"] for tag in soup.find_all(id=True)} for path, soup in pages.items()}
    lost = []
    for path, soup in pages.items():
        if path.name in {"404.html", "search.html"}:
            continue
        for link in soup.find_all("a", href=True):
            address, _, anchor = str(link["href"]).partition("#")
            if ":" in address:
                continue
            end = (path.parent / address).resolve() if address else path
            if not end.exists() or (anchor and anchor not in anchors.get(end, set())):
                lost.append(f"{path.name}: {link['href']}")
    assert lost == []


@pytest.mark.browser
def test_the_archive_holds_the_data_as_it_is_and_no_clock(site: Path) -> None:
    with zipfile.ZipFile(site / "downloads" / ARCHIVE) as archive:
        names = archive.namelist()
        assert set(names) == {
            path.name for path in DATA.iterdir() if path.suffix in {".csv", ".json", ".md"}
        }
        for entry in archive.infolist():
            assert archive.read(entry) == (DATA / entry.filename).read_bytes()
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.browser
@pytest.mark.xdist_group("site")
def test_the_ledger_is_searched_chosen_and_sorted(chromium: Any, address: str) -> None:
    with Visit(chromium, address + "reference/ledger.html") as visit:
        rows = visit.page.locator("table.reference tbody tr:visible")
        every = rows.count()
        visit.page.get_by_label("Topic").select_option("casualties")
        assert rows.count() == (load("claims")["topic"] == "casualties").sum()
        visit.page.get_by_label("Find in this table").fill("no such word")
        assert rows.count() == 0
        visit.page.evaluate("location.hash = 'p088-01'")
        visit.page.wait_for_timeout(200)
        assert rows.count() == every, "a row that an address names is shown"
        visit.page.get_by_role("button", name="Claim", exact=True).click()
        visit.page.get_by_role("button", name="Claim", exact=True).click()
        assert rows.first.get_attribute("id") == max(load("claims")["claim_id"])
