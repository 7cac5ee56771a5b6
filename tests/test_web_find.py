"""Find practice as a reader's browser gets it: what was asked for, marked and told apart, and harmless."""

import csv
import io
import re
import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette

from tests.site_pages import Page, data, page, served

OURS = ["/-/find", "/-/find?words=waiting", "/-/find?words=nothing+zeppelin&theme=delay", "/-/passage/A1-1"]
OURS += ["/-/find/sheet", "/-/find/sheet?passage=A1-1&passage=A2-1&passage=gone"]
HOSTILE_KEY = "x/<script>alert(1)</script>-1"


# ---------------------------------------------------------------- the form of the pages


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OURS)
async def test_a_page_is_well_formed_labelled_and_says_what_tags_are(path: str, collection: Path) -> None:
    found = await page(path, collection)
    assert len(found.all("h1")) == len(found.all("main")) == 1
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in found.all("a") if link["href"].startswith("#")} <= set(ids)
    assert "Automated tags are aids, not inspection judgements. Invented for these tests" in found.text


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OURS)
async def test_only_our_own_script_may_run_and_nothing_comes_from_elsewhere(path: str, collection: Path) -> None:
    response = await served(collection).get(path)
    policy = response.headers["content-security-policy"]
    assert [rule.strip() for rule in policy.split(";") if "script" in rule] == ["script-src 'self'"]
    assert "unsafe" not in policy
    found = Page(response.text)
    assert [tag["src"].partition("?")[0] for tag in found.all("script")] == ["/-/noteworthy/shortlist.js"]
    assert not found.all("style")
    for _, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert attributes.get("href", "/")[:1] in "/#"


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/", "/-/note/A1", "/-/theme/delay", "/-/codebook"])
async def test_other_pages_stay_free_of_scripts(path: str, collection: Path) -> None:
    response = await served(collection).get(path)
    assert "script-src" not in response.headers["content-security-policy"]
    assert not Page(response.text).all("script")


@pytest.mark.asyncio
@pytest.mark.parametrize("start", [*OURS, "/-/find?words=waiting&theme=delay&polarity=poor"])
async def test_every_link_leads_somewhere(start: str, collection: Path) -> None:
    client = served(collection)
    found = Page((await client.get(start)).text)
    addresses = {link["href"].partition("#")[0] for link in found.all("a")} - {""}
    assert len(addresses) > 5
    for address in sorted(addresses):
        assert (await client.get(address)).status_code == 200, address


@pytest.mark.asyncio
async def test_a_base_address_goes_before_every_link(collection: Path) -> None:
    client = served(collection, settings={"base_url": "/inspect/"})
    for path in OURS:
        found = Page((await client.get(path)).text)
        assert all(link["href"].startswith(("/inspect/", "#")) for link in found.all("a"))
        assert all(form["action"].startswith("/inspect/") for form in found.all("form"))
    told = (await client.get("/-/find.json?words=waiting")).json()["passages"][0]["address"]
    assert told == "http://localhost/inspect/-/passage/A1-1"


# ---------------------------------------------------------------- finding


@pytest.mark.asyncio
async def test_the_front_pages_box_leads_here(collection: Path) -> None:
    form = (await page("/", collection)).all("form")[0]
    field = next(tag for tag in (await page("/", collection)).all("input") if tag.get("type") == "search")
    found = await page(f"{form['action']}?{urlencode({field['name']: 'referrals'})}", collection)
    assert "An earlier referral would have helped." in found.text


@pytest.mark.asyncio
async def test_a_passage_is_shown_with_words_and_evidence_told_apart(collection: Path) -> None:
    found = await page("/-/find?words=weeks+place", collection)
    assert found.within("title").startswith("weeks place, 1 passage in 1 note: Find practice")
    assert "He waited eleven weeks for a place on the waiting list." in found.within("blockquote")
    quoted = [(path[path.index("blockquote") + 1 :], data) for path, data in found.words if "blockquote" in path]
    assert [data for path, data in quoted if "b" in path] == ["weeks", "place"]
    assert (
        "".join(data for path, data in quoted if "mark" in path)
        == "waited eleven weeks for a place on the waiting list"
    )
    assert [data for path, data in quoted if not path][:2] == ["He ", "."]


