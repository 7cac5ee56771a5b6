"""Texts that are read together, on one page of the tokeniser, are read as if each came alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.values import RawText, ReadNote
from nlp.reader import Reader

READER = Reader()
AWKWARD = [
    "", " ", "¶", "He was late ¶ again.", "Seen at 8", ") it was prompt.", "(", ": - )", "no\n\nreferral was made",
    "There were no", "delays at all.", "\u200bThe visit was prompt.", "It  was  late.", "a.m", ". The plan was poor",
    "don't", "'s", "x" * 150, "If he had been", "seen sooner, it would have been good", "\ud800 late",
    "HE DIDN'T ATTEND",
]  # fmt: skip
PIECES = st.sampled_from([*AWKWARD, "not", "but", "8", "\n", "...", "prompt", "Mr.", "e.g", ",", "late;"])


def read(texts: list[str]) -> list[ReadNote]:
    return list(READER.read_all((RawText(text), "") for text in texts))


def test_texts_are_read_alike_alone_and_together() -> None:
    alone = [read([text])[0] for text in AWKWARD]
    assert read(AWKWARD) == alone
    assert read(AWKWARD[::-1]) == alone[::-1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=4).map(" ".join), max_size=5))
def test_any_texts_are_read_alike_alone_and_together(texts: list[str]) -> None:
    assert read(texts) == [read([text])[0] for text in texts]


def test_small_pages_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["There were delays, but the plan was good. He was never seen.", "No referral was made.", "  Late\nagain."]
    expected = read(texts)
    monkeypatch.setattr("nlp.reader._BLOCK", 20)
    assert read(texts) == expected


def test_what_the_tokeniser_no_longer_remembers_is_cut_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["He didn't attend at 8am; referrals weren't made.", "Delays weren't explained."]
    expected = read(texts)
    monkeypatch.setattr("nlp.reader._WARM_WORDS", 0)
    assert list(Reader().read_all((RawText(text), "") for text in texts)) == expected
    assert read(texts) == expected
