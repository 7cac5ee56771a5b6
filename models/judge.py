"""The judging model as a whole: from read notes to what it says of each sentence and of each note."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corpus.values import PRACTICES, NoteJudgement, ReadNote, ReadSentence, SentenceJudgement, Span, ThemeJudgement
from models.cue_facts import CueTable, cue_table, notes_of
from models.encoder.encoder import NoteEncoder, Signals
from models.encoder.verdicts import verdicts_by_name
from models.evidence import EvidenceFinder, PieceEvidence
from models.features import FeatureSpace, NoteTable, scores
from models.linear import Floats
from models.note_score import NoteScorer
from models.polarity import Pair, PolarityModel, pairs_apart
from models.practice import PracticeModel, labels_of
from models.text_hash import text_hash
from models.themes import Profile, ThemeModel

_SENTENCES_AT_ONCE = 2000
"""Bounds the memory that a run takes; what is said of a note does not depend on it."""


@dataclass(frozen=True)
class Judge:
    """A trained model, ready to judge. Safe to use for any number of notes; the same note gets the same bits."""

    space: FeatureSpace
    themes: ThemeModel
    polarity: PolarityModel | None
    practice: PracticeModel
    notes: NoteScorer
    texts: frozenset[str]
    """sha256 of the texts that it was trained or set on."""
    codebook_id: str
    codebook_hash: str
    hash: str = ""
    """Content hash of the model's files: 12 hex digits."""
    reader: str = "fast"
    encoder: NoteEncoder | None = None
    """Reads notes whole, for the careful reader."""

    @property
    def learnt_themes(self) -> tuple[str, ...]:
        """Themes that it can judge; those of the codebook that were too rare to learn are left to their cues."""
        return self.themes.themes

    def judge(self, notes: Sequence[ReadNote], *, profile: Profile = "balanced") -> list[NoteJudgement]:
        """Judge notes: one judgement a note, in order."""
        return [judged for some in _in_parts(notes) for judged in self._judge(some, profile)]

    def theme_probabilities(self, notes: Sequence[ReadNote]) -> Floats:
        """Return the probability of every learnt theme in every sentence, present or not: (sentences, themes)."""
        if not any(note.sentences for note in notes):
            return np.zeros((0, len(self.learnt_themes)))
        return self._probabilities(self._see(notes))

    def learnt(self, text: str, *, recognised_by: str = "") -> bool:
        """Tell whether the model, or its encoder, was trained or set on this very text.

        ``recognised_by`` is the hash by which it would remember the text if it had seen it redacted.
        """
        found = {text_hash(text), recognised_by}
        return not found.isdisjoint(self.texts) or (
            self.encoder is not None and not found.isdisjoint(self.encoder.texts)
        )

    @cached_property
    def _evidence(self) -> EvidenceFinder:
        return EvidenceFinder(self.space, self.themes.directions)

    @cached_property
    def _learnt_places(self) -> list[int]:
        return [self.space.themes.index(theme) for theme in self.themes.themes]

    def _judge(self, notes: Sequence[ReadNote], profile: Profile) -> Iterator[NoteJudgement]:
        practice = np.zeros((0, len(PRACTICES)))
        themes: list[tuple[ThemeJudgement, ...]] = []
        if any(note.sentences for note in notes):
            seen = self._see(notes)
            practice = self.practice.probabilities(seen.practice, seen.cues.of_practice())
            themes = self._themes(seen, profile)
        sentences = list(map(SentenceJudgement, labels_of(practice), themes))
        sizes = [len(note.sentences) for note in notes]
        start = 0
        for size, score in zip(sizes, self.notes.judge_all(practice, np.array(sizes)), strict=True):
            yield NoteJudgement(tuple(sentences[start : start + size]), score)
            start += size

    def _see(self, notes: Sequence[ReadNote]) -> "_Seen":
        """Return what there is to judge by: the encoder's signals, what the wording says, the facts."""
        table = self.space.table(notes)
        signals, said = None, None
        if self.encoder is not None:
            signals = self.encoder.read(notes)
            said = verdicts_by_name(signals, self.encoder, codebook_id=self.codebook_id, themes=self.space.themes)
        blocks = self.space.blocks(table, in_context=signals.meaning if signals else None)
        wording = scores(blocks, self._weights)
        themes, practice = len(self.learnt_themes), self.practice.weights.shape[1]
        return _Seen(
            table,
            signals,
            cue_table(table.sentences, notes_of([len(n.sentences) for n in notes]), self.space.themes, verdicts=said),
            *np.split(wording, [themes, themes + practice], axis=1),
        )

    @cached_property
    def _weights(self) -> Floats:
        """Return the weights of the sentences' features for all that is judged, side by side: one product does."""
        readers = [self.practice.weights]
        if self.learnt_themes:
            readers.insert(0, self.themes.weights)
        if self.polarity is not None:
            readers.append(self.polarity.weights[: len(readers[0])])
        return np.ascontiguousarray(np.hstack(readers))

    def _probabilities(self, seen: "_Seen") -> Floats:
        return self.themes.probabilities(seen.themes, seen.cues.of_themes(self._learnt_places))

    def _themes(self, seen: "_Seen", profile: Profile) -> list[tuple[ThemeJudgement, ...]]:
        sentences = seen.table.sentences
        probabilities = self._probabilities(seen)
        rows, columns = np.nonzero(probabilities >= self.themes.cuts(profile))
        learnt = self.themes.themes
        pairs = [Pair(row, learnt[column]) for row, column in zip(rows.tolist(), columns.tolist(), strict=True)]
        found: list[list[ThemeJudgement]] = [[] for _ in sentences]
        if pairs and self.polarity is not None:
            apart = pairs_apart(pairs, sentences=sentences, cues=seen.cues, space=self.space)
            polarities = self.polarity.judge(seen.polarity, apart)
            chances = probabilities[rows, columns].tolist()
            for pair, chance, polarity, words in zip(
                pairs, chances, polarities, self._evidence_of(pairs, seen), strict=True
            ):
                found[pair.row].append(ThemeJudgement(pair.theme, chance, True, polarity, words))
        return list(map(tuple, found))

    def _evidence_of(self, pairs: list[Pair], seen: "_Seen") -> list[Span | None]:
        """Return a passage for each pair: the longest cue where there is one, else the words that weigh most."""
        found = [_cue(seen.table.sentences[pair.row], pair.theme) for pair in pairs]
        bare = [place for place, cue in enumerate(found) if cue is None]
        if bare:
            for place, passage in zip(bare, self._passages([pairs[place] for place in bare], seen), strict=True):
                found[place] = passage
        return found

    def _passages(self, pairs: list[Pair], seen: "_Seen") -> list[Span | None]:
        """Return passages by the encoder's pieces where it was taught these themes, else by the words' weights."""
        sentences, words = seen.table.sentences, seen.table.words
        rows = np.array([pair.row for pair in pairs])
        known = self.encoder.themes if self.encoder and self.encoder.codebook_id == self.codebook_id else ()
        if seen.signals is not None and all(theme in known for theme in self.learnt_themes):
            places = {theme: place for place, theme in enumerate(known)}
            themes = np.array([places[pair.theme] for pair in pairs])
            return PieceEvidence().find(rows, themes, sentences, words, seen.signals.pieces)
        places = {theme: place for place, theme in enumerate(self.learnt_themes)}
        return self._evidence.find(rows, np.array([places[pair.theme] for pair in pairs]), sentences, words)


@dataclass(frozen=True)
class _Seen:
    """What there is to judge some notes by; the last three are products of wording and weights, a row a sentence."""

    table: NoteTable
    signals: Signals | None
    cues: CueTable
    themes: Floats
    practice: Floats
    polarity: Floats


def _cue(sentence: ReadSentence, theme: str) -> Span | None:
    cues = [cue for cue in sentence.findings if cue.theme == theme]
    if not cues:
        return None
    longest = max(cues, key=lambda cue: cue.end - cue.start)
    return Span(longest.start, longest.end)


def _in_parts(notes: Sequence[ReadNote]) -> Iterator[Sequence[ReadNote]]:
    """Cut a run into parts of whole notes with a bounded number of sentences."""
    first = sentences = 0
    for place, note in enumerate(notes):
        if sentences and sentences + len(note.sentences) > _SENTENCES_AT_ONCE:
            yield notes[first:place]
            first, sentences = place, 0
        sentences += len(note.sentences)
    if first < len(notes):
        yield notes[first:]
