"""Whatever stands in an address or comes by whatever method: the right status, no trace, and nothing that runs."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from datasette.app import Datasette

from noteworthy.coder import Coder
from noteworthy.tagging import Tagger

BAD = [
    "'", '"', '"unclosed', "' OR 1=1 --", "'; DROP TABLE notes;--", "*", "a*", "NEAR(a b)", "a NEAR/2 b", "AND",
    "NOT a", "(a", "-x", "^a", "text:a", "{a b}", "%00", "%ff%fe", "%c3%28", "%ed%a0%80", "%", "%zz", "~", "~2", "~ZZ",
    "~FF", "\u202e", "a" * 10_000, "9" * 40, "-1", "0", "1e9", "1000000000", "../../etc/passwd", "..%2f..%2fetc",
    "<script>alert(1)</script>", "{{7*7}}", "\U0001f600",
]  # fmt: skip
NAMED = ["/-/note/{}", "/-/theme/{}", "/-/theme/{}/words", "/-/factor/{}", "/-/factor/{}/words", "/-/passage/{}"]
NAMED += ["/-/bulletin/{}", "/-/noteworthy/{}", "/-/correct/{}"]
ASKED = ["/-/find?words={}", "/-/find?theme={}", "/-/find.json?page={}", "/-/find.csv?size={}", "/-/find?year={}"]
ASKED += ["/-/find?words=a&words={}&page=1&page={}", "/-/find/sheet?passage={}", "/-/find/sheet.csv?passage={}"]
ASKED += [
    "/-/theme/delay/words?word={}",
    "/-/theme/delay/words?word=a&sort={}",
    "/-/factor/accommodation/words?page={}",
]
PLAIN = ["/", "/-/", "/-/theme/delay", "/-/factors", "/-/codebook", "/-/find", "/-/find.json", "/-/find/sheet.txt"]
PLAIN += ["/-/method", "/-/privacy", "/-/accessibility", "/-/data", "/-/bulletin", "/-/releases.atom", "/-/tag"]
PLAIN += ["/-/tag.json", "/-/review", "/-/correct", "/-/noteworthy/noteworthy.css", "/collection/notes"]


@pytest.fixture(scope="module")
def datasette(collection: Path) -> Iterator[Datasette]:
    """Return one site for all, with a tagger that is quickly there: what it says of a note is not asked here."""
    tagger = Tagger(lambda: Coder(reader="fast"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("noteworthy.web.tag.shared_tagger", lambda: tagger)
        yield Datasette(immutables=[str(collection)], metadata={"plugins": {"noteworthy": {"tag": True}}})


def sent(template: str, value: str) -> str:
    return template.replace("{}", value if "%" in value else quote(value, safe="~"))


def said_plainly(response: httpx.Response) -> bool:
    """Tell whether the answer is no failure of the server's, and shows no inside and no script of the address."""
    inside = ("Traceback", "sqlite3.", "OperationalError")
    runs = "html" in response.headers.get("content-type", "") and "<script>alert" in response.text
    return response.status_code < 500 and not runs and not any(word in response.text for word in inside)


@pytest.mark.asyncio
@pytest.mark.parametrize("template", [*NAMED, *ASKED])
async def test_no_value_makes_a_page_fail(template: str, datasette: Datasette) -> None:
    few = 1 if template in NAMED or "words={}" in template else 3
    for value in BAD[::few]:
        response = await datasette.client.get(sent(template, value))
        assert said_plainly(response), (value[:40], response.status_code)


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
async def test_no_method_makes_a_page_fail(method: str, datasette: Datasette) -> None:
    for path in PLAIN:
        response = await datasette.client.request(method, path)
        assert said_plainly(response), (path, response.status_code)
        if method in ("TRACE", "BREW"):
            assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD"), path


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data", ""])
async def test_no_body_makes_a_page_fail(kind: str, datasette: Datasette) -> None:
    for path in ("/-/tag", "/-/tag.json", "/-/correct/A1", "/-/review", "/-/find", "/collection/notes"):
        for body in (b"\xff\xfe", b"\x00", b"[" * 10_000, b"text=%ff&text=%00", b'{"text": 5}'):
            response = await datasette.client.post(path, content=body, headers={"Content-Type": kind})
            assert said_plainly(response), (path, body[:20], response.status_code)
