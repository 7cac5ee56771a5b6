"""Learn a judging model from coded notes.

The same corpus, reading, codebook and seed give the same parameters, bit for bit, on the same kind of processor.
Notes of the split ``train`` (or of none) are learnt from; those of ``dev`` only help to calibrate and to set
thresholds; those of ``test`` are not looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from corpus.codebook import Codebook
from corpus.errors import ModelError
from corpus.values import PRACTICES, CodedCorpus, Polarity, ReadNote
from models.cue_facts import CueTable, cue_table, notes_of
from models.embedding import StaticEmbedding, load_embedding
from models.evaluation import Said, sentence_figures
from models.examples import Examples, derives_labels, find_examples
from models.features import FeatureSpace, learn_space
from models.folds import Rows, grouped_folds
from models.judge import Judge, text_hash
from models.note_training import LearntNotes, learn_notes
from models.polarity import LearntPolarity, Pair, learn_polarity, pair_rows
from models.practice import LearntPractice, learn_practice
from models.settings import TrainingSettings, default_settings
from models.targets import Target
from models.themes import LearntThemes, Seen, learn_themes


@dataclass(frozen=True)
class Trained:
    """A model with the facts that its card states."""

    judge: Judge
    seed: int
    settings: TrainingSettings
    counts: dict[str, int]
    """Notes, sentences and groups learnt from; notes kept aside."""
    rare: dict[str, int]
    """Themes with too few examples to learn, with how many there were: they are left to their cues."""
    derived_labels: bool
    """Whether the notes' labels were derived from their sentences, for want of coders' labels."""
    figures: dict[str, float]
    """Measured on notes that the model had not learnt from: out of fold, and those kept aside."""


def train(
    corpus: CodedCorpus,
    read: Mapping[str, ReadNote],
    codebook: Codebook,
    *,
    seed: int = 0,
    settings: TrainingSettings | None = None,
    embedding: StaticEmbedding | None = None,
) -> Trained:
    """Learn a model from a coded corpus. ``read`` holds the reading of each note, by its id."""
    settings = settings or default_settings()
    learn, aside = find_examples(corpus, read)
    if len(learn.notes) < settings.least_notes:
        raise ModelError(
            f"the corpus holds {len(learn.notes)} coded notes to learn from and {settings.least_notes} are needed; "
            "code more, or keep fewer of them for dev and test."
        )
    steps = _Training(codebook, settings, embedding or load_embedding(), learn, aside, seed)
    with threadpool_limits(1):  # many small fits: threads only wait for each other, and could change the last bits
        return steps.run(derives_labels(corpus))


@dataclass(frozen=True)
class _Training:
    """The steps of one training, each from what the steps before it found."""

    codebook: Codebook
    settings: TrainingSettings
    embedding: StaticEmbedding
    learn: Examples
    aside: Examples
    seed: int

    def run(self, derived: bool) -> Trained:
        of_themes = self.learn.present_in_columns(self.codebook.codes).sum(axis=0)
        counts = {theme: int(n) for theme, n in zip(self.codebook.codes, of_themes, strict=True)}
        rare = {theme: n for theme, n in counts.items() if n < self.settings.themes.least_examples}
        themes = self._themes(tuple(theme for theme in counts if theme not in rare))
        practice = self._practice()
        pairs = self._pairs(themes)
        polarity = self._polarity(pairs)
        notes = self._notes(practice)
        judge = Judge(
            space=self.space,
            themes=themes.model,
            polarity=polarity.model,
            practice=practice.model,
            notes=notes.scorer,
            texts=frozenset(text_hash(example.note.text) for example in self.learn.notes),
            codebook_id=self.codebook.id,
            codebook_hash=self.codebook.hash,
        )
        figures = self._figures(pairs, themes, practice, polarity) | {
            "note_accuracy_without_review": notes.accuracy,
            "notes_without_review": notes.kept,
        }
        return Trained(judge, self.seed, self.settings, self._counts(), rare, derived, figures)

    @cached_property
    def space(self) -> FeatureSpace:
        notes = [example.note for example in self.learn.notes]
        return learn_space(notes, themes=self.codebook.codes, settings=self.settings.features, embedding=self.embedding)

    @cached_property
    def rows(self) -> Any:
        return self.space.rows([example.note for example in self.learn.notes])

    @cached_property
    def rows_aside(self) -> Any:
        if not self.aside.sentences:
            return self.rows[:0]
        return self.space.rows([example.note for example in self.aside.notes])

    @cached_property
    def folds(self) -> list[tuple[Rows, Rows]]:
        return self._folds(self.learn.groups)

    def _folds(self, groups: list[str]) -> list[tuple[Rows, Rows]]:
        return grouped_folds(groups, folds=self.settings.folds, seed=self.seed)

    def _cues(self, examples: Examples) -> CueTable:
        return cue_table(examples.sentences, notes_of(examples.sizes), self.codebook.codes)

    def _seen(self, examples: Examples, rows: Any, themes: tuple[str, ...]) -> Seen:
        places = [self.codebook.codes.index(theme) for theme in themes]
        return Seen(
            self.space.without_note(rows), self._cues(examples).of_themes(places), examples.present_in_columns(themes)
        )

    def _themes(self, themes: tuple[str, ...]) -> LearntThemes:
        return learn_themes(
            themes,
            self._seen(self.learn, self.rows, themes),
            aside=self._seen(self.aside, self.rows_aside, themes),
            folds=self.folds,
            settings=self.settings.themes,
            seed=self.seed,
        )

    def _practice(self) -> LearntPractice:
        return learn_practice(
            self.rows,
            self._cues(self.learn).of_practice(),
            [target.practice for target in self.learn.targets],
            folds=self.folds,
            settings=self.settings.practice,
            aside=(self.rows_aside, self._cues(self.aside).of_practice()),
        )

    def _polarity(self, pairs: list[Pair]) -> LearntPolarity:
        if not pairs:
            return LearntPolarity(None, [])
        both = Examples([*self.learn.notes, *self.aside.notes])
        known = pair_rows(pairs, sentences=both.sentences, rows=self._all_rows, cues=self._cues(both), space=self.space)
        learnt_from = sum(pair.row < len(self.learn.sentences) for pair in pairs)
        return learn_polarity(
            known.some(slice(None, learnt_from)),
            [self._targets[pair.row].polarities.get(pair.theme) for pair in pairs[:learnt_from]],
            folds=self._folds([self.learn.groups[pair.row] for pair in pairs[:learnt_from]]),
            settings=self.settings.polarity,
            aside=known.some(slice(learnt_from, None)),
        )

    def _pairs(self, themes: LearntThemes) -> list[Pair]:
        """Return the pairs that coders gave and those that the themes' model finds unseen, in order."""
        found = np.argwhere(themes.held_out >= themes.model.cuts("balanced"))
        pairs = {Pair(int(row), themes.model.themes[column]) for row, column in found}
        known = set(self.codebook.codes)
        pairs |= {Pair(row, theme) for row, of in enumerate(self._targets) for theme in of.polarities if theme in known}
        return sorted(pairs)

    def _notes(self, practice: LearntPractice) -> LearntNotes:
        """Learn from the notes learnt from and those kept aside: the sentences' scores are unseen in both."""
        examples = [*self.learn.notes, *self.aside.notes]
        ends = np.cumsum([len(example.note.sentences) for example in examples])
        return learn_notes(
            np.split(practice.held_out, ends[:-1]),
            [example.label for example in examples],
            folds=self._folds([example.group for example in examples]),
            settings=self.settings.note,
        )

    @cached_property
    def _targets(self) -> list[Target]:
        return [*self.learn.targets, *self.aside.targets]

    @cached_property
    def _all_rows(self) -> Any:
        return sparse.vstack([self.rows, self.rows_aside], format="csr")

    def _counts(self) -> dict[str, int]:
        return {
            "notes": len(self.learn.notes),
            "sentences": len(self.learn.sentences),
            "groups": len(set(self.learn.groups)),
            "notes_aside": len(self.aside.notes),
            "sentences_aside": len(self.aside.sentences),
        }

    def _figures(
        self, pairs: list[Pair], themes: LearntThemes, practice: LearntPractice, polarity: LearntPolarity
    ) -> dict[str, float]:
        """Return figures of what was said unseen. Thresholds were set on the same, so that they flatter a little."""
        found: list[dict[str, Polarity]] = [{} for _ in self._targets]
        places = {theme: column for column, theme in enumerate(themes.model.themes)}
        cuts = themes.model.cuts("balanced")
        for pair, judged in zip(pairs, polarity.held_out, strict=True):
            column = places.get(pair.theme)
            if column is not None and themes.held_out[pair.row, column] >= cuts[column]:
                found[pair.row][pair.theme] = judged
        said = [
            Said(PRACTICES[int(scores.argmax())], of_themes, float(scores[0] - scores[1]))
            for scores, of_themes in zip(practice.held_out, found, strict=True)
        ]
        gold = [Said(target.practice, target.polarities) for target in self._targets]
        figures = sentence_figures(self.codebook.codes, self.codebook.core)
        return {name: round(figure(gold, said), 4) for name, figure in figures.items()}
