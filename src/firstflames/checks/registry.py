"""The registry of checks: one small pure function for each test of the text.

A check reads rows of the evidence, works out what they give, sets it beside what the text states, and
returns an :class:`Outcome`. It is registered with :func:`check`, together with what a reader needs: the
locators, one sentence on what it teaches, and the charitable reading unless it is a plain agreement.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pandas as pd

from firstflames.evidence.package import LIST_SEPARATOR, Package, package, reading_order
from firstflames.votes import Interval

Verdict = Literal[
    "agrees",
    "rounding",
    "contradiction",
    "gap",
    "tension",
    "not comparable",
    "other sources differ",
    "slip of this copy",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

Value = float | Interval | str
#: Changes to rows, for tests: (table, key of the row) to new cells, or to None for a row left out.
Changes = Mapping[tuple[str, str], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Outcome:
    """What a check finds.

    ``stated`` is what the text says, ``recomputed`` what the rows give, both in ``unit``; ``arithmetic``
    says whether the verdict was computed from the two. ``working`` is the sum in words and signs, as a
    reader would write it.
    """

    stated: Value
    recomputed: Value
    unit: str
    verdict: Verdict
    working: str
    arithmetic: bool = True


class Row(Mapping[str, Any]):
    """One row of the evidence; remembers which of its columns were read."""

    def __init__(self, table: str, key: str, cells: Mapping[str, Any], stated: bool) -> None:
        self.table, self.key, self.stated = table, key, stated
        self.cells = cells
        self.columns: set[str] = set()

    def __getitem__(self, column: str) -> Any:
        value = self.cells[column]
        self.columns.add(column)
        return value

    def __iter__(self) -> Any:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def interval(self) -> Interval:
        """``low`` to ``high``; an open end runs to zero or to infinity."""
        low, high = self["low"], self["high"]
        return Interval(0.0 if low is None else low, math.inf if high is None else high)

    @property
    def allowed(self) -> Interval:
        """``interval`` widened by the rounding that ``rounded_to`` tells, where the table has it."""
        found = self.interval
        step = self["rounded_to"] if "rounded_to" in self.cells else None
        half = 0.0 if step is None or step == 1 else step / 2
        return Interval(max(found.low - half, 0.0), found.high + half)


class Evidence:
    """Read access to the evidence for checks. Every row that is read is remembered in ``read``."""

    def __init__(self, source: Package | None = None, changes: Changes | None = None) -> None:
        self._package = source or package()
        self._changes = changes or {}
        self._rows: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        self._by_key: dict[str, dict[str, dict[str, Any]]] = {}
        self.read: list[Row] = []

    def rows(self, table: str, *, stated: bool = False, **where: Any) -> list[Row]:
        """The rows in which every named column has the given value, in the order of the file.

        A tuple stands for any of its values.
        """
        found = [
            Row(table, key, cells, stated)
            for key, cells in self._candidates(table, where)
            if all(_is(cells[column], value) for column, value in where.items())
        ]
        self.read += found
        return found

    def row(self, table: str, *, stated: bool = False, **where: Any) -> Row:
        """The one row that fits. Raises LookupError when none or more than one does."""
        found = self.rows(table, stated=stated, **where)
        if len(found) != 1:
            raise LookupError(f"{len(found)} rows of {table} for {where}; exactly one is needed")
        return found[0]

    def claim(self, claim_id: str) -> Interval:
        """The bounds of a claim of the chapter."""
        return self.row("claims", claim_id=claim_id).interval

    def stated(self, claim_id: str) -> Interval:
        """The bounds of the claim that a check tests."""
        return self.row("claims", stated=True, claim_id=claim_id).interval

    def claims(self, *claim_ids: str) -> list[Interval]:
        """The bounds of several claims."""
        return [self.claim(claim_id) for claim_id in claim_ids]

    def figure(self, table: str, **where: Any) -> float:
        """The one plain figure of the row that fits. Raises ValueError when the row holds a range."""
        found = self.row(table, **where).interval
        if found.low != found.high:
            raise ValueError(f"the row of {table} for {where} holds {found.low} to {found.high}")
        return found.low

    def event(self, event_id: str) -> Row:
        """One dated event."""
        return self.row("events", event_id=event_id)

    def _candidates(self, table: str, where: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """The rows that may fit: one where the key is asked for, else all."""
        primary = self._package.resource(table)["schema"]["primaryKey"]
        wanted = where.get(primary) if isinstance(primary, str) else None
        if not isinstance(wanted, str):
            return self._table(table)
        if table not in self._by_key:
            self._by_key[table] = dict(self._table(table))
        cells = self._by_key[table].get(wanted)
        return [] if cells is None else [(wanted, cells)]

    def _table(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        if name not in self._rows:
            rows = []
            for key, cells in self._package.records(name):
                change = self._changes.get((name, key), {})
                if change is not None:
                    rows.append((key, {**cells, **change} if change else cells))
            self._rows[name] = rows
        return self._rows[name]


def _is(cell: Any, wanted: Any) -> bool:
    return cell in wanted if isinstance(wanted, tuple) else bool(cell == wanted)


@dataclass(frozen=True)
class Check:
    """One registered check. ``expects`` is the editors' verdict; tests hold it to the computed one."""

    check_id: str
    title: str
    locators: tuple[str, ...]
    expects: Verdict
    teaches: str
    charitable: str
    function: Callable[[Evidence], Outcome]
    theme: str = field(default="")

    def run(self, evidence: Evidence | None = None) -> Outcome:
        """The outcome on ``evidence`` (default: the course's own)."""
        return self.function(evidence or Evidence())

    def inputs(self) -> list[Row]:
        """The rows that the check reads, each once, those that it tests first."""
        evidence = Evidence()
        self.function(evidence)
        seen: dict[tuple[str, str], Row] = {}
        for row in sorted(evidence.read, key=lambda row: not row.stated):
            kept = seen.setdefault((row.table, row.key), row)
            kept.columns |= row.columns
        return list(seen.values())


