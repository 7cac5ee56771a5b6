"""What the intruder knows: every private value of the private database, and how far each may be looked for.

A value that is long or odd enough betrays itself anywhere in the public file. One that is short or an everyday word
proves nothing there, and is looked for as the whole of a cell, or in its own note alone.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from corpus.errors import DatabaseError, SourceError
from corpus.store.migrations import kind_of
from corpus.store.reviewing import Review, standing_reviews
from corpus.store.schema import Column, database_schema
from corpus.values import Identifier
from nlp.lexicon import ordinary_words
from noteworthy.intruder.reach import Likeness, Reach, forms_of_date, reach_of_identifier, reach_of_value
from noteworthy.intruder.words import fold, listed, normal, words_of
from noteworthy.publication import PublicKeys
from noteworthy.redaction_policy import RedactionPolicy

Source = Literal["case columns", "identifiers", "planted truth", "reviewers' finds"]

_WITHIN_A_NUMBER = r"[^\w\[\],;]{0,3}"
"""What may stand between the figures of one number; brackets and commas are those of a list of positions."""

COMMON = 3
"""Notes in which a word must stand outside identifiers to be taken for an everyday word."""

CERTAIN = 0.9
"""Below this the machine's own find, which nobody confirmed, is sought in its note alone: it is often a mere word."""

_NOT_SOUGHT = frozenset(
    {
        "identifiers", "readings", "frame_readings", "sentences", "codings", "sentence_readings", "releases",
        "released_counts",
    }
)  # fmt: skip
"""Tables whose private columns are passages of notes or keys made from those of notes, both looked for otherwise; and
what the private database remembers of public files, which stands in their manifests too."""
_SOUGHT = {
    "reviews": frozenset({"reviewer"}),
    "reviewed_notes": frozenset({"reviewer"}),
    "approvals": frozenset({"approver"}),
    "released_cases": frozenset({"case_id"}),
}
"""What is private of tables whose other columns are not: a manifest may show a reviewer's role, and its file's hash."""
_PRIVATE_IF_PROTECTED = {
    "cases": frozenset({"organisation", "provider", "programme"}),
    "sources": frozenset({"name", "file"}),
}
"""What an open release shows and a protected one never names."""
_CLOSED_LISTS = ("themes", "factors", "actors", "interventions")
_FREE_TEXT = frozenset({"question", "text", "reason"})
_PLACES = frozenset({"PLACE", "ORGANISATION"})


@dataclass(frozen=True, slots=True)
class Secret:
    """A string that must not be public, and how far it is to be looked for."""

    words: str = field(repr=False)
    type: str
    source: Source
    reach: Reach
    likeness: Likeness = "folded"

    def stands_in(self, text: str) -> bool:
        """Tell whether a text in which the folded words were found holds them in the form that counts."""
        if self.likeness == "folded":
            closed = normal(self.words).replace(" ", "")
            return not closed.isdigit() or re.search(_WITHIN_A_NUMBER.join(closed), fold(text)) is not None
        words = re.escape(self.words) if self.likeness == "verbatim" else r"[\W_]+".join(_escaped_words(self.words))
        flags = re.IGNORECASE if self.likeness == "verbatim" else 0
        return re.search(words, text, flags) is not None or (self.likeness == "cased" and self._in_capitals(text))

    def _in_capitals(self, text: str) -> bool:
        return re.search(r"[\W_]+".join(_escaped_words(self.words.upper())), text) is not None


def _escaped_words(text: str) -> list[str]:
    return [re.escape(word[0]) for word in words_of(text)]


@dataclass(frozen=True, slots=True)
class KnownSpan:
    """An identifier in its own note."""

    start: int
    end: int
    type: str
    source: Source
    certain: bool = True
    """Whether it is more than a guess of the machine."""


