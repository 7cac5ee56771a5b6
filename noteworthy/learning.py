"""Learning from coded notes, and measuring honestly what was learnt.

A model is measured on the product's own output (``Coder``), on notes that it has not learnt from, against the agreed
coding. Beside each figure stand two baselines: the commonest answer for everything, and the codebook's cues alone.
Intervals resample whole cases, since sentences about one case resemble each other.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from corpus.codebook import Codebook, default_codebook, read_codebook
from corpus.coded.folder import read_coded_folder
from corpus.errors import ModelError, SourceError
from corpus.values import CodedCorpus, CodedNote, Note, Polarity, Practice, ReadNote
from models.consensus import agreed_readings
from models.encoder.encoder import load_encoder
from models.encoder.making import make_encoder
from models.evaluation import Said, sentence_figures, theme_counts
from models.intervals import clustered_interval
from models.settings import default_settings
from models.store import check_model_folder, save
from models.targets import align, merge_polarities, merge_practices
from models.training import train
from nlp.reader import Reader
from noteworthy.coder import Coder, question_of
from noteworthy.recognition import recognised_by
from noteworthy.redacted_coding import prepared_to_learn

SAMPLES = 500
"""Bootstrap samples behind each interval."""


def train_model(
    coded: Sequence[Path],
    output: Path,
    *,
    codebook: Path | None = None,
    seed: int = 0,
    reader: str = "careful",
    fit_encoder: bool = False,
    raw_text: str | None = None,
    state: Callable[[str], None] = lambda _: None,
) -> Iterator[str]:
    """Learn from coded folders taken together, save the model, and yield what to say of it.

    The careful reader stands on the note encoder that ships or, with ``fit_encoder``, on one of its own, which is
    fitted first; ``state`` hears how that goes. Notes that are not declared authored are redacted before anything is
    learnt, unless ``raw_text`` gives a reason why not, which the model's card then holds.
    """
    if reader not in ("careful", "fast") or (fit_encoder and reader == "fast"):
        raise ModelError(f"there is no reader '{reader}'{' with an encoder' * fit_encoder}; ask for careful or fast.")
    frame = read_codebook(codebook) if codebook else default_codebook()
    if raw_text is not None and not raw_text.strip():
        raise ModelError("to learn from notes as they were written needs a reason, which the model's card will hold.")
    corpus = joined([read_coded_folder(folder, codebook=frame) for folder in coded])
    yield f"{len(corpus.notes):,} coded notes read."
    name = ", ".join(folder.name for folder in coded)
    check_model_folder(output)
    if fit_encoder:
        _check_calibration(corpus)
    encoder = load_encoder() if reader == "careful" and not fit_encoder else None
    prepared = prepared_to_learn(corpus, encoder.texts if encoder else frozenset(), raw_text=raw_text)
    corpus = prepared.corpus
    yield f"{prepared.sentence()} Now learning."
    with tempfile.TemporaryDirectory() as made:
        if fit_encoder:
            settings = default_settings().encoder
            encoder = make_encoder(
                corpus, frame, Path(made) / "encoder", settings=settings, seed=seed, name=name, state=state
            )
        both = with_and_without_question(corpus)
        trained = train(both, read_notes(both, frame), frame, seed=seed, encoder=encoder)
        judge = save(trained, output, corpus=name, texts=prepared.about)
    counts = trained.counts
    yield (
        f"{output}: model {judge.hash}, learnt from {counts['notes']:,} readings of notes, with and without their "
        f"question ({counts['sentences']:,} sentences)."
    )
    if trained.rare:
        rare = ", ".join(f"{theme} ({n})" for theme, n in trained.rare.items())
        yield f"Left to their cues, for want of examples: {rare}."
    for name, value in trained.figures.items():
        yield f"  held out: {name.replace('_', ' ')} {value:.3f}"


def _check_calibration(corpus: CodedCorpus) -> None:
    """Refuse to fit an encoder for half an hour, only to find that no notes are left to weigh it on."""
    kept = len({note.text for note in corpus.notes if corpus.splits.get(note.note_id) == "dev"})
    needed = default_settings().least_notes
    if kept < needed:
        raise ModelError(
            f"an encoder of your own learns from every note of the split train, and {needed} others are needed "
            f"to weigh it on; the corpus has {kept} of the split dev."
        )


def with_and_without_question(corpus: CodedCorpus) -> CodedCorpus:
    """Let each note be learnt twice, with the question that it answers and without.

    A model that always saw the question leans on it, and misses what it tells wherever a note comes without one:
    measured on held-out voices without questions, core theme F1 .48 for a model taught with them, .52 for one taught
    both ways, which keeps .56 where there are questions.
    """
    bare = {note.note_id: f"{note.note_id} without its question" for note in corpus.notes if question_of(note)}
    of_bare = [reading for reading in corpus.readings if reading.note_id in bare]
    return CodedCorpus(
        notes=corpus.notes
        + tuple(
            replace(note, note_id=bare[note.note_id], judgement=None) for note in corpus.notes if note.note_id in bare
        ),
        readings=corpus.readings + tuple(replace(reading, note_id=bare[reading.note_id]) for reading in of_bare),
        splits=corpus.splits | {bare[note]: split for note, split in corpus.splits.items() if note in bare},
        groups=corpus.groups | {bare[note]: group for note, group in corpus.groups.items() if note in bare},
        authored=corpus.authored | {bare[note] for note in corpus.authored if note in bare},
        recognised_by=corpus.recognised_by
        | {bare[note]: by for note, by in corpus.recognised_by.items() if note in bare},
    )


def joined(corpora: Sequence[CodedCorpus]) -> CodedCorpus:
    """Take several corpora as one. Their notes' ids and groups must differ."""
    ids = Counter(note.note_id for corpus in corpora for note in corpus.notes)
    twice = [note_id for note_id, count in ids.items() if count > 1]
    if twice:
        raise SourceError(f"the note '{twice[0]}' stands in two of the folders; give each note an id of its own.")
    return CodedCorpus(
        notes=tuple(note for corpus in corpora for note in corpus.notes),
        readings=tuple(reading for corpus in corpora for reading in corpus.readings),
        splits={note: split for corpus in corpora for note, split in corpus.splits.items()},
        groups={note: group for corpus in corpora for note, group in corpus.groups.items()},
        authored=frozenset(note for corpus in corpora for note in corpus.authored),
        recognised_by={note: by for corpus in corpora for note, by in corpus.recognised_by.items()},
    )


