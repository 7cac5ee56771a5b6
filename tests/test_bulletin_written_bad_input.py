"""Notes that are hard to analyse: each section on texts explains what it cannot do, and makes the rest."""

from collections.abc import Callable
from dataclasses import replace
from math import isfinite
from pathlib import Path

import pytest

from corpus.codebook import Codebook, Theme
from noteworthy.bulletin import agreement, landscape, mismatch, practice, themes
from noteworthy.bulletin.content import Section
from noteworthy.bulletin.settings import read_settings
from noteworthy.bulletin.wording import shown_columns
from tests.bulletin_written import Said, Written, case, written

SECTIONS = (themes, practice, landscape, mismatch, agreement)

ASKED = "Was sufficient work delivered?"
LATE = Said("He waited eleven weeks before anybody saw him.", {"delay": "poor", "motivation": "poor"})
KIND = Said("The talks were skilful.", {"one_to_one": "good"})


def usual(number: int) -> Written:
    late = number % 3 == 0
    return Written(
        f"N{number}", [LATE if late else KIND], case=case(number), question=ASKED, factor="drugs",
        answer="no" if late else "yes", label="poor" if late else "good",
    )  # fmt: skip


def _one_organisation(note: Written) -> Written:
    assert note.case is not None
    return replace(note, case=replace(note.case, organisation="Only", organisation_kind="CRC", inspector=None))


def _all_yes(note: Written) -> Written:
    return replace(note, answer="yes", sentences=[KIND], label="good")


def _unknown_answers(note: Written) -> Written:
    return replace(note, answer="perhaps")


def _no_cases(note: Written) -> Written:
    return replace(note, case=None, question=None, factor=None, answer=None)


def _dates_outside(note: Written) -> Written:
    assert note.case is not None
    return replace(note, case=replace(note.case, inspected="0016-01-01"))


def _no_themes(note: Written) -> Written:
    return replace(note, sentences=[Said("It is what it is.")])


CHANGES: dict[str, tuple[int, Callable[[Written], Written]]] = {
    "three cases": (3, lambda note: note),
    "one organisation": (60, _one_organisation),
    "all answers yes and all practice good": (60, _all_yes),
    "unknown answers": (60, _unknown_answers),
    "no cases": (60, _no_cases),
    "dates outside": (60, _dates_outside),
    "no themes": (30, _no_themes),
    "one note": (1, lambda note: note),
}


def _sound(section: Section) -> None:
    """Raise where a section has neither content nor a reason, or a table that is not whole."""
    assert bool(section.unsupported) != bool(section.tables), section.title
    for table in section.tables:
        columns = shown_columns(table)
        for row in table.rows:
            assert len(row) == len(table.columns)
            assert all(isfinite(cell) for cell in row if isinstance(cell, float))
            assert all(isinstance(column.cell(row), str) for column in columns)


@pytest.mark.parametrize("name", list(CHANGES))
def test_each_section_is_made_or_says_why_not(name: str, tmp_path: Path) -> None:
    count, change = CHANGES[name]
    data = written(tmp_path / "w.db", [change(usual(number)) for number in range(count)])
    for analysis in SECTIONS:
        _sound(analysis.section(data, read_settings()))


def test_a_codebook_of_ones_own_is_analysed_as_far_as_its_themes_allow(tmp_path: Path) -> None:
    own = Codebook(
        id="own",
        title="Own",
        version="1",
        theme=(Theme(code="kindness", name="Kindness", definition="Being kind.", use="Kindness."),),
    )
    notes = [
        Written(
            f"N{n}", [Said("They were kind to him each time.", {"kindness": "good" if n % 2 else "poor"})], case=case(n)
        )
        for n in range(40)
    ]
    data = written(tmp_path / "w.db", notes, codebook=own)
    made = themes.section(data, read_settings())

    assert made.tables[0].rows[0][0] == "Kindness"
    assert sum("Left out" in limit for limit in made.limits) >= 3
    for analysis in SECTIONS:
        _sound(analysis.section(data, read_settings()))
