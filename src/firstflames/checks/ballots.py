"""The elections of November 1917: votes, shares, seats and compilers (p080 to p094, notes 13 to 28)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from firstflames.checks.registry import (
    Evidence,
    Outcome,
    Row,
    check,
    compare,
    judged,
    shown,
    total,
)
from firstflames.votes import Interval, dhondt, share

LENIN = "lenin_svyatitsky"
WHOLE_PER_CENT = 1.0  # the table prints shares without decimals
MAINLY_RURAL = ("volga_black_earth", "western", "east_urals", "siberia", "ukraine")
CAUCASUS = ("transcaucasus", "terek_dagestan", "kuban_black_sea", "stavropol")
LATER_SEATS = (
    *("pipes", "ort", "wikipedia_en", "wikipedia_en_2018", "wikipedia_en_older", "wikipedia_ru"),
)


def _votes(read: Evidence, party: str, account: str = "chapter", *, stated: bool = False) -> Row:
    return read.row("votes_national", stated=stated, party=party, account=account, measure="votes")


def _lists(read: Evidence, bloc: str) -> list[Interval]:
    rows = read.rows("votes_national", account=LENIN, level="list", bloc=bloc, measure="votes")
    return [row.allowed for row in rows]


def _ballots(read: Evidence) -> float:
    """The total of p087, the base of every share here."""
    return read.claim("p087-09").low


def _span(values: Iterable[float]) -> Interval:
    found = list(values)
    return Interval(min(found), max(found))


# ---- The table of p088 -----------------------------------------------------------------------


@check(
    "ballots-parties-sum",
    "The four lines lack 38,597 votes of the total, which is rounding",
    locators=["p087", "p088"],
    expects="rounding",
    teaches="A total counted to the vote beside lines given to the hundred thousand cannot come "
    "out exactly.",
    charitable="Three of the four lines are rounded to the hundred thousand; together they may "
    "be off by 150,000 votes, and the difference is much smaller.",
)
def parties_sum(read: Evidence) -> Outcome:
    """The four lines, added with their rounding, beside the total."""
    stated = read.stated("p087-09")
    lines = [_votes(read, party) for party in ("bourgeois_group", "sr", "menshevik_group", "bolshevik")]
    printed = total([line.interval for line in lines])
    found = total([line.allowed for line in lines])
    missing = shown(stated.low - printed.low)
    working = f"the lines add up to {shown(printed.low)}, {missing} fewer than the total"
    return compare(stated, found, "votes", working)


def _share_of_line(read: Evidence, claim: str, party: str, step: float = WHOLE_PER_CENT) -> Outcome:
    base = _ballots(read)
    line = _votes(read, party)
    working = f"{shown(line.interval.low)} of {shown(base)}: {share(line.interval.low, base)} per cent"
    return compare(read.stated(claim), line.allowed.share_of(base), "percent", working, rounded_to=step)


@check(
    "ballots-share-bourgeois",
    "“Bourgeois parties” have the 13 per cent that is printed",
    locators=["p088", "p087"],
    expects="rounding",
    teaches="To test a printed share, find its base first: here all the votes of the count.",
    charitable="The share is given to the whole per cent and rounds correctly.",
)
def share_bourgeois(read: Evidence) -> Outcome:
    """The first line of the table in per cent of the total."""
    return _share_of_line(read, "p088-02", "bourgeois_group")


@check(
    "ballots-share-sr",
    "The S-R line has the 58 per cent that is printed",
    locators=["p088", "p087"],
    expects="rounding",
    teaches="A share can be worked out correctly and still leave open who is counted in it.",
    charitable="The share is given to the whole per cent and rounds correctly.",
)
def share_sr(read: Evidence) -> Outcome:
    """The second line of the table in per cent of the total."""
    return _share_of_line(read, "p088-04", "sr")


@check(
    "ballots-share-mensheviks",
    "The Menshevik line has 4.7 per cent, and 4 is printed",
    locators=["p088", "p089"],
    expects="rounding",
    teaches="Rounded shares are sometimes adjusted so that they add up: the difference of two "
    "of them may be off by a whole point.",
    charitable="62 per cent for both parties less 58 for the S-Rs leaves 4; and with one more the "
    "four printed shares would pass a hundred.",
)
def share_mensheviks(read: Evidence) -> Outcome:
    """The third line of the table in per cent of the total."""
    # A difference of two shares, each rounded to the whole per cent, is true to one point either way.
    return _share_of_line(read, "p088-06", "menshevik_group", step=2 * WHOLE_PER_CENT)


@check(
    "ballots-share-bolsheviks",
    "The Bolshevik line has the 25 per cent that is printed",
    locators=["p088", "p087"],
    expects="rounding",
    teaches="The only line that is counted to the vote gives a share without a doubt: 24.9 per cent.",
    charitable="The share is given to the whole per cent and rounds correctly.",
)
def share_bolsheviks(read: Evidence) -> Outcome:
    """The fourth line of the table in per cent of the total."""
    return _share_of_line(read, "p088-08", "bolshevik")


@check(
    "ballots-quarter",
    "“A quarter of the votes” repeats the table in words",
    locators=["p094", "p087"],
    expects="rounding",
    teaches="When prose turns a table into a word, work the word out from the table.",
    charitable="24.9 per cent is a quarter in any plain use of the word.",
)
def quarter(read: Evidence) -> Outcome:
    """The Bolshevik votes as a share of the total, beside the fraction of p094."""
    stated = read.stated("p094-01")
    votes, base = _votes(read, "bolshevik").interval.low, _ballots(read)
    working = f"{shown(votes)} of {shown(base)}"
    return compare(100 * stated.low, share(votes, base), "percent", working, rounded_to=WHOLE_PER_CENT)


@check(
    "ballots-shares-sum",
    "The four printed shares add up to 100, the votes behind them to 99.9",
    locators=["p088", "p087"],
    expects="rounding",
    teaches="Shares that make exactly 100 may have been made to do so: add up the votes as well.",
    charitable="A tenth of a point is what three lines rounded to the hundred thousand leave open.",
)
def shares_sum(read: Evidence) -> Outcome:
    """The printed shares, added, beside the share of the four lines together."""
    stated = total([read.stated(f"p088-0{number}") for number in (2, 4, 6, 8)])
    lines = total(read.claims("p088-01", "p088-03", "p088-05", "p088-07"))
    base = _ballots(read)
    working = f"{shown(stated.low)} in print; {shown(lines.low)} of {shown(base)} votes"
    return compare(stated, share(lines.low, base), "percent", working, rounded_to=WHOLE_PER_CENT)


@check(
    "ballots-together-votes",
    "Mensheviks and S-Rs add up to the 22,600,000 of the next paragraph",
    locators=["p089", "p088"],
    expects="agrees",
    teaches="A sum in the prose can be checked against the table above it.",
)
def together_votes(read: Evidence) -> Outcome:
    """Two lines of the table, added."""
    parts = read.claims("p088-03", "p088-05")
    working = " + ".join(shown(part.low) for part in parts)
    return compare(read.stated("p089-01"), total(parts), "votes", working)


@check(
    "ballots-together-share",
    "The 62 per cent for Mensheviks and S-Rs come out",
    locators=["p089", "p087"],
    expects="rounding",
    teaches="A share of a sum is worked out from the sum, not from rounded shares.",
    charitable="The share is given to the whole per cent and rounds correctly.",
)
def together_share(read: Evidence) -> Outcome:
    """22,600,000 in per cent of the total."""
    votes, base = read.claim("p089-01").low, _ballots(read)
    working = f"{shown(votes)} of {shown(base)}"
    return compare(
        read.stated("p089-02"), share(votes, base), "percent", working, rounded_to=WHOLE_PER_CENT
    )


@check(
    "ballots-together-printed-shares",
    "The two printed shares, 58 and 4, make the printed 62",
    locators=["p089", "p088"],
    expects="agrees",
    teaches="Figures that fit each other need not each be right: the 4 of this sum is nearer to five.",
)
def together_printed_shares(read: Evidence) -> Outcome:
    """The printed shares of the two lines, added."""
    parts = read.claims("p088-04", "p088-06")
    working = " + ".join(shown(part.low) for part in parts)
    return compare(read.stated("p089-02"), total(parts), "percent", working)


# ---- Who stands in a line --------------------------------------------------------------------


@check(
    "ballots-sr-russian-lists",
    "Without the S-Rs of other nations, 58 per cent become 45.5",
    locators=["p088", "p087", "n28"],
    expects="not comparable",
    teaches="Whether a party had a majority can depend on which lists are put under its name.",
    charitable="The line follows Lenin, who says that it holds the S-Rs of all nations; they "
    "shared a name and much of a land programme.",
)
def sr_russian_lists(read: Evidence) -> Outcome:
    """The Russian lists alone, as Lenin gives them, in per cent of the total."""
    base = _ballots(read)
    russian = _votes(read, "sr_russian", LENIN)
    votes, found = russian.interval.low, russian.allowed.share_of(base)
    working = f"Russian S-Rs alone {shown(votes)} of {shown(base)}: about {share(votes, base)} per cent"
    return compare(
        read.stated("p088-04"),
        found,
        "percent",
        working,
        rounded_to=WHOLE_PER_CENT,
        otherwise="not comparable",
    )


@check(
    "ballots-together-national-lists",
    "“Mensheviks and S-Rs together” fall from 62 per cent to 47 without the lists of others",
    locators=["p089", "p087", "n28"],
    expects="not comparable",
    teaches="A bloc is a choice of the author: take it apart before you compare its share with a half.",
    charitable="Lenin adds up parties that he holds to stand for one class, whatever the "
    "nation; on that view the sum is right.",
)
def together_national_lists(read: Evidence) -> Outcome:
    """Russian S-Rs and the Mensheviks' own list, in per cent of the total."""
    parts = [_votes(read, "sr_russian", LENIN).interval, _votes(read, "menshevik", LENIN).interval]
    base = _ballots(read)
    working = f"{' + '.join(shown(part.low) for part in parts)} of {shown(base)}"
    found = share(total(parts).low, base)
    return compare(
        read.stated("p089-02"),
        found,
        "percent",
        working,
        rounded_to=WHOLE_PER_CENT,
        otherwise="not comparable",
    )


