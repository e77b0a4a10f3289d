"""Figures and shares: one figure from a table, its share of a named base, and what rounding allows.

Percentages are numbers from 0 to 100. Derived shares are rounded here, once, to one decimal, so that
every table, chart and sentence of the course shows the same figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

SHARE_DECIMALS = 1


@dataclass(frozen=True)
class Interval:
    """The values that an imprecise figure may have, both ends included.

    ``low`` and ``high`` are in the figure's own unit. Sums and differences carry both ends along, so
    a total of rounded figures says how far off it may be. Raises ValueError when the ends are the
    wrong way round.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"an interval cannot run from {self.low} down to {self.high}")

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def share_of(self, base: float) -> Interval:
        """The interval as percentages of ``base``, each end rounded as :func:`share` does."""
        return Interval(share(self.low, base), share(self.high, base))


def rounded(value: float, to: float) -> Interval:
    """What a printed ``value`` may stand for when it was rounded to the nearest ``to``.

    4,600,000 rounded to 100,000 stands for 4,550,000 to 4,650,000. With ``to`` = 1 the value is taken
    as counted and the interval has no width. Raises ValueError when ``to`` is not positive.
    """
    if to <= 0:
        raise ValueError(f"a figure is rounded to a positive step, not to {to}")
    half = 0.0 if to == 1 else to / 2
    return Interval(value - half, value + half)


def sum_of_rounded(table: pd.DataFrame) -> Interval:
    """The total that the rows of a figure table allow, rounding included.

    Reads the columns ``low``, ``high`` and ``rounded_to`` (see the codebook). Raises ValueError when a
    row has no lower or no upper bound, since a sum with an open end says nothing.
    """
    open_rows = table[table["low"].isna() | table["high"].isna()]
    if len(open_rows):
        raise ValueError(f"{len(open_rows)} of {len(table)} figures have an open end: no sum")
    steps = table["rounded_to"].fillna(1).astype(float)
    total = Interval(0.0, 0.0)
    for low, high, step in zip(table["low"], table["high"], steps, strict=True):
        total += Interval(rounded(float(low), step).low, rounded(float(high), step).high)
    return total


def figure(table: pd.DataFrame, **where: str) -> int | float:
    """The one plain figure (``low`` = ``high``) in the row where each column equals its value.

    ``figure(votes, account="chapter", party="bolshevik", measure="votes")`` gives 9023963. Whole
    numbers come back as int. Raises LookupError when no row or more than one fits, ValueError when the
    row holds a range.
    """
    rows = table
    for column, value in where.items():
        rows = rows[rows[column] == value]
    asked = ", ".join(f"{column} {value!r}" for column, value in where.items())
    if len(rows) != 1:
        raise LookupError(f"{len(rows)} rows for {asked}; exactly one is needed")
    low, high = float(rows["low"].iloc[0]), float(rows["high"].iloc[0])
    if low != high:
        raise ValueError(f"the row for {asked} holds a range, {low} to {high}")
    return int(low) if low.is_integer() else low


def share(part: float, base: float) -> float:
    """``part`` in per cent of ``base``, rounded to one decimal.

    Raises ValueError when the base is not positive: a share of nothing has no meaning.
    """
    if not base > 0:
        raise ValueError(f"a share needs a base above zero, not {base}")
    return round(100 * part / base, SHARE_DECIMALS)


def shares(parts: Iterable[float], base: float) -> list[float]:
    """Each part in per cent of one named base, as :func:`share`; they need not add up to 100."""
    return [share(part, base) for part in parts]
