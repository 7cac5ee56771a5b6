"""Notes to draw from: which themes each of the corpus's coded notes has, by the answer that it gave reasons for."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.coverage_population import NO, YES, BoolArray, IntArray
from corpus.coded.folder import read_coded_folder

FOLDER = Path("corpus/demo")
AGREED = "adjudicated"
THEMES = ("delay", "motivation", "housing")


@dataclass(frozen=True, slots=True, eq=False)
class NotePool:
    """Themes of notes: one array of notes by themes for each answer."""

    by_answer: dict[int, BoolArray]

    def draw(self, rng: np.random.Generator, answers: IntArray) -> BoolArray:
        """Return the themes of one note, drawn with replacement, for each answer (yes or no)."""
        found = np.zeros((len(answers), len(THEMES)), dtype=bool)
        for answer, themes in self.by_answer.items():
            rows = answers == answer
            found[rows] = themes[rng.integers(0, len(themes), int(rows.sum()))]
        return found


@cache
def note_pool() -> NotePool:
    """Return the agreed codings of the demonstration corpus."""
    corpus = read_coded_folder(FOLDER)
    answer_of = {note.note_id: note.judgement.answer for note in corpus.notes if note.judgement is not None}
    rows: dict[int, list[list[bool]]] = {YES: [], NO: []}
    for reading in corpus.readings:
        answer = {"yes": YES, "no": NO}.get(answer_of.get(reading.note_id) or "")
        if reading.coder == AGREED and answer is not None:
            given = {coding.theme for sentence in reading.sentences for coding in sentence.codings}
            rows[answer].append([theme in given for theme in THEMES])
    return NotePool({answer: np.array(themes, dtype=bool) for answer, themes in rows.items()})
