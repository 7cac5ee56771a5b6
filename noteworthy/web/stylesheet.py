"""The one stylesheet, served under the hash of its content so that a browser may keep it for good."""

import hashlib
from functools import cache
from pathlib import Path

from datasette.utils.asgi import Request, Response

_FILE = Path(__file__).parent / "static" / "noteworthy.css"
PATH = "/-/noteworthy/noteworthy.css"


@cache
def _content() -> tuple[str, str]:
    text = _FILE.read_text(encoding="utf-8")
    return text, hashlib.sha256(text.encode()).hexdigest()[:12]


def stylesheet_path() -> str:
    """Return the stylesheet's path with its version."""
    return f"{PATH}?v={_content()[1]}"


async def stylesheet_view(request: Request) -> Response:
    """Answer with the stylesheet."""
    text, version = _content()
    lasting = request.args.get("v") == version
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, headers=headers, content_type="text/css; charset=utf-8")
