"""Serving: what answers, to whom, and how it begins and ends."""

import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from corpus.errors import DatabaseError, NoteworthyError
from corpus.store.schema import database_schema
from noteworthy.release import build_public
from noteworthy.serving import application, make_datasette, serve, sign_in_link

ADDRESS = "http://127.0.0.1"
LIMIT = 30


@pytest.fixture
def work(collection: Path, tmp_path: Path) -> Path:
    """Return a private database with notes in it."""
    path = tmp_path / "work.db"
    shutil.copy(collection, path)
    return path


@pytest.fixture
def public(work: Path, tmp_path: Path) -> Path:
    path = tmp_path / "public.db"
    build_public(work, path)
    return path


def _client(path: Path, *, private: bool = False) -> tuple[httpx.AsyncClient, str]:
    datasette = make_datasette(path, private=private)
    transport = httpx.ASGITransport(app=application(datasette, private=private))
    return httpx.AsyncClient(transport=transport, base_url=ADDRESS), sign_in_link(datasette, "")


@pytest.mark.asyncio
async def test_a_public_file_answers_with_tables_views_and_plain_sql(public: Path) -> None:
    client, _ = _client(public)
    async with client:
        for path in (
            "/",
            "/public",
            "/public/notes",
            "/public/codings",
            "/public/coded_passages",
            "/public/theme_counts",
        ):
            assert (await client.get(path)).status_code == 200, path
        found = await client.get("/public.json", params={"sql": "select * from theme_by_polarity", "_shape": "array"})
        assert len(found.json()) == 15
        rows = await client.get("/public/theme_by_factor.csv")
        assert rows.text.startswith("factor,factor_name,theme,theme_name,passages,good,poor")


@pytest.mark.asyncio
async def test_tables_are_described_faceted_and_searched(public: Path) -> None:
    client, _ = _client(public)
    async with client:
        codings = (await client.get("/public/codings.json")).json()
        assert set(codings["facet_results"]) == {"theme", "polarity", "status", "coder", "source", "standing"}
        assert not codings["facet_results"]["theme"]["truncated"]
        found = (await client.get("/public/notes.json", params={"_search": "waits", "_shape": "array"})).json()
        assert any("waited" in note["text"] for note in found)
        metadata = (await client.get("/-/metadata.json")).json()
    notice = "Invented for these tests: authored, not real cases."
    assert notice in metadata["description"]
    assert notice in metadata["databases"]["public"]["description"]
    assert metadata["license"] == "CC0 1.0"


@pytest.mark.asyncio
async def test_no_table_of_sqlites_own_is_shown(public: Path) -> None:
    client, _ = _client(public)
    async with client:
        tables = (await client.get("/public.json")).json()["tables"]

    shown = {table["name"] for table in tables if not table["hidden"]}
    assert {"notes", "codings", "themes"} <= shown
    assert not {name for name in shown if "fts" in name or "sqlite" in name}
    assert all(table["count"] is not None for table in tables)


@pytest.mark.asyncio
async def test_a_public_file_is_immutable_and_can_be_downloaded_whole(public: Path) -> None:
    client, _ = _client(public)
    async with client:
        databases = (await client.get("/-/databases.json")).json()
        assert [(base["name"], base["is_mutable"]) for base in databases] == [("public", False)]
        assert (await client.get("/public.db")).content == public.read_bytes()


def test_a_private_database_is_refused_unless_asked_for_by_name(work: Path, public: Path) -> None:
    with pytest.raises(DatabaseError, match=r"is a private database and may name people; .*--private"):
        make_datasette(work)
    with pytest.raises(DatabaseError, match="is a public release; serve it without --private"):
        make_datasette(public, private=True)


