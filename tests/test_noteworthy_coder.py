"""Reading and judging put together."""

from dataclasses import replace

import pytest

from corpus.codebook import default_codebook
from corpus.values import (
    CodedNote,
    Finding,
    Judgement,
    Note,
    PracticeLabel,
    RawText,
    ReadSentence,
    SentenceJudgement,
    Span,
    ThemeJudgement,
)
from noteworthy.coder import CUE_CONFIDENCE, Coder, codings_of, question_of

CODES = default_codebook().codes
POOR = PracticeLabel("poor", (0.1, 0.8, 0.05, 0.05))
TEXT = "He waited eleven weeks and no officer rang him."


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def sentence(*findings: Finding, **facts: object) -> ReadSentence:
    return ReadSentence(0, len(TEXT), TEXT, findings, **facts)  # type: ignore[arg-type]


def judged(**polarities: str) -> SentenceJudgement:
    return SentenceJudgement(
        POOR,
        tuple(ThemeJudgement(theme, 0.8, True, polarity, Span(3, 9)) for theme, polarity in polarities.items()),  # type: ignore[arg-type]
    )


WAITED = Finding("delay", "poor", "observed", 3, 9, "waited")


def test_where_model_and_cue_agree_the_cues_words_are_the_evidence() -> None:
    (coding,) = codings_of(sentence(WAITED), judged(delay="poor"), codes=CODES, judged=frozenset(CODES))
    assert (coding.theme, coding.polarity, coding.status, coding.source) == ("delay", "poor", "observed", "cue+model")
    assert [TEXT[span.start : span.end] for span in coding.spans] == ["waited"]
    assert coding.reason == "the cue 'waited'"


def polarity_of(finding: Finding, *, bare_cues_overrule: bool) -> tuple[str, str]:
    (coding,) = codings_of(
        sentence(finding),
        judged(delay="poor"),
        codes=CODES,
        judged=frozenset(CODES),
        bare_cues_overrule=bare_cues_overrule,
    )
    return coding.polarity, coding.reason


def test_where_a_bare_cue_and_the_model_differ_the_careful_reader_believes_the_model_and_says_so() -> None:
    bare = replace(WAITED, polarity="good")
    assert polarity_of(bare, bare_cues_overrule=True) == ("good", "the cue 'waited'")
    assert polarity_of(bare, bare_cues_overrule=False) == ("poor", "the cue 'waited'; read in its context as poor")


def test_a_cue_that_a_rule_has_turned_is_always_believed() -> None:
    turned = replace(WAITED, polarity="good", rules=("no",))
    for overrule in (True, False):
        assert polarity_of(turned, bare_cues_overrule=overrule) == ("good", "the cue 'waited', turned by no")


def test_where_only_the_model_speaks_its_words_are_the_evidence_and_it_says_so() -> None:
    (coding,) = codings_of(sentence(), judged(information="poor"), codes=CODES, judged=frozenset(CODES))
    assert coding.source == "model"
    assert coding.spans == (Span(3, 9),)
    assert coding.confidence == 0.8


def test_a_cue_that_the_model_does_not_bear_out_is_no_coding() -> None:
    assert codings_of(sentence(WAITED), SentenceJudgement(POOR), codes=CODES, judged=frozenset(CODES)) == ()


def test_a_theme_that_no_model_knows_is_left_to_its_cues() -> None:
    (coding,) = codings_of(sentence(WAITED), SentenceJudgement(POOR), codes=CODES, judged=frozenset())
    assert (coding.source, coding.confidence) == ("cue", CUE_CONFIDENCE)


def test_good_and_poor_cues_of_one_theme_are_one_mixed_coding_on_both() -> None:
    prompt = Finding("delay", "good", "observed", 23, 26, "prompt")
    (coding,) = codings_of(sentence(WAITED, prompt), SentenceJudgement(POOR), codes=CODES, judged=frozenset())
    assert coding.polarity == "mixed"
    assert coding.spans == (Span(3, 9), Span(23, 26))


