"""What is not there, fails or may not be asked: a plain page or JSON that says what to do, and tells nothing."""

from pathlib import Path

import pytest

from noteworthy.web.queries import Queries
from tests.site_pages import page, served


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/-/note/unknown", 404, "There is no note with the key “unknown” in this collection."),
        ("/-/note/%F0%28%8C", 404, "There is no note"),
        ("/-/note/' OR 1=1 --", 404, "There is no note"),
        ("/-/note/" + "k" * 5000, 404, "There is no note"),
        ("/-/theme/unknown", 404, "has no theme “unknown”"),
        ("/collection/unknown", 404, "There is nothing at this address."),
        ("/unknown/notes", 404, "There is nothing at this address."),
        ("/-/unknown", 404, "There is nothing at this address."),
        ("/collection/notes?_searchmode=raw&_search=%22", 400, "unterminated string"),
        ("/collection/notes?_size=minus", 400, "_size must be"),
        ("/collection/notes?_sort=nosuch", 400, "Cannot sort table by nosuch"),
        ("/collection/notes?_sort=id&_sort_desc=id", 400, "Cannot use _sort and _sort_desc at the same time"),
    ],
)
async def test_what_is_not_there_is_a_plain_page_that_says_what_to_do(
    path: str, status: int, told: str, collection: Path
) -> None:
    found = await page(path, collection, status=status)
    assert told in found.text
    assert "Traceback" not in found.text
    assert "/" in [link["href"] for link in found.all("a")]


@pytest.mark.asyncio
async def test_a_failure_of_ours_shows_no_detail(collection: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(Queries, "note", fail)
    response = await served(collection).get("/-/note/A1")
    assert response.status_code == 500
    assert "Something went wrong" in response.text
    assert "secret" not in response.text


@pytest.mark.asyncio
async def test_an_error_prints_no_text_of_a_note_on_the_terminal(
    collection: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fail(queries: Queries, key: str) -> None:
        text = (await queries._all("SELECT text FROM notes WHERE id = :key", key=key))[0]["text"]  # noqa: F841
        raise RuntimeError("after the text was read")

    monkeypatch.setattr(Queries, "note", fail)
    await served(collection).get("/-/note/A1")
    told = "".join(capfd.readouterr())
    assert "RuntimeError" in told
    assert "waited" not in told


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        "/collection/notes?_searchmode=raw&_search=%22waited",
        "/collection/notes.json?_searchmode=raw&_search=%22waited",
        "/collection/notes.csv?_searchmode=raw&_search=%22waited&_stream=1",
        "/collection?sql=select+waited+from+notes",
    ],
)
async def test_a_question_that_fails_is_not_printed_on_the_terminal(
    path: str, collection: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    response = await served(collection).get(path)
    assert response.status_code == 400
    assert "waited" not in "".join(capfd.readouterr())


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
async def test_a_page_is_only_read(method: str, collection: Path) -> None:
    response = await served(collection).request(method.upper(), "/-/note/A1")
    assert response.status_code in (403, 405)
    assert "Traceback" not in response.text


@pytest.mark.asyncio
async def test_a_head_request_gets_no_body(collection: Path) -> None:
    response = await served(collection).head("/-/note/A1")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/collection/unknown.json", 404, "Table not found"),
        ("/collection/notes.json?_sort=nosuch", 400, "Cannot sort table by nosuch"),
        ("/-/note/nosuch.json", 404, "There is no note with the key “nosuch.json”"),
        ("/-/theme/nosuch.json", 404, "has no theme “nosuch.json”"),
    ],
)
async def test_json_stays_json_when_something_is_wrong(path: str, status: int, told: str, collection: Path) -> None:
    response = await served(collection).get(path)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/json")
    found = response.json()
    assert (found["ok"], found["status"]) == (False, status)
    assert told in found["error"]