@pytest.mark.asyncio
async def test_a_passage_says_its_theme_and_polarity_in_words_why_it_is_here_and_where_it_is_from(
    collection: Path,
) -> None:
    found = await page("/-/find?words=weeks", collection)
    assert "Delay and timeliness: poor practice" in found.within("h3")
    assert "Availability of services: mixed practice" in found.text
    assert "Why it is here:" in found.text
    for told in ("Accommodation", "CRC", "North", "Test notes"):
        assert told in found.within("dl")


@pytest.mark.asyncio
async def test_a_passage_leads_to_its_place_in_its_note(collection: Path) -> None:
    found = await page("/-/find?words=referral", collection)
    place = next(link["href"] for link in found.all("a") if link["href"].startswith("/-/note/"))
    assert place == "/-/note/A1#s2"
    note = await page("/-/note/A1", collection)
    assert [tag["id"] for tag in note.all("span") if tag.get("class") == "sentence"] == ["s1", "s2"]


@pytest.mark.asyncio
async def test_counts_beside_the_filters_are_those_of_the_answer_when_they_are_chosen(collection: Path) -> None:
    whole = await data("/-/find.json", collection)
    assert whole["total"] == 9
    checked = 0
    for facet in whole["facets"]:
        for value in facet["values"]:
            narrowed = await data(f"/-/find.json?{urlencode({facet['name']: value['value']})}", collection)
            assert narrowed["total"] == value["count"], value
            checked += 1
    assert checked > 12


@pytest.mark.asyncio
async def test_filters_are_check_boxes_of_the_search_form_with_their_counts(collection: Path) -> None:
    found = await page("/-/find?words=waited&theme=delay", collection)
    boxes = [tag for tag in found.all("input") if tag.get("type") == "checkbox"]
    assert {box["form"] for box in boxes} == {"finder"}
    assert [box["value"] for box in boxes if "checked" in box] == ["delay"]
    assert "Delay and timeliness 3 passages" in found.text


@pytest.mark.asyncio
async def test_what_is_chosen_can_be_taken_back_one_by_one_or_at_once(collection: Path) -> None:
    found = await page("/-/find?words=waited&theme=delay&polarity=poor", collection)
    links = [link["href"] for link in found.all("a")]
    assert "/-/find?words=waited&polarity=poor" in links
    assert "/-/find?words=waited&theme=delay" in links
    assert "/-/find?words=waited" in links
    assert "Remove Theme: Delay and timeliness" in found.text


@pytest.mark.asyncio
async def test_an_empty_answer_says_what_to_widen_and_what_that_finds(collection: Path) -> None:
    found = await page("/-/find?words=waited+zeppelin&theme=delay", collection)
    assert "No passage was found" in found.within("h2")
    assert "What to widen" in found.text
    way = next(link["href"] for link in found.all("a") if link["href"] == "/-/find?words=waited&theme=delay")
    assert "Delay and timeliness" in (await page(way, collection)).text


@pytest.mark.asyncio
async def test_a_hopeless_question_still_says_what_to_do(collection: Path) -> None:
    found = await page("/-/find?words=zeppelin", collection)
    assert "No passage was found" in found.text
    assert "Try fewer or other words" in found.text


@pytest.mark.asyncio
async def test_an_answer_has_pages_that_together_are_all_of_it(collection: Path) -> None:
    seen: list[str] = []
    address = "/-/find.json?size=2"
    while address:
        told = await data(address, collection)
        seen += [passage["passage"] for passage in told["passages"]]
        address = (told["next"] or "").removeprefix("http://localhost")
    assert told["pages"] == 5
    assert len(seen) == len(set(seen)) == 9
    second = await page("/-/find?size=2&page=2", collection)
    assert "Page 2 of 5" in second.text
    assert [link["href"] for link in second.all("a") if link.get("rel") == "prev"] == ["/-/find?size=2"]
    assert [link["href"] for link in second.all("a") if link.get("rel") == "next"] == ["/-/find?page=3&size=2"]


