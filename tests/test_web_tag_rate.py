"""The allowance for tagging: used up by characters, filled again by time, each address for itself."""

import pytest

from noteworthy.web.tag_rate import MOST_ADDRESSES, Buckets


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def buckets(clock: Clock) -> Buckets:
    return Buckets(size=1000, per_second=10, least=100, clock=clock)


def test_what_is_in_the_bucket_may_be_used_at_once(buckets: Buckets) -> None:
    assert buckets.wait_for("a", 1000) == 0
    assert buckets.wait_for("a", 1000) == 100


def test_a_bucket_fills_with_time_and_no_further_than_its_brim(buckets: Buckets, clock: Clock) -> None:
    buckets.wait_for("a", 1000)
    clock.now = 30
    assert buckets.wait_for("a", 300) == 0
    assert buckets.wait_for("a", 300) == 30
    clock.now = 10_000
    assert buckets.wait_for("a", 1000) == 0
    assert buckets.wait_for("a", 100) == 10


def test_to_be_refused_costs_nothing(buckets: Buckets, clock: Clock) -> None:
    buckets.wait_for("a", 1000)
    assert [buckets.wait_for("a", 500) for _ in range(3)] == [50, 50, 50]
    clock.now = 50
    assert buckets.wait_for("a", 500) == 0


def test_a_short_note_costs_the_least_there_is(buckets: Buckets) -> None:
    assert [buckets.wait_for("a", 1) for _ in range(11)] == [0] * 10 + [10]


def test_what_is_larger_than_the_bucket_waits_for_a_full_one(buckets: Buckets) -> None:
    assert buckets.wait_for("a", 5000) == 0
    assert buckets.wait_for("a", 5000) == 100


def test_addresses_do_not_share_and_the_oldest_is_forgotten(buckets: Buckets) -> None:
    buckets.wait_for("a", 1000)
    assert buckets.wait_for("b", 1000) == 0
    for number in range(MOST_ADDRESSES):
        buckets.wait_for(str(number), 1)
    assert buckets.wait_for("a", 1000) == 0