def test_the_evidence_that_agrees_with_the_polarity_comes_first() -> None:
    prompt = Finding("delay", "good", "observed", 23, 26, "prompt")
    (coding,) = codings_of(sentence(WAITED, prompt), judged(delay="good"), codes=CODES, judged=frozenset(CODES))
    assert coding.spans == (Span(23, 26), Span(3, 9))


@pytest.mark.parametrize("status", ["normative", "planned", "reported"])
def test_norms_plans_and_reports_judge_nothing(status: str) -> None:
    read = sentence(statuses=((status, Span(0, 20)),))
    (coding,) = codings_of(read, judged(delay="good"), codes=CODES, judged=frozenset(CODES))
    assert (coding.polarity, coding.status) == ("context", status)


def test_a_reason_names_the_rules_that_acted() -> None:
    turned = Finding("delay", "good", "observed", 3, 9, "waited", rules=("no",))
    (coding,) = codings_of(sentence(turned), judged(delay="good"), codes=CODES, judged=frozenset(CODES))
    assert coding.reason == "the cue 'waited', turned by no"


def test_codings_come_in_the_codebooks_order() -> None:
    said = judged(housing="poor", delay="poor", information="poor")
    themes = [c.theme for c in codings_of(sentence(), said, codes=CODES, judged=frozenset(CODES))]
    assert themes == ["delay", "information", "housing"]


def test_the_question_is_put_in_words_and_absent_where_there_is_none() -> None:
    asked = Judgement("J1", question="Was enough delivered?", stage="implementation", factor="emotional_wellbeing")
    note = Note("1", RawText(TEXT), judgement=asked)
    assert question_of(note) == "Was enough delivered? implementation emotional wellbeing"
    assert question_of(Note("1", RawText(TEXT))) == ""


# ------------------------------------------------------------------------------------------------ with the real model

NOTES = [
    "There were no delays in starting the programme. Information was not shared with the police.",
    "",
    "x",
    "   \n\t ",
    "HE WAS SEEN TWICE AND NOTHING WAS RECORDED",
    "- no OASys review\n- SPO oversight absent\n- same officer throughout",
    "\u202eright to left\u202c \U0001f600 \x00 <script>alert(1)</script>",
    "The referral took nine weeks. By then he had lost interest. Nobody told the hostel.",
]


def check(coded: CodedNote) -> None:
    text = coded.note.text
    for one in coded.sentences:
        assert 0 <= one.start < one.end <= len(text)
        assert abs(sum(one.practice.scores) - 1) < 1e-6
        themes = [coding.theme for coding in one.codings]
        assert len(themes) == len(set(themes))
        for coding in one.codings:
            for span in coding.spans:
                assert one.start <= span.start < span.end <= one.end
                assert text[span.start : span.end].strip()


def test_every_coding_points_at_words_inside_its_sentence(coder: Coder) -> None:
    for coded in coder.code_all(Note(str(n), RawText(text)) for n, text in enumerate(NOTES)):
        check(coded)


def test_what_is_said_of_a_note_does_not_depend_on_its_neighbours(coder: Coder) -> None:
    notes = [Note(str(n), RawText(text)) for n, text in enumerate(NOTES)]
    together = list(coder.code_all(notes))
    alone = [coder.code(note) for note in notes]
    backwards = list(coder.code_all(reversed(notes)))[::-1]
    assert together == alone == backwards


def test_a_denied_delay_is_good_and_withheld_information_poor(coder: Coder) -> None:
    first, second = coder.code_text(NOTES[0]).sentences
    assert ("delay", "good") in {(coding.theme, coding.polarity) for coding in first.codings}
    assert ("information", "poor") in {(coding.theme, coding.polarity) for coding in second.codings}


def test_an_empty_note_is_coded_as_one_with_nothing_in_it(coder: Coder) -> None:
    coded = coder.code_text("")
    assert coded.sentences == ()
    assert (coded.practice.label, coded.practice.score) == ("none", None)
