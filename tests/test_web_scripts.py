"""The scripts of our pages are served as the style sheet is: under the hash of what they hold."""

from pathlib import Path

import pytest
from datasette.app import Datasette

from noteworthy.web.scripts import script_path


@pytest.mark.asyncio
async def test_a_script_under_its_hash_may_be_kept_for_good(collection: Path) -> None:
    client = Datasette(immutables=[str(collection)]).client
    response = await client.get(script_path("shortlist"))
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert (await client.get("/-/noteworthy/shortlist.js?v=older")).headers["cache-control"] == "no-cache"


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["nosuch", "scripts", "__init__"])
async def test_nothing_else_is_a_script(name: str, collection: Path) -> None:
    client = Datasette(immutables=[str(collection)]).client
    assert (await client.get(f"/-/noteworthy/{name}.js")).status_code == 404
