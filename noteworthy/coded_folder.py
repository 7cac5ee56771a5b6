"""What people coded on the private site, written as a coded folder: what `noteworthy train` and `agreement` read.

Notes are redacted as a release would redact them, with what people decided in review, and what coders marked is carried
over; keys are hashed. Left as they were written are those of a source that is declared authored, and all where it is
asked for. Either way the files are readable by their owner alone, since a redaction can miss a name. Coders go by their
codes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from corpus.coded.folder import CODINGS, NOTES
from corpus.errors import DatabaseError
from corpus.store import reviewing
from corpus.store.correcting import complete_readings, note_to_code
from corpus.store.database import WorkDatabase
from corpus.values import CoderReading, CoderSentence, Coding, RawText
from noteworthy.identifiers import find_all_identifiers
from noteworthy.output import writing
from noteworthy.publication import PublicKeys, redacted_value
from noteworthy.recognition import recognised_by
from noteworthy.redacted_coding import redacted_coding
from noteworthy.reviewing import is_cleared, reviewed_identifiers

Line = dict[str, Any]

_ABOUT = """
SELECT n.kind, n.case_id AS "case", j.question, j.stage, j.factor, j.answer, s.publication
FROM notes n LEFT JOIN judgements j ON j.id = n.judgement LEFT JOIN sources s ON s.name = n.source WHERE n.id = ?
"""


@dataclass(frozen=True, slots=True)
class CodedFolder:
    """What was written."""

    path: Path
    notes: int
    readings: int
    coders: int
    raw: bool

    def sentence(self) -> str:
        """Say it in one sentence."""
        readings = f"{self.readings:,} complete reading{'' if self.readings == 1 else 's'}"
        notes = f"{self.notes:,} note{'' if self.notes == 1 else 's'}"
        people = f"{self.coders:,} {'person' if self.coders == 1 else 'people'}"
        held = "the notes as written, names included" if self.raw else "redacted notes, and a redaction can miss a name"
        return f"{self.path}: {readings} of {notes} by {people}. It holds {held}: keep it private."


def write_coded_folder(work: Path, folder: Path, *, raw: bool = False) -> CodedFolder:
    """Write every complete reading with its note; raise ``DatabaseError`` where there is none.

    ``raw`` leaves notes as they were written, and keys as they are.
    """
    with WorkDatabase(work, create=False) as database:
        readings = list(complete_readings(database.connection))
        if not readings:
            raise DatabaseError(
                f"nobody has completed the coding of a note in {work}; code some with "
                f"`noteworthy serve {work} --private`."
            )
        of_note: dict[str, list[CoderReading]] = {}
        for reading in readings:
            of_note.setdefault(reading.note_id, []).append(reading)
        redactor = None if raw else _Redactor(database)
        notes = [_note(database, key, tuple(found), redactor) for key, found in of_note.items()]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / NOTES, (note.line for note in notes))
        _write(folder / CODINGS, (line for note in notes for one in note.readings for line in _reading_lines(one)))
    return CodedFolder(folder, len(of_note), len(readings), len({reading.coder for reading in readings}), raw)


def _write(path: Path, lines: Iterator[Line]) -> None:
    with writing(path) as write:
        for line in lines:
            write(json.dumps(line, ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True)
class _Coded:
    """A note's line, and its readings."""

    line: Line
    readings: tuple[CoderReading, ...]


class _Redactor:
    """Makes of a note and its readings what may be learnt from."""

    def __init__(self, database: WorkDatabase) -> None:
        self._connection = database.connection
        self._reviews = reviewing.standing_reviews(database.connection)
        self._keys = PublicKeys(database.secret_key())

    def __call__(self, key: str, about: Line, text: RawText, readings: tuple[CoderReading, ...]) -> _Coded:
        decided = self._reviews.get(key, ())
        found = [*reviewing.finds_of(self._connection, key), *find_all_identifiers(text)]
        made = redacted_coding(
            text, readings, reviewed_identifiers(found, decided), is_cleared=partial(is_cleared, reviews=decided)
        )
        hashed = self._keys("note", key) or ""
        known = {name: redacted_value(value) for name, value in about.items()}
        known |= {"case": self._keys("case", about["case"])} if "case" in about else {}
        line = {"id": hashed, **known, "text": made.redaction.text, "recognised_by": recognised_by(text)}
        return _Coded(line, tuple(replace(reading, note_id=hashed) for reading in made.readings))


def _note(database: WorkDatabase, key: str, readings: tuple[CoderReading, ...], redactor: _Redactor | None) -> _Coded:
    """Return a note, with its sentences where all its readings have the same: it may have been cut anew since."""
    note = note_to_code(database.connection, key)
    assert note is not None  # a reading's note is there: the database sees to it
    about = dict(database.connection.execute(_ABOUT, (key,)).fetchone())
    authored = about.pop("publication") == "authored"
    known = {name: value for name, value in about.items() if value not in (None, "")}
    if authored or redactor is None:
        coded = _Coded({"id": key, **known, "text": note.text, **({"authored": True} if authored else {})}, readings)
    else:
        coded = redactor(key, known, note.text, readings)
    cuts = [[[sentence.start, sentence.end] for sentence in reading.sentences] for reading in coded.readings]
    alike = all(cut == cuts[0] for cut in cuts)
    return replace(coded, line=coded.line | {"sentences": cuts[0]}) if alike else coded


def _reading_lines(reading: CoderReading) -> Iterator[Line]:
    whole: Line = {"note": reading.note_id, "sentence": None, "coder": reading.coder, "practice": reading.practice}
    yield whole | ({"clarity": reading.clarity} if reading.clarity else {})
    for number, sentence in enumerate(reading.sentences):
        yield _sentence_line(reading, number, sentence)


def _sentence_line(reading: CoderReading, number: int, sentence: CoderSentence) -> Line:
    return {
        "note": reading.note_id,
        "sentence": number,
        "start": sentence.start,
        "end": sentence.end,
        "coder": reading.coder,
        "practice": sentence.practice,
        "codings": [_coding(coding) for coding in sentence.codings],
    }


def _coding(coding: Coding) -> Line:
    line: Line = {
        "theme": coding.theme,
        "polarity": coding.polarity,
        "status": coding.status,
        "spans": [[span.start, span.end] for span in coding.spans],
    }
    further = {"actor": coding.actor, "factor": coding.factor, "intervention": coding.intervention}
    return line | {name: value for name, value in further.items() if value}
