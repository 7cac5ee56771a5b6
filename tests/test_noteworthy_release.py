"""The release gate: what goes out goes out redacted and keyed anew, and once again only where something changed."""

import ast
import base64
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.migrations import kind_of
from noteworthy.manifest import WORKINGS, manifest_path
from noteworthy.release import Policy, build_public
from tests.coded_notes import copied
from tests.released_notes import FILE, SECRETS, build, coded

Ask = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def work(built_once: Path, tmp_path: Path) -> Path:
    return copied(built_once, tmp_path / "work.db")


@pytest.fixture
def public(tmp_path: Path) -> Path:
    return tmp_path / "site" / "public.db"


@pytest.fixture
def released(released_once: Path, work: Path, public: Path) -> Path:
    """Return a release and put the database that remembers it in the place of the one that does not."""
    copied(released_once / "work.db", work)
    copied(released_once / "site", public.parent)
    return public


@pytest.fixture
def rows(public: Path) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{public}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    return ask


# ------------------------------------------------------------------------------------------------------- what goes out


def test_nothing_private_is_anywhere_in_the_file_or_its_manifest(released: Path, work: Path) -> None:
    content = released.read_bytes() + manifest_path(released).read_bytes()
    private = work.read_bytes()
    with WorkDatabase(work) as database:
        key = database.secret_key()

    for secret in SECRETS:
        assert secret.encode() in private, f"the test is blind to '{secret}'"
        assert secret.encode() not in content, f"'{secret}' got out"
    assert key.hex().encode() not in content
    assert key not in content


def test_text_sentences_offsets_and_evidence_come_from_the_redacted_text(released: Path, rows: Ask) -> None:
    ((key, text),) = rows("SELECT id, text FROM notes WHERE text LIKE '%PERSON%'")
    assert text == "[PERSON 1] rang [PHONE 1] and nobody rang her back. [PERSON 1] was seen on [DATE]."

    sentences = rows(f"SELECT id, start, \"end\", text FROM sentences WHERE note = '{key}' ORDER BY number")
    assert [text[start:end] for _, start, end, _ in sentences] == [words for *_, words in sentences]
    assert [identity for identity, *_ in sentences] == [f"{key}-1", f"{key}-2"]

    codings = rows('SELECT start, "end", spans, evidence, sentence FROM codings ORDER BY coder, theme')
    assert [row[3] for row in codings] == ["rang her back", "[PHONE 1] and nobody … back", "[PHONE 1]"]
    for start, end, spans, evidence, sentence in codings:
        passages = json.loads(spans) if spans else [[start, end]]
        assert " … ".join(text[a:b] for a, b in passages) == evidence
        ((first, last),) = rows(f"SELECT start, \"end\" FROM sentences WHERE id = '{sentence}'")
        assert all(first <= a < b <= last for a, b in passages)


def test_a_reason_that_quotes_an_identifier_is_left_out(released: Path, rows: Ask) -> None:
    found = rows("SELECT theme, reason FROM codings WHERE coder = 'machine' ORDER BY theme")

    assert found == [("delay", "the cue 'rang'"), ("information", None)]


def test_search_in_public_knows_only_the_redacted_text(released: Path, rows: Ask) -> None:
    assert rows("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'ringing OR nobody'") == [(1,)]
    assert rows("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'roe OR portmere OR 900123'") == [(0,)]


def test_what_is_too_exact_is_generalised_or_left_out(released: Path, rows: Ask) -> None:
    assert rows("SELECT DISTINCT year, organisation, organisation_kind FROM cases") == [
        ("2016-17", "Millbrook CRC", "CRC")
    ]
    assert rows("SELECT DISTINCT question FROM judgements") == [("Was enough delivered to [CRN 1]?",)]


def test_keys_are_keyed_hashes_that_stay_from_release_to_release(work: Path, released: Path, rows: Ask) -> None:
    before = rows("SELECT id, case_id, judgement FROM notes ORDER BY id")
    with WorkDatabase(work) as database:
        database.store([coded("new", "A new plan. It was kept.", codings=False)])
        database.finish()
    build_public(work, released)
    after = rows("SELECT id, case_id, judgement FROM notes ORDER BY id")

    assert set(before) < set(after)
    assert all(len(str(key)) == 16 and str(key).isalnum() for row in after for key in row)
    plain = _plain_hashes("NOTE-8") | _plain_hashes("note\0NOTE-8")
    assert not {str(row[0]) for row in after} & plain


def _plain_hashes(text: str) -> set[str]:
    digest = hashlib.sha256(text.encode()).digest()
    return {base64.b32encode(digest[:10]).decode().lower(), digest.hex()[:16]}


def test_another_secret_makes_other_keys(tmp_path: Path, released: Path, rows: Ask) -> None:
    ours = {row[0] for row in rows("SELECT id FROM notes")}
    other = tmp_path / "other.db"
    build_public(build(tmp_path / "second.db"), other)
    connection = sqlite3.connect(other)
    theirs = {row[0] for row in connection.execute("SELECT id FROM notes")}
    connection.close()

    assert len(theirs) == len(ours)
    assert not ours & theirs