def _group(read: Evidence, line: str, bloc: str) -> Outcome:
    """A line of the chapter's table beside the lists that Lenin counts in it."""
    lists = _lists(read, bloc)
    found = total(lists)
    middle = (found.low + found.high) / 2
    working = f"{len(lists)} lists: {shown(middle)}, most of them given to the thousand"
    return compare(read.stated(line), found, "votes", working, rounded_to=100_000)


@check(
    "ballots-bourgeois-lists",
    "Lenin's thirteen lists add up to the line “Bourgeois parties”",
    locators=["p088"],
    expects="rounding",
    teaches="An “etc.” in a table can be opened when the source names what stands behind it.",
    charitable="The line is rounded to the hundred thousand; the lists give 4,618,639.",
)
def bourgeois_lists(read: Evidence) -> Outcome:
    """The lists that Lenin counts with the Kadets, added."""
    return _group(read, "p088-01", "bourgeois_group")


@check(
    "ballots-menshevik-lists",
    "Lenin's eight lists add up to the line “Mensheviks”",
    locators=["p088"],
    expects="rounding",
    teaches="One name in a table can hold eight lists; the source says which.",
    charitable="The line is rounded to the hundred thousand; the lists give 1,716,064.",
)
def menshevik_lists(read: Evidence) -> Outcome:
    """The lists that Lenin counts with the Mensheviks, added."""
    return _group(read, "p088-05", "menshevik_group")


@check(
    "ballots-mensheviks-own",
    "Of the 1,700,000 Menshevik votes 668,064 are the Mensheviks' own",
    locators=["p088"],
    expects="not comparable",
    teaches="A short label in a table may stand for a longer one in its source: look it up.",
    charitable="Lenin adds “similar groups” to them and says so; the chapter shortens his heading.",
)
def mensheviks_own(read: Evidence) -> Outcome:
    """The Mensheviks' own list beside the line that bears their name."""
    stated = read.stated("p088-05")
    own = _votes(read, "menshevik", LENIN).interval.low
    working = f"{shown(own)} is {share(own, stated.low)} per cent of the line"
    return compare(stated, own, "votes", working, otherwise="not comparable")


@check(
    "ballots-kadets-own",
    "Of the 4,600,000 “bourgeois” votes 1,856,639 are for Kadets",
    locators=["p088"],
    expects="not comparable",
    teaches="Jewish, Muslim, Polish or Bashkir lists become “bourgeois” by the heading that "
    "somebody puts over them.",
    charitable="The heading says “etc.”, and Lenin lists the groups that he adds, landowners "
    "and right-wing lists among them.",
)
def kadets_own(read: Evidence) -> Outcome:
    """The Kadets' own list beside the line that begins with their name."""
    stated = read.stated("p088-01")
    own = _votes(read, "kadet", LENIN).interval.low
    working = f"{shown(own)} is {share(own, stated.low)} per cent of the line"
    return compare(stated, own, "votes", working, otherwise="not comparable")


@check(
    "ballots-sr-remainder",
    "What the other parties leave of the total is the S-R line",
    locators=["p088", "p087"],
    expects="rounding",
    teaches="A rounded figure can be sharpened: take everything else from an exact total.",
    charitable="The line is rounded to the hundred thousand; the remainder is 20.9 million.",
)
def sr_remainder(read: Evidence) -> Outcome:
    """The total less the Bolsheviks and the twenty-one lists that Lenin names."""
    whole, bolsheviks = read.claims("p087-09", "p088-07")
    others = total(_lists(read, "menshevik_group") + _lists(read, "bourgeois_group"))
    found = whole - bolsheviks - others
    middle = (found.low + found.high) / 2
    working = f"{shown(whole.low)} less {shown(bolsheviks.low)} and the other lists: {shown(middle)}"
    return compare(read.stated("p088-03"), found, "votes", working, rounded_to=100_000)


@check(
    "ballots-sr-other-nations",
    "Two of Lenin's regions hold more S-Rs of other nations than his whole",
    locators=["p088"],
    expects="tension",
    teaches="A source can be tested against itself: its regions must not add up to more than its total.",
    charitable="Ukrainian S-Rs and Social-Democrats had joint lists in places, which may stand "
    "in one figure and not in the other; or one of the bracketed shares is misprinted.",
)
def sr_other_nations(read: Evidence) -> Outcome:
    """S-Rs of all nations less the Russian ones, beside the same for two regions by printed shares."""
    stated = _votes(read, "sr", stated=True).allowed
    stated -= _votes(read, "sr_russian", LENIN, stated=True).allowed
    found = Interval(0.0, 0.0)
    for region in ("east_urals", "ukraine"):
        per_cent = read.row("votes_regions", region=region, party="sr").interval
        votes, russian = (
            read.row("votes_regions", region=region, party=party, measure="votes").interval.low
            for party in ("all_lists", "sr_russian")
        )
        # A share printed as a whole number is true to half a per cent either way.
        found += Interval(
            votes * (per_cent.low - 0.5) / 100 - russian, votes * (per_cent.high + 0.5) / 100 - russian
        )
    working = f"Urals and Ukraine together, by the shares in brackets: {shown(found)}"
    # Not a contradiction: whether both figures take joint lists alike is not known.
    return compare(stated, found, "votes", working, otherwise="tension")


