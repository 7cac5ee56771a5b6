"""The pages that say how the data came about: method, privacy, accessibility, data, and the feed of releases."""

import contextlib
import json
import shutil
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.store import shipped_judge
from noteworthy.contact import understood
from noteworthy.figures import shipped_figures
from noteworthy.manifest import earlier_releases, manifest_path, write_manifest
from noteworthy.release import build_public
from noteworthy.web.feed import feed_of
from noteworthy.web.released import Release, Told
from tests.site_pages import Page, served

ATOM = {"a": "http://www.w3.org/2005/Atom"}
PAGES = ["/-/method", "/-/privacy", "/-/accessibility", "/-/data"]

Coded = Callable[[str], Path]


@pytest.fixture(scope="module")
def released(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("work") / "work.db"
    shutil.copy(collection, work)
    public = tmp_path_factory.mktemp("public") / "public.db"
    build_public(work, public)
    return public


@pytest.fixture
def coded_by(released: Path, tmp_path: Path) -> Coded:
    """Return the release as if a model had coded it."""

    def with_model(name: str) -> Path:
        path = tmp_path / f"{name}.db"
        shutil.copyfile(released, path)
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('model', ?)", (name,))
        return path

    return with_model


async def read(file: Path, path: str, **options: Any) -> Page:
    response = await served(file, **options).get(path)
    assert response.status_code == 200, response.text[:300]
    return Page(response.text)


@pytest.mark.asyncio
@pytest.mark.parametrize("path", PAGES)
async def test_each_page_is_well_formed_and_one_heading_tells_it(path: str, released: Path) -> None:
    found = await read(released, path)
    assert len(found.all("h1")) == len(found.all("main")) == 1
    assert all(tag.get("scope") for tag in found.all("th"))
    assert found.all("table") == [] or len(found.all("caption")) == len(found.all("table"))


@pytest.mark.asyncio
async def test_the_method_page_shows_every_figure_with_interval_and_baselines(released: Path) -> None:
    measured = shipped_figures()
    assert measured is not None
    words = (await read(released, "/-/method")).text
    for one in measured.sets:
        assert one.about in words
        for figure in one.figures:
            assert figure.low <= figure.value <= figure.high
            assert f"{figure.low:.2f} to {figure.high:.2f}" in words
    assert {"words alone", "cues alone", "commonest", "coder on coder", "fast"} <= set(measured.sets[0].beside)


@pytest.mark.asyncio
async def test_figures_of_another_model_than_the_one_that_coded_are_said_to_be_so(coded_by: Coded) -> None:
    assert "The notes here were coded by another model" in (await read(coded_by("9ab2"), "/-/method")).text
    measured = shipped_figures()
    assert measured is not None
    own = (await read(coded_by(measured.models["careful"]), "/-/method")).text
    assert "coded by the careful reader" in own
    assert "another model" not in own


def test_the_figures_are_of_the_models_that_are_shipped() -> None:
    measured = shipped_figures()
    assert measured is not None
    for reader, model in measured.models.items():
        assert shipped_judge(reader).hash == model, f"measure {reader} anew: python -m benchmarks.quality --real FILE"


@pytest.mark.asyncio
async def test_the_data_page_describes_each_table_that_is_there_with_its_rows(released: Path) -> None:
    found = await read(released, "/-/data")
    manifest = json.loads(manifest_path(released).read_text())
    for name, rows in manifest["tables"].items():
        assert any(link.get("href", "").endswith(f"/{name}") for link in found.all("a")), name
        assert f"{rows:,} row" in found.text
    assert manifest["sha256"] in found.text
    assert "secrets" not in found.text


@pytest.mark.asyncio
async def test_a_database_without_a_manifest_says_that_its_checksum_is_not_known(coded_by: Coded) -> None:
    alone = coded_by("9ab2")
    assert "its release date and checksum are not known here" in (await read(alone, "/-/data")).text
    response = await served(alone).get("/-/releases.atom")
    assert response.status_code == 404
    assert "no manifest of a release lies beside this database" in Page(response.text).text


@pytest.mark.asyncio
async def test_a_manifest_of_another_file_is_not_believed(released: Path, tmp_path: Path) -> None:
    other = tmp_path / "public.db"
    shutil.copy(released, other)
    manifest = json.loads(manifest_path(released).read_text())
    write_manifest({**manifest, "bytes": manifest["bytes"] + 1}, manifest_path(other))
    assert manifest["sha256"] not in (await read(other, "/-/data")).text


@pytest.mark.asyncio
async def test_the_feed_has_an_entry_for_each_release_and_says_what_changed(released: Path) -> None:
    response = await served(released).get("/-/releases.atom")
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.text)
    entries = feed.findall("a:entry", ATOM)
    assert len(entries) == 1
    assert "6 notes" in (entries[0].findtext("a:summary", namespaces=ATOM) or "")
    for needed in ("id", "title", "updated"):
        assert feed.findtext(f"a:{needed}", namespaces=ATOM)
        assert entries[0].findtext(f"a:{needed}", namespaces=ATOM)


def told(*releases: Release) -> Told:
    return Told(releases, {}, {}, {}, "Noteworthy", 1)


def test_a_feed_tells_growth_and_holds_no_character_that_xml_forbids() -> None:
    older = Release("2019-01-22", "open", "a" * 64, {"notes": 5, "cases": 2})
    newer = Release("2019-02-01", "open", "b" * 64, {"notes": 7, "cases": 2})
    text = feed_of(told(newer, older), title="A <b>&\x00", home="http://h/", data="http://h/d", own="http://h/f")
    feed = ET.fromstring(text)
    summaries = [entry.findtext("a:summary", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert summaries == ["Holds 2 cases and 7 notes. Since the release before: notes +2.", "Holds 2 cases and 5 notes."]
    assert "\x00" not in text


def test_a_release_remembers_those_before_it_but_not_itself(tmp_path: Path) -> None:
    public = tmp_path / "public.db"
    assert earlier_releases(public, besides="c") == []
    first = {"released": "2019-01-22", "sha256": "a", "kind": "open", "tables": {"notes": 1}}
    second = {"released": "2019-02-01", "sha256": "b", "kind": "open", "tables": {"notes": 2}}
    write_manifest({**second, "earlier": [first]}, manifest_path(public))
    assert earlier_releases(public, besides="c") == [second, first]
    assert earlier_releases(public, besides="b") == [first]


@pytest.mark.asyncio
async def test_a_concern_can_be_reported_where_an_address_is_configured(released: Path) -> None:
    plain = await read(released, "/-/privacy")
    assert "No address for this was configured" in plain.text
    configured = await read(
        released, "/-/privacy", metadata={"plugins": {"noteworthy": {"contact": "notes@example.org"}}}
    )
    links = [link["href"] for link in configured.all("a") if link.get("href", "").startswith("mailto:")]
    assert links
    assert all(link.startswith("mailto:notes@example.org?subject=A%20") for link in links)


@pytest.mark.parametrize(
    "given", ["javascript:alert(1)", "data:text/html,x", "a b@example.org", "x@y", "", "a@b.c?cc=d"]
)
def test_an_address_of_no_known_kind_is_not_offered(given: str) -> None:
    assert understood(given) is None


@pytest.mark.asyncio
async def test_privacy_says_how_many_identifiers_of_each_type_were_replaced(released: Path) -> None:
    replaced = json.loads(manifest_path(released).read_text())["identifiers_replaced"]
    found = await read(released, "/-/privacy")
    assert "Who looked" in found.text
    assert ("Identifiers replaced by placeholders" in found.text) == bool(replaced)
