"""Sentences of inspectors' text: abbreviations, bullets, wrapped lines, missing capitals, and text that is none."""

import time
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.factories import SENTENCES
from nlp.sentences import Abbreviations, find_sentences


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_sentences(text)]


ONE_SENTENCE = (
    "The officer saw Mr. Hall approx. 3 times in May.",
    "Support was varied, e.g. debt advice, i.e. one call.",
    "See no. 4 and para. 12 of the plan.",
    "The letter was sent w/c. 12 May by the dept. of housing.",
    "He was in prison (no. A1234BC) by Aug. 2019.",
    "It went to callum o. (the log has no capitals) and then to Jo.",
    "He was charged under s. 18 in R v. Hall before release.",
    "The appt. was missed and the form is o/s. with the team.",
    "Dr. Jones and St. Mary's hostel were not told.",
    "J. Hall met A. B. Jones at the office.",
    "He scored 3.5 at 10.30 a.m. on 3.5.21.",
    "Version 2.5 of the plan (see 4.1.2) was used.",
    "He said he would try... and then left.",
    'She asked "why now?" and he shrugged.',
    "The plan (was it read?) lay unopened.",
    "Work was late; it was thin; nothing followed.",
    "Write to a.b.hall@example.co.uk for the form.",
    "Write to anna.Hall@example.co.uk for the form.",
    "The page www.example.com/Plan.Html?q=1.A holds it.",
    "ALL WORK WAS DONE BY MR. HALL AND DR. JONES.",
    "no stops at all in this note",
)


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_these_stay_whole(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He was seen twice. no referral made.", ["He was seen twice.", "no referral made."]),
        ("Contact was weekly.No checks were made.", ["Contact was weekly.", "No checks were made."]),
        ("Was it done?! No. It was not…", ["Was it done?!", "No.", "It was not…"]),
        (
            "They met on 8 Feb. Supervision began in the week after.",
            ["They met on 8 Feb.", "Supervision began in the week after."],
        ),
        ("He left (in May). nothing came.", ["He left (in May).", "nothing came."]),
        ("He waited 12 wks. nothing came.", ["He waited 12 wks.", "nothing came."]),
        ("He missed the appt. No action followed.", ["He missed the appt.", "No action followed."]),
        ("She liked it and so did I. Three came.", ["She liked it and so did I.", "Three came."]),
        ("She met Mr B. He refused.", ["She met Mr B.", "He refused."]),
        ("Work ended at 5 p.m. The door was shut.", ["Work ended at 5 p.m.", "The door was shut."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("(It was late.) Then it ended.", ["(It was late.)", "Then it ended."]),
        ("‘It worked.’ Staff agreed.", ["‘It worked.’", "Staff agreed."]),
        ("He waited... Nothing came.", ["He waited...", "Nothing came."]),
        ("He scored 9. The rest was blank.", ["He scored 9.", "The rest was blank."]),
        ("Visit www.example.org. He did.", ["Visit www.example.org.", "He did."]),
        ("He lives in Mill St. He is settled.", ["He lives in Mill St.", "He is settled."]),
        ("NO ACTION WAS TAKEN. HE LEFT.", ["NO ACTION WAS TAKEN.", "HE LEFT."]),
        ("مرحبا. كيف حالك؟ جيد", ["مرحبا.", "كيف حالك؟", "جيد"]),
    ],
)
def test_these_are_cut(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "•", "– ", "1. ", "1) ", "a) ", "(a) ", "iv. "])
def test_every_bullet_is_a_sentence_and_keeps_its_mark(mark: str) -> None:
    text = f"{mark}housing not explored\n{mark}no checks with police\n"
    assert split(text) == [f"{mark}housing not explored", f"{mark}no checks with police"]


def test_a_bullet_may_hold_two_sentences_and_a_wrapped_line() -> None:
    text = "- The plan was late. It was\n  thin too.\n- Work was good."
    assert split(text) == ["- The plan was late.", "It was\n  thin too.", "- Work was good."]


def test_bullets_in_the_middle_of_a_line_begin_sentences() -> None:
    assert split("Needs: • housing • debt") == ["Needs:", "• housing", "• debt"]


