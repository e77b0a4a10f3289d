"""The defence, the one session and the end of the Constituent Assembly (p100 to p137, n30 to n39)."""

from __future__ import annotations

import math

from firstflames.checks.registry import (
    Evidence,
    Outcome,
    Row,
    check,
    compare,
    judged,
    shown,
)
from firstflames.globe import KM_IN_A_MILE, kilometres
from firstflames.votes import Interval, share


def ballot(read: Evidence, stated: bool = False) -> tuple[float, float]:
    """The votes for Chernov and for Spiridonova, as the chapter gives them."""
    chernov = read.row("claims", stated=stated, claim_id="p119-04").interval.low
    return chernov, read.row("claims", stated=stated, claim_id="p119-05").interval.low


def voters(read: Evidence, stated: bool = False) -> float:
    """All who voted for a chairman."""
    return sum(ballot(read, stated))


# ---- Before the session --------------------------------------------------------------------------


@check(
    "assembly-powerless-considerable",
    "The Assembly's friends were powerless, and their forces quite considerable",
    locators=["p100", "p104"],
    expects="tension",
    teaches="Two words of degree about one side can both be meant: ask what each of them measures.",
    charitable="“Powerless in the event” judges what was done, “quite considerable” what was at "
    "hand; p104 says itself that the forces were not deployed.",
)
def powerless_considerable(read: Evidence) -> Outcome:
    """The word of p100, and the word of p104 on the forces of p103."""
    degree = read.row("no_claims", locator="p104")
    forces = read.rows("forces", locator="p103")
    return judged(
        "powerless, in the event (p100)",
        "quite considerable (p104)",
        "tension",
        f"{degree['reason']} Listed in p103: {'; '.join(row['force'] for row in forces)}",
    )


@check(
    "assembly-forces-units",
    "Men, regiments and armoured cars give no total of the Socialist-Revolutionaries' forces",
    locators=["p103", "p109"],
    expects="not comparable",
    teaches="Figures in different units cannot be added, and a list of them is not a strength.",
    charitable="The paragraph lists what there was and gives no total; it is the reader who adds.",
)
def forces_units(read: Evidence) -> Outcome:
    """The inventory in its own units."""
    rows = read.rows("forces", account="chapter", locator=("p103", "p109"))
    units = sorted({row["unit"].replace("_", " ") for row in rows})
    parts = [f"{row['force']}: {_amount(row)} {row['unit'].replace('_', ' ')}" for row in rows]
    return judged(
        f"{len(rows)} figures, as reported by Serge",
        f"{len(units)} units: {', '.join(units)}",
        "not comparable",
        "; ".join(parts) + "; the 600 are members within the two regiments",
    )


def _amount(row: Row) -> str:
    """A figure as a reader would write it: one number, a range, or an open end in words."""
    low, high = row["low"], row["high"]
    if low is None:
        return f"at most {shown(high)}"
    return shown(low) if low == high else shown(row.interval)


@check(
    "assembly-cars-elsewhere",
    "Thirty armoured cars in the text, nine in another book that quotes the same memoir",
    locators=["p109"],
    expects="other sources differ",
    teaches="Two books that use one witness may differ: only the witness can settle it.",
    charitable="They may be two counts of two plans: one division at one regiment, and all cars that "
    "were hoped for.",
)
def cars_elsewhere(read: Evidence) -> Outcome:
    """The cars of p109, and those of a history that quotes Sokolov."""
    told = read.stated("p109-01")
    other = read.row("forces", force_id="sr-armoured-division")
    working = f"{shown(told)} against Smolny; {shown(other.interval)} by {other['said_by']}"
    return compare(told, other.interval, "armoured cars", working, otherwise="other sources differ")


@check(
    "assembly-two-regiments",
    "The two regiments of p103 are the two whose committees give way in p111",
    locators=["p103", "p111"],
    expects="agrees",
    teaches="Follow a force from the list where it is counted to the place where it is lost.",
)
def two_regiments(read: Evidence) -> Outcome:
    """The number in p103 and the names in p111."""
    named = read.claim("p111-01")
    working = f"Semyonovsky and Preobrazhensky: {shown(named.low)} named again"
    return compare(read.stated("p103-01"), named, "regiments", working)