@dataclass(frozen=True, slots=True)
class KnownNote:
    """A private note: its text, and what in it identifies somebody."""

    text: str = field(repr=False)
    spans: tuple[KnownSpan, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that the intruder knows before opening the public file."""

    secrets: tuple[Secret, ...]
    notes: dict[str, KnownNote] = field(repr=False)
    """By public key."""
    keys: frozenset[str]
    """Public keys of cases, judgements and notes: the only values of the public file that a report may show."""
    ordinary: frozenset[str]
    """Everyday words, folded."""
    capitalised: frozenset[str]
    """Words that notes write with a capital outside identifiers, folded: names of bodies and programmes."""
    vocabulary: frozenset[str]
    """Words of the codebook, the schema and the public columns, folded."""
    hidden_key: bytes = field(repr=False)
    """The secret that makes public keys."""
    in_their_note: int
    excused: int


def known_from(
    work: Path,
    *,
    truth: Path | None = None,
    cleared: Collection[tuple[str, int, int]] = (),
    policy: RedactionPolicy | None = None,
    protected: bool = False,
) -> Knowledge:
    """Read the private database, and the planted truth where there is one.

    `cleared` names the passages (note, start, end) that a person has declared to be no identifier; what the policy
    leaves standing is none either. A `protected` file may not name organisations or source files either.
    """
    if kind_of(work) != "work":
        raise DatabaseError(f"{work} is a public release; name the private database that it was made from.")
    try:
        with closing(sqlite3.connect(f"{work.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return _Reader(
                connection, work, _spans(connection, truth, frozenset(cleared)), policy, protected
            ).knowledge()
    except sqlite3.Error as problem:
        raise DatabaseError(f"cannot read {work}: {problem}; close what else has it open, or build it anew.") from None


class _Reader:
    """Puts together what one private database holds."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        work: Path,
        spans: dict[str, list[KnownSpan]],
        policy: RedactionPolicy | None,
        protected: bool,
    ) -> None:
        self._connection = connection
        self._hidden = _secret_key(connection, work)
        self._keys = PublicKeys(self._hidden)
        self._spans = spans
        self._policy = policy
        self._private = _PRIVATE_IF_PROTECTED if protected else {}
        self._secrets: dict[tuple[str, str], Secret] = {}
        self._excused: set[str] = set()
        self._in_note: set[str] = set()

    def knowledge(self) -> Knowledge:
        self._vocabulary()
        notes = self._notes()
        self._columns()
        for note in notes.values():
            for span in note.spans:
                self._add_identifier(note.text[span.start : span.end], span)
        return Knowledge(
            secrets=tuple(self._secrets.values()),
            notes=notes,
            keys=self._public_keys(),
            ordinary=self._ordinary,
            capitalised=self._capitalised,
            vocabulary=frozenset(f"{self._lists} {' '.join(self._public)}".split()),
            hidden_key=self._hidden,
            in_their_note=len(self._in_note),
            excused=len(self._excused),
        )

    def _vocabulary(self) -> None:
        """Collect what is public by the schema: its closed lists, and the categories that cases are published by."""
        schema = database_schema()
        texts = [text for table in schema.table for text in (table.title, table.description)]
        texts += [column.description for table in schema.table for column in table.columns]
        for table in _CLOSED_LISTS:
            texts += [
                str(value) for row in self._connection.execute(f"SELECT * FROM {table}") for value in row if value
            ]
        self._lists = f" {' '.join(normal(text) for text in texts)} "
        public: set[str] = set()
        for table in ("cases", "judgements"):
            for column in schema.named(table).columns:
                free = column.name in _FREE_TEXT or column.name in self._private.get(table, ())
                if column.publish not in ("dropped", "hashed") and not free:
                    public.update(normal(value) for value in self._values(table, column))
        self._public = frozenset(public)
        self._phrases = f" {' | '.join(sorted(public))} "

    def _notes(self) -> dict[str, KnownNote]:
        """Read the notes, and learn on the way which words are everyday words."""
        notes: dict[str, KnownNote] = {}
        plain: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        for row in self._connection.execute("SELECT id, text FROM notes"):
            text = row["text"] or ""
            spans = tuple(span for span in self._spans.get(row["id"], ()) if self._is_secret(text, span))
            notes[self._keys("note", row["id"]) or ""] = KnownNote(text, spans)
            lower, upper = _words_outside(text, spans)
            plain.update(lower)
            capital.update(upper)
        self._ordinary = (
            listed("ordinary") | {word for word, count in plain.items() if count >= COMMON} | set(self._lists.split())
        )
        self._capitalised = frozenset(word for word, count in capital.items() if count >= COMMON)
        return notes

    def _is_secret(self, text: str, span: KnownSpan) -> bool:
        one = Identifier(span.start, span.end, span.type, 1.0)
        return bool(text[span.start : span.end].strip()) and (
            self._policy is None or bool(self._policy.applies_to(text, [one]))
        )

    def _values(self, table: str, column: Column) -> Iterator[str]:
        try:
            found = self._connection.execute(f'SELECT DISTINCT "{column.name}" FROM "{table}"').fetchall()
        except sqlite3.OperationalError:  # a database of an earlier schema does not have the column yet
            return
        for (value,) in found:
            if value is not None and str(value).strip():
                yield str(value)

    def _columns(self) -> None:
        for table in database_schema().table:
            if table.name in _NOT_SOUGHT:
                continue
            for column in table.columns:
                if column.name not in _SOUGHT.get(table.name, {column.name}):
                    continue
                private = column.publish in ("dropped", "hashed") or column.name in self._private.get(table.name, ())
                if private and column.type == "TEXT" and table.name != "secrets":
                    for value in self._values(table.name, column):
                        self._add_value(value, f"{table.name}.{column.name}")
        if self._private:
            for name in self._private["sources"]:
                column = next(column for column in database_schema().named("sources").columns if column.name == name)
                for value in self._values("sources", column):
                    self._put(Secret(value.strip(), f"sources.{name}", "case columns", "anywhere", "verbatim"))
        self._put(Secret(self._hidden.hex(), "secrets.value", "case columns", "anywhere"))

    def _add_value(self, value: str, name: str) -> None:
        if normal(value) in self._public or f" {normal(value)} " in self._lists:
            self._excused.add(value)
        elif reach := reach_of_value(value, self._ordinary):
            self._put(Secret(value.strip(), name, "case columns", reach, "verbatim"))
            for form in forms_of_date(value):
                self._put(Secret(form, name, "case columns", "anywhere"))

    def _add_identifier(self, words: str, span: KnownSpan) -> None:
        words = words.strip()
        padded = f" {normal(words)} "
        if padded in self._lists or (span.type in _PLACES and padded in self._phrases):
            self._excused.add(words)
            return
        alone = len(words.split()) == 1
        ordinary = self._ordinary | ordinary_words() if alone else self._ordinary
        reach, likeness = reach_of_identifier(words, span.type, ordinary)
        if reach == "note" or not span.certain:
            self._in_note.add(padded)
        else:
            self._put(Secret(words, span.type, span.source, reach, likeness))

    def _put(self, secret: Secret) -> None:
        """Keep one secret for each string and type, the least demanding of those alike."""
        key = (normal(secret.words), secret.type)
        known = self._secrets.get(key)
        if key[0] and (known is None or (known.likeness != "folded" and secret.likeness == "folded")):
            self._secrets[key] = secret

    def _public_keys(self) -> frozenset[str]:
        found = set()
        for table, kind in (("cases", "case"), ("judgements", "judgement"), ("notes", "note")):
            for (key,) in self._connection.execute(f"SELECT id FROM {table}"):
                found.add(self._keys(kind, key) or "")
        return frozenset(found)


