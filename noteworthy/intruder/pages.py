"""The public file as bytes: free pages, slack between cells, and whatever SQLite would not show.

A row that was deleted stays in the file until the page is used again: in a page on the free list, or in the unallocated
space or free blocks of a page in use. The layout is that of SQLite's file format, sections 1.3 to 1.6.
"""

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

CHUNK = 8 << 20
OVERLAP = 1 << 10
"""Bytes that each chunk shares with the next, so that nothing is cut through."""

_TREE_PAGES = {2: 12, 5: 12, 10: 8, 13: 8}
"""First byte of a B-tree page, and the length of its header."""


def chunks(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield a file piece by piece, each with the place at which it starts."""
    with path.open("rb") as file:
        start, kept = 0, b""
        while piece := file.read(CHUNK):
            data = kept + piece
            yield start, data
            kept = data[-OVERLAP:]
            start += len(data) - len(kept)


class Layout:
    """Which parts of a database file are in use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            header = file.read(100)
            size = int.from_bytes(header[16:18], "big")
            self.page_size = 65536 if size == 1 else max(size, 512)
            self.pages = int.from_bytes(header[28:32], "big")
            self.free = frozenset(self._free_pages(int.from_bytes(header[32:36], "big")))

    def _page(self, number: int) -> bytes:
        with self._path.open("rb") as file:
            file.seek((number - 1) * self.page_size)
            return file.read(self.page_size)

    def _free_pages(self, trunk: int) -> Iterator[int]:
        """Yield the pages of the free list: its trunks, and the leaves that each names."""
        seen: set[int] = set()
        while 0 < trunk <= self.pages and trunk not in seen:
            seen.add(trunk)
            yield trunk
            page = self._page(trunk)
            count = min(int.from_bytes(page[4:8], "big"), self.page_size // 4 - 2)
            yield from (int.from_bytes(page[8 + 4 * i : 12 + 4 * i], "big") for i in range(count))
            trunk = int.from_bytes(page[:4], "big")

    def part(self, position: int) -> tuple[str, int]:
        """Return what a byte of the file belongs to, and the number of its page."""
        number = position // self.page_size + 1
        if number > self.pages:
            return "bytes after the last page", number
        if number in self.free:
            return "free page", number
        return ("slack of a page" if self._is_slack(number, position % self.page_size) else "page"), number

    def _is_slack(self, number: int, place: int) -> bool:
        page = self._page(number)
        start = 100 if number == 1 else 0
        length = _TREE_PAGES.get(page[start]) if len(page) > start else None
        if length is None:
            return False
        cells = int.from_bytes(page[start + 3 : start + 5], "big")
        content = int.from_bytes(page[start + 5 : start + 7], "big") or 65536
        if start + length + 2 * cells <= place < content:
            return True
        blocks = list(_free_blocks(page, int.from_bytes(page[start + 1 : start + 3], "big")))
        before = bisect_right(blocks, (place, self.page_size))
        return before > 0 and blocks[before - 1][0] <= place < blocks[before - 1][1]


def _free_blocks(page: bytes, place: int) -> Iterator[tuple[int, int]]:
    """Yield the free blocks of a page in order: each names the next, and its own length."""
    last = 0
    while last < place <= len(page) - 4:
        yield place, place + int.from_bytes(page[place + 2 : place + 4], "big")
        last, place = place, int.from_bytes(page[place : place + 2], "big")
