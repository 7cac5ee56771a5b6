"""Data that are hard to analyse: the section explains, and the rest is made."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.invented.answers import PRIORITY
from corpus.values import Case, Judgement
from noteworthy.bulletin import availability, comparison, contribution, outcomes, public_protection
from noteworthy.bulletin.content import Section, Table
from noteworthy.bulletin.data import load
from noteworthy.bulletin.settings import read_settings
from noteworthy.bulletin.wording import shown_columns
from tests.bulletin_stand_in import data_of, drawn, public_file

FACTORS = ("accommodation", "ete", "lifestyle")
ANALYSES = (availability, contribution, comparison, public_protection, outcomes)
Change = Callable[[list[Case], list[Judgement]], tuple[list[Case], list[Judgement]]]


def _all_yes(cases: list[Case], asked: list[Judgement]) -> tuple[list[Case], list[Judgement]]:
    return cases, [replace(one, answer="yes") for one in asked]


def _one_organisation(cases: list[Case], asked: list[Judgement]) -> tuple[list[Case], list[Judgement]]:
    same: dict[str, Any] = {
        "organisation": "Only",
        "organisation_kind": "CRC",
        "delivery_unit": None,
        "officer": None,
        "inspector": None,
    }
    return [replace(case, **same) for case in cases], asked


def _no_providers(cases: list[Case], asked: list[Judgement]) -> tuple[list[Case], list[Judgement]]:
    return [replace(case, provider=None) for case in cases], [
        one for one in asked if "provider" not in str(one.question)
    ]


def _three_cases(cases: list[Case], asked: list[Judgement]) -> tuple[list[Case], list[Judgement]]:
    few = {case.case_id for case in cases[:3]}
    return cases[:3], [one for one in asked if one.case_id in few]


def _never_a_priority(cases: list[Case], asked: list[Judgement]) -> tuple[list[Case], list[Judgement]]:
    kept = [one for one in asked if one.factor != "ete" or one.question == PRIORITY]
    return cases, [replace(one, answer="no") if one.factor == "ete" else one for one in kept]


def _no_answers(cases: list[Case], asked: list[Judgement]) -> tuple[list[Case], list[Judgement]]:
    return cases, [replace(one, answer=None) for one in asked]


def _duplicates(cases: list[Case], asked: list[Judgement]) -> tuple[list[Case], list[Judgement]]:
    return cases + cases, asked + [replace(one, judgement_id=f"{one.judgement_id}/again") for one in asked]


def _nothing_known(cases: list[Case], asked: list[Judgement]) -> tuple[list[Case], list[Judgement]]:
    return [Case(case.case_id) for case in cases], asked


def _separated(cases: list[Case], asked: list[Judgement]) -> tuple[list[Case], list[Judgement]]:
    kind = {case.case_id: case.organisation_kind for case in cases}
    return cases, [replace(one, answer="yes" if kind[str(one.case_id)] == "NPS" else "no") for one in asked]


HARD: dict[str, Change] = {
    "all answers yes": _all_yes,
    "one organisation only": _one_organisation,
    "no providers recorded": _no_providers,
    "three cases": _three_cases,
    "a factor never a priority": _never_a_priority,
    "no answer given": _no_answers,
    "every case and answer twice": _duplicates,
    "nothing known of the cases": _nothing_known,
    "separation": _separated,
}


def _made(folder: Path, change: Change) -> list[Section]:
    cases, answers = drawn(24, seed=5, inspectors=4)
    cases, asked = change(cases, [one for one in answers if one.factor in (None, *FACTORS)])
    data, settings = data_of(folder, cases, asked), read_settings()
    return [analysis.section(data, settings) for analysis in ANALYSES]


@pytest.mark.parametrize("name", HARD)
def test_every_section_is_made_or_says_why_not(tmp_path: Path, name: str) -> None:
    for section in _made(tmp_path, HARD[name]):
        assert bool(section.unsupported) != bool(section.tables)
        for table in section.tables:
            _check(table)
        tables = {table.id for table in section.tables}
        assert all(chart.table in tables for chart in section.charts)
        for sentence in (*section.findings, *section.limits, section.unsupported):
            assert "nan" not in sentence.split()
            assert "None" not in sentence
            assert "[z]" not in sentence


def _check(table: Table) -> None:
    """Check that rows fit the columns, that bases sum, and that every cell can be read."""
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    for row in table.rows:
        assert len(row) == len(names)
        cells = dict(zip(names, row, strict=True))
        if "base" in cells:
            parts = [cells[name] for name in ("not_applicable", "not_known", "answered")]
            assert sum(part for part in parts if isinstance(part, int)) == cells["base"]
        assert "nan" not in [column.cell(row) for column in shown_columns(table)]


def test_repeated_answers_change_no_figure_and_are_told(tmp_path: Path) -> None:
    (tmp_path / "once").mkdir()
    (tmp_path / "twice").mkdir()
    once, twice = _made(tmp_path / "once", lambda cases, asked: (cases, asked)), _made(tmp_path / "twice", _duplicates)
    assert [section.tables for section in once] == [section.tables for section in twice]
    assert any("answers repeat the question" in limit for limit in twice[0].limits)


def test_a_protected_release_supports_none_of_them(tmp_path: Path) -> None:
    file = public_file(tmp_path / "p.db", {"meta": (("key", "value"), [("kind", "protected")])})
    for analysis in ANALYSES:
        assert "safe counts" in analysis.section(load(file), read_settings()).unsupported


def test_a_private_database_without_any_case_supports_none_of_them(tmp_path: Path) -> None:
    for analysis in ANALYSES:
        assert analysis.section(data_of(tmp_path, [], []), read_settings()).unsupported
