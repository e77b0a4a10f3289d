"""The armistice: the delegation, its departure, what was asked and what was got (s07)."""

from __future__ import annotations

from firstflames.calendars import days_between
from firstflames.checks.registry import Evidence, Outcome, check, compare, judged, shown
from firstflames.votes import Interval

DAYS_IN_A_MONTH = 365 / 12


@check(
    "peace-nine-delegates",
    "Five names and four trades make the nine delegates",
    locators=["p063"],
    expects="agrees",
    teaches="A number beside a list is a free test of the list.",
)
def nine_delegates(read: Evidence) -> Outcome:
    """Those with a name and those with a calling, added."""
    named, by_trade = read.claims("p063-02", "p063-05")
    working = (
        f"{shown(named.low)} by name, {shown(by_trade.low)} by calling; the secretary is not counted"
    )
    return compare(read.stated("p063-01"), named + by_trade, "persons", working)


@check(
    "peace-left-srs",
    "Two of the nine delegates are Left S-Rs",
    locators=["p063"],
    expects="agrees",
    teaches="“Another” is a number in disguise: find the first one.",
)
def left_srs(read: Evidence) -> Outcome:
    """Delegates whom the list marks as Left S-Rs."""
    marked = read.rows("delegates", role="delegate", party="left_sr")
    working = " and ".join(row.cells["name"] for row in marked)
    return compare(read.stated("p063-04"), len(marked), "persons", working)


@check(
    "peace-four-without-a-name",
    "Another study has names for the four whom the text gives by trade",
    locators=["p063"],
    expects="agrees",
    teaches="Who gets a name in a history, and who only a trade, is a choice that another book can "
    "undo.",
)
def four_without_a_name(read: Evidence) -> Outcome:
    """Delegates without a name in the text for whom a study has one."""
    found = read.rows("delegates", role="delegate", named_in_text=False, source="brest-study")
    names = ", ".join(f"{row.cells['delegate_id']} {row.cells['name_elsewhere']}" for row in found)
    working = f"{names} (a study of the talks, after Chubaryan)"
    return compare(read.stated("p063-05"), len(found), "persons", working)


@check(
    "peace-secretary",
    "A secretary beside the nine, or one of six with full powers",
    locators=["p063"],
    expects="other sources differ",
    teaches="How large a delegation was depends on whether staff, advisers and escorts are counted.",
    charitable="Both may be right: nine who represent classes and parties, six of the whole party "
    "with powers to sign, and a staff that Serge does not count.",
)
def secretary(read: Evidence) -> Outcome:
    """Karakhan in the text and in Tyshetsky."""
    nine = read.stated("p063-01")
    row = read.row("delegates", delegate_id="karakhan")
    return judged(
        f"{shown(nine)} persons, with a {row['role']} besides",
        str(row["note"]),
        "other sources differ",
        "read in an extract; the text counts neither staff nor advisers",
    )


@check(
    "peace-no-badges",
    "Not a badge of rank, and senior officers as advisers",
    locators=["p064", "p063"],
    expects="tension",
    teaches="A picture leaves people out: check it against the list on the page before.",
    charitable="The picture shows those who spoke for the new power; the advisers stood behind "
    "them, and the text does not say what they wore.",
)
def no_badges(read: Evidence) -> Outcome:
    """The dress of one side, and who belonged to it."""
    badges = read.stated("p064-02")
    advisers = read.row("delegates", delegate_id="officers")
    return judged(
        f"badges of rank on the Soviet side: {shown(badges)}",
        str(advisers["description"]),
        "tension",
        "p063 names the officers before p064 paints the two sides; one delegate was an officer too",
    )


@check(
    "peace-conditions-got",
    "Two of the five conditions are not heard of again",
    locators=["p065", "p066"],
    expects="gap",
    teaches="Compare a treaty with the demands clause by clause: what is missing says as much as "
    "what is there.",
    charitable="The paragraph on the armistice gives its main points; freedom of propaganda may be "
    "part of the organized contacts, and Moonsund may have been settled elsewhere.",
)
def conditions_got(read: Evidence) -> Outcome:
    """Conditions that p066 reports as got, in whole or in part."""
    got = read.rows("armistice_terms", side="soviet", stage="first_talks", result=("got", "partly"))
    working = "in whole or part: " + ", ".join(row.cells["clause"].replace("_", " ") for row in got)
    return compare(
        read.stated("p065-01"),
        len(got),
        "conditions",
        f"{working}; of propaganda and Moonsund p066 is silent",
        otherwise="gap",
    )


