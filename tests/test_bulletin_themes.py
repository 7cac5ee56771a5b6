"""Analysis 5: what notes speak of, and what goes with what."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from noteworthy.bulletin import themes
from noteworthy.bulletin.content import Section, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.note_themes import note_themes
from noteworthy.bulletin.roles import Roles, default_roles, read_roles
from noteworthy.bulletin.settings import read_settings
from noteworthy.bulletin.theme_differences import compare
from tests.bulletin_written import Said, Written, case, written

LATE = Said("He waited eleven weeks before anybody saw him.", {"delay": "poor"})
PROMPT = Said("He was seen within two days of sentence.", {"delay": "good"})
LOST = Said("By then he had lost heart and nobody won him back.", {"motivation": "poor"})
KEEN = Said("His wish to change was kept alive week by week.", {"motivation": "good"})
TALK = Said("The sessions were skilful and full of challenge.", {"one_to_one": "good"})
FORM = Said("The appointment went on a form.", {"one_to_one": "poor"})
TOLD = Said("The clinic sent its news each week.", {"information": "good"}, actor="partner")
AVAILABLE = "Was a suitable intervention available for this factor?"


@dataclass(frozen=True)
class Fact:
    """What is in a note."""

    late: bool
    lost: bool
    talk: bool
    told: bool
    available: bool


def facts(count: int = 240) -> list[Fact]:
    """Draw notes in which delay and lost motivation go together, and only NPS hears from partners."""
    chance = Random(11)
    drawn = []
    for number in range(count):
        late = chance.random() < 0.35
        lost = chance.random() < (0.7 if late else 0.15)
        told = number % 2 == 1 and chance.random() < 0.6
        drawn.append(Fact(late, lost, chance.random() < 0.3, told, chance.random() < 0.8))
    return drawn


def notes(count: int = 240) -> Iterator[Written]:
    """Yield the notes."""
    chance = Random(12)
    for number, fact in enumerate(facts(count)):
        said = [LATE if fact.late else PROMPT, LOST if fact.lost else KEEN]
        said += [chance.choice((TALK, FORM))] if fact.talk else []
        said += [TOLD] if fact.told else []
        said.append(Said(" ".join(["The rest was as planned."] * chance.randint(1, 12))))
        answer = "yes" if fact.available else "no"
        factor = chance.choice(("drugs", "alcohol"))
        yield Written(f"N{number}", said, case=case(number), question=AVAILABLE, factor=factor, answer=answer)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> BulletinData:
    """Return a database of such notes."""
    return written(tmp_path_factory.mktemp("themes") / "work.db", notes())


@pytest.fixture(scope="module")
def made(data: BulletinData) -> Section:
    """Return the section on them."""
    return themes.section(data, read_settings())


def table(section: Section, words: str) -> Table:
    return next(one for one in section.tables if words in one.title)


def cell(table: Table, column: str, **where: object) -> object:
    names = [one.name for one in table.columns]
    rows = [row for row in table.rows if all(row[names.index(name)] == value for name, value in where.items())]
    assert len(rows) == 1
    return rows[0][names.index(column)]


def test_every_share_stands_with_its_numerator_and_denominator(made: Section) -> None:
    every = table(made, "Themes in all notes")
    late = sum(fact.late for fact in facts())

    assert cell(every, "notes", theme="Delay and timeliness") == 240
    assert cell(every, "poor_count", theme="Delay and timeliness") == late
    assert cell(every, "poor_share", theme="Delay and timeliness") == pytest.approx(late / 240)
    assert cell(every, "any_count", theme="Housing") == 0


def test_tables_have_a_cell_for_each_column_and_ids_in_order(made: Section) -> None:
    assert [one.id for one in made.tables] == [f"5{chr(97 + place)}" for place in range(len(made.tables))]
    for one in made.tables:
        assert all(len(row) == len(one.columns) for row in one.rows)
        assert len({column.name for column in one.columns}) == len(one.columns)
    for chart in made.charts:
        columns = {column.name for column in next(t for t in made.tables if t.id == chart.table).columns}
        assert {chart.category, *chart.values} <= columns


def test_delay_goes_with_lost_motivation_where_it_does(made: Section) -> None:
    together = table(made, "in the same notes")
    both = sum(fact.late and fact.lost for fact in facts())

    assert cell(together, "both", polarity="Poor practice") == both
    assert cell(together, "adjusted_low", polarity="Poor practice") > 1  # type: ignore[operator]
    assert any("goes together with poor practice on motivation" in finding for finding in made.findings)


def test_examples_of_it_come_from_notes_that_hold_both(made: Section) -> None:
    quoted = [one.text for one in made.quotations if "in a note with poor practice on both" in one.theme]

    assert set(quoted) == {LATE.text, LOST.text}


def test_one_to_one_work_is_looked_for_where_nothing_was_available(made: Section) -> None:
    found = table(made, "where no intervention was available")
    without = sum(not fact.available for fact in facts())
    both = sum(fact.talk and not fact.available for fact in facts())

    assert cell(found, "first_notes", what="One-to-one work") == without
    assert cell(found, "second_notes", what="One-to-one work") == 240 - without
    assert cell(found, "first_count", what="One-to-one work") == both


def test_partners_information_is_compared_between_the_groups(made: Section) -> None:
    found = table(made, "that from partners")
    what = "Information flow, from a partner"

    assert cell(found, "first_count", what=what, polarity="Good practice") == sum(fact.told for fact in facts())
    assert cell(found, "second_count", what=what, polarity="Good practice") == 0


def test_no_officer_and_no_inspector_is_named(made: Section) -> None:
    words = str(made)

    assert "officer 1" not in words
    assert "inspector 1" not in words


def test_a_codebook_without_a_part_leaves_that_analysis_out_and_says_so(data: BulletinData) -> None:
    without = default_roles().model_copy(update={"roles": {**default_roles().roles, "motivation": "readiness"}})
    made = themes.section(data, read_settings(), without)

    assert not any("in the same notes" in one.title for one in made.tables)
    assert any("'motivation'" in limit for limit in made.limits)
    assert made.tables


def test_parts_are_read_from_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "roles.toml"
    file.write_text('[roles]\ndelay = "lateness"\n[kinds]\ncases = ["rationale"]\nsystem = []\n', encoding="utf-8")

    assert isinstance(read_roles(file), Roles)
    assert read_roles(file).roles == {"delay": "lateness"}


def test_one_group_only_is_explained_and_the_rest_is_made(tmp_path: Path) -> None:
    some = [Written(f"N{n}", [LATE, LOST], case=case(1), factor="drugs", answer="no") for n in range(3)]
    made = themes.section(written(tmp_path / "w.db", some), read_settings())

    assert any("not compared" in limit for limit in made.limits)
    assert table(made, "Themes in all notes").rows
    assert any("cannot be told" in finding for finding in made.findings)


def test_notes_without_cases_or_answers_are_analysed_all_the_same(tmp_path: Path) -> None:
    made = themes.section(written(tmp_path / "w.db", [Written("A", [LATE]), Written("B", [TALK])]), read_settings())

    assert not made.unsupported
    assert any("Themes by factor" in limit for limit in made.limits)


def test_no_note_that_counts_is_the_reason_for_no_section(tmp_path: Path) -> None:
    some = [Written("A", [LATE], coders=(), learnt_from=True)]
    made = themes.section(written(tmp_path / "w.db", some), read_settings())

    assert "no note" in made.unsupported
    assert not made.tables


def test_private_texts_are_counted_and_never_quoted(tmp_path: Path) -> None:
    made = themes.section(written(tmp_path / "w.db", notes(24), publication="private"), read_settings())

    assert made.tables
    assert not made.quotations
    assert any("No text is quoted" in limit for limit in made.limits)


def test_the_database_is_left_as_it_was(data: BulletinData) -> None:
    before = data.path.read_bytes()
    themes.section(data, read_settings())

    assert data.path.read_bytes() == before
    assert [file.name for file in data.path.parent.iterdir()] == [data.path.name]


def test_a_difference_of_themes_is_told_at_the_rate_of_the_settings(data: BulletinData) -> None:
    settings = read_settings()
    strict = settings.model_copy(update={"false_discovery_rate": 1e-12})
    notes = note_themes(data, kinds=default_roles().kinds.cases)
    first = np.arange(len(notes)) % 2 == 0
    found, few = (compare(notes, [("delay", "any")], first, ~first, one)[0] for one in (settings, strict))
    assert found.adjusted_p is not None
    assert found.adjusted_p > 1e-12
    assert (found.rate, few.rate) == (settings.false_discovery_rate, 1e-12)
    assert few.differs == "no clear difference"
    assert replace(found, adjusted_p=0.07, rate=0.1).differs.startswith("differ")
    assert replace(found, adjusted_p=0.07, rate=0.05).differs == "no clear difference"
