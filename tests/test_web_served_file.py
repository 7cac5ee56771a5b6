"""The file under a site: replaced while it is served, or made by an older version, it is said and never half shown."""

import asyncio
import os
import shutil
import sqlite3
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from noteworthy.manifest import manifest_path
from noteworthy.release import build_public
from noteworthy.serving import application, make_datasette

ADDRESS = "http://127.0.0.1"
PAGES = [
    "/",
    "/-/find.json?words=waiting",
    "/-/theme/delay",
    "/-/data",
    "/-/method",
    "/public/notes",
    "/-/privacy",
]


@pytest.fixture(scope="module")
def released(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released")
    shutil.copy(collection, folder / "work.db")
    build_public(folder / "work.db", folder / "public.db")
    return folder / "public.db"


@pytest.fixture
def public(released: Path, tmp_path: Path) -> Path:
    path = tmp_path / "public.db"
    shutil.copy(released, path)
    return path


def client_of(path: Path) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=application(make_datasette(path))), base_url=ADDRESS)


@pytest.mark.asyncio
async def test_after_another_release_took_its_place_every_page_says_so_and_none_is_mixed(public: Path) -> None:
    async with client_of(public) as client:
        before = await asyncio.gather(*(client.get(path) for path in PAGES))
        newer = public.with_name("newer.db")
        shutil.copy(public, newer)
        newer.chmod(0o644)
        connection = sqlite3.connect(newer)
        connection.execute("DELETE FROM codings")
        connection.commit()
        connection.close()
        newer.replace(public)
        # More at once than Datasette has threads, so that some would open the file only now.
        after = await asyncio.gather(*(client.get(path) for path in PAGES * 4))

    assert [answer.status_code for answer in before] == [200] * len(PAGES)
    assert [answer.status_code for answer in after] == [503] * 4 * len(PAGES)
    assert all("replaced by another release" in answer.text for answer in after)
    async with client_of(public) as client:
        assert (await client.get("/")).status_code == 200, "started again, it shows the new one"


@pytest.mark.asyncio
async def test_a_file_that_was_merely_touched_goes_on_being_served_and_one_written_over_does_not(
    released: Path, public: Path
) -> None:
    shutil.copy(manifest_path(released), manifest_path(public))
    async with client_of(public) as client:
        os.utime(public, ns=(0, 1_500_000_000_000_000_000))
        assert {(await client.get("/")).status_code for _ in range(2)} == {200}
        public.chmod(0o644)
        with public.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"!")
        assert {(await client.get("/")).status_code for _ in range(2)} == {503}


@pytest.mark.asyncio
async def test_a_file_that_was_moved_away_is_said_too(public: Path) -> None:
    async with client_of(public) as client:
        assert (await client.get("/")).status_code == 200
        public.rename(public.with_name("elsewhere.db"))
        answer = await client.get("/-/find")

    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")


@pytest.mark.asyncio
async def test_a_release_of_an_older_version_is_one_plain_page_at_whatever_address(public: Path) -> None:
    public.chmod(0o644)
    connection = sqlite3.connect(public)
    connection.execute("PRAGMA user_version = 1")
    for table in ("passages", "theme_shares", "examples"):
        connection.execute(f"DROP TABLE {table}")
    connection.commit()
    connection.close()
    datasette = Datasette([], immutables=[str(public)])

    for path in [*PAGES, "/-/find", "/-/note/x", "/-/tag"]:
        answer = await datasette.client.get(path)
        assert answer.status_code == 503, path
        assert "released by another version of Noteworthy" in answer.text
    head = await datasette.client.head("/")
    assert (head.status_code, head.text) == (503, "")
