"""Rows of a database as columns: read in chunks, and repeated words kept once, so that many rows need little memory."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

Kind = Literal["category", "text", "real", "number", "position"]
"""``category``: words of a short list, unknown where empty; ``text``: as it stands; ``real``: a float, NaN where empty;
``number``: a whole number, -1 where empty; ``position``: the rowid of a row in another frame, made its position."""

_CHUNK = 50_000


def read_frame(
    connection: sqlite3.Connection,
    query: str,
    kinds: Mapping[str, Kind],
    *,
    rowids: Mapping[str, np.ndarray] | None = None,
) -> pd.DataFrame:
    """Return what a query gives as a frame, one column for each kind named, in the query's order.

    ``rowids`` holds for each column of kind ``position`` the ascending rowids of the frame that it points into.
    """
    builders = {name: _BUILDERS[kind]() for name, kind in kinds.items()}
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(_CHUNK):
        for builder, column in zip(builders.values(), zip(*rows, strict=True), strict=True):
            builder.add(column)
    frame = pd.DataFrame({name: builder.column() for name, builder in builders.items()}, copy=False)
    for name, known in (rowids or {}).items():
        frame[name] = _positions(frame[name].to_numpy(), known)
    return frame


def columns_of(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """Return the names of a table's columns; none where there is no such table."""
    return frozenset(row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)))


def _positions(wanted: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return where each rowid stands among those that are known, -1 where it does not."""
    if not len(known):
        return np.full(len(wanted), -1, dtype=np.int32)
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[places] == wanted, places, -1).astype(np.int32)


class _Coded(dict[object, int]):
    """Values numbered as they are met; what is empty has -1."""

    def __init__(self) -> None:
        super().__init__({None: -1, "": -1})

    def __missing__(self, value: object) -> int:
        """Number a value that is new."""
        self[value] = number = len(self) - 2
        return number


class _Categories:
    def __init__(self) -> None:
        self._codes, self._parts = _Coded(), [np.empty(0, dtype=np.int32)]

    def add(self, column: Iterable[object]) -> None:
        self._parts.append(np.fromiter(map(self._codes.__getitem__, column), dtype=np.int32))

    def column(self) -> pd.Categorical:
        """Return the column with its words in alphabetical order, so that it does not hang on the order of rows."""
        words = [str(value) for value, code in self._codes.items() if code >= 0]
        order = sorted(range(len(words)), key=words.__getitem__)
        rank = np.full(len(words) + 1, -1, dtype=np.int32)
        rank[order] = np.arange(len(words))
        codes = rank[np.concatenate(self._parts)]
        return pd.Categorical.from_codes(codes, categories=pd.Index([words[place] for place in order], dtype=object))


class _Texts:
    def __init__(self) -> None:
        self._values: list[object] = []

    def add(self, column: Iterable[object]) -> None:
        self._values.extend("" if value is None else str(value) for value in column)

    def column(self) -> "pd.Series[Any]":
        return pd.Series(self._values, dtype=object)


class _Numbers:
    def __init__(self, *, dtype: Any, empty: float) -> None:
        self._dtype, self._empty = dtype, empty
        self._parts = [np.empty(0, dtype=dtype)]

    def add(self, column: Iterable[Any]) -> None:
        empty = self._empty
        self._parts.append(np.fromiter((empty if value is None else value for value in column), dtype=self._dtype))

    def column(self) -> np.ndarray:
        return np.concatenate(self._parts)


_BUILDERS: dict[Kind, Any] = {
    "category": _Categories,
    "text": _Texts,
    "real": lambda: _Numbers(dtype=np.float64, empty=np.nan),
    "number": lambda: _Numbers(dtype=np.int64, empty=-1),
    "position": lambda: _Numbers(dtype=np.int64, empty=-1),
}
