"""The population of the Empire (p001, n01, n02)."""

from __future__ import annotations

from firstflames.checks.registry import Evidence, Outcome, check, compare, shown, total

GROUPS = tuple(f"p001-{number:02d}" for number in range(5, 17))


@check(
    "peoples-sum",
    "The twelve peoples add up to less than the Empire",
    locators=["p001"],
    expects="gap",
    teaches="A list beside a total need not be complete: add it up before you use a share of either.",
    charitable="The paragraph says how the population was composed, not that the list is complete; the "
    "census had many smaller peoples, and the total is rounded to the million.",
)
def peoples_sum(read: Evidence) -> Outcome:
    """The groups of the list, added, beside the total of the same paragraph."""
    stated = read.stated("p001-20")
    groups = read.claims(*GROUPS)
    found = total(groups)
    working = f"{len(groups)} groups: {shown(found.low)}; {shown(stated.low - found.low)} are not listed"
    return compare(stated, found, "persons", working, rounded_to=1_000_000, otherwise="gap")


@check(
    "peoples-great-russians-twice",
    "Great Russians are given twice with one figure",
    locators=["p001"],
    expects="agrees",
    teaches="The same fact in digits and in words is a first test of a careful text.",
)
def great_russians_twice(read: Evidence) -> Outcome:
    """The figure of the list and the figure in words."""
    listed = read.claim("p001-05")
    return compare(read.stated("p001-19"), listed, "persons", f"the list has {shown(listed.low)}")
