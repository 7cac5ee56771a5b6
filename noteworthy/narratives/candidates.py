"""Which passages are put before a person: clear ones of each theme, unlike each other, and of different cases.

What somebody approved and another person has yet to see comes first. What this person decided on, as it reads now, does
not come again.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from corpus.store.approving import person, standing_approvals
from corpus.store.counts import reader_of
from corpus.store.database import WorkDatabase
from corpus.store.keys import keyed_hash
from corpus.values import Polarity
from noteworthy.finder.clarity import clarity, level
from noteworthy.narratives.approved import Rules, verdicts
from noteworthy.narratives.passages import Passage, PassageReader
from noteworthy.summaries.settings import summary_settings
from noteworthy.summaries.terms import telling_terms

LOOKED_AT = 40
"""How many of the clearest are redacted and looked at for each one that is sought: redaction takes its time."""

_CODINGS = f"""
SELECT c.status, c.confidence, s.id, s.text,
  coalesce(r.practice, s.practice) AS practice
FROM codings c JOIN sentences s ON s.id = c.sentence
LEFT JOIN sentence_readings r ON r.sentence = s.id AND r.coder = {reader_of("s.note")}
WHERE c.standing = 1 AND c.theme = ? AND c.polarity = ?
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be approved for a theme."""

    theme: str
    polarity: Polarity
    passage: Passage
    needed: int
    """People who must approve it."""
    so_far: int
    """People who did."""


def candidates(
    database: WorkDatabase, reader: PassageReader, rules: Rules, *, approver: str, theme: str | None = None
) -> tuple[Candidate, ...]:
    """Return what to put before a person, of one theme or of each in turn."""
    found = _Choice(database, reader, rules, approver)
    themes = [code for (code,) in database.connection.execute("SELECT code FROM themes ORDER BY position")]
    wanted = [code for code in themes if theme in (None, code)]
    waiting = [one for one in found.waiting() if one.theme in wanted]
    turns = [list(found.of(code, polarity)) for code in wanted for polarity in rules.narratives.polarities]
    return (*waiting, *(one for turn in zip_longest(*turns) for one in turn if one is not None))


class _Choice:
    """What has been decided and chosen so far, against which the next is held."""

    def __init__(self, database: WorkDatabase, reader: PassageReader, rules: Rules, approver: str) -> None:
        self._database, self._reader, self._rules = database, reader, rules
        who = person(approver)
        self._decided = {
            (one.sentence, one.text_sha256)
            for one in standing_approvals(database.connection)
            if person(one.approver) == who
        }
        self._met: set[str] = set()
        self._words: list[set[str]] = []
        self._of_case: Counter[str] = Counter()
        self._of_theme: Counter[tuple[str, Polarity]] = Counter()
        self._waiting: list[Candidate] = []
        for found in verdicts(database, reader):
            told = found.told(rules) if found is not None else None
            if found is None or told is None:
                continue
            self._met.add(found.passage.sentence)
            if not found.refused and found.approved_by:
                self._take(found.passage, told.theme, told.polarity)
                if not found.is_enough(rules) and not self._is_decided(found.passage):
                    so_far = len(found.approved_by)
                    self._waiting.append(self._candidate(found.passage, told.theme, told.polarity, so_far))

    def waiting(self) -> Iterable[Candidate]:
        """Return what others approved and this person has yet to see."""
        return self._waiting

    def of(self, theme: str, polarity: Polarity) -> Iterator[Candidate]:
        """Yield clear passages of a theme and polarity, until there are as many as are sought."""
        missing = self._rules.narratives.each - self._of_theme[theme, polarity]
        if missing <= 0:
            return
        for sentence in self._clearest(theme, polarity, LOOKED_AT * missing):
            passage = self._reader.passage(sentence) if sentence not in self._met else None
            if passage is None or not self._may_stand(passage, theme, polarity):
                continue
            self._met.add(sentence)
            self._take(passage, theme, polarity)
            yield self._candidate(passage, theme, polarity)
            missing -= 1
            if not missing:
                return

    def _clearest(self, theme: str, polarity: Polarity, most: int) -> list[str]:
        """Return sentences, the clearest first; those that are as clear are mixed by keyed hash, the same each time."""
        secret, limits = self._database.secret_key(), self._rules.narratives
        near = range(limits.shortest // 2, limits.longest * 2)
        points: dict[str, tuple[int, str]] = defaultdict(lambda: (0, ""))
        for row in self._database.connection.execute(_CODINGS, (theme, polarity)):
            # Redaction changes lengths a little, and seldom how a sentence begins and ends: looked at again after it.
            text = row["text"].strip()
            if row["status"] not in limits.statuses or len(text) not in near or not _stands_alone(text):
                continue
            sure = clarity(polarity, row["status"], row["confidence"], len(text))
            clear = level(sure if row["practice"] == polarity else sure / 2)
            mixed = keyed_hash(secret, "passages to approve", row["id"])
            points[row["id"]] = max(points[row["id"]], (clear, mixed))
        return heapq.nlargest(most, points, key=points.__getitem__)

    def _may_stand(self, passage: Passage, theme: str, polarity: Polarity) -> bool:
        limits = self._rules.narratives
        told = passage.told_of(theme)
        return (
            limits.shortest <= len(passage.text) <= limits.longest
            and passage.placeholders <= limits.most_placeholders
            and told is not None
            and told.polarity == polarity
            and self._rules.people_needed(passage) > 0
            and _stands_alone(passage.text)
            and not self._is_decided(passage)
            and self._of_case[passage.case] < limits.most_of_a_case
            and not any(_alike(telling_terms(passage.text), other) > limits.most_alike for other in self._words)
        )

    def _is_decided(self, passage: Passage) -> bool:
        return (passage.sentence, passage.sha256) in self._decided

    def _take(self, passage: Passage, theme: str, polarity: Polarity) -> None:
        self._words.append(telling_terms(passage.text))
        self._of_case[passage.case] += 1
        self._of_theme[theme, polarity] += 1

    def _candidate(self, passage: Passage, theme: str, polarity: Polarity, so_far: int = 0) -> Candidate:
        return Candidate(theme, polarity, passage, self._rules.people_needed(passage), so_far)


def _stands_alone(text: str) -> bool:
    """Tell whether a sentence is whole, and does not lean on the one before."""
    first = text.partition(" ")[0].strip(",").lower()
    return text[:1].isupper() and text[-1:] in ".!?" and first not in summary_settings().examples.leaning


def _alike(one: set[str], other: set[str]) -> float:
    """Return the share of all their words that two passages have in common (Jaccard's index)."""
    return len(one & other) / len(one | other) if one | other else 1.0
