"""The chapter's theses (p153 to p158) beside its own narrative."""

from __future__ import annotations

from firstflames.checks.dates import month
from firstflames.checks.registry import Evidence, Outcome, Row, check, compare, judged, shown
from firstflames.votes import share

#: The conclusion, s13, begins with this paragraph; what stands before it is the narrative.
FIRST_OF_CONCLUSION = 152
#: What "in January" says of the months between January and the end: none.
SAME_MONTH = 0

#: Engagements of Red forces on the Don and in the Kuban of which the text gives the winner.
RED_GUARDS = ("matveyev-kurgan", "novocherkassk-entered", "council-surprised", "kuban-victory")


@check(
    "conclusion-every-engagement",
    "“Beaten in every engagement”, and a Red defeat that the chapter tells",
    locators=["p155", "p030"],
    expects="contradiction",
    teaches="“Every” can be refuted by one case: look for it in the author's own narrative.",
    charitable="The defeats came “at first” and were made good; over the campaign as a whole the "
    "Red Guards did win, and a conclusion speaks of the whole.",
)
def every_engagement(read: Evidence) -> Outcome:
    """Engagements of Red forces on the Don and the Kuban; workers' risings are not among them."""
    told = read.rows("events", event_id=RED_GUARDS, won_by=("red", "white"))
    won = sum(row["won_by"] == "red" for row in told)
    share = 100 * won / len(told)
    working = f"{won} of {len(told)}; the text names one defeat, at Matveyev Kurgan"
    return compare(read.stated("p155-07"), share, "percent", working)


@check(
    "conclusion-few-officers",
    "A few thousand men at most, and some tens of thousands of officers",
    locators=["p155", "p069"],
    expects="not comparable",
    teaches="Two numbers for one side need not be about one thing: ask who is counted, where and when.",
    charitable="p069 counts officers hostile to the government in the whole country, p155 the men "
    "who took up arms.",
)
def few_officers(read: Evidence) -> Outcome:
    """Those who fought beside those who were hostile."""
    fought, hostile = read.stated("p155-03"), read.claim("p069-02")
    return judged(
        f"{shown(fought)} men took up the defence",
        f"{shown(hostile)} officers were among the active elements",
        "not comparable",
        "different people: men in arms in the south, and officers by sympathy in the whole country",
    )


# ---- (1) An easy victory, everywhere, by the majority ---------------------------------------------


@check(
    "conclusion-january",
    "“In January” the march of triumph was over, and the Kuban was won on 1 March",
    locators=["p153", "p034"],
    expects="tension",
    teaches="A conclusion rounds its dates: compare them with the last event that the narrative dates.",
    charitable="The great cities and the Don had fallen by the end of January; a phase is over "
    "when its outcome is clear, not on the day of the last engagement.",
)
def january(read: Evidence) -> Outcome:
    """Months from the end of the phase to the last Red victory that the text dates."""
    phase, last = read.event("first-phase-ends"), read.event("kuban-victory")
    found = month(last["old_style_start"]) - month(phase["old_style_start"])
    working = f"{phase['date_as_printed']} to {last['date_as_printed']}: {found} months, as printed"
    return compare(SAME_MONTH, found, "months", working, otherwise="tension")


@check(
    "conclusion-victory-complete",
    "A complete victory, and one that was “not a total one”",
    locators=["p153", "p044", "p034"],
    expects="tension",
    teaches="“Complete” is the strongest of words: look for what the same author called incomplete.",
    charitable="The conclusion adds at once that the civil war will be kindled again, and it means "
    "that no enemy at home still held power.",
)
def victory_complete(read: Evidence) -> Outcome:
    """What the narrative says of the victories in Kyiv and in the Kuban."""
    everywhere = read.row("claims", stated=True, claim_id="p153-01")
    kyiv, kuban = read.row("claims", claim_id="p044-04"), read.row("claims", claim_id="p034-03")
    war = read.event("guerrilla-until-1921")
    return judged(
        f"{everywhere['as_printed']}: the victory is complete",
        f"Kyiv: {kyiv['as_printed']}; Ekaterinodar: {kuban['as_printed']} time",
        "tension",
        f"{war['title']}: {war['date_as_printed']}",
    )


