"""Small databases of notes with their codings, for tests of the bulletin's analyses of texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.codebook import Codebook, default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    CoderReading,
    CoderSentence,
    Coding,
    CodingSource,
    Identifier,
    Judgement,
    Note,
    NoteKind,
    Polarity,
    Practice,
    PracticeLabel,
    PracticeScore,
    Publication,
    RawText,
    Span,
)
from noteworthy.bulletin.data import BulletinData, load

SOURCE = "written.csv"
NOTICE = "These notes are invented."
SCORES = (0.25, 0.25, 0.25, 0.25)

Themes = Mapping[str, Polarity]


@dataclass(frozen=True)
class Said:
    """A sentence, the themes that are in it, and how the machine read it where it reads otherwise."""

    text: str
    themes: Themes = field(default_factory=dict)
    machine: Themes | None = None
    actor: str | None = None
    intervention: str | None = None
    practice: Practice = "none"


@dataclass(frozen=True)
class Written:
    """A note, its case and question, who read it, and what they say of it as a whole."""

    key: str
    sentences: Sequence[Said]
    case: Case | None = None
    question: str | None = None
    factor: str | None = None
    answer: str | None = None
    kind: NoteKind = "rationale"
    label: Practice = "none"
    machine_label: Practice | None = None
    coders: Sequence[str] = ("adjudicated",)
    """Those who read it, and say what the sentences say; nobody but the machine where there are none."""
    learnt_from: bool = False
    needs_review: bool = False
    clarity: int = 2
    identifiers: Sequence[Identifier] = ()
    frame: Sequence[Themes] | None = None
    """What coders gave its sentences with the landscape codebook; ``None`` where they did not read it so."""


def written(
    path: Path, notes: Iterable[Written], *, publication: Publication = "authored", codebook: Codebook | None = None
) -> BulletinData:
    """Write a private database of these notes, and read it as a bulletin does."""
    some = list(notes)
    with WorkDatabase(path) as database:
        database.store_source(StoredSource(SOURCE, SOURCE, "0" * 64, publication=publication, notice=NOTICE))
        database.store_codebook(codebook or default_codebook())
        database.store([_coded(note) for note in some])
        readings = [_reading(note, coder) for note in some for coder in note.coders]
        assert not database.store_readings(readings, source=SOURCE)
        framed = [_framed(note, note.frame) for note in some if note.frame is not None]
        assert not database.store_readings(framed, source=SOURCE, frame="landscape")
        database.secret_key()
        database.finish()
    return load(path)


def _text(note: Written) -> str:
    return " ".join(said.text for said in note.sentences)


def _places(note: Written) -> list[Span]:
    places, start = [], 0
    for said in note.sentences:
        places.append(Span(start, start + len(said.text)))
        start += len(said.text) + 1
    return places


def _codings(said: Said, place: Span, themes: Themes, source: CodingSource) -> tuple[Coding, ...]:
    return tuple(
        Coding(theme, polarity, "observed", (place,), 0.9, source, actor=said.actor, intervention=said.intervention)
        for theme, polarity in themes.items()
    )


def _coded(note: Written) -> CodedNote:
    judgement = None
    if note.question or note.answer or note.factor:
        case = note.case.case_id if note.case else None
        judgement = Judgement(f"J-{note.key}", case, note.question, None, note.factor, note.answer)
    label = note.machine_label or note.label
    score = {"good": 0.9, "poor": 0.1, "mixed": 0.5, "none": None}[label]
    return CodedNote(
        note=Note(note.key, RawText(_text(note)), note.kind, note.case, judgement, SOURCE),
        sentences=tuple(
            CodedSentence(
                place.start,
                place.end,
                PracticeLabel(said.practice, SCORES),
                _codings(said, place, said.themes if said.machine is None else said.machine, "model"),
            )
            for said, place in zip(note.sentences, _places(note), strict=True)
        ),
        practice=PracticeScore(label, score, score, score, needs_review=note.needs_review),
        identifiers=tuple(note.identifiers),
        codebook="c",
        model="m",
        learnt_from=note.learnt_from,
    )


def _reading(note: Written, coder: str) -> CoderReading:
    sentences = tuple(
        CoderSentence(place.start, place.end, said.practice, _codings(said, place, said.themes, "coder"))
        for said, place in zip(note.sentences, _places(note), strict=True)
    )
    return CoderReading(note.key, coder, sentences, note.label, clarity=note.clarity)


def _framed(note: Written, frame: Sequence[Themes]) -> CoderReading:
    sentences = tuple(
        CoderSentence(place.start, place.end, "none", _codings(said, place, themes, "coder"))
        for said, place, themes in zip(note.sentences, _places(note), frame, strict=True)
    )
    return CoderReading(note.key, "adjudicated", sentences, "none")


def case(number: int, *, organisations: int = 8, inspectors: int = 10) -> Case:
    """Return a case: organisations take turns, half of them of each kind, and so do inspectors and three years."""
    organisation = number % organisations
    return Case(
        f"C{number}",
        organisation=f"Organisation {organisation}",
        organisation_kind="NPS" if organisation % 2 else "CRC",
        inspected=f"{2015 + number % 3}-06-01",
        programme="First" if number % 4 else "Second",
        officer=f"officer {number % 40}",
        inspector=f"inspector {number % inspectors}",
    )
