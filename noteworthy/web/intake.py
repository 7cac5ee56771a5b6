"""What is posted to our pages, taken in whole before anything else reads it: within a limit, and as text.

Datasette's guard against forged forms reads a body to its end, however long it is, and fails on one that is not UTF-8.
This stands before it. Nothing of a body is ever put into an answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request

from noteworthy.web.answers import problem, wrong_method
from noteworthy.web.site import find_site

if TYPE_CHECKING:
    from datasette.app import Datasette

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""What Datasette's pages have an answer to, be it a refusal; on any other they fail."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Post:
    """What one address takes."""

    path: str
    """Where its address begins, below the site's base."""
    kind: str
    """The one media type that is taken."""
    most: int
    """Bytes that a body may have."""


POSTS = (
    # A character can take twelve bytes in JSON (two escaped surrogates), and as many in a form.
    Post("/-/tag.json", JSON, 2_600_000),
    Post("/-/tag", FORM, 300_000),
    Post("/-/correct", FORM, 100_000),
    Post("/-/review", FORM, 100_000),
)


class RefusedError(Exception):
    """A body that is not taken: the status, a heading and a sentence."""

    def __init__(self, status: int, heading: str, reason: str) -> None:
        super().__init__(reason)
        self.status, self.heading, self.reason = status, heading, reason


class Intake:
    """Take in what is posted to our pages; leave every other request as it is."""

    def __init__(self, app: Application, datasette: Datasette) -> None:
        self._app = app
        self._datasette = datasette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body whole and read; or answer it with what is wrong with it."""
        post, known = self._post(scope), scope["type"] != "http" or scope["method"] in METHODS
        if (post is None and known) or await find_site(self._datasette) is None:
            await self._app(scope, receive, send)
            return
        await self._datasette.invoke_startup()
        request = Request({**scope, "csrftoken": lambda: ""}, receive)
        if post is None:
            await (await wrong_method(self._datasette, request)).asgi_send(send)
            return
        try:
            body = await _whole(receive, post, dict(scope["headers"]))
        except RefusedError as refused:
            told = await problem(
                self._datasette, request, status=refused.status, heading=refused.heading, reason=refused.reason
            )
            told.headers["Cache-Control"] = "no-store"
            await told.asgi_send(send)
            return
        if body is not None:
            await self._app(scope, _again(body, receive), send)

    def _post(self, scope: Scope) -> Post | None:
        if scope["type"] != "http" or scope["method"] != "POST":
            return None
        path = scope["path"].removeprefix(self._datasette.setting("base_url").rstrip("/"))
        return next((post for post in POSTS if path == post.path or path.startswith(post.path + "/")), None)


async def _whole(receive: Receive, post: Post, headers: dict[bytes, bytes]) -> bytes | None:
    """Return a body within its limit, or ``None`` where whoever sent it has gone."""
    kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    if kind != post.kind.encode():
        raise RefusedError(415, "That form is not taken here", f"Send it as {post.kind}, in UTF-8.")
    length = headers.get(b"content-length", b"0")
    too_much = RefusedError(
        413, "That is too much at once", f"At most {post.most:,} bytes are taken here; send less at a time."
    )
    if length.isdigit() and int(length) > post.most:
        raise too_much
    body = bytearray()
    async for part in _parts(receive):
        if part is None:
            return None
        body += part
        if len(body) > post.most:
            raise too_much
    try:
        body.decode()
    except UnicodeDecodeError:
        raise RefusedError(400, "That cannot be read", "What was sent is not UTF-8; send its text as UTF-8.") from None
    return bytes(body)


async def _parts(receive: Receive) -> Any:
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            yield None
            return
        more = message.get("more_body", False)
        yield message.get("body", b"")


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what hands the body out once more, and then whatever comes after it."""
    messages: Iterable[MutableMapping[str, Any]] = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def replay() -> MutableMapping[str, Any]:
        for message in messages:
            return message
        return await receive()

    return replay
