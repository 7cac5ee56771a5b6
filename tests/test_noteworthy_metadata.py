"""What Datasette is told: everything described, nothing stale, and nothing that is not there."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.store.database import WorkDatabase
from corpus.store.schema import database_schema
from noteworthy.metadata import METADATA_FILE, SourceNotice, database_metadata, metadata, served_metadata, text_of

KINDS = ("public", "work")


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """Return the columns of every table and view, as SQLite has them, in each kind of database."""
    with WorkDatabase(tmp_path_factory.mktemp("metadata") / "work.db") as database:
        work = _columns(database.connection)
    connection = sqlite3.connect(":memory:")
    for table in database_schema().public_tables:
        for statement in (*table.statements(), *table.search_statements(triggers=False)):
            connection.execute(statement)
    for view in database_schema().views:
        connection.execute(view.sql)
    public = _columns(connection)
    connection.close()
    return {"work": work, "public": public}


def _columns(connection: sqlite3.Connection) -> dict[str, list[str]]:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    return {name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')] for name in names}


def _described(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, table in database_metadata(kind)["tables"].items():
        if not table.get("hidden"):
            yield name, table


def test_the_file_is_what_the_schema_makes_of_it() -> None:
    assert METADATA_FILE.read_text(encoding="utf-8") == text_of(metadata()), (
        "datasette_metadata.json is stale: run `python -m noteworthy.metadata`"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_and_view_is_described_or_hidden(kind: str, columns: dict[str, dict[str, list[str]]]) -> None:
    tables = database_metadata(kind)["tables"]
    there = set(columns[kind]) | {"sqlite_stat1"}

    assert set(tables) == there
    for name, table in _described(kind):
        assert table["title"], name
        assert table["description"].endswith("."), name


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_described(kind: str, columns: dict[str, dict[str, list[str]]]) -> None:
    for name, table in _described(kind):
        assert list(table["columns"]) == columns[kind][name], name
        assert all(len(text) > 10 and text.endswith(".") for text in table["columns"].values()), name


@pytest.mark.parametrize("kind", KINDS)
def test_facets_sort_orders_and_labels_are_columns_that_are_there(
    kind: str, columns: dict[str, dict[str, list[str]]]
) -> None:
    for name, table in _described(kind):
        named = {*table["facets"], *table["sortable_columns"]}
        named |= {table[key] for key in ("label_column", "sort") if key in table}
        assert named <= set(columns[kind][name]), name


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_sorts_by_its_key_as_its_own_heading_offers(kind: str) -> None:
    for name, table in _described(kind):
        if name in {view.name for view in database_schema().views}:
            continue
        key = set(database_schema().named(name).key) & set(table["columns"])
        assert key <= set(table["sortable_columns"]), name


def test_no_word_of_a_private_table_stands_in_what_is_said_of_the_public_one() -> None:
    tables = database_metadata("public")["tables"]

    assert not {"identifiers", "secrets", "_sqlite_migrations"} & set(tables)
    assert "officer" not in tables["cases"]["columns"]


def test_the_private_database_asks_for_signing_in_wherever_the_file_is_used() -> None:
    databases = metadata()["databases"]

    assert databases["work"]["allow"] == {"id": "root"}
    assert "allow" not in databases["public"]


def test_the_demonstration_corpus_is_said_to_be_invented() -> None:
    assert "authored, not real cases" in metadata()["description"]
    assert "aids, not inspection judgements" in metadata()["description"]


def test_what_a_files_own_sources_say_is_said_where_it_is_served() -> None:
    sources = [
        SourceNotice("Paragraphs", "OGL v3.0", "", "Ofsted"),
        SourceNotice("Bullets", "OGL v3.0", "Short statements.", ""),
    ]
    served = served_metadata("public", name="mine", sources=sources)

    assert served["license"] == served["databases"]["mine"]["license"] == "OGL v3.0"
    assert served["source"] == "Paragraphs (Ofsted); Bullets"
    assert served["description"].endswith("Short statements.")
    assert "real cases" not in json.dumps(served), "the demonstration's notice is about another file"
    assert list(served["databases"]) == ["mine"]
    assert "allow" not in served


def test_a_private_file_is_served_to_those_signed_in_alone() -> None:
    served = served_metadata("work", name="mine", sources=[])

    assert served["allow"] == served["databases"]["mine"]["allow"] == {"id": "root"}


def test_the_shipped_file_is_in_the_folder_of_the_project() -> None:
    assert Path(__file__).parents[1] / "datasette_metadata.json" == METADATA_FILE
