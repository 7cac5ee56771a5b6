"""A word in its contexts: each time it stands in the coded passages, aligned, sorted, paged, and whatever is asked."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from noteworthy.web import concordance
from tests.site_pages import Page, page, served


def _lines(found: Page) -> list[str]:
    """Return the lines as they are read from left to right."""
    return [" ".join(row.split()) for row in re.split(r"(?=Note\s+N\d)", found.within("tbody"))]


@pytest.mark.asyncio
async def test_a_word_is_shown_with_what_stands_around_it(collection: Path) -> None:
    found = await page("/-/theme/delay/words?word=eleven", collection)
    assert "He waited eleven weeks for a place on the waiting list." in " ".join(found.within("tbody").split())
    assert found.within("mark") == "eleven"
    assert "/-/note/A1#s1" in [link["href"] for link in found.all("a")]
    assert "All passages (1)" in found.text
    assert "Poor practice (1)" in found.text


@pytest.mark.asyncio
async def test_words_that_follow_each_other_are_found_whatever_their_capitals(collection: Path) -> None:
    found = await page("/-/theme/delay/words?word=WAITING%20list", collection)
    assert found.within("mark").count("waiting list") == 2


@pytest.mark.asyncio
async def test_another_form_of_a_word_is_another_word(collection: Path) -> None:
    found = await page("/-/theme/delay/words?word=waits", collection)
    assert "These very words stand in no coded passage here." in found.text


@pytest.mark.asyncio
async def test_passages_of_another_theme_are_not_shown(collection: Path) -> None:
    assert "stand in no coded passage" in (await page("/-/theme/housing/words?word=eleven", collection)).text


@pytest.mark.asyncio
async def test_contexts_of_a_factor_are_those_of_its_notes(collection: Path) -> None:
    found = await page("/-/factor/accommodation/words?word=eleven", collection)
    # One sentence, coded poor with one theme and mixed with another.
    assert "All passages (2)" in found.text
    assert "stand in no" in (await page("/-/factor/drugs/words?word=eleven", collection)).text


@pytest.mark.asyncio
async def test_polarity_narrows_and_pages_go_on(compared: Path) -> None:
    found = await page("/-/theme/delay/words?word=the", compared)
    assert "All passages (60)" in found.text
    assert "Page 1 of 2." in found.text
    following = [link["href"] for link in found.all("a") if link.get("rel") == "next"]
    assert following == ["/-/theme/delay/words?word=the&sort=after&page=2"]
    assert len((await page(following[0], compared)).all("mark")) == 10
    poor = await page("/-/theme/delay/words?word=the&polarity=poor", compared)
    assert len(poor.all("mark")) == 20
    assert {mark["class"] for mark in poor.all("mark")} == {"poor"}


@pytest.mark.asyncio
@pytest.mark.parametrize(("sort", "side"), [("after", "after"), ("before", "before")])
async def test_lines_are_sorted_by_the_words_on_either_side(sort: str, side: str, compared: Path) -> None:
    response = await served(compared).get(f"/-/theme/delay/words?word=the&sort={sort}")
    cells = re.findall(rf'<td class="{side}"[^>]*>(.*?)</td>', response.text)
    words = [re.findall(r"\w+", cell.lower()) for cell in cells]
    keys = words if side == "after" else [one[::-1] for one in words]
    assert len(keys) == 50
    assert keys == sorted(keys)


@pytest.mark.asyncio
async def test_a_bound_that_was_met_is_told(compared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concordance, "PASSAGES", 12)
    found = await page("/-/theme/delay/words?word=the", compared)
    assert "only the first 12 passages of notes with it were looked at" in found.text
    assert "All passages (12)" in found.text
    monkeypatch.undo()
    monkeypatch.setattr(concordance, "NOTES", 10)
    found = await page("/-/theme/delay/words?word=the", compared)
    assert "only the first 10 notes with it were looked at" in found.text
    assert "All passages (10)" in found.text


@pytest.mark.asyncio
async def test_without_a_word_the_page_suggests_some(compared: Path) -> None:
    found = await page("/-/theme/delay/words", compared)
    assert "Words that tell good from poor here" in found.text
    assert "promptly" in found.text
    assert not found.all("table")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("word=" + "x" * 81, 400, "Up to 6 words are looked for together, and 80 characters."),
        ("word=a+b+c+d+e+f+g", 400, "Up to 6 words"),
        ("word=the&polarity=bad", 400, "none of them is “bad”"),
        ("word=the&sort=<script>", 400, "not by “<script>”"),
        ("word=the&page=0", 400, "A page is a whole number from 1."),
        ("word=the&page=1000000000", 400, "A page is a whole number from 1."),
        ("word=the&page=99999", 400, "no page 99999"),
        ("word=the&page=two", 400, "A page is a whole number from 1."),
        ("word=%00", 200, "Words in their contexts"),
        ("word=%22", 200, "Words in their contexts"),
        ("word=%25", 200, "Words in their contexts"),
    ],
)
async def test_what_cannot_be_answered_is_a_plain_page(asked: str, status: int, told: str, compared: Path) -> None:
    assert told in (await page(f"/-/theme/delay/words?{asked}", compared, status=status)).text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "word",
    ["'; DROP TABLE notes --", "NEAR(a b)", "a* OR b", 'say "it"', "naïve", "שלום", "😀 x", "_", "\u202e", "it’s"],
)
async def test_any_characters_are_looked_for_and_none_is_an_error(word: str, compared: Path) -> None:
    found = await page(f"/-/theme/delay/words?word={quote(word)}", compared)
    assert "contexts" in found.text


@pytest.mark.asyncio
async def test_a_hostile_note_is_harmless_in_its_contexts(collection: Path) -> None:
    response = await served(collection).get("/-/theme/delay/words?word=waiting+list")
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert(" in response.text
    assert "\u202e" not in response.text


@pytest.mark.asyncio
async def test_unknown_themes_and_factors_are_told(compared: Path) -> None:
    assert "has no theme “none”" in (await page("/-/theme/none/words?word=a", compared, status=404)).text
    assert "factor “none”" in (await page("/-/factor/none/words?word=a", compared, status=404)).text
