"""Tagging, coding and reviewing in a real browser: as one types, by the mouse and by the keys, and with no barrier."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from datasette.app import Datasette
from playwright.sync_api import Browser, Page, expect

from noteworthy.release import build_public
from noteworthy.serving import Extras, application, make_datasette, sign_in_link
from tests.browsing import answering

pytestmark = pytest.mark.browser

NOTE = "Danny Hall waited eleven weeks for a place on the waiting list."
SLOW = 90_000
"""Milliseconds: the first note waits until the model is loaded."""


@pytest.fixture(scope="module")
def work(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a private database in which the machine is unsure of two identifiers."""
    path = tmp_path_factory.mktemp("desk") / "work.db"
    shutil.copy(collection, path)
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO identifiers VALUES ('A1', 0, 2, 'PERSON', 0.5, 'a name')")
    connection.execute("INSERT INTO identifiers VALUES ('A2', 39, 43, 'PERSON', 0.5, 'a name')")
    connection.commit()
    connection.close()
    return path


@pytest.fixture(scope="module")
def public(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("public")
    shutil.copy(collection, folder / "work.db")
    build_public(folder / "work.db", folder / "public.db")
    yield from answering(application(make_datasette(folder / "public.db", extras=Extras(tag=True))))


@pytest.fixture(scope="module")
def private(work: Path) -> Datasette:
    return make_datasette(work, private=True)


@pytest.fixture(scope="module")
def desk(private: Datasette) -> Iterator[str]:
    yield from answering(application(private, private=True))


@pytest.fixture(scope="module")
def state(browser: Browser, desk: str, private: Datasette) -> Any:
    """Sign in, and say who it is; return what the browser keeps of it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(sign_in_link(private, desk))
    page.goto(f"{desk}/-/review")
    page.get_by_label("Your name").fill("Dana Öz")
    page.get_by_label("Your role").fill("inspector")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Review identifiers")
    kept = context.storage_state()
    context.close()
    return kept


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Return what opens a page, and fails where the page complains of anything."""
    contexts, complaints = [], []

    def open_page(url: str, **options: Any) -> Page:
        context = browser.new_context(reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Policy" in said.text else None)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def barriers(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page."""
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in Axe().run(page).response["violations"]]


def test_a_note_is_tagged_as_it_is_typed_and_the_cursor_stays(opened: Open, public: str) -> None:
    page = opened(f"{public}/-/tag")
    field = page.get_by_label("The note")
    field.press_sequentially(NOTE, delay=1)
    expect(page.locator("#tagged .note-text mark.poor").first).to_be_visible(timeout=SLOW)
    expect(field).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("poor practice", timeout=5_000)
    assert page.url == f"{public}/-/tag"
    assert barriers(page) == []


def test_what_is_typed_next_is_what_is_shown(opened: Open, public: str) -> None:
    page = opened(f"{public}/-/tag")
    page.get_by_label("The note").fill(NOTE)
    expect(page.locator("#tagged .note-text")).to_contain_text("Danny Hall", timeout=SLOW)
    page.get_by_label("The note").fill("<b>Housing</b> was found for her.")
    expect(page.locator("#tagged .note-text")).to_contain_text("<b>Housing</b> was found")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#tagged .note-text")).to_have_count(0)
    expect(page.get_by_label("The note")).to_be_focused()


def test_without_a_script_the_button_tags(opened: Open, public: str) -> None:
    page = opened(f"{public}/-/tag", java_script_enabled=False)
    page.get_by_label("The note").fill(NOTE)
    page.get_by_role("button", name="Tag this note").click(timeout=SLOW)
    expect(page.locator("#tagged .note-text mark.poor").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_label("The note")).to_have_value(NOTE)


def test_marked_words_go_into_the_form_and_are_coded_where_they_were_marked(
    opened: Open, desk: str, state: Any, work: Path
) -> None:
    page = opened(f"{desk}/-/correct/A2", storage_state=state)
    text = page.locator(".coder-text .note-text")
    expect(page.get_by_text("or mark them in the text")).to_be_visible()
    # Part of the second "was": the whole word is taken, and that one.
    text.evaluate(
        """element => {
          const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const at = walk.currentNode.data.indexOf('was settled');
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walk.currentNode, at + 1);
            range.setEnd(walk.currentNode, at + 2);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
          }
        }"""
    )
    form = page.locator("section", has=page.get_by_role("heading", name="Add a coding"))
    expect(form.get_by_label("Words")).to_have_value("was")
    expect(form.get_by_role("status")).to_have_text("The marked words are in the form.")
    form.get_by_label("Theme").select_option("housing")
    form.get_by_label("Polarity").select_option("good")
    form.get_by_role("button", name="Add").click()
    expect(page.locator(".coder-text mark")).to_have_text("was")
    connection = sqlite3.connect(work)
    record = connection.execute("SELECT record FROM corrections ORDER BY id DESC").fetchone()[0]
    connection.close()
    assert '"spans":[[53,56]]' in record
    assert barriers(page) == []


def test_a_note_is_coded_by_the_keyboard_alone(opened: Open, desk: str, state: Any) -> None:
    page = opened(f"{desk}/-/correct/A1", storage_state=state)
    page.get_by_role("button", name=re.compile("^Accept")).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your codings (1)")).to_be_visible()
    page.get_by_label("The note as a whole").select_option("poor")
    page.get_by_role("button", name="Coding complete").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Your coding of this note is complete")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Take it up again").click()
    expect(page.get_by_role("heading", name="Add a coding")).to_be_visible()


def test_single_keys_decide_until_they_are_switched_off(opened: Open, desk: str, state: Any) -> None:
    page = opened(f"{desk}/-/review", storage_state=state)
    left = page.locator(".progress strong")
    before = int((left.text_content() or "").split()[0])
    # A key counts once the next page's script has run, which its words on the screen do not wait for.
    with page.expect_navigation():
        page.keyboard.press("y")
    expect(left).to_have_text(f"{before - 1} left")
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(left).to_have_text(f"{before} left")
    page.keyboard.press("m")
    expect(page.get_by_label("Words, as they stand")).to_be_focused()
    page.keyboard.type("nys")
    page.get_by_label("Single keys decide").uncheck()
    page.locator("h1").click()
    page.keyboard.press("y")
    page.reload()
    expect(left).to_have_text(f"{before} left")
    expect(page.get_by_label("Single keys decide")).not_to_be_checked()
    assert barriers(page) == []


@pytest.mark.parametrize("path", ["/-/tag", "/-/correct", "/-/correct/A1", "/-/correct/long", "/-/review"])
def test_each_page_fits_a_small_screen_in_the_dark_and_has_no_barrier(
    path: str, opened: Open, desk: str, state: Any
) -> None:
    options: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}
    page = opened(desk + path, storage_state=state, **options)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert barriers(page) == []
