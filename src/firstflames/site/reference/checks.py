"""The checks: the list of all, and each in full on the page of its theme."""

from __future__ import annotations

from html import escape

from firstflames.checks.registry import check_table
from firstflames.evidence.package import LIST_SEPARATOR
from firstflames.site.reference.markup import in_the_course, locator_links, table

#: The pages of the checks in full, and the themes on each: one page would be too heavy for a phone.
CHECK_PAGES = {
    "checks-votes": ("ballots", "army"),
    "checks-assembly": ("assembly", "conclusion", "home"),
    "checks-peoples": ("south", "peoples", "stavka"),
    "checks-others": ("dates", "dead", "economy", "peace", "slips"),
}


def page_of(theme: str) -> str:
    """The page that tells the checks of a theme in full."""
    return next(page for page, themes in CHECK_PAGES.items() if theme in themes)


def checks() -> str:
    """The table of all checks, in short."""
    rows = [
        (
            "",
            [
                f'<a href="{page_of(row["theme"])}.html#check-{row["check_id"]}">'
                f"{escape(row['title'])}</a>",
                row["verdict"],
                row["theme"],
                escape(row["locators"].replace(LIST_SEPARATOR, ", ")),
            ],
        )
        for row in check_table().to_dict("records")
    ]
    columns = ["Check", "Verdict", "Theme", "Where"]
    return table("All checks", columns, rows, ["Verdict", "Theme"])


def checks_in_full(page: str) -> str:
    """The checks of one page of ``CHECK_PAGES``, with their working."""
    rows = []
    for row in check_table().to_dict("records"):
        if row["theme"] not in CHECK_PAGES[page]:
            continue
        unit = "" if row["unit"] == "words" else f" {escape(row['unit'])}"
        arithmetic = "" if row["arithmetic"] else " (the editors’ reading, no arithmetic)"
        reading = (
            f"<p><em>Charitable reading.</em> {escape(row['charitable'])}</p>"
            if row["charitable"]
            else ""
        )
        found = (
            f"<p><em>Stated.</em> {escape(row['stated'])}{unit}</p>"
            f"<p><em>Recomputed.</em> {escape(row['recomputed'])}{unit}</p>"
            f"<p><em>Working.</em> {escape(row['working'])}{arithmetic}</p>"
        )
        taught = in_the_course(f"check-{row['check_id']}", lead="In the course.")
        teaches = f"<p>{escape(row['teaches'])}</p>{reading}{taught}"
        cells = [escape(row["title"]), row["verdict"], found, teaches, locator_links(row["locators"])]
        rows.append((f"check-{row['check_id']}", cells))
    columns = ["Check", "Verdict", "What was found", "What it teaches", "Where"]
    return table("Checks", columns, rows, ["Verdict"])
