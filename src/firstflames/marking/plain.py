"""Answers as plain data: what a student's process may hand over, and how it is taken apart here.

:func:`encode` runs beside the student's code, so nothing that it gives can be trusted. :func:`decode`
runs where marks are given: it builds plain objects from a few known forms, by their tags, within narrow
limits, and never unpickles or evaluates anything. An object that pretends to be a number arrives as the
number that it is, or not at all.
"""

from __future__ import annotations

import base64
import datetime
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

#: Limits of one answer: values in it, letters in all its texts, levels of nesting, size of an integer.
VALUES = 100_000
LETTERS = 500_000
DEPTH = 30
INTEGER = 2**63
#: Objects (traces, annotations and the like) of one chart, which plotly takes its time over.
OBJECTS = 2_000
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,18}([+-][0-9:]{5,8})?)?")
#: The longest line that is read, in bytes.
LINE = 8_000_000

TOO_LARGE, TOO_DEEP, ODD_KIND = (
    "is too large",
    "is nested too deeply",
    "is of a kind that cannot be marked",
)
NOT_FINITE = "is no finite number"
NO_CHART = "is no chart that plotly can draw"
BROKEN = "did not arrive whole"
REASONS = (TOO_LARGE, TOO_DEEP, ODD_KIND, NOT_FINITE, NO_CHART, BROKEN)

#: Column types that are built again; any other arrives as plain objects.
DTYPES = frozenset(
    (
        *("int64", "int32", "float64", "float32", "bool", "object", "str", "string", "Int64"),
        *("Float64", "boolean", "datetime64[ns]", "datetime64[us]", "datetime64[s]"),
    )
)


class RefusedError(ValueError):
    """An answer that cannot be handed over; the message is one of :data:`REASONS`."""


class Budget:
    """What is left of the limits of one answer."""

    def __init__(self) -> None:
        self.values, self.letters = VALUES, LETTERS

    def spend(self, values: int = 1, letters: int = 0) -> None:
        """Take from what is left. Raises :class:`RefusedError` when it is not enough."""
        self.values -= values
        self.letters -= letters
        if self.values < 0 or self.letters < 0:
            raise RefusedError(TOO_LARGE)


def encode(value: object) -> Any:
    """``value`` as JSON can hold it, with tags for what JSON does not know.

    Subclasses count as the plain type under them. Raises :class:`RefusedError` for what is too large,
    too deep or of no known kind.
    """
    return _encode(value, Budget(), 0)


def _encode(value: object, budget: Budget, depth: int) -> Any:
    if depth > DEPTH:
        raise RefusedError(TOO_DEEP)
    budget.spend()
    if value is None or value is True or value is False:
        return value
    for kind in type.__dict__["__mro__"].__get__(type(value)):  # what it is, whatever it says it is
        encoder = _ENCODERS.get(kind)
        if encoder is not None:
            return encoder(value, budget, depth + 1)
    raise RefusedError(ODD_KIND)


def _text(value: str, budget: Budget, depth: int) -> str:
    plain = str.__add__(value, "")
    budget.spend(0, len(plain))
    return plain


def _integer(value: int, budget: Budget, depth: int) -> int:
    plain = int.__add__(value, 0)
    if not -INTEGER <= plain < INTEGER:
        raise RefusedError(TOO_LARGE)
    return plain


def _float(value: float, budget: Budget, depth: int) -> Any:
    plain = float.__add__(value, 0.0)
    if plain - plain == 0.0:
        return plain
    return {"t": "float", "v": "nan" if plain != plain else "inf" if plain > 0 else "-inf"}


def _items(tag: str, values: Callable[[Any], Iterable[Any]]) -> Callable[[Any, Budget, int], Any]:
    def encoder(value: Any, budget: Budget, depth: int) -> Any:
        return {"t": tag, "v": [_encode(each, budget, depth) for each in values(value)]}

    return encoder


def _pairs(value: dict[Any, Any], budget: Budget, depth: int) -> Any:
    pairs = [
        [_encode(key, budget, depth), _encode(each, budget, depth)] for key, each in dict.items(value)
    ]
    return {"t": "dict", "v": pairs}


def _scalar(value: Any, budget: Budget, depth: int) -> Any:
    if isinstance(value, np.datetime64):
        return _encode(pd.Timestamp(value), budget, depth)
    plain = np.generic.item(value)
    if isinstance(plain, np.generic):  # longdouble gives itself
        plain = float(value)
    return _encode(plain, budget, depth)


def _array(value: Any, budget: Budget, depth: int) -> Any:
    budget.spend(int(value.size))
    return {"t": "array", "v": _encode(np.ndarray.tolist(value), budget, depth)}


