"""How much each reader may have tagged: a bucket for each address, which fills again with time, in memory alone."""

import time
from collections import OrderedDict
from collections.abc import Callable

MOST_ADDRESSES = 10_000
"""Addresses remembered; whoever has not asked for longest is forgotten first, and so has a full bucket again."""


class Buckets:
    """Count characters to be tagged against an allowance by address (a token bucket)."""

    def __init__(
        self,
        *,
        size: float = 400_000,
        per_second: float = 5_000,
        least: float = 500,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._size = size
        self._per_second = per_second
        self._least = least
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_for(self, address: str, characters: int) -> float:
        """Take what a request costs; where there is not enough, take nothing and return the seconds until there is."""
        now = self._clock()
        level, since = self._levels.pop(address, (self._size, now))
        level = min(self._size, level + (now - since) * self._per_second)
        cost = min(max(characters, self._least), self._size)
        short = cost - level
        self._levels[address] = (level if short > 0 else level - cost), now
        while len(self._levels) > MOST_ADDRESSES:
            self._levels.popitem(last=False)
        return max(short, 0) / self._per_second
