"""Files of notes of every kind, opened in one way."""

import csv
import io
import json
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from corpus.errors import MappingError, NoteworthyError, SourceError
from corpus.sources.ingest import Item, Unwritten, open_source
from corpus.sources.mapping import Mapping, SourceFacts
from corpus.values import Note, Refusal

REAL = Path(__file__).parents[2] / "shared" / "real"

EXPORT = """\
Case ID,Judgement ID,Area,Organisation type,Inspection date,Gender,Question,Factor,Answer,Rationale,\
Notable practice,Notable practice text
C1,J1,Northmoor,NPS,03/05/2017,F,Was it delivered?,Drug misuse,Yes,"Seen promptly, again.",Good practice,Kept trying.
C1,J2,Northmoor,NPS,03/05/2017,F,Was it available?,Accommodation,No,,,
C2,J3,Severnside,CRC,May 2017,M,Was it delivered?,ETE,N/A,Not needed.,,
"""


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def items(path: Path | str, **options: object) -> list[Item]:
    return list(open_source(path, **options).items)  # type: ignore[arg-type]


def texts(path: Path | str, **options: object) -> list[str]:
    return [item.text for item in items(path, **options) if isinstance(item, Note)]


def test_a_case_export_gives_cases_judgements_notes_and_notable_practice(tmp_path: Path) -> None:
    first, notable, unwritten, last = items(write(tmp_path / "export.csv", EXPORT))
    assert isinstance(first, Note)
    assert first.case is not None
    assert first.judgement is not None
    assert (first.note_id, first.row, first.source) == ("J1", 2, "export.csv")
    assert (first.case.inspected, first.case.sex, first.case.organisation_kind) == ("2017-05-03", "female", "NPS")
    assert (first.judgement.factor, first.judgement.answer, first.judgement.notable) == ("drugs", "yes", "good")
    assert isinstance(notable, Note)
    assert (notable.note_id, notable.kind, notable.text) == ("J1/notable", "notable", "Kept trying.")
    assert isinstance(unwritten, Unwritten)
    assert (unwritten.note_id, unwritten.judgement.answer) == ("J2", "no")
    assert isinstance(last, Note)
    assert last.case is not None
    assert last.judgement is not None
    assert (last.case.inspected, last.judgement.answer) == ("2017-05", "not_applicable")


def test_every_kind_of_table_gives_the_same_notes(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(EXPORT)))
    book = Workbook()
    book.worksheets[0].append(list(rows[0]))
    for row in rows:
        book.worksheets[0].append(list(row.values()))
    book.save(tmp_path / "export.xlsx")
    write(tmp_path / "export.jsonl", "\n".join(map(json.dumps, rows)))
    with (tmp_path / "export.tsv").open("w", newline="", encoding="utf-16") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    expected = [_facts(item) for item in items(write(tmp_path / "export.csv", EXPORT))]
    for ending in ("xlsx", "jsonl", "tsv"):
        assert [_facts(item) for item in items(tmp_path / f"export.{ending}")] == expected


def _facts(item: Item) -> tuple[object, ...]:
    assert not isinstance(item, Refusal)
    return item.note_id, getattr(item, "text", None), item.case, item.judgement


def test_how_it_is_read_is_said_before_and_what_was_noticed_after(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "date;answer;comments;shoe size\n11/19/2017;perhaps;seen;9\n".encode("utf-16"))
    source = open_source(file)
    said = " ".join(source.sentences())
    for part in (
        "read as UTF-16",
        "separated by semicolons",
        "Text from 'comments'",
        "numbered by their data row",
        "Guessed from the headings",
        "each row counts as a case of its own",
        "Not read: 'shoe size'",
    ):
        assert part in said
    assert source.noticed.sentences() == []
    assert len(list(source.items)) == 1
    assert len(source.noticed.sentences()) == 2


def test_the_options_name_columns_and_win_over_everything(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "text,id,other,key\nfrom text,1,from other,k1\n")
    mapping = Mapping(columns={"text": "text", "id": "id"})
    (note,) = items(file, mapping=mapping, text="Other", id="KEY")
    assert isinstance(note, Note)
    assert (note.note_id, note.text) == ("k1", "from other")


