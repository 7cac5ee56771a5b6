"""Which passages are shown, and that nothing is shown which a release would not show."""

import sqlite3
from pathlib import Path

import numpy as np

from corpus.values import Identifier
from noteworthy.bulletin.data import BulletinData, load
from noteworthy.bulletin.quotations import Quoting, quoting
from noteworthy.bulletin.released_texts import ReleasedTexts, may_be_quoted
from noteworthy.bulletin.released_values import as_released
from noteworthy.bulletin.roles import default_roles
from tests.bulletin_written import Said, Written, case, written

ROLES = default_roles()


def chooser(data: BulletinData) -> Quoting:
    return quoting(data, ROLES, ROLES.kinds.cases)


def all_of(quotes: Quoting) -> np.ndarray:
    return np.ones(len(quotes.data.codings), dtype=bool)


def test_a_clear_note_comes_before_an_unclear_one(tmp_path: Path) -> None:
    said = [Said("The clinic saw him within the week of his release.", {"delay": "good"})]
    other = [Said("Months went by without a single appointment being made.", {"delay": "poor"})]
    data = written(
        tmp_path / "w.db",
        [Written("dim", other, case=case(1), clarity=1), Written("clear", said, case=case(2), clarity=3)],
    )
    quotes = chooser(data)

    assert [one.text for one in quotes.quotations(all_of(quotes), most=1)] == [said[0].text]


def test_near_copies_and_notes_of_the_same_case_are_passed_over(tmp_path: Path) -> None:
    text = "Months went by without a single appointment being made for {} by the clinic."
    notes = [
        Written(name, [Said(text.format(name), {"delay": "poor"})], case=case(number))
        for number, name in enumerate(("him", "her", "them"))
    ]
    other = "The programme had no places until the order was over."
    notes.append(Written("same case", [Said(other, {"delay": "poor"})], case=case(0)))
    quotes = chooser(written(tmp_path / "w.db", notes))

    assert len(quotes.choose(all_of(quotes), most=5)) == 1


def test_those_who_differ_in_where_they_come_from_are_taken_first(tmp_path: Path) -> None:
    texts = {
        "A": "Months went by without one appointment being offered.",
        "B": "The programme had no places until his order ended.",
        "C": "Nobody rang her back before the winter came round.",
    }
    organisations = {"A": 2, "B": 4, "C": 1}
    notes = [
        Written(key, [Said(text, {"delay": "poor"})], case=case(organisations[key])) for key, text in texts.items()
    ]
    quotes = chooser(written(tmp_path / "w.db", notes))
    chosen = [quotes.words(one) for one in quotes.choose(all_of(quotes), most=2)]

    assert chosen == [texts["A"], texts["C"]]


def test_a_name_gives_way_to_its_placeholder_as_in_a_release(tmp_path: Path) -> None:
    text = "Gwendolyn Farrow waited three months for the clinic to write."
    name = Identifier(0, 16, "PERSON", 0.99, "")
    data = written(tmp_path / "w.db", [Written("A", [Said(text, {"delay": "poor"})], case=case(1), identifiers=[name])])
    quotes = chooser(data)
    (quotation,) = quotes.quotations(all_of(quotes), most=1)

    assert quotation.text == "[PERSON 1] waited three months for the clinic to write."
    assert quotation.note not in ("", "A")
    assert "NPS" in quotation.context


def test_an_identifier_that_the_build_missed_is_found_when_it_is_to_be_shown(tmp_path: Path) -> None:
    text = "The clinic wrote to 07700 900123 after three months."
    data = written(tmp_path / "w.db", [Written("A", [Said(text, {"delay": "poor"})], case=case(1))])
    texts = ReleasedTexts(data)

    assert "900123" not in texts.passage(0, 0, len(text))
    texts.close()


def test_private_texts_may_not_be_quoted(tmp_path: Path) -> None:
    said = [Said("It began late.", {"delay": "poor"})]

    assert may_be_quoted(written(tmp_path / "a.db", [Written("A", said)]))
    assert not may_be_quoted(written(tmp_path / "p.db", [Written("A", said)], publication="private"))


def test_nothing_released_yet_means_no_key_to_name(tmp_path: Path) -> None:
    data = written(tmp_path / "w.db", [Written("A", [Said("It began late.", {"delay": "poor"})])])
    with sqlite3.connect(data.path) as connection:
        connection.execute("DELETE FROM secrets")
    texts = ReleasedTexts(load(data.path))

    assert texts.key(0) == ""
    texts.close()


def test_the_redaction_of_the_policy_reaches_what_is_quoted(tmp_path: Path) -> None:
    text = "He was seen again on 4 May 2017, within a week."
    data = written(tmp_path / "w.db", [Written("A", [Said(text, {"delay": "good"})], case=case(1))])
    policy = tmp_path / "policy.toml"
    policy.write_text('[redaction]\ndates = "keep"\n', encoding="utf-8")
    shown = []
    for released in (as_released(data), as_released(data, policy)):
        texts = ReleasedTexts(released)
        shown.append(texts.passage(0, 0, len(text)))
        texts.close()
    assert "2017" not in shown[0]
    assert shown[1] == text