# ---- Who counted -----------------------------------------------------------------------------


@check(
    "ballots-total-svyatitsky",
    "The total is Lenin's sum, 4,600 above Svyatitsky's own",
    locators=["p087", "p089"],
    expects="other sources differ",
    teaches="“From a work of” may mean by way of another hand: look for the step between.",
    charitable="Lenin says openly that he adds up Svyatitsky's figures by party; one in eight "
    "thousand changes no share.",
)
def total_svyatitsky(read: Evidence) -> Outcome:
    """The chapter's total beside Svyatitsky's own, as reported by Lenin."""
    stated = read.stated("p087-09")
    own = _votes(read, "all_lists", "svyatitsky").interval.low
    working = f"{shown(stated.low)} less {shown(own)} is {shown(stated.low - own)}"
    return compare(stated, own, "votes", working, otherwise="other sources differ")


@check(
    "ballots-total-lenin",
    "The total is the one that Lenin prints",
    locators=["p087", "p089"],
    expects="agrees",
    teaches="An odd figure that is the same to the last digit shows which text an author had on "
    "the desk.",
)
def total_lenin(read: Evidence) -> Outcome:
    """The chapter's total beside Lenin's."""
    found = _votes(read, "all_lists", LENIN).interval
    return compare(read.stated("p087-09"), found, "votes", f"Lenin: {shown(found.low)}")


@check(
    "ballots-bolsheviks-lenin",
    "The Bolshevik votes are the ones that Lenin prints",
    locators=["p088", "p089"],
    expects="agrees",
    teaches="A figure copied without a slip is worth noting: not every copy has one.",
)
def bolsheviks_lenin(read: Evidence) -> Outcome:
    """The chapter's Bolshevik votes beside Lenin's."""
    found = _votes(read, "bolshevik", LENIN).interval
    return compare(read.stated("p088-07"), found, "votes", f"Lenin: {shown(found.low)}")


@check(
    "ballots-lenin-three-groups",
    "Lenin's three groups of parties make up the whole",
    locators=["p087", "p089"],
    expects="rounding",
    teaches="Three groups that leave nobody over also leave no room for a fourth answer, such "
    "as the nation.",
    charitable="Two of the three groups are given to the ten thousand.",
)
def lenin_three_groups(read: Evidence) -> Outcome:
    """The three groups of Lenin's summary, added."""
    groups = ("bolshevik", "petty_bourgeois_group", "bourgeois_group")
    parts = [_votes(read, party, LENIN) for party in groups]
    working = " + ".join(shown(part.interval.low) for part in parts)
    return compare(read.stated("p087-09"), total([part.allowed for part in parts]), "votes", working)


@check(
    "ballots-regions-sum",
    "The table by region adds up to Svyatitsky's total, not to the chapter's",
    locators=["p087"],
    expects="other sources differ",
    teaches="Two totals of one count may both be right sums, of different tables.",
    charitable="Lenin adds up the parties, Svyatitsky the regions; 4,600 votes stand in one "
    "table and not in the other.",
)
def regions_sum(read: Evidence) -> Outcome:
    """Seven regions and the army, added, beside the chapter's total."""
    stated = read.stated("p087-09")
    lines = [row.allowed for row in read.rows("votes_regions", party="all_lists", account=LENIN)]
    found = total(lines)
    middle = (found.low + found.high) / 2
    working = f"{len(lines)} lines: {shown(middle)}, {shown(stated.low - middle)} below the total"
    return compare(stated, found, "votes", working, otherwise="other sources differ")


@check(
    "ballots-bolsheviks-regions",
    "The Bolshevik votes by region add up to the printed total",
    locators=["p088"],
    expects="rounding",
    teaches="A column that comes out tells you which lines a total holds: this one has no Baltic Fleet.",
    charitable="The regions are given to the hundred; the sum is a few hundred votes off.",
)
def bolsheviks_regions(read: Evidence) -> Outcome:
    """The Bolsheviks of seven regions and the army, added."""
    rows = read.rows("votes_regions", party="bolshevik", measure="votes", account=LENIN)
    found = total([row.allowed for row in rows])
    working = f"{len(rows)} lines: {shown((found.low + found.high) / 2)}"
    return compare(read.stated("p088-07"), found, "votes", working)


@check(
    "ballots-western-share",
    "Lenin prints 43 per cent for the S-Rs of the Western region; the votes beside it give 41.9",
    locators=["p087", "p089"],
    expects="contradiction",
    teaches="Check the shares of a printed source as well: a slip there travels into every book "
    "that uses it.",
    charitable="A misprint or a slip of reckoning in the table that Lenin took over; on the "
    "whole count it makes a tenth of a point.",
)
def western_share(read: Evidence) -> Outcome:
    """The printed share turned into votes, and the printed votes, both in per cent of all votes."""
    where = {"region": "western", "account": LENIN}
    printed = read.row("votes_regions", stated=True, party="sr_russian", measure="share", **where)
    votes = read.figure("votes_regions", party="sr_russian", measure="votes", **where)
    region = read.row("votes_regions", stated=True, party="all_lists", **where).interval.low
    base = _ballots(read)
    # A share printed as a whole number is true to half a per cent either way.
    ends = (printed.interval.low - 0.5, printed.interval.high + 0.5)
    stated = Interval(*(round(end * region / base, 3) for end in ends))
    found = round(100 * votes / base, 3)
    working = f"{shown(votes)} of {shown(region)} is {share(votes, region)} per cent of the region"
    return compare(stated, found, "percent of all votes", working)


@check(
    "ballots-compilers-bolsheviks",
    "Later counts give the Bolsheviks 23.3 or 24 per cent, not 25",
    locators=["p088"],
    expects="other sources differ",
    teaches="Compilers differ by a point or two: say whose count a share comes from.",
    charitable="The count of 1918 lacks regions in which the Bolsheviks were weak, the Don and "
    "the Caucasus among them; a quarter is a fair short answer.",
)
def compilers_bolsheviks(read: Evidence) -> Outcome:
    """The printed share beside those of two later compilations, as reported."""
    others = ("spirin_pipes", "wikipedia_en")
    rows = read.rows("votes_national", party="bolshevik", measure="share", account=others)
    found = _span(row.interval.low for row in rows)
    working = f"as reported by Pipes (after Spirin) and by Wikipedia: {shown(found)}"
    return compare(
        read.stated("p088-08"),
        found,
        "percent",
        working,
        rounded_to=WHOLE_PER_CENT,
        otherwise="other sources differ",
    )


@check(
    "ballots-compilers-sr",
    "Later counts give all the S-Rs about half, not 58 per cent",
    locators=["p088"],
    expects="other sources differ",
    teaches="More districts counted can change the answer to “had they a majority?”.",
    charitable="The count of 1918 was the best of its time, and lacked regions with strong "
    "Cossack and national lists; where lists were joint, later compilers draw the line "
    "differently.",
)
def compilers_sr(read: Evidence) -> Outcome:
    """The printed share beside the S-R lists of two later compilations, added."""
    names = ("sr_russian", "sr_ukrainian", "sr_left", "sr_ukrainian_bloc")
    sums = []
    for account in ("spirin_pipes", "wikipedia_en"):
        rows = read.rows("votes_national", party=names, measure="share", account=account)
        sums.append(round(sum(row.interval.low for row in rows), 1))
    working = f"as reported by Pipes (after Spirin) {sums[0]}, by Wikipedia {sums[1]}"
    return compare(
        read.stated("p088-04"),
        _span(sums),
        "percent",
        working,
        rounded_to=WHOLE_PER_CENT,
        otherwise="other sources differ",
    )


