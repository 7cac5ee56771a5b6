"""Counting by all divisions at once: the same as counting each by itself, whatever the batches."""

import random

import numpy as np
import pytest

from corpus.store.tallying import Division, Tallies, distinct


def divided(values: list[str | None], *, most: int = 10, batch: int = 100) -> Division:
    division = Division("region", unknown="not known", most=most)
    for first in range(0, len(values), batch):
        division.add(values[first : first + batch])
    return division


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_things_are_summed_by_value_and_kind_in_their_order(batch: int) -> None:
    chance = random.Random(5)
    regions = [chance.choice(["North", "South", None]) for _ in range(40)]
    things = [(chance.randrange(40), chance.choice("ba"), chance.randrange(1, 4)) for _ in range(200)]
    tallies = Tallies[str]([divided(regions, batch=batch)], measures=2)
    for first in range(0, len(things), batch):
        notes, kinds, amounts = zip(*things[first : first + batch], strict=True)
        tallies.add(np.array(notes), kinds, np.ones(len(notes), dtype=np.int64), np.array(amounts))

    own = {
        (value, kind): [amount for note, of, amount in things if of == kind and (regions[note] or "not known") == value]
        for value in ("North", "South", "not known")
        for kind in "ab"
    }
    assert list(tallies.rows()) == [
        ("region", value, kind, len(amounts), sum(amounts)) for (value, kind), amounts in own.items()
    ]


def test_what_never_comes_has_no_row() -> None:
    tallies = Tallies[str]([divided(["North", "South"])], measures=1)
    tallies.add(np.array([0]), ["good"], np.array([1]))
    tallies.add(np.array([0, 1]), ["poor", "poor"], np.array([1, 0]))

    assert list(tallies.rows()) == [("region", "North", "good", 1), ("region", "North", "poor", 1)]


def test_a_column_with_too_many_values_or_with_none_divides_nothing() -> None:
    assert not divided(["a", "b", "c"], most=2).divides
    assert divided(["a", "b", None], most=2).divides, "what is not known is no value"
    assert not divided([None, None]).divides


def test_a_value_that_says_not_known_and_one_that_is_missing_are_the_same() -> None:
    assert divided([None, "not known", "a"]).values == ("not known", "a")


def test_different_things_are_counted_once_for_each_value() -> None:
    cases = np.array([0, 0, 1, 1, -1, 2])

    assert distinct(divided(["a", "a", "a", "b", "b", None]), cases) == {"a": 2, "b": 1, "not known": 1}
