"""Control, banks, factories (s12)."""

from __future__ import annotations

import calendar

from firstflames.calendars import both_styles, days_between, months_between, new_to_old, old_to_new
from firstflames.checks.peace import DAYS_IN_A_MONTH
from firstflames.checks.registry import (
    IN_ORDER,
    Evidence,
    Outcome,
    Row,
    Verdict,
    check,
    compare,
    judged,
    shown,
)
from firstflames.votes import Interval, share


def same_day(text: Row, other: Row, working: str, otherwise: Verdict) -> Outcome:
    """Two dates of one act, each in both styles."""
    stated, found = text["old_style_start"], other["old_style_start"]
    verdict: Verdict = "agrees" if stated == found else otherwise
    return Outcome(both_styles(stated), both_styles(found), "date", verdict, working)


# ---- Workers' control ----------------------------------------------------------------------------


@check(
    "economy-secrecy",
    "The paragraph and the decree both end commercial secrecy",
    locators=["p138", "n40"],
    expects="agrees",
    teaches="A summary beside its source, quoted in a note, invites a reader to check it.",
)
def secrecy(read: Evidence) -> Outcome:
    """The secrets abolished by the summary, and the books opened by the article."""
    summary, article = read.stated("p138-02"), read.claim("n40-04")
    return judged(
        f"{shown(summary)} per cent of commercial secrets abolished",
        f"{shown(article)} per cent of books and accounts to be shown; secrecy abolished (article 7)",
        "agrees",
        "the note quotes the article that the paragraph sums up",
    )


@check(
    "economy-binding",
    "“Binding” decisions, with an appeal that only the notes tell",
    locators=["p138", "n40b"],
    expects="gap",
    teaches="A summary keeps the rule and drops the exception: look for it in the source.",
    charitable="Articles and appeal stand in the note to the same sentence: nothing is hidden from "
    "a reader who turns the page.",
)
def binding(read: Evidence) -> Outcome:
    """The force of the control bodies' decisions in the paragraph and in the notes."""
    decree = read.event("workers-control")
    grace = read.claim("n40b-01")
    return judged(
        f"{decree['title']}: decisions are binding",
        f"they may be cancelled from above (article 8), on appeal within {shown(grace)} days",
        "gap",
        "the limits stand in n40 and n40b",
    )


@check(
    "economy-no-further-plans",
    "“No further plans”, and two more measures in the same section",
    locators=["p138", "p141", "p143"],
    expects="tension",
    teaches="“No further” needs a date: a plan that is missing in November may be there in December.",
    charitable="“At this stage” means the middle of November; the Council was to co-ordinate "
    "control, and the four works were taken over one by one, not by a plan.",
)
def no_further_plans(read: Evidence) -> Outcome:
    """Central measures that the section tells beyond workers' control and the banks."""
    more = read.rows("events", event_id=("supreme-council", "named-works-nationalized"))
    working = "; ".join(f"{row.cells['title']} ({row.cells['locator']})" for row in more)
    return compare(read.stated("p138-01"), len(more), "measures", working, otherwise="tension")


@check(
    "economy-declaration-date",
    "The outlook of November is proved by a text of January",
    locators=["p138", "p118"],
    expects="tension",
    teaches="A later document shows what people said later; whether they thought so earlier has to "
    "be shown by other means.",
    charitable="The Declaration approves the laws of November as a first step; it may put into "
    "words what had been the aim from the start.",
)
def declaration_date(read: Evidence) -> Outcome:
    """Days from the Declaration to the decree on workers' control."""
    control, declaration = read.event("workers-control"), read.event("declaration-promulgated")
    days = days_between(declaration["old_style_start"], control["old_style_start"])
    working = "the Declaration is of 3 January (editors of Lenin's works), the decree of 14 November"
    return compare(
        IN_ORDER, days, "days from the Declaration to the decree", working, otherwise="tension"
    )


# ---- Nationalization -----------------------------------------------------------------------------


