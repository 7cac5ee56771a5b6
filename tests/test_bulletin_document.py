"""The document can be worked on: real headings, tables whose heading is repeated, pictures with a text."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from noteworthy.bulletin.document import write_document
from tests.bulletin_sample import BULLETIN, sample_pictures


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("document") / "bulletin.docx"
    write_document(BULLETIN, sample_pictures(), path)
    return path


@pytest.fixture(scope="module")
def document(file: Path) -> Any:
    return Document(str(file))


def test_sections_are_headings(document: Any) -> None:
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == ["Contents", "1. Availability", "2. Time", "3. Outcomes", "About the data and methods"]


def test_tables_repeat_their_first_row_and_have_no_cell_too_many(document: Any) -> None:
    first = document.tables[0]
    assert [cell.text for cell in first.rows[0].cells][:4] == [
        "Factor",
        "Answered",
        "Available",
        "Share available (95% interval)",
    ]
    assert [cell.text for cell in first.rows[1].cells][:4] == ["Housing", "1,320", "990", "75% (69 to 80)"]
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_pictures_have_a_text_for_those_who_do_not_see_them(document: Any) -> None:
    shapes = document.inline_shapes
    assert len(shapes) == 6
    assert shapes[0]._inline.docPr.get("descr") == "Housing: 75%."


def test_it_names_nobody_as_its_author(document: Any) -> None:
    assert document.core_properties.author == ""
    assert document.core_properties.title == BULLETIN.title


def test_the_same_bulletin_is_the_same_bytes(file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.docx"
    write_document(BULLETIN, sample_pictures(), again)
    assert again.read_bytes() == file.read_bytes()
