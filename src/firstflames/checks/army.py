"""The vote of army and fleet, and the argument of the decisive points (p091 to p097)."""

from __future__ import annotations

from firstflames.checks.registry import Evidence, Outcome, Row, check, compare, judged, shown, total
from firstflames.globe import kilometres
from firstflames.votes import Interval, share

LENIN = "lenin_svyatitsky"
LINES = ("p092-01", "p092-02", "p092-03", "p092-04")
FRONTS = ("northern", "western", "south_western", "romanian", "caucasian", "black_sea_fleet")
NEAR = ("northern", "western")
FAR = ("south_western", "romanian", "caucasian", "black_sea_fleet")
PARTIES = ("sr", "bolshevik", "kadet", "national_and_other")


def _fronts(read: Evidence, party: str | tuple[str, ...], fronts: tuple[str, ...] = FRONTS) -> list[Row]:
    return read.rows("votes_fronts", account=LENIN, level="front", party=party, front=fronts)


def _sum(rows: list[Row]) -> float:
    return total([row.interval for row in rows]).low


def _per_cent(claim: Interval) -> Interval:
    """A share of 0 to 1, such as “more than half”, in per cent."""
    return Interval(100 * claim.low, 100 * claim.high)


# ---- The table of p092 -----------------------------------------------------------------------


@check(
    "army-more-than-half",
    "“More than half the army”, and 40 per cent in the table above it",
    locators=["p093", "p092"],
    expects="contradiction",
    teaches="Work out the share before you believe the word: in this table the S-Rs even have "
    "more votes.",
    charitable="The army is not only those who voted: many soldiers may have stood by the "
    "Bolsheviks after October who had voted for another list in November.",
)
def more_than_half(read: Evidence) -> Outcome:
    """The Bolshevik line in per cent of the four lines."""
    lines = read.claims(*LINES)
    base = total(lines).low
    working = f"{shown(lines[-1].low)} of {shown(base)}"
    found = share(lines[-1].low, base)
    return compare(_per_cent(read.stated("p093-01")), found, "percent", working)


@check(
    "army-without-national-lists",
    "Without the national lists the Bolsheviks come to 48 per cent, still below half",
    locators=["p093", "p092"],
    expects="tension",
    teaches="Try the base that suits the author best: if the statement fails there, it fails "
    "everywhere.",
    charitable="Some votes for the joint S-R lists came from soldiers who followed the Left "
    "S-Rs, soon the Bolsheviks' allies; with them a half is easily passed.",
)
def without_national_lists(read: Evidence) -> Outcome:
    """The Bolshevik line in per cent of the three Russian lines."""
    lines = read.claims("p092-01", "p092-02", "p092-04")
    base = total(lines).low
    working = f"{shown(lines[-1].low)} of {shown(base)}"
    found = share(lines[-1].low, base)
    stated = _per_cent(read.stated("p093-01"))
    return compare(stated, found, "percent", working, otherwise="tension")


@check(
    "army-lenin-half",
    "Lenin wrote “half” and “almost half”; the quotation has “more than half”",
    locators=["p093"],
    expects="other sources differ",
    teaches="A quotation between quotation marks can be looked up, and one word can change its sense.",
    charitable="Serge gives the sense of two sentences in one, and the text passed through two "
    "languages; “without this we could not have won” is Lenin's.",
)
def lenin_half(read: Evidence) -> Outcome:
    """The words of the chapter beside those of Lenin's article."""
    quoted = read.row("claims", claim_id="p093-01")["as_printed"]
    rows = read.rows("votes_army", account="lenin", group="army", party="bolshevik")
    wording = "; ".join(f"{row['note']} ({row['source_locator']})" for row in rows)
    return judged(
        f"“{quoted}”",
        wording,
        "other sources differ",
        "the quotation is set beside the page that it comes from",
    )


@check(
    "army-bolshevik-line",
    "The Bolshevik line of the army is the sum of the fronts and a guess of 120,000",
    locators=["p092"],
    expects="rounding",
    teaches="A total can hold a guess that its table does not mark: look in the source for "
    "brackets and stars.",
    charitable="Lenin marks the guess and adds it openly; the chapter takes over his sum, to "
    "the thousand.",
)
def bolshevik_line(read: Evidence) -> Outcome:
    """The Bolsheviks of five fronts and the Black Sea Fleet, with Lenin's estimate for the Baltic."""
    counted = _sum(_fronts(read, "bolshevik"))
    guess = read.figure("votes_fronts", account="lenin_estimate")
    working = f"{shown(counted)} counted + {shown(guess)} estimated"
    return compare(read.stated("p092-04"), counted + guess, "votes", working, rounded_to=1_000)


