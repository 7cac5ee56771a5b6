"""A stacked bar drawn by the server: geometry in per cent, so that it fits any width without a script."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.values import POLARITIES, Polarity

ORDER: tuple[Polarity, ...] = ("good", "mixed", "poor", "context")
"""Left to right: from strength to weakness, then what judges nothing."""

_ROOM_FOR_A_LABEL = 9.0
"""Per cent of the bar's width below which a figure would not fit into its segment on a phone."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar."""

    polarity: Polarity
    count: int
    share: float
    """Per cent of the whole bar."""
    start: float
    label: str
    """The figure printed in the segment, or an empty string where it would not fit."""

    @property
    def middle(self) -> float:
        """Where the label stands, in per cent."""
        return self.start + self.share / 2


def stack(counts: Mapping[Polarity, int]) -> tuple[Segment, ...]:
    """Turn counts into the segments of a bar, leaving out what is zero."""
    total = sum(counts.get(polarity, 0) for polarity in POLARITIES)
    segments: list[Segment] = []
    start = 0.0
    for polarity in ORDER:
        count = counts.get(polarity, 0)
        if not count:
            continue
        share = 100 * count / total
        label = f"{share:.0f}%" if share >= _ROOM_FOR_A_LABEL else ""
        segments.append(Segment(polarity, count, round(share, 2), round(start, 2), label))
        start += share
    return tuple(segments)
