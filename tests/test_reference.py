"""The reference pages: all of the evidence, every link with its end, the same archive every time."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from conftest import DATA, ROOT, soup
from playwright.sync_api import expect
from visiting import CONTENTS, REACHED, Visit

from firstflames import check_table, load, tables
from firstflames.checks.registry import all_checks
from firstflames.evidence.package import package
from firstflames.site.reference import ARCHIVE, CHECK_PAGES, dates, ledger, timeline

TABLES = {
    "ledger": ("claims", "claim_id", ""),
    "people": ("people", "person_id", ""),
    "parties": ("organisations", "org_id", ""),
    "places": ("places", "place_id", ""),
    "timeline": ("events", "event_id", "event-"),
    "read": ("fingerprint", "locator", ""),
}
ROWS = "table.reference tbody tr:visible"


def page(site: Path, name: str) -> BeautifulSoup:
    return soup(site / name)


def ids(site: Path, name: str) -> list[str]:
    return [str(row["id"]) for row in page(site, f"reference/{name}.html").select("tbody tr[id]")]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.browser
def test_every_row_has_its_place(site: Path, name: str) -> None:
    table, key, prefix = TABLES[name]
    assert sorted(ids(site, name)) == sorted(prefix + load(table)[key])


@pytest.mark.browser
def test_every_check_is_told_in_full_once(site: Path) -> None:
    told = [check for name in CHECK_PAGES for check in ids(site, name)]
    assert sorted(told) == sorted("check-" + check_table()["check_id"])


@pytest.mark.browser
def test_every_work_stands_once_with_what_rests_on_it(site: Path) -> None:
    rows = {str(row["id"]): row for row in page(site, "reference/sources.html").select("tbody tr[id]")}
    works = load("sources")
    assert sorted(rows) == sorted("work-" + works["source_id"])
    resting = 0
    for name in set(tables()) - {"accounts", "sources"}:
        table = load(name)
        if "source" in table:
            resting += int(table["source"].str.contains("wp-en-district", na=False).sum())
    cell = rows["work-wp-en-district"].select_one("td[data-label='Rows of our data']")
    assert cell and resting > 400 and float(str(cell["data-order"])) == resting
    # What the chapter cites leads to its paragraphs, and says how many figures stand there.
    sokolov = rows["work-sokolov-1924"]
    cited = str(works.set_index("source_id").loc["sokolov-1924", "cited_in"]).split(";")
    assert [link.text for link in sokolov.select("td a")] == cited
    there = load("claims").query("locator in @cited")
    figures = sokolov.select_one("td[data-label='Figures there']")
    assert figures and figures.text.split(",")[0] == str(len(there))


@pytest.mark.parametrize("path", [path for path in CONTENTS if path.startswith("reference/")])
@pytest.mark.browser
def test_an_id_stands_once_on_a_page(site: Path, path: str) -> None:
    found = [tag["id"] for tag in page(site, path).find_all(id=True)]
    assert len(found) > 1
    assert sorted(found) == sorted(set(found))


@pytest.mark.browser
def test_every_link_of_the_site_has_its_end(site: Path) -> None:
    pages = {path.resolve(): page(path.parent, path.name) for path in site.rglob("*.html")}
    anchors = {path: {tag["id"] for tag in read.find_all(id=True)} for path, read in pages.items()}
    lost = []
    for path, read in pages.items():
        if path.name in {"404.html", "search.html"}:
            continue
        for link in read.find_all("a", href=True):
            address, _, anchor = str(link["href"]).partition("#")
            if ":" in address:
                continue
            end = (path.parent / address).resolve() if address else path
            if not end.exists() or (anchor and anchor not in anchors.get(end, set())):
                lost.append(f"{path.name}: {link['href']}")
    assert lost == []


# What can be taken away


#: What Lighthouse takes for words that say nothing of where a link leads.
EMPTY = {
    *("click here", "click this", "go", "here", "information", "learn more", "more", "more info"),
    *("more information", "right here", "read more", "see more", "start", "this"),
}


def test_a_link_says_where_it_leads(site: Path) -> None:
    found = [
        f"{path.name}: {link}"
        for path in site.rglob("*.html")
        if "lite" not in path.parts
        for link in soup(path).find_all("a", href=True)
        if link.get_text(" ", strip=True).lower() in EMPTY
    ]
    assert found == []


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
def test_each_download_is_the_file_that_the_course_reads(site: Path) -> None:
    offered = [link["href"] for link in page(site, "reference/data.html").select("a[download]")]
    names = {str(name).rsplit("/", 1)[-1] for name in offered if "/downloads/" in str(name)}
    tables = {f"{name}.csv" for name in package().names}
    assert names == tables | {ARCHIVE, "datapackage.json", "CITATION.cff"}
    for name in names - {ARCHIVE, "CITATION.cff"}:
        assert (site / "downloads" / name).read_bytes() == (DATA / name).read_bytes()


@pytest.mark.browser
def test_the_citation_is_the_repositorys_with_where_this_edition_stands(site: Path) -> None:
    kept, told = (
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (ROOT / "CITATION.cff", site / "downloads" / "CITATION.cff")
    )
    assert {key: told[key] for key in kept} == kept
    assert set(told) - set(kept) <= {"repository-code", "commit"}, "the tests' site has no address"


@pytest.mark.browser
def test_the_data_page_tells_every_column_in_the_fold_of_its_table(site: Path) -> None:
    soup = page(site, "reference/data.html")
    for name in package().names:
        fold = soup.select_one(f"#table-{name} + details")
        assert fold is not None, name
        told = [cell.get_text() for cell in fold.select("tbody th")]
        assert told == [field["name"] for field in package().resource(name)["schema"]["fields"]]


@pytest.mark.browser
def test_the_data_page_cites_the_version_of_the_project(site: Path) -> None:
    declared = re.search(r'(?m)^version = "(.*)"', (ROOT / "pyproject.toml").read_text())
    cited = re.search(r"(?m)^version: (.*)$", (ROOT / "CITATION.cff").read_text())
    assert declared and cited and declared[1] == cited[1]
    assert f"version {declared[1]}," in page(site, "reference/data.html").get_text()


# Dates in words


@pytest.mark.parametrize(
    ("start", "end", "precision", "old", "new"),
    [
        ("1917-11-12", None, "day", "12 November 1917", "25 November 1917"),
        ("1918-01-05", "1918-01-06", "days", "5 to 6 January 1918", "18 to 19 January 1918"),
        (
            "1917-12-27",
            "1918-01-09",
            "days",
            "27 December 1917 to 9 January 1918",
            "9 to 22 January 1918",
        ),
        ("1917-11", None, "month", "November 1917", "14 November to 13 December 1917"),
        ("1917-03", "1917-10", "months", "March to October 1917", "14 March to 13 November 1917"),
        ("1918-01-29", None, "before", "before 29 January 1918", "before 11 February 1918"),
        ("1917-12", None, "part_of_month", "part of December 1917", ""),
        ("1905", "1906", "years", "1905 to 1906", "1905 to 1906"),
    ],
)
def test_dates_are_told_in_both_calendars(
    start: str, end: str | None, precision: str, old: str, new: str
) -> None:
    told = dates.both(start, end, precision)
    assert told[0] == old
    assert told[1] == new or (not new and told[1] == "part of 14 December 1917 to 13 January 1918")


@pytest.mark.browser
def test_the_list_of_events_gives_both_days(site: Path) -> None:
    days = [row for row in load("events").to_dict("records") if row["precision"] == "day"]
    assert len(days) > 50
    for event in days:
        row = page_row(site, event["event_id"])
        told = [cell.get_text() for cell in row.select("th, td")][:2]
        assert told == list(dates.both(event["old_style_start"]))


_ROWS: dict[str, Any] = {}


def page_row(site: Path, event: str) -> Any:
    if not _ROWS:
        soup = page(site, "reference/timeline.html")
        _ROWS.update({str(row["id"]): row for row in soup.select("tbody tr[id]")})
    return _ROWS[f"event-{event}"]


# The drawing of the timeline


def test_each_kind_has_a_shape_and_each_theatre_a_name() -> None:
    fields = {field["name"]: field for field in package().resource("events")["schema"]["fields"]}
    kinds = [kind for _, kinds in timeline.SHAPES.values() for kind in kinds]
    assert sorted(kinds) == sorted(fields["kind"]["constraints"]["enum"])
    assert sorted(timeline.THEATRES) == sorted(fields["theatre"]["constraints"]["enum"])


def test_every_event_of_the_half_year_is_drawn() -> None:
    """Those with a day are drawn there; a month, a season, before and after are ranges."""
    drawn = {mark.row["event_id"]: mark for mark in timeline.marks()}
    events = load("events").set_index("event_id")
    inside = events[events["old_style_start"].str[:7].between("1917-10", "1918-02")]
    assert len(inside) > 150
    assert set(inside.index) - set(drawn) == set()
    january = drawn["first-phase-ends"]
    assert (january.start, january.end) == (92, 122), "January 1918, Old Style, is days 92 to 122"
    before = drawn["strike-offer"]
    assert before.open_before and not before.open_after and before.end == 96
    after = drawn["kornilov-retreat"]
    assert after.open_after and not after.open_before and after.start == 120


@pytest.mark.browser
@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_no_mark_lies_on_another(chromium: Any, address: str, screen: str) -> None:
    with Visit(chromium, address + "reference/timeline.html", screen) as visit:
        boxes = visit.page.evaluate(
            """[...document.querySelectorAll(".track li")].map(item => {
                const { left, right, top, bottom } = item.getBoundingClientRect();
                return [left, right, top, bottom];
            })"""
        )
        assert len(boxes) == len(timeline.marks())
        touching = [
            (a, b)
            for n, a in enumerate(boxes)
            for b in boxes[:n]
            if a[0] < b[1] - 0.5 and b[0] < a[1] - 0.5 and a[2] < b[3] - 0.5 and b[2] < a[3] - 0.5
        ]
        assert touching == []


@pytest.mark.browser
def test_a_mark_says_what_it_is_and_leads_to_its_row(chromium: Any, address: str) -> None:
    with Visit(chromium, address + "reference/timeline.html") as visit:
        mark = visit.page.get_by_role("link", name="18 November 1917 (New Style 1 December 1917)").first
        assert mark.get_attribute("aria-label").count(";") >= 1
        target = mark.get_attribute("href")
        mark.focus()
        visit.page.keyboard.press("Enter")
        row = visit.page.locator(f"tr{target}")
        visit.page.wait_for_function(
            """row => {
                const { top } = row.getBoundingClientRect();
                return top >= 0 && top < innerHeight;
            }""",
            arg=row.element_handle(),
        )
        assert "named" in row.get_attribute("class")


@pytest.mark.browser
@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_the_drawing_is_zoomed_by_keyboard_and_says_what_is_seen(
    chromium: Any, address: str, screen: str
) -> None:
    with Visit(chromium, address + "reference/timeline.html", screen) as visit:
        said = visit.page.locator(".timeline output")
        track = visit.page.locator(".track")
        width, height = track.evaluate("t => [t.offsetWidth, t.offsetHeight]")
        before = said.text_content()
        assert "Old Style" in before and "New Style" in before
        visit.page.get_by_role("button", name="Zoom in").focus()
        visit.page.keyboard.press("Enter")
        assert track.evaluate("t => t.offsetWidth") == pytest.approx(2 * width, abs=2)
        assert track.evaluate("t => t.offsetHeight") == height, "shapes keep their size"
        assert said.text_content() != before
        assert visit.page.locator(".axis .fine").first.is_visible()
        box = visit.page.locator(".timeline .scroll")
        box.focus()
        visit.page.keyboard.press("+")
        assert track.evaluate("t => t.offsetWidth") == pytest.approx(4 * width, abs=4)
        start = box.evaluate("box => box.scrollLeft")
        told = said.text_content()
        visit.page.keyboard.press("ArrowRight")
        visit.page.wait_for_function(
            f"document.querySelector('.timeline output').textContent !== {told!r}"
        )
        assert box.evaluate("box => box.scrollLeft") > start
        visit.page.keyboard.press("-")
        visit.page.keyboard.press("0")
        assert track.evaluate("t => t.offsetWidth") == width
        disabled = visit.page.get_by_role("button", name="Zoom out")
        assert disabled.get_attribute("aria-disabled") == "true"


@pytest.mark.browser
def test_what_is_chosen_in_the_list_is_drawn(chromium: Any, address: str) -> None:
    with Visit(chromium, address + "reference/timeline.html") as visit:
        marks = visit.page.locator(".track li:visible")
        assert marks.count() == len(timeline.marks())
        choose(visit, "Theatre", "Crimea")
        wanted = [mark for mark in timeline.marks() if mark.row["theatre"] == "crimea"]
        assert 0 < len(wanted) == marks.count()
        choose(visit, "Theatre", "")
        assert marks.count() == len(timeline.marks())


# The tables


def choose(visit: Visit, label: str, value: str) -> None:
    visit.stir()
    visit.page.get_by_role("combobox", name=label, exact=True).select_option(value)


def sort(visit: Visit, column: str, way: str) -> None:
    """Press Enter on a heading; DataTables sorts a moment later."""
    visit.stir()
    visit.page.get_by_role("button", name=column, exact=True).press("Enter")
    head = visit.page.get_by_role("columnheader", name=column, exact=True)
    visit.page.wait_for_function(
        "([head, way]) => head.ariaSort === way", arg=[head.element_handle(), way]
    )


def cells(visit: Visit, column: int) -> list[Any]:
    found: list[Any] = visit.page.locator(ROWS).evaluate_all(
        "(rows, at) => rows.map(row => row.cells[at].dataset.order ?? row.cells[at].textContent)", column
    )
    return found


@pytest.mark.browser
def test_the_ledger_is_searched_chosen_and_sorted(chromium: Any, address: str) -> None:
    claims = load("claims")
    with Visit(chromium, address + "reference/ledger.html") as visit:
        rows = visit.page.locator(ROWS)
        said = visit.page.get_by_role("status").filter(has_text="rows")
        every = rows.count()
        assert every == len(claims)
        choose(visit, "Topic", "casualties")
        assert rows.count() == (claims["topic"] == "casualties").sum()
        assert said.text_content().strip() == f"{rows.count()} of {every} rows"
        assert said.get_attribute("aria-live") == "polite"
        visit.page.get_by_label("Find in this table").fill("qqq zzz")
        assert visit.page.locator("table.reference tbody tr[id]").count() == 0
        assert said.text_content().strip() == f"0 of {every} rows"
        visit.page.evaluate("location.hash = 'p088-01'")
        expect(rows, "a row that an address names is shown").to_have_count(every)
        sort(visit, "Claim", "ascending")
        sort(visit, "Claim", "descending")
        assert rows.first.get_attribute("id") == max(claims["claim_id"])


@pytest.mark.browser
def test_figures_sort_as_numbers_by_keyboard(chromium: Any, address: str) -> None:
    low = load("claims")["low"].fillna(0)
    with Visit(chromium, address + "reference/ledger.html") as visit:
        sort(visit, "Figure", "ascending")
        at = ledger.COLUMNS.index("Figure")
        assert [float(cell) for cell in cells(visit, at)] == sorted(low)
        sort(visit, "Figure", "descending")
        assert [float(cell) for cell in cells(visit, at)] == sorted(low, reverse=True)
        days = ledger.COLUMNS.index("Date")
        sort(visit, "Date", "ascending")
        assert cells(visit, days) == sorted(load("claims")["date_old_style"].fillna(""))


@pytest.mark.browser
def test_the_ledger_is_chosen_by_the_verdict_of_its_checks(chromium: Any, address: str) -> None:
    """A claim that several checks read is found under each of their verdicts."""
    read: dict[str, set[str]] = {"contradiction": set(), "gap": set()}
    every: set[str] = set()
    for check in all_checks():
        claims = {row.key for row in check.inputs() if row.table == "claims"}
        every |= claims
        if check.run().verdict in read:
            read[check.run().verdict] |= claims
    read[ledger.UNCHECKED] = set(load("claims")["claim_id"]) - every
    with Visit(chromium, address + "reference/ledger.html") as visit:
        for verdict, wanted in read.items():
            choose(visit, "Verdict of a check", verdict)
            shown = visit.page.locator(ROWS).evaluate_all("rows => rows.map(row => row.id)")
            assert wanted
            assert set(shown) == wanted


@pytest.mark.browser
def test_on_a_phone_a_row_is_a_card_that_can_be_sorted(chromium: Any, address: str) -> None:
    with Visit(chromium, address + "reference/ledger.html", "phone") as visit:
        assert not visit.page.locator("table.reference thead").is_visible()
        labels = visit.page.locator("tr#p088-01 td[data-label]").evaluate_all(
            """cells => cells.filter(cell => cell.checkVisibility()).map(cell =>
                [getComputedStyle(cell, "::before").content, cell.textContent.trim() !== ""])"""
        )
        assert [label.strip('"') for label, _ in labels][:3] == ledger.COLUMNS[1:4]
        assert all(filled for _, filled in labels), "a column with nothing in it takes no room"
        at = ledger.COLUMNS.index("Figure")
        choose(visit, "Sort by", f"{at},desc")
        assert float(cells(visit, at)[0]) == load("claims")["low"].max()
        assert not visit.is_too_wide()


FIELD = "Find in this table"
#: Where the words, lists and rows of the page are.
PLACES = """() => [...document.querySelectorAll(
    ".dt-layout-start :is(input, select), td")]
    .slice(0, 60).map(place => [place.getBoundingClientRect().x, place.getBoundingClientRect().y])"""


@pytest.mark.parametrize("screen", ["phone", "desk"])
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.browser
def test_tables_become_searchable_when_somebody_moves_and_nothing_else_does(
    chromium: Any, address: str, name: str, screen: str
) -> None:
    """Until then a phone has nothing to compute."""
    with Visit(chromium, f"{address}reference/{name}.html", screen) as visit:
        assert visit.page.locator(".dt-container").count() == 0
        assert visit.page.get_by_label(FIELD).first.is_visible()
        before = visit.page.evaluate(PLACES)
        visit.stir()
        assert visit.page.locator(".dt-container").count() > 0
        assert visit.page.locator(".needs-script.dt-layout-row").count() == 0
        after = visit.page.evaluate(PLACES)
        assert len(before) == len(after)
        # On a desk the headings get their arrows, and the rows below them may move by a line.
        most = {"phone": 1, "desk": 24}[screen]
        pairs = list(zip(before, after, strict=True))
        assert [pair for pair in pairs if abs(pair[0][1] - pair[1][1]) > most] == []
        controls = pairs[: visit.page.locator(".dt-layout-start :is(input, select)").count()]
        assert [(a, b) for a, b in controls if a != b] == []


@pytest.mark.browser
def test_who_comes_by_keyboard_types_in_the_field_that_searches(chromium: Any, address: str) -> None:
    with Visit(chromium, f"{address}reference/people.html") as visit:
        field = visit.page.get_by_label(FIELD)
        field.evaluate("field => field.focus()")  # as a screen reader does, without a key
        focused = (
            "document.activeElement.matches('.dt-search input') && document.activeElement.isConnected"
        )
        assert visit.page.evaluate(focused)
        visit.page.keyboard.type("Kaledin")
        assert 0 < visit.page.locator(ROWS).count() < len(load("people"))


@pytest.mark.browser
def test_all_columns_are_seen_when_a_reader_asks(chromium: Any, site: Path) -> None:
    """Without a script too."""
    address = (site / "reference" / "ledger.html").as_uri()
    for scripts in (True, False):
        with Visit(chromium, address, java_script_enabled=scripts) as visit:
            if scripts:
                visit.stir()
            last = visit.page.locator("tr#p088-01 td").last
            assert not last.is_visible()
            visit.page.get_by_label("All columns").press("Space")
            assert last.is_visible()
            assert visit.page.locator("thead th:visible").count() == len(ledger.COLUMNS)


@pytest.mark.browser
def test_a_card_has_the_room_that_is_kept_for_it(chromium: Any, address: str) -> None:
    """So that long tables do not jump, and links of neighbours stay apart, before cards are laid out."""
    with Visit(chromium, address + "reference/ledger.html", "phone") as visit:
        kept, real = visit.page.evaluate(
            """() => {
                const rows = [...document.querySelectorAll(".reference.long tbody tr")];
                const heights = () => rows.map(row => row.getBoundingClientRect().height);
                const kept = heights();
                for (const row of rows) row.style.contentVisibility = "visible";
                return [kept, heights()];
            }"""
        )
        assert len(kept) == len(load("claims"))
        assert [pair for pair in zip(kept, real, strict=True) if pair[0] < pair[1]] == []
        assert sum(kept) < 1.3 * sum(real)
        assert kept[-1] != real[-1], "the last ones are not laid out yet"


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.browser
def test_without_a_script_the_tables_are_complete(chromium: Any, site: Path, name: str) -> None:
    table, key, prefix = TABLES[name]
    address = (site / "reference" / f"{name}.html").as_uri()
    with Visit(chromium, address, java_script_enabled=False) as visit:
        shown = visit.page.locator(ROWS).evaluate_all("rows => rows.map(row => row.id)")
        assert sorted(filter(None, shown)) == sorted(prefix + load(table)[key])
        assert visit.page.locator("main button:visible, main select:visible").count() == 0
        if name == "timeline":
            assert visit.page.locator(".track li:visible").count() == len(timeline.marks())


@pytest.mark.browser
def test_a_table_that_scrolls_from_the_start_takes_the_focus(chromium: Any, address: str) -> None:
    """At 400 per cent; nobody has resized a window or opened a fold, which would mend it."""
    with Visit(chromium, address + "reference/sources.html", "zoomed") as visit:
        for kind in (".scroll:has(> .reference)", ".dt-layout-table.scroll"):
            boxes = visit.page.query_selector_all(kind)
            wide = [box for box in boxes if box.evaluate("b => b.scrollWidth > b.clientWidth")]
            assert wide
            visit.until(REACHED, None, f"{kind} scrolls and takes no focus")
            assert all(box.evaluate("b => b.tabIndex") == 0 for box in wide)
            visit.stir()


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.browser
def test_paper_has_every_row_and_nothing_to_press(chromium: Any, address: str, name: str) -> None:
    with Visit(chromium, f"{address}reference/{name}.html") as visit:
        visit.page.emulate_media(media="print")
        assert visit.page.locator(ROWS).count() == len(load(TABLES[name][0]))
        pressed = (
            "main button:visible, main select:visible, main input:visible, .dt-column-order:visible"
        )
        assert visit.page.locator(pressed).count() == 0


@pytest.mark.browser
def test_the_page_of_places_says_once_whose_the_crimea_is(site: Path) -> None:
    text = page(site, "reference/places.html").select_one("main").get_text()  # type: ignore[union-attr]
    assert text.count("occupied") == 1
    assert "internationally recognised as part of Ukraine" in text
