"""Draws by name: the same seed and name give the same number, whatever was drawn before it.

A stream of random numbers would give every case other answers as soon as one case is added. Here each draw is the
SHA-256 of its seed and name, read as a number between 0 and 1.
"""

import hashlib
import math
from collections.abc import Callable, Mapping
from statistics import NormalDist

_NORMAL = NormalDist()
_BITS = 53  # as many as a float holds


def uniform(seed: int, *name: object) -> float:
    """Return a number above 0 and below 1 for the seed and the name."""
    digest = hashlib.sha256("\x1f".join(map(str, (seed, *name))).encode()).digest()
    drawn = int.from_bytes(digest[:8], "big") >> (64 - _BITS)
    return (drawn + 0.5) / float(2**_BITS)


def normal(seed: int, *name: object) -> float:
    """Return a standard normal deviate for the seed and the name."""
    return _NORMAL.inv_cdf(uniform(seed, *name))


def choice(shares: Mapping[str, float], seed: int, *name: object) -> str:
    """Return one of the keys, each as often as its share says."""
    left = uniform(seed, *name) * sum(shares.values())  # what rounding may leave over falls to the last
    for value, share in shares.items():
        left -= share
        if left < 0:
            return value
    return next(value for value in reversed(list(shares)) if shares[value] > 0)


def probability(log_odds: float) -> float:
    """Return the probability of these log-odds.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -700 else 0.0


def solve(rises: Callable[[float], float], target: float) -> float:
    """Return the log-odds at which a function that rises with them reaches the target, within -20 to 20."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rises(middle) < target else (low, middle)
    return (low + high) / 2
