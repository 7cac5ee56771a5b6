"""The pages of factors: what was judged, which themes, examples and words; safe counts where nothing else is held."""

import sqlite3
from pathlib import Path

import pytest

from corpus.store.database import StoredSource, WorkDatabase
from noteworthy.release import build_public
from tests.compared_notes import FILE, build_compared
from tests.site_pages import page


@pytest.fixture(scope="module")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("protected")
    work = build_compared(folder / "work.db", number=240)
    with WorkDatabase(work) as database:
        database.store_source(StoredSource(FILE, FILE, "0" * 64, "private"))
        database.describe(software="noteworthy test", model="m1")
        database.finish()
    build_public(work, folder / "protected.db")
    return folder / "protected.db"


@pytest.mark.asyncio
async def test_the_list_has_every_factor_with_its_balance(compared: Path) -> None:
    found = await page("/-/factors", compared)
    links = {link["href"] for link in found.all("a") if link["href"].startswith("/-/factor/")}
    assert len(links) == 10
    assert "Drug misuse" in found.text
    assert "Accommodation Not found in these notes" in found.text


@pytest.mark.asyncio
async def test_a_factor_says_how_it_was_judged_against_all_factors(compared: Path) -> None:
    found = await page("/-/factor/drugs", compared)
    assert "30 notes give reasons for judgements on this factor" in found.text
    assert "Was <enough> delivered? 67% (" in found.text
    assert "Codings in notes on Drug misuse, by polarity" in found.text


@pytest.mark.asyncio
async def test_a_factor_has_its_themes_against_all_notes(compared: Path) -> None:
    found = await page("/-/factor/drugs", compared)
    assert "all notes 67%" in found.text
    assert "Delay and timeliness. Note" in found.text
    assert [link for link in found.all("a") if link["href"] == "/-/factor/drugs/words?word=promptly"]


@pytest.mark.asyncio
async def test_a_factor_of_no_note_says_so(compared: Path) -> None:
    found = await page("/-/factor/finance", compared)
    for told in (
        "No note that counts gives reasons for a judgement on this factor.",
        "No closed question on this factor was answered with yes or no.",
        "No theme is coded in notes on this factor.",
        "No passage of good practice in notes on this factor.",
        "No word stands clearly more often in passages of good practice.",
    ):
        assert told in found.text


@pytest.mark.asyncio
async def test_an_unknown_factor_is_a_plain_page(compared: Path) -> None:
    found = await page("/-/factor/%3Cb%3Enone", compared, status=404)
    assert "is about a factor “<b>none”" in found.text


@pytest.mark.asyncio
async def test_a_factor_of_any_characters_has_its_page(compared: Path, tmp_path: Path) -> None:
    file = tmp_path / "odd.db"
    file.write_bytes(compared.read_bytes())
    connection = sqlite3.connect(file)
    connection.execute("INSERT INTO factors VALUES ('a/b <i>&', 'a/b <i>&')")
    connection.commit()
    connection.close()
    links = [link["href"] for link in (await page("/-/factors", file)).all("a") if "a~2Fb" in link["href"]]
    assert (await page(links[0], file)).within("h1") == "a/b <i>&"


@pytest.mark.asyncio
async def test_a_note_and_the_codebook_lead_to_the_factor(compared: Path) -> None:
    for path in ("/-/note/N0", "/-/codebook"):
        found = await page(path, compared)
        assert [link for link in found.all("a") if link["href"] == "/-/factor/drugs"], path


@pytest.mark.asyncio
async def test_a_protected_release_shows_safe_counts_of_a_factor_and_nothing_else(protected: Path) -> None:
    listed = await page("/-/factors", protected)
    assert [link for link in listed.all("a") if link["href"] == "/-/factor/drugs"]
    found = await page("/-/factor/drugs", protected)
    assert "Notes on Drug misuse by theme and polarity, rounded" in found.text
    assert "Delay and timeliness" in found.text
    assert not found.all("blockquote")
    nothing = await page("/-/factor/finance", protected)
    assert "No count of this factor is published" in nothing.text
    for path in ("/-/factor/drugs/words?word=the", "/-/theme/delay/words?word=the"):
        assert "This release holds no notes" in (await page(path, protected, status=404)).text


@pytest.mark.asyncio
async def test_a_theme_of_a_protected_release_has_the_same_rule_as_anywhere(protected: Path, compared: Path) -> None:
    rules = [(await page("/-/theme/delay", file)).within("dl") for file in (protected, compared)]
    assert rules[0].split() == rules[1].split() != []
