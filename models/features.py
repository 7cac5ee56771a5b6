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
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from corpus.values import ReadNote, ReadSentence
from models.embedding import StaticEmbedding
from models.settings import FeatureSettings
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
        table = _flatten(notes)
        meaning = self.embedding.pool([sentence.text for sentence in table.sentences])
        blocks = [*self._of_sentences(table, meaning), *self._around(table, meaning)]
        if in_context is not None and self.settings.in_context:
            blocks.append(sparse.csr_matrix(in_context.astype(np.float64) * self.settings.in_context))
        blocks += self._of_notes(table, meaning)
        return sparse.hstack(blocks, format="csr", dtype=np.float64)

    def _of_sentences(self, table: "_Table", meaning: Floats) -> list[Any]:
        use = self.settings
        context = [[float(kind in sentence.rules) for kind in self.kinds] for sentence in table.sentences]
        return [
            weigh(self.vectorisers.words, table.terms) * use.words,
            sparse.csr_matrix(meaning * use.embedding),
            sparse.csr_matrix(np.array(context).reshape(len(context), -1) * use.context),
            sparse.csr_matrix(np.array(table.places).reshape(-1, 4) * use.place),
        ]

    def _around(self, table: "_Table", meaning: Floats) -> list[Any]:
        use = self.settings
        return [
            weigh(self.vectorisers.single_words, table.terms_before) * use.words_before,
            sparse.csr_matrix(table.shift(meaning) * use.embedding_before),
            self._questions(table) * use.question,
        ]

    def _questions(self, table: "_Table") -> Any:
        asked = weigh(self.vectorisers.question, table.questions)
        unknown = sparse.csr_matrix((asked.getnnz(axis=1) == 0).astype(np.float64)[:, None])
        return asked + unknown @ sparse.csr_matrix(self.average_question[None, :])

    def _of_notes(self, table: "_Table", meaning: Floats) -> list[Any]:
        use = self.settings
        words = weigh(self.vectorisers.single_words, table.terms_of_notes)
        return [
            words[table.note_of] * use.note_words,
            sparse.csr_matrix(table.means(meaning)[table.note_of] * use.note_embedding),
        ]

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
    table = _flatten(notes)
    least = min(settings.least_sentences, max(1, len(table.terms) // 20))
    vectorisers = Vectorisers(
        words=_fit(table.terms, longest=2, least=least),
        single_words=_fit(table.terms, longest=1, least=least),
        question=_fit(table.questions, longest=1, least=1),
    )
    kinds = tuple(sorted({kind for sentence in table.sentences for kind in sentence.rules}))
    average = np.asarray(weigh(vectorisers.question, table.questions).mean(axis=0)).ravel()
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
class _Table:
    """The sentences of several notes, one under the other."""

    sentences: list[ReadSentence]
    terms: list[str]
    follows: NDArray[np.bool_]
    """Whether a sentence has one before it in its note."""
    places: list[tuple[float, float, float, float]]
    questions: list[str]
    note_of: NDArray[np.intp]
    """For each sentence the number of its note, counted among the notes that have sentences."""

    @property
    def terms_before(self) -> list[str]:
        return [self.terms[row - 1] if follows else "" for row, follows in enumerate(self.follows)]

    @property
    def terms_of_notes(self) -> list[str]:
        of_notes: dict[int, list[str]] = {}
        for note, terms in zip(self.note_of, self.terms, strict=True):
            of_notes.setdefault(int(note), []).append(terms)
        return [" ".join(terms) for terms in of_notes.values()]

    def means(self, rows: Floats) -> Floats:
        """Return the mean of each note's rows, as a sparse product: the same bits whatever the batch."""
        sizes = np.bincount(self.note_of)
        places = np.arange(len(self.note_of))
        shares = sparse.csr_matrix((1.0 / sizes[self.note_of], (self.note_of, places)), shape=(len(sizes), len(places)))
        return np.asarray(shares @ rows)

    def shift(self, rows: Floats) -> Floats:
        """Return for each sentence the row of the one before it, or noughts."""
        moved = np.zeros_like(rows)
        moved[1:] = rows[:-1]
        moved[~self.follows] = 0
        return moved


def _flatten(notes: Sequence[ReadNote]) -> _Table:
    sentences = [sentence for note in notes for sentence in note.sentences]
    follows = [place > 0 for note in notes for place in range(len(note.sentences))]
    terms = [spaced_terms(sentence.text) for sentence in sentences]
    questions = [spaced_terms(note.question) for note in notes for _ in note.sentences]
    places = [place for note in notes for place in _places(note)]
    lengths = [len(note.sentences) for note in notes if note.sentences]
    note_of = np.repeat(np.arange(len(lengths)), lengths)
    return _Table(sentences, terms, np.array(follows, dtype=bool), places, questions, note_of)


def _places(note: ReadNote) -> list[tuple[float, float, float, float]]:
    last = len(note.sentences) - 1
    return [
        (float(i == 0), float(i == last), i / max(1, last), log(1 + len(sentence.text.split())) / log(_LONG))
        for i, sentence in enumerate(note.sentences)
    ]
