"""Coded folders of the same notes, taken together: what each coder read, wherever it is kept.

Coders who work apart hand in folders of their own. Here their readings are joined by the notes' ids, after a check that
they are readings of the same text, cut into the same sentences.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.codebook import Codebook
from corpus.coded.folder import NOTES, codings_file, read_coded_folder
from corpus.errors import SourceError
from corpus.sources.ingest import MAPPING_FILE
from corpus.sources.mapping import SourceFacts, read_mapping
from corpus.sources.quoting import quoted, quoted_list
from corpus.values import CodedCorpus, CoderReading, Note


def read_joined(folders: Sequence[Path], *, codebook: Codebook) -> CodedCorpus:
    """Read coded folders and join their readings by note, or raise ``SourceError`` where they contradict each other.

    A coder may stand in several folders; what is there twice, word for word, counts once.
    """
    notes: dict[str, Note] = {}
    readings: dict[tuple[str, str], CoderReading] = {}
    splits: dict[str, str] = {}
    groups: dict[str, str] = {}
    for folder in folders:
        corpus = read_coded_folder(folder, codebook=codebook)
        for note in corpus.notes:
            if notes.setdefault(note.note_id, note).text != note.text:
                other = f"the note {quoted(note.note_id)} has another text than in the folders before"
                raise SourceError(f"{folder / NOTES}: {other}; give different notes ids of their own.")
        for reading in corpus.readings:
            known = readings.setdefault((reading.note_id, reading.coder), reading)
            if known is not reading and _in_order(known) != _in_order(reading):
                twice = f"coder {quoted(reading.coder)} codes the note {quoted(reading.note_id)} otherwise than before"
                where = codings_file(folder, codebook)
                raise SourceError(f"{where}: {twice}; keep one of the two, or name the coders apart.")
        splits = corpus.splits | splits
        groups = corpus.groups | groups
    return CodedCorpus(tuple(notes.values()), tuple(readings.values()), splits, groups)


def _in_order(reading: CoderReading) -> CoderReading:
    """Return a reading with each sentence's codings by theme: the order in which they were given says nothing."""
    sentences = (
        replace(sentence, codings=tuple(sorted(sentence.codings, key=lambda coding: coding.theme)))
        for sentence in reading.sentences
    )
    return replace(reading, sentences=tuple(sentences))


def of_split(corpus: CodedCorpus, split: str) -> CodedCorpus:
    """Return the part of a corpus that belongs to one split; raise ``SourceError`` where none does."""
    kept = {note for note, name in corpus.splits.items() if name == split}
    if not any(reading.note_id in kept for reading in corpus.readings):
        coded = {reading.note_id for reading in corpus.readings}
        known = ", ".join(sorted({name for note, name in corpus.splits.items() if note in coded})) or "none"
        raise SourceError(f"there are no coded notes of split {quoted(split)}; the splits are: {known}.")
    return replace(
        corpus,
        notes=tuple(note for note in corpus.notes if note.note_id in kept),
        readings=tuple(reading for reading in corpus.readings if reading.note_id in kept),
    )


def shared_readings(corpus: CodedCorpus, *, without: str) -> dict[str, dict[str, CoderReading]]:
    """Return the readings of the notes that two coders or more coded, by note and coder; both in order.

    ``without`` is the name under which an agreed coding stands: it is no coder's. Raises ``SourceError`` where there is
    nothing to compare, and where two coders cut a note into different sentences.
    """
    by_coders = [reading for reading in corpus.readings if reading.coder != without]
    coders = sorted({reading.coder for reading in by_coders}, key=lambda name: (len(name), name))
    if len(coders) < 2:
        who = f"only coder {quoted(coders[0])} coded these notes" if coders else "no coder coded these notes"
        raise SourceError(f"{who}; agreement needs two coders, so name a folder with another's codings too.")
    times = Counter(reading.note_id for reading in by_coders)
    shared: dict[str, dict[str, CoderReading]] = {note.note_id: {} for note in corpus.notes if times[note.note_id] > 1}
    if not shared:
        raise SourceError(
            f"no note was coded by two of the coders {quoted_list(coders)}; agreement needs shared notes."
        )
    for reading in sorted(by_coders, key=lambda reading: coders.index(reading.coder)):
        if reading.note_id in shared:
            shared[reading.note_id][reading.coder] = reading
    for readings in shared.values():
        _check_cut(readings)
    return shared


def _check_cut(readings: dict[str, CoderReading]) -> None:
    first: CoderReading | None = None
    for reading in readings.values():
        if not reading.sentences:
            continue
        first = first or reading
        if [(part.start, part.end) for part in reading.sentences] != [
            (part.start, part.end) for part in first.sentences
        ]:
            raise SourceError(
                f"coders {quoted(first.coder)} and {quoted(reading.coder)} cut the note {quoted(reading.note_id)} into "
                f"different sentences; give its 'sentences' in {NOTES}, and let both code these."
            )


def source_facts(folder: Path) -> SourceFacts:
    """Return what a coded folder's mapping says of its source; nothing where it has none."""
    mapping = folder / MAPPING_FILE
    return read_mapping(mapping).source if mapping.is_file() else SourceFacts()
