"""What goes wrong, as a plain page: the right status, what is wrong, what to do, and never a stack trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils import add_cors_headers
from datasette.utils.asgi import Base400, Request, Response

from noteworthy.web.answers import problem
from noteworthy.web.site import find_site
from noteworthy.web.versions import own_refusal

if TYPE_CHECKING:
    from datasette.app import Datasette

_TOO_LONG = "The question took too long and was stopped. Ask for less at a time: add a filter, or take fewer facets."
_NOT_FOUND = "There is nothing at this address. It may be mistyped, or the table may not be in this release."
_CANNOT_SORT = ("Cannot sort table by ", "Cannot use _sort and _sort_desc ")
"""How 0.65 begins what it says of an order that it cannot give; it calls that a failure of the server."""
_ONLY_READ = "You may only POST to a canned query"
"""What 0.65 says, as a failure of its own, where something is posted to a table."""
_OUR_FAULT = (
    "Something went wrong on our side; nothing was changed. Try again, and if it stays, tell whoever runs this site."
)


async def refusal(datasette: Datasette, request: Request, exception: Exception) -> Response | None:
    """Return a page for an error, or ``None`` to leave it to Datasette: JSON of the right status, or another's site."""
    if await find_site(datasette) is None:
        return None
    status, heading, reason = _told(exception)
    if request.path.endswith(".json") and status == getattr(exception, "status", 500):
        return None
    response = await problem(datasette, request, status=status, heading=heading, reason=reason, advice=())
    if datasette.cors:
        add_cors_headers(response.headers)
    return response


async def forbidden_page(datasette: Datasette, request: Request, message: str) -> Response:
    """Return the page for those who may not see this."""
    if await find_site(datasette) is None:
        return await own_refusal(datasette, request, message)
    return await problem(
        datasette,
        request,
        status=403,
        heading="You need to sign in",
        reason="This collection is private. Open the sign-in address that was printed when the site was started.",
    )


def _told(exception: Exception) -> tuple[int, str, str]:
    """Return status, heading and reason in plain words; only Datasette's own short messages are passed on."""
    from datasette.database import QueryInterrupted
    from datasette.views.base import DatasetteError

    if isinstance(exception, QueryInterrupted) or getattr(exception, "title", None) == "SQL Interrupted":
        return 400, "That took too long", _TOO_LONG
    if isinstance(exception, DatasetteError):
        status, message = exception.status, exception.message if not exception.message_is_html else ""
        if message.startswith(_CANNOT_SORT):
            status = 400
    elif isinstance(exception, Base400):
        status, message = exception.status, str(exception.args[0]) if exception.args else ""
    elif isinstance(exception, AssertionError) and str(exception) == _ONLY_READ:
        return 405, "This page can only be read", "It takes no input of this kind."
    else:
        status, message = 500, ""
    if status == 404:
        return 404, "Page not found", _NOT_FOUND
    if status >= 500:
        return status, "Something went wrong", _OUR_FAULT
    return status, "That cannot be answered", message or "The address asks for something that this site cannot give."
