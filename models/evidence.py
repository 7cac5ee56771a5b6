"""The words that speak for a theme where no cue of the codebook does.

The note encoder says of each piece of a word how it speaks for each theme, and its score of the theme rests on that.
The fast reader's classifier is linear, so that each word's share in its score can be read off: its own term, half of
each pair of words that it stands in, and the vectors of its tokens. The passage is the run of words, inside one clause
and with no comma within, that has the largest sum above the ordinary; it begins and ends with a word that says
something.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from corpus.values import ReadSentence, Span
from models.calibration import sigmoid
from models.encoder.encoder import Pieces
from models.features import FeatureSpace
from models.linear import Floats
from models.words import Word, find_words, stop_words

_LONGEST = 8
"""Words in a passage: what a reader takes in at a glance."""

_PAUSE = re.compile(r"[,;:()\[\]—–•\n]|\s-\s")


class Asked(NamedTuple):
    """Themes, by their places among the directions, in a sentence."""

    sentence: ReadSentence
    themes: tuple[int, ...]


@dataclass(frozen=True)
class EvidenceFinder:
    """Finds passages. ``directions`` holds the themes' weights of all features, a row a theme."""

    space: FeatureSpace
    directions: Floats

    @cached_property
    def _term_scores(self) -> Floats:
        """Shares of terms, a row a term: weight times rarity, as in a sentence's row before that has length 1."""
        scores = self.directions[:, self.space.word_columns()] * self.space.settings.words
        return np.ascontiguousarray((scores * self.space.vectorisers.words.idf_).T)

    @cached_property
    def _usual_rarity(self) -> float:
        return float(self.space.vectorisers.words.idf_.mean())

    @cached_property
    def _token_scores(self) -> Floats:
        own = self.directions[:, self.space.embedding_columns()] * self.space.settings.embedding
        return self.space.embedding.token_scores(own)

    def find(self, asked: Sequence[Asked]) -> list[list[Span | None]]:
        """Return a passage for each theme of each sentence; ``None`` only where the sentence holds no word at all."""
        places = self.space.embedding.places([sentence.text for sentence, _ in asked])
        return [self._passages(one, of_tokens) for one, of_tokens in zip(asked, places, strict=True)]

    def _passages(self, asked: Asked, tokens: list[tuple[int, int, int]]) -> list[Span | None]:
        words = find_words(asked.sentence.text)
        if not words:
            return [None for _ in asked.themes]
        weights = self._term_shares(words) + self._token_shares(words, tokens)
        return best_passages(asked.sentence, words, weights[:, list(asked.themes)])

    def _term_shares(self, words: list[Word]) -> Floats:
        """Return each word's share through terms: (words, themes)."""
        known = self.space.vectorisers.words.vocabulary_
        shares = np.zeros((len(words), len(self.directions)))
        single = [(place, known[word.term]) for place, word in enumerate(words) if word.term in known]
        pairs = [(place, f"{word.term} {after.term}") for place, (word, after) in enumerate(pairwise(words))]
        double = [(place, known[pair]) for place, pair in pairs if pair in known]
        for found, part, offsets in ((single, 1.0, (0,)), (double, 0.5, (0, 1))):
            if found:
                places, terms = np.array(found).T
                for offset in offsets:
                    shares[places + offset] += self._term_scores[terms] * part
        return np.asarray(shares / (max(1.0, len(single) + len(double)) ** 0.5 * self._usual_rarity))

    def _token_shares(self, words: list[Word], tokens: list[tuple[int, int, int]]) -> Floats:
        """Return each word's share through its tokens' vectors: (words, themes)."""
        shares = np.zeros((len(words), len(self.directions)))
        starts = [word.start for word in words]
        homes = [bisect_right(starts, start) - 1 for _, start, _ in tokens]
        inside = [
            (home, token)
            for home, (token, start, _) in zip(homes, tokens, strict=True)
            if home >= 0 and start < words[home].end
        ]
        if inside:
            places, known = np.array(inside).T
            np.add.at(shares, places, self._token_scores[known])
            shares /= max(float(np.linalg.norm(self.space.embedding.vectors[known].sum(axis=0))), 1e-9)
        return shares


@dataclass(frozen=True)
class PieceEvidence:
    """Finds passages by what the note encoder says of each piece."""

    def find(self, sentence: ReadSentence, pieces: Pieces, themes: Sequence[int]) -> list[Span | None]:
        """Return a passage for each theme; ``None`` only where the sentence holds no word at all."""
        words = find_words(sentence.text)
        if not words:
            return [None for _ in themes]
        chances = sigmoid(pieces.weights[:, list(themes)].astype(np.float64))
        starts = [sentence.start + word.start for word in words]
        weights = np.zeros((len(words), len(themes)))
        for start, chance in zip(pieces.places[:, 0].tolist(), chances, strict=True):
            home = bisect_right(starts, start) - 1
            if home >= 0 and start < sentence.start + words[home].end:
                weights[home] = np.maximum(weights[home], chance)
        return best_passages(sentence, words, weights)


def best_passages(sentence: ReadSentence, words: list[Word], weights: Floats) -> list[Span | None]:
    """Return for each column of the words' weights the run of words that weighs most."""
    telling = [word.term not in stop_words() for word in words]
    if not any(telling):
        telling = [True for _ in words]
    runs = _runs(telling, _pieces(words, sentence))
    best = [_best_run(column, runs) for column in weights.T]
    return [Span(sentence.start + words[first].start, sentence.start + words[last].end) for first, last in best]


def _pieces(words: list[Word], sentence: ReadSentence) -> list[int]:
    """Return for each word the number of the piece that it stands in: a clause, or what lies between two pauses."""
    ends = [clause.end - sentence.start for clause in sentence.clauses]
    numbers = [0]
    for before, word in pairwise(words):
        pause = _PAUSE.search(sentence.text, before.end, word.start) is not None
        other_clause = bisect_right(ends, before.start) != bisect_right(ends, word.start)
        numbers.append(numbers[-1] + (pause or other_clause))
    return numbers


def _runs(telling: list[bool], pieces: list[int]) -> "np.ndarray[tuple[int, int], np.dtype[np.intp]]":
    """Return the first and last word of every run that may be a passage, two rows."""
    runs = [
        (first, last)
        for first, says in enumerate(telling)
        if says
        for last in range(first, min(first + _LONGEST, len(telling)))
        if telling[last] and pieces[last] == pieces[first]
    ]
    return np.array(runs, dtype=np.intp).T


def _best_run(weights: Floats, runs: "np.ndarray[tuple[int, int], np.dtype[np.intp]]") -> tuple[int, int]:
    """Return the run with the largest sum of what its words weigh above the sentence's ordinary word.

    Without that floor a run would grow for its own sake. The first of equals wins.
    """
    above = weights - max(0.0, float(weights.mean()))
    sums = np.concatenate(([0.0], np.cumsum(above)))
    best = int(np.round(sums[runs[1] + 1] - sums[runs[0]], 9).argmax())
    return int(runs[0, best]), int(runs[1, best])
