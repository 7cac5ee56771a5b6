"""The data behind a bulletin, as a private and a public database give them."""

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import DatabaseError
from corpus.values import Case
from noteworthy.bulletin.data import load
from tests.bulletin_stand_in import NOTICE, answer, data_of, database, public_file

CASES = [
    Case("C1", organisation="North", organisation_kind="CRC", inspected="2016-05", officer="o1", completed="yes"),
    Case("C2", organisation="South", inspected="2017"),
]
WORK = "Was sufficient work delivered on this factor?"


def test_an_answer_points_at_its_case_and_keeps_what_is_unknown_unknown(tmp_path: Path) -> None:
    data = data_of(tmp_path, CASES, [answer("C2", WORK, "yes", factor="ete"), answer("C1", WORK, None)])
    places = data.judgements["case"].to_numpy()
    asked = dict(zip(data.cases["id"].to_numpy()[places], data.judgements["answer"].astype(object), strict=True))
    assert asked["C2"] == "yes"
    assert data.judgements["factor"].dropna().tolist() == ["ete"]
    assert data.judgements["answer"].isna().sum() == 1
    assert dict(zip(data.cases["id"], data.cases["start"], strict=True)) == {"C1": 2016, "C2": 2017}
    assert data.kind == "private"
    assert data.open
    assert data.notices == (NOTICE,)


def test_a_private_source_is_not_open(tmp_path: Path) -> None:
    data = data_of(tmp_path, CASES, [answer("C1", WORK, "yes")], publication="private")
    assert not data.open


def test_an_attribute_of_no_case_is_unknown_and_not_that_of_the_last(tmp_path: Path) -> None:
    data = data_of(tmp_path, CASES, [answer("C1", WORK, "yes"), answer("C2", WORK, "no")])
    place = list(data.cases["id"]).index("C1")
    found = data.of_case("organisation", np.array([place, -1]))
    assert [found[0], found.codes[1]] == ["North", -1]


def test_values_outside_the_closed_lists_are_unknown_and_told(tmp_path: Path) -> None:
    path = public_file(
        tmp_path / "public.db",
        {
            "meta": (("key", "value"), [("kind", "open")]),
            "cases": (("id", "year", "completed"), [("k1", "1216", "yes"), ("k2", "2017-18", "perhaps")]),
            "judgements": (
                ("id", "case_id", "question", "answer"),
                [("j1", "k1", WORK, "partly"), ("j2", "k2", WORK, "no")],
            ),
        },
    )
    data = load(path)
    assert [problem.subject for problem in data.problems] == ["year", "completed", "answer"]
    assert all(problem.count == 1 and "not known" in problem.sentence for problem in data.problems)
    assert data.cases["start"].tolist() == [-1, 2017]
    assert data.judgements["answer"].isna().tolist() == [True, False]


def test_a_public_file_says_which_columns_it_lacks(tmp_path: Path) -> None:
    path = public_file(
        tmp_path / "public.db",
        {
            "meta": (("key", "value"), [("kind", "open")]),
            "cases": (("id", "organisation"), [("k1", "North")]),
            "notes": (("id", "text", "case_id"), [("n1", "Words.", "k1"), ("n2", "More.", None)]),
        },
    )
    data = load(path)
    assert {"officer", "inspector", "delivery_unit"} <= data.absent
    assert data.cases["officer"].isna().all()
    assert data.notes["case"].tolist() == [0, -1]
    assert len(data.codings) == 0


def test_a_protected_file_gives_its_safe_counts_alone(tmp_path: Path) -> None:
    columns = ("measure", "dimension", "value", "theme", "polarity", "practice", "count", "suppressed", "percent")
    path = public_file(
        tmp_path / "public.db",
        {
            "meta": (("key", "value"), [("kind", "protected")]),
            "safe_counts": (columns, [("cases", "all", "all", "", "", "", 20, 0, None)]),
        },
    )
    data = load(path)
    assert data.kind == "protected"
    assert data.safe_counts["count"].tolist() == [20]
    assert len(data.cases) == len(data.judgements) == 0


def test_a_file_that_is_none_of_ours_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="there is no file"):
        load(tmp_path / "none.db")
    odd = public_file(tmp_path / "odd.db", {"meta": (("key", "value"), [("kind", "strange")])})
    with pytest.raises(DatabaseError, match="'strange'"):
        load(odd)


def test_rows_in_another_order_give_the_same_categories(tmp_path: Path) -> None:
    asked = [answer("C1", WORK, "yes", factor=factor) for factor in ("ete", "drugs")]
    one = load(database(tmp_path / "one.db", CASES, asked))
    other = load(database(tmp_path / "other.db", CASES, asked[::-1]))
    assert (
        list(one.judgements["factor"].cat.categories)
        == list(other.judgements["factor"].cat.categories)
        == ["drugs", "ete"]
    )
