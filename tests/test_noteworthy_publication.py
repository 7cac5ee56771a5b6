"""Published rows: whatever the identifiers, sentences and codings still stand where they say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReleaseRefusedError
from corpus.values import Identifier, RawText
from noteworthy.publication import PrivateNote, PublicKeys, Publisher, fully_redacted, redacted_value
from noteworthy.redaction import redact

NOTE = dict.fromkeys(
    ("case_id", "judgement", "kind", "source", "practice", "score", "low", "high", "needs_review", "counted",
     "learnt_from", "codebook", "model")
)  # fmt: skip
SENTENCE = dict.fromkeys(("practice", "score_good", "score_poor", "score_mixed", "score_none"))
CODING = dict.fromkeys(
    ("polarity", "status", "confidence", "source", "standing", "actor", "factor", "intervention", "reason", "spans")
)


def private(
    text: str, sentences: list[tuple[int, int]], codings: list[tuple[int, list[list[int]]]], found: list[Identifier]
) -> PrivateNote:
    """Return a note with sentences and codings (sentence, spans), all of one theme and coder."""
    return PrivateNote(
        note={**NOTE, "id": "N1", "text": text},
        sentences=[
            {**SENTENCE, "id": f"N1-{i}", "number": i, "start": start, "end": end}
            for i, (start, end) in enumerate(sentences, 1)
        ],
        codings=[
            {
                **CODING, "sentence": f"N1-{place + 1}", "theme": "delay", "coder": "machine",
                "start": spans[0][0], "end": spans[0][1], "spans": json.dumps(spans),
            }
            for place, spans in codings
        ],
        readings=[],
        sentence_readings=[
            {"sentence": f"N1-{i}", "coder": "c1", "practice": "good"} for i in range(1, len(sentences) + 1)
        ],
        identifiers=found,
    )  # fmt: skip


def published(note: PrivateNote) -> dict[str, list[dict[str, Any]]]:
    return Publisher(PublicKeys(b"secret")).note(note)


def test_a_coding_follows_its_words_into_the_placeholder_of_an_earlier_sentence() -> None:
    text = "Write to 1 Low Rd. Bristol. Nothing came."
    address = Identifier(9, 27, "ADDRESS", 0.9)
    rows = published(
        private(text, [(0, 18), (19, 27), (28, 41)], [(0, [[0, 5]]), (1, [[19, 26]]), (2, [[28, 35]])], [address])
    )

    assert [row["text"] for row in rows["sentences"]] == ["Write to [ADDRESS 1]", "Nothing came."]
    assert [row["evidence"] for row in rows["codings"]] == ["Write", "[ADDRESS 1]", "Nothing"]
    first, moved, last = (row["sentence"] for row in rows["codings"])
    assert first == moved != last
    assert len({row["id"] for row in rows["codings"]}) == 3
    assert len(rows["sentence_readings"]) == 2


def test_two_passages_in_one_identifier_become_one() -> None:
    rows = published(
        private("Ana Maria Roe left.", [(0, 19)], [(0, [[0, 3], [10, 13]])], [Identifier(0, 13, "PERSON", 0.9)])
    )

    assert rows["codings"][0]["evidence"] == "[PERSON 1]"
    assert rows["codings"][0]["spans"] is None


def test_public_keys_of_different_kinds_never_meet() -> None:
    keys = PublicKeys(b"secret")

    assert keys("note", "1") == keys("note", "1")
    assert len({keys(kind, "1") for kind in ("case", "judgement", "note")}) == 3
    assert keys("note", "1") != PublicKeys(b"other")("note", "1")
    assert keys("case", None) is None


def test_a_short_text_of_the_source_is_redacted_too() -> None:
    assert redacted_value("Was X000417 seen on 3 May 2017?") == "Was [CRN 1] seen on [DATE]?"
    assert redacted_value(None) is None


def test_an_identifier_that_shows_only_when_its_neighbour_is_gone_is_replaced_as_well() -> None:
    text = RawText("On 3 May 2017. Rang 0117 496 0123.")
    # Found by someone who stopped in the middle of the number.
    redaction = fully_redacted(text, [Identifier(3, 13, "DATE", 0.9), Identifier(0, 2, "OTHER_ID", 0.9)])

    assert redaction.text == "[OTHER ID 1] [DATE]. Rang [PHONE 1]."


def test_a_text_that_never_comes_clean_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def always(text: str) -> tuple[Identifier, ...]:
        return (Identifier(len(text) - 1, len(text), "PHONE", 0.9),)

    monkeypatch.setattr("noteworthy.publication.find_identifiers", always)
    monkeypatch.setattr("noteworthy.publication.redact", lambda text, known, policy: _untouched(text))
    with pytest.raises(ReleaseRefusedError, match="still shows an identifier of the type PHONE"):
        fully_redacted(RawText("abc"), ())


def _untouched(text: str) -> Any:
    return redact(RawText(text), ())


@st.composite
def notes(draw: st.DrawFn) -> PrivateNote:
    text = draw(st.text(alphabet="ab. \nÅ𝄞0", min_size=2, max_size=50))
    cuts = sorted(draw(st.sets(st.integers(1, len(text) - 1), max_size=5)))
    sentences = list(zip([0, *cuts], [*cuts, len(text)], strict=True))
    sentences = [(start, end) for start, end in sentences if text[start:end].strip()]
    found = [
        Identifier(start, min(start + size, len(text)), "PERSON", 0.9)
        for start, size in draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 25)), max_size=4))
    ]
    codings = []
    for place, (start, end) in enumerate(sentences):
        first = draw(st.integers(start, end - 1))
        codings.append((place, [[first, draw(st.integers(first + 1, end))]]))
    # What reading hands on starts and ends with a letter, and evidence is never blank.
    sentences = [(start, end) for start, end in sentences if text[start:end] == text[start:end].strip()]
    codings = [
        (place, spans)
        for place, spans in codings
        if place < len(sentences)
        and text[spans[0][0] : spans[0][1]].strip()
        and sentences[place][0] <= spans[0][0]
        and spans[0][1] <= sentences[place][1]
    ]
    return private(text, sentences, codings, found)


@given(notes())
def test_whatever_is_replaced_sentences_follow_one_another_and_hold_their_codings(note: PrivateNote) -> None:
    rows = published(note)
    text = rows["notes"][0]["text"]
    end = 0
    for sentence in rows["sentences"]:
        assert end <= sentence["start"] < sentence["end"] <= len(text)
        assert text[sentence["start"] : sentence["end"]] == sentence["text"]
        end = sentence["end"]
    held = {sentence["id"]: sentence for sentence in rows["sentences"]}
    assert len(rows["codings"]) == len(note.codings)
    for coding in rows["codings"]:
        sentence = held[coding["sentence"]]
        assert sentence["start"] <= coding["start"] < coding["end"] <= sentence["end"]
        assert coding["evidence"].startswith(text[coding["start"] : coding["end"]])