@check(
    "assembly-everything-ready",
    "“Everything was ready”, with regiments that gave way",
    locators=["p109", "p111"],
    expects="tension",
    teaches="When two things happen before one day and neither is dated, their order is a guess.",
    charitable="p111 says “eventually”: the committees may have given way after the rising had "
    "been called off, and because of it.",
)
def everything_ready(read: Evidence) -> Outcome:
    """The plan of p109 and the regiments of p111, both before 5 January."""
    plan, lost = read.event("rising-called-off"), read.event("regiments-give-way")
    return judged(
        f"p109, {plan['precision']} {plan['old_style_start']}: {plan['title']}",
        f"p111, {lost['precision']} {lost['old_style_start']}: {lost['title']}",
        "tension",
        "the regiments on which the plan rested gave way; which came first is not printed",
    )


@check(
    "assembly-forces-to-resist",
    "Sokolov is “very misguided”, and the balance might have hung for a day or so",
    locators=["p112", "p104"],
    expects="tension",
    teaches="An author may reject a judgement and grant half of it: quote both halves.",
    charitable="To hang in the balance for a day is not to win; the paragraph denies that the "
    "Bolsheviks had no forces, and grants only that the workers were tired.",
)
def forces_to_resist(read: Evidence) -> Outcome:
    """What p112 rejects, what it grants, and the words of p104."""
    days = read.stated("p112-02")
    degree = read.row("no_claims", locator="p104")
    return judged(
        "that the Bolsheviks lacked the forces to resist is very misguided (p112)",
        f"weariness might have held the balance for about {shown(days.low)} day (p112)",
        "tension",
        f"p104: had they been used, a power to reckon with. {degree['reason']}",
    )


@check(
    "assembly-shots-and-dead",
    "A few rifle-shots in the text, and people hit by other accounts",
    locators=["p112"],
    expects="other sources differ",
    teaches="A text that counts shots and no victims leaves a question that other sources answer.",
    charitable="The sentence tells how the crowd was scattered and does not say that nobody was "
    "hit; the other counts differ among themselves.",
)
def shots_and_dead(read: Evidence) -> Outcome:
    """The shots of p112, and reports of killed and wounded that were read in a reference work."""
    shots = read.stated("p112-01")
    rows = read.rows("casualties", event_id="demonstration", account=("museum", "avanta"))
    counts = [f"{row['said_by']}: {_amount(row)} {row['measure'].replace('_', ' ')}" for row in rows]
    return judged(
        f"a few rifle-shots ({shown(shots)}); the text counts no dead and no wounded",
        "; ".join(counts),
        "other sources differ",
        "shots and victims are different things, so no figure is set against another; these reports are "
        "two of several and are not added up",
    )


#: What other accounts say of the crowd: three of one column, one of the whole.
CROWDS = tuple(
    f"demonstrators_{part}" for part in ("liteiny", "nevsky_district", "largest_column", "all")
)


@check(
    "assembly-numerous-uncounted",
    "A numerous crowd that nobody counts",
    locators=["p112"],
    expects="gap",
    teaches="“Numerous” is no number: without a count the size of a crowd is an impression.",
    charitable="Crowds are seldom counted, and an opponent who grants that this one was numerous "
    "is a good witness to it.",
)
def numerous_uncounted(read: Evidence) -> Outcome:
    """The word of degree, its bounds by the rule of the house, and four reports by others."""
    row = read.row("claims", stated=True, claim_id="p112-03")
    reports = read.rows("session", item=CROWDS)
    return judged(
        f"“{row['as_printed']}”",
        "; ".join(f"{report['name']}: {_amount(report)}" for report in reports),
        "gap",
        f"by the words alone: {shown(row.interval)}; the chapter has no figure, and the others have "
        "round numbers for a column, or a word for the whole",
    )


@check(
    "assembly-who-marched",
    "Text and note agree on who marched on 5 January",
    locators=["p112", "n31"],
    expects="agrees",
    teaches="A note that repeats the text is one witness, not two, when both go back to one memoir.",
)
def who_marched(read: Evidence) -> Outcome:
    """The crowd of p112 and the crowd of n31, both after Sokolov."""
    crowd = read.row("claims", claim_id="p112-03")
    moved = read.row("claims", claim_id="n31-01")
    return judged(
        f"p112: {crowd['subject']}, petty-bourgeois citizens in the mass",
        f"n31, after {moved['attributed_to']}: bourgeois or middle-class for the most part",
        "agrees",
        "the same people in both; both rest on Sokolov",
    )


