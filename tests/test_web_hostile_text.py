"""Hostile text in a note or an address stays text on every page."""

import re
from pathlib import Path

import pytest

from tests.site_pages import HOSTILE, served


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        HOSTILE,
        "/",
        "/-/theme/delay",
        "/-/note/silent",
        "/collection/notes",
        "/collection/codings",
        "/collection/sentences",
        "/collection/notes?_search=script",
        "/collection/coded_passages",
        "/collection/notes/x~2F~3Cscript~3Ealert~281~29~3C~2Fscript~3E",
        "/-/note/%3Cscript%3Ealert(2)%3C%2Fscript%3E",
        "/-/theme/%3Cscript%3Ealert(2)%3C%2Fscript%3E",
    ],
)
async def test_a_script_in_a_note_or_an_address_stays_text(path: str, collection: Path) -> None:
    html = (await served(collection).get(path)).text
    before = {found[-14:] for found in re.findall(r"(.{0,14})alert", html)}
    assert not {one for one in before if not one.endswith(("&lt;script&gt;", "~3Cscript~3E", "%3Cscript%3E"))}
    assert before or path == "/", "the test is blind"
    assert not re.search(r"<script>\s*alert", html)
    assert "<b>late" not in html


@pytest.mark.asyncio
async def test_control_and_direction_characters_cannot_hide_or_turn_words(collection: Path) -> None:
    html = (await served(collection).get(HOSTILE)).text
    assert "\x00" not in html
    assert "\u202e" not in html
    assert "\u2400" in html
    assert "\u05e9\u05dc\u05d5\u05dd" in html
