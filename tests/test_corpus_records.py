"""From a row's cells to its case, judgement and texts."""

from typing import Any

import pytest

from corpus.sources.columns import plan_columns
from corpus.sources.mapping import Mapping
from corpus.sources.records import LONGEST_TEXT, Entry, Facts, Item, Records, Unwritten
from corpus.sources.remarks import Remarks
from corpus.sources.table_row import Row
from corpus.values import Case, Judgement, Note, RawText, Refusal


def facts_of(
    cells: dict[str, str], *, mapping: Mapping | None = None, remarks: Remarks | None = None, **row: Any
) -> dict[str, str]:
    mapping = mapping or Mapping()
    plan = plan_columns(list({**cells, "text": ""}), mapping, source="a.csv")
    return Facts(mapping, remarks or Remarks()).read(Row(2, cells, **row), plan)


def items_of(*rows: dict[str, str], has_ids: bool = True) -> list[Item]:
    records = Records(source="a.csv")
    columns = {"text": "Rationale", "notable_text": "Example"} | ({"id": "Ref"} if has_ids else {})
    entries = (Entry(facts, place + 1, columns, place) for place, facts in enumerate(rows, start=1))
    return [item for entry in entries for item in records.read(entry)]


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("Answer", " Y ", "answer", "yes"),
        ("Answer", "n/a", "answer", "not_applicable"),
        ("Gender", "F", "sex", "female"),
        ("Gender", "Non-binary", "sex", "Non-binary"),
        ("Inspection date", "19 november 2021", "inspected", "2021-11-19"),
        ("Factor", "Drug misuse", "factor", "drugs"),
        ("Factor", "Gambling", "factor", "Gambling"),
        ("Notable practice", "Good practice", "notable", "good"),
        ("Case ID", " 17 ", "case", "17"),
    ],
)
def test_values_are_made_canonical_and_unknown_ones_of_open_fields_stay(
    heading: str, cell: str, field: str, value: str
) -> None:
    assert facts_of({heading: cell}) == {field: value}


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("Answer", "partly", "Answers that are not yes, no or not applicable"),
        ("Notable practice", "yes", "flags that are neither good nor poor"),
        ("Inspection date", "11/19/2021", "Dates of inspection in a form that is not known"),
    ],
)
def test_unknown_values_of_closed_fields_are_left_out_and_noticed(heading: str, cell: str, said: str) -> None:
    remarks = Remarks()
    assert facts_of({heading: cell}, remarks=remarks) == {}
    (sentence,) = remarks.sentences()
    assert said in sentence
    assert f"'{cell}'" in sentence


@pytest.mark.parametrize("cell", ["", "  ", "NULL", "nan", "#N/A", "\u00a0"])
def test_what_an_export_writes_for_nothing_is_nothing(cell: str) -> None:
    assert facts_of({"Gender": cell, "text": cell}) == {}


def test_a_text_is_not_trimmed() -> None:
    assert facts_of({"text": "\n  seen. \r\n"}) == {"text": "\n  seen. \r\n"}


def test_a_text_carried_down_by_a_merged_cell_is_not_repeated() -> None:
    carried = frozenset({"text", "Case ID"})
    assert facts_of({"Case ID": "1", "text": "seen"}, carried=carried) == {"case": "1"}


def test_a_row_is_a_note_with_its_case_and_judgement() -> None:
    facts = {"id": "n1", "text": "seen", "case": "C1", "sex": "female", "question": "Q", "answer": "no"}
    case, judgement = Case("C1", sex="female"), Judgement("n1", "C1", question="Q", answer="no")
    assert items_of(facts) == [Note("n1", RawText("seen"), "rationale", case, judgement, "a.csv", 2)]


