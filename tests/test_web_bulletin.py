"""The bulletin on the site: its tables and charts, only as they were made, and only its own files."""

import json
import shutil
from pathlib import Path

import pytest
from datasette.app import Datasette

from noteworthy.bulletin.files import write_files
from noteworthy.bulletin.folder import new_folder, write_manifest
from noteworthy.manifest import sha256_of
from noteworthy.web.bulletin import bulletin_folder
from tests.bulletin_sample import BULLETIN


@pytest.fixture(scope="module")
def made(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("release") / "public.db"
    shutil.copyfile(collection, database)
    facts = {"kind": "open", "made": "2026-01-02", "input": {"kind": "open", "sha256": sha256_of(database)}}
    with new_folder(bulletin_folder(database)) as folder:
        write_files(BULLETIN, folder)
        write_manifest(folder, facts)
    return database


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may spoil."""
    shutil.copyfile(made, tmp_path / made.name)
    shutil.copytree(bulletin_folder(made), bulletin_folder(tmp_path / made.name))
    return tmp_path / made.name


async def get(database: Path, path: str) -> tuple[int, str, dict[str, str]]:
    answer = await Datasette(immutables=[str(database)]).client.get(path)
    return answer.status_code, answer.text, dict(answer.headers)


@pytest.mark.asyncio
async def test_every_page_leads_to_the_bulletin_where_there_is_one(made: Path, collection: Path) -> None:
    link = '<a href="/-/bulletin">'
    assert link in (await get(made, "/"))[1]
    assert link not in (await get(collection, "/"))[1]


@pytest.mark.asyncio
async def test_the_page_shows_tables_charts_and_where_they_come_from(made: Path) -> None:
    status, html, headers = await get(made, "/-/bulletin")
    assert status == 200
    assert "75% (69 to 80)" in html
    assert html.count("<svg") == 6
    assert 'role="img"' in html
    assert "Made on 2026-01-02 from this very database" in html
    assert "=Finance &amp; &lt;debt&gt;" in html
    assert "No case is linked to an outcome." in html
    assert "style-src 'self'" in headers["content-security-policy"]
    assert "style=" not in html


@pytest.mark.asyncio
async def test_its_files_can_be_had_and_no_others(made: Path) -> None:
    status, text, headers = await get(made, "/-/bulletin/tables/1a.csv")
    assert status == 200
    assert text.startswith("factor,answered")
    assert headers["content-disposition"] == 'attachment; filename="1a.csv"'
    assert (await get(made, "/-/bulletin/figures/figure-1a.svg"))[2]["content-type"] == "image/svg+xml"
    for name in ("nothing.csv", "../public.db", "..~2Fpublic~2Edb", "%2e%2e%2fpublic.db", "tables", "/etc/passwd"):
        status, _, _ = await get(made, f"/-/bulletin/{name}")
        assert status != 200, name


@pytest.mark.asyncio
async def test_a_file_that_was_changed_is_not_shown(database: Path) -> None:
    values = bulletin_folder(database) / "bulletin.json"
    values.write_text(values.read_text().replace("Delay", "<script>"))
    assert (await get(database, "/-/bulletin"))[0] == 404
    assert (await get(database, "/-/bulletin/bulletin.json"))[0] == 404


@pytest.mark.asyncio
async def test_a_bulletin_of_another_database_says_so(database: Path) -> None:
    manifest = bulletin_folder(database) / "manifest.json"
    told = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(told | {"input": {"kind": "private", "sha256": "0"}}))
    _, html, _ = await get(database, "/-/bulletin")
    assert "from a private database of the same owner" in html


@pytest.mark.asyncio
async def test_without_a_bulletin_there_is_no_page(collection: Path) -> None:
    status, html, _ = await get(collection, "/-/bulletin")
    assert status == 404
    assert "Traceback" not in html
