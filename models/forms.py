"""The words of texts as numbers: every form is looked up once, however often and in however many texts it stands.

A text is cut into words and what stands between them. Of each of these parts the plain form, the tokens of the
embedding and all else that does not depend on the text is remembered by how it is written, so that a million notes cost
a few thousand look-ups. What the numbers are hangs on what was read before; nothing that follows from them does.

The tokeniser cuts at white space and marks, so that a text's tokens are those of its parts. Where that is not certain
(a control character, a sign that is no punctuation mark, an accent by itself), the text goes to the tokeniser whole.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.embedding import StaticEmbedding
from models.ranges import Places, ranges
from models.words import WORD, plain_form, stop_words

Flags = NDArray[np.bool_]

_PARTS = re.compile(f"({WORD.pattern})")
_CERTAIN = re.compile("[\\t\\n\\r\x20-\x7e\xa0‘’“”–—…•]*")
"""What may stand between words where the tokeniser surely cuts: white space, and marks that it takes for such."""
_PAUSE = re.compile(r"[,;:()\[\]—–•\n]|\s-\s")
_MOST_REMEMBERED = 200_000


class _Table(NamedTuple):
    """What is known of forms, a row each; the arrays are never changed, only replaced by longer ones."""

    facts: NDArray[np.int64]
    """Whether it is a word, its length, its term, whether it tells (a word) or is a pause (a gap), and is certain."""
    sizes: Places
    """How many tokens it has."""
    tokens: Places
    """The tokens of all, one after the other."""


class Forms:
    """Parts of texts by how they are written, numbered as they are met; ``terms`` are numbered from the start."""

    def __init__(self, embedding: StaticEmbedding, terms: Iterable[str]) -> None:
        self.embedding = embedding
        self._given = tuple(terms)
        # Several threads may judge at once, and a form must be met by one of them only.
        self._lock = Lock()
        self._forget()

    @property
    def known(self) -> int:
        """Terms that were numbered from the start; those with higher numbers are strange."""
        return len(self._given)

    def cut(self, texts: Sequence[str]) -> "Texts":
        """Cut texts into their parts."""
        parts: list[str] = []
        sizes: list[int] = []
        split = _PARTS.split
        for text in texts:
            of_text = split(text)
            parts += of_text
            sizes.append(len(of_text))
        with self._lock:
            if len(self._numbers) > _MOST_REMEMBERED:
                self._forget()
            numbers = list(map(self._numbers.get, parts))
            if None in numbers:
                self._meet([part for part in dict.fromkeys(parts) if part not in self._numbers])
                numbers = list(map(self._numbers.get, parts))
            table = self._table
        return Texts(self.embedding, table, tuple(texts), np.array(numbers, np.intp), np.array(sizes, np.intp))

    def _forget(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms = {term: number for number, term in enumerate(self._given)}
        self._table = _Table(np.zeros((0, 5), np.int64), np.zeros(0, np.intp), np.zeros(0, np.intp))

    def _meet(self, parts: list[str]) -> None:
        certain = [WORD.match(part) is not None or _CERTAIN.fullmatch(part) is not None for part in parts]
        # What is not certain may be half of a surrogate pair, which the tokeniser cannot take; it is not asked for.
        tokens = self.embedding.tokens([part if sure else "" for part, sure in zip(parts, certain, strict=True)])
        sizes = [len(of_part) for of_part in tokens]
        facts = [(*self._facts(part), sure) for part, sure in zip(parts, certain, strict=True)]
        old = self._table
        self._numbers |= {part: len(old.facts) + number for number, part in enumerate(parts)}
        self._table = _Table(
            np.concatenate([old.facts, np.array(facts, dtype=np.int64)]),
            np.concatenate([old.sizes, np.array(sizes, dtype=np.intp)]),
            np.concatenate([old.tokens, np.fromiter(chain.from_iterable(tokens), np.intp, sum(sizes))]),
        )

    def _facts(self, part: str) -> tuple[bool, int, int, bool]:
        if not WORD.match(part):
            return False, len(part), -1, _PAUSE.search(part) is not None
        plain = plain_form(part)
        return True, len(part), self._terms.setdefault(plain, len(self._terms)), plain not in stop_words()


@dataclass(frozen=True)
class Tokens:
    """The embedding's tokens of texts, in order."""

    ids: Places
    text_of: Places
    word_of: Places
    """The word in which a token stands, or -1."""


