"""Dates of the whole chapter: two calendars, intervals, and the order of events."""

from __future__ import annotations

import math

from firstflames.calendars import (
    both_styles,
    days_between,
    new_to_old,
    old_to_new,
    readings,
    was_a_soviet_day,
)
from firstflames.checks.registry import Evidence, Outcome, Row, check, compare, judged, shown
from firstflames.votes import Interval

#: Rule of the house for a part of a month: ten days each, as in the notes of claims.csv.
MIDDLE, END = Interval(11, 20), Interval(21, 31)
#: The second half of a month of 31 days.
SECOND_HALF = Interval(16, 31)
#: What "after" says of the days between two events: any number, none included.
AFTER = Interval(0, math.inf)
#: What "just as" says of the days between two events.
SAME_DAY = 0


def days(first: Row, last: Row) -> int:
    """Days from the start of one event to the start of another, both as stored (Old Style)."""
    return days_between(first["old_style_start"], last["old_style_start"])


def days_by_style(first: Row, last: Row) -> Interval:
    """Days from an Old Style event to one whose printed date may be of either style."""
    start = first["old_style_start"]
    found = [days_between(start, old) for old, _ in readings(last["old_style_start"], "uncertain")]
    return Interval(min(found), max(found))


def span(first: Row, last: Row) -> str:
    """Two events as the ends of a count, in both calendars."""
    return f"{both_styles(first['old_style_start'])} to {both_styles(last['old_style_start'])}"


def month(date: str) -> int:
    """A month as a number that grows by one from month to month, over the turn of the year too."""
    return 12 * int(date[:4]) + int(date[5:7])


@check(
    "dates-twenty-days",
    "From the Declaration to the appeal to the Muslims it is twenty days",
    locators=["p004", "p001"],
    expects="agrees",
    teaches="An interval in words can be tested when both of its ends are dated.",
)
def twenty_days(read: Evidence) -> Outcome:
    """The interval that p004 states, and the two dates."""
    first, last = read.event("declaration-peoples"), read.event("appeal-muslims")
    return compare(read.stated("p004-01"), days(first, last), "days", span(first, last))


@check(
    "dates-rada-plan",
    "The Rada's two steps add up to the day it set for its assembly",
    locators=["p041"],
    expects="agrees",
    teaches="Steps that lead from one date to another have to add up to the whole way.",
)
def rada_plan(read: Evidence) -> Outcome:
    """From the Manifesto to the elections and on to the first session."""
    first, second = read.stated("p041-05").low, read.stated("p041-06").low
    found = days(read.event("rada-manifesto"), read.event("ukrainian-assembly-set"))
    working = f"{shown(first)} + {shown(second)} = {shown(first + second)} days"
    return compare(first + second, found, "days", working)


@check(
    "dates-rada-plan-not-told",
    "Whether Ukraine's elections of 27 December were held, the chapter does not say",
    locators=["p041", "p044"],
    expects="gap",
    teaches="A date that somebody fixed is a plan, and a text owes us what became of it.",
    charitable="The chapter follows the war between the Rada and the soviets, which by its own "
    "dates overtook the plan: Kyiv was taken before the month was out.",
)
def rada_plan_not_told(read: Evidence) -> Outcome:
    """The two planned days, and the next dated event in Kyiv."""
    plan = read.rows("events", event_id=("ukrainian-election-set", "ukrainian-assembly-set"))
    taken = read.event("kyiv-taken")
    fixed = " and ".join(both_styles(row["old_style_start"]) for row in plan)
    return judged(
        f"fixed for {fixed}",
        f"next in Kyiv: {both_styles(taken['old_style_start'])}, {taken['title']}",
        "gap",
        "two days are set in p041; no later paragraph says whether anyone voted or met",
    )


