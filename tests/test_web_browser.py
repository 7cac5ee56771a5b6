"""The site in a real browser: it fits, it shows its marks, it asks nothing of anyone else, and it needs no script."""

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, ViewportSize, expect

pytestmark = pytest.mark.browser

HOSTILE = "/-/note/x~2F~3Cscript~3Ealert~281~29~3C~2Fscript~3E"
PAGES = ["/", "/-/codebook", "/-/theme/delay", "/-/note/A1", "/-/note/A2", "/-/note/silent", HOSTILE, "/-/note/long"]
TABLES = ["/collection", "/collection/notes", "/collection/codings?_facet=theme", "/collection/notes/A1", "/-/"]
SIZES: list[ViewportSize] = [
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
]


def visit(
    browser: Browser, url: str, *, size: ViewportSize = SIZES[0], script: bool = False, dark: bool = False
) -> Page:
    """Open a page as one kind of reader; fail where the browser complains, or asks anyone else for anything."""
    context = browser.new_context(
        viewport=size, java_script_enabled=script, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def note(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:")):
            complaints.append(f"asked for {request.url}")

    page.on("console", listen)
    page.on("request", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    assert complaints == []
    return page


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("path", PAGES)
def test_our_pages_fit_without_a_script_and_complain_of_nothing(path: str, browser: Browser, address: str) -> None:
    page = visit(browser, address + path)
    for size in SIZES:
        page.set_viewport_size(size)
        assert sideways(page) == 0, size
    page.context.close()


@pytest.mark.parametrize("path", TABLES)
def test_datasettes_pages_fit_too(path: str, browser: Browser, address: str) -> None:
    page = visit(browser, address + path, script=True)
    for size in SIZES:
        page.set_viewport_size(size)
        assert sideways(page) == 0, size
    page.context.close()


def test_what_was_asked_for_is_seen_at_once_on_a_small_screen(browser: Browser, address: str) -> None:
    page = visit(browser, address + "/-/note/A1", size=SIZES[-1])
    top = page.locator("main").bounding_box()
    assert top is not None
    assert top["y"] < SIZES[-1]["height"] / 3
    page.context.close()


def test_marks_are_seen_on_their_words_with_lines_of_different_kinds(browser: Browser, address: str) -> None:
    page = visit(browser, address + "/-/note/A1")
    words = page.locator(".note-text mark.mixed").all_inner_texts()
    assert "".join(words) == "a place on the waiting list"
    assert page.locator(".note-text mark").first.is_visible()
    style = "e => getComputedStyle(e).textDecorationStyle"
    lines = {
        polarity: page.locator(f".note-text mark.{polarity}").first.evaluate(style) for polarity in ("poor", "mixed")
    }
    assert lines == {"poor": "double", "mixed": "dashed"}
    page.context.close()


def test_a_marks_number_leads_to_its_entry_and_back(browser: Browser, address: str) -> None:
    page = visit(browser, address + "/-/note/A1")
    page.locator(".note-text a.ref").first.click()
    entry = page.locator("li:target")
    expect(entry).to_contain_text("practice")
    entry.locator("a.n").click()
    expect(page.locator(".note-text a.ref:target")).to_have_count(1)
    page.context.close()


def test_the_first_tab_shows_the_way_to_the_main_content(browser: Browser, address: str) -> None:
    page = visit(browser, address + "/-/note/A1")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    expect(page.locator("main")).to_be_focused()
    page.context.close()


def test_focus_is_seen(browser: Browser, address: str) -> None:
    page = visit(browser, address + "/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.locator(":focus").evaluate("e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth]")
    assert style == ["solid", "3px"]
    page.context.close()


def test_searching_works_without_a_script(browser: Browser, address: str) -> None:
    page = visit(browser, address + "/")
    page.get_by_label("Find practice by its words").fill("waiting lists")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Read it in its note").first.click()
    expect(page.locator("h1")).to_contain_text("Note ")
    page.context.close()


def test_dark_is_dark(browser: Browser, address: str) -> None:
    grounds = []
    for dark in (False, True):
        page = visit(browser, address + "/", dark=dark)
        grounds.append(page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor"))
        page.context.close()
    assert grounds == ["rgb(251, 250, 247)", "rgb(18, 23, 28)"]


def test_a_printed_note_has_its_text_and_marks_and_no_navigation(browser: Browser, address: str) -> None:
    page = visit(browser, address + "/-/note/A1")
    page.emulate_media(media="print")
    assert page.locator(".note-text mark").first.is_visible()
    assert page.locator(".codings").first.is_visible()
    assert not page.locator(".nw-top ul").is_visible()
    page.context.close()


def test_a_hostile_note_runs_nothing_even_with_scripts_allowed(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    opened: list[str] = []

    def refuse(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    for path in (HOSTILE, "/collection/notes", "/collection/codings", "/-/theme/delay"):
        page.goto(address + path)
    assert opened == []
    context.close()