PLACES = ("petrograd", "ural", "don", "kuban", "ukraine", "bessarabia", "crimea", "siberia")


@check(
    "conclusion-nine-places",
    "Nine places of victory: the narrative names eight, and never Siberia",
    locators=["p154"],
    expects="gap",
    teaches="Go through a list of examples and look each one up in the chapter that it sums up.",
    charitable="A book has other chapters; that the soviets prevailed in Siberia may be told "
    "there, or taken as known.",
)
def nine_places(read: Evidence) -> Outcome:
    """The list of p154, and how many of its places a paragraph before the conclusion names."""
    rows = [read.row("places", place_id=name) for name in PLACES]
    rows.insert(1, read.row("organisations", org_id="stavka"))
    named = [_paragraphs(row) for row in rows]
    told = sum(count > 0 for count in named)
    working = f"paragraphs that name them, in the order of the list: {', '.join(map(str, named))}"
    return compare(read.stated("p154-01"), told, "places", working, otherwise="gap")


def _paragraphs(row: Row) -> int:
    """In how many paragraphs of the narrative a place or body is named."""
    body = [item for item in row["locators"].split(";") if not item.startswith("n")]
    return sum(int(item.removeprefix("p")) < FIRST_OF_CONCLUSION for item in body)


@check(
    "conclusion-bessarabia",
    "Bessarabia stands among the victories, and the narrative ends it in a defeat",
    locators=["p154", "p051"],
    expects="tension",
    teaches="A name in a list of victories is a claim: ask who held the place when the story ends.",
    charitable="Within Bessarabia the revolution had prevailed and even stopped a first attempt "
    "(p049); it was an army from outside that broke it, and the list speaks of victory at home.",
)
def bessarabia(read: Evidence) -> Outcome:
    """The list of p154, and who won the two engagements at Chișinău."""
    listed = read.row("claims", stated=True, claim_id="p154-01")
    fights = read.rows("events", kind="fighting", place_id="chisinau")
    return judged(
        f"{shown(listed.interval.low)} places of victory, Bessarabia among them",
        "; ".join(f"{row['title']} (won by: {row['won_by']})" for row in fights),
        "tension",
        "the last engagement that the text tells there was not a Red victory",
    )


@check(
    "conclusion-pacific",
    "“From the Baltic Sea to the Pacific Ocean”, with no fighting told east of Orenburg",
    locators=["p153", "p034"],
    expects="gap",
    teaches="A phrase of distance can be put on a map beside the places that a text really reports.",
    charitable="The phrase gives the size of the country in which soviets took power, most often "
    "without a fight; the chapter is about the fights.",
)
def pacific(read: Evidence) -> Outcome:
    """The easternmost place of fighting in the events, and the Pacific."""
    ocean, city = (read.row("places", place_id=name) for name in ("pacific", "orenburg"))
    everywhere = read.row("claims", stated=True, claim_id="p153-01")
    rising = read.event("ural-rising")
    return judged(
        f"{everywhere['as_printed']}, as far as {ocean['longitude']:.0f}° east",
        f"{rising['title']}: {city['name_now']}, {city['longitude']:.0f}° east",
        "gap",
        f"{ocean['longitude'] - city['longitude']:.0f} degrees of longitude of which nothing is told",
    )


