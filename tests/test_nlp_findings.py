"""What the words say: the hard cases of inspectors' prose, each in sentences of our own."""

import pytest

from corpus.values import Finding, RawText, ReadSentence
from nlp.reader import Reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def sentence(reader: Reader, text: str) -> ReadSentence:
    (only,) = reader.read(RawText(text)).sentences
    return only


def of(reader: Reader, text: str, theme: str) -> list[Finding]:
    return [finding for finding in sentence(reader, text).findings if finding.theme == theme]


def polarities(reader: Reader, text: str, theme: str) -> set[str]:
    return {finding.polarity for finding in of(reader, text, theme)}


# ---------------------------------------------------------------- the eighteen hard cases


@pytest.mark.parametrize(
    ("text", "theme", "expected"),
    [
        # 1. Contrast, criticism last.
        ("Although the assessment was timely, nothing was done about it.", "delay", {"good"}),
        ("Although the assessment was timely, nothing was done about it.", "", {"poor"}),
        ("The first visit was prompt but the recording was poor.", "information", {"poor"}),
        # 2. Contrast, praise last.
        ("There was no provision nearby, but she drove him to the next town on time.", "availability", {"poor"}),
        ("There was no provision nearby, but she drove him to the next town on time.", "delay", {"good"}),
        # 3. A denied problem.
        ("There were no delays in the referral.", "delay", {"good"}),
        ("We saw no drift, gaps or delay.", "delay", {"good"}),
        ("He was not left waiting.", "delay", {"good"}),
        # 4. A denied strength.
        ("Motivation was not as strong as the file claims.", "motivation", {"poor"}),
        ("Reviews were not always timely.", "delay", {"poor"}),
        ("The sessions were rarely purposeful.", "one_to_one", {"poor"}),
        # 5. Litotes.
        ("The work with the hostel was not without merit.", "", {"good"}),
        # 6. Hypothetical.
        ("An earlier referral would have helped him.", "delay", {"poor"}),
        ("Joint meetings would have been helpful.", "coordination", {"poor"}),
        # 7. Norm.
        ("Officers should hold three-way meetings.", "coordination", {"context"}),
        # 8. Comparison over time.
        ("Better than with the last officer, though still thin.", "", {"good", "poor"}),
        # 9. Comparison with what is expected.
        ("The contact was less than we would expect.", "", {"poor"}),
        # 10. Attribution, and the inspector's own view.
        ("The officer felt the supervision was effective; we disagreed.", "staffing", {"poor"}),
        ("The officer said that recording was good.", "information", {"context"}),
        # 11. A barrier, not a failing.
        ("COVID halted joint work; the officer offered calls, which was effective.", "coordination", {"context"}),
        ("COVID halted joint work; the officer offered calls, which was effective.", "", {"good"}),
        # 12. What the person did.
        ("She refused any housing support.", "housing", {"context"}),
        # 13. Exception.
        ("Except for debt, all needs were met.", "", {"good", "poor"}),
        ("Except for housing, the work was effective.", "housing", {"poor"}),
        ("The work was effective, except for recording.", "information", {"poor"}),
        # 14. Plan.
        ("A place on the course is booked for May.", "availability", {"context"}),
        ("Joint meetings will be held from June.", "coordination", {"context"}),
        # 15. A bare number.
        ("She attended 4 of 12 RAR days.", "compliance", {"context"}),
        # 16. The scope of "only".
        ("The only agency to share information was the school.", "information", {"mixed"}),
        # 17. Praise stays praise, whatever the answer was.
        ("The direct work was skilful and purposeful.", "one_to_one", {"good"}),
        # 18. What "this" is, the sentence before says; the words here are read alike.
        ("This was delayed.", "delay", {"poor"}),
    ],
)
def test_hard_cases(reader: Reader, text: str, theme: str, expected: set[str]) -> None:
    assert polarities(reader, text, theme) == expected


@pytest.mark.parametrize(
    ("text", "theme", "status"),
    [
        ("An earlier referral would have helped him.", "delay", "hypothetical"),
        ("Officers should hold three-way meetings.", "coordination", "normative"),
        ("Joint meetings will be held from June.", "coordination", "planned"),
        ("The officer said that recording was good.", "information", "reported"),
        ("The officer felt the supervision was effective; we disagreed.", "staffing", "observed"),
        ("We agreed with the officer, who felt the supervision was effective.", "staffing", "observed"),
        ("A safeguarding enquiry should have been made.", "protection", "observed"),
        ("Reviews had been timely at first.", "delay", "observed"),
    ],
)
def test_the_kind_of_statement(reader: Reader, text: str, theme: str, status: str) -> None:
    assert {finding.status for finding in of(reader, text, theme)} == {status}


# ---------------------------------------------------------------- polarity


@pytest.mark.parametrize(
    ("text", "theme", "expected"),
    [
        ("A safeguarding enquiry should have been made.", "protection", {"poor"}),
        ("Leaders have reduced delays.", "delay", {"good"}),
        ("Managers have not reduced delays.", "delay", {"poor"}),
        ("There was no housing support.", "housing", {"poor"}),
        ("Housing support was not offered.", "housing", {"poor"}),
        ("Recording is thorough.", "information", {"good"}),
        ("Recording is weak.", "information", {"poor"}),
        ("Recording is not thorough.", "information", {"poor"}),
        ("Recording took place.", "information", {"context"}),
        ("Recording took place; staff were kind and effective.", "information", {"context"}),
        ("Enquiries were made without delay and were thorough.", "delay", {"good"}),
        ("Plans are not timely and drift is common.", "delay", {"poor"}),
        ("The review was not only timely, it was thorough.", "delay", {"good"}),
        ("There is no doubt that the visits were timely.", "delay", {"good"}),
        ("Timely work as well as recording.", "information", {"context"}),
    ],
)
def test_polarity(reader: Reader, text: str, theme: str, expected: set[str]) -> None:
    assert polarities(reader, text, theme) == expected


def test_a_finding_names_the_rules_that_acted(reader: Reader) -> None:
    (finding,) = of(reader, "There were no delays in the referral.", "delay")
    assert finding.rules == ("no",)
    (rejected,) = of(reader, "He thought it was timely; we disagreed.", "delay")
    assert rejected.rules == ("reported", "disagreed with")
    assert rejected.polarity == "poor"


def test_a_sentence_may_carry_several_themes(reader: Reader) -> None:
    themes = {f.theme for f in sentence(reader, "The waiting list was long and he lost interest.").findings}
    assert {"delay", "motivation"} <= themes


def test_look_alikes_judge_nothing(reader: Reader) -> None:
    assert polarities(reader, "He saw the nurse as well as the tutor about his wellbeing.", "") == set()


def test_kinds_of_context_are_listed_once_and_in_order(reader: Reader) -> None:
    found = sentence(reader, "Although not late, it was not thorough and should be reviewed.")
    assert found.rules == ("contrast", "negation", "norm")


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("It was late, but it was good.", ["It was late,", "but it was good."]),
        ("No gaps, delays or drift were seen.", ["No gaps, delays or drift were seen."]),
        ("No plan was made, and progress was slow.", ["No plan was made,", "and progress was slow."]),
        ("Despite good notes, visits were late.", ["Despite good notes", ", visits were late."]),
        ("It was late; nothing followed.", ["It was late", "; nothing followed."]),
        ("It was not yet good.", ["It was not yet good."]),
    ],
)
def test_clauses(reader: Reader, text: str, clauses: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentence(reader, text).clauses] == clauses
