"""What people coded on the private site, written as a coded folder: what `noteworthy train` and `agreement` read.

It holds the notes as they were written, so its files are readable by their owner alone. Coders go by their codes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.coded.folder import CODINGS, NOTES
from corpus.errors import DatabaseError
from corpus.store.correcting import complete_readings, note_to_code
from corpus.store.database import WorkDatabase
from corpus.values import CoderReading, CoderSentence, Coding
from noteworthy.output import writing

Line = dict[str, Any]

_ABOUT = """
SELECT n.kind, n.case_id AS "case", j.question, j.stage, j.factor, j.answer
FROM notes n LEFT JOIN judgements j ON j.id = n.judgement WHERE n.id = ?
"""


@dataclass(frozen=True, slots=True)
class CodedFolder:
    """What was written."""

    path: Path
    notes: int
    readings: int
    coders: int

    def sentence(self) -> str:
        """Say it in one sentence."""
        readings = f"{self.readings:,} complete reading{'' if self.readings == 1 else 's'}"
        notes = f"{self.notes:,} note{'' if self.notes == 1 else 's'}"
        people = f"{self.coders:,} {'person' if self.coders == 1 else 'people'}"
        return f"{self.path}: {readings} of {notes} by {people}; it holds the notes as written, so keep it private."


def write_coded_folder(work: Path, folder: Path) -> CodedFolder:
    """Write every complete reading with its note; raise ``DatabaseError`` where there is none."""
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
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / NOTES, (_note_line(database, key, found) for key, found in of_note.items()))
        _write(folder / CODINGS, (line for reading in readings for line in _reading_lines(reading)))
    return CodedFolder(folder, len(of_note), len(readings), len({reading.coder for reading in readings}))


def _write(path: Path, lines: Iterator[Line]) -> None:
    with writing(path) as write:
        for line in lines:
            write(json.dumps(line, ensure_ascii=False) + "\n")


def _note_line(database: WorkDatabase, key: str, readings: list[CoderReading]) -> Line:
    """Return a note, with its sentences where all its readings have the same: it may have been cut anew since."""
    note = note_to_code(database.connection, key)
    assert note is not None  # a reading's note is there: the database sees to it
    about = dict(database.connection.execute(_ABOUT, (key,)).fetchone())
    known = {name: value for name, value in about.items() if value not in (None, "")}
    line: Line = {"id": key, **known, "text": note.text}
    cuts = [[[sentence.start, sentence.end] for sentence in reading.sentences] for reading in readings]
    return line | ({"sentences": cuts[0]} if all(cut == cuts[0] for cut in cuts) else {})


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