def read_notes(corpus: CodedCorpus, codebook: Codebook) -> dict[str, ReadNote]:
    """Return the reading of every note of the corpus, by its id."""
    readings = Reader(codebook).read_all((note.text, question_of(note)) for note in corpus.notes)
    return {note.note_id: reading for note, reading in zip(corpus.notes, readings, strict=True)}


# -------------------------------------------------------------------------------------------------------- measuring


@dataclass(frozen=True, slots=True)
class Measured:
    """Sentences with what was agreed of them, what the product says, and what the baselines say."""

    groups: list[str]
    agreed: list[Said]
    product: list[Said]
    cues: list[Said]
    notes: int

    @property
    def commonest(self) -> list[Said]:
        """The baseline that gives every sentence the commonest practice and no theme."""
        labels = [said.practice for said in self.agreed]
        label = max(sorted(set(labels)), key=labels.count)
        return [Said(label)] * len(labels)


def evaluate_model(
    coded: Path, *, model: Path | None, codebook: Path | None, split: str, reader: str | None = None
) -> str:
    """Measure a model on the notes of one split that it has not learnt from; return the report as text."""
    frame = read_codebook(codebook) if codebook else default_codebook()
    corpus = read_coded_folder(coded, codebook=frame)
    coder = Coder(codebook=frame, model=model, reader=reader)
    notes = _unseen(corpus, coder, split)
    measured = measure(notes, corpus, coder)
    title = f"{coded.name}, split '{split}', {coder.judge.reader} model {coder.judge.hash}"
    return "\n".join(_report(measured, frame, title=title)) + "\n"