@check(
    "ballots-compilers-votes",
    "Later counts have 1.6 million more Bolshevik votes, and a smaller share",
    locators=["p088", "n28"],
    expects="not comparable",
    teaches="Counting more districts raises every number of votes; only shares can be set side by side.",
    charitable="The chapter's figure is for the 54 districts of its source; the later ones cover more.",
)
def compilers_votes(read: Evidence) -> Outcome:
    """The Bolshevik votes beside those of two later compilations, as reported."""
    others = ("spirin_pipes", "wikipedia_en")
    rows = read.rows("votes_national", party="bolshevik", measure="votes", account=others)
    found = _span(row.interval.low for row in rows)
    working = f"as reported by Pipes (after Spirin) and by Wikipedia: {shown(found)}"
    return compare(read.stated("p088-07"), found, "votes", working, otherwise="not comparable")


# ---- What the count covers -------------------------------------------------------------------


@check(
    "ballots-whole-country",
    "36 million took part, of some 46 million",
    locators=["p087", "n28"],
    expects="gap",
    teaches="A number without its coverage reads like the whole country: look for what was left out.",
    charitable="Note 28 says that regions are missing; nobody had a complete count in 1918.",
)
def whole_country(read: Evidence) -> Outcome:
    """The chapter's total beside a later one, as reported by Wikipedia."""
    stated = read.stated("p087-09")
    found = _votes(read, "all_lists", "wikipedia_en").interval.low
    working = f"the chapter's total is {share(stated.low, found)} per cent of the later one"
    return compare(stated, found, "votes", working, otherwise="gap")


@check(
    "ballots-left-out",
    "Eight regions are named as left out, and twenty-five districts or more are missing",
    locators=["n28"],
    expects="gap",
    teaches="A list of exceptions can be complete for one area only: here European Russia and Siberia.",
    charitable="Lenin lists the eight as missing from “almost all” of European Russia and "
    "Siberia; the others lie in the Caucasus, Central Asia and elsewhere, outside that frame.",
)
def left_out(read: Evidence) -> Outcome:
    """All districts less those counted, by two totals of districts, beside the eight of the note."""
    counted = read.figure("coverage", item="districts_counted", account=LENIN)
    every = read.rows("coverage", item="districts_all", account=(LENIN, "wikipedia_en"))
    found = _span(row.interval.low - counted for row in every)
    named = " or ".join(shown(row.interval.low) for row in every)
    working = f"{named} districts (Lenin, and Wikipedia), of which {shown(counted)} are counted"
    return compare(read.stated("n28-01"), found, "districts", working, otherwise="gap")


@check(
    "ballots-left-out-same",
    "The note's eight regions are the eight of Lenin's article",
    locators=["n28"],
    expects="agrees",
    teaches="A note that lists its gaps can be compared item by item with the source.",
)
def left_out_same(read: Evidence) -> Outcome:
    """The districts of the eight regions, counted."""
    rows = read.rows("districts", region="left_out")
    working = ", ".join(row.key.replace("_", " ") for row in rows)
    return compare(read.stated("n28-01"), float(len(rows)), "districts", working)


@check(
    "ballots-districts-counted",
    "Eighty-one districts less those without a count leave Lenin's fifty-four",
    locators=["n28"],
    expects="agrees",
    teaches="Coverage can be rebuilt district by district; when it comes out, you know what a "
    "total holds.",
)
def districts_counted(read: Evidence) -> Outcome:
    """All districts less the eight, those outside the survey and the fleet that Lenin estimates."""
    stated = read.row("coverage", stated=True, item="districts_counted").interval
    every = read.figure("coverage", item="districts_all", account="wikipedia_en")
    eight = read.claim("n28-01").low
    outside = len(read.rows("districts", region="not_counted"))
    estimated = len(read.rows("votes_fronts", account="lenin_estimate"))
    working = f"{shown(every)} - {shown(eight)} named - {outside} outside - {estimated} estimated"
    return compare(stated, every - eight - outside - estimated, "districts", working)


@check(
    "ballots-bessarabia-left-out",
    "Bessarabia's 600,000 voters stand in one note and are missing from the total of another",
    locators=["n13", "n28"],
    expects="not comparable",
    teaches="Figures of one book may rest on different counts; two of its notes show it here.",
    charitable="Each note follows its own source and says so; only adding them up would be an error.",
)
def bessarabia_left_out(read: Evidence) -> Outcome:
    """Voters of Bessarabia by note 13, and how many of them the count of p087 holds."""
    stated = read.stated("n13-01")
    region = read.row("districts", district_id="bessarabia")["region"]
    inside = 0.0 if region == "left_out" else stated.low
    working = f"note 28 names Bessarabia among the regions left out: {shown(inside)} of them counted"
    return compare(stated, inside, "votes", working, otherwise="not comparable")


@check(
    "ballots-don-left-out",
    "The Don, left out, would add 637,000 Cossack votes to the “bourgeois” line",
    locators=["p088", "n28"],
    expects="gap",
    teaches="What a count leaves out is seldom average: here it is the region where the civil "
    "war began.",
    charitable="The note names the Don among the missing regions, and no return from there was at hand.",
)
def don_left_out(read: Evidence) -> Outcome:
    """The line as Lenin builds it, with the Cossack list of the Don as reported by Wikipedia."""
    stated = read.stated("p088-01")
    don = read.figure("votes_districts", district="don_cossack_region", party="cossack", measure="votes")
    working = f"{shown(stated.low)} + {shown(don)}; Lenin counts Cossack lists in this line"
    return compare(stated, stated.low + don, "votes", working, rounded_to=100_000, otherwise="gap")


@check(
    "ballots-caucasus-outside",
    "The 800,000 votes from the Caucasus are not among the 1,700,000",
    locators=["p089", "p088", "n28"],
    expects="not comparable",
    teaches="Before you take one figure from another, make sure that it is inside it.",
    charitable="The Menshevik vote did lean on the Caucasus: Lenin says so too, but he adds "
    "these votes to the count and does not find them in it.",
)
def caucasus_outside(read: Evidence) -> Outcome:
    """Votes from the Caucasus as stated, and as contained in the count."""
    stated = read.stated("p089-04")
    outside = [row["region"] == "not_counted" for row in read.rows("districts", district_id=CAUCASUS)]
    inside = 0.0 if all(outside) else stated.low
    working = f"{sum(outside)} of the {len(outside)} districts of the Caucasus are outside the count"
    return compare(stated, inside, "votes", working, otherwise="not comparable")


@check(
    "ballots-caucasus-lenin",
    "The chapter takes the upper end of Lenin's 700,000 to 800,000",
    locators=["p089"],
    expects="rounding",
    teaches="A range that turns into one number has lost the author's doubt on the way.",
    charitable="800,000 lies within what Lenin allows, and Lenin himself was estimating.",
)
def caucasus_lenin(read: Evidence) -> Outcome:
    """The stated votes beside Lenin's range."""
    found = _votes(read, "menshevik_caucasus", LENIN).interval
    return compare(read.stated("p089-04"), found, "votes", f"Lenin: {shown(found)}")


@check(
    "ballots-caucasus-compilers",
    "Counts of the Transcaucasus give the Mensheviks 570,000 to 662,000, not 800,000",
    locators=["p089"],
    expects="other sources differ",
    teaches="Even one district has several printed results; three compilers differ by a sixth.",
    charitable="The Caucasus is wider than the Transcaucasian district, and the figure was an "
    "estimate of 1919.",
)
def caucasus_compilers(read: Evidence) -> Outcome:
    """The stated votes beside three counts of the district, as reported."""
    rows = read.rows("votes_districts", district="transcaucasus", party="menshevik", measure="votes")
    found = _span(row.interval.low for row in rows)
    working = f"{len(rows)} counts, as reported by Wikipedia and armenica.org: {shown(found)}"
    return compare(read.stated("p089-04"), found, "votes", working, otherwise="other sources differ")


