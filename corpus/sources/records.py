"""From a row's cells to the facts in it: its case, its judgement, and its one or two texts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from corpus.sources.columns import ColumnPlan
from corpus.sources.dates import read_date
from corpus.sources.duplicates import FirstRows
from corpus.sources.mapping import FIELDS, Mapping, default_mapping, folded, spellings
from corpus.sources.quoting import is_word, quoted
from corpus.sources.remarks import Remarks
from corpus.sources.table_row import Row
from corpus.values import Case, Judgement, Note, NoteKind, RawText, Refusal

LONGEST_TEXT = 1_000_000
"""Characters in the longest text that is taken."""

_CASE_FIELDS = (
    "organisation", "organisation_kind", "provider", "region", "delivery_unit", "programme", "inspected", "sex",
    "age_band", "ethnicity", "order_type", "risk_level", "officer", "inspector", "completed", "reoffended",
)  # fmt: skip
_JUDGEMENT_FIELDS = ("question", "stage", "factor", "answer", "notable")
_CLOSED = {
    "answer": "Answers that are not yes, no or not applicable, kept as unknown",
    "notable": "Notable-practice flags that are neither good nor poor, kept as unknown (texts are notable_text)",
    "completed": "Completions that are neither yes nor no, kept as unknown",
    "reoffended": "Reoffending that is neither yes nor no, kept as unknown",
    "kind": "Kinds of note that are not known, read as rationale",
}
"""Fields of which only canonical values are kept; in the others an unknown value stays as it was written."""
CASE_FIELDS = frozenset(_CASE_FIELDS)
"""The fields that describe a case."""
_TEXT_FIELDS = frozenset({"text", "notable_text"})


_LONGEST_QUOTED_ID = 40
_DIFFER = "ids must differ, and --id names their column"


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A judgement whose reason nobody wrote: it counts among the answers, and there is no text to code."""

    judgement: Judgement
    case: Case | None
    note_id: str
    source: str
    row: int | None


Item = Note | Unwritten | Refusal


