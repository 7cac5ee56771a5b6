"""Analysis 6: the balance of good and poor practice, its words, and the sheet of examples."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from corpus.values import Identifier
from noteworthy.bulletin import practice
from noteworthy.bulletin.content import Section
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_written import Said, Written, case, written

NAME = "Marmaduke"
PLACES = ("at the library", "by the harbour", "in the village hall", "near the old mill", "behind the station")


def notes(count: int = 120) -> list[Written]:
    """Return notes in which good practice is prompt, poor practice drifts, and one name stands in all poor ones."""
    chance, found = Random(4), []
    for number in range(count):
        good = number % 3 != 0
        where = chance.choice(PLACES)
        if good:
            said = Said(f"Everything was arranged promptly {where} on day {number}.", {"delay": "good"})
        else:
            said = Said(f"{NAME} drifted for months {where} without a visit, {number} days.", {"delay": "poor"})
        known = () if good else (Identifier(0, len(NAME), "PERSON", 0.99, ""),)
        factor = ("drugs", "alcohol")[number % 2]
        found.append(
            Written(f"N{number}", [said], case=case(number), question="Was work delivered?", factor=factor,
                    answer="yes" if good else "no", label="good" if good else "poor", identifiers=known)
        )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> BulletinData:
    """Return a database of such notes."""
    return written(tmp_path_factory.mktemp("practice") / "work.db", notes())


@pytest.fixture(scope="module")
def made(data: BulletinData) -> Section:
    """Return the section on them."""
    return practice.section(data, read_settings())


def test_the_parts_of_a_balance_add_up_to_the_passages(made: Section) -> None:
    table = made.tables[0]
    names = [column.name for column in table.columns]
    for row in table.rows:
        cells: dict[str, Any] = dict(zip(names, row, strict=True))
        assert cells["good_count"] + cells["poor_count"] + cells["mixed_count"] == cells["passages"]
        assert cells["good_share"] == pytest.approx(cells["good_count"] / cells["passages"])

    assert table.rows[0][:3] == ("all themes", 120, 80)


def test_factors_add_up_to_all(made: Section) -> None:
    rows = [row for row in made.tables[1].rows if row[1] == "all themes"]

    assert [row[0] for row in rows] == ["Alcohol misuse", "Drug misuse"]
    counts: list[Any] = [row[2] for row in rows]
    assert sum(counts) == 120


def test_words_of_each_side_are_told_and_a_name_never_is(made: Section) -> None:
    words = next(table for table in made.tables if table.title == "Distinctive words of good and of poor practice")
    of_side = {side: {row[1] for row in words.rows if row[0] == side} for side in ("good practice", "poor practice")}

    assert "promptly" in of_side["good practice"]
    assert {"drifted", "months"} <= of_side["poor practice"]
    assert NAME.casefold() not in str(made).casefold()


def test_examples_show_both_sides_of_a_theme_redacted(made: Section) -> None:
    polarities = {one.polarity for one in made.quotations}

    assert polarities == {"good", "poor"}
    assert all(one.note for one in made.quotations)
    assert all("[PERSON 1]" in one.text for one in made.quotations if one.polarity == "poor")


def test_nothing_judged_is_the_reason_for_no_section(tmp_path: Path) -> None:
    said = Said("He has been on the list.", {"delay": "context"})
    made = practice.section(written(tmp_path / "w.db", [Written("A", [said])]), read_settings())

    assert "judges practice" in made.unsupported


def test_all_passages_good_leave_no_words_to_tell_apart(tmp_path: Path) -> None:
    some = [note for note in notes(30) if note.label == "good"]
    made = practice.section(written(tmp_path / "w.db", some), read_settings())

    assert [table.title for table in made.tables] == [
        "Balance of good and poor practice by theme",
        "Balance of good and poor practice by factor and theme",
    ]


def test_private_texts_give_no_words_and_no_examples(tmp_path: Path) -> None:
    made = practice.section(written(tmp_path / "w.db", notes(60), publication="private"), read_settings())

    assert not made.quotations
    assert not any("words" in table.title for table in made.tables)
    assert made.limits