def test_a_blank_line_always_ends_a_sentence() -> None:
    assert split("the plan was\n\nlate") == ["the plan was", "late"]
    assert split("the plan was\r\n  \r\nlate") == ["the plan was", "late"]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_line_that_a_margin_wrapped_does_not_end_a_sentence(line_break: str) -> None:
    text = (
        "The officer had agreed with the team and with the hostel near the"
        f"{line_break}River that the visit would come first and that nothing else"
        f"{line_break}would be arranged before it."
    )
    assert split(text) == [text]


def test_a_line_that_the_writer_broke_ends_a_sentence() -> None:
    assert split("Housing\nAlcohol misuse\nDebt") == ["Housing", "Alcohol misuse", "Debt"]
    assert split("Needs were:\nhousing\nalcohol\n\nEnd") == ["Needs were:", "housing", "alcohol", "End"]
    assert split("It was late.\nnothing followed") == ["It was late.", "nothing followed"]
    assert split("he came late\nno plan was made\nnothing followed it") == [
        "he came late",
        "no plan was made",
        "nothing followed it",
    ]
    assert split("Short line\nnext one goes on for much longer than the first of them did") == [
        "Short line",
        "next one goes on for much longer than the first of them did",
    ]


def test_a_writer_without_capitals_may_still_break_in_mid_sentence() -> None:
    assert len(split("he came to the\nmeeting late, with\nhis brother")) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\t \r\n", "\ufeff", "\u200b \u2028"])
def test_nothing_holds_no_sentence(text: str) -> None:
    assert split(text) == []


@pytest.mark.parametrize("text", ["a", ".", "\x00\x01", "😀😀", "🇬🇧. 👩‍👧!", "שלום", "...", "?!"])
def test_odd_text_is_kept_as_it_is(text: str) -> None:
    assert "".join(split(text)) == text


def test_a_row_of_stops_is_no_sentence_of_its_own() -> None:
    assert split("Nothing. . . . followed.") == ["Nothing.", ". . . followed."]


PIECES = [
    "he",
    "Mr.",
    "No.",
    "e.g.",
    "late.",
    "\n",
    "\r\n",
    "- ",
    "1. ",
    "• ",
    "?!",
    '"',
    ")",
    "…",
    " ",
    "A.",
    "3.5",
    "😀",
    "\x00",
]


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(PIECES)).map("".join), st.lists(st.sampled_from(PIECES)).map(" ".join)
    )
)
@settings(max_examples=300)
def test_offsets_are_ordered_trimmed_and_lose_nothing(text: str) -> None:
    spans = find_sentences(text)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] for span in spans)
    inside = "".join(text[span.start : span.end] for span in spans)
    kept = "".join(character for character in text if not character.isspace() and character not in "\u200b\ufeff")
    assert "".join(c for c in inside if not c.isspace() and c not in "\u200b\ufeff") == kept


@pytest.mark.parametrize("piece", [". ", "\n", "a", "word ", "e.g. ", "(x.) ", "- \n", '" ', "?", " "])
def test_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    small, large = piece * (20_000 // len(piece)), piece * (400_000 // len(piece))
    find_sentences(small)
    begun = time.process_time()
    find_sentences(small)
    middle = time.process_time()
    find_sentences(large)
    # Twenty times the text: the square would cost four hundred times as much.
    assert time.process_time() - middle < 100 * max(middle - begun, 0.002)


def test_the_component_writes_the_same_sentences() -> None:
    text = "The officer met Mr. Hall.  no referral was made.\n- late\n- thin\n\nEnd"
    pipeline = spacy.blank("en")
    pipeline.add_pipe(SENTENCES)
    assert [sentence.text.strip() for sentence in pipeline(text).sents] == split(text)
    assert list(pipeline("").sents) == []


def test_an_abbreviation_that_would_never_be_looked_at_is_refused() -> None:
    with pytest.raises(ValueError, match="approximately"):
        Abbreviations(
            never_end=frozenset({"approximately"}),
            before_figure=frozenset(),
            before_name=frozenset(),
            may_end=frozenset(),
            openers=frozenset(),
            units=frozenset(),
            joins=frozenset(),
        )