@check(
    "assembly-bloody-stavka",
    "A bloody failure at the Stavka, where not a soldier was left to fight",
    locators=["p116", "p016"],
    expects="tension",
    teaches="One adjective for three events may fit two of them: test it on each.",
    charitable="“Bloody” fits Petrograd and Moscow, and at Mogilev the commander himself was "
    "killed; the sentence is about the effect of all three together.",
)
def bloody_stavka(read: Evidence) -> Outcome:
    """The three failures of p116 and the end of the Stavka in p016."""
    failures = read.row("claims", stated=True, claim_id="p116-01")
    defenders = read.claim("p016-01")
    killed = read.row("casualties", report_id="dukhonin-serge")
    return judged(
        f"bloody failures: {failures['as_printed']} and the Stavka",
        f"soldiers left to defend the Stavka: {shown(defenders.low)}",
        "tension",
        f"p016 tells of no fight; killed after his arrest: {killed['victims']}",
    )


# ---- The session ---------------------------------------------------------------------------------


@check(
    "assembly-left-less-numerous",
    "The “less numerous left” had 153 of 397 votes",
    locators=["p117", "p119"],
    expects="agrees",
    teaches="A comparison in words can be tested by a vote that is counted two paragraphs later.",
)
def left_less_numerous(read: Evidence) -> Outcome:
    """The share of the vote for Spiridonova."""
    chernov, spiridonova = ballot(read)
    found = share(spiridonova, chernov + spiridonova)
    working = f"{shown(spiridonova)} of {shown(chernov + spiridonova)}: {found} per cent"
    return compare(read.stated("p117-02"), found, "percent", working)


@check(
    "assembly-majority-benches",
    "The majority on the right and in the centre was one: 244 of 397",
    locators=["p119", "p117"],
    expects="agrees",
    teaches="The word “majority” has to hold on a base, and here the base is those who voted.",
)
def majority_benches(read: Evidence) -> Outcome:
    """The share of the vote for Chernov."""
    chernov, spiridonova = ballot(read)
    found = share(chernov, chernov + spiridonova)
    working = f"{shown(chernov)} of {shown(chernov + spiridonova)}: {found} per cent"
    return compare(read.stated("p119-01"), found, "percent", working)


@check(
    "assembly-nobody-wanted",
    "A candidate that nobody wanted, and 244 votes for him",
    locators=["p119"],
    expects="tension",
    teaches="A vote shows what people did; what they wanted is another question, and harder to prove.",
    charitable="Deputies may vote for a man whom they do not like, because their party has fixed "
    "on him; the sentence speaks of liking.",
)
def nobody_wanted(read: Evidence) -> Outcome:
    """Those who wanted Chernov by the words, and those who voted for him."""
    found = read.claim("p119-04")
    working = f"nobody wanted him; {shown(found.low)} voted for him"
    return compare(read.stated("p119-03"), found, "persons", working, otherwise="tension")


@check(
    "assembly-voted-and-elected",
    "397 voted of 520 elected",
    locators=["p119", "p087"],
    expects="not comparable",
    teaches="Elected, arrived, present and voting are four numbers: find out which one you have.",
    charitable="The 520 are those elected as known on 30 December, the 397 those who voted on one "
    "ballot six days later; nothing says that they should be equal.",
)
def voted_and_elected(read: Evidence) -> Outcome:
    """The seats of p087 and the votes of p119."""
    elected, chernov, spiridonova = read.stated("p087-01"), *ballot(read)
    found = chernov + spiridonova
    working = f"{shown(chernov)} + {shown(spiridonova)} = {shown(found)}, of {shown(elected.low)}"
    return compare(elected, found, "persons", working, otherwise="not comparable")


