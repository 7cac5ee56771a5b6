"""Which ids have been seen, and where first, in a few bytes an id."""

from array import array
from hashlib import blake2b

_FREE = 0


class FirstRows:
    """The first row of every id, kept by 8-byte digests: 24 megabytes for a million ids, where a dict takes 150.

    An open-addressed table: two ids of one digest would be taken for one, which among a million is one chance in
    thirty million.
    """

    def __init__(self) -> None:
        self._size = 1 << 10
        self._digests = array("Q", bytes(8 * self._size))
        self._rows = array("I", bytes(4 * self._size))
        self._used = 0

    def __len__(self) -> int:
        return self._used

    def claim(self, id: str, row: int) -> int | None:
        """Note that ``id`` stands in ``row``; return the row where it already stood, or ``None``."""
        digest = int.from_bytes(blake2b(id.encode(), digest_size=8).digest(), "little") or 1
        place = self._place(digest)
        if self._digests[place] != _FREE:
            return self._rows[place]
        self._digests[place], self._rows[place] = digest, row
        self._used += 1
        if self._used * 2 > self._size:
            self._grow()
        return None

    def _place(self, digest: int) -> int:
        mask = self._size - 1
        place = digest & mask
        while self._digests[place] not in (_FREE, digest):
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        digests, rows = self._digests, self._rows
        self._size *= 2
        self._digests = array("Q", bytes(8 * self._size))
        self._rows = array("I", bytes(4 * self._size))
        for digest, row in zip(digests, rows, strict=True):
            if digest != _FREE:
                place = self._place(digest)
                self._digests[place], self._rows[place] = digest, row
