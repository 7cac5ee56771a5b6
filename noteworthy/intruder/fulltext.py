"""Full-text indexes: what they can be asked for, put together again from their own terms.

An index can know words that its table no longer shows: built before the text was redacted, or never rebuilt. Its terms
are cut down to stems, so each secret is spelt by the index's own tokeniser before it is looked for.
"""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby, product
from typing import NamedTuple

from noteworthy.intruder.knowledge import Knowledge, Secret
from noteworthy.intruder.own_note import parts_of_note
from noteworthy.intruder.search import BATCH, TermSearcher

LONGEST_SHARED = 4
"""Words of a passage that is put together where two documents share a number."""

_TOKENIZE = re.compile(r"tokenize\s*=\s*('(?:[^']|'')*'|\"[^\"]*\"|\w+)", re.IGNORECASE)
_CONTENT = re.compile(r"content\s*=\s*['\"]?(\w+)", re.IGNORECASE)


class Term(NamedTuple):
    """A term of an index, and where it stands in its document."""

    column: str
    place: int
    term: str


class FullTextIndex:
    """One full-text index of a public file."""

    def __init__(self, connection: sqlite3.Connection, name: str, sql: str) -> None:
        self._connection = connection
        self._name = name
        tokenize = _TOKENIZE.search(sql)
        self._tokenize = f", tokenize={tokenize[1]}" if tokenize else ""
        content = _CONTENT.search(sql)
        self._keys = self._note_keys(content[1] if content else "")

    def _note_keys(self, table: str) -> dict[int, tuple[str, str]]:
        """Return the key and the text of each note that the index is of."""
        if table != "notes":
            return {}
        return {row: (key, text) for row, key, text in self._connection.execute("SELECT rowid, id, text FROM notes")}

    def row(self, document: int) -> str:
        """Return how a document is named in a report."""
        return f"document {document}"

    def documents(self) -> Iterator[tuple[int, list[Term]]]:
        """Yield the documents, each as the list of its terms in order."""
        yield from self._terms("main", self._name)

    def _terms(self, database: str, table: str) -> Iterator[tuple[int, list[Term]]]:
        vocabulary = f"temp.{table}_seen_by_intruder"
        quoted = table.replace("'", "''")
        self._connection.execute(
            f"CREATE VIRTUAL TABLE {vocabulary} USING fts5vocab({database}, '{quoted}', 'instance')"
        )
        try:
            found = self._connection.execute(f'SELECT doc, col, "offset", term FROM {vocabulary} ORDER BY 1, 2, 3')
            for document, rows in groupby(found, key=lambda row: int(row[0])):
                yield document, [Term(str(column), int(place), term) for _, column, place, term in rows]
        finally:
            self._connection.execute(f"DROP TABLE {vocabulary}")

    def spelt(self, texts: Mapping[int, str]) -> dict[int, list[str]]:
        """Return texts in the terms of this index."""
        with self._own_tokeniser() as table:
            self._connection.executemany(f"INSERT INTO temp.{table} (rowid, words) VALUES (?, ?)", texts.items())
            return {number: [one.term for one in terms] for number, terms in self._terms("temp", table)}

    @contextmanager
    def _own_tokeniser(self) -> Iterator[str]:
        table = "spelt_by_intruder"
        self._connection.execute(f"CREATE VIRTUAL TABLE temp.{table} USING fts5(words{self._tokenize})")
        try:
            yield table
        finally:
            self._connection.execute(f"DROP TABLE temp.{table}")

    def secrets(self, knowledge: Knowledge) -> Iterator[tuple[Secret, int]]:
        """Yield the secrets that the index holds, with the document.

        A single stem that an everyday word has too proves nothing in an index; `surplus` asks for it note by note.
        """
        sought = [secret for secret in knowledge.secrets if secret.reach == "anywhere" and secret.likeness != "cased"]
        spelt = self.spelt({number: secret.words for number, secret in enumerate(sought)})
        everyday = self.spelt(dict(enumerate(sorted(knowledge.ordinary))))
        stems = {terms[0] for terms in everyday.values() if len(terms) == 1}
        spellings: dict[str, list[Secret]] = defaultdict(list)
        for number, terms in spelt.items():
            if len(terms) > 1 or terms[0] not in stems:
                spellings[" ".join(terms)].append(sought[number])
        needles = TermSearcher(spellings)
        numbers: list[int] = []
        texts: list[str] = []
        size = 0
        for document, there in self.documents():
            for text in _texts(there):
                numbers.append(document)
                texts.append(text)
                size += len(text)
            if size >= BATCH:
                yield from ((secret, numbers[place]) for secret, place in needles.find(texts))
                numbers, texts, size = [], [], 0
        yield from ((secret, numbers[place]) for secret, place in needles.find(texts))

    def surplus(self, knowledge: Knowledge) -> Iterator[tuple[str, int]]:
        """Yield the type of each part of an identifier that the index knows of a note and its shown text does not."""
        parts: dict[int, dict[str, str]] = {}
        for row, (key, _) in self._keys.items():
            if key in knowledge.notes and (found := parts_of_note(knowledge.notes[key], knowledge)):
                # An index keeps no capitals, so that an everyday word in it proves nothing.
                parts[row] = {word: kind for word, kind in found.items() if word not in knowledge.ordinary}
        words = sorted({word for found in parts.values() for word in found})
        spelt = self.spelt(dict(enumerate(words)))
        spelling = {word: " ".join(spelt.get(number, [])) for number, word in enumerate(words)}
        suspects: dict[int, tuple[Counter[str], list[tuple[str, str]]]] = {}
        for document, terms in self.documents():
            there = {one.term for one in terms}
            if met := [
                (spelling[word], kind) for word, kind in parts.get(document, {}).items() if spelling[word] in there
            ]:
                suspects[document] = (Counter(one.term for one in terms), met)
        shown = self.spelt({document: self._keys[document][1] for document in suspects})
        for document, (terms_there, met) in suspects.items():
            visible = Counter(shown.get(document, []))
            for term, kind in met:
                if terms_there[term] > visible[term]:
                    yield kind, document


def _texts(terms: list[Term]) -> Iterator[str]:
    """Yield a document as a text; where two documents share a number, the passages that either may have held.

    An index to which a text was added under the number of another holds the terms of both at the same places.
    """
    places: dict[tuple[str, int], list[str]] = defaultdict(list)
    for one in terms:
        places[one.column, one.place].append(one.term)
    if len(places) == len(terms):
        yield " ".join(one.term for one in terms)
        return
    layers = list(places.values())
    for start in range(len(layers)):
        window = layers[start : start + LONGEST_SHARED]
        yield from (" ".join(words) for words in product(*window))
