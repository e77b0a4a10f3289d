"""Killing: who counts, who is counted, when and where (s06, and every report of the chapter)."""

from __future__ import annotations

from typing import cast

from firstflames.calendars import Style, days_between, readings
from firstflames.checks.registry import IN_ORDER, Evidence, Outcome, check, compare, judged, shown
from firstflames.votes import Interval, share

# ---- Denisov's count -----------------------------------------------------------------------------


@check(
    "dead-denisov-ranks",
    "Denisov's three figures have no total, and two readings",
    locators=["p052"],
    expects="gap",
    teaches="Before you add figures, ask whether one group already contains the others.",
    charitable="An army lists generals, colonels and other officers apart; read so, the three "
    "figures are three groups and may be added.",
)
def denisov_ranks(read: Evidence) -> Outcome:
    """Generals, colonels and commissioned officers, as three groups or as one with its parts."""
    generals, colonels, officers = read.claims("p052-04", "p052-05", "p052-06")
    every = generals + colonels + officers
    return judged(
        "three figures without a total",
        f"{shown(every.low)} officers, or {shown(officers.low)} if these contain the other two groups",
        "gap",
        f"{shown(generals.low)} + {shown(colonels.low)} + {shown(officers.low)} = "
        f"{shown(every.low)}; but generals and colonels are commissioned officers too",
    )


@check(
    "dead-denisov-after-the-war",
    "Denisov counts officers killed after the date that p030 gives for the end of the war",
    locators=["p052", "p030"],
    expects="tension",
    teaches="The end of a war and the end of killing are two dates, and a text may print only the "
    "first.",
    charitable="p030 means the end of organized resistance on the Don; the killing of officers who "
    "were caught afterwards is another matter, and Kornilov's army went on fighting in the Kuban.",
)
def denisov_after_the_war(read: Evidence) -> Outcome:
    """Days from the start of the count to the end of the war on the Don."""
    count, war = read.event("officers-killed-don"), read.event("don-war-ends")
    starts = readings(count["old_style_start"], cast("Style", count["style_as_printed"]))
    gaps = sorted(days_between(old, war["old_style_start"]) for old, _ in starts)
    working = "the war ends on 29 January, the count begins on 13 February, Old Style or New"
    return compare(
        IN_ORDER,
        Interval(gaps[0], gaps[-1]),
        "days from the start of the count to the end of the war",
        working,
        otherwise="tension",
    )


@check(
    "dead-denisov-after-the-period",
    "The largest count of killed officers begins after the phase that the chapter tells",
    locators=["p052", "p153"],
    expects="not comparable",
    teaches="A figure from February cannot show how something began in January: look at the dates "
    "of the evidence.",
    charitable="The count is offered as an illustration of where the hatred led, “in a few weeks”, "
    "not as a count of the weeks before.",
)
def denisov_after_the_period(read: Evidence) -> Outcome:
    """Days from the first day of the count to the last of the month in which the first phase ends."""
    count, phase = read.event("officers-killed-don"), read.event("first-phase-ends")
    last = f"{phase['old_style_start']}-31"  # January
    days = days_between(count["old_style_start"], last)
    working = f"the phase ends in January; the count begins {-days} days after 31 January, Old Style"
    return compare(
        IN_ORDER,
        days,
        "days from the start of the count to the end of the phase",
        working,
        otherwise="not comparable",
    )


@check(
    "dead-few-weeks",
    "From the Kremlin to Denisov's count is more than a few weeks",
    locators=["p052"],
    expects="tension",
    teaches="A word like “few” can be tested when the text dates both ends, and then it is worth "
    "asking which two ends the author had in mind.",
    charitable="The seeds were sown until January as well; from the latest of them to February is "
    "a matter of weeks, and “few” is a manner of speaking.",
)
def few_weeks(read: Evidence) -> Outcome:
    """Weeks from the killing in the Kremlin to the first day of Denisov's count."""
    sown, harvest = read.event("kremlin-arsenal"), read.event("officers-killed-don")
    starts = readings(harvest["old_style_start"], cast("Style", harvest["style_as_printed"]))
    weeks = sorted(round(days_between(sown["old_style_start"], old) / 7, 1) for old, _ in starts)
    working = (
        "from 28 October (Ratkovsky's date) to 13 February, New Style or Old; “few” is read as 2 to 9"
    )
    found = Interval(weeks[0], weeks[-1])
    return compare(read.stated("p052-02"), found, "weeks", working, otherwise="tension")


