"""Which passages may go out: those that enough people approved, that nobody refused, just as they read today."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.store.approving import Approval, person, standing_approvals
from corpus.store.database import WorkDatabase
from corpus.store.rows import Row
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.narratives.passages import Passage, PassageReader, Told
from noteworthy.narratives.policy import NarrativesPolicy
from noteworthy.publication import PublicKeys
from noteworthy.redaction_policy import RedactionPolicy
from noteworthy.roles import published_role

Shown = Callable[[Told, str | None], bool]
"""Whether the counts that a passage belongs to are shown: over all kinds of text, or of one."""
KEY_KIND = "approved passage"
"""Kind of the public key of a passage: no note and no sentence has one of this kind."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The parts of a policy that passages go by."""

    narratives: NarrativesPolicy
    disclosure: DisclosurePolicy
    redaction: RedactionPolicy

    def people_needed(self, passage: Passage) -> int:
        """Return how many people must approve a passage; 0 where it may never go out."""
        return self.narratives.people_needed(sensitive=self.is_sensitive(passage))

    def is_sensitive(self, passage: Passage) -> bool:
        """Tell whether a passage touches a sensitive theme, whichever it is to stand for."""
        return not passage.themes.isdisjoint(self.disclosure.sensitive.categories.get("theme", frozenset()))


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What people decided of a sentence, as its words are now."""

    passage: Passage
    theme: str
    approved_by: tuple[Approval, ...]
    refused: bool

    def told(self, rules: Rules) -> Told | None:
        """Return what it would go out with; `None` where its coding has changed, counts no more, or is not wanted."""
        told = self.passage.told_of(self.theme)
        wanted = told is not None and told.polarity in rules.narratives.polarities
        if any(told is not None and one.polarity != told.polarity for one in self.approved_by):
            return None
        return told if wanted and told is not None and told.status in rules.narratives.statuses else None

    def is_enough(self, rules: Rules) -> bool:
        """Tell whether as many people approved it as must."""
        sensitive = rules.is_sensitive(self.passage) or any(one.sensitive for one in self.approved_by)
        needed = rules.narratives.people_needed(sensitive=sensitive)
        return not self.refused and 0 < needed <= len(self.approved_by)


@dataclass(frozen=True, slots=True)
class Approved:
    """What goes out, and how the rest of what was decided fares."""

    passages: tuple[tuple[Passage, Told], ...]
    by: tuple[tuple[Approval, ...], ...]
    """The approvals that each rests on."""
    waiting: int
    """Passages that somebody approved and too few did."""
    refused: int
    changed: int
    """Decided on with other words than they have now, or with a coding that no longer counts."""
    over: int
    """Approved, and left out since their case has as many already as the policy allows."""
    uncounted: int
    """Approved, and left out since a count that they belong to is hidden."""

    def facts(self) -> dict[str, object]:
        """Return what a manifest may say: counts, and roles."""
        by_theme = Counter(told.theme for _, told in self.passages)
        approvals = [one for of_passage in self.by for one in of_passage]
        return {
            "passages": len(self.passages), "by_theme": dict(sorted(by_theme.items())), "approvals": len(approvals),
            "refused": self.refused, "roles": sorted({published_role(one.role) for one in approvals}),
        }  # fmt: skip

    def where(self, shown: Shown) -> "Approved":
        """Return what may stand beside the counts: a passage tells that the cells it belongs to are not empty.

        One that belongs to a hidden cell by theme and polarity is left out, and its kind of text where that is hidden.
        """
        kept = [one for one in zip(self.passages, self.by, strict=True) if shown(one[0][1], None)]
        passages = tuple(
            (passage if shown(told, passage.kind) else replace(passage, kind=""), told) for (passage, told), _ in kept
        )
        left_out = len(self.passages) - len(kept)
        return replace(self, passages=passages, by=tuple(by for _, by in kept), uncounted=left_out)

    def rows(self, keys: PublicKeys) -> list[Row]:
        """Return the rows of `approved_passages`, in the order of their keys, which says nothing of their origin."""
        rows: list[Row] = [
            {
                "id": keys(KEY_KIND, passage.sentence), "text": passage.text, "theme": told.theme,
                "polarity": told.polarity, "status": told.status, "practice": passage.practice,
                "kind": passage.kind or None,
            }
            for passage, told in self.passages
        ]  # fmt: skip
        return sorted(rows, key=lambda row: row["id"])

    def sentences(self) -> Iterator[str]:
        """Say what is left out and why, where anything is."""
        told = (
            (self.waiting, "waiting for another person's approval"),
            (self.changed, "to be decided anew, since their words or their coding have changed"),
            (self.over, "left out, since their case has as many in the release as it may"),
            (self.uncounted, "left out, since a count that they belong to is hidden"),
            (self.refused, "refused"),
        )
        left = [f"{count:,} {what}" for count, what in told if count]
        if left:
            yield f"Further passages that people decided on: {', '.join(left)}."


def verdicts(database: WorkDatabase, reader: PassageReader) -> Iterator[Verdicts | None]:
    """Yield what people decided of each sentence, the first decided first; `None` for one that reads otherwise now."""
    decisions = standing_approvals(database.connection)
    order = {one.sentence: None for one in decisions}
    by_sentence = {key: tuple(group) for key, group in groupby(sorted(decisions, key=_sentence_of), key=_sentence_of)}
    for sentence in order:
        yield _verdicts(reader.passage(sentence), by_sentence[sentence])


def _sentence_of(approval: Approval) -> str:
    return approval.sentence


def _verdicts(passage: Passage | None, decisions: Sequence[Approval]) -> Verdicts | None:
    of_these_words = [one for one in decisions if passage is not None and one.text_sha256 == passage.sha256]
    if passage is None or not of_these_words:
        return None
    approvals = {person(one.approver): one for one in of_these_words if one.decision == "approve"}
    refused = any(one.decision == "refuse" for one in of_these_words)
    return Verdicts(passage, of_these_words[0].theme, tuple(approvals.values()), refused)


def approved(database: WorkDatabase, rules: Rules) -> Approved:
    """Gather what may go out under a policy."""
    reader = PassageReader(database, rules.redaction)
    passages: list[tuple[Passage, Told]] = []
    by: list[tuple[Approval, ...]] = []
    of_case: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for found in verdicts(database, reader):
        told = found.told(rules) if found is not None else None
        state = _state(found, told, rules)
        if state == "passages" and found is not None and told is not None:
            if of_case[found.passage.case] == rules.narratives.most_of_a_case:
                state = "over"
            else:
                of_case[found.passage.case] += 1
                passages.append((found.passage, told))
                by.append(found.approved_by)
        counted[state] += 1
    return Approved(
        tuple(passages), tuple(by), counted["waiting"], counted["refused"], counted["changed"], counted["over"], 0,
    )  # fmt: skip


def _state(found: Verdicts | None, told: Told | None, rules: Rules) -> str:
    if found is not None and found.refused:
        return "refused"
    if found is None or told is None:
        return "changed"
    return "passages" if found.is_enough(rules) else "waiting"
