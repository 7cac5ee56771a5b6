"""The readings of one note, side by side: what coders agreed, what the machine tagged, what each coder read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.store.counts import AGREED
from corpus.store.rows import MACHINE
from corpus.values import Span
from noteworthy.web.facts import CodingFacts
from noteworthy.web.marks import Mark, Piece, cut
from noteworthy.web.words import POLARITY


@dataclass(frozen=True, slots=True)
class Layer:
    """One reading of the note: its text with the codings marked, and the list that the marks' numbers point into."""

    prefix: str
    """What the reading's anchors in the page start with."""
    heading: str
    about: str
    none: str
    """What to say where the reading found no theme."""
    pieces: tuple[Piece, ...]
    codings: tuple[CodingFacts, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """One coder's own codings, where several coders read the note before they agreed."""

    coder: str
    codings: tuple[CodingFacts, ...]


def layers(
    text: str,
    codings: Sequence[CodingFacts],
    *,
    coders: Iterable[str],
    by_machine: bool,
    sentences: Mapping[int, Span] | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[tuple[Layer, ...], tuple[Reader, ...]]:
    """Return the readings to show marked, coders' before the machine's, and the single coders' to list below.

    ``coders`` are those who read the note, themes found or not. Without an agreed coding each coder's is shown marked.
    ``sentences`` become places to link to in the first of them. ``names`` are those of coders who go by a code.
    """
    readers = list(dict.fromkeys([*coders, *(c.coder for c in codings if c.coder and c.coder != MACHINE)]))
    agreed = AGREED in readers
    shown = [AGREED] if agreed else readers
    by_coder = {coder: tuple(c for c in codings if c.coder == coder) for coder in (*readers, MACHINE)}
    found = [
        _coders_layer(text, number, (names or {}).get(coder, coder), by_coder[coder])
        for number, coder in enumerate(shown)
    ]
    if by_machine:
        found.append(_machine_layer(text, by_coder[MACHINE], alone=not found))
    if found and sentences:
        marks = marks_of(found[0].codings)
        found[0] = replace(found[0], pieces=cut(text, marks, sentences=sentences))
    return tuple(found), tuple(Reader(coder, by_coder[coder]) for coder in readers if coder not in shown)


def _coders_layer(text: str, number: int, coder: str, codings: tuple[CodingFacts, ...]) -> Layer:
    agreed = coder == AGREED
    stands = "These codings count in place of the machine’s." if any(coding.counts for coding in codings) else ""
    return Layer(
        prefix=f"c{number}-",
        heading="What coders agreed" if agreed else f"What coder {coder} marked",
        about="Coders read this note and agreed on these codings. They are the ones that count." if agreed else stands,
        none="Coders found no theme in this note.",
        pieces=cut(text, marks_of(codings)),
        codings=codings,
    )


def _machine_layer(text: str, codings: tuple[CodingFacts, ...], *, alone: bool) -> Layer:
    beside = "For comparison only: the machine’s codings of this note are not counted."
    if any(coding.counts for coding in codings):
        beside = "Coders have not agreed on a coding of this note, so the machine’s is the one that counts."
    return Layer(
        prefix="m-",
        heading="The note, as the machine tagged it" if alone else "What the machine tagged",
        about="" if alone else beside,
        none="The machine found no theme in this note.",
        pieces=cut(text, marks_of(codings)),
        codings=codings,
    )


def marks_of(codings: Sequence[CodingFacts]) -> tuple[Mark, ...]:
    """Number the codings as the list beside the text does."""
    return tuple(
        Mark(number, coding.polarity, f"{coding.name}, {POLARITY[coding.polarity]}", coding.spans)
        for number, coding in enumerate(codings, start=1)
    )