@dataclass(frozen=True)
class Texts:
    """Texts cut into words; the arrays hold an entry a word, in order of the texts."""

    embedding: StaticEmbedding
    table: _Table
    given: tuple[str, ...]
    parts: Places
    """Numbers of the forms of all parts."""
    sizes: Places
    """Parts of each text."""

    def __len__(self) -> int:
        return len(self.given)

    @cached_property
    def _facts(self) -> NDArray[np.int64]:
        return self.table.facts[self.parts]

    @cached_property
    def _is_word(self) -> Places:
        return np.flatnonzero(self._facts[:, 0])

    @cached_property
    def _text_of_parts(self) -> Places:
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @cached_property
    def text_of(self) -> Places:
        """The text in which each word stands."""
        return self._text_of_parts[self._is_word]

    @cached_property
    def counts(self) -> Places:
        """Words of each text."""
        return (self.sizes - 1) // 2

    @cached_property
    def firsts(self) -> Places:
        """The first word of each text, or where it would stand."""
        return np.cumsum(self.counts) - self.counts

    @cached_property
    def terms(self) -> Places:
        """Numbers of the words' plain forms."""
        return np.asarray(self._facts[self._is_word, 2])

    @cached_property
    def telling(self) -> Flags:
        """Whether a word says something by itself."""
        return np.asarray(self._facts[self._is_word, 3] != 0)

    @cached_property
    def paused(self) -> Flags:
        """Whether a pause stands between a word and the one before it, or the beginning of its text."""
        return np.asarray(self._facts[self._is_word - 1, 3] != 0)

    @cached_property
    def starts(self) -> Places:
        """Where each word begins in its text."""
        ends = np.cumsum(self._facts[:, 1])
        before = np.concatenate(([0], ends))[:-1]
        firsts = np.cumsum(self.sizes) - self.sizes
        return np.asarray((before - np.repeat(before[firsts], self.sizes))[self._is_word])

    @cached_property
    def ends(self) -> Places:
        """Where each word ends in its text."""
        return np.asarray(self.starts + self._facts[self._is_word, 1])

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens of all texts."""
        own = self.table.sizes[self.parts]
        ids = self.table.tokens[ranges((np.cumsum(self.table.sizes) - self.table.sizes)[self.parts], own)]
        words = np.full(len(self.parts), -1)
        words[self._is_word] = np.arange(len(self._is_word))
        found = Tokens(ids, np.repeat(self._text_of_parts, own), np.repeat(words, own))
        doubtful = np.unique(self._text_of_parts[self._facts[:, 4] == 0])
        return self._with_whole(found, doubtful) if len(doubtful) else found

    @cached_property
    def tokens_of_texts(self) -> Places:
        """How many tokens each text has."""
        return np.bincount(self.tokens.text_of, minlength=len(self))

    def _with_whole(self, found: Tokens, doubtful: Places) -> Tokens:
        """Take the tokens of some texts from the tokeniser itself."""
        kept = ~np.isin(found.text_of, doubtful)
        ids, texts, words = ([column[kept]] for column in (found.ids, found.text_of, found.word_of))
        whole = self.embedding.places([self.given[text] for text in doubtful])
        for text, tokens in zip(doubtful.tolist(), whole, strict=True):
            table = np.array(tokens, dtype=np.intp).reshape(-1, 3)
            ids.append(table[:, 0])
            texts.append(np.full(len(table), text))
            words.append(self._words_at(text, table[:, 1]))
        order = np.argsort(np.concatenate(texts), kind="stable")
        return Tokens(*(np.concatenate(column)[order] for column in (ids, texts, words)))

    def _words_at(self, text: int, offsets: Places) -> Places:
        first, count = self.firsts[text], self.counts[text]
        if not count:
            return np.full(len(offsets), -1)
        own = slice(first, first + count)
        home = np.searchsorted(self.starts[own], offsets, side="right") - 1
        inside = (home >= 0) & (offsets < self.ends[own][np.maximum(home, 0)])
        return np.where(inside, first + home, -1)
