"""Our pages as a reader's browser gets them: right, readable, harmless, and of one form."""

import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.plugins import pm

from noteworthy.web.plugin import ROUTES
from noteworthy.web.queries import Queries

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {
    "p",
    "li",
    "dt",
    "dd",
    "div",
    "th",
    "td",
    "caption",
    "text",
    "svg",
    "h1",
    "h2",
    "h3",
    "h4",
    "summary",
    "section",
}
SVG_VOID = {"rect", "line", "path", "circle"}
HOSTILE = "/-/note/x~2F~3Cscript~3Ealert~281~29~3C~2Fscript~3E"
OUR_PAGES = ["/", "/-/codebook", "/-/theme/delay", "/-/note/A1", "/-/note/A2", "/-/note/A1~2Fnotable", "/-/note/silent"]
OUR_PAGES += [HOSTILE, "/-/note/long", "/-/note/unknown", "/-/theme/unknown"]
OUR_PAGES += ["/-/theme/housing", "/-/theme/diversity", "/-/theme/delay/words?word=waiting", "/-/theme/delay/words"]
OUR_PAGES += ["/-/factors", "/-/factor/accommodation", "/-/factor/drugs", "/-/factor/accommodation/words?word=a"]


class Page(HTMLParser):
    """A page taken apart; it fails on a tag that is not closed where it was opened."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        assert tag in VOID | SVG_VOID, f"<{tag}/> closes nothing in HTML"

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another tag"
        if tag in BLOCKS:
            self.words.append((tuple(self.open), " "))

    def handle_data(self, data: str) -> None:
        self.words.append((tuple(self.open), data))

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of all elements of a kind."""
        return [attributes for name, attributes in self.tags if name == tag]

    def within(self, tag: str) -> str:
        """Return the text inside all elements of a kind."""
        return "".join(data for path, data in self.words if tag in path)

    @property
    def text(self) -> str:
        """All words that a reader sees, white space made one."""
        return " ".join("".join(data for path, data in self.words if "title" not in path).split())


def served(*files: Path, **options: Any) -> Datasette:
    """Return a Datasette over these files, as readers of a public site meet it."""
    return Datasette(immutables=[str(file) for file in files], **options)


async def page(path: str, collection: Path, *, status: int = 200) -> Page:
    """Fetch a page and take it apart."""
    response = await served(collection).client.get(path)
    assert response.status_code == status, response.text[:500]
    return Page(response.text)


# ---------------------------------------------------------------- the form that all pages share


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OUR_PAGES)
async def test_a_page_is_well_formed_and_has_its_landmarks(path: str, collection: Path) -> None:
    response = await served(collection).client.get(path)
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
    response = await served(collection).client.get(path)
    levels = [int(tag[1]) for tag, _ in Page(response.text).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OUR_PAGES)
async def test_a_page_says_what_tags_are_and_what_its_source_wants_said(path: str, collection: Path) -> None:
    response = await served(collection).client.get(path)
    text = Page(response.text).text
    assert "Automated tags are aids, not inspection judgements." in text
    assert "Invented for these tests: authored, not real cases." in text


@pytest.mark.asyncio
@pytest.mark.parametrize("path", OUR_PAGES)
async def test_a_page_needs_no_script_no_inline_style_and_nothing_from_elsewhere(path: str, collection: Path) -> None:
    response = await served(collection).client.get(path)
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
    client = served(collection).client
    found = Page((await client.get(start)).text)
    for address in sorted({link["href"].partition("#")[0] for link in found.all("a")} - {""}):
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


# ---------------------------------------------------------------- the front page


@pytest.mark.asyncio
async def test_the_front_page_counts_notes_cases_sentences_and_codings(collection: Path) -> None:
    found = await page("/", collection)
    figures = re.findall(r"[\d,]+", found.within("dl"))
    # Six notes of one case; the coded one counts by what coders agreed, the rest by what the machine tagged.
    assert figures == ["6", "1", "9", "7"]
    assert "1 note shows good practice, 4 notes show poor practice and 1 note says nothing" in found.text


