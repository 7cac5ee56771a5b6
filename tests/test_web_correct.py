"""Coding by hand on the private site: each step is stored, nobody else gets near it, and the note's page shows it."""

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from noteworthy.release import build_public
from noteworthy.serving import Extras, application, make_datasette, sign_in_link

ADDRESS = "http://127.0.0.1"
PAGE = "/-/correct/A1"
HOSTILE = "/-/correct/x~2F~3Cscript~3Ealert~281~29~3C~2Fscript~3E"
ACCEPT = {"step": "accept", "sentence": "1", "theme": "delay"}
CODE = {"step": "code", "theme": "housing", "polarity": "good", "status": "observed", "words": "earlier referral"}


@pytest.fixture
def work(collection: Path, tmp_path: Path) -> Path:
    path = tmp_path / "work.db"
    shutil.copy(collection, path)
    return path


@pytest_asyncio.fixture
async def signed_in(work: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Return the browser of someone who has signed in to a private site."""
    datasette = make_datasette(work, private=True)
    transport = httpx.ASGITransport(app=application(datasette, private=True))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        await client.get(sign_in_link(datasette, ""))
        yield client


@pytest_asyncio.fixture
async def coder(signed_in: httpx.AsyncClient) -> httpx.AsyncClient:
    """Return the browser of someone who has said who they are."""
    answer = await post(signed_in, PAGE, {"step": "who", "name": " Dana  Öz "})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    return signed_in


async def post(client: httpx.AsyncClient, path: str, fields: dict[str, str]) -> httpx.Response:
    """Post a form of a page, with the hidden fields that the page has."""
    html = (await client.get(path)).text
    hidden = {}
    for name in ("csrftoken", "seen"):
        if found := re.search(rf'name="{name}" value="([^"]*)"', html):
            hidden[name] = found[1]
    return await client.post(path, data={**hidden, **fields})


def rows(work: Path, select: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(work)
    found = connection.execute(select).fetchall()
    connection.close()
    return found


@pytest.mark.asyncio
async def test_a_name_is_asked_once_and_stays_in_the_private_database(signed_in: httpx.AsyncClient, work: Path) -> None:
    assert "Who are you?" in (await signed_in.get(PAGE)).text
    wrong = await post(signed_in, PAGE, {"step": "who", "name": " \x07 "})
    assert wrong.status_code == 400
    await post(signed_in, PAGE, {"step": "who", "name": "Dana Öz"})
    cookie = next(one for one in signed_in.cookies.jar if one.name == "noteworthy_who")
    page = await signed_in.get(PAGE)

    assert "You code as <strong>Dana Öz</strong>" in page.text
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert rows(work, "SELECT count(*) FROM coders") == [(0,)], "looking is no step"
    await post(signed_in, PAGE, ACCEPT)
    assert rows(work, "SELECT coder, name FROM coders") == [("person-01", "Dana Öz")]


@pytest.mark.asyncio
async def test_a_forged_cookie_is_nobody(coder: httpx.AsyncClient) -> None:
    coder.cookies.delete("noteworthy_who")
    coder.cookies.set("noteworthy_who", "forged")

    assert "Who are you?" in (await coder.get(PAGE)).text


@pytest.mark.asyncio
async def test_the_machines_codings_are_accepted_refused_and_corrected(coder: httpx.AsyncClient, work: Path) -> None:
    assert (await post(coder, PAGE, ACCEPT)).headers["location"] == f"{PAGE}#machine"
    await post(coder, PAGE, {"step": "remove", "sentence": "1", "theme": "availability"})
    changed = {**CODE, "words": "earlier referral", "theme": "delay", "instead": "sequencing", "sentence": "2"}
    await post(coder, PAGE, changed)
    page = (await coder.get(PAGE)).text

    assert "Your codings (2)" in page
    assert "The machine’s, accepted" in page
    assert "The machine’s, corrected" in page
    assert "You have decided on all of them" in page
    assert [step for (step,) in rows(work, "SELECT step FROM corrections ORDER BY id")] == ["code", "remove", "code"]


@pytest.mark.asyncio
async def test_a_coding_is_added_by_its_words_and_marked_on_them(coder: httpx.AsyncClient) -> None:
    await post(coder, PAGE, CODE)
    page = (await coder.get(PAGE)).text

    assert re.search(r'<mark class="good">earlier referral</mark>', page)
    assert "Added by you" in page


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({**CODE, "words": "never there"}, "These words do not stand in the note"),
        ({**CODE, "words": "waiting list. An earlier"}, "within one sentence"),
        ({**CODE, "theme": "no such"}, "Choose a theme"),
        ({**CODE, "polarity": ""}, "Choose a polarity"),
        ({**CODE, "status": "x"}, "Choose a status"),
        ({**CODE, "sentence": "99"}, "no such sentence"),
        ({**CODE, "sentence": "²"}, "must be a whole number"),
        ({"step": "accept", "sentence": "2", "theme": "housing"}, "The machine codes this no longer"),
        ({"step": "label", "sentence": "0", "practice": "good"}, "no such sentence"),
        ({"step": "label", "sentence": "1", "practice": "best"}, "Choose a practice"),
        ({"step": "complete", "practice": "good", "clarity": "4"}, "by 1, 2 or 3"),
        ({"step": "drop table"}, "asks for nothing that is known here"),
        ({**CODE, "seen": "another text"}, "The note has changed"),
    ],
)
async def test_a_step_that_makes_no_sense_stores_nothing_and_says_why(
    fields: dict[str, str], said: str, coder: httpx.AsyncClient, work: Path
) -> None:
    answer = await post(coder, PAGE, fields)

    assert answer.status_code == 400
    assert said in answer.text
    assert rows(work, "SELECT count(*) FROM corrections") == [(0,)]


@pytest.mark.asyncio
async def test_words_that_were_not_found_stay_in_the_form(coder: httpx.AsyncClient) -> None:
    answer = await post(coder, PAGE, {**CODE, "words": "<b>never</b> there"})

    assert "\n&lt;b&gt;never&lt;/b&gt; there</textarea>" in answer.text


@pytest.mark.asyncio
async def test_undo_takes_the_last_step_back(coder: httpx.AsyncClient) -> None:
    await post(coder, PAGE, ACCEPT)
    await post(coder, PAGE, {"step": "undo"})

    assert "Your codings (0)" in (await coder.get(PAGE)).text


@pytest.mark.asyncio
async def test_a_complete_coding_is_shown_on_the_notes_page_under_its_coders_name(
    coder: httpx.AsyncClient, work: Path
) -> None:
    await post(coder, PAGE, CODE)
    answer = await post(coder, PAGE, {"step": "complete", "practice": "good", "clarity": "3"})
    assert answer.status_code == 303
    page = (await coder.get(PAGE)).text
    note = (await coder.get("/-/note/A1")).text
    index = (await coder.get("/-/correct")).text

    assert "Your coding of this note is complete" in page
    assert "Add a coding" not in page
    assert "What coder Dana Öz marked" in note
    assert "Code this note yourself" in note
    assert "Complete (1)" in index
    assert "The counts are older than some coding" in index
    assert rows(work, "SELECT coder, practice, clarity FROM readings WHERE note = 'A1'") == [("person-01", "good", 3)]
    await post(coder, PAGE, {"step": "reopen"})
    assert rows(work, "SELECT count(*) FROM readings WHERE note = 'A1'") == [(0,)]


@pytest.mark.asyncio
@pytest.mark.parametrize("path", [PAGE, HOSTILE, "/-/correct/silent", "/-/correct/long", "/-/correct"])
async def test_every_note_can_be_coded_and_a_hostile_one_is_harmless(path: str, coder: httpx.AsyncClient) -> None:
    answer = await coder.get(path)

    assert answer.status_code == 200
    assert answer.headers["cache-control"].endswith("no-store")
    assert "<script>alert" not in answer.text
    assert "\x00" not in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.asyncio
async def test_a_note_that_is_not_there_is_no_page(coder: httpx.AsyncClient) -> None:
    assert (await coder.get("/-/correct/nothing")).status_code == 404
    assert (await coder.post("/-/correct/nothing", data={"step": "accept"})).status_code == 403, "without a token"


@pytest.mark.asyncio
async def test_a_forged_form_stores_nothing(coder: httpx.AsyncClient, work: Path) -> None:
    answer = await coder.post(PAGE, data={**CODE, "csrftoken": "forged"})

    assert answer.status_code == 403
    assert rows(work, "SELECT count(*) FROM corrections") == [(0,)]


@pytest.mark.asyncio
async def test_while_something_else_writes_nothing_is_stored_and_that_is_said(
    coder: httpx.AsyncClient, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = (await coder.get(PAGE)).text
    hidden = {name: re.findall(rf'name="{name}" value="([^"]*)"', html)[0] for name in ("csrftoken", "seen")}
    connect = sqlite3.connect
    impatient = lambda path, **options: connect(path, **{**options, "timeout": 0.05})  # noqa: E731
    monkeypatch.setattr("corpus.store.migrations.sqlite3.connect", impatient)
    writer = connect(work, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    answer = await coder.post(PAGE, data={**hidden, **ACCEPT})
    writer.execute("ROLLBACK")
    writer.close()

    assert answer.status_code == 503
    assert "Nothing was stored" in answer.text
    assert rows(work, "SELECT count(*) FROM corrections") == [(0,)]


@pytest.fixture(scope="module")
def public(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    shutil.copy(collection, folder / "work.db")
    build_public(folder / "work.db", folder / "public.db")
    return folder / "public.db"


WRITING = [PAGE, "/-/correct", "/-/review"]


@pytest.mark.asyncio
@pytest.mark.parametrize("path", WRITING)
async def test_a_public_site_neither_shows_nor_takes_any_of_it(path: str, public: Path) -> None:
    datasette = make_datasette(public, extras=Extras(tag=True))
    root = {"ds_actor": datasette.sign({"a": {"id": "root"}}, "actor")}
    for cookies in ({}, root):
        assert (await datasette.client.get(path, cookies=cookies)).status_code == 404
    assert (await datasette.client.post(path, data={"step": "who", "name": "x"})).status_code == 404
    assert "/-/correct" not in (await datasette.client.get("/", cookies=root)).text


@pytest.mark.asyncio
@pytest.mark.parametrize("path", WRITING)
async def test_a_private_site_takes_it_only_from_who_has_signed_in(path: str, work: Path) -> None:
    datasette = make_datasette(work, private=True)
    door = httpx.ASGITransport(app=application(datasette, private=True))
    async with httpx.AsyncClient(transport=door, base_url=ADDRESS) as client:
        assert (await client.get(path)).status_code == 403
        assert (await client.post(path, data={"step": "who", "name": "x"})).status_code == 403
    # Also where the door is left out, as when someone serves the file with Datasette alone.
    assert (await datasette.client.get(path)).status_code == 403
    someone = {"ds_actor": datasette.sign({"a": {"id": "someone"}}, "actor")}
    assert (await datasette.client.get(path, cookies=someone)).status_code == 403
