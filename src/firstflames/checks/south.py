"""The south: Don, Kuban, Ukraine, Romania and Bessarabia (p019 to p051, n07 to n14)."""

from __future__ import annotations

from typing import Any

from firstflames import calendars
from firstflames.calendars import days_between
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

DIFFER: Verdict = "other sources differ"
APART: Verdict = "not comparable"
RADA: dict[str, Any] = {"council": "central_rada", "level": "group"}
RADA_ELSEWHERE = "encyclopaedia_hu"
LISTS = ("n13-03", "n13-04", "n13-05", "n13-06", "n13-07")
SFATUL: dict[str, Any] = {"council": "sfatul_tarii", "account": "cojocaru_wp", "level": "group"}
BESSARABIA: dict[str, Any] = {"district": "bessarabia", "account": "cojocaru_wp", "measure": "votes"}


# ---- The Don, the Kuban, the Ural (p019 to p035) -------------------------------------------------


@check(
    "south-kornilov-alone",
    "At the head of a squadron, then alone: the note tells how the escort fell away",
    locators=["p021", "n07"],
    expects="agrees",
    teaches="What looks like a contradiction inside one sentence may be a story told very fast.",
)
def kornilov_alone(read: Evidence) -> Outcome:
    """How Kornilov sets out, and how he arrives."""
    alone, note = read.row("claims", claim_id="p021-01"), read.row("no_claims", locator="n07")
    arrives = read.event("kornilov-arrives-don")
    return judged(
        "he sets out at the head of his squadron",
        f"{arrives['title']} ({alone['as_printed']} and disguised)",
        "agrees",
        f"start and arrival are two moments; {note['locator']} has the exhausted riders in between",
    )


@check(
    "south-devoted-guard",
    "A guard “entirely devoted”, and soldiers who nearly hand him over",
    locators=["p021", "n07"],
    expects="tension",
    teaches="“Entirely” is about a moment: the same men can be devoted at the start and worn out later.",
    charitable="The guard was devoted when it let him go; weeks of flight among hostile soldiers "
    "changed what it could do, and the note has the men call themselves loyal still.",
)
def devoted_guard(read: Evidence) -> Outcome:
    """The guard as it is first called, and what it nearly does."""
    devoted = read.row("claims", stated=True, claim_id="p021-03")
    return judged(
        f"{devoted['subject']}: {devoted['as_printed']}",
        "he narrowly escapes being handed over by his own loyal soldiers",
        "tension",
        "the paragraph uses both words of the same men, a few lines apart",
    )


@check(
    "south-flood-of-officers",
    "Officers “flooded” in, and made an army of a few thousand",
    locators=["p022", "p025"],
    expects="tension",
    teaches="Words of water have no size: put the number, when it comes, beside the picture.",
    charitable="A few thousand strangers are many in two towns of the Don and few for an army; "
    "many may have come and not joined.",
)
def flood_of_officers(read: Evidence) -> Outcome:
    """The picture of the recruitment beside the strength of the army."""
    corners, army = read.row("claims", claim_id="p022-01"), read.stated("p025-02")
    return judged(
        f"from {corners['as_printed']} of Russia officers and cadets flooded into two towns",
        f"no more than {shown(army)} men at its best; the recruiting proved difficult",
        "tension",
        "three paragraphs lie between the picture and the number",
    )


@check(
    "south-volunteers-leaving-rostov",
    "The Volunteer Army's strength fits what three other works give for February",
    locators=["p025"],
    expects="agrees",
    teaches="Works that agree may rest on one witness: ask whether each of them counted for itself.",
)
def volunteers_leaving_rostov(read: Evidence) -> Outcome:
    """The strength at its best beside three figures for February 1918."""
    found = [
        read.row("forces", force_id=f"volunteers-1918-02-{name}").interval
        for name in ("smele", "prlib", "pipes")
    ]
    span = Interval(min(each.low for each in found), max(each.high for each in found))
    working = f"{len(found)} works (Smele, the Presidential Library, Pipes): {shown(span.low)}"
    return compare(read.stated("p025-02"), span, "soldiers", working, otherwise=DIFFER)