class Facts:
    """Reads a row's cells into fields with canonical values, by a mapping's spellings."""

    def __init__(self, mapping: Mapping, remarks: Remarks) -> None:
        self._remarks = remarks
        self._absent = {name.casefold() for name in (*default_mapping().absent, *mapping.absent)}
        self._longest_absent = max(map(len, self._absent))
        every = {field: spellings(mapping, field) for field in FIELDS if field not in ("id", *_TEXT_FIELDS)}
        self._spellings = {field: known for field, known in every.items() if known}
        self._canonical = lru_cache(maxsize=10_000)(self._find_canonical)

    def read(self, row: Row, plan: ColumnPlan) -> dict[str, str]:
        """Return the fields that the row fills; those left empty are not in it."""
        facts: dict[str, str] = {}
        for field, heading in plan.taken.items():
            cell = row.cells.get(heading, "")
            if not cell or (field in _TEXT_FIELDS and heading in row.carried):
                continue
            trimmed = cell.strip()
            if not trimmed or self._is_absent(field, trimmed):
                continue
            value = cell if field in _TEXT_FIELDS else self._value(field, trimmed)
            if value:
                facts[field] = value
        return facts

    def _is_absent(self, field: str, value: str) -> bool:
        if len(value) > self._longest_absent or value.casefold() not in self._absent:
            return False
        return self._spelt(field, value) is None

    def _spelt(self, field: str, value: str) -> str | None:
        return self._spellings.get(field, {}).get(folded(value))

    def _value(self, field: str, written: str) -> str:
        if field != "inspected" and field not in self._spellings:
            return written
        value, remark = self._canonical(field, written)
        if remark:
            self._remarks.add(remark, written)
        return value

    def _find_canonical(self, field: str, written: str) -> tuple[str, str]:
        """Return the canonical value (``""`` where unknown) and the remark to be made of it."""
        if field == "inspected":
            date = read_date(written)
            return (date, "") if date else ("", "Dates of inspection in a form that is not known, left out")
        canonical = self._spelt(field, written)
        if canonical is not None:
            return canonical, ""
        return ("", _CLOSED[field]) if field in _CLOSED else (written, "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row's facts, with what messages need to point at it."""

    facts: dict[str, str]
    row: int
    columns: dict[str, str]
    """Field to heading."""
    place: int = 0
    """Which data row it is, refused ones counted too: its id where the table has none."""


class Records:
    """Makes the notes and unwritten judgements of one source, and refuses what it cannot take."""

    def __init__(self, *, source: str) -> None:
        self._source = source
        self._ids = FirstRows()

    def read(self, entry: Entry) -> Iterator[Item]:
        """Yield what the row holds: its note or unwritten judgement, and its notable-practice note."""
        note_id = entry.facts.get("id") or ("" if "id" in entry.columns else _own_id(entry))
        if not note_id:
            yield self._refuse(entry, "id", "has no id; give every row one of its own")
        elif (first := self._ids.claim(note_id, entry.row)) is not None:
            yield self._refuse(entry, "id", f"{_named('the id', note_id)} stands already in row {first}; {_DIFFER}")
        else:
            yield from self._texts(entry, note_id)

    def read_unwritten(self, facts: dict[str, str]) -> Iterator[Item]:
        """Yield a companion file's judgement that no note belongs to, where it has an answer."""
        note_id = facts["judgement"]
        case = case_of(facts, note_id)
        judgement = judgement_of(facts, note_id, case)
        if judgement is None or judgement.answer is None:
            return
        if (first := self._ids.claim(note_id, 0)) is not None:
            reason = f"{_named('the judgement', note_id)} has no note, and the note in row {first} has its id"
            yield Refusal(self._source, None, None, f"{reason}; give one of them another")
            return
        yield Unwritten(judgement, case, note_id, self._source, None)

    def _texts(self, entry: Entry, note_id: str) -> Iterator[Item]:
        facts = entry.facts
        case = case_of(facts, note_id)
        judgement = judgement_of(facts, note_id, case)
        if "text" in facts:
            kind = cast(NoteKind, facts.get("kind", "rationale"))
            yield self._note(entry, "text", Note(note_id, RawText(facts["text"]), kind, case, judgement))
        elif judgement and judgement.answer:
            yield Unwritten(judgement, case, note_id, self._source, entry.row)
        elif "notable_text" not in facts:
            yield self._refuse(entry, "text", "has neither a text nor an answer")
        if "notable_text" in facts:
            notable_id = f"{note_id}/notable"
            if (first := self._ids.claim(notable_id, entry.row)) is not None:
                reason = f"{_named('the id', notable_id)} that its text would have stands already in row {first}"
                yield self._refuse(entry, "notable_text", reason)
                return
            text = RawText(facts["notable_text"])
            yield self._note(entry, "notable_text", Note(notable_id, text, "notable", case, judgement))

    def _note(self, entry: Entry, field: str, note: Note) -> Note | Refusal:
        reason = too_long(note.text)
        return self._refuse(entry, field, reason) if reason else replace(note, source=self._source, row=entry.row)

    def _refuse(self, entry: Entry, field: str, reason: str) -> Refusal:
        return Refusal(self._source, entry.row, entry.columns.get(field), reason)


def _named(what: str, id: str) -> str:
    """Name an id in a message; one that may be a text, from a column wrongly taken for ids, is not quoted."""
    return f"{what} {quoted(id)}" if is_word(id, longest=_LONGEST_QUOTED_ID) else what


def _own_id(entry: Entry) -> str:
    return entry.facts.get("judgement") or str(entry.place)


def case_of(facts: dict[str, str], note_id: str) -> Case | None:
    """Return the row's case, ``None`` where nothing of one is said; without a case id the row is its own case."""
    attributes = {field: facts[field] for field in _CASE_FIELDS if field in facts}
    if "case" in facts:
        return Case(facts["case"], **attributes)
    return Case(note_id, **attributes) if attributes else None


def judgement_of(facts: dict[str, str], note_id: str, case: Case | None) -> Judgement | None:
    """Return the row's judgement, ``None`` where nothing of one is said."""
    attributes = {field: facts[field] for field in _JUDGEMENT_FIELDS if field in facts}
    if not attributes and "judgement" not in facts:
        return None
    return Judgement(facts.get("judgement", note_id), case.case_id if case else None, **attributes)


def too_long(text: str) -> str:
    """Say why a text is too long to be taken, without quoting it; ``""`` where it is not."""
    if len(text) <= LONGEST_TEXT:
        return ""
    return f"a text of {len(text):,} characters; the most is {LONGEST_TEXT:,}, so divide it"