@check(
    "army-whole-deputies",
    "Two fronts come out in whole deputies of 60,000 votes, line after line",
    locators=["p092"],
    expects="gap",
    teaches="Figures that are all multiples of one number were probably worked out, not counted: try "
    "the divisor that the source itself names.",
    charitable="No source says that these rows were reckoned: it is our inference. Rounding to "
    "whole deputies would still leave the Northern Front Bolshevik.",
)
def whole_deputies(read: Evidence) -> Outcome:
    """The fronts whose every figure is a multiple of the votes that one deputy stands for."""
    line = read.stated("p092-04")
    deputy = read.figure("votes_fronts", account="lenin_estimate") / 2  # a guess of two deputies
    whole = [
        front
        for front in FRONTS
        if not any(row.interval.low % deputy for row in _fronts(read, (*PARTIES, "all_lists"), (front,)))
    ]
    return judged(
        f"{shown(line.low)} Bolshevik votes in army and fleet, none marked as reckoned",
        f"multiples of {shown(deputy)} throughout: {', '.join(whole) or 'no front'}",
        "gap" if whole else "agrees",
        f"the figures of {len(FRONTS)} rows of Lenin's table, divided by the votes of one deputy",
    )


@check(
    "army-without-guess",
    "Without the guess the Bolsheviks have 38 per cent of the army's counted votes",
    locators=["p092", "p093"],
    expects="not comparable",
    teaches="If one side gets an estimate and the other side none, shares lean: take it out and "
    "look again.",
    charitable="The Baltic Fleet did elect two Bolsheviks, so that leaving it out is wrong as well.",
)
def without_guess(read: Evidence) -> Outcome:
    """The share by the chapter's table beside the share of what was counted."""
    lines = [read.stated(claim) for claim in LINES]
    counted = read.figure("votes_fronts", account=LENIN, level="total", party="bolshevik")
    base = read.figure("votes_fronts", account=LENIN, level="total", party="all_lists")
    stated = share(lines[-1].low, total(lines).low)
    working = f"{shown(counted)} of {shown(base)}; by the chapter's four lines {stated} per cent"
    return compare(stated, share(counted, base), "percent", working, otherwise="not comparable")


@check(
    "army-baltic-opponents",
    "A later return of the Baltic Fleet leaves at most 82,000 votes for all but the S-Rs",
    locators=["p092"],
    expects="other sources differ",
    teaches="Votes and share of one party give the size of the whole: a way to test a guess "
    "about another.",
    charitable="Lenin calls his figure approximate; each sailor could vote for two candidates, "
    "so that the two figures may not count the same thing.",
)
def baltic_opponents(read: Evidence) -> Outcome:
    """The army's Bolsheviks, with at most what the S-Rs of the Baltic Fleet leave over."""
    counted = _sum(_fronts(read, "bolshevik"))
    srs, per_cent = (
        read.figure("votes_districts", district="baltic_fleet", measure=measure)
        for measure in ("votes", "share")
    )
    whole = 100 * srs / per_cent
    working = (
        f"{shown(srs)} S-R votes are {per_cent} per cent of some {shown(round(whole))} "
        f"(as reported by Wikipedia); the rest is at most {shown(round(whole - srs))}"
    )
    found = Interval(counted, round(counted + whole - srs))
    stated = read.stated("p092-04")
    return compare(stated, found, "votes", working, otherwise="other sources differ")


@check(
    "army-guess-and-total",
    "The guess is in the army table and not in the Bolsheviks' 9,023,963",
    locators=["p092", "p088"],
    expects="not comparable",
    teaches="Two tables of one chapter can have different bases: a part need not fit into its whole.",
    charitable="Lenin keeps the two tables apart and explains the estimate where he makes it.",
)
def guess_and_total(read: Evidence) -> Outcome:
    """The Bolsheviks of the seven regions and the army line of the chapter, beside the printed total."""
    regions = (
        *("northern", "central_industrial", "volga_black_earth", "western"),
        *("east_urals", "siberia", "ukraine"),
    )
    rows = read.rows("votes_regions", region=regions, party="bolshevik", measure="votes")
    army = read.claim("p092-04").low
    civil = _sum(rows)
    working = f"{shown(civil)} in {len(rows)} regions + {shown(army)} in the army"
    return compare(read.stated("p088-07"), civil + army, "votes", working, otherwise="not comparable")


