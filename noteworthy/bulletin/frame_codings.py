"""Codings with a second codebook, such as that of the interventions landscape: coders' where they read a text with it.

A private database keeps what coders read with a further codebook as they handed it in. A text that no coder read so is
read by the codebook's phrases alone: they are seldom wrong and miss most of what coders find, so that such counts are
too low and are kept apart.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from corpus.codebook import Codebook
from corpus.store.rows import reading_of
from corpus.values import POLARITIES, CoderReading, PracticeLabel, RawText, SentenceJudgement
from models.consensus import agreed_readings
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.frames import columns_of
from noteworthy.bulletin.note_themes import ANY, BoolArray, IntArray

TABLE = "frame_readings"
UNJUDGED = SentenceJudgement(PracticeLabel("none", (0.0, 0.0, 0.0, 1.0)))
"""What stands for a model's view where none is asked, so that phrases decide alone."""


@dataclass(frozen=True, eq=False)
class FrameCodings:
    """Texts that were read with a further codebook, and their codings."""

    codebook: Codebook
    texts: IntArray
    """Positions of the texts in the notes of the data."""
    by_coders: BoolArray
    """Of each text, whether coders read it; phrases alone did otherwise."""
    note: IntArray
    """Of each coding, the position of its text."""
    code: IntArray
    """Of each coding, the place of its code in the codebook."""
    polarity: NDArray[np.str_]
    start: IntArray
    """Of each coding, where its sentence starts in the text, and where it ends."""
    end: IntArray

    def marks(self, texts: IntArray, size: int) -> dict[str, BoolArray]:
        """Return by polarity, and for any, whether each of these texts bears each code; ``size`` counts all notes."""
        row = np.full(size + 1, -1, dtype=np.int64)
        row[texts] = np.arange(len(texts))
        rows = row[self.note]
        marks = {}
        for polarity in (ANY, *POLARITIES):
            chosen = rows >= 0 if polarity == ANY else (rows >= 0) & (self.polarity == polarity)
            marks[polarity] = np.zeros((len(texts), len(self.codebook.codes)), dtype=bool)
            marks[polarity][rows[chosen], self.code[chosen]] = True
        return marks

    def name(self, code: str) -> str:
        """Return a code's name."""
        return self.codebook.named(code).name


def frame_codings(data: BulletinData, codebook: Codebook, texts: IntArray) -> FrameCodings:
    """Return the codings of these texts with a codebook: coders' agreed ones, or those of its phrases."""
    readings = _coders_readings(data, codebook)
    by_coders = np.array([str(data.notes["id"].iat[text]) in readings for text in texts], dtype=bool)
    rows: list[tuple[int, str, str, int, int]] = []
    for text, read in zip(texts.tolist(), by_coders.tolist(), strict=True):
        if read:
            rows += _rows_of_reading(text, readings[str(data.notes["id"].iat[text])])
    rows += _rows_of_phrases(data, codebook, texts[~by_coders].tolist())
    place = {code: number for number, code in enumerate(codebook.codes)}
    known = sorted((row for row in rows if row[1] in place), key=lambda row: (row[0], row[3], place[row[1]]))
    return FrameCodings(
        codebook,
        texts,
        by_coders,
        note=np.array([row[0] for row in known], dtype=np.int64),
        code=np.array([place[row[1]] for row in known], dtype=np.int64),
        polarity=np.array([row[2] for row in known], dtype="U8"),
        start=np.array([row[3] for row in known], dtype=np.int64),
        end=np.array([row[4] for row in known], dtype=np.int64),
    )


def _coders_readings(data: BulletinData, codebook: Codebook) -> dict[str, CoderReading]:
    """Return one reading a note, by its key: what the coders agreed on, or what most of them say."""
    if data.kind != "private":
        return {}
    address = f"file:{quote(str(data.path.resolve()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        if not columns_of(connection, TABLE):
            return {}
        connection.row_factory = sqlite3.Row
        found = connection.execute(f"SELECT * FROM {TABLE} WHERE frame = ? ORDER BY note, coder", (codebook.id,))
        return agreed_readings([reading_of(row, note_id=row["note"]) for row in found])


def _rows_of_reading(text: int, reading: CoderReading) -> list[tuple[int, str, str, int, int]]:
    rows: list[tuple[int, str, str, int, int]] = []
    for sentence in reading.sentences:
        rows += [(text, one.theme, one.polarity, sentence.start, sentence.end) for one in sentence.codings]
    return rows


def _rows_of_phrases(
    data: BulletinData, codebook: Codebook, texts: Sequence[int]
) -> list[tuple[int, str, str, int, int]]:
    if not texts:
        return []
    # The reader takes seconds to load, and is needed only where coders read nothing.
    from nlp.reader import Reader
    from noteworthy.coder import codings_of

    words = ((RawText(str(data.notes["text"].iat[text])), "") for text in texts)
    rows: list[tuple[int, str, str, int, int]] = []
    for text, read in zip(texts, Reader(codebook).read_all(words), strict=True):
        for sentence in read.sentences:
            for coding in codings_of(sentence, UNJUDGED, codes=codebook.codes, judged=frozenset()):
                rows.append((text, coding.theme, coding.polarity, sentence.start, sentence.end))
    return rows
