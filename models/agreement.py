"""How far coders agree: every figure of ``noteworthy agreement``, each with its interval over resampled notes."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from corpus.values import POLARITIES, STATUSES
from models.intervals import Interval, Resamples
from models.ratings import Figure, Ratings
from models.reliability import masi_distances, share
from models.shared import SharedCoding, Themes


@dataclass(frozen=True, slots=True)
class Reliability:
    """Agreement on one question: how many units two coders or more answered, and figures by name."""

    units: int
    figures: dict[str, Interval]


@dataclass(frozen=True, slots=True)
class ThemeReliability:
    """Agreement on one theme."""

    given: int
    """Sentences to which at least one coder gave it."""
    by_coder: dict[str, float]
    """Share of the sentences to which each coder gave it; ``nan`` for one without sentences."""
    prevalence: float
    """Share of all answers that gave it."""
    presence: Reliability
    polarity: Reliability
    evidence: Reliability


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of coders on shared notes."""

    themes: dict[str, ThemeReliability]
    micro_f1: dict[str, Interval]
    """F1 between coders over core themes, all themes, and themes with their polarity."""
    questions: dict[str, Reliability]
    """What else coders were asked, by name."""


def measure_agreement(
    shared: SharedCoding, *, themes: Sequence[str], core: Sequence[str], resamples: Resamples
) -> Agreement:
    """Work out every figure."""
    measure = _Measure(shared, resamples)
    return Agreement(
        themes={theme: measure.theme(theme) for theme in themes},
        micro_f1={
            name: measure.micro_f1(some, polarity=polarity)
            for name, some, polarity in (
                ("core themes", core, False), ("all themes", themes, False), ("theme by polarity", themes, True)
            )
            if some
        },
        questions={
            "themes as a set": measure.sets(lambda given: frozenset(given)),
            "theme by polarity as a set": measure.sets(
                lambda given: frozenset((theme, coding.polarity) for theme, coding in given.items())
            ),
            "polarity of themes": measure.nominal(shared.of_theme(themes, attrgetter("polarity"), POLARITIES)),
            "status of themes": measure.nominal(shared.of_theme(themes, attrgetter("status"), STATUSES)),
            "practice of sentences": measure.nominal(shared.practice()),
            "practice of notes": measure.nominal(shared.note_practice()),
            "clarity of notes": measure.ordinal(shared.clarity()),
            "everything in a sentence": measure.everything(),
            "evidence": measure.evidence(themes),
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Measure:
    shared: SharedCoding
    resamples: Resamples

    def nominal(self, ratings: Ratings) -> Reliability:
        return self._reliability(ratings, ratings.figures())

    def ordinal(self, ratings: Ratings) -> Reliability:
        return self._reliability(ratings, {"same": ratings.same(), "alpha": ratings.ordinal()})

    def sets(self, answer: Callable[[Themes], frozenset[Hashable]]) -> Reliability:
        ratings, sets = self.shared.sets(answer)
        return self._reliability(ratings, {"same": ratings.same(), "alpha": ratings.alpha(masi_distances(sets))})

    def theme(self, theme: str) -> ThemeReliability:
        ratings = self._given(theme, polarity=False)
        given, known = ratings.values == 1, ratings.values >= 0
        by_coder = np.asarray(share(given.sum(axis=0), known.sum(axis=0)))
        return ThemeReliability(
            given=int(given.any(axis=1).sum()),
            by_coder=dict(zip(self.shared.coders, by_coder.tolist(), strict=True)),
            prevalence=float(share(given.sum(), known.sum())),
            presence=self._reliability(ratings, ratings.figures() | {"f1": ratings.f1()}),
            polarity=self.nominal(self.shared.of_theme([theme], attrgetter("polarity"), POLARITIES)),
            evidence=self.evidence([theme]),
        )

    def micro_f1(self, themes: Sequence[str], *, polarity: bool) -> Interval:
        figures = [self._given(theme, polarity=polarity).f1() for theme in themes]
        return self._interval(Figure(np.sum([figure.parts for figure in figures], axis=0), figures[0].of))

    def everything(self) -> Reliability:
        """The share of sentences of which coders said the same throughout: practice, themes, polarity, status."""
        said = [
            (unit.note, [_everything(*both) for both in zip(unit.practices, unit.themes, strict=True)])
            for unit in self.shared.sentences
        ]
        distinct = list({one for _, of_unit in said for one in of_unit if one is not None})
        ratings = Ratings.of(said, distinct, notes=len(self.shared.notes), coders=len(self.shared.coders))
        return self._reliability(ratings, {"same": ratings.same()})

    def evidence(self, themes: Sequence[str]) -> Reliability:
        found = [pair for theme in themes for pair in self.shared.evidence(theme)]
        parts = np.zeros((len(self.shared.notes), 2))
        for note, meets in found:
            parts[note] += (meets, 1)
        overlap = self._interval(Figure(parts, lambda sums: share(sums[..., 0], sums[..., 1])))
        return Reliability(len(found), {"overlap": overlap})

    def _given(self, theme: str, *, polarity: bool) -> Ratings:
        """Return what coders gave of a theme; the first category is nothing."""
        if not polarity:
            return self.shared.answers(lambda given: theme in given, (False, True))
        return self.shared.answers(lambda given: given[theme].polarity if theme in given else "", ("", *POLARITIES))

    def _reliability(self, ratings: Ratings, figures: dict[str, Figure]) -> Reliability:
        found = {name: self._interval(figure) for name, figure in figures.items()}
        return Reliability(len(ratings.values), found)

    def _interval(self, figure: Figure) -> Interval:
        return self.resamples.interval(figure.parts, figure.of)


def _everything(practice: str | None, themes: Themes | None) -> Hashable:
    if themes is None:
        return None
    return practice, frozenset((coding.theme, coding.polarity, coding.status) for coding in themes.values())