@check(
    "economy-putilov",
    "The Putilov Works and Putilov's property may be two acts",
    locators=["p141"],
    expects="not comparable",
    teaches="A shared name is not yet the same act: compare object, verb and date.",
    charitable="The works were the chief part of the property: the confiscation of December may "
    "well be the act that the text means.",
)
def putilov(read: Evidence) -> Outcome:
    """The works of p141 beside the dated confiscation."""
    works = read.row("nationalizations", item_id="putilov")
    decree = read.row("decrees", decree_id="putilov")
    return judged(
        f"{works['what']}: nationalized, no date",
        f"{decree['title']}: {both_styles(decree['old_style_start'])}",
        "not comparable",
        "nationalization of works and confiscation of property; the editors of Lenin's works have "
        "the second",
    )


@check(
    "economy-from-below",
    "Takeovers from below are a majority only with those that have no doer",
    locators=["p139", "p141", "p142"],
    expects="gap",
    teaches="Count the unclear cases once on each side: if the answer changes, the examples do not "
    "decide.",
    charitable="The cases without a doer are local acts in a gubernia and a small town, not acts "
    "of the central government, with which p139 contrasts the masses.",
)
def from_below(read: Evidence) -> Outcome:
    """Takeovers by workers among all that were carried out, without and with the unclear ones."""
    stated = read.stated("p139-05")
    central = read.rows("nationalizations", locator="p141", outcome="done")
    workers = read.rows("nationalizations", locator="p142", by="workers")
    unclear = read.rows("nationalizations", locator="p142", by="not_said")
    every = len(central) + len(workers) + len(unclear)
    found = Interval(share(len(workers), every), share(len(workers) + len(unclear), every))
    verdict: Verdict = "agrees" if found.low > stated.low else "gap"
    working = (
        f"by workers {len(workers)}, not said {len(unclear)} (p142), by decree {len(central)} "
        "(p141), as the text lists them; banks left out"
    )
    return Outcome(stated, found, "percent", verdict, working)


@check(
    "economy-reprisal",
    "Every local takeover named follows an act of the owners",
    locators=["p142", "p140"],
    expects="agrees",
    teaches="A thesis about causes is stronger when each example carries its cause, and still the "
    "examples were chosen by the one who holds the thesis.",
)
def reprisal(read: Evidence) -> Outcome:
    """Items of p142 whose cause is something that owners or managers did."""
    every = read.rows("nationalizations", stated=True, locator="p142")
    acts = ("sabotage", "refusal_to_resume", "managers_joined_whites", "lock_out")
    caused = read.rows("nationalizations", locator="p142", set_off_by=acts)
    causes = ", ".join(act.replace("_", " ") for act in acts)
    return compare(len(every), len(caused), "items", f"causes told: {causes}")


@check(
    "economy-takeovers",
    "Most of the “nationalizations” listed are takeovers by workers",
    locators=["p142"],
    expects="tension",
    teaches="Keep the verbs of a source apart: workers who take over a mill have not yet given it "
    "to the State.",
    charitable="In these months the two ran into each other: what workers took, the State later "
    "nationalized, and the text says “passed” and “took over” openly.",
)
def takeovers(read: Evidence) -> Outcome:
    """Items of the list that the text itself does not give to workers or miners."""
    every = read.rows("nationalizations", stated=True, locator="p142")
    rest = read.rows("nationalizations", locator="p142", by="not_said")
    working = f"of {len(every)} items {len(every) - len(rest)} pass to workers or miners; at the others "
    working += "“nationalized” is the word, without a doer"
    return compare(len(every), len(rest), "items", working, otherwise="tension")


@check(
    "economy-eight-months",
    "From October to June is eight months by name, and seven to eight by days",
    locators=["p139"],
    expects="rounding",
    teaches="Counting month names across a change of calendar can add half a month.",
    charitable="Historians count months by their names; for the argument seven or eight is the same.",
)
def eight_months(read: Evidence) -> Outcome:
    """Months from the insurrection to June 1918, both in New Style."""
    october, june = read.event("october-insurrection"), read.event("nationalization-decrees")
    month = old_to_new(f"{june['old_style_end']}-01")[:7]
    last = calendar.monthrange(int(month[:4]), int(month[5:]))[1]
    ends = [new_to_old(f"{month}-{day:02d}") for day in (1, last)]
    months = [round(days_between(october["old_style_end"], end) / DAYS_IN_A_MONTH, 1) for end in ends]
    working = f"7 November to June 1918 (1 to {last}), New Style"
    found = Interval(months[0], months[1])
    return compare(read.stated("p139-01"), found, "months", working, rounded_to=1)


