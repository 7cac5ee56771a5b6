"""What is asked of the finder and what it answers, as frozen values that page, command and data all read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.values import Polarity, Practice, Span, Status

FACETS = (
    "theme",
    "polarity",
    "status",
    "factor",
    "organisation_kind",
    "provider",
    "region",
    "year",
    "kind",
    "source",
)
"""What passages can be narrowed by. Theme, polarity and status must hold of one and the same coding."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader looks for."""

    words: str = ""
    """Words, and phrases in double quotes; all must stand in the passage, in any order, by their stems."""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet to the values of which any may hold."""
    page: int = 1
    size: int = 20


@dataclass(frozen=True, slots=True)
class HitCoding:
    """One standing coding of a passage."""

    theme: str
    name: str
    polarity: Polarity
    status: Status
    spans: tuple[Span, ...]
    """Its evidence, as offsets within the passage's text."""
    by_coders: bool
    confidence: float | None
    matches: bool
    """Whether it is what was asked for: its theme, polarity and status are among those chosen."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage: a sentence of a note."""

    sentence: str
    """Key of the sentence, stable from release to release."""
    note: str
    """Key of its note."""
    text: str
    hits: tuple[Span, ...]
    """Where the words that were asked for stand in it."""
    codings: tuple[HitCoding, ...]
    practice: Practice | None
    why: tuple[str, ...]
    """Why it ranks where it does, in short plain phrases."""
    attributes: Mapping[str, str]
    """Facet to the value in words, of those that its note and case have, such as factor, region, year, source."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet, with how many of the answer's passages have it if it were chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the answer; counts are exact, and ignore what is chosen in this very facet."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Wider:
    """A way to find more where little was found: a question with less in it, and how many passages it has."""

    advice: str
    question: Question
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the finder says to a question."""

    question: Question
    total: int
    """Passages found, exact."""
    notes: int | None
    """Notes they stand in; ``None`` where it was not worked out."""
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    wider: tuple[Wider, ...] = ()
    """What to widen, where nothing (or next to nothing) was found."""
    unread: tuple[str, ...] = ()
    """Parts of the words that could not be used, such as signs and words of no letters."""
