"""Tables of figures: bounds, rounding, sums, shares, and what stands in two tables."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from firstflames.checks.rules import Tables, figure_tables, rule, same
from firstflames.evidence.package import Problem
from firstflames.votes import dhondt

# ---- Figures -------------------------------------------------------------------------------------


@rule("figures")
def bounds_suit_the_qualifier(tables: Tables) -> Iterator[Problem]:
    """A plain figure has equal bounds, an open one lacks the end that its qualifier leaves open."""
    for table, rows in figure_tables(tables).items():
        for line, row in rows:
            expected = _shape(row["qualifier"], row["low"], row["high"])
            if expected:
                found = f"{row['low'] or 'nothing'} to {row['high'] or 'nothing'}"
                yield Problem(
                    f"{table}.csv",
                    line,
                    "qualifier",
                    f"{row['qualifier']!r} with {found}",
                    expected,
                    "correct",
                )


def _shape(qualifier: str, low: str, high: str) -> str:
    """What the bounds should look like, or empty when they do."""
    equal = low and high and float(low) == float(high)
    if qualifier in {"exact", "about", "fraction"}:
        return "" if equal else "two equal bounds"
    if qualifier in {"more_than", "at_least", "majority"}:
        return "" if low and not high else "a lower bound only"
    if qualifier in {"less_than", "at_most", "nearly"}:
        return "" if high and not low else "an upper bound only"
    if qualifier == "no_count":
        return "" if not low and not high else "no bounds"
    return "" if low and not equal else "two different bounds, or no upper one"


@rule("figures")
def figures_end_where_their_rounding_says(tables: Tables) -> Iterator[Problem]:
    """A figure given to the thousand ends in three zeros, and not in four unless chance has it."""
    for table, rows in figure_tables(tables).items():
        for line, row in rows:
            if not row.get("rounded_to") or row["low"] != row["high"] or not row["low"]:
                continue
            ratio = float(row["low"]) / float(row["rounded_to"])
            if abs(ratio - round(ratio)) > 1e-6:
                expected = f"a multiple of {row['rounded_to']}"
                remedy = "correct the figure or the step"
                yield Problem(f"{table}.csv", line, "low", row["low"], expected, remedy)


@rule("figures", "claims")
def figures_of_the_chapter_are_its_claims(tables: Tables) -> Iterator[Problem]:
    """What a table says that the chapter states stands in claims.csv with the same bounds and place."""
    claims = {row["claim_id"]: row for _, row in tables["claims"]}
    for table, rows in figure_tables(tables).items():
        for line, row in rows:
            of_the_chapter = row["account"] == "chapter"
            if of_the_chapter != bool(row["locator"]):
                expected = "a locator for a figure of the chapter, and for no other"
                found = f"{row['account']!r} with {row['locator'] or 'none'}"
                yield Problem(f"{table}.csv", line, "locator", found, expected, "correct one of them")
            if not of_the_chapter and not row["source"]:
                expected = "the work that gives the figure"
                yield Problem(
                    f"{table}.csv", line, "source", "an empty cell", expected, "name the source"
                )
            if not row["claim_id"]:
                if of_the_chapter and row["qualifier"] != "no_count":
                    expected = "the claim that states the figure"
                    yield Problem(f"{table}.csv", line, "claim_id", "an empty cell", expected, "name it")
                continue
            claim = claims.get(row["claim_id"])
            if claim is None:
                continue  # the foreign key says so
            yield from _second_table(table, line, row, claim)


def _second_table(
    table: str, line: int, row: Mapping[str, str], claim: Mapping[str, str]
) -> Iterator[Problem]:
    scale = 100.0 if (row["unit"], claim["unit"]) == ("percent", "share") else 1.0
    for column in ("low", "high"):
        stated = scale * float(claim[column]) if claim[column] else None
        if not same(row[column], stated):
            expected = f"{claim[column] or 'an empty cell'}, as in {claim['claim_id']}"
            remedy = "correct the figure or the claim"
            yield Problem(f"{table}.csv", line, column, repr(row[column]), expected, remedy)
    if scale == 1.0 and row["unit"] != claim["unit"]:
        expected = f"{claim['unit']!r}, as in {claim['claim_id']}"
        yield Problem(f"{table}.csv", line, "unit", repr(row["unit"]), expected, "use one unit")
    if row["qualifier"] != claim["qualifier"]:
        expected = f"{claim['qualifier']!r}, as in {claim['claim_id']}"
        yield Problem(
            f"{table}.csv", line, "qualifier", repr(row["qualifier"]), expected, "use one of them"
        )
    if row["locator"] != claim["locator"]:
        expected = f"{claim['locator']}, as in {claim['claim_id']}"
        yield Problem(
            f"{table}.csv", line, "locator", repr(row["locator"]), expected, "correct one of them"
        )


# ---- Whose figure, and of what -------------------------------------------------------------------

_UNITS = {
    "votes": {"votes"},
    "seats": {"seats"},
    "share": {"percent", "share"},
    "population": {"persons"},
    "age": {"years"},
}


@rule("figures")
def measures_have_their_unit(tables: Tables) -> Iterator[Problem]:
    """Votes are counted in votes, a share is in per cent or a part of one, and so on."""
    for table, rows in figure_tables(tables).items():
        for line, row in rows:
            allowed = _UNITS.get(row["measure"])
            if allowed and row["unit"] not in allowed:
                expected = f"{' or '.join(sorted(allowed))}, by the measure {row['measure']!r}"
                yield Problem(f"{table}.csv", line, "unit", repr(row["unit"]), expected, "correct one")


@rule("figures", "accounts")
def accounts_have_their_source(tables: Tables) -> Iterator[Problem]:
    """An account rests on the works that accounts.csv names, and is second-hand where it says so."""
    accounts = {row["account_id"]: row for _, row in tables["accounts"]}
    for table, rows in figure_tables(tables).items():
        for line, row in rows:
            account = accounts.get(row["account"])
            if account is None:
                continue  # the foreign key says so
            works = account["source"].split(";") if account["source"] else [""]
            if row["source"] not in works:
                expected = f"{' or '.join(works) or 'none'}, the source of {row['account']!r}"
                found = repr(row["source"]) if row["source"] else "an empty cell"
                yield Problem(f"{table}.csv", line, "source", found, expected, "correct one of them")
            second = row["confidence"] == "second_hand"
            if row["confidence"] in {"read", "second_hand"} and second != (
                account["second_hand"] == "true"
            ):
                expected = f"what accounts.csv says of {row['account']!r}"
                yield Problem(
                    f"{table}.csv", line, "confidence", repr(row["confidence"]), expected, "correct one"
                )


@rule("figures")
def steps_of_rounding_are_the_largest(tables: Tables) -> Iterator[Problem]:
    """``rounded_to`` is the place of the last digit that is not zero, unless the note says otherwise."""
    for table, rows in figure_tables(tables).items():
        for line, row in rows:
            step, low = row.get("rounded_to", ""), row["low"]
            if step and not math.log10(float(step)).is_integer():
                expected = "a power of ten"
                yield Problem(f"{table}.csv", line, "rounded_to", step, expected, "correct the step")
                continue
            if not step or row["low"] != row["high"] or float(low or 0) == 0 or row["note"]:
                continue
            if float(step) != _last_place(low) and not (float(step) == 1 and float(low) < 1_000):
                expected = f"{_last_place(low):g}, by the digits of {low}"
                remedy = "correct the step or say in the note why it is another"
                yield Problem(f"{table}.csv", line, "rounded_to", step, expected, remedy)


def _last_place(cell: str) -> float:
    whole, _, decimals = cell.partition(".")
    if decimals.rstrip("0") or cell.endswith(".0"):
        return float(f"1e-{len(decimals)}")
    return float(10 ** (len(whole) - len(whole.rstrip("0"))))


# ---- Sums and shares -----------------------------------------------------------------------------

#: Sums that do not come out in the source itself: (table, account, group) to what is missing, why.
SLIPS_OF_SOURCES: Mapping[tuple[str, str, str], tuple[float, str]] = {
    ("votes_fronts", "lenin_svyatitsky", "western"): (100, "Lenin's printed row"),
    ("votes_fronts", "lenin_svyatitsky", "south_western"): (100, "Lenin's printed row"),
    ("votes_fronts", "lenin_svyatitsky", "romanian"): (100, "Lenin's printed row"),
    ("votes_fronts", "lenin_svyatitsky", "army_and_navy"): (300, "the three rows together"),
    ("votes_districts", "cojocaru_wp", "bessarabia"): (6_195, "the page prints no more lists"),
    ("votes_districts", "chapter", "bessarabia"): (57_000, "the votes that nobody lists (n13)"),
    ("seats_councils", "encyclopaedia_hu", "central_rada, seats"): (108, "the page's own sum"),
    ("votes_national", "chapter", "menshevik_group share"): (-0.69, "p088 prints 4"),
    ("votes_regions", "lenin_svyatitsky", "western sr_russian share"): (1.05, "Lenin prints 43"),
    ("votes_regions", "lenin_svyatitsky", "western bolshevik share"): (0.70, "Lenin prints 44"),
}
#: Where a source prints some lists only: these may not add up to more than the total.
SOME_LISTS = {
    ("votes_regions", "lenin_svyatitsky"),
    ("votes_towns", "towns_wp"),
    *(("seats", account) for account in ("wikipedia_en", "wikipedia_en_2018", "wikipedia_en_older")),
    ("seats", "wikipedia_ru"),
}
_TOTALS = {"all_lists", "total"}


@rule("votes_fronts", "votes_regions", "votes_districts", "votes_towns", "seats", "seats_councils")
def lists_add_up_to_their_total(tables: Tables) -> Iterator[Problem]:
    """Where a table prints all lists of a place and their total, the lists add up to it."""
    for table, group, member in (
        ("votes_fronts", "front", "party"),
        ("votes_regions", "region", "party"),
        ("votes_districts", "district", "list"),
        ("votes_towns", "town", "list"),
        ("seats_councils", "council", "group"),
        ("seats", "status", "party"),
    ):
        for (account, name), rows in _groups(tables[table], group).items():
            yield from _sum_problems(table, account, name, rows, member)


def _groups(
    rows: list[tuple[int, dict[str, str]]], column: str
) -> dict[tuple[str, str], list[tuple[int, dict[str, str]]]]:
    found: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = {}
    for line, row in rows:
        if row["measure"] in {"votes", "seats"} and row["low"] == row["high"] and row["low"]:
            name = f"{row[column]}/{row['scope']}" if "scope" in row else row[column]
            key = (row["account"], name if row["measure"] == "votes" else f"{name}, seats")
            found.setdefault(key, []).append((line, row))
    return found


def _is_total(row: Mapping[str, str], member: str) -> bool:
    return row[member] in _TOTALS


def _sum_problems(
    table: str, account: str, name: str, rows: list[tuple[int, dict[str, str]]], member: str
) -> Iterator[Problem]:
    totals = [(line, row) for line, row in rows if _is_total(row, member)]
    parts = [row for _, row in rows if not _is_total(row, member)]
    complete = {row.get("completeness", "full") for row in parts} <= {"full", "partial"}
    if len(totals) != 1 or len(parts) < 2 or not complete:
        return
    line, total = totals[0]
    missing = float(total["low"]) - sum(float(row["low"]) for row in parts)
    known = SLIPS_OF_SOURCES.get((table, account, name), (0.0, ""))[0]
    some = (table, account) in SOME_LISTS
    if missing < 0 if some else abs(missing - known) > 1e-6:
        expected = f"the sum of its {len(parts)} parts, {float(total['low']) - missing + known:,.0f}"
        remedy = "correct a part or the total, or say in SLIPS_OF_SOURCES that the source is wrong"
        yield Problem(
            f"{table}.csv", line, "low", total["low"], f"{expected} ({account}, {name})", remedy
        )


@rule("votes_fronts", "votes_regions")
def places_add_up_to_the_country(tables: Tables) -> Iterator[Problem]:
    """Fronts add up to the army, and regions with the army to Russia, list by list."""
    for table, place, whole in (
        ("votes_fronts", "front", "army_and_navy"),
        ("votes_regions", "region", "russia"),
    ):
        columns: dict[tuple[str, str], list[tuple[int, dict[str, str]]]] = {}
        for line, row in tables[table]:
            if row["measure"] == "votes" and row["low"] == row["high"] and row["low"]:
                columns.setdefault((row["account"], row["party"]), []).append((line, row))
        for (account, party), rows in columns.items():
            totals = [(line, row) for line, row in rows if row[place] == whole]
            parts = [row for _, row in rows if row[place] != whole]
            if len(totals) != 1 or len(parts) < 5:
                continue
            line, total = totals[0]
            found = sum(float(row["low"]) for row in parts)
            known = SLIPS_OF_SOURCES.get((table, account, party), (0.0, ""))[0]
            if abs(float(total["low"]) - found - known) > 1e-6:
                expected = (
                    f"{found + known:,.0f}, the sum of its {len(parts)} places ({account}, {party})"
                )
                yield Problem(f"{table}.csv", line, "low", total["low"], expected, "correct a part")


@rule("votes_national", "votes_regions", "votes_districts", "votes_towns", "votes_capitals")
def shares_follow_from_votes(tables: Tables) -> Iterator[Problem]:
    """Where votes, total and share stand side by side, the share is the one of the votes."""
    for table, group in (
        ("votes_national", ""),
        ("votes_regions", "region"),
        ("votes_districts", "district"),
        ("votes_towns", "town"),
        ("votes_capitals", "place"),
    ):
        member = "list" if table in {"votes_districts", "votes_towns"} else "party"
        places: dict[tuple[str, str], dict[tuple[str, str], tuple[int, dict[str, str]]]] = {}
        for line, row in tables[table]:
            name = row[group] if group else ""
            name += row.get("scope", "")
            key = (row["account"], name)
            places.setdefault(key, {})[row[member], row["measure"]] = (line, row)
        for (account, name), cells in places.items():
            totals = [
                row
                for (each, measure), (_, row) in cells.items()
                if each in _TOTALS and measure == "votes"
            ]
            if not totals:
                continue
            for (each, measure), (line, row) in cells.items():
                if measure != "share" or row["unit"] != "percent" or row["low"] != row["high"]:
                    continue
                votes = cells.get((each, "votes"))
                if votes is None or not votes[1]["low"]:
                    continue
                share = 100 * float(votes[1]["low"]) / float(totals[0]["low"])
                step = float(row["rounded_to"] or 1)
                slip = f"{name} {each} share".strip()
                known = SLIPS_OF_SOURCES.get((table, account, slip), (0.0, ""))[0]
                if abs(float(row["low"]) - share - known) > 0.5001 * step:
                    expected = f"{share:.2f}, by its votes ({account}, {name or 'country'}, {each})"
                    yield Problem(
                        f"{table}.csv", line, "low", row["low"], expected, "correct one of them"
                    )


@rule("votes_national", "votes_towns", "votes_districts")
def shares_imply_one_total(tables: Tables) -> Iterator[Problem]:
    """Where no total is printed, votes and shares of the lists of one place imply the same total."""
    for table, group, member in (
        ("votes_national", "", "party"),
        ("votes_towns", "town", "list"),
        ("votes_districts", "district", "list"),
    ):
        places: dict[tuple[str, str], dict[str, dict[str, tuple[int, dict[str, str]]]]] = {}
        for line, row in tables[table]:
            key = (row["account"], row.get(group, "") + row.get("scope", ""))
            cells = places.setdefault(key, {})
            single = row.get("level", "list") == "list"
            if single and row["low"] and row["low"] == row["high"]:
                cells.setdefault(row[member], {})[row["measure"]] = (line, row)
        for (account, name), lists in places.items():
            yield from _implied(table, account, name, lists)


def _implied(
    table: str, account: str, name: str, lists: Mapping[str, Mapping[str, tuple[int, dict[str, str]]]]
) -> Iterator[Problem]:
    """Each list's votes and share have to fit the total that most of the lists imply."""
    pairs: dict[str, tuple[float, float, float]] = {}
    for each, cells in lists.items():
        if {"votes", "share"} <= cells.keys() and each not in _TOTALS:
            votes, share = float(cells["votes"][1]["low"]), float(cells["share"][1]["low"])
            # Newspapers rounded freely: one step and a half is allowed, not half a step.
            step = 1.5 * float(cells["share"][1]["rounded_to"] or 1)
            pairs[each] = (votes, share, step)
    if len(pairs) < 3:
        return
    # The largest shares fix the total best; the middle one of the three cannot be the slip.
    largest = sorted(pairs.values(), key=lambda pair: -pair[1])[:3]
    total = sorted(100 * votes / share for votes, share, _ in largest)[1]
    for each, (votes, share, step) in pairs.items():
        slack = step + 100 * votes / total * (largest[0][2] / largest[0][1])
        if abs(100 * votes / total - share) > slack:
            line, row = lists[each]["share"]
            expected = f"about {100 * votes / total:.1f}, by its votes ({account}, {name}, {each})"
            yield Problem(f"{table}.csv", line, "low", row["low"], expected, "correct votes or share")