@check(
    "dates-rising-ural",
    "The Ural rising runs from 25 November to 18 January: 54 days",
    locators=["p034"],
    expects="agrees",
    teaches="An interval over the turn of the year is easily miscounted, so count it in days.",
)
def rising_ural(read: Evidence) -> Outcome:
    """The interval as a claim and as an event with two ends."""
    row = read.event("ural-rising")
    found = days_between(row["old_style_start"], row["old_style_end"])
    working = f"{both_styles(row['old_style_start'])} to {both_styles(row['old_style_end'])}"
    return compare(read.stated("p034-01"), found, "days", working)


@check(
    "dates-two-risings",
    "The risings at Rostov and Taganrog were thirty-seven days apart",
    locators=["p026"],
    expects="agrees",
    teaches="Two dates in one bracket may hide five weeks between the things they date.",
)
def two_risings(read: Evidence) -> Outcome:
    """The two dates of p026."""
    first, last = read.event("rostov-rising"), read.event("taganrog-rising-1")
    return compare(read.stated("p026-02"), days(first, last), "days", span(first, last))


@check(
    "dates-theses-end-of-december",
    "“The end of December” fits Lenin's theses only by the New Style",
    locators=["p085"],
    expects="agrees",
    teaches="A date that is wrong by one calendar may be right by the other, so try both first.",
)
def theses_end_of_december(read: Evidence) -> Outcome:
    """The day of Pravda in the New Style, and the last ten days of a month."""
    old = read.event("theses")["old_style_start"]
    new = old_to_new(old)
    working = f"Pravda printed them on {both_styles(old)}; the end of a month: the 21st or later"
    return compare(END, int(new[8:]), "day of the month", working)


@check(
    "dates-may-day",
    "1 May at Iași: which calendar, the text does not say",
    locators=["p046"],
    expects="gap",
    teaches="A feast day has a date in one calendar only, and that can show which one a text uses.",
    charitable="The first of May was kept by the New Style in 1917, so the date is most likely the "
    "day of the feast itself, 18 April by the calendar of the Russian army.",
)
def may_day(read: Evidence) -> Outcome:
    """The two days that “1 May” can mean."""
    row = read.event("rakovsky-freed")
    as_new = old_to_new(row["old_style_start"])
    pairs = [both_styles(old) for old, _ in readings(as_new, "uncertain")]
    return judged(
        f"printed: {row['date_as_printed']}",
        " or ".join(pairs),
        "gap",
        f"style: {row['style_as_printed']}; the two readings are thirteen days apart",
    )


@check(
    "dates-kornilov-september",
    "Kornilov's coup “of September”: which calendar, the text does not say",
    locators=["p021"],
    expects="gap",
    teaches="A month without a day can move into its neighbour when the calendar changes.",
    charitable="The coup is usually dated to the last days of August Old Style, which is September "
    "by the New; a writer of 1930 may well use the calendar of his own day.",
)
def kornilov_september(read: Evidence) -> Outcome:
    """The printed month and the months stored for it."""
    row = read.event("kornilov-coup")
    return judged(
        f"printed: {row['date_as_printed']}, style {row['style_as_printed']}",
        f"Old Style months that it can mean: {row['old_style_start']} and {row['old_style_end']}",
        "gap",
        "September New Style runs from 19 August to 17 September Old Style",
    )


@check(
    "dates-february-days",
    "12 and 13 February 1918 were days of no Soviet calendar",
    locators=["p033", "p052"],
    expects="gap",
    teaches="In Soviet Russia 31 January 1918 was followed by 14 February, so some dates need a place.",
    charitable="On the Don, where both belong, the Old Style went on in use; read so, both are "
    "good dates, and one follows the other.",
)
def february_days(read: Evidence) -> Outcome:
    """How many of the two printed days were lived in Soviet Russia."""
    rows = read.rows("events", event_id=("nazarov-shot", "officers-killed-don"))
    lived = sum(was_a_soviet_day(row["old_style_start"]) for row in rows)
    working = f"1 to 13 February 1918 were left out: {lived} of the {len(rows)} days existed there"
    return compare(len(rows), lived, "printed days", working, otherwise="gap")


