"""Which counts of answers and of themes are of the same people, so that they must be protected against one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus.store.counts import NOT_KNOWN
from noteworthy.bulletin.answers import Answered
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.note_themes import BASES
from noteworthy.bulletin.theme_counts import ThemeCounts
from noteworthy.disclosure.earlier import Earlier
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.safe_counts import OTHER

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class BesideThemes:
    """What links counts of answers to those of themes; nothing where they are of different people."""

    themes: ThemeCounts | None = None
    parts: Mapping[str, dict[str, str]] = field(default_factory=dict)
    """By attribute, which part each of its values counts in: as the tables of themes have it."""
    everyone: tuple[str, ...] = ()
    """Questions asked in every case that the tables of themes count."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Return the attributes by which both are divided."""
        return tuple(self.parts)

    def told(self, policy: DisclosurePolicy) -> Earlier | None:
        """Return what a reader of the themes knows of the cases."""
        if self.themes is None:
            return None
        return self.themes.told(policy, dimensions=self.dimensions, everyone=self.everyone)


def beside_themes(
    data: BulletinData, known: Sequence[Answered], themes: ThemeCounts | None, by: Sequence[str]
) -> BesideThemes:
    """Find out which counts of answers and of themes, by these attributes of cases, are of the same people.

    They are linked where each case with an answer has a note that counts. The same division is used for both then.
    """
    if themes is None or not known:
        return BesideThemes()
    with_note, alone = _with_note(data)
    answered = {one.measure.code: np.asarray(one.closed.any(axis=1)) for one in known}
    if any((cases & ~with_note).any() for cases in answered.values()):
        return BesideThemes()
    parts = {name: divided for name in by if (divided := _divided(data, themes, name, with_note, alone=alone))}
    everyone = tuple(code for code, cases in answered.items() if not alone and np.array_equal(cases, with_note))
    return BesideThemes(themes, parts, everyone)


def _with_note(data: BulletinData) -> tuple[Flags, bool]:
    """Return which cases have a note that counts, and whether notes without a case count as cases of their own."""
    counted = np.isin(pd.Categorical(data.notes["counted"]), BASES)
    cases = data.notes["case"].to_numpy()[counted]
    found = np.zeros(len(data.cases), dtype=bool)
    found[cases[cases >= 0]] = True
    return found, bool((cases < 0).any())


def _divided(data: BulletinData, themes: ThemeCounts, name: str, with_note: Flags, *, alone: bool) -> dict[str, str]:
    """Return the part of each value; nothing where the tables of themes do not divide just these cases so."""
    counts = themes.cases(name)
    values = pd.Categorical(data.cases[name])
    words = [*map(str, values.categories), NOT_KNOWN]
    parts = {word: word if word in counts else OTHER for word in words}
    held = np.bincount(values.codes[with_note] % len(words), minlength=len(words))
    of_part: dict[str, int] = {}
    for word, many in zip(words, held.tolist(), strict=True):
        if many:
            of_part[parts[word]] = of_part.get(parts[word], 0) + many
    fits = all(many <= counts.get(part, 0) if alone else many == counts.get(part, 0) for part, many in of_part.items())
    return {word: part for word, part in parts.items() if part in counts} if fits else {}
