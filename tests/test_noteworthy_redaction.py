"""Redaction: what identifies goes, what is left can still be followed, and every offset comes along."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.values import IDENTIFIER_TYPES, Identifier, RawText, Span
from noteworthy.redaction import carry_sentences, redact, with_repeats


def found(text: str, words: str, kind: str = "PERSON", *, occurrence: int = 0) -> Identifier:
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(words, start + 1)
    return Identifier(start, start + len(words), kind, 0.9)


def test_identifiers_give_way_to_typed_and_numbered_placeholders() -> None:
    text = RawText("Ana Roe met Bo Lind on 3 May 2017; ANA  ROE rang on 4 May 2017.")
    identifiers = [
        found(text, "Ana Roe"),
        found(text, "Bo Lind"),
        found(text, "ANA  ROE"),
        found(text, "3 May 2017", "DATE"),
        found(text, "4 May 2017", "DATE"),
    ]

    assert redact(text, identifiers).text == "[PERSON 1] met [PERSON 2] on [DATE]; [PERSON 1] rang on [DATE]."


def test_numbers_that_the_note_uses_itself_are_left_to_it() -> None:
    text = RawText("[PERSON 1] met Ana Roe.")

    assert redact(text, [found(text, "Ana Roe")]).text == "[PERSON 1] met [PERSON 2]."


def test_a_passage_that_touches_an_identifier_grows_to_the_whole_placeholder() -> None:
    text = RawText("Seen by Ana Roe twice.")
    redaction = redact(text, [found(text, "Ana Roe")])
    cases = {
        "by Ana": "by [PERSON 1]",
        "Roe twice": "[PERSON 1] twice",
        "na R": "[PERSON 1]",
        "Ana Roe": "[PERSON 1]",
        "Seen by": "Seen by",
        " twice": " twice",
    }

    for raw, wanted in cases.items():
        start = text.index(raw)
        span = redaction.span(Span(start, start + len(raw)))
        assert redaction.text[span.start : span.end] == wanted


def test_overlapping_identifiers_become_one_of_the_type_that_covers_most() -> None:
    text = RawText("At 12 Low Road ZZ99 3VZ now.")
    identifiers = [found(text, "12 Low Road ZZ99", "ADDRESS"), found(text, "ZZ99 3VZ", "POSTCODE")]

    assert redact(text, identifiers).text == "At [ADDRESS 1] now."


def test_what_was_found_once_is_replaced_wherever_it_stands_as_a_word() -> None:
    text = RawText("Rang 0117 496 0123. Roedean said 0117 496 0123 is Roe's. Roe agreed.")
    identifiers = with_repeats(text, [found(text, "0117 496 0123", "PHONE"), found(text, "Roe", occurrence=1)])

    assert redact(text, identifiers).text == "Rang [PHONE 1]. Roedean said [PHONE 1] is [PERSON 1]'s. Roe agreed."
    longer = RawText("Lind rang. Later Lind came. Lindley did not.")
    assert redact(longer, with_repeats(longer, [found(longer, "Lind")])).text == (
        "[PERSON 1] rang. Later [PERSON 1] came. Lindley did not."
    )


def test_an_identifier_over_the_end_of_a_sentence_belongs_to_the_sentence_in_which_it_starts() -> None:
    text = RawText("Write to 1 Low Rd. Bristol today. Done.")
    redaction = redact(text, [found(text, "1 Low Rd. Bristol", "ADDRESS")])
    carried = carry_sentences([Span(0, 18), Span(19, 33), Span(34, 39)], redaction)

    assert [redaction.text[span.start : span.end] for span in carried if span] == [
        "Write to [ADDRESS 1]",
        "today.",
        "Done.",
    ]


def test_a_sentence_of_which_nothing_is_left_is_none() -> None:
    text = RawText("At 1 Low Rd. Bristol.")
    redaction = redact(text, [found(text, "1 Low Rd. Bristol.", "ADDRESS")])

    assert carry_sentences([Span(0, 12), Span(13, 21)], redaction) == [Span(0, len(redaction.text)), None]


spans = st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(IDENTIFIER_TYPES))


@given(st.text(min_size=1, max_size=60), st.lists(spans, max_size=6), st.integers(0, 59), st.integers(1, 60))
def test_every_passage_carries_over_to_a_passage(
    text: str, identifiers: list[tuple[int, int, str]], start: int, size: int
) -> None:
    start = min(start, len(text) - 1)
    span = Span(start, min(start + size, len(text)))
    found = [Identifier(at, at + length, kind, 0.9) for at, length, kind in identifiers if at < len(text)]
    redaction = redact(RawText(text), found)
    carried = redaction.span(span)

    assert 0 <= carried.start < carried.end <= len(redaction.text)
    hidden = {place for one in found for place in range(one.start, min(one.end, len(text)))}
    if not hidden & set(range(span.start, span.end)):
        assert redaction.text[carried.start : carried.end] == text[span.start : span.end]
    for replacement in redaction.replacements:
        if replacement.raw.overlaps(span):
            assert carried.start <= replacement.redacted.start
            assert replacement.redacted.end <= carried.end


@given(st.text(max_size=60), st.lists(spans, max_size=6))
def test_nothing_but_identifiers_is_lost(text: str, identifiers: list[tuple[int, int, str]]) -> None:
    found = [Identifier(at, at + length, kind, 0.9) for at, length, kind in identifiers]
    redaction = redact(RawText(text), found)
    kept, place = "", 0
    for replacement in redaction.replacements:
        kept += redaction.text[place : replacement.redacted.start]
        kept += text[replacement.raw.start : replacement.raw.end]
        place = replacement.redacted.end

    assert kept + redaction.text[place:] == text
