"""Shares and ratios with their intervals as our pages show them: in words, and as places on a common scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

_SCALES = (5, 10, 20, 30, 40, 50, 60, 80, 100)


class Drawn(NamedTuple):
    """Where a share lies on a scale, in per cent of its length."""

    at: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """A share in per cent, with its 95% interval where there is one, and what it is of."""

    count: int
    of: int
    percent: float | None
    low: float | None = None
    high: float | None = None

    @property
    def words(self) -> str:
        """The share as people read it."""
        return percent_words(self.percent)

    @property
    def interval(self) -> str:
        """Its interval, without the sign."""
        if self.low is None or self.high is None:
            return ""
        return f"{percent_words(self.low, sign='')} to {percent_words(self.high, sign='')}"

    def on(self, scale: int) -> Drawn:
        """Return where the share and its interval lie on a scale from nought to so many per cent."""
        return Drawn(
            *(None if end is None else round(100 * end / scale, 2) for end in (self.percent, self.low, self.high))
        )

    @property
    def told(self) -> str:
        """Share and interval in one."""
        return f"{self.words} ({self.interval})" if self.interval else self.words


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the notes, and the shares of practice in it that was judged good and poor."""

    name: str
    good: Share
    poor: Share
    path: str | None = None
    """Where it has a page of its own, below the site's base."""
    whole: bool = False
    """Whether it is all notes: what the others are to be read against."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one question was answered: the share of yes, and that over all factors to read it against."""

    question: str
    yes: Share
    not_applicable: int
    unanswered: int
    over_all: Share | None = None


@dataclass(frozen=True, slots=True)
class Together:
    """How often another theme stands in the same note, against how often it would by chance."""

    theme: str
    name: str
    notes: int
    expected: float
    lift: float | None
    low: float | None
    high: float | None

    @property
    def told(self) -> str:
        """The ratio with its interval."""
        if self.lift is None:
            return ""
        return f"{self.words} ({self.interval})" if self.interval else self.words

    @property
    def words(self) -> str:
        """The ratio as people read it."""
        return ratio_words(self.lift or 0.0)

    @property
    def interval(self) -> str:
        """Its interval."""
        if self.low is None or self.high is None:
            return ""
        return f"{ratio_words(self.low)} to {ratio_words(self.high)}"

    @staticmethod
    def place_of(ratio: float) -> float:
        """Return where a ratio lies, in per cent, on a scale from a quarter to four times by doublings."""
        return round(25 * (min(2.0, max(-2.0, log2(ratio))) + 2), 2) if ratio > 0 else 0.0

    @property
    def clear(self) -> str:
        """What the interval says beyond chance: more often, less often, or nothing."""
        if self.low is not None and self.low > 1:
            return "more often"
        return "less often" if self.high is not None and self.high < 1 else ""


@dataclass(frozen=True, slots=True)
class DistinctiveWord:
    """A word that one side has more: how many cases have it on each, and how sure that is."""

    word: str
    good: int
    poor: int
    z: float


def percent_words(value: float | None, *, sign: str = "%") -> str:
    """Return a percentage with one decimal where it is small and none where it is not."""
    if value is None:
        return "none"
    return f"{value:.1f}{sign}" if 0 < value < 9.95 else f"{value:.0f}{sign}"


def ratio_words(value: float) -> str:
    """Return a ratio with two decimals, and with one where it is large."""
    return f"{value:.2f}" if value < 2 else f"{value:.1f}"


def scale_of(shares: Iterable[Share]) -> int:
    """Return the upper end, in per cent, of a scale from nought that holds all these shares with their intervals."""
    reach = max((end for share in shares for end in (share.percent, share.high) if end is not None), default=0)
    return next((end for end in _SCALES if end >= reach), 100)
