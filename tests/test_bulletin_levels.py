"""The level at which cases may resemble each other."""

from pathlib import Path

import numpy as np
import pytest

from corpus.values import Case
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.levels import level_of
from noteworthy.bulletin.settings import read_settings
from noteworthy.statistics.proportions import shares
from tests.bulletin_stand_in import answer, data_of

SETTINGS = read_settings()


def _data(folder: Path, cases: list[Case]) -> BulletinData:
    return data_of(folder, cases, [answer(case.case_id, "Was the plan reviewed?", "yes") for case in cases])


def _cases(organisations: int, units: int, inspectors: int = 0) -> list[Case]:
    return [
        Case(
            f"C{number:03d}",
            organisation=f"organisation {number % organisations}",
            delivery_unit=f"unit {number % units}",
            inspector=f"inspector {number % inspectors}" if inspectors else None,
        )
        for number in range(60)
    ]


def test_the_highest_level_with_enough_groups_is_taken(tmp_path: Path) -> None:
    level = level_of(_data(tmp_path, _cases(8, 24)), SETTINGS)
    assert (level.name, level.groups, level.crossing) == ("organisation", 8, "")


def test_with_few_organisations_their_units_are_taken(tmp_path: Path) -> None:
    level = level_of(_data(tmp_path, _cases(2, 12)), SETTINGS)
    assert (level.name, level.groups) == ("organisation and delivery unit", 12)


def test_whoever_inspected_crosses_the_groups(tmp_path: Path) -> None:
    level = level_of(_data(tmp_path, _cases(8, 24, inspectors=7)), SETTINGS)
    assert level.crossing == "inspector"
    assert len(level.clusters.ways) == 2


def test_where_nothing_is_known_a_case_stands_alone(tmp_path: Path) -> None:
    level = level_of(_data(tmp_path, [Case(f"C{number}") for number in range(9)]), SETTINGS)
    assert (level.name, level.groups) == ("case", 9)
    assert "Nothing says which cases" in level.words


def test_one_organisation_against_another_is_compared_by_units(tmp_path: Path) -> None:
    data = _data(tmp_path, _cases(8, 24))
    sides = [np.asarray(data.cases["organisation"] == f"organisation {number}") for number in (0, 1)]
    level = level_of(data, SETTINGS, sides=sides)
    assert (level.name, level.groups) == ("organisation and delivery unit", 6)


def test_counts_may_be_summed_by_cell_and_no_estimate_changes(tmp_path: Path) -> None:
    level = level_of(_data(tmp_path, _cases(8, 24, inspectors=7)), SETTINGS)
    rng = np.random.default_rng(5)
    trials = rng.integers(0, 4, size=(60, 3))
    yes = rng.binomial(trials, 0.4)
    by_case = shares(yes, trials, clusters=level.clusters)
    by_cell = shares(level.summed(yes), level.summed(trials), clusters=level.cells)
    for one, other in zip(by_case, by_cell, strict=True):
        assert (one.n, one.groups) == (other.n, other.groups)
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))
