"""Every page by the rules of axe-core: light on a desk, dark at 320 pixels, with what folds unfolded; and all fits."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from datasette.app import Datasette
from playwright.sync_api import Browser, Page, ViewportSize

from noteworthy.bulletin.files import write_files
from noteworthy.bulletin.folder import new_folder, write_manifest
from noteworthy.web.bulletin import bulletin_folder
from tests.browsing import answering
from tests.bulletin_sample import BULLETIN

pytestmark = pytest.mark.browser

HOSTILE = "/-/note/x~2F~3Cscript~3Ealert~281~29~3C~2Fscript~3E"
FOUND = "/-/find?words=waiting&theme=delay&polarity=poor"
OURS = ["/", "/-/codebook", "/-/theme/delay", "/-/note/A1", "/-/note/A2", HOSTILE, "/-/find", FOUND]
OURS += ["/-/find?words=waited+zeppelin&theme=delay", "/-/find?page=0", "/-/passage/A1-1", "/-/find/sheet"]
OURS += ["/-/find/sheet?passage=A1-1&passage=A2-1&passage=gone", "/-/factors", "/-/factor/accommodation", "/-/method"]
OURS += ["/-/theme/delay/words?word=waiting", "/-/factor/accommodation/words?word=a", "/-/privacy", "/-/accessibility"]
OURS += ["/-/data", "/-/nosuch", "/-/tag", "/-/bulletin"]
DATASETTES = ["/-/", "/collection", "/collection/codings?_facet=theme&theme=delay", "/collection/notes/A1"]
DATASETTES += ["/collection?sql=select+code+from+themes"]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
UNFOLDED = 6
"""Of what folds: enough to meet each kind, few enough to be quick on the page that describes every table."""
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def address(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the collection with a bulletin beside it and tagging switched on; return its address."""
    database = tmp_path_factory.mktemp("release") / collection.name
    shutil.copyfile(collection, database)
    with new_folder(bulletin_folder(database)) as folder:
        write_files(BULLETIN, folder)
        write_manifest(folder, {"kind": "open", "made": "2026-01-02", "input": {"kind": "open", "sha256": ""}})
    yield from answering(
        Datasette(immutables=[str(database)], metadata={"plugins": {"noteworthy": {"tag": True}}}).app()
    )


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """Open one page that goes from address to address."""
    return browser.new_context(reduced_motion="reduce").new_page()


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
