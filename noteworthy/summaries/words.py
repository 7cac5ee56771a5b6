"""Which words tell passages of good practice from those of poor, theme by theme and factor by factor.

Log-odds with an informative prior (Monroe, Colaresi and Quinn 2008, as in `noteworthy.statistics.distinctive`), on
cases rather than on words: however often one person's story says a word, it counts once. The prior is how many cases
say a word anywhere, so that rare words need more to be distinctive.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from corpus.store.rows import Row
from noteworthy.statistics.distinctive import PRIOR_WORDS, log_odds
from noteworthy.summaries.passages import ReadSentence
from noteworthy.summaries.settings import WordSettings
from noteworthy.summaries.shares import JUDGED
from noteworthy.summaries.terms import telling_terms

Subject = tuple[str, str]
"""What passages are on: theme or factor, and its code."""


class _Found(NamedTuple):
    z: float
    word: str
    log_odds: float


class DistinctiveWords:
    """Counts words sentence by sentence; sentences of one case have to come together."""

    def __init__(self) -> None:
        self._case: str | None = None
        self._everywhere: Counter[str] = Counter()
        self._found: dict[tuple[Subject, str], Counter[str]] = defaultdict(Counter)
        self._of_case: dict[tuple[Subject, str], set[str]] = defaultdict(set)
        self._words_of_case: set[str] = set()

    def add(self, sentence: ReadSentence) -> None:
        """Take in a sentence."""
        if sentence.case != self._case:
            self._close_case()
            self._case = sentence.case
        words = telling_terms(sentence.text)
        self._words_of_case |= words
        for told in sentence.codings:
            if told.polarity in JUDGED:
                self._of_case[("theme", told.theme), told.polarity] |= words
                if sentence.factor:
                    self._of_case[("factor", sentence.factor), told.polarity] |= words

    def _close_case(self) -> None:
        self._everywhere.update(self._words_of_case)
        for place, words in self._of_case.items():
            self._found[place].update(words)
        self._words_of_case = set()
        self._of_case.clear()

    def rows(self, settings: WordSettings) -> Iterator[Row]:
        """Yield the rows of `distinctive_words`: for each subject the words most surely of one side."""
        self._close_case()
        for subject in sorted({subject for subject, _ in self._found}):
            good, poor = (self._found[subject, polarity] for polarity in JUDGED)
            yield from self._of_subject(subject, good, poor, settings)

    def _of_subject(
        self, subject: Subject, good: Counter[str], poor: Counter[str], settings: WordSettings
    ) -> Iterator[Row]:
        if not good or not poor:
            return
        words = sorted(good.keys() | poor.keys())
        prior = [self._everywhere[word] for word in words]
        # What neither side says is one word more, so that the prior is of all words.
        rest = self._everywhere.total() - sum(prior)
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