@check(
    "south-volunteers-in-march",
    "“At its best” no more than four thousand; in March other works have six",
    locators=["p025", "p034"],
    expects="other sources differ",
    teaches="“At its best” needs an end date: an army can grow after the story has left it.",
    charitable="The paragraph is about the Don, where the army was smallest; the larger number "
    "is of the Kuban in March, after another force had joined.",
)
def volunteers_in_march(read: Evidence) -> Outcome:
    """The strength at its best beside two figures for March 1918."""
    found = [
        read.row("forces", force_id=name).interval
        for name in ("volunteers-1918-03", "volunteers-1918-03-prlib")
    ]
    span = Interval(min(each.low for each in found), max(each.high for each in found))
    working = f"Smele and the Presidential Library, with the Kuban partisans: {shown(span.low)}"
    return compare(read.stated("p025-02"), span, "soldiers", working, otherwise=DIFFER)


@check(
    "south-kaledin-and-the-army",
    "Three to four thousand men, and a hundred to a hundred and forty: two forces",
    locators=["p025", "p032"],
    expects="not comparable",
    teaches="Before two numbers of soldiers contradict each other, ask whether they count the "
    "same force.",
    charitable="The first is the whole Volunteer Army, the second what Kaledin would keep after "
    "that army had left him.",
)
def kaledin_and_the_army(read: Evidence) -> Outcome:
    """The army at its best beside those who would be left without it."""
    left = read.claim("p032-02")
    working = f"left to the Don government once the army goes, by Kaledin: {shown(left)}"
    return compare(read.stated("p025-02"), left, "soldiers", working, otherwise=APART)


@check(
    "south-handful-of-men",
    "One speech: a handful of usurpers, and a handful that is over a hundred",
    locators=["p032"],
    expects="not comparable",
    teaches="A vague word has no fixed size: our rule for “handful” would be wrong for its own speaker.",
    charitable="The speaker was in despair; “handful” means far too few on his side and contempt "
    "for the other, and the editors' bounds are a convention.",
)
def handful_of_men(read: Evidence) -> Outcome:
    """The bounds of the house for a handful beside the speaker's own number for one."""
    own = read.claim("p032-02")
    working = f"Kaledin himself explains his own handful: {shown(own)} soldiers"
    return compare(read.stated("p032-03"), own, "persons", working, otherwise=APART)


@check(
    "south-officers-alone",
    "“Solely” officers at the end; cadets and students at the beginning",
    locators=["p030", "p023"],
    expects="tension",
    teaches="“Solely” in a summary often means “mainly”: look for the list that came before.",
    charitable="The sentence sets the officers' camp against Cossacks who had left it; cadets "
    "and students served in that camp, and p155 says “mainly officers”.",
)
def officers_alone(read: Evidence) -> Outcome:
    """The word of the summary beside the list of the witness."""
    solely, kinds = read.row("claims", claim_id="p030-06"), read.row("claims", claim_id="p023-01")
    return judged(
        f"{solely['subject']}: {solely['as_printed']}",
        f"{kinds['subject']}: {kinds['as_printed']} (Denikin, as reported by Serge)",
        "tension",
        f"Denikin names {shown(kinds['low'])} kinds of men, and a few others",
    )


@check(
    "south-no-money",
    "Three paragraphs say that the rich gave the Volunteers next to nothing",
    locators=["p025", "p080", "p155"],
    expects="agrees",
    teaches="A claim that returns in narrative, analysis and conclusion is one that the author "
    "builds on.",
)
def no_money(read: Evidence) -> Outcome:
    """What the bourgeoisie gave, as told in three places."""
    nothing = read.row("claims", stated=True, claim_id="p025-08")
    backed = read.row("claims", claim_id="p155-06")
    return judged(
        f"first too little, then: {nothing['as_printed']}",
        f"pitiful subventions (p080); no effective support for {backed['as_printed']} (p155)",
        "agrees",
        "too little, pitiful, not effective: three words for one finding",
    )


@check(
    "south-no-foreign-support",
    "“No foreign support” on the Don; encouragement at Mogilev and a loan at Kyiv",
    locators=["p030", "p017", "p045"],
    expects="not comparable",
    teaches="“No support” is true or false of a place and a time: a loan to Kyiv is not a loan "
    "to the Don.",
    charitable="The bracket is about the Don in January; help went to others, and p025 has the "
    "embassies in terror, which fits a Don without help.",
)
def no_foreign_support(read: Evidence) -> Outcome:
    """The statement on the Don beside what the chapter tells of other places."""
    none = read.row("claims", stated=True, claim_id="p030-07")
    loan = read.row("claims", claim_id="p045-01")
    officers = read.row("claims", claim_id="p017-02")
    return judged(
        f"{none['subject']}: {none['as_printed']}",
        f"{officers['subject']}: {shown(officers['low'])}; {loan['subject']}: {loan['as_printed']}",
        APART,
        "three places: the Don, Mogilev, and the Rada at Kyiv",
    )


