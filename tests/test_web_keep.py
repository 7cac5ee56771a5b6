"""Keeping a note that was tagged: it becomes one like others, no build loses it, and it can be taken back or erased."""

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from corpus.errors import ReleaseRefusedError
from corpus.store.keeping import KEPT
from noteworthy.coded_folder import write_coded_folder
from noteworthy.coding import CoderSettings
from noteworthy.erasing import erase
from noteworthy.release import build_public
from noteworthy.serving import Extras, application, make_datasette, sign_in_link
from noteworthy.workflow import Reading, build_database

ADDRESS = "http://127.0.0.1"
TEXT = "Danny Hall waited eleven weeks for a place.\nHe was never seen."
SETTINGS = CoderSettings(reader="fast")


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("notes") / "notes.csv"
    path.write_text("id,text\nN1,She waited for months on the waiting list.\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(notes: Path) -> Path:
    path = notes.with_name("work.db")
    build(path, notes)
    return path


@pytest.fixture
def work(built: Path, tmp_path: Path) -> Path:
    path = tmp_path / "work.db"
    shutil.copy(built, path)
    return path


def build(work: Path, notes: Path) -> None:
    """Build as the command does."""
    report = build_database(
        work, reading=Reading((str(notes),)), settings=SETTINGS, refused=lambda _: None, state=lambda _: None
    )
    assert report is not None


def rows(work: Path, select: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(work)
    found = connection.execute(select).fetchall()
    connection.close()
    return found


@pytest_asyncio.fixture
async def desk(work: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Return the browser of someone who has signed in to a private site."""
    datasette = make_datasette(work, private=True)
    transport = httpx.ASGITransport(app=application(datasette, private=True))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        await client.get(sign_in_link(datasette, ""))
        yield client


async def post(client: httpx.AsyncClient, path: str, fields: dict[str, str], *, page: str = "") -> httpx.Response:
    """Post a form of a page, with the hidden fields that the page has."""
    html = (await client.get(page or path)).text
    hidden = {
        name: found[1]
        for name in ("csrftoken", "seen")
        if (found := re.search(rf'name="{name}" value="([^"]*)"', html))
    }
    return await client.post(path, data={**hidden, **fields})


async def keep(desk: httpx.AsyncClient, **fields: str) -> httpx.Response:
    given = {"text": TEXT, "name": "Dana Öz"} | fields
    return await post(desk, "/-/tag/keep", given, page="/-/tag")


def key_in(answer: httpx.Response) -> str:
    """Return the key of the note that was kept, as the browser is sent to its coding."""
    assert answer.status_code == 303, answer.text[:300]
    return answer.headers["location"].removeprefix("/-/correct/")


@pytest.mark.asyncio
async def test_what_was_tagged_can_be_kept_from_its_page(desk: httpx.AsyncClient, work: Path) -> None:
    tagged = await post(desk, "/-/tag", {"text": TEXT})
    assert 'action="/-/tag/keep"' in tagged.text
    assert f'name="text" value="{TEXT}"' in tagged.text
    assert rows(work, "SELECT count(*) FROM notes") == [(1,)], "tagging stores nothing"

    key = key_in(await keep(desk, question="Was enough done?", factor="accommodation"))
    page = (await desk.get(f"/-/correct/{key}")).text

    assert "You code as <strong>Dana Öz</strong>" in page
    assert "Take this note out again" in page
    assert rows(work, f"SELECT text, source, kind FROM notes WHERE id = '{key}'") == [(TEXT, KEPT, "rationale")]
    assert rows(work, "SELECT question, factor FROM judgements WHERE source = 'tagged on the site'") == [
        ("Was enough done?", "accommodation")
    ]
    assert rows(work, "SELECT coder, step FROM corrections") == [("person-01", "keep")]
    assert (await desk.get(f"/-/note/{key}")).status_code == 200


@pytest.mark.asyncio
async def test_a_text_is_kept_once_however_often_the_button_is_pressed(desk: httpx.AsyncClient, work: Path) -> None:
    assert key_in(await keep(desk)) == key_in(await keep(desk))
    assert rows(work, "SELECT count(*) FROM corrections") == [(1,)]


@pytest.mark.asyncio
async def test_the_same_text_about_another_case_is_another_note_so_that_each_case_can_be_erased(
    desk: httpx.AsyncClient, work: Path
) -> None:
    first, second = [key_in(await keep(desk, case=case)) for case in ("C7", "C8")]
    assert first != second
    assert [key_in(await keep(desk, case=case)) for case in ("C8", "")] == [second, first]
    assert rows(work, "SELECT case_id FROM notes WHERE case_id IS NOT NULL ORDER BY case_id") == [("C7",), ("C8",)]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": " \n"}, "There is nothing to keep yet"),
        ({"text": "a " * 10_001}, "may have 20,000"),
        ({"name": " "}, "Give a name"),
        ({"name": "x" * 81}, "Give a name"),
        ({"factor": "no such"}, "Choose a factor"),
        ({"question": "q" * 301}, "at most 300"),
        ({"case": "\x07"}, "at most 300"),
    ],
)
async def test_what_cannot_be_kept_is_said_and_not_stored(
    fields: dict[str, str], said: str, desk: httpx.AsyncClient, work: Path
) -> None:
    answer = await keep(desk, **fields)

    assert answer.status_code == 400
    assert said in answer.text
    assert rows(work, "SELECT count(*) FROM notes") == [(1,)]


@pytest.mark.asyncio
async def test_a_build_keeps_it_counts_it_and_codes_it_anew_only_where_the_coder_changed(
    desk: httpx.AsyncClient, work: Path, notes: Path
) -> None:
    key = key_in(await keep(desk))
    await post(desk, f"/-/correct/{key}", {"step": "complete", "practice": "poor"})
    with pytest.raises(ReleaseRefusedError):
        build_public(work, work.with_name("public.db"))
    model = rows(work, f"SELECT model FROM notes WHERE id = '{key}'")
    build(work, notes)
    again = work.read_bytes()
    build(work, notes)

    assert rows(work, f"SELECT model FROM notes WHERE id = '{key}'") != model, "the site and this build tag differently"
    assert rows(work, "SELECT notes FROM note_counts WHERE dimension = 'all'") == [(2,)]
    assert rows(work, f"SELECT counted FROM notes WHERE id = '{key}'") == [("coders",)]
    assert work.read_bytes() == again
    assert write_coded_folder(work, work.with_name("coded")).notes == 1


@pytest.mark.asyncio
async def test_the_last_undo_takes_it_out_with_all_that_came_with_it(desk: httpx.AsyncClient, work: Path) -> None:
    key = key_in(await keep(desk, case="C7", question="Was enough done?"))
    page = f"/-/correct/{key}"
    await post(desk, page, {"step": "label", "sentence": "1", "practice": "poor"})
    await post(desk, page, {"step": "undo"})
    assert rows(work, "SELECT count(*) FROM notes") == [(2,)], "the first undo is of the label"
    answer = await post(desk, page, {"step": "undo"})

    assert answer.headers["location"] == "/-/correct"
    assert (await desk.get(page)).status_code == 404
    for table in ("corrections", "judgements", "cases"):
        assert rows(work, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert rows(work, "SELECT name FROM sources") == [("notes.csv",)]


@pytest.mark.asyncio
async def test_what_somebody_else_has_coded_since_stays(desk: httpx.AsyncClient, work: Path) -> None:
    page = f"/-/correct/{key_in(await keep(desk))}"
    await post(desk, page, {"step": "who", "name": "Kim"})
    await post(desk, page, {"step": "label", "sentence": "1", "practice": "poor"})
    await post(desk, page, {"step": "who", "name": "Dana Öz"})
    answer = await post(desk, page, {"step": "undo"})

    assert answer.status_code == 400
    assert "Somebody else has coded this note" in answer.text
    assert rows(work, "SELECT count(*) FROM notes") == [(2,)]


@pytest.mark.asyncio
@pytest.mark.parametrize("case", ["C7", ""])
async def test_it_is_erased_by_its_case_or_else_by_its_own_key_and_not_kept_again(
    case: str, desk: httpx.AsyncClient, work: Path
) -> None:
    key = key_in(await keep(desk, case=case))
    erase(work, case or key)

    assert b"eleven weeks" not in work.read_bytes()
    assert rows(work, "SELECT count(*) FROM corrections") == [(0,)]
    if case:
        assert "erased on request" in (await keep(desk, case=case)).text
    assert rows(work, "SELECT count(*) FROM notes") == [(1,)]


@pytest.fixture(scope="module")
def public(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    shutil.copy(collection, folder / "work.db")
    build_public(folder / "work.db", folder / "public.db")
    return folder / "public.db"


@pytest.mark.asyncio
async def test_a_public_site_keeps_nothing(public: Path) -> None:
    datasette = make_datasette(public, extras=Extras(tag=True))
    root = {"ds_actor": datasette.sign({"a": {"id": "root"}}, "actor")}
    token = re.search(r'name="csrftoken" value="([^"]+)"', (await datasette.client.get("/-/tag")).text)
    assert token
    answer = await datasette.client.post("/-/tag/keep", data={"text": TEXT, "name": "x"}, cookies=root)
    tagged = await datasette.client.post(
        "/-/tag", data={"text": TEXT, "csrftoken": token[1]}, cookies=root | {"ds_csrftoken": token[1]}
    )

    assert answer.status_code in (403, 404)
    assert tagged.status_code == 200
    assert "Keep this note" not in tagged.text


@pytest.mark.asyncio
async def test_a_stranger_keeps_nothing_on_a_private_site(work: Path) -> None:
    door = httpx.ASGITransport(app=application(make_datasette(work, private=True), private=True))
    async with httpx.AsyncClient(transport=door, base_url=ADDRESS) as client:
        assert (await client.post("/-/tag/keep", data={"text": TEXT, "name": "x"})).status_code == 403
    assert rows(work, "SELECT count(*) FROM notes") == [(1,)]
