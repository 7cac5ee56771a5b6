"""From passages that hold words to words that stand in passages: which, and where in them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from noteworthy.finder.gathering import WordStream

GAP = 1
"""Positions left free after each passage, so that no phrase runs from one into the next."""

BLOCK = 200_000
"""Passages that are sorted in one go."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A stem, and every position in which it stands, rising."""

    stem: str
    positions: NDArray[np.uint32]


def position_starts(stream: WordStream, order: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return where each passage starts in the row of all positions, by its number; one more at the end."""
    lengths = np.diff(stream.starts)[order] + GAP
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32)


def invert(stream: WordStream, order: NDArray[np.int64]) -> Iterator[Posting]:
    """Yield the postings of every stem, in the order of the stems."""
    starts = position_starts(stream, order)
    pieces: list[list[NDArray[np.uint32]]] = [[] for _ in stream.stems]
    for first in range(0, len(order), BLOCK):
        block = order[first : first + BLOCK]
        for stem, positions in _inverted(stream, block, starts[first : first + len(block)]):
            pieces[stem].append(positions)
    for place, found in enumerate(pieces):
        if place and found:
            yield Posting(stream.stems[place], np.concatenate(found))
            found.clear()


def _inverted(
    stream: WordStream, block: NDArray[np.int64], starts: NDArray[np.uint32]
) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    lengths = stream.starts[block + 1] - stream.starts[block]
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    stems = stream.places[np.repeat(stream.starts[block], lengths) + within]
    positions = (np.repeat(starts.astype(np.int64), lengths) + within).astype(np.uint32)
    by_stem = np.argsort(stems, kind="stable")
    stems, positions = stems[by_stem], positions[by_stem]
    bounds = np.flatnonzero(np.concatenate(([True], stems[1:] != stems[:-1]))) if len(stems) else np.zeros(0, int)
    for start, end in zip(bounds.tolist(), [*bounds[1:].tolist(), len(stems)], strict=True):
        yield int(stems[start]), positions[start:end]
