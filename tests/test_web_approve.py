"""Approving passages on the private site: the terminal's round, with buttons."""

import re
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from noteworthy.serving import application, make_datasette, sign_in_link
from tests.coded_notes import copied
from tests.passages_to_approve import NAME, work_to_approve

ADDRESS = "http://127.0.0.1"
PAGE = "/-/review/passages"
DELAY = f"{PAGE}?theme=delay"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return work_to_approve(tmp_path_factory.mktemp("approving") / "work.db", notes=12)


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Path:
    return copied(built, tmp_path / "work.db")


@pytest_asyncio.fixture
async def person(work: Path) -> AsyncIterator[httpx.AsyncClient]:
    datasette = make_datasette(work, private=True)
    transport = httpx.ASGITransport(app=application(datasette, private=True))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        await client.get(sign_in_link(datasette, ""))
        assert "Your role" in (await client.get(PAGE)).text
        answer = await post(client, "who", page=PAGE, name="Dana Oz", role="inspector")
        assert answer.status_code == 303
        yield client


async def post(client: httpx.AsyncClient, step: str, *, page: str = DELAY, **fields: str) -> httpx.Response:
    """Press a button of the page as it stands."""
    html = (await client.get(page)).text
    hidden = {}
    for name in ("csrftoken", "item", "seen", "theme"):
        if found := re.search(rf'name="{name}" value="([^"]*)"', html):
            hidden[name] = found[1]
    return await client.post(PAGE, data={**hidden, "step": step, **fields})


def decisions(work: Path) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(work)
    found = connection.execute("SELECT decision, theme, approver, role FROM approvals ORDER BY id").fetchall()
    connection.close()
    return found


def shown(html: str) -> str:
    found = re.search(r'<blockquote class="note-text"[^>]*>(.*?)</blockquote>', html)
    assert found
    return found[1]


@pytest.mark.asyncio
async def test_a_passage_is_shown_redacted_with_what_would_stand_beside_it(person: httpx.AsyncClient) -> None:
    page = (await person.get(DELAY)).text
    assert "May these words be published as they stand?" in page
    assert "<strong>poor practice</strong>" in page
    assert "kind of text (rationale)" in page
    assert not any(part in shown(page) for part in NAME.split())


@pytest.mark.asyncio
async def test_decisions_are_stored_as_the_terminal_stores_them(person: httpx.AsyncClient, work: Path) -> None:
    first = shown((await person.get(DELAY)).text)
    answer = await post(person, "approve")
    assert answer.headers["location"] == f"{DELAY}#item"
    assert shown((await person.get(DELAY)).text) != first
    await post(person, "refuse")
    await post(person, "undo")
    await post(person, "skip")
    who = ("delay", "Dana Oz", "inspector")
    assert decisions(work) == [("approve", *who), ("refuse", *who), ("withdraw", *who)]
    overview = (await person.get(PAGE)).text
    assert '<strong class="number">1</strong>\n' in overview or '<strong class="number">1</strong> passage' in overview


@pytest.mark.asyncio
async def test_a_theme_about_victims_says_how_many_people_it_needs(person: httpx.AsyncClient, work: Path) -> None:
    page = f"{PAGE}?theme=protection"
    assert "2 people have to approve them" in (await person.get(page)).text
    await post(person, "approve", page=page)
    assert "waiting for another person" in (await person.get(PAGE)).text
    await post(person, "who", page=f"{PAGE}?rename", name="Ben Roe", role="analyst")
    assert "and 1 did" in (await person.get(page)).text


@pytest.mark.asyncio
async def test_what_was_not_seen_is_not_decided(person: httpx.AsyncClient, work: Path) -> None:
    html = (await person.get(DELAY)).text
    token = re.search(r'name="csrftoken" value="([^"]*)"', html)
    assert token
    form = {"csrftoken": token[1], "theme": "delay", "step": "approve", "item": "1", "seen": "0" * 16}
    answer = await person.post(PAGE, data=form)
    assert answer.status_code == 400
    assert "nothing was stored" in answer.text
    assert not decisions(work)


@pytest.mark.asyncio
async def test_words_that_identify_someone_are_marked_and_the_passage_comes_again(person: httpx.AsyncClient) -> None:
    word = re.search(r"asked about the (\w+)", shown((await person.get(DELAY)).text))
    assert word
    assert "said=marked" in (await post(person, "mark", words=word[1], type="PLACE")).headers["location"]
    assert "[PLACE 1]" in shown((await person.get(DELAY)).text)
    for fields in ({"words": "nowhere", "type": "PLACE"}, {"words": word[1], "type": "SHOE SIZE"}):
        assert (await post(person, "mark", **fields)).status_code == 400


@pytest.mark.asyncio
async def test_at_the_end_it_leads_to_another_theme(person: httpx.AsyncClient) -> None:
    while "May these words" in (await person.get(DELAY)).text:
        await post(person, "refuse")
    page = (await person.get(DELAY)).text
    assert "Nothing more of this theme" in page
    assert (await post(person, "again")).status_code == 303


@pytest.mark.asyncio
async def test_it_is_there_for_who_has_signed_in_alone(work: Path) -> None:
    transport = httpx.ASGITransport(app=application(make_datasette(work, private=True), private=True))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as stranger:
        assert (await stranger.get(PAGE)).status_code == 403
