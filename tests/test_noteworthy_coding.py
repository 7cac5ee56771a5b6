"""Coding a stream on one or more processes."""

import pytest

from corpus.values import CodedNote, Note, RawText, Refusal
from noteworthy.coding import CoderSettings, code_stream

SETTINGS = CoderSettings()


def stream(count: int) -> list[Note | Refusal]:
    notes: list[Note | Refusal] = [
        Note(str(n), RawText(f"Contact {n} was late. Nobody told the hostel.")) for n in range(count)
    ]
    return [*notes[: count // 2], Refusal("notes.csv", 7, None, "has no id"), *notes[count // 2 :]]


def test_what_is_no_note_passes_through_in_its_place() -> None:
    coded = list(code_stream(stream(4), settings=SETTINGS))
    assert [item.note.note_id if isinstance(item, CodedNote) else "refused" for item in coded] == [
        "0", "1", "refused", "2", "3",
    ]  # fmt: skip


def test_two_workers_say_what_one_says_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noteworthy.coding.CHUNK", 8)  # more chunks than two workers are ever handed at once
    items = stream(50)
    assert list(code_stream(items, settings=SETTINGS, workers=2)) == list(code_stream(items, settings=SETTINGS))
