"""Our pages as a reader's browser gets them: readable, harmless and of one form, among Datasette's own."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from noteworthy.web.plugin import ROUTES
from tests.site_pages import HOSTILE, Page, served

OUR_PAGES = ["/", "/-/codebook", "/-/theme/delay", "/-/note/A1", "/-/note/A2", "/-/note/A1~2Fnotable", "/-/note/silent"]
OUR_PAGES += [HOSTILE, "/-/note/long", "/-/note/unknown", "/-/theme/unknown"]
OUR_PAGES += ["/-/theme/housing", "/-/theme/diversity", "/-/theme/delay/words?word=waiting", "/-/theme/delay/words"]
OUR_PAGES += ["/-/factors", "/-/factor/accommodation", "/-/factor/drugs", "/-/factor/accommodation/words?word=a"]


# ---------------------------------------------------------------- the form that all pages share


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OUR_PAGES)
async def test_a_page_is_well_formed_and_has_its_landmarks(path: str, collection: Path) -> None:
    response = await served(collection).get(path)
    found = Page(response.text)
    assert [tag["lang"] for tag in found.all("html")] == ["en"]
    assert len(found.all("main")) == len(found.all("h1")) == len(found.all("header")) == len(found.all("footer")) == 1
    assert found.all("a")[0]["href"] == "#main"
    assert found.within("title").strip()
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {link["href"][1:] for link in found.all("a") if link["href"].startswith("#")}
    assert targets <= set(ids)
    labelled = {label["for"] for label in found.all("label")}
    assert {field["id"] for field in found.all("input") if field.get("type") != "hidden"} <= labelled


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OUR_PAGES)
async def test_headings_go_down_one_step_at_a_time(path: str, collection: Path) -> None:
    response = await served(collection).get(path)
    levels = [int(tag[1]) for tag, _ in Page(response.text).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OUR_PAGES)
async def test_a_page_says_what_tags_are_and_what_its_source_wants_said(path: str, collection: Path) -> None:
    response = await served(collection).get(path)
    text = Page(response.text).text
    assert "Automated tags are aids, not inspection judgements." in text
    assert "Invented for these tests: authored, not real cases." in text


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OUR_PAGES)
async def test_a_page_needs_no_script_no_inline_style_and_nothing_from_elsewhere(path: str, collection: Path) -> None:
    response = await served(collection).get(path)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    found = Page(response.text)
    assert not found.all("script")
    assert not found.all("style")
    for _, attributes in found.tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "action"):
            assert attributes.get(name, "/")[:1] in "/#", attributes


@pytest.mark.asyncio
@pytest.mark.parametrize("start", ["/", "/-/codebook", "/-/theme/delay", "/-/note/A1", "/-/note/A2"])
async def test_every_link_of_a_page_leads_somewhere(start: str, collection: Path) -> None:
    client = served(collection)
    found = Page((await client.get(start)).text)
    addresses = {link["href"].partition("#")[0] for link in found.all("a")} - {""}
    assert len(addresses) > 5
    for address in sorted(addresses):
        response = await client.get(address)
        assert response.status_code == 200, address
        if ".json" in address:
            json.loads(response.text)


def test_every_address_is_described_in_the_documentation() -> None:
    text = (Path(__file__).parents[1] / "docs" / "site.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `(/[^`]*)`", text, flags=re.MULTILINE)
    for pattern, _ in ROUTES:
        assert [path for path in described if re.match(pattern, path)], f"docs/site.md does not describe {pattern}"
    for path in described:
        assert [pattern for pattern, _ in ROUTES if re.match(pattern, path)], f"docs/site.md describes {path} in vain"


# ---------------------------------------------------------------- Datasette's own pages


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        "/collection",
        "/collection/notes",
        "/collection/notes/A1",
        "/collection/themes",
        "/-/",
        "/collection?sql=select+1",
    ],
)
async def test_datasettes_pages_have_language_skip_link_main_and_banner(path: str, collection: Path) -> None:
    html = (await served(collection).get(path)).text
    assert '<html lang="en">' in html
    assert html.count("<main ") == html.count("</main>") == 1
    assert html.index('href="#main"') < html.index("<header")
    assert "Automated tags are aids, not inspection judgements." in html
    assert "Invented for these tests" in html


@pytest.mark.asyncio
async def test_tables_lead_to_our_pages(collection: Path) -> None:
    client = served(collection)
    notes = (await client.get("/collection/notes")).text
    assert '<a href="/-/note/A1">Read this note, marked</a>' in notes
    codings = (await client.get("/collection/codings")).text
    assert '<a href="/-/note/A1~2Fnotable">A1/notable</a>' in codings
    assert '<a href="/-/theme/delay">Delay and timeliness</a>' in codings
    assert '<a href="/-/note/A1">A1</a>' in (await client.get("/collection/notes/A1")).text
    # Where the name stands in a column of its own, the code stays a code.
    for path in ("/collection/coded_passages", "/collection?sql=select+theme,theme_name+from+theme_by_polarity"):
        assert '<a href="/-/theme/delay">delay</a>' in (await client.get(path)).text


@pytest.mark.asyncio
async def test_facets_json_and_csv_are_datasettes_own(collection: Path) -> None:
    client = served(collection)
    faceted = await client.get("/collection/codings.json?_facet=polarity&_size=0")
    facet = faceted.json()["facet_results"]["polarity"]["results"]
    assert {entry["value"]: entry["count"] for entry in facet} == {"poor": 4, "good": 5, "mixed": 1}
    table = await client.get("/collection/notes.csv?_size=max")
    assert table.text.startswith("id,text,")
    rows = await client.get("/collection/notes.json?_shape=array&id=A1")
    assert rows.json()[0]["text"].startswith("He waited eleven weeks")


@pytest.mark.asyncio
async def test_a_base_address_goes_before_every_link(collection: Path) -> None:
    client = served(collection, settings={"base_url": "/inspect/"})
    found = Page((await client.get("/-/note/A1")).text)
    assert all(link["href"].startswith(("/inspect/", "#")) for link in found.all("a"))
    assert found.all("link")[0]["href"].startswith("/inspect/-/noteworthy/noteworthy.css?v=")
