"""What each coder said of each sentence, as ratings; the machine can be one of them on notes it did not learn from.

A coder who read a sentence and did not give a theme has said that it is not there; one who did not read it has said
nothing. The coding that coders agreed on afterwards is no coder's and takes no part.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus.values import POLARITIES, PRACTICES
from models.consensus import AGREED
from models.ratings import MISSING, Ratings
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.note_themes import IntArray

MACHINE = "machine"


@dataclass(frozen=True, eq=False)
class CoderRatings:
    """Sentences of notes, and what each coder said of them."""

    data: BulletinData
    coders: tuple[str, ...]
    """Names of those who rate; the machine last, where it is one of them."""
    notes: IntArray
    """Positions of the notes."""
    sentences: IntArray
    """Positions of their sentences."""
    read: NDArray[np.bool_]
    """Sentences by coders: whether each read it."""

    def presence(self, theme: str) -> Ratings:
        """Return whether each coder gave a theme to each sentence; the first category is that it is not there."""
        given = np.where(self.read, 0, MISSING)
        given[self._themes(theme) >= 0] = 1
        return self._ratings(given, categories=2)

    def polarity(self, theme: str) -> Ratings:
        """Return the polarity that coders who gave a theme gave it."""
        return self._ratings(self._themes(theme), categories=len(POLARITIES))

    def practice(self) -> Ratings:
        """Return the label that each coder gave to each sentence."""
        values = np.full(self.read.shape, MISSING, dtype=np.int64)
        frame = self.data.sentence_readings
        self._fill(values, frame["sentence"].to_numpy(), frame["coder"], frame["practice"], PRACTICES)
        if MACHINE in self.coders:
            machine = pd.Categorical(self.data.sentences["practice"]).set_categories(list(PRACTICES))
            values[:, self.coders.index(MACHINE)] = machine.codes[self.sentences]
        return self._ratings(np.where(self.read, values, MISSING), categories=len(PRACTICES))

    def note_practice(self) -> Ratings:
        """Return the label that each coder gave to each note as a whole."""
        values = np.full((len(self.notes), len(self.coders)), MISSING, dtype=np.int64)
        place = np.full(len(self.data.notes) + 1, -1, dtype=np.int64)
        place[self.notes] = np.arange(len(self.notes))
        frame = self.data.readings
        labels = pd.Categorical(frame["practice"]).set_categories(list(PRACTICES)).codes
        coder = _numbers(frame["coder"], self.coders)
        row = place[frame["note"].to_numpy()]
        kept = (row >= 0) & (coder >= 0)
        values[row[kept], coder[kept]] = labels[kept]
        if MACHINE in self.coders:
            machine = pd.Categorical(self.data.notes["practice"]).set_categories(list(PRACTICES))
            values[:, self.coders.index(MACHINE)] = machine.codes[self.notes]
        return _paired(values, np.arange(len(self.notes)), notes=len(self.notes), categories=len(PRACTICES))

    def only(self, coders: Sequence[str]) -> "CoderRatings":
        """Return the ratings of some coders alone."""
        places = [self.coders.index(coder) for coder in coders]
        return CoderRatings(self.data, tuple(coders), self.notes, self.sentences, self.read[:, places])

    def _themes(self, theme: str) -> IntArray:
        """Return the polarity with which each coder gave a theme to each sentence."""
        values = np.full(self.read.shape, MISSING, dtype=np.int64)
        frame = self.data.every_coding
        rows = np.flatnonzero(np.asarray(pd.Categorical(frame["theme"]) == theme))
        some = frame.iloc[rows]
        self._fill(values, some["sentence"].to_numpy(), some["coder"], some["polarity"], POLARITIES)
        return np.where(self.read, values, MISSING)

    def _fill(
        self,
        values: IntArray,
        sentence: NDArray[np.integer],
        coders: "pd.Series[str]",
        said: "pd.Series[str]",
        categories: Sequence[str],
    ) -> None:
        place = np.full(len(self.data.sentences) + 1, -1, dtype=np.int64)
        place[self.sentences] = np.arange(len(self.sentences))
        row, coder = place[sentence], _numbers(coders, self.coders)
        kept = (row >= 0) & (coder >= 0)
        values[row[kept], coder[kept]] = pd.Categorical(said).set_categories(list(categories)).codes[kept]

    def _ratings(self, values: IntArray, *, categories: int) -> Ratings:
        place = np.full(len(self.data.notes) + 1, -1, dtype=np.int64)
        place[self.notes] = np.arange(len(self.notes))
        note = place[self.data.sentences["note"].to_numpy()[self.sentences]]
        return _paired(values, note, notes=len(self.notes), categories=categories)


def coder_ratings(data: BulletinData) -> CoderRatings | None:
    """Return the ratings of the coders of all notes that two of them or more read; ``None`` where there are none."""
    coders, read = _who_read(data)
    return _of_notes(data, coders, read, np.ones(len(data.notes), dtype=bool))


def with_machine(data: BulletinData) -> CoderRatings | None:
    """Return the same on notes that the machine did not learn from, with the machine as one more coder."""
    coders, read = _who_read(data)
    unlearnt = data.notes["learnt_from"].to_numpy() == 0
    found = _of_notes(data, coders, read, unlearnt)
    if found is None:
        return None
    machine = np.ones((len(found.sentences), 1), dtype=bool)
    return CoderRatings(data, (*coders, MACHINE), found.notes, found.sentences, np.hstack([found.read, machine]))


def _who_read(data: BulletinData) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
    """Return the coders, and which sentences each read."""
    frame = data.sentence_readings
    values = pd.Categorical(frame["coder"])
    coders = tuple(sorted((str(name) for name in values.categories if name != AGREED), key=lambda one: (len(one), one)))
    read = np.zeros((len(data.sentences), len(coders)), dtype=bool)
    coder, sentence = _numbers(frame["coder"], coders), frame["sentence"].to_numpy()
    kept = (coder >= 0) & (sentence >= 0)
    read[sentence[kept], coder[kept]] = True
    return coders, read


def _of_notes(
    data: BulletinData, coders: tuple[str, ...], read: NDArray[np.bool_], wanted: NDArray[np.bool_]
) -> CoderRatings | None:
    note = data.sentences["note"].to_numpy()
    sentences = np.flatnonzero((read.sum(axis=1) > 1) & (note >= 0) & np.append(wanted, False)[note])
    if not len(sentences):
        return None
    notes = np.unique(note[sentences]).astype(np.int64)
    return CoderRatings(data, coders, notes, sentences.astype(np.int64), read[sentences])


def _numbers(values: "pd.Series[str]", names: Sequence[str]) -> IntArray:
    return pd.Categorical(values).set_categories(list(names)).codes.astype(np.int64)


def _paired(values: IntArray, note: IntArray, *, notes: int, categories: int) -> Ratings:
    """Return ratings of the units of which two coders or more said something."""
    kept = (values != MISSING).sum(axis=1) > 1
    return Ratings(values[kept].astype(np.int64), note[kept].astype(np.int64), notes, categories)