def test_a_row_without_a_case_column_is_its_own_case_and_a_bare_text_has_none() -> None:
    own, bare = items_of({"id": "n1", "text": "seen", "region": "North"}, {"id": "n2", "text": "seen"})
    assert isinstance(own, Note)
    assert own.case == Case("n1", region="North")
    assert isinstance(bare, Note)
    assert bare.case is None
    assert bare.judgement is None


def test_a_notable_text_is_a_note_of_its_own() -> None:
    rationale, notable = items_of({"id": "n1", "text": "seen", "notable_text": "kept trying", "notable": "good"})
    assert isinstance(rationale, Note)
    assert isinstance(notable, Note)
    assert (notable.note_id, notable.kind, notable.text) == ("n1/notable", "notable", "kept trying")
    assert notable.judgement == rationale.judgement == Judgement("n1", notable="good")


def test_a_notable_text_alone_is_enough() -> None:
    assert [type(item) for item in items_of({"id": "n1", "notable_text": "kept trying"})] == [Note]


def test_an_answer_without_a_text_is_unwritten() -> None:
    judgement = Judgement("n1", "C1", answer="yes")
    assert items_of({"id": "n1", "answer": "yes", "case": "C1"}) == [Unwritten(judgement, Case("C1"), "n1", "a.csv", 2)]


def test_without_an_id_column_the_judgement_or_the_place_is_the_id() -> None:
    first, second = items_of({"text": "a"}, {"text": "b", "judgement": "J7"}, has_ids=False)
    assert isinstance(first, Note)
    assert isinstance(second, Note)
    assert (first.note_id, second.note_id) == ("1", "J7")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"text": "a secret"}], "a.csv, row 2, column 'Ref': has no id"),
        (
            [{"id": "n1", "text": "a"}, {"id": "n1", "text": "a secret"}],
            "row 3, column 'Ref': the id 'n1' stands already in row 2",
        ),
        ([{"id": "n1", "case": "C1"}], "row 2, column 'Rationale': has neither a text nor an answer"),
        (
            [{"id": "n1", "text": "x" * (LONGEST_TEXT + 1)}],
            "row 2, column 'Rationale': a text of 1,000,001 characters; the most is 1,000,000",
        ),
        (
            [{"id": "n1/notable", "text": "a"}, {"id": "n1", "text": "b", "notable_text": "c"}],
            "row 3, column 'Example': the id 'n1/notable' that its text would have stands already in row 2",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place_and_never_quoted(rows: list[dict[str, str]], said: str) -> None:
    refused = items_of(*rows)[-1]
    assert isinstance(refused, Refusal)
    assert said in str(refused)
    assert "secret" not in str(refused)


def test_an_id_that_is_really_a_text_is_not_quoted() -> None:
    for text in ["Told his sister", "sister" * 7, "He was seen every week and his sister was told of the whole plan."]:
        refused = items_of({"id": text, "text": "a"}, {"id": text, "text": "b"})[-1]
        assert "row 3, column 'Ref': the id stands already in row 2" in str(refused)
        assert "sister" not in str(refused)
        noted = items_of({"id": f"{text}/notable", "text": "a"}, {"id": text, "text": "b", "notable_text": "c"})[-1]
        assert "the id that its text would have stands already in row 2" in str(noted)


def test_the_longest_text_is_taken() -> None:
    (note,) = items_of({"id": "n1", "text": "x" * LONGEST_TEXT})
    assert isinstance(note, Note)


def test_a_left_over_judgement_is_unwritten_if_it_has_an_answer_and_an_id_of_its_own() -> None:
    records = Records(source="a.csv")
    list(records.read(Entry({"id": "J2", "text": "a"}, 2, {"id": "id"})))
    (unwritten,) = records.read_unwritten({"judgement": "J1", "answer": "no"})
    assert isinstance(unwritten, Unwritten)
    assert list(records.read_unwritten({"judgement": "J3"})) == []
    (refused,) = records.read_unwritten({"judgement": "J2", "answer": "no"})
    assert "the note in row 2 has its id" in str(refused)