def test_a_file_that_is_not_ours_is_not_served(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE t (x)")
    connection.close()

    with pytest.raises(DatabaseError, match="not one of Noteworthy"):
        make_datasette(other)


@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_file_that_is_cut_short_is_refused_in_one_sentence(part: float, public: Path) -> None:
    whole = public.read_bytes()
    public.write_bytes(whole[: int(len(whole) * part)])

    with pytest.raises(DatabaseError, match=r"cannot serve .*public\.db: .*; the file may be .* cut short: make or"):
        make_datasette(public)


@pytest.mark.asyncio
async def test_each_table_sorts_by_the_column_that_its_heading_offers(public: Path) -> None:
    client, _ = _client(public)
    async with client:
        for table in (table for table in database_schema().public_tables if len(table.key) == 1):
            assert (await client.get(f"/public/{table.name}?_sort={table.key[0]}")).status_code == 200, table.name


PRIVATE = "work"
"""The private database's name in addresses: its file's stem."""
PRIVATE_PAGES = (
    "/", f"/{PRIVATE}", f"/{PRIVATE}/notes", f"/{PRIVATE}/notes.json", f"/{PRIVATE}.json?sql=select+1",
    f"/{PRIVATE}.db", "/-/metadata.json", "/-/note/A1", "/-/codebook", "/-/databases.json", "/nothing",
)  # fmt: skip


@pytest.mark.asyncio
async def test_nobody_sees_any_page_of_a_private_database_without_signing_in(work: Path) -> None:
    client, _ = _client(work, private=True)
    async with client:
        for path in PRIVATE_PAGES:
            answer = await client.get(path)
            assert answer.status_code == 403, path
            assert "sign-in link" in answer.text
        wrong = await client.get("/-/auth-token?token=wrong")
        assert wrong.status_code == 403
        client.cookies.set("ds_actor", "forged")
        assert (await client.get(f"/{PRIVATE}/notes.json")).status_code == 403


@pytest.mark.asyncio
async def test_the_sign_in_link_lets_its_first_visitor_in_and_no_second(work: Path) -> None:
    client, link = _client(work, private=True)
    async with client:
        assert (await client.get(link)).status_code == 302
        for path in ("/", f"/{PRIVATE}/notes", f"/{PRIVATE}/identifiers", "/-/note/A1"):
            answer = await client.get(path)
            assert answer.status_code == 200, path
        assert (await client.get(f"/{PRIVATE}.db")).status_code == 403, "not to be downloaded by the way"
        client.cookies.clear()
        assert (await client.get(link)).status_code == 403
        assert (await client.get(f"/{PRIVATE}/notes.json")).status_code == 403


@pytest.mark.asyncio
async def test_a_private_database_answers_to_this_machines_own_names_alone(work: Path) -> None:
    client, link = _client(work, private=True)
    async with client:
        await client.get(link)
        for host, status in (
            ("localhost:8001", 200),
            ("127.0.0.1", 200),
            ("[::1]:8001", 200),
            ("evil.example", 403),
            ("evil.example:8001", 403),
            ("127.0.0.1.evil.example", 403),
            ("", 403),
        ):
            assert (await client.get("/", headers={"Host": host})).status_code == status, host


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_form_of_another_site_or_port_is_refused_at_the_door(headers: dict[str, str], work: Path) -> None:
    client, link = _client(work, private=True)
    async with client:
        await client.get(link)
        refused = await client.post("/-/review", data={}, headers=headers)
    assert refused.status_code == 403
    assert "own address" in refused.text


@pytest.mark.asyncio
async def test_no_script_can_read_the_cookies_of_a_private_database(work: Path) -> None:
    client, link = _client(work, private=True)
    async with client:
        cookies = (await client.get(link)).headers.get_list("set-cookie")
    assert cookies
    assert all("httponly" in cookie.lower() for cookie in cookies)


def test_serving_does_not_write_to_a_private_database(work: Path) -> None:
    before = work.read_bytes()
    make_datasette(work, private=True)

    assert work.read_bytes() == before


def test_a_port_in_use_is_told_in_one_sentence(public: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NoteworthyError, match=rf"cannot serve on port {port}: .*; end what uses it"):
            serve(public, port=port, state=print)


SERVE = """
import sys
from pathlib import Path
from noteworthy.serving import serve
serve(Path(sys.argv[1]), port=0, private=sys.argv[2] == "private", state=lambda said: print(said, flush=True))
print("ended", flush=True)
"""


def _said(process: "subprocess.Popen[str]", words: str) -> str:
    """Return the next line with these words in it; give up after a while."""
    assert process.stdout is not None
    while True:
        ready, _, _ = select.select([process.stdout], [], [], LIMIT)
        assert ready, f"nothing said for {LIMIT} seconds"
        line = process.stdout.readline()
        assert line, "it ended without saying so"
        if words in line:
            return line


@pytest.mark.parametrize("kind", ["public", "private"])
def test_it_answers_on_this_machine_and_ends_cleanly_on_interrupt(kind: str, work: Path, public: Path) -> None:
    command = [sys.executable, "-c", SERVE, str(public if kind == "public" else work), kind]
    options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], **options) as process:
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+/\S*", _said(process, "http://"))
            assert found is not None
            answer = httpx.get(found[0], timeout=LIMIT, follow_redirects=kind == "public")
            process.send_signal(signal.SIGINT)
            _said(process, "ended")
            assert process.wait(LIMIT) == 0
            assert process.stderr is not None
            assert process.stderr.read() == ""
        finally:
            process.kill()

    assert answer.status_code == (200 if kind == "public" else 302)


def test_a_private_database_of_an_older_version_is_brought_up_to_date_first(work: Path) -> None:
    connection = sqlite3.connect(work)
    connection.execute("DROP VIEW good_practice")
    connection.close()
    make_datasette(work, private=True)
    connection = sqlite3.connect(work)
    found = connection.execute("SELECT count(*) FROM good_practice").fetchone()
    connection.close()

    assert found[0] > 0