@pytest.mark.asyncio
async def test_a_sentence_of_a_hundred_thousand_characters_is_cut_in_a_list_and_whole_on_its_page(
    collection: Path,
) -> None:
    listed = await page("/-/find?words=months", collection)
    assert 100 < len(listed.within("blockquote")) < 2000
    assert "…" in listed.within("blockquote")
    alone = await page("/-/passage/long-1", collection)
    assert alone.text.count("<i>nothing</i> followed.") >= 2100


# ---------------------------------------------------------------- as data


@pytest.mark.asyncio
async def test_json_and_table_hold_the_pages_own_passages(collection: Path) -> None:
    query = "words=waited&theme=delay"
    told = await data(f"/-/find.json?{query}", collection)
    response = await served(collection).get(f"/-/find.csv?{query}")
    assert response.headers["content-type"].startswith("text/csv")
    assert "passages.csv" in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    shown = await page(f"/-/find?{query}", collection)
    buttons = [tag["data-passage"] for tag in shown.all("button") if "data-passage" in tag]
    assert buttons == [row["passage"] for row in rows] == [passage["passage"] for passage in told["passages"]]
    assert {row["theme"] for row in rows} == {"delay"}
    first = told["passages"][0]
    assert [first["text"][start:end] for start, end in first["words_at"]]
    assert all(
        coding["evidence"] == [first["text"][start:end] for start, end in coding["spans"]]
        for coding in first["codings"]
    )


@pytest.mark.asyncio
async def test_other_programs_may_read_the_data_where_the_site_allows_it(collection: Path) -> None:
    open_to_all = served(collection, cors=True)
    assert (await open_to_all.get("/-/find.json")).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in (await served(collection).get("/-/find.json")).headers


# ---------------------------------------------------------------- hostile text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        "/-/find?words=script",
        "/-/find?" + urlencode({"words": "<script>alert(2)</script>\"'"}),
        "/-/find?" + urlencode({"region": "<script>alert(2)</script>"}),
        "/-/find?" + urlencode({"theme": "<script>alert(2)</script>"}),
        "/-/find/sheet?" + urlencode({"passage": "<script>alert(2)</script>"}),
        "/-/find/sheet?" + urlencode({"passage": HOSTILE_KEY}),
        "/-/passage/%3Cscript%3Ealert(2)%3C%2Fscript%3E",
        "/-/passage/x~2F~3Cscript~3Ealert~281~29~3C~2Fscript~3E-1",
    ],
)
async def test_a_script_in_a_note_or_an_address_stays_text(path: str, collection: Path) -> None:
    html = (await served(collection).get(path)).text
    assert "alert" in html or "script" not in path
    assert not re.search(r"<script>\s*alert", html)
    assert "<b>late" not in html
    assert "\x00" not in html
    assert "\u202e" not in html


@pytest.mark.asyncio
async def test_a_hostile_note_is_harmless_as_data_too(collection: Path) -> None:
    client = served(collection)
    table = (await client.get("/-/find.csv?words=late")).text
    assert "\x00" not in table
    assert "\u202e" not in table
    told = await client.get("/-/find.json?words=late")
    assert told.headers["content-type"].startswith("application/json")
    assert told.headers["x-content-type-options"] == "nosniff"
    assert "\u202e" not in told.text
    assert told.json()["passages"][0]["note"] == "x/<script>alert(1)</script>"


