"""Two shares set against each other, one of many such comparisons, and what may be said of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from noteworthy.bulletin.content import Cell, Column
from noteworthy.bulletin.figures import cells, count, interval, p_cell, remarks, text
from noteworthy.bulletin.levels import Level
from noteworthy.statistics.comparisons import benjamini_hochberg, effect_size
from noteworthy.statistics.differences import difference, paired_difference
from noteworthy.statistics.estimates import CONFIDENCE, Estimate

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

FEWEST_TO_TELL = 6
"""Groups that a difference must rest on to be told: fewer hardly show how far groups differ by themselves."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """One share less another."""

    first: str
    second: str
    yes: tuple[int, int]
    of: tuple[int, int]
    difference: Estimate
    rate: float
    """False discovery rate at which it is told."""
    adjusted: float | None = None
    """p-value, adjusted for how many comparisons were made."""

    @property
    def shares(self) -> tuple[float, float]:
        """Return both shares."""
        return self.yes[0] / self.of[0], self.yes[1] / self.of[1]

    @property
    def tells(self) -> bool:
        """Tell whether enough groups of cases bear the difference for anything to be said of it."""
        return self.difference.groups >= FEWEST_TO_TELL

    @property
    def differs(self) -> bool:
        """Tell whether the two differ, many comparisons allowed for."""
        return self.tells and self.adjusted is not None and self.adjusted <= self.rate

    @property
    def higher(self) -> bool:
        """Tell whether the first share is the higher one."""
        return self.shares[0] > self.shares[1]

    @property
    def verdict(self) -> str:
        """Return in words which is higher, or that there is no clear difference."""
        if not self.tells:
            return "too few to tell"
        if not self.differs:
            return "no clear difference"
        return "higher" if self.higher else "lower"

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the cells under `contrast_columns`."""
        sides = (self.yes[0], self.of[0], self.shares[0], self.yes[1], self.of[1], self.shares[1])
        size = effect_size(*self.shares).words
        tested = (p_cell(self.difference.p), p_cell(self.adjusted), size, self.verdict)
        return (*sides, *cells(self.difference), *tested)


def contrast_columns(first: str, second: str, *, means: str) -> tuple[Column, ...]:
    """Return the columns of a contrast, its two sides named as labels; ``means`` says in words what is counted."""
    description = f"Share of the side ‘{first}’ less share of the side ‘{second}’."
    return (
        *_side("first", first, means),
        *_side("second", second, means),
        *interval("difference", "Difference", description, unit="difference"),
        Column("p", "p", "p", "p-value of no difference, by itself."),
        Column("p_adjusted", "p, adjusted", "p", "p-value adjusted for the number of comparisons in this table."),
        text("size", "Size", "How large the difference is by Cohen's h: negligible, small, medium or large."),
        text(
            "verdict",
            "Reads",
            "Whether the first is higher or lower, or no clear difference, by the adjusted p-value; too few to tell "
            f"where fewer than {FEWEST_TO_TELL} groups of cases have answers.",
        ),
    )


def contrast_remarks(named: Iterable[tuple[str, Contrast]]) -> tuple[str, ...]:
    """Return what must be said of the differences of rows with these names."""
    return remarks((name, one.difference) for name, one in named)


def _side(name: str, label: str, means: str) -> tuple[Column, ...]:
    return (
        count(f"{name}_yes", f"{label}: yes", f"Answers on this side of which this holds: {means}."),
        count(f"{name}_answered", f"{label}: answered", "Answers on this side that are yes or no."),
        Column(f"{name}_share", f"{label}: share", "share", "The first as a share of the second."),
    )


def contrast(
    names: tuple[str, str], yes: tuple[Counts, Counts], of: tuple[Counts, Counts], *, level: Level, rate: float
) -> Contrast | None:
    """Compare two counts a case, a side each; nothing where a side has no answer."""
    sums = (int(of[0].sum()), int(of[1].sum()))
    if not all(sums):
        return None
    successes, trials = (np.concatenate([level.summed(side) for side in sides]) for sides in (yes, of))
    inside = np.repeat([True, False], len(level.cells))
    found = difference(successes, inside, trials=trials, clusters=level.cells_twice)
    return Contrast(*names, (int(yes[0].sum()), int(yes[1].sum())), sums, tellable(found), rate)


def paired_contrast(
    names: tuple[str, str], first: Flags, second: Flags, both: Flags, *, level: Level, rate: float
) -> Contrast | None:
    """Compare two answers to the same thing, where both are there; nothing where they never are.

    The three arrays are cases by factors.
    """
    cases, columns = np.nonzero(both)
    if not len(cases):
        return None
    one, other = first[cases, columns], second[cases, columns]
    found = paired_difference(one, other, clusters=level.clusters.take(cases))
    return Contrast(*names, (int(one.sum()), int(other.sum())), (len(cases), len(cases)), tellable(found), rate)


def tellable(found: Estimate) -> Estimate:
    """Take the p-value off a difference that too few groups bear, or whose interval contradicts it: that one stands."""
    reaches_nought = found.low is not None and found.high is not None and found.low <= 0 <= found.high
    contradicted = reaches_nought and found.p is not None and found.p < 1 - CONFIDENCE
    return replace(found, p=None) if contradicted or found.groups < FEWEST_TO_TELL else found


def judged(contrasts: Sequence[Contrast | None]) -> tuple[Contrast, ...]:
    """Return those that could be made, with their p-values adjusted for how many they are."""
    made = [one for one in contrasts if one is not None]
    adjusted = benjamini_hochberg([one.difference.p for one in made])
    return tuple(replace(one, adjusted=value) for one, value in zip(made, adjusted, strict=True))
