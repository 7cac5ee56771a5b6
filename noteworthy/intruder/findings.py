"""What the intruder found, said so that the report gives nobody away: where, and of what type, never the words."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["failure", "warning", "information"]
Leak = Literal[
    "identifier in full",
    "part of an identifier",
    "private value",
    "looks like an identifier",
    "row in a protected release",
    "unique combination",
    "suppressed cell",
    "stray file",
    "not looked into",
]

SHOWN_ROWS = 3
"""Rows named in one sentence of the report; the others are counted."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where something was found: the kind of place, and table, column and row or whatever names it there."""

    place: str
    """Such as `table`, `schema`, `full-text index`, `free page`, `manifest` or `model vocabulary`."""
    table: str = ""
    """The table; for what lies outside one, the file."""
    column: str = ""
    row: str = ""
    """The public key where there is one, else the row's number; never what stands in it."""

    def __str__(self) -> str:
        inside = ".".join(part for part in (self.table, self.column) if part)
        return f"{self.place} {inside}".strip()


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found: how grave it is, where it stands, what leaks and whose kind it is. It quotes nothing."""

    severity: Severity
    spot: Spot
    leak: Leak
    type: str
    """Type of identifier, such as `PERSON`, or the private column that the value stands in."""
    source: str = ""
    """From what the intruder knows it: `case columns`, `identifiers`, `planted truth`, `wide net`."""


@dataclass(frozen=True, slots=True)
class IntruderReport:
    """What the intruder knew, where the intruder looked, and what came to light."""

    work: Path
    public: Path
    kind: str
    """Kind of release: open or protected."""
    findings: tuple[Finding, ...]
    sought: int
    """Private values and identifiers that were looked for everywhere."""
    in_their_note: int
    """Identifiers too short or too ordinary for that: looked for in their own notes alone."""
    excused: int
    """Values that are public by the schema, such as the name of a region, and so were not looked for."""
    places: tuple[tuple[str, int], ...]
    """What was looked through, and how much of it."""

    @property
    def passed(self) -> bool:
        """Whether nothing was found that must not be public."""
        return not self.failures

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that forbid publication."""
        return self._of("failure")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that a person should look at."""
        return self._of("warning")

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == severity)

    def sentences(self) -> tuple[str, ...]:
        """Say it in sentences: the verdict, what was looked through, then findings of one kind in one place."""
        failures, warnings = len(self.failures), len(self.warnings)
        verdict = "passed: nothing private was found" if self.passed else f"failed: {failures:,} leaks were found"
        looked = ", ".join(f"{count:,} {what}" for what, count in self.places)
        head = f"The intruder test of {self.public} {verdict}; {warnings:,} passages are to be looked at by a person."
        knew = (
            f"Looked for {self.sought:,} private values everywhere and {self.in_their_note:,} more in their own notes "
            f"({self.excused:,} are public by the schema), through {looked}."
        )
        return (head, knew, *_grouped(self.findings))


def _grouped(findings: tuple[Finding, ...]) -> list[str]:
    rows: dict[tuple[Severity, str, str, str], list[str]] = defaultdict(list)
    sources: dict[tuple[Severity, str, str, str], Counter[str]] = defaultdict(Counter)
    for one in findings:
        key = (one.severity, str(one.spot), one.leak, one.type)
        rows[key].append(one.spot.row)
        sources[key][one.source] += 1
    rank = {"failure": 0, "warning": 1, "information": 2}
    return [
        _sentence(key, found, [name for name in sorted(sources[key]) if name])
        for key, found in sorted(rows.items(), key=lambda item: (rank[item[0][0]], item[0]))
    ]


def _sentence(key: tuple[Severity, str, str, str], rows: list[str], sources: list[str]) -> str:
    severity, spot, leak, kind = key
    named = list(dict.fromkeys(row for row in rows if row))
    where = f" ({', '.join(named[:SHOWN_ROWS])}{' and others' if len(named) > SHOWN_ROWS else ''})" if named else ""
    known = f", known from {', '.join(sources)}" if sources else ""
    times = f", {len(rows):,} times" if len(rows) > 1 else ""
    return f"{severity.capitalize()}: {leak}, {kind}, in {spot}{where}{times}{known}."
