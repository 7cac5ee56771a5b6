"""What our pages ask of the tables that were worked out when the database was made, and of words in their contexts.

As in `noteworthy.web.queries`, each question is answered from an index or a small table; words are looked up in the
full-text index, up to a bound that the page tells.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from corpus.store.counts import AGREED, NOT_KNOWN
from corpus.store.rows import MACHINE
from corpus.values import Polarity, Span
from noteworthy.web.facts import SafeCounts
from noteworthy.web.figures import Answer, DistinctiveWord, Share, Together
from noteworthy.web.marks import Mark, Piece, cut
from noteworthy.web.queries import spans_of

if TYPE_CHECKING:
    from datasette.database import Database

Row = Mapping[str, Any]
Subject = Literal["theme", "factor"]

TABLES = ("theme_shares", "theme_pairs", "distinctive_words", "examples", "answer_shares")

_MADE_BY = {AGREED: "agreed by coders", MACHINE: "tagged by the machine"}
_PLAIN = re.compile(r"[A-Za-z0-9]+")

_THERE = f"SELECT count(*) AS there FROM sqlite_master WHERE name IN {TABLES!r}"
_FACTORS = """
SELECT f.code, f.name, coalesce(n.notes, 0) AS notes, coalesce(n.cases, 0) AS cases,
  t.polarity, sum(t.codings) AS codings
FROM factors f
LEFT JOIN note_counts n ON n.dimension = 'factor' AND n.value = f.code
LEFT JOIN theme_counts t ON t.dimension = 'factor' AND t.value = f.code
GROUP BY f.code, t.polarity ORDER BY f.name, f.code
"""
_SAFE_FACTORS = "SELECT code, name FROM factors ORDER BY name, code"
_PRACTICES = "SELECT practice, notes FROM practice_counts WHERE dimension = 'factor' AND value = :code"
_THEME_SHARES = """
SELECT dimension, value, polarity, notes, of_notes, percent, low, high FROM theme_shares
WHERE theme = :code ORDER BY dimension, value
"""
_FACTOR_SHARES = """
SELECT s.theme, s.dimension, s.polarity, s.notes, s.of_notes, s.percent, s.low, s.high
FROM theme_shares s JOIN themes t ON t.code = s.theme
WHERE (s.dimension = 'factor' AND s.value = :code) OR (s.dimension = 'all' AND s.value = 'all') ORDER BY t.position
"""
_PAIRS = """
SELECT p.polarity, p.other_polarity, p.other, t.name, p.notes, p.expected, p.lift, p.low, p.high
FROM theme_pairs p JOIN themes t ON t.code = p.other
WHERE p.theme = :code ORDER BY p.lift DESC, t.position
"""
_WORDS = """
SELECT word, good, poor, z FROM distinctive_words WHERE subject = :subject AND code = :code ORDER BY z DESC, word
"""
_EXAMPLES = """
SELECT e.polarity, c.note, s.id AS sentence, s.text, s.start AS sentence_start, c.start, c."end", c.spans,
  c.coder,
  CASE :subject WHEN 'theme' THEN coalesce(f.name, j.factor) ELSE t.name END AS about
FROM examples e
JOIN codings c ON c.id = e.coding
JOIN sentences s ON s.id = c.sentence
JOIN notes n ON n.id = c.note
LEFT JOIN themes t ON t.code = c.theme
LEFT JOIN judgements j ON j.id = n.judgement
LEFT JOIN factors f ON f.code = j.factor
WHERE e.subject = :subject AND e.code = :code ORDER BY e.polarity, e.place
"""
_ANSWERS = """
SELECT factor, question, yes, no, not_applicable, unanswered, percent, low, high FROM answer_shares
WHERE factor IN (:code, '') ORDER BY factor = '', yes + no DESC, question
"""
_SAFE_FACTOR = """
SELECT c.theme, c.polarity, c.count FROM safe_counts c JOIN themes t ON t.code = c.theme
WHERE c.measure = 'notes' AND c.dimension = 'factor' AND c.value = :code ORDER BY t.position
"""
_CONTEXTS = """
SELECT n.id AS note, s.id AS sentence,
  substr(n.text, max(0, s.start - :around) + 1, s."end" - s.start + 2 * :around) AS text,
  min(s.start, :around) AS start, min(s.start, :around) + s."end" - s.start AS "end", c.polarity
