"""The facts that travel between rooms: frozen, free of storage, of spaCy and of scikit-learn.

Offsets count Unicode code points of the note's own text, start included, end excluded, so that
``text[start:end]`` is always the passage meant.
"""

from dataclasses import dataclass, field
from typing import Literal, NewType

RawText = NewType("RawText", str)
"""Text as an inspector wrote it. It may name people and stays in the private database."""

RedactedText = NewType("RedactedText", str)
"""Text after redaction: the only kind that what is published accepts."""

Polarity = Literal["good", "poor", "mixed", "context"]
Status = Literal["observed", "hypothetical", "normative", "planned", "reported"]
Practice = Literal["good", "poor", "mixed", "none"]
CodingSource = Literal["cue", "model", "cue+model", "coder"]
NoteKind = Literal["rationale", "notable", "survey", "interview", "unit"]
"""What a text is: the reason for a judgement, a text on notable practice, an answer to a survey, an excerpt from an
interview, or a note on a delivery unit as a whole."""
Publication = Literal["authored", "already-public", "private"]

POLARITIES: tuple[Polarity, ...] = ("good", "poor", "mixed", "context")
STATUSES: tuple[Status, ...] = ("observed", "hypothetical", "normative", "planned", "reported")
PRACTICES: tuple[Practice, ...] = ("good", "poor", "mixed", "none")

IDENTIFIER_TYPES = (
    "PERSON", "CRN", "PRISON_NUMBER", "PNC", "CRO", "NI_NUMBER", "NHS_NUMBER", "DATE", "AGE", "PHONE",
    "EMAIL", "POSTCODE", "ADDRESS", "PLACE", "ORGANISATION", "VEHICLE", "BANK", "URL", "OTHER_ID",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage of a text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}:{self.end}")

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


# ---------------------------------------------------------------- what comes in


@dataclass(frozen=True, slots=True)
class Case:
    """One inspected case. Every attribute but the id may be unknown (``None``)."""

    case_id: str
    organisation: str | None = None
    organisation_kind: str | None = None
    provider: str | None = None
    region: str | None = None
    delivery_unit: str | None = None
    programme: str | None = None
    inspected: str | None = None
    """Date of inspection, ISO 8601, to the day or the month or the year: as exact as it was given."""
    sex: str | None = None
    age_band: str | None = None
    ethnicity: str | None = None
    order_type: str | None = None
    risk_level: str | None = None
    officer: str | None = None
    inspector: str | None = None
    completed: str | None = None
    """Whether the order or licence was completed, where outcomes are linked: yes or no."""
    reoffended: str | None = None
    """Whether proven reoffending followed, where outcomes are linked: yes or no."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One closed question about a case, with its answer: yes, no, not_applicable, or ``None`` when unknown."""

    judgement_id: str
    case_id: str | None = None
    question: str | None = None
    stage: str | None = None
    factor: str | None = None
    answer: str | None = None
    notable: str | None = None
    """The notable-practice flag: good, poor, or ``None``."""


@dataclass(frozen=True, slots=True)
class Note:
    """One free text: the rationale of a judgement, its notable-practice text, or what somebody wrote or said."""

    note_id: str
    text: RawText
    kind: NoteKind = "rationale"
    case: Case | None = None
    judgement: Judgement | None = None
    source: str = ""
    """Name of the file that it came from, without its folder."""
    row: int | None = None
    """Row in that file, counted as a spreadsheet does (the header is row 1), or line, or paragraph."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A piece of input that was not taken, and why. It never quotes a note's text."""

    source: str
    row: int | None
    column: str | None
    reason: str

    def __str__(self) -> str:
        where = [self.source]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column is not None:
            where.append(f"column '{self.column}'")
        return f"{', '.join(where)}: {self.reason}"


# ---------------------------------------------------------------- what reading finds (nlp)


@dataclass(frozen=True, slots=True)
class Finding:
    """A cue of the codebook, read in its context: what the words alone say, before any model speaks."""

    theme: str
    """A theme's code, or ``""`` for a cue that judges practice without naming a theme."""
    polarity: Polarity
    status: Status
    start: int
    end: int
    cue: str
    """The phrase of the codebook that matched, as the codebook writes it."""
    rules: tuple[str, ...] = ()
    """Names of the context rules that changed its polarity or status, in the order in which they acted."""


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence and what its words say."""

    start: int
    end: int
    text: str
    findings: tuple[Finding, ...] = ()
    rules: tuple[str, ...] = ()
    """Kinds of context in the sentence: negation, contrast, hypothetical, norm, plan, past, attribution."""
    tokens: int = 0
    clauses: tuple[Span, ...] = ()
    """The sentence cut at contrast words and punctuation, in the note's offsets. A real sentence has at least one."""
    statuses: tuple[tuple[Status, Span], ...] = ()
    """Passages that the context makes other than observed (a plan, a norm, a report, what might have been)."""

    def status_at(self, span: Span) -> Status:
        """Return the status of the passage in which ``span`` stands: ``observed`` unless the context says otherwise."""
        return next((status for status, scope in self.statuses if scope.overlaps(span)), "observed")


