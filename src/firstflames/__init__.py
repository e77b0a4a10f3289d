"""First Flames: the library behind the course. Chapters and exercises import these names only."""

from firstflames.charts import add_choice, finish, glue, party_colours, readable
from firstflames.evidence.package import EvidenceError, load, tables
from firstflames.votes import (
    Allocation,
    Interval,
    bloc,
    dhondt,
    figure,
    regroup,
    rounded,
    share,
    shares,
    sum_of_rounded,
)

__all__ = [
    "Allocation",
    "EvidenceError",
    "Interval",
    "add_choice",
    "bloc",
    "dhondt",
    "figure",
    "finish",
    "glue",
    "load",
    "party_colours",
    "readable",
    "regroup",
    "rounded",
    "share",
    "shares",
    "sum_of_rounded",
    "tables",
]
