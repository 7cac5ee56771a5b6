"""Opening a database: ours, in order, private from the first byte; and one clear sentence for anything else."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from corpus.errors import DatabaseError
from corpus.store import migrations
from corpus.store.migrations import connect_work, is_ours, kind_of, migration_names, statements_of
from corpus.store.schema import PUBLIC_ID, WORK_ID, database_schema

SHIPPED = migrations.MIGRATIONS


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path / "work.db"
    connect_work(path, create=True).close()
    return path


def _sqlite(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def _objects(path: Path) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    connection.close()
    return found


def test_a_new_database_is_ours_and_readable_by_its_owner_alone(work: Path) -> None:
    assert kind_of(work) == "work"
    assert work.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in work.parent.iterdir()] == ["work.db"]


def test_a_new_database_is_private_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    connect = sqlite3.connect

    def watched(path: Path, **options: object) -> sqlite3.Connection:
        modes.append(Path(path).stat().st_mode & 0o777)
        return connect(path, timeout=1, isolation_level=None)

    monkeypatch.setattr("corpus.store.migrations.sqlite3.connect", watched)
    before = os.umask(0)
    try:
        connect_work(tmp_path / "work.db", create=True).close()
    finally:
        os.umask(before)

    assert modes[0] == 0o600


def test_a_database_that_was_opened_to_others_is_closed_to_them_again(work: Path) -> None:
    work.chmod(0o644)
    connect_work(work, create=False).close()

    assert work.stat().st_mode & 0o777 == 0o600


def test_the_migrations_are_recorded_in_order(work: Path) -> None:
    connection = sqlite3.connect(work)
    found = [row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    connection.close()

    assert tuple(found) == migration_names()
    assert [int(name[:4]) for name in found] == list(range(1, len(found) + 1))


def test_opening_twice_changes_no_byte(work: Path) -> None:
    before = work.read_bytes()
    connect_work(work, create=True).close()

    assert work.read_bytes() == before


@pytest.fixture
def one_more(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Database], None]], None]:
    """Add a migration to the list."""

    def add(change: Callable[[Database], None]) -> None:
        longer = _the_present()
        longer(name="9999_more")(change)
        monkeypatch.setattr(migrations, "MIGRATIONS", longer)

    return add


def _add_a_column(db: Database) -> None:
    db.execute("ALTER TABLE factors ADD COLUMN note TEXT")


def test_a_database_of_an_older_schema_is_brought_up_to_date_with_its_rows(
    work: Path, one_more: Callable[[Callable[[Database], None]], None]
) -> None:
    _sqlite(work, "INSERT INTO factors VALUES ('drugs', 'Drugs')")
    one_more(_add_a_column)
    connection = connect_work(work, create=False)

    assert connection.execute("SELECT code, name, note FROM factors").fetchall() == [("drugs", "Drugs", None)]
    connection.close()


def test_a_database_of_the_first_schema_gains_outcomes_and_reviews(
    work: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = Migrations("noteworthy")
    first(name="0001_tables")(migrations.make_tables)
    old = tmp_path / "old.db"
    with monkeypatch.context() as context:
        context.setattr(migrations, "MIGRATIONS", first)
        connect_work(old, create=True).close()
    _sqlite(old, "INSERT INTO cases (id) VALUES ('C1')")
    connection = connect_work(old, create=False)

    assert connection.execute("SELECT id, completed, reoffended FROM cases").fetchall() == [("C1", None, None)]
    for table in ("reviews", "reviewed_notes", "releases", "released_cases", "erased_cases"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchall() == [(0,)]
    connection.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    work: Path, one_more: Callable[[Callable[[Database], None]], None]
) -> None:
    def half_way(db: Database) -> None:
        db.execute("CREATE TABLE half (way TEXT)")
        db.execute("INSERT INTO nowhere VALUES (1)")

    before = _objects(work)
    one_more(half_way)
    with pytest.raises(DatabaseError, match="no such table: nowhere"):
        connect_work(work, create=False)

    assert _objects(work) == before


def test_a_database_of_a_newer_version_is_refused(
    work: Path, one_more: Callable[[Callable[[Database], None]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context():
        one_more(lambda db: None)
        connect_work(work, create=False).close()
    monkeypatch.setattr(migrations, "MIGRATIONS", _the_present())

    with pytest.raises(DatabaseError, match=r"made by a newer version of Noteworthy .*'9999_more'"):
        connect_work(work, create=False)


def _the_present() -> Migrations:
    present = Migrations("noteworthy")
    with Database(memory=True) as empty:
        for migration in SHIPPED.pending(empty):
            present(name=migration.name)(migration.fn)
    return present


def test_views_are_made_anew_when_they_differ(work: Path) -> None:
    wanted = _objects(work)
    _sqlite(work, "DROP VIEW good_practice", "CREATE VIEW good_practice AS SELECT 1", "CREATE VIEW old AS SELECT 2")
    connect_work(work, create=False).close()

    assert _objects(work) == wanted
    assert {name for kind, name, _ in wanted if kind == "view"} == {view.name for view in database_schema().views}


def test_what_is_no_database_of_ours_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "text.db").write_text("id,text\n" * 50)
    (tmp_path / "short.db").write_bytes(b"SQLite format 3\x00")
    (tmp_path / "empty.db").touch()
    _sqlite(tmp_path / "other.db", "CREATE TABLE t (x)")
    _sqlite(
        tmp_path / "public.db", f"PRAGMA application_id = {PUBLIC_ID}", "PRAGMA user_version = 1", "CREATE TABLE t (x)"
    )
    expected = {
        "absent.db": "there is no file",
        "folder.db": "is a folder",
        "text.db": "is not an SQLite database",
        "short.db": "is not an SQLite database",
        "empty.db": "is not an SQLite database",
        "other.db": "not one of Noteworthy",
        "public.db": "is a public release",
    }

    for name, words in expected.items():
        with pytest.raises(DatabaseError, match=words) as refusal:
            connect_work(tmp_path / name, create=False)
        assert "\n" not in str(refusal.value)
        assert str(tmp_path / name) in str(refusal.value)


def test_a_file_that_is_not_ours_is_not_touched_even_where_a_new_one_could_be_made(tmp_path: Path) -> None:
    other = _sqlite(tmp_path / "other.db", "CREATE TABLE t (x)")
    other.chmod(0o644)
    before = other.read_bytes()
    with pytest.raises(DatabaseError, match="not one of Noteworthy"):
        connect_work(other, create=True)

    assert other.read_bytes() == before
    assert other.stat().st_mode & 0o777 == 0o644


def test_an_empty_file_left_by_a_kill_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "work.db").touch()
    connect_work(tmp_path / "work.db", create=True).close()

    assert kind_of(tmp_path / "work.db") == "work"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"cannot make .*No such file or directory; check the folder"):
        connect_work(tmp_path / "nowhere" / "work.db", create=True)


def test_a_damaged_database_is_refused_in_one_sentence(work: Path) -> None:
    content = bytearray(work.read_bytes())
    content[100:4096] = os.urandom(3996)
    work.write_bytes(content)

    with pytest.raises(DatabaseError, match=r"cannot use .*work\.db"):
        connect_work(work, create=False)


def test_a_database_whose_schema_is_no_text_is_refused_in_one_sentence(work: Path) -> None:
    content = work.read_bytes()
    work.write_bytes(content.replace(b'VIEW "theme_by_polarity"', b'VIEW "theme_by" \xff\xff\xff\xff\xff\xff "'))

    with pytest.raises(DatabaseError, match=r"cannot use .*work\.db: .* can't decode .*, or build it anew"):
        connect_work(work, create=False)


@pytest.mark.parametrize(("version", "age"), [(0, "an older"), (99, "a newer")])
def test_a_public_file_of_another_version_is_refused(version: int, age: str, tmp_path: Path) -> None:
    path = _sqlite(
        tmp_path / "public.db",
        f"PRAGMA application_id = {PUBLIC_ID}",
        f"PRAGMA user_version = {version}",
        "CREATE TABLE t (x)",
    )

    with pytest.raises(DatabaseError, match=f"released by {age} version"):
        kind_of(path)
    assert is_ours(path) == "public"


def test_is_ours_tells_ours_from_others(work: Path, tmp_path: Path) -> None:
    assert is_ours(work) == "work"
    assert is_ours(tmp_path / "absent.db") is None
    assert WORK_ID != PUBLIC_ID


def test_a_script_is_cut_into_statements_with_triggers_whole() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON a\nBEGIN SELECT 1; SELECT 2; END;\n"
    script = f"CREATE TABLE a (x);\n-- a comment; with a stop\n{trigger}"

    assert len(list(statements_of(script))) == 2


def test_a_database_that_was_built_before_the_finder_is_to_be_built_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = Migrations("noteworthy")
    before(name="0001_tables")(migrations.make_tables)
    old = tmp_path / "old.db"
    with monkeypatch.context() as context:
        context.setattr(migrations, "MIGRATIONS", before)
        connect_work(old, create=True).close()
    _sqlite(old, "INSERT INTO meta VALUES ('counts', 'fresh')")
    connection = connect_work(old, create=False)

    assert connection.execute("SELECT value FROM meta WHERE key = 'counts'").fetchall() == [("stale",)]
    assert connection.execute("SELECT count(*) FROM passages").fetchall() == [(0,)]
    connection.close()
