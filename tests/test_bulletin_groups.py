"""The two groups of cases that are compared."""

from pathlib import Path

from corpus.values import Case
from noteworthy.bulletin.data import BulletinData, load
from noteworthy.bulletin.groups import Groups, groups_of
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_stand_in import answer, data_of, public_file

SETTINGS = read_settings()


def _data(folder: Path, *kinds: str | None) -> BulletinData:
    cases = [Case(f"C{number}", organisation_kind=kind, region="North") for number, kind in enumerate(kinds)]
    return data_of(folder, cases, [answer(case.case_id, "Was the plan reviewed?", "yes") for case in cases])


def test_the_groups_of_the_settings_are_taken_in_their_order(tmp_path: Path) -> None:
    data = _data(tmp_path, "CRC", "NPS", "CRC", None)
    found = groups_of(data, SETTINGS)
    assert isinstance(found, Groups)
    assert (found.names, found.first.sum(), found.second.sum(), found.either.sum()) == (("NPS", "CRC"), 1, 2, 3)
    assert not found.remark


def test_where_they_are_not_there_the_two_largest_are_compared_and_that_is_said(tmp_path: Path) -> None:
    found = groups_of(_data(tmp_path, "PS", "YJS", "YJS", "other"), SETTINGS)
    assert isinstance(found, Groups)
    assert found.names == ("YJS", "PS")
    assert "most cases" in found.remark


def test_groups_that_were_asked_for_are_never_replaced(tmp_path: Path) -> None:
    found = groups_of(_data(tmp_path, "CRC", "NPS"), SETTINGS.comparing("organisation_kind", ("CRC", "PS")))
    assert isinstance(found, str)
    assert "‘PS’" in found


def test_one_group_alone_is_none(tmp_path: Path) -> None:
    found = groups_of(_data(tmp_path, "CRC", "CRC"), SETTINGS)
    assert isinstance(found, str)
    assert "only ‘CRC’ is recorded" in found


def test_an_attribute_that_the_file_does_not_hold_cannot_be_compared(tmp_path: Path) -> None:
    data = load(
        public_file(tmp_path / "p.db", {"meta": (("key", "value"), [("kind", "open")]), "cases": (("id",), [("k",)])})
    )
    found = groups_of(data, SETTINGS.comparing("officer", ("a", "b")))
    assert found == "This file does not hold the officer of a case, so there are no groups to compare."
