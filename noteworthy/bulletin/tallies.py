"""What became of a question in the cases that it should have been asked of: four counts that sum, and a share."""

from dataclasses import dataclass

import numpy as np

from noteworthy.bulletin.answers import NO, NOT_APPLICABLE, YES, Answered, Flags
from noteworthy.bulletin.content import Cell, Column
from noteworthy.bulletin.figures import cells, count, interval
from noteworthy.bulletin.levels import Level
from noteworthy.statistics.estimates import Estimate, unknown
from noteworthy.statistics.proportions import shares


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts behind a share: ``base`` is the sum of not applicable, not known and answered."""

    base: int
    not_applicable: int
    not_known: int
    """Not asked, not answered, or answered in a way that cannot be read; never counted as no."""
    answered: int
    """Answered yes or no: what the share is of."""
    yes: int
    share: Estimate

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the cells under `tally_columns`."""
        counts = (self.base, self.not_applicable, self.not_known, self.answered, self.yes)
        return (*counts, *cells(self.share))


def tally_columns(base: str, yes: str, *, of: str, means: str) -> tuple[Column, ...]:
    """Return the columns of a tally.

    ``base`` and ``yes`` are the labels of what is asked about and of the answer yes; ``of`` and ``means`` say in words
    what the base is, and what yes means.
    """
    return (
        count("base", base, f"How many {of}."),
        count("not_applicable", "Not applicable", "Those of them to which the question did not apply."),
        count("not_known", "Not known", "Those of them without an answer, or with one that cannot be read."),
        count("answered", "Answered", "Those of them answered yes or no."),
        count("yes", yes, f"Those answered of which this holds: {means}."),
        *interval("share", f"Share {yes[:1].lower()}{yes[1:]}", f"{yes}, as a share of those answered."),
    )


def tallies(
    answered: Answered, base: Flags, *, level: Level, nothing: str = "There is no answer to count."
) -> tuple[Tally, ...]:
    """Count each column where ``base`` (cases by columns) is True; ``nothing`` is said where it never is."""
    yes, closed, aside = _parts(answered, base)
    estimates = shares(level.summed(yes), level.summed(closed), clusters=level.cells)
    counts = (part.sum(axis=0).tolist() for part in (base, aside, closed, yes))
    return tuple(
        _tally(whole, not_applicable, of, many, estimate, nothing)
        for whole, not_applicable, of, many, estimate in zip(*counts, estimates, strict=True)
    )


def pooled(answered: Answered, base: Flags, *, level: Level) -> Tally:
    """Count all columns together: a case counts once for each."""
    yes, closed, aside = _parts(answered, base)
    counts = (level.summed(part.sum(axis=1)[:, None]) for part in (yes, closed))
    estimate = shares(*counts, clusters=level.cells)[0]
    whole, apart, of, many = (int(part.sum()) for part in (base, aside, closed, yes))
    return _tally(whole, apart, of, many, estimate, "There is no answer to count.")


def _parts(answered: Answered, base: Flags) -> tuple[Flags, Flags, Flags]:
    grid = np.where(base, answered.grid, np.int8(-1))
    yes = grid == YES
    return yes, yes | (grid == NO), grid == NOT_APPLICABLE


def _tally(base: int, aside: int, answered: int, yes: int, share: Estimate, nothing: str) -> Tally:
    share = share if base else unknown(nothing, method=share.method)
    return Tally(base, aside, base - aside - answered, answered, yes, share)
