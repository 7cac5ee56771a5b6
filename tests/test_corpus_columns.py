"""Which heading a field is read from: options before mapping before guess."""

import pytest

from corpus.errors import MappingError
from corpus.sources.columns import plan_columns, plan_companion, vocabulary
from corpus.sources.mapping import Lookup, Mapping, default_mapping

EXPORT = ["Case ID", "Note-ID", "inspection_date", "Rationale", "Comments", "Colour"]


def test_obvious_headings_are_guessed_and_the_guess_is_stated() -> None:
    plan = plan_columns(EXPORT, Mapping(), source="a.csv")
    assert plan.taken == {"id": "Note-ID", "text": "Rationale", "case": "Case ID", "inspected": "inspection_date"}
    assert plan.unused == ("Comments", "Colour")
    said = " ".join(plan.sentences())
    assert "Text from 'Rationale'" in said
    assert "Guessed from the headings" in said
    assert "Not read: 'Comments', 'Colour'" in said


def test_an_option_wins_over_the_mapping_and_the_mapping_over_the_guess() -> None:
    mapping = Mapping(columns={"text": "Comments", "case": "colour"})
    assert plan_columns(EXPORT, mapping, source="a.csv").taken["text"] == "Comments"
    plan = plan_columns(EXPORT, mapping, source="a.csv", text="COLOUR", id="case id")
    assert plan.taken["text"] == "Colour"
    assert plan.taken["id"] == "Case ID"
    assert plan.guessed == {"inspected"}


def test_a_heading_to_the_letter_goes_before_one_that_only_resembles_it() -> None:
    assert plan_columns(["Text", "text"], Mapping(), source="a.csv", text="text").taken["text"] == "text"


def test_a_field_can_be_left_unread() -> None:
    assert "case" not in plan_columns(EXPORT, Mapping(columns={"case": []}), source="a.csv").taken


def test_of_several_headings_the_first_present_is_taken() -> None:
    mapping = Mapping(columns={"text": ["Reasons", "Comments", "Rationale"]})
    assert plan_columns(EXPORT, mapping, source="a.csv").taken["text"] == "Comments"


@pytest.mark.parametrize(
    ("mapping", "text", "said"),
    [
        (Mapping(), "Narative", "no column 'Narative', which --text names"),
        (Mapping(columns={"text": "Reasons"}), None, "no column 'Reasons', which the mapping of 'text' names"),
        (Mapping(columns={"officer": ["RO", "OM"]}), None, "no column any of 'RO', 'OM'"),
    ],
)
def test_a_heading_that_is_asked_for_and_missing_is_an_error_that_lists_those_there(
    mapping: Mapping, text: str | None, said: str
) -> None:
    with pytest.raises(MappingError) as caught:
        plan_columns(EXPORT, mapping, source="a.csv", text=text)
    assert said in str(caught.value)
    assert "'Case ID', 'Note-ID', 'inspection_date', 'Rationale', 'Comments', 'Colour'" in str(caught.value)


def test_no_text_to_be_found_is_an_error_that_names_the_option() -> None:
    with pytest.raises(MappingError, match=r"--text COLUMN.*'id', 'colour'"):
        plan_columns(["id", "colour"], Mapping(), source="a.csv")


def test_a_file_without_headings_does_not_put_its_text_into_the_message() -> None:
    note = "He was seen every week at the hostel and his sister was told of the plan that the police had made for him."
    with pytest.raises(MappingError) as caught:
        plan_columns(["1", note], Mapping(), source="a.csv")
    assert "sister" not in str(caught.value)


def test_a_first_row_that_is_no_heading_row_is_named_by_its_columns() -> None:
    with pytest.raises(MappingError) as caught:
        plan_columns(["1", "There was a delay in the start of the order", "Seen.", "Area"], Mapping(), source="a.csv")
    assert str(caught.value).endswith("column 1, column 2, column 3, 'Area'. The first row should hold headings.")


def test_the_shipped_mapping_given_as_a_mapping_asks_for_nothing() -> None:
    assert plan_columns(["text"], default_mapping(), source="a.csv").taken == {"text": "text"}


def test_where_no_column_holds_ids_it_says_what_stands_in() -> None:
    assert "numbered by their data row" in " ".join(plan_columns(["text"], Mapping(), source="a").sentences())
    assert "its judgement's" in " ".join(plan_columns(["text", "judgement id"], Mapping(), source="a").sentences())


def test_later_headings_fill_what_is_open_and_change_nothing_else() -> None:
    plan = plan_columns(["id", "comments"], Mapping(columns={"notable_text": "extra"}), source="a", all_known=False)
    later = plan.extended(["id", "rationale", "extra", "case"])
    assert later.taken == {"id": "id", "text": "comments", "case": "case", "notable_text": "extra"}
    assert plan.missing == (("notable_text", "extra"),)
    assert later.missing == ()


def test_a_companion_needs_its_key() -> None:
    assert plan_companion(["case id", "sex"], {}, key="case", source="c.csv").taken == {"case": "case id", "sex": "sex"}
    with pytest.raises(MappingError, match="no column 'case'"):
        plan_companion(["sex"], {}, key="case", source="c.csv")


def test_the_vocabulary_tells_headings_from_titles() -> None:
    words = vocabulary(Mapping(columns={"text": "Warum"}), id="Schlüssel")
    assert words.known(["schlüssel", "WARUM", "Case ID", "Export of May"]) == 3
    assert words.holds_text(["warum"])
    assert not vocabulary(Mapping(), text="x").holds_text(["rationale"])


def test_an_option_that_is_missing_is_an_error_even_where_the_mapping_names_one_that_is_there() -> None:
    with pytest.raises(MappingError, match="'Narative'"):
        plan_columns(EXPORT, Mapping(columns={"text": "Comments"}), source="a.csv", text="Narative")


def test_a_bare_heading_of_judgement_is_an_answer_unless_it_joins_a_companion() -> None:
    headings = ["judgement", "text"]
    assert "answer" in plan_columns(headings, Mapping(), source="a.csv").taken
    joining = Mapping(lookup=(Lookup(file="j.csv", key="judgement"),))
    assert "judgement" in plan_columns(headings, joining, source="a.csv").taken


def test_a_reference_that_may_stand_in_several_rows_is_no_note_id() -> None:
    plan = plan_columns(["Ref", "Rationale"], Mapping(), source="a.csv")
    assert plan.taken == {"case": "Ref", "text": "Rationale"}
