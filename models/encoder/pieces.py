"""A note cut into word pieces, in windows that the network can read, with the pieces of each sentence.

A window holds whole sentences; where a note needs several, each begins with the sentences before it as context, so
that "this" and "neither" have something to point at. Most notes are one window: read once, every sentence in context.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST = 256
"""Pieces in a window, the two at its ends included. A sentence that is longer alone is read as far as that."""

MOST = 64
"""Sentences in a window: some have no piece at all, and would else be gathered without end."""

CONTEXT = 2
"""Sentences before a window's first that are read along, where they fit into a quarter of it."""

_FARTHEST = 5_000
"""Characters of a sentence that are looked at: more than a window of pieces has, and a bound on time and memory."""

Numbers = NDArray[np.int64]


class Stretch(NamedTuple):
    """A run of pieces: the first, and the one after the last."""

    first: int
    end: int


class Encoded(NamedTuple):
    """A sentence's pieces: numbers in the vocabulary, and offsets in the note (pieces, 2)."""

    ids: Numbers
    places: Numbers


@dataclass(frozen=True)
class Window:
    """Pieces that are read together, and the sentences that are judged in them."""

    ids: Numbers
    """Pieces by their number in the vocabulary, a mark of beginning first and one of ending last."""
    places: Numbers
    """Where each piece stands in the note: (pieces, 2) offsets; the two marks stand nowhere, at 0:0."""
    stretches: tuple[Stretch, ...]
    """For each sentence judged here its pieces; empty for one without any."""
    first: int
    """The number in its note of the first sentence judged here."""

    @property
    def membership(self) -> NDArray[np.float32]:
        """Tell which pieces belong to which sentence: (sentences, pieces), 1 or 0."""
        places = np.arange(len(self.ids))
        rows = [(places >= stretch.first) & (places < stretch.end) for stretch in self.stretches]
        return np.array(rows, dtype=np.float32).reshape(len(rows), len(places))


def windows(tokenizer: Any, text: str, sentences: Iterable[tuple[int, int]]) -> Iterator[Window]:
    """Cut a note into windows; ``sentences`` are the offsets of its sentences, in order.

    ``tokenizer`` is a ``tokenizers.Tokenizer`` that knows the marks ``[CLS]`` and ``[SEP]``.
    """
    marks = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    room = LONGEST - 2
    held: list[Encoded] = []
    context = length = first = 0
    for number, sentence in enumerate(sentences):
        one = _encoded(tokenizer, text, sentence, room)
        own = len(held) - context
        if own == MOST or (own and length + len(one.ids) > room):
            yield _window(held, context=context, first=first, marks=marks)
            held = _last(held, room // 4)
            context, length, first = len(held), _length(held), number
        if length + len(one.ids) > room:
            held, context, length = [], 0, 0
        held.append(one)
        length += len(one.ids)
    if len(held) > context:
        yield _window(held, context=context, first=first, marks=marks)


def _encoded(tokenizer: Any, text: str, sentence: tuple[int, int], room: int) -> Encoded:
    start, end = sentence
    # Lone surrogates, which the tokeniser cannot take, become question marks: the offsets stay.
    sound = text[start : min(end, start + _FARTHEST)].encode("utf-8", "replace").decode("utf-8")
    code = tokenizer.encode(sound, add_special_tokens=False)
    ids = np.array(code.ids[:room], dtype=np.int64)
    return Encoded(ids, np.array(code.offsets[:room], dtype=np.int64).reshape(-1, 2) + start)


def _length(some: Sequence[Encoded]) -> int:
    return sum(len(one.ids) for one in some)


def _last(held: Sequence[Encoded], room: int) -> list[Encoded]:
    """Return the last sentences of a window, as far as they fit as context of the next."""
    kept: list[Encoded] = []
    for one in reversed(held[-CONTEXT:]):
        if _length(kept) + len(one.ids) > room:
            break
        kept.insert(0, one)
    return kept


def _window(held: Sequence[Encoded], *, context: int, first: int, marks: tuple[int, int]) -> Window:
    ends = 1 + np.cumsum([0, *(len(one.ids) for one in held)])
    stretches = tuple(Stretch(int(a), int(b)) for a, b in pairwise(ends))
    nowhere = np.zeros((1, 2), dtype=np.int64)
    return Window(
        ids=np.concatenate([[marks[0]], *(one.ids for one in held), [marks[1]]]),
        places=np.concatenate([nowhere, *(one.places for one in held), nowhere]),
        stretches=stretches[context:],
        first=first,
    )
