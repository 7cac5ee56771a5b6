"""Figures from what was agreed and what was predicted: pure functions, one definition each.

A theme's figures count sentences; micro-F1 adds up the counts of all themes, macro-F1 averages the themes that the
agreed coding holds. Theme by polarity counts a theme with another polarity as both a false alarm and a miss.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.values import PRACTICES, Polarity, Practice


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one sentence, by coders or by a model; ``lean`` is the score of good less that of poor."""

    practice: Practice
    polarities: dict[str, Polarity] = field(default_factory=dict)
    lean: float = 0.0


class Counts(NamedTuple):
    """Hits, false alarms and misses, with what follows from them; a figure that cannot be had is nought."""

    hits: int
    alarms: int
    misses: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.hits / (self.hits + self.alarms) if self.hits + self.alarms else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.hits + self.alarms + self.misses
        return 2 * self.hits / total if total else 0.0

    def plus(self, other: "Counts") -> "Counts":
        """Add another's counts."""
        return Counts(self.hits + other.hits, self.alarms + other.alarms, self.misses + other.misses)


def theme_counts(gold: Sequence[Said], found: Sequence[Said], theme: str) -> Counts:
    """Count the sentences in which a theme was found, rightly, wrongly, or not."""
    pairs = [(theme in a.polarities, theme in b.polarities) for a, b in zip(gold, found, strict=True)]
    return Counts(pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)))


def polarity_counts(gold: Sequence[Said], found: Sequence[Said], theme: str) -> Counts:
    """Count the sentences in which a theme was found with the right polarity, or not."""
    pairs = [(a.polarities.get(theme), b.polarities.get(theme)) for a, b in zip(gold, found, strict=True)]
    hits = sum(a is not None and a == b for a, b in pairs)
    return Counts(hits, sum(b is not None for _, b in pairs) - hits, sum(a is not None for a, _ in pairs) - hits)


def micro(counts: Sequence[Counts]) -> Counts:
    """Add up counts."""
    total = Counts(0, 0, 0)
    for one in counts:
        total = total.plus(one)
    return total


def macro_f1(counts: Sequence[Counts]) -> float:
    """Average F1 over those that are there to be found."""
    present = [one.f1 for one in counts if one.hits + one.misses]
    return sum(present) / len(present) if present else 0.0


def practice_accuracy(gold: Sequence[Said], found: Sequence[Said]) -> float:
    """Return the share of sentences with the right practice label."""
    return sum(a.practice == b.practice for a, b in zip(gold, found, strict=True)) / len(gold) if gold else float("nan")


def practice_macro_f1(gold: Sequence[Said], found: Sequence[Said]) -> float:
    """Average F1 over the four labels, those included that neither side uses."""
    return sum(_label_counts(gold, found, label).f1 for label in PRACTICES) / len(PRACTICES)


def _label_counts(gold: Sequence[Said], found: Sequence[Said], label: Practice) -> Counts:
    pairs = [(a.practice == label, b.practice == label) for a, b in zip(gold, found, strict=True)]
    return Counts(pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)))


def swaps(gold: Sequence[Said], found: Sequence[Said]) -> float:
    """Return the share of good or poor sentences that were taken for the opposite: the worst mistake."""
    judged = [(a.practice, b.practice) for a, b in zip(gold, found, strict=True) if a.practice in ("good", "poor")]
    return sum({a, b} == {"good", "poor"} for a, b in judged) / max(1, len(judged))


def good_poor_auc(gold: Sequence[Said], found: Sequence[Said]) -> float:
    """Return the chance that a good sentence leans further to good than a poor one does; a tie counts half."""
    good = [b.lean for a, b in zip(gold, found, strict=True) if a.practice == "good"]
    poor = [b.lean for a, b in zip(gold, found, strict=True) if a.practice == "poor"]
    return auc(good, poor)


def auc(above: Sequence[float], below: Sequence[float]) -> float:
    """Return the chance that one of ``above`` exceeds one of ``below``; ``nan`` where one is empty."""
    if not above or not below:
        return float("nan")
    ranked = sorted([(value, True) for value in above] + [(value, False) for value in below])
    ranks = 0.0
    first = 0
    while first < len(ranked):
        last = first
        while last < len(ranked) and ranked[last][0] == ranked[first][0]:
            last += 1
        ranks += sum(is_above for _, is_above in ranked[first:last]) * (first + last + 1) / 2
        first = last
    return (ranks - len(above) * (len(above) + 1) / 2) / (len(above) * len(below))


def brier(scores: Sequence[float], outcomes: Sequence[bool]) -> float:
    """Return the mean squared distance of scores from what came true; ``nan`` where there is none."""
    if not scores:
        return float("nan")
    return sum((score - outcome) ** 2 for score, outcome in zip(scores, outcomes, strict=True)) / len(scores)


def coverage(intervals: Sequence[tuple[float, float]], values: Sequence[float]) -> float:
    """Return the share of values inside their intervals, ends included; ``nan`` where there is none."""
    if not values:
        return float("nan")
    return sum(low <= value <= high for (low, high), value in zip(intervals, values, strict=True)) / len(values)


Figure = Callable[[Sequence[Said], Sequence[Said]], float]


def sentence_figures(themes: Sequence[str], core: Sequence[str]) -> dict[str, Figure]:
    """Return the figures of sentences by name; those of core themes only where the codebook has some."""
    figures: dict[str, Figure] = {}
    for name, some in (("core", tuple(core)), ("all", tuple(themes))):
        if some:
            figures |= _theme_figures(name, some)
    return figures | {
        "practice_accuracy": practice_accuracy,
        "practice_macro_f1": practice_macro_f1,
        "good_poor_swaps": swaps,
        "good_poor_auc": good_poor_auc,
    }


def _theme_figures(name: str, themes: tuple[str, ...]) -> dict[str, Figure]:
    return {
        f"{name}_theme_micro_f1": lambda a, b: micro([theme_counts(a, b, theme) for theme in themes]).f1,
        f"{name}_theme_macro_f1": lambda a, b: macro_f1([theme_counts(a, b, theme) for theme in themes]),
        f"{name}_theme_polarity_f1": lambda a, b: micro([polarity_counts(a, b, theme) for theme in themes]).f1,
    }