def _unseen(corpus: CodedCorpus, coder: Coder, split: str) -> list[Note]:
    """Return the coded notes of a split (all, where the corpus has no splits) that the model has not learnt from."""
    agreed = {reading.note_id for reading in corpus.readings}
    of_split = [note for note in corpus.notes if note.note_id in agreed]
    if corpus.splits:
        of_split = [note for note in of_split if corpus.splits.get(note.note_id) == split]
        if not of_split:
            known = ", ".join(sorted(set(corpus.splits.values())))
            raise ModelError(f"the corpus has no coded notes of split '{split}'; it has: {known}.")
    known_by = {note.note_id: corpus.recognised_by.get(note.note_id) or recognised_by(note.text) for note in of_split}
    unseen = [note for note in of_split if not coder.judge.learnt(note.text, recognised_by=known_by[note.note_id])]
    if not unseen:
        raise ModelError("the model learnt from every one of these notes, so a figure on them would mean nothing.")
    return unseen


def measure(notes: Sequence[Note], corpus: CodedCorpus, coder: Coder) -> Measured:
    """Code the notes and lay the agreed coding beside, sentence by sentence."""
    agreed = agreed_readings(corpus.readings)
    readings = coder.read_all(notes)
    measured = Measured([], [], [], [], len(notes))
    for note, reading, coded in zip(notes, readings, coder.code_all(notes), strict=True):
        targets = align(reading, agreed[note.note_id])
        measured.groups.extend([note.case.case_id if note.case else note.note_id] * len(targets))
        measured.agreed.extend(Said(target.practice, target.polarities) for target in targets)
        measured.product.extend(_said(coded))
        measured.cues.extend(_said_by_cues(reading))
    return measured


def _said(coded: CodedNote) -> Iterator[Said]:
    for sentence in coded.sentences:
        good, poor, _, _ = sentence.practice.scores
        polarities = {coding.theme: coding.polarity for coding in sentence.codings}
        yield Said(sentence.practice.label, polarities, good - poor)


def _said_by_cues(reading: ReadNote) -> Iterator[Said]:
    for sentence in reading.sentences:
        found: dict[str, list[Polarity]] = {}
        for finding in sentence.findings:
            found.setdefault(finding.theme, []).append(finding.polarity)
        every = [polarity for polarities in found.values() for polarity in polarities]
        practice: Practice = merge_practices("none" if polarity == "context" else polarity for polarity in every)
        lean = (every.count("good") - every.count("poor")) / max(1, len(every))
        themes = {theme: merge_polarities(polarities) for theme, polarities in found.items() if theme}
        yield Said(practice, themes, lean)


def _report(measured: Measured, codebook: Codebook, *, title: str) -> Iterator[str]:
    yield f"{title}: {measured.notes:,} notes, {len(measured.agreed):,} sentences, {len(set(measured.groups)):,} cases."
    yield "The agreed coding is that of the corpus's coders; its card says who they are. 95% intervals by case."
    yield ""
    yield f"{'figure':34}{'product':>8}{'interval':>16}{'cues alone':>12}{'commonest':>11}"
    for name, figure in sentence_figures(codebook.codes, codebook.core).items():
        interval = _interval(measured, figure)
        cues, commonest = figure(measured.agreed, measured.cues), figure(measured.agreed, measured.commonest)
        yield (
            f"{name.replace('_', ' '):34}{interval[0]:8.3f}{f'{interval[1]:.3f} to {interval[2]:.3f}':>16}"
            f"{cues:12.3f}{commonest:11.3f}"
        )
    yield ""
    yield f"{'theme':34}{'F1':>8}{'interval':>16}{'precision':>12}{'recall':>11}{'sentences':>11}"
    for theme in codebook.codes:
        counts = theme_counts(measured.agreed, measured.product, theme)
        interval = _interval(measured, partial(_theme_f1, theme=theme))
        yield (
            f"{theme:34}{counts.f1:8.3f}{f'{interval[1]:.3f} to {interval[2]:.3f}':>16}"
            f"{counts.precision:12.3f}{counts.recall:11.3f}{counts.hits + counts.misses:11d}"
        )


def _theme_f1(agreed: Sequence[Said], found: Sequence[Said], *, theme: str) -> float:
    return theme_counts(agreed, found, theme).f1


def _interval(
    measured: Measured, figure: Callable[[Sequence[Said], Sequence[Said]], float]
) -> tuple[float, float, float]:
    def of_rows(rows: Sequence[int]) -> float:
        return figure([measured.agreed[row] for row in rows], [measured.product[row] for row in rows])

    return clustered_interval(measured.groups, of_rows, samples=SAMPLES)
