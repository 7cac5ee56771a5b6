"""The data behind a bulletin: what a database holds of cases, answers, notes and codings, as columns.

Frames stay in this room. A row is named by its position in its own frame, and a column that points at another frame
(``case``, ``judgement``, ``note``, ``sentence``) holds that position, -1 where there is none, so that
`data.of_case("region", data.notes["case"])` joins two frames at the cost of one look-up a row.
What a public file does not hold is a column of unknowns; ``absent`` says which, so that an analysis can say so.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from corpus.errors import DatabaseError
from corpus.store.migrations import kind_of
from noteworthy.bulletin.frames import Kind, columns_of, read_frame
from noteworthy.redaction_policy import RedactionPolicy

DataKind = Literal["private", "open", "protected"]

ANSWERS = ("yes", "no", "not_applicable")
"""What a closed question can be answered with; whatever else stands there is unknown."""

_CASES: dict[str, Kind] = {
    "id": "text",
    "organisation": "category",
    "organisation_kind": "category",
    "provider": "category",
    "region": "category",
    "delivery_unit": "category",
    "programme": "category",
    "year": "category",
    "sex": "category",
    "age_band": "category",
    "ethnicity": "category",
    "order_type": "category",
    "risk_level": "category",
    "officer": "category",
    "inspector": "category",
    "completed": "category",
    "reoffended": "category",
}
_JUDGEMENTS: dict[str, Kind] = {
    "case": "position",
    "question": "category",
    "stage": "category",
    "factor": "category",
    "answer": "category",
    "notable": "category",
    "source": "category",
}
_NOTES: dict[str, Kind] = {
    "id": "text",
    "given_id": "text",
    "text": "text",
    "practice": "category",
    "score": "real",
    "low": "real",
    "high": "real",
    "needs_review": "number",
    "kind": "category",
    "judgement": "position",
    "case": "position",
    "source": "category",
    "counted": "category",
    "learnt_from": "number",
    "judgement_id": "text",
}
_SENTENCES: dict[str, Kind] = {
    "note": "position",
    "number": "number",
    "start": "number",
    "end": "number",
    "practice": "category",
    "score_good": "real",
    "score_poor": "real",
    "score_mixed": "real",
    "score_none": "real",
}
_CODINGS: dict[str, Kind] = {
    "note": "position",
    "sentence": "position",
    "theme": "category",
    "polarity": "category",
    "status": "category",
    "start": "number",
    "end": "number",
    "confidence": "real",
    "source": "category",
    "coder": "category",
    "standing": "number",
    "actor": "category",
    "factor": "category",
    "intervention": "category",
}
_READINGS: dict[str, Kind] = {"note": "position", "coder": "category", "practice": "category", "clarity": "number"}
_SENTENCE_READINGS: dict[str, Kind] = {
    "sentence": "position",
    "note": "position",
    "coder": "category",
    "practice": "category",
}
_SAFE_COUNTS: dict[str, Kind] = {
    "measure": "category",
    "dimension": "category",
    "value": "category",
    "theme": "category",
    "polarity": "category",
    "practice": "category",
    "count": "number",
    "suppressed": "number",
    "percent": "number",
}
_LINKS = {"case": "cases", "judgement": "judgements", "note": "notes", "sentence": "sentences"}
_KEYS = {"case": "case_id"}
_YEAR = re.compile(r"(19[5-9]\d|20\d\d)(-\d\d)?")


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the notes, and what its owner declared of it."""

    name: str
    title: str
    publication: str
    licence: str
    notice: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the codebook."""

    code: str
    name: str
    core: bool
    definition: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the data that could not be used: how often, and what became of it."""

    subject: str
    """What it concerns: the name of a column."""
    count: int
    sentence: str
    """It in words, with the count; never a text of a note."""


