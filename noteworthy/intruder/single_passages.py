"""The passages that join a protected release: that each was approved as it stands, and what is left of its identifiers.

Whoever knows the private database and its secret can lead each passage back to its sentence: nobody else can.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from corpus.store.approving import standing_approvals
from corpus.store.reviewing import text_sha256
from noteworthy.intruder.findings import Finding, Leak, Spot
from noteworthy.intruder.knowledge import Knowledge, KnownNote
from noteworthy.intruder.own_note import left_at_their_place, left_elsewhere, parts_of_note
from noteworthy.intruder.search import Cell
from noteworthy.narratives.approved import KEY_KIND
from noteworthy.publication import PublicKeys

TABLE = "approved_passages"
COLUMNS = frozenset({"id", "text", "theme", "polarity", "status", "practice", "kind"})
"""All that may stand beside a passage: with anything more it could be led back to its case."""


class SinglePassages:
    """The passages of a public file, held against the private database that they come from."""

    def __init__(self, connection: sqlite3.Connection, tables: Collection[str], knowledge: Knowledge) -> None:
        there = TABLE in tables
        self._columns = {row[1] for row in connection.execute(f"PRAGMA table_info({TABLE})")} if there else set()
        readable = {"id", "text"} <= self._columns
        self._rows = connection.execute(f"SELECT id, text FROM {TABLE}").fetchall() if readable else []
        self._knowledge = knowledge

    def __len__(self) -> int:
        return len(self._rows)

    def for_the_net(self) -> Iterator[Cell]:
        """Yield the texts for the wide net."""
        for number, (_, text) in enumerate(self._rows, 1):
            yield Cell(_spot(number), text)

    def findings(self, work: Path) -> Iterator[Finding]:
        """Yield what nobody approved, what leads back to a case, and what is left of a passage's identifiers."""
        if self._columns - COLUMNS:
            yield Finding("failure", Spot("table", TABLE), "row in a protected release", "more than a passage")
        if not self._rows:
            return
        keys = PublicKeys(self._knowledge.hidden_key)
        with closing(sqlite3.connect(f"{work.resolve().as_uri()}?mode=ro", uri=True)) as private:
            sentences = {
                keys(KEY_KIND, key): (key, keys("note", note) or "", start, end)
                for key, note, start, end in private.execute('SELECT id, note, start, "end" FROM sentences')
            }
            decisions = standing_approvals(private)
        approved = {(one.sentence, one.text_sha256) for one in decisions if one.decision == "approve"}
        refused = {(one.sentence, one.text_sha256) for one in decisions if one.decision == "refuse"}
        for number, (key, text) in enumerate(self._rows, 1):
            sentence, note, start, end = sentences.get(key, ("", "", 0, 0))
            words = (sentence, text_sha256(text))
            if words not in approved or words in refused:
                yield Finding("failure", _spot(number), "row in a protected release", "a passage that nobody approved")
            if (known := self._knowledge.notes.get(note)) is not None:
                yield from self._left(number, text, known, start, end)

    def _left(self, number: int, text: str, note: KnownNote, start: int, end: int) -> Iterator[Finding]:
        spans = tuple(
            replace(span, start=max(span.start, start) - start, end=min(span.end, end) - start)
            for span in note.spans
            if span.start < end and start < span.end
        )
        parts = parts_of_note(note, self._knowledge)
        own = KnownNote(note.text[start:end], spans)
        for left in [*left_at_their_place(own, text), *left_elsewhere(parts, text, self._knowledge)]:
            leak: Leak = "identifier in full" if left.whole else "part of an identifier"
            yield Finding("failure", _spot(number), leak, left.type, left.source)


def _spot(number: int) -> Spot:
    return Spot("table", TABLE, "text", f"row {number}")