def test_without_ids_notes_have_the_number_of_their_data_row(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", "Title above\n\ntext,extra\nfirst,\n\n\nsecond,x,y\nthird,\n")
    found = items(file)
    assert [item.note_id for item in found if isinstance(item, Note)] == ["1", "3"]
    assert [item.row for item in found] == [4, 7, 8]


def test_good_rows_of_a_file_with_bad_rows_are_all_kept(tmp_path: Path) -> None:
    rows = [
        "id,answer,text",
        "1,yes,good",
        "1,yes,again",
        ",yes,no id",
        "2,,",
        "3,no,a,b",
        " , ,",
        f"4,,{'x' * 1_000_001}",
    ]
    found = items(write(tmp_path / "a.csv", "\n".join([*rows, "5,,last"])))
    assert [str(item).split(": ")[0] for item in found if isinstance(item, Refusal)] == [
        "a.csv, row 3, column 'id'",
        "a.csv, row 4, column 'id'",
        "a.csv, row 5, column 'text'",
        "a.csv, row 6",
        "a.csv, row 8, column 'text'",
    ]
    assert [item.text for item in found if isinstance(item, Note)] == ["good", "last"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@settings(deadline=None)
def test_the_text_is_the_cell_unchanged(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("cells")
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([("id", "answer", "text"), ("1", "yes", text)])
    expected = [] if not text.strip() or text.strip().casefold() in ABSENT else [text]
    assert texts(write(folder / "a.csv", written.getvalue())) == expected
    assert texts(write(folder / "a.jsonl", json.dumps({"id": 1, "answer": "yes", "text": text}))) == expected


ABSENT = {"null", "(null)", "nan", "#n/a", "<na>"}


def test_keys_that_later_lines_bring_are_read(tmp_path: Path) -> None:
    lines = [json.dumps({"id": place, "text": "seen"}) for place in range(1000)]
    lines.append(json.dumps({"id": 1000, "text": "seen", "case": "C1", "notable_text": "kept trying"}))
    file = write(tmp_path / "a.jsonl", "\n".join(lines))
    note, notable = items(file)[-2:]
    assert isinstance(note, Note)
    assert note.case is not None
    assert note.case.case_id == "C1"
    assert isinstance(notable, Note)
    assert notable.note_id == "1000/notable"


def test_a_key_that_the_mapping_names_and_no_line_has_is_noticed_at_the_end(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", '{"text": "seen"}\n' * 1200)
    source = open_source(file, mapping=Mapping(columns={"officer": "RO"}))
    assert len(list(source.items)) == 1200
    assert "no line has (such as 'RO'): 1." in source.noticed.sentences()[0]


def test_standard_input_is_jsonl(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO(b'{"id": 7, "text": "seen"}\n\nno json\n')
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=stream))
    note, refused = items("-")
    assert isinstance(note, Note)
    assert (note.note_id, note.source, note.row) == ("7", "standard input", 1)
    assert str(refused).startswith("standard input, row 3: ")


def test_a_folder_with_a_mapping_opens_as_the_file_it_names_joined_to_its_companions(tmp_path: Path) -> None:
    write(
        tmp_path / "mapping.toml",
        '[source]\nname = "Spring"\npublication = "authored"\nfile = "notes.jsonl"\n'
        '[[lookup]]\nfile = "cases.csv"\nkey = "case"\n[[lookup]]\nfile = "judgements.csv"\nkey = "judgement"\n',
    )
    write(tmp_path / "cases.csv", "case,sex\nC1,F\n")
    write(tmp_path / "judgements.csv", "judgement,case,answer\nJ1,C1,yes\nJ2,C1,no\n")
    write(tmp_path / "notes.jsonl", '{"id": "N1", "judgement": "J1", "kind": "notable", "text": "kept trying"}')
    source = open_source(tmp_path)
    assert source.facts == SourceFacts(name="Spring", publication="authored", file="notes.jsonl")
    note, unwritten = source.items
    assert isinstance(note, Note)
    assert note.case is not None
    assert (note.kind, note.case.sex) == ("notable", "female")
    assert isinstance(unwritten, Unwritten)
    assert unwritten.note_id == "J2"
    assert unwritten.case == note.case


def test_documents_are_one_note_or_a_note_a_paragraph(tmp_path: Path) -> None:
    file = write(tmp_path / "visit.txt", "Seen.\r\n\r\nNot seen.\r\n")
    (whole,) = items(file)
    assert isinstance(whole, Note)
    assert (whole.note_id, whole.text, whole.row) == ("visit", "Seen.\n\nNot seen.\n", None)
    parts = [item for item in items(file, split_paragraphs=True) if isinstance(item, Note)]
    assert [(part.note_id, part.text, part.row) for part in parts] == [
        ("visit/1", "Seen.", 1),
        ("visit/2", "Not seen.", 2),
    ]


def test_a_word_document_is_read_like_a_text(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Seen.")
    document.add_paragraph("Not seen.")
    document.save(str(tmp_path / "visit.docx"))
    assert texts(tmp_path / "visit.docx") == ["Seen.\n\nNot seen."]
    assert texts(tmp_path / "visit.docx", split_paragraphs=True) == ["Seen.", "Not seen."]


def test_a_document_that_is_too_long_is_refused_with_the_way_out(tmp_path: Path) -> None:
    file = write(tmp_path / "long.txt", "Seen.\n\n" * 200_000)
    (refused,) = items(file)
    assert "1,400,000 characters" in str(refused)
    assert "--split paragraphs" in str(refused)
    assert len(items(file, split_paragraphs=True)) == 200_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.csv", None, "does not exist; check the path"),
        ("missing.docx", None, "does not exist; check the path"),
        ("missing", None, "does not exist; check the path"),
        ("empty.csv", b"", "holds no rows"),
        ("header.csv", b"id,text\n", "holds no rows"),
        ("columns.csv", b"id,colour\n1,red\n", "no heading looks like that of the notes' text"),
        ("disguised.csv", b"PK\x03\x04", "is no text but a zipped file"),
        ("empty.jsonl", b"", "holds no rows"),
        ("array.jsonl", b"[\n{}\n]", "one object a line"),
        ("empty.xlsx", b"", "is empty"),
        ("corrupt.xlsx", b"PK\x03\x04 no", "is damaged or not an Excel workbook"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0", "has a password or is in the old Office format"),
        ("old.xls", b"\xd0\xcf\x11\xe0", "has the ending .xls, which is not read; these are: .csv"),
        ("none", b"text", "has the ending (none), which is not read"),
        ("empty.txt", b" \n", "holds no text"),
        ("corrupt.docx", b"<html>", "is damaged or not a Word document"),
        ("corrupt.pdf", b"%PDF-1.4", "is damaged or not a PDF"),
        ("corrupt.parquet", b"PAR1", "is damaged or not a Parquet file"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_that_names_the_file(
    tmp_path: Path, name: str, content: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        write(tmp_path / name, content)
    with pytest.raises(NoteworthyError) as caught:
        open_source(tmp_path / name)
    message = str(caught.value)
    assert said in message
    assert name in message
    assert "\n" not in message
    assert message.endswith(".")
    assert capsys.readouterr() == ("", "")


def test_a_folder_without_a_mapping_or_with_one_that_names_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is a folder without a mapping\.toml"):
        open_source(tmp_path)
    write(tmp_path / "mapping.toml", "[source]\nname = 'Spring'\n")
    with pytest.raises(MappingError, match="does not name the file of notes"):
        open_source(tmp_path)


def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    file = write(tmp_path / "a.csv", "id,text\n1,x\n")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match=r"a\.csv cannot be read: Permission denied"):
        open_source(file)


def test_a_faulty_companion_is_found_before_anything_is_read(tmp_path: Path) -> None:
    write(tmp_path / "mapping.toml", '[source]\nfile = "n.csv"\n[[lookup]]\nfile = "none.csv"\nkey = "case"\n')
    write(tmp_path / "n.csv", "case,text\n1,x\n")
    with pytest.raises(SourceError, match=r"none\.csv does not exist"):
        open_source(tmp_path)


def test_many_rows_need_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "long.csv").open("w", encoding="utf-8") as file:
        file.write("id,case,answer,sex,text\n")
        file.writelines(f'{place},{place // 3},yes,F,"Text {place},\nseen promptly."\n' for place in range(8_000))
    tracemalloc.start()
    try:
        count = sum(isinstance(item, Note) for item in open_source(tmp_path / "long.csv").items)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 8_000
    assert peak < 3_500_000


@pytest.mark.skipif(not REAL.is_dir(), reason="the shared real files are not here")
@pytest.mark.parametrize(
    ("name", "rows"),
    [("improvement_bullets.csv", 1132), ("inspection_paragraphs.csv", 12070), ("patient_feedback.csv", 5410)],
)
def test_the_real_exports_are_read_whole_by_guess(name: str, rows: int) -> None:
    found = items(REAL / name)
    assert [item for item in found if not isinstance(item, Note)] == []
    assert len(found) == rows


def test_a_closed_standard_input_is_an_error_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(SourceError, match=r"^standard input is closed; [^.]+\.$"):
        open_source("-")


@pytest.mark.parametrize(("ending", "content"), [("csv", "id,text\n1,seen\n"), ("txt", "seen")])
def test_a_file_name_that_is_not_utf_8_is_made_storable(tmp_path: Path, ending: str, content: str) -> None:
    try:
        source = open_source(write(tmp_path / f"n\udce9.{ending}", content))
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    (note,) = source.items
    assert isinstance(note, Note)
    assert source.name == source.facts.name == note.source == f"n\ufffd.{ending}"
    assert note.note_id in ("1", "n\ufffd")