@check(
    "ballots-ukraine-in-russia",
    "A count called “Russia and Siberia” has a fifth of its votes from Ukraine",
    locators=["n28", "p087"],
    expects="tension",
    teaches="A name for the whole can hide a part: ask which countries of today a figure covers.",
    charitable="In 1918 “Russia” was the usual word for the former Empire, and the table by "
    "region names Ukraine.",
)
def ukraine_in_russia(read: Evidence) -> Outcome:
    """The votes of Ukraine in per cent of the total."""
    votes = read.figure("votes_regions", region="ukraine", party="all_lists")
    base = _ballots(read)
    names = read.row("claims", claim_id="n28-01")["note"].partition(": ")[2]
    return judged(
        f"Russia and Siberia, without {names}",
        f"{shown(votes)} of the votes, {share(votes, base)} per cent, were cast in Ukraine",
        "tension",
        "a word for the whole beside a table that names its parts",
    )


@check(
    "ballots-voters-or-votes",
    "The chapter counts voters where its source counts votes",
    locators=["p087"],
    expects="not comparable",
    teaches="A person who voted and a valid vote are two things, and turnout needs the first.",
    charitable="Each voter had one vote in the districts of this count, and few void votes "
    "would make the two numbers close.",
)
def voters_or_votes(read: Evidence) -> Outcome:
    """The chapter's words beside those of the source."""
    stated = read.stated("p087-09")
    found = _votes(read, "all_lists", LENIN).interval
    return judged(
        f"{shown(stated.low)} voters took part",
        f"{shown(found.low)} votes were given, says Lenin",
        "not comparable",
        "persons and valid votes differ by the void ones, and where a voter has more than one vote",
    )


@check(
    "ballots-turnout",
    "“Every class” took part, and of the people about half to two thirds",
    locators=["p080"],
    expects="not comparable",
    teaches="That all groups took part says nothing about how many persons did; the chapter "
    "gives no turnout.",
    charitable="The sentence speaks of classes and parties, and all of them did put up or "
    "support lists.",
)
def turnout(read: Evidence) -> Outcome:
    """Classes that took part beside the turnout, as three pages of Wikipedia report it."""
    rows = read.rows("coverage", item="turnout")
    found = _span(row.interval.low for row in rows)
    working = f"turnout by {len(rows)} reports: {shown(found)} per cent of those entitled to vote"
    return compare(read.stated("p080-01"), found, "percent", working, otherwise="not comparable")


# ---- Town and country ------------------------------------------------------------------------


@check(
    "ballots-rural-regions",
    "In five mainly rural regions two votes in three were for S-Rs of all nations",
    locators=["p089"],
    expects="agrees",
    teaches="A general statement can be tested on the parts of a table that it is about.",
)
def rural_regions(read: Evidence) -> Outcome:
    """S-R votes of five regions, other nations added where Lenin does so, in per cent."""
    srs, base = 0.0, 0.0
    for region in MAINLY_RURAL:
        votes = read.figure("votes_regions", region=region, party="all_lists")
        base += votes
        with_others = read.rows("votes_regions", region=region, party="sr")
        if with_others:
            srs += votes * with_others[0].interval.low / 100
        else:
            srs += read.figure("votes_regions", region=region, party="sr_russian", measure="votes")
    working = f"about {shown(round(srs, -3))} of {shown(base)}: all regions but North and Centre"
    return compare(read.stated("p089-07"), share(srs, base), "percent", working)


@check(
    "ballots-rural-smolensk",
    "In Smolensk, a rural gubernia, the S-Rs had 38 per cent",
    locators=["p089"],
    expects="tension",
    teaches="A rule that holds on the whole can fail in a region: ask what was different there.",
    charitable="The sentence sums up the whole country; Smolensk lay near the Western Front and "
    "its soldiers.",
)
def rural_smolensk(read: Evidence) -> Outcome:
    """The S-R list of Smolensk in per cent of all its lists, as reported by Wikipedia."""
    where = {"district": "smolensk", "measure": "votes"}
    srs = read.figure("votes_districts", party="sr_russian", **where)
    base = read.figure("votes_districts", party="all_lists", **where)
    working = f"{shown(srs)} of {shown(base)}"
    return compare(read.stated("p089-07"), share(srs, base), "percent", working, otherwise="tension")


@check(
    "ballots-rural-sychevka",
    "In one country district three votes in four were Bolshevik",
    locators=["p089"],
    expects="tension",
    teaches="One case does not refute a statement about most, but it shows what to look for: "
    "railway, agitators or soldiers on leave.",
    charitable="“The rural areas” means most of them; one uezd of 32,000 votes is an exception.",
)
def rural_sychevka(read: Evidence) -> Outcome:
    """What the Bolsheviks leave for all others in the Sychevka uezd, as reported by Wikipedia."""
    where = {"town": "sychevka_uezd", "measure": "votes"}
    bolsheviks = read.figure("votes_towns", list="bolshevik", **where)
    base = read.figure("votes_towns", list="total", **where)
    working = f"Bolsheviks {shown(bolsheviks)} of {shown(base)}; the rest is for all other lists"
    found = Interval(0.0, share(base - bolsheviks, base))
    return compare(read.stated("p089-07"), found, "percent", working, otherwise="tension")


@check(
    "ballots-industrial-gubernias",
    "In five gubernias with much industry the Bolsheviks had half the votes or more",
    locators=["p089"],
    expects="agrees",
    teaches="Lenin picks the gubernias that make his point; the point still has to be right for "
    "them, and it is.",
)
def industrial_gubernias(read: Evidence) -> Outcome:
    """The lowest and the highest Bolshevik share in the gubernias that Lenin names."""
    rows = read.rows("votes_gubernias", party="bolshevik")
    found = _span(row.interval.low for row in rows)
    working = f"{len(rows)} gubernias that Lenin names: {shown(found)} per cent"
    return compare(read.stated("p089-06"), found, "percent", working)


@check(
    "ballots-vladimir-town",
    "The gubernia of Vladimir voted Bolshevik, its chief town did not",
    locators=["p089"],
    expects="not comparable",
    teaches="A result for a region says little about its chief town: choose the unit that the "
    "statement is about.",
    charitable="The chief town of an industrial gubernia need not be an industrial city itself.",
)
def vladimir_town(read: Evidence) -> Outcome:
    """The Bolshevik list in the town of Vladimir, in per cent, as reported by Wikipedia."""
    rows = read.rows("votes_towns", town="vladimir", scope="town", measure="votes")
    votes = {str(row.cells["list"]): row.interval.low for row in rows}
    base = sum(votes.values())
    working = f"Bolsheviks {shown(votes['bolshevik'])}, Kadets {shown(votes['kadet'])}, of {shown(base)}"
    found = round(100 * votes["bolshevik"] / base, 2)  # the smallest list has 37 votes
    return compare(read.stated("p089-06"), found, "percent", working, otherwise="not comparable")


@check(
    "ballots-capitals-majority",
    "In the two capitals the Bolsheviks came first, with 47 per cent",
    locators=["p089", "p090"],
    expects="tension",
    teaches="To “vote for” a party can mean that it came first or that it had most of the votes.",
    charitable="They had more than S-Rs and Kadets together, and half the votes of Moscow.",
)
def capitals_majority(read: Evidence) -> Outcome:
    """The Bolshevik votes of the capitals in per cent of all votes there, by Lenin's total."""
    votes = read.claim("p090-03").low
    base = read.figure("votes_capitals", party="all_lists")
    working = f"{shown(votes)} of {shown(base)}"
    return compare(read.stated("p089-06"), share(votes, base), "percent", working, otherwise="tension")


