"""Rows with attributes: each combination is shared by k rows, or the policy says what else becomes of them."""

import random
import re
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ReleaseRefusedError
from corpus.store.database import StoredSource
from corpus.values import Case, CodedSentence, Publication
from noteworthy.disclosure.policy import DisclosurePolicy, Rows, default_policy
from noteworthy.disclosure.row_suppression import Values, smallest_group, suppressed
from noteworthy.manifest import read_manifest
from noteworthy.release import Policy, build_public
from noteworthy.released_rows import protect_rows
from noteworthy.serving import make_datasette
from tests.coded_notes import POOR, coded_note, store_notes


def policy(*, k: int = 3, **rows: Any) -> DisclosurePolicy:
    return default_policy().model_copy(update={"k": k, "rows": Rows(**rows)})


def drawn(number: int, *, seed: int) -> list[Values]:
    rng = random.Random(seed)
    return [(rng.choice("ab"), rng.choice("cdefgh"), rng.choice(["m", "m", "f", None])) for _ in range(number)]


# --------------------------------------------------------------------------------------------- which cells are left out


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_rows_are_k_share_each_combination_and_nothing_is_changed(seed: int) -> None:
    rows = drawn(50, seed=seed)
    shown = suppressed(rows, k=5)
    assert all(number >= 5 for number in Counter(shown).values())
    cells = [cell for row, out in zip(rows, shown, strict=True) for cell in zip(row, out, strict=True)]
    assert all(now in (was, None) for was, now in cells)


def test_it_does_not_depend_on_the_order_of_the_rows() -> None:
    rows = drawn(60, seed=3)
    turned: list[Values] = rows[::-1]
    assert suppressed(turned, k=5) == suppressed(rows, k=5)[::-1]


def test_a_row_that_stands_alone_loses_the_cell_in_which_it_differs() -> None:
    rows: list[Values] = [*[("north", "m")] * 4, ("north", "f")]
    shown = suppressed(rows, k=2)
    assert shown[-1] == ("north", None)
    assert all(region == "north" for region, _ in shown)


def test_rows_that_are_shared_by_enough_stay_as_they_are() -> None:
    rows: list[Values] = [*[("north", "m")] * 5, *[("south", None)] * 5]
    assert suppressed(rows, k=5) == rows


def test_of_fewer_rows_than_k_nothing_is_left_and_of_none_nothing_comes() -> None:
    assert suppressed([("north", "m"), ("south", "f")], k=5) == [(None, None)] * 2
    assert suppressed([], k=5) == []
    assert smallest_group([(None, None)]) is None


def test_what_was_taken_too_much_is_given_back() -> None:
    rows: list[Values] = [("a", "x", str(n)) for n in range(10)]
    assert suppressed(rows, k=10) == [("a", "x", None)] * 10


# ------------------------------------------------------------------------------------------------- what the policy does


CASES = [{"id": f"k{n}", "sex": "m" if n else "f", "region": "north"} for n in range(6)]


def test_an_authored_corpus_is_reported_on_and_says_nothing_to_who_signs() -> None:
    rows, report = protect_rows(CASES, policy(attributes=("region", "sex")), invented={row["id"] for row in CASES})
    assert rows == CASES
    assert report is not None
    assert (report.rule, report.rare_before, report.rare_after, report.smallest_after) == ("report", 1, 1, 1)
    assert not list(report.sentences())


def test_everything_else_is_left_out_until_k_holds_and_the_report_counts_the_cells() -> None:
    rows, report = protect_rows(CASES, policy(attributes=("region", "sex")), invented=())
    assert report is not None
    assert report.rare_after == 0
    assert report.smallest_before == 1
    assert report.smallest_after is not None
    assert report.smallest_after >= 3
    emptied = sum(row["sex"] is None for row in rows)
    assert report.blanked == {"sex": emptied}
    assert [row["id"] for row in rows] == [row["id"] for row in CASES]
    assert re.search(r"1 shared theirs with fewer than 2 others.*sex \d", " ".join(report.sentences()))


def test_invented_cases_hide_no_real_one() -> None:
    alike = [{"id": f"i{n}", "sex": "f", "region": "north"} for n in range(6)]

    rows, report = protect_rows(
        [*CASES, *alike], policy(attributes=("region", "sex")), invented={r["id"] for r in alike}
    )

    assert report is not None
    assert (report.rows, report.rare_before, report.rare_after) == (6, 1, 0)
    assert rows[0]["sex"] is None
    assert rows[6:] == alike


def test_a_policy_may_refuse_and_names_no_attribute_that_is_not_there() -> None:
    with pytest.raises(ReleaseRefusedError, match="1 of 6 cases share"):
        protect_rows(CASES, policy(attributes=("region", "sex"), others="refuse"), invented=())
    assert protect_rows(CASES[1:], policy(attributes=("region", "sex"), others="refuse"), invented=())[1]
    with pytest.raises(ReleaseRefusedError, match="'officer'"):
        protect_rows(CASES, policy(attributes=("officer",)), invented=())


# --------------------------------------------------------------------------------------------------------- in a release


def _work(path: Path, publication: Publication) -> Path:
    text = "A plan was made."
    notes = [
        coded_note(
            f"NOTE-{n}",
            text,
            Case(f"CASE-{n}", region="north" if n % 2 else "south", sex="male" if n else "female"),
            [CodedSentence(0, len(text), POOR)],
            source="notes.csv",
            row=n,
        )
        for n in range(24)
    ]
    return store_notes(path, notes, StoredSource("notes.csv", "notes.csv", "ab" * 32, publication))


def _ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def _without_sample() -> Policy:
    shipped = Policy.read(None)
    return Policy(shipped.redaction.model_copy(update={"sample": 0}), shipped.disclosure, shipped.sha256)


@pytest.mark.asyncio
async def test_text_that_was_public_goes_out_with_fewer_attributes_everywhere(tmp_path: Path) -> None:
    public = tmp_path / "public.db"
    report = build_public(_work(tmp_path / "work.db", "already-public"), public, policy=_without_sample())
    assert any("Cells left out until each combination is shared by 10" in said for said in report.sentences())
    assert min(count for (count,) in _ask(public, "SELECT count(*) FROM cases GROUP BY region, sex")) >= 10
    assert not _ask(public, "SELECT 1 FROM cases WHERE sex = 'female'")
    assert not _ask(public, "SELECT 1 FROM note_counts WHERE value = 'female'")
    told = read_manifest(public)["rows"]
    assert (told["rare_after"], told["k"], told["rule"]) == (0, 10, "suppress")
    page = (await make_datasette(public).client.get("/-/privacy")).text
    assert "left out" in page
    assert "Sex" in page


@pytest.mark.asyncio
async def test_an_authored_corpus_keeps_its_attributes_and_the_page_says_how_rare_they_are(tmp_path: Path) -> None:
    public = tmp_path / "public.db"
    build_public(_work(tmp_path / "work.db", "authored"), public)
    assert _ask(public, "SELECT count(*) FROM cases WHERE sex = 'female'") == [(1,)]
    assert read_manifest(public)["rows"]["rare_before"] == 1
    assert "share their attributes with fewer than" in (await make_datasette(public).client.get("/-/privacy")).text
