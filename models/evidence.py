"""The words that speak for a theme where no cue of the codebook does.

The note encoder says of each piece of a word how it speaks for each theme, and its score of the theme rests on that.
The fast reader's classifier is linear, so that each word's share in its score can be read off: its own term, half of
each pair of words that it stands in, and the vectors of its tokens. The passage is the run of words, inside one clause
and with no comma within, that has the largest sum above the ordinary; it begins and ends with a word that says
something.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.values import ReadSentence, Span
from models.calibration import sigmoid
from models.encoder.encoder import Pieces
from models.features import FeatureSpace
from models.forms import Texts
from models.linear import Floats
from models.ranges import Places, ranges

_LONGEST = 8
"""Words in a passage: what a reader takes in at a glance."""

_AT_ONCE = 200_000
"""Words that are weighed together; it bounds memory."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class EvidenceFinder:
    """Finds passages. ``directions`` holds the themes' weights of all features, a row a theme."""

    space: FeatureSpace
    directions: Floats

    @cached_property
    def _term_scores(self) -> Floats:
        """Shares of terms, a row a term: weight times rarity, as in a sentence's row before that has length 1.

        The last row is of terms that are not known: noughts.
        """
        scores = self.directions[:, self.space.word_columns()] * self.space.settings.words
        known = (scores * self.space.words.rarity).T
        return np.concatenate([known, np.zeros((1, len(self.directions)))])

    @cached_property
    def _usual_rarity(self) -> float:
        return float(self.space.words.rarity.mean())

    @cached_property
    def _token_scores(self) -> Floats:
        own = self.directions[:, self.space.embedding_columns()] * self.space.settings.embedding
        return self.space.embedding.token_scores(own)

    def find(self, rows: Places, themes: Places, sentences: Sequence[ReadSentence], words: Texts) -> list[Span | None]:
        """Return a passage for each pair of sentence and theme; ``None`` only where the sentence holds no word at all.

        ``themes`` are places among the directions; ``words`` are those of all sentences.
        """
        asked = _Asked(rows, words)
        weights = self._term_shares(asked, themes) + self._token_shares(asked, themes)
        return passages(asked, weights, sentences)

    def _term_shares(self, asked: "_Asked", themes: Places) -> Floats:
        """Return each word's share through terms: its own, and half of each pair's that it stands in."""
        words, of_words = asked.words, self.space.words
        single, double = of_words.words(words.terms), of_words.pairs(words.terms, words.text_of)
        known = np.bincount(words.text_of, weights=(single >= 0) * 1.0 + (double >= 0), minlength=len(words))
        before = np.concatenate(([-1], double))[:-1]
        at, which = asked.at, themes[asked.pair_of]
        shares = self._term_scores[single[at], which] + self._term_scores[double[at], which] * 0.5
        shares += self._term_scores[before[at], which] * 0.5
        return np.asarray(shares / (np.sqrt(np.maximum(1.0, known)) * self._usual_rarity)[words.text_of[at]])

    def _token_shares(self, asked: "_Asked", themes: Places) -> Floats:
        """Return each word's share through its tokens' vectors."""
        tokens = asked.words.tokens
        inside = np.flatnonzero(tokens.word_of >= 0)
        ids, word_of, text_of = tokens.ids[inside], tokens.word_of[inside], tokens.text_of[inside]
        counts = np.bincount(text_of, minlength=len(asked.words))
        different = np.unique(asked.rows)
        of_different = ids[ranges((np.cumsum(counts) - counts)[different], counts[different])]
        lengths = np.zeros(len(asked.words))
        lengths[different] = self.space.embedding.lengths_of_sums(of_different, counts[different])
        own = ranges((np.cumsum(counts) - counts)[asked.rows], counts[asked.rows])
        pair_of = np.repeat(np.arange(len(asked.rows)), counts[asked.rows])
        places = asked.begins[pair_of] + word_of[own] - asked.words.firsts[text_of[own]]
        shares = np.bincount(places, weights=self._token_scores[ids[own], themes[pair_of]], minlength=len(asked.at))
        return np.asarray(shares / np.maximum(lengths, 1e-9)[asked.rows][asked.pair_of])


class _Asked:
    """Pairs of sentence and theme, a passage wanted for each: the words of their sentences laid end to end."""

    def __init__(self, rows: Places, words: Texts) -> None:
        self.rows = rows
        self.words = words
        self.counts = words.counts[rows]
        self.begins = np.cumsum(self.counts) - self.counts
        """Where the words of each pair begin among all."""
        self.at = ranges(words.firsts[rows], self.counts)
        """The words, as numbered in ``words``."""
        self.pair_of = np.repeat(np.arange(len(rows)), self.counts)


