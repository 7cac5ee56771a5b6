"""A protected release: counts that lead back to nobody, in a file that is safe as a whole."""

import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from corpus.codebook import default_codebook
from corpus.errors import ReleaseRefusedError
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.releases import releases_with
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    Coding,
    Identifier,
    PracticeLabel,
    PracticeScore,
    Publication,
    Span,
)
from noteworthy.disclosure.audit import audit
from noteworthy.disclosure.policy import DisclosurePolicy, Sensitive, default_policy
from noteworthy.intruder import run_intruder
from noteworthy.manifest import manifest_path, read_manifest
from noteworthy.release import Policy, build_public
from noteworthy.safe_counts import may_name_someone, published_tables
from noteworthy.serving import make_datasette
from tests.coded_notes import coded_note, store_notes

FILE = "team-export.csv"
TEXT = "Kwabena Osei waited nine weeks for a place and nobody rang him back."
SECRETS = ("Kwabena", "Osei", "CASE-", "officer 7", "inspector 3", "Portmere", "nine weeks", "team-export", "Millbrook")


def _note(number: int, rng: random.Random) -> CodedNote:
    case = Case(
        f"CASE-{number:04}",
        organisation="Millbrook CRC",
        organisation_kind="NPS" if number % 3 else "CRC",
        region=rng.choice(["north", "south", "south", "east"]) if number else "Isle of Nowhere",
        delivery_unit="Portmere",
        sex="male" if number % 9 else "female",
        inspected="2017-03-14",
        officer="officer 7",
        inspector="inspector 3",
    )
    good = rng.random() < 0.4
    label = PracticeLabel("good" if good else "poor", (0.9, 0.05, 0.03, 0.02) if good else (0.05, 0.9, 0.03, 0.02))
    themes = rng.sample(["delay", "information", "one_to_one", "protection"], rng.randint(0, 2))
    polarity: Any = "good" if good else "poor"
    codings = tuple(Coding(theme, polarity, "observed", (Span(13, 19),), 0.9, "model") for theme in themes)
    return coded_note(
        f"NOTE-{number:04}",
        TEXT,
        case,
        [CodedSentence(0, len(TEXT), label, codings)],
        source=FILE,
        row=number + 2,
        question="Enough?",
        stage=None,
        factor=rng.choice(["drugs", "alcohol"]),
        practice=PracticeScore(label.label, 0.5, 0.2, 0.8, needs_review=False),
        identifiers=[Identifier(0, 12, "PERSON", 0.8)],
    )


def _work(
    path: Path,
    *,
    publication: Publication = "private",
    notes: int = 150,
    title: str = "An export",
    change: Callable[[CodedNote], CodedNote] = lambda note: note,
) -> Path:
    rng = random.Random(11)
    source = StoredSource(FILE, FILE, "ab" * 32, publication, title=title)
    return store_notes(path, [change(_note(number, rng)) for number in range(notes)], source)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("protected")
    work, public = _work(folder / "work.db"), folder / "public.db"
    report = build_public(work, public)
    assert report.kind == "protected"
    assert "no record of any case or note" in report.sentences()[0]
    return work, public


