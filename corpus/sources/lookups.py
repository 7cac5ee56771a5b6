"""Companion files: one row a case or a judgement, whose facts fill what the notes' own rows leave out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import MappingError, SourceError
from corpus.sources.columns import plan_companion, vocabulary
from corpus.sources.mapping import Lookup, Mapping
from corpus.sources.quoting import quoted
from corpus.sources.records import Facts
from corpus.sources.remarks import Remarks
from corpus.sources.table_row import Row
from corpus.sources.tables import TABLE_ENDINGS, open_table

_ORDER = ("id", "judgement", "case")
"""A note's companion may name its judgement, and a judgement's its case, so they are joined in this order."""


@dataclass(slots=True)
class Companion:
    """A companion file, read: the facts of each key."""

    name: str
    key: str
    fields: tuple[str, ...]
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def sentence(self) -> str:
        """Say what it adds, in plain English."""
        added = ", ".join(name.replace("_", " ") for name in self.fields if name != self.key) or "nothing"
        return f"Joined by {self.key} with {quoted(self.name)}, which adds: {added}."


def read_companions(mapping: Mapping, folder: Path, remarks: Remarks) -> list[Companion]:
    """Read every companion that the mapping names, in the order in which they are joined."""
    facts = Facts(mapping, remarks)
    ordered = sorted(mapping.lookup, key=lambda lookup: _ORDER.index(lookup.key))
    return [_read_companion(lookup, folder, mapping, facts) for lookup in ordered]


def joined(facts: dict[str, str], companions: list[Companion], remarks: Remarks) -> dict[str, str]:
    """Return the facts with what the companions add; a row's own facts stand."""
    for companion in companions:
        key = facts.get(companion.key)
        if key is None:
            continue
        if key not in companion.facts:
            remarks.add(f"Rows whose {companion.key} is not in {companion.name}", key)
            continue
        companion.used.add(key)
        facts = companion.facts[key] | facts
    return facts


def unused_judgements(companions: list[Companion], remarks: Remarks) -> Iterator[dict[str, str]]:
    """Yield the facts of the judgements that no note belongs to: nobody wrote their reason down."""
    for companion in companions:
        if companion.key == "judgement":
            for key, facts in companion.facts.items():
                if key not in companion.used:
                    yield joined(facts, companions, remarks)


def _read_companion(lookup: Lookup, folder: Path, mapping: Mapping, facts: Facts) -> Companion:
    path = folder / lookup.file
    if path.suffix.casefold() not in TABLE_ENDINGS:
        raise MappingError(f"the lookup {quoted(lookup.file)} is no table; it must end in {', '.join(TABLE_ENDINGS)}.")
    table = open_table(path, vocabulary(mapping.model_copy(update={"columns": lookup.columns})))
    plan = plan_companion(table.headings, lookup.columns, key=lookup.key, source=path.name)
    companion = Companion(path.name, lookup.key, tuple(plan.taken))
    for row in table.rows:
        if not isinstance(row, Row):
            raise SourceError(f"{row}; correct this companion file, which the notes are joined to.")
        found = facts.read(row, plan)
        key = found.get(lookup.key)
        if key is None or key in companion.facts:
            reason = (
                f"has no {lookup.key}" if key is None else f"{quoted(key)} stands already in row {companion.rows[key]}"
            )
            raise SourceError(
                f"{path.name}, row {row.number}: {reason}; a companion has one row for each {lookup.key}."
            )
        companion.facts[key], companion.rows[key] = found, row.number
    return companion