@check(
    "south-assembly-in-the-appeal",
    "The generals appeal to the Assembly, and the officers laugh at it",
    locators=["p025", "p081"],
    expects="tension",
    teaches="What a movement writes in an appeal and what its members say of it are two kinds of "
    "evidence.",
    charitable="The text says that the generals “had to” name the Assembly: the appeal was made "
    "for others, and the Cossacks were not persuaded.",
)
def assembly_in_the_appeal(read: Evidence) -> Outcome:
    """The appeal beside the mood of the officers."""
    appeal = read.event("generals-appeal")
    return judged(
        f"{calendars.both_styles(appeal['old_style_start'])}: {appeal['title']}",
        "officers laugh at the idea of the Assembly",
        "tension",
        "the same army is described, once by its words to the public and once by its mood",
    )


@check(
    "south-taganrog-twice",
    "At Taganrog a rising is put down, and a rising wins",
    locators=["p026", "p030"],
    expects="tension",
    teaches="One place, one kind of event, two outcomes: look for a second date before you call "
    "it an error.",
    charitable="There may have been two risings: the first was put down on the day that is "
    "printed, and the second came when the Reds stood near the town.",
)
def taganrog_twice(read: Evidence) -> Outcome:
    """The rising with a day and the rising without one."""
    first, second = read.event("taganrog-rising-1"), read.event("taganrog-rising-2")
    day = calendars.both_styles(first["old_style_start"])
    return judged(
        f"{day}: {first['title']}",
        f"no day printed: {second['title']}",
        "tension",
        f"won by {first['won_by']} and by {second['won_by']}; the text does not say that there were two",
    )


@check(
    "south-don-war-ends",
    "The war on the Don ends in January, and the army leaves Rostov in February",
    locators=["p030"],
    expects="other sources differ",
    teaches="A war ends on different days for the man who dies, the town that falls and the army "
    "that leaves.",
    charitable="The day is that of Kaledin's death; the retreat stands beside it as the second "
    "half of the ending, without a day of its own.",
)
def don_war_ends(read: Evidence) -> Outcome:
    """Days from the entry into Kyiv to the printed end and to the retreat as others date it."""
    origin = read.row("events", stated=True, event_id="kyiv-taken")["old_style_start"]
    end = read.row("events", stated=True, event_id="don-war-ends")["old_style_start"]
    left = [
        read.row("forces", force_id=name)["old_style_start"]
        for name in ("volunteers-1918-02-smele", "volunteers-1918-02-prlib")
    ]
    days = [days_between(origin, day) for day in left]
    working = (
        f"printed: {calendars.both_styles(end)}; "
        f"Smele and the Presidential Library: {calendars.both_styles(left[0])}"
    )
    return compare(
        days_between(origin, end),
        Interval(min(days), max(days)),
        "days after the fall of Kyiv",
        working,
        otherwise=DIFFER,
    )


@check(
    "south-beginnings-together",
    "The risings of the south and the Ural begin within days of each other",
    locators=["p035", "p034", "p026", "p027"],
    expects="agrees",
    teaches="Synchrony has two ends: test the beginnings and the endings apart.",
)
def beginnings_together(read: Evidence) -> Outcome:
    """The first days of the fighting in two regions and of the Soviet answer."""
    events = [read.event(name) for name in ("ural-rising", "rostov-rising", "outlawry")]
    days = sorted(row["old_style_start"] for row in events)
    return judged(
        "the synchrony of these events is most striking",
        "; ".join(f"{calendars.both_styles(row['old_style_start'])}: {row['title']}" for row in events),
        "agrees",
        f"from the first to the last: {days_between(days[0], days[-1])} days",
    )