@check(
    "dates-denisov-sixty-days",
    "General Denisov's count covers sixty days, if both its ends are of one style",
    locators=["p052"],
    expects="agrees",
    teaches="A number of victims means little without the time in which they were counted.",
)
def denisov_sixty_days(read: Evidence) -> Outcome:
    """The period of the count, as a claim and as an event."""
    row = read.event("officers-killed-don")
    found = days_between(row["old_style_start"], row["old_style_end"])
    working = f"{row['old_style_start']} to {row['old_style_end']}, both read as Old Style"
    return compare(read.stated("p052-03"), found, "days", working)


@check(
    "dates-kaledin-novocherkassk",
    "“Just as the Reds were entering”: they are in the Council one to fourteen days later",
    locators=["p031", "p033"],
    expects="tension",
    teaches="“Just as” is a claim about dates, and it can be set beside the dates that are printed.",
    charitable="“Entering” may mean the approach; and if 12 February is New Style, it is 30 "
    "January Old Style, one day after Kaledin's death.",
)
def kaledin_novocherkassk(read: Evidence) -> Outcome:
    """From Kaledin's death, the last day on which he can have spoken, to the Reds in the Council."""
    death, surprise = read.event("kaledin-death"), read.event("council-surprised")
    found = days_by_style(death, surprise)
    printed = f"{death['date_as_printed']} to {surprise['date_as_printed']}"
    working = f"{printed}: {shown(found)} days, by New Style or Old Style"
    return compare(SAME_DAY, found, "days", working, otherwise="tension")


@check(
    "dates-armistice-runs-out",
    "The armistice ran out before the Assembly was dissolved, and no renewal is told",
    locators=["p066", "p067"],
    expects="gap",
    teaches="A term in days has a last day: work it out and look for what the text says of it.",
    charitable="The paragraph says that the armistice could be renewed, and the peace talks that "
    "followed belong to a later chapter.",
)
def armistice_runs_out(read: Evidence) -> Outcome:
    """The term of the armistice, and the days to the end of the chapter's home front."""
    pact, end = read.event("armistice"), read.event("dissolution")
    term, found = read.stated("p066-01"), days(pact, end)
    working = f"{span(pact, end)}: {found} days, {shown(found - term.low)} more than the term"
    return compare(term, found, "days", working, otherwise="gap")


@check(
    "dates-dissolution-twice",
    "“The following night” and 7 January are the same date of the dissolution",
    locators=["p133", "p067"],
    expects="agrees",
    teaches="A night belongs to two days, so a text may rightly give either date for it.",
)
def dissolution_twice(read: Evidence) -> Outcome:
    """From the end of the session to the day that p067 prints."""
    ends, decree = read.event("session-ends"), read.event("dissolution")
    found = days(ends, decree)
    working = f"session over before dawn, decree out: {span(ends, decree)}"
    return compare(read.stated("p133-01"), found, "days", working)


@check(
    "dates-declaration-before-session",
    "The Declaration had been promulgated before Sverdlov put it to the Assembly",
    locators=["p118"],
    expects="agrees",
    teaches="When a text says that one thing came before another, look for the two dates.",
)
def declaration_before_session(read: Evidence) -> Outcome:
    """From the vote of the Soviet Executive to the session."""
    act, session = read.event("declaration-promulgated"), read.event("declaration-read")
    found = days(act, session)
    working = f"by the editors of Lenin's works: {span(act, session)}"
    return compare(AFTER, found, "days", working)


@check(
    "dates-ultimatum",
    "The ultimatum to the Rada: 4 December in the text, 3 December in Lenin's works",
    locators=["p042"],
    expects="other sources differ",
    teaches="A document has several days: written, sent, printed; ask which one a text gives.",
    charitable="It was written on the 3rd and printed on the 5th; that it was sent, or received, "
    "on the 4th between them is quite possible.",
)
def ultimatum(read: Evidence) -> Outcome:
    """The day of p042 and the day of the document, as days of December."""
    told = read.row("events", stated=True, event_id="rada-ultimatum")["old_style_start"]
    written = read.row("decrees", decree_id="rada-ultimatum")["old_style_start"]
    working = f"{both_styles(told)} beside {both_styles(written)}"
    return compare(
        int(told[8:]),
        int(written[8:]),
        "day of December 1917",
        working,
        otherwise="other sources differ",
    )