@dataclass(frozen=True, eq=False)
class BulletinData:
    """All that the analyses read; frames are shared, so nobody changes them in place."""

    path: Path
    kind: DataKind
    cases: pd.DataFrame
    """A row a case; the columns of the table `cases` but the exact date, and ``start``: the year as a number, or -1."""
    judgements: pd.DataFrame
    """A row an answer: case, question, stage, factor, answer (yes, no, not_applicable, unknown), notable, source."""
    notes: pd.DataFrame
    """A row a text, which in a private file is raw: nothing of it may go out unredacted."""
    sentences: pd.DataFrame
    codings: pd.DataFrame
    """Codings that stand: the coders' agreed ones where there are any, else the machine's."""
    every_coding: pd.DataFrame
    """All codings, those of single coders and of the machine beside the agreed ones."""
    readings: pd.DataFrame
    sentence_readings: pd.DataFrame
    safe_counts: pd.DataFrame
    """What a protected release holds, and no other file."""
    sources: tuple[Source, ...]
    themes: tuple[Theme, ...]
    factors: dict[str, str]
    """Code to name."""
    actors: dict[str, str]
    interventions: dict[str, str]
    meta: dict[str, str]
    absent: frozenset[str]
    """Columns of the cases that this kind of file does not hold."""
    problems: tuple[Problem, ...] = ()
    redaction: RedactionPolicy | None = None
    """By which texts are redacted before they are quoted; the policy that ships with the product unless given."""

    @cached_property
    def open(self) -> bool:
        """Whether all text was declared invented or already public, so that counts need not be hidden."""
        return bool(self.sources) and all(one.publication in ("authored", "already-public") for one in self.sources)

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """What must be said of the sources wherever their data are shown, each once."""
        return tuple(dict.fromkeys(one.notice for one in self.sources if one.notice))

    def values_of(self, column: str) -> NDArray[np.object_]:
        """Return an attribute of all cases as words, None where it is not known."""
        values = pd.Categorical(self.cases[column])
        return np.asarray(np.array([*values.categories, None], dtype=object)[values.codes])

    def of_case(self, column: str, case: np.ndarray) -> pd.Categorical:
        """Return an attribute of the cases at these positions; unknown where the position is -1."""
        return _taken(pd.Categorical(self.cases[column]), case)

    def of_judgement(self, column: str, judgement: np.ndarray) -> pd.Categorical:
        """Return what is known of the judgements at these positions; unknown where the position is -1."""
        return _taken(pd.Categorical(self.judgements[column]), judgement)

    def factor_name(self, code: str) -> str:
        """Return a factor's name, or its code where the codebook does not know it."""
        return self.factors.get(code) or code


def load(path: Path) -> BulletinData:
    """Read a private database, or an open or protected release; raise `DatabaseError` where a file is none of them."""
    kind_of(path)
    with _read_only(path) as connection:
        meta = _pairs(connection, "meta", "key", "value")
        kind = meta.get("kind", "private")
        if kind not in ("private", "open", "protected"):
            raise DatabaseError(f"{path} says that its kind is '{kind}', which is none that we know; build it anew.")
        return _loaded(path, connection, meta, kind)  # type: ignore[arg-type]


def _loaded(path: Path, connection: sqlite3.Connection, meta: dict[str, str], kind: DataKind) -> BulletinData:
    tables = _Tables(connection)
    cases, problems = _checked_cases(tables.frame("cases", _CASES))
    judgements, unknown = _checked_answers(tables.frame("judgements", _JUDGEMENTS))
    notes, sentences = tables.frame("notes", _NOTES), tables.frame("sentences", _SENTENCES)
    every = tables.frame("codings", _CODINGS)
    standing = every["standing"].to_numpy() == 1
    return BulletinData(
        path=path,
        kind=kind,
        cases=cases,
        judgements=judgements,
        notes=notes,
        sentences=sentences,
        codings=every if standing.all() else every[standing].reset_index(drop=True),
        every_coding=every,
        readings=tables.frame("readings", _READINGS),
        sentence_readings=tables.frame("sentence_readings", _SENTENCE_READINGS),
        safe_counts=tables.frame("safe_counts", _SAFE_COUNTS),
        sources=_sources(connection),
        themes=_themes(connection),
        factors=_pairs(connection, "factors", "code", "name"),
        actors=_pairs(connection, "actors", "code", "name"),
        interventions=_pairs(connection, "interventions", "code", "name"),
        meta=meta,
        absent=frozenset(_CASES) - columns_of(connection, "cases"),
        problems=(*problems, *unknown),
    )


