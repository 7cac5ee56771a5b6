"""Two protected releases of one private database: the second knows what the first told."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.held import held_sha256
from corpus.values import Case, CodedNote, CodedSentence, Coding, Polarity, PracticeLabel, Span
from noteworthy.earlier_counts import earlier_counts
from noteworthy.release import Policy, build_public
from noteworthy.safe_counts import counted_sha256, safe_tables
from tests.coded_notes import coded_note, copied, store_notes

TEXT = "He waited nine weeks for a place and nobody rang him back."
SHIPPED = Policy.read(None)


def _note(number: int, rng: random.Random) -> CodedNote:
    polarity: Polarity = "good" if rng.random() < 0.5 else "poor"
    label = PracticeLabel("poor", (0.05, 0.9, 0.03, 0.02))
    themes = rng.sample(["delay", "information", "protection"], rng.randint(0, 2))
    region = "Rutland" if number < 4 else rng.choice(["north", "south"])
    case = Case(f"CASE-{number:03}", region=region, organisation_kind=rng.choice(["NPS", "CRC"]))
    codings = tuple(Coding(theme, polarity, "observed", (Span(3, 9),), 0.9, "model") for theme in themes)
    return coded_note(
        f"NOTE-{number:03}",
        TEXT,
        case,
        [CodedSentence(0, len(TEXT), label, codings)],
        source="export.csv",
        row=number + 2,
        factor=rng.choice(["drugs", "alcohol"]),
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = random.Random(5)
    source = StoredSource("export.csv", "export.csv", "ab" * 32, "private", title="An export")
    return store_notes(tmp_path_factory.mktemp("twice") / "work.db", [_note(n, rng) for n in range(50)], source)


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Path:
    return copied(built, tmp_path / "work.db")


def policy(**changed: Any) -> Policy:
    disclosure = SHIPPED.disclosure.model_validate(SHIPPED.disclosure.model_dump() | changed)
    return Policy(SHIPPED.redaction, disclosure, f"{changed}")


LESS = {"threshold": 3, "sensitive_threshold": 3, "rounding_base": 1}


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(sql).fetchall()


def test_two_public_files_of_one_private_database_do_not_make_each_other_old(work: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    assert not build_public(work, first).up_to_date
    assert not build_public(work, second).up_to_date
    assert build_public(work, first).up_to_date
    assert build_public(work, second).up_to_date
    assert first.read_bytes() == second.read_bytes()

    ask(work, "UPDATE notes SET practice = 'good' WHERE id = 'NOTE-011'")
    assert not build_public(work, first).up_to_date


def test_a_hash_of_what_is_held_leaves_out_what_was_released_and_nothing_else(work: Path) -> None:
    def held() -> str:
        with WorkDatabase(work, create=False) as database:
            return held_sha256(database.connection)

    before = held()
    ask(work, "INSERT INTO releases (sha256, kind) VALUES ('ab', 'open')")
    assert held() == before
    ask(work, "INSERT INTO reviewed_notes VALUES ('NOTE-001', 'ab', 'Dana Oz', 'inspector', '2026-01-01')")
    assert held() != before


def test_the_private_database_remembers_what_each_count_told(work: Path, tmp_path: Path) -> None:
    public = tmp_path / "public.db"
    build_public(work, public)
    shown = ask(public, "SELECT measure, dimension, value, theme, polarity, practice, suppressed FROM safe_counts")
    told = ask(work, "SELECT measure, dimension, value, theme, polarity, practice, high IS NULL FROM released_counts")
    assert sorted(shown) == sorted(told)
    assert ask(work, "SELECT count(*) FROM released_counts WHERE high - low > 4 OR low > high") == [(0,)]
    assert ask(work, "SELECT count(DISTINCT counted), max(length(counted)) FROM releases") == [(1, 64)]


def test_a_laxer_policy_shows_nothing_that_an_earlier_release_of_the_same_notes_hid(work: Path, tmp_path: Path) -> None:
    first, second, alone = (tmp_path / name for name in ("first.db", "second.db", "alone.db"))
    untouched = copied(work, tmp_path / "untouched.db")
    build_public(work, first)
    build_public(work, second, policy=policy(**LESS))
    build_public(untouched, alone, policy=policy(**LESS))
    key = "measure || dimension || value || theme || polarity || practice"
    hidden = {name for (name,) in ask(first, f"SELECT {key} FROM safe_counts WHERE suppressed AND value <> 'other'")}
    shown = {name for (name,) in ask(second, f"SELECT {key} FROM safe_counts WHERE NOT suppressed")}
    shown_alone = {name for (name,) in ask(alone, f"SELECT {key} FROM safe_counts WHERE NOT suppressed")}
    assert hidden & shown_alone, "the test is blind: the laxer policy would show nothing more"
    assert not hidden & shown


def test_a_stricter_policy_says_which_counts_are_out_already(work: Path, tmp_path: Path) -> None:
    build_public(work, tmp_path / "first.db", policy=policy(**LESS))
    said = build_public(work, tmp_path / "second.db").sentences()
    assert any("stand in an earlier release of the same notes" in sentence for sentence in said)


def test_parts_that_were_taken_together_otherwise_have_a_name_of_their_own(work: Path, tmp_path: Path) -> None:
    build_public(work, tmp_path / "first.db", policy=policy(**LESS))
    with WorkDatabase(work, create=False) as database:
        tables = safe_tables(database.connection, SHIPPED.disclosure)
        counted = counted_sha256(database.connection)
        earlier = earlier_counts(database, tables, SHIPPED.disclosure, counted=counted)
        regions = {value for cell in earlier.told for name, value in cell.pairs if name == "region"}
        assert {"Rutland", "north", "south"} <= regions
        assert any("region" in [d.name for d in table.dimensions] for table in earlier.tables)
        assert not earlier_counts(database, tables, SHIPPED.disclosure, counted="of other notes")


def test_other_notes_are_another_matter(work: Path, tmp_path: Path) -> None:
    build_public(work, tmp_path / "first.db")
    ask(work, "UPDATE notes SET practice = 'good' WHERE id = 'NOTE-011'")
    with WorkDatabase(work, create=False) as database:
        counted = counted_sha256(database.connection)
        tables = safe_tables(database.connection, SHIPPED.disclosure)
        assert not earlier_counts(database, tables, SHIPPED.disclosure, counted=counted)
