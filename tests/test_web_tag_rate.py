"""The allowance for tagging: used up by characters, filled again by time, each address for itself."""

import asyncio
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from noteworthy.coder import Coder
from noteworthy.tagging import Tagger
from noteworthy.web import tag
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


@pytest.mark.asyncio
async def test_twenty_clients_at_once_are_tagged_or_told_when_to_come_again(
    collection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tagger = Tagger(lambda: Coder(reader="fast"))
    monkeypatch.setattr(tag, "shared_tagger", lambda: tagger)
    datasette = Datasette(immutables=[str(collection)], metadata={"plugins": {"noteworthy": {"tag": True}}})
    clients = [
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=datasette.app(), client=(f"10.0.0.{number // 10}", 4000 + number)),
            base_url="http://site",
        )
        for number in range(20)
    ]
    tag._buckets[datasette] = Buckets(size=15_000, per_second=10)

    async def ask(number: int) -> list[httpx.Response]:
        note = {"text": f"Client {number} waited for weeks on the waiting list. " * 10}
        return [await clients[number].post("/-/tag.json", json=note) for _ in range(5)]

    # Two addresses, ten clients each, of which five requests of some 500 characters are thrice what each may have.
    answers = [answer for own in await asyncio.gather(*(ask(number) for number in range(20))) for answer in own]

    assert {answer.status_code for answer in answers} <= {200, 429, 503}
    tagged = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code != 200]
    assert 2 <= len(tagged) <= 2 * 15_000 // 500 + 2
    assert refused
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
    assert all("try again in" in answer.json()["error"] for answer in refused)
    assert all(answer.json()["sentences"][0]["codings"] for answer in tagged)
