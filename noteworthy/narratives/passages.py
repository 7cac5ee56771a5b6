"""A single sentence as it would be published: redacted with its whole note, and then freed of what ties it to it.

The whole note is redacted, as for an open release, since a name is found by its other places too. Then placeholders are
numbered anew: `[PERSON 7]` would tell that the note names six others, and which of two passages is which person's.
"""

import re
import sqlite3
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple

from corpus.store import reviewing
from corpus.store.counts import reader_of
from corpus.store.database import WorkDatabase
from corpus.store.reviewing import text_sha256
from corpus.values import IDENTIFIER_TYPES, Polarity, Practice, RawText, RedactedText, Span, Status
from noteworthy.identifiers import find_all_identifiers
from noteworthy.publication import redacted_as_released
from noteworthy.redaction import Redaction, carry_sentences
from noteworthy.redaction_policy import RedactionPolicy
from noteworthy.reviewing import is_cleared, reviewed_identifiers

_KINDS = "|".join(re.escape(kind.replace("_", " ")) for kind in IDENTIFIER_TYPES)
_NUMBERED = re.compile(rf"\[({_KINDS}) (\d+)\]")
_PLACEHOLDER = re.compile(rf"\[(?:{_KINDS})(?: [^\[\]]{{1,30}})?\]")

_SENTENCE = f"""
SELECT s.id, s.note, s.start, s."end", s.number, coalesce(r.practice, s.practice) AS practice, n.kind,
  coalesce(n.case_id, j.case_id, 'note ' || n.id) AS case_id
FROM sentences s JOIN notes n ON n.id = s.note
LEFT JOIN judgements j ON j.id = n.judgement
LEFT JOIN sentence_readings r ON r.sentence = s.id AND r.coder = {reader_of("s.note")}
WHERE s.id = ?
"""
_CODINGS = """
SELECT c.theme, c.polarity, c.status, c.standing FROM codings c JOIN themes t ON t.code = c.theme
WHERE c.sentence = ? ORDER BY t.position, c.polarity, c.status
"""


class Told(NamedTuple):
    """What a sentence was coded as."""

    theme: str
    polarity: Polarity
    status: Status
    standing: bool
    """Whether the coding counts."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its redacted words, and what is known of it in the private database."""

    sentence: str
    note: str
    case: str = field(repr=False)
    """Its case, or its note where it names none: passages of one case are about one person."""
    text: RedactedText = field(repr=False)
    practice: Practice | None
    kind: str
    codings: tuple[Told, ...]

    @property
    def sha256(self) -> str:
        """Hash of the words, to which an approval binds."""
        return text_sha256(self.text)

    @property
    def placeholders(self) -> int:
        """How many placeholders stand in it."""
        return len(_PLACEHOLDER.findall(self.text))

    @property
    def themes(self) -> frozenset[str]:
        """Every theme that anybody coded in it, whether or not it counts: what is sensitive must not be overlooked."""
        return frozenset(told.theme for told in self.codings)

    def told_of(self, theme: str) -> Told | None:
        """Return what it says of a theme, as it counts; `None` where that does not count."""
        return next((told for told in self.codings if told.theme == theme and told.standing), None)


class PassageReader:
    """Reads sentences of a private database as they would be published under a redaction policy."""

    def __init__(self, database: WorkDatabase, policy: RedactionPolicy) -> None:
        self._connection = database.connection
        self._policy = policy
        # Candidates come by theme, so that notes come back: a few are kept redacted.
        self._redacted = lru_cache(maxsize=256)(self._redact)

    def passage(self, sentence: str) -> Passage | None:
        """Return a sentence; `None` where it is gone, or nothing of it is left after redaction."""
        row = self._connection.execute(_SENTENCE, (sentence,)).fetchone()
        if row is None:
            return None
        redaction, spans = self._redacted(row["note"])
        span = spans.get(sentence)
        text = "" if span is None else redaction.text[span.start : span.end].strip()
        if not text:
            return None
        codings = self._connection.execute(_CODINGS, (sentence,)).fetchall()
        told = tuple(Told(theme, polarity, status, bool(standing)) for theme, polarity, status, standing in codings)
        return Passage(sentence, row["note"], row["case_id"], freed(text), row["practice"], row["kind"] or "", told)

    def _redact(self, note: str) -> tuple[Redaction, dict[str, Span | None]]:
        text = reviewing.text_of(self._connection, note)
        decided = reviewing.standing_reviews(self._connection, note).get(note, ())
        found = [*reviewing.finds_of(self._connection, note), *find_all_identifiers(text)]
        is_no_identifier = partial(is_cleared, reviews=decided)
        redaction = redacted_as_released(
            RawText(text), reviewed_identifiers(found, decided), self._policy, is_cleared=is_no_identifier
        )
        rows = _sentences(self._connection, note)
        carried = carry_sentences([span for _, span in rows], redaction)
        return redaction, dict(zip((key for key, _ in rows), carried, strict=True))


def freed(text: str) -> RedactedText:
    """Number the placeholders of a passage by themselves, each type from 1.

    >>> freed("[PERSON 7] met [PERSON 4] and [PERSON 7] at [PLACE 2].")
    '[PERSON 1] met [PERSON 2] and [PERSON 1] at [PLACE 1].'
    """
    numbers: dict[str, dict[str, int]] = {}

    def anew(found: re.Match[str]) -> str:
        of_type = numbers.setdefault(found[1], {})
        return f"[{found[1]} {of_type.setdefault(found[2], len(of_type) + 1)}]"

    return RedactedText(_NUMBERED.sub(anew, text))


def _sentences(connection: sqlite3.Connection, note: str) -> list[tuple[str, Span]]:
    select = 'SELECT id, start, "end" FROM sentences WHERE note = ? ORDER BY number'
    return [(key, Span(start, end)) for key, start, end in connection.execute(select, (note,))]
