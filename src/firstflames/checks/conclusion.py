"""The chapter's theses (p153 to p158) beside its own narrative."""

from __future__ import annotations

from firstflames.checks.registry import Evidence, Outcome, check, compare, judged, shown


@check(
    "conclusion-every-engagement",
    "“Beaten in every engagement”, and a Red defeat that the chapter tells",
    locators=["p155", "p030"],
    expects="contradiction",
    teaches="“Every” can be refuted by one case: look for it in the author's own narrative.",
    charitable="The defeats came “at first” and were made good; over the campaign as a whole the Red "
    "Guards did win, and a conclusion speaks of the whole.",
)
def every_engagement(read: Evidence) -> Outcome:
    """Engagements on the Don and the Kuban that the text says the Reds did not win."""
    stated = read.stated("p155-07")
    told = read.rows(
        "events", kind="fighting", theatre="don_kuban", won_by=("red", "white", "other", "none")
    )
    red = sum(row["won_by"] == "red" for row in told)
    share = 100 * red / len(told)
    working = f"{red} of {len(told)} engagements whose winner the text gives: {shown(round(share, 1))}"
    return compare(stated, share, "percent", working)


@check(
    "conclusion-few-officers",
    "A few thousand men at most, and some tens of thousands of officers",
    locators=["p155", "p069"],
    expects="not comparable",
    teaches="Two numbers for one side need not be about one thing: ask who is counted, where and when.",
    charitable="p069 counts officers hostile to the government in the whole country, p155 the men who "
    "took up arms.",
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
