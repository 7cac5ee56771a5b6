"""The browser and the served collection that the browser tests share: one of each for a module.

Not for a session: while it runs, Playwright holds the event loop that the other tests need.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from datasette.app import Datasette
from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


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
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(collection: Path) -> Iterator[str]:
    """Serve the collection, with tagging switched on; return its address."""
    metadata = {"plugins": {"noteworthy": {"tag": True}}}
    yield from answering(Datasette(immutables=[str(collection)], metadata=metadata).app())


def answering(app: Any) -> Iterator[str]:
    """Serve an application on loopback at a free port as long as its address is wanted."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=30)
