"""The readings of one note, side by side: what coders agreed, what the machine tagged, what each coder read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.store.counts import AGREED
from corpus.store.rows import MACHINE
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
    text: str, codings: Sequence[CodingFacts], *, coders: Iterable[str], by_machine: bool
) -> tuple[tuple[Layer, ...], tuple[Reader, ...]]:
    """Return the readings to show marked, coders' before the machine's, and the single coders' to list below.

    ``coders`` are those who read the note, themes found or not. Without an agreed coding each coder's is shown marked.
    """
    readers = list(dict.fromkeys([*coders, *(c.coder for c in codings if c.coder and c.coder != MACHINE)]))
    agreed = AGREED in readers
    shown = [AGREED] if agreed else readers
    by_coder = {coder: tuple(c for c in codings if c.coder == coder) for coder in (*readers, MACHINE)}
    found = [_coders_layer(text, number, coder, by_coder[coder]) for number, coder in enumerate(shown)]
    if by_machine:
        found.append(_machine_layer(text, by_coder[MACHINE], alone=not found))
    return tuple(found), tuple(Reader(coder, by_coder[coder]) for coder in readers if coder not in shown)


def _coders_layer(text: str, number: int, coder: str, codings: tuple[CodingFacts, ...]) -> Layer:
    agreed = coder == AGREED
    return Layer(
        prefix=f"c{number}-",
        heading="What coders agreed" if agreed else f"What coder {coder} marked",
        about="Coders read this note and agreed on these codings. They are the ones that count." if agreed else "",
        none="Coders found no theme in this note.",
        pieces=cut(text, marks_of(codings)),
        codings=codings,
    )


def _machine_layer(text: str, codings: tuple[CodingFacts, ...], *, alone: bool) -> Layer:
    return Layer(
        prefix="m-",
        heading="The note, as the machine tagged it" if alone else "What the machine tagged",
        about="" if alone else "For comparison only: the machine’s codings of this note are not counted.",
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
