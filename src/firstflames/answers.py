"""Answers of students, looked at kindly: what the check cells of the exercises ask of a value.

Every function takes whatever a student may have left behind (None, text, a whole table) and gives True
or False. None of them raises, so that a check cell can always say in a sentence what is missing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from numbers import Real
from typing import TypeGuard

import numpy as np
import pandas as pd

from firstflames.evidence.package import is_old_style_date

# Sums of floats differ in the last digits by the order they are added in.
_DUST = 1e-9


def is_number(value: object) -> TypeGuard[float]:
    """Whether ``value`` is one finite number, of Python, numpy or pandas.

    True and False are no numbers here, nor is text such as ``"13"`` or a column with one row.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(value)
    except (OverflowError, TypeError, ValueError):
        return False


def close(value: object, expected: float, within: float = 0) -> bool:
    """Whether ``value`` is a number at most ``within`` away from ``expected``, in the same unit."""
    if not is_number(value):
        return False
    return abs(float(value) - expected) <= within + _DUST * max(1.0, abs(expected))


def is_day(value: object) -> TypeGuard[str]:
    """Whether ``value`` is text of the form ``1917-10-25`` and a day of the Old Style calendar.

    Every day of the New Style has a date that exists in the Old Style too, so this holds for both.
    """
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    return is_old_style_date(value)


def is_names(value: object) -> TypeGuard[Collection[str]]:
    """Whether ``value`` is a list of texts: a list, tuple, set or column, empty or not.

    A single text is no list, though Python could take it for a row of letters.
    """
    if not isinstance(value, (list, tuple, set, frozenset, pd.Series, pd.Index, np.ndarray)):
        return False
    if isinstance(value, np.ndarray) and value.ndim != 1:
        return False
    return all(isinstance(each, str) for each in value)


def same_names(value: object, expected: Iterable[str]) -> bool:
    """Whether ``value`` lists the ``expected`` texts, each of them and no other, in any order."""
    return is_names(value) and set(value) == set(expected)


def is_table(value: object, columns: Iterable[str] = ()) -> TypeGuard[pd.DataFrame]:
    """Whether ``value`` is a table (DataFrame) with a row at least and with all of ``columns``."""
    if not isinstance(value, pd.DataFrame) or not len(value):
        return False
    return all(column in value.columns for column in columns)