@check(
    "conclusion-easy-and-ferocious",
    "Astonishingly easy, despite ferocious resistance",
    locators=["p154", "p030"],
    expects="tension",
    teaches="A sentence that holds two opposite words asks for a reason, and gives one next: test it.",
    charitable="Ease is measured by the outcome, ferocity by the way the losers fought; a small "
    "force can resist fiercely and lose quickly.",
)
def easy_and_ferocious(read: Evidence) -> Outcome:
    """The two words of p154, and what p030 says of the Don."""
    places, defeats = read.stated("p154-01"), read.row("claims", claim_id="p030-04")
    return judged(
        f"an easy victory in {shown(places.low)} places",
        f"ferocious resistance; on the Don {defeats['as_printed']} at first",
        "tension",
        "both words stand in one sentence of p154",
    )


@check(
    "conclusion-army-majority",
    "“The majority of the army” made the revolution, and 40 per cent of it voted Bolshevik",
    locators=["p154", "p092"],
    expects="tension",
    teaches="Votes for one party do not measure support for a revolution, but they set a question.",
    charitable="The soldiers who made the revolution were not only Bolshevik voters: Left S-Rs "
    "stood on the common list, and the vote was over before most of these events.",
)
def army_majority(read: Evidence) -> Outcome:
    """The Bolshevik share of the four lines of p092."""
    lists = read.claims("p092-01", "p092-02", "p092-03")
    bolsheviks = read.claim("p092-04").low
    whole = bolsheviks + sum(part.low for part in lists)
    found = share(bolsheviks, whole)
    working = f"{shown(bolsheviks)} of {shown(whole)}: {found} per cent"
    return compare(read.stated("p154-03"), found, "percent", working, otherwise="tension")


@check(
    "conclusion-proletariat-majority",
    "“The majority of the proletariat” is said twice and counted nowhere",
    locators=["p154", "p089"],
    expects="gap",
    teaches="A city's vote is not its workers' vote: ask whether the group named was ever counted.",
    charitable="The vote was secret and lists had no classes; the towns of industry, which did "
    "vote Bolshevik, are the nearest that anyone can come.",
)
def proletariat_majority(read: Evidence) -> Outcome:
    """What p154 and p089 say of the workers, and the nearest figure, the capitals."""
    said, before = read.stated("p154-02"), read.claim("p089-03")
    parties = read.claims("p090-01", "p090-02", "p090-03")
    capitals = share(parties[2].low, sum(part.low for part in parties))
    return judged(
        f"p154: {shown(said)} per cent; p089: {shown(before)} per cent, both by their words",
        "no votes of workers are printed",
        "gap",
        f"the capitals, all classes and three parties only: {capitals} per cent Bolshevik",
    )


@check(
    "conclusion-peasant-sympathy",
    "The sympathy of the great majority of peasants, who voted for another party",
    locators=["p154", "p089", "p088"],
    expects="tension",
    teaches="Sympathy, consent and a vote are three things, and only the last of them was counted.",
    charitable="The peasants could welcome the decree on land and vote for the party they knew; "
    "part of that party, the Left S-Rs, was in the government.",
)
def peasant_sympathy(read: Evidence) -> Outcome:
    """The sympathy of p154, the rural vote of p089, the Bolshevik share of p088."""
    sympathy, rural = (
        read.row("claims", stated=True, claim_id="p154-04"),
        read.row("claims", claim_id="p089-07"),
    )
    bolsheviks = read.claim("p088-08").low
    return judged(
        f"{sympathy['as_printed']} of the peasantry",
        f"{rural['as_printed']} had voted for the Socialist-Revolutionaries",
        "tension",
        f"Bolsheviks in the whole country: {shown(bolsheviks)} per cent of the votes",
    )


# ---- (2) A bourgeoisie without a leader -----------------------------------------------------------


@check(
    "conclusion-no-leader",
    "No leader, and three leaders a few sentences on",
    locators=["p155"],
    expects="tension",
    teaches="A class and an army can each have leaders: ask whose leader is meant.",
    charitable="The three were generals whom, by the same paragraph, the bourgeoisie did not "
    "support; that is what it means to have no leader.",
)
def no_leader(read: Evidence) -> Outcome:
    """Leaders of the bourgeoisie, and the leaders of ventures that are named."""
    named = read.claim("p155-06")
    working = f"no leader; then Kaledin, Alekseyev and Kornilov: {shown(named.low)}"
    return compare(read.stated("p155-01"), named, "persons", working, otherwise="tension")


