"""Review: which identifiers a person has yet to look at before a release, and what follows from what they decided.

The machine is unsure of some of what it finds, and cannot know what it missed. So a person decides each find below the
policy's certainty, and reads a random sample of notes without any. A decision against a find holds for the passage
and whatever lies within it; a decision for an identifier wins over one against it.
"""

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.store import reviewing
from corpus.store.database import WorkDatabase
from corpus.store.keys import keyed_hash
from corpus.store.reviewing import Review
from corpus.values import Identifier, Span
from nlp.plain import plain
from noteworthy.redaction_policy import RedactionPolicy
from noteworthy.roles import published_role

DECIDED = "a reviewer's decision"
"""The reason of an identifier that a person decided on."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A find that a person has to decide, with the key of its note."""

    note: str
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class Queue:
    """What is left to look at: finds in the order of the notes, and notes of the sample, by their keys."""

    finds: tuple[Doubt, ...]
    sample: tuple[str, ...]

    @property
    def left(self) -> int:
        """How many things are left to look at."""
        return len(self.finds) + len(self.sample)

    def by_type(self) -> dict[str, int]:
        """Return how many finds of each type are left, the most frequent first."""
        counted = Counter(doubt.identifier.type for doubt in self.finds)
        return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))

    def lines(self) -> list[str]:
        """Say how many are left, a line each: of finds by type, and of the sample."""
        finds = [f"  {kind} {count}" for kind, count in self.by_type().items()]
        return [f"finds to decide: {len(self.finds)}", *finds, f"notes of the sample to read: {len(self.sample)}"]

    def sentence(self) -> str:
        """Say it in one sentence."""
        if not self.left:
            return "Nothing is left to review."
        finds = f"{len(self.finds):,} uncertain find{'' if len(self.finds) == 1 else 's'}"
        notes = f"{len(self.sample):,} note{'' if len(self.sample) == 1 else 's'} of the sample"
        return f"Left to review: {finds} and {notes}."


def queue(database: WorkDatabase, policy: RedactionPolicy) -> Queue:
    """Return what is left to look at under a policy. What the policy leaves as it is need not be decided."""
    reviews = reviewing.standing_reviews(database.connection)
    finds = tuple(
        Doubt(find.note, find.identifier)
        for find in reviewing.uncertain_finds(database.connection, below=policy.certain_from)
        if policy.applies_to(find.text, [find.identifier])
        and not is_decided(find.identifier, reviews.get(find.note, ()))
    )
    seen = reviewing.standing_reviewed_notes(database.connection)
    return Queue(finds, tuple(note for note in sample(database, policy.sample) if note not in seen))


def sample(database: WorkDatabase, size: int) -> tuple[str, ...]:
    """Draw notes in which the machine found nothing, by keyed hash: the same ones each time, and nobody's choice.

    Who builds the database anew with another secret draws another sample; a few new notes change it by a few.
    """
    secret = database.secret_key()
    notes = reviewing.notes_without_finds(database.connection)
    return tuple(heapq.nsmallest(size, notes, key=lambda note: keyed_hash(secret, "review sample", note)))


def reviewed_identifiers(found: Iterable[Identifier], reviews: Sequence[Review]) -> list[Identifier]:
    """Return what is to be redacted in a note: what the machine found less what was cleared, and what people marked.

    ``reviews`` are the decisions that stand for the note. Where a person decided for an identifier, the type is theirs.
    """
    decided = [Identifier(one.start, one.end, one.type, 1.0, DECIDED) for one in _for(reviews)]
    kept = [one for one in found if not _lies_within(one, reviews)]
    return sorted([*kept, *decided], key=lambda one: (one.start, one.end))


def is_decided(find: Identifier, reviews: Iterable[Review]) -> bool:
    """Tell whether a person has decided on a find, or on a passage that it lies within."""
    return _lies_within(find, reviews)


def is_cleared(find: Identifier, reviews: Sequence[Review]) -> bool:
    """Tell whether a find lies in a passage that a person declared to be no identifier, and in none that is one."""
    return _lies_within(find, _against(reviews)) and not _lies_within(find, _for(reviews))