# ---- The Kremlin ---------------------------------------------------------------------------------


@check(
    "dead-kremlin-victims",
    "Arsenal workers in the text, soldiers of the garrison in Ratkovsky",
    locators=["p052"],
    expects="other sources differ",
    teaches="Two accounts of one killing may differ about who was killed before they differ about "
    "how many.",
    charitable="Soldiers who worked in the arsenal can be called its workers; both accounts then "
    "mean the same men.",
)
def kremlin_victims(read: Evidence) -> Outcome:
    """The victims in the Kremlin by the text and by Ratkovsky."""
    text = read.row("casualties", report_id="kremlin-serge")
    other = read.row("casualties", report_id="kremlin-ratkovsky")
    return judged(
        f"killed: {text['victims']}, not counted",
        f"under fire: {shown(other.interval)} {other['victims']}",
        "other sources differ",
        "the text counts nobody; Ratkovsky reads the figure as men under fire, not as dead",
    )


@check(
    "dead-kremlin-figures",
    "The two figures for the Kremlin count different things",
    locators=["p052"],
    expects="not comparable",
    teaches="Men killed, men wounded and men under fire are three measures, and only one of them "
    "is a count of the dead.",
    charitable="Both figures may be right: the smaller one can be part of the larger one.",
)
def kremlin_figures(read: Evidence) -> Outcome:
    """A Soviet figure of the killed beside Ratkovsky's figure of men under fire."""
    event = read.event("kremlin-arsenal")
    killed = read.row("casualties", report_id="kremlin-soviet")
    fired_on = read.row("casualties", report_id="kremlin-ratkovsky")
    return judged(
        f"no count in {event['locator']}",
        f"about {shown(killed.interval)} killed (a Soviet figure, as reported by Ratkovsky); "
        f"{shown(fired_on.interval)} under fire (Ratkovsky)",
        "not comparable",
        "Ratkovsky takes the smaller figure to be too high for the dead: rather killed and wounded "
        "together",
    )


@check(
    "dead-almost-everywhere",
    "“Almost everywhere”, and two places told",
    locators=["p052", "p057"],
    expects="gap",
    teaches="A general statement needs cases: list those that the text itself supplies.",
    charitable="The chapter is a survey, and more cases may stand in sources that it does not print.",
)
def almost_everywhere(read: Evidence) -> Outcome:
    """Killings by officers in power that the text tells, beside the places that it says they won."""
    told = read.rows("events", event_id=("kremlin-arsenal", "crimea-prisoners-shot"))
    won = read.rows("events", kind="fighting", won_by="white")
    return judged(
        "such killings almost everywhere that officers gained control",
        f"{len(told)} told in the chapter: the Kremlin and the Crimea",
        "gap",
        f"of {len(won)} places or fights that the text says the Whites won, the Crimea alone has "
        "such a report; the Kremlin was not among them",
    )


# ---- The Crimea ----------------------------------------------------------------------------------


@check(
    "dead-few-reports",
    "The reports that p053 promises follow",
    locators=["p053", "p055", "p057", "p058"],
    expects="agrees",
    teaches="When a text promises examples, count them and see which of them are examples.",
)
def few_reports(read: Evidence) -> Outcome:
    """Killings told in p054 to p058."""
    told = read.rows("events", kind="killing", locator=("p054", "p055", "p057", "p058"))
    working = (
        "Sevastopol, prisoners in the Crimea, Yalta, small towns; in the scene of p054 nobody is killed"
    )
    return compare(read.stated("p053-01"), len(told), "reports", working)


@check(
    "dead-confined-to-officers",
    "“Confined to” officers, and merchants shot two paragraphs earlier",
    locators=["p059", "p057"],
    expects="contradiction",
    teaches="“Confined to” can be refuted by one case, and the text itself may report it.",
    charitable="Two men beside several dozen: the sentence gives the rule, and the telegram does "
    "not say who shot the merchants or why.",
)
def confined_to_officers(read: Evidence) -> Outcome:
    """Groups of people killed at Yalta by the telegram."""
    killed = read.rows("casualties", event_id="yalta-bombarded", account="chapter")
    working = "by the telegram: " + " and ".join(row.cells["victims"] for row in killed)
    return compare(read.stated("p059-03"), len(killed), "groups of people killed", working)