@rule("votes_national")
def lenins_lists_add_up_to_his_groups(tables: Tables) -> Iterator[Problem]:
    """The lists that Lenin prints inside a group add up to the group, as far as it is rounded."""
    rows = [(line, row) for line, row in tables["votes_national"] if row["measure"] == "votes"]
    lenin = [(line, row) for line, row in rows if row["account"] == "lenin_svyatitsky"]
    for line, row in lenin:
        parts = [
            other for _, other in lenin if other["level"] == "list" and other["bloc"] == row["party"]
        ]
        if row["level"] != "bloc" or len(parts) < 5 or row["low"] != row["high"]:
            continue
        found = sum(float(other["low"]) for other in parts)
        loose = sum(float(other["rounded_to"] or 1) for other in parts) / 2
        half = float(row["rounded_to"] or 1) / 2
        if abs(float(row["low"]) - found) > half + loose:
            expected = f"about {found:,.0f}, the sum of its {len(parts)} lists"
            yield Problem("votes_national.csv", line, "low", row["low"], expected, "correct a list")


@rule("votes_districts", "districts")
def dhondt_gives_the_printed_seats(tables: Tables) -> Iterator[Problem]:
    """Where a return prints votes and seats of all lists, the seats are those of d'Hondt."""
    places: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, row in tables["votes_districts"]:
        if row["measure"] in {"votes", "seats"} and row["low"] and row["list"] not in _TOTALS:
            key = (row["account"], row["district"])
            places.setdefault(key, {"votes": {}, "seats": {}})
            places[key][row["measure"]][row["list"]] = int(float(row["low"]))
            lines.setdefault(key, line)
    for (account, district), cells in places.items():
        printed = cells["seats"]
        votes = {name: count for name, count in cells["votes"].items() if name in printed}
        if len(printed) < 2 or len(votes) != len(printed) or not sum(printed.values()):
            continue
        found = dhondt(votes, sum(printed.values()))
        if found.tied or found.seats != printed:
            wrong = [name for name, won in printed.items() if found.seats[name] != won]
            expected = ", ".join(f"{name} {found.seats[name]}" for name in wrong) or "no tie"
            shown = ", ".join(f"{name} {printed[name]}" for name in wrong) or "a tie"
            remedy = f"correct votes or seats ({account}, {district})"
            line = lines[account, district]
            yield Problem("votes_districts.csv", line, "low", shown, f"{expected}, by d'Hondt", remedy)


