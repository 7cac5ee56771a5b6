"""The answer as data is the answer, and no spreadsheet runs anything of it."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.values import Span
from noteworthy.finder.questions import Answer, Facet, FacetValue, Hit, HitCoding, Question, Wider
from noteworthy.web.facts import Provenance
from noteworthy.web.find_citation import Citing
from noteworthy.web.find_data import COLUMNS, answer_as_csv, answer_as_json, passages_as_csv
from noteworthy.web.find_passages import LONG, shown
from noteworthy.web.shortlist import sheet_as_text

TEXT = "He waited eleven weeks, then nothing."
NOTICE = "Invented for these tests."
CITING = Citing(
    "Open release of 3 May 2024, sha256 0123456789ab",
    "http://site.example/base",
    (Provenance("Test notes", "authored", NOTICE, "CC0 1.0", None),),
)


def hit(text: str = TEXT, *, sentence: str = "A1-1", **attributes: str) -> Hit:
    """Return a passage with two codings, of which the second was asked for."""
    return Hit(
        sentence=sentence,
        note="A1",
        text=text,
        hits=(Span(3, 9),),
        codings=(
            HitCoding("motivation", "Motivation", "context", "reported", (Span(24, 36),), False, 0.61, False),
            HitCoding("delay", "Delay", "poor", "observed", (Span(3, 9), Span(17, 22)), True, None, True),
        ),
        practice="poor",
        why=("read by coders", "clear: poor practice, observed"),
        attributes={"source": "Test notes", "region": "North", **attributes},
    )


def answer(*hits: Hit) -> Answer:
    """Return an answer with all that an answer can have."""
    return Answer(
        question=Question("waited", {"theme": ("delay",)}, 1, 1),
        total=3,
        notes=2,
        hits=hits,
        facets=(Facet("theme", "Theme", (FacetValue("delay", "Delay", 3, True),)),),
        wider=(Wider("Leave out the theme", Question("waited"), 9),),
        unread=("*",),
    )


def rows(table: str) -> list[dict[str, str]]:
    """Read a table as a program does."""
    return list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))


def test_json_holds_what_the_page_shows() -> None:
    found = json.loads(answer_as_json(answer(hit()), pages=3, citing=CITING, notices=(NOTICE,)))
    assert found["ok"] is True
    assert (found["total"], found["notes"], found["page"], found["pages"]) == (3, 2, 1, 3)
    assert found["question"] == {"words": "waited", "chosen": {"theme": ["delay"]}, "size": 1}
    assert found["next"] == "http://site.example/base/-/find.json?words=waited&theme=delay&page=2&size=1"
    assert found["facets"][0]["values"] == [{"value": "delay", "label": "Delay", "count": 3, "chosen": True}]
    assert found["wider"] == [
        {"advice": "Leave out the theme", "total": 9, "address": "http://site.example/base/-/find?words=waited"}
    ]
    assert (found["unread"], found["notices"]) == (["*"], [NOTICE])
    passage = found["passages"][0]
    assert passage["text"][slice(*passage["words_at"][0])] == "waited"
    assert passage["codings"][1]["evidence"] == ["waited", "weeks"]
    assert passage["from"] == {"source": "Test notes", "region": "North"}


def test_the_last_page_has_no_next() -> None:
    assert json.loads(answer_as_json(answer(hit()), pages=1, citing=CITING, notices=()))["next"] is None


def test_a_row_tells_of_the_coding_that_was_asked_for_and_names_all() -> None:
    (row,) = rows(answer_as_csv(answer(hit()), citing=CITING))
    assert list(row) == list(COLUMNS)
    assert (row["theme"], row["polarity"], row["status"], row["coded_by"]) == ("delay", "poor", "observed", "coders")
    assert (row["evidence"], row["confidence"]) == ("waited … weeks", "")
    assert row["all_codings"] == "Motivation: context only (reported); Delay: poor practice"
    assert (row["region"], row["factor"]) == ("North", "")
    assert row["address"] == "http://site.example/base/-/passage/A1-1"


def test_a_passage_without_a_coding_has_a_row_too() -> None:
    bare = Hit("A1-2", "A1", "He felt heard.", (), (), None, (), {})
    (row,) = rows(passages_as_csv([bare], citing=CITING))
    assert (row["text"], row["theme"], row["practice"]) == ("He felt heard.", "", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＠"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    (row,) = rows(passages_as_csv([hit(f"{start}HYPERLINK(1)", provider=f"{start}cmd")], citing=CITING))
    assert row["text"].startswith("'")
    assert row["provider"].startswith("'")


@given(st.text())
def test_no_cell_begins_as_a_formula_does_and_no_control_character_is_left(text: str) -> None:
    table = passages_as_csv([hit(f"={text}")], citing=CITING)
    assert "\x00" not in table
    assert rows(table)[0]["text"].startswith("'=")


def test_figures_stay_figures() -> None:
    (row,) = rows(passages_as_csv([replace(hit(), codings=hit().codings[:1])], citing=CITING))
    assert row["confidence"] == "0.61"


def test_a_citation_names_source_passage_edition_address_and_notice() -> None:
    assert CITING.of(hit()).line == (
        "Test notes, passage A1-1. Open release of 3 May 2024, sha256 0123456789ab. "
        "http://site.example/base/-/passage/A1-1 – Invented for these tests."
    )


def test_a_citation_of_an_authored_source_without_a_notice_says_that_it_is_authored() -> None:
    citing = Citing("Edition", "http://site.example", (Provenance("Test notes", "authored", None, None, None),))
    assert citing.of(hit()).notice == "Authored for this project: these are not real cases."


def test_a_key_of_any_characters_has_an_address() -> None:
    assert CITING.of(hit(sentence="x/<b> é-1")).address == "http://site.example/base/-/passage/x~2F~3Cb~3E+~C3~A9-1"


def test_a_passage_is_cut_where_words_and_evidence_begin_and_end() -> None:
    passage = shown(hit())
    assert "".join(stretch.text for stretch in passage.stretches) == TEXT
    assert [(s.text, s.sought, s.polarities) for s in passage.stretches if s.sought or s.polarities] == [
        ("waited", True, ("poor",)),
        ("weeks", False, ("poor",)),
        ("then nothing", False, ("context",)),
    ]


def test_the_coding_that_was_asked_for_comes_first_and_says_whose_it_is() -> None:
    first, second = shown(hit()).codings
    assert (first.said, first.by, first.evidence) == ("poor practice", "tagged by coders", ("waited", "weeks"))
    assert (second.said, second.by) == ("context only (reported)", "tagged by the machine, confidence 61%")


def test_a_very_long_passage_is_cut_to_whole_words_around_what_was_found() -> None:
    text = f"{'word ' * 400}waited {'word ' * 400}"
    long = Hit("A1-1", "A1", text, (Span(2000, 2006),), (), None, (), {})
    passage = shown(long, whole=False)
    told = "".join(stretch.text for stretch in passage.stretches)
    assert passage.part is not None
    assert told == text[passage.part.start : passage.part.end]
    assert set(told.split()) == {"word", "waited"}
    assert [stretch.text for stretch in passage.stretches if stretch.sought] == ["waited"]
    assert len(told) <= LONG
    assert "".join(stretch.text for stretch in shown(long).stretches) == text


def test_one_word_without_end_is_cut_too() -> None:
    endless = Hit("A1-1", "A1", "x" * 5000, (), (), None, (), {})
    assert shown(endless, whole=False).part == Span(0, LONG // 2)


def test_the_plain_sheet_has_each_passage_with_its_codings_origin_and_citation() -> None:
    text = sheet_as_text((hit(), hit("Line one\x00\nline two.", sentence="A1-2")), citing=CITING, notices=(NOTICE,))
    assert text.startswith("Quotations\nAutomated tags are aids, not inspection judgements.\nInvented for these tests.")
    assert (
        "1. “He waited eleven weeks, then nothing.”\n   Motivation: context only (reported); Delay: poor practice"
        in text
    )
    assert "Region: North; Source: Test notes" in text
    assert "2. “Line one␀ line two.”" in text
    assert all(len(line) <= 88 for line in text.splitlines())