@check(
    "dead-own-soldiers",
    "“Their own soldiers”, and sailors who stop officers at a station",
    locators=["p059", "p055", "p057"],
    expects="tension",
    teaches="A summary names the doers as well as the victims: compare both with the reports it "
    "sums up.",
    charitable="“Their own” may mean men of the same army and fleet, as against an enemy; at "
    "Sevastopol naval officers were shot by sailors.",
)
def own_soldiers(read: Evidence) -> Outcome:
    """Who kills officers in the summary, and who in the two reports."""
    summary = read.row("casualties", report_id="officers-own-soldiers-serge")
    reports = read.rows("events", event_id=("sevastopol-shootings", "yalta-bombarded"))
    return judged(
        f"{summary['victims']} killed by their own soldiers",
        f"in {len(reports)} reports sailors kill: of officers who arrive at a station, and at Yalta",
        "tension",
        "officers who arrive by train, or live at Yalta, need not have commanded the sailors they meet",
    )


@check(
    "dead-distinction",
    "Sailors first ask about 1905-6, and later make no distinction",
    locators=["p056", "p055"],
    expects="not comparable",
    teaches="Two opposite statements agree when the text says that one time passed into another.",
    charitable="p056 says outright that a change came after the first engagements; only the date "
    "of the shootings in p055 is missing.",
)
def distinction(read: Evidence) -> Outcome:
    """The distinction of p055 and its end in p056."""
    none, passed = read.stated("p056-03"), read.claim("p055-05")
    return judged(
        f"distinctions made among officers: {shown(none.low)}",
        f"of officers without service in 1905-6, {shown(passed.low)} per cent pass unharmed",
        "not comparable",
        "two times, before and after the first engagements; p055 prints no date",
    )


@check(
    "dead-road-and-station",
    "Killed on sight on the road to the Don, let through at Sevastopol",
    locators=["p025", "p055"],
    expects="not comparable",
    teaches="What happened to officers differed by place and week, so a statement about all of "
    "them needs both.",
    charitable="p025 speaks of fugitives on their way to an enemy army, p055 of all officers who "
    "came through one station.",
)
def road_and_station(read: Evidence) -> Outcome:
    """Officers on the road, and officers at the station of Sevastopol."""
    road = read.row("casualties", report_id="officers-on-the-road-serge")
    station = read.row("claims", claim_id="p055-05")
    return judged(
        f"{road['victims']}: outlaws, to be killed on sight",
        f"{station['subject']}: “{station['as_printed']}”",
        "not comparable",
        "other places, other officers; how often either was done the text does not count",
    )


@check(
    "dead-sevastopol-counts",
    "“Some” officers at the station, at least thirty on a hill",
    locators=["p055"],
    expects="not comparable",
    teaches="One town and one season can hold several killings: match the spot before you match "
    "the figure.",
    charitable="“Some” promises no number, and Krichevsky tells of what he saw.",
)
def sevastopol_counts(read: Evidence) -> Outcome:
    """Krichevsky, as reported by Serge, beside Melvin."""
    some = read.stated("p055-02")
    other = read.row("casualties", report_id="sevastopol-melvin")
    return judged(
        f"{shown(some)} naval officers (Krichevsky, as reported by Serge)",
        f"{shown(other.interval)} {other['victims']} (Melvin)",
        "not comparable",
        "the railway station without a date, and the Malakhov hill on 15 December: not one event",
    )


