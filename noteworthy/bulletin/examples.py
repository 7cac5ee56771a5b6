"""Examples: of many passages the few that are clearest, and unlike each other.

Clear is what coders called so, and what the machine, which knows plain words best, is surest of; then a sentence that
says one thing, neither so short that it says little nor so long that it says much besides. Each next example differs
from those before it: another case, another factor or organisation where there is one, other words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus.values import POLARITIES
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.note_themes import IntArray

MOST_LOOKED_AT = 200
"""Passages, the clearest first, among which unlike ones are sought."""

MOST_ALIKE = 0.4
"""Share of the words of two passages that both may have (Jaccard's index) before they count as the same."""

FEWEST_CHARACTERS, MOST_CHARACTERS = 40, 270

_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a note that bears a theme, by positions in the frames of the data."""

    coding: int
    note: int
    start: int
    end: int
    theme: str
    polarity: str


@dataclass(frozen=True, eq=False)
class Origins:
    """Where notes come from: the factor of each, and the kind of organisation of its case, as codes of short lists."""

    data: BulletinData
    factor: pd.Categorical
    organisation: pd.Categorical

    @classmethod
    def of(cls, data: BulletinData) -> "Origins":
        """Look up every note once."""
        factors = pd.Categorical(data.judgements["factor"])
        judgement, case = data.notes["judgement"].to_numpy(), data.notes["case"].to_numpy()
        of_note = pd.Categorical.from_codes(np.append(factors.codes, -1)[judgement], categories=factors.categories)
        return cls(data, of_note, data.of_case("organisation_kind", case))

    def words(self, note: int) -> str:
        """Return in words where a note comes from; empty where nothing is known."""
        factor, organisation = self.factor[note], self.organisation[note]
        known = [self.data.factor_name(factor) if isinstance(factor, str) else "", organisation]
        return ", ".join(part for part in known if isinstance(part, str) and part)


@dataclass(frozen=True, eq=False)
class Passages:
    """The passages that stand, each with how clear it is: as long as ``data.codings``, and in its order."""

    data: BulletinData
    note: IntArray
    theme: pd.Categorical
    polarity: pd.Categorical
    start: IntArray
    end: IntArray
    origins: Origins
    clarity: NDArray[np.float64]

    @classmethod
    def of(cls, data: BulletinData, kinds: Sequence[str]) -> "Passages":
        """Rank the codings that stand, in notes of these kinds; others are never chosen."""
        codings = data.codings
        sentence = codings["sentence"].to_numpy()
        wanted = np.isin(pd.Categorical(data.notes["kind"]), list(kinds))[codings["note"].to_numpy()]
        start = np.where(wanted, np.append(data.sentences["start"].to_numpy(), -1)[sentence], -1)
        end = np.append(data.sentences["end"].to_numpy(), -1)[sentence]
        themes, polarities = pd.Categorical(codings["theme"]), pd.Categorical(codings["polarity"])
        return cls(data, codings["note"].to_numpy(), themes, polarities, start, end, Origins.of(data), _clarity(data))

    def clearest(self, wanted: NDArray[np.bool_], *, most: int, taken: Sequence[Passage] = ()) -> list[Passage]:
        """Return up to ``most`` of the wanted codings, unlike each other and those ``taken`` already."""
        rows = np.flatnonzero(wanted & (self.start >= 0))
        rows = rows[np.argsort(-self.clarity[rows], kind="stable")][:MOST_LOOKED_AT]
        left = [self._candidate(self._passage(int(row))) for row in rows]
        seen = [self._candidate(one) for one in taken]
        chosen: list[Passage] = []
        while len(chosen) < most and (found := _next(left, seen)) is not None:
            chosen.append(found.passage)
            seen.append(found)
        return chosen

    def _candidate(self, passage: Passage) -> "_Candidate":
        note = passage.note
        words = str(self.data.notes["text"].iat[note])[passage.start : passage.end].casefold()
        case = int(self.data.notes["case"].iat[note])  # type: ignore[arg-type]
        return _Candidate(passage, note, case, self.origins.words(note), frozenset(_WORD.findall(words)))

    def _passage(self, row: int) -> Passage:
        start, end = int(self.start[row]), int(self.end[row])
        return Passage(row, int(self.note[row]), start, end, str(self.theme[row]), str(self.polarity[row]))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage with what it is compared to others by."""

    passage: Passage
    note: int
    case: int
    place: str
    words: frozenset[str]

    def repeats(self, other: "_Candidate") -> bool:
        if self.note == other.note or (self.case >= 0 and self.case == other.case):
            return True
        return len(self.words & other.words) > MOST_ALIKE * len(self.words | other.words)


def _next(left: Sequence[_Candidate], seen: Sequence[_Candidate]) -> _Candidate | None:
    """Return the clearest that differs from all seen, in where it comes from if possible, in its words always."""
    fallback = None
    for one in left:
        if not one.words or any(one.repeats(other) for other in seen):
            continue
        if not any(one.place == other.place for other in seen):
            return one
        fallback = fallback or one
    return fallback


def _clarity(data: BulletinData) -> NDArray[np.float64]:
    """Return how clear each passage is: coders' clarity or the machine's confidence first, then its form."""
    codings, readings = data.codings, data.readings
    agreed = readings[np.asarray(pd.Categorical(readings["coder"]) == "adjudicated")]
    by_note = np.full(len(data.notes) + 1, np.nan)
    by_note[agreed["note"].to_numpy()] = agreed["clarity"].to_numpy()
    by_note[-1] = np.nan
    by_coders = (by_note[codings["note"].to_numpy()] - 1) / 2
    by_coders[by_coders < 0] = np.nan
    said = np.nan_to_num(by_coders, nan=0.5) + _machine_confidence(data)
    sentence = codings["sentence"].to_numpy()
    length = np.append(data.sentences["end"].to_numpy() - data.sentences["start"].to_numpy(), 0)[sentence]
    themes = np.bincount(sentence[sentence >= 0], minlength=len(data.sentences) + 1)[sentence]
    fits = (length >= FEWEST_CHARACTERS) & (length <= MOST_CHARACTERS)
    return np.asarray(said + 0.3 * fits + 0.2 / np.maximum(themes, 1), dtype=np.float64)


def _machine_confidence(data: BulletinData) -> NDArray[np.float64]:
    """Return how sure the machine is of each coding that stands; 0 where it does not say the same of the sentence."""
    by_machine = data.every_coding[np.asarray(pd.Categorical(data.every_coding["coder"]) == "machine")]
    wanted, held = _saying(data, data.codings), _saying(data, by_machine)
    order = np.argsort(held, kind="stable")
    place = np.minimum(np.searchsorted(held[order], wanted), max(len(held) - 1, 0))
    if not len(held):
        return np.zeros(len(wanted))
    confidence = np.nan_to_num(by_machine["confidence"].to_numpy())[order][place]
    return np.asarray(np.where(held[order][place] == wanted, confidence, 0.0), dtype=np.float64)


def _saying(data: BulletinData, codings: pd.DataFrame) -> IntArray:
    """Return a number for sentence, theme and polarity together."""
    themes = pd.Categorical(codings["theme"]).set_categories([theme.code for theme in data.themes]).codes
    polarities = pd.Categorical(codings["polarity"]).set_categories(list(POLARITIES)).codes
    sentence = codings["sentence"].to_numpy().astype(np.int64)
    return np.asarray((sentence * (len(data.themes) + 1) + themes + 1) * 5 + polarities + 1, dtype=np.int64)