@check(
    "army-votes-per-deputy",
    "Sixty thousand votes a deputy fits more than 600 deputies, not 520",
    locators=["p087", "n27", "p092"],
    expects="rounding",
    teaches="An average is a bridge between two counts: here between votes and deputies.",
    charitable="The average is a round number, and “more than 600” is a lower bound.",
)
def votes_per_deputy(read: Evidence) -> Outcome:
    """Lenin's estimate for two deputies of the Baltic Fleet, beside all votes by the deputies of n27."""
    guess = read.row("votes_fronts", stated=True, account="lenin_estimate").interval.low
    seats = read.row("districts", stated=True, district_id="baltic_fleet")["seats"]
    votes, returned = read.claims("p087-09", "n27-01")
    working = (
        f"{shown(guess)} for {seats} deputies; "
        f"{shown(votes.low)} votes by {shown(returned.low)} deputies"
    )
    found = votes.low / returned.low
    return compare(guess / seats, round(found), "votes", working, rounded_to=10_000)


@check(
    "army-kadets-cut",
    "The Kadet line of the army is cut to the thousand, not rounded",
    locators=["p092"],
    expects="rounding",
    teaches="51,800 becomes 52,000 when rounded and 51,000 when cut: know which was done before "
    "you compare.",
    charitable="Cutting is a common way to shorten a figure, and it changes nothing here.",
)
def kadets_cut(read: Evidence) -> Outcome:
    """The Kadet line beside Lenin's two tables, by front and by region."""
    by_front = read.figure("votes_fronts", account=LENIN, level="total", party="kadet")
    by_region = read.figure("votes_regions", region="army_and_navy", party="kadet", measure="votes")
    working = f"Lenin has {shown(by_front)} by front and {shown(by_region)} by region"
    found = Interval(by_front, by_region)
    # A figure cut to the thousand may be a whole thousand too low.
    return compare(read.stated("p092-02"), found, "votes", working, rounded_to=2_000)


@check(
    "army-sr-fronts",
    "The S-R votes of the fronts add up to the S-R line",
    locators=["p092"],
    expects="rounding",
    teaches="When a column comes out, the table was copied well, and you know what stands in the line.",
    charitable="The line is given to the thousand.",
)
def sr_fronts(read: Evidence) -> Outcome:
    """The S-Rs of five fronts and the Black Sea Fleet, added."""
    rows = _fronts(read, "sr")
    working = " + ".join(shown(row.interval.low) for row in rows)
    return compare(read.stated("p092-01"), _sum(rows), "votes", working, rounded_to=1_000)


@check(
    "army-national-fronts",
    "The national votes of the fronts add up to the 756,000 of the table",
    locators=["p092"],
    expects="agrees",
    teaches="A sum that is right to the last vote tells you that the line holds these fronts "
    "and no others.",
)
def national_fronts(read: Evidence) -> Outcome:
    """The national and other lists of four fronts and the Black Sea Fleet, added."""
    rows = _fronts(read, "national_and_other")
    working = " + ".join(shown(row.interval.low) for row in rows)
    return compare(read.stated("p092-03"), _sum(rows), "votes", working)


@check(
    "army-front-totals",
    "Three fronts have totals a hundred above their lines; the chapter's table is 1,500 below",
    locators=["p092"],
    expects="rounding",
    teaches="Small steady differences are a mark of rounding, or of small lists that a table "
    "leaves out.",
    charitable="Each line was shortened to the hundred by Lenin or his source, and to the "
    "thousand here.",
)
def front_totals(read: Evidence) -> Outcome:
    """The four lines, added, beside the fronts by line and by total, the Baltic guess in both."""
    stated = total([read.stated(claim) for claim in LINES])
    lines, totals = (_sum(_fronts(read, party)) for party in (PARTIES, "all_lists"))
    guess = read.figure("votes_fronts", account="lenin_estimate")
    working = f"by line {shown(lines)}, by front {shown(totals)}, each + {shown(guess)} estimated"
    found = Interval(lines + guess, totals + guess)
    # Four lines, each given to the thousand.
    return compare(stated, found, "votes", working, rounded_to=len(LINES) * 1_000)


# ---- Who stands in a line --------------------------------------------------------------------


