"""The machine's counts, corrected by notes that coders read too."""

from dataclasses import replace
from pathlib import Path

import pytest

from noteworthy.bulletin import themes
from noteworthy.bulletin.corrected_shares import corrected_shares, correction_sentence, read_twice
from noteworthy.bulletin.note_themes import note_themes
from noteworthy.bulletin.settings import read_settings
from noteworthy.statistics.classifier_error import Validation
from tests.bulletin_written import Said, Written, case, written

KINDS = ("rationale",)
DELAY = ("delay", "any")


def _both(count: int) -> list[Written]:
    """Return notes that coders read too: of every four with delay the machine misses one, and adds none."""
    notes = []
    for number in range(count):
        late = number % 2 == 0
        truth = {"delay": "poor"} if late else {}
        machine = {} if number % 8 == 0 else truth
        said = Said("It began late." if late else "It went on.", truth, machine=machine)  # type: ignore[arg-type]
        notes.append(Written(f"B{number}", [said], case=case(number)))
    return notes


def _machine_alone(count: int) -> list[Written]:
    said = [Said("It began late.", {"delay": "poor"}), Said("It went on.")]
    return [Written(f"M{n}", [said[n % 10 >= 3]], case=case(n + 1000), coders=()) for n in range(count)]


def test_what_the_machine_misses_is_added_by_the_rule_of_rogan_and_gladen(tmp_path: Path) -> None:
    notes = note_themes(written(tmp_path / "w.db", [*_both(160), *_machine_alone(200)]), kinds=KINDS)
    sample = read_twice(notes)
    assert sample is not None
    found = corrected_shares(notes, sample, read_settings())
    delay = next(one for one in found if (one.group, one.theme, one.polarity) == ("all notes", "delay", "any"))

    assert delay.validation == Validation(60, 20, 80, 0)
    assert delay.raw.value == pytest.approx(0.3)
    assert delay.corrected.value == pytest.approx(0.3 / 0.75)
    assert delay.corrected.low is not None
    assert delay.corrected.low < 0.4 < (delay.corrected.high or 0)


def test_a_group_with_enough_notes_is_corrected_by_its_own(tmp_path: Path) -> None:
    some = [*_both(160), *[replace(one, key=f"O{one.key}", case=case(1)) for one in _both(80)], *_machine_alone(80)]
    notes = note_themes(written(tmp_path / "w.db", some), kinds=KINDS)
    sample = read_twice(notes)
    assert sample is not None
    found = [one for one in corrected_shares(notes, sample, read_settings()) if (one.theme, one.polarity) == DELAY]
    own = {one.group: one.own for one in found}

    assert own == {"all notes": False, "CRC": False, "NPS": True}


def test_notes_that_the_machine_learnt_from_say_nothing_of_its_errors(tmp_path: Path) -> None:
    learnt = [Written(one.key, one.sentences, case=one.case, learnt_from=True) for one in _both(160)]
    notes = note_themes(written(tmp_path / "w.db", [*learnt, *_machine_alone(10)]), kinds=KINDS)

    assert read_twice(notes) is None
    assert "stand uncorrected" in correction_sentence(notes, None)


def test_the_section_says_which_it_is(tmp_path: Path) -> None:
    by_coders = themes.section(written(tmp_path / "c.db", _both(40)), read_settings())
    by_machine = themes.section(written(tmp_path / "m.db", _machine_alone(40)), read_settings())
    corrected = themes.section(written(tmp_path / "b.db", [*_both(80), *_machine_alone(40)]), read_settings())

    assert any("no machine count needs correction" in limit for limit in by_coders.limits)
    assert any("stand uncorrected" in limit for limit in by_machine.limits)
    assert any("errs" in note for note in by_machine.tables[0].notes)
    assert any("corrected for its errors" in table.title for table in corrected.tables)
