"""Where our pages are not wanted, and where they are not for all: strangers learn nothing."""

import re
from pathlib import Path

import pytest
from datasette.app import Datasette
from datasette.plugins import pm


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/", "/.json", "/_memory", "/_memory?sql=select+'notes'+as+note", "/-/", "/nowhere"])
async def test_a_datasette_without_our_database_looks_as_if_we_were_not_there(path: str) -> None:
    async def answer() -> tuple[int, str]:
        response = await Datasette(memory=True).client.get(path)
        return response.status_code, re.sub(r"Queries took [\d.]+ms", "", response.text)

    with_us = await answer()
    plugin = pm.get_plugin("noteworthy")
    pm.unregister(plugin)
    try:
        without_us = await answer()
    finally:
        pm.register(plugin, "noteworthy")
    assert with_us == without_us


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/-/codebook", "/-/note/A1", "/-/theme/delay"])
async def test_our_addresses_are_unknown_where_there_is_no_database_of_ours(path: str) -> None:
    response = await Datasette(memory=True).client.get(path)
    assert response.status_code == 404
    assert "Automated tags" not in response.text


@pytest.mark.asyncio
async def test_a_private_site_tells_strangers_nothing_of_its_sources(collection: Path) -> None:
    private = Datasette(immutables=[str(collection)], metadata={"allow": {"id": "root"}})
    for path in ("/", "/-/note/A1", "/-/codebook", "/-/theme/delay", "/collection", "/collection/notes", "/-/"):
        response = await private.client.get(path)
        assert response.status_code == 403, path
        assert "You need to sign in" in response.text
        assert "Invented" not in response.text
        assert "invented.csv" not in response.text
        assert "waited" not in response.text


@pytest.mark.asyncio
async def test_a_private_site_shows_all_to_those_signed_in(collection: Path) -> None:
    private = Datasette(immutables=[str(collection)], metadata={"allow": {"id": "root"}})
    cookie = {"ds_actor": private.sign({"a": {"id": "root"}}, "actor")}
    for path in ("/", "/-/note/A1", "/collection/notes"):
        response = await private.client.get(path, cookies=cookie)
        assert response.status_code == 200
        assert "Invented for these tests" in response.text
        assert response.headers["cache-control"] == "private, no-store"
