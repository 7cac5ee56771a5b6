"""Identifiers of fixed shape: reference numbers, dates, and ways of reaching someone.

Every shape of ``nlp/data/identifiers.toml`` is looked for; a check digit that fits makes it surer, one that does not
fit excuses nothing, since a mistyped number still points at a person. Where shapes overlap the longest stays.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator

from corpus.configuration import read_toml
from corpus.errors import CodebookError
from corpus.values import IDENTIFIER_TYPES, Identifier

Check = Literal["pnc", "cro", "nhs", "nhs only", "date"]

_CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""The letter of a PNC or CRO number is the rest of year and serial by 23: see the notes on identifier formats."""
_FIGURES = re.compile(r"\d+")
_NEAR = 60
"""Characters on either side of a figure that can belong to the same identifier, or be the words that name it."""
_SURER = 0.04
_TRAILING = ".,;:!?'’)]}"


class Shape(BaseModel):
    """One shape; ``nlp/data/identifiers.toml`` says what each field means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    pattern: str
    case: bool = False
    figures: int = Field(default=0, ge=0)
    needs: tuple[str, ...] = ()
    near: str = ""
    check: Check | None = None
    confidence: float = Field(gt=0, le=1)
    reason: str

    @field_validator("type")
    @classmethod
    def _is_known(cls, kind: str) -> str:
        if kind not in IDENTIFIER_TYPES:
            raise ValueError(f"'{kind}' is no type of identifier; there are: {', '.join(IDENTIFIER_TYPES)}")
        return kind


class Shapes(BaseModel):
    """The shapes in order of rank, and the words that fill the gaps in their patterns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: dict[str, str] = {}
    shape: tuple[Shape, ...]


@cache
def default_shapes() -> Shapes:
    """Return the shapes that ship with the product."""
    return read_toml(files("nlp") / "data" / "identifiers.toml", Shapes, error=CodebookError)


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """Find the identifiers of fixed shape in a text, in order; none overlaps another."""
    found: list[tuple[int, Identifier]] = []
    with_figures, in_words = _compiled()
    _look(text, (0, len(text), 0), in_words, found)
    for stretch in _around_figures(text):
        _look(text, stretch, with_figures, found)
    return tuple(_longest(found)) if found else ()


def _look(
    text: str, stretch: tuple[int, int, int], groups: Sequence["_Group"], found: list[tuple[int, Identifier]]
) -> None:
    """Look for the shapes of some groups in a stretch of a text; what it cannot hold is told by cheap tests."""
    start, end, figures = stretch
    folded = text[start:end].casefold()
    holds = folded.__contains__
    for group in groups:
        if figures < group.figures or (group.needs and not any(map(holds, group.needs))):
            continue
        if group.near is None or group.near.search(folded):
            for rank, shape, pattern in group.shapes:
                if figures >= shape.figures and pattern.search(text, start, end):
                    found += [(rank, one) for one in _of_shape(text, start, end, shape, pattern)]


def _around_figures(text: str) -> list[tuple[int, int, int]]:
    """Return the stretches of a text near figures, and how many figures each holds: most texts have few."""
    stretches: list[tuple[int, int, int]] = []
    for match in _FIGURES.finditer(text):
        start, end, figures = max(match.start() - _NEAR, 0), min(match.end() + _NEAR, len(text)), len(match.group())
        if stretches and start <= stretches[-1][1]:
            start, _, before = stretches.pop()
            figures += before
        stretches.append((start, end, figures))
    return stretches


class _Ranked(NamedTuple):
    rank: int
    shape: Shape
    pattern: re.Pattern[str]


class _Group(NamedTuple):
    """Shapes that stand or fall by the same cheap tests."""

    figures: int
    needs: tuple[str, ...]
    near: re.Pattern[str] | None
    shapes: tuple[_Ranked, ...]


@cache
def _compiled() -> tuple[tuple[_Group, ...], tuple[_Group, ...]]:
    """Return the shapes that hold figures, and those that may be words alone, in groups."""
    shapes = default_shapes()
    alike: dict[tuple[bool, tuple[str, ...], str], list[_Ranked]] = {}
    for rank, shape in enumerate(shapes.shape):
        key = bool(shape.figures), shape.needs, shape.near
        alike.setdefault(key, []).append(_Ranked(rank, shape, _compile(shape, shapes.words)))
    groups = [
        (figures, _Group(min(one.shape.figures for one in of), needs, re.compile(near) if near else None, tuple(of)))
        for (figures, needs, near), of in alike.items()
    ]
    return tuple(group for figures, group in groups if figures), tuple(
        group for figures, group in groups if not figures
    )


