"""Every page by the rules of axe-core: light on a desk, dark at 320 pixels, with what folds unfolded; and all fits."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from datasette.app import Datasette
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
HOSTILE = "/-/note/x~2F~3Cscript~3Ealert~281~29~3C~2Fscript~3E"
FOUND = "/-/find?words=waiting&theme=delay&polarity=poor"
OURS = ["/", "/-/codebook", "/-/theme/delay", "/-/note/A1", "/-/note/A2", HOSTILE, "/-/find", FOUND]
OURS += ["/-/find?words=waited+zeppelin&theme=delay", "/-/find?page=0", "/-/passage/A1-1", "/-/find/sheet"]
OURS += ["/-/find/sheet?passage=A1-1&passage=A2-1&passage=gone", "/-/factors", "/-/factor/accommodation", "/-/method"]
OURS += ["/-/theme/delay/words?word=waiting", "/-/factor/accommodation/words?word=a", "/-/privacy", "/-/accessibility"]
OURS += ["/-/data", "/-/nosuch"]
DATASETTES = ["/-/", "/collection", "/collection/codings?_facet=theme&theme=delay", "/collection/notes/A1"]
DATASETTES += ["/collection?sql=select+code+from+themes"]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
UNFOLDED = 6
"""Of what folds: enough to meet each kind, few enough to be quick on the page that describes every table."""
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """Open a page in the browser of the machine; without one, skip, but fail where the build must have it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        message = "no Chromium was found: install Debian's package chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser.new_context(reduced_motion="reduce").new_page()
        browser.close()


@pytest.fixture(scope="module")
def address(collection: Path) -> Iterator[str]:
    """Serve the collection on loopback at a free port; return its address."""
    app = Datasette(immutables=[str(collection)]).app()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=30)


def broken(page: Page) -> list[str]:
    """Return the rules that the page breaks, each with the first places where it does."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {[node['html'][:200] for node in rule['nodes'][:3]]}" for rule in found]


def sideways(page: Page) -> Any:
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("path", [*OURS, *DATASETTES])
def test_no_rule_is_broken_and_all_fits(path: str, page: Page, address: str) -> None:
    page.goto(address + path)
    page.evaluate(
        "n => { for (const one of [...document.querySelectorAll('main details')].slice(0, n)) one.open = true; }",
        UNFOLDED,
    )
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    assert broken(page) == [], "on a desk, light"
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    assert broken(page) == [], "at 320 pixels, dark"
    assert sideways(page) == 0
