"""Examples: clear ones first, of different cases, taken in turn from what they can differ in, and no near-copies."""

from noteworthy.summaries.examples import Examples
from noteworthy.summaries.passages import ReadSentence, Told
from noteworthy.summaries.settings import ExampleSettings

SETTINGS = ExampleSettings(kept=4, looked_at=50, shortest=20, longest=120, most_alike=0.4, leaning=("this",))
TEXTS = (
    "The referral was made within a week of the sentence.",
    "A first session took place before the month was out.",
    "Her worker arranged an early appointment at the clinic.",
    "Housing staff answered the same afternoon by telephone.",
    "Mentoring began while he was still waiting for probation.",
)


def _sentence(
    number: int, text: str, *, case: str | None = None, factor: str | None = "drugs", polarity: str = "good",
    observed: bool = True, by_coders: bool = True, confidence: float = 0.0, others: int = 0,
) -> ReadSentence:  # fmt: skip
    key = f"k{number}"
    told = Told(key, "delay", polarity, observed, by_coders, confidence)  # type: ignore[arg-type]
    more = tuple(Told(f"{key}-{one}", "other", "poor", True, by_coders, 0.0) for one in range(others))
    return ReadSentence(case or f"case {number}", f"note {number}", factor, text, polarity, None, (told, *more))


def _chosen(*sentences: ReadSentence, polarity: str = "good", subject: str = "theme", code: str = "delay") -> list[str]:
    examples = Examples(SETTINGS)
    for sentence in sentences:
        examples.add(sentence)
    return [
        row["coding"]
        for row in examples.rows()
        if (row["subject"], row["code"], row["polarity"]) == (subject, code, polarity)
    ]


def test_coders_come_before_the_machine_and_sure_before_unsure() -> None:
    found = _chosen(
        _sentence(1, TEXTS[0], by_coders=False, confidence=0.6),
        _sentence(2, TEXTS[1], by_coders=False, confidence=0.9),
        _sentence(3, TEXTS[2]),
    )
    assert found == ["k3", "k2", "k1"]


def test_a_sentence_that_says_one_thing_comes_before_one_that_says_several() -> None:
    assert _chosen(_sentence(1, TEXTS[0], others=1), _sentence(2, TEXTS[1])) == ["k2", "k1"]


def test_a_sentence_that_leans_on_the_one_before_comes_later() -> None:
    assert _chosen(_sentence(2, "This was done within a week of sentence."), _sentence(1, TEXTS[1])) == ["k1", "k2"]


def test_near_copies_are_left_out() -> None:
    copy = TEXTS[0].replace("week", "fortnight")
    assert _chosen(_sentence(1, TEXTS[0]), _sentence(2, copy)) == ["k2"]


def test_one_case_gives_one_example() -> None:
    assert len(_chosen(_sentence(1, TEXTS[0], case="c"), _sentence(2, TEXTS[1], case="c"))) == 1


def test_factors_take_turns() -> None:
    drugs = [_sentence(number + 5, text) for number, text in enumerate(TEXTS[:4])]
    found = _chosen(*drugs, _sentence(1, TEXTS[4], factor="alcohol"))
    assert set(found[:2]) == {"k8", "k1"}
    assert len(found) == 4


def test_an_example_of_a_factor_is_of_any_theme() -> None:
    assert _chosen(_sentence(1, TEXTS[0]), subject="factor", code="drugs") == ["k1"]
    assert _chosen(_sentence(1, TEXTS[0], factor=None), subject="factor", code="drugs") == []


def test_what_was_not_observed_is_no_example() -> None:
    assert _chosen(_sentence(1, TEXTS[0], observed=False)) == []


def test_no_more_are_looked_at_than_allowed_and_the_clearest_stay() -> None:
    examples = Examples(SETTINGS.model_copy(update={"looked_at": 2}))
    for number, confidence in enumerate((0.9, 0.1, 0.8, 0.2)):
        examples.add(_sentence(number, TEXTS[number], by_coders=False, confidence=confidence))
    assert [row["coding"] for row in examples.rows() if row["subject"] == "theme"] == ["k0", "k2"]