class _Tables:
    """Frames of one file, each with the rowids by which others point at its rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rowids: dict[str, np.ndarray] = {}

    def frame(self, table: str, kinds: dict[str, Kind]) -> pd.DataFrame:
        """Read a table; a column that the file lacks is empty, and so is a table that it lacks."""
        held = columns_of(self._connection, table)
        links = {name: _LINKS[name] for name, kind in kinds.items() if kind == "position"}
        columns, joins = [], []
        for name, kind in kinds.items():
            key = _KEYS.get(name, name)
            if kind == "position" and key in held and columns_of(self._connection, links[name]):
                joins.append(f'LEFT JOIN "{links[name]}" "to_{name}" ON "to_{name}".id = t."{key}"')
                columns.append(f'"to_{name}".rowid')
            elif name == "judgement_id" and "judgement" in held:
                columns.append('t."judgement"')
            else:
                columns.append(f't."{name}"' if name in held and kind != "position" else "NULL")
        query = f'SELECT {", ".join(columns)} FROM "{table}" t {" ".join(joins)} ORDER BY t.rowid'
        if not held:
            query = f"SELECT {', '.join(columns)} WHERE 0"
        rowids = {name: self._rowids.get(target, np.empty(0, dtype=np.int64)) for name, target in links.items()}
        frame = read_frame(self._connection, query, kinds, rowids=rowids)
        self._rowids[table] = self._numbers(table) if held and table in _LINKS.values() else np.empty(0, np.int64)
        return frame

    def _numbers(self, table: str) -> np.ndarray:
        ends = f'SELECT count(*), min(rowid), max(rowid) FROM "{table}"'
        count, first, last = self._connection.execute(ends).fetchone()
        if count and last - first + 1 == count:
            return np.arange(first, last + 1, dtype=np.int64)
        rows = self._connection.execute(f'SELECT rowid FROM "{table}" ORDER BY rowid')
        return np.fromiter((row[0] for row in rows), dtype=np.int64)


def _checked_cases(cases: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Add the year as a number; a year that cannot be one is unknown, and what is neither yes nor no as well."""
    problems = []
    years = pd.Categorical(cases["year"])
    odd = [year for year in years.categories if _YEAR.fullmatch(str(year)) is None]
    if outside := int(years.isin(odd).sum()):
        problems.append(Problem("year", outside, _counted(outside, "case has", "cases have", "a year that is no year")))
    years = years.remove_categories(odd)
    starts = np.array([int(str(year)[:4]) for year in years.categories] + [-1], dtype=np.int64)
    cases = cases.assign(year=years, start=starts[years.codes])
    for outcome in ("completed", "reoffended"):
        cases[outcome], odd_ones = _restricted(pd.Categorical(cases[outcome]), ANSWERS[:2])
        if odd_ones:
            words = _counted(odd_ones, "case has", "cases have", f"neither yes nor no in '{outcome}'")
            problems.append(Problem(outcome, odd_ones, words))
    return cases, problems


def _checked_answers(judgements: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    answers, odd = _restricted(pd.Categorical(judgements["answer"]), ANSWERS)
    words = _counted(odd, "answer is", "answers are", "neither yes, nor no, nor not applicable")
    return judgements.assign(answer=answers), [Problem("answer", odd, words)] if odd else []


def _restricted(values: pd.Categorical, known: tuple[str, ...]) -> tuple[pd.Categorical, int]:
    """Keep the values of a closed list; return them, and how many others were made unknown."""
    before = int((values.codes >= 0).sum())
    kept = values.set_categories(list(known))
    return kept, before - int((kept.codes >= 0).sum())


def _counted(count: int, one: str, several: str, what: str) -> str:
    return f"{count:,} {one if count == 1 else several} {what}; taken as not known."


def _taken(values: pd.Categorical, positions: np.ndarray) -> pd.Categorical:
    codes = np.append(values.codes, -1)[np.asarray(positions)]
    return pd.Categorical.from_codes(codes, categories=values.categories)


@contextlib.contextmanager
def _read_only(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as connection:
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise DatabaseError(f"cannot read {path}: {problem}; it may be damaged or cut short: build it anew.") from None


def _rows(connection: sqlite3.Connection, table: str, *names: str) -> list[tuple[Any, ...]]:
    """Return these columns of a small table, empty text for what is missing; nothing where there is no table."""
    held = columns_of(connection, table)
    if not held:
        return []
    columns = ", ".join(f'"{name}"' if name in held else "''" for name in names)
    rows = connection.execute(f'SELECT {columns} FROM "{table}" ORDER BY rowid')
    return [tuple("" if value is None else value for value in row) for row in rows]


def _pairs(connection: sqlite3.Connection, table: str, key: str, value: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in _rows(connection, table, key, value)}


def _sources(connection: sqlite3.Connection) -> tuple[Source, ...]:
    names = ("name", "title", "publication", "licence", "notice", "attribution")
    return tuple(sorted((Source(*map(str, row)) for row in _rows(connection, "sources", *names)), key=_by_name))


def _by_name(source: Source) -> str:
    return source.name


def _themes(connection: sqlite3.Connection) -> tuple[Theme, ...]:
    rows = sorted(_rows(connection, "themes", "position", "code", "name", "core", "definition"))
    return tuple(Theme(str(code), str(name), core == 1, str(about)) for _, code, name, core, about in rows)
