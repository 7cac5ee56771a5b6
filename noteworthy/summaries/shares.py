"""In which share of notes practice was good, and in which poor, on each theme, part by part, with intervals."""

from collections.abc import Iterator

import numpy as np

from corpus.store.rows import Row
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.proportions import shares
from noteworthy.summaries.counted import SEEN, CountedNotes, Division

JUDGED = ("good", "poor")


def theme_shares(notes: CountedNotes) -> Iterator[Row]:
    """Yield the rows of `theme_shares`: each theme and polarity in each part of each dimension."""
    for dimension, division in notes.divisions.items():
        for number, value in enumerate(division.values):
            yield from _part(notes, division, number, dimension=dimension, value=value)


def _part(notes: CountedNotes, division: Division, number: int, *, dimension: str, value: str) -> Iterator[Row]:
    inside = np.flatnonzero(division.part == number)
    case = np.unique(notes.case[inside], return_inverse=True)[1]
    trials = np.bincount(case)
    clusters = Clusters((np.arange(len(trials)),))
    for place, theme in enumerate(notes.themes):
        columns = [notes.themes_of[place, SEEN.index(polarity)][inside] for polarity in JUDGED]
        successes = np.stack([np.bincount(case[said], minlength=len(trials)) for said in columns], axis=1)
        found = shares(successes, trials[:, None], clusters=clusters)
        for polarity, said, share in zip(JUDGED, columns, found, strict=True):
            yield {
                "dimension": dimension, "value": value, "theme": theme, "polarity": polarity,
                "notes": int(np.count_nonzero(said)), "of_notes": len(inside), "of_cases": len(trials),
                **percentages(share),
            }  # fmt: skip


def percentages(share: Estimate) -> Row:
    """Return a share and its interval in per cent; the ends of one case, which tells nothing, are left out."""
    low, high = (share.low, share.high) if share.groups > 1 else (None, None)
    return {"percent": _percent(share.value), "low": _percent(low), "high": _percent(high)}


def _percent(fraction: float | None) -> float | None:
    return None if fraction is None else round(100 * fraction, 2)
