"""Datasette's own CSV: a note that begins like a formula cannot run in a spreadsheet, and nothing else changes."""

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from corpus.store.schema import WORK_ID
from noteworthy.spreadsheets import inert

TEXTS = [
    '=HYPERLINK("http://x","y")',
    "+44",
    "-0.25",
    "@SUM(A1)",
    "\t=1",
    "two\n=lines",
    'he said "=1"',
    "plain",
    "＝1",
]


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    path = tmp_path / "hostile.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA application_id = {WORK_ID}")
        connection.execute("CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT, score REAL)")
        connection.execute("CREATE TABLE codings (note TEXT)")
        connection.execute("CREATE TABLE theme_counts (note TEXT)")
        for table in ("themes (code TEXT, name TEXT, core, definition, \"use\", not_use, position)",
                      "sources (name, title, publication, notice, licence, attribution)"):  # fmt: skip
            connection.execute(f"CREATE TABLE {table}")
        rows = [(str(number), text, -0.5) for number, text in enumerate(TEXTS)]
        rows += [("long", "=" + 'x"\n' * 70_000, 1.0)]
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?)", rows)
    return path


async def rows(path: Path, address: str) -> dict[str, str]:
    response = await Datasette([str(path)]).client.get(address)
    assert response.status_code == 200
    return {row["id"]: row["text"] for row in csv.DictReader(io.StringIO(response.text, newline=""))}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "address", ["/hostile/notes.csv", "/hostile/notes.csv?_stream=1", "/hostile.csv?sql=select+*+from+notes"]
)
async def test_what_begins_like_a_formula_gets_an_apostrophe_and_the_rest_stays(hostile: Path, address: str) -> None:
    found = await rows(hostile, address)
    assert [found[str(number)] for number in range(len(TEXTS))] == [inert(text) for text in TEXTS]
    assert found["0"] == '\'=HYPERLINK("http://x","y")'
    assert found["2"] == "-0.25"
    assert found["5"] == "two\n=lines"
    assert found["long"].startswith("'=x")


@pytest.mark.asyncio
async def test_a_program_can_have_the_very_bytes(hostile: Path) -> None:
    assert (await rows(hostile, "/hostile/notes.csv?_raw=on"))["0"] == TEXTS[0]


@pytest.mark.asyncio
async def test_another_database_of_the_same_server_is_left_alone(hostile: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE notes (id TEXT, text TEXT)")
        connection.execute("INSERT INTO notes VALUES ('1', '=1')")
    response = await Datasette([str(hostile), str(other)]).client.get("/other/notes.csv")
    assert response.text.split() == ["rowid,id,text", "1,1,=1"]


@pytest.mark.parametrize(
    ("cell", "shown"), [("=1", "'=1"), ("-1.5e3", "-1.5e3"), ("-x", "'-x"), (None, None), (-3, -3)]
)
def test_only_text_that_could_run_is_changed(cell: object, shown: object) -> None:
    assert inert(cell) == shown