@pytest.mark.asyncio
async def test_the_chart_stands_in_the_rows_of_its_table(collection: Path) -> None:
    found = await page("/", collection)
    assert "Delay and timeliness 100% 0 0 3 0 3" in found.text
    assert "One-to-one work 100% 1 0 0 0 1" in found.text
    assert "Signposting Not found in these notes" in found.text
    assert len(found.all("caption")) == 1
    assert all(svg["aria-hidden"] == "true" for svg in found.all("svg"))


@pytest.mark.asyncio
async def test_the_front_page_says_whose_codings_they_are(collection: Path) -> None:
    found = await page("/", collection)
    assert "Of the 7 codings that count, 1 are by coders and 6 are the machine’s." in found.text


@pytest.mark.asyncio
async def test_the_search_box_finds_passages_and_whole_notes_are_searched_by_datasette(collection: Path) -> None:
    client = served(collection).client
    front = Page((await client.get("/")).text)
    found = await client.get(f"{front.all('form')[0]['action']}.json?words=referrals")
    assert [passage["note"] for passage in found.json()["passages"]] == ["A1"]
    assert "/collection/notes" in [link["href"] for link in front.all("a")]
    notes = await client.get("/collection/notes.json?_search=referrals&_shape=array")
    assert [row["id"] for row in notes.json()] == ["A1"]


# ---------------------------------------------------------------- a note


@pytest.mark.asyncio
async def test_a_note_is_shown_whole_with_each_coding_on_its_words(collection: Path) -> None:
    response = await served(collection).client.get("/-/note/A1")
    html = response.text
    block = html[html.index('<div class="note-text"') : html.index("</div>", html.index('<div class="note-text"'))]
    bare = re.sub(r"<a class=\"ref.*?</a>|<[^>]*>", "", block)
    assert bare == "He waited eleven weeks for a place on the waiting list. An earlier referral would have helped."
    marked = re.sub(r"<a class=\"ref.*?</a>", "", block)
    assert '<mark class="poor">waited eleven weeks for </mark>' in marked
    # The two overlap on these words, and both are open there.
    assert re.search(r'<mark class="\w+"><mark class="\w+">a place</mark></mark>', marked)


@pytest.mark.asyncio
async def test_each_coding_is_listed_in_words(collection: Path) -> None:
    found = await page("/-/note/A1", collection)
    assert "Delay and timeliness: poor practice" in found.text
    assert "Availability of services: mixed practice" in found.text
    assert "Status: hypothetical: what would have helped, not what was done." in found.text
    assert "Found by a phrase of the codebook and the statistical model, confidence 90%." in found.text
    assert "Why: cue ‘waiting list’." in found.text
    assert "Coding 1: Delay and timeliness, poor practice" in found.text


@pytest.mark.asyncio
async def test_the_score_is_said_in_words(collection: Path) -> None:
    found = await page("/-/note/A1", collection)
    assert "0.07 on a scale from 0 (poor practice) to 1 (good practice)" in found.text
    assert "the 90% interval runs from 0.02 to 0.21" in found.text
    assert "Needs review." in found.text
    silent = await page("/-/note/silent", collection)
    assert "nothing in this note that judges practice, so it has no score" in silent.text
    assert "Needs review" not in silent.text


@pytest.mark.asyncio
async def test_the_judgement_and_the_case_are_shown(collection: Path) -> None:
    found = await page("/-/note/A1", collection)
    assert "Was <enough> work delivered?" in found.text
    assert "Inspector’s answer No Desistance factor Accommodation Stage of supervision Implementation" in found.text
    assert "Organisation Millbrook Kind of organisation CRC Region North Order Community order" in found.text


@pytest.mark.asyncio
async def test_the_way_leads_to_the_notes_of_the_case_and_to_those_before_and_after(collection: Path) -> None:
    found = await page("/-/note/A1", collection)
    links = [link["href"] for link in found.all("a")]
    assert "/-/note/A1~2Fnotable" in links
    assert "/-/note/A2" in links
    assert [link["href"] for link in found.all("a") if link.get("rel") == "next"] == ["/-/note/A1~2Fnotable"]
    assert not [link for link in found.all("a") if link.get("rel") == "prev"]
    assert "First note" in found.text


