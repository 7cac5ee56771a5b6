"""Tagging on the spot: what is asked is read strictly, answered as the contract says, and repeated in no error."""

import json
import threading
from typing import Any, cast

import pytest

from corpus.values import CodedNote, Note
from noteworthy.coder import Coder
from noteworthy.record import record_of
from noteworthy.tagging import LIMITS, Tagger, TaggingError, TooMuchError, answer_of, as_note, read_asked

TEXT = "He waited eleven weeks for a place on the waiting list."


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder(reader="fast")


@pytest.fixture(scope="module")
def tagger(coder: Coder) -> Tagger:
    return Tagger(lambda: coder)


def asked(value: object) -> Any:
    return read_asked(json.dumps(value).encode())


def test_one_text_is_answered_with_one_coded_note(tagger: Tagger, coder: Coder) -> None:
    request = asked({"text": TEXT})
    found = answer_of(request, [tagger.tag(note).result() for note in request.notes])

    assert found == record_of(coder.code_text(TEXT))
    assert found["sentences"][0]["codings"][0]["theme"] == "delay"


def test_a_list_of_notes_is_answered_with_a_list_in_its_order(tagger: Tagger) -> None:
    request = asked({"notes": [{"id": "b", "text": TEXT}, {"id": 7, "text": "He likes football."}]})
    found = answer_of(request, [tagger.tag(note).result() for note in request.notes])

    assert [note["id"] for note in found["notes"]] == ["b", "7"]
    assert "text" not in found["notes"][0]


def test_a_text_without_a_word_is_a_note_without_sentences(tagger: Tagger) -> None:
    assert record_of(tagger.tag(as_note("  \n ")).result())["sentences"] == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], "an object with either 'text' or 'notes'"),
        ({}, "an object with either 'text' or 'notes'"),
        ({"text": TEXT, "notes": []}, "an object with either 'text' or 'notes'"),
        ({"text": 5}, "the body must have a 'text' that is a string"),
        ({"notes": []}, "a list with at least one note"),
        ({"notes": "x"}, "a list with at least one note"),
        ({"notes": [{"text": TEXT}, {"id": "b"}]}, "note 2 of 'notes' must have a 'text' that is a string"),
        ({"notes": [{"text": TEXT, "id": [1]}]}, "the 'id' of note 1 of 'notes' must be a string"),
        ({"notes": [{"text": TEXT, "id": True}]}, "the 'id' of note 1 of 'notes' must be a string"),
        ({"text": "half \ud83d a character"}, "half a character"),
    ],
)
def test_what_is_no_request_is_refused_with_its_place(given: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        asked(given)


@pytest.mark.parametrize("body", [b"", b"{", b"text=a", b"[" * 100_000, b'{"text": NaN}x'])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="is not JSON"):
        read_asked(body)


@pytest.mark.parametrize(
    "given",
    [
        {"text": "a" * (LIMITS.note_characters + 1)},
        {"notes": [{"text": "a"}] * (LIMITS.notes + 1)},
        {"notes": [{"text": "a" * LIMITS.note_characters}] * 11},
    ],
)
def test_more_than_is_done_at_once_is_refused(given: object) -> None:
    with pytest.raises(TooMuchError, match="may h"):
        asked(given)


def test_a_note_may_be_as_long_as_the_limit_says() -> None:
    assert len(as_note("a" * LIMITS.note_characters).text) == LIMITS.note_characters


class Broken:
    """A coder that fails on a note, and quotes it as errors do."""

    def code_text(self, text: str) -> None:
        """Take the first note, as a coder does."""

    def code(self, note: Note) -> CodedNote:
        """Fail."""
        raise KeyError(note.text)


def test_a_failure_is_told_without_a_word_of_the_note() -> None:
    tagger = Tagger(lambda: cast(Coder, Broken()))
    with pytest.raises(TaggingError) as problem:
        tagger.tag(as_note("Danny Hall was late")).result()

    assert "Danny" not in str(problem.value)
    assert problem.value.__cause__ is None
    assert problem.value.__suppress_context__


def test_a_coder_is_made_once_however_many_ask_for_it(coder: Coder) -> None:
    made: list[int] = []

    def make() -> Coder:
        made.append(1)
        return coder

    tagger = Tagger(make)
    tagger.warm()
    threads = [threading.Thread(target=tagger.coder) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert tagger.coder() is coder
    assert made == [1]
