"""Ids seen before, in little memory."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.sources.duplicates import FirstRows


@given(st.lists(st.text(max_size=4)))
def test_it_says_what_a_dict_would_say(ids: list[str]) -> None:
    seen, first = FirstRows(), dict[str, int]()
    for row, each in enumerate(ids):
        assert seen.claim(each, row) == first.get(each)
        first.setdefault(each, row)
    assert len(seen) == len(first)


def test_it_grows_and_forgets_nothing() -> None:
    seen = FirstRows()
    assert all(seen.claim(f"note {row}", row) is None for row in range(20_000))
    assert all(seen.claim(f"note {row}", 0) == row for row in range(0, 20_000, 37))
