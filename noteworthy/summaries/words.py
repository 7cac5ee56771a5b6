"""Which words tell passages of good practice from those of poor, theme by theme and factor by factor.

Log-odds with an informative prior (Monroe, Colaresi and Quinn 2008, as in `noteworthy.statistics.distinctive`), on
cases rather than on words: however often one person's story says a word, it counts once. The prior is how many cases
say a word anywhere, so that rare words need more to be distinctive.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from corpus.store.rows import Row
from noteworthy.statistics.distinctive import PRIOR_WORDS, log_odds
from noteworthy.summaries.passages import ReadSentence
from noteworthy.summaries.settings import WordSettings
from noteworthy.summaries.shares import JUDGED
from noteworthy.summaries.terms import Vocabulary

Subject = tuple[str, str]
"""What passages are on: theme or factor, and its code."""


PUT_DOWN = 200_000
"""Words of one subject that wait to be counted: less than a megabyte."""


class _Found(NamedTuple):
    z: float
    word: str
    log_odds: float


class _Counts:
    """In how many cases each word stands, by its number: the numbers are put down as they come, and counted at times.

    That is half the work of counting them one by one, and in a large corpus most of the work there is.
    """

    def __init__(self) -> None:
        self._put_down = array("I")
        self._counted = np.zeros(0, dtype=np.int32)

    def add(self, numbers: set[int]) -> None:
        """Take in the words of a case."""
        self._put_down.extend(numbers)
        if len(self._put_down) >= PUT_DOWN:
            self._count()

    def _count(self) -> None:
        more = np.bincount(np.array(self._put_down, dtype=np.int64), minlength=len(self._counted)).astype(np.int32)
        more[: len(self._counted)] += self._counted
        self._counted, self._put_down = more, array("I")

    def by_word(self, spelt: Sequence[str]) -> Counter[str]:
        """Return the counts of the words that stand anywhere, given all words in the order of their numbers."""
        self._count()
        return Counter({spelt[number]: int(self._counted[number]) for number in np.flatnonzero(self._counted).tolist()})


class DistinctiveWords:
    """Counts words sentence by sentence; sentences of one case have to come together."""

    def __init__(self) -> None:
        self._case: str | None = None
        self._vocabulary = Vocabulary()
        self._everywhere = _Counts()
        self._found: dict[tuple[Subject, str], _Counts] = defaultdict(_Counts)
        self._of_case: dict[tuple[Subject, str], set[int]] = defaultdict(set)
        self._words_of_case: set[int] = set()

    def add(self, sentence: ReadSentence) -> None:
        """Take in a sentence."""
        if sentence.case != self._case:
            self._close_case()
            self._case = sentence.case
        words = self._vocabulary.numbers(sentence.text)
        self._words_of_case |= words
        for told in sentence.codings:
            if told.polarity in JUDGED:
                self._of_case[("theme", told.theme), told.polarity] |= words
                if sentence.factor:
                    self._of_case[("factor", sentence.factor), told.polarity] |= words

    def _close_case(self) -> None:
        self._everywhere.add(self._words_of_case)
        for place, words in self._of_case.items():
            self._found[place].add(words)
        self._words_of_case = set()
        self._of_case.clear()

    def rows(self, settings: WordSettings) -> Iterator[Row]:
        """Yield the rows of `distinctive_words`: for each subject the words most surely of one side."""
        self._close_case()
        spelt = self._vocabulary.words
        everywhere = self._everywhere.by_word(spelt)
        for subject in sorted({subject for subject, _ in self._found}):
            good, poor = (self._found[subject, polarity].by_word(spelt) for polarity in JUDGED)
            yield from _of_subject(subject, good, poor, everywhere, settings)


def _of_subject(
    subject: Subject, good: Counter[str], poor: Counter[str], everywhere: Counter[str], settings: WordSettings
) -> Iterator[Row]:
    if not good or not poor:
        return
    words = sorted(good.keys() | poor.keys())
    prior = [everywhere[word] for word in words]
    # What neither side says is one word more, so that the prior is of all words.
    rest = everywhere.total() - sum(prior)
    deltas, scores = log_odds(
        [*(good[word] for word in words), 0],
        [*(poor[word] for word in words), 0],
        prior=[*prior, rest],
        # In a small corpus the prior does not outweigh what the smaller side says itself.
        prior_words=min(PRIOR_WORDS, good.total(), poor.total()),
    )
    found = [
        _Found(float(score), word, float(delta))
        for word, delta, score in zip(words, deltas, scores, strict=False)
        # One case may have the word on both sides, so that this many at least have it.
        if abs(score) >= settings.least_z and max(good[word], poor[word]) >= settings.least_cases
    ]
    of_good = sorted((one for one in found if one.z > 0), key=lambda one: (-one.z, one.word))
    of_poor = sorted(one for one in found if one.z < 0)
    for one in (*of_good[: settings.kept], *of_poor[: settings.kept]):
        yield {
            "subject": subject[0], "code": subject[1], "word": one.word, "good": good[one.word],
            "poor": poor[one.word], "log_odds": round(one.log_odds, 4), "z": round(one.z, 3),
        }  # fmt: skip
