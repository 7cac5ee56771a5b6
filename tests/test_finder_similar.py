"""Passages alike in meaning: of other notes, in other words, and those that any search by cosine would find."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import CodedNote, CodedSentence, Note, PracticeLabel, PracticeScore, RawText
from noteworthy.finder.finder import Finder
from noteworthy.finder.indexing import make_index
from noteworthy.finder.meaning import (
    LANES,
    differing_bits,
    embedding,
    meanings,
    meanings_of,
    signatures_of,
    vectors_of_words,
)

HOUSING = (
    "He was given the keys to a flat and a tenancy in his own name.",
    "He has a flat of his own now, with the tenancy signed and the keys in hand.",
    "The hostel place was lost and he slept rough with no home to go to.",
    "A landlord took the deposit and he moved into the house that week.",
)
COPIES = ("He was given the keys to a flat, and a tenancy in his own name!",) * 2
OTHERS = (
    "The curfew was broken twice and no warning letter was ever sent.",
    "Her supervisor read the assessment and signed it on the Friday.",
    "He drank less after the alcohol treatment group had finished.",
    "The victim was told of the licence conditions before release.",
    "They talked about his father and why he becomes angry.",
)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path: Path = tmp_path_factory.mktemp("similar") / "work.db"
    texts = [f"{HOUSING[0]} It was a good tenancy of a flat.", *HOUSING[1:], *COPIES, *OTHERS]
    with WorkDatabase(path) as database:
        database.store_source(StoredSource("a.csv", "a.csv", "0" * 64, "authored"))
        database.store_codebook(default_codebook())
        database.store([_coded(f"N{number}", text) for number, text in enumerate(texts)])
        database.finish(make_index)
        yield database.connection


def _coded(key: str, text: str) -> CodedNote:
    ends = [place + 1 for place, letter in enumerate(text) if letter in ".!"]
    starts = [0, *(end + 1 for end in ends[:-1])]
    label = PracticeLabel("none", (0.1, 0.1, 0.1, 0.7))
    return CodedNote(
        note=Note(key, RawText(text), source="a.csv"),
        sentences=tuple(CodedSentence(start, end, label) for start, end in zip(starts, ends, strict=True)),
        practice=PracticeScore("none", None, None, None, needs_review=False),
        codebook=default_codebook().hash,
    )


def test_what_is_near_in_meaning_comes_first(connection: sqlite3.Connection) -> None:
    texts = [*HOUSING[1:], *OTHERS]
    rows = meanings_of([HOUSING[0], *texts])
    nearest = texts[int(np.argmax(rows[1:] @ rows[0]))]
    hits = Finder().similar(connection, "N0-1")

    assert hits[0].text == nearest == HOUSING[1]


def test_neither_its_own_note_nor_copies_are_shown(connection: sqlite3.Connection) -> None:
    hits = Finder().similar(connection, "N0-1", number=50)

    assert hits
    assert "N0" not in {hit.note for hit in hits}
    assert not {hit.text for hit in hits} & set(COPIES)
    assert all(hit.why[0].startswith("alike in meaning: 0.") for hit in hits)


def test_a_sentence_that_is_not_there_has_nothing_like_it(connection: sqlite3.Connection) -> None:
    assert Finder().similar(connection, "N99-1") == ()
    assert Finder().passage(connection, "N99-1") is None


def test_one_passage_can_be_had_by_its_key(connection: sqlite3.Connection) -> None:
    hit = Finder().passage(connection, "N1-1")

    assert hit is not None
    assert (hit.note, hit.text) == ("N1", HOUSING[1])


def test_a_meaning_is_the_same_alone_and_among_others() -> None:
    words = ["the", "flat", "was", "warm", "and", "he", "was", "glad"]
    spellings = sorted(set(words))
    spelt = np.array([spellings.index(word) for word in words], dtype=np.uint32)
    together = meanings(spelt, np.array([0, 4, len(words)]), vectors_of_words(spellings))

    assert np.allclose(together[0], meanings_of(["The flat was warm"])[0], atol=1e-6)
    assert np.allclose(together[1], meanings_of(["and he was glad"])[0], atol=1e-6)


def test_nearer_meanings_differ_in_fewer_bits() -> None:
    rows = meanings_of([*HOUSING, *OTHERS])
    signatures = signatures_of(rows, rows.mean(axis=0))
    assert signatures.shape == (len(rows), LANES)
    differing = differing_bits(signatures, signatures[0])
    cosines = rows @ rows[0]

    assert differing[0] == 0
    assert np.corrcoef(differing, cosines)[0, 1] < -0.8


def test_a_text_without_words_has_a_meaning_all_the_same() -> None:
    assert meanings_of(["* * *"]).shape == (1, embedding().dimensions)
