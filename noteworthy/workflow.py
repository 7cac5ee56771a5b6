"""From files of notes to coded lines, and to the private working database: the two long walks through the house.

Nothing here speaks: refusals and statements go to the callables that the caller gives.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from corpus.codebook import landscape_codebook
from corpus.coded.folder import coders_readings, frame_readings
from corpus.errors import MappingError, SourceError
from corpus.sources.encoding import storable
from corpus.sources.ingest import Source, Unwritten, open_source
from corpus.sources.mapping import Mapping, read_mapping
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.erasing import erased_cases
from corpus.store.keeping import kept_notes
from corpus.store.rows import case_id_of
from corpus.values import CodedNote, CoderReading, Note, RawText, Refusal
from noteworthy import __version__
from noteworthy.coder import Coder
from noteworthy.coding import CoderSettings, code_stream
from noteworthy.finder.indexing import make_index
from noteworthy.identifiers import finder
from noteworthy.presidio import WithPresidio
from noteworthy.publication import redacted_as_released
from noteworthy.record import line_of, redacted_line_of
from noteworthy.redaction_policy import RedactionPolicy
from noteworthy.summaries.making import make_summaries

Refused = Callable[[Refusal], None]
State = Callable[[str], None]
Watch = Callable[[Iterable[Any]], Iterable[Any]]
Thing = TypeVar("Thing")

BATCH = 500
"""Items stored in one transaction: after a cut-off, at most these are coded again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What to read, and how."""

    sources: tuple[str, ...]
    mapping: Path | None = None
    text: str | None = None
    id: str | None = None
    split_paragraphs: bool = False

    def open(self, *, refused: Refused, state: State) -> Iterator[tuple[str, Source]]:
        """Open one source after the other, each with its path; one that cannot be read is refused, the others go on.

        A path that does not exist is a wrong call, and ``SourceError`` at once. So is a column that is not there, where
        there is one source only (``MappingError``); among several, that source is refused.
        """
        mapping: Mapping | None = read_mapping(self.mapping) if self.mapping else None
        for path in self.sources:
            if path != "-" and not Path(path).exists():
                raise SourceError(f"{path} does not exist; check the path.")
        return self._opened(mapping, refused=refused, state=state)

    def _opened(self, mapping: Mapping | None, *, refused: Refused, state: State) -> Iterator[tuple[str, Source]]:
        for path in self.sources:
            try:
                source = open_source(
                    path, mapping=mapping, text=self.text, id=self.id, split_paragraphs=self.split_paragraphs
                )
            except (SourceError, MappingError) as error:
                if isinstance(error, MappingError) and len(self.sources) == 1:
                    raise
                name = Path(path).name or path
                refused(Refusal(name, None, None, str(error).removeprefix(f"{path} ").removeprefix(f"{name} ")))
                continue
            state(f"{source.name}: {' '.join(source.sentences())}")
            yield path, source


def code_lines(
    *,
    reading: Reading,
    settings: CoderSettings,
    refused: Refused,
    state: State,
    include_text: bool = False,
    workers: int = 1,
) -> Iterator[str]:
    """Yield one line of JSON a note, in input order; an answer without text gives a line without sentences."""
    sources = reading.open(refused=refused, state=state)
    notes = (_as_note(item) for _, source in sources for item in _Intake(source, refused=refused, state=state))
    for coded in code_stream(notes, settings=settings, workers=workers):
        yield line_of(coded, include_text=include_text)


def redact_lines(
    *,
    reading: Reading,
    policy: RedactionPolicy,
    refused: Refused,
    state: State,
    watch: Watch = iter,
    presidio: bool = False,
) -> Iterator[str]:
    """Yield one line of JSON a note, in input order: its id, its redacted text, and what was found in the raw one.

    With ``presidio`` what the extra finds goes too.
    """
    finds = WithPresidio() if presidio else finder()
    sources = reading.open(refused=refused, state=state)
    for _, source in sources:
        for item in watch(_Intake(source, refused=refused, state=state)):
            note = _as_note(item)
            found = finds.find(note.text)
            redaction = redacted_as_released(note.text, found, policy)
            yield redacted_line_of(note.note_id, redaction.text, found)


class _Intake:
    """What was taken of a source, in its order; what was refused or noticed is handed on as it comes."""

    def __init__(self, source: Source, *, refused: Refused, state: State) -> None:
        self._source = source
        self._refused = refused
        self._state = state
        self.whole = False
        """Whether the source has been read to its end."""

    def __iter__(self) -> Iterator[Note | Unwritten]:
        try:
            for item in self._source.items:
                if isinstance(item, Refusal):
                    self._refused(item)
                else:
                    yield item
            self.whole = True
        except SourceError as error:
            # A file can break in its middle (a cut-off archive): what came before it is kept.
            self._refused(Refusal(self._source.name, None, None, str(error)))
        for sentence in self._source.noticed.sentences():
            self._state(f"{self._source.name}: {sentence}")


def _as_note(item: Note | Unwritten) -> Note:
    if isinstance(item, Note):
        return item
    return Note(item.note_id, RawText(""), case=item.case, judgement=item.judgement, source=item.source, row=item.row)


# ---------------------------------------------------------------------------------------------------------- building


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    database: Path
    coded: int
    kept: int
    removed: int
    totals: dict[str, int]

    def sentence(self) -> str:
        """Say it in one sentence."""
        again = f", {self.kept:,} coded already" if self.kept else ""
        gone = f", {self.removed:,} no longer in their source removed" if self.removed else ""
        holds = ", ".join(f"{self.totals[table]:,} {table}" for table in ("notes", "sentences", "codings"))
        return f"{self.database}: {self.coded:,} coded{again}{gone}; it now holds: {holds}."


def build_database(
    file: Path,
    *,
    reading: Reading,
    settings: CoderSettings,
    refused: Refused,
    state: State,
    workers: int = 1,
    watch: Watch = iter,
) -> BuildReport | None:
    """Read, code and store; ``None`` where no source could be read, and nothing was written.

    What this codebook and this model coded before is not coded again.
    """
    coder = settings.coder()
    sources = reading.open(refused=refused, state=state)
    first = next(sources, None)  # before anything is written, so that a source that cannot be read leaves nothing
    if first is None:
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    coded = kept = removed = 0
    with WorkDatabase(file) as database:
        database.store_codebook(coder.codebook)
        database.describe(software=f"noteworthy {__version__}", model=coder.hash)
        for path, source in chain([first], sources):
            database.store_source(_stored(path, source))
            intake = _Intake(source, refused=refused, state=state)
            taken = _Unerased(intake, erased=erased_cases(database), refused=refused)
            needed = _marked(taken, database=database, coder=coder)
            stream = code_stream(needed, settings=settings, workers=workers, coder=coder)
            for batch in batches(watch(stream), BATCH):
                database.store(item.note if isinstance(item, _Kept) else item for item in batch)
                coded += sum(isinstance(item, CodedNote) for item in batch)
                kept += sum(isinstance(item, _Kept) for item in batch)
            if intake.whole:
                removed += database.prune(source.name)
            readings = [one for one in _readings(path, coder) if one.note_id not in taken.left_out]
            for refusal in database.store_readings(readings, source=source.name):
                refused(refusal)
            for frame, further in _further_readings(path, coder).items():
                kept_readings = [one for one in further if one.note_id not in taken.left_out]
                for refusal in database.store_readings(kept_readings, source=source.name, frame=frame):
                    refused(refusal)
        for batch in batches(_kept_anew(database, settings=settings, workers=workers, coder=coder), BATCH):
            database.store(batch)
            coded += len(batch)
        database.finish(make_summaries, make_index)
        return BuildReport(file, coded, kept, removed, database.totals())


def _kept_anew(database: WorkDatabase, *, settings: CoderSettings, workers: int, coder: Coder) -> Iterator[CodedNote]:
    """Yield the notes that were kept on the site and that another codebook or model had coded, coded anew."""
    items = _marked(kept_notes(database.connection), database=database, coder=coder)
    notes = [item for item in items if isinstance(item, Note)]
    for item in code_stream(notes, settings=settings, workers=workers if len(notes) > BATCH else 1, coder=coder):
        if isinstance(item, CodedNote):
            yield item


def _stored(path: str, source: Source) -> StoredSource:
    facts = source.facts
    return StoredSource(
        name=source.name,
        title=facts.name,
        file="standard input" if path == "-" else storable(Path(path).name),
        sha256=_sha256(Path(path) / (facts.file or "") if Path(path).is_dir() else Path(path)) if path != "-" else "",
        publication=facts.publication,
        licence=facts.licence,
        notice=facts.notice,
        attribution=facts.attribution,
    )


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _readings(path: str, coder: Coder) -> tuple[CoderReading, ...]:
    """Return what coders said of the notes of a coded folder; of any other source, nothing."""
    return coders_readings(Path(path), codebook=coder.codebook) if Path(path).is_dir() else ()


def _further_readings(path: str, coder: Coder) -> dict[str, tuple[CoderReading, ...]]:
    """Return what coders read in a coded folder with the second codebook that ships, by the codebook's id."""
    frame = landscape_codebook()
    if not Path(path).is_dir() or frame.id == coder.codebook.id:
        return {}
    return {frame.id: frame_readings(Path(path), codebook=frame)}