@check(
    "army-sr-two-meanings",
    "“S-Rs” are those of all nations in one table and the Russian ones in the next",
    locators=["p092", "p088"],
    expects="not comparable",
    teaches="One label in two tables need not be one party: look where the others went.",
    charitable="Both tables follow Lenin, whose headings differ; in the army the Ukrainian "
    "socialists stand under the national groups.",
)
def sr_two_meanings(read: Evidence) -> Outcome:
    """The S-R line in per cent of the army's four lines, beside the printed share of all votes."""
    lines = read.claims(*LINES)
    base = total(lines).low
    working = f"{shown(lines[0].low)} of {shown(base)}"
    return compare(
        read.stated("p088-04"),
        share(lines[0].low, base),
        "percent",
        working,
        otherwise="not comparable",
    )


@check(
    "army-sr-russian",
    "The army's S-R line is what the table by region calls Russian S-Rs",
    locators=["p092"],
    expects="rounding",
    teaches="A second table of the same source can tell what a label in the first one means.",
    charitable="The line is given to the thousand; the figure is the same.",
)
def sr_russian(read: Evidence) -> Outcome:
    """The S-R line beside the Russian S-Rs of the army in the table by region."""
    found = read.figure("votes_regions", region="army_and_navy", party="sr_russian", measure="votes")
    working = f"table by region, Russian S-Rs in army and navy: {shown(found)}"
    return compare(read.stated("p092-01"), found, "votes", working, rounded_to=1_000)


@check(
    "army-national-heading",
    "“National minorities” is Lenin's “national and other groups”, mostly Ukrainian socialists",
    locators=["p092"],
    expects="tension",
    teaches="A heading decides whether 756,000 soldiers count as socialists or as a minority.",
    charitable="The lists were national ones, and a short heading has to leave something out.",
)
def national_heading(read: Evidence) -> Outcome:
    """The heading of the chapter beside what Lenin says of the column."""
    stated = read.stated("p092-03")
    row = read.row("votes_fronts", account=LENIN, level="total", party="national_and_other")
    return judged(
        f"{shown(stated.low)} votes for national minorities",
        f"{shown(row.interval.low)} for national and other groups; {row['note'].partition('. ')[0]}",
        "tension",
        "the number is the same, the heading is not",
    )


# ---- Near and far ----------------------------------------------------------------------------


@check(
    "army-million",
    "On two fronts the Bolsheviks had 1,133,400 votes, which the text calls a million",
    locators=["p093"],
    expects="rounding",
    teaches="A round word can be too small as well: Lenin has “over a million”.",
    charitable="To the million, the number is one.",
)
def million(read: Evidence) -> Outcome:
    """The Bolsheviks of the northern and the western front, added."""
    rows = _fronts(read, "bolshevik", NEAR)
    working = " + ".join(shown(row.interval.low) for row in rows)
    return compare(read.stated("p093-04"), _sum(rows), "votes", working, rounded_to=1_000_000)


@check(
    "army-million-srs",
    "On the same two fronts the S-Rs had 420,600 votes",
    locators=["p093"],
    expects="rounding",
    teaches="Of two numbers in one sentence one may be exact and the other loose.",
    charitable="To the ten thousand, the number is 420,000.",
)
def million_srs(read: Evidence) -> Outcome:
    """The S-Rs of the northern and the western front, added."""
    rows = _fronts(read, "sr", NEAR)
    working = " + ".join(shown(row.interval.low) for row in rows)
    return compare(read.stated("p093-05"), _sum(rows), "votes", working, rounded_to=10_000)


@check(
    "army-overwhelming",
    "On the two near fronts the Bolsheviks had nearly two votes in three",
    locators=["p093"],
    expects="agrees",
    teaches="“Overwhelming” has no number; write the number beside it and let readers judge.",
)
def overwhelming(read: Evidence) -> Outcome:
    """The Bolshevik share of the northern and the western front."""
    votes, base = (_sum(_fronts(read, party, NEAR)) for party in ("bolshevik", "all_lists"))
    working = f"{shown(votes)} of {shown(base)}"
    return compare(read.stated("p093-03"), share(votes, base), "percent", working)


@check(
    "army-far-fronts",
    "On the other fronts the Bolsheviks had one vote in five",
    locators=["p093"],
    expects="not comparable",
    teaches="A sentence about the near fronts passes over the far ones, which cast more votes.",
    charitable="Lenin says that the far fronts were different and that time remained to win "
    "them; the argument is about the decisive points.",
)
def far_fronts(read: Evidence) -> Outcome:
    """The Bolshevik share of three fronts and the Black Sea Fleet, beside “more than half”."""
    votes, base = (_sum(_fronts(read, party, FAR)) for party in ("bolshevik", "all_lists"))
    working = f"{shown(votes)} of {shown(base)}"
    return compare(
        _per_cent(read.stated("p093-01")),
        share(votes, base),
        "percent",
        working,
        otherwise="not comparable",
    )


