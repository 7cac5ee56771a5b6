"""Which notes bear which theme, whose coding is counted, and many shares at once."""

from pathlib import Path

import numpy as np
import pytest

from noteworthy.bulletin.note_themes import note_themes
from noteworthy.bulletin.settings import read_settings
from noteworthy.bulletin.shares import grouped_shares
from noteworthy.bulletin.theme_shares import by_attribute, overall, share_table
from noteworthy.statistics.clusters import Clusters
from noteworthy.statistics.proportions import shares
from tests.bulletin_written import Said, Written, case, written

KINDS = ("rationale", "notable")


def test_a_note_bears_what_coders_agreed_and_not_what_the_machine_says_beside_it(tmp_path: Path) -> None:
    said = Said("It began late.", {"delay": "poor"}, machine={"motivation": "good"})
    notes = note_themes(written(tmp_path / "w.db", [Written("A", [said], case=case(1))]), kinds=KINDS)

    assert notes.bears("delay").tolist() == [True]
    assert notes.bears("delay", "poor").tolist() == [True]
    assert notes.bears("delay", "good").tolist() == [False]
    assert notes.bears("motivation").tolist() == [False]
    assert notes.bases == ("coders",)


def test_a_note_that_no_coder_read_counts_by_the_machine_unless_it_learnt_from_it(tmp_path: Path) -> None:
    said = Said("It began late.", {"delay": "poor"})
    read = Written("A", [said], case=case(1), coders=())
    learnt = Written("B", [said], case=case(2), coders=(), learnt_from=True)
    notes = note_themes(written(tmp_path / "w.db", [read, learnt]), kinds=KINDS)

    assert len(notes) == 1
    assert notes.bases == ("machine",)


def test_texts_of_other_kinds_are_left_out(tmp_path: Path) -> None:
    said = Said("It began late.", {"delay": "poor"})
    data = written(tmp_path / "w.db", [Written("A", [said], kind="survey"), Written("B", [said], kind="notable")])

    assert len(note_themes(data, kinds=KINDS)) == 1
    assert len(note_themes(data, kinds=("survey",))) == 1


def test_the_two_bases_have_rows_of_their_own_and_the_machine_is_called_uncorrected(tmp_path: Path) -> None:
    said = Said("It began late.", {"delay": "poor"})
    data = written(
        tmp_path / "w.db",
        [Written("A", [said], case=case(1)), Written("B", [said], case=case(2), coders=())],
    )
    notes = note_themes(data, kinds=KINDS)
    table = share_table("5a", "Themes", overall(notes, read_settings()), notes)

    rows = {row[1] for row in table.rows}
    assert rows == {"coders' agreed coding", "the machine's coding, uncorrected"}
    assert any("errs" in note for note in table.notes)


def test_what_is_not_known_is_a_group_of_its_own_and_no_note_is_lost(tmp_path: Path) -> None:
    said = Said("It began late.", {"delay": "poor"})
    data = written(
        tmp_path / "w.db",
        [
            Written("A", [said], case=case(1), factor="drugs", answer="no", question="Was work delivered?"),
            Written("B", [Said("Nothing.")], case=case(2)),
        ],
    )
    notes = note_themes(data, kinds=KINDS)
    rows = [row for row in by_attribute(notes, "factor", read_settings()) if row.theme == "delay"]

    assert [(row.group, row.notes, row.found["any"].value) for row in rows] == [
        ("Drug misuse", 1, 1.0),
        ("not known", 1, 0.0),
    ]


@pytest.mark.parametrize("ways", [1, 2])
def test_many_shares_at_once_are_those_of_each_group_alone(ways: int) -> None:
    rng = np.random.default_rng(5)
    marks = rng.random((400, 3)) < (0.1, 0.5, 0.9)
    groups = rng.integers(-1, 3, 400)
    clusters = Clusters(tuple(rng.integers(0, size, 400) for size in (8, 5)[:ways]))
    found = grouped_shares(marks, groups, number=3, clusters=clusters)

    for group in range(3):
        rows = groups == group
        alone = shares(marks[rows], clusters=clusters.take(rows))
        assert found.totals[group] == rows.sum()
        for one, other in zip(found.found[group], alone, strict=True):
            assert one.n == other.n
            assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))
