"""What the classifiers see of a sentence's wording: one sparse row, which depends on the sentence's own note only.

Blocks, side by side. Of the sentence: words and pairs of words, meaning (static embedding), kinds of context, place
and length. Around it: words and meaning of the sentence before, words of the question. Of the note as a whole: words
and meaning; and the sentence in its context as the note encoder sees it, where a model was made with one that had not
learnt from the same notes. They are assembled here and not inside scikit-learn, so that what is stored is stock
vectorisers alone. What the codebook's cues say is kept apart (see ``cue_facts``).

Words that training never saw count in a row's length: a sentence in strange words has a short row, and the models say
little of it. A note without a question gets the average question of the training notes.

Everything is sparse, embeddings too: a sparse product adds up row by row, so that a sentence's scores have the same
bits whatever the batch. A dense product would not promise that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from corpus.values import ReadNote, ReadSentence
from models.embedding import StaticEmbedding
from models.forms import Forms, Texts
from models.ranges import Places, ranges
from models.settings import FeatureSettings
from models.vocabulary import Vocabulary, single_terms
from models.words import spaced_terms

Floats = NDArray[np.float64]

FEATURE_VERSION = 2
"""Goes up with every change to what a row holds; a model of another version is refused."""

_LONG = 40.0
"""Words in a sentence that count as long."""


@dataclass(frozen=True)
class Vectorisers:
    """What was learnt of words: stock scikit-learn, fitted."""

    words: TfidfVectorizer
    """Words and pairs of words."""
    single_words: TfidfVectorizer
    """Single words, for what stands around the sentence."""
    question: TfidfVectorizer


@dataclass(frozen=True)
class FeatureSpace:
    """Turns read notes into rows. ``themes`` and ``kinds`` give the order of the columns of cues and contexts."""

    vectorisers: Vectorisers
    themes: tuple[str, ...]
    kinds: tuple[str, ...]
    settings: FeatureSettings
    embedding: StaticEmbedding
    average_question: Floats
    """Row of a note whose question is unknown."""

    def rows(self, notes: Sequence[ReadNote], *, in_context: NDArray[np.float32] | None = None) -> Any:
        """Return a CSR matrix with one row for each sentence of the notes, in order.

        ``in_context`` holds the sentences' vectors by the note encoder: (sentences, dimensions).
        """
        blocks = self.blocks(self.table(notes), in_context=in_context)
        return sparse.hstack([block.whole() for block in blocks], format="csr", dtype=np.float64)

    def table(self, notes: Sequence[ReadNote]) -> "NoteTable":
        """Cut the notes' sentences into words."""
        sentences = [sentence for note in notes for sentence in note.sentences]
        return NoteTable(notes, sentences, self.cut([sentence.text for sentence in sentences]))

    def cut(self, texts: Sequence[str]) -> Texts:
        """Cut texts into words."""
        return self._forms.cut(texts)

    def blocks(self, table: "NoteTable", *, in_context: NDArray[np.float32] | None = None) -> "list[Block]":
        """Return the rows' blocks, side by side."""
        use, words, own = self.settings, table.words, np.arange(len(table.sentences))
        meaning = self.embedding.means(words.tokens.ids, words.tokens_of_texts)
        single = self.single_words.weigh(words.terms, words.text_of, len(words))
        of_notes = self.single_words.weigh(words.terms, table.note_of[words.text_of], table.notes_with_sentences)
        encoded = [] if in_context is None or not use.in_context else [Block(_full(in_context), own, use.in_context)]
        return [
            Block(self.words.weigh(words.terms, words.text_of, len(words)), own, use.words),
            Block(_full(meaning), own, use.embedding),
            Block(table.kinds(self.kinds), own, use.context),
            Block(sparse.csr_matrix(table.places.reshape(-1, 4)), own, use.place),
            Block(single, table.before, use.words_before),
            Block(_full(meaning), table.before, use.embedding_before),
            self._questions(table),
            *encoded,
            Block(of_notes, table.note_of, use.note_words),
            Block(_full(table.means(meaning)), table.note_of, use.note_embedding),
        ]

    def _questions(self, table: "NoteTable") -> "Block":
        different = {question: number for number, question in enumerate(dict.fromkeys(table.questions))}
        asked = weigh(self.vectorisers.question, [spaced_terms(question) for question in different])
        unknown = sparse.csr_matrix((asked.getnnz(axis=1) == 0).astype(np.float64)[:, None])
        rows = sparse.csr_matrix(asked + unknown @ sparse.csr_matrix(self.average_question[None, :]))
        return Block(rows, np.array([different[question] for question in table.questions]), self.settings.question)

    @cached_property
    def _forms(self) -> Forms:
        return Forms(self.embedding, self._terms)

    @cached_property
    def _terms(self) -> dict[str, int]:
        of = self.vectorisers
        return {term: number for number, term in enumerate(single_terms((of.words, of.single_words)))}

    @cached_property
    def words(self) -> Vocabulary:
        """Words and pairs of words."""
        return Vocabulary(self.vectorisers.words, self._terms)

    @cached_property
    def single_words(self) -> Vocabulary:
        """Single words, for what stands around the sentence."""
        return Vocabulary(self.vectorisers.single_words, self._terms)

    def without_note(self, rows: Any) -> Any:
        """Return the rows with noughts in place of what is said of the note as a whole."""
        width = rows.shape[1] - len(self.vectorisers.single_words.vocabulary_) - self.embedding.dimensions
        kept = rows[:, :width]
        return sparse.csr_matrix((kept.data, kept.indices, kept.indptr), shape=rows.shape)

    def word_columns(self) -> slice:
        """Tell where the columns of the sentence's own words stand."""
        return slice(0, len(self.vectorisers.words.vocabulary_))

    def embedding_columns(self) -> slice:
        """Tell where the columns of the sentence's own meaning stand."""
        start = len(self.vectorisers.words.vocabulary_)
        return slice(start, start + self.embedding.dimensions)