@check(
    "economy-mixed-companies",
    "Two months before the decrees the plan was mixed companies",
    locators=["p139"],
    expects="agrees",
    teaches="The shorter the time between a plan and its opposite, the stronger the case that "
    "events decided.",
)
def mixed_companies(read: Evidence) -> Outcome:
    """Months from the plans of April to the decrees of June."""
    plans, decrees = read.event("mixed-companies"), read.event("nationalization-decrees")
    months = months_between(plans["old_style_end"], decrees["old_style_end"])
    return compare(read.stated("p139-06"), months, "months", "April to June 1918, both New Style")


@check(
    "economy-few-months",
    "“A few months” after January and eight after October are one June",
    locators=["p154", "p139", "p153"],
    expects="agrees",
    teaches="Two lengths of time for one event can both be right when they start from different days.",
)
def few_months(read: Evidence) -> Outcome:
    """Months from the end of the first phase to the decrees."""
    phase, decrees = read.event("first-phase-ends"), read.event("nationalization-decrees")
    start = phase["old_style_start"]
    found = Interval(*(months_between(start, decrees[f"old_style_{end}"]) for end in ("start", "end")))
    return compare(read.stated("p154-05"), found, "months", "from January 1918 to June New Style")


# ---- Who governs the economy ---------------------------------------------------------------------


@check(
    "economy-council-date",
    "The Supreme Council is formed on 5 December or discussed on the first",
    locators=["p143"],
    expects="not comparable",
    teaches="A decree has several dates, of debate, of adoption and of printing: ask which one you "
    "are given.",
    charitable="The editors of Lenin's works have the decree printed on 5 December: the text gives "
    "that day.",
)
def council_date(read: Evidence) -> Outcome:
    """The date in the text, and the date of the debate in the editors' notes."""
    text = read.row("events", stated=True, event_id="supreme-council")
    other = read.row("decrees", decree_id="supreme-council")
    return same_day(text, other, "debate 1 December, printed 5 December", "not comparable")


@check(
    "economy-only-local-authority",
    "Only local authority counts, and the centre takes the banks",
    locators=["p143", "p141", "p146"],
    expects="tension",
    teaches="“Practically the only one” leaves a door open: look who comes through it.",
    charitable="The sentence is about running production; p146 itself says that the banks were an "
    "exception in weight, and “practically” allows for four works.",
)
def only_local_authority(read: Evidence) -> Outcome:
    """The authority that counts in p143, and acts of the centre in the same section."""
    only = read.row("claims", stated=True, claim_id="p143-03")
    central = read.rows("nationalizations", by="central_decree", outcome="done")
    return judged(
        f"{only['subject']}: {only['note']}, “{only['as_printed']}”",
        "by decree from the centre: " + ", ".join(str(row["what"]) for row in central),
        "tension",
        "whether a decree took effect without local power the text does not say",
    )


@check(
    "economy-first-intimations",
    "Signs of War Communism in November, and rationing since the war",
    locators=["p070", "p142"],
    expects="tension",
    teaches="“First” depends on what is counted: the tool, or the purpose for which it is used.",
    charitable="p142 makes the difference itself: the old path was to be continued in a class "
    "spirit, and that spirit is what p070 calls new.",
)
def first_intimations(read: Evidence) -> Outcome:
    """Where requisition begins in p070 and in p142."""
    first = read.row("claims", stated=True, claim_id="p070-01")
    older = read.event("requisitions-and-levies")
    return judged(
        f"“{first['as_printed']}”: {first['date_as_printed']}",
        f"rationing and requisitions because of the war, before that; then {older['title']}",
        "tension",
        "the measure is older than the Soviet government, its direction is not",
    )


@check(
    "economy-food",
    "Food is requisitioned everywhere, and the food supply stays in other hands",
    locators=["p151", "p142"],
    expects="not comparable",
    teaches="Taking stocks in a town and running a country's supply are two kinds of control.",
    charitable="p142 speaks of local soviets and merchants' stocks, p151 of the central machinery "
    "of cooperatives.",
)
def food(read: Evidence) -> Outcome:
    """Local requisitions, and the central machinery of supply."""
    months, everywhere = read.stated("p151-01"), read.claim("p142-05")
    return judged(
        f"the central machinery escapes the government for {shown(months)} months (“several”)",
        f"{shown(everywhere)} per cent of soviet authorities requisition food",
        "not comparable",
        "two levels, local and central",
    )


