"""Getting ready while the server starts: it answers at once, and what the first searches need is read beside that."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from noteworthy.web.finders import warm_finder
from noteworthy.web.intake import Application, Receive, Scope, Send
from noteworthy.web.site import find_site

if TYPE_CHECKING:
    from datasette.app import Datasette


class Warming:
    """Begin to get ready when a server says that it starts; programs that only ask a page or two never say so."""

    def __init__(self, app: Application, datasette: Datasette) -> None:
        self._app = app
        self._datasette = datasette
        self._begun: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        if scope["type"] == "lifespan":
            self._begun = asyncio.create_task(self._begin())
        await self._app(scope, receive, send)

    async def _begin(self) -> None:
        site = await find_site(self._datasette)
        if site is not None and site.holds == "records":
            await warm_finder(self._datasette.get_database(site.database))
