"""What a reader noticed, said once."""

from corpus.sources.remarks import Remarks


def test_a_remark_is_counted_and_shown_by_a_few_examples() -> None:
    remarks = Remarks()
    for value in ["maybe", "perhaps", "maybe", "?", "a bit"]:
        remarks.add("Answers that are not known", value)
    assert remarks.sentences() == ["Answers that are not known (such as 'maybe', 'perhaps', '?'): 5."]


def test_nothing_noticed_is_nothing_said() -> None:
    assert Remarks().sentences() == []


def test_a_value_that_may_be_a_text_is_counted_and_not_shown() -> None:
    remarks = Remarks()
    for value in ["Seen late", "x" * 21, "maybe"]:
        remarks.add("Answers that are not known", value)
    assert remarks.sentences() == ["Answers that are not known (such as 'maybe'): 3."]
