"""The reader: plain values, exact offsets, any text, any length."""

import time
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.codebook import Codebook, Cues, Theme, default_codebook
from corpus.values import RawText, ReadNote, Span
from nlp.reader import Reader

READER = Reader()


def read(text: str) -> ReadNote:
    return READER.read(RawText(text))


def check(note: ReadNote) -> None:
    text = note.text
    for one, other in pairwise(note.sentences):
        assert one.end <= other.start
    for sentence in note.sentences:
        assert 0 <= sentence.start < sentence.end <= len(text)
        assert sentence.text == text[sentence.start : sentence.end]
        assert sentence.clauses
        inside = [(span.start, span.end) for span in sentence.clauses]
        assert all(end <= start for (_, end), (start, _) in pairwise(inside))
        inside += [(finding.start, finding.end) for finding in sentence.findings]
        assert all(sentence.start <= start < end <= sentence.end for start, end in inside)


def test_a_note_is_read_into_plain_values() -> None:
    text = "Café notes: no delays. Housing was unsuitable. CRN X000001."
    note = READER.read(RawText(text), question="Was delivery sufficient?")
    assert note.text == text
    assert note.question == "Was delivery sufficient?"
    assert [sentence.text for sentence in note.sentences] == [
        "Café notes: no delays.",
        "Housing was unsuitable.",
        "CRN X000001.",
    ]
    (delay,) = [finding for finding in note.sentences[0].findings if finding.theme == "delay"]
    assert text[delay.start : delay.end] == "delays"
    assert (delay.polarity, delay.cue) == ("good", "delays")
    assert note.sentences[1].tokens == 4


def test_offsets_count_code_points() -> None:
    text = "👩‍👧 🇬🇧 — מִלָּה — the waiting list was long."
    (finding,) = [one for one in read(text).sentences[0].findings if one.theme == "delay"]
    assert text[finding.start : finding.end] == "waiting list"


def test_many_texts_come_back_in_their_order() -> None:
    texts = [(RawText(f"Note {number} was delayed."), f"Q{number}") for number in range(300)]
    notes = list(READER.read_all(texts))
    assert [(note.text, note.question) for note in notes] == texts


def test_reading_together_and_alone_is_the_same() -> None:
    texts = ["No delays.", "", "Recording was weak, but visits were timely.", " \n", "x" * 5000, "- a\n- b"]
    together = list(READER.read_all((RawText(text), "") for text in texts))
    assert together == [read(text) for text in texts]


def test_a_codebook_of_ones_own_is_used() -> None:
    cues = Cues(good=("bright",), topic=("lamp",))
    book = Codebook(
        id="own",
        title="Own",
        version="1",
        theme=(Theme(code="light", name="Light", definition="d", use="u", cues=cues),),
    )
    (sentence,) = Reader(book).read(RawText("The lamp was not bright and there were delays.")).sentences
    assert [(finding.theme, finding.polarity) for finding in sentence.findings] == [
        ("light", "poor"),
        ("light", "poor"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        ".",
        "\x00\x01\x02",
        "\u202eabc\u202c",
        "😀",
        "🇬🇧🇬🇧.",
        "שלום. עולם",
        "no",
        "NOT",
        "except for",
        "\ud800",
    ],
)
def test_odd_texts_do_no_harm(text: str) -> None:
    check(read(text))


PIECES = [
    "no ", "delays", "not ", "timely", ", ", "but ", "; ", ". ", "we disagreed", "felt that ", "should have been ",
    "except for ", "housing ", "\n", "- ", "would have helped ", "“", "😀 ", "waiting\nlist ", "re-engaged ",
    "good ", "X000001 ",
    "lack of ", "recording ", "\x00", "  ", "twice.No ", "and ", "was ",
]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
@settings(max_examples=250, deadline=None)
def test_every_offset_lies_inside_its_sentence(text: str) -> None:
    check(read(text))


@pytest.mark.parametrize(
    "piece", ["no delays, but ", "The plan was late. ", "word ", "(", "x", "a,", "- late\n", "not timely; "]
)
def test_long_texts_take_time_in_proportion(piece: str) -> None:
    small, large = piece * (20_000 // len(piece)), piece * (400_000 // len(piece))
    read(small)
    begun = time.process_time()
    read(small)
    middle = time.process_time()
    check(read(large))
    # Twenty times the text: the square would cost four hundred times as much.
    assert time.process_time() - middle < 120 * max(middle - begun, 0.01)


def test_a_text_longer_than_a_block_is_read_whole() -> None:
    text = "The plan was overdue. " * 20_000
    note = read(text)
    assert len(note.sentences) == 20_000
    assert all(len(sentence.findings) == 1 for sentence in note.sentences)
    check(note)


def test_words_of_a_long_run_are_forgotten_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.reader._WARM_WORDS", 6_000)
    monkeypatch.setattr("nlp.reader._BATCH", 10_000)
    reader = Reader()
    texts = [(RawText(" ".join(f"w{note}x{word}" for word in range(100))), "") for note in range(200)]
    words_known = [sum(1 for _ in reader._pipeline.vocab) for _ in islice(reader.read_all(texts), 0, None, 20)]
    # Twenty thousand different words pass; what is remembered stays near the limit.
    assert max(words_known) < 10_000
    assert list(reader.read_all(texts[:3])) == [READER.read(text) for text, _ in texts[:3]]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("A place is booked for March.", "planned"),
        ("Staff should hold three-way meetings.", "normative"),
        ("An earlier referral would have helped.", "hypothetical"),
    ],
)
def test_the_kind_of_statement_is_told_for_words_that_no_cue_names(text: str, status: str) -> None:
    (sentence,) = read(text).sentences
    assert sentence.status_at(Span(0, len(text))) == status


def test_a_plain_statement_is_observed() -> None:
    (sentence,) = read("Nobody rang her back.").sentences
    assert sentence.statuses == ()
    assert sentence.status_at(Span(0, 6)) == "observed"


def test_the_readers_hash_changes_with_the_codebook() -> None:
    other = Codebook.model_validate(default_codebook().model_dump() | {"version": "another"})
    assert Reader(other).hash != Reader().hash == Reader(default_codebook()).hash