@check(
    "assembly-arrived-and-voted",
    "At face value 450 deputies arrived, and 397 voted",
    locators=["n27", "p119"],
    expects="gap",
    teaches="Two open figures, “more than” and “over”, have no exact difference: say so when you "
    "use one.",
    charitable="Both figures of the note are lower bounds, so those who arrived may be somewhat "
    "more or fewer; and some may have been there without voting.",
)
def arrived_and_voted(read: Evidence) -> Outcome:
    """Returned less late, both taken at their printed end, and the votes."""
    returned, late = read.stated("n27-01").low, read.stated("n27-02").low
    arrived, found = returned - late, voters(read)
    working = f"{shown(returned)} − {shown(late)} = {shown(arrived)}, {shown(arrived - found)} more"
    return compare(arrived, found, "persons", working, otherwise="gap")


@check(
    "assembly-present-and-voted",
    "At least 410 were present, by a museum, which leaves room for 397 votes",
    locators=["p119"],
    expects="agrees",
    teaches="Two sources agree when one sets a limit and the other keeps within it.",
)
def present_and_voted(read: Evidence) -> Outcome:
    """The votes of p119, as a lower limit for those present, and the museum's count."""
    votes = voters(read, stated=True)
    present = read.row("session", item="deputies_present", account="museum").interval
    working = f"{shown(votes)} votes; the State Museum of Political History: {shown(present)} present"
    return compare(Interval(votes, math.inf), present, "persons", working)


@check(
    "assembly-left-present",
    "The 153 votes for Spiridonova fit the 155 of the Left who were present, by ORT",
    locators=["p119"],
    expects="agrees",
    teaches="A secret of the ballot can be narrowed down when the heads on each side are counted.",
)
def left_present(read: Evidence) -> Outcome:
    """The votes for Spiridonova, as a lower limit, and the Left by ORT."""
    votes = read.stated("p119-05").low
    left = read.figure("session", item="bolsheviks_and_left_srs_present", account="ort")
    return compare(
        Interval(votes, math.inf),
        left,
        "persons",
        f"{shown(left)} − {shown(votes)} = {left - votes:.0f}",
    )


@check(
    "assembly-others-present",
    "The other 255 present, by ORT, leave room for the 244 votes for Chernov",
    locators=["p119"],
    expects="agrees",
    teaches="Subtract the side you know from the whole, and the other side is counted as well.",
)
def others_present(read: Evidence) -> Outcome:
    """The votes for Chernov, as a lower limit, and those present who were not of the Left, by ORT."""
    votes = read.stated("p119-04").low
    whole = read.figure("session", item="deputies_present", account="ort")
    left = read.figure("session", item="bolsheviks_and_left_srs_present", account="ort")
    others = whole - left
    working = (
        f"{shown(whole)} − {shown(left)} = {shown(others)}; {shown(others - votes)} cast no vote for him"
    )
    return compare(Interval(votes, math.inf), others, "persons", working)


@check(
    "assembly-quorum",
    "397 voted where 400 were needed to open",
    locators=["p119"],
    expects="not comparable",
    teaches="A quorum counts heads at one moment, a ballot counts votes at another.",
    charitable="The decree of 26 November asked for 400 deputies at the opening, not for 400 "
    "votes; by other accounts enough were present.",
)
def quorum(read: Evidence) -> Outcome:
    """The votes of p119 and the quorum of the Soviet decree."""
    needed = read.figure("session", item="quorum", account="soviet_decree")
    working = f"{shown(needed)} needed to open, by the editors of Lenin's works"
    return compare(voters(read, True), needed, "persons", working, otherwise="not comparable")


@check(
    "assembly-left-seats-and-votes",
    "The whole Left gave 153 votes, fewer than the Bolsheviks alone had seats",
    locators=["p119", "p087"],
    expects="not comparable",
    teaches="Seats on a list and votes in a hall differ by those who never reached the hall.",
    charitable="Over 150 deputies did not reach Petrograd in time (n27), and the seats are those "
    "known on 30 December; the Left S-Rs have no line of their own among them.",
)
def left_seats_and_votes(read: Evidence) -> Outcome:
    """Bolshevik seats of p087, and votes of Bolsheviks and Left S-Rs in p119."""
    seats, votes = read.stated("p087-02"), read.claim("p119-05")
    working = f"{shown(seats.low)} Bolsheviks elected; {shown(votes.low)} votes with the Left S-Rs"
    return compare(seats, votes, "persons", working, otherwise="not comparable")


