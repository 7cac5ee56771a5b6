"""Serving a database: Datasette with our plugin, on this machine.

A public file is opened immutable. A private one is served only when that is asked for by name, and only to whoever
opens the sign-in link, which works once.
"""

import contextlib
import socket
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import await_me_maybe
from datasette.utils.asgi import Request

from corpus.errors import DatabaseError, NoteworthyError
from corpus.store.migrations import connect_work, kind_of
from noteworthy.contact import understood
from noteworthy.manifest import read_manifest, sha256_of
from noteworthy.metadata import SourceNotice, served_metadata
from noteworthy.redaction_policy import read_redaction_policy
from noteworthy.tagging import shared_tagger

HOST = "127.0.0.1"

SETTINGS = {
    "default_page_size": 50,
    "suggest_facets": False,
    "facet_time_limit_ms": 1_500,
    "sql_time_limit_ms": 3_000,
    "truncate_cells_html": 600,
    "default_facet_size": 20,
    "max_returned_rows": 5_000,
}
"""The metadata name the facets, so none need be guessed; with Datasette's own limits large tables would lose them."""

PUBLIC_SETTINGS = {"allow_download": True}
PRIVATE_SETTINGS = {"allow_download": False, "default_cache_ttl": 0}

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Extras:
    """What a site is told beside its database."""

    tag: bool = False
    """Whether readers may have notes tagged that are not in it; on a private site they may in any case."""
    policy: Path | None = None
    """The policy that says what is to be reviewed on a private site."""
    contact: str = ""
    """Where concerns are to be sent."""

    def settings(self) -> dict[str, Any]:
        """Return them as our plugin reads them; what is wrong with them is an error before anything is served."""
        if self.policy is not None:
            read_redaction_policy(self.policy)
        if self.contact and understood(self.contact) is None:
            raise NoteworthyError(
                f"'{self.contact}' is no address for concerns; give an e-mail address, or one that begins with https://."
            )
        policy = str(self.policy.resolve()) if self.policy else ""
        given: dict[str, Any] = {"tag": self.tag, "policy": policy, "contact": self.contact}
        return {name: value for name, value in given.items() if value}


_NOTHING_MORE = Extras()


def serve(
    path: Path,
    *,
    port: int = 8001,
    private: bool = False,
    extras: Extras = _NOTHING_MORE,
    state: Callable[[str], None],
) -> None:
    """Serve a database until it is interrupted; `state` is told the address as soon as it answers there."""
    datasette = make_datasette(path, private=private, extras=extras)
    if private or extras.tag:
        shared_tagger().warm()
    with _listening(port) as listener:
        address = f"http://{HOST}:{listener.getsockname()[1]}"
        if private:
            state(f"Sign in once with this link: {sign_in_link(datasette, address)}")
            state("This database may name people. Nobody else on this machine can see it without the link.")
        else:
            state(f"Serving {path} at {address}/")
        state("Press Ctrl-C to stop.")
        config = uvicorn.Config(
            application(datasette, private=private), log_level="warning", access_log=False, ws="none"
        )
        # uvicorn ends what it is doing, and then passes the interrupt on to us.
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def make_datasette(path: Path, *, private: bool = False, extras: Extras = _NOTHING_MORE) -> Datasette:
    """Return Datasette on one database of ours; refuse a private one unless `private` is asked for."""
    kind = kind_of(path)
    if kind == "work" and not private:
        raise DatabaseError(
            f"{path} is a private database and may name people; serve a release of it, or add --private to see it "
            "yourself on this machine."
        )
    if kind == "public" and private:
        raise DatabaseError(f"{path} is a public release; serve it without --private.")
    if private:
        # Brings an older schema up to date, and rolls back what a killed build left half done; else it writes nothing.
        connect_work(path, create=False).close()
    name = path.stem
    return Datasette(
        [str(path)] if private else [],
        immutables=[] if private else [str(path)],
        inspect_data=None if private else {name: _inspected(path)},
        metadata=_metadata(path, kind, name=name, settings=extras.settings()),
        settings=SETTINGS | (PRIVATE_SETTINGS if private else PUBLIC_SETTINGS),
    )


def _metadata(path: Path, kind: str, *, name: str, settings: dict[str, Any]) -> dict[str, Any]:
    metadata = served_metadata(_described_as(path, kind), name=name, sources=_sources(path))
    return metadata | ({"plugins": {"noteworthy": settings}} if settings else {})