@check(
    "south-endings-together",
    "“Most striking” synchrony: the three fronts of the section end over six weeks",
    locators=["p035", "p034", "p030"],
    expects="tension",
    teaches="“Striking” is a judgement about size: measure first, then decide whether you are struck.",
    charitable="On the scale of a war some weeks are short, the beginnings lie close together, "
    "and synchrony may mean one cause rather than one day.",
)
def endings_together(read: Evidence) -> Outcome:
    """The days on which the three fronts end, and the time from the first to the last."""
    ural = read.event("ural-rising")["old_style_end"]
    don, kuban = (read.event(name)["old_style_start"] for name in ("don-war-ends", "kuban-victory"))
    # The style of the last date is uncertain: the stored one reads the printed day as Old Style.
    early = calendars.new_to_old(kuban)
    return judged(
        "the synchrony of these events is most striking",
        f"Ural {calendars.both_styles(ural)}, Don {calendars.both_styles(don)}, "
        f"Kuban {calendars.both_styles(kuban)}",
        "tension",
        f"{days_between(ural, kuban)} days from the first end to the last; "
        f"{days_between(ural, early)} if the last date is New Style",
    )


# ---- Ukraine (p036 to p045) ----------------------------------------------------------------------


@check(
    "south-wheat-exports",
    "Five shares of output and one of exports stand in one list",
    locators=["p036"],
    expects="not comparable",
    teaches="Read what a share is a share of: nine tenths of exports is not nine tenths of the harvest.",
    charitable="The sentence says “exported” and hides nothing; what went abroad measures a "
    "surplus, which fits the argument on wealth.",
)
def wheat_exports(read: Evidence) -> Outcome:
    """What each share of the list is a share of."""
    rows = read.rows("production", account="chapter")
    output = [row["name"].lower() for row in rows if row["of"] == "production"]
    exports = [row["name"].lower() for row in rows if row["of"] == "export"]
    return judged(
        f"shares of the Empire's output: {', '.join(output)}",
        f"shares of its exports: {', '.join(exports)}",
        APART,
        "the two kinds have different bases; all rest on one book that was not opened, without a year",
    )


@check(
    "south-manganese",
    "Three quarters of the manganese: by another table the south had less than a quarter",
    locators=["p036"],
    expects="other sources differ",
    teaches="Before you call a figure wrong, look for the place, year or base that it would fit.",
    charitable="Safarov's page was not seen, and another base may be meant, such as what Russian "
    "steelworks used; the same table gives three quarters to the Caucasus.",
)
def manganese(read: Evidence) -> Outcome:
    """The printed share beside that of the south in the last five years before the war."""
    stated = 100 * read.stated("p036-03").low
    south = read.figure("production", product="manganese", account="eisenindustrie")
    working = "1909 to 1913 together, by the outputs of a German book written in Kyiv"
    return compare(stated, 100 * south, "percent of the Empire's output", working, otherwise=DIFFER)


@check(
    "south-richest-land",
    "“By far the richest” rests on shares of goods, not on wealth",
    locators=["p036"],
    expects="not comparable",
    teaches="A large share of some goods shows weight in an economy, not how rich its people are.",
    charitable="Nature's riches may be meant, soil and ores, and for these the shares speak.",
)
def richest_land(read: Evidence) -> Outcome:
    """The superlative beside what the shares measure."""
    rank = read.row("claims", stated=True, claim_id="p036-07")
    rows = read.rows("production", account="chapter")
    return judged(
        f"{rank['subject']}: the first",
        f"shares of {len(rows)} goods; none of any other land is given",
        APART,
        "a rank needs the others, and wealth needs a measure: the paragraph has neither",
    )


@check(
    "south-rada-hails-october",
    "The Rada declares against the Bolsheviks, and the Rada greets October",
    locators=["p008", "p037"],
    expects="tension",
    teaches="When two sections tell one assembly's attitude, look for the date that orders them.",
    charitable="Both can be true within some weeks: p037 tells of a greeting first and a turn as "
    "soon as Kerensky had lost.",
)
def rada_hails_october(read: Evidence) -> Outcome:
    """The attitude of the Rada in two sections."""
    against, greets = read.event("rada-against-bolsheviks"), read.event("rada-hails-october")
    before, after = (
        read.event(name)["old_style_start"] for name in ("dukhonin-summons", "dukhonin-dismissed")
    )
    return judged(
        f"{against['locator']}: {against['title']}",
        f"{greets['locator']}: {greets['title']}",
        "tension",
        f"neither has a date; p008 stands between {calendars.both_styles(before)} "
        f"and {calendars.both_styles(after)}",
    )


