"""A vectoriser's vocabulary, compiled: words of texts as numbers go in, sparse rows of weighted terms come out.

What is looked up are numbers, of all texts at once. scikit-learn's own ``transform`` looks up each term of each text
as a string, pairs of words as strings put together for the purpose; the rows are the same to the bit.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from models.ranges import Places

Floats = NDArray[np.float64]


def single_terms(vectorisers: Iterable[TfidfVectorizer]) -> tuple[str, ...]:
    """Return all words that stand in some vocabulary, alone or in a pair, in order."""
    return tuple(sorted({word for of in vectorisers for word in " ".join(of.vocabulary_).split(" ")}))


class Vocabulary:
    """The terms of a vectoriser by the numbers of their words; ``terms`` says which number a word has."""

    def __init__(self, vectoriser: TfidfVectorizer, terms: dict[str, int]) -> None:
        self.rarity: Floats = np.asarray(vectoriser.idf_)
        """How rare each term is, a column a term."""
        self._rarest = float(self.rarity.max())
        self._strange = len(terms)
        self._longest = vectoriser.ngram_range[1]
        single = np.full(len(terms) + 1, -1, dtype=np.intp)
        pairs: list[tuple[int, int]] = []
        for term, column in vectoriser.vocabulary_.items():
            words = [terms[word] for word in term.split(" ")]
            if len(words) == 1:
                single[words[0]] = column
            else:
                pairs.append((self._key(words[0], words[1]), column))
        table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        self._single, self._keys, self._columns = single, table[:, 0], table[:, 1]

    def __len__(self) -> int:
        return len(self.rarity)

    def _key(self, first: Any, second: Any) -> Any:
        return first * (self._strange + 1) + second

    def words(self, terms: Places) -> Places:
        """Return the column of each word, or -1 for one that is strange."""
        return self._single[np.minimum(terms, self._strange)]

    def pairs(self, terms: Places, text_of: Places) -> Places:
        """Return the column of the pair that each word makes with the next one of its text, or -1."""
        found = np.full(len(terms), -1, dtype=np.intp)
        if len(terms) > 1 and len(self._keys):
            known = np.minimum(terms, self._strange)
            keys = self._key(known[:-1], known[1:])
            places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
            fits = (self._keys[places] == keys) & (text_of[:-1] == text_of[1:])
            found[:-1][fits] = self._columns[places[fits]]
        return found

    def weigh(self, terms: Places, text_of: Places, texts: int) -> Any:
        """Return the texts' rows of weighted terms: see ``models.features.weigh``, which does the same of strings.

        ``terms`` are the numbers of all their words in order, strange ones included, ``text_of`` tells whose they are.
        """
        columns, rows = self.words(terms), text_of
        distinct = _distinct(text_of, terms, texts)
        if self._longest > 1:
            columns = np.concatenate([columns, self.pairs(terms, text_of)])
            rows = np.concatenate([rows, text_of])
            together = np.flatnonzero(text_of[:-1] == text_of[1:])
            pairs = terms[together] * (int(terms.max(initial=0)) + 1) + terms[together + 1]
            distinct = distinct + _distinct(text_of[together], pairs, texts)
        known = columns >= 0
        keys, counts = _counted(rows[known] * len(self) + columns[known])
        rows, columns = np.divmod(keys, len(self))
        data = (_logarithms(counts) + 1.0) * self.rarity[columns]
        found = np.bincount(rows, minlength=texts)
        squares = np.bincount(rows, weights=data * data, minlength=texts) + (distinct - found) * self._rarest**2
        data *= (1.0 / np.sqrt(np.maximum(squares, 1e-12)))[rows]
        return sparse.csr_matrix((data, columns, np.concatenate(([0], np.cumsum(found)))), shape=(texts, len(self)))


def _logarithms(counts: Places) -> Floats:
    """Return the logarithms of counts, of which few are different."""
    return np.log(np.arange(1, int(counts.max(initial=1)) + 1, dtype=np.float64))[counts - 1]


def _distinct(text_of: Places, terms: Places, texts: int) -> Places:
    """Return how many different terms each text has."""
    if not len(terms):
        return np.zeros(texts, dtype=np.intp)
    most = int(terms.max()) + 1
    return np.bincount(_counted(text_of * most + terms)[0] // most, minlength=texts)


def _counted(keys: Places) -> tuple[Places, Places]:
    """Return the different keys in order, and how often each comes; numpy's own counts by hashing, which is slower."""
    ordered = np.sort(keys)
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True)) if len(ordered) else np.zeros(0, dtype=np.intp)
    return ordered[ends], np.diff(ends, prepend=-1)