@dataclass(frozen=True)
class PieceEvidence:
    """Finds passages by what the note encoder says of each piece."""

    def find(
        self,
        rows: Places,
        themes: Places,
        sentences: Sequence[ReadSentence],
        words: Texts,
        pieces: Sequence[Pieces],
    ) -> list[Span | None]:
        """Return the same as ``EvidenceFinder.find``; ``themes`` are places among the encoder's."""
        asked = _Asked(rows, words)
        weights = [
            self._weights(sentences[row], words, row, pieces[row], theme)
            for row, theme in zip(rows.tolist(), themes.tolist(), strict=True)
        ]
        return passages(asked, np.concatenate([np.zeros(0), *weights]), sentences)

    def _weights(self, sentence: ReadSentence, words: Texts, row: int, pieces: Pieces, theme: int) -> Floats:
        first, count = int(words.firsts[row]), int(words.counts[row])
        weights = np.zeros(count)
        if count and len(pieces.places):
            starts, ends = (sentence.start + of[first : first + count] for of in (words.starts, words.ends))
            places = pieces.places[:, 0]
            homes = np.searchsorted(starts, places, side="right") - 1
            inside = (homes >= 0) & (places < ends[np.maximum(homes, 0)])
            chances = sigmoid(pieces.weights[:, theme].astype(np.float64))
            np.maximum.at(weights, homes[inside], chances[inside])
        return weights


def passages(asked: _Asked, weights: Floats, sentences: Sequence[ReadSentence]) -> list[Span | None]:
    """Return for each pair the run of words that weighs most, given what each word weighs with the pair's theme."""
    means = np.bincount(asked.pair_of, weights=weights, minlength=len(asked.rows)) / np.maximum(asked.counts, 1)
    # Without that floor a run would grow for its own sake.
    above = weights - np.maximum(0.0, means)[asked.pair_of]
    firsts, lasts = _best_runs(asked, above, _telling(asked), _pieces(asked, sentences)[asked.at])
    found: list[Span | None] = [None] * len(asked.rows)
    holds_words = np.flatnonzero(asked.counts)
    starts, ends = asked.words.starts[firsts[holds_words]], asked.words.ends[lasts[holds_words]]
    for pair, start, end in zip(holds_words.tolist(), starts.tolist(), ends.tolist(), strict=True):
        offset = sentences[asked.rows[pair]].start
        found[pair] = Span(offset + start, offset + end)
    return found


def _telling(asked: _Asked) -> Flags:
    """Tell which words may begin and end a passage: those that say something, or all where none does."""
    telling = asked.words.telling[asked.at]
    some = np.bincount(asked.pair_of, weights=telling, minlength=len(asked.rows)) > 0
    return np.asarray(telling | ~some[asked.pair_of])


def _pieces(asked: _Asked, sentences: Sequence[ReadSentence]) -> Places:
    """Return for each word the number of the piece that it stands in: a clause, or what lies between two pauses.

    Numbers go up through all texts; of sentences that are not asked about they mean nothing.
    """
    words, wide = asked.words, max(map(len, asked.words.given), default=0) + 1
    ends = np.array(
        [
            row * wide + clause.end - sentences[row].start
            for row in np.unique(asked.rows).tolist()
            for clause in sentences[row].clauses
        ],
        dtype=np.intp,
    )
    clauses = np.searchsorted(ends, words.text_of * wide + words.starts, side="right")
    another = words.paused.copy()
    another[1:] |= (clauses[1:] != clauses[:-1]) | (words.text_of[1:] != words.text_of[:-1])
    return np.cumsum(another)


def _best_runs(asked: _Asked, above: Floats, telling: Flags, pieces: Places) -> tuple[Places, Places]:
    """Return the first and the last word of each pair's best run; the first of equals wins.

    Pairs of about the same number of words are worked out together, each in a row of its own, a few at a time.
    """
    firsts, lasts = np.zeros((2, len(asked.rows)), dtype=np.intp)
    widths = np.where(asked.counts > 0, 2 ** np.ceil(np.log2(np.maximum(asked.counts, 1))).astype(np.intp), 0)
    for width in np.unique(widths[widths > 0]).tolist():
        alike = np.flatnonzero(widths == width)
        for some in np.array_split(alike, min(len(alike), len(alike) * width // _AT_ONCE + 1)):
            best, longer = _best_in_rows(asked.begins[some], asked.counts[some], width, above, telling, pieces)
            firsts[some] = asked.words.firsts[asked.rows[some]] + best
            lasts[some] = firsts[some] + longer
    return firsts, lasts


def _best_in_rows(
    begins: Places, counts: Places, width: int, above: Floats, telling: Flags, pieces: Places
) -> tuple[Places, Places]:
    """Return for each row of words where its best run begins, and how many words follow there."""
    columns = np.arange(width)
    held = columns < counts[:, None]
    places = np.where(held, begins[:, None] + columns, 0)
    sums = np.zeros((len(begins), width + 1))
    np.cumsum(np.where(held, above[places], 0.0), axis=1, out=sums[:, 1:])
    may, piece = telling[places] & held, pieces[places]
    worth = np.full((len(begins), width, _LONGEST), -np.inf)
    for more in range(min(_LONGEST, width)):
        stop = width - more
        fits = may[:, :stop] & may[:, more:] & (piece[:, :stop] == piece[:, more:])
        gain = np.round(sums[:, more + 1 :] - sums[:, :stop], 9)
        worth[:, :stop, more] = np.where(fits, gain, -np.inf)
    best = worth.reshape(len(begins), -1).argmax(axis=1)
    return np.divmod(best, _LONGEST)
