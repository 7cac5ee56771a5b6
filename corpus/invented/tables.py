"""Invented cases as two companion tables, as a ``mapping.toml`` names them under ``[[lookup]]``, and back."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from corpus.invented.answers import Answers, Asked, judgements
from corpus.invented.cases import draw_cases
from corpus.invented.outcomes import with_outcomes
from corpus.invented.parameters import Parameters
from corpus.values import Case, Judgement

CASES, JUDGEMENTS = "cases.csv", "judgements.csv"
CASE_COLUMNS = ("case", *(name for name in Case.__slots__ if name != "case_id"), "authored")
JUDGEMENT_COLUMNS = ("judgement", "case", "question", "stage", "factor", "answer", "notable", "authored")


def simulate(parameters: Parameters, *, seed: int, inspectors: int = 42) -> tuple[list[Case], list[Judgement]]:
    """Return cases and judgements drawn anew: for simulations, in which estimators meet a known truth."""
    names = [f"inspector {number:02d}" for number in range(1, inspectors + 1)]
    cases = draw_cases(parameters, seed=seed, count=parameters.size.cases.value, inspectors=names)
    answers = Answers(parameters, cases, seed=seed).draw()
    return with_outcomes(parameters, cases, answers, seed=seed), list(judgements(answers))


def write_tables(folder: Path, cases: Iterable[Case], found: Iterable[Judgement]) -> None:
    """Write both tables into a folder, each row marked as authored."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / CASES, CASE_COLUMNS, map(case_cells, cases))
    _write(folder / JUDGEMENTS, JUDGEMENT_COLUMNS, map(judgement_cells, found))


def case_cells(case: Case) -> dict[str, str | None]:
    """Return a case as the cells of its row."""
    return {"case": case.case_id, **{name: getattr(case, name) for name in CASE_COLUMNS[1:-1]}, "authored": "true"}


def judgement_cells(judgement: Judgement) -> dict[str, str | None]:
    """Return a judgement as the cells of its row."""
    facts = {name: getattr(judgement, name) for name in JUDGEMENT_COLUMNS[2:-1]}
    return {"judgement": judgement.judgement_id, "case": judgement.case_id, **facts, "authored": "true"}


def read_cases(file: Path) -> list[Case]:
    """Read ``cases.csv`` as it was written."""
    with file.open(encoding="utf-8", newline="") as rows:
        return [
            Case(row["case"], **{name: row[name] or None for name in CASE_COLUMNS[1:-1]})
            for row in csv.DictReader(rows)
        ]


def read_judgements(file: Path) -> list[Judgement]:
    """Read ``judgements.csv`` as it was written."""
    with file.open(encoding="utf-8", newline="") as rows:
        return [
            Judgement(row["judgement"], row["case"], **{name: row[name] or None for name in JUDGEMENT_COLUMNS[2:-1]})
            for row in csv.DictReader(rows)
        ]


def regenerate(
    parameters: Parameters, cases: Iterable[Case], written: Iterable[Judgement], *, seed: int
) -> tuple[list[Case], list[Judgement]]:
    """Return the demonstration corpus's tables: what notes were written to stands, all other answers are drawn.

    ``written`` are the judgements that have a note. Shares are exactly those of the parameters, what stands included.
    """
    noted = {Asked(str(one.case_id), str(one.question), one.factor): one for one in written}
    people = list(cases)
    known: Mapping[Asked, str] = {asked: str(one.answer) for asked, one in noted.items()}
    answers = Answers(parameters, people, seed=seed, known=known, margins="exact").draw()
    found = judgements(
        answers,
        numbered={asked: one.judgement_id for asked, one in noted.items()},
        stages={one.judgement_id: one.stage for one in noted.values() if one.stage},
        notable={one.judgement_id: one.notable for one in noted.values() if one.notable},
    )
    return with_outcomes(parameters, people, answers, seed=seed, margins="exact"), list(found)


def _write(file: Path, columns: tuple[str, ...], rows: Iterable[Mapping[str, str | None]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