@check(
    "south-great-russians-in-the-country",
    "In the two gubernias that are named, Great Russians are few in the villages",
    locators=["p038"],
    expects="agrees",
    teaches="Name the base of a share: these are shares of the country people, and towns are "
    "another base.",
)
def great_russians_in_the_country(read: Evidence) -> Outcome:
    """The general statement on the countryside beside its two examples."""
    stated = read.stated("p038-04")
    poltava, kyiv = (100 * read.claim(name).high for name in ("p038-01", "p038-02"))
    working = f"below {shown(round(poltava, 1))} per cent in Poltava, {shown(round(kyiv, 1))} in Kyiv"
    found = Interval(min(poltava, kyiv), max(poltava, kyiv))
    return compare(stated, found, "percent of the country population", working)


@check(
    "south-rada-seats",
    "Three groups make 445 seats of the Rada; another account has 25 more for them",
    locators=["p041"],
    expects="other sources differ",
    teaches="A growing assembly has as many sizes as dates: a count without a date cannot be "
    "wrong or right.",
    charitable="Peasants differ by one and workers not at all; the soldiers' seats were filled "
    "over months, and the other account is of the summer.",
)
def rada_seats(read: Evidence) -> Outcome:
    """The three groups of the chapter beside the same three elsewhere."""
    stated = total([read.stated(name) for name in ("p041-01", "p041-02", "p041-03")])
    groups = ("peasants", "army", "workers")
    rows = read.rows("seats_councils", account=RADA_ELSEWHERE, group=groups, **RADA)
    found = sum(row["low"] for row in rows)
    sizes = " + ".join(shown(row["low"]) for row in rows)
    working = f"an encyclopaedia, in machine translation: {sizes}"
    return compare(stated, found, "seats", working, otherwise=DIFFER)


@check(
    "south-rada-whole",
    "The three groups are little more than half of the Rada that another account counts",
    locators=["p041"],
    expects="not comparable",
    teaches="Before you say that a body was made of some groups, ask for the groups that are not named.",
    charitable="The paragraph describes the councils that sent deputies; parties, towns and "
    "minorities had seats of another kind, and the months differ.",
)
def rada_whole(read: Evidence) -> Outcome:
    """The three groups beside the total of the other account."""
    stated = total([read.stated(name) for name in ("p041-01", "p041-02", "p041-03")])
    whole = read.figure("seats_councils", account=RADA_ELSEWHERE, council="central_rada", group="total")
    working = f"{shown(share(stated.low, whole))} per cent of {shown(whole)}, as an encyclopaedia has it"
    return compare(stated, whole, "seats", working, otherwise=APART)


@check(
    "south-rada-backbone",
    "Peasants, called the backbone of the movement, are the largest group of the Rada",
    locators=["p041", "p040"],
    expects="agrees",
    teaches="A statement on who carries a movement can be tested on who sits in its assembly.",
)
def rada_backbone(read: Evidence) -> Outcome:
    """The peasants' part of the three groups beside the word on the backbone."""
    rows = read.rows("seats_councils", account="chapter", **RADA)
    whole = sum(row["low"] for row in rows)
    parts = ", ".join(f"{row['name']} {shown(share(row['low'], whole))}" for row in rows)
    return judged(
        "the rural petty bourgeoisie was the backbone of the movement (p040)",
        f"per cent of the three groups: {parts}",
        "agrees",
        "the largest group, though below half; peasants in the Rada need not be the richer ones",
    )


@check(
    "south-ultimatum-recent-acts",
    "Acts “at the same time” as the Manifesto, which the ultimatum calls quite recent",
    locators=["p042", "p041"],
    expects="other sources differ",
    teaches="“At the same time” joins what may lie weeks apart: look for the day of each act.",
    charitable="The acts may have begun with the Manifesto and gone on until the ultimatum.",
)
def ultimatum_recent_acts(read: Evidence) -> Outcome:
    """When the Rada let troops through, by the text and by the document."""
    manifesto, ultimatum = (
        read.event(name)["old_style_start"] for name in ("rada-manifesto", "rada-ultimatum")
    )
    acts, document = (
        read.event("rada-lets-pass"),
        read.row("sources", source_id="ultimatum-rada-1917"),
    )
    return judged(
        f"{acts['title']}: {acts['note']}, {calendars.both_styles(manifesto)}",
        f"{document['title']}: steps “of the very latest time”",
        DIFFER,
        f"from the Manifesto to the ultimatum, as the text dates it: "
        f"{days_between(manifesto, ultimatum)} days",
    )


