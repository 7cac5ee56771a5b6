"""Texts that are not invented are quoted only once nothing is left to review in them."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from noteworthy.bulletin.data import load
from noteworthy.bulletin.reviewed import left_to_review, without_quotations
from tests.bulletin_sample import BULLETIN


@pytest.fixture
def public_text(collection: Path, tmp_path: Path) -> Path:
    path = tmp_path / "work.db"
    shutil.copyfile(collection, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sources SET publication = 'already-public'")
    return path


def test_invented_texts_need_no_review(collection: Path) -> None:
    assert left_to_review(load(collection), None) == 0


def test_public_texts_need_one(public_text: Path) -> None:
    assert left_to_review(load(public_text), None) > 0


def test_what_is_left_to_review_is_not_quoted_and_the_section_says_why() -> None:
    section = BULLETIN.sections[0]
    found = without_quotations(section, 3)
    assert found.quotations == ()
    assert found.tables == section.tables
    assert found.limits[-1].startswith("No passage is quoted: 3 things")


def test_a_section_without_quotations_stays_as_it_is() -> None:
    assert without_quotations(BULLETIN.sections[1], 3) is BULLETIN.sections[1]
    assert without_quotations(BULLETIN.sections[0], 0) is BULLETIN.sections[0]
