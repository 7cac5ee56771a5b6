"""Bitmaps and arrays of one index, read from the database when first asked for and kept within a number of bytes."""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

BYTES = 64 * 1024 * 1024
"""What the bitmaps kept may weigh together."""

Kept = TypeVar("Kept")


class Shelf:
    """What has been read or worked out. Shared by threads; what stands on it is never changed."""

    def __init__(self, *, limit: int = BYTES) -> None:
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._limit = limit
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._weight = 0
        self._arrays: dict[str, NDArray[Any]] = {}

    def get(self, key: Hashable, make: Callable[[], tuple[Kept, int]]) -> Kept:
        """Return what stands under a key; else make it, with its weight in bytes, and keep it.

        What was not asked for longest goes first. Two threads may make the same thing at once: both are right.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: Kept = self._kept[key][0]
                return found
        made, weight = make()
        with self._lock:
            if key not in self._kept and weight <= self._limit:
                self._kept[key] = (made, weight)
                self._weight += weight
                while self._weight > self._limit:
                    self._weight -= self._kept.popitem(last=False)[1][1]
        return made

    def array(self, connection: sqlite3.Connection, name: str, kind: str, *, width: int = 1) -> NDArray[Any]:
        """Return an array of the index whole, read once and kept for good."""
        with self._reading:
            if name not in self._arrays:
                self._arrays[name] = _read_array(connection, name, kind, width)
            return self._arrays[name]

    @property
    def weight(self) -> int:
        """Bytes that are kept, arrays included."""
        return self._weight + sum(array.nbytes for array in self._arrays.values())


def _read_array(connection: sqlite3.Connection, name: str, kind: str, width: int) -> NDArray[Any]:
    sizes = connection.execute("SELECT length(data) FROM passage_arrays WHERE name = ? ORDER BY part", (name,))
    whole = np.empty(sum(row[0] for row in sizes) // np.dtype(kind).itemsize, dtype=kind)
    filled = 0
    for row in connection.execute("SELECT data FROM passage_arrays WHERE name = ? ORDER BY part", (name,)):
        part = np.frombuffer(row[0], dtype=kind)
        whole[filled : filled + len(part)] = part
        filled += len(part)
    return whole.reshape(-1, width) if width > 1 else whole


def bitmap_of(data: bytes) -> tuple[BitMap, int]:
    """Return a stored bitmap, and its weight."""
    return BitMap.deserialize(data), len(data)