# ---------------------------------------------------------------- bad input


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("page=1000000000", 404, "That page is beyond the last one"),
        ("words=waited&page=2", 404, "This answer has 1 page."),
        ("page=0", 400, "“page” must be"),
        ("page=1&page=2", 400, "given once"),
        ("theme=nosuch", 400, "This collection has no theme “nosuch”."),
        ("polarity=nosuch", 400, "no polarity “nosuch”"),
        ("words=" + "x" * 10_000, 400, "It has 10,000 characters, and up to 2,000 are read."),
    ],
)
async def test_what_cannot_be_answered_says_what_to_do_on_the_page_and_as_json(
    query: str, status: int, told: str, collection: Path
) -> None:
    found = await page(f"/-/find?{query}", collection, status=status)
    assert told in found.text
    assert [link["href"] for link in found.all("a") if link["href"].startswith("/-/find")]
    response = await served(collection).get(f"/-/find.json?{query}")
    assert (response.status_code, response.json()["status"]) == (status, status)
    assert (await served(collection).get(f"/-/find.csv?{query}")).status_code == status


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "words",
    [
        '"unbalanced',
        '"',
        '""',
        "*",
        "NEAR(waited list, 2)",
        "AND OR NOT",
        "(waited",
        "waited*",
        "text:waited",
        "'; DROP TABLE notes; --",
        "\x00waited\x00",
        "\u202ewaited",
        "🙂",
        "שלום",
        "%",
        "a " * 900,
        "-waited",
        "^waited",
        "\\",
    ],
)
async def test_any_words_whatever_get_an_answer(words: str, collection: Path) -> None:
    for ending in ("", ".json", ".csv"):
        response = await served(collection).get(f"/-/find{ending}?{urlencode({'words': words})}")
        assert response.status_code == 200, (words, response.text[:300])
    assert "\x00" not in response.text


@pytest.mark.asyncio
@pytest.mark.parametrize("facet", ["factor", "organisation_kind", "provider", "region", "year", "kind", "source"])
async def test_sql_in_a_filter_finds_nothing_and_breaks_nothing(facet: str, collection: Path) -> None:
    injected = "' OR 1=1 --"
    found = await page(f"/-/find?{urlencode({facet: injected})}", collection)
    assert "No passage was found" in found.text
    assert injected in found.text


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/-/find", "/-/find.json", "/-/find.csv", "/-/find/sheet", "/-/passage/A1-1"])
async def test_the_pages_are_only_read(method: str, path: str, collection: Path) -> None:
    response = await served(collection).request(method, path)
    assert response.status_code in (403, 405)
    assert "Traceback" not in response.text


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/-/find", "/-/find.json", "/-/find.csv", "/-/find/sheet.txt", "/-/passage/A1-1"])
async def test_a_head_request_gets_no_body(path: str, collection: Path) -> None:
    response = await served(collection).head(path)
    assert (response.status_code, response.content) == (200, b"")


# ---------------------------------------------------------------- other databases, other readers


@pytest.mark.asyncio
async def test_a_file_without_an_index_says_to_build_it_anew(collection: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    shutil.copy(collection, older)
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("DROP TABLE passages")
        connection.execute("DELETE FROM meta WHERE key = 'finder'")
    for path in ("/-/find", "/-/passage/A1-1", "/-/find/sheet?passage=A1-1"):
        found = await page(path, older, status=503)
        assert "run “noteworthy build” again" in found.text
    assert (await served(older).get("/-/find.json")).json()["status"] == 503


@pytest.mark.asyncio
async def test_a_stranger_to_a_private_site_learns_nothing(collection: Path) -> None:
    private = Datasette(immutables=[str(collection)], metadata={"allow": {"id": "root"}})
    for path in (*OURS, "/-/find.json", "/-/find.csv?words=waited", "/-/find/sheet.txt?passage=A1-1"):
        response = await private.client.get(path)
        assert response.status_code == 403, path
        assert "waited" not in response.text
    cookie = {"ds_actor": private.sign({"a": {"id": "root"}}, "actor")}
    assert (await private.client.get("/-/find?words=waited", cookies=cookie)).status_code == 200


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OURS)
async def test_there_is_nothing_to_find_where_there_is_no_database_of_ours(path: str) -> None:
    assert (await Datasette(memory=True).client.get(path)).status_code == 404
