"""Analysis 9: reasons against answers, and the owner's list of cases to check."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.values import Practice
from noteworthy.bulletin import mismatch
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.mismatch import CHECK_COLUMNS, cases_to_check
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_written import Said, Written, case, written

ASKED = "Was sufficient work delivered?"
SECRET = "He told nobody about the orchard."


def note(number: int, answer: str | None, label: Practice, **more: object) -> Written:
    return Written(
        f"N{number}", [Said(SECRET, practice=label)], case=case(number), question=ASKED, factor="drugs",
        answer=answer, label=label, **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> BulletinData:
    """Return sixty notes, of which three are poor for a yes and two good for a no; others say nothing clear."""
    notes = [note(n, "yes", "poor" if n < 3 else "good") for n in range(30)]
    notes += [note(n, "no", "good" if n < 32 else "poor") for n in range(30, 60)]
    notes += [
        note(60, "yes", "mixed"),
        note(61, "no", "none"),
        note(62, "not_applicable", "poor"),
        note(63, None, "poor"),
    ]
    return written(tmp_path / "work.db", notes)


def test_disagreement_is_counted_among_the_clear_notes_for_a_yes_or_a_no(data: BulletinData) -> None:
    made = mismatch.section(data, read_settings())
    names = [column.name for column in made.tables[1].columns]
    cells = dict(zip(names, made.tables[1].rows[0], strict=True))

    assert (cells["notes"], cells["disagree_count"]) == (60, 5)
    assert (cells["poor_yes_count"], cells["good_no_count"]) == (3, 2)
    assert cells["disagree_share"] == pytest.approx(5 / 60)
    assert "5 of 60 clear notes" in made.findings[0]


def test_labels_of_each_answer_add_up(data: BulletinData) -> None:
    table = mismatch.section(data, read_settings()).tables[0]
    names = [column.name for column in table.columns]
    for row in table.rows:
        cells: dict[str, Any] = dict(zip(names, row, strict=True))
        assert sum(cells[f"{label}_count"] for label in mismatch.LABELS) == cells["notes"]

    assert [row[2] for row in table.rows] == [31, 31]


def test_the_list_names_cases_and_no_inspector_and_no_text(data: BulletinData) -> None:
    found = cases_to_check(data)

    assert {one.case for one in found} == {"C0", "C1", "C2", "C30", "C31"}
    assert "inspector" not in CHECK_COLUMNS
    assert "inspector" not in str(found)
    assert "orchard" not in str(found)


def test_the_bulletin_itself_names_no_case(data: BulletinData) -> None:
    made = str(mismatch.section(data, read_settings()))

    assert "C30" not in made
    assert "N31" not in made
    assert "orchard" not in made


def test_a_label_that_the_machine_does_not_stand_by_is_left_out(tmp_path: Path) -> None:
    notes = [note(n, "yes", "poor", coders=(), needs_review=n < 4) for n in range(10)]
    made = mismatch.section(written(tmp_path / "w.db", notes), read_settings())

    assert made.tables[1].rows[0][3] == 6
    assert any("4 notes are left out" in limit for limit in made.limits)
    assert any("machine's label errs" in limit for limit in made.limits)


def test_there_is_no_list_of_a_public_file(data: BulletinData) -> None:
    with pytest.raises(ValueError, match="private database alone"):
        cases_to_check(replace(data, kind="open"))


@pytest.mark.parametrize(
    ("answer", "label", "reason"),
    [(None, "poor", "gives the reason"), ("yes", "none", "judges practice good or poor")],
)
def test_nothing_to_compare_is_explained(answer: str | None, label: Practice, reason: str, tmp_path: Path) -> None:
    made = mismatch.section(written(tmp_path / "w.db", [note(1, answer, label)]), read_settings())

    assert reason in made.unsupported
