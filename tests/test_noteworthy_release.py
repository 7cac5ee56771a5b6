"""The release gate: what may go out goes out redacted and keyed anew, what may not is refused, and nothing half."""

import ast
import base64
import hashlib
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.codebook import default_codebook
from corpus.errors import DatabaseError, ReleaseRefusedError
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.migrations import kind_of
from corpus.store.releases import releases_with
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    CoderReading,
    CoderSentence,
    Coding,
    Identifier,
    Judgement,
    Note,
    PracticeLabel,
    PracticeScore,
    Publication,
    RawText,
    Span,
)
from noteworthy.manifest import WORKINGS, manifest_path
from noteworthy.release import Policy, build_public

FILE = "export-of-the-team.csv"
PERSON, PHONE, DAY = "Ana Roe", "07700 900123", "14 March 2017"
FIRST = f"{PERSON} rang {PHONE} and nobody rang her back."
TEXT = f"{FIRST} {PERSON} was seen on {DAY}."
SECRETS = (
    PERSON,
    PHONE,
    DAY,
    "officer 7",
    "inspector 9",
    "Portmere",
    "2017-03-14",
    "X000417",
    "CASE-8",
    "JUDGE-8",
    "NOTE-8",
)

Ask = Callable[..., list[tuple[Any, ...]]]


def _span(words: str, *, start: int = 0) -> Span:
    place = TEXT.index(words, start)
    return Span(place, place + len(words))


def _coded(key: str = "8", text: str = TEXT, *, codings: bool = True) -> CodedNote:
    case = Case(
        f"CASE-{key}",
        organisation="Millbrook CRC",
        organisation_kind="CRC",
        delivery_unit="Portmere",
        inspected="2017-03-14",
        officer="officer 7",
        inspector="inspector 9",
    )
    question = "Was enough delivered to X000417?"
    wholly = Coding(
        "information", "poor", "observed", (_span(PHONE),), 0.7, "model", reason="the words '07700', 'back'"
    )
    partly = Coding(
        "delay", "poor", "observed", (_span("900123 and nobody"), _span("back")), 0.9, "cue", reason="the cue 'rang'"
    )
    label = PracticeLabel("poor", (0.05, 0.9, 0.03, 0.02))
    cut = text.index(".") + 1
    return CodedNote(
        note=Note(
            f"NOTE-{key}", RawText(text), "rationale", case,
            Judgement(f"JUDGE-{key}", case.case_id, question, "planning", "drugs", "no"), FILE, 417,
        ),
        sentences=(
            CodedSentence(0, cut, label, (partly, wholly) if codings else ()),
            CodedSentence(cut + 1, len(text), label),
        ),
        practice=PracticeScore("poor", 0.1, 0.0, 0.2, needs_review=False),
        identifiers=(Identifier(0, len(PERSON), "PERSON", 0.9),) if codings else (),
        codebook=default_codebook().hash,
        model="m1",
    )  # fmt: skip


def _build(path: Path, *, publication: Publication = "authored", more: int = 3, finish: bool = True) -> Path:
    agreed = Coding("delay", "poor", "observed", (_span("rang her back"),), 1.0, "coder")
    reading = CoderReading("NOTE-8", "adjudicated", (CoderSentence(0, len(TEXT), "poor", (agreed,)),), "poor")
    with WorkDatabase(path) as database:
        database.store_codebook(default_codebook())
        database.describe(software="noteworthy test", model="m1")
        database.store_source(StoredSource(FILE, FILE, "ab" * 32, publication, "CC0 1.0", "Invented.", "The testers"))
        plain = [_coded(str(number + 20), "A plan was made. It was kept.", codings=False) for number in range(more)]
        database.store([_coded(), *plain])
        assert not database.store_readings([reading], source=FILE)
        if finish:
            database.finish()
    return path


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return _build(tmp_path / "work.db")


@pytest.fixture
def public(tmp_path: Path) -> Path:
    return tmp_path / "site" / "public.db"


@pytest.fixture
def released(work: Path, public: Path) -> Path:
    build_public(work, public)
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
        database.store([_coded("new", "A new plan. It was kept.", codings=False)])
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
    build_public(_build(tmp_path / "second.db"), other)
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
    before = released.stat()
    report = build_public(work, released)

    assert report.up_to_date
    assert "is up to date" in report.sentences()[0]
    assert released.stat() == before


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


# ----------------------------------------------------------------------------------------------------------- refusals


def test_a_private_source_is_refused_with_what_to_do(tmp_path: Path, public: Path) -> None:
    work = _build(tmp_path / "work.db", publication="private")
    with pytest.raises(ReleaseRefusedError) as refusal:
        build_public(work, public, kind="open")

    assert str(refusal.value).startswith(f"source '{FILE}' is declared 'private'")
    assert 'publication = "authored"' in str(refusal.value)
    assert not public.parent.exists()


def test_one_private_source_among_others_is_enough(work: Path, public: Path) -> None:
    with WorkDatabase(work) as database:
        database.store_source(StoredSource("more.csv", "more.csv", "0" * 64))
        database.finish()

    with pytest.raises(ReleaseRefusedError, match=r"source 'more\.csv' is declared 'private'"):
        build_public(work, public, kind="open")
    assert build_public(work, public).kind == "protected"


