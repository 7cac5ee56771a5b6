"""PDF documents: the text layer, in paragraphs."""

import logging
from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfWriter

from corpus.errors import SourceError
from corpus.sources.pdf import read_pdf


def make_pdf(path: Path, pages: Sequence[Sequence[tuple[int, str]]], *, size: int = 11) -> Path:
    """Write a small PDF by hand: pages of (height, line)."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = b"".join(
            b"BT /F1 %d Tf 1 0 0 1 72 %d Tm (%b) Tj ET\n" % (size, height, line.encode("cp1252"))
            for height, line in lines
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(content))
    path.write_bytes(content + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (len(objects) + 1, table, trailer))
    return path


def test_lines_close_together_are_one_paragraph(tmp_path: Path) -> None:
    page = [(720, "The referral was made"), (706, "within a week."), (678, "Nothing followed."), (664, "He waited.")]
    paragraphs, statements = read_pdf(make_pdf(tmp_path / "a.pdf", [page]))
    assert paragraphs == ("The referral was made\nwithin a week.", "Nothing followed.\nHe waited.")
    assert statements == ()


def test_a_sentence_goes_on_over_the_page(tmp_path: Path) -> None:
    pages = [
        [(720, "One paragraph"), (706, "that is cut")],
        [(720, "by the page."), (706, "It ends.")],
        [(720, "New.")],
    ]
    paragraphs, _ = read_pdf(make_pdf(tmp_path / "a.pdf", pages))
    assert paragraphs == ("One paragraph\nthat is cut\nby the page.\nIt ends.", "New.")


def test_lines_that_recur_at_head_and_foot_are_left_out_and_counted(tmp_path: Path) -> None:
    pages = [
        [(800, "Official"), (720, f"Text {word}."), (30, f"Page {place} of 3")] for place, word in enumerate("abc")
    ]
    paragraphs, statements = read_pdf(make_pdf(tmp_path / "a.pdf", pages))
    assert paragraphs == ("Text a.", "Text b.", "Text c.")
    assert statements == ("Left out: 2 lines that recur at the head or foot of its pages.",)


def test_a_scan_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no text layer: it is a scan"):
        read_pdf(make_pdf(tmp_path / "a.pdf", [[], []]))


def test_a_password_is_said_to_be_there(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    with pytest.raises(SourceError, match="has a password"):
        read_pdf(tmp_path / "a.pdf")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 and then nothing", b"<html>no PDF</html>", b"%PDF-1.4\n%%EOF"])
def test_a_damaged_pdf_is_an_error_and_pypdf_says_nothing(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(content)
    with caplog.at_level(logging.NOTSET), pytest.raises(SourceError, match=r"empty|damaged or not a PDF"):
        read_pdf(file)
    assert caplog.records == []
    assert capsys.readouterr().err == ""


def test_a_slightly_broken_pdf_is_still_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = make_pdf(tmp_path / "a.pdf", [[(720, "Seen twice.")]])
    file.write_bytes(b"junk before the header\n" + file.read_bytes())
    assert read_pdf(file)[0] == ("Seen twice.",)
    assert caplog.records == []


def test_ligatures_are_letters(tmp_path: Path) -> None:
    file = make_pdf(tmp_path / "a.pdf", [[(720, "Insu?cient.")]])
    encoding = b"/BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [63 /uniFB03] >>"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"/BaseFont /Helvetica", encoding))
    assert read_pdf(file)[0] == ("Insufficient.",)