FROM (SELECT rowid FROM notes_fts WHERE notes_fts MATCH :phrase LIMIT :notes) f
CROSS JOIN notes n ON n.rowid = f.rowid
{on}
CROSS JOIN sentences s ON s.id = c.sentence AND s.text LIKE :part
LIMIT :passages
"""
# The joins cross, so that SQLite goes from the few notes that hold the phrase, and not from all passages of a theme.
_HOLDING = "SELECT count(*) AS notes FROM (SELECT rowid FROM notes_fts WHERE notes_fts MATCH :phrase LIMIT :most)"
_ON = {
    "theme": "CROSS JOIN codings c ON c.note = n.id AND +c.theme = :code AND c.standing = 1",
    "factor": "CROSS JOIN judgements j ON j.id = n.judgement AND +j.factor = :code "
    "CROSS JOIN codings c ON c.note = n.id AND c.standing = 1",
}


@dataclass(frozen=True, slots=True)
class FactorEntry:
    """A factor, how many notes are on it, and how the codings in them divide."""

    code: str
    name: str
    notes: int = 0
    cases: int = 0
    counts: dict[Polarity, int] | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A passage that shows good or poor practice, its evidence marked."""

    note: str
    sentence: str
    pieces: tuple[Piece, ...]
    made_by: str
    """Whose coding it is, in words."""
    about: str | None
    """Of a theme's example the factor of its note, of a factor's the theme."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A coded sentence with what of its note's text stands around it."""

    note: str
    sentence: str
    text: str
    start: int
    end: int
    polarity: Polarity


@dataclass(frozen=True, slots=True)
class WordsOfSides:
    """The words that are most surely of good passages, and of poor ones, the surest first."""

    good: tuple[DistinctiveWord, ...]
    poor: tuple[DistinctiveWord, ...]


