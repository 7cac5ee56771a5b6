"""Names in messages, and no notes' texts."""

from corpus.sources.quoting import quoted, quoted_list


def test_what_is_too_long_for_a_name_is_only_measured() -> None:
    assert quoted("Case ID") == "'Case ID'"
    assert quoted("She was seen on the day that he was sentenced and every week.") == "(61 characters)"


def test_a_line_break_does_not_break_a_message() -> None:
    assert quoted("Case\n ID") == "'Case ID'"


def test_a_long_list_is_cut_and_counted() -> None:
    assert quoted_list(["a", "b", "c"], most=2) == "'a', 'b' and 1 more"
