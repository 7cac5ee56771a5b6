"""Two notes that the machine coded, a person who codes them by hand, and the steps that the tests take for her."""

from collections.abc import Iterator
from pathlib import Path

from corpus.codebook import default_codebook
from corpus.store import correcting as store
from corpus.store.correcting import StoredNote
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.rows import rounded_scores
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    Coding,
    Judgement,
    Note,
    Polarity,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)
from noteworthy import correcting
from noteworthy.correcting import Draft

TEXT = "He waited weeks. She was seen, and seen weekly. Housing was found."
ENDS = [16, 47, 66]
SOURCE = "notes.csv"
NOW = "2020-01-01T00:00:00+00:00"
SCORES = (0.1, 0.8, 0.05, 0.05)


def coded(text: str = TEXT, *, note_id: str = "N1", learnt: bool = False, model: str = "m1") -> CodedNote:
    """Return a note as the machine codes it: delay in the first sentence, continuity in the second, nothing more."""
    ends = ENDS if text == TEXT else [len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    delay = Coding("delay", "poor", "observed", (Span(3, 15),), 0.9, "cue+model", actor="practitioner")
    more = Coding("continuity", "poor", "planned", (Span(25, 29), Span(35, 39)), 0.6, "model")
    codings = {0: (delay,), 1: (more,)}
    return CodedNote(
        note=Note(
            note_id,
            RawText(text),
            case=Case("C1", organisation="Millbrook"),
            judgement=Judgement("J" + note_id, "C1", "Was enough done?", "implementation", "accommodation", "no"),
            source=SOURCE,
        ),
        sentences=tuple(
            CodedSentence(start, end, PracticeLabel("poor", rounded_scores(SCORES)), codings.get(number, ()))  # type: ignore[arg-type]
            for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        ),
        practice=PracticeScore("poor", 0.1, 0.05, 0.2, needs_review=True),
        codebook=default_codebook().hash,
        model=model,
        learnt_from=learnt,
    )


def opened(path: Path) -> Iterator[WorkDatabase]:
    """Open a database of two coded notes that one person is known in."""
    with WorkDatabase(path) as held:
        held.store_source(StoredSource(SOURCE, SOURCE, "0" * 64, "authored", notice="Invented for these tests."))
        held.store_codebook(default_codebook())
        held.store([coded(), coded(note_id="N2")])
        held.finish()
        with held.changing() as connection:
            assert store.coder_named(connection, "Dana Öz", now=NOW) == "person-01"
        yield held


def note_of(database: WorkDatabase, key: str = "N1") -> StoredNote:
    found = store.note_to_code(database.connection, key)
    assert found is not None
    return found


def draft(database: WorkDatabase, key: str = "N1", coder: str = "person-01") -> Draft:
    return correcting.draft_of(database, note_of(database, key), coder)


def add(database: WorkDatabase, words: str, theme: str, polarity: Polarity = "good", **options: object) -> None:
    now = draft(database)
    spans = correcting.spans_of(now.note, words)
    own = correcting.coding_of(theme, polarity, "observed", spans)
    correcting.code(database, now, own, basis="added", instead=str(options["instead"]) if options else None)


def finish(database: WorkDatabase, key: str = "N1", coder: str = "person-01") -> None:
    machine = store.machine_labels(database.connection, key)
    correcting.complete(database, draft(database, key, coder), practice="good", clarity=2, machine=machine)


def counted(database: WorkDatabase) -> dict[str, list[tuple[str, str]]]:
    select = "SELECT note, theme, coder FROM codings WHERE standing = 1 ORDER BY start"
    found: dict[str, list[tuple[str, str]]] = {}
    for note, theme, coder in database.connection.execute(select):
        found.setdefault(note, []).append((theme, coder))
    return found
