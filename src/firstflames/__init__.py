"""First Flames: the library behind the course. Chapters and exercises import these names only.

A name is loaded when it is first used: calendars and the evidence need neither pandas nor plotly, which
in a browser are megabytes to fetch (https://peps.python.org/pep-0562/).
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

#: The module of each name; a test holds it to the imports above.
_HOMES = {
    "answers": (
        "close",
        "is_day",
        "is_names",
        "is_number",
        "is_table",
        "same_names",
    ),
    "calendars": (
        "both_styles",
        "new_style_period",
        "new_to_old",
        "old_to_new",
        "readings",
        "was_a_soviet_day",
    ),
    "charts": (
        "add_choice",
        "bloc_builder",
        "finish",
        "glue",
        "guess_first",
        "in_words",
        "party_colours",
        "readable",
        "spread_labels",
    ),
    "checks.registry": (
        "Outcome",
        "check_table",
        "run_check",
    ),
    "evidence.package": (
        "EvidenceError",
        "load",
        "tables",
    ),
    "globe": ("kilometres",),
    "votes": (
        "Allocation",
        "Interval",
        "bloc",
        "dhondt",
        "figure",
        "regroup",
        "rounded",
        "share",
        "shares",
        "sum_of_rounded",
    ),
}
if (
    sys.modules.get("plotly") is not None
):  # whose figures are to have the course's template from the first
    import_module(f"{__name__}.charts")

_HOME = {name: module for module, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # else a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """The public name, from its module."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        globals()[name] = value  # so that this is asked once
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
