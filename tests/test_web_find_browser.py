"""Find practice in a real browser: by keyboard alone, without a script, on paper, and with a short list."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, expect

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a browser of one kind of reader; fail where it complains, or asks anyone else for anything."""
    options = {"viewport": WIDE, "reduced_motion": "reduce", **getattr(request, "param", {})}
    context = browser.new_context(**options)
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
    yield page
    context.close()
    assert complaints == []


def collect(page: Page, address: str, *words: str) -> None:
    """Put the first passage found by each of some words onto the short list."""
    for word in words:
        page.goto(f"{address}/-/find?words={word}")
        page.get_by_role("button", name="Add to short list").first.click()


def test_find_narrow_open_collect_and_take_away_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address + "/-/find")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator("#words:focus").count():
            break
    page.keyboard.type("waiting")
    page.keyboard.press("Enter")
    expect(page).to_have_title("waiting, 3 passages in 3 notes: Find practice – Noteworthy")
    page.locator("input[value=availability]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/-/find?words=waiting&theme=availability")
    expect(page.locator("#answer")).to_have_text("1 passage in 1 note")
    button = page.get_by_role("button", name="Add to short list")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_have_text("Added. 1 passage on your short list.")
    expect(page.get_by_role("button", name="Take off short list")).to_be_focused()
    page.get_by_role("link", name="Your short list (1)").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".quotations blockquote")).to_have_text(
        "He waited eleven weeks for a place on the waiting list."
    )
    with page.expect_download() as download:
        page.get_by_role("link", name="plain text").focus()
        page.keyboard.press("Enter")
    assert "He waited eleven weeks" in download.value.path().read_text(encoding="utf-8")


def test_the_list_lasts_in_its_order_and_what_is_taken_off_is_gone(page: Page, address: str) -> None:
    collect(page, address, "trusting", "referral")
    page.goto(address + "/-/find/sheet")
    page.get_by_role("link", name="Your short list (2)").click()
    expect(page.locator(".quotations blockquote")).to_have_text(
        ["A trusting relationship was built with care.", "An earlier referral would have helped."]
    )
    page.get_by_role("button", name="Take off").first.click()
    expect(page.locator(".quotations blockquote")).to_have_count(1)
    page.get_by_role("button", name="Empty your short list").click()
    expect(page.get_by_text("Nothing has been collected yet.")).to_be_visible()
    assert page.evaluate("Object.values(localStorage)") == ["[]"]


def test_the_browser_keeps_keys_and_no_words(page: Page, address: str) -> None:
    collect(page, address, "referral")
    assert page.evaluate("Object.entries(localStorage)") == [["noteworthy:shortlist:/collection", '["A1-2"]']]


def test_a_spoilt_list_is_an_empty_one(page: Page, address: str) -> None:
    page.goto(address + "/-/find?words=referral")
    for spoilt in ("{", "7", '{"a": 1}', "[1, null]"):
        page.evaluate("text => localStorage.setItem('noteworthy:shortlist:/collection', text)", spoilt)
        page.reload()
        expect(page.get_by_role("button", name="Add to short list")).to_be_visible()


def test_another_tab_sees_what_was_collected(page: Page, address: str) -> None:
    page.goto(address + "/-/find?words=referral")
    other = page.context.new_page()
    other.goto(address + "/-/find?words=referral")
    page.get_by_role("button", name="Add to short list").click()
    expect(other.get_by_role("button", name="Take off short list")).to_be_visible()


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script_all_but_collecting_works_and_says_so(page: Page, address: str) -> None:
    page.goto(address + "/")
    page.get_by_label("Find practice by its words").fill("waited")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Availability of services").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#answer")).to_have_text("1 passage in 1 note")
    expect(page.get_by_text("needs JavaScript")).to_be_visible()
    expect(page.locator("button.collect")).to_be_hidden()
    page.get_by_text("Cite this").click()
    expect(page.locator(".cite p")).to_contain_text("passage A1-1")
    page.get_by_role("link", name="Read it in its note").click()
    expect(page.locator(".sentence:target")).to_contain_text("He waited eleven weeks")


@pytest.mark.parametrize("page", [{"java_script_enabled": False, "viewport": NARROW}], indirect=True)
def test_filters_are_folded_away_on_a_phone_and_open_without_a_script(page: Page, address: str) -> None:
    page.goto(address + "/-/find?words=waited")
    assert not page.get_by_label("Availability of services").is_visible()
    page.get_by_text("Narrow the answer").first.click()
    page.get_by_label("Availability of services").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#answer")).to_have_text("1 passage in 1 note")


def test_words_and_evidence_differ_in_more_than_colour(page: Page, address: str) -> None:
    page.goto(address + "/-/find?words=weeks")
    sought = page.locator(".hit .sought").first
    assert sought.evaluate("e => [getComputedStyle(e).borderTopStyle, getComputedStyle(e).fontWeight]") == [
        "solid",
        "700",
    ]
    lines = page.locator(".hit mark").evaluate_all("all => all.map(e => getComputedStyle(e).textDecorationStyle)")
    assert {"double", "dashed"} <= set(lines)


def test_the_printed_sheet_has_quotations_and_citations_and_nothing_to_press(page: Page, address: str) -> None:
    page.goto(address + "/-/find/sheet?passage=A1-1&passage=A2-1")
    page.emulate_media(media="print")
    expect(page.locator(".quotations blockquote").first).to_be_visible()
    expect(page.locator(".quotations .cite-line").first).to_be_visible()
    for nothing in (".acts", ".shortlist-line", ".nw-top ul"):
        expect(page.locator(nothing).first).to_be_hidden()
