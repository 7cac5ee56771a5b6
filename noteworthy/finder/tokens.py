"""The words of a text, where they stand, and their stems: those that the full-text search of notes goes by as well.

SQLite's own tokeniser makes the stems (porter over unicode61), so that "supervised" finds "supervision" here exactly
where Datasette's search finds it.
"""

import re
import sqlite3
import threading
from collections.abc import Iterable, Sequence

from corpus.values import Span

LONGEST = 64
"""Characters of a word that count: what is longer is no word, and would only fill the index."""

KEPT = 200_000
"""Stems that are remembered at a time."""

# Letters and figures, with the marks that some accents are written as.
_WORD = re.compile("[^\\W_]+(?:[\u0300-\u036f]+[^\\W_]*)*")

# What else stands between plain words; and all else that is ASCII, which bytes can be told by at once.
_BETWEEN = "’‘“”–—…£"
_PLAIN = bytes(ord(chr(byte).lower()) if chr(byte).isalnum() and byte < 128 else 32 for byte in range(256))


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, as they come.

    >>> words_of("One-to-one work: Café, 3 weeks")
    ['one', 'to', 'one', 'work', 'café', '3', 'weeks']
    """
    for sign in _BETWEEN:
        text = text.replace(sign, " ")
    if text.isascii():
        return text.encode().translate(_PLAIN).decode().split()
    return _WORD.findall(text.lower())


def spans_of_words(text: str) -> list[Span]:
    """Return where the words of a text stand."""
    return [Span(*found.span()) for found in _WORD.finditer(text)]


class Stemmer:
    """Stems of words, worked out by SQLite in memory. May be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}
        self._connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5 (word, content='', tokenize='porter unicode61')"
        )
        self._connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab (words, 'instance')")

    def __call__(self, words: Sequence[str]) -> list[str]:
        """Return the stem of each word, in lower case; an empty string for what is no word."""
        known = self._known
        try:
            return [known[word] for word in words]
        except KeyError:
            return self._looked_up(words)

    def _looked_up(self, words: Sequence[str]) -> list[str]:
        with self._lock:
            unknown = list(dict.fromkeys(word for word in words if word not in self._known))
            if unknown:
                if len(self._known) + len(unknown) > KEPT:
                    self._known = {}
                    unknown = list(dict.fromkeys(words))
                self._known |= self._worked_out(unknown)
            return [self._known[word] for word in words]

    def _worked_out(self, words: Sequence[str]) -> dict[str, str]:
        execute = self._connection.execute
        execute("INSERT INTO words (words) VALUES ('delete-all')")
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO words (rowid, word) VALUES (?, ?)", _cut(words))
        execute("COMMIT")
        stems = dict(execute('SELECT doc, term FROM stems WHERE "offset" = 0'))
        return {word: stems.get(place, "") for place, word in enumerate(words, 1)}


def _cut(words: Iterable[str]) -> Iterable[tuple[int, str]]:
    return ((place, word[:LONGEST]) for place, word in enumerate(words, 1))
