"""The codebook's page, and a theme's rule, counts and passages where the codebook leads."""

from pathlib import Path

import pytest

from tests.site_pages import page


@pytest.mark.asyncio
async def test_a_theme_has_its_rule_its_counts_and_passages_of_both_kinds(collection: Path) -> None:
    found = await page("/-/theme/housing", collection)
    assert "Access to suitable, settled accommodation." in found.text
    assert "Used for" in found.text
    assert "Not used for" in found.text
    assert "tenancy was kept" in found.within("mark")
    assert "Note A1/notable , tagged by the machine" in found.text.replace("A1/notable,", "A1/notable ,")
    assert "No passage of poor practice on this theme." in found.text


@pytest.mark.asyncio
async def test_a_hypothetical_passage_is_no_example(collection: Path) -> None:
    found = await page("/-/theme/sequencing", collection)
    assert "Sequencing and pace 100% 0 0 1 0 1" in found.text
    assert "No passage of poor practice on this theme." in found.text


@pytest.mark.asyncio
async def test_the_codebook_shows_every_theme_polarity_and_status(collection: Path) -> None:
    found = await page("/-/codebook", collection)
    assert len([link for link in found.all("a") if link["href"].startswith("/-/theme/")]) == 15
    for word in ("Core themes", "Further themes", "Good practice (good)", "hypothetical", "normative", "reported"):
        assert word in found.text
