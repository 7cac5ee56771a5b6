"""The private database: stored once or twice it is the same, cut off it is whole, and plain SQL answers on it."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from corpus.codebook import Codebook, default_codebook
from corpus.errors import DatabaseError
from corpus.store.database import StoredSource, WorkDatabase
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
    Polarity,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)

FILE = "notes.csv"
FIRST, SECOND = "Nobody rang her back for six weeks.", "The worker then met her twice a week."
TEXT = f"{FIRST} {SECOND}"


@dataclass(frozen=True)
class Asked:
    """A judgement without a reason, as ingest hands it on."""

    judgement: Judgement
    case: Case | None
    source: str = FILE


def a_case(case_id: str = "C1", kind: str | None = "CRC", **known: str) -> Case:
    return Case(case_id, organisation="Millbrook", organisation_kind=kind, inspected="2017-02-14", **known)


def a_judgement(judgement_id: str = "J1", *, case: str = "C1", factor: str | None = "drugs") -> Judgement:
    return Judgement(judgement_id, case, "Was enough delivered?", "implementation", factor, "no")


def coded(
    note_id: str = "N1",
    *codings: tuple[str, Polarity],
    case: Case | None = None,
    judgement: Judgement | None = None,
    source: str = FILE,
    text: str = TEXT,
    learnt: bool = False,
    model: str = "m1",
) -> CodedNote:
    """Return a note of two sentences whose first carries the codings."""
    found = tuple(
        Coding(theme, polarity, "observed", (Span(0, 6), Span(7, 11)), 0.91234, "cue+model", reason="the cue 'rang'")
        for theme, polarity in codings
    )
    cut = text.index(".") + 1
    return CodedNote(
        note=Note(note_id, RawText(text), case=case, judgement=judgement, source=source, row=2),
        sentences=(
            CodedSentence(0, cut, PracticeLabel("poor", (0.05, 0.9, 0.03, 0.02)), found),
            CodedSentence(cut + 1, len(text), PracticeLabel("good", (0.9, 0.05, 0.03, 0.02))),
        ),
        practice=PracticeScore("mixed", 0.4, 0.2, 0.6, needs_review=True),
        identifiers=(Identifier(0, 6, "PERSON", 0.5, "a test"),),
        codebook=default_codebook().hash,
        model=model,
        learnt_from=learnt,
    )


def reading(note_id: str = "N1", coder: str = "adjudicated", theme: str = "information") -> CoderReading:
    """Return a reading of the note as a single sentence, with words from each of the machine's two."""
    coding = Coding(theme, "poor", "observed", (Span(0, 11),), 1.0, "coder", actor="practitioner")
    later = Coding("one_to_one", "good", "observed", (Span(len(FIRST) + 5, len(TEXT)),), 1.0, "coder")
    return CoderReading(note_id, coder, (CoderSentence(0, len(TEXT), "mixed", (coding, later)),), "poor", 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
def build(path: Path) -> Callable[..., None]:
    """Build from a list of items, as a run does."""

    def run(
        items: Sequence[CodedNote | Note | Asked],
        readings: Sequence[CoderReading] = (),
        codebook: Codebook | None = None,
    ) -> None:
        with WorkDatabase(path) as database:
            database.store_codebook(codebook or default_codebook())
            for name in dict.fromkeys(
                item.note.source if isinstance(item, CodedNote) else item.source for item in items
            ):
                database.store_source(StoredSource(name, name, "0" * 64, "authored"))
                own = [i for i in items if (i.note.source if isinstance(i, CodedNote) else i.source) == name]
                database.store(own)
                database.prune(name)
                assert database.store_readings(readings, source=name) == ()
            database.finish()

    return run


@pytest.fixture
def rows(path: Path) -> Callable[..., list[tuple[object, ...]]]:
    """Ask the file, as anyone with SQLite would."""

    def ask(sql: str, *values: object) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(path)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    return ask


Ask = Callable[..., list[tuple[object, ...]]]
Build = Callable[..., None]


# ----------------------------------------------------------------------------------------------- storing, and again


def test_a_coded_note_comes_back_as_it_was_stored(path: Path, build: Build) -> None:
    note = coded("N1", ("delay", "poor"), ("information", "good"), case=a_case(), judgement=a_judgement())
    build([note])

    with WorkDatabase(path) as database:
        (back,) = database.coded_notes()
    rounded = tuple(replace(s, codings=tuple(replace(c, confidence=0.912) for c in s.codings)) for s in note.sentences)
    assert back == replace(note, sentences=rounded)


def test_building_again_changes_no_byte(path: Path, build: Build) -> None:
    first = coded("N1", ("delay", "poor"), case=a_case(), judgement=a_judgement())
    # Two rows of one case that do not agree: the first decides, whichever run it is.
    second = coded("N2", ("housing", "good"), case=a_case(kind="NPS", region="North"))
    build([first, second], [reading("N1")])
    before = path.read_bytes()
    build([first.note, second.note], [reading("N1")])

    assert path.read_bytes() == before


def test_the_first_row_of_a_case_decides_and_later_ones_fill_its_gaps(build: Build, rows: Ask) -> None:
    build([coded("N1", case=a_case(kind=None)), coded("N2", case=a_case(kind="NPS", region="North"))])
    build([coded("N1", case=a_case(kind=None)), coded("N2", case=a_case(kind="CRC", region="South"))])

    assert rows("SELECT organisation_kind, region FROM cases") == [("CRC", "South")]


def test_a_note_coded_again_is_replaced(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"), ("housing", "poor"))])
    build([coded("N1", ("delay", "good"), model="m2")])

    assert rows("SELECT theme, polarity FROM codings") == [("delay", "good")]
    assert rows("SELECT count(*) FROM sentences") == [(2,)]
    assert rows("SELECT model FROM notes") == [("m2",)]


def test_a_bare_note_brings_only_its_facts_up_to_date(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"), case=a_case())])
    build([replace(coded("N1", case=a_case("C2")).note, row=7)])

    assert rows('SELECT case_id, "row", practice FROM notes') == [("C2", 7, "mixed")]
    assert rows("SELECT theme FROM codings") == [("delay",)]
    assert rows("SELECT id FROM cases") == [("C2",)]


def test_a_bare_note_that_was_never_coded_is_a_mistake_and_stores_nothing(path: Path, build: Build, rows: Ask) -> None:
    build([coded("N1")])
    with WorkDatabase(path) as database, pytest.raises(ValueError, match="'N2' has no coding yet"):
        database.store([coded("N3"), coded("N2").note])

    assert rows("SELECT id FROM notes") == [("N1",)]


def test_what_is_coded_already_is_known_until_anything_it_rests_on_changes(path: Path, build: Build) -> None:
    note = coded("N1", judgement=a_judgement()).note
    build([coded("N1", judgement=a_judgement())])
    book = default_codebook().hash

    with WorkDatabase(path) as database:
        assert database.already_coded([note], codebook=book, model="m1") == {"N1"}
        assert not database.already_coded([note], codebook=book, model="m2")
        assert not database.already_coded([note], codebook="other", model="m1")
        assert not database.already_coded([replace(note, text=RawText("Other."))], codebook=book, model="m1")
        other = replace(note, judgement=a_judgement(factor="alcohol"))
        assert not database.already_coded([other], codebook=book, model="m1")


def test_a_judgement_without_a_reason_is_kept(build: Build, rows: Ask) -> None:
    build([Asked(a_judgement("J9", case="C9"), None)])

    assert rows("SELECT id, case_id, factor, answer FROM judgements") == [("J9", "C9", "drugs", "no")]
    assert rows("SELECT id FROM cases") == [("C9",)]


def test_a_factor_that_the_codebook_does_not_know_keeps_its_own_name(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"), judgement=a_judgement(factor="gambling"))])

    assert rows("SELECT factor_name, poor FROM theme_by_factor WHERE poor > 0") == [("gambling", 1)]


def test_rows_that_a_source_no_longer_has_go_with_all_that_hangs_on_them(build: Build, rows: Ask) -> None:
    gone = coded("N2", ("delay", "poor"), case=a_case("C2"), judgement=a_judgement("J2", case="C2"))
    build([coded("N1", case=a_case()), gone], [reading("N2")])
    build([coded("N1", case=a_case())])

    for table in ("notes", "cases", "identifiers"):
        assert rows(f"SELECT count(*) FROM {table}") == [(1,)], table
    for table in ("judgements", "codings", "readings", "sentence_readings"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert rows("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'rang'") == [(1,)]


def test_two_files_that_number_their_notes_alike_are_kept_apart(path: Path, build: Build, rows: Ask) -> None:
    other = coded("1", source="other.csv", text="A plan was made. It was kept.", judgement=Judgement("1"))
    items = [coded("1", judgement=Judgement("1")), other]
    build(items)
    before = path.read_bytes()
    build([item.note for item in items])

    assert path.read_bytes() == before
    assert rows("SELECT id, source, given_id, judgement FROM notes ORDER BY id") == [
        ("1", FILE, "1", "1"),
        ("other.csv:1", "other.csv", "1", "other.csv:1"),
    ]


def test_a_note_that_has_moved_to_another_file_stays_one_note(build: Build, rows: Ask) -> None:
    build([coded("N1", case=a_case(), judgement=a_judgement())])
    build([coded("N1", case=a_case(), judgement=a_judgement(), source="moved.csv")])

    assert rows("SELECT id, source FROM notes") == [("N1", "moved.csv")]
    assert rows("SELECT id FROM judgements") == [("J1",)]


def test_two_different_files_of_one_name_in_one_run_are_refused(path: Path) -> None:
    with WorkDatabase(path) as database:
        database.store_source(StoredSource(FILE, FILE, "0" * 64))
        with pytest.raises(DatabaseError, match=r"two different sources are named 'notes\.csv'; rename one"):
            database.store_source(StoredSource(FILE, FILE, "1" * 64))


def test_a_theme_that_is_not_in_the_codebook_stores_nothing(path: Path, build: Build, rows: Ask) -> None:
    build([coded("N1")])
    with WorkDatabase(path) as database, pytest.raises(DatabaseError, match="store the source and the codebook first"):
        database.store([coded("N2"), coded("N3", ("weather", "poor"))])

    assert rows("SELECT id FROM notes") == [("N1",)]


def test_a_codebook_of_ones_own_replaces_the_themes_that_nothing_uses(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"))])
    data = default_codebook().model_dump()
    data["theme"] = [theme | {"confused_with": ()} for theme in data["theme"][1:3]]
    own = Codebook.model_validate(data)
    build([coded("N1", ("motivation", "poor"))], codebook=own)

    assert rows("SELECT code FROM themes ORDER BY position") == [("motivation",), ("coordination",)]


def test_two_builds_at_once_are_told_apart_in_one_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with WorkDatabase(path) as one, WorkDatabase(path) as other:
        other.connection.execute("PRAGMA busy_timeout = 50")
        one.connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError, match="database is locked; close what else has it open"):
            other.describe(software="x")
        one.connection.execute("ROLLBACK")


# -------------------------------------------------------------------------------------------------- coders and standing


def test_what_coders_agreed_stands_and_the_machine_does_not(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"))], [reading("N1", "c1", "delay"), reading("N1")])

    standing = rows("SELECT coder, theme FROM codings WHERE standing = 1 ORDER BY theme")
    assert standing == [("adjudicated", "information"), ("adjudicated", "one_to_one")]
    assert rows("SELECT DISTINCT coder FROM codings WHERE standing = 0 ORDER BY 1") == [("c1",), ("machine",)]
    assert rows("SELECT counted FROM notes") == [("coders",)]
    assert rows("SELECT theme, good, poor FROM theme_by_polarity WHERE passages > 0 ORDER BY theme") == [
        ("information", 0, 1),
        ("one_to_one", 1, 0),
    ]


def test_a_coding_that_the_machine_learnt_from_never_counts(build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"), learnt=True), coded("N2", ("delay", "good"))], [reading("N1", "c1")])

    assert rows("SELECT id, counted FROM notes ORDER BY id") == [("N1", "no"), ("N2", "machine")]
    assert rows("SELECT good, poor, notes FROM theme_by_polarity WHERE theme = 'delay'") == [(1, 0, 1)]
    assert rows("SELECT notes, sentences FROM note_counts WHERE dimension = 'all'") == [(1, 2)]


def test_coders_labels_count_where_they_agreed(build: Build, rows: Ask) -> None:
    build([coded("N1"), coded("N2")], [reading("N1")])

    found = rows("SELECT practice, notes, sentences FROM practice_counts WHERE dimension = 'all' ORDER BY practice")
    assert found == [("good", 0, 1), ("mixed", 1, 2), ("poor", 1, 1)]


def test_a_coders_words_are_laid_over_the_machines_sentences(build: Build, rows: Ask) -> None:
    build([coded("N1")], [reading("N1")])

    found = rows("SELECT c.theme, s.number, c.evidence, c.actor FROM codings c JOIN sentences s ON s.id = c.sentence")
    assert sorted(found) == [
        ("information", 1, TEXT[:11], "practitioner"),
        ("one_to_one", 2, TEXT[len(FIRST) + 5 :], None),
    ]
    assert rows("SELECT sentence, practice FROM sentence_readings") == [("N1-1", "mixed"), ("N1-2", "mixed")]


def test_a_reading_survives_that_the_machine_codes_the_note_again(path: Path, build: Build, rows: Ask) -> None:
    build([coded("N1", ("delay", "poor"))], [reading("N1")])
    whole = replace(
        coded("N1", model="m2"), sentences=(CodedSentence(0, len(TEXT), PracticeLabel("none", (0, 0, 0, 1))),)
    )
    build([whole])

    assert rows("SELECT theme, sentence FROM codings ORDER BY theme") == [
        ("information", "N1-1"),
        ("one_to_one", "N1-1"),
    ]
    with WorkDatabase(path) as database:
        assert list(database.readings()) == [reading("N1")]


def test_a_reading_of_another_text_goes(build: Build, rows: Ask) -> None:
    build([coded("N1")], [reading("N1")])
    build([coded("N1", text="A plan was made. It was kept.")])

    assert rows("SELECT count(*) FROM readings") == [(0,)]


def test_a_reading_of_a_note_that_is_not_there_is_refused_and_the_others_are_kept(path: Path, build: Build) -> None:
    build([coded("N1"), coded("N2", text="A. B.")])
    with WorkDatabase(path) as database:
        refused = database.store_readings([reading("N9"), reading("N2"), reading("N1")], source=FILE)

        assert [note.note_id for note in database.readings()] == ["N1"]
    assert [str(refusal) for refusal in refused] == [
        "notes.csv: coder 'adjudicated' read note 'N9', which is not there",
        "notes.csv: coder 'adjudicated' marked words beyond the end of note 'N2'",
    ]


# -------------------------------------------------------------------------------------------------- plain SQL answers


@pytest.fixture
def answers(build: Build, rows: Ask) -> Ask:
    drugs, alcohol = a_judgement("J1"), a_judgement("J2", case="C2", factor="alcohol")
    build(
        [
            coded("N1", ("delay", "poor"), case=a_case("C1"), judgement=drugs),
            coded("N2", ("delay", "good"), case=a_case("C1"), judgement=drugs),
            coded("N3", ("delay", "poor"), ("housing", "context"), case=a_case("C2", "NPS"), judgement=alcohol),
            coded("N4"),
        ]
    )
    return rows


def test_how_often_is_each_theme_good_or_poor(answers: Ask) -> None:
    select = "SELECT theme_name, passages, good, poor, good_percent, notes, notes_poor_percent FROM theme_by_polarity"

    assert answers(f"{select} WHERE theme = 'delay'") == [("Delay and timeliness", 3, 1, 2, 33.3, 4, 50.0)]
    assert answers(f"{select} WHERE theme = 'staffing'") == [("Staffing and oversight", 0, 0, 0, None, 4, 0.0)]


def test_how_often_for_each_factor(answers: Ask) -> None:
    select = "SELECT factor_name, good, poor, notes FROM theme_by_factor WHERE theme = 'delay'"

    assert answers(select) == [("Alcohol misuse", 0, 1, 1), ("Drug misuse", 1, 1, 2), ("not known", 0, 0, 1)]


def test_how_often_for_each_kind_of_organisation(answers: Ask) -> None:
    select = "SELECT organisation_kind, good, poor, poor_percent FROM theme_by_organisation_kind WHERE theme = 'delay'"

    assert answers(select) == [("CRC", 1, 1, 50.0), ("NPS", 0, 1, 100.0), ("not known", 0, 0, None)]


def test_where_good_practice_is_to_be_found(answers: Ask) -> None:
    select = "SELECT theme, evidence, sentence_text, factor_name, organisation_kind, year FROM good_practice"

    assert answers(select) == [("delay", "Nobody … rang", FIRST, "Drug misuse", "CRC", "2016-17")]


def test_every_count_agrees_with_the_codings_themselves(answers: Ask) -> None:
    counted = answers(
        "SELECT coalesce(j.factor, 'not known'), c.theme, c.polarity, count(DISTINCT c.note), "
        "count(DISTINCT c.sentence), count(*) FROM codings c JOIN notes n ON n.id = c.note "
        "LEFT JOIN judgements j ON j.id = n.judgement WHERE c.standing = 1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    held = answers(
        "SELECT value, theme, polarity, notes, sentences, codings FROM theme_counts WHERE dimension = 'factor' "
        "ORDER BY 1, 2, 3"
    )

    assert held == counted
    assert len(held) == 4


def test_a_dimension_without_any_value_has_no_rows(answers: Ask) -> None:
    found = {row[0] for row in answers("SELECT DISTINCT dimension FROM note_counts")}

    assert {"all", "factor", "organisation_kind", "organisation", "year", "source"} <= found
    assert not {"sex", "ethnicity", "region"} & found


def test_a_column_with_a_value_for_every_note_is_not_counted_by(
    build: Build, rows: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.store.counts.MOST_VALUES", 2)
    build([coded(f"N{i}", case=a_case(f"C{i}"), judgement=Judgement(f"J{i}", f"C{i}", f"Why {i}?")) for i in range(3)])
    found = {row[0] for row in rows("SELECT DISTINCT dimension FROM note_counts")}

    assert "question" not in found
    assert "organisation" in found


def test_search_finds_the_stem_of_a_word(answers: Ask) -> None:
    assert answers("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'meets OR worker'") == [(4,)]
    assert answers("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'workers'") == [(4,)]


def test_evidence_is_where_it_says(answers: Ask) -> None:
    inside = (
        'SELECT count(*), sum(c.start >= s.start AND c."end" <= s."end"), '
        "sum(c.evidence LIKE substr(n.text, c.start + 1, c.\"end\" - c.start) || '%') "
        "FROM codings c JOIN sentences s ON s.id = c.sentence JOIN notes n ON n.id = c.note"
    )

    assert answers(inside) == [(4, 4, 4)]


# ------------------------------------------------------------------------------------------------- cut off, and secret


def test_a_batch_that_breaks_in_its_middle_stores_nothing_of_itself(path: Path, build: Build, rows: Ask) -> None:
    def breaking() -> Iterator[CodedNote]:
        yield coded("N2")
        raise KeyboardInterrupt

    build([coded("N1")])
    with WorkDatabase(path) as database, pytest.raises(KeyboardInterrupt):
        database.store(breaking())

    assert rows("SELECT id FROM notes") == [("N1",)]


def test_what_was_stored_after_the_last_count_is_known_to_be_uncounted(path: Path, build: Build) -> None:
    build([coded("N1")])
    with WorkDatabase(path) as database:
        found = [database.finished]
        database.store([coded("N2")])
        found.append(database.finished)
        database.finish()
        found.append(database.finished)

    assert found == [True, False, True]


KILLED = """
import sys
sys.path[:0] = {path}
from pathlib import Path
from test_corpus_database import FILE, StoredSource, WorkDatabase, coded, default_codebook
with WorkDatabase(Path(sys.argv[1])) as database:
    database.store_source(StoredSource(FILE, FILE, "0" * 64))
    database.store_codebook(default_codebook())
    number = 0
    while True:
        database.store([coded(f"N{{number + i}}", ("delay", "poor")) for i in range(50)])
        number += 50
        print(number, flush=True)
"""


def test_a_build_that_is_killed_leaves_whole_batches_and_no_stray_file(path: Path, rows: Ask) -> None:
    script = KILLED.format(path=[str(Path(__file__).parent), str(Path(__file__).parents[1])])
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(5)]
        process.send_signal(signal.SIGKILL)
    with WorkDatabase(path) as database:
        notes = database.totals()["notes"]
        assert not database.finished
        database.finish()

    assert notes >= told[-1]
    assert notes % 50 == 0
    assert rows("PRAGMA integrity_check") == [("ok",)]
    assert rows("SELECT count(*) FROM notes_fts WHERE notes_fts MATCH 'worker'") == [(notes,)]
    assert [other.name for other in path.parent.iterdir()] == ["work.db"]


def test_the_secret_key_is_made_once_and_leaves_the_counts_alone(path: Path, build: Build) -> None:
    build([coded("N1")])
    with WorkDatabase(path) as database:
        key = database.secret_key()
        assert database.finished
    before = path.read_bytes()
    with WorkDatabase(path) as database:
        assert database.secret_key() == key

    assert len(key) == 32
    assert path.read_bytes() == before