def cleared(database: WorkDatabase) -> frozenset[tuple[str, int, int]]:
    """Return the passages that people declared to be no identifiers, as (note key, start, end).

    They are the passages decided on, and the machine's finds within them.
    """
    passages: set[tuple[str, int, int]] = set()
    for note, reviews in reviewing.standing_reviews(database.connection).items():
        found = [*reviewing.finds_of(database.connection, note), *_passages(_against(reviews))]
        passages.update((note, one.start, one.end) for one in found if is_cleared(one, reviews))
    return frozenset(passages)


def cleared_in(work: Path) -> frozenset[tuple[str, int, int]]:
    """Return the cleared passages of a private database file."""
    with WorkDatabase(work, create=False) as database:
        return cleared(database)


def marked(database: WorkDatabase) -> frozenset[tuple[str, int, int]]:
    """Return the passages that people declared to be identifiers, as (note key, start, end)."""
    standing = reviewing.standing_reviews(database.connection)
    return frozenset((note, one.start, one.end) for note, reviews in standing.items() for one in _for(reviews))


def places_of(words: str, text: str) -> list[Span]:
    """Return every place of these words in a text, as words of their own.

    They are looked for as they are typed; where they stand nowhere so, in any case of letters. A text is read as it
    looks, so that invisible and look-alike characters hide nothing.
    """
    typed = plain(words).text.split()
    seen = plain(text)
    if not typed:
        return []
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, typed)) + r"(?!\w)"
    found = list(re.finditer(pattern, seen.text)) or list(re.finditer(pattern, seen.text, re.IGNORECASE))
    return [Span(seen.start(one.start()), seen.end(one.end())) for one in found]


def _for(reviews: Iterable[Review]) -> list[Review]:
    return [review for review in reviews if review.decision == "identifier"]


def _against(reviews: Iterable[Review]) -> list[Review]:
    return [review for review in reviews if review.decision == "not"]


def _passages(reviews: Iterable[Review]) -> list[Identifier]:
    return [Identifier(review.start, review.end, review.type, 0.0) for review in reviews]


def _lies_within(find: Identifier, reviews: Iterable[Review]) -> bool:
    return any(review.start <= find.start and find.end <= review.end for review in reviews)


# ---------------------------------------------------------------- what a manifest may say of it


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """What people looked at, without who they were: their roles alone may be published, those of a short list."""

    left: int
    decided: int
    """Finds that were decided on."""
    cleared: int
    """Those of them that were no identifiers."""
    sample_read: int
    """Notes in which the machine found nothing, read by people."""
    sample_with_missed: int
    """Those of them in which people found something."""
    missed_share_at_most: float | None
    """Upper end of the 95% interval (Wilson 1927) of the share of such notes in which something was missed."""
    roles: tuple[str, ...]


def summary(database: WorkDatabase, left: Queue) -> ReviewSummary:
    """Gather what was reviewed."""
    reviews = reviewing.standing_reviews(database.connection)
    decided = [review for of_note in reviews.values() for review in of_note]
    read = reviewing.standing_reviewed_notes(database.connection)
    missed = sum(any(_for(reviews.get(note, ()))) for note in read)
    return ReviewSummary(
        left=left.left,
        decided=len(decided),
        cleared=len(_against(decided)),
        sample_read=len(read),
        sample_with_missed=missed,
        missed_share_at_most=round(_wilson_upper(missed, len(read)), 4) if read else None,
        roles=tuple(sorted(set(map(published_role, _roles(decided) | reviewing.roles(database.connection))))),
    )


def _roles(decided: Iterable[Review]) -> set[str]:
    return {review.role for review in decided}


def _wilson_upper(count: int, of: int) -> float:
    z = 1.959964
    share, spread = count / of, z * z / of
    return min(1.0, (share + spread / 2 + z * math.sqrt(share * (1 - share) / of + spread / (4 * of))) / (1 + spread))
