"""Rows as they are published: keys hashed, texts redacted, and what rests on a text worked out from what is left.

Pure: rows of the private database go in, rows of a public one come out. What happens to a column stands in the schema.
"""

import base64
import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from corpus.errors import ReleaseRefusedError
from corpus.store.rows import Fetched, Row, passage, sentence_key, spans_of
from corpus.store.schema import database_schema
from corpus.values import Identifier, RawText, Span
from nlp.identifiers import find_identifiers
from noteworthy.identifiers import find_all_identifiers
from noteworthy.redaction import Redaction, carry_sentences, redact, with_repeats
from noteworthy.redaction_policy import RedactionPolicy, default_redaction_policy

KEY_BYTES = 10
"""Of the keyed hash, 80 bits go into a public key: 16 characters, and no two alike among millions."""

ROUNDS = 4
"""How often a text is looked through again, since what stands beside an identifier may show as one only then."""


class PublicKeys:
    """Public keys: HMAC-SHA256 with the private database's secret, so stable between releases and not guessable."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __call__(self, kind: str, key: str | None) -> str | None:
        """Return the public key of a case, judgement or note; the kinds never share one."""
        if key is None:
            return None
        digest = hmac.new(self._secret, f"{kind}\0{key}".encode(), hashlib.sha256).digest()
        return base64.b32encode(digest[:KEY_BYTES]).decode().lower()


@lru_cache(maxsize=10_000)
def redacted_value(value: str | None) -> str | None:
    """Redact a short text of the source, such as a question or a region: by shape alone, since names are its nature."""
    return None if value is None else redacted_as_released(RawText(value), ()).text


def fully_redacted(
    text: RawText, identifiers: Iterable[Identifier], policy: RedactionPolicy | None = None
) -> Redaction:
    """Redact what was found before, what is found now, and what shows only once these are gone."""
    return redacted_as_released(text, [*identifiers, *find_all_identifiers(text)], policy)


def redacted_as_released(
    text: RawText,
    identifiers: Iterable[Identifier],
    policy: RedactionPolicy | None = None,
    *,
    is_cleared: Callable[[Identifier], bool] = lambda _: False,
) -> Redaction:
    """Redact what was found, and what has a fixed shape only once that is gone.

    ``is_cleared`` tells which passages a person has declared to be no identifier: they are not found again.
    """
    policy = policy or default_redaction_policy()
    known = list(identifiers)
    found = [one for one in find_identifiers(text) if not is_cleared(one)]
    for _ in range(ROUNDS):
        known = [one for one in with_repeats(text, [*known, *found]) if not is_cleared(one)]
        redaction = redact(text, known, policy)
        if not known:
            return redaction
        shown = policy.applies_to(redaction.text, find_identifiers(redaction.text))
        found = [one for one in redaction.raw_identifiers(shown) if not is_cleared(one)]
        if not found:
            return redaction
    raise ReleaseRefusedError(
        f"a text still shows an identifier of the type {found[0].type} after {ROUNDS} rounds of redaction; "
        "please report this, and leave its note out of the source until then."
    )


@dataclass(frozen=True, slots=True)
class PrivateNote:
    """A note with everything that hangs on it, as the private database holds it."""

    note: Fetched
    sentences: Sequence[Fetched]
    codings: Sequence[Fetched]
    readings: Sequence[Fetched]
    sentence_readings: Sequence[Fetched]
    identifiers: Sequence[Identifier]
    """What gives way, as the machine found it and people decided."""
    is_cleared: Callable[[Identifier], bool] = lambda _: False
    """Whether people declared a passage to be no identifier."""


class Publisher:
    """Make public rows; `replaced` counts by type what gave way to placeholders in the notes."""

    def __init__(self, keys: PublicKeys, policy: RedactionPolicy | None = None) -> None:
        self.keys = keys
        self.policy = policy or default_redaction_policy()
        self._tables = {table.name: table for table in database_schema().public_tables}
        self.replaced: Counter[str] = Counter()

    def row(self, table: str, private: Fetched, **changed: Any) -> Row:
        """Return the public form of a row; `changed` gives the columns that are worked out anew."""
        row: Row = {}
        for column in self._tables[table].columns:
            if column.name in changed:
                row[column.name] = changed[column.name]
            elif column.publish == "redacted":
                row[column.name] = redacted_value(private[column.name])
            elif column.publish == "hashed":
                row[column.name] = self.keys(_kind_of_key(table, column.name), private[column.name])
            else:
                row[column.name] = private[column.name]
        return row

    def note(self, private: PrivateNote) -> dict[str, list[Row]]:
        """Return all public rows of a note, by table; everything in them comes from its redacted text."""
        redaction = redacted_as_released(
            RawText(private.note["text"]), private.identifiers, self.policy, is_cleared=private.is_cleared
        )
        self.replaced.update(replacement.type for replacement in redaction.replacements)
        key = self.keys("note", private.note["id"]) or ""
        raw = [Span(row["start"], row["end"]) for row in private.sentences]
        carried = _Carried(
            key=key,
            redaction=redaction,
            numbers={row["id"]: row["number"] for row in private.sentences},
            spans=dict(zip((row["id"] for row in private.sentences), carry_sentences(raw, redaction), strict=True)),
            words=_words_of(private, redaction),
        )
        return {
            "notes": [self.row("notes", private.note, text=redaction.text)],
            "sentences": [
                self.row("sentences", row, id=carried.sentence(row["id"]), note=key, **_cut(redaction.text, span))
                for row in private.sentences
                if (span := carried.spans[row["id"]]) is not None
            ],
            "codings": self._codings(private.codings, carried),
            "readings": [self.row("readings", row, note=key) for row in private.readings],
            "sentence_readings": [
                self.row("sentence_readings", row, sentence=carried.sentence(row["sentence"]), note=key)
                for row in private.sentence_readings
                if carried.spans[row["sentence"]] is not None
            ],
        }

    def _codings(self, codings: Iterable[Fetched], carried: "_Carried") -> list[Row]:
        rows: dict[str, Row] = {}
        for private in codings:
            place, spans = carried.evidence(private)
            sentence = carried.sentence(place)
            key = f"{sentence}-{private['theme']}-{private['coder']}"
            while key in rows:
                key += "-2"
            changed = {
                "id": key,
                "note": carried.key,
                "sentence": sentence,
                "reason": carried.reason(private["reason"]),
            }
            rows[key] = self.row("codings", private, **changed, **passage(spans, carried.redaction.text))
        return list(rows.values())


@dataclass(frozen=True, slots=True)
class _Carried:
    """A note's sentences after redaction."""

    key: str
    redaction: Redaction
    numbers: dict[str, int]
    spans: dict[str, Span | None]
    words: frozenset[str]
    """The words of what was replaced."""

    def sentence(self, private: str) -> str:
        """Return the public key of a sentence."""
        return sentence_key(self.key, self.numbers[private])

    def evidence(self, coding: Fetched) -> tuple[str, list[Span]]:
        """Return the sentence of a coding, by its private key, and its passages within that sentence.

        It is the coding's own sentence, unless the words have gone into a placeholder that belongs to an earlier one.
        """
        spans = [self.redaction.span(span) for span in spans_of(coding)]
        own = coding["sentence"]
        for place in (own, *self.spans):
            within = self.spans[place]
            if within is not None and (cut := _within(spans, within)):
                return place, cut
        raise ReleaseRefusedError("a coding has lost its words in redaction; build the private database anew.")

    def reason(self, reason: str | None) -> str | None:
        """Return the reason of a coding, unless it quotes a word that was replaced."""
        if reason is None or self.words.isdisjoint(_words(reason)):
            return reason
        return None


def _cut(text: str, span: Span) -> Row:
    return {"start": span.start, "end": span.end, "text": text[span.start : span.end]}


def _within(spans: Sequence[Span], within: Span) -> list[Span]:
    cut = [Span(max(s.start, within.start), min(s.end, within.end)) for s in spans if s.overlaps(within)]
    return list(dict.fromkeys(cut))


def _words_of(private: PrivateNote, redaction: Redaction) -> frozenset[str]:
    text = private.note["text"]
    return frozenset(word for one in redaction.replacements for word in _words(text[one.raw.start : one.raw.end]))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _kind_of_key(table: str, column: str) -> str:
    """Return which kind of thing a key names: `judgements.case_id` names a case, `notes.id` a note."""
    kinds = {"case_id": "case", "judgement": "judgement", "note": "note"}
    own = {"cases": "case", "judgements": "judgement", "notes": "note"}
    return own[table] if column == "id" else kinds[column]
