"""The home front: decrees, opponents, the Kadets, the Left S-Rs (s08)."""

from __future__ import annotations

from firstflames.calendars import days_between
from firstflames.checks.registry import IN_ORDER, Evidence, Outcome, check, compare, judged, shown
from firstflames.votes import share


@check(
    "home-three-sets",
    "Of the three sets of events announced, one has been told already",
    locators=["p067"],
    expects="agrees",
    teaches="An announced plan is a test of the text: look for each promised part and its place.",
)
def three_sets(read: Evidence) -> Outcome:
    """The sets announced, and where one event of each is told."""
    sets = read.stated("p067-01")
    parts = read.rows("events", event_id=("armistice", "assembly-opens", "bank-decree"))
    where = ", ".join(f"{row['title']} ({row['locator']})" for row in parts)
    return judged(
        f"{shown(sets)} sets to be told apart: economy, Assembly, peace",
        where,
        "agrees",
        "peace in s07, before the announcement; Assembly in s09 to s11; economy in s12",
    )


@check(
    "home-purishkevich-letter",
    "Purishkevich and Denikin name the same men for the same task",
    locators=["p069", "p023"],
    expects="agrees",
    teaches="Two witnesses who did not write for each other make a fact firmer.",
)
def purishkevich_letter(read: Evidence) -> Outcome:
    """The regiments of the letter, and those who answered the call in the south."""
    letter = read.event("purishkevich-arrested")
    men = read.row("claims", claim_id="p023-01")
    return judged(
        "regiments of officers and Junkers alone can save the situation",
        f"who came: {men['as_printed']} ({men['attributed_to']})",
        "agrees",
        f"a letter found on {letter['date_as_printed']} and a memoir; both name officers and Junkers",
    )


@check(
    "home-leniency",
    "Purishkevich freed and a few Kadets arrested: what p059 says of the capitals",
    locators=["p073", "p059", "n20"],
    expects="agrees",
    teaches="Cases that fit a statement support it, but they prove it only with the cases that do "
    "not fit.",
)
def leniency(read: Evidence) -> Outcome:
    """Measures against named opponents in the capital, as the section and its note tell them."""
    arrests = read.stated("p073-01")
    freed = read.event("purishkevich-freed")
    return judged(
        "magnanimity in the capitals, and measures that were relatively mild",
        f"{shown(arrests)} arrests (“a few”); {freed['title']}",
        "agrees",
        "two cases chosen by the text; how many were arrested in all it does not say",
    )


@check(
    "home-extraordinary-commission",
    "A commission against drunken crowds need not be the Cheka",
    locators=["p071"],
    expects="not comparable",
    teaches="Two bodies may share a name and a month: ask what each was made for.",
    charitable="The text does not say that it means the Cheka; readers may, since the name and the "
    "weeks are the same.",
)
def extraordinary_commission(read: Evidence) -> Outcome:
    """The body of p071 beside the decree on the Cheka."""
    cellars = read.event("wine-cellars")
    cheka = read.row("decrees", decree_id="cheka")
    return judged(
        f"{cellars['date_as_printed']}: {cellars['title']}",
        f"{cheka['title']}: {cheka['old_style_start']}, Old Style ({cheka['source']})",
        "not comparable",
        "the commission of the text is chosen to stop a riot; its issuer and day are not printed",
    )


@check(
    "home-kadets-decree",
    "The decree against the Kadets came before the speech that proposes it",
    locators=["p072"],
    expects="other sources differ",
    teaches="A speech may defend what is already decided: look for the date of the act itself.",
    charitable="On 1 December Lenin did ask the Soviet Executive to stand by the measure; to the "
    "Executive it was then a proposal.",
)
def kadets_decree(read: Evidence) -> Outcome:
    """Days from the speech of 1 December to the decree on the arrest of the leaders."""
    speech = read.event("kadets-proposal")
    decree = read.row("decrees", decree_id="arrest-of-leaders")
    days = days_between(speech["old_style_start"], decree["old_style_start"])
    working = "speech 1 December, decree of the Council 28 November (editors of Lenin's works)"
    return compare(
        IN_ORDER, days, "days from proposal to decree", working, otherwise="other sources differ"
    )


@check(
    "home-kadets-vote",
    "The vote on the Kadets, which the text omits, was divided",
    locators=["p073"],
    expects="gap",
    teaches="A vote that a text leaves out can change how isolated its losers look.",
    charitable="The text says that the Kadets found champions and names the Left S-Rs; it has no "
    "reason to print the division.",
)
def kadets_vote(read: Evidence) -> Outcome:
    """The vote of the Soviet Executive, as the editors of Lenin's works report it."""
    champions = read.row("claims", stated=True, claim_id="p073-02")
    votes = [
        read.figure("session", item=f"executive_{side}_kadet_arrests") for side in ("for", "against")
    ]
    against = share(votes[1], sum(votes))
    return judged(
        f"{shown(champions.interval)} champions, Left S-Rs and Gorky; no vote is printed",
        f"{shown(votes[0])} for, {shown(votes[1])} against: {shown(against)} per cent against",
        "gap",
        "Soviet Executive, 1 December, without abstentions (editors of Lenin's works)",
    )


