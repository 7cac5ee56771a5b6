"""Passages as their tables have them: text, codings, and where they are from."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.store.counts import AGREED
from corpus.store.rows import MACHINE
from corpus.store.schema import database_schema
from corpus.values import Practice, Span
from noteworthy.finder.gathering import OF_NOTES
from noteworthy.finder.index import ANY, Choice, Index, is_among
from noteworthy.finder.labels import labels
from noteworthy.finder.questions import HitCoding


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its standing codings."""

    sentence: str
    note: str
    text: str
    practice: Practice | None
    codings: tuple[HitCoding, ...]

    @property
    def matching(self) -> tuple[HitCoding, ...]:
        """Return the codings that were asked for."""
        return tuple(coding for coding in self.codings if coding.matches)


# Each question is answered with one row of JSON. Between rows SQLite lets go of Python's lock, and where other threads
# compute, taking it back takes milliseconds each time.
_PASSAGE = """
json_array(s.id, s.note, coalesce(s.text, ''), s.start, coalesce(r.practice, s.practice), (
  SELECT json_group_array(json_array(
    c.theme, coalesce(t.name, c.theme), c.polarity, c.status, c.start, c."end", json(c.spans), c.coder, c.confidence,
    t.position))
  FROM codings c LEFT JOIN themes t ON t.code = c.theme WHERE c.sentence = s.id AND c.standing = 1))
"""
_AGREED = f"LEFT JOIN sentence_readings r ON r.sentence = s.id AND r.coder = '{AGREED}'"
_BY_NUMBER = f"""
SELECT json_group_array(json_array(p.number, json({_PASSAGE})))
FROM json_each(?) w CROSS JOIN passages p ON p.number = w.value CROSS JOIN sentences s ON s.id = p.sentence {_AGREED}
"""
_BY_KEY = f"SELECT {_PASSAGE} FROM sentences s {_AGREED} WHERE s.id = ?"
_ATTRIBUTES = """
SELECT json_group_array(json_array(n.id, {facets})) FROM json_each(?) w CROSS JOIN notes n ON n.id = w.value
LEFT JOIN judgements j ON j.id = n.judgement LEFT JOIN cases k ON k.id = n.case_id
"""


def read_passages(connection: sqlite3.Connection, numbers: Sequence[int], choice: Choice) -> list[Passage]:
    """Return passages in the order of their numbers as given; `choice` says which of their codings match."""
    found = dict(_json(connection, _BY_NUMBER, json.dumps(list(numbers))))
    return [_passage(found[number], choice) for number in numbers if number in found]


def read_passage(connection: sqlite3.Connection, sentence: str) -> Passage | None:
    """Return the passage with this key of a sentence, or ``None``."""
    found = _json(connection, _BY_KEY, sentence)
    return _passage(found, ANY) if found else None


def read_attributes(connection: sqlite3.Connection, index: Index, notes: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return of each note what it, its judgement and its case have: facet to value in words."""
    expressions = {dimension.name: dimension.sql for dimension in database_schema().dimension}
    select = _ATTRIBUTES.replace("{facets}", ", ".join(expressions[facet] for facet in OF_NOTES))
    said = {facet: labels(index, facet) for facet in OF_NOTES}
    return {
        note: {facet: said[facet].get(value, value) for facet, value in zip(OF_NOTES, values, strict=True) if value}
        for note, *values in _json(connection, select, json.dumps(sorted(set(notes))))
    }


def _json(connection: sqlite3.Connection, select: str, value: str) -> Any:
    row = connection.execute(select, (value,)).fetchone()
    return json.loads(row[0]) if row else None


def _passage(found: Sequence[Any], choice: Choice) -> Passage:
    key, note, text, start, practice, codings = found
    # By where the evidence starts and ends, then as the codebook has its themes.
    codings.sort(key=lambda coding: (coding[4], coding[5], coding[9] or 0))
    return Passage(key, note, text, practice, tuple(_coding(coding, start, len(text), choice) for coding in codings))


def _coding(found: Sequence[Any], first: int, length: int, choice: Choice) -> HitCoding:
    theme, name, polarity, status, start, end, spans, coder, confidence, _ = found
    by_coders = coder != MACHINE
    return HitCoding(
        theme=theme,
        name=name,
        polarity=polarity,
        status=status,
        spans=tuple(_within(spans or [(start, end)], first, length)),
        by_coders=by_coders,
        confidence=None if by_coders else confidence,
        matches=is_among((theme, polarity, status), choice),
    )


def _within(spans: Sequence[tuple[int, int]], first: int, length: int) -> Iterable[Span]:
    """Yield evidence, told as places in the note, as places within the passage."""
    for start, end in spans:
        cut = max(start - first, 0), min(end - first, length)
        if cut[0] < cut[1]:
            yield Span(*cut)
