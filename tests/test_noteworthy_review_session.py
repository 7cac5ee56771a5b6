"""A round of review at the keyboard: each key decides, is stored at once, and can be taken back."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from corpus.store.database import WorkDatabase
from corpus.store.reviewing import standing_reviewed_notes, standing_reviews
from noteworthy.reviewing import queue, sample
from tests.reviewed_notes import BROWN, POLICY, TEXT, Press, build, coded, decisions, left, press_keys


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return build(tmp_path / "work.db")


@pytest.fixture
def database(work: Path) -> Iterator[WorkDatabase]:
    with WorkDatabase(work) as database:
        yield database


@pytest.fixture
def press(database: WorkDatabase) -> Press:
    return partial(press_keys, database)


def test_each_key_decides_and_is_stored_at_once(database: WorkDatabase, press: Press) -> None:
    press("yn")

    assert decisions(database) == {"Brown@0": "identifier PERSON", "Read@10": "not PERSON"}
    assert left(database) == ["3 May"]
    review = standing_reviews(database.connection)["N1"][0]
    assert (review.reviewer, review.role) == ("A. Person", "editor")
    assert review.decided.endswith("+00:00")


def test_all_the_same_words_are_decided_together_also_where_the_machine_was_sure(
    database: WorkDatabase, press: Press
) -> None:
    press("an")

    assert decisions(database) == {"Brown@0": "not PERSON", "Brown@22": "not PERSON"}
    assert left(database) == ["Read", "3 May"]


def test_any_other_key_after_all_goes_back(database: WorkDatabase, press: Press) -> None:
    press("axy")

    assert decisions(database) == {"Brown@0": "identifier PERSON"}


def test_the_type_can_be_changed_by_how_it_begins(database: WorkDatabase, press: Press) -> None:
    shown = press("ttt", "P", "organi", "")

    assert decisions(database) == {"Brown@0": "identifier ORGANISATION", "Read@10": "identifier PERSON"}
    assert any(line.startswith("One of these, please: PERSON, CRN") for line in shown)


def test_a_passage_that_was_missed_is_marked_wherever_it_stands(database: WorkDatabase, press: Press) -> None:
    shown = press("mmm", "Nobody", "Ana", "", "brown", "")

    assert decisions(database) == {
        "Ana@36": "identifier PERSON",
        "Brown@0": "identifier PERSON",
        "Brown@22": "identifier PERSON",
    }
    assert "These words do not stand in the note." in shown
    assert "Marked in 2 places." in shown
    assert left(database) == ["Read", "3 May"]


def test_what_is_skipped_comes_again_in_the_next_round(database: WorkDatabase, press: Press) -> None:
    press("ssy")

    assert left(database) == ["Brown", "Read"]


def test_the_last_key_can_be_undone_and_those_before_it(database: WorkDatabase, press: Press) -> None:
    press("an")
    press("yu" + "sysu" + "uu")

    assert decisions(database) == {"Brown@0": "not PERSON", "Brown@22": "not PERSON"}


def test_undoing_restores_what_was_decided_before(database: WorkDatabase, press: Press) -> None:
    press("y")
    press("muq", "Brown", "PLACE")

    assert decisions(database) == {"Brown@0": "identifier PERSON"}
    assert "Nothing to undo in this round." in press("u")


def test_the_last_thing_can_be_undone_at_the_end(database: WorkDatabase, press: Press) -> None:
    shown = press("yynnn" + "u" + "s" + "q")

    assert any(line.startswith("That was the last one; 0 left.") for line in shown)
    assert queue(database, POLICY).left == 1
    assert len(queue(database, POLICY).sample) == 1


def test_other_keys_mean_nothing(database: WorkDatabase, press: Press) -> None:
    press("\nx5?")

    assert decisions(database) == {}


def test_leaving_keeps_what_was_decided(database: WorkDatabase, press: Press) -> None:
    press("yqn")

    assert decisions(database) == {"Brown@0": "identifier PERSON"}


def test_a_note_of_the_sample_is_read_whole_and_what_is_marked_in_it_counts(
    database: WorkDatabase, press: Press
) -> None:
    first, second = sample(database, 2)
    shown = press("yyy" + "ymn" + "s", "a plan", "organisation")

    assert standing_reviewed_notes(database.connection) == {first}
    assert queue(database, POLICY).sample == (second,)
    (review,) = standing_reviews(database.connection)[first]
    assert (review.start, review.end, review.type, review.decision) == (0, 6, "ORGANISATION", "identifier")
    assert any("of the sample" in line for line in shown)
    assert any(line.startswith("[[A plan]] was made") for line in shown)


def test_a_note_whose_text_changed_is_looked_at_again(database: WorkDatabase, press: Press) -> None:
    press("yyynn")
    assert queue(database, POLICY).left == 0
    database.store([coded("N1", TEXT, BROWN, model="m2")])
    assert queue(database, POLICY).left == 0
    database.store([coded("N1", TEXT.replace("Ana", "Eva"), BROWN, model="m2")])

    assert left(database) == ["Brown"]