@check(
    "ballots-capitals-lines",
    "Three parties stand in the table of the capitals; a ninth of the votes does not",
    locators=["p090"],
    expects="gap",
    teaches="Shares from a table without “others” come out too high: find the total first.",
    charitable="The table gives the three largest parties, and Lenin's table has the same three.",
)
def capitals_lines(read: Evidence) -> Outcome:
    """The three lines, added, beside the total that Lenin prints."""
    lines = total([read.stated(f"p090-0{number}") for number in (1, 2, 3)])
    base = read.figure("votes_capitals", party="all_lists")
    missing = base - lines.low
    working = f"{shown(base)} less {shown(lines.low)}: {shown(missing)}, {share(missing, base)} per cent"
    return compare(lines, base, "votes", working, otherwise="gap")


def _between_the_capitals(read: Evidence, claim: str, party: str) -> Outcome:
    cities = ("petrograd_city", "moscow_city")
    rows = read.rows("votes_capitals", stated=True, place=cities, party=party, measure="share")
    votes = read.claim(claim).low
    base = read.figure("votes_capitals", party="all_lists")
    working = f"{shown(votes)} of {shown(base)} in both"
    return compare(_span(row.interval.low for row in rows), share(votes, base), "percent", working)


@check(
    "ballots-capitals-bolsheviks",
    "The Bolshevik share of both capitals lies between those of each",
    locators=["p090", "p089"],
    expects="agrees",
    teaches="A combined share must lie between its parts: a quick test that needs no sum.",
)
def capitals_bolsheviks(read: Evidence) -> Outcome:
    """47.4 per cent together, beside the shares that Lenin gives for each city."""
    return _between_the_capitals(read, "p090-03", "bolshevik")


@check(
    "ballots-capitals-srs",
    "The S-R share of both capitals lies between those of each",
    locators=["p090", "p089"],
    expects="agrees",
    teaches="The party with most votes in the country was third in both capitals: where votes "
    "lie matters.",
)
def capitals_srs(read: Evidence) -> Outcome:
    """12.4 per cent together, beside the shares that Lenin gives for each city."""
    return _between_the_capitals(read, "p090-02", "sr_russian")


@check(
    "ballots-workers-not-counted",
    "How the workers voted is inferred; nobody counted it",
    locators=["p089"],
    expects="gap",
    teaches="Ballots are secret and show places, not classes: from a district to a class is a "
    "step of reasoning.",
    charitable="Results of districts with much industry point the same way, and Lenin argues from them.",
)
def workers_not_counted(read: Evidence) -> Outcome:
    """The statement on the workers beside the columns that the count has."""
    stated = read.row("claims", claim_id="p089-03")
    bolsheviks = read.claim("p090-03")
    return judged(
        f"“{stated['as_printed']}” of the proletariat",
        f"votes by place: {shown(bolsheviks.low)} Bolshevik ones in the capitals, from all classes",
        "gap",
        "no table of the count, and none of a later one that was seen, has a column for workers",
    )


# ---- Seats -----------------------------------------------------------------------------------


@check(
    "ballots-seats-sum",
    "The six lines of deputies add up to 520",
    locators=["p087"],
    expects="agrees",
    teaches="Numbers in words add up as well as digits do: write them down and try.",
)
def seats_sum(read: Evidence) -> Outcome:
    """The lines of the list of deputies, added."""
    parts = read.claims(*(f"p087-0{number}" for number in range(2, 8)))
    working = " + ".join(shown(part.low) for part in parts)
    return compare(read.stated("p087-01"), total(parts), "seats", working)


@check(
    "ballots-seats-note",
    "The text has 520 deputies, its own note more than 600",
    locators=["p087", "n27"],
    expects="not comparable",
    teaches="Read the notes: an author may correct there what the text leaves standing.",
    charitable="520 were known on 30 December, when results were still coming in; the note "
    "gives the full number.",
)
def seats_note(read: Evidence) -> Outcome:
    """The deputies of the text beside those of the note."""
    found = read.claim("n27-01")
    working = f"{shown(found)} by the note; the sign “more than” leaves the rest open"
    return compare(read.stated("p087-01"), found, "seats", working, otherwise="not comparable")


@check(
    "ballots-seats-later",
    "All later counts have more than the 600 deputies of the note",
    locators=["n27"],
    expects="agrees",
    teaches="“More than” is a cautious word, and later counts bear it out.",
)
def seats_later(read: Evidence) -> Outcome:
    """The deputies by six later accounts."""
    rows = read.rows("seats", party="all_lists", status="elected", account=LATER_SEATS)
    found = _span(row.interval.low for row in rows)
    working = f"{len(rows)} accounts: {shown(found)}"
    return compare(read.stated("n27-01"), found, "seats", working)


@check(
    "ballots-seats-compilers",
    "Later accounts have 703 to 767 deputies where the text has 520",
    locators=["p087"],
    expects="other sources differ",
    teaches="Even how many deputies were elected is not settled: every account has its own "
    "number of districts.",
    charitable="It is a count at one date, printed in quotation marks, and the note corrects it.",
)
def seats_compilers(read: Evidence) -> Outcome:
    """The deputies of the text beside six later accounts."""
    rows = read.rows("seats", party="all_lists", status="elected", account=LATER_SEATS)
    found = _span(row.interval.low for row in rows)
    working = f"{len(rows)} accounts: {shown(found)}"
    return compare(read.stated("p087-01"), found, "seats", working, otherwise="other sources differ")


@check(
    "ballots-not-arrived",
    "More than 150 absent fits 410 present of more than 600",
    locators=["n27"],
    expects="agrees",
    teaches="Three loose figures can be tested on each other: returned, absent, present.",
)
def not_arrived(read: Evidence) -> Outcome:
    """Those returned by the note less those present by a later account."""
    returned = read.claim("n27-01")
    present = read.figure("session", item="deputies_present", account="ort")
    found = Interval(returned.low - present, returned.high)
    working = f"more than {shown(returned.low)} less {shown(present)} present leaves {shown(found)}"
    return compare(read.stated("n27-02"), found, "seats", working)


@check(
    "ballots-sr-seats",
    "The S-Rs have 58 per cent of the votes and 51 of the seats, by two meanings of the name",
    locators=["p087", "p088"],
    expects="not comparable",
    teaches="A party's share of votes and of seats can be compared only when the same lists are "
    "in both.",
    charitable="The line of votes holds the S-Rs of all nations; the line of 267 seats leaves "
    "out the Ukrainian ones and those among the thirty-three.",
)
def sr_seats(read: Evidence) -> Outcome:
    """267 of 520 seats, in per cent, beside the printed share of the votes."""
    seats, all_seats = read.claims("p087-03", "p087-01")
    working = f"{shown(seats.low)} of {shown(all_seats.low)} seats"
    return compare(
        read.stated("p088-04"),
        share(seats.low, all_seats.low),
        "percent",
        working,
        rounded_to=WHOLE_PER_CENT,
        otherwise="not comparable",
    )


@check(
    "ballots-sr-seats-widest",
    "With the other S-Rs in, the seats fit the 58 per cent of the votes",
    locators=["p087", "p088"],
    expects="agrees",
    teaches="Match the categories before you call two figures contradictory: then they may agree.",
)
def sr_seats_widest(read: Evidence) -> Outcome:
    """S-R seats with the mixed lines, at least and at most, around the printed share of the votes."""
    sure, forty_one, small, all_seats, most = (
        read.stated(f"p087-0{number}") for number in (3, 4, 7, 1, 8)
    )
    least = sure.low + math.floor(small.low * most.low / 100) + 1  # more than that share of them
    widest = sure.low + forty_one.low + small.low
    stated = _span(share(seats, all_seats.low) for seats in (least, widest))
    working = f"{shown(least)} to {shown(widest)} of {shown(all_seats.low)} seats"
    return compare(stated, read.claim("p088-04"), "percent", working)