def learn_space(
    notes: Sequence[ReadNote], *, themes: tuple[str, ...], settings: FeatureSettings, embedding: StaticEmbedding
) -> FeatureSpace:
    """Learn which words and which kinds of context there are."""
    terms = [spaced_terms(sentence.text) for note in notes for sentence in note.sentences]
    questions = [spaced_terms(note.question) for note in notes for _ in note.sentences]
    least = min(settings.least_sentences, max(1, len(terms) // 20))
    vectorisers = Vectorisers(
        words=_fit(terms, longest=2, least=least),
        single_words=_fit(terms, longest=1, least=least),
        question=_fit(questions, longest=1, least=1),
    )
    kinds = tuple(sorted({kind for note in notes for sentence in note.sentences for kind in sentence.rules}))
    average = np.asarray(weigh(vectorisers.question, questions).mean(axis=0)).ravel()
    return FeatureSpace(vectorisers, themes, kinds, settings, embedding, np.round(average, 9))


def weigh(vectoriser: TfidfVectorizer, texts: list[str]) -> Any:
    """Return the texts' rows of weighted terms, of length 1 if every term were known, and shorter the fewer are.

    A term that training never saw is taken to be as rare as the rarest that it saw.
    """
    rows = vectoriser.transform(texts)
    longest = vectoriser.ngram_range[1]
    sizes = np.array([_number_of_terms(text, longest) for text in texts])
    found = np.asarray((rows > 0).sum(axis=1)).ravel()
    rarest = float(vectoriser.idf_.max())
    squares = np.asarray(rows.multiply(rows).sum(axis=1)).ravel() + np.maximum(sizes - found, 0) * rarest**2
    return sparse.csr_matrix(sparse.diags_array(1.0 / np.sqrt(np.maximum(squares, 1e-12))) @ rows)


def _number_of_terms(text: str, longest: int) -> int:
    words = text.split()
    return sum(
        len(set(zip(*(words[start:] for start in range(length)), strict=False))) for length in range(1, longest + 1)
    )


def _fit(texts: list[str], *, longest: int, least: int) -> TfidfVectorizer:
    vectoriser = TfidfVectorizer(
        lowercase=False, token_pattern=r"\S+", ngram_range=(1, longest), min_df=least, sublinear_tf=True, norm=None
    )
    # A vocabulary may not be empty, and texts without words or without repetition would leave it so.
    return vectoriser.fit([*texts, *["¶"] * least])


@dataclass(frozen=True)
class Block:
    """Some columns of the sentences' rows: rows that may be several sentences' own, and whose they are."""

    rows: Any
    of: Places
    """For each sentence its row, or -1 for noughts."""
    weight: float

    def whole(self) -> Any:
        """Return a row for each sentence."""
        return sparse.csr_matrix(_nought_above(self.rows)[self.of + 1] * self.weight)

    def times(self, weights: Floats) -> Floats:
        """Return each sentence's product with weights: (sentences, columns of the weights)."""
        products = np.zeros((self.rows.shape[0] + 1, weights.shape[1]))
        products[1:] = (self.rows * self.weight) @ weights
        return products[self.of + 1]


def scores(blocks: Sequence[Block], weights: Floats) -> Floats:
    """Return the sentences' products with weights of all features, block by block: (sentences, columns of weights).

    Sparse products and sums row by row: the same bits whatever stands beside a sentence.
    """
    total, start = np.zeros((len(blocks[0].of), weights.shape[1])), 0
    for block in blocks:
        stop = start + block.rows.shape[1]
        total += block.times(weights[start:stop])
        start = stop
    return total


def _full(rows: Any) -> Any:
    """Return dense rows in sparse form, noughts and all."""
    height, width = rows.shape
    columns, starts = np.tile(np.arange(width), height), np.arange(0, height * width + 1, width)
    return sparse.csr_matrix((rows.astype(np.float64).ravel(), columns, starts), shape=rows.shape)


def _nought_above(rows: Any) -> Any:
    """Return sparse rows with an empty one above."""
    starts = np.concatenate(([0], rows.indptr))
    return sparse.csr_matrix((rows.data, rows.indices, starts), shape=(rows.shape[0] + 1, rows.shape[1]))


@dataclass(frozen=True)
class NoteTable:
    """The sentences of several notes, one under the other, and their words."""

    notes: Sequence[ReadNote]
    sentences: list[ReadSentence]
    words: Texts

    @cached_property
    def _sizes(self) -> Places:
        return np.array([len(note.sentences) for note in self.notes if note.sentences], dtype=np.intp)

    @cached_property
    def _numbers(self) -> Places:
        """For each sentence its number in its note."""
        return ranges(np.zeros_like(self._sizes), self._sizes)

    @cached_property
    def before(self) -> Places:
        """For each sentence the place of the one before it in its note, or -1."""
        return np.where(self._numbers > 0, np.arange(len(self.sentences)) - 1, -1)

    @cached_property
    def places(self) -> Floats:
        """Whether a sentence is its note's first, its last, how far on it stands, and how long it is."""
        last = (self._sizes - 1)[self.note_of]
        lengths = [log(1 + len(sentence.text.split())) / log(_LONG) for sentence in self.sentences]
        columns = [self._numbers == 0, self._numbers == last, self._numbers / np.maximum(1, last), lengths]
        return np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)

    def kinds(self, kinds: Sequence[str]) -> Any:
        """Return for each sentence which of these kinds of context it holds."""
        places = {kind: place for place, kind in enumerate(kinds)}
        held = np.zeros((len(self.sentences), len(kinds)))
        for row, sentence in enumerate(self.sentences):
            for kind in sentence.rules:
                if kind in places:
                    held[row, places[kind]] = 1.0
        return sparse.csr_matrix(held)

    @cached_property
    def questions(self) -> list[str]:
        """The question of each sentence's note."""
        return [note.question for note in self.notes for _ in note.sentences]

    @cached_property
    def note_of(self) -> Places:
        """For each sentence the number of its note, counted among the notes that have sentences."""
        return np.repeat(np.arange(len(self._sizes)), self._sizes)

    @property
    def notes_with_sentences(self) -> int:
        """How many notes have sentences."""
        return len(self._sizes)

    def means(self, rows: Floats) -> Floats:
        """Return the mean of each note's rows, as a sparse product: the same bits whatever the batch."""
        sizes = np.bincount(self.note_of)
        places = np.arange(len(self.note_of))
        shares = sparse.csr_matrix((1.0 / sizes[self.note_of], (self.note_of, places)), shape=(len(sizes), len(places)))
        return np.asarray(shares @ rows)
