"""DOCX documents: what Word shows."""

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.errors import SourceError
from corpus.sources.word import read_word


def read(folder: Path, document: Any) -> tuple[str, ...]:
    file = folder / "note.docx"
    document.save(str(file))
    return read_word(file)


def raw(document: Any, xml: str) -> None:
    names = f'{nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document.element.body.insert(0, parse_xml(xml.replace("NS", names)))


def test_paragraphs_and_tables_come_in_their_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Case note", level=1)
    document.add_paragraph("Seen twice.")
    document.add_paragraph("  ")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], "abcd", strict=True):
        cell.text = text
    document.add_paragraph("No referral.", style="List Bullet")
    assert read(tmp_path, document) == ("Case note", "Seen twice.", "a", "b", "c", "d", "No referral.")


def test_a_merged_cell_is_read_once(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "merged"
    table.cell(1, 0).text = "below"
    assert read(tmp_path, document) == ("merged", "below")


def test_runs_breaks_and_tabs_are_one_text(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Re")
    paragraph.add_run("\u2011engaged").bold = True
    paragraph.add_run().add_break()
    paragraph.add_run("then\tnot")
    assert read(tmp_path, document) == ("Re\u2011engaged\nthen\tnot",)


def test_insertions_count_and_deletions_do_not(tmp_path: Path) -> None:
    document = docx.Document()
    raw(
        document,
        "<w:p NS><w:pPr><w:tabs><w:tab w:val='left' w:pos='720'/></w:tabs></w:pPr>"
        "<w:r><w:t xml:space='preserve'>Seen </w:t></w:r>"
        "<w:ins w:id='1' w:author='A'><w:r><w:t>promptly</w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='A'><w:r><w:delText>late</w:delText></w:r></w:del></w:p>",
    )
    assert read(tmp_path, document) == ("Seen promptly",)


def test_the_fields_of_a_form_and_links_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    raw(
        document,
        "<w:sdt NS><w:sdtPr><w:alias w:val='Rationale'/></w:sdtPr><w:sdtContent>"
        "<w:p><w:r><w:t xml:space='preserve'>Typed into a form, </w:t></w:r>"
        "<w:hyperlink><w:r><w:t>with a link</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>",
    )
    assert read(tmp_path, document) == ("Typed into a form, with a link",)


def test_a_text_box_is_read_once_and_apart_from_its_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    raw(
        document,
        "<w:p NS><w:r><w:t>Around it</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert read(tmp_path, document) == ("Around it", "In the box")


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04"])
def test_a_damaged_document_is_an_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "note.docx"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=r"empty|damaged or not a Word document"):
        read_word(file)