def _compile(shape: Shape, words: dict[str, str]) -> re.Pattern[str]:
    pattern = "".join(line.strip() for line in shape.pattern.splitlines())
    for name, expression in words.items():
        pattern = pattern.replace("{" + name + "}", expression if name in ("day", "gap") else f"(?:{expression})")
    return re.compile(pattern, 0 if shape.case else re.IGNORECASE)


def _of_shape(text: str, begin: int, stop: int, shape: Shape, pattern: re.Pattern[str]) -> Iterator[Identifier]:
    group: str | int = "id" if "id" in pattern.groupindex else 0
    for match in pattern.finditer(text, begin, stop):
        start, end = match.span(group)
        if shape.type == "URL":
            end = start + len(text[start:end].rstrip(_TRAILING))
        fits = _CHECKS[shape.check](text[start:end]) if shape.check else None
        if start == end or (fits is False and shape.check in ("date", "nhs only")):
            continue
        surer = fits is True and shape.check != "date"
        yield Identifier(
            start=start,
            end=end,
            type=shape.type,
            confidence=min(round(shape.confidence + _SURER, 2), 0.99) if surer else shape.confidence,
            reason=f"{shape.reason}; its check digit fits" if surer else shape.reason,
        )


def _longest(found: Iterable[tuple[int, Identifier]]) -> list[Identifier]:
    """Keep the longest of overlapping identifiers, then the one of higher rank."""
    kept: list[Identifier] = []
    starts: list[int] = []
    for _, one in sorted(found, key=lambda pair: (pair[1].start - pair[1].end, pair[0], pair[1].start)):
        place = bisect_left(starts, one.end)
        if place == 0 or kept[place - 1].end <= one.start:
            kept.insert(place, one)
            starts.insert(place, one.start)
    return kept


# ---------------------------------------------------------------- checks


def _police_number_fits(number: str) -> bool:
    """Tell whether the letter of a PNC number, ``YYYY/NNNNNNNC``, is the one that year and serial call for."""
    figures = _FIGURES.findall(number)
    if len(figures) == 1:
        figures = [figures[0][:4], figures[0][4:]]
    return len(figures) == 2 and _letter_fits(figures[0], figures[1].zfill(7), number)


def _criminal_record_fits(number: str) -> bool:
    """Tell the same of a CRO number, ``NNNNNN/YYC`` or ``SFYY/NNNNNNC``."""
    figures = _FIGURES.findall(number)
    if len(figures) != 2:
        return False
    year, serial = figures if number.upper().startswith("SF") else reversed(figures)
    return _letter_fits(year, serial.zfill(6), number)


def _letter_fits(year: str, serial: str, number: str) -> bool:
    return number[-1:].upper() == _CHECK_LETTERS[int(year[-2:] + serial) % len(_CHECK_LETTERS)]


def _health_number_fits(number: str) -> bool:
    """Tell whether ten figures satisfy the NHS number's modulus 11."""
    figures = [int(figure) for figure in number if figure.isdigit()]
    if len(figures) != 10:
        return False
    rest = 11 - sum((10 - place) * figure for place, figure in enumerate(figures[:9])) % 11
    return figures[9] == (0 if rest == 11 else rest)


def _is_a_date(date: str) -> bool:
    """Tell whether the figures can be a day and a month beside a year, in the orders that people write."""
    figures = _FIGURES.findall(date)[:3]
    if len(figures) == 1:
        figures = [figures[0][:2], figures[0][2:4], figures[0][4:]]
    if len(figures) != 3:
        return False
    first, second = (figures[1], figures[2]) if len(figures[0]) == 4 else (figures[0], figures[1])
    one, two = int(first), int(second)
    return min(one, two) >= 1 and min(one, two) <= 12 and max(one, two) <= 31


_CHECKS: dict[Check, Callable[[str], bool]] = {
    "pnc": _police_number_fits,
    "cro": _criminal_record_fits,
    "nhs": _health_number_fits,
    "nhs only": _health_number_fits,
    "date": _is_a_date,
}