@check(
    "peace-moonsund",
    "Whether the Germans left Moonsund cannot be read from the text",
    locators=["p065", "p066"],
    expects="gap",
    teaches="A verb such as “submitted to” can mean hearing a demand or granting it: ask for the "
    "result.",
    charitable="Read as hearing the clause without a protest, the sentence is clear, and the "
    "clause then simply failed.",
)
def moonsund(read: Evidence) -> Outcome:
    """The clause on Moonsund at the first talks and in the armistice."""
    clause = read.row("armistice_terms", term_id="soviet-moonsund")
    agreed = read.rows("armistice_terms", stage="agreed")
    named = [row for row in agreed if row["clause"] == clause["clause"]]
    return judged(
        "an outrage to the other side, which they “submitted to”",
        f"of {len(agreed)} points of the armistice, on Moonsund: {len(named)}",
        "gap",
        "the text does not say whether the clause was accepted",
    )


@check(
    "peace-asked-offered-agreed",
    "The armistice is much nearer to the offer than to the demand",
    locators=["p065", "p066"],
    expects="not comparable",
    teaches="Put demand, offer and result into one unit before you call a negotiation a success.",
    charitable="A demand is made to be reduced; the truce could be renewed, and time was not the "
    "only thing that the delegation wanted.",
)
def asked_offered_agreed(read: Evidence) -> Outcome:
    """Six months asked, beside the days offered and the days agreed."""
    asked = read.stated("p065-02")
    days = Interval(asked.low * DAYS_IN_A_MONTH, asked.high * DAYS_IN_A_MONTH)
    offered, agreed = read.claims("p065-03", "p066-01")
    part = round(100 * agreed.low / days.low)
    working = (
        f"offered {shown(offered.low)} days, agreed {shown(agreed.low)}: {part} per cent of the demand"
    )
    found = Interval(offered.low, agreed.high)
    return compare(days, found, "days", working, otherwise="not comparable")


@check(
    "peace-no-transfers",
    "The ban on moving troops is asked for and granted",
    locators=["p065", "p066"],
    expects="agrees",
    teaches="A clause can be won in full on paper, and the same sentence can doubt that it was kept.",
)
def no_transfers(read: Evidence) -> Outcome:
    """Moves of troops that the Russians would allow, and that the armistice allows."""
    working = "none in both; p066 adds that the pledge was more formal than real"
    return compare(read.stated("p065-06"), read.claim("p066-03"), "moves of troops", working)


@check(
    "peace-fraternization",
    "A clause long resisted by the man who calls it useless to resist",
    locators=["p066"],
    expects="tension",
    teaches="When a remark and a conduct pull apart, ask which of the two the witness saw.",
    charitable="A realist may give up what he cannot prevent: the remark explains why Hoffmann "
    "yielded in the end.",
)
def fraternization(read: Evidence) -> Outcome:
    """Hoffmann's remark, and his stand on the clause."""
    remark = read.row("claims", stated=True, claim_id="p066-04")
    stand = read.row("armistice_terms", term_id="powers-fraternization")
    return judged(
        f"“{remark['as_printed']}” would stop it ({remark['attributed_to']})",
        f"for long his side wanted: {str(stand['position']).lower()} ({stand['result']})",
        "tension",
        "whom the remark served, and who reported it, the text does not say",
    )


@check(
    "peace-nothing-prepared",
    "Nothing prepared for the talks, nine days after they were ordered",
    locators=["p065", "p010", "p063"],
    expects="agrees",
    teaches="A claim of haste can be measured: find when the thing was decided and when it began.",
)
def nothing_prepared(read: Evidence) -> Outcome:
    """Days from the order to open talks to the departure of the delegation."""
    ordered, left = read.event("dukhonin-dismissed"), read.event("delegation-leaves")
    plans = read.stated("p065-05")
    days = days_between(ordered["old_style_start"], left["old_style_start"])
    return judged(
        f"concrete proposals ready: {shown(plans)}; all had been improvised",
        f"{days} days from the order to Dukhonin to the departure",
        "agrees",
        "9 November to 18 November, Old Style",
    )
