"""The few scripts of our pages, each served under the hash of its content so that a browser may keep it for good.

A page works without them; one that has none is served under a policy that lets no script run at all.
"""

import hashlib
from functools import cache
from pathlib import Path

from datasette.utils.asgi import NotFound, Request, Response

_FOLDER = Path(__file__).parent / "static"
PATTERN = r"/-/noteworthy/(?P<script>[a-z_]+)\.js$"


@cache
def _content(name: str) -> tuple[str, str]:
    text = (_FOLDER / f"{name}.js").read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def _names() -> frozenset[str]:
    return frozenset(file.stem for file in _FOLDER.glob("*.js"))


def script_path(name: str) -> str:
    """Return the path of a script with its version, below the site's base."""
    return f"/-/noteworthy/{name}.js?v={_content(name)[1]}"


async def script_view(request: Request) -> Response:
    """Answer with a script of ours."""
    name = request.url_vars["script"]
    if name not in _names():
        raise NotFound("404")
    text, version = _content(name)
    lasting = request.args.get("v") == version
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, headers=headers, content_type="text/javascript; charset=utf-8")