def ask(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()


def test_what_is_declared_nothing_about_is_released_as_counts_alone(released: tuple[Path, Path]) -> None:
    _, public = released
    tables = {name for (name,) in ask(public, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    assert tables == {"sources", "themes", "factors", "meta", "safe_counts", "sqlite_stat1"}
    assert ask(public, "SELECT value FROM meta WHERE key = 'kind'") == [("protected",)]
    assert read_manifest(public)["kind"] == "protected"


def test_nothing_private_stands_anywhere_in_the_file(released: tuple[Path, Path]) -> None:
    work, public = released
    content = public.read_bytes() + public.with_name("public.db.manifest.json").read_bytes()
    assert not [secret for secret in SECRETS if secret.encode() in content]
    report = run_intruder(work, public, tables_of=published_tables)
    assert report.passed, report.sentences()


@pytest.mark.parametrize("name", ["Millbrook CRC", FILE])
def test_the_intruder_finds_an_organisation_or_a_file_that_a_protected_release_names(
    name: str, released: tuple[Path, Path], tmp_path: Path
) -> None:
    work, public = released
    leaky = tmp_path / "public.db"
    leaky.write_bytes(public.read_bytes())
    with closing(sqlite3.connect(leaky)) as connection, connection:
        connection.execute("UPDATE sources SET title = ?", (f"Notes of {name}",))
    report = run_intruder(work, leaky, tables_of=published_tables)
    assert any(finding.spot.table == "sources" for finding in report.failures), report.sentences()


def test_small_counts_are_hidden_and_all_others_rounded(released: tuple[Path, Path]) -> None:
    _, public = released
    base = default_policy().rounding_base
    counts = [count for (count,) in ask(public, "SELECT count FROM safe_counts WHERE count IS NOT NULL")]
    assert counts
    assert all(count % base == 0 for count in counts)
    assert ask(public, "SELECT count(*) FROM safe_counts WHERE suppressed")[0][0] > 0
    assert ask(public, "SELECT count(*) FROM safe_counts WHERE suppressed <> (count IS NULL)") == [(0,)]


def test_a_part_that_is_too_small_to_be_named_is_not_named(released: tuple[Path, Path]) -> None:
    _, public = released
    regions = {value for (value,) in ask(public, "SELECT value FROM safe_counts WHERE dimension = 'region'")}
    assert "Isle of Nowhere" not in regions
    assert {"north", "south", "other"} <= regions
    dimensions = {name for (name,) in ask(public, "SELECT DISTINCT dimension FROM safe_counts")}
    assert not dimensions & {"organisation", "provider", "programme", "question", "source"}


def test_what_is_hidden_cannot_be_worked_out_from_the_file(released: tuple[Path, Path]) -> None:
    _, public = released
    with closing(sqlite3.connect(f"file:{public}?mode=ro", uri=True)) as connection:
        tables = published_tables(connection)
    assert len(tables) > 5
    assert audit(tables, default_policy()).passed


def test_the_order_of_rows_does_not_tell_noughts_among_the_hidden(released: tuple[Path, Path]) -> None:
    _, public = released
    columns = "measure, dimension, value, theme, polarity, practice"
    rows = ask(public, f"SELECT {columns} FROM safe_counts ORDER BY rowid")
    assert rows == sorted(rows)


def test_a_file_whose_owner_gave_no_title_is_not_named(tmp_path: Path) -> None:
    work, public = _work(tmp_path / "work.db", notes=3, title=""), tmp_path / "public.db"
    build_public(work, public)
    assert ask(public, "SELECT name, title, file, sha256 FROM sources") == [("source 1", "source 1", "", "")]
    for path in (public, manifest_path(public)):
        assert FILE.encode() not in path.read_bytes()
    assert read_manifest(public)["sources"][0]["sha256"] == "ab" * 32


def _of_region(region: str) -> Callable[[CodedNote], CodedNote]:
    def change(coded: CodedNote) -> CodedNote:
        case = coded.note.case
        assert case is not None
        if int(case.case_id[-4:]) % 2:
            case = replace(case, region=region)
        return replace(coded, note=replace(coded.note, case=case))

    return change


@pytest.mark.parametrize("region", ["Kwabena Osei", "X000417", "other"])
def test_a_part_that_somebody_typed_a_name_into_is_not_named(region: str, tmp_path: Path) -> None:
    work, public = _work(tmp_path / "work.db", notes=120, change=_of_region(region)), tmp_path / "public.db"
    build_public(work, public)
    regions = {value for (value,) in ask(public, "SELECT value FROM safe_counts WHERE dimension = 'region'")}
    assert regions <= {"north", "south", "east", "other"}
    assert "other" in regions


USUAL = (
    "London|Kent, Surrey and Sussex|Yorkshire and the Humber|Wales|North East|Essex|Cumbria|2016-17|2017|18 to 24|"
    "18-25|50 and over|White British|Asian or Asian British|Black African|Roma|M|South West|community order|licence|"
    "very high|NPS|Suspended sentence order|CRC|planning|not known"
)


@pytest.mark.parametrize("part", USUAL.split("|"))
def test_what_columns_usually_hold_can_be_named(part: str) -> None:
    assert not may_name_someone(part, of="region")


def test_a_class_of_people_is_named_though_it_reads_as_a_name() -> None:
    assert not may_name_someone("Arab", of="ethnicity")
    assert may_name_someone("Mr Read", of="region")


def test_a_category_that_is_sensitive_is_named_by_the_stricter_threshold(tmp_path: Path) -> None:
    def change(coded: CodedNote) -> CodedNote:
        case = coded.note.case
        assert case is not None
        region = "Rutland" if int(case.case_id[-4:]) < 7 else "north"
        return replace(coded, note=replace(coded.note, case=replace(case, region=region)))

    work, shipped = _work(tmp_path / "work.db", notes=120, change=change), Policy.read(None)
    policy = shipped.disclosure.model_copy(
        update={"sensitive": Sensitive(categories={"region": frozenset({"Rutland"}), "theme": frozenset({"victims"})})}
    )
    assert isinstance(policy, DisclosurePolicy)
    report = build_public(work, tmp_path / "public.db", policy=replace(shipped, disclosure=policy, sha256="ours"))
    regions = {
        value for (value,) in ask(tmp_path / "public.db", "SELECT value FROM safe_counts WHERE dimension = 'region'")
    }
    assert regions == {"north", "other"}
    assert any("calls the theme 'victims' sensitive, and the codebook has none" in told for told in report.sentences())


def test_notes_that_name_no_case_are_said_to_count_as_one_each(tmp_path: Path) -> None:
    def change(coded: CodedNote) -> CodedNote:
        return replace(coded, note=replace(coded.note, case=None, judgement=None))

    report = build_public(_work(tmp_path / "work.db", notes=3, change=change), tmp_path / "public.db")
    assert any(told.startswith("3 notes name no case but themselves") for told in report.sentences())


def test_a_factor_that_only_an_export_knows_is_in_no_list(tmp_path: Path) -> None:
    def change(coded: CodedNote) -> CodedNote:
        judgement = coded.note.judgement
        assert judgement is not None
        return replace(coded, note=replace(coded.note, judgement=replace(judgement, factor="Osei and his brother")))

    build_public(_work(tmp_path / "work.db", notes=3, change=change), tmp_path / "public.db")
    factors = {code for (code,) in ask(tmp_path / "public.db", "SELECT code FROM factors")}
    assert factors == {factor.code for factor in default_codebook().factor}


def test_percentages_rest_on_published_counts_and_large_bases(released: tuple[Path, Path]) -> None:
    _, public = released
    select = (
        "SELECT c.count, c.percent, b.count FROM safe_counts c JOIN safe_counts b USING (measure, dimension, value) "
        "WHERE b.theme = '' AND b.practice = '' AND c.theme <> ''"
    )
    for count, percent, base in ask(public, select):
        if percent is None:
            assert count is None or base is None or base < default_policy().smallest_percentage_base
        else:
            assert percent == min(100, (200 * count + base) // (2 * base))


def test_a_case_can_be_found_in_the_releases_that_it_went_into(released: tuple[Path, Path]) -> None:
    work, public = released
    with WorkDatabase(work, create=False) as database:
        (found,) = releases_with(database, "CASE-0005")
    assert (found.kind, found.sha256) == ("protected", read_manifest(public)["sha256"])
    assert build_public(work, public).up_to_date


def test_private_text_is_never_released_openly(tmp_path: Path) -> None:
    work = _work(tmp_path / "work.db", notes=3)
    with pytest.raises(ReleaseRefusedError, match="only text that is invented or already public"):
        build_public(work, tmp_path / "public.db", kind="open")
    assert not (tmp_path / "public.db").exists()


def test_text_that_is_already_public_waits_for_review_unless_a_reason_is_given(tmp_path: Path) -> None:
    work, public = _work(tmp_path / "work.db", publication="already-public", notes=4), tmp_path / "public.db"
    with pytest.raises(ReleaseRefusedError, match=r"4 things are left to review .*--accept-unreviewed"):
        build_public(work, public)
    assert not public.exists()
    report = build_public(work, public, accepted="a test")
    assert report.kind == "open"
    review = read_manifest(public)["review"]
    assert (review["left"], review["accepted_unreviewed"], review["decided"]) == (4, "a test", 0)
    for wrong in (" ", "\t\n", "a\x1b[2J test"):
        with pytest.raises(ReleaseRefusedError, match="needs a reason in plain words"):
            build_public(work, public, accepted=wrong)
    assert ask(public, "SELECT text FROM notes LIMIT 1")[0][0].startswith("[PERSON 1] waited nine weeks")


def test_a_reason_is_recorded_only_where_something_was_passed_over(tmp_path: Path) -> None:
    work, public = _work(tmp_path / "work.db", notes=3), tmp_path / "public.db"
    build_public(work, public, accepted="to be sure")
    assert read_manifest(public)["review"]["accepted_unreviewed"] == ""
    with WorkDatabase(work, create=False) as database:
        assert releases_with(database, "CASE-0001")[0].accepted == ""


def test_three_cases_are_too_few_to_count(tmp_path: Path) -> None:
    work, public = _work(tmp_path / "work.db", notes=3), tmp_path / "public.db"
    build_public(work, public)
    assert ask(public, "SELECT count(*) FROM safe_counts WHERE count > 0") == [(0,)]


# ---------------------------------------------------------------- on the site


@pytest.fixture
def site(released: tuple[Path, Path]) -> Datasette:
    return make_datasette(released[1])


async def _page(site: Datasette, path: str, status: int = 200) -> str:
    response = await site.client.get(path)
    assert response.status_code == status, path
    return str(response.text)


@pytest.mark.asyncio
async def test_the_site_of_a_protected_release_shows_counts_and_says_why(site: Datasette) -> None:
    front = await _page(site, "/")
    assert "Such notes are about people, so they are not published" in front
    assert "hidden" in front
    assert "Delay" in front
    assert 'type="search"' not in front
    theme = await _page(site, "/-/theme/delay")
    assert "Kind of organisation" in theme
    assert "north" in await _page(site, "/public/safe_counts?dimension=region")


@pytest.mark.asyncio
async def test_a_note_of_a_protected_release_is_not_there(site: Datasette) -> None:
    assert "This release holds no notes" in await _page(site, "/-/note/abc", 404)
    await _page(site, "/public/notes", 404)
    await _page(site, "/-/theme/nothing", 404)
    assert "Themes" in await _page(site, "/-/codebook")


@pytest.mark.asyncio
async def test_every_link_of_the_site_of_counts_leads_somewhere(site: Datasette) -> None:
    starts = ["/", "/-/theme/delay", "/-/theme/nothing", "/-/codebook", "/-/note/abc", "/public/safe_counts", "/public"]
    links = set()
    for start in starts:
        links.update(re.findall(r'href="(/[^"#]*)', (await site.client.get(start)).text))
    assert any("safe_counts" in link for link in links)
    for link in sorted(links):
        response = await site.client.get(link.replace("&amp;", "&"))
        assert response.status_code == 200, link


@pytest.mark.asyncio
async def test_the_banner_does_not_forbid_what_is_published(site: Datasette) -> None:
    front = await _page(site, "/")
    assert "not for publication" not in front
    assert "nothing but counts is published of them" in front
    assert ">Notes</a>" not in front
