"""Coded folders, the demonstration corpus among them: notes, and what each coder read in them.

A folder holds `notes.jsonl` (a source like any other, read by the folder's `mapping.toml` where it has one, with
`sentences`, `voice` and `split` beside the text, and `authored` where it is invented) and `codings.jsonl`: for each
note and coder a line with `"sentence": null` that gives the note's practice and clarity, and a line a sentence with its
practice and codings.
Notes that were coded with a second codebook have its codings in a file of their own (see `codings_file`).
What does not fit together is an error with its file and line: a model would learn from it, a figure rest on it.
"""

from dataclasses import dataclass, field
from pathlib import Path

from corpus.codebook import Codebook, default_codebook
from corpus.coded.lines import CodingLine, NoteLine, read_lines
from corpus.coded.sentences import check_sentences, coder_sentence
from corpus.errors import SourceError
from corpus.sources.ingest import MAPPING_FILE, open_source
from corpus.sources.quoting import quoted
from corpus.values import CodedCorpus, CoderReading, CoderSentence, Note, Refusal

NOTES = "notes.jsonl"
CODINGS = "codings.jsonl"


def read_coded_folder(folder: Path, *, codebook: Codebook | None = None) -> CodedCorpus:
    """Read a coded folder, or raise ``SourceError`` with the file and line of the first thing that is wrong.

    A note's group is the voice that wrote it, or else its case. A reading without a line for the whole note has the
    practice ``none`` there.
    """
    notes = _read_notes(folder)
    frame = codebook or default_codebook()
    file = codings_file(folder, frame)
    if not file.is_file():
        raise SourceError(f"{folder} has no {CODINGS}; a coded folder holds {NOTES} and {CODINGS}.")
    readings = _read_readings(file, notes, frame)
    return CodedCorpus(
        notes=tuple(coded.note for coded in notes.values()),
        readings=readings,
        splits={key: coded.line.split for key, coded in notes.items() if coded.line.split},
        groups={key: group for key, coded in notes.items() if (group := coded.group)},
        authored=frozenset(key for key, coded in notes.items() if coded.authored),
        recognised_by={key: coded.line.recognised_by for key, coded in notes.items() if coded.line.recognised_by},
    )


def codings_file(folder: Path, codebook: Codebook) -> Path:
    """Return the file of codings in a folder: one named after the codebook, where notes were coded by several.

    ``codings.landscape.jsonl`` holds what was coded with the codebook ``landscape``; else it is ``codings.jsonl``.
    """
    own = folder / CODINGS.replace(".", f".{codebook.id}.", 1)
    return own if own.is_file() else folder / CODINGS


def coders_readings(folder: Path, *, codebook: Codebook | None = None) -> tuple[CoderReading, ...]:
    """Return what coders read in a folder's notes; nothing where it holds no codings."""
    if not codings_file(folder, codebook or default_codebook()).is_file():
        return ()
    return read_coded_folder(folder, codebook=codebook).readings


def frame_readings(folder: Path, *, codebook: Codebook) -> tuple[CoderReading, ...]:
    """Return what coders read in a folder's notes with a further codebook; nothing where no file is named after it."""
    if codings_file(folder, codebook) == folder / CODINGS:
        return ()
    return read_coded_folder(folder, codebook=codebook).readings


@dataclass(frozen=True, slots=True)
class _CodedNote:
    note: Note
    line: NoteLine
    authored: bool = False

    @property
    def group(self) -> str | None:
        return self.line.voice or (self.note.case.case_id if self.note.case else None)


@dataclass(slots=True)
class _Gathered:
    """The lines of one coder on one note, as far as they have been read."""

    sentences: dict[int, CoderSentence] = field(default_factory=dict)
    whole: CodingLine | None = None
    last_line: int = 0


def _read_notes(folder: Path) -> dict[str, _CodedNote]:
    if not folder.is_dir():
        raise SourceError(f"{folder} is no folder; name one that holds {NOTES} and {CODINGS}.")
    source = open_source(folder if (folder / MAPPING_FILE).is_file() else folder / NOTES)
    beside = dict(read_lines(folder / source.name, NoteLine)) if source.name.endswith(".jsonl") else {}
    notes: dict[str, _CodedNote] = {}
    for item in source.items:
        if isinstance(item, Refusal):
            raise SourceError(f"{folder}: {item}; correct it there.")
        if isinstance(item, Note):
            notes[item.note_id] = _coded_note(item, beside, folder, authored=source.facts.publication == "authored")
    return notes


def _coded_note(note: Note, beside: dict[int, NoteLine], folder: Path, *, authored: bool) -> _CodedNote:
    line = beside.get(note.row or 0, NoteLine())
    try:
        check_sentences(line.sentences or (), note.text)
    except ValueError as fault:
        raise SourceError(f"{folder / note.source}, line {note.row}: {fault}.") from None
    return _CodedNote(note, line, authored or line.authored)


def _read_readings(path: Path, notes: dict[str, _CodedNote], codebook: Codebook) -> tuple[CoderReading, ...]:
    gathered: dict[tuple[str, str], _Gathered] = {}
    for number, line in read_lines(path, CodingLine):
        try:
            if line.note not in notes:
                raise ValueError(f"there is no note {quoted(line.note)} in {NOTES}; correct one of the two")
            entry = gathered.setdefault((line.note, line.coder), _Gathered())
            _add(entry, line, notes[line.note], codebook)
        except ValueError as fault:
            raise SourceError(f"{path}, line {number}: {fault}.") from None
        entry.last_line = number
    order = {key: place for place, key in enumerate(notes)}
    keys = sorted(gathered, key=lambda key: (order[key[0]], key[1]))
    return tuple(_reading(key, gathered[key], notes[key[0]], path=path) for key in keys)


def _add(entry: _Gathered, line: CodingLine, coded: _CodedNote, codebook: Codebook) -> None:
    place = line.sentence
    if entry.whole if place is None else place in entry.sentences:
        which = "the whole note" if place is None else f"sentence {place}"
        raise ValueError(f"coder {quoted(line.coder)} codes {which} of {quoted(line.note)} a second time; keep one")
    if place is None:
        entry.whole = line
        return
    sentences = coded.line.sentences
    entry.sentences[place] = coder_sentence(line, text=coded.note.text, sentences=sentences, codebook=codebook)


def _reading(key: tuple[str, str], entry: _Gathered, coded: _CodedNote, *, path: Path) -> CoderReading:
    note_id, coder = key
    total = len(coded.line.sentences or entry.sentences)
    if entry.sentences and len(entry.sentences) < total:
        done = f"coder {quoted(coder)} coded {len(entry.sentences)} of the {total} sentences of {quoted(note_id)}"
        raise SourceError(f"{path}, line {entry.last_line}: {done}; code them all, or none.")
    sentences = tuple(entry.sentences[place] for place in sorted(entry.sentences))
    whole = entry.whole
    return CoderReading(
        note_id,
        coder,
        sentences,
        practice=whole.practice if whole else "none",
        clarity=whole.clarity if whole else None,
        judged=whole is not None,
    )
