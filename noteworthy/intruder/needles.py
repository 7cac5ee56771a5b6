"""Looking for many strings at once in a few passes of NumPy, whatever their number.

Every string is entered in a table by the hash of its first eight (or four) bytes. All windows of that size in the text
are looked up in the table, and the few places where it says yes are compared byte by byte. Time grows with the text and
hardly with the number of strings.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

SIZES = (8, 4)
"""Bytes of a window: the larger where the string has as many."""

_BITS = 22
_SPREAD = 0x9E3779B97F4A7C15
"""Fibonacci hashing: 2**64 divided by the golden ratio."""
_TYPES: dict[int, np.dtype[Any]] = {8: np.dtype("<u8"), 4: np.dtype("<u4")}


class Hit(NamedTuple):
    """A string found, and the byte at which it starts."""

    position: int
    needle: bytes


class Needles:
    """Strings of at least four bytes, ready to be looked for."""

    def __init__(self, strings: Iterable[bytes]) -> None:
        self._by_start: dict[int, dict[bytes, list[bytes]]] = {size: defaultdict(list) for size in SIZES}
        for string in sorted(set(strings)):
            if len(string) >= SIZES[-1]:
                size = next(size for size in SIZES if len(string) >= size)
                self._by_start[size][string[:size]].append(string)
        self._tables = {size: _table(starts, size) for size, starts in self._by_start.items() if starts}

    def find(self, text: bytes) -> Iterator[Hit]:
        """Yield every place where one of the strings stands."""
        for size, table in self._tables.items():
            starts = self._by_start[size]
            for place in _likely(text, size, table):
                for string in starts.get(text[place : place + size], ()):
                    if text.startswith(string, place):
                        yield Hit(place, string)


def _hashes(windows: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    spread: npt.NDArray[np.uint64] = windows.astype(np.uint64) * np.uint64(_SPREAD)
    return spread >> np.uint64(64 - _BITS)


def _table(starts: Iterable[bytes], size: int) -> npt.NDArray[np.bool_]:
    table = np.zeros(1 << _BITS, dtype=np.bool_)
    table[_hashes(np.frombuffer(b"".join(starts), dtype=_TYPES[size]))] = True
    return table


def _likely(text: bytes, size: int, table: npt.NDArray[np.bool_]) -> Iterator[int]:
    """Yield the places whose window is in the table: `size` views of the same bytes, each shifted by one."""
    for shift in range(min(size, len(text) - size + 1)):
        windows = np.frombuffer(text, dtype=_TYPES[size], count=(len(text) - shift) // size, offset=shift)
        for place in np.flatnonzero(table[_hashes(windows)]):
            yield int(place) * size + shift
