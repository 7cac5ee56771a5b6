"""CSV files are for programs: plain figures, nothing that a spreadsheet runs, and each column is described."""

import csv
import io
import json

from noteworthy.bulletin.tables_csv import csv_text, metadata_text
from tests.bulletin_sample import PARTS, SHARES


def _rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(SHARES))))


def test_figures_are_plain_and_shares_are_fractions() -> None:
    first = _rows()[0]
    assert (first["answered"], first["share"], first["low"], first["difference"]) == ("1320", "0.75", "0.69", "-0.1")
    assert first["p"] == "0.000012"


def test_what_is_no_figure_keeps_its_shorthand() -> None:
    assert [row["share"] for row in _rows()] == ["0.75", "0.75", "[c]", "[z]"]
    assert [row["p"] for row in _rows()][2:] == ["[c]", ""]


def test_no_word_begins_a_formula() -> None:
    assert _rows()[1]["factor"] == "'=Finance & <debt>"


def test_each_column_is_described_with_its_unit_and_its_marks() -> None:
    described = json.loads(metadata_text(SHARES))
    assert described["@context"][0] == "http://www.w3.org/ns/csvw"
    assert described["url"] == "1a.csv"
    columns = described["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == next(csv.reader(io.StringIO(csv_text(SHARES))))
    assert [column["datatype"] for column in columns[:4]] == ["string", "integer", "integer", "number"]
    assert columns[3]["null"] == ["", "[c]", "[z]"]
    assert columns[3]["schema:unitText"] == "share, 0 to 1"
    assert json.loads(metadata_text(PARTS))["rdfs:comment"][0].startswith("[c]")