@check(
    "assembly-vote-in-other-print",
    "153 votes for Spiridonova here, 151 in a biography of Lenin",
    locators=["p119"],
    expects="other sources differ",
    teaches="Both figures are in print: name the source whenever you use one of them.",
    charitable="Two votes change nothing in the outcome; a recount, or a misread figure in an "
    "early report, would be enough to explain them.",
)
def vote_in_other_print(read: Evidence) -> Outcome:
    """The chapter's figure and the figure of a biography read in Russian."""
    told = read.stated("p119-05")
    other = read.figure("session", item="votes_spiridonova", account="lenin_biography")
    working = f"the chapter: {shown(told.low)}; a biography of Lenin, author not seen: {shown(other)}"
    return compare(told, other, "votes", working, otherwise="other sources differ")


@check(
    "assembly-vote-at-museum",
    "A museum gives the same vote, 244 to 153",
    locators=["p119"],
    expects="agrees",
    teaches="A second source with the same figures supports them, unless it copied them.",
)
def vote_at_museum(read: Evidence) -> Outcome:
    """All votes, in the chapter and by the State Museum of Political History."""
    rows = read.rows("session", item=("votes_chernov", "votes_spiridonova"), account="museum")
    found = [row.interval.low for row in rows]
    working = f"State Museum of Political History: {' + '.join(shown(votes) for votes in found)}"
    return compare(voters(read, True), sum(found), "votes", working)


@check(
    "assembly-only-menshevik",
    "One Menshevik present; elected were three, and others among forty-one",
    locators=["p123", "p087"],
    expects="not comparable",
    teaches="Who was elected and who was there are two lists, and one line may hold two parties.",
    charitable="Three on one line and an unknown part of forty-one on another were elected; that "
    "one of them had come by 5 January is possible.",
)
def only_menshevik(read: Evidence) -> Outcome:
    """Mensheviks in the hall, and Mensheviks elected: their own line, and the shared one."""
    own, shared = read.claim("p087-06"), read.claim("p087-04")
    elected = Interval(own.low, own.high + shared.high)
    working = f"{shown(own.low)}, and between none and all of {shown(shared.high)}: {shown(elected)}"
    return compare(read.stated("p123-01"), elected, "persons", working, otherwise="not comparable")


@check(
    "assembly-dictatorship-of-a-minority",
    "Tsereteli's “minority” fits the Bolshevik share of the vote",
    locators=["p123", "p088"],
    expects="agrees",
    teaches="A political word can be accurate as arithmetic and still be open to dispute as politics.",
)
def dictatorship_of_a_minority(read: Evidence) -> Outcome:
    """The Bolshevik share of all votes."""
    votes, whole = read.claim("p088-07").low, read.claim("p087-09").low
    found = share(votes, whole)
    working = f"{shown(votes)} of {shown(whole)}: {found} per cent, without the Left S-Rs"
    return compare(read.stated("p123-02"), found, "percent", working)


TOLD = ("chernov-speech", "bukharin-speech", "tsereteli-speech", "bolsheviks-leave")


@check(
    "assembly-speeches-told",
    "The chapter tells four speeches of fifty-four",
    locators=["p119", "p122", "p123", "p124"],
    expects="gap",
    teaches="A session in a history is a choice of speeches: ask how many there were.",
    charitable="The paragraph says that the debate went on and added nothing to these; one from "
    "each main side is a fair choice in so few pages.",
)
def speeches_told(read: Evidence) -> Outcome:
    """Speeches and declarations reported one by one, and speeches recorded by a journal."""
    told = read.rows("events", stated=True, event_id=TOLD, kind="session")
    recorded = read.figure("session", item="speeches", account="naslednik")
    working = f"{len(told)} told; recorded, by the journal Naslednik: {shown(recorded)}"
    return compare(len(told), recorded, "speeches", working, otherwise="gap")


@check(
    "assembly-closing-time",
    "The guard came at about four, and the session closed forty minutes later",
    locators=["p126"],
    expects="agrees",
    teaches="Two times from two sources can form one story: here forty minutes for the last votes.",
)
def closing_time(read: Evidence) -> Outcome:
    """The clock time of p126, after which the Assembly still voted, and the end by Lenin's editors."""
    spoke = read.stated("p126-01").low
    closed = read.figure("session", item="session_closes", account="soviet_editors")
    working = f"from about {shown(spoke)} to the close: {60 * (closed - spoke):.0f} minutes"
    return compare(Interval(spoke, math.inf), closed, "hour of the day", working)


