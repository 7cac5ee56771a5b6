"""The notes that training works on: their reading and what coders said, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.values import CodedCorpus, Practice, ReadNote, ReadSentence
from models.consensus import agreed_readings
from models.targets import Target, align
from models.text_hash import text_hash

_LEAST_LABELLED = 10
"""Fewer notes than this with a label of their own, and labels are derived from the sentences."""


@dataclass(frozen=True)
class Example:
    """A note to learn from: its reading, what coders said of each sentence and of the whole, and its group."""

    note: ReadNote
    targets: list[Target]
    label: Practice
    group: str
    recognised_by: str = ""

    @property
    def hash(self) -> str:
        """The hash by which a model remembers it: that of its text, unless it came with another."""
        return self.recognised_by or text_hash(self.note.text)


@dataclass(frozen=True)
class Examples:
    """Notes to learn from."""

    notes: list[Example]

    @cached_property
    def sentences(self) -> list[ReadSentence]:
        """All sentences, in order."""
        return [sentence for example in self.notes for sentence in example.note.sentences]

    @cached_property
    def targets(self) -> list[Target]:
        """What coders said of each."""
        return [target for example in self.notes for target in example.targets]

    @cached_property
    def groups(self) -> list[str]:
        """The group of each sentence."""
        return [example.group for example in self.notes for _ in example.note.sentences]

    @property
    def sizes(self) -> list[int]:
        """The number of sentences of each note."""
        return [len(example.note.sentences) for example in self.notes]

    def present_in_columns(self, themes: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which sentences bear which themes: (sentences, themes)."""
        found = [[theme in target.polarities for theme in themes] for target in self.targets]
        return np.array(found, dtype=bool).reshape(len(found), len(themes))


def find_examples(corpus: CodedCorpus, read: Mapping[str, ReadNote]) -> tuple[Examples, Examples]:
    """Return the notes to learn from and those to keep aside, each with its targets."""
    readings = agreed_readings(corpus.readings)
    derive = derives_labels(corpus)
    parts: dict[str, list[Example]] = {"train": [], "dev": [], "test": []}
    for note in corpus.notes:
        reading, seen = readings.get(note.note_id), read.get(note.note_id)
        if reading is None or seen is None or not seen.sentences:
            continue
        targets = align(seen, reading)
        label = derived_label(targets) if derive else reading.practice
        group, known_by = corpus.groups.get(note.note_id) or note.note_id, corpus.recognised_by.get(note.note_id, "")
        example = Example(seen, targets, label, group, known_by)
        parts.setdefault(corpus.splits.get(note.note_id) or "train", []).append(example)
    return Examples(_apart(parts["train"])), Examples(parts["dev"])


def _apart(notes: list[Example]) -> list[Example]:
    """Return the notes, each a group of its own where all are in one: something must be left out to calibrate on."""
    if len({example.group for example in notes}) > 1:
        return notes
    return [replace(example, group=str(place)) for place, example in enumerate(notes)]


def derives_labels(corpus: CodedCorpus) -> bool:
    """Tell whether so few notes have a label of their own that labels must be derived from the sentences."""
    return sum(reading.practice != "none" for reading in corpus.readings) < _LEAST_LABELLED


def derived_label(targets: Sequence[Target]) -> Practice:
    """Return the label that a note's sentences amount to: the leading side, or mixed where neither leads clearly."""
    good = sum(target.practice == "good" for target in targets)
    poor = sum(target.practice == "poor" for target in targets)
    mixed = sum(target.practice == "mixed" for target in targets)
    if not good + poor + mixed:
        return "none"
    lean = (good - poor) / (good + poor + mixed)
    return "good" if lean > 1 / 3 else "poor" if lean < -1 / 3 else "mixed"