@check(
    "south-ultimatum-begins",
    "The sentence that “began” the ultimatum stands in its third paragraph",
    locators=["p042"],
    expects="other sources differ",
    teaches="Where a quoted sentence stands in its document is a fact too, and it can be looked up.",
    charitable="The sentence stands before every charge and every demand, and an abridged print "
    "may well have begun with it.",
)
def ultimatum_begins(read: Evidence) -> Outcome:
    """The place of the quoted sentence in the document."""
    quoted = read.row("claims", stated=True, claim_id="p042-01")
    document = read.row("sources", source_id="ultimatum-rada-1917")
    return judged(
        f"the ultimatum “began with” the sentence on recognition “{quoted['as_printed']}”",
        "third paragraph, after one on the right of peoples and one on the republic",
        DIFFER,
        f"{document['title']}, read in Russian",
    )


@check(
    "south-ultimatum-charges",
    "What the text tells of the Rada is what the ultimatum charges it with",
    locators=["p042"],
    expects="agrees",
    teaches="A narrative that agrees with a charge sheet may rest on it: it is then no second witness.",
)
def ultimatum_charges(read: Evidence) -> Outcome:
    """The acts of the Rada as told, beside the charges of the document."""
    acts = read.event("rada-lets-pass")
    document = read.row("sources", source_id="ultimatum-rada-1917")
    return judged(
        acts["title"],
        "troops let through to Kaledin, others stopped, Soviet troops disarmed",
        "agrees",
        f"{document['title']}: the same acts are among its charges, with a charge on the front "
        f"beside them",
    )


@check(
    "south-recognition-and-ultimatum",
    "Independence “without condition”, in a paper that sets conditions",
    locators=["p042"],
    expects="tension",
    teaches="To recognize a nation and to recognize its government are two acts: see which one "
    "is meant.",
    charitable="The paper recognizes the people's independence and turns against the Rada, whose "
    "right to speak for that people it denies.",
)
def recognition_and_ultimatum(read: Evidence) -> Outcome:
    """The recognition and the kind of paper in which it stands."""
    recognition = read.row("claims", stated=True, claim_id="p042-01")
    ultimatum = read.event("rada-ultimatum")
    return judged(
        f"{recognition['subject']}: {shown(recognition['low'])}",
        f"{calendars.both_styles(ultimatum['old_style_start'])}: {ultimatum['title']}",
        "tension",
        "a recognition without condition and an ultimatum, in one document",
    )


@check(
    "south-federation-or-independence",
    "The Rada asks for a federal republic; elsewhere it announces independence",
    locators=["p043", "p047", "p045"],
    expects="tension",
    teaches="A movement's aim can change within weeks: give each aim its date before you name "
    "“the” aim.",
    charitable="The reply is of December; the independence that France recognized may be a later "
    "act, which the section on Romania tells out of order.",
)
def federation_or_independence(read: Evidence) -> Outcome:
    """The demand of the reply beside the announcement told elsewhere."""
    demands, independence = read.row("claims", claim_id="p043-02"), read.event("rada-independence")
    return judged(
        f"{demands['subject']}: {demands['as_printed']} a federal republic",
        f"{independence['locator']}: {independence['title']}",
        "tension",
        "a republic in a federation is not independent; no day is printed for either act",
    )


# ---- Romania and Bessarabia (p046 to p051, n11 to n14) -------------------------------------------


@check(
    "south-handful-in-romania",
    "A handful of Bolsheviks takes command, and seventy-three are in prison with their leader",
    locators=["p048"],
    expects="tension",
    teaches="A small word can stand for a large number: “handful” here may mean dozens.",
    charitable="The handful took command, and the prisoners may include others, arrested with "
    "them; Kaledin too calls more than a hundred men a handful.",
)
def handful_in_romania(read: Evidence) -> Outcome:
    """The word for those who took command beside the number of those arrested."""
    prisoners = read.claim("p048-03")
    working = f"“they were arrested”, and Roshal has {shown(prisoners.low)} fellow-prisoners"
    return compare(read.stated("p048-01"), prisoners, "persons", working, otherwise="tension")


@check(
    "south-bessarabia-lists",
    "The five lists of Bessarabia leave 57,000 votes to nobody",
    locators=["n13"],
    expects="gap",
    teaches="Add up the lists before you take a share: what is missing is part of the result.",
    charitable="The note gives an idea of the result, not a return: small lists may be left out, "
    "and the total is a round number.",
)
def bessarabia_lists(read: Evidence) -> Outcome:
    """The sum of the five lists beside the voters of the same note."""
    stated, found = read.stated("n13-01"), total(read.claims(*LISTS))
    working = f"five lists: {shown(found.low)}; {shown(stated.low - found.low)} are not listed"
    return compare(stated, found, "votes", working, otherwise="gap")