@rule("votes_gubernias", "votes_districts")
def gubernias_agree_with_their_district(tables: Tables) -> Iterator[Problem]:
    """Lenin's shares for gubernias lie within three points of another compiler's votes."""
    shares: dict[tuple[str, str], float] = {}
    totals = {
        (row["account"], row["district"]): float(row["low"])
        for _, row in tables["votes_districts"]
        if row["list"] in _TOTALS and row["measure"] == "votes" and row["low"]
    }
    for _, row in tables["votes_districts"]:
        whole = totals.get((row["account"], row["district"]))
        if whole and row["measure"] == "votes" and row["low"]:
            shares.setdefault((row["district"], row["party"]), 100 * float(row["low"]) / whole)
    for line, row in tables["votes_gubernias"]:
        for district in (row["gubernia"], f"{row['gubernia']}_gubernia"):
            other = shares.get((district, row["party"]))
            if other is not None and row["low"] and abs(float(row["low"]) - other) > 3:
                expected = f"about {other:.1f}, by votes_districts.csv"
                yield Problem(
                    "votes_gubernias.csv", line, "low", row["low"], expected, "compare the two"
                )


@rule("votes_fronts", "votes_regions")
def the_army_stands_twice(tables: Tables) -> Iterator[Problem]:
    """Lenin's table by front and his table by region give the army's S-Rs and Bolsheviks alike."""
    by_front = {
        row["party"]: row["low"]
        for _, row in tables["votes_fronts"]
        if row["front"] == "army_and_navy" and row["account"] == "lenin_svyatitsky"
    }
    same_party = {"sr_russian": "sr", "sr": "sr", "bolshevik": "bolshevik"}
    for line, row in tables["votes_regions"]:
        party = same_party.get(row["party"])
        if row["region"] == "army_and_navy" and row["measure"] == "votes" and party:
            other = by_front.get(party) or by_front.get(row["party"]) or ""
            if other and other != row["low"]:
                expected = f"{other}, as in votes_fronts.csv"
                yield Problem(
                    "votes_regions.csv", line, "low", row["low"], expected, "correct one of them"
                )


