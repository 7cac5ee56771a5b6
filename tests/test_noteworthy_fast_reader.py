"""The fast reader codes many notes at once, and each as if it came alone."""

import gc
from itertools import chain, pairwise

import pytest

from corpus.values import Judgement, Note, RawText
from noteworthy.coder import Coder
from noteworthy.coding import CoderSettings, code_stream
from noteworthy.record import line_of

TEXTS = [
    "There were no delays and he was referred promptly. Nothing was shared with the police, though.",
    "",
    "—",
    "İzmir café: seen 12 of 40 times\nno home visit\n\n• ok? Mr Read rang",
    "HE SHOULD HAVE BEEN SEEN SOONER!!! it wasn't good enough",
    "x" * 300,
    "The visit was prompt, the plan \x00 poor.",
    "Was ist das? 中文。 \u202eabc",
    "word " * 400,
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder(reader="fast")


@pytest.fixture(scope="module")
def notes() -> list[Note]:
    asked = Judgement("J1", question="Is the level of contact enough?", factor="motivation")
    return [
        Note(f"n{place}", RawText(text), judgement=asked if place % 2 else None)
        for place, text in enumerate(TEXTS + [f"{one} {other}" for one, other in pairwise(TEXTS)])
    ]


def lines(coder: Coder, notes: list[Note]) -> list[str]:
    return [line_of(coded) for coded in coder.code_all(notes)]


def test_a_note_is_coded_alike_alone_and_among_others(coder: Coder, notes: list[Note]) -> None:
    alone = list(chain.from_iterable(lines(coder, [note]) for note in notes))
    assert lines(coder, notes) == alone
    assert lines(coder, notes[::-1]) == alone[::-1]
    assert lines(coder, notes * 20) == alone * 20


def test_what_was_read_before_changes_nothing(coder: Coder, notes: list[Note]) -> None:
    first = lines(Coder(reader="fast"), notes[:5])
    lines(coder, [Note("other", RawText("Quite another story, told in other words: quixotically."))])
    assert lines(coder, notes[:5]) == first


def test_the_collector_of_garbage_is_left_as_it_was(coder: Coder, notes: list[Note]) -> None:
    before = gc.get_freeze_count()
    stream = code_stream(notes[:2], settings=CoderSettings(reader="fast"), coder=coder)
    next(stream)
    assert gc.get_freeze_count() > before
    assert len(list(stream)) == 1
    assert gc.get_freeze_count() == 0
