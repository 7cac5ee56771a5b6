"""Distinctive words: of cases and not of words, never of one or two people, and never what a redaction put in."""

from noteworthy.summaries.passages import ReadSentence, Told
from noteworthy.summaries.settings import WordSettings
from noteworthy.summaries.terms import Vocabulary, telling_terms
from noteworthy.summaries.words import DistinctiveWords

SETTINGS = WordSettings(kept=3, least_cases=3, least_z=1.0)


def _sentence(case: str, text: str, polarity: str = "good", *, factor: str | None = "drugs") -> ReadSentence:
    told = Told(f"{case}-1", "delay", polarity, observed=True, by_coders=True, confidence=0.0)  # type: ignore[arg-type]
    return ReadSentence(case, f"note of {case}", factor, text, polarity, None, (told,))


def _words(*sentences: ReadSentence, settings: WordSettings = SETTINGS) -> dict[str, tuple[int, int, float]]:
    words = DistinctiveWords()
    for sentence in sentences:
        words.add(sentence)
    return {
        row["word"]: (row["good"], row["poor"], row["z"]) for row in words.rows(settings) if row["subject"] == "theme"
    }


def _cases(number: int, text: str, polarity: str, *, first: int = 0) -> list[ReadSentence]:
    return [_sentence(f"{polarity}{first + place}", text, polarity) for place in range(number)]


def test_a_word_of_one_side_is_told_with_the_cases_that_have_it() -> None:
    found = _words(*_cases(8, "seen promptly", "good"), *_cases(8, "seen late", "poor"))
    assert found["promptly"][:2] == (8, 0)
    assert found["late"][:2] == (0, 8)
    assert found["promptly"][2] > 1.96
    assert found["late"][2] < -1.96
    assert "seen" not in found


def test_a_word_counts_once_a_case_however_often_it_is_said() -> None:
    often = [_sentence("good0", "promptly promptly"), _sentence("good0", "promptly")]
    found = _words(*often, *_cases(3, "promptly", "good", first=1), *_cases(4, "late", "poor"))
    assert found["promptly"][:2] == (4, 0)


def test_a_word_of_fewer_than_three_cases_is_left_out() -> None:
    found = _words(*_cases(2, "quillfeather", "good"), *_cases(9, "late", "poor"), settings=WordSettings(
        kept=9, least_cases=3, least_z=0.0
    ))  # fmt: skip
    assert "quillfeather" not in found
    assert "late" in found


def test_a_word_common_everywhere_needs_more_to_be_distinctive() -> None:
    """Two words stand alike on both sides; one of them stands in all other notes, too."""
    plain = ReadSentence("", "", None, "common", None, None, ())
    others = [ReadSentence(f"other{place}", "n", None, plain.text, None, None, ()) for place in range(200)]
    found = _words(*_cases(6, "common rare", "good"), *_cases(6, "late", "poor"), *others)
    assert found["rare"][2] > found.get("common", (0, 0, 0.0))[2]


def test_nothing_is_distinctive_of_one_side_alone() -> None:
    assert _words(*_cases(9, "promptly", "good")) == {}


def test_no_more_words_are_kept_than_asked_for_the_surest_first() -> None:
    good = _cases(8, "alpha beta gamma delta epsilon", "good")
    found = _words(*good, *_cases(8, "late", "poor"))
    assert len([word for word, (_, _, z) in found.items() if z > 0]) == 3


def test_placeholders_numbers_and_stop_words_are_no_words() -> None:
    text = "[PERSON 1] waited 11 weeks at the Officer's desk and did not, on [DATE], lose heart."
    assert telling_terms(text) == {"waited", "weeks", "officer", "desk", "not", "lose", "heart"}


def test_words_have_the_same_number_however_they_come() -> None:
    vocabulary = Vocabulary()
    texts = ["The officer’s desk", "the desk, covid19 and 3rd (officer's)", "[PERSON 1] rock'n'roll don't", "ÉTÉ été"]
    numbers = [vocabulary.numbers(text) for text in texts]

    assert vocabulary.words == ("officer", "desk", "rock'n'roll", "don't", "été")
    assert numbers == [{0, 1}, {0, 1}, {2, 3}, {4}]
    assert [telling_terms(text) for text in texts] == [{vocabulary.words[one] for one in found} for found in numbers]