# ---- Dates that stand in two tables --------------------------------------------------------------


@rule("claims", "orders", "events")
def dates_stand_in_the_events_of_their_paragraph(tables: Tables) -> Iterator[Problem]:
    """A date in the chapter's time is that of an event which the same paragraph tells."""
    events: dict[str, list[tuple[str, str]]] = {}
    for _, row in tables["events"]:
        for locator in [row["locator"], *filter(None, row["also_at"].split(";"))]:
            period = (row["old_style_start"], row["old_style_end"] or row["old_style_start"])
            events.setdefault(locator, []).append(period)
    for table, column in (("claims", "date_old_style"), ("orders", "old_style_start")):
        for line, row in tables[table]:
            date = row[column]
            stated = re.search(r"\b1[89]\d\d\b", row.get("attributed_to", ""))
            if stated and date and date[:4] != stated.group():
                expected = f"{stated.group()}, as in {row['attributed_to']!r}"
                yield Problem(f"{table}.csv", line, column, date, expected, "correct one of them")
            if not date or stated or not "1917" <= date[:4] <= "1918":
                continue
            if not any(meet((date, date), period) for period in events.get(row["locator"], [])):
                expected = f"a date of an event that {row['locator']} tells"
                yield Problem(
                    f"{table}.csv", line, column, date, expected, "correct it or add the event"
                )


