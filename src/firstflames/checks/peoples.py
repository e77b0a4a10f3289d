"""The population of the Empire and the decrees on its peoples (p001 to p005, n01, n02)."""

from __future__ import annotations

from firstflames.checks.registry import (
    Evidence,
    Outcome,
    Verdict,
    check,
    compare,
    judged,
    shown,
    total,
)
from firstflames.votes import Interval, share

GROUPS = tuple(f"p001-{number:02d}" for number in range(5, 17))
#: The accounts of the census: a reference article, and sums over an open data set of the same census.
CENSUS, CENSUS_SUMS, RELIGION = "census_1897", "census_1897_gis", "census_1897_religion"
#: Two encyclopaedias of the author's time.
BRITANNICA, NEW_INTERNATIONAL = "britannica_1911", "new_international"
#: Lines that the chapter and the census give for the same people.
SAME_LINES = (
    *("great_russians", "ukrainians", "belarusians", "poles", "germans", "moldavians", "jews"),
    *("caucasus_peoples", "finnic_peoples"),
)
#: The lines of the list end in a hundred thousand.
STEP = 100_000
DIFFER: Verdict = "other sources differ"


def beside(
    read: Evidence, claim: str, found: float, working: str, otherwise: Verdict = DIFFER
) -> Outcome:
    """A line of the list beside another figure for the same people, as far as the list is rounded."""
    stated = read.stated(claim)
    return compare(stated, found, "persons", working, rounded_to=STEP, otherwise=otherwise)


@check(
    "peoples-sum",
    "The twelve peoples add up to less than the Empire",
    locators=["p001"],
    expects="gap",
    teaches="A list beside a total need not be complete: add it up before you use a share of either.",
    charitable="The paragraph says how the population was composed, not that the list is "
    "complete; the census had many smaller peoples, and the total is rounded to the million.",
)
def peoples_sum(read: Evidence) -> Outcome:
    """The groups of the list, added, beside the total of the same paragraph."""
    stated = read.stated("p001-20")
    groups = read.claims(*GROUPS)
    found = total(groups)
    working = f"{len(groups)} groups: {shown(found.low)}; {shown(stated.low - found.low)} are not listed"
    return compare(stated, found, "persons", working, rounded_to=1_000_000, otherwise="gap")


@check(
    "peoples-great-russians-twice",
    "Great Russians are given twice with one figure",
    locators=["p001"],
    expects="agrees",
    teaches="The same fact in digits and in words is a first test of a careful text.",
)
def great_russians_twice(read: Evidence) -> Outcome:
    """The figure of the list and the figure in words."""
    listed = read.claim("p001-05")
    return compare(read.stated("p001-19"), listed, "persons", f"the list has {shown(listed.low)}")


@check(
    "peoples-minority",
    "Great Russians are a minority on either base, the total or the sum of the list",
    locators=["p001"],
    expects="agrees",
    teaches="A claim that holds on every base that one could choose is stronger than one that "
    "needs a base.",
)
def minority(read: Evidence) -> Outcome:
    """The share of the Great Russians in the printed total and in the sum of the list."""
    stated = read.stated("p001-18")
    others = total(read.claims(*GROUPS[1:])).low
    part, whole = read.claim("p001-05").low, read.claim("p001-20").low
    of_total, of_list = share(part, whole), share(part, part + others)
    working = f"{shown(of_total)} per cent of the total, {shown(of_list)} of the twelve groups"
    return compare(stated, Interval(of_total, of_list), "percent", working)


@check(
    "peoples-share-in-census",
    "Great Russians have 43.4 per cent in the chapter and 44.3 in the census: the base is another",
    locators=["p001", "n02"],
    expects="not comparable",
    teaches="A share can move although its part hardly moves: look at the whole.",
    charitable="The chapter's whole has Finland in it and more, the census has not; a minority "
    "it is in both.",
)
def share_in_census(read: Evidence) -> Outcome:
    """The share of the Great Russians in the chapter and among the speakers of the census."""
    stated = share(read.stated("p001-05").low, read.stated("p001-20").low)
    part, whole = (
        read.figure("nationalities", account=CENSUS, group=group)
        for group in ("great_russians", "total")
    )
    working = f"census, as reported by Wikipedia: {shown(part)} of {shown(whole)}"
    return compare(stated, share(part, whole), "percent", working, otherwise="not comparable")


@check(
    "peoples-census-total",
    "The census, with the chapter's Finns added, stays below the 129 million",
    locators=["p001", "n02"],
    expects="other sources differ",
    teaches="Before you compare two totals, ask which territory each of them covers.",
    charitable="The census left the Grand Duchy of Finland out; with it the two come within a "
    "million, and the total may rest on a count of all inhabitants that we have not seen.",
)
def census_total(read: Evidence) -> Outcome:
    """The chapter's total beside the census by language with Finland added."""
    stated, finns = read.stated("p001-20"), read.claim("p001-13").low
    census = read.figure("nationalities", account=CENSUS, group="total")
    working = f"census, as reported by Wikipedia: {shown(census)}; with Finland {shown(census + finns)}"
    return compare(
        stated,
        census + finns,
        "persons",
        working,
        rounded_to=1_000_000,
        otherwise=DIFFER,
    )