def _secret_key(connection: sqlite3.Connection, work: Path) -> bytes:
    found = connection.execute("SELECT value FROM secrets WHERE name = 'public keys'").fetchone()
    if found is None:
        raise DatabaseError(f"{work} has never been released, so no public file can be its own; release it first.")
    return bytes.fromhex(found[0])


def _spans(
    connection: sqlite3.Connection, truth: Path | None, cleared: frozenset[tuple[str, int, int]]
) -> dict[str, list[KnownSpan]]:
    spans: dict[str, list[KnownSpan]] = {}
    select = 'SELECT note, start, "end", type, confidence FROM identifiers ORDER BY note, start'
    for note, start, end, kind, confidence in connection.execute(select):
        if (note, start, end) not in cleared:
            certain = (confidence or 0.0) >= CERTAIN
            spans.setdefault(note, []).append(KnownSpan(start, end, kind, "identifiers", certain=certain))
    for note, reviews in _marked(connection).items():
        spans.setdefault(note, []).extend(KnownSpan(r.start, r.end, r.type, "reviewers' finds") for r in reviews)
    if truth is not None:
        given: dict[str, list[str]] = {}
        for row in connection.execute("SELECT id, given_id FROM notes"):
            given.setdefault(row["given_id"], []).append(row["id"])
        for note, span in _planted(truth):
            for key in given.get(note, ()):
                spans.setdefault(key, []).append(span)
    return spans


def _marked(connection: sqlite3.Connection) -> dict[str, list[Review]]:
    """Return what people declared to be identifiers, the machine's finds and those that it had missed."""
    try:
        standing = standing_reviews(connection)
    except sqlite3.OperationalError:  # a database of an earlier schema holds no reviews yet
        return {}
    return {
        note: [review for review in reviews if review.decision == "identifier"] for note, reviews in standing.items()
    }


def _planted(path: Path) -> Iterator[tuple[str, KnownSpan]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise SourceError(f"cannot read {path}: {problem.strerror}; check the path.") from None
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            yield str(row["note"]), KnownSpan(row["start"], row["end"], row["type"], "planted truth")
        except (ValueError, KeyError, TypeError):
            raise SourceError(
                f'{path}, line {number}: not of the form {{"note": ..., "start": ..., "end": ..., "type": ...}}.'
            ) from None


def _words_outside(text: str, spans: tuple[KnownSpan, ...]) -> tuple[set[str], set[str]]:
    """Return the words outside identifiers, folded: in small letters, and with a capital in mid-sentence."""
    lower: set[str] = set()
    upper: set[str] = set()
    covered = sorted((span.start, span.end) for span in spans)
    for found in words_of(text):
        word = found[0]
        if any(start < found.end() and found.start() < end for start, end in covered):
            continue
        if word.islower():
            lower.add(fold(word))
        elif word[0].isupper() and not starts_sentence(text, found.start()):
            upper.add(fold(word))
    return lower, upper


def starts_sentence(text: str, place: int) -> bool:
    """Tell whether a word stands where any word has a capital: at the start, or after the end of a sentence."""
    before = text[max(place - 4, 0) : place].rstrip(" \t\"'‘“([-•*")
    return not before or before[-1] in ".!?:;\n…"
