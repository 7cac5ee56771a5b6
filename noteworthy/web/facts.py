"""What our pages show, as frozen values: what the queries return and the templates read."""

from dataclasses import dataclass

from corpus.values import CodingSource, Polarity, Practice, Span, Status
from noteworthy.web.chart import Segment, stack


@dataclass(frozen=True, slots=True)
class Provenance:
    """One file that the notes came from, with what a reader must be told about it."""

    title: str
    publication: str
    notice: str | None
    licence: str | None
    attribution: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is, as counted when the database was built."""

    notes: int
    cases: int
    sentences: int
    codings: int
    """Codings that count: the agreed coders' where there are any, else the machine's."""
    by_coders: int
    practices: dict[Practice, int]
    """Notes by their practice as a whole."""

    @property
    def by_machine(self) -> int:
        """Codings that count and are the machine's."""
        return self.codings - self.by_coders


@dataclass(frozen=True, slots=True)
class Balance:
    """How often one theme was good, poor, mixed or merely context."""

    theme: str
    name: str
    counts: dict[Polarity, int]

    @property
    def total(self) -> int:
        """All its codings."""
        return sum(self.counts.values())

    @property
    def bar(self) -> tuple[Segment, ...]:
        """Its stacked bar."""
        return stack(self.counts)


@dataclass(frozen=True, slots=True)
class SafeCounts:
    """What a protected release says of one theme in one part: notes by polarity and in all; ``None`` if hidden."""

    dimension: str
    value: str
    theme: str
    counts: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class ApprovedPassage:
    """A sentence of a protected release that a person approved."""

    text: str
    polarity: Polarity
    status: Status
    kind: str


@dataclass(frozen=True, slots=True)
class ThemeEntry:
    """A theme of the codebook."""

    code: str
    name: str
    core: bool
    definition: str
    use: str
    not_use: str


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """A note, and what the model made of it as a whole."""

    key: str
    text: str
    kind: str
    source: str | None
    practice: Practice | None
    score: float | None
    low: float | None
    high: float | None
    needs_review: bool
    learnt_from: bool
    codebook: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class SiblingNote:
    """Another note of the same case."""

    key: str
    kind: str
    about: str | None
    """Its question, or its factor."""


@dataclass(frozen=True, slots=True)
class JudgementFacts:
    """The judgement that the note gives reasons for, in words."""

    question: str | None
    stage: str | None
    factor: str | None
    answer: str | None
    notable: str | None
    factor_code: str | None = None
    """Where the factor has a page of its own."""


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """A sentence with its practice; ``scores`` in the order good, poor, mixed, none, or nothing where not scored."""

    number: int
    text: str
    practice: Practice | None
    scores: tuple[float, ...]
    place: Span | None = None
    """Where it stands in the note's text, where that is known."""
    key: str = ""
    """Of the passage that it is, where it is stored."""


@dataclass(frozen=True, slots=True)
class CodingFacts:
    """One coding of a note."""

    theme: str
    name: str
    polarity: Polarity
    status: Status
    spans: tuple[Span, ...]
    evidence: str
    confidence: float | None
    source: CodingSource
    coder: str | None
    reason: str | None
    sentence: int | None
    counts: bool
    """Whether it stands in the counts."""
    extras: tuple[tuple[str, str], ...] = ()
    """Actor, factor and intervention, where given, as (label, words)."""
