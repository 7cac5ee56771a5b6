"""Small databases with closed answers, for tests of the bulletin: written and read as real ones are."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus.codebook import default_codebook
from corpus.invented.answers import Answers, judgements
from corpus.invented.cases import draw_cases
from corpus.invented.outcomes import with_outcomes
from corpus.invented.parameters import demonstration_parameters
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.migrations import PUBLIC_VERSION
from corpus.store.schema import PUBLIC_ID
from corpus.values import Case, Judgement, Publication
from noteworthy.bulletin.content import Section, Table
from noteworthy.bulletin.data import BulletinData, load
from noteworthy.bulletin.wording import shown_columns

SOURCE = "answers.csv"
NOTICE = "These answers are invented."


class Unwritten(NamedTuple):
    """A judgement whose reason was left empty, as the readers hand it on."""

    judgement: Judgement
    case: Case | None
    source: str = SOURCE


def database(
    path: Path, cases: Iterable[Case], answers: Iterable[Judgement], *, publication: Publication = "authored"
) -> Path:
    """Write a private database with these cases and answers; an answer may name no case."""
    by_id = {case.case_id: case for case in cases}
    asked = list(answers)
    with WorkDatabase(path) as work:
        work.store_source(StoredSource(SOURCE, SOURCE, "0" * 64, publication=publication, notice=NOTICE))
        work.store_codebook(default_codebook())
        work.store([Unwritten(one, by_id.get(one.case_id or "")) for one in asked])
    return path


def data_of(
    folder: Path, cases: Iterable[Case], answers: Iterable[Judgement], *, publication: Publication = "authored"
) -> BulletinData:
    """Return the data of a small database."""
    return load(database(folder / "work.db", cases, answers, publication=publication))


def answer(case: str | None, question: str, said: str | None, *, factor: str | None = None, stage: str | None = None,
           number: int = 0) -> Judgement:  # fmt: skip
    """Return an answer; ``number`` tells apart those that repeat each other."""
    key = f"{case}|{question}|{factor}|{stage}|{number}"
    return Judgement(key, case, question, stage, factor, said)


@cache
def drawn(count: int, *, seed: int = 3, inspectors: int = 20) -> tuple[list[Case], list[Judgement]]:
    """Return invented cases with outcomes, and their answers, drawn from the demonstration corpus's parameters."""
    parameters = demonstration_parameters()
    names = [f"inspector {number:02d}" for number in range(1, inspectors + 1)]
    cases = draw_cases(parameters, seed=seed, count=count, inspectors=names)
    answers = Answers(parameters, cases, seed=seed).draw()
    return with_outcomes(parameters, cases, answers, seed=seed), list(judgements(answers))


_DRAWN: dict[tuple[int, int, frozenset[str]], BulletinData] = {}
"""Data that no test changes, drawn once for all who ask for the same."""


def drawn_data(folder: Path, count: int, *, seed: int = 3, without: frozenset[str] = frozenset()) -> BulletinData:
    """Return invented cases and their answers as a public file would hold them, but for the columns left out."""
    if (count, seed, without) not in _DRAWN:
        _DRAWN[count, seed, without] = _drawn_data(folder, count, seed=seed, without=without)
    return _DRAWN[count, seed, without]


def _drawn_data(folder: Path, count: int, *, seed: int, without: frozenset[str]) -> BulletinData:
    cases, answers = drawn(count, seed=seed)
    of_case = [name for name in Case.__slots__ if name not in {"case_id", "inspected", *without}]
    of_answer = [name for name in Judgement.__slots__ if name != "judgement_id"]
    factors = default_codebook().factor
    tables = {
        "meta": (("key", "value"), [("kind", "open")]),
        "sources": (("name", "publication"), [(SOURCE, "authored")]),
        "factors": (("code", "name"), [(factor.code, factor.name) for factor in factors]),
        "cases": (
            ("id", "year", *of_case),
            [(case.case_id, "2016-17", *(getattr(case, name) for name in of_case)) for case in cases],
        ),
        "judgements": (
            ("id", *of_answer),
            [(one.judgement_id, *(getattr(one, name) for name in of_answer)) for one in answers],
        ),
    }
    return load(public_file(folder / "drawn.db", tables))


def public_file(path: Path, tables: Mapping[str, tuple[Sequence[str], Sequence[Sequence[object]]]]) -> Path:
    """Write a public file with these tables, each its columns and its rows; it has no column that is not given."""
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {PUBLIC_ID}")
    connection.execute(f"PRAGMA user_version = {PUBLIC_VERSION}")
    for name, (columns, held) in tables.items():
        connection.execute(f'CREATE TABLE "{name}" ({", ".join(columns)})')
        connection.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})', held)
    connection.commit()
    connection.close()
    return path


def table(section: Section, name: str) -> Table:
    """Return the table of a section with this id."""
    return next(one for one in section.tables if one.id == name)


def rows(found: Table) -> list[dict[str, object]]:
    """Return a table's rows by the names of its columns."""
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def row(found: Table, **wanted: object) -> dict[str, object]:
    """Return the first row whose cells are these."""
    return next(one for one in rows(found) if wanted.items() <= one.items())


def words(section: Section) -> set[str]:
    """Return every cell of a section's tables, as people read it."""
    return {column.cell(cells) for one in section.tables for cells in one.rows for column in shown_columns(one)}
