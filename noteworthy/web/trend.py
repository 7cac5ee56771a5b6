"""Shares over the years as a chart drawn by the server: places in per cent, so that it fits any width without a script.

Good and poor stand a little beside each other, so that their intervals do not hide one another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from noteworthy.web.figures import Share, scale_of

_LEFT, _RIGHT, _TOP, _BOTTOM = 8.0, 99.0, 5.0, 88.0
_ASIDE = {"good": -0.8, "poor": 0.8}
_MOST_LABELS = 8
"""Years that have room to be written under the chart on a phone."""


@dataclass(frozen=True, slots=True)
class Point:
    """A share of one year: where it lies, and where its interval begins and ends."""

    x: float
    y: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """The shares of one polarity, year by year; a year without notes is left out."""

    polarity: str
    points: tuple[Point, ...]
    told: str
    """The series in words."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A chart: its lines, its years and the lines behind it, as (place, label)."""

    series: tuple[Series, ...]
    years: tuple[tuple[float, str], ...]
    grid: tuple[tuple[float, str], ...]

    @property
    def told(self) -> str:
        """The whole chart in words."""
        return " ".join(series.told for series in self.series)


def trend(years: Mapping[str, Mapping[str, Share]]) -> Trend:
    """Draw the shares of good and of poor practice, year by year in order."""
    names = list(years)
    top = scale_of(share for shares in years.values() for share in shares.values())
    places = [_LEFT + (_RIGHT - _LEFT) * (number + 0.5) / len(names) for number in range(len(names))]
    series = tuple(_series(polarity, years, places, top) for polarity in _ASIDE)
    every = -(-len(names) // _MOST_LABELS)
    labels = tuple((round(place, 2), name) for place, name in zip(places[::every], names[::every], strict=True))
    grid = tuple((_height(part * top / 2, top), f"{part * top / 2:g}%") for part in range(3))
    return Trend(series, labels, grid)


def _series(polarity: str, years: Mapping[str, Mapping[str, Share]], places: Sequence[float], top: int) -> Series:
    told = ", ".join(f"{year} {shares[polarity].words}" for year, shares in years.items())
    return Series(polarity, tuple(_points(polarity, years, places, top)), f"{polarity.capitalize()} practice: {told}.")


def _points(
    polarity: str, years: Mapping[str, Mapping[str, Share]], places: Sequence[float], top: int
) -> Iterator[Point]:
    for shares, place in zip(years.values(), places, strict=True):
        share = shares[polarity]
        if share.percent is not None:
            low, high = (None if end is None else _height(end, top) for end in (share.low, share.high))
            yield Point(round(place + _ASIDE[polarity], 2), _height(share.percent, top), low, high)


def _height(percent: float, top: int) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * percent / top, 2)
