"""Which question is which measure."""

import pytest
from pydantic import ValidationError

from corpus.invented import answers as invented
from noteworthy.bulletin.measures import Measure, measure_of
from noteworthy.bulletin.settings import read_settings

MEASURES = read_settings().measure
OF_THE_DEMONSTRATION = {
    invented.PRIORITY: "priority",
    invented.AVAILABLE: "available",
    invented.DELIVERED: "delivered",
    invented.CONTRIBUTIONS["contracted_provider", "desistance"]: "provider_desistance",
    invented.CONTRIBUTIONS["partner", "desistance"]: "partner_desistance",
    invented.CONTRIBUTIONS["contracted_provider", "safety"]: "provider_safety",
    invented.CONTRIBUTIONS["partner", "safety"]: "partner_safety",
    invented.VICTIMS: "victims",
    invented.COORDINATED: "coordinated",
    invented.INFORMED: "informed",
}


@pytest.mark.parametrize(("question", "code"), OF_THE_DEMONSTRATION.items())
def test_the_questions_of_the_demonstration_corpus_are_known(question: str, code: str) -> None:
    assert measure_of(question, MEASURES).code == code


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("WAS THE SUPPLIER'S  CONTRIBUTION TO PROTECTING OTHERS ENOUGH? contributed: harm", "provider_safety"),
        ("Were interventions available?", "available"),
        ("Is accommodation a priority in this case?", "priority"),
        ("Was the delivery of interventions effective?", "delivered"),
        ("Was work to protect victims joined up?", "coordinated"),
        ("Did agencies share information about risk to victims?", "informed"),
    ],
)
def test_other_wordings_are_known_and_the_more_specific_measure_is_taken(question: str, code: str) -> None:
    assert measure_of(question, MEASURES).code == code


def test_a_question_that_no_measure_asks_is_a_measure_of_its_own() -> None:
    found = measure_of("Was the plan reviewed?", MEASURES)
    assert (found.role, found.name) == ("unrecognised", "Was the plan reviewed?")


def test_a_contribution_says_whose_and_to_what() -> None:
    with pytest.raises(ValidationError, match="contributor and an aim"):
        Measure(code="x", name="X", role="contribution")


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="no regular expression"):
        Measure(code="x", name="X", role="victims", patterns=("(",))
