"""Every question that our pages ask of a database, and no SQL anywhere else in this package.

Read only, through Datasette's own connections. Each question is answered from an index or from the tables that were
counted when the database was built, so that a page costs the same on a hundred notes and on a million.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from corpus.store.counts import reader_of
from corpus.store.schema import PUBLIC_ID, WORK_ID
from corpus.values import PRACTICES, Polarity, Practice, Span
from noteworthy.web.facts import (
    ApprovedPassage,
    Balance,
    CodingFacts,
    JudgementFacts,
    NoteFacts,
    Provenance,
    SafeCounts,
    SentenceFacts,
    SiblingNote,
    Tally,
    ThemeEntry,
)

if TYPE_CHECKING:
    from datasette.database import Database

Row = Mapping[str, Any]
Holding = Literal["records", "counts"]

_IS_OURS = """
SELECT (SELECT application_id FROM pragma_application_id()) AS id,
  (SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('notes', 'codings', 'theme_counts')) AS records,
  (SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('safe_counts', 'themes')) AS counts
"""
_SOURCES = """
SELECT coalesce(nullif(title, ''), name) AS title, publication, notice, licence, attribution FROM sources ORDER BY name
"""
_THEMES = "SELECT code, name, core, definition, use, not_use FROM themes ORDER BY position"

_TALLY = """
SELECT coalesce(sum(notes), 0) AS notes, coalesce(sum(cases), 0) AS cases, coalesce(sum(sentences), 0) AS sentences,
  (SELECT coalesce(sum(codings), 0) FROM theme_counts WHERE dimension = 'all') AS codings,
  (SELECT coalesce(sum(by_coders), 0) FROM theme_counts WHERE dimension = 'all') AS by_coders
FROM note_counts WHERE dimension = 'all'
"""
_SAFE_TOTALS = """
SELECT measure, count FROM safe_counts WHERE dimension = 'all' AND theme = '' AND polarity = '' AND practice = ''
"""
_SAFE_THEMES = """
SELECT c.dimension, c.value, c.theme, c.polarity, c.count FROM safe_counts c JOIN themes t ON t.code = c.theme
WHERE c.measure = 'notes' AND c.dimension = 'all' ORDER BY t.position
"""
_SAFE_THEME = """
SELECT dimension, value, theme, polarity, count FROM safe_counts
WHERE measure = 'notes' AND theme = :theme ORDER BY dimension <> 'all', dimension, value
"""
_APPROVED = "SELECT text, polarity, status, kind FROM approved_passages WHERE theme = :theme ORDER BY polarity, id"
_HOW_MANY_APPROVED = "SELECT theme, count(*) AS passages FROM approved_passages GROUP BY theme"
_PRACTICES = "SELECT practice, notes FROM practice_counts WHERE dimension = 'all'"
_BALANCES = """
SELECT t.code, t.name, c.polarity, c.codings
FROM themes t LEFT JOIN theme_counts c ON c.theme = t.code AND c.dimension = 'all'
ORDER BY t.position
"""

_NOTE = """
SELECT n.id, n.text, n.kind, coalesce(nullif(s.title, ''), n.source) AS source,
  n.practice, n.score, n.low, n.high, n.needs_review, n.learnt_from, n.codebook, n.model
FROM notes n LEFT JOIN sources s ON s.name = n.source WHERE n.id = :key
"""
_JUDGEMENT = """
SELECT j.question, j.stage, coalesce(f.name, j.factor) AS factor, j.answer, j.notable,
  f.code AS factor_code
FROM notes n JOIN judgements j ON j.id = n.judgement LEFT JOIN factors f ON f.code = j.factor
WHERE n.id = :key
"""
_CASE = "SELECT k.* FROM notes n JOIN cases k ON k.id = n.case_id WHERE n.id = :key"
_SAME_CASE = """
SELECT o.id, o.kind, j.question, coalesce(f.name, j.factor) AS factor
FROM notes n JOIN notes o ON o.case_id = n.case_id AND o.id <> n.id
LEFT JOIN judgements j ON j.id = o.judgement LEFT JOIN factors f ON f.code = j.factor
WHERE n.id = :key ORDER BY o.id LIMIT 50
"""
_NEIGHBOURS = """
SELECT (SELECT max(id) FROM notes WHERE id < :key) AS previous, (SELECT min(id) FROM notes WHERE id > :key) AS next
"""
_SENTENCES = f"""
SELECT s.id, s.number, s.start, s."end", s.text, coalesce(r.practice, s.practice) AS practice,
  s.score_good, s.score_poor, s.score_mixed, s.score_none