def meet(one: tuple[str, str], two: tuple[str, str]) -> bool:
    """Whether two periods of Old Style dates (days, months or years) have a day in common."""
    return not (_before(one[1], two[0]) or _before(two[1], one[0]))


def _before(date: str, other: str) -> bool:
    length = min(len(date), len(other))
    return date[:length] < other[:length]


@rule("casualties", "events")
def killings_fall_in_their_event(tables: Tables) -> Iterator[Problem]:
    """A report's dates have a day in common with the event that it is about."""
    events = {row["event_id"]: row for _, row in tables["events"]}
    for line, row in tables["casualties"]:
        start, end = row["old_style_start"], row["old_style_end"]
        if start and end and _before(end, start):
            yield Problem(
                "casualties.csv", line, "old_style_end", end, f"{start} or later", "correct it"
            )
        event = events.get(row["event_id"])
        if event is None or not (start or end):
            continue
        period = (event["old_style_start"], event["old_style_end"] or event["old_style_start"])
        if event["precision"] in {"before", "after"}:
            continue
        if not meet((start or "1900", end or start), period):
            expected = f"a day of {row['event_id']}, {period[0]} to {period[1]}"
            yield Problem(
                "casualties.csv", line, "old_style_start", start or end, expected, "correct it"
            )


@rule("forces", "claims")
def forces_hold_when_their_claim_does(tables: Tables) -> Iterator[Problem]:
    """The date of a force of the chapter is that of its claim, where the claim has one."""
    claims = {row["claim_id"]: row["date_old_style"] for _, row in tables["claims"]}
    for line, row in tables["forces"]:
        date, stated = row["old_style_start"], claims.get(row["claim_id"], "")
        if date and stated and not meet((date, date), (stated, stated)):
            expected = f"{stated}, as in {row['claim_id']}"
            yield Problem("forces.csv", line, "old_style_start", date, expected, "correct one of them")


