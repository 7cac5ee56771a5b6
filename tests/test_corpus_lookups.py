"""Companion files joined to the notes."""

from pathlib import Path

import pytest

from corpus.errors import MappingError, SourceError
from corpus.sources.lookups import joined, read_companions, unused_judgements
from corpus.sources.mapping import Lookup, Mapping
from corpus.sources.remarks import Remarks

MAPPING = Mapping(lookup=(Lookup(file="cases.csv", key="case"), Lookup(file="judgements.csv", key="judgement")))


def folder_of(folder: Path, cases: str, judgements: str = "judgement,case,answer\nJ1,C1,yes\n") -> Path:
    (folder / "cases.csv").write_text(cases, encoding="utf-8")
    (folder / "judgements.csv").write_text(judgements, encoding="utf-8")
    return folder


def test_a_note_is_joined_to_its_judgement_and_through_it_to_its_case(tmp_path: Path) -> None:
    remarks = Remarks()
    companions = read_companions(MAPPING, folder_of(tmp_path, "case id,sex\nC1,F\n"), remarks)
    assert joined({"judgement": "J1"}, companions, remarks) == {
        "judgement": "J1",
        "case": "C1",
        "answer": "yes",
        "sex": "female",
    }
    assert "which adds: sex" in companions[1].sentence()


def test_what_the_row_says_itself_stands(tmp_path: Path) -> None:
    remarks = Remarks()
    companions = read_companions(MAPPING, folder_of(tmp_path, "case id,sex\nC1,F\n"), remarks)
    assert joined({"case": "C1", "sex": "male"}, companions, remarks)["sex"] == "male"


def test_a_key_that_is_not_there_is_noticed(tmp_path: Path) -> None:
    remarks = Remarks()
    companions = read_companions(MAPPING, folder_of(tmp_path, "case id,sex\nC1,F\n"), remarks)
    assert joined({"case": "C9"}, companions, remarks) == {"case": "C9"}
    assert remarks.sentences() == ["Rows whose case is not in cases.csv (such as 'C9'): 1."]


def test_judgements_that_no_note_belongs_to_are_left_over(tmp_path: Path) -> None:
    remarks = Remarks()
    rows = "judgement,case,answer\nJ1,C1,yes\nJ2,C1,no\n"
    companions = read_companions(MAPPING, folder_of(tmp_path, "case id,sex\nC1,F\n", rows), remarks)
    joined({"judgement": "J1"}, companions, remarks)
    left = {"judgement": "J2", "case": "C1", "answer": "no", "sex": "female"}
    assert list(unused_judgements(companions, remarks)) == [left]


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ("case,sex\nC1,F\nC1,M\n", "row 3: 'C1' stands already in row 2"),
        ("case,sex\n,F\n", "row 2: has no case"),
        ("case,sex\nC1,F,extra\n", "row 2: has 3 cells"),
        ("case,sex\n", "holds no rows"),
    ],
)
def test_a_faulty_companion_is_an_error(tmp_path: Path, cases: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_companions(MAPPING, folder_of(tmp_path, cases), Remarks())


def test_a_companion_without_its_key_or_of_no_known_kind_is_a_fault_of_the_mapping(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"cases\.csv: there is no column 'case'"):
        read_companions(MAPPING, folder_of(tmp_path, "number,sex\n1,F\n"), Remarks())
    with pytest.raises(MappingError, match=r"'cases\.pdf' is no table"):
        read_companions(Mapping(lookup=(Lookup(file="cases.pdf", key="case"),)), tmp_path, Remarks())
    with pytest.raises(SourceError, match="does not exist"):
        read_companions(Mapping(lookup=(Lookup(file="none.csv", key="case"),)), tmp_path, Remarks())
