"""The review queue on the private site: the terminal's round, with buttons."""

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from noteworthy.redaction_policy import default_redaction_policy
from noteworthy.review_session import left_to_review
from noteworthy.serving import Extras, application, make_datasette, sign_in_link

ADDRESS = "http://127.0.0.1"
PAGE = "/-/review"
DOUBTS = [("A1", 0, 2, "PERSON", 0.5), ("A1", 59, 66, "PLACE", 0.6), ("A2", 39, 43, "PERSON", 0.4)]
POLICY = default_redaction_policy()


@pytest.fixture
def work(collection: Path, tmp_path: Path) -> Path:
    """Return a private database in which the machine is unsure three times; four notes are in the sample."""
    path = tmp_path / "work.db"
    shutil.copy(collection, path)
    connection = sqlite3.connect(path)
    connection.executemany("INSERT INTO identifiers VALUES (?, ?, ?, ?, ?, 'a name')", DOUBTS)
    connection.commit()
    connection.close()
    return path


@pytest_asyncio.fixture
async def reviewer(work: Path) -> AsyncIterator[httpx.AsyncClient]:
    datasette = make_datasette(work, private=True)
    transport = httpx.ASGITransport(app=application(datasette, private=True))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        await client.get(sign_in_link(datasette, ""))
        answer = await post(client, "who", name="Dana Öz", role="inspector")
        assert answer.status_code == 303
        yield client


async def post(client: httpx.AsyncClient, step: str, **fields: str) -> httpx.Response:
    """Press a button of the page as it stands."""
    html = (await client.get(PAGE)).text
    hidden = {}
    for name in ("csrftoken", "item", "seen"):
        if found := re.search(rf'name="{name}" value="([^"]*)"', html):
            hidden[name] = found[1]
    return await client.post(PAGE, data={**hidden, "step": step, **fields})


async def left(client: httpx.AsyncClient) -> int:
    found = re.search(r"(\d+) left", (await client.get(PAGE)).text)
    assert found
    return int(found[1])