@check(
    "assembly-last-votes",
    "How many took the last hasty votes, the text does not say",
    locators=["p131", "p087"],
    expects="gap",
    teaches="A law passed at four in the morning has voters too: work out how many they can have been.",
    charitable="The paragraph describes a scene, and its point is the haste and not the count; the "
    "chapter goes on at once to the end of the session.",
)
def last_votes(read: Evidence) -> Outcome:
    """Those present, by ORT, without the Left, which had withdrawn; and those elected."""
    scene = read.row("no_claims", locator="p131")
    whole = read.figure("session", item="deputies_present", account="ort")
    left = read.figure("session", item="bolsheviks_and_left_srs_present", account="ort")
    elected = read.claim("p087-01").low
    return judged(
        scene["reason"],
        f"at most {shown(whole - left)} once the Left had gone, by ORT's figures",
        "gap",
        f"{shown(whole)} − {shown(left)} = {shown(whole - left)}: "
        f"{share(whole - left, elected)} per cent of the {shown(elected)} elected",
    )


@check(
    "assembly-executive-vote",
    "Lenin justifies the dissolution, and how the Soviet Executive voted is not told",
    locators=["p135"],
    expects="gap",
    teaches="When a text quotes a speech before a vote, ask for the vote: it counts the other side.",
    charitable="The decree is Lenin's, and his reasons are what the chapter discusses; with two "
    "votes against, by these editors, the majority was clear.",
)
def executive_vote(read: Evidence) -> Outcome:
    """The speech of p135, and the votes by the editors of Lenin's works."""
    speech = read.event("lenin-justifies")
    against = read.figure("session", item="executive_against_dissolution", account="soviet_editors")
    abstained = read.figure("session", item="executive_abstained_dissolution", account="soviet_editors")
    return judged(
        f"{speech['title']}; no vote is printed",
        f"{shown(against)} against, {shown(abstained)} abstained",
        "gap",
        "by the Soviet editors of Lenin's works, who do not number the majority",
    )


@check(
    "assembly-almost-unnoticed",
    "“Almost unnoticed” in the text, “scarcely a ripple” in the note",
    locators=["p137", "n39"],
    expects="agrees",
    teaches="A translator who adds two later historians to a partisan's sentence lets us test it.",
)
def almost_unnoticed(read: Evidence) -> Outcome:
    """The sentence of p137, and Chamberlin as the translator quotes him."""
    said = read.row("claims", stated=True, claim_id="p137-01")
    note = read.row("claims", claim_id="n39-02")
    return judged(
        f"{said['as_printed']} in Russia",
        f"{note['as_printed']} ({note['attributed_to']})",
        "agrees",
        "the note limits it to the masses, and has the democratic parties protest",
    )


@check(
    "assembly-unnoticed-and-numerous",
    "The end passed almost unnoticed, two days after a numerous crowd had marched",
    locators=["p137", "p112"],
    expects="tension",
    teaches="Before you call two statements a contradiction, check that they are about the same day.",
    charitable="The crowd marched for the opening, in one city; the sentence is about the "
    "dissolution, in the whole country, after shots had scattered that crowd.",
)
def unnoticed_and_numerous(read: Evidence) -> Outcome:
    """The word on the dissolution, and the word on the demonstration."""
    said = read.row("claims", stated=True, claim_id="p137-01")
    crowd = read.row("claims", claim_id="p112-03")
    march, end = read.event("demonstration"), read.event("dissolution")
    return judged(
        f"{end['date_as_printed']}: {said['as_printed']}",
        f"{march['date_as_printed']}: {crowd['as_printed']}",
        "tension",
        "the Assembly's opening in Petrograd, and its dissolution in the country",
    )


