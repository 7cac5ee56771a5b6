"""A note's page: its text whole, each coding on its words and in words, its score, judgement, case and neighbours."""

import re
from pathlib import Path

import pytest

from tests.site_pages import page, served


@pytest.mark.asyncio
async def test_a_note_is_shown_whole_with_each_coding_on_its_words(collection: Path) -> None:
    response = await served(collection).get("/-/note/A1")
    html = response.text
    block = html[html.index('<div class="note-text"') : html.index("</div>", html.index('<div class="note-text"'))]
    bare = re.sub(r"<a class=\"ref.*?</a>|<[^>]*>", "", block)
    assert bare == "He waited eleven weeks for a place on the waiting list. An earlier referral would have helped."
    marked = re.sub(r"<a class=\"ref.*?</a>", "", block)
    assert '<mark class="poor">waited eleven weeks for </mark>' in marked
    # The two overlap on these words, and both are open there.
    assert re.search(r'<mark class="\w+"><mark class="\w+">a place</mark></mark>', marked)


@pytest.mark.asyncio
async def test_each_coding_is_listed_in_words(collection: Path) -> None:
    found = await page("/-/note/A1", collection)
    assert "Delay and timeliness: poor practice" in found.text
    assert "Availability of services: mixed practice" in found.text
    assert "Status: hypothetical: what would have helped, not what was done." in found.text
    assert "Found by a phrase of the codebook and the statistical model, confidence 90%." in found.text
    assert "Why: cue ‘waiting list’." in found.text
    assert "Coding 1: Delay and timeliness, poor practice" in found.text


@pytest.mark.asyncio
async def test_the_score_is_said_in_words(collection: Path) -> None:
    found = await page("/-/note/A1", collection)
    assert "0.07 on a scale from 0 (poor practice) to 1 (good practice)" in found.text
    assert "the 90% interval runs from 0.02 to 0.21" in found.text
    assert "Needs review." in found.text
    silent = await page("/-/note/silent", collection)
    assert "nothing in this note that judges practice, so it has no score" in silent.text
    assert "Needs review" not in silent.text


@pytest.mark.asyncio
async def test_the_judgement_and_the_case_are_shown(collection: Path) -> None:
    found = await page("/-/note/A1", collection)
    assert "Was <enough> work delivered?" in found.text
    assert "Inspector’s answer No Desistance factor Accommodation Stage of supervision Implementation" in found.text
    assert "Organisation Millbrook Kind of organisation CRC Region North Order Community order" in found.text


@pytest.mark.asyncio
async def test_the_way_leads_to_the_notes_of_the_case_and_to_those_before_and_after(collection: Path) -> None:
    found = await page("/-/note/A1", collection)
    links = [link["href"] for link in found.all("a")]
    assert "/-/note/A1~2Fnotable" in links
    assert "/-/note/A2" in links
    assert [link["href"] for link in found.all("a") if link.get("rel") == "next"] == ["/-/note/A1~2Fnotable"]
    assert not [link for link in found.all("a") if link.get("rel") == "prev"]
    assert "First note" in found.text


@pytest.mark.asyncio
async def test_coders_come_before_the_machine_where_both_read_a_note(collection: Path) -> None:
    found = await page("/-/note/A2", collection)
    assert found.text.index("What coders agreed") < found.text.index("What the machine tagged")
    assert "For comparison only: the machine’s codings of this note are not counted." in found.text
    assert "The tagger learnt from this note." in found.text
    assert "Coders: good practice" in found.text
    assert "Machine: poor practice" in found.text
    assert "Each coder’s own reading (2)" in found.text
    assert "Motivation and engagement: good practice" in found.text
    alone = await page("/-/note/A1", collection)
    assert "The note, as the machine tagged it" in alone.text
    assert "coders agreed" not in alone.text


@pytest.mark.asyncio
async def test_a_note_of_a_hundred_thousand_characters_is_shown_whole(collection: Path) -> None:
    found = await page("/-/note/long", collection)
    assert found.text.count("<i>nothing</i> followed.") >= 2100