@pytest.mark.asyncio
async def test_coders_come_before_the_machine_where_both_read_a_note(collection: Path) -> None:
    found = await page("/-/note/A2", collection)
    assert found.text.index("What coders agreed") < found.text.index("What the machine tagged")
    assert "For comparison only: the machine’s codings of this note are not counted." in found.text
    assert "The tagger learnt from this note." in found.text
    assert "Coders: good practice" in found.text
    assert "Machine: poor practice" in found.text
    assert "Each coder’s own reading (2)" in found.text
    assert "Motivation and engagement: good practice" in found.text
    alone = await page("/-/note/A1", collection)
    assert "The note, as the machine tagged it" in alone.text
    assert "coders agreed" not in alone.text


@pytest.mark.asyncio
async def test_a_note_of_a_hundred_thousand_characters_is_shown_whole(collection: Path) -> None:
    found = await page("/-/note/long", collection)
    assert found.text.count("<i>nothing</i> followed.") >= 2100


# ---------------------------------------------------------------- hostile text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        HOSTILE,
        "/",
        "/-/theme/delay",
        "/-/note/silent",
        "/collection/notes",
        "/collection/codings",
        "/collection/sentences",
        "/collection/notes?_search=script",
        "/collection/coded_passages",
        "/collection/notes/x~2F~3Cscript~3Ealert~281~29~3C~2Fscript~3E",
        "/-/note/%3Cscript%3Ealert(2)%3C%2Fscript%3E",
        "/-/theme/%3Cscript%3Ealert(2)%3C%2Fscript%3E",
    ],
)
async def test_a_script_in_a_note_or_an_address_stays_text(path: str, collection: Path) -> None:
    html = (await served(collection).client.get(path)).text
    assert "alert" not in html or "&lt;script&gt;alert" in html or "~3Cscript" in html
    assert not re.search(r"<script>\s*alert", html)
    assert "<b>late" not in html


@pytest.mark.asyncio
async def test_control_and_direction_characters_cannot_hide_or_turn_words(collection: Path) -> None:
    html = (await served(collection).client.get(HOSTILE)).text
    assert "\x00" not in html
    assert "\u202e" not in html
    assert "\u2400" in html
    assert "\u05e9\u05dc\u05d5\u05dd" in html


# ---------------------------------------------------------------- themes and codebook


@pytest.mark.asyncio
async def test_a_theme_has_its_rule_its_counts_and_passages_of_both_kinds(collection: Path) -> None:
    found = await page("/-/theme/housing", collection)
    assert "Access to suitable, settled accommodation." in found.text
    assert "Used for" in found.text
    assert "Not used for" in found.text
    assert "tenancy was kept" in found.within("mark")
    assert "Note A1/notable , tagged by the machine" in found.text.replace("A1/notable,", "A1/notable ,")
    assert "No passage of poor practice on this theme." in found.text


@pytest.mark.asyncio
async def test_a_hypothetical_passage_is_no_example(collection: Path) -> None:
    found = await page("/-/theme/sequencing", collection)
    assert "Sequencing and pace 100% 0 0 1 0 1" in found.text
    assert "No passage of poor practice on this theme." in found.text


@pytest.mark.asyncio
async def test_the_codebook_shows_every_theme_polarity_and_status(collection: Path) -> None:
    found = await page("/-/codebook", collection)
    assert len([link for link in found.all("a") if link["href"].startswith("/-/theme/")]) == 15
    for word in ("Core themes", "Further themes", "Good practice (good)", "hypothetical", "normative", "reported"):
        assert word in found.text


# ---------------------------------------------------------------- what goes wrong


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
    response = await served(collection).client.get("/-/note/A1")
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
    await served(collection).client.get("/-/note/A1")
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
    response = await served(collection).client.get(path)
    assert response.status_code == 400
    assert "waited" not in "".join(capfd.readouterr())


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
async def test_a_page_is_only_read(method: str, collection: Path) -> None:
    response = await served(collection).client.request(method.upper(), "/-/note/A1")
    assert response.status_code in (403, 405)
    assert "Traceback" not in response.text


