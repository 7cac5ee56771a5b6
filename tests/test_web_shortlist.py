"""A passage's own page and the quotation sheet: with sources, lasting, and to be taken away."""

import csv
import io
import json
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.site_pages import data, page, served


@pytest.mark.asyncio
async def test_a_passage_has_a_page_with_its_neighbours_codings_origin_citation_and_others_like_it(
    collection: Path,
) -> None:
    found = await page("/-/passage/A1-1", collection)
    assert "He waited eleven weeks for a place on the waiting list. An earlier referral" in found.text
    assert "Delay and timeliness: poor practice, on the words “waited eleven weeks for a place” and “waiting list”" in (
        found.text
    )
    assert "tagged by the machine, confidence 90%" in found.text
    assert "Kind of organisation CRC" in found.text
    assert "http://localhost/-/passage/A1-1 – Invented for these tests" in found.text
    assert "Similar passages" in found.within("h2")


@pytest.mark.asyncio
async def test_a_citation_names_the_release_where_a_manifest_tells_of_it(collection: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(collection, copy)
    told = {"bytes": copy.stat().st_size, "released": "2024-05-03", "kind": "open", "sha256": "ab" * 32, "tables": {}}
    told |= {"software": {"noteworthy": "0.1.0"}}
    Path(f"{copy}.manifest.json").write_text(json.dumps(told), encoding="utf-8")
    found = await page("/-/passage/A1-1", copy)
    assert (
        "passage A1-1. Open release of 3 May 2024, sha256 abababababab. http://localhost/-/passage/A1-1" in found.text
    )


@pytest.mark.asyncio
async def test_a_citation_from_a_private_database_says_that_it_is_private(collection: Path) -> None:
    told = await data("/-/find.json?words=weeks", collection)
    assert "Private database, not to be quoted outside; coded with codebook" in told["passages"][0]["citation"]


@pytest.mark.asyncio
async def test_the_sheet_has_the_passages_named_in_their_order_with_sources(collection: Path) -> None:
    found = await page("/-/find/sheet?passage=A2-1&passage=A1-1&passage=A2-1&passage=gone", collection)
    assert found.text.index("A trusting relationship") < found.text.index("He waited eleven weeks")
    assert len(found.all("blockquote")) == 2
    assert "2 passages with their sources." in found.text
    assert "No longer here: gone." in found.text
    assert found.text.count("Invented for these tests: authored, not real cases.") >= 3


@pytest.mark.asyncio
async def test_an_empty_sheet_says_how_to_collect(collection: Path) -> None:
    found = await page("/-/find/sheet", collection)
    assert "Nothing has been collected yet." in found.text
    assert "needs JavaScript" in found.text


@pytest.mark.asyncio
async def test_the_sheet_can_be_taken_away_as_a_table_and_as_text(collection: Path) -> None:
    client = served(collection)
    query = "passage=A1-1&passage=A2-1"
    table = await client.get(f"/-/find/sheet.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["passage"] for row in rows] == ["A1-1", "A2-1"]
    text = await client.get(f"/-/find/sheet.txt?{query}")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "1. “He waited eleven weeks for a place on the waiting list.”" in text.text
    assert "Invented for these tests" in text.text


@pytest.mark.asyncio
async def test_a_sheet_of_too_many_passages_says_how_many_it_takes(collection: Path) -> None:
    query = urlencode([("passage", str(number)) for number in range(101)])
    found = await page(f"/-/find/sheet?{query}", collection, status=400)
    assert "It names 101 passages, and a sheet holds up to 100." in found.text


@pytest.mark.asyncio
async def test_a_passage_that_is_not_there_is_not_found(collection: Path) -> None:
    for path in ("/-/passage/nosuch", "/-/passage/A1-99", "/-/passage/' OR 1=1 --", "/-/passage/" + "k" * 5000):
        assert "There is no passage with the key" in (await page(path, collection, status=404)).text
