"""The bulletin as a document to write on: real headings, real tables, pictures with a text for those who do not see."""

import io
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from noteworthy.bulletin.content import Bulletin, Section, Table
from noteworthy.bulletin.drawing import Picture
from noteworthy.bulletin.settled import settle_archive
from noteworthy.bulletin.wording import SHORTHAND, shorthand_in, shown_columns
from noteworthy.manifest import release_date

MOST_ROWS = 120
"""Rows beyond which a table is left to the workbook: nobody edits so long a table in a document."""
WIDE = 7
"""Columns beyond which a table is given a page that lies the other way."""
NOTE = "Table note"
_INK = RGBColor(0x12, 0x33, 0x3F)
_FONT = "Arial"


def write_document(bulletin: Bulletin, pictures: dict[str, Picture], path: Path) -> None:
    """Write the document; pictures are by the id of their chart."""
    document = Document()
    _prepare(document, bulletin)
    document.add_heading(bulletin.title, 0)
    document.add_paragraph(f"Made on {release_date().isoformat()}. Automated tags are aids, not inspection judgements.")
    for notice in bulletin.notices:
        document.add_paragraph(notice, style="Intense Quote")
    _add_contents(document, bulletin.sections)
    document.add_paragraph(
        "“45% (41 to 49)” is a share with its 95% interval; differences are in percentage points. "
        + " ".join(f"{mark.value} means {meaning}." for mark, meaning in SHORTHAND.items())
    )
    for section in bulletin.sections:
        _add_section(document, section, pictures)
    document.add_heading("About the data and methods", 1)
    _add_table(document, ("What", "As this run had it"), bulletin.facts, numbers=(False, False))
    for correction in bulletin.corrections:
        document.add_paragraph(correction)
    document.save(str(path))
    settle_archive(path, release_date())


def _prepare(document: Any, bulletin: Bulletin) -> None:
    """Set the page, the type and what the file says of itself."""
    page = document.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    for name, size in (("Normal", 11), ("Heading 1", 16), ("Heading 2", 13), ("Caption", 10), ("Title", 24)):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:asciiTheme"), "")
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), _FONT)
        if name != "Normal":
            style.font.color.rgb = _INK
    note = document.styles.add_style(NOTE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.size = document.styles["Normal"], Pt(9)
    note.paragraph_format.space_before = note.paragraph_format.space_after = Pt(3)
    made = datetime.combine(release_date(), time())
    properties = document.core_properties
    properties.title, properties.author, properties.language = bulletin.title, "", "en-GB"
    properties.created = properties.modified = made
    properties.comments = "Made by Noteworthy."


def _add_contents(document: Any, sections: Iterable[Section]) -> None:
    """Add the list of sections as a field: what it shows at first is replaced when a reader updates it."""
    document.add_heading("Contents", 1)
    paragraph = document.add_paragraph()
    _add_field_part(paragraph, "begin")
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = 'TOC \\o "1-1" \\h \\z \\u'
    paragraph.add_run()._r.append(code)
    _add_field_part(paragraph, "separate")
    run = paragraph.add_run()
    for number, section in enumerate(sections):
        if number:
            run.add_break()
        run.add_text(f"{section.number}. {section.title}")
    _add_field_part(paragraph, "end")


def _add_field_part(paragraph: Any, kind: str) -> None:
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(part)


def _add_section(document: Any, section: Section, pictures: dict[str, Picture]) -> None:
    document.add_heading(f"{section.number}. {section.title}", 1)
    document.add_paragraph(section.question)
    if section.unsupported:
        document.add_paragraph(f"Not supported by these data. {section.unsupported}")
    for finding in section.findings:
        document.add_paragraph(finding, style="List Bullet")
    for table in section.tables:
        for chart in section.charts:
            if chart.table == table.id and chart.id in pictures:
                _add_picture(document, pictures[chart.id])
        _add_described_table(document, table)
    if section.quotations:
        document.add_heading("In inspectors’ words", 2)
    for quotation in section.quotations:
        said = ", ".join(part for part in (quotation.theme, quotation.polarity, quotation.context) if part)
        document.add_paragraph(f"{quotation.text} ({said}; note {quotation.note})", style="Quote")
    if section.limits:
        document.add_heading("What these data could not say", 2)
    for limit in section.limits:
        document.add_paragraph(limit, style="List Bullet")
    document.add_heading("Method", 2)
    document.add_paragraph(section.method)


def _add_picture(document: Any, picture: Picture) -> None:
    chart = picture.chart
    shape = document.add_picture(io.BytesIO(picture.png), width=Cm(16))
    described = shape._inline.docPr
    described.set("title", chart.title)
    described.set("descr", chart.description)
    document.add_paragraph(f"{chart.title} (from table {chart.table})", style="Caption")


def _add_described_table(document: Any, table: Table) -> None:
    columns = shown_columns(table)
    wide, long = len(columns) > WIDE, len(table.rows) > MOST_ROWS
    if wide and not long:
        _turn(document, WD_ORIENT.LANDSCAPE)
    caption = document.add_paragraph(f"Table {table.id}: {table.title}", style="Caption")
    caption.paragraph_format.keep_with_next = True
    if long:
        document.add_paragraph(
            f"This table has {len(table.rows):,} rows; it is in bulletin.xlsx and tables/{table.id}.csv."
        )
    elif table.rows:
        rows = [[column.cell(row) for column in columns] for row in table.rows]
        numbers = [column.is_number for column in columns]
        _add_table(document, [column.heading for column in columns], rows, numbers=numbers)
    for line in (table.denominator, *shorthand_in(table), *table.notes):
        document.add_paragraph(line, style=NOTE)
    if wide and not long:
        _turn(document, WD_ORIENT.PORTRAIT)


def _turn(document: Any, orientation: Any) -> None:
    """Begin a page that lies the other way, for a table that is too wide for one that stands."""
    page = document.add_section(WD_SECTION.NEW_PAGE)
    short, long = sorted((page.page_width, page.page_height))
    page.orientation = orientation
    page.page_width, page.page_height = (long, short) if orientation == WD_ORIENT.LANDSCAPE else (short, long)


def _add_table(
    document: Any, headings: Iterable[str], rows: Iterable[Iterable[str]], *, numbers: Iterable[bool]
) -> None:
    """Add a table whose first row is repeated on each page and is marked as its heading.

    It is written as XML at once: one object after the other, a long bulletin takes python-docx a minute.
    """
    headings, right = list(headings), list(numbers)
    size = 18 if len(headings) <= WIDE else 15
    grid = "".join("<w:gridCol/>" for _ in headings)
    lines = [_line(headings, right, size=size, is_heading=True), *(_line(row, right, size=size) for row in rows)]
    look = (
        '<w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:firstRow="1" w:firstColumn="1"/>'
    )
    xml = f"<w:tbl {nsdecls('w')}><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def _line(words: Iterable[str], right: Iterable[bool], *, size: int, is_heading: bool = False) -> str:
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_heading else "")
    cells = (
        f'<w:tc><w:tcPr/><w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="{"right" if is_right else "left"}"/></w:pPr>'
        f'<w:r><w:rPr>{"<w:b/>" if is_heading else ""}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        for text, is_right in zip(words, right, strict=True)
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>"
