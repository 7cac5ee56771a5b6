"""What must be said of an estimate stands with the table that shows it, whichever analysis made it."""

import sys
from collections import defaultdict
from pathlib import Path

import pytest

from noteworthy.bulletin import figures
from noteworthy.bulletin.content import Cell, Section, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import MOST_NAMED, remarks
from noteworthy.bulletin.making import ANALYSES
from noteworthy.bulletin.settings import read_settings
from noteworthy.statistics.differences import ONE_GROUP as OF_ONE_SIDE
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.proportions import ONE_GROUP, share
from tests.bulletin_stand_in import drawn_data
from tests.bulletin_written import Said, Written, case, written

BY_MODELS = "table 3c has a remark"
Shown = dict[tuple[Cell, ...], set[str]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Take down what is to be said of each estimate that becomes cells, by these cells."""
    said: Shown = defaultdict(set)
    cells = figures.cells

    def watched(estimate: Estimate) -> tuple[Cell, Cell, Cell]:
        found = cells(estimate)
        said[found].add(estimate.note)
        return found

    for name, module in list(sys.modules.items()):
        if name.startswith("noteworthy.bulletin") and getattr(module, "cells", None) is cells:
            monkeypatch.setattr(module, "cells", watched)
    return said


def _unsaid(section: Section, shown: Shown) -> list[tuple[str, tuple[Cell, ...], set[str]]]:
    """Return the figures of which what must be said stands neither beside them nor under their table."""
    return [
        (table.id, figure, shown[figure])
        for table in section.tables
        for row in table.rows
        for figure in _figures(table, row)
        if figure in shown and not any(_said(note, table, row) for note in shown[figure])
    ]


def _figures(table: Table, row: tuple[Cell, ...]) -> list[tuple[Cell, ...]]:
    return [row[place : place + 3] for place, column in enumerate(table.columns) if column.low]


def _said(note: str, table: Table, row: tuple[Cell, ...]) -> bool:
    """Several estimates may have the same cells: one that needs no word, or whose word stands there, is enough."""
    words = " ".join((*table.notes, *(cell for cell in row if isinstance(cell, str))))
    return not note or note in words or BY_MODELS in words


def _notes(number: int) -> Written:
    """Return a note of an organisation; one organisation alone has notes on finance and on housing."""
    alone = number % 8 == 0
    themes = {"housing" if alone else "delay": "poor" if number % 3 else "good"}
    said = [Said("He waited eleven weeks for it.", themes), Said("Talks were kind.", {"one_to_one": "good"})]  # type: ignore[arg-type]
    return Written(f"N{number}", said, case=case(number), question="Was sufficient work delivered?",
                   factor="finance" if alone else "drugs", answer="yes" if number % 3 else "no",
                   label="good" if number % 3 else "poor")  # fmt: skip


def _made(data: BulletinData, shown: Shown) -> str:
    """Check every section, and return all notes under tables."""
    settings, notes = read_settings(), []
    for name, analysis in ANALYSES.items():
        shown.clear()
        section = analysis(data, settings)
        assert not _unsaid(section, shown), name
        notes += [note for table in section.tables for note in table.notes]
    return " ".join(notes)


def test_closed_answers_of_an_open_release_say_what_their_intervals_lack(tmp_path: Path, shown: Shown) -> None:
    data = drawn_data(tmp_path, 40, seed=12, without=frozenset({"officer", "inspector", "delivery_unit"}))
    said = _made(data, shown)
    assert "Drug misuse" in said.split(OF_ONE_SIDE)[0]
    assert "There is no answer to count" in said


def test_notes_of_one_organisation_alone_say_so(tmp_path: Path, shown: Shown) -> None:
    said = _made(written(tmp_path / "w.db", map(_notes, range(96))), shown)
    assert "Finance" in said
    assert "All answers are the same" in said


def test_the_watch_sees_a_table_that_says_nothing(shown: Shown) -> None:
    found = share([True, False], clusters=["one", "one"])
    row = sys.modules["noteworthy.bulletin.shares"].share_cells(found)
    columns = sys.modules["noteworthy.bulletin.shares"].share_columns("a", "A", "answers")
    silent = Table("9z", "Silent", columns, (row,), "Of answers.")
    assert [table for table, *_ in _unsaid(Section(9, "", "", "", tables=(silent,)), shown)] == ["9z"]


def test_a_remark_names_its_rows_while_they_are_few() -> None:
    found = share([True, False], clusters=["one", "one"])
    assert remarks([("Housing", found), ("Debt", share([True, False])), ("Housing", found)]) == (
        f"Housing: {ONE_GROUP}",
    )
    many = [(f"row {number}", found) for number in range(MOST_NAMED + 1)]
    assert remarks(many) == (f"All {len(many)} rows: {ONE_GROUP}",)
    assert remarks([*many, ("other", share([True, False]))]) == (f"{len(many)} of {len(many) + 1} rows: {ONE_GROUP}",)
