"""What the codebook's cues say of a sentence, as numbers: few, and the same for every theme.

They are kept apart from the sentence's wording. A model with thousands of words explains its training sentences by
words alone and would learn to pass over the cues; a small model that sees the wording's verdict on sentences that it
had not learnt from, beside the cues, learns what each is worth. That the cues' worth is shared by all themes lets
a rare theme, or a codebook's new one, profit from the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.values import POLARITIES, ReadSentence

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_MOST = 2.0
"""Further cues of the same theme and polarity in a sentence add nothing."""
_MANY = 3.0
"""Cues of other themes in a sentence, from which on more add nothing."""
_GOOD, _POOR, _NOT_OBSERVED = POLARITIES.index("good"), POLARITIES.index("poor"), len(POLARITIES)


@dataclass(frozen=True)
class CueTable:
    """Counts of cues: (sentences, themes and practice in general, polarities and not observed)."""

    counts: Floats
    note_of: Places
    """For each sentence the number of its note."""

    def of_themes(self, places: Sequence[int]) -> Floats:
        """Return facts for some themes, given by their places, in each sentence: (sentences, themes, facts)."""
        sizes = self.counts[:, :-1, :_NOT_OBSERVED].sum(axis=2)
        others = np.minimum(sizes.sum(axis=1, keepdims=True) - sizes, _MANY) / _MANY
        facts = np.concatenate([np.minimum(self.counts[:, :-1], 1.0), others[:, :, None]], axis=2)
        return facts[:, list(places)]

    def of_practice(self) -> Floats:
        """Return facts for each sentence: (sentences, facts)."""
        totals = np.minimum(self.counts.sum(axis=1), _MOST)
        good, poor = totals[:, _GOOD], totals[:, _POOR]
        only = np.stack([(good > 0) & (poor == 0), (poor > 0) & (good == 0), (good > 0) & (poor > 0)], axis=1)
        return np.concatenate([totals, only.astype(np.float64), self._around(good - poor)[:, None]], axis=1)

    def of_pairs(self, rows: Places, themes: Places) -> Floats:
        """Return facts for pairs of sentence and theme, given by their places: (pairs, facts)."""
        own, totals = self.counts[rows, themes], self.counts.sum(axis=1)
        rest = np.minimum(totals[rows] - own, _MOST)
        lean = np.minimum(totals[:, _GOOD], _MOST) - np.minimum(totals[:, _POOR], _MOST)
        return np.concatenate([own, rest, self._around(lean)[rows, None]], axis=1)

    def _around(self, lean: Floats) -> Floats:
        """Return how the other sentences of the note lean, from -1 to 1."""
        if not len(lean):
            return lean
        totals, sizes = np.bincount(self.note_of, weights=lean), np.bincount(self.note_of)
        return np.asarray((totals[self.note_of] - lean) / (_MOST * np.maximum(sizes[self.note_of] - 1, 1)))


def cue_table(sentences: Sequence[ReadSentence], note_of: Places, themes: Sequence[str]) -> CueTable:
    """Count the cues of sentences; cues of themes that are not in ``themes`` are passed over."""
    places = {theme: place for place, theme in enumerate(themes)} | {"": len(themes)}
    counts = np.zeros((len(sentences), len(themes) + 1, _NOT_OBSERVED + 1))
    for row, sentence in enumerate(sentences):
        for finding in sentence.findings:
            place = places.get(finding.theme)
            if place is not None:
                counts[row, place, POLARITIES.index(finding.polarity)] += 1
                counts[row, place, _NOT_OBSERVED] += finding.status != "observed"
    return CueTable(np.minimum(counts, _MOST), note_of)


def notes_of(sizes: Sequence[int]) -> Places:
    """Return for each sentence the number of its note, from the notes' numbers of sentences."""
    return np.repeat(np.arange(len(sizes)), sizes)
