"""The accessibility statement: what these pages aim at, how that is checked, and what is known to fall short."""

from __future__ import annotations

from datasette.utils.asgi import Response

from noteworthy.web.answers import Visit, for_readers


async def _accessibility_page(visit: Visit) -> Response:
    return await visit.page("accessibility.html", {"here": "accessibility"})


accessibility_view = for_readers(_accessibility_page)
