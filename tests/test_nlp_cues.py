"""Cues: the codebook's phrases, in the ways that people type them, the longest first."""

import pytest

from corpus.codebook import Codebook, Cues, Theme, default_codebook
from nlp.cues import CUES_KEY
from nlp.patterns import default_patterns
from nlp.phrases import variants
from nlp.pipeline import build_pipeline


def codebook(*themes: tuple[str, Cues], practice: Cues | None = None) -> Codebook:
    return Codebook(
        id="small",
        title="A small codebook",
        version="1",
        theme=tuple(Theme(code=code, name=code, definition="d", use="u", cues=cues) for code, cues in themes),
        practice=practice or Cues(),
    )


SMALL = codebook(
    ("pace", Cues(good=("on time",), poor=("waiting list", "list"), topic=("re-engaged",))),
    ("place", Cues(poor=("the waiting list",), topic=("person's home",))),
    practice=Cues(good=("good",), topic=("as good as gold",)),
)


def cues(text: str, book: Codebook = SMALL) -> list[tuple[str, str]]:
    doc = build_pipeline(book)(text)
    return [(span.label_, span.text) for span in doc.spans[CUES_KEY]]


def test_a_cue_is_found_whatever_its_case() -> None:
    assert cues("ON TIME and On Time") == [("pace:good", "ON TIME"), ("pace:good", "On Time")]


def test_a_cue_is_whole_words() -> None:
    assert cues("listing the enlisted goods") == []


def test_the_longest_wins_inside_a_theme_and_themes_do_not_disturb_each_other() -> None:
    assert cues("On the waiting list.") == [("place:poor", "the waiting list"), ("pace:poor", "waiting list")]


@pytest.mark.parametrize("typed", ["re-engaged", "re engaged", "reengaged", "Re\u2011engaged"])
def test_a_hyphen_may_be_a_blank_or_nothing(typed: str) -> None:
    assert cues(f"He was {typed} soon.") == [("pace:topic", typed)]


@pytest.mark.parametrize("typed", ["person's home", "person’s home"])
def test_an_apostrophe_may_be_curly(typed: str) -> None:
    assert cues(f"the {typed}") == [("place:topic", typed)]


@pytest.mark.parametrize("blank", [" ", "  ", "\n", "\r\n", "\t", " \n "])
def test_white_space_inside_a_phrase_may_be_anything(blank: str) -> None:
    text = f"He was on this waiting{blank}list again."
    assert cues(text) == [("pace:poor", f"waiting{blank}list")]


def test_no_cue_crosses_a_sentence_boundary() -> None:
    assert cues("He was waiting. List made.") == [("pace:poor", "List")]


def test_a_span_carries_the_cue_as_the_codebook_writes_it() -> None:
    doc = build_pipeline(SMALL)("RE ENGAGED")
    (span,) = doc.spans[CUES_KEY]
    assert span.id_ == "re-engaged"


def test_two_themes_may_hold_the_same_phrase() -> None:
    book = codebook(("one", Cues(good=("steady",))), ("two", Cues(poor=("steady",))))
    assert cues("A steady pace.", book) == [("one:good", "steady"), ("two:poor", "steady")]


def test_variants_begin_with_the_phrase_itself() -> None:
    assert next(variants("one-to-one")) == "one-to-one"
    assert "person’s" in list(variants("person's"))
    assert list(variants("plain")) == ["plain"]


# ---------------------------------------------------------------- the shipped lists


def test_no_phrase_stands_twice_in_a_theme() -> None:
    book = default_codebook()
    for name, lists in [*((theme.code, theme.cues) for theme in book.theme), ("practice", book.practice)]:
        phrases = [phrase.lower() for _, phrase in lists.phrases()]
        assert len(phrases) == len(set(phrases)), name


def test_every_theme_has_cues_for_good_and_poor() -> None:
    for theme in default_codebook().theme:
        assert len(theme.cues.good) >= 10, theme.code
        assert len(theme.cues.poor) >= 10, theme.code
        assert theme.cues.topic, theme.code


def test_every_shipped_cue_is_found_in_a_sentence_of_its_own() -> None:
    pipeline = build_pipeline()
    book = default_codebook()
    wanted = [(theme.code, kind, phrase) for theme in book.theme for kind, phrase in theme.cues.phrases()]
    missing = []
    for (code, kind, phrase), doc in zip(
        wanted, pipeline.pipe(f"so {phrase} ." for _, _, phrase in wanted), strict=True
    ):
        labels = {span.label_: span.text for span in doc.spans[CUES_KEY] if span.label_.startswith(f"{code}:")}
        if not any(phrase.lower() in text.lower() or kind in label for label, text in labels.items()):
            missing.append(phrase)
    assert missing == []


def test_shipped_patterns_name_themes_of_the_codebook() -> None:
    assert {pattern.theme for pattern in default_patterns()} <= {"", *default_codebook().codes}
