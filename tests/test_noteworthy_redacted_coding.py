"""Notes are redacted before they are learnt from, and what coders marked in them comes along."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.values import CodedCorpus, CoderReading, CoderSentence, Coding, Identifier, Judgement, Note, RawText, Span
from models.text_hash import text_hash
from noteworthy.recognition import recognised_by
from noteworthy.redacted_coding import prepared_to_learn, redacted_coding

TEXT = RawText("Kwabena Osei waited weeks. Ms Adeyemi saw him weekly at Kestrel House. Housing was found.")
CUTS = ((0, 26), (27, 70), (71, 89))


def coding(text: str, words: str, theme: str = "delay") -> Coding:
    start = text.index(words)
    return Coding(theme, "poor", "observed", (Span(start, start + len(words)),), 1.0, "coder")


def reading(text: str = TEXT, cuts: tuple[tuple[int, int], ...] = CUTS, **codings: Coding) -> CoderReading:
    """Return a reading of a text; `s1="..."` codes these in the second sentence."""
    sentences = tuple(
        CoderSentence(start, end, "poor", (codings[f"s{number}"],) if f"s{number}" in codings else ())
        for number, (start, end) in enumerate(cuts)
    )
    return CoderReading("N1", "a", sentences, "poor")


def test_sentences_and_passages_come_along_to_the_same_words() -> None:
    made = redacted_coding(TEXT, [reading(s0=coding(TEXT, "waited weeks"), s1=coding(TEXT, "saw him weekly"))])
    text, (carried,) = made.redaction.text, made.readings
    assert [text[one.start : one.end] for one in carried.sentences] == [
        "[PERSON 1] waited weeks.",
        "[PERSON 2] saw him weekly at [PLACE 1].",
        "Housing was found.",
    ]
    spans = [one.spans[0] for sentence in carried.sentences for one in sentence.codings]
    assert [text[span.start : span.end] for span in spans] == ["waited weeks", "saw him weekly"]


def test_a_passage_that_touches_a_name_grows_to_its_placeholder_and_stays_in_its_sentence() -> None:
    made = redacted_coding(TEXT, [reading(s0=coding(TEXT, "Osei waited"))])
    (span,) = made.readings[0].sentences[0].codings[0].spans
    assert made.redaction.text[span.start : span.end] == "[PERSON 1] waited"


def test_a_name_that_runs_over_the_end_of_a_sentence_leaves_both_sentences() -> None:
    text = RawText("He met J. Osei there.")
    made = redacted_coding(text, [reading(text, ((0, 9), (10, 21)))], [Identifier(7, 14, "PERSON", 0.9)])
    assert made.redaction.text == "He met [PERSON 1] [PERSON 2] there."
    first, second = made.readings[0].sentences
    assert (first.end, second.start) == (17, 18)


def test_two_marks_on_one_name_are_one_afterwards() -> None:
    twice = Coding("delay", "poor", "observed", (Span(0, 7), Span(8, 12)), 1.0, "coder")
    made = redacted_coding(TEXT, [reading(s0=twice)])
    assert made.readings[0].sentences[0].codings[0].spans == (Span(0, 10),)


def test_what_is_redacted_already_stays_as_it_is() -> None:
    text = RawText("Seen by [PERSON 1] on [DATE]. [PERSON 2]'s sister, [AGE 30 to 39], rang from [PLACE 1].")
    assert str(redacted_coding(text, [reading(text, ((0, len(text)),))]).redaction.text) == text


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_whatever_is_found_every_sentence_is_left_in_order_with_its_passages_inside(data: st.DataObject) -> None:
    text = RawText("Aa bb cc. Dd ee ff. Gg hh ii.")
    cuts = ((0, 9), (10, 19), (20, 29))
    edges = st.tuples(st.integers(0, 28), st.integers(1, 12))
    found = [
        Identifier(start, min(start + size, len(text)), "PERSON", 0.9)
        for start, size in data.draw(st.lists(edges, max_size=4))
    ]
    codings = {f"s{number}": coding(text, words) for number, words in enumerate(("bb", "ee ff", "Gg"))}
    made = redacted_coding(text, [reading(text, cuts, **codings)], found)
    end = 0
    for sentence in made.readings[0].sentences:
        assert end <= sentence.start < sentence.end <= len(made.redaction.text)
        end = sentence.end
        for one in sentence.codings:
            assert all(sentence.start <= span.start < span.end <= sentence.end for span in one.spans)
    assert len(made.readings[0].sentences) == len(cuts)


def corpus(**facts: object) -> CodedCorpus:
    return CodedCorpus((Note("N1", TEXT),), (reading(),), **facts)  # type: ignore[arg-type]


def test_notes_that_are_not_declared_authored_are_redacted_and_recognised_all_the_same() -> None:
    made = prepared_to_learn(corpus(), frozenset(), raw_text=None)
    assert "Osei" not in made.corpus.notes[0].text
    assert made.corpus.recognised_by == {"N1": recognised_by(TEXT)}
    assert (made.about["redacted"], made.about["authored"]) == (1, 0)


def test_a_name_in_the_question_is_not_learnt_either() -> None:
    asked = "Did Kwabena Osei get enough help with housing?"
    notes = (Note("N1", TEXT, judgement=Judgement("J1", "C1", asked, "planning", factor="lifestyle_and_associates")),)
    made = prepared_to_learn(CodedCorpus(notes, (reading(),)), frozenset(), raw_text=None)
    judgement = made.corpus.notes[0].judgement
    assert judgement is not None
    assert judgement.question == "Did [PERSON 1] get enough help with housing?"
    assert (judgement.stage, judgement.factor) == ("planning", "lifestyle_and_associates")


def test_authored_notes_and_those_that_the_encoder_was_taught_stay_as_they_are() -> None:
    for made in (
        prepared_to_learn(corpus(authored=frozenset({"N1"})), frozenset(), raw_text=None),
        prepared_to_learn(corpus(), frozenset({text_hash(TEXT)}), raw_text=None),
    ):
        assert made.corpus.notes[0].text == TEXT
        assert made.corpus.recognised_by == {}
        assert made.about == {"authored": 1, "redacted": 0}


def test_a_note_that_came_redacted_keeps_the_hash_of_what_was_written() -> None:
    made = prepared_to_learn(corpus(recognised_by={"N1": "ab" * 32}), frozenset(), raw_text=None)
    assert made.corpus.recognised_by == {"N1": "ab" * 32}


def test_the_reason_for_learning_from_notes_as_written_is_told() -> None:
    made = prepared_to_learn(corpus(), frozenset(), raw_text=" Kept on one machine. ")
    assert made.corpus.notes[0].text == TEXT
    assert made.about == {"authored": 0, "redacted": 0, "as_written": 1, "reason": "Kept on one machine."}
    assert "as written" in made.sentence()