@check(
    "conclusion-no-serious-party",
    "Not one serious party, and 13 per cent for the Kadets and the lists counted with them",
    locators=["p155", "p088", "p090"],
    expects="tension",
    teaches="A party can be strong at the polls and weak in a fight: ask which strength is meant.",
    charitable="Votes were no help in a fight with arms, and the line of 13 per cent holds other "
    "lists too; “serious” means able to act.",
)
def no_serious_party(read: Evidence) -> Outcome:
    """The parties of p155, and the votes for Kadets and others in p088 and p090."""
    parties, votes = read.stated("p155-02"), read.claim("p088-02")
    capitals = read.claim("p090-01")
    return judged(
        f"{shown(parties.low)} serious parties of the bourgeoisie",
        f"{shown(votes.low)} per cent of the votes for the “bourgeois parties”",
        "tension",
        f"in the two capitals {shown(capitals.low)} votes for the Kadets",
    )


@check(
    "conclusion-few-thousand",
    "“A few thousand men at the most” fits the Volunteers at their best",
    locators=["p155", "p025"],
    expects="agrees",
    teaches="A vague figure at the end and an exact one before it should meet: here they do.",
)
def few_thousand(read: Evidence) -> Outcome:
    """The bounds of a few thousand, and the army of p025."""
    best = read.claim("p025-02")
    working = f"the Army of Volunteers at its best: {shown(best)}"
    return compare(read.stated("p155-03"), best, "soldiers", working)


@check(
    "conclusion-handful-of-generals",
    "A handful of generals led, and fourteen were killed in one region",
    locators=["p155", "p052"],
    expects="not comparable",
    teaches="Those who lead and those who bear a rank are two groups: match the group first.",
    charitable="p155 counts the generals who led an army, p052 all of that rank, in command or "
    "not, whom soldiers killed on the Don in two months, as reported by Denisov.",
)
def handful_of_generals(read: Evidence) -> Outcome:
    """Generals who led, and generals killed on the Don."""
    killed = read.claim("p052-04")
    working = f"led: {shown(read.claim('p155-05'))}; killed, by Denisov: {shown(killed.low)}"
    return compare(read.stated("p155-05"), killed, "officers", working, otherwise="not comparable")


@check(
    "conclusion-impotent-and-everywhere",
    "Almost total impotence, and sabotage everywhere",
    locators=["p155", "p069"],
    expects="tension",
    teaches="Strength has many kinds: a class that cannot fight may still bring a country to hunger.",
    charitable="p155 judges political and armed strength, p069 the economic kind; to refuse work "
    "needs no leader and no policy.",
)
def impotent_and_everywhere(read: Evidence) -> Outcome:
    """The period of impotence, and the reach of sabotage within it."""
    crushed = read.event("bourgeoisie-crushed")
    sabotage = read.row("claims", claim_id="p069-03")
    return judged(
        f"{crushed['title']}, from {crushed['date_as_printed']} on",
        sabotage["as_printed"],
        "tension",
        "p069 and p070 tell of November 1917, the first month of that period",
    )


# ---- (3) The middle classes ------------------------------------------------------------------------


@check(
    "conclusion-did-not-dare",
    "The towns did not dare another battle, and the Assembly's party called its rising off",
    locators=["p158", "p109"],
    expects="agrees",
    teaches="An armed rising that was planned and dropped is good evidence for “did not dare”.",
)
def did_not_dare(read: Evidence) -> Outcome:
    """The battles of p158 after October, and the rising of p109."""
    battles, plan = read.claim("p158-05"), read.event("rising-called-off")
    return judged(
        f"{shown(battles.low)} armed battles dared after October",
        plan["title"],
        "agrees",
        "planned, and condemned by the fraction when it was ready (p109)",
    )