def _labels(index: pd.Index, budget: Budget, depth: int) -> Any:
    budget.spend(len(index))
    names = [_encode(name, budget, depth) for name in index.names]
    return {"names": names, "v": [_encode(label, budget, depth) for label in index.tolist()]}


def _column(values: pd.Series, budget: Budget, depth: int) -> Any:
    budget.spend(len(values))
    plain = [_encode(each, budget, depth) for each in values.astype(object).tolist()]
    return {"dtype": str(values.dtype), "v": plain}


def _series(value: Any, budget: Budget, depth: int) -> Any:
    series = pd.Series(value)
    name = _encode(series.name, budget, depth)
    index = _labels(series.index, budget, depth)
    return {"t": "series", "name": name, "index": index, **_column(series, budget, depth)}


def _frame(value: Any, budget: Budget, depth: int) -> Any:
    frame = pd.DataFrame(value)
    rows, columns = frame.shape
    if rows * max(1, columns) > VALUES:
        raise RefusedError(TOO_LARGE)
    return {
        "t": "frame",
        "columns": _labels(frame.columns, budget, depth),
        "index": _labels(frame.index, budget, depth),
        "v": [_column(frame.iloc[:, place], budget, depth) for place in range(columns)],
    }


def _figure(value: Any, budget: Budget, depth: int) -> Any:
    return {"t": "figure", "v": _encode(value.to_plotly_json(), budget, depth)}


def _moment(tag: str) -> Callable[[Any, Budget, int], Any]:
    return lambda value, budget, depth: {"t": tag, "v": value.isoformat()}


_ENCODERS: dict[type, Callable[[Any, Budget, int], Any]] = {
    str: _text,
    int: _integer,
    float: _float,
    list: _items("list", list.__iter__),
    tuple: _items("tuple", tuple.__iter__),
    set: _items("set", set.__iter__),
    frozenset: _items("set", frozenset.__iter__),
    dict: _pairs,
    np.generic: _scalar,
    np.ndarray: _array,
    pd.Series: _series,
    pd.DataFrame: _frame,
    pd.Index: lambda value, budget, depth: {
        "t": "series",
        "name": None,
        "index": _labels(pd.RangeIndex(len(value)), budget, depth),
        **_column(pd.Series(value.tolist()), budget, depth),
    },
    go.Figure: _figure,
    pd.Timestamp: _moment("timestamp"),
    datetime.datetime: _moment("timestamp"),
    datetime.date: _moment("date"),
    type(pd.NaT): lambda value, budget, depth: {"t": "NaT"},
    type(pd.NA): lambda value, budget, depth: {"t": "NA"},
}


def parse(line: bytes) -> Any:
    """JSON from a process that nobody trusts. Raises ValueError for anything but plain, small JSON."""
    if len(line) > LINE:
        raise ValueError("the line is too long")
    try:
        return json.loads(line.decode("utf-8"), parse_constant=_no_constant, parse_int=_short_integer)
    except RecursionError as error:
        raise ValueError("the line is nested too deeply") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _short_integer(digits: str) -> int:
    if len(digits) > 20:
        raise ValueError("an integer is too long")
    return int(digits)


def decode(data: object) -> Any:
    """The answer that ``data`` stands for: plain Python, pandas or plotly objects.

    Missing values are allowed in tables, columns and charts; a lone or listed number has to be finite.
    Raises :class:`RefusedError` for all that :func:`encode` does not make.
    """
    try:
        return _decode(data, Budget(), 0, True)
    except RefusedError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError) as error:
        raise RefusedError(BROKEN) from error


def _decode(data: Any, budget: Budget, depth: int, finite: bool) -> Any:
    if depth > DEPTH:
        raise RefusedError(TOO_DEEP)
    budget.spend()
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, str):
        budget.spend(0, len(data))
        return data
    if isinstance(data, int):
        return _integer(data, budget, depth)
    if isinstance(data, float):
        if not math.isfinite(data):  # 1e999 is JSON
            raise RefusedError(NOT_FINITE)
        return data
    if isinstance(data, dict) and isinstance(data.get("t"), str) and data["t"] in _DECODERS:
        return _DECODERS[data["t"]](data, budget, depth + 1, finite)
    raise RefusedError(BROKEN)


def _listed(data: Any, budget: Budget, depth: int, finite: bool) -> list[Any]:
    if not isinstance(data, list):
        raise RefusedError(BROKEN)
    return [_decode(each, budget, depth, finite) for each in data]


def _decode_float(data: Mapping[str, Any], budget: Budget, depth: int, finite: bool) -> float:
    if finite or data["v"] != "nan":
        raise RefusedError(NOT_FINITE)
    return math.nan


