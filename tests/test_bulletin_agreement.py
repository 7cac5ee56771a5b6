"""Analysis 10: agreement of coders, the machine among them, and change over time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from corpus.store.database import WorkDatabase
from corpus.values import CoderReading, CoderSentence, Coding, Span
from models.agreement import measure_agreement
from models.intervals import Resamples
from models.shared import shared_coding
from noteworthy.bulletin import agreement
from noteworthy.bulletin.coder_ratings import coder_ratings, with_machine
from noteworthy.bulletin.data import BulletinData, load
from noteworthy.bulletin.drift import drifts, known_years
from noteworthy.bulletin.note_themes import note_themes
from noteworthy.bulletin.settings import read_settings
from tests.bulletin_written import SOURCE, Said, Written, case, written

THEMES = ("delay", "motivation")


def _said(chance: Random) -> dict[str, str]:
    return {theme: chance.choice(("good", "poor")) for theme in THEMES if chance.random() < 0.4}


def _reading(key: str, coder: str, sentences: Sequence[Mapping[str, str]]) -> CoderReading:
    parts = []
    for number, themes in enumerate(sentences):
        place = Span(number * 11, number * 11 + 10)
        codings = tuple(Coding(t, p, "observed", (place,), 1.0, "coder") for t, p in themes.items())  # type: ignore[arg-type]
        parts.append(CoderSentence(place.start, place.end, "poor" if themes else "none", codings))
    return CoderReading(key, coder, tuple(parts), "poor", clarity=2)


def _readings(count: int) -> dict[str, dict[str, CoderReading]]:
    """Draw readings of two coders who mostly agree, and of a third who reads every other note."""
    chance, found = Random(3), {}
    for number in range(count):
        truth = [_said(chance) for _ in range(3)]
        of_note = {}
        for coder in ("c1", "c2", "c3")[: 3 if number % 2 else 2]:
            said = [one if chance.random() < 0.8 else _said(chance) for one in truth]
            of_note[coder] = _reading(f"N{number}", coder, said)
        found[f"N{number}"] = of_note
    return found


@pytest.fixture(scope="module")
def readings() -> dict[str, dict[str, CoderReading]]:
    """Return such readings of sixty notes."""
    return _readings(60)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, readings: dict[str, dict[str, CoderReading]]) -> BulletinData:
    """Return a database of them; the machine learnt from a third of the notes."""
    path = tmp_path_factory.mktemp("agreement") / "work.db"
    chance = Random(8)
    notes = []
    for number, key in enumerate(readings):
        said = [Said(f"Sentence {place}."[:10].ljust(10, "x"), machine=_said(chance)) for place in range(3)]  # type: ignore[arg-type]
        notes.append(Written(key, said, case=case(number), coders=(), learnt_from=number % 3 == 0))
    written(path, notes)
    with WorkDatabase(path) as database:
        assert not database.store_readings([one for of in readings.values() for one in of.values()], source=SOURCE)
        database.finish()
    return load(path)


def test_figures_are_those_of_the_agreement_command(
    data: BulletinData, readings: dict[str, dict[str, CoderReading]]
) -> None:
    shared = shared_coding(readings)
    resamples = Resamples(len(shared.notes), samples=10)
    expected = measure_agreement(shared, themes=THEMES, core=THEMES, resamples=resamples)
    ratings = coder_ratings(data)
    assert ratings is not None

    for theme in THEMES:
        presence, polarity = ratings.presence(theme), ratings.polarity(theme)
        for found, of in ((presence, expected.themes[theme].presence), (polarity, expected.themes[theme].polarity)):
            assert len(found.values) == of.units
            for name, figure in found.figures().items():
                value = float(figure.of(figure.parts.sum(axis=0)))
                assert value == pytest.approx(of.figures[name].value), (theme, name)
    practice = ratings.practice().figures()["alpha"]
    alpha = expected.questions["practice of sentences"].figures["alpha"].value
    assert float(practice.of(practice.parts.sum(axis=0))) == pytest.approx(alpha)


def test_the_machine_rates_only_what_it_did_not_learn_from(data: BulletinData) -> None:
    ratings = with_machine(data)
    assert ratings is not None

    assert ratings.coders[-1] == "machine"
    assert len(ratings.notes) == 40
    assert not data.notes["learnt_from"].to_numpy()[ratings.notes].any()
    assert (ratings.presence("delay").values[:, -1] >= 0).all()


def test_the_agreed_coding_takes_no_part(tmp_path: Path) -> None:
    said = [Said("It began late.", {"delay": "poor"})]
    data = written(tmp_path / "w.db", [Written("A", said, coders=("adjudicated", "c1", "c2"))])
    ratings = coder_ratings(data)
    assert ratings is not None

    assert ratings.coders == ("c1", "c2")
    assert ratings.presence("delay").values.tolist() == [[1, 1]]


def test_the_section_has_agreement_the_machine_and_change(data: BulletinData) -> None:
    made = agreement.section(data, read_settings())
    titles = [table.title for table in made.tables]

    assert titles[:3] == [
        "Agreement of coders by theme",
        "Agreement of coders on practice",
        "The machine as one more coder",
    ]
    assert all(len(row) == len(table.columns) for table in made.tables for row in table.rows)
    assert [table.id for table in made.tables] == [f"10{chr(97 + place)}" for place in range(len(made.tables))]


def test_nothing_read_twice_and_one_year_is_explained(tmp_path: Path) -> None:
    same = replace(case(1), inspected="2016-05-01", programme=None)
    made = agreement.section(written(tmp_path / "w.db", [Written("A", [Said("Late.")], case=same)]), read_settings())

    assert "No note was read by two coders" in made.unsupported
    assert "fewer than two known years" in made.unsupported


def test_a_share_that_rises_is_told_and_one_that_does_not_is_not(tmp_path: Path) -> None:
    chance, notes = Random(1), []
    for number in range(360):
        year = number % 3
        late = chance.random() < (0.1, 0.4, 0.8)[year]
        keen = chance.random() < 0.5
        themes = {**({"delay": "poor"} if late else {}), **({"motivation": "good"} if keen else {})}
        notes.append(Written(f"N{number}", [Said("He waited.", themes)], case=case(number)))  # type: ignore[arg-type]
    data = written(tmp_path / "w.db", notes)
    found = drifts(data, note_themes(data, kinds=("rationale",)), read_settings())
    trends = {(one.kind, one.what): one for one in found}
    delay = trends["Notes, poor practice", "Delay and timeliness"]
    motivation = trends["Notes, good practice", "Motivation and engagement"]

    assert known_years(data) == [2015, 2016, 2017]
    assert delay.found.a_year.low is not None
    assert delay.found.a_year.low > 1
    assert (motivation.adjusted_p or 0) > 0.05
    assert sum(int(one.n) for one in delay.found.shares) == 360


def test_programmes_are_compared_where_there_are_two(data: BulletinData) -> None:
    titles = [table.title for table in agreement.section(data, read_settings()).tables]
    notes = note_themes(data, kinds=("rationale",))

    assert ("Themes by inspection programme" in titles) == (len(np.unique(notes.attribute("programme").codes)) > 1)
