"""Rules that know what the data means: what a mistyped cell would break.

The schema (types, keys, ranges) is checked when a table loads. The rules go further: a figure has to be
what its printed words say, a printed date has to be the stored one, a sum has to come out, and what
stands in two tables has to be the same in both. Each rule names the tables it reads. They stand in three
modules: ``_printed`` for what the text prints, ``_figures`` for tables of figures, ``_argument`` for the
conclusion.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from firstflames.evidence.package import Package, Problem

Cells = list[tuple[int, dict[str, str]]]
Tables = Mapping[str, Cells]
Function = Callable[[Tables], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the tables it reads, and the function that finds what breaks it."""

    name: str
    tables: tuple[str, ...]
    function: Function


_RULES: list[Rule] = []


def rule(*tables: str) -> Callable[[Function], Function]:
    """Register a rule with the tables that it reads; ``figures`` stands for all tables of figures."""

    def register(function: Function) -> Function:
        _RULES.append(Rule(function.__name__, tables, function))
        return function

    return register


def all_rules() -> list[Rule]:
    """Every rule about the evidence."""
    for module in ("_printed", "_figures", "_argument"):
        importlib.import_module(f"firstflames.checks.{module}")
    return list(_RULES)


def problems(package: Package, only: Iterable[Rule] | None = None) -> list[Problem]:
    """Whatever breaks a rule, in the order of the rules.

    Raises EvidenceError for a table that cannot be read.
    """
    tables = {name: package.cells(name) for name in package.names}
    chosen = all_rules() if only is None else only
    return [problem for each in chosen for problem in each.function(tables)]


def figure_tables(tables: Tables) -> dict[str, Cells]:
    """The tables whose rows are figures: with bounds, and an account."""
    return {
        name: rows
        for name, rows in tables.items()
        if rows and {"low", "high", "qualifier", "account"} <= rows[0][1].keys()
    }


def same(cell: str, value: float | None) -> bool:
    """Whether a cell holds the value; an empty cell is None."""
    if not cell or value is None:
        return not cell and value is None
    # A sixth decimal is as far as 0.666667 for two thirds is given.
    return abs(float(cell) - value) <= 1e-6