# ---- Rows that belong together -------------------------------------------------------------------

#: (table, columns that make one thing, columns that its rows have to share).
_TOGETHER = (
    ("votes_towns", ("town",), ("name",)),
    ("votes_towns", ("account", "town", "list"), ("party",)),
    ("votes_districts", ("account", "district", "list"), ("party", "list_name", "completeness")),
    ("votes_national", ("account", "party"), ("bloc", "level")),
    ("votes_regions", ("region",), ("name",)),
    ("votes_gubernias", ("gubernia",), ("name",)),
    ("votes_fronts", ("front",), ("level",)),
    ("seats_councils", ("council", "group"), ("level",)),
    ("nationalities", ("account", "group"), ("level", "chapter_group")),
)
#: (table, key, name): one name has one key, so that a slip in either shows.
_NAMES = (
    ("votes_towns", "town", "name"),
    ("votes_regions", "region", "name"),
    ("votes_gubernias", "gubernia", "name"),
)


@rule(*dict.fromkeys(table for table, _, _ in _TOGETHER))
def rows_of_one_thing_agree(tables: Tables) -> Iterator[Problem]:
    """Votes, share and seats of one list name one party; one town has one name, and so on."""
    for table, keys, shared in _TOGETHER:
        groups: dict[tuple[str, ...], list[tuple[int, dict[str, str]]]] = {}
        for line, row in tables[table]:
            groups.setdefault(tuple(row[key] for key in keys), []).append((line, row))
        for column in shared:
            for rows in groups.values():
                yield from _odd_ones(table, column, keys, rows)
    for table, key, name in _NAMES:
        keys_of: dict[str, list[tuple[int, dict[str, str]]]] = {}
        for line, row in tables[table]:
            keys_of.setdefault(row[name], []).append((line, row))
        for rows in keys_of.values():
            yield from _odd_ones(table, key, (name,), rows)


def _odd_ones(
    table: str, column: str, keys: tuple[str, ...], rows: list[tuple[int, dict[str, str]]]
) -> Iterator[Problem]:
    values = [row[column] for _, row in rows]
    usual = max(values, key=values.count)
    for line, row in rows:
        if row[column] != usual:
            things = ", ".join(row[key] for key in keys)
            expected = f"{usual!r}, as in the other rows of {things}"
            yield Problem(f"{table}.csv", line, column, repr(row[column]), expected, "use one value")