@check(
    "army-romanian-front",
    "The largest front, the Romanian one, voted the other way: four S-R votes to one",
    locators=["p093"],
    expects="not comparable",
    teaches="Look at the parts of an average: two armies of one country voted like two countries.",
    charitable="The text names the fronts that it speaks of, and the Romanian front is not among them.",
)
def romanian_front(read: Evidence) -> Outcome:
    """S-R votes for each Bolshevik vote: near the capital as stated, and on the Romanian front."""
    srs, bolsheviks = read.stated("p093-05"), read.stated("p093-04")
    far_srs, far_bolsheviks = (
        _sum(_fronts(read, party, ("romanian",))) for party in ("sr", "bolshevik")
    )
    working = f"{shown(srs.low)} to {shown(bolsheviks.low)}; {shown(far_srs)} to {shown(far_bolsheviks)}"
    return compare(
        round(srs.low / bolsheviks.low, 2),
        round(far_srs / far_bolsheviks, 2),
        "S-R votes for one Bolshevik vote",
        working,
        otherwise="not comparable",
    )


@check(
    "army-nearest-fronts",
    "The two fronts of the text were the nearest to Petrograd",
    locators=["p093"],
    expects="agrees",
    teaches="“Nearest” can be tested on a map: measure from headquarters to the capital.",
)
def nearest_fronts(read: Evidence) -> Outcome:
    """The five fronts by the distance of their headquarters from Petrograd."""
    printed = read.row("claims", stated=True, claim_id="p093-02")["as_printed"]
    capital = read.row("districts", district_id="petrograd_city")
    fronts = ("northern", "western", "south_western", "romanian", "caucasus")
    distances = {
        front: kilometres(capital, read.row("districts", district_id=f"{front}_front"))
        for front in fronts
    }
    order = sorted(distances, key=lambda front: distances[front])
    told = ", ".join(f"{front.replace('_', '-')} {distances[front]:.0f} km" for front in order)
    working = "kilometres on the globe from Petrograd to the headquarters of each front"
    fits = all(front in printed for front in order[:2])
    return Outcome(printed, told, "fronts", "agrees" if fits else "contradiction", working)


@check(
    "army-critical-points",
    "At the critical points three in four of the votes for the two rivals were Bolshevik",
    locators=["p095", "p090", "p093"],
    expects="agrees",
    teaches="An argument about decisive places needs the figures of these places, and here they bear "
    "it out.",
)
def critical_points(read: Evidence) -> Outcome:
    """Bolsheviks in per cent of Bolsheviks and S-Rs, in the capitals and on the two near fronts."""
    bolsheviks = total(read.claims("p090-03", "p093-04")).low
    srs = total(read.claims("p090-02", "p093-05")).low
    working = (
        f"{shown(bolsheviks)} Bolshevik to {shown(srs)} S-R votes in the capitals and on two fronts"
    )
    return compare(read.stated("p095-01"), share(bolsheviks, bolsheviks + srs), "percent", working)


@check(
    "army-garrisons",
    "Three garrisons voted Bolshevik more than their towns, and still below half",
    locators=["p093"],
    expects="not comparable",
    teaches="Soldiers and townspeople of one place can be told apart where a return keeps them apart.",
    charitable="Three garrisons far behind the front are not the army, and they were seen by chance.",
)
def garrisons(read: Evidence) -> Outcome:
    """The Bolshevik share of three towns and of their garrisons, as reported by Wikipedia."""
    shares = []
    towns = ("barnaul", "vyatka", "kazan")
    for scope in ("town", "garrison"):
        rows = read.rows("votes_towns", town=towns, scope=scope, measure="votes")
        bolsheviks = [row for row in rows if row.cells["party"] == "bolshevik"]
        shares.append(100 * _sum(bolsheviks) / _sum(rows))
    found = Interval(shares[0], shares[1])
    working = f"towns {shares[0]:.1f} per cent, garrisons {shares[1]:.1f} per cent"
    stated = _per_cent(read.stated("p093-01"))
    return compare(stated, found, "percent", working, otherwise="not comparable")
