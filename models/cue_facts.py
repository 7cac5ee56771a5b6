"""What the codebook's cues say of a sentence, and the note encoder where there is one, as numbers: few, alike for all.

They are kept apart from the sentence's wording. A model with thousands of words explains its training sentences by
words alone and would learn to pass over the cues; a small model that sees the wording's verdict on sentences that it
had not learnt from, beside the cues, learns what each is worth. That the cues' worth is shared by all themes lets
a rare theme, or a codebook's new one, profit from the others.

What the encoder says stands here for the same reason: it is a verdict, to be weighed on sentences that it had not
learnt from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.values import POLARITIES, ReadSentence
from models.calibration import log_softmax

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_MOST = 2.0
"""Further cues of the same theme and polarity in a sentence add nothing."""
_MANY = 3.0
"""Cues of other themes in a sentence, from which on more add nothing."""
_GOOD, _POOR, _NOT_OBSERVED = POLARITIES.index("good"), POLARITIES.index("poor"), len(POLARITIES)
_SUREST = 6.0
"""The encoder's log odds beyond which more says nothing more."""


@dataclass(frozen=True)
class Verdicts:
    """What the encoder says of sentences, in the codebook's order of themes: scores before calibration."""

    themes: Floats | None
    """(sentences, themes); ``None`` where the encoder was taught another codebook."""
    polarities: Floats | None
    """(sentences, themes, polarities), likewise."""
    practice: Floats
    """(sentences, practices)."""


@dataclass(frozen=True)
class CueTable:
    """Counts of cues: (sentences, themes and practice in general, polarities and not observed)."""

    counts: Floats
    note_of: Places
    """For each sentence the number of its note."""
    verdicts: Verdicts | None = None

    def of_themes(self, places: Sequence[int]) -> Floats:
        """Return facts for some themes, given by their places, in each sentence: (sentences, themes, facts).

        How far the note speaks plainly, that is how many of its other sentences hold a cue, tells what a cue is
        worth: in a report's prose "prompt" is about delay, in a story it may be a theatre's.
        """
        sizes = self.counts[:, :-1, :_NOT_OBSERVED].sum(axis=2)
        others = np.minimum(sizes.sum(axis=1, keepdims=True) - sizes, _MANY) / _MANY
        cued = (sizes > 0).astype(np.float64)
        plainly = self._around(_MOST * cued.max(axis=1, initial=0.0))[:, None]
        facts = [np.minimum(self.counts[:, :-1], 1.0), others[:, :, None], (cued * plainly)[:, :, None]]
        if self.verdicts is not None and self.verdicts.themes is not None:
            score = np.clip(self.verdicts.themes, -_SUREST, _SUREST)
            facts.append(np.stack([score, score * cued], axis=2))
        return np.concatenate(facts, axis=2)[:, list(places)]

    def of_practice(self) -> Floats:
        """Return facts for each sentence: (sentences, facts)."""
        totals = np.minimum(self.counts.sum(axis=1), _MOST)
        good, poor = totals[:, _GOOD], totals[:, _POOR]
        only = np.stack([(good > 0) & (poor == 0), (poor > 0) & (good == 0), (good > 0) & (poor > 0)], axis=1)
        facts = [totals, only.astype(np.float64), self._around(good - poor)[:, None]]
        if self.verdicts is not None:
            facts.append(log_softmax(self.verdicts.practice))
        return np.concatenate(facts, axis=1)

    def of_pairs(self, rows: Places, themes: Places) -> Floats:
        """Return facts for pairs of sentence and theme, given by their places: (pairs, facts)."""
        own, totals = self.counts[rows, themes], self.counts.sum(axis=1)
        rest = np.minimum(totals[rows] - own, _MOST)
        lean = np.minimum(totals[:, _GOOD], _MOST) - np.minimum(totals[:, _POOR], _MOST)
        facts = [own, rest, self._around(lean)[rows, None]]
        if self.verdicts is not None:
            facts.append(log_softmax(self.verdicts.practice)[rows])
            if self.verdicts.polarities is not None:
                facts.append(log_softmax(self.verdicts.polarities[rows, themes]))
        return np.concatenate(facts, axis=1)

    def _around(self, lean: Floats) -> Floats:
        """Return how the other sentences of the note lean, on average, from -1 to 1."""
        if not len(lean):
            return lean
        totals, sizes = np.bincount(self.note_of, weights=lean), np.bincount(self.note_of)
        return np.asarray((totals[self.note_of] - lean) / (_MOST * np.maximum(sizes[self.note_of] - 1, 1)))


def cue_table(
    sentences: Sequence[ReadSentence], note_of: Places, themes: Sequence[str], *, verdicts: Verdicts | None = None
) -> CueTable:
    """Count the cues of sentences; cues of themes that are not in ``themes`` are passed over."""
    places = {theme: place for place, theme in enumerate(themes)} | {"": len(themes)}
    counts = np.zeros((len(sentences), len(themes) + 1, _NOT_OBSERVED + 1))
    for row, sentence in enumerate(sentences):
        for finding in sentence.findings:
            place = places.get(finding.theme)
            if place is not None:
                counts[row, place, POLARITIES.index(finding.polarity)] += 1
                counts[row, place, _NOT_OBSERVED] += finding.status != "observed"
    return CueTable(np.minimum(counts, _MOST), note_of, verdicts)


def notes_of(sizes: Sequence[int]) -> Places:
    """Return for each sentence the number of its note, from the notes' numbers of sentences."""
    return np.repeat(np.arange(len(sizes)), sizes)
