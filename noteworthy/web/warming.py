"""Getting ready while the server starts: it answers at once, and what the first searches need is read beside that.

Datasette starts its plugins and lists all tables at its first request. Where several come at once, one of them may come
before that is done, or read the list while another writes it, and fails: so both are done before anything is passed on.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

from noteworthy.web.finders import warm_finder
from noteworthy.web.intake import Application, Receive, Scope, Send
from noteworthy.web.site import find_site

if TYPE_CHECKING:
    from datasette.app import Datasette


PATIENCE = 10.0
"""Seconds that an end waits for what is still being read."""


class Warming:
    """Begin to get ready when a server says that it starts; programs that only ask a page or two never say so."""

    def __init__(self, app: Application, datasette: Datasette) -> None:
        self._app = app
        self._datasette = datasette
        self._begun: asyncio.Task[None] | None = None
        self._listing = asyncio.Lock()
        self._listed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        await self._list()
        if scope["type"] == "lifespan":
            self._begun = asyncio.create_task(self._begin())
            self._begun.add_done_callback(lambda task: task.cancelled() or task.exception())
        await self._app(scope, receive, send)
        if scope["type"] == "lifespan" and self._begun is not None:
            # A thread that still reads while the process ends could end it badly; what it met is of no use any more.
            await asyncio.wait({self._begun}, timeout=PATIENCE)

    async def _list(self) -> None:
        async with self._listing:
            if not self._listed:
                await self._datasette.invoke_startup()
                try:
                    await self._datasette.refresh_schemas()
                except (sqlite3.Error, OSError):
                    return  # a file that cannot be read is told by what stands behind
                self._listed = True

    async def _begin(self) -> None:
        site = await find_site(self._datasette)
        if site is not None and site.holds == "records":
            await warm_finder(self._datasette.get_database(site.database))
