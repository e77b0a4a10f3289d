"""Votes and seats: figures, shares on a named base, blocs, d'Hondt, and what imprecision allows.

Percentages are numbers from 0 to 100. Derived shares are rounded here, once, to one decimal, so that
every table, chart and sentence of the course shows the same figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

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

    def share_of(self, base: float | Interval) -> Interval:
        """The interval as percentages of ``base``, each end rounded as :func:`share` does.

        A base that is itself an interval gives the widest shares that the two allow, as if they were
        independent. A part cannot exceed its whole, so no end is above 100.
        """
        whole = base if isinstance(base, Interval) else Interval(base, base)
        low, high = share(self.low, whole.high), share(self.high, whole.low)
        return Interval(min(low, 100.0), min(high, 100.0))

    def overlaps(self, other: Interval) -> bool:
        """Whether one value can lie in both: two imprecise figures then do not contradict."""
        return self.low <= other.high and other.low <= self.high


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


def bloc(table: pd.DataFrame, members: Iterable[str], column: str = "party") -> Interval:
    """What the lists of a bloc have together, rounding carried along.

    ``table`` has one row per list with ``low``, ``high`` and ``rounded_to``; ``column`` names the list.
    Raises LookupError for a member that has no row or more than one, ValueError for an open end.
    """
    chosen = list(members)
    for member in chosen:
        rows = int((table[column] == member).sum())
        if rows != 1:
            raise LookupError(f"{rows} rows for {column} {member!r}; a bloc adds up exactly one of each")
    return sum_of_rounded(table[table[column].isin(chosen)])


def regroup(table: pd.DataFrame, blocs: Mapping[str, str], column: str = "party") -> pd.DataFrame:
    """The same votes added up by other blocs: one row each, in the order of first use.

    ``blocs`` gives the bloc of every list of ``table``. The result has the columns ``bloc``, ``low``,
    ``high`` (rounding included) and ``lists`` (how many were added). Raises LookupError for a list
    without a bloc, since a forgotten list changes every share.
    """
    forgotten = [name for name in table[column] if name not in blocs]
    if forgotten:
        raise LookupError(f"no bloc is given for {', '.join(map(repr, forgotten))}")
    labels = table[column].map(dict(blocs))
    rows = []
    for label in dict.fromkeys(labels):
        part = table[labels == label]
        total = sum_of_rounded(part)
        rows.append({"bloc": label, "low": total.low, "high": total.high, "lists": len(part)})
    return pd.DataFrame(rows, columns=["bloc", "low", "high", "lists"])


@dataclass(frozen=True)
class Allocation:
    """Seats by d'Hondt. ``seats`` holds what is certain, every list in it.

    When several lists have an equal claim to fewer seats than there are of them, the method has no
    answer: ``tied`` names these lists and ``contested`` says how many seats are open between them; both
    are empty or zero otherwise. ``last`` is the list and quotient that won the last seat that is
    certain, ``next_best`` the highest quotient that won nothing; the gap between the two says how firm
    the result is. Either is None when there is no such quotient.
    """

    seats: dict[str, int]
    tied: tuple[str, ...]
    contested: int
    last: tuple[str, Fraction] | None
    next_best: tuple[str, Fraction] | None


def dhondt(votes: Mapping[str, int], seats: int) -> Allocation:
    """Give ``seats`` to lists by the d'Hondt method, the one of the electoral law of 1917.

    Each list's votes are divided by 1, 2, 3 and so on; the highest quotients win. ``votes`` are the
    counts of one district; lists joined before the election have to be added up by the caller.
    Raises ValueError when a number is negative, or when seats are to be given and nobody has a vote.
    """
    if seats < 0 or any(count < 0 for count in votes.values()):
        raise ValueError("votes and seats are counts and cannot be negative")
    if seats and not any(votes.values()):
        raise ValueError("seats cannot be given where nobody has a vote")
    quotients = sorted(
        (
            (Fraction(count, divisor), name)
            for name, count in votes.items()
            if count
            for divisor in range(1, seats + 2)
        ),
        key=lambda pair: -pair[0],
    )
    won, rest = quotients[:seats], quotients[seats:]
    tied: tuple[str, ...] = ()
    contested = 0
    if won and rest and won[-1][0] == rest[0][0]:
        level = won[-1][0]
        tied = tuple(name for quotient, name in quotients if quotient == level)
        contested = sum(quotient == level for quotient, _ in won)
        won = [pair for pair in won if pair[0] != level]
        rest = [pair for pair in rest if pair[0] != level]
    certain = {name: sum(winner == name for _, winner in won) for name in votes}
    return Allocation(
        seats=certain,
        tied=tied,
        contested=contested,
        last=(won[-1][1], won[-1][0]) if won else None,
        next_best=(rest[0][1], rest[0][0]) if rest else None,
    )
