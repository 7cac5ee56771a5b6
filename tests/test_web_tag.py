"""Tag a note: the page with and without its script, the same as JSON, its limits, and nothing of a text left."""

import asyncio
import json
import logging
import re
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette

from noteworthy.release import build_public
from noteworthy.serving import Extras, application, make_datasette, sign_in_link
from noteworthy.web import tag
from noteworthy.web.tag_rate import Buckets

ADDRESS = "http://127.0.0.1"
TEXT = "Danny Hall waited eleven weeks for a place on the waiting list. He was never seen."
HOSTILE = "<script>alert(1)</script> He waited & <b>waited</b> on the waiting list.\x00 \u202e"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def public(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tag")
    work, path = folder / "work.db", folder / "public.db"
    shutil.copy(collection, work)
    build_public(work, path)
    return path


@pytest.fixture(scope="module")
def datasette(public: Path) -> Datasette:
    return make_datasette(public, extras=Extras(tag=True))


def client_of(datasette: Datasette, *, private: bool = False) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=application(datasette, private=private))
    return httpx.AsyncClient(transport=transport, base_url=ADDRESS)


async def asked(datasette: Datasette, value: object) -> httpx.Response:
    async with client_of(datasette) as client:
        return await client.post("/-/tag.json", json=value)


async def form_token(client: httpx.AsyncClient, path: str = "/-/tag") -> str:
    """Load a page with a form, as a browser does, and return its token against forged forms."""
    found = re.search(r'name="csrftoken" value="([^"]+)"', (await client.get(path)).text)
    assert found
    return found[1]


# ---------------------------------------------------------------- as a page


@pytest.mark.asyncio
async def test_the_page_has_a_form_that_works_without_a_script(datasette: Datasette) -> None:
    async with client_of(datasette) as client:
        token = await form_token(client)
        answer = await client.post("/-/tag", data={"text": TEXT, "csrftoken": token})

    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    assert re.search(r'<mark class="poor">waited eleven weeks', answer.text)
    assert re.search(r"“<bdi>Danny Hall</bdi>”</strong>: person", answer.text)
    assert "90% interval" in answer.text
    assert "Automated tags are aids, not inspection judgements." in answer.text
    assert TEXT in answer.text.split("<textarea")[1].split("</textarea>")[0]


@pytest.mark.asyncio
async def test_the_scripts_own_request_is_answered_with_the_result_alone(datasette: Datasette) -> None:
    async with client_of(datasette) as client:
        token = await form_token(client)
        answer = await client.post("/-/tag", data={"text": TEXT, "csrftoken": token}, headers={tag.PART: "tagged"})

    assert answer.headers[tag.PART] == "tagged"
    assert "<html" not in answer.text
    assert "<mark" in answer.text
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.asyncio
async def test_a_script_may_run_and_ask_this_site_and_nothing_else(datasette: Datasette) -> None:
    async with client_of(datasette) as client:
        policy = (await client.get("/-/tag")).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert policy.endswith("script-src 'self'; connect-src 'self'")
    assert "unsafe" not in policy


@pytest.mark.asyncio
async def test_a_hostile_note_is_shown_harmless(datasette: Datasette) -> None:
    async with client_of(datasette) as client:
        token = await form_token(client)
        answer = await client.post("/-/tag", data={"text": HOSTILE, "csrftoken": token})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<b>waited" not in answer.text
    assert "\u202e" not in answer.text
    assert "\x00" not in answer.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("", 400, "There is nothing to tag yet"),
        (" \r\n ", 400, "nothing to tag"),
        ("a " * 10_001, 413, "may have 20,000"),
    ],
)
async def test_a_text_that_cannot_be_tagged_is_said_on_the_page(
    text: str, status: int, said: str, datasette: Datasette
) -> None:
    async with client_of(datasette) as client:
        token = await form_token(client)
        answer = await client.post("/-/tag", data={"text": text, "csrftoken": token})

    assert answer.status_code == status
    assert said in answer.text


@pytest.mark.asyncio
async def test_a_forged_form_is_refused(datasette: Datasette) -> None:
    async with client_of(datasette) as client:
        await form_token(client)
        answer = await client.post("/-/tag", data={"text": TEXT, "csrftoken": "forged"})

    assert answer.status_code == 403


# ---------------------------------------------------------------- as JSON


@pytest.mark.asyncio
async def test_json_is_answered_in_the_form_of_the_contract(datasette: Datasette) -> None:
    answer = await asked(datasette, {"text": TEXT})
    note = answer.json()

    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    assert set(note) == {"id", "sentences", "practice", "identifiers", "codebook", "model"}
    first = note["sentences"][0]
    assert sum(first["practice"]["scores"].values()) == pytest.approx(1)
    coding = first["codings"][0]
    assert (coding["theme"], coding["polarity"], coding["status"]) == ("delay", "poor", "observed")
    assert TEXT[coding["start"] : coding["end"]] == "waited eleven weeks"
    assert [TEXT[one["start"] : one["end"]] for one in note["identifiers"]] == ["Danny Hall"]


@pytest.mark.asyncio
async def test_several_notes_are_answered_in_their_order_and_alike_alone_or_together(datasette: Datasette) -> None:
    together = (await asked(datasette, {"notes": [{"id": "x", "text": "Fine."}, {"id": "y", "text": TEXT}]})).json()
    alone = (await asked(datasette, {"id": "y", "text": TEXT})).json()

    assert [note["id"] for note in together["notes"]] == ["x", "y"]
    assert together["notes"][1] == alone