@pytest.mark.asyncio
async def test_a_head_request_gets_no_body(collection: Path) -> None:
    response = await served(collection).client.head("/-/note/A1")
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
    response = await served(collection).client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/json")
    found = response.json()
    assert (found["ok"], found["status"]) == (False, status)
    assert told in found["error"]


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
    html = (await served(collection).client.get(path)).text
    assert '<html lang="en">' in html
    assert html.count("<main ") == html.count("</main>") == 1
    assert html.index('href="#main"') < html.index("<header")
    assert "Automated tags are aids, not inspection judgements." in html
    assert "Invented for these tests" in html


@pytest.mark.asyncio
async def test_tables_lead_to_our_pages(collection: Path) -> None:
    client = served(collection).client
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
    client = served(collection).client
    faceted = await client.get("/collection/codings.json?_facet=polarity&_size=0")
    facet = faceted.json()["facet_results"]["polarity"]["results"]
    assert {entry["value"]: entry["count"] for entry in facet} == {"poor": 4, "good": 5, "mixed": 1}
    table = await client.get("/collection/notes.csv?_size=max")
    assert table.text.startswith("id,text,")
    rows = await client.get("/collection/notes.json?_shape=array&id=A1")
    assert rows.json()[0]["text"].startswith("He waited eleven weeks")


@pytest.mark.asyncio
async def test_a_base_address_goes_before_every_link(collection: Path) -> None:
    client = served(collection, settings={"base_url": "/inspect/"}).client
    found = Page((await client.get("/-/note/A1")).text)
    assert all(link["href"].startswith(("/inspect/", "#")) for link in found.all("a"))
    assert found.all("link")[0]["href"].startswith("/inspect/-/noteworthy/noteworthy.css?v=")


# ---------------------------------------------------------------- where we are not wanted, or not for all


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/", "/.json", "/_memory", "/_memory?sql=select+'notes'+as+note", "/-/", "/nowhere"])
async def test_a_datasette_without_our_database_looks_as_if_we_were_not_there(path: str) -> None:
    async def answer() -> tuple[int, str]:
        response = await Datasette(memory=True).client.get(path)
        return response.status_code, re.sub(r"Queries took [\d.]+ms", "", response.text)

    with_us = await answer()
    plugin = pm.get_plugin("noteworthy")
    pm.unregister(plugin)
    try:
        without_us = await answer()
    finally:
        pm.register(plugin, "noteworthy")
    assert with_us == without_us


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/-/codebook", "/-/note/A1", "/-/theme/delay"])
async def test_our_addresses_are_unknown_where_there_is_no_database_of_ours(path: str) -> None:
    response = await Datasette(memory=True).client.get(path)
    assert response.status_code == 404
    assert "Automated tags" not in response.text


@pytest.mark.asyncio
async def test_a_private_site_tells_strangers_nothing_of_its_sources(collection: Path) -> None:
    private = served(collection, metadata={"allow": {"id": "root"}})
    for path in ("/", "/-/note/A1", "/-/codebook", "/-/theme/delay", "/collection", "/collection/notes", "/-/"):
        response = await private.client.get(path)
        assert response.status_code == 403, path
        assert "You need to sign in" in response.text
        assert "Invented" not in response.text
        assert "invented.csv" not in response.text
        assert "waited" not in response.text


@pytest.mark.asyncio
async def test_a_private_site_shows_all_to_those_signed_in(collection: Path) -> None:
    private = served(collection, metadata={"allow": {"id": "root"}})
    cookie = {"ds_actor": private.sign({"a": {"id": "root"}}, "actor")}
    for path in ("/", "/-/note/A1", "/collection/notes"):
        response = await private.client.get(path, cookies=cookie)
        assert response.status_code == 200
        assert "Invented for these tests" in response.text
        assert response.headers["cache-control"] == "private, no-store"