def _decode_pairs(data: Mapping[str, Any], budget: Budget, depth: int, finite: bool) -> dict[Any, Any]:
    pairs = [_listed(pair, budget, depth, finite) for pair in data["v"]]
    return dict(pairs)


def _index_of(data: Any, budget: Budget, depth: int) -> pd.Index:
    labels = _listed(data["v"], budget, depth, False)
    names = _listed(data["names"], budget, depth, False)
    if len(names) > 1 and all(isinstance(label, tuple) for label in labels):
        levels = zip(*labels, strict=True) if labels else [[] for _ in names]
        return pd.MultiIndex.from_arrays([list(level) for level in levels], names=names)
    index: pd.Index = pd.Index(labels, name=names[0], tupleize_cols=False)
    return index


def _column_of(data: Any, budget: Budget, depth: int, index: pd.Index | None = None) -> pd.Series:
    values = _listed(data["v"], budget, depth, False)
    dtype = data["dtype"] if data["dtype"] in DTYPES else "object"
    if dtype.startswith("datetime64") and any(isinstance(value, str) for value in values):
        dtype = "object"
    try:
        return pd.Series(values, index=index, dtype=dtype)
    except (ValueError, TypeError):
        return pd.Series(values, index=index, dtype="object")


def _timestamp(text: str) -> pd.Timestamp:
    if not ISO.fullmatch(text):  # others are guessed at, which takes long
        raise RefusedError(BROKEN)
    return pd.Timestamp(text)


def _decode_series(data: Mapping[str, Any], budget: Budget, depth: int, finite: bool) -> pd.Series:
    column = _column_of(data, budget, depth, _index_of(data["index"], budget, depth))
    column.name = _decode(data["name"], budget, depth, False)
    return column


def _decode_frame(data: Mapping[str, Any], budget: Budget, depth: int, finite: bool) -> pd.DataFrame:
    index = _index_of(data["index"], budget, depth)
    columns = [_column_of(column, budget, depth, index) for column in data["v"]]
    names = _index_of(data["columns"], budget, depth)
    if not columns and not len(names):
        return pd.DataFrame(index=index, columns=names)
    if len(names) != len(columns):
        raise RefusedError(BROKEN)
    frame = pd.concat([column.reset_index(drop=True) for column in columns], axis=1)
    frame.columns = names
    frame.index = index
    return frame


#: The types of numbers that plotly packs; it writes such columns as text in base 64.
_PACKED = frozenset(("i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"))


def _unpacked(value: Any, left: Budget) -> Any:
    """What plotly packed, as the arrays that a chart had before it was written down."""
    if isinstance(value, list):
        return [_unpacked(each, left) for each in value]
    if not isinstance(value, dict):
        return value
    left.spend(VALUES // OBJECTS)
    if value.get("dtype") in _PACKED and isinstance(value.get("bdata"), str):
        array = np.frombuffer(base64.b64decode(value["bdata"], validate=True), dtype=value["dtype"])
        shape = value.get("shape")
        return array.reshape([int(part) for part in shape.split(",")]) if shape else array
    return {str(key): _unpacked(each, left) for key, each in value.items()}


def _decode_figure(data: Mapping[str, Any], budget: Budget, depth: int, finite: bool) -> go.Figure:
    content = _unpacked(_decode(data["v"], budget, depth, False), Budget())
    if not isinstance(content, dict):
        raise RefusedError(NO_CHART)
    try:
        return go.Figure(data=content.get("data"), layout=content.get("layout"))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RefusedError(NO_CHART) from error


_Decoder = Callable[[Mapping[str, Any], Budget, int, bool], Any]
_DECODERS: dict[str, _Decoder] = {
    "float": _decode_float,
    "list": lambda data, budget, depth, finite: _listed(data["v"], budget, depth, finite),
    "tuple": lambda data, budget, depth, finite: tuple(_listed(data["v"], budget, depth, finite)),
    "set": lambda data, budget, depth, finite: set(_listed(data["v"], budget, depth, finite)),
    "dict": _decode_pairs,
    "array": lambda data, budget, depth, finite: np.array(_decode(data["v"], budget, depth, finite)),
    "series": _decode_series,
    "frame": _decode_frame,
    "figure": _decode_figure,
    "timestamp": lambda data, budget, depth, finite: _timestamp(data["v"]),
    "date": lambda data, budget, depth, finite: datetime.date.fromisoformat(data["v"]),
    "NaT": lambda data, budget, depth, finite: pd.NaT,
    "NA": lambda data, budget, depth, finite: pd.NA,
}