@check(
    "ballots-bolshevik-seats",
    "The Bolsheviks have 31 per cent of the seats known in December and 25 of the votes",
    locators=["p087", "p088"],
    expects="not comparable",
    teaches="An early count is a choice of districts that nobody made: ask which are still missing.",
    charitable="The seats are those known on 30 December, the votes those of 54 districts "
    "counted later.",
)
def bolshevik_seats(read: Evidence) -> Outcome:
    """161 of 520 seats, in per cent, beside the printed share of the votes."""
    seats, all_seats = read.claims("p087-02", "p087-01")
    working = f"{shown(seats.low)} of {shown(all_seats.low)} seats"
    return compare(
        read.stated("p088-08"),
        share(seats.low, all_seats.low),
        "percent",
        working,
        rounded_to=WHOLE_PER_CENT,
        otherwise="not comparable",
    )


@check(
    "ballots-bolshevik-seats-later",
    "By a later count the Bolsheviks have about their share of the votes in seats too",
    locators=["p088"],
    expects="rounding",
    teaches="An early count and a full one differ in shares: ask in which order returns came.",
    charitable="175 of 715 seats, as Pipes has them, are 24.5 per cent.",
)
def bolshevik_seats_later(read: Evidence) -> Outcome:
    """The Bolshevik share of the seats that Pipes gives."""
    seats, all_seats = (
        read.figure("seats", party=party, account="pipes") for party in ("bolshevik", "all_lists")
    )
    working = f"{shown(seats)} of {shown(all_seats)} seats in Pipes's table"
    return compare(
        read.stated("p088-08"),
        share(seats, all_seats),
        "percent",
        working,
        rounded_to=WHOLE_PER_CENT,
        otherwise="not comparable",
    )


@check(
    "ballots-kadet-seats",
    "The Kadets have 5 per cent of the votes and 3 of the seats",
    locators=["p087"],
    expects="not comparable",
    teaches="A party whose votes are spread thin wins fewer seats than its share: a rule of the "
    "method, not a fraud.",
    charitable="Seats known in December and votes of 54 districts are different bases, and "
    "d'Hondt favours large lists.",
)
def kadet_seats(read: Evidence) -> Outcome:
    """Fifteen of 520 seats beside the Kadets' own votes in Lenin, both in per cent."""
    seats, all_seats = read.stated("p087-05"), read.stated("p087-01")
    votes, base = _votes(read, "kadet", LENIN).interval.low, _ballots(read)
    working = (
        f"{shown(seats.low)} of {shown(all_seats.low)} seats; {shown(votes)} of {shown(base)} votes"
    )
    return compare(
        share(seats.low, all_seats.low),
        share(votes, base),
        "percent",
        working,
        otherwise="not comparable",
    )


@check(
    "ballots-menshevik-seats",
    "Three Mensheviks, and room for more in the line of forty-one",
    locators=["p087"],
    expects="agrees",
    teaches="When a line joins two parties, the number of each is a range.",
)
def menshevik_seats(read: Evidence) -> Outcome:
    """Three to three and forty-one Mensheviks, beside four later accounts."""
    alone, mixed = read.stated("p087-06"), read.stated("p087-04")
    rows = read.rows("seats", party="menshevik", status="elected", account=LATER_SEATS)
    found = _span(row.interval.low for row in rows)
    working = f"{len(rows)} later accounts: {shown(found)}; the chapter allows up to 3 + 41"
    return compare(Interval(alone.low, alone.low + mixed.low), found, "seats", working)


@check(
    "ballots-ukrainian-seats",
    "Later counts have 81 to 110 Ukrainian S-Rs and allies, the chapter at most forty-one",
    locators=["p087"],
    expects="other sources differ",
    teaches="Whoever is counted late or in a joint line is easily made small.",
    charitable="Results from Ukraine may not all have been in by 30 December; later counts also "
    "draw the group wider.",
)
def ukrainian_seats(read: Evidence) -> Outcome:
    """The line of forty-one beside three later accounts, as reported by Wikipedia."""
    rows = read.rows("seats", party=("sr_ukrainian", "sr_ukrainian_bloc"), status="elected")
    found = _span(row.interval.low for row in rows)
    working = f"{len(rows)} later accounts: {shown(found)}; the forty-one hold some Mensheviks too"
    return compare(read.stated("p087-04"), found, "seats", working, otherwise="other sources differ")


@check(
    "ballots-sr-majority",
    "The S-Rs alone have a bare majority of the 520",
    locators=["p102", "p087"],
    expects="agrees",
    teaches="A majority can be tested with two numbers; say of which whole.",
)
def sr_majority(read: Evidence) -> Outcome:
    """267 of 520 seats, in per cent."""
    seats, all_seats = read.claims("p087-03", "p087-01")
    working = f"{shown(seats.low)} of {shown(all_seats.low)} seats"
    return compare(read.stated("p102-01"), share(seats.low, all_seats.low), "percent", working)


@check(
    "ballots-sr-majority-all-seats",
    "Of the more than 600 deputies of the note, 267 are no majority",
    locators=["p082", "p087", "n27"],
    expects="tension",
    teaches="One list of deputies and a corrected total make a new share: try the old figure on "
    "the new base.",
    charitable="The deputies returned later held S-Rs too, and the other S-R groups come on "
    "top; the sentence tells what the party expected.",
)
def sr_majority_all_seats(read: Evidence) -> Outcome:
    """267 seats in per cent of 600 or more."""
    seats, returned = read.claims("p087-03", "n27-01")
    found = Interval(0.0, share(seats.low, returned.low))
    working = (
        f"{shown(seats.low)} of more than {shown(returned.low)} seats: less than {found.high} per cent"
    )
    return compare(read.stated("p082-04"), found, "percent", working, otherwise="tension")


@check(
    "ballots-right-srs",
    "The Right S-Rs had no majority by themselves, as the translator reports of Radkey",
    locators=["n28"],
    expects="agrees",
    teaches="If all Russian S-Rs are below half, so is any part of them: a bound can be proof enough.",
)
def right_srs(read: Evidence) -> Outcome:
    """All Russian S-R deputies, Left ones included, in per cent, by three versions of Wikipedia."""
    found = []
    for account in ("wikipedia_en", "wikipedia_en_2018", "wikipedia_ru"):
        seats, all_seats = (
            read.figure("seats", party=party, account=account, status="elected")
            for party in ("sr_russian", "all_lists")
        )
        found.append(share(seats, all_seats))
    working = "Russian S-Rs, Left and Right: " + ", ".join(f"{each} per cent" for each in found)
    return compare(read.stated("n28-02"), _span(found), "percent", working)


# ---- Seats by d'Hondt ------------------------------------------------------------------------

OUTSIDE_THE_LISTS = ("All lists", "Unaccounted")


def _allocated(read: Evidence, district: str, account: str) -> tuple[dict[str, int], str, str]:
    """Seats by d'Hondt, every list with seats and votes in words, and how close the last seat was."""
    rows = read.rows("votes_districts", district=district, account=account, measure="votes")
    votes = {str(row["list_name"]): int(row.interval.low) for row in rows}
    lists = {name: count for name, count in votes.items() if name not in OUTSIDE_THE_LISTS}
    found = dhondt(lists, int(read.row("districts", district_id=district)["seats"]))
    described = "; ".join(
        f"{_brief(name)} {found.seats.get(name, 'in all')} ({count:,} votes)"
        for name, count in votes.items()
    )
    if found.last is None or found.next_best is None:
        raise ValueError(f"{district}: no last seat to speak of")
    (last, price), (loser, bid) = found.last, found.next_best
    close = (
        f"the last seat goes to {_brief(last)} at {shown(round(float(price)))} votes, "
        f"before {_brief(loser)} at {shown(round(float(bid)))}"
    )
    return found.seats, described, close


