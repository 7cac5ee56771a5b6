"""The schema says what is true of the databases, and everything in it is described."""

import sqlite3
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from corpus.store.database import WorkDatabase
from corpus.store.schema import DatabaseSchema, Table, View, database_schema

TABLES = {table.name: table for table in database_schema().table}
VIEWS = {view.name: view for view in database_schema().views}
CONTRACT = {"cases", "judgements", "notes", "sentences", "codings", "themes"}
NEVER_PUBLIC = {
    "cases": {"officer", "inspector", "delivery_unit", "inspected"},
    "judgements": {"given_id"},
    "notes": {"row", "given_id", "fingerprint"},
    "readings": {"record"},
}


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    with WorkDatabase(tmp_path_factory.mktemp("schema") / "work.db") as database:
        yield database.connection


def _described() -> Iterator[tuple[str, str]]:
    everything: list[Table | View] = [*TABLES.values(), *VIEWS.values()]
    for shown in everything:
        yield shown.name, shown.description
        for column in shown.columns:
            yield f"{shown.name}.{column.name}", column.description
    for dimension in database_schema().dimension:
        yield dimension.name, dimension.description


@pytest.mark.parametrize(("name", "description"), list(_described()), ids=lambda value: value[:40])
def test_everything_is_described_in_whole_sentences(name: str, description: str) -> None:
    assert description.endswith("."), f"'{name}' lacks a description"
    assert description[0].isupper()


def test_the_tables_of_the_contract_are_there() -> None:
    assert set(TABLES) >= CONTRACT


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_the_migrations_make_the_tables_that_the_schema_describes(table: Table, connection: sqlite3.Connection) -> None:
    found = connection.execute(f'PRAGMA table_info("{table.name}")').fetchall()

    assert [(row["name"], row["type"]) for row in found] == [(column.name, column.type) for column in table.columns]
    key = sorted((row["pk"], row["name"]) for row in found if row["pk"])
    assert tuple(name for _, name in key) == table.key
    foreign = connection.execute(f'PRAGMA foreign_key_list("{table.name}")').fetchall()
    assert {(row["from"], f"{row['table']}.{row['to']}") for row in foreign} == {
        (column.name, column.references) for column in table.columns if column.references
    }


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_the_migrations_make_the_indexes_that_the_schema_names(table: Table, connection: sqlite3.Connection) -> None:
    names = [row["name"] for row in connection.execute(f'PRAGMA index_list("{table.name}")') if row["origin"] == "c"]
    found = {tuple(row["name"] for row in connection.execute(f'PRAGMA index_info("{name}")')) for name in names}

    assert found == set(table.index)


def test_no_table_goes_undescribed(connection: sqlite3.Connection) -> None:
    select = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    found = {row["name"] for row in connection.execute(select)}

    assert found - set(TABLES) == {"_sqlite_migrations"} | {
        f"notes_fts{part}" for part in ("", "_config", "_data", "_docsize", "_idx")
    }


@pytest.mark.parametrize("name", list(VIEWS))
def test_a_view_has_the_columns_that_are_described(name: str, connection: sqlite3.Connection) -> None:
    cursor = connection.execute(f"SELECT * FROM {name} LIMIT 0")

    assert [column[0] for column in cursor.description] == [column.name for column in VIEWS[name].columns]
    assert set(VIEWS[name].facets) | set(VIEWS[name].sortable) <= {column[0] for column in cursor.description}


def test_a_public_file_has_no_place_for_what_is_private() -> None:
    public = {table.name: {column.name for column in table.columns} for table in database_schema().public_tables}

    private = {"identifiers", "secrets", "reviews", "reviewed_notes", "releases", "released_cases", "erased_cases"}
    private |= {"frame_readings"}
    assert private <= set(TABLES)
    assert not private & set(public)
    for table, columns in NEVER_PUBLIC.items():
        assert not columns & public[table]


def test_every_key_of_a_person_or_a_case_is_hashed_in_public() -> None:
    keys = [
        column
        for table in database_schema().public_tables
        for column in table.columns
        if column.references in ("cases.id", "judgements.id", "notes.id", "sentences.id") or column.name == "id"
    ]

    assert len(keys) > 8
    assert {column.publish for column in keys} == {"hashed"}


def test_a_schema_that_names_a_column_which_is_not_there_is_refused() -> None:
    data = database_schema().model_dump()
    data["table"][0]["facets"] = ["colour"]

    with pytest.raises(ValidationError, match="table 'notes' names 'colour'"):
        DatabaseSchema.model_validate(data)