ACTS = {
    "peace": "decrees-peace-land",
    "land": "decrees-peace-land",
    "peoples-rights": "declaration-peoples",
    "workers-control": "workers-control",
    "banks": "bank-decree",
}


@check(
    "dates-decrees-agree",
    "Five great decrees bear the same dates in the chapter and in the documents",
    locators=["p001", "p138", "p146"],
    expects="agrees",
    teaches="Dates are the easiest thing to verify in a history, and good ones earn it some trust.",
)
def decrees_agree(read: Evidence) -> Outcome:
    """The decrees whose day the chapter prints, beside the list of decrees by other sources."""
    pairs = [
        (read.event(event)["old_style_start"], read.row("decrees", decree_id=decree)["old_style_start"])
        for decree, event in ACTS.items()
    ]
    same = sum(told == found for told, found in pairs)
    return compare(len(ACTS), same, "decrees", f"{same} of {len(pairs)} have the same day in both")


@check(
    "dates-coalition-broadsheet",
    "Lenin's word on the coalition is older than the events it is told with",
    locators=["p074", "n22"],
    expects="tension",
    teaches="A quotation has a date of its own, often in a note: check that it belongs where it stands.",
    charitable="Lenin's view of the alliance may be quoted where the alliance is told without "
    "having been written on that day; the note gives the true date.",
)
def coalition_broadsheet(read: Evidence) -> Outcome:
    """“A few days after” the proposal on the Kadets, and the day of the broadsheet that is quoted."""
    speech, sheet = read.event("kadets-proposal"), read.event("coalition-broadsheet")
    found = days(speech, sheet)
    working = f"{span(speech, sheet)}: {-found} days before, not after"
    return compare(read.stated("p074-01"), found, "days", working, otherwise="tension")


@check(
    "dates-elections-middle",
    "Voting from 12 to 14 November is the middle of the month",
    locators=["p079"],
    expects="agrees",
    teaches="A vague date can be tested too, once a rule says which days it may cover.",
)
def elections_middle(read: Evidence) -> Outcome:
    """The days by the Presidential Library, and the middle ten days of a month."""
    row = read.event("elections")
    found = Interval(int(row["old_style_start"][8:]), int(row["old_style_end"][8:]))
    working = f"days of voting by the Presidential Library: {shown(found)}; some districts voted later"
    return compare(MIDDLE, found, "day of the month", working)


@check(
    "dates-sfatul-elections",
    "The Sfatul Țării opened in the month of the elections",
    locators=["n13", "p050", "p079"],
    expects="agrees",
    teaches="“At the same time” is true or false by the unit: here it holds in months, not in days.",
)
def sfatul_elections(read: Evidence) -> Outcome:
    """The month of the elections and the month of the first sitting."""
    vote, opens = read.event("elections"), read.event("sfatul-tarii-opens")
    found = month(opens["old_style_start"]) - month(vote["old_style_start"])
    working = f"both in November, {days(vote, opens)} days from the first day of voting"
    return compare(read.stated("n13-10"), found, "months", working)


@check(
    "dates-loyal-address",
    "From the Sfatul's opening to its loyal address: 126 days, or 113",
    locators=["p050"],
    expects="gap",
    teaches="A date of which the calendar is not told makes every interval uncertain by thirteen days.",
    charitable="The order of events is the same either way, and the paragraph counts no days.",
)
def loyal_address(read: Evidence) -> Outcome:
    """The interval if both dates are Old Style, and if only the second one is New Style."""
    address, opens = read.event("loyal-address"), read.event("sfatul-tarii-opens")
    as_new = new_to_old(address["old_style_start"])
    found = days_between(opens["old_style_start"], as_new)
    working = f"{address['date_as_printed']} as New Style is {both_styles(as_new)}: {found} days"
    return compare(read.stated("p050-01"), found, "days", working, otherwise="gap")