FROM sentences s LEFT JOIN sentence_readings r ON r.sentence = s.id AND r.coder = {reader_of("s.note")}
WHERE s.note = :key ORDER BY s.number
"""
_CODINGS = """
SELECT c.theme, coalesce(t.name, c.theme) AS name, c.polarity, c.status, c.start, c."end", c.spans, c.evidence,
  c.confidence, c.source, c.coder, c.reason, c.standing, s.number AS sentence,
  coalesce(a.name, c.actor) AS actor, coalesce(f.name, c.factor) AS factor,
  coalesce(i.name, c.intervention) AS intervention
FROM codings c
LEFT JOIN sentences s ON s.id = c.sentence
LEFT JOIN themes t ON t.code = c.theme
LEFT JOIN actors a ON a.code = c.actor
LEFT JOIN factors f ON f.code = c.factor
LEFT JOIN interventions i ON i.code = c.intervention
WHERE c.note = :key ORDER BY c.start, c."end", t.position
"""
_READINGS = "SELECT coder, practice FROM readings WHERE note = :key ORDER BY coder"
_META = "SELECT key, value FROM meta"


COUNTED = ("theme_by_polarity", "theme_by_factor", "theme_by_organisation_kind")
"""The views that answer how often each theme is good or poor."""


class Queries:
    """The questions, asked of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _all(self, sql: str, **values: object) -> Sequence[Row]:
        rows: Sequence[Row] = (await self._database.execute(sql, values)).rows
        return rows

    async def _one(self, sql: str, **values: object) -> Row | None:
        rows = await self._all(sql, **values)
        return rows[0] if rows else None

    async def holding(self) -> Holding | None:
        """Return what a database of ours holds: records, or counts alone; ``None`` where it is not ours."""
        row = await self._one(_IS_OURS)
        if row is None or row["id"] not in (WORK_ID, PUBLIC_ID):
            return None
        return "records" if row["records"] == 3 else "counts" if row["counts"] == 2 else None

    async def is_private(self) -> bool:
        """Tell whether this is a private database of ours."""
        row = await self._one("SELECT application_id FROM pragma_application_id()")
        return row is not None and row["application_id"] == WORK_ID

    # ------------------------------------------------------------ the collection

    async def sources(self) -> tuple[Provenance, ...]:
        """Return where the notes came from."""
        return tuple(Provenance(**dict(row)) for row in await self._all(_SOURCES))

    async def meta(self) -> dict[str, str]:
        """Return what the database says of itself, such as the version of its codebook."""
        return {row["key"]: row["value"] for row in await self._all(_META)}

    async def tally(self) -> Tally:
        """Return how much there is that counts."""
        row = await self._one(_TALLY)
        practices = {entry["practice"]: entry["notes"] for entry in await self._all(_PRACTICES)}
        return Tally(**dict(row or {}), practices=practices)

    async def balances(self) -> tuple[Balance, ...]:
        """Return each theme's counts, in the codebook's order."""
        counts: dict[tuple[str, str], dict[Polarity, int]] = {}
        for row in await self._all(_BALANCES):
            own = counts.setdefault((row["code"], row["name"]), {})
            if row["polarity"]:
                own[row["polarity"]] = row["codings"]
        return tuple(Balance(code, name, own) for (code, name), own in counts.items())

    async def themes(self) -> tuple[ThemeEntry, ...]:
        """Return the codebook's themes in their order."""
        return tuple(
            ThemeEntry(row["code"], row["name"], bool(row["core"]), row["definition"], row["use"], row["not_use"])
            for row in await self._all(_THEMES)
        )

    async def theme(self, code: str) -> ThemeEntry | None:
        """Return the theme with this code."""
        return next((theme for theme in await self.themes() if theme.code == code), None)

    async def safe_totals(self) -> dict[str, int | None]:
        """Return how many cases and notes a protected release counts; ``None`` for what is hidden."""
        return {row["measure"]: row["count"] for row in await self._all(_SAFE_TOTALS)}

    async def safe_counts(self, theme: str | None = None) -> tuple[SafeCounts, ...]:
        """Return the safe counts of notes: a row a theme over all, or a row a part of each dimension for one theme."""
        found: dict[tuple[str, str, str], dict[str, int | None]] = {}
        rows = await (self._all(_SAFE_THEME, theme=theme) if theme else self._all(_SAFE_THEMES))
        for row in rows:
            key = (row["dimension"], row["value"], row["theme"])
            found.setdefault(key, {})[row["polarity"] or "all"] = row["count"]
        return tuple(SafeCounts(*key, counts) for key, counts in found.items())

    async def approved(self, theme: str) -> tuple[ApprovedPassage, ...]:
        """Return the passages of a theme that people approved; none where the release has no such table."""
        if not await self._database.table_exists("approved_passages"):
            return ()
        return tuple(ApprovedPassage(**dict(row)) for row in await self._all(_APPROVED, theme=theme))

    async def how_many_approved(self) -> dict[str, int]:
        """Return how many approved passages each theme has."""
        if not await self._database.table_exists("approved_passages"):
            return {}
        return {row["theme"]: row["passages"] for row in await self._all(_HOW_MANY_APPROVED)}

    # ------------------------------------------------------------ one note

    async def note(self, key: str) -> NoteFacts | None:
        """Return a note, or ``None`` where there is none with this key."""
        row = await self._one(_NOTE, key=key)
        if row is None:
            return None
        return NoteFacts(
            key=row["id"],
            text=row["text"] or "",
            kind=row["kind"],
            source=row["source"],
            practice=row["practice"],
            score=row["score"],
            low=row["low"],
            high=row["high"],
            needs_review=bool(row["needs_review"]),
            learnt_from=bool(row["learnt_from"]),
            codebook=row["codebook"],
            model=row["model"],
        )

    async def judgement(self, key: str) -> JudgementFacts | None:
        """Return the judgement that a note gives reasons for."""
        row = await self._one(_JUDGEMENT, key=key)
        return JudgementFacts(**dict(row)) if row else None

    async def case(self, key: str) -> dict[str, Any]:
        """Return the attributes of a note's case by column; a public file has fewer columns than a private one."""
        row = await self._one(_CASE, key=key)
        return dict(row) if row else {}

    async def same_case(self, key: str) -> tuple[SiblingNote, ...]:
        """Return other notes of the same case."""
        return tuple(
            SiblingNote(row["id"], row["kind"], row["question"] or row["factor"])
            for row in await self._all(_SAME_CASE, key=key)
        )

    async def neighbours(self, key: str) -> tuple[str | None, str | None]:
        """Return the keys before and after this one."""
        row = await self._one(_NEIGHBOURS, key=key)
        return (row["previous"], row["next"]) if row else (None, None)

    async def sentences(self, key: str) -> tuple[SentenceFacts, ...]:
        """Return a note's sentences: practice as coders who count have it, else the machine, and its scores."""
        found = []
        for row in await self._all(_SENTENCES, key=key):
            scores = tuple(row[f"score_{practice}"] for practice in PRACTICES)
            complete = scores if None not in scores else ()
            place = Span(row["start"], row["end"]) if row["start"] < row["end"] else None
            found.append(SentenceFacts(row["number"], row["text"] or "", row["practice"], complete, place, row["id"]))
        return tuple(found)

    async def codings(self, key: str) -> tuple[CodingFacts, ...]:
        """Return all codings of a note, whoever made them, in the order of the text."""
        return tuple(_coding(row) for row in await self._all(_CODINGS, key=key))

    async def coder_names(self) -> dict[str, str]:
        """Return the names of those who coded on the private site, by their codes; no public file has them."""
        return {row["coder"]: row["name"] for row in await self._all("SELECT coder, name FROM coders")}

    async def readings(self, key: str) -> dict[str, Practice]:
        """Return each coder's label for the note as a whole."""
        return {row["coder"]: row["practice"] for row in await self._all(_READINGS, key=key)}


def _coding(row: Row) -> CodingFacts:
    extras = (("Whose practice", row["actor"]), ("Factor", row["factor"]), ("Intervention", row["intervention"]))
    return CodingFacts(
        theme=row["theme"],
        name=row["name"],
        polarity=row["polarity"],
        status=row["status"],
        spans=spans_of(row),
        evidence=row["evidence"] or "",
        confidence=row["confidence"],
        source=row["source"],
        coder=row["coder"],
        reason=row["reason"],
        sentence=row["sentence"],
        counts=bool(row["standing"]),
        extras=tuple((label, value) for label, value in extras if value),
    )


def spans_of(row: Row) -> tuple[Span, ...]:
    """Return the passages of a coding in its note's text."""
    pairs = json.loads(row["spans"]) if row["spans"] else [(row["start"], row["end"])]
    return tuple(Span(start, end) for start, end in pairs)
