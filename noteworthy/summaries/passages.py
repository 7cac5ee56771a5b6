"""The sentences of the notes that count, case by case, each with its codings: one pass over the whole corpus."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from corpus.store.counts import reader_of
from corpus.store.rows import MACHINE
from corpus.values import Polarity

# Both in the order of an index, so that nothing but the rows of one case is ever sorted, or held.
_SENTENCES = f"""
SELECT coalesce(n.case_id, 'note ' || n.id), n.id, j.factor, s.id, s.text, coalesce(p.practice, s.practice), r.clarity
FROM notes n INDEXED BY idx_notes_case_id
CROSS JOIN sentences s ON s.note = n.id
LEFT JOIN judgements j ON j.id = n.judgement
LEFT JOIN readings r ON r.note = n.id AND r.coder = {reader_of("n.id")}
LEFT JOIN sentence_readings p ON p.sentence = s.id AND p.coder = r.coder
WHERE n.counted <> 'no' ORDER BY n.case_id, n.id, s.number
"""
_CODINGS = f"""
SELECT n.id, c.id, c.sentence, c.theme, c.polarity, c.status, c.coder <> '{MACHINE}', c.confidence
FROM notes n INDEXED BY idx_notes_case_id
CROSS JOIN codings c ON c.note = n.id
WHERE n.counted <> 'no' AND c.standing = 1 ORDER BY n.case_id, n.id, c.id
"""

Codings = dict[str, list["Told"]]


class Told(NamedTuple):
    """A coding of a sentence that counts."""

    key: str
    theme: str
    polarity: Polarity
    observed: bool
    by_coders: bool
    confidence: float


class ReadSentence(NamedTuple):
    """A sentence of a note that counts."""

    case: str
    note: str
    factor: str | None
    text: str
    practice: str | None
    clarity: int | None
    """How clear an example coders found the note, from 1 to 3."""
    codings: tuple[Told, ...]


def read_sentences(connection: sqlite3.Connection) -> Iterator[ReadSentence]:
    """Yield all sentences, those of one case together, so that a case can be counted once."""
    coded = _codings(connection)
    ahead, codings = next(coded, None), Codings()
    note = None
    for case, key, factor, sentence, text, practice, clarity in _plain(connection.execute(_SENTENCES)):
        if key != note:
            note, codings = key, {}
            if ahead is not None and ahead[0] == key:
                codings, ahead = ahead[1], next(coded, None)
        yield ReadSentence(case, key, factor or None, text or "", practice, clarity, tuple(codings.get(sentence, ())))


def _codings(connection: sqlite3.Connection) -> Iterator[tuple[str, Codings]]:
    """Yield the notes that have a coding, in the same order, with the codings of each sentence."""
    for note, rows in groupby(_plain(connection.execute(_CODINGS)), key=lambda row: row[0]):
        found: Codings = defaultdict(list)
        for _, key, sentence, theme, polarity, status, by_coders, confidence in rows:
            found[sentence].append(Told(key, theme, polarity, status == "observed", bool(by_coders), confidence or 0.0))
        yield note, found


def _plain(cursor: sqlite3.Cursor) -> sqlite3.Cursor:
    """Let a cursor yield tuples, whatever rows its connection makes."""
    cursor.row_factory = None
    return cursor
