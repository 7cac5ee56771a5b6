"""The front page: what it counts, charts and says of whose codings they are, and where its box leads."""

import re
from pathlib import Path

import pytest

from tests.site_pages import Page, page, served


@pytest.mark.asyncio
async def test_the_front_page_counts_notes_cases_sentences_and_codings(collection: Path) -> None:
    found = await page("/", collection)
    figures = re.findall(r"[\d,]+", found.within("dl"))
    # Six notes of one case; the coded one counts by what coders agreed, the rest by what the machine tagged.
    assert figures == ["6", "1", "9", "7"]
    assert "1 note shows good practice, 4 notes show poor practice and 1 note says nothing" in found.text


@pytest.mark.asyncio
async def test_the_chart_stands_in_the_rows_of_its_table(collection: Path) -> None:
    found = await page("/", collection)
    assert "Delay and timeliness 100% 0 0 3 0 3" in found.text
    assert "One-to-one work 100% 1 0 0 0 1" in found.text
    assert "Signposting Not found in these notes" in found.text
    assert len(found.all("caption")) == 1
    assert {svg["aria-hidden"] for svg in found.all("svg")} == {"true"}


@pytest.mark.asyncio
async def test_the_front_page_says_whose_codings_they_are(collection: Path) -> None:
    found = await page("/", collection)
    assert "Of the 7 codings that count, 1 are by coders and 6 are the machine’s." in found.text


@pytest.mark.asyncio
async def test_the_search_box_finds_passages_and_whole_notes_are_searched_by_datasette(collection: Path) -> None:
    client = served(collection)
    front = Page((await client.get("/")).text)
    found = await client.get(f"{front.all('form')[0]['action']}.json?words=referrals")
    assert [passage["note"] for passage in found.json()["passages"]] == ["A1"]
    assert "/collection/notes" in [link["href"] for link in front.all("a")]
    notes = await client.get("/collection/notes.json?_search=referrals&_shape=array")
    assert [row["id"] for row in notes.json()] == ["A1"]