@check(
    "dead-first-messages",
    "The first messages printed in Petrograd came weeks after Sevastopol",
    locators=["p057"],
    expects="not comparable",
    teaches="The date on which news is printed is not the date of what it tells.",
    charitable="The paragraph dates the messages, not the killings, and it speaks of mass executions.",
)
def first_messages(read: Evidence) -> Outcome:
    """Days from the shootings at Sevastopol, by Melvin, to the telegram from Yalta."""
    telegram = read.row("events", stated=True, event_id="yalta-bombarded")
    sevastopol = read.row("casualties", report_id="sevastopol-melvin")
    days = days_between(sevastopol["old_style_start"], telegram.cells["old_style_start"])
    return judged(
        f"first messages in the second half of January; telegram of {telegram['date_as_printed']}",
        f"at Sevastopol at least {shown(sevastopol.interval.low)} officers were shot {days} days "
        "earlier",
        "not comparable",
        "15 December (Melvin) to 20 January: killing and news of killing",
    )


@check(
    "dead-crimea-order",
    "In the Crimea the text has prisoners shot before officers are killed",
    locators=["p057", "p052"],
    expects="agrees",
    teaches="A claim about causes needs the right order in time, which is necessary and not enough.",
)
def crimea_order(read: Evidence) -> Outcome:
    """The order of the killings in p057, beside the thesis of p052."""
    first = read.row("casualties", report_id="crimea-prisoners-serge")
    then = read.row("casualties", report_id="yalta-officers-telegram")
    return judged(
        "the Red terror answered what officers had done",
        f"{first['victims']} are shot; then sailors arrive, and {then['victims']} are killed",
        "agrees",
        "the order of p057 fits the thesis of p052; no day is printed for the first killing",
    )


@check(
    "dead-born-in-the-crimea",
    "“Born” in the Crimea, after a general killed at Mogilev",
    locators=["p058", "p016"],
    expects="tension",
    teaches="Whether a thing “was born” somewhere depends on what counts as the thing.",
    charitable="One man lynched is not yet a wave: p058 speaks of killing many, again and again, "
    "and that begins, as the chapter tells it, in the Crimea.",
)
def born_in_the_crimea(read: Evidence) -> Outcome:
    """Days from the telegram on Yalta to the killing of Dukhonin."""
    yalta, dukhonin = read.event("yalta-bombarded"), read.event("dukhonin-killed")
    days = days_between(yalta["old_style_start"], dukhonin["old_style_start"])
    read.row("events", stated=True, event_id="crimea-small-towns")
    return judged(
        "the Red terror was born in the Crimea",
        f"General Dukhonin was killed after his arrest, some {-days} days before the telegram on Yalta",
        "tension",
        "after 18 November, by the order of p016, and 20 January; whether a lynching is terror is "
        "a question of words",
    )


@check(
    "dead-crimea-most-towns",
    "“Most of the small towns”, and Yalta alone has a name",
    locators=["p058", "p057"],
    expects="gap",
    teaches="“Most” is a share: without the number of towns and the list of cases nobody can check it.",
    charitable="Krichevsky and the newspapers may have told of more towns than the chapter prints; "
    "p054 plays in a small town without a name.",
)
def crimea_most_towns(read: Evidence) -> Outcome:
    """Towns of the Crimea named beside killings, and those that are small."""
    most = read.stated("p058-01")
    named = read.rows("places", place_id=("sevastopol", "yalta"))
    kinds = ", ".join(f"{row['name_then']} ({row['type']})" for row in named)
    return judged(
        f"{shown(most)} per cent of the small towns",
        f"named: {kinds}",
        "gap",
        "neither the number of small towns nor the list of those meant is given",
    )


@check(
    "dead-crimea-wave",
    "A figure for the whole wave in the Crimea is no figure for Yalta",
    locators=["p057"],
    expects="not comparable",
    teaches="Two counts with different places, months and victims can both be right and cannot be "
    "subtracted.",
    charitable="The telegram reports one town on one day; nobody claims it for the peninsula.",
)
def crimea_wave(read: Evidence) -> Outcome:
    """The telegram on Yalta beside Russian Wikipedia's figure."""
    town = read.stated("p057-02")
    wave = read.row("casualties", report_id="crimea-wave-wp")
    return judged(
        f"{shown(town)} officers at Yalta (a telegram, as reported by Serge; “several dozen”)",
        f"{shown(wave.interval)} {wave['victims']}, {wave['source_locator']} (Russian Wikipedia)",
        "not comparable",
        "one town in January against a region over five months, officers against officers and civilians",
    )


# ---- What the chapter counts, and what it passes over --------------------------------------------