def application(datasette: Datasette, *, private: bool = False) -> Application:
    """Return what answers requests: Datasette, behind a door where the database is private."""
    app: Application = datasette.app()
    return SignedInOnly(app, datasette) if private else app


def sign_in_link(datasette: Datasette, address: str) -> str:
    """Return the address that signs its first visitor in, once."""
    return f"{address}/-/auth-token?token={datasette._root_token}"


class SignedInOnly:
    """Let nobody through to any page, a plugin's included, but who has signed in, and asks this machine by its name.

    Datasette asks for permission page by page; a page that forgot to ask would show what is private. A page of another
    site can have its own name lead to this machine, or post a form here from another port: the names of host and
    origin give both away.
    """

    OPEN = (b"/-/auth-token", b"/-/static/", b"/-/static-plugins/")
    NAMES = frozenset({HOST.encode(), b"localhost", b"[::1]"})

    def __init__(self, app: Application, datasette: Datasette) -> None:
        self._app = app
        self._datasette = datasette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say that signing in comes first."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not self._asks_here(dict(scope["headers"]), scope["method"]):
            await _refuse(send, b"This private database is only for pages of this machine's own address.\n")
            return
        # Datasette goes by the path as it was sent, so the door does too.
        path: bytes = scope.get("raw_path") or scope.get("path", "").encode()
        if path.startswith(self.OPEN) or await self._signed_in(scope, receive):
            await self._app(scope, receive, _hiding_cookies(send))
            return
        await _refuse(send, b"This database is private. Open the sign-in link that was printed when it was started.\n")

    def _asks_here(self, headers: dict[bytes, bytes], method: str) -> bool:
        host = headers.get(b"host", b"")
        name, _, port = host.rpartition(b":")
        if (name if port.isdigit() else host) not in self.NAMES:
            return False
        if method in ("GET", "HEAD"):
            return True
        # The origin is "null" on pages that send no referrer, as Datasette's own; newer browsers say more.
        if (site := headers.get(b"sec-fetch-site")) is not None:
            return site in (b"same-origin", b"none")
        return headers.get(b"origin") in (None, b"http://" + host)

    async def _signed_in(self, scope: Scope, receive: Receive) -> bool:
        request = Request(scope, receive)
        for found in pm.hook.actor_from_request(datasette=self._datasette, request=request):
            actor = await await_me_maybe(found)
            if actor and actor.get("id") == "root":
                return True
        return False


async def _refuse(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _hiding_cookies(send: Send) -> Send:
    """Return what sends on, each cookie out of reach of scripts: all ports of this machine share their cookies."""

    async def hiding(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name, value if name != b"set-cookie" or b"httponly" in value.lower() else value + b"; HttpOnly")
                for name, value in message.get("headers", [])
            ]
            message = {**message, "headers": headers}
        await send(message)

    return hiding


def _listening(port: int) -> socket.socket:
    """Return a socket that listens on this machine alone; a port of 0 takes any that is free."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as problem:
        listener.close()
        raise NoteworthyError(
            f"cannot serve on port {port}: {problem.strerror}; end what uses it, or choose another with --port."
        ) from None
    return listener


@contextlib.contextmanager
def _read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file only to read it; one that is cut short or damaged is refused."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)) as connection:
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise DatabaseError(
            f"cannot serve {path}: {problem}; the file may be damaged or cut short: make or fetch it anew."
        ) from None


def _described_as(path: Path, kind: str) -> str:
    """Return the kind as the metadata have it: a public file may be open or protected."""
    with _read_only(path) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key = 'kind'").fetchone()
    return "protected" if kind == "public" and found is not None and found[0] == "protected" else kind


def _sources(path: Path) -> list[SourceNotice]:
    with _read_only(path) as connection:
        found = connection.execute("SELECT title, licence, notice, attribution FROM sources ORDER BY name").fetchall()
    return [SourceNotice(*(value or "" for value in row)) for row in found]


def _inspected(path: Path) -> dict[str, Any]:
    """Return what Datasette would work out of an immutable file on its first pages, where counting is cut short."""
    manifest, size = read_manifest(path), path.stat().st_size
    digest = manifest["sha256"] if manifest.get("bytes") == size else sha256_of(path)
    with _read_only(path) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = {name: {"count": connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]} for name in names}
    return {"hash": digest, "size": size, "file": path.name, "tables": tables}