@check(
    "dates-yalta-telegram",
    "A telegram of 20 January suits messages of the second half of January",
    locators=["p057"],
    expects="agrees",
    teaches="A source cannot be younger than the page that prints it: compare the two dates.",
)
def yalta_telegram(read: Evidence) -> Outcome:
    """The day of the telegram and the days of the messages."""
    day = int(read.event("yalta-bombarded")["old_style_start"][8:])
    return compare(
        SECOND_HALF, day, "day of January", f"dated {day}; the second half is {shown(SECOND_HALF)}"
    )


@check(
    "dates-following-year",
    "Lenin drew his lessons in the year after the Assembly",
    locators=["p098", "p089"],
    expects="agrees",
    teaches="“The following year” has to be counted from something, so find the year it starts from.",
)
def following_year(read: Evidence) -> Outcome:
    """The year of the study, and the year of the Assembly."""
    met, wrote = read.event("assembly-opens"), read.event("lenin-study")
    found = int(wrote["old_style_start"][:4]) - int(met["old_style_start"][:4])
    working = f"from the Assembly to the study: {found} year; from the vote of 1917 it would be one more"
    return compare(read.stated("p098-01"), found, "years", working)


@check(
    "dates-lenin-shot-at",
    "Shots at Lenin's car on 2 January, elsewhere on 1 January",
    locators=["p110"],
    expects="other sources differ",
    teaches="A difference of one day seldom changes a story, but it shows that sources were not copied.",
    charitable="One day is little in a memory written down years later, and the paragraph uses the "
    "event only to show that some terrorists acted against orders.",
)
def lenin_shot_at(read: Evidence) -> Outcome:
    """The printed day and that of another account."""
    told = read.row("events", stated=True, event_id="lenin-shot-at")["old_style_start"]
    other = read.row("events_elsewhere", event_id="lenin-shot-at")["old_style_start"]
    working = f"{both_styles(told)}; English Wikipedia: {both_styles(other)}"
    return compare(
        int(told[8:]), int(other[8:]), "day of January 1918", working, otherwise="other sources differ"
    )


@check(
    "dates-raskolnikov-death",
    "Raskolnikov's death: 1943 in the note, elsewhere 1939",
    locators=["n35"],
    expects="other sources differ",
    teaches="A note in brackets is the translator's, and it can err where the author said nothing.",
    charitable="The bracket is not Serge's; its year may rest on a report that could not be "
    "verified at the time of the translation.",
)
def raskolnikov_death(read: Evidence) -> Outcome:
    """The year that the note prints and that of another account."""
    told = read.row("events", stated=True, event_id="raskolnikov-dies")["old_style_start"]
    other = read.row("events_elsewhere", event_id="raskolnikov-dies")["old_style_start"]
    working = f"the translator: {told}; a bookseller's description of the letter: {other[:4]}"
    return compare(int(told), int(other[:4]), "year", working, otherwise="other sources differ")


@check(
    "dates-raskolnikov-letter",
    "The open letter was printed in 1939, after its author's death by another account",
    locators=["n35"],
    expects="other sources differ",
    teaches="Two dates of one note can be tested together: a letter may outlive its writer.",
    charitable="The year of the letter is the same in both; only the year of death is not.",
)
def raskolnikov_letter(read: Evidence) -> Outcome:
    """Years from the letter to the death, by the note and by another account."""
    stated = read.stated("n35-01")
    letter = read.row("events_elsewhere", event_id="raskolnikov-letter")["old_style_start"]
    death = read.row("events_elsewhere", event_id="raskolnikov-dies")["old_style_start"]
    found = int(days_between(letter, death))
    return compare(
        Interval(365 * stated.low, 366 * stated.high),
        found,
        "days from letter to death",
        f"printed {both_styles(letter)}, death {both_styles(death)}",
        otherwise="other sources differ",
    )