@dataclass(frozen=True, slots=True)
class Identifier:
    """Something that could identify a person, with the reason why it was taken for one."""

    start: int
    end: int
    type: str
    confidence: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note's text after reading: its sentences in order."""

    text: RawText
    sentences: tuple[ReadSentence, ...]
    question: str = ""
    """The question and factor that the note answers, in words, if known: they inform a model, never decide."""


# ---------------------------------------------------------------- what judging says (models)


@dataclass(frozen=True, slots=True)
class PracticeLabel:
    """A sentence's practice: the label, and calibrated scores that sum to 1, in the order of ``PRACTICES``."""

    label: Practice
    scores: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ThemeJudgement:
    """What a model says of one theme in one sentence."""

    theme: str
    probability: float
    present: bool
    """Whether the probability reaches the theme's threshold under the profile in use."""
    polarity: Polarity
    evidence: Span | None = None
    """The words that contribute most, where the theme is present."""


@dataclass(frozen=True, slots=True)
class SentenceJudgement:
    """What a model says of one sentence. ``themes`` holds those present only."""

    practice: PracticeLabel
    themes: tuple[ThemeJudgement, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """A note's practice from 0 (poor) to 1 (good), with its 90% interval; ``None`` where the label is ``none``."""

    label: Practice
    score: float | None
    low: float | None
    high: float | None
    needs_review: bool


@dataclass(frozen=True, slots=True)
class NoteJudgement:
    """What a model says of one note: one entry a sentence, in order, and the note's score."""

    sentences: tuple[SentenceJudgement, ...]
    practice: PracticeScore


# ---------------------------------------------------------------- what comes out


@dataclass(frozen=True, slots=True)
class Coding:
    """One theme in one sentence: theme x polarity x status on exact characters."""

    theme: str
    polarity: Polarity
    status: Status
    spans: tuple[Span, ...]
    """The evidence, first span first; never empty, always inside the sentence."""
    confidence: float
    source: CodingSource
    actor: str | None = None
    factor: str | None = None
    intervention: str | None = None
    reason: str = ""
    """Why, in words for people: the cue and the context rules that acted, or the words that weighed most."""


@dataclass(frozen=True, slots=True)
class CodedSentence:
    """A sentence with its practice and its codings, in the order of the codebook's themes."""

    start: int
    end: int
    practice: PracticeLabel
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedNote:
    """A note, coded: what the product hands on."""

    note: Note
    sentences: tuple[CodedSentence, ...]
    practice: PracticeScore
    identifiers: tuple[Identifier, ...] = ()
    codebook: str = ""
    """Content hash of the codebook."""
    model: str = ""
    """Content hash of the model, or ``""`` where cues alone spoke."""
    learnt_from: bool = False
    """Whether the model was trained on this very text: such codings are shown so and never counted."""


@dataclass(frozen=True, slots=True)
class CoderSentence:
    """One coder's reading of one sentence."""

    start: int
    end: int
    practice: Practice
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True)
class CoderReading:
    """One coder's reading of one note; ``coder`` is ``adjudicated`` for the agreed result."""

    note_id: str
    coder: str
    sentences: tuple[CoderSentence, ...]
    practice: Practice
    clarity: int | None = None
    """How clear an example the whole note is, 1 to 3, where the coder said so."""
    judged: bool = True
    """Whether the coder judged the whole note; where not, its practice is ``none`` for want of an answer."""


@dataclass(frozen=True, slots=True)
class CodedCorpus:
    """Notes and coders' readings of them: what ``train`` and ``evaluate`` take. Index of notes by id."""

    notes: tuple[Note, ...]
    readings: tuple[CoderReading, ...]
    splits: dict[str, str] = field(default_factory=dict)
    """Note id to ``train``, ``dev`` or ``test``, where the corpus says so."""
    groups: dict[str, str] = field(default_factory=dict)
    """Note id to the group that must not be split between learning and testing (the author's voice, or the case)."""
    authored: frozenset[str] = frozenset()
    """Ids of the notes that are declared written for the purpose, about no real case."""
    recognised_by: dict[str, str] = field(default_factory=dict)
    """Note id to the hash by which a model remembers it, where that is not its text's own."""