@check(
    "south-bessarabia-share",
    "The Moldavian party's 2.3 per cent is right on the base of all voters",
    locators=["n13"],
    expects="rounding",
    teaches="To check a share, find the base that gives it: here it is the total, not the lists.",
    charitable="The share is exact to the decimal that is printed.",
)
def bessarabia_share(read: Evidence) -> Outcome:
    """The party's votes in per cent of all voters."""
    part, whole = read.claim("n13-07").low, read.claim("n13-01").low
    found = 100 * part / whole
    working = f"{shown(part)} of {shown(whole)} = {found:.2f}"
    return compare(read.stated("n13-08"), found, "percent", working, rounded_to=0.1)


@check(
    "south-bessarabia-other-base",
    "On the votes that are listed the Moldavian party has 2.6 per cent",
    locators=["n13"],
    expects="not comparable",
    teaches="One count gives two shares on two bases: say which base you use.",
    charitable="All voters are the better base, if the 600,000 are votes cast for lists.",
)
def bessarabia_other_base(read: Evidence) -> Outcome:
    """The party's votes in per cent of the five lists."""
    votes = read.claims(*LISTS)
    found = 100 * votes[-1].low / total(votes).low
    working = f"{shown(votes[-1].low)} of {shown(total(votes).low)} = {found:.2f}"
    return compare(read.stated("n13-08"), found, "percent", working, rounded_to=0.1, otherwise=APART)


@check(
    "south-bessarabia-other-count",
    "Another count gives the Moldavian party a smaller share of fewer votes",
    locators=["n13"],
    expects="other sources differ",
    teaches="Two counts can differ in every number and still agree on what matters: here, how "
    "small it was.",
    charitable="The other count is of civilians and not complete; a tenth of a point between two "
    "partial returns is close agreement.",
)
def bessarabia_other_count(read: Evidence) -> Outcome:
    """The printed share beside that of another return."""
    part = read.figure(
        "votes_districts", list="moldovan_national_party_and_savings_associations", **BESSARABIA
    )
    whole = read.figure("votes_districts", list="total", **BESSARABIA)
    found = 100 * part / whole
    working = f"{shown(part)} of {shown(whole)} = {found:.2f}, from Cojocaru, as reported by Wikipedia"
    return compare(read.stated("n13-08"), found, "percent", working, rounded_to=0.1, otherwise=DIFFER)


@check(
    "south-bessarabia-soviet-list",
    "The “Soviet list” need not be a Bolshevik one",
    locators=["n13"],
    expects="not comparable",
    teaches="The name of a list does not tell its party: in 1917 soviets of peasants were often S-R.",
    charitable="The note prints the name of the list and does not call it Bolshevik.",
)
def bessarabia_soviet_list(read: Evidence) -> Outcome:
    """The list's name beside the names of the other count."""
    names = ("soviet_of_peasants_deputies", "bolsheviks_and_menshevik_internationalists")
    peasants, bolsheviks = (read.row("votes_districts", list=name, **BESSARABIA) for name in names)
    soviet = read.claim("n13-03")
    return judged(
        f"Soviet list: {shown(soviet.low)}",
        f"{peasants['list_name']}: {shown(peasants['low'])}; "
        f"{bolsheviks['list_name']}: {shown(bolsheviks['low'])}",
        APART,
        "the other count has the two apart; which of them the note means, or both, it does not say",
    )


@check(
    "south-bessarabia-no-source",
    "The votes of Bessarabia have no source, and Lenin's returns leave it out",
    locators=["n13", "n28"],
    expects="gap",
    teaches="A figure without a source can be right, but it cannot be checked where it came from.",
    charitable="The author may have had a Romanian or Bessarabian work at hand, and other notes "
    "do name theirs.",
)
def bessarabia_no_source(read: Evidence) -> Outcome:
    """The figures of the note, and the region that the cited returns leave out."""
    voters = read.row("claims", claim_id="n13-01")
    district = read.row("districts", district_id="bessarabia")
    return judged(
        f"{voters['subject']}: {shown(voters['low'])}, no source named",
        f"{district['name']} in Svyatitsky's regions: {district['region'].replace('_', ' ')}",
        "gap",
        "the figures must come from somewhere else, and the note does not say from where",
    )