_REGISTRY: dict[str, Check] = {}


def check(
    check_id: str,
    title: str,
    *,
    locators: Sequence[str],
    expects: Verdict,
    teaches: str,
    charitable: str = "",
) -> Callable[[Callable[[Evidence], Outcome]], Callable[[Evidence], Outcome]]:
    """Register a function as a check.

    ``charitable`` is the reading in which the text is right; it may be empty only for a plain agreement.
    Raises ValueError for an id used twice, a verdict that is none of the eight, or a missing text.
    """

    def register(function: Callable[[Evidence], Outcome]) -> Callable[[Evidence], Outcome]:
        if check_id in _REGISTRY:
            raise ValueError(f"there are two checks {check_id!r}: give one of them another id")
        if expects not in VERDICTS:
            raise ValueError(f"{check_id}: {expects!r} is none of the verdicts {', '.join(VERDICTS)}")
        if not (title and locators and teaches) or not (charitable or expects == "agrees"):
            raise ValueError(f"{check_id}: title, locators, teaches or the charitable reading is empty")
        theme = function.__module__.rpartition(".")[2]
        _REGISTRY[check_id] = Check(
            check_id, title, tuple(locators), expects, teaches, charitable, function, theme
        )
        return function

    return register


def all_checks() -> list[Check]:
    """Every check of the course, in the order of the text (by the first locator)."""
    import firstflames.checks as home

    for module in sorted(pkgutil.iter_modules(home.__path__), key=lambda found: found.name):
        if not module.name.startswith("_"):
            importlib.import_module(f"{home.__name__}.{module.name}")
    return sorted(_REGISTRY.values(), key=lambda found: reading_order(found.locators[0]))


def run_check(check_id: str) -> Outcome:
    """The outcome of one check on the evidence. Raises KeyError, with a hint, for an unknown id."""
    for each in all_checks():
        if each.check_id == check_id:
            return each.run()
    raise KeyError(f"there is no check {check_id!r}; check_table() lists them all")


def check_table() -> pd.DataFrame:
    """All checks with their outcomes, in the order of the text.

    Columns: ``check_id``, ``theme``, ``title``, ``locators`` (separated by ``;``), ``stated`` and
    ``recomputed`` (for readers, in ``unit``), ``unit``, ``verdict``, ``working``, ``teaches``,
    ``charitable`` (empty for a plain agreement), ``arithmetic`` (whether the verdict is computed).
    """
    evidence = Evidence()
    rows = []
    for each in all_checks():
        outcome = each.run(evidence)
        rows.append(
            {
                "check_id": each.check_id,
                "theme": each.theme,
                "title": each.title,
                "locators": LIST_SEPARATOR.join(each.locators),
                "stated": shown(outcome.stated),
                "recomputed": shown(outcome.recomputed),
                "unit": outcome.unit,
                "verdict": outcome.verdict,
                "working": outcome.working,
                "teaches": each.teaches,
                "charitable": each.charitable,
                "arithmetic": outcome.arithmetic,
            }
        )
    return pd.DataFrame(rows)


# ---- How verdicts are computed -------------------------------------------------------------------


def as_interval(value: float | Interval) -> Interval:
    """A number as an interval without width."""
    return value if isinstance(value, Interval) else Interval(value, value)


def compare(
    stated: float | Interval,
    recomputed: float | Interval,
    unit: str,
    working: str,
    *,
    rounded_to: float | None = None,
    otherwise: Verdict = "contradiction",
) -> Outcome:
    """Set two values beside each other.

    Equal numbers, or a recomputed one inside stated bounds, agree. With ``rounded_to``, the step to
    which the stated number was rounded, a value that rounds to it is ``rounding``; so are two intervals
    that share a value. Anything else is ``otherwise``.
    """
    said, found = as_interval(stated), as_interval(recomputed)
    half = (rounded_to or 0.0) / 2
    if said.low <= found.low and found.high <= said.high:
        verdict: Verdict = "agrees"
    elif Interval(said.low - half, said.high + half).overlaps(found):
        verdict = "rounding"
    else:
        verdict = otherwise
    return Outcome(_plain(stated), _plain(recomputed), unit, verdict, working)


def _plain(value: float | Interval) -> Value:
    if isinstance(value, Interval) and value.low == value.high:
        return value.low
    return value


def judged(stated: str, found: str, verdict: Verdict, working: str) -> Outcome:
    """A check that is no arithmetic: the editors' verdict on two statements, with their reasons."""
    return Outcome(stated, found, "words", verdict, working, arithmetic=False)


#: "Not earlier": the days from one event to a later one are none or more.
IN_ORDER = Interval(0.0, math.inf)


def total(parts: Sequence[Interval]) -> Interval:
    """The sum, both ends carried along."""
    found = Interval(0.0, 0.0)
    for part in parts:
        found += part
    return found


def shown(value: Value) -> str:
    """A value for readers: thousands separated, ranges with "to", open ends in words."""
    if isinstance(value, str):
        return value
    if isinstance(value, Interval):
        if math.isinf(value.high):
            return f"{_number(value.low)} or more"
        if value.low == value.high:
            return _number(value.low)
        return f"{_number(value.low)} to {_number(value.high)}"
    return _number(value)


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")