@check(
    "home-staff-quotation",
    "Lenin's words on the staff of a class are sharper in the text than in the minutes",
    locators=["p073", "p072"],
    expects="other sources differ",
    teaches="Lay a quotation beside the document before you build on a single verb.",
    charitable="The minutes are short notes of a speech, and other reports of it were printed; a "
    "translation of a translation may also shift a verb.",
)
def staff_quotation(read: Evidence) -> Outcome:
    """The sentence on the general staff, beside the minutes in Lenin's works."""
    source = read.row("sources", source_id="lenin-kadets-1917")
    place = read.event("kadets-proposal")
    return judged(
        "the staff of a whole class is what “we have to strike at”",
        "the charge against the staff of a whole class shall not be hidden behind a hunt for "
        "single persons",
        "other sources differ",
        f"{source['author']}, {place['date_as_printed']}: {source['in_work']}, our translation",
    )


@check(
    "home-methods-quotation",
    "Lenin's words on methods agree with the minutes but for a tense",
    locators=["p072"],
    expects="agrees",
    teaches="A quotation that holds in one sentence can slip in the next: check each.",
)
def methods_quotation(read: Evidence) -> Outcome:
    """The sentences on resistance, beside the minutes in Lenin's works."""
    others = read.stated("p072-01")
    source = read.row("sources", source_id="lenin-kadets-1917")
    return judged(
        "the methods that they “are using” against the workers; others invented so far: "
        f"{shown(others)}",
        "all the means by which they put the workers down; no others have been invented",
        "agrees",
        f"{source['in_work']}, our translation; present in the text, past in the minutes",
    )


@check(
    "home-gorky-once-again",
    "Gorky errs “once again”, and the chapter tells of one time",
    locators=["p073"],
    expects="gap",
    teaches="“Again” points to an earlier case: if it is not on the page, ask where it is.",
    charitable="The earlier case may stand in a chapter before this one, or be known to readers of "
    "1930.",
)
def gorky_once_again(read: Evidence) -> Outcome:
    """Occasions on which the chapter tells of Gorky."""
    told = read.rows("events", event_id="gorky-article")
    working = "the article of 7 December; no other act of Gorky's is in the chapter"
    return compare(read.stated("p073-03"), len(told), "occasions", working, otherwise="gap")


@check(
    "home-two-sr-parties",
    "The S-Rs are enemies in one paragraph and ministers in another",
    locators=["p069", "p074"],
    expects="not comparable",
    teaches="One party name can cover two parties: look for the adjective.",
    charitable="p074 says Left S-Rs: by December they were a party of their own, and p069 means "
    "the other.",
)
def two_sr_parties(read: Evidence) -> Outcome:
    """The S-R party among the opponents, and the Left S-Rs in the government."""
    against = read.row("claims", stated=True, claim_id="p069-01")
    inside = read.row("claims", claim_id="p074-04")
    return judged(
        f"{shown(against.interval)} groups of active opponents, the S-R party among them",
        f"{shown(inside.interval)} Left S-R leaders join the government",
        "not comparable",
        "two parties by then; the common lists of the election (n25) are another story",
    )


@check(
    "home-six-commissars",
    "Six Left S-R leaders, and six names",
    locators=["p074"],
    expects="agrees",
    teaches="Counting the names behind a number takes a moment and often pays.",
)
def six_commissars(read: Evidence) -> Outcome:
    """The number of the sentence and the names in brackets."""
    return compare(read.stated("p074-04"), read.claim("p074-05"), "persons", "six names in brackets")


@check(
    "home-peasants-majority",
    "Left S-Rs and Bolsheviks were a majority of the peasants' congress",
    locators=["p074"],
    expects="agrees",
    teaches="A majority that a text only names can be tested when another work has the numbers.",
)
def peasants_majority(read: Evidence) -> Outcome:
    """Left S-Rs and Bolsheviks among the delegates, as the editors of Lenin's works count them."""
    delegates, left, bolsheviks = (
        read.figure("session", item=f"peasants_congress_{group}")
        for group in ("delegates", "left_srs", "bolsheviks")
    )
    found = share(left + bolsheviks, delegates)
    working = f"({shown(left)} + {shown(bolsheviks)}) of {shown(delegates)}, by party and not by vote"
    return compare(read.stated("p074-02"), found, "percent", working)
