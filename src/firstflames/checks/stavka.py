"""The General Headquarters at Mogilev (p006 to p018, n03 to n08)."""

from __future__ import annotations

from firstflames import calendars
from firstflames.calendars import days_between
from firstflames.checks.registry import Evidence, Outcome, check, compare, judged, shown
from firstflames.votes import Interval, share


@check(
    "stavka-last-day",
    "Three paragraphs end the Stavka's resistance on the same day",
    locators=["p006", "p016", "p063"],
    expects="agrees",
    teaches="When distant paragraphs give the same day without being copied, the date gains weight.",
)
def last_day(read: Evidence) -> Outcome:
    """The time from the insurrection and its decrees to the day in two other paragraphs."""
    start = read.event("decrees-peace-land")["old_style_start"]
    told = [read.event(name)["old_style_start"] for name in ("staff-stopped", "delegation-leaves")]
    held = [days_between(start, day) for day in told]
    working = f"from {calendars.both_styles(start)} to {' and '.join(map(calendars.both_styles, told))}"
    return compare(read.stated("p006-01"), Interval(min(held), max(held)), "days", working)


@check(
    "stavka-day-of-dukhonin",
    "No day is printed for the death of Dukhonin",
    locators=["p016", "p006"],
    expects="gap",
    teaches="A paragraph that opens with a date does not date everything it tells.",
    charitable="The paragraph keeps the order of events: the staff is stopped first, then "
    "Krylenko arrives; it does not say that all this happened in one day.",
)
def day_of_dukhonin(read: Evidence) -> Outcome:
    """The dated first act of the paragraph, and the undated second one."""
    stopped, killed = read.event("staff-stopped"), read.event("dukhonin-killed")
    day = calendars.both_styles(stopped["old_style_start"])
    return judged(
        f"{day}: {stopped['title']}",
        f"dated by {killed['dated_by']} only, {killed['precision']} {day}: {killed['title']}",
        "gap",
        "the one date of the paragraph belongs to its first sentence",
    )


@check(
    "stavka-appeal-and-lynching",
    "The appeal forbids lynching, and its addressee is killed after his arrest",
    locators=["p012", "p016"],
    expects="tension",
    teaches="An order shows what its author wanted, and perhaps feared; what was done needs "
    "another source.",
    charitable="The text gives both, the order and the killing, and hides neither; the "
    "government asked for a trial, and the order was not obeyed.",
)
def appeal_and_lynching(read: Evidence) -> Outcome:
    """The order of the appeal and what followed at the station."""
    order, killed = read.row("orders", order_id="no-lynching"), read.event("dukhonin-killed")
    return judged(
        f"the order: {order['content'].lower()}",
        killed["title"],
        "tension",
        f"by the text's own report the order was not obeyed. {order['note']}",
    )


@check(
    "stavka-order-by-telephone",
    "The order to open talks came first by radio, says the appeal that the text quotes",
    locators=["p010", "p011"],
    expects="other sources differ",
    teaches="Read the document behind the quotation: the part that is not quoted can correct the story.",
    charitable="The order was given again on the telephone, and a summary may keep only the last act.",
)
def order_by_telephone(read: Evidence) -> Outcome:
    """The telephone call as told, beside the document that the next paragraph quotes."""
    call = read.row("orders", order_id="open-talks")
    document = read.row("sources", source_id="radio-appeal-1917")
    day = calendars.both_styles(call["old_style_start"])
    return judged(
        f"on {day} Dukhonin is ordered by {call['channel']} to open talks",
        f"{document['title']}: a radio message had ordered it before, and the call asked why he waited",
        "other sources differ",
        "the appeal, read in Russian, tells the order, its arrival and the call one after the other",
    )


@check(
    "stavka-still-in-command",
    "Dismissed by telephone, and still in command when the soldiers come",
    locators=["p010", "p016"],
    expects="tension",
    teaches="To be dismissed and to be gone are two events: ask who held the office in between.",
    charitable="The radio appeal explains it: he was told to carry on until his successor came.",
)
def still_in_command(read: Evidence) -> Outcome:
    """The day of the dismissal beside the day on which he is still at the Stavka."""
    dismissed = read.event("dukhonin-dismissed")["old_style_start"]
    stopped = read.event("staff-stopped")["old_style_start"]
    note = read.row("orders", order_id="dismissal")["note"]
    return judged(
        f"dismissed on {calendars.both_styles(dismissed)}",
        f"called Generalissimo at the Stavka after {calendars.both_styles(stopped)}",
        "tension",
        f"{days_between(dismissed, stopped)} days lie between; {note}",
    )


@check(
    "stavka-not-a-single-soldier",
    "Not one soldier to defend the Stavka, and some units that escaped from it",
    locators=["p016"],
    expects="tension",
    teaches="A witness's strong word and the author's next sentence need not describe the same people.",
    charitable="Stankevich speaks of soldiers willing to fight for the staff; units can leave "
    "without having defended anything.",
)
def not_a_single_soldier(read: Evidence) -> Outcome:
    """What the witness says, and what the author adds."""
    soldiers, units = read.stated("p016-01"), read.claim("p016-04")
    return judged(
        f"{shown(soldiers.low)} soldiers to defend the Stavka (Stankevich, as reported by Serge)",
        f"{shown(units)} reactionary units escaped",
        "tension",
        "units are made of soldiers: the two fit only if these were there and did not defend it",
    )


@check(
    "stavka-mass-of-the-troops",
    "The mass of the troops was glad; two of five votes in army and fleet were Bolshevik",
    locators=["p008", "p092"],
    expects="not comparable",
    teaches="A mood and a ballot are two measurements: who is glad of peace need not vote for "
    "its party.",
    charitable="Soldiers could welcome the new revolution and vote for the Left S-Rs, whose "
    "votes stand in the S-R line; joy is not a vote.",
)
def mass_of_the_troops(read: Evidence) -> Outcome:
    """The majority that rejoiced beside the share of the Bolsheviks in the army's vote."""
    lines = read.rows("votes_fronts", account="chapter")
    whole = sum(row["low"] for row in lines)
    part = sum(row["low"] for row in lines if row["party"] == "bolshevik")
    working = f"{shown(part)} of {shown(whole)} votes in army and fleet"
    return compare(
        read.stated("p008-03"), share(part, whole), "percent", working, otherwise="not comparable"
    )


@check(
    "stavka-practically-everywhere",
    "The same outcome “practically everywhere”, but not in Romania",
    locators=["p018", "p048", "p051"],
    expects="tension",
    teaches="“Practically everywhere” allows an exception: ask how big the exception is.",
    charitable="The words leave room for exceptions, and in Romania a foreign army took part, so "
    "that the conflict was not only one of soldiers and command.",
)
def practically_everywhere(read: Evidence) -> Outcome:
    """The front on which the command prevailed, and its part of the army's vote."""
    everywhere = read.row("claims", stated=True, claim_id="p018-02")
    arrested = read.event("roshal-arrested")
    front, whole = (
        read.figure("votes_fronts", account="lenin_svyatitsky", front=name, party="all_lists")
        for name in ("romanian", "army_and_navy")
    )
    return judged(
        f"{everywhere['subject']}: {everywhere['as_printed']}",
        f"{arrested['title']}; the command keeps its stocks and helps to take Chișinău",
        "tension",
        f"the Romanian front cast {shown(share(front, whole))} per cent of the army's votes in "
        f"Lenin's table",
    )
