"""A share that a machine counted, corrected for the errors that it makes, with what is not known of those errors.

Rogan and Gladen (1978), "Estimating prevalence from the results of a screening test", American Journal of Epidemiology
107, 71-76. The interval is that of Lang and Reiczigel (2014), "Confidence limits for prevalence of disease adjusted for
estimated sensitivity and specificity", Preventive Veterinary Medicine 113, 13-22. What a machine misses and what it
adds must have been counted on a random sample of the same corpus, coded by people: errors differ between corpora.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.estimates import CONFIDENCE, Estimate, unknown
from noteworthy.statistics.proportions import GroupLabels, counted, effective, quantile
from noteworthy.statistics.sampled import Sampled

METHOD = "Rogan-Gladen estimate, Lang-Reiczigel interval"
FEWEST = 10
"""Answers of each kind that the validation sample must have."""


@dataclass(frozen=True, slots=True)
class Validation:
    """How a machine's answers stood against those of people, on the same notes."""

    true_positive: int
    false_negative: int
    true_negative: int
    false_positive: int

    @classmethod
    def of(cls, machine: ArrayLike, people: ArrayLike) -> "Validation":
        """Count answers of both about the same notes."""
        said, right = np.asarray(machine, dtype=bool), np.asarray(people, dtype=bool)
        cells = (said & right, ~said & right, ~said & ~right, said & ~right)
        return cls(*(int(cell.sum()) for cell in cells))

    @property
    def positives(self) -> int:
        """Notes of which people said yes."""
        return self.true_positive + self.false_negative

    @property
    def negatives(self) -> int:
        """Notes of which people said no."""
        return self.true_negative + self.false_positive


def corrected_share(
    found: ArrayLike,
    trials: ArrayLike | None = None,
    *,
    validation: Validation,
    clusters: GroupLabels = None,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Return the share that people would have found, from what the machine found and how it errs."""
    yes, asked = counted(found, trials)
    sampled = Sampled.of(yes[:, None], asked[:, None], Clusters.given(clusters, len(yes)))
    n, groups = int(sampled.trials[0]), int(sampled.groups[0])
    reason = _refusal(n, validation)
    if reason:
        return unknown(reason, method=METHOD, n=n, groups=groups)
    freedoms = sampled.freedoms()
    worth = effective(sampled, freedoms)
    z = float(quantile(freedoms, confidence)[0])
    value, low, high = _lang_reiczigel(float(sampled.values[0]), float(worth[0]), validation, z)
    inside = [min(1.0, max(0.0, end)) for end in (value, low, high)]
    note = "The estimate lay outside 0 to 1 and was cut off there." if inside[0] != value else ""
    return Estimate(inside[0], inside[1], inside[2], n, groups, METHOD, note)


def _refusal(n: int, validation: Validation) -> str:
    if n == 0:
        return "There is no answer to count."
    if min(validation.positives, validation.negatives) < FEWEST:
        return (
            f"The validation sample has {validation.positives} notes with it and {validation.negatives} without; "
            f"{FEWEST} of each are needed."
        )
    right = validation.true_positive / validation.positives + validation.true_negative / validation.negatives
    return "" if right > 1 else "On the validation sample the machine did no better than chance."


def _lang_reiczigel(found: float, n: float, validation: Validation, z: float) -> tuple[float, float, float]:
    """Return the estimate and its ends, from counts raised by one or two as in their equations."""
    plain = _prevalence(
        found, validation.true_positive / validation.positives, validation.true_negative / validation.negatives
    )
    n_raised = n + z**2
    share = (n * found + z**2 / 2) / n_raised
    positives, negatives = validation.positives + 2, validation.negatives + 2
    sensitivity = (validation.true_positive + 1) / positives
    specificity = (validation.true_negative + 1) / negatives
    middle = _prevalence(share, sensitivity, specificity)
    shift = (
        2
        * z**2
        * (
            middle * sensitivity * (1 - sensitivity) / positives
            - (1 - middle) * specificity * (1 - specificity) / negatives
        )
    )
    variance = (
        share * (1 - share) / n_raised
        + middle**2 * sensitivity * (1 - sensitivity) / positives
        + (1 - middle) ** 2 * specificity * (1 - specificity) / negatives
    ) / (sensitivity + specificity - 1) ** 2
    half = z * float(np.sqrt(variance))
    return plain, middle + shift - half, middle + shift + half


def _prevalence(found: float, sensitivity: float, specificity: float) -> float:
    return (found + specificity - 1) / (sensitivity + specificity - 1)