class _Unerased:
    """What of a source may be taken in: all but the cases that were erased on request, whose rows are refused."""

    def __init__(
        self, items: Iterable[Note | Unwritten], *, erased: Callable[[str | None], bool], refused: Refused
    ) -> None:
        self._items = items
        self._erased = erased
        self._refused = refused
        self.left_out: set[str] = set()
        """Ids of the notes that were refused."""

    def __iter__(self) -> Iterator[Note | Unwritten]:
        for item in self._items:
            if self._erased(case_id_of(item.case, item.judgement)):
                self.left_out.add(item.note_id)
                self._refused(Refusal(item.source, item.row, None, "erased on request"))
            else:
                yield item


@dataclass(frozen=True, slots=True)
class _Kept:
    """A note whose coding stands: it goes through the stream uncoded, and only its facts are brought up to date."""

    note: Note


def _marked(
    items: Iterable[Note | Unwritten], *, database: WorkDatabase, coder: Coder
) -> Iterator[Note | Unwritten | _Kept]:
    """Yield the items, those marked as kept that were coded before by this codebook and this model."""
    for batch in batches(items, BATCH):
        notes = [item for item in batch if isinstance(item, Note)]
        known = database.already_coded(notes, codebook=coder.codebook.hash, model=coder.hash)
        for item in batch:
            yield _Kept(item) if isinstance(item, Note) and item.note_id in known else item


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Yield the things in lists of at most ``size``."""
    stream = iter(things)
    while batch := list(islice(stream, size)):
        yield batch