@check(
    "economy-bread-strike",
    "The mill strike in Moscow is older than the control it is to illustrate",
    locators=["p145", "p138"],
    expects="not comparable",
    teaches="Check that an example belongs to the time of the statement that it stands under.",
    charitable="The paragraph is about a backward outlook among some workers, which did not begin "
    "or end with a decree.",
)
def bread_strike(read: Evidence) -> Outcome:
    """Days from the decree on workers' control to the end of the fighting in Moscow."""
    strike = read.row("events", stated=True, event_id="moscow-bread")
    control, kremlin = read.event("workers-control"), read.event("kremlin-shelled")
    days = days_between(kremlin["old_style_start"], control["old_style_start"])
    return judged(
        f"{strike['title']}, at the height of the fighting",
        f"the Kremlin is shelled {days} days before the decree on workers' control",
        "not comparable",
        "during the insurrection, 2 November by p001; the section is about what came after",
    )


# ---- The banks -----------------------------------------------------------------------------------


@check(
    "economy-second-decree",
    "The second decree on the banks has no day in the text",
    locators=["p146"],
    expects="gap",
    teaches="“A second” gives an order and no date; an editor's note may supply it.",
    charitable="Both acts were passed at one sitting, so the date of the first serves for both.",
)
def second_decree(read: Evidence) -> Outcome:
    """The decree on safe deposits in the text and in the editors' note."""
    rank = read.stated("p146-02")
    other = read.row("decrees", decree_id="banks")
    return judged(
        f"decree number {shown(rank)}, without a date",
        f"{other['title']}: {both_styles(other['old_style_start'])}",
        "gap",
        "the editors of Lenin's works give both acts to one day",
    )


@check(
    "economy-debate-that-day",
    "Lenin and Avilov debate on the day of the decree",
    locators=["p147", "p146"],
    expects="agrees",
    teaches="A speech with a date in its own edition can test the story told around it.",
)
def debate_that_day(read: Evidence) -> Outcome:
    """Days from the decree to the debate."""
    decree, debate = read.event("bank-decree"), read.event("bank-debate")
    days = days_between(decree["old_style_start"], debate["old_style_start"])
    working = "14 December, Old Style; the minutes of Lenin's speech bear that date"
    return compare(read.stated("p147-01"), days, "days", working)


@check(
    "economy-banks-resisted",
    "Lenin's minutes give the same reason for taking the banks as the text",
    locators=["p146", "p147"],
    expects="agrees",
    teaches="A reason given by the actor on the day is good evidence of what was said, and one "
    "side of why it was done.",
)
def banks_resisted(read: Evidence) -> Outcome:
    """What set off the decree, in the paragraph and in Lenin's speech."""
    banks = read.row("nationalizations", item_id="banks")
    source = read.row("sources", source_id="lenin-banks-1917")
    debate = read.event("bank-debate")
    cause = str(banks["set_off_by"]).replace("_", " ")
    return judged(
        f"{cause}, refusal to work with the government, sabotage",
        "an agreement with loans was tried first; then the banks began sabotage on a great scale",
        "agrees",
        f"{source['author']} in the debate of {both_styles(debate['old_style_start'])}; the "
        "agreement that was tried is not in the text",
    )


@check(
    "economy-millionaires",
    "Lenin would hire former millionaires; in the text he gets the advice they used to have",
    locators=["p150"],
    expects="other sources differ",
    teaches="A quotation that has crossed two languages should be read beside its first one.",
    charitable="The minutes are brief, other reports of the speech were printed, and both versions "
    "say that the new power will not lack expert advice.",
)
def millionaires(read: Evidence) -> Outcome:
    """The sentence on advice, beside the minutes in Lenin's works."""
    none = read.stated("p150-01")
    source = read.row("sources", source_id="lenin-banks-1917")
    return judged(
        "the advice that “the former millionaires” used to have",
        "consultants from among the former millionaires",
        "other sources differ",
        f"{source['in_work']}, our translation; an earlier sentence agrees in both: of the "
        f"Bolsheviks {shown(none)} would run the banks",
    )
