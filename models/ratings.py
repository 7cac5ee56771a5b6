"""What several coders said of the same units, and the sums over notes from which every coefficient follows.

The sums are worked out once for each note; the figures of all notes together, and of any resample of them, are then
figures of sums of these (``Resamples``).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.reliability import (
    FloatArray,
    f1,
    gwet_ac1,
    krippendorff_alpha,
    mean_kappa,
    nominal_distances,
    ordinal_alpha,
    share,
)

MISSING = -1


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that follows from sums over notes: what each note adds (a row), and the figure of sums (last axis)."""

    parts: FloatArray
    of: Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Ratings:
    """One question, answered by coders: a row a unit, a column a coder, in it a category's number or ``MISSING``."""

    values: NDArray[np.int64]
    note_of: NDArray[np.int64]
    """The place of each unit's note among the notes."""
    notes: int
    categories: int

    @classmethod
    def of(
        cls, units: Iterable[tuple[int, Sequence[Any]]], categories: Sequence[Any], *, notes: int, coders: int
    ) -> "Ratings":
        """Make ratings of units, each the place of its note and what each coder said, ``None`` where nothing.

        Units on which fewer than two coders said something show nothing of agreement and are left out.
        """
        number: dict[Any, int] = {category: place for place, category in enumerate(categories)} | {None: MISSING}
        kept = [(note, said) for note, said in units if sum(value is not None for value in said) > 1]
        values = np.array([[number[value] for value in said] for _, said in kept], dtype=np.int64)
        places = np.array([note for note, _ in kept], dtype=np.int64)
        return cls(values.reshape(len(kept), coders), places, notes, len(categories))

    @property
    def counts(self) -> FloatArray:
        """How many coders gave each category, by unit."""
        units, coders = np.nonzero(self.values != MISSING)
        counts = np.zeros((len(self.values), self.categories))
        np.add.at(counts, (units, self.values[units, coders]), 1)
        return counts

    def figures(self) -> dict[str, Figure]:
        """Return the figures of a question whose categories have no order, by name."""
        return {
            "same": self.same(),
            "kappa": self.kappa(),
            "alpha": self.alpha(nominal_distances(self.categories)),
            "ac1": self.ac1(),
        }

    def alpha(self, distances: FloatArray) -> Figure:
        """Krippendorff's alpha by the distances between categories."""
        weights = 2 / (self._sizes() - 1)
        apart = np.zeros(len(self.values))
        for one, other, both in self._pairs():
            apart[both] += distances[self.values[both, one], self.values[both, other]] * weights[both]
        parts = np.column_stack([self._by_note(apart[:, None]), self._counts_by_note()])
        return Figure(parts, lambda sums: krippendorff_alpha(sums[..., 0], sums[..., 1:], distances))

    def ordinal(self) -> Figure:
        """Krippendorff's alpha for categories in their order."""
        categories = self.categories
        coincidences = np.zeros((len(self.values), categories, categories))
        weights = 1 / (self._sizes() - 1)
        for one, other, both in self._pairs():
            first, second = self.values[both, one], self.values[both, other]
            coincidences[both, first, second] += weights[both]
            coincidences[both, second, first] += weights[both]
        parts = self._by_note(coincidences.reshape(len(self.values), categories**2))
        return Figure(parts, lambda sums: ordinal_alpha(sums.reshape(*sums.shape[:-1], categories, categories)))

    def ac1(self) -> Figure:
        """Gwet's AC1."""
        shares = self.counts / self._sizes()[:, None]
        parts = self._by_note(np.column_stack([self._same(), np.ones(len(self.values)), shares]))
        return Figure(parts, lambda sums: gwet_ac1(sums[..., 0], sums[..., 1], sums[..., 2:]))

    def same(self) -> Figure:
        """Observed agreement: the share of a unit's pairs of coders that said the same, averaged over units."""
        parts = self._by_note(np.column_stack([self._same(), np.ones(len(self.values))]))
        return Figure(parts, lambda sums: share(sums[..., 0], sums[..., 1]))

    def kappa(self) -> Figure:
        """Cohen's kappa; the mean over pairs of coders where there are more than two coders."""
        size = self.categories
        tables = [self._table(one, other, both) for one, other, both in self._pairs()]
        parts = np.concatenate([np.zeros((self.notes, 0)), *tables], axis=1)
        return Figure(parts, lambda sums: mean_kappa(sums.reshape(*sums.shape[:-1], len(tables), size, size)))

    def f1(self) -> Figure:
        """F1 between coders, pairs added up, of all categories but the first, which says that there is nothing."""
        given = self.counts[:, 1:]
        alone = given * (self._sizes()[:, None] - given)
        parts = self._by_note(np.column_stack([np.sum(given * (given - 1) / 2, axis=1), np.sum(alone, axis=1)]))
        return Figure(parts, lambda sums: f1(sums[..., 0], sums[..., 1]))

    def _counts_by_note(self) -> FloatArray:
        units, coders = np.nonzero(self.values != MISSING)
        cell = self.note_of[units] * self.categories + self.values[units, coders]
        counts = np.bincount(cell, minlength=self.notes * self.categories)
        return counts.reshape(self.notes, self.categories).astype(float)

    def _sizes(self) -> FloatArray:
        sizes: FloatArray = np.sum(self.values != MISSING, axis=1, dtype=float)
        return sizes

    def _same(self) -> FloatArray:
        """Return the share of each unit's pairs of coders that said the same."""
        sizes = self._sizes()
        same: FloatArray = np.zeros(len(self.values))
        for one, other, both in self._pairs():
            same[both] += self.values[both, one] == self.values[both, other]
        share_of_pairs: FloatArray = 2 * same / (sizes * (sizes - 1))
        return share_of_pairs

    def _pairs(self) -> Iterator[tuple[int, int, NDArray[np.int64]]]:
        """Yield every two coders that share units, with the places of these."""
        given = self.values != MISSING
        for one, other in combinations(range(self.values.shape[1]), 2):
            both = np.flatnonzero(given[:, one] & given[:, other])
            if len(both):
                yield one, other, both

    def _table(self, one: int, other: int, both: NDArray[np.int64]) -> FloatArray:
        """Return two coders' table for each note, its cells in a row."""
        cells = self.categories**2
        cell = self.values[both, one] * self.categories + self.values[both, other]
        counts = np.bincount(self.note_of[both] * cells + cell, minlength=self.notes * cells)
        return counts.reshape(self.notes, cells).astype(float)

    def _by_note(self, of_units: FloatArray) -> FloatArray:
        sums = np.zeros((self.notes, of_units.shape[1]))
        np.add.at(sums, self.note_of, of_units)
        return sums
