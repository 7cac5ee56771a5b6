"""One reading from several coders'."""

from corpus.values import CoderReading, CoderSentence, Polarity, Practice
from models.consensus import agreed_readings, majority_reading, plurality
from tests.models_stand_in import coding


def reading(
    coder: str, practice: Practice, *codings: tuple[str, Polarity], note: str = "n1", end: int = 10
) -> CoderReading:
    of_sentence = tuple(coding(theme, polarity, 0, 4) for theme, polarity in codings)
    return CoderReading(note, coder, (CoderSentence(0, end, practice, of_sentence),), practice)


def test_plurality_takes_the_leader_and_says_so_where_two_lead() -> None:
    assert plurality(["good", "good", "poor"], tie="mixed") == "good"
    assert plurality(["good", "poor"], tie="mixed") == "mixed"


def test_the_adjudicated_reading_wins_over_any_number_of_coders() -> None:
    found = agreed_readings([reading("a", "poor"), reading("b", "poor"), reading("adjudicated", "good")])
    assert found["n1"].practice == "good"


def test_a_theme_needs_most_coders_and_its_polarity_a_plurality() -> None:
    agreed = majority_reading(
        [
            reading("a", "good", ("delay", "good"), ("trust", "good")),
            reading("b", "good", ("delay", "poor")),
            reading("c", "poor", ("delay", "good")),
        ]
    )
    (sentence,) = agreed.sentences
    assert {given.theme: given.polarity for given in sentence.codings} == {"delay": "good"}
    assert sentence.practice == agreed.practice == "good"


def test_two_coders_who_disagree_on_polarity_are_mixed() -> None:
    agreed = majority_reading([reading("a", "good", ("delay", "good")), reading("b", "poor", ("delay", "poor"))])
    assert [given.polarity for given in agreed.sentences[0].codings] == ["mixed"]


def test_a_coder_who_cut_sentences_elsewhere_counts_by_overlap() -> None:
    agreed = majority_reading([reading("a", "good", end=10), reading("b", "good", end=12), reading("c", "poor", end=9)])
    assert [(sentence.start, sentence.end, sentence.practice) for sentence in agreed.sentences] == [(0, 10, "good")]


def test_notes_are_kept_apart_whatever_the_order() -> None:
    found = agreed_readings(
        [reading("a", "good", note="x"), reading("a", "poor", note="y"), reading("b", "good", note="x")]
    )
    assert {note: agreed.practice for note, agreed in found.items()} == {"x": "good", "y": "poor"}