@check(
    "dead-most-without-a-number",
    "Most killings that the chapter tells have no number",
    locators=["p016", "p048", "p049", "p052", "p055", "p057", "p058", "p112", "n12"],
    expects="gap",
    teaches="An empty cell means that nobody is counted here, not that nobody died.",
    charitable="The chapter tells a story and is no register of the dead, and its author may have "
    "had no count to print.",
)
def most_without_a_number(read: Evidence) -> Outcome:
    """The share of the chapter's reports of killing that give a figure."""
    without = read.rows("casualties", account="chapter", qualifier="no_count")
    counted = read.rows("casualties", account="chapter", qualifier=("exact", "about", "several"))
    every = len(without) + len(counted)
    found = share(len(counted), every)
    working = f"{len(counted)} of {every} reports give a figure: {shown(found)} per cent"
    verdict = compare(100, found, "percent", working, otherwise="gap").verdict  # every report
    return Outcome(
        "all reports of killing in the text", found, "percent with a figure", verdict, working
    )


@check(
    "dead-magnanimity-in-the-capitals",
    "Magnanimity in the capitals, and the dead of 5 January",
    locators=["p059", "p112"],
    expects="tension",
    teaches="A statement about how enemies were treated should meet the hardest case that its own "
    "chapter tells.",
    charitable="p059 compares with the killing of prisoners and officers; shots that scatter a "
    "demonstration are another kind of violence, and Purishkevich was indeed set free (n20).",
)
def magnanimity_in_the_capitals(read: Evidence) -> Outcome:
    """p059 beside what the text and others tell of 5 January in Petrograd."""
    text = read.row("casualties", report_id="demonstration-serge")
    others = read.rows("casualties", report_id=("demonstration-museum", "demonstration-encyclopaedia"))
    dead = sorted(row.interval.low for row in others)
    return judged(
        "magnanimity towards enemies in the capitals, for some months yet",
        f"{text['victims']} scattered by shots (p112); {shown(dead[0])} or {shown(dead[-1])} "
        "killed by later accounts",
        "tension",
        "two weeks before the telegram on Yalta; whether demonstrators were enemies is part of the "
        "question",
    )


@check(
    "dead-kyiv-not-told",
    "The taking of Kyiv is told without the dead of either side",
    locators=["p044"],
    expects="gap",
    teaches="What a chapter passes over can only be seen from outside it.",
    charitable="The chapter gives Kyiv one paragraph, on who won; most counts of "
    "the dead are late, partisan or disputed.",
)
def kyiv_not_told(read: Evidence) -> Outcome:
    """Reports of killing in Kyiv in January and February, by the text and by others."""
    event = read.event("kyiv-taken")
    every = read.rows("casualties", place_id="kyiv")
    told = [row for row in every if row["account"] == "chapter"]
    groups = sorted({str(row["victims"]) for row in every})
    return judged(
        f"{event['title']}; reports of killing: {len(told)}",
        f"{len(every)} reports by others, about {', '.join(groups)}",
        "gap",
        "each report has its own victims, days and reporter; all are second-hand, and they are not "
        "added",
    )


@check(
    "dead-moscow-and-kozlov",
    "The text tells of no shots outside Petrograd when the Assembly met and fell",
    locators=["p137", "p112"],
    expects="gap",
    teaches="“Almost unnoticed” is a statement about a whole country: look for news from other towns.",
    charitable="The sentence weighs the country as a whole; two towns, known here through "
    "newspapers at second hand, need not outweigh the silence of the rest.",
)
def moscow_and_kozlov(read: Evidence) -> Outcome:
    """Killing of demonstrators at Moscow and Kozlov, as Prodanov reports the newspapers."""
    degree = read.row("claims", stated=True, claim_id="p137-01")
    ids = ("demonstration-moscow-trud", "kozlov-nash-vek")
    reports = read.rows("casualties", report_id=ids)
    found = "; ".join(
        f"{row['source_locator']}: {shown(row.interval)} killed ({row['said_by']})" for row in reports
    )
    return judged(
        f"the dissolution passed “{degree['as_printed']}”; shots are told of Petrograd alone",
        found,
        "gap",
        "two reports about two towns, not added; other newspapers have other figures",
    )
