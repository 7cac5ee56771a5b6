"""The motivated intruder: a clean release passes, and a leak planted wherever one could hide is found and named."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.store.database import WorkDatabase
from noteworthy.intruder import IntruderReport, run_intruder
from noteworthy.manifest import manifest_path
from tests.attacked_release import IDENTIFIERS, TEXTS, assert_quotes_nothing, key_of, places, plant
from tests.coded_notes import copied


@pytest.fixture
def work(clean_release: Path, tmp_path: Path) -> Path:
    return copied(clean_release / "work.db", tmp_path / "work.db")


@pytest.fixture
def public(clean_release: Path, tmp_path: Path) -> Path:
    return copied(clean_release / "site", tmp_path / "site") / "public.db"


@pytest.fixture
def attacked(work: Path, public: Path) -> Callable[..., IntruderReport]:
    def attack(*statements: str, values: tuple[object, ...] = ()) -> IntruderReport:
        plant(public, *statements, values=values)
        return run_intruder(work, public)

    return attack


# ------------------------------------------------------------------------------------------------------ a clean release


def test_a_clean_release_passes(work: Path, public: Path) -> None:
    report = run_intruder(work, public)

    assert report.failures == ()
    assert report.passed
    assert report.kind == "open"
    assert report.sought > 10
    assert dict(report.places)["notes of its own"] == len(TEXTS)
    assert report.sentences()[0].startswith(f"The intruder test of {public} passed")


def test_what_is_public_by_the_schema_is_no_leak(work: Path, public: Path) -> None:
    """Four cases lie in the delivery unit north, which is the name of a region too."""
    assert run_intruder(work, public).excused >= 1


def test_cases_that_stand_alone_are_information_in_an_open_release(work: Path, public: Path) -> None:
    (alone,) = [one for one in run_intruder(work, public).findings if one.leak == "unique combination"]

    assert alone.severity == "information"
    assert alone.spot.row == "1 cases that nothing else is like"


# --------------------------------------------------------------------------------------------- in the tables and around

NAME = "Seen with Ana Roe."
IN_CELLS = {
    "UPDATE notes SET text = 'Seen with Ana Roe.'": "notes.text",
    "UPDATE sentences SET text = 'Seen with ana roe.'": "sentences.text",
    "UPDATE codings SET evidence = 'Seen with ANA ROE'": "codings.evidence",
    "UPDATE codings SET reason = 'the words ''Ana'', ''Roe'''": "codings.reason",
    "UPDATE cases SET organisation = 'House of Ana-Roe'": "cases.organisation",
    "INSERT INTO meta VALUES ('remark', 'made for Ana\n  Roe')": "meta.value",
    "UPDATE sources SET notice = 'About Ana\u200b Roe.'": "sources.notice",
    "UPDATE themes SET cues_good = '[\"Ana\\nRoe\"]'": "themes.cues_good",
    "UPDATE sources SET title = 'Ana%20Roe &amp; others'": "sources.title",
    "INSERT INTO sqlite_stat1 VALUES ('notes', 'Ana Roe', '1')": "sqlite_stat1.idx",
}


@pytest.mark.parametrize(("statement", "column"), IN_CELLS.items(), ids=IN_CELLS.values())
def test_a_name_in_a_cell_is_found(statement: str, column: str, attacked: Callable[..., IntruderReport]) -> None:
    report = attacked(statement)

    assert ("table", column, "PERSON") in places(report)
    assert_quotes_nothing(report)


@pytest.mark.parametrize("number", ["x000417", "CRN:X000417.", "X 000-417", "Ｘ０００４１７"])
def test_a_number_is_found_however_it_is_written(number: str, attacked: Callable[..., IntruderReport]) -> None:
    assert ("table", "meta.value", "CRN") in places(attacked("INSERT INTO meta VALUES ('a', ?)", values=(number,)))


@pytest.mark.parametrize("number", ["07700900123", "0770 090 0123", "(07700) 900-123", "07700\n900123"])
def test_a_telephone_number_is_found_however_it_is_cut(number: str, attacked: Callable[..., IntruderReport]) -> None:
    assert ("table", "meta.value", "PHONE") in places(attacked("INSERT INTO meta VALUES ('a', ?)", values=(number,)))


def test_the_figures_of_a_list_of_positions_are_no_number(attacked: Callable[..., IntruderReport]) -> None:
    assert attacked("UPDATE codings SET spans = '[[7700, 900], [7700, 900123]]'").passed


def test_a_name_without_its_accents_is_found(attacked: Callable[..., IntruderReport]) -> None:
    assert ("table", "meta.value", "PERSON") in places(attacked("INSERT INTO meta VALUES ('a', 'JOSE IBANEZ')"))


@pytest.mark.parametrize(
    ("value", "column"),
    {
        "officer 7": "cases.officer",
        "Portmere": "cases.delivery_unit",
        "2017-03-14": "cases.inspected",
        "14 March 2017": "cases.inspected",
        "CASE-1001": "cases.id",
        "JUDGE-1003": "judgements.id",
        "N-1003": "notes.id",
    }.items(),
)
def test_private_columns_are_found(value: str, column: str, attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("UPDATE cases SET programme = ?", values=(value,))

    assert ("table", "cases.programme", column) in places(report)
    assert_quotes_nothing(report)


def test_a_column_that_was_never_to_be_there_is_found(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("ALTER TABLE cases ADD COLUMN officer TEXT", "UPDATE cases SET officer = 'officer 7'")

    assert ("table", "cases.officer", "cases.officer") in places(report)


def test_short_and_ordinary_values_prove_nothing(attacked: Callable[..., IntruderReport]) -> None:
    """The officer '3', the age 34, and words like the name Will May."""
    assert attacked("INSERT INTO meta VALUES ('a', '3 of 34 plans will may be read')").passed


def test_a_name_of_ordinary_words_counts_with_its_capitals(attacked: Callable[..., IntruderReport]) -> None:
    assert ("table", "meta.value", "PERSON") in places(attacked("INSERT INTO meta VALUES ('a', 'by Will May')"))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW told AS SELECT 'Ana Roe' AS who",
        "CREATE VIEW told AS SELECT 'Ana' || ' ' || 'Roe' AS who",
        "CREATE TABLE told (x TEXT /* as Ana Roe said */)",
        'CREATE TABLE "Ana Roe" (x)',
        "CREATE INDEX told ON notes (kind) WHERE kind = 'Ana Roe'",
    ],
)
def test_a_name_in_the_schema_is_found(statement: str, attacked: Callable[..., IntruderReport]) -> None:
    report = attacked(statement)

    assert "schema" in {one.spot.place for one in report.failures}
    assert_quotes_nothing(report)


# --------------------------------------------------------------------------------------------------- full-text indexes


def test_a_name_that_only_the_full_text_index_knows_is_found(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("INSERT INTO notes_fts (rowid, text) VALUES (1, 'Seen with Ana Roe.')")

    assert ("full-text index", "notes_fts", "PERSON") in places(report)


def test_an_index_made_from_the_raw_text_is_found(work: Path, public: Path) -> None:
    key = key_of(work, "N-1001")
    plant(public, f"INSERT INTO notes_fts (rowid, text) SELECT rowid, 'about Roe' FROM notes WHERE id = '{key}'")
    report = run_intruder(work, public)

    (found,) = report.failures
    assert (found.spot.place, found.leak, found.type) == ("full-text index", "part of an identifier", "PERSON")


def test_stems_are_compared_with_stems(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("INSERT INTO notes_fts (rowid, text) VALUES (1, 'at tarn valleys schools')")

    assert ("full-text index", "notes_fts", "PLACE") in places(report)


# ------------------------------------------------------------------------------------------------------------ as bytes


def test_a_dropped_table_is_found_in_free_pages(attacked: Callable[..., IntruderReport]) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 90) INSERT INTO t SELECT ? || i FROM n"
    report = attacked("CREATE TABLE t (x)", many, "DROP TABLE t", values=(f"{'Seen. ' * 60} Ana Roe rang ",))

    assert "free page" in {one.spot.place for one in report.failures}
    assert all(one.spot.row.startswith("page ") for one in report.failures)


def test_a_deleted_row_is_found_in_the_slack_of_its_page(attacked: Callable[..., IntruderReport]) -> None:
    report = attacked("INSERT INTO meta VALUES ('x', 'X000417')", "DELETE FROM meta WHERE key = 'x'")

    assert {one.spot.place for one in report.failures} == {"slack of a page"}


@pytest.mark.parametrize("order", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("words", ["Ana Roe", "X000417", "José Ibáñez"])
def test_bytes_of_a_column_are_read_in_every_order(
    words: str, order: str, attacked: Callable[..., IntruderReport]
) -> None:
    content = b"\x00\x01\xfe" + f"vector of {words}, made".encode(order) + b"\x80\x00"
    report = attacked(
        "ALTER TABLE notes ADD COLUMN embedding BLOB", "UPDATE notes SET embedding = ?", values=(content,)
    )

    assert ("table", "notes.(a name that is not ours)", IDENTIFIERS[words]) in places(report)


def test_packed_bytes_are_unpacked(attacked: Callable[..., IntruderReport]) -> None:
    content = gzip.compress(b"seen with Ana Roe")
    report = attacked("ALTER TABLE notes ADD COLUMN packed BLOB", "UPDATE notes SET packed = ?", values=(content,))

    assert ("table", "notes.(a name that is not ours)", "PERSON") in places(report)


def test_bytes_after_the_last_page_are_read(work: Path, public: Path) -> None:
    with public.open("ab") as file:
        file.write(b"\0" * 100 + "Seen with Ana Roe".encode("utf-16-le"))

    assert {one.spot.place for one in run_intruder(work, public).failures} == {"bytes after the last page"}


def test_the_key_of_public_keys_is_looked_for(work: Path, public: Path) -> None:
    with WorkDatabase(work) as database:
        key = database.secret_key()
    plant(public, "INSERT INTO meta VALUES ('hex', ?)", values=(key.hex(),))
    with public.open("ab") as file:
        file.write(key)

    found = {(one.spot.place, one.type) for one in run_intruder(work, public).failures}
    assert {("table", "secrets.value"), ("bytes after the last page", "secrets.value")} <= found


# --------------------------------------------------------------------------------------------------- beside the file


def test_the_manifest_is_read(work: Path, public: Path) -> None:
    path = manifest_path(public)
    facts = json.loads(path.read_text())
    facts["sources"][0]["title"] = "José Ibáñez"
    path.write_text(json.dumps(facts))
    report = run_intruder(work, public)

    assert ("manifest", "public.db.manifest.json.sources.title", "PERSON") in places(report)


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_what_sqlite_left_beside_the_file_is_read(ending: str, work: Path, public: Path) -> None:
    public.with_name(public.name + ending).write_bytes(b"\x37\x7f\x06\x82" + b"\0" * 40 + b"seen with Ana Roe, she")
    found = {(one.spot.place, one.leak) for one in run_intruder(work, public).failures}

    assert found == {(f"{ending} file", "stray file"), (f"{ending} file", "identifier in full")}


def test_any_other_file_of_its_name_is_read(work: Path, public: Path) -> None:
    public.with_name("public.db.csv").write_text("id,text\n1,seen with Ana Roe\n")

    assert {one.spot.place for one in run_intruder(work, public).failures} == {"file beside"}
