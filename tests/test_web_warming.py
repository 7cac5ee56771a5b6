"""Getting ready: a server that starts reads at once what the first searches need; asking a page alone does not."""

import asyncio
import time
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import Database

from noteworthy.web.finders import _known


async def _start(datasette: Datasette) -> list[str]:
    """Tell an application that its server starts and ends, as servers do; return what it answers."""
    coming = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    answered: list[str] = []

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.sleep(0.05)
        return next(coming)

    async def send(message: MutableMapping[str, Any]) -> None:
        answered.append(str(message["type"]))

    await datasette.app()({"type": "lifespan"}, receive, send)
    return answered


def _is_ready(database: Database) -> bool:
    return database in _known and "signatures" in _known[database]._shelf._arrays


@pytest.mark.asyncio
async def test_what_searches_need_is_read_beside_the_start(collection: Path) -> None:
    datasette = Datasette(immutables=[str(collection)])
    database = datasette.get_database("collection")
    answered = await _start(datasette)
    assert answered[0] == "lifespan.startup.complete"

    limit = time.monotonic() + 20
    while not _is_ready(database) and time.monotonic() < limit:
        await asyncio.sleep(0.05)
    assert _is_ready(database)


@pytest.mark.asyncio
async def test_a_site_of_somebody_else_is_left_alone() -> None:
    assert await _start(Datasette(memory=True)) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.mark.asyncio
async def test_a_page_alone_reads_nothing_ahead(collection: Path) -> None:
    datasette = Datasette(immutables=[str(collection)])
    await datasette.client.get("/")
    assert datasette.get_database("collection") not in _known


@pytest.mark.asyncio
async def test_many_first_requests_at_once_all_are_answered(collection: Path) -> None:
    for _ in range(3):
        datasette = Datasette(immutables=[str(collection)])
        answers = await asyncio.gather(
            *(datasette.client.get(path) for path in ("/", "/collection/notes", "/-/data") * 7)
        )
        assert {answer.status_code for answer in answers} == {200}