@check(
    "assembly-first-day",
    "The transcript of “the first day” covers the only sitting",
    locators=["n38", "p131"],
    expects="agrees",
    teaches="A title can keep a plan alive: a first day was printed where no second one came.",
)
def first_day(read: Evidence) -> Outcome:
    """The title in n38, and the opening and the end of the session."""
    title = read.row("claims", stated=True, claim_id="n38-01")
    opens, ends = read.event("assembly-opens"), read.event("session-ends")
    return judged(
        f"transcript of the {title['as_printed']}",
        f"one sitting, from {opens['old_style_start']} into the morning of {ends['old_style_start']}",
        "agrees",
        "the decree of dissolution followed in the next night (p133)",
    )


# ---- Notes on persons ----------------------------------------------------------------------------


@check(
    "assembly-sverdlov-sentences",
    "Sverdlov's sentences fit between 1903 and 1912",
    locators=["n32"],
    expects="agrees",
    teaches="The years in a life can be added up, and have to fit between its dates.",
)
def sverdlov_sentences(read: Evidence) -> Outcome:
    """Fortress and exile, and the years in which they lie."""
    parts = read.claims("n32-02", "n32-03")
    years = [
        int(read.row("events", stated=True, event_id=name)["old_style_start"])
        for name in ("sverdlov-militant", "sverdlov-returns")
    ]
    found = sum(part.low for part in parts)
    working = f"{' + '.join(shown(part.low) for part in parts)} = {shown(found)} of the years from "
    working += f"{years[0]} to {years[1]}"
    return compare(Interval(0, years[1] - years[0]), found, "years", working)


@check(
    "assembly-sverdlov-three-years",
    "Five years from Sverdlov's return to the fall of Tsarism, three of them in exile",
    locators=["n32"],
    expects="gap",
    teaches="A biography in a note leaves years out: find them before you call a figure wrong.",
    charitable="The note dates the return, not the exile; between the two lie secret work, "
    "betrayal, arrest and transport, which may well have taken two years.",
)
def sverdlov_three_years(read: Evidence) -> Outcome:
    """The stay in Turukhansk, and the years from the return to 1917."""
    back = int(read.event("sverdlov-returns")["old_style_start"])
    fall = int(read.event("autocracy-falls")["old_style_start"][:4])
    working = f"{fall} − {back} = {fall - back}; two years are not told"
    return compare(read.stated("n32-06"), fall - back, "years", working, otherwise="gap")


@check(
    "assembly-sverdlov-escapes",
    "Five attempts to escape and two that succeeded: five in all, or seven",
    locators=["n32"],
    expects="gap",
    teaches="Two numbers side by side may be a part and its whole, or two parts: the words must "
    "say which.",
    charitable="Read naturally, the two are among the five; the sentence is a list without a verb "
    "and counts nothing together.",
)
def sverdlov_escapes(read: Evidence) -> Outcome:
    """Attempts and successes, and what they make together in each reading."""
    attempts, escapes = read.stated("n32-04").low, read.claim("n32-05").low
    return judged(
        f"{shown(attempts)} attempts, {shown(escapes)} successful escapes",
        f"{shown(attempts)} or {shown(attempts + escapes)} in all",
        "gap",
        f"{shown(attempts)}, or {shown(attempts)} + {shown(escapes)} = {shown(attempts + escapes)}",
    )


@check(
    "assembly-sverdlov-sledge",
    "Five thousand miles by sledge, and under three thousand on the map all the way to Petrograd",
    locators=["n32"],
    expects="other sources differ",
    teaches="A distance can be tested with two points on a map and a little geometry.",
    charitable="A frozen river is longer than a straight line, and the figure may have been in "
    "versts or kilometres, or a rounded memory of all that year's travel.",
)
def sverdlov_sledge(read: Evidence) -> Outcome:
    """Straight lines from Turukhansk: to Krasnoyarsk, and on to Petrograd."""
    start, middle, end = (
        read.row("places", place_id=name) for name in ("turukhansk", "krasnoyarsk", "petrograd")
    )
    river = _miles(start, middle)
    whole = river + _miles(middle, end)
    working = f"to Krasnoyarsk {river:,.0f} miles in a straight line, on to Petrograd {whole:,.0f}"
    return compare(
        read.stated("n32-07"),
        Interval(round(river), round(whole)),
        "miles",
        working,
        otherwise="other sources differ",
    )


def _miles(start: Row, end: Row) -> float:
    """The great circle between two places, in miles."""
    return kilometres(start, end) / KM_IN_A_MILE