def test_a_refusal_leaves_an_earlier_release_alone(work: Path, released: Path) -> None:
    before = released.read_bytes()
    with WorkDatabase(work) as database:
        database.store_source(StoredSource(FILE, FILE, "ab" * 32, "private"))
        database.finish()
    with pytest.raises(ReleaseRefusedError):
        build_public(work, released, kind="open")

    assert released.read_bytes() == before


def test_a_build_that_was_cut_off_is_refused(tmp_path: Path, public: Path) -> None:
    work = _build(tmp_path / "work.db", finish=False)

    with pytest.raises(ReleaseRefusedError, match="was not built to its end"):
        build_public(work, public)


def test_an_empty_database_is_refused(tmp_path: Path, public: Path) -> None:
    with WorkDatabase(tmp_path / "work.db") as database:
        database.store_codebook(default_codebook())
        database.finish()

    with pytest.raises(ReleaseRefusedError, match="holds no source"):
        build_public(tmp_path / "work.db", public)


def test_notes_of_two_codebooks_are_not_counted_together(work: Path, public: Path) -> None:
    with WorkDatabase(work) as database:
        database.store([replace(_coded("old", "Old. Note.", codings=False), codebook="older")])
        database.finish()

    with pytest.raises(ReleaseRefusedError, match="2 versions of the codebook"):
        build_public(work, public)


def test_nothing_that_is_no_release_is_written_over(work: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    cases = {precious: "is no release of ours", tmp_path: "is a folder", work: "is no release of ours"}

    for target, words in cases.items():
        with pytest.raises(DatabaseError, match=words):
            build_public(work, target)
    assert precious.read_text() == "precious"


def test_a_public_file_cannot_be_released_again(released: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="is a public release; name the private database"):
        build_public(released, tmp_path / "other.db")


def test_a_failure_in_its_middle_leaves_nothing(work: Path, public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("noteworthy.open_release.counts.count", full)
    with pytest.raises(DatabaseError, match="database or disk is full; check the folder"):
        build_public(work, public)

    assert list(public.parent.iterdir()) == []


@pytest.mark.parametrize("problem", [OSError("no room"), KeyboardInterrupt()])
def test_a_release_that_never_came_to_be_is_not_remembered(
    problem: BaseException, work: Path, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise problem

    with monkeypatch.context() as patched:
        patched.setattr("noteworthy.release.manifest.write_manifest", fail)
        with pytest.raises((DatabaseError, KeyboardInterrupt)):
            build_public(work, public)
    with WorkDatabase(work) as database:
        assert releases_with(database, "CASE-8") == ()
    assert list(public.parent.iterdir()) == []
    build_public(work, public)
    with WorkDatabase(work) as database:
        assert [(one.database, one.notes) for one in releases_with(database, "CASE-8")] == [("public.db", 4)]


def test_a_release_made_again_in_vain_stays_remembered(
    work: Path, released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no room")

    manifest_path(released).unlink()
    monkeypatch.setattr("noteworthy.release.manifest.write_manifest", fail)
    with pytest.raises(DatabaseError, match="no room"):
        build_public(work, released)
    with WorkDatabase(work) as database:
        assert len(releases_with(database, "CASE-8")) == 1


def test_neither_release_nor_manifest_is_written_over_the_private_database(tmp_path: Path) -> None:
    for name in ("public.db.manifest.json", ".public.db.partial", ".public.db.manifest.partial"):
        work = _build(tmp_path / name)
        before = work.read_bytes()
        with pytest.raises(DatabaseError, match="would be written over"):
            build_public(work, tmp_path / "public.db")
        assert work.read_bytes() == before
        work.unlink()


def test_a_folder_in_the_manifests_place_is_told_before_anything_is_written(work: Path, public: Path) -> None:
    manifest_path(public).mkdir(parents=True)
    with pytest.raises(DatabaseError, match=r"manifest\.json is a folder"):
        build_public(work, public)
    assert not public.exists()


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


KILLED = """
import sys
from pathlib import Path
from typing import Any
from noteworthy.release import build_public
print("ready", flush=True)
while True:
    build_public(Path(sys.argv[1]), Path(sys.argv[2]))
    Path(sys.argv[2] + ".manifest.json").unlink()
"""


@pytest.mark.parametrize("wait", [0.02, 0.11, 0.23])
def test_a_release_that_is_killed_leaves_a_whole_file_or_none(wait: float, tmp_path: Path, public: Path) -> None:
    work = _build(tmp_path / "work.db", more=150)
    command = [sys.executable, "-c", KILLED, str(work), str(public)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1], text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
    if public.exists():
        connection = sqlite3.connect(f"file:{public}?immutable=1", uri=True)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM notes").fetchall() == [(151,)]
        connection.close()
    build_public(work, public)

    assert sorted(path.name for path in public.parent.iterdir()) == ["public.db", "public.db.manifest.json"]
