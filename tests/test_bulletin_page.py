"""The page is one accessible file that asks nothing of any other machine, and each figure leads to its table."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from noteworthy.bulletin.drawing import Picture
from noteworthy.bulletin.page import linked, page
from tests.bulletin_sample import BULLETIN, sample_pictures

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def pictures() -> dict[str, Picture]:
    return sample_pictures()


@pytest.fixture(scope="module")
def html(pictures: dict[str, Picture]) -> str:
    return page(BULLETIN, pictures)


def test_texts_are_escaped(html: str) -> None:
    assert "=Finance &amp; &lt;debt&gt;" in html
    assert "He &lt;waited&gt; until [DATE]." in html
    assert "<waited>" not in html


def test_nothing_is_asked_of_another_machine(html: str) -> None:
    assert "<script" not in html
    found = re.findall(r'(?:src|href|url\()\s*=?\s*["\'(]?([^"\')\s>]+)', html)
    assert not [address for address in found if re.match(r"(https?:)?//", address)]


def test_a_table_that_a_sentence_names_is_a_link_to_it(html: str) -> None:
    assert '(table <a href="#table-1a">1a</a>)' in html
    assert '<table id="table-1a"' in html
    assert str(linked("See tables 1a and 2a; table 9z.", ["1a", "2a"])).count("<a ") == 2
    assert "&lt;b&gt;" in linked("<b> table 1a", ["1a"])


def test_a_section_without_data_says_so_and_why(html: str) -> None:
    assert "No case is linked to an outcome." in html
    assert "not supported by these data" in html


def test_what_is_hidden_is_said_to_those_who_hear_the_page(html: str) -> None:
    assert re.search(r'\[c\] <span class="hidden">hidden, so that nobody can be recognised</span>', html)


def test_every_link_within_the_page_leads_somewhere(html: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the browser of the machine; without one, skip, but fail where the build must have it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        message = "no Chromium was found: install Debian's package chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_a_phone_needs_no_sideways_scrolling(
    html: str, tmp_path: Path, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    file = tmp_path / "bulletin.html"
    file.write_text(html, encoding="utf-8")
    view = browser.new_page(viewport={"width": 320, "height": 800}, color_scheme=scheme)
    requests: list[str] = []
    view.on("request", lambda request: requests.append(request.url))
    view.goto(file.as_uri())
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}}
    found = Axe().run(view, options=options).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found] == []
    assert view.evaluate("document.documentElement.scrollWidth") <= 320
    assert requests == [file.as_uri()]
    view.close()
