"""Review: the queue holds what is doubtful and a fair sample, and what is decided takes effect."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

import pytest

from corpus.store.database import WorkDatabase
from corpus.store.reviewing import Review
from noteworthy.redaction_policy import RedactionPolicy
from noteworthy.reviewing import (
    cleared,
    cleared_in,
    is_cleared,
    marked,
    places_of,
    queue,
    reviewed_identifiers,
    sample,
    summary,
)
from tests.reviewed_notes import AGAIN, BROWN, DAY, POLICY, READ, TEXT, Press, build, coded, find, left, press_keys


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


# ----------------------------------------------------------------------------------------------------------- the queue


def test_the_queue_holds_what_is_below_certainty_in_text_order_and_a_sample(database: WorkDatabase) -> None:
    found = queue(database, POLICY)

    assert [one.identifier for one in found.finds] == [BROWN, READ, DAY]
    assert len(found.sample) == 2
    assert found.left == 5
    assert found.by_type() == {"PERSON": 2, "DATE": 1}
    assert found.sentence() == "Left to review: 3 uncertain finds and 2 notes of the sample."


def test_what_the_policy_leaves_as_it_is_need_not_be_decided(database: WorkDatabase) -> None:
    assert left(database, RedactionPolicy(dates="keep", words=frozenset({"brown"}))) == ["Read"]
    assert left(database, RedactionPolicy(certain_from=0.5)) == []


def test_the_sample_is_the_same_each_time_and_changes_little_with_new_notes(database: WorkDatabase) -> None:
    drawn = sample(database, 4)
    assert drawn == sample(database, 4)
    assert drawn[:2] == sample(database, 2)
    database.store([coded("S9", "A new one.")])

    assert len(set(drawn) - set(sample(database, 4))) <= 1
    assert set(sample(database, 99)) == {"S9", *(f"S{number}" for number in range(6))}


def test_another_secret_draws_another_sample(database: WorkDatabase) -> None:
    drawn = []
    for value in range(20):
        database.connection.execute("UPDATE secrets SET value = ?", (f"{value:064x}",))
        drawn.append(sample(database, 2))

    assert len(set(drawn)) > 5


# ------------------------------------------------------------------------------------------------- what follows from it


def review(words: str, decision: str, kind: str = "PERSON") -> Review:
    one = find(words)
    return Review("N1", one.start, one.end, kind, "not" if decision == "not" else "identifier", "", "A", "editor", "")


def test_what_is_redacted_is_what_was_found_less_what_was_cleared_and_what_people_marked() -> None:
    reviews = [review("Brown saw", "not"), review("Read", "identifier", "PLACE"), review("Ana", "identifier")]
    found = [BROWN, READ, AGAIN, DAY]

    assert [(TEXT[one.start : one.end], one.type) for one in reviewed_identifiers(found, reviews)] == [
        ("Read", "PLACE"),
        ("Brown", "PERSON"),
        ("Ana", "PERSON"),
        ("3 May", "DATE"),
    ]
    assert reviewed_identifiers(found, []) == found


def test_a_find_that_is_too_long_gives_way_to_its_right_part() -> None:
    long = find("saw Read")
    reviews = [review("saw Read", "not"), review("Read", "identifier")]

    assert [TEXT[one.start : one.end] for one in reviewed_identifiers([long], reviews)] == ["Read"]
    assert is_cleared(long, reviews)
    assert is_cleared(find("saw"), reviews)
    assert not is_cleared(READ, reviews)


def test_a_find_that_grew_beyond_what_was_decided_is_asked_about_again(database: WorkDatabase, press: Press) -> None:
    press("nyy")
    grown = replace(find("Brown saw Read"), confidence=0.7)
    database.store([coded("N1", TEXT, grown, model="m2")])

    assert left(database) == ["Brown saw Read"]


def test_cleared_and_marked_passages_are_told_to_the_intruder_test(database: WorkDatabase, press: Press) -> None:
    press("any" + "nm" + "q", "Ana", "")

    assert cleared(database) == {("N1", 0, 5), ("N1", 22, 27), ("N1", DAY.start, DAY.end)}
    assert cleared_in(database.path) == cleared(database)
    assert {passage for passage in marked(database) if passage[0] == "N1"} == {("N1", 10, 14)}


def test_a_manifest_learns_figures_and_roles_and_no_more(database: WorkDatabase, press: Press) -> None:
    press("yn" + "s" + "m" + "n" + "s", "a plan", "")

    assert asdict(summary(database, queue(database, POLICY))) == {
        "left": 2,
        "decided": 3,
        "cleared": 1,
        "sample_read": 1,
        "sample_with_missed": 1,
        "missed_share_at_most": 1.0,
        "roles": ("editor",),
    }


def test_words_are_found_as_they_look() -> None:
    text = "ANA\u00a0ROE, Ana\n Roe and A\u200bna Roe; Anatole. \u0410na Roe"

    assert [text[place.start : place.end] for place in places_of("Ana  Roe", text)] == [
        "Ana\n Roe",
        "A\u200bna Roe",
        "\u0410na Roe",
    ]
    assert [place.start for place in places_of("ANA roe", text)] == [0, 9, 22, 41]
    assert places_of("na", text) == []
    assert places_of("  ", text) == []
