"""The public texts of each note, held against the private note that they come from."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator

from noteworthy.intruder.findings import Finding, Leak, Spot
from noteworthy.intruder.knowledge import Knowledge, KnownNote
from noteworthy.intruder.own_note import Left, left_at_their_place, left_elsewhere, parts_of_note
from noteworthy.intruder.search import Cell
from noteworthy.intruder.tables import KEY
from noteworthy.intruder.words import words_of

_HANGING = (("sentences", "text", "id"), ("codings", "evidence", "id"), ("codings", "reason", "id"))
"""Tables and columns with words of a note, and the key of their row."""

_NET = (("judgements", "question", "id"), ("cases", "organisation", "id"))


class NoteTexts:
    """The notes of a public file that the private database knows: parts of identifiers in each of their texts."""

    def __init__(self, connection: sqlite3.Connection, tables: Collection[str], knowledge: Knowledge) -> None:
        self._connection = connection
        self._tables = tables
        self._knowledge = knowledge
        self.notes = 0

    def findings(self) -> Iterator[Finding]:
        """Yield what is left of a note's identifiers in its text, sentences, evidence and reasons."""
        if "notes" not in self._tables:
            return
        for key, text in self._connection.execute("SELECT id, text FROM notes"):
            note = self._knowledge.notes.get(key)
            if note is not None and text:
                self.notes += 1
                yield from self._of_note(key, text, note)

    def _of_note(self, key: str, text: str, note: KnownNote) -> Iterator[Finding]:
        parts = parts_of_note(note, self._knowledge)
        left = [*left_at_their_place(note, text), *left_elsewhere(parts, text, self._knowledge)]
        yield from _findings(left, Spot("table", "notes", "text", key))
        if not note.spans:
            return
        words = {one.word: one for one in left}
        for table, column, row, words_there in self._hanging(key):
            spot = Spot("table", table, column, row)
            found = [words[word[0]] for word in words_of(words_there) if word[0] in words]
            if column == "reason" or words_there not in text:
                found += left_elsewhere(parts, words_there, self._knowledge)
            yield from _findings(found, spot)

    def _hanging(self, note: str) -> Iterator[tuple[str, str, str, str]]:
        for table, column, key in _HANGING:
            if table in self._tables:
                select = f'SELECT "{key}", "{column}" FROM "{table}" WHERE note = ? AND "{column}" IS NOT NULL'
                for row, words in self._connection.execute(select, (note,)):
                    yield table, column, self._shown(row, note), words

    def _shown(self, row: str, note: str) -> str:
        """Return the key of a row without the coder's name: the note's key, and the number of the sentence."""
        found = KEY.match(row)
        return found[0] if found and found[1] == note else note

    def for_the_net(self) -> Iterator[Cell]:
        """Yield the texts for the wide net: notes, and what else of a case is written freely."""
        for table, column, key in (("notes", "text", "id"), *_NET):
            if table in self._tables:
                for row, text in self._distinct(table, column, key):
                    yield Cell(Spot("table", table, column, row if row in self._knowledge.keys else ""), text)

    def _distinct(self, table: str, column: str, key: str) -> Iterable[tuple[str, str]]:
        select = f'SELECT min("{key}"), "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL GROUP BY "{column}"'
        return self._connection.execute(select)


def _findings(left: Iterable[Left], spot: Spot) -> Iterator[Finding]:
    for one in left:
        leak: Leak = "identifier in full" if one.whole else "part of an identifier"
        yield Finding("failure", spot, leak, one.type, one.source)