def rows(work: Path, select: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(work)
    found = connection.execute(select).fetchall()
    connection.close()
    return found


@pytest.mark.asyncio
async def test_a_role_is_asked_for_as_well_as_a_name(work: Path) -> None:
    datasette = make_datasette(work, private=True)
    transport = httpx.ASGITransport(app=application(datasette, private=True))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        await client.get(sign_in_link(datasette, ""))
        assert "Your role" in (await client.get(PAGE)).text
        assert (await post(client, "who", name="Dana Öz", role="")).status_code == 400


@pytest.mark.asyncio
async def test_a_find_is_shown_in_its_context_with_its_reason(reviewer: httpx.AsyncClient) -> None:
    page = (await reviewer.get(PAGE)).text

    assert "Could “<bdi>He</bdi>” identify someone?" in page
    assert "<strong>PERSON</strong>" in page
    assert "Why: a name." in page
    assert re.search(r'<mark class="uncertain">He</mark>', page)
    assert "An earlier referral would have helped." in page
    assert "7 left</strong> of 7" in page


@pytest.mark.asyncio
async def test_decisions_are_stored_as_the_terminal_stores_them(reviewer: httpx.AsyncClient, work: Path) -> None:
    assert (await post(reviewer, "identifier")).headers["location"] == f"{PAGE}#item"
    await post(reviewer, "not")
    await post(reviewer, "type", type="PLACE")
    select = "SELECT note, start, type, decision, reviewer, role FROM reviews ORDER BY note, start"

    assert rows(work, select) == [
        ("A1", 0, "PERSON", "identifier", "Dana Öz", "inspector"),
        ("A1", 59, "PLACE", "not", "Dana Öz", "inspector"),
        ("A2", 39, "PLACE", "identifier", "Dana Öz", "inspector"),
    ]
    assert left_to_review(work, policy=POLICY).left == 4
    assert await left(reviewer) == 4


@pytest.mark.asyncio
async def test_the_sample_is_read_whole_and_what_was_missed_is_marked(reviewer: httpx.AsyncClient, work: Path) -> None:
    for _ in range(3):
        await post(reviewer, "not")
    page = (await reviewer.get(PAGE)).text
    assert "Is there anyone who could be known by something in this note?" in page
    note = re.search(r"Note <a [^>]*><bdi>([^<]*)</bdi>", page)
    assert note
    word = "He" if note[1] in ("silent", "long") else "the" if note[1] == "A1/notable" else "late"
    answer = await post(reviewer, "mark", words=word, type="OTHER_ID")
    assert answer.headers["location"] == f"{PAGE}?said=marked#item"
    assert '<mark class="uncertain">' in (await reviewer.get(PAGE)).text
    await post(reviewer, "not")

    assert rows(work, "SELECT DISTINCT decision, type FROM reviews WHERE type = 'OTHER_ID'")
    assert rows(work, "SELECT count(*) FROM reviewed_notes") == [(1,)]
    assert await left(reviewer) == 3


@pytest.mark.asyncio
async def test_all_the_same_words_are_decided_at_once(reviewer: httpx.AsyncClient, work: Path) -> None:
    connection = sqlite3.connect(work)
    connection.execute("INSERT INTO identifiers VALUES ('long', 0, 2, 'PERSON', 0.5, '')")
    connection.execute("INSERT INTO identifiers VALUES ('long', 48, 50, 'PERSON', 0.5, '')")
    connection.commit()
    connection.close()
    for _ in range(3):
        await post(reviewer, "not")
    assert "Could “<bdi>He</bdi>”" in (await reviewer.get(PAGE)).text
    await post(reviewer, "none-alike")

    assert rows(work, "SELECT start, decision FROM reviews WHERE note = 'long'") == [(0, "not"), (48, "not")]


@pytest.mark.asyncio
async def test_undo_brings_a_decision_back_and_skipping_leaves_it_for_the_end(
    reviewer: httpx.AsyncClient, work: Path
) -> None:
    await post(reviewer, "skip")
    assert await left(reviewer) == 7
    await post(reviewer, "not")
    await post(reviewer, "undo")
    assert rows(work, "SELECT count(*) FROM reviews") == [(0,)]
    for _ in range(6):
        await post(reviewer, "not")
    end = (await reviewer.get(PAGE)).text
    assert "The end of the round" in end
    assert "Left to review: 1 uncertain find and 0 notes of the sample." in end
    await post(reviewer, "again")
    await post(reviewer, "identifier")

    assert "Nothing is left to review" in (await reviewer.get(PAGE)).text
    assert left_to_review(work, policy=POLICY).left == 0


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("step", "fields", "said"),
    [
        ("mark", {"words": "nowhere", "type": "PERSON"}, "These words do not stand in the note"),
        ("mark", {"words": "", "type": "PERSON"}, "These words do not stand in the note"),
        ("mark", {"words": "He", "type": "NOBODY"}, "Choose a type from the list"),
        ("type", {"type": ""}, "Choose a type from the list"),
        ("burn", {}, "asks for nothing that is known here"),
        ("identifier", {"item": "2"}, "was decided in the meantime"),
        ("identifier", {"seen": "other"}, "was decided in the meantime"),
    ],
)
async def test_what_makes_no_sense_stores_nothing_and_says_why(
    step: str, fields: dict[str, str], said: str, reviewer: httpx.AsyncClient, work: Path
) -> None:
    answer = await post(reviewer, step, **fields)

    assert answer.status_code == 400
    assert said in answer.text
    assert rows(work, "SELECT count(*) FROM reviews") == [(0,)]


@pytest.mark.asyncio
async def test_a_database_that_is_built_anew_begins_a_new_round(reviewer: httpx.AsyncClient, work: Path) -> None:
    await reviewer.get(PAGE)
    connection = sqlite3.connect(work)
    for table in ("identifiers", "codings", "sentence_readings", "sentences", "readings"):
        connection.execute(f"DELETE FROM {table} WHERE note = 'A1'")
    connection.execute("DELETE FROM notes WHERE id = 'A1'")
    connection.commit()
    connection.close()

    assert "Could “<bdi>care</bdi>” identify someone?" in (await reviewer.get(PAGE)).text


@pytest.mark.asyncio
async def test_the_policy_of_the_server_says_what_is_certain(work: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("[redaction]\ncertain_from = 0.45\nsample = 0\n")
    datasette = make_datasette(work, private=True, extras=Extras(policy=policy))
    transport = httpx.ASGITransport(app=application(datasette, private=True))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        await client.get(sign_in_link(datasette, ""))
        await post(client, "who", name="Dana Öz", role="inspector")
        assert await left(client) == 1
