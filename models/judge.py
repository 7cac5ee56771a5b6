"""The judging model as a whole: from read notes to what it says of each sentence and of each note."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from corpus.values import NoteJudgement, ReadNote, ReadSentence, SentenceJudgement, Span, ThemeJudgement
from models.cue_facts import CueTable, cue_table, notes_of
from models.encoder.encoder import NoteEncoder, Signals
from models.encoder.verdicts import verdicts_by_name
from models.evidence import Asked, EvidenceFinder, PieceEvidence
from models.features import FeatureSpace
from models.linear import Floats
from models.note_score import NoteScorer
from models.polarity import Pair, PolarityModel, pair_rows
from models.practice import PracticeModel, label_of
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
        _, rows, cues = self._seen(notes)
        return self.themes.probabilities(rows, cues.of_themes(self._learnt_places))

    def learnt(self, text: str) -> bool:
        """Tell whether the model, or its encoder, was trained or set on this very text."""
        found = text_hash(text)
        return found in self.texts or (self.encoder is not None and found in self.encoder.texts)

    @cached_property
    def _evidence(self) -> EvidenceFinder:
        return EvidenceFinder(self.space, self.themes.directions)

    @cached_property
    def _learnt_places(self) -> list[int]:
        return [self.space.themes.index(theme) for theme in self.themes.themes]

    def _judge(self, notes: Sequence[ReadNote], profile: Profile) -> Iterator[NoteJudgement]:
        sentences = [sentence for note in notes for sentence in note.sentences]
        practice = np.zeros((0, 4))
        themes: list[tuple[ThemeJudgement, ...]] = []
        if sentences:
            signals, rows, cues = self._seen(notes)
            practice = self.practice.probabilities(rows, cues.of_practice())
            themes = self._themes(sentences, rows, cues, signals, profile)
        start = 0
        for note in notes:
            part = slice(start, start + len(note.sentences))
            start = part.stop
            yield NoteJudgement(
                sentences=tuple(
                    SentenceJudgement(label_of(scores), found)
                    for scores, found in zip(practice[part], themes[part], strict=True)
                ),
                practice=self.notes.judge(practice[part]),
            )

    def _seen(self, notes: Sequence[ReadNote]) -> tuple[Signals | None, Any, CueTable]:
        """Return what there is to judge by: the encoder's signals, the features, the facts."""
        sentences = [sentence for note in notes for sentence in note.sentences]
        signals, said = None, None
        if self.encoder is not None:
            signals = self.encoder.read(notes)
            said = verdicts_by_name(signals, self.encoder, codebook_id=self.codebook_id, themes=self.space.themes)
        rows = self.space.rows(notes, in_context=signals.meaning if signals else None)
        sizes = [len(note.sentences) for note in notes]
        return signals, rows, cue_table(sentences, notes_of(sizes), self.space.themes, verdicts=said)

    def _themes(
        self,
        sentences: list[ReadSentence],
        rows: object,
        cues: CueTable,
        signals: Signals | None,
        profile: Profile,
    ) -> list[tuple[ThemeJudgement, ...]]:
        probabilities = self.themes.probabilities(rows, cues.of_themes(self._learnt_places))
        present = np.argwhere(probabilities >= self.themes.cuts(profile))
        learnt = self.themes.themes
        pairs = [Pair(int(row), learnt[column]) for row, column in present]
        found: list[list[ThemeJudgement]] = [[] for _ in sentences]
        if pairs and self.polarity is not None:
            about = pair_rows(pairs, sentences=sentences, rows=rows, cues=cues, space=self.space)
            evidence = self._evidence_of(pairs, sentences, signals)
            chances = probabilities[present[:, 0], present[:, 1]].tolist()
            for pair, chance, polarity, words in zip(pairs, chances, self.polarity.judge(about), evidence, strict=True):
                found[pair.row].append(ThemeJudgement(pair.theme, chance, True, polarity, words))
        return [tuple(themes) for themes in found]

    def _evidence_of(
        self, pairs: list[Pair], sentences: list[ReadSentence], signals: Signals | None
    ) -> list[Span | None]:
        """Return a passage for each pair: the longest cue where there is one, else the words that weigh most."""
        found: dict[Pair, Span | None] = {pair: _cue(sentences[pair.row], pair.theme) for pair in pairs}
        open_themes: dict[int, list[str]] = {}
        for pair, cue in found.items():
            if cue is None:
                open_themes.setdefault(pair.row, []).append(pair.theme)
        for (row, themes), spans in zip(
            open_themes.items(), self._passages(open_themes, sentences, signals), strict=True
        ):
            found |= {Pair(row, theme): span for theme, span in zip(themes, spans, strict=True)}
        return [found[pair] for pair in pairs]

    def _passages(
        self, wanted: dict[int, list[str]], sentences: list[ReadSentence], signals: Signals | None
    ) -> list[list[Span | None]]:
        """Return passages by the encoder's pieces where it was taught these themes, else by the words' weights."""
        known = self.encoder.themes if self.encoder and self.encoder.codebook_id == self.codebook_id else ()
        if signals is not None and all(theme in known for themes in wanted.values() for theme in themes):
            finder = PieceEvidence()
            return [
                finder.find(sentences[row], signals.pieces[row], [known.index(theme) for theme in themes])
                for row, themes in wanted.items()
            ]
        places = {theme: place for place, theme in enumerate(self.themes.themes)}
        return self._evidence.find(
            [Asked(sentences[row], tuple(places[theme] for theme in of)) for row, of in wanted.items()]
        )


def _cue(sentence: ReadSentence, theme: str) -> Span | None:
    spans = [Span(cue.start, cue.end) for cue in sentence.findings if cue.theme == theme]
    return max(spans, key=lambda span: span.end - span.start, default=None)


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
