"""What a reader asks of the finder, read from an address, and questions written as addresses again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from corpus.values import POLARITIES, STATUSES
from noteworthy.finder.questions import FACETS, Question

if TYPE_CHECKING:
    from datasette.utils import MultiParams

PATH = "/-/find"
SIZE = 20
"""Passages on a page: enough to compare, few enough to read."""
MOST = 200
"""Passages in one answer as data."""
LONGEST = 2_000
"""Characters of words that are read: far more than anybody types, far less than would keep others waiting."""
MOST_VALUES = 50
"""Values chosen of one facet."""
_FAR = 10**7
"""A page further than any answer goes."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Misread:
    """An address that asks for nothing that can be answered, and what to do about it."""

    heading: str
    reason: str
    advice: tuple[str, ...] = ()


def read_question(args: MultiParams, *, themes: Mapping[str, str], size: int = SIZE) -> Question | Misread:
    """Return the question that an address asks; ``size`` is how many passages are shown where it does not say.

    Words given more than once are all meant. What belongs to no question of ours is left alone, as a browser's or
    another program's own.
    """
    words = _CONTROL.sub(" ", " ".join(args.getlist("words"))).strip()
    if len(words) > LONGEST:
        return Misread(
            "That is too long to look for",
            f"It has {len(words):,} characters, and up to {LONGEST:,} are read.",
            ("Look for the few words that matter most, such as “waiting list”",),
        )
    chosen = {facet: _values(args.getlist(facet)) for facet in FACETS}
    if (wrong := _unknown(chosen, themes)) is not None:
        return wrong
    page, shown = _number(args.getlist("page"), 1), _number(args.getlist("size"), size)
    if page is None or shown is None or shown > MOST:
        what, most = ("page", "any whole number") if page is None else ("size", f"a whole number up to {MOST}")
        return Misread("That is no page of an answer", f"“{what}” must be {most} from 1, given once.")
    return Question(words, {facet: values for facet, values in chosen.items() if values}, min(page, _FAR), shown)


def _values(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in map(str.strip, given) if value))


def _unknown(chosen: Mapping[str, tuple[str, ...]], themes: Mapping[str, str]) -> Misread | None:
    """Return what is wrong with the values chosen: too many of them, or of closed lists none that there are."""
    closed = {"theme": tuple(themes), "polarity": POLARITIES, "status": STATUSES}
    for facet, values in chosen.items():
        if len(values) > MOST_VALUES:
            return Misread("That is too much at once", f"Up to {MOST_VALUES} values of “{facet}” can be chosen.")
        for value in values:
            if facet in closed and value not in closed[facet]:
                reason = f"This collection has no {facet} “{value[:60]}”."
                return Misread(f"No such {facet}", reason, (f"Use one of: {', '.join(closed[facet])}",))
    return None


def _number(given: Sequence[str], otherwise: int) -> int | None:
    """Return a number from 1, or ``None`` where what was given is none, or is two."""
    values = set(given) or {str(otherwise)}
    if len(values) > 1 or not re.fullmatch(r"[0-9]{1,30}", value := values.pop().strip()) or int(value) < 1:
        return None
    return int(value)


def pairs_of(question: Question) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a question in an address, in one order for the same question."""
    if question.words:
        yield "words", question.words
    for facet in FACETS:
        for value in question.chosen.get(facet, ()):
            yield facet, value
    if question.page > 1:
        yield "page", str(question.page)
    if question.size != SIZE:
        yield "size", str(question.size)


def find_path(question: Question, *, ending: str = "") -> str:
    """Return the path that asks a question, below the site's base; ``ending`` is such as ``.json``."""
    asked = urlencode(list(pairs_of(question)))
    return f"{PATH}{ending}?{asked}" if asked else PATH + ending


def turned(question: Question, page: int) -> Question:
    """Return the question at another page of its answer."""
    return replace(question, page=page)


def without(question: Question, facet: str, value: str) -> Question:
    """Return the question without one of its chosen values, from the first page on."""
    rest = tuple(other for other in question.chosen.get(facet, ()) if other != value)
    chosen = {name: values for name, values in question.chosen.items() if name != facet}
    return replace(question, chosen={**chosen, facet: rest} if rest else chosen, page=1)


def pages(question: Question, total: int) -> int:
    """Return how many pages an answer has; an empty one has one."""
    return max(1, -(-total // question.size))