@check(
    "peoples-census-lines",
    "Nine lines of the list are the census by native language, rounded",
    locators=["p001", "n02"],
    expects="rounding",
    teaches="Find out what question was asked: this census asked for language, not for nationality.",
    charitable="Every line is right to about a hundred thousand, and the two largest liberties "
    "are small: the Ukrainians are cut and not rounded, the Poles are rounded up.",
)
def census_lines(read: Evidence) -> Outcome:
    """The sum of the lines that both have, and the lines that do not round to the printed figure."""
    lines = read.rows("nationalities", stated=True, account="chapter", level="line", group=SAME_LINES)
    printed = {row["group"]: row.allowed for row in lines}
    names = {row["group"]: row["name"] for row in lines}
    stated = sum(row["low"] for row in lines)
    census = {
        row["group"]: row["low"]
        for row in read.rows("nationalities", account=CENSUS, level="line", group=SAME_LINES)
    }
    found, rounding = sum(census.values()), total(list(printed.values()))
    off = ", ".join(names[group] for group, value in census.items() if value not in printed[group])
    working = (
        f"{len(lines)} lines: {shown(stated)}; census, as reported by Wikipedia: {shown(found)}; "
        f"not rounded to the nearest: {off}"
    )
    return compare(
        stated, found, "persons", working, rounded_to=rounding.high - rounding.low, otherwise=DIFFER
    )


@check(
    "peoples-lithuanians",
    "The line “Lithuanians” is almost twice the Lithuanian speakers of the census",
    locators=["p001", "n02"],
    expects="other sources differ",
    teaches="When one line of a table is far off and its neighbours fit, look for a group "
    "without a line.",
    charitable="The line may stand for the Baltic peoples together: with the Latvians it comes out.",
)
def lithuanians(read: Evidence) -> Outcome:
    """The printed line beside Lithuanian and Samogitian speakers."""
    parts = ("lithuanians_proper", "samogitians")
    own = read.rows("nationalities", account=CENSUS, group=parts)
    found = sum(row["low"] for row in own)
    working = f"census, as reported by Wikipedia: {' + '.join(shown(row['low']) for row in own)}"
    return beside(read, "p001-09", found, working)


@check(
    "peoples-latvians",
    "With the Latvians, the line “Lithuanians” comes out",
    locators=["p001", "n02"],
    expects="rounding",
    teaches="A guess about a table can be tested: if the missing group is in this line, the sum "
    "must fit.",
    charitable="The sum fits to the last digit that is printed; that the Latvians are in the "
    "line is our inference, for the chapter does not say so.",
)
def latvians(read: Evidence) -> Outcome:
    """The printed line beside Lithuanian, Samogitian and Latvian speakers."""
    parts = read.rows("nationalities", account=CENSUS, chapter_group="lithuanians", level="part")
    found = sum(row["low"] for row in parts)
    working = " + ".join(f"{row['name']} {shown(row['low'])}" for row in parts)
    return beside(read, "p001-09", found, working)


@check(
    "peoples-baltic-together",
    "A reference work of the time counts Lithuanians and Latvians together, and rounds to the line",
    locators=["p001", "n02"],
    expects="rounding",
    teaches="A grouping is likelier when others of the time made it; both print the one census, so "
    "this is no second count.",
    charitable="The Britannica too puts the two kindred peoples under one head, so the line need "
    "not be a slip of the author.",
)
def baltic_together(read: Evidence) -> Outcome:
    """The printed line beside the figure for both peoples in the Britannica of 1911."""
    found = read.figure("nationalities", account=BRITANNICA, group="balts")
    working = f"Lithuanians and Latvians together in the Britannica of 1911: {shown(found)}"
    return beside(read, "p001-09", found, working)


@check(
    "peoples-caucasus",
    "“Peoples of the Caucasus” are the mountain peoples alone",
    locators=["p001", "n02"],
    expects="rounding",
    teaches="A heading can be wider than what stands under it: test the figure before you use the name.",
    charitable="The census had a group of mountain languages, and the line gives its figure to "
    "the hundred thousand.",
)
def caucasus(read: Evidence) -> Outcome:
    """The printed line beside the census group of mountain languages."""
    found = read.figure("nationalities", account=CENSUS, group="caucasus_peoples")
    working = f"mountain languages in the census, as reported by Wikipedia: {shown(found)}"
    return beside(read, "p001-14", found, working)


@check(
    "peoples-without-a-line",
    "Georgians, Armenians and four more have no line: that fills most of the gap",
    locators=["p001", "n02"],
    expects="gap",
    teaches="Ask of every list who is missing: the answer is often what explains its total.",
    charitable="A list of twelve may leave peoples out; the rest of the gap is smaller languages "
    "and the rounding of the total.",
)
def without_a_line(read: Evidence) -> Outcome:
    """What the list lacks beside the census lines that have no place in it."""
    listed = total([read.stated(claim) for claim in GROUPS])
    missing = read.stated("p001-20").low - listed.low
    unplaced = read.rows("nationalities", account=CENSUS, level="line", chapter_group=None)
    found = sum(row["low"] for row in unplaced)
    working = " + ".join(f"{row['name']} {shown(row['low'])}" for row in unplaced)
    return compare(missing, found, "persons", working, rounded_to=1_000_000, otherwise="gap")