@check(
    "south-sfatul-majority",
    "Moldavians had the majority of the Sfatul Țării, and another account agrees",
    locators=["p049"],
    expects="agrees",
    teaches="A charge can rest on a fact that the other side reports too.",
)
def sfatul_majority(read: Evidence) -> Outcome:
    """The majority that the text gives the Moldavians beside a list by nationality."""
    rows = read.rows("seats_councils", **SFATUL)
    whole = sum(row["low"] for row in rows)
    own = sum(row["low"] for row in rows if row["group"] == "moldavians")
    working = f"{shown(own)} of {shown(whole)} seats, from Cojocaru, as reported by Wikipedia"
    return compare(read.stated("p049-01"), share(own, whole), "percent", working)


@check(
    "south-sfatul-nationality-and-party",
    "Seven seats in ten by nationality, two votes in a hundred by party",
    locators=["n13", "p049"],
    expects="not comparable",
    teaches="Nationality is not party: a Moldavian deputy or voter need not be for the Moldavian party.",
    charitable="The note asks by what right one party spoke for all Moldavians, and for that the "
    "gap between the two numbers does count.",
)
def sfatul_nationality_and_party(read: Evidence) -> Outcome:
    """The party's share of the vote beside the nationality's share of the seats."""
    rows = read.rows("seats_councils", **SFATUL)
    whole = sum(row["low"] for row in rows)
    own = sum(row["low"] for row in rows if row["group"] == "moldavians")
    working = f"votes for a party; {shown(own)} of {shown(whole)} seats for a nationality"
    return compare(read.stated("n13-08"), share(own, whole), "percent", working, otherwise=APART)


@check(
    "south-sfatul-organizations",
    "Elected from “non-existent organizations”, or fixed by a soldiers' council",
    locators=["p049"],
    expects="other sources differ",
    teaches="“Non-existent” can be tested: one body that did exist and did choose is enough to "
    "qualify it.",
    charitable="The word may mean that many of the bodies had no members to speak of, and that "
    "nobody in the country had voted for the council.",
)
def sfatul_organizations(read: Evidence) -> Outcome:
    """Who chose the council, by the text and by another account."""
    none = read.row("claims", stated=True, claim_id="p049-06")
    whole = read.row("seats_councils", account="cojocaru_wp", council="sfatul_tarii", group="total")
    return judged(
        f"{none['subject']}: {shown(none['low'])}",
        "composition fixed beforehand by the Soldiers' council (Cojocaru, as reported by Wikipedia)",
        DIFFER,
        f"{shown(whole['low'])} seats were shared out by nationality: not elected, but not from nothing",
    )


@check(
    "south-bessarabia-annexed-when",
    "A loyal address in March 1918, and an annexation after the war",
    locators=["p050", "n11"],
    expects="not comparable",
    teaches="A vote of union, an occupation and a treaty are three acts: one word may mean any of them.",
    charitable="The translator dates the settlement after the war, the author an act of the council.",
)
def bessarabia_annexed_when(read: Evidence) -> Outcome:
    """The two datings of the union with Romania."""
    address, annexed = read.event("loyal-address"), read.event("bessarabia-annexed")
    return judged(
        f"{address['date_as_printed']}: {address['title']}",
        f"{annexed['date_as_printed']} War: {annexed['title']} (the translator's note)",
        APART,
        "an address to a king and an annexation recognized by others are two steps",
    )


@check(
    "south-fall-of-chisinau",
    "No day is printed for the fall of Chișinău",
    locators=["p051", "p049"],
    expects="gap",
    teaches="Notice which events have no date: a story goes on without it, but no other account "
    "can be set beside it.",
    charitable="The section follows the story rather than the calendar, and a note sends the "
    "reader to a later chapter for the annexation.",
)
def fall_of_chisinau(read: Evidence) -> Outcome:
    """The dating of the first attempt and of the last."""
    first, last = read.event("chisinau-first-attempt"), read.event("chisinau-taken")
    battle = read.row("claims", claim_id="p051-01")
    return judged(
        f"{first['date_as_printed']}: {first['title']}",
        f"{last['title']}, dated by {last['dated_by']} only",
        "gap",
        f"{battle['subject']}: {battle['as_printed']}, between two days that are not printed",
    )