@check(
    "conclusion-unpopular",
    "“Condemned themselves to unpopularity”, with 62 per cent of the votes",
    locators=["p155", "p089"],
    expects="tension",
    teaches="Unpopular with whom, and when: a vote is one day's answer to that, and no more.",
    charitable="The same parties had few votes in the capitals and on the near fronts, and the split "
    "of the S-Rs and the weeks after the vote may have taken more from them.",
)
def unpopular(read: Evidence) -> Outcome:
    """The unpopularity of p155 beside the votes for Mensheviks and S-Rs, whole and in the capitals."""
    together, srs = read.claim("p089-02").low, read.claim("p090-02").low
    lists = read.claims("p090-01", "p090-03")
    in_capitals = share(srs, srs + sum(part.low for part in lists))
    return judged(
        "the petty-bourgeois Socialist parties condemned themselves to unpopularity",
        f"Mensheviks and S-Rs: {shown(together)} per cent of the votes",
        "tension",
        f"S-Rs in the two capitals, of three parties: {in_capitals} per cent",
    )


@check(
    "conclusion-wholesale",
    "The towns' petty bourgeoisie rallies “wholesale”, and nobody counts it",
    locators=["p158", "p090"],
    expects="gap",
    teaches="When a class is said to act as one, ask for a single count of those who did.",
    charitable="A class can be judged by its parties, papers and unions of employees, of which "
    "the chapter tells; heads are seldom counted in a rising.",
)
def wholesale(read: Evidence) -> Outcome:
    """What p158 says of the towns, and the nearest figures: votes in the two capitals."""
    rallied, votes = read.stated("p158-04"), read.claims("p090-01", "p090-02")
    return judged(
        f"{shown(rallied)} per cent, by the word “wholesale”",
        "neither the townspeople nor those who took up arms are counted",
        "gap",
        f"nearest: {shown(votes[0])} votes for the Kadets and {shown(votes[1])} for the S-Rs in the "
        "capitals, by lists and not by class",
    )


@check(
    "conclusion-two-classes",
    "Two classes alone can decide, and the victory was easy because a third consented",
    locators=["p158", "p154"],
    expects="tension",
    teaches="A law about modern societies needs more than one case, and here there is a third party.",
    charitable="To decide is to lead: peasants follow one of the two, says Lenin (p097), and their "
    "consent made the victory easy, not possible.",
)
def two_classes(read: Evidence) -> Outcome:
    """The classes of p158 beside the peasants of p154 and the rural vote of p089."""
    classes, sympathy = read.stated("p158-01"), read.row("claims", claim_id="p154-04")
    rural = read.row("claims", claim_id="p089-07")
    return judged(
        f"{shown(classes)} classes can decide: the bourgeoisie and the proletariat",
        f"the sympathy of the {sympathy['as_printed']} of the peasantry",
        "tension",
        f"{rural['as_printed']} voted for another party than the one that won (p089)",
    )


@check(
    "conclusion-richer-peasants",
    "Rich and middle peasants do not follow, and in Ukraine they were ready to fight",
    locators=["p158", "p040"],
    expects="tension",
    teaches="Look for the same group in another section: a thesis on a class should hold everywhere.",
    charitable="p158 speaks of those who follow the towns of Russia; in Ukraine the same class fought "
    "for a nation, and on the side that p040 calls counter-revolutionary.",
)
def richer_peasants(read: Evidence) -> Outcome:
    """The two groups of p158, and the ideals for which they were ready to fight in p040."""
    groups, ideals = read.stated("p158-03"), read.row("claims", claim_id="p040-01")
    return judged(
        f"{shown(groups)} groups, rich and middle peasants, fail to follow the towns",
        f"ready to fight in Ukraine for {shown(ideals.interval)} ideals: {ideals['as_printed']}",
        "tension",
        "the same words, rich and middle peasants, stand in both paragraphs",
    )