@check(
    "peoples-turkic",
    "The Turkic line comes out once the Yakuts are counted in it",
    locators=["p001", "n02"],
    expects="rounding",
    teaches="Two tables of one census can draw the border of a group in different places.",
    charitable="The printed figure is the sum to the hundred thousand; the two parts come from "
    "two reports of the same census.",
)
def turkic(read: Evidence) -> Outcome:
    """The printed line beside the Turco-Tatar group with the Yakuts."""
    group = read.figure("nationalities", account=CENSUS, group="turkic_without_yakut")
    yakuts = read.figure("nationalities", account=CENSUS_SUMS, group="yakuts")
    working = f"group without Yakuts {shown(group)} + Yakuts {shown(yakuts)}"
    return beside(read, "p001-16", group + yakuts, working)


@check(
    "peoples-jews",
    "Jews are counted by language here; by religion the same census has more",
    locators=["p001", "n02"],
    expects="not comparable",
    teaches="One census can give two figures for one people, because it asked two questions.",
    charitable="Beside the other lines, which rest on language too, the figure by language is "
    "the right one, and it rounds to what is printed.",
)
def jews(read: Evidence) -> Outcome:
    """The printed line beside the count by religion."""
    found = read.figure("nationalities", account=RELIGION, group="jews")
    working = f"by religion, in Rubakin: {shown(found)}; the line rests on language"
    return beside(read, "p001-12", found, working, otherwise="not comparable")


@check(
    "peoples-finns",
    "The Finns cannot come from the census that the note names",
    locators=["p001", "n02"],
    expects="other sources differ",
    teaches="A note names one source, yet a table can be put together from several.",
    charitable="Finland kept a count of its own, and a table of the whole Empire has to take it "
    "from there.",
)
def finns(read: Evidence) -> Outcome:
    """The line for the Finns, and the census that did not count Finland."""
    line = read.stated("p001-13")
    census = read.row("nationalities", account=CENSUS, group="finns")
    named = read.event("census-1897")["date_as_printed"]
    return judged(
        f"{shown(line.low)} Finns, by the note from the {named}",
        f"{census['name']}: no count found in the census",
        DIFFER,
        "the census, as reported by Wikipedia, left the Grand Duchy of Finland out",
    )


@check(
    "peoples-finland-inhabitants",
    "The line “Finns” fits everybody in Finland, Swedes and all",
    locators=["p001", "n02"],
    expects="rounding",
    teaches="A people and the people of a territory are two things: ask which of them was counted.",
    charitable="The census of 1897 left Finland out, and a count of its inhabitants is the "
    "nearest thing to a line for it.",
)
def finland_inhabitants(read: Evidence) -> Outcome:
    """The printed line beside the inhabitants of the Grand Duchy."""
    found = read.figure("nationalities", account=NEW_INTERNATIONAL, group="finland_inhabitants")
    working = f"inhabitants in 1897, whatever their language, in an encyclopaedia: {shown(found)}"
    return beside(read, "p001-13", found, working)


@check(
    "peoples-twenty-or-twelve",
    "Reclus speaks of twenty peoples, the list has twelve lines",
    locators=["n01", "p001"],
    expects="not comparable",
    teaches="How many peoples there are depends on who is lumped together: lines are not peoples.",
    charitable="Three of the lines are families of peoples, and Reclus gives a round number in a "
    "letter.",
)
def twenty_or_twelve(read: Evidence) -> Outcome:
    """The number in the quotation beside the number of lines."""
    lines = read.claim("p001-25")
    working = f"{shown(lines.low)} lines, the Great Russians and three families of peoples among them"
    return compare(
        read.stated("n01-01"), lines, "peoples or groups", working, otherwise="not comparable"
    )


@check(
    "peoples-three-points",
    "Three points are announced, and three are printed",
    locators=["p001", "p002"],
    expects="agrees",
    teaches="Count the items of a list that is announced with a number: it costs a second.",
)
def three_points(read: Evidence) -> Outcome:
    """The number that is announced beside the list."""
    listed = read.claim("p002-01")
    return compare(read.stated("p001-23"), listed, "points", f"the list has {shown(listed.low)}")


@check(
    "peoples-twenty-years",
    "From the census to the revolution it is twenty years, as the note says",
    locators=["n02", "p001"],
    expects="agrees",
    teaches="The age of a source is part of its meaning: these figures describe the parents' time.",
)
def twenty_years(read: Evidence) -> Outcome:
    """The years from the census to the Declaration of the Rights of the Peoples."""
    census = int(read.event("census-1897")["old_style_start"])
    told = int(read.event("declaration-peoples")["old_style_start"][:4])
    return compare(read.stated("n02-01"), told - census, "years", f"{told} - {census}")