def _brief(name: str) -> str:
    return name.partition(" and ")[0]


def _dhondt_check(read: Evidence, district: str, claim: str, who: str) -> Outcome:
    in_all = read.stated(claim)
    rows = read.rows("votes_districts", stated=True, district=district, measure="seats")
    printed = {str(row["list_name"]): row.interval.low for row in rows}
    seats, described, close = _allocated(read, district, "radkey_wp")
    told = "; ".join(f"{_brief(name)} {shown(count)}" for name, count in printed.items())
    lists = {name: count for name, count in printed.items() if name not in OUTSIDE_THE_LISTS}
    same = lists == seats and max(lists.values()) <= in_all.low
    return Outcome(
        f"{told}; {who} in the country {shown(in_all.low)}",
        described,
        "seats",
        "agrees" if same else "contradiction",
        close,
    )


@check(
    "ballots-dhondt-vladimir",
    "Vladimir: d'Hondt gives the nine seats that are printed",
    locators=["p087"],
    expects="agrees",
    teaches="The law's method turns votes into seats, and you can repeat it with pencil and paper.",
)
def dhondt_vladimir(read: Evidence) -> Outcome:
    """Nine seats from the lists of Vladimir, as reported by Wikipedia."""
    return _dhondt_check(read, "vladimir", "p087-02", "Bolsheviks")


@check(
    "ballots-dhondt-smolensk",
    "Smolensk: d'Hondt gives the ten seats that are printed",
    locators=["p087"],
    expects="agrees",
    teaches="Of ten seats one is certain for any list with more than one vote in eleven; six "
    "lists of Smolensk had fewer.",
)
def dhondt_smolensk(read: Evidence) -> Outcome:
    """Ten seats from the lists of Smolensk, as reported by Wikipedia."""
    return _dhondt_check(read, "smolensk", "p087-02", "Bolsheviks")


@check(
    "ballots-dhondt-volhynia",
    "Volhynia: d'Hondt gives the ten seats that are printed, one Polish by a thousand votes",
    locators=["p087"],
    expects="agrees",
    teaches="One seat rests on 57,998 votes against 56,904: a small error in a count can move a deputy.",
)
def dhondt_volhynia(read: Evidence) -> Outcome:
    """Ten seats from the lists of Volhynia, as reported by Wikipedia."""
    return _dhondt_check(read, "volhynia", "p087-04", "Ukrainian S-Rs and Mensheviks")


@check(
    "ballots-dhondt-bessarabia",
    "Bessarabia: with 14,000 votes the Moldavian party would have no seat by d'Hondt",
    locators=["n13"],
    expects="agrees",
    teaches="A statement about seats can be tested on the votes beside it, once the method is known.",
)
def dhondt_bessarabia(read: Evidence) -> Outcome:
    """Thirteen seats from the five lists of note 13."""
    stated = read.stated("n13-09")
    seats, described, close = _allocated(read, "bessarabia", "chapter")
    won = next(count for name, count in seats.items() if "Moldavian" in name)
    return Outcome(
        f"the Moldavian party {shown(stated.low)}",
        described,
        "seats",
        "agrees" if won == stated.low else "contradiction",
        close,
    )


# ---- Lists and law ---------------------------------------------------------------------------


@check(
    "ballots-single-lists",
    "The single S-R lists are told twice, by Lenin and in a note",
    locators=["p085", "n25"],
    expects="agrees",
    teaches="The same fact can carry two arguments: Lenin blames the lists, Serge the Left S-Rs.",
)
def single_lists(read: Evidence) -> Outcome:
    """Lists of the S-Rs in a district, by text and note."""
    found = read.claim("n25-01")
    return compare(read.stated("p085-01"), found, "lists", f"the note: {shown(found.low)} common list")


@check(
    "ballots-split-after-lists",
    "The S-R split: before the lists in the text, after them in Lenin's fifth thesis",
    locators=["p085", "n25"],
    expects="tension",
    teaches="A summary that moves a date can turn an accident of the calendar into somebody's error.",
    charitable="A party can be broken long before it divides, and the text says “in fact”.",
)
def split_after_lists(read: Evidence) -> Outcome:
    """When the party split, by the summary, by the note and by the theses that are summed up."""
    lists = read.row("claims", stated=True, claim_id="p085-01")
    common = read.row("claims", claim_id="n25-01")
    theses = read.row("sources", source_id="lenin-theses-1917")
    return judged(
        f"{lists['as_printed']}, “when it was in fact split”; the note: an error to present "
        f"{common['as_printed']}",
        "single lists in the middle of October, a split in November, after the elections",
        "tension",
        f"{theses['title']}, the fifth, read in Russian",
    )


@check(
    "ballots-single-lists-vyatka",
    "In Vyatka there were two S-R lists",
    locators=["p085", "n25"],
    expects="tension",
    teaches="A general statement about thousands of lists has exceptions: look for one and weigh it.",
    charitable="Separate lists were few; in Vyatka the Left S-Rs of one town had 942 votes.",
)
def single_lists_vyatka(read: Evidence) -> Outcome:
    """S-R lists in Vyatka, as reported by Wikipedia."""
    rows = read.rows("votes_districts", district="vyatka", party=("sr_russian", "sr_left"))
    working = " and ".join(row.cells["list_name"] for row in rows)
    return compare(read.stated("p085-01"), float(len(rows)), "lists", working, otherwise="tension")


@check(
    "ballots-split-not-counted",
    "How many voters of the joint lists were for the Left S-Rs, no source counts",
    locators=["n25", "p085"],
    expects="gap",
    teaches="What voters would have done with other lists is a thought experiment, not a result.",
    charitable="At the Second Peasants' Congress the Left S-Rs outnumbered the others, which "
    "speaks for the note.",
)
def split_not_counted(read: Evidence) -> Outcome:
    """The note's argument beside what was counted: separate lists, and a congress."""
    lists = read.claim("n25-01")
    own = _votes(read, "sr_left", "spirin_pipes").interval
    left, right = (
        read.figure("session", item=f"peasants_congress_{wing}") for wing in ("left_srs", "srs")
    )
    return judged(
        f"on {shown(lists.low)} common list the Left's popularity went to the others",
        f"{shown(own.low)} votes for separate Left lists; {shown(left)} Left S-Rs to {shown(right)} "
        "others at the Second Peasants' Congress",
        "gap",
        "an election, a few separate lists and a congress of delegates are three bodies of voters",
    )


@check(
    "ballots-voting-age",
    "The eighteen years that Lenin wanted were already the soldiers' voting age",
    locators=["p083"],
    expects="agrees",
    teaches="A proposed change of law is understood beside the law: it was 20 for civilians, 18 "
    "for soldiers.",
)
def voting_age(read: Evidence) -> Outcome:
    """The age that Lenin wanted beside the two ages of the law of 1917."""
    wanted = read.stated("p083-02")
    soldiers, civilians = (
        read.figure("electoral_law", item=f"voting_age_{who}") for who in ("soldiers", "civilians")
    )
    fits = soldiers == wanted.low < civilians
    return Outcome(
        f"{shown(wanted.low)} for all",
        f"{shown(soldiers)} for soldiers, {shown(civilians)} for civilians",
        "years",
        "agrees" if fits else "contradiction",
        f"the change would lower the civilians' age by {shown(civilians - wanted.low)} years",
    )