def test_counts_and_views_are_those_of_the_private_database(work: Path, released: Path, rows: Ask) -> None:
    with WorkDatabase(work) as database:
        for view in ("theme_by_polarity", "theme_by_factor", "theme_by_organisation_kind"):
            found = database.connection.execute(f"SELECT * FROM {view}").fetchall()
            assert rows(f"SELECT * FROM {view}") == [tuple(row) for row in found]
    assert rows("SELECT theme, coder, evidence FROM poor_practice") == [("delay", "adjudicated", "rang her back")]


def test_what_is_about_the_release_says_so(released: Path, rows: Ask) -> None:
    facts = rows("SELECT key, value FROM meta")

    assert ("kind", "open") in facts
    assert ("codebook", default_codebook().hash) in facts
    assert "counts" not in {key for key, _ in facts}
    assert rows("SELECT name, publication, licence, notice FROM sources") == [
        (FILE, "authored", "CC0 1.0", "Invented.")
    ]
    assert kind_of(released) == "public"


def test_the_manifest_says_what_went_in_and_what_came_out(
    work: Path, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1548115200")
    report = build_public(work, public)
    manifest = json.loads(manifest_path(public).read_text())

    assert manifest["kind"] == "open"
    assert manifest["released"] == "2019-01-22"
    assert manifest["sha256"] == hashlib.sha256(public.read_bytes()).hexdigest()
    assert manifest["sources"][0]["sha256"] == "ab" * 32
    assert manifest["identifiers_replaced"] == {"DATE": 1, "PERSON": 2, "PHONE": 1}
    assert manifest["tables"]["notes"] == 4
    assert manifest["models"] == ["m1"]
    assert manifest["codebook"]["hash"] == default_codebook().hash
    assert report.sentences() == (f"{public}: 4 notes released, 4 identifiers in them replaced.",)


def test_the_file_is_read_only_and_alone_with_its_manifest(released: Path) -> None:
    assert released.stat().st_mode & 0o777 == 0o444
    assert sorted(path.name for path in released.parent.iterdir()) == ["public.db", "public.db.manifest.json"]


# --------------------------------------------------------------------------------------------------------- once again


def test_the_same_input_gives_the_same_bytes(work: Path, released: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    copy = tmp_path / "copy.db"
    shutil.copy(work, copy)
    build_public(copy, again)

    assert again.read_bytes() == released.read_bytes()


def test_a_second_release_has_nothing_to_do(work: Path, released: Path) -> None:
    before = _state(released)
    report = build_public(work, released)

    assert report.up_to_date
    assert "is up to date" in report.sentences()[0]
    assert _state(released) == before


def _state(file: Path) -> tuple[int, ...]:
    """Return what changes when a file is written, or another put in its place."""
    found = file.stat()
    return found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@pytest.mark.parametrize("damage", ["database", "manifest", "sources"])
def test_whatever_changed_is_released_again(damage: str, work: Path, released: Path) -> None:
    wanted = released.read_bytes()
    if damage == "database":
        released.chmod(0o644)
        released.write_bytes(wanted[:-1] + b"x")
    elif damage == "manifest":
        manifest_path(released).write_text("{")
    else:
        with WorkDatabase(work) as database:
            database.store_source(StoredSource(FILE, FILE, "cd" * 32, "already-public"))
            database.finish()
    report = build_public(work, released, accepted="a test")

    assert not report.up_to_date
    assert (released.read_bytes() == wanted) == (damage != "sources")


def test_a_manifest_says_a_policy_the_same_way_each_time(work: Path, public: Path) -> None:
    policy = Policy.read(None)
    words = frozenset(f"word{number}" for number in range(30))
    changed = replace(policy, redaction=policy.redaction.model_copy(update={"words": words}), sha256="ours")
    build_public(work, public, policy=changed)
    assert json.loads(manifest_path(public).read_text())["policy"]["says"]["words"] == sorted(words)


def test_every_module_that_a_release_is_made_with_is_in_its_fingerprint() -> None:
    root = Path(__file__).parents[1]
    met: set[str] = set()
    waiting = ["noteworthy/release.py"]
    while waiting:
        name = waiting.pop()
        if name not in met and (root / name).is_file():
            met.add(name)
            waiting += _imported(root / name)
    missing = {name for name in met if tuple(name.split("/", 1)) not in WORKINGS} - SAY_NOTHING_OF_A_RELEASE
    assert not missing
    assert all((root / room / name).is_file() for room, name in WORKINGS)


SAY_NOTHING_OF_A_RELEASE = {
    "corpus/codebook.py",
    "corpus/configuration.py",
    "corpus/errors.py",
    "corpus/store/database.py",
    "corpus/store/keys.py",
    "corpus/store/projection.py",
    "corpus/store/releases.py",
    "corpus/store/storing.py",
    "corpus/values.py",
    "models/skops_files.py",
    "noteworthy/disclosure/report.py",
}
"""What they make is in the private database already, or is said and not written."""


def _imported(file: Path) -> Iterator[str]:
    """Yield the files that the imports of a module may mean; not all of them exist."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for module in (node.module, *(f"{node.module}.{name.name}" for name in node.names)):
                yield module.replace(".", "/") + ".py"
