"""First Flames: the library behind the course. Chapters and exercises import these names only."""

from firstflames.answers import close, is_day, is_names, is_number, is_table, same_names
from firstflames.calendars import (
    both_styles,
    new_style_period,
    new_to_old,
    old_to_new,
    readings,
    was_a_soviet_day,
)
from firstflames.charts import (
    add_choice,
    bloc_builder,
    finish,
    glue,
    guess_first,
    in_words,
    party_colours,
    readable,
    spread_labels,
)
from firstflames.checks.registry import Outcome, check_table, run_check
from firstflames.evidence.package import EvidenceError, load, tables
from firstflames.globe import kilometres
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
    "Outcome",
    "add_choice",
    "bloc",
    "bloc_builder",
    "both_styles",
    "check_table",
    "close",
    "dhondt",
    "figure",
    "finish",
    "glue",
    "guess_first",
    "in_words",
    "is_day",
    "is_names",
    "is_number",
    "is_table",
    "kilometres",
    "load",
    "new_style_period",
    "new_to_old",
    "old_to_new",
    "party_colours",
    "readable",
    "readings",
    "regroup",
    "rounded",
    "run_check",
    "same_names",
    "share",
    "shares",
    "spread_labels",
    "sum_of_rounded",
    "tables",
    "was_a_soviet_day",
]
