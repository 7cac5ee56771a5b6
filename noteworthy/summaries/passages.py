"""The sentences of the notes that count, case by case, each with its codings: one pass over the whole corpus."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.store.counts import reader_of
from corpus.store.rows import MACHINE
from corpus.values import Polarity

_SENTENCES = f"""
SELECT coalesce(n.case_id, 'note ' || n.id), n.id, j.factor, s.id, s.text, coalesce(p.practice, s.practice), r.clarity
FROM notes n
JOIN sentences s ON s.note = n.id
LEFT JOIN judgements j ON j.id = n.judgement
LEFT JOIN readings r ON r.note = n.id AND r.coder = {reader_of("n.id")}
LEFT JOIN sentence_readings p ON p.sentence = s.id AND p.coder = r.coder
WHERE n.counted <> 'no' ORDER BY n.case_id, n.id, s.number
"""
_CODINGS = f"""
SELECT id, sentence, theme, polarity, status, coder <> '{MACHINE}', confidence
FROM codings WHERE note = ? AND standing = 1 ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A coding of a sentence that counts."""

    key: str
    theme: str
    polarity: Polarity
    observed: bool
    by_coders: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class ReadSentence:
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
    note, codings = None, dict[str, list[Told]]()
    for case, key, factor, sentence, text, practice, clarity in connection.execute(_SENTENCES):
        if key != note:
            note, codings = key, _codings(connection, key)
        told = tuple(codings.get(sentence, ()))
        yield ReadSentence(case, key, factor or None, text or "", practice, clarity, told)


def _codings(connection: sqlite3.Connection, note: str) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    for key, sentence, theme, polarity, status, by_coders, confidence in connection.execute(_CODINGS, (note,)):
        told = Told(key, theme, polarity, status == "observed", bool(by_coders), confidence or 0.0)
        found[sentence].append(told)
    return found