@pytest.mark.asyncio
async def test_offsets_count_characters_and_not_bytes(datasette: Datasette) -> None:
    text = "🙂🙂 Ó. He waited eleven weeks for a place."
    note = (await asked(datasette, {"text": text})).json()
    codings = [coding for sentence in note["sentences"] for coding in sentence["codings"]]

    assert [text[one["start"] : one["end"]] for one in codings] == ["waited eleven weeks"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", JSON, 400),
        (b"[]", JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (b'{"text": "x"}', {"content-type": "text/plain"}, 415),
        (b'{"text": "x"}', {}, 415),
        (b"text=x", FORM, 415),
        (json.dumps({"text": "a" * 20_001}).encode(), JSON, 413),
        (b'{"text": "' + b"a" * 2_700_000 + b'"}', JSON, 413),
    ],
)
async def test_what_cannot_be_answered_is_said_as_json_with_its_status(
    body: bytes, headers: dict[str, str], status: int, datasette: Datasette
) -> None:
    async with client_of(datasette) as client:
        answer = await client.post("/-/tag.json", content=body, headers=headers)

    assert answer.status_code == status
    told = answer.json()
    assert (told["ok"], told["status"]) == (False, status)
    assert "aaaa" not in answer.text
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.asyncio
async def test_a_body_that_does_not_say_its_length_is_cut_off_at_the_limit(datasette: Datasette) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 100_000_000:
            sent += 65_536
            yield b" " * 65_536

    async with client_of(datasette) as client:
        answer = await client.post("/-/tag.json", content=endless(), headers=JSON)

    assert answer.status_code == 413


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_another_method_is_told_which_is_right(method: str, datasette: Datasette) -> None:
    async with client_of(datasette) as client:
        answer = await client.request(method, "/-/tag.json")
        page = await client.request("DELETE", "/-/tag")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert (page.status_code, page.headers["allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.asyncio
async def test_a_form_of_another_kind_is_refused_before_it_is_read(datasette: Datasette) -> None:
    async with client_of(datasette) as client:
        await form_token(client)
        answer = await client.post("/-/tag", files={"text": b"x"})

    assert answer.status_code == 415


# ---------------------------------------------------------------- how much, for whom


@pytest.mark.asyncio
async def test_who_asks_too_much_waits_and_is_told_how_long(public: Path) -> None:
    datasette = make_datasette(public, extras=Extras(tag=True))
    tag._buckets[datasette] = Buckets(size=1000, per_second=10)
    first = await asked(datasette, {"text": TEXT})
    await asked(datasette, {"text": TEXT})
    answer = await asked(datasette, {"text": TEXT})

    assert first.status_code == 200
    assert answer.status_code == 429
    assert 40 <= int(answer.headers["retry-after"]) <= 50


@pytest.mark.asyncio
async def test_where_too_many_wait_another_is_sent_away_and_told_when(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noteworthy.tagging.MOST_WAITING", 0)
    answer = await asked(datasette, {"text": TEXT})

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.asyncio
async def test_a_public_site_tags_only_where_that_is_switched_on(public: Path) -> None:
    datasette = make_datasette(public)
    async with client_of(datasette) as client:
        for answer in (await client.get("/-/tag"), await client.post("/-/tag.json", json={"text": TEXT})):
            assert answer.status_code == 404
            assert "--tag" in answer.text
        assert "Tag a note" not in (await client.get("/")).text


@pytest.mark.asyncio
async def test_where_it_is_switched_on_every_page_leads_to_it(datasette: Datasette) -> None:
    async with client_of(datasette) as client:
        assert 'href="/-/tag"' in (await client.get("/")).text
        assert (await client.head("/-/tag")).text == ""


@pytest.mark.asyncio
async def test_on_a_private_site_it_is_for_those_who_signed_in(collection: Path, tmp_path: Path) -> None:
    work = tmp_path / "work.db"
    shutil.copy(collection, work)
    datasette = make_datasette(work, private=True)
    async with client_of(datasette, private=True) as client:
        assert (await client.post("/-/tag.json", json={"text": TEXT})).status_code == 403
        await client.get(sign_in_link(datasette, ""))
        assert (await client.post("/-/tag.json", json={"text": TEXT})).status_code == 200


@pytest.mark.asyncio
async def test_elsewhere_there_is_no_such_page(tmp_path: Path) -> None:
    datasette = Datasette(memory=True, metadata={"plugins": {"noteworthy": {"tag": True}}})
    assert (await datasette.client.get("/-/tag")).status_code == 404
    assert (await datasette.client.post("/-/tag.json", json={"text": TEXT})).status_code in (404, 405)


@pytest.mark.asyncio
async def test_nothing_of_a_text_is_stored_logged_or_printed(
    public: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    datasette = make_datasette(public, extras=Extras(tag=True))
    secret = "Zebedee Quill"
    before = {path.name: path.read_bytes() for path in public.parent.iterdir()}
    answers = [await asked(datasette, {"text": f"{secret} waited weeks."}), await asked(datasette, {"text": [secret]})]
    async with client_of(datasette) as client:
        token = await form_token(client)
        answers.append(await client.post("/-/tag", data={"text": f"{secret} waited.", "csrftoken": token}))
        answers.append(await client.get(f"/-/tag?text={secret}"))
    await asyncio.sleep(0)

    assert secret not in caplog.text
    assert secret not in "".join(capfd.readouterr())
    assert {path.name: path.read_bytes() for path in public.parent.iterdir()} == before
    assert secret not in answers[1].text
    assert secret not in answers[3].text
    assert not any(secret in value for answer in answers for value in answer.headers.values())