class Summaries:
    """The questions, asked of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _all(self, sql: str, **values: object) -> Sequence[Row]:
        rows: Sequence[Row] = (await self._database.execute(sql, values)).rows
        return rows

    async def there(self) -> bool:
        """Tell whether the database has its summaries: one made by an older version has none."""
        return bool((await self._all(_THERE))[0]["there"] == len(TABLES))

    # ------------------------------------------------------------ factors

    async def factors(self, *, counted: bool = True) -> tuple[FactorEntry, ...]:
        """Return the factors by name; where nothing but safe counts is held, without counts."""
        if not counted:
            return tuple(FactorEntry(row["code"], row["name"]) for row in await self._all(_SAFE_FACTORS))
        found: dict[str, FactorEntry] = {}
        for row in await self._all(_FACTORS):
            entry = found.setdefault(row["code"], FactorEntry(row["code"], row["name"], row["notes"], row["cases"], {}))
            if row["polarity"] and entry.counts is not None:
                entry.counts[row["polarity"]] = row["codings"]
        return tuple(found.values())

    async def practices(self, factor: str) -> dict[str, int]:
        """Return how many notes on a factor show which practice as a whole."""
        return {row["practice"]: row["notes"] for row in await self._all(_PRACTICES, code=factor)}

    async def answers(self, factor: str) -> tuple[Answer, ...]:
        """Return how the questions about a factor were answered, those with most answers first."""
        rows = await self._all(_ANSWERS, code=factor)
        over_all = {row["question"]: _share_of_yes(row) for row in rows if not row["factor"]}
        return tuple(
            Answer(
                row["question"], _share_of_yes(row), row["not_applicable"], row["unanswered"], over_all[row["question"]]
            )
            for row in rows
            if row["factor"] == factor
        )

    async def safe_counts_of(self, factor: str) -> tuple[SafeCounts, ...]:
        """Return the safe counts of notes on a factor, a row a theme."""
        found: dict[str, dict[str, int | None]] = defaultdict(dict)
        for row in await self._all(_SAFE_FACTOR, code=factor):
            found[row["theme"]][row["polarity"] or "all"] = row["count"]
        return tuple(SafeCounts("factor", factor, theme, counts) for theme, counts in found.items())

    # ------------------------------------------------------------ shares, pairs, words, examples

    async def shares_of_theme(self, theme: str) -> dict[str, dict[str, dict[str, Share]]]:
        """Return a theme's shares by dimension, value and polarity; 'not known' last among the values."""
        found: dict[str, dict[str, dict[str, Share]]] = defaultdict(lambda: defaultdict(dict))
        rows = await self._all(_THEME_SHARES, code=theme)
        for row in sorted(rows, key=lambda row: row["value"] == NOT_KNOWN):
            found[row["dimension"]][row["value"]][row["polarity"]] = _share(row)
        return {dimension: dict(values) for dimension, values in found.items()}

    async def shares_of_factor(self, factor: str) -> dict[str, dict[str, dict[str, Share]]]:
        """Return the shares of each theme by dimension: in notes on this factor, and in all."""
        found: dict[str, dict[str, dict[str, Share]]] = defaultdict(lambda: defaultdict(dict))
        for row in await self._all(_FACTOR_SHARES, code=factor):
            found[row["theme"]][row["dimension"]][row["polarity"]] = _share(row)
        return {theme: dict(values) for theme, values in found.items()}

    async def pairs(self, theme: str) -> dict[tuple[str, str], tuple[Together, ...]]:
        """Return what stands in the same notes as a theme, by what is said on either."""
        found: dict[tuple[str, str], list[Together]] = defaultdict(list)
        for row in await self._all(_PAIRS, code=theme):
            found[row["polarity"], row["other_polarity"]].append(
                Together(row["other"], row["name"], row["notes"], row["expected"], row["lift"], row["low"], row["high"])
            )
        return {kinds: tuple(pairs) for kinds, pairs in found.items()}

    async def words(self, subject: Subject, code: str) -> WordsOfSides:
        """Return the distinctive words of a subject."""
        found = [DistinctiveWord(**dict(row)) for row in await self._all(_WORDS, subject=subject, code=code)]
        return WordsOfSides(
            tuple(one for one in found if one.z > 0), tuple(one for one in reversed(found) if one.z < 0)
        )

    async def examples(self, subject: Subject, code: str) -> dict[str, tuple[Example, ...]]:
        """Return the examples of a subject, by polarity."""
        found: dict[str, list[Example]] = {"good": [], "poor": []}
        for row in await self._all(_EXAMPLES, subject=subject, code=code):
            found[row["polarity"]].append(_example(row))
        return {polarity: tuple(examples) for polarity, examples in found.items()}

    async def notes_with(self, words: Sequence[str], *, most: int) -> int:
        """Return in how many notes the full-text index finds words that follow each other, counted up to so many."""
        return int((await self._all(_HOLDING, phrase=_phrase(words), most=most))[0]["notes"])

    async def contexts(
        self, subject: Subject, code: str, words: Sequence[str], *, notes: int, passages: int, around: int
    ) -> tuple[Passage, ...]:
        """Return coded passages of the notes in which the full-text index finds words that follow each other.

        At most so many notes are looked at, and so many passages returned, each once a polarity and with so many
        characters of its note around it. The index knows words by their stems: not all hold the very words.
        """
        sql, limits = _CONTEXTS.replace("{on}", _ON[subject]), {"notes": notes, "passages": passages, "around": around}
        # SQLite knows capitals of plain letters only, so that no other letter is looked for beforehand.
        part = max(_PLAIN.findall(" ".join(words)), key=len, default="")
        rows = await self._all(sql, code=code, phrase=_phrase(words), part=f"%{part}%", **limits)
        return tuple(dict.fromkeys(Passage(**dict(row)) for row in rows))


def _phrase(words: Sequence[str]) -> str:
    """Return words that follow each other as the full-text index wants them."""
    return '"' + " ".join(words).replace('"', "") + '"'


def _share(row: Row) -> Share:
    return Share(row["notes"], row["of_notes"], row["percent"], row["low"], row["high"])


def _share_of_yes(row: Row) -> Share:
    return Share(row["yes"], row["yes"] + row["no"], row["percent"], row["low"], row["high"])


def _example(row: Row) -> Example:
    first = row["sentence_start"]
    inside = tuple(Span(span.start - first, span.end - first) for span in spans_of(row) if span.start >= first)
    pieces = cut(row["text"], [Mark(1, row["polarity"], "", inside)] if inside else [])
    return Example(row["note"], row["sentence"], pieces, _MADE_BY.get(row["coder"], "coded by a person"), row["about"])
