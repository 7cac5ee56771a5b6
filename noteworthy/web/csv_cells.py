"""Datasette's own CSV of our tables, made safe to open: a note that begins like a formula must not run as one.

Rows pass through as Datasette streams them. ``_raw=on`` in the address leaves every byte as it is, for programs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request

from noteworthy.spreadsheets import ACTIVE, inert
from noteworthy.web.site import find_site

if TYPE_CHECKING:
    from datasette.app import Datasette

csv.field_size_limit(2**31 - 1)
"""A note may be longer than the 128 KiB at which Python's reader gives up by itself."""

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


class InertCells:
    """Pass requests on; where the answer is CSV of a database of ours, see that none of its cells can run."""

    def __init__(self, app: Any, datasette: Datasette) -> None:
        self._app = app
        self._datasette = datasette

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and await self._wanted(Request(scope, receive)):
            await self._app(scope, receive, _Rows(send).send)
        else:
            await self._app(scope, receive, send)

    async def _wanted(self, request: Request) -> bool:
        if not request.path.endswith(".csv") or request.args.get("_raw") == "on":
            return False
        site = await find_site(self._datasette)
        return site is not None and request.path.startswith(str(self._datasette.urls.database(site.database)))


class _Rows:
    """One answer on its way: whole rows are let out, a row that is not yet whole waits."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_csv = False
        self._waiting = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = dict(message.get("headers", ()))
            # Datasette says text/plain of CSV that is to be looked at, and text/csv of what is to be kept.
            self._is_csv = headers.get(b"content-type", b"").startswith((b"text/csv", b"text/plain"))
        elif message["type"] == "http.response.body" and self._is_csv:
            message = {**message, "body": self._through(message.get("body", b""), ends=not message.get("more_body"))}
        await self._send(message)

    def _through(self, body: bytes, *, ends: bool) -> bytes:
        self._waiting += body
        # A row is whole where a line ends outside of quotes: an even number of them stands before.
        if not ends and (not self._waiting.endswith(b"\n") or self._waiting.count(b'"') % 2):
            return b""
        whole, self._waiting = self._waiting, b""
        return _inert_rows(whole)


def _inert_rows(rows: bytes) -> bytes:
    text = rows.decode("utf-8")
    if not any(sign in text for sign in ACTIVE if sign not in "\r\n"):
        return rows
    made = io.StringIO()
    csv.writer(made).writerows([inert(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline="")))
    return made.getvalue().encode("utf-8")
