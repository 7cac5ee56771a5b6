"""Learn a judging model from coded notes.

The same corpus, reading, codebook and seed give the same parameters, bit for bit, on the same kind of processor.
Notes of the split ``train`` (or of none) are learnt from; those of ``dev`` only help to calibrate and to set
thresholds; those of ``test`` are not looked at. The model remembers both, as texts that it is not to be measured on.

Learning has two steps. The first reads the wording of the notes learnt from. The second weighs the first's verdicts,
the codebook's cues and the note encoder's verdicts against each other, on sentences that neither the first step (out
of fold) nor the encoder had learnt from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from corpus.codebook import Codebook
from corpus.errors import ModelError
from corpus.values import PRACTICES, CodedCorpus, Polarity, ReadNote
from models.cue_facts import CueTable, cue_table, notes_of
from models.embedding import StaticEmbedding, load_embedding
from models.encoder.encoder import NoteEncoder, Signals
from models.encoder.verdicts import verdicts_of
from models.evaluation import Said, sentence_figures
from models.examples import Examples, derives_labels, find_examples
from models.features import FeatureSpace, learn_space
from models.folds import Rows, SecondStep, grouped_folds
from models.judge import Judge
from models.note_training import LearntNotes, learn_notes
from models.polarity import LearntPolarity, Pair, PairRows, learn_polarity, pair_rows
from models.practice import LearntPractice, learn_practice
from models.settings import TrainingSettings, default_settings
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
    encoder: NoteEncoder | None = None,
) -> Trained:
    """Learn a model from a coded corpus: the careful reader with an encoder, the fast one without.

    ``read`` holds the reading of each note, by its id.
    """
    settings = settings or default_settings()
    learn, aside = find_examples(corpus, read)
    if len(learn.notes) < settings.least_notes:
        raise ModelError(
            f"the corpus holds {len(learn.notes)} coded notes to learn from and {settings.least_notes} are needed; "
            "code more, or keep fewer of them for dev and test."
        )
    steps = _Training(codebook, settings, embedding or load_embedding(), learn, aside, seed, encoder)
    unseen = len({steps.both.notes[place].hash for place in steps.unseen_notes})
    if encoder is not None and unseen < settings.least_notes:
        raise ModelError(
            f"the note encoder learnt from all but {unseen} of these notes, and "
            f"{settings.least_notes} that it does not know are needed; keep more of them for dev, or train the "
            "reader 'fast'."
        )
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
    encoder: NoteEncoder | None = None

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
            texts=frozenset(example.hash for example in self.both.notes),
            codebook_id=self.codebook.id,
            codebook_hash=self.codebook.hash,
            encoder=self.encoder,
            reader="careful" if self.encoder else "fast",
        )
        figures = self._figures(pairs, themes, practice, polarity) | {
            "note_accuracy_without_review": notes.accuracy,
            "notes_without_review": notes.kept,
        }
        return Trained(judge, self.seed, self.settings, self._counts(), rare, derived, figures)

    # ------------------------------------------------------------ what there is to learn from

    @cached_property
    def both(self) -> Examples:
        """The notes learnt from and those kept aside, in this order."""
        return Examples([*self.learn.notes, *self.aside.notes])

    @cached_property
    def unseen_notes(self) -> list[int]:
        """The notes, by their place in ``both``, that the encoder has not learnt from."""
        known = self.encoder.texts if self.encoder else frozenset()
        return [place for place, example in enumerate(self.both.notes) if example.hash not in known]

    @cached_property
    def second(self) -> SecondStep:
        """The sentences of these notes: what the second step learns from."""
        notes = notes_of(self.both.sizes)
        rows = np.flatnonzero(np.isin(notes, self.unseen_notes))
        return SecondStep(rows, self._folds(self._second_groups(rows)))

    def _second_groups(self, rows: Sequence[int] | Rows) -> list[str]:
        """Return the groups of the second step's sentences: each note one of its own, where all are in one group."""
        every = {self.both.notes[place].group for place in self.unseen_notes}
        notes = notes_of(self.both.sizes)
        return [self.both.groups[row] if len(every) > 1 else str(notes[row]) for row in rows]

    @cached_property
    def space(self) -> FeatureSpace:
        notes = [example.note for example in self.learn.notes]
        fresh = self.signals is not None and len(self.unseen_notes) == len(self.both.notes)
        features = self.settings.features if fresh else self.settings.features.model_copy(update={"in_context": 0.0})
        return learn_space(notes, themes=self.codebook.codes, settings=features, embedding=self.embedding)

    @cached_property
    def signals(self) -> Signals | None:
        return self.encoder.read([example.note for example in self.both.notes]) if self.encoder else None

    @cached_property
    def all_rows(self) -> Any:
        meaning = self.signals.meaning if self.signals else None
        return self.space.rows([example.note for example in self.both.notes], in_context=meaning)

    @property
    def rows(self) -> Any:
        return self.all_rows[: len(self.learn.sentences)]

    @property
    def rows_aside(self) -> Any:
        return self.all_rows[len(self.learn.sentences) :]

    @cached_property
    def facts(self) -> CueTable:
        said = verdicts_of(self.signals, self.encoder, self.codebook) if self.signals and self.encoder else None
        return cue_table(self.both.sentences, notes_of(self.both.sizes), self.codebook.codes, verdicts=said)

    @cached_property
    def folds(self) -> list[tuple[Rows, Rows]]:
        return self._folds(self.learn.groups)

    def _folds(self, groups: list[str]) -> list[tuple[Rows, Rows]]:
        return grouped_folds(groups, folds=self.settings.folds, seed=self.seed)

    # ------------------------------------------------------------ the steps

    def _themes(self, themes: tuple[str, ...]) -> LearntThemes:
        places = [self.codebook.codes.index(theme) for theme in themes]
        return learn_themes(
            themes,
            Seen(self.space.without_note(self.rows), self.learn.present_in_columns(themes)),
            aside=Seen(self.space.without_note(self.rows_aside), self.aside.present_in_columns(themes)),
            facts=self.facts.of_themes(places)[self.second.rows],
            folds=self.folds,
            second=self.second,
            settings=self.settings.themes,
            seed=self.seed,
        )

    def _practice(self) -> LearntPractice:
        return learn_practice(
            self.rows,
            [target.practice for target in self.learn.targets],
            aside=(self.rows_aside, [target.practice for target in self.aside.targets]),
            facts=self.facts.of_practice()[self.second.rows],
            folds=self.folds,
            second=self.second,
            settings=self.settings.practice,
        )

    def _polarity(self, pairs: list[Pair]) -> LearntPolarity:
        """Learn from all pairs that coders gave in the notes learnt from, and weigh on the second step's ``pairs``."""
        known = set(self.codebook.codes)
        taught = [
            Pair(row, theme)
            for row, target in enumerate(self.learn.targets)
            for theme in sorted(target.polarities)
            if theme in known
        ]
        places = {pair: place for place, pair in enumerate(taught)}
        if taught and not any(self.both.targets[pair.row].polarities for pair in pairs):
            raise ModelError(
                "no theme is coded in the notes that the second step may learn from; keep notes with themes for dev."
            )
        if not pairs:
            return LearntPolarity(None, [])
        return learn_polarity(
            (self._about(taught).wording, [self.learn.targets[pair.row].polarities[pair.theme] for pair in taught]),
            self._about(pairs),
            [self.both.targets[pair.row].polarities.get(pair.theme) for pair in pairs],
            learnt=[places.get(pair) for pair in pairs],
            folds=self._folds([self.learn.groups[pair.row] for pair in taught]),
            second_folds=self._folds(self._second_groups([pair.row for pair in pairs])),
            settings=self.settings.polarity,
        )

    def _about(self, pairs: list[Pair]) -> PairRows:
        return pair_rows(pairs, sentences=self.both.sentences, rows=self.all_rows, cues=self.facts, space=self.space)

    def _pairs(self, themes: LearntThemes) -> list[Pair]:
        """Return the second step's pairs: those that coders gave, and those that the model finds unseen, in order."""
        rows = self.second.rows
        found = np.argwhere(themes.held_out >= themes.model.cuts("balanced"))
        pairs = {Pair(int(rows[place]), themes.model.themes[column]) for place, column in found}
        known = set(self.codebook.codes)
        pairs |= {
            Pair(int(row), theme) for row in rows for theme in self.both.targets[row].polarities if theme in known
        }
        return sorted(pairs)

    def _notes(self, practice: LearntPractice) -> LearntNotes:
        """Learn from the notes whose sentences' scores are unseen."""
        examples = [self.both.notes[place] for place in self.unseen_notes]
        starts = np.cumsum([0, *self.both.sizes])
        ends = np.cumsum([len(example.note.sentences) for example in examples])
        return learn_notes(
            np.split(practice.held_out, ends[:-1]),
            [example.label for example in examples],
            folds=self._folds(self._second_groups([int(starts[place]) for place in self.unseen_notes])),
            settings=self.settings.note,
        )

    # ------------------------------------------------------------ what it comes to

    def _counts(self) -> dict[str, int]:
        return {
            "notes": len(self.learn.notes),
            "sentences": len(self.learn.sentences),
            "groups": len(set(self.learn.groups)),
            "notes_aside": len(self.aside.notes),
            "sentences_aside": len(self.aside.sentences),
            "sentences_weighed_on": len(self.second.rows),
        }

    def _figures(
        self, pairs: list[Pair], themes: LearntThemes, practice: LearntPractice, polarity: LearntPolarity
    ) -> dict[str, float]:
        """Return figures of what was said unseen. Thresholds were set on the same, so that they flatter a little."""
        row_of = {int(row): place for place, row in enumerate(self.second.rows)}
        found: list[dict[str, Polarity]] = [{} for _ in row_of]
        places = {theme: column for column, theme in enumerate(themes.model.themes)}
        cuts = themes.model.cuts("balanced")
        for pair, judged in zip(pairs, polarity.held_out, strict=True):
            column, row = places.get(pair.theme), row_of[pair.row]
            if column is not None and themes.held_out[row, column] >= cuts[column]:
                found[row][pair.theme] = judged
        said = [
            Said(PRACTICES[int(scores.argmax())], of_themes, float(scores[0] - scores[1]))
            for scores, of_themes in zip(practice.held_out, found, strict=True)
        ]
        targets = [self.both.targets[row] for row in self.second.rows]
        gold = [Said(target.practice, target.polarities) for target in targets]
        figures = sentence_figures(self.codebook.codes, self.codebook.core)
        return {name: round(figure(gold, said), 4) for name, figure in figures.items()}
