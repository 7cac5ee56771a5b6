"""Identifiers of fixed shape: each in the ways that people write it, and what only looks like one."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.values import IDENTIFIER_TYPES
from nlp.identifiers import _around_figures, _compile, _longest, _of_shape, default_shapes, find_identifiers


def letter_of(year_and_serial: str) -> str:
    """Work out the letter that fits, so that no valid number stands in the project."""
    return "ZABCDEFGHJKLMNPQRTUVWXY"[int(year_and_serial) % 23]


def found(text: str) -> list[tuple[str, str]]:
    return [(one.type, text[one.start : one.end]) for one in find_identifiers(text)]


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("CRN", "X000001"),
        ("CRN", "x000001"),
        ("PRISON_NUMBER", "A1234BC"),
        ("PRISON_NUMBER", "a1234bc"),
        ("PNC", "2012/0123456O"),
        ("PNC", "12/123456I"),
        ("PNC", "20120123456S"),
        ("CRO", "123456/12O"),
        ("CRO", "SF12/12345I"),
        ("NI_NUMBER", "QQ 12 34 56 C"),
        ("NI_NUMBER", "QQ123456C"),
        ("NHS_NUMBER", "943 476 5918"),
        ("NHS_NUMBER", "943-476-5918"),
        ("DATE", "12/03/1985"),
        ("DATE", "12/03/85"),
        ("DATE", "12.3.85"),
        ("DATE", "12-03-1985"),
        ("DATE", "1985-03-12"),
        ("DATE", "12 March 1985"),
        ("DATE", "12 March"),
        ("DATE", "12th March"),
        ("DATE", "12th of March"),
        ("DATE", "the 3rd of May".removeprefix("the ")),
        ("DATE", "12 Mar 19"),
        ("DATE", "March 12, 1985"),
        ("DATE", "March 12th"),
        ("DATE", "12-14 March 2019"),
        ("DATE", "12 March '19"),
        ("DATE", "12\nMarch 2019"),
        ("PHONE", "0161 496 0123"),
        ("PHONE", "(0161) 496 0123"),
        ("PHONE", "07700 900123"),
        ("PHONE", "07700900123"),
        ("PHONE", "+44 7700 900123"),
        ("PHONE", "+44 (0)161 496 0123"),
        ("PHONE", "+33 1 23 45 67 89"),
        ("EMAIL", "a.b-c@example.gov.uk"),
        ("URL", "https://example.org/a?b=1"),
        ("URL", "www.example.org"),
        ("URL", "example.co.uk/people/a"),
        ("POSTCODE", "M1 1AE"),
        ("POSTCODE", "SW1A 1AA"),
        ("POSTCODE", "SW1A1AA"),
        ("POSTCODE", "m1 1ae"),
        ("VEHICLE", "AB12 CDE"),
        ("VEHICLE", "AB12CDE"),
        ("BANK", "12-34-56 12345678"),
        ("BANK", "12-34-56, account number 12345678"),
        ("BANK", "GB29 NWBK 6016 1331 9268 19"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "He gave {} to the officer.", "({})", "{}, then left", "Seen:\n{}\n"])
def test_every_shape_is_found_whatever_stands_around_it(kind: str, written: str, around: str) -> None:
    assert found(around.format(written)) == [(kind, written)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CRN: 123456", ("CRN", "123456")),
        ("PNC no. 12/34A", ("PNC", "12/34A")),
        ("NHS number 9434765918", ("NHS_NUMBER", "9434765918")),
        ("sort code 123456", ("BANK", "123456")),
        ("account no. 12345678", ("BANK", "12345678")),
        ("DOB 12.03.85", ("DATE", "DOB 12.03.85")),
        ("tel: 496 0123", ("PHONE", "496 0123")),
        ("his car ab12 cde", ("VEHICLE", "ab12 cde")),
        ("w/c 12/3", ("DATE", "12/3")),
        ("seen on 5/12.", ("DATE", "5/12")),
        ("the twelfth of March", ("DATE", "the twelfth of March")),
    ],
)
def test_a_word_before_it_tells_what_a_bare_number_is(text: str, expected: tuple[str, str]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "He attended 5/12 sessions and 3/12 RAR days.",
        "Seen on 3/12 occasions.",
        "In March 2019, in 2019, in May and in spring.",
        "From 2018-2019 and in 2018/19.",
        "Of the 12 may be four.",
        "In May 12 sessions were missed.",
        "The second May meeting was late.",
        "His s18 3rd offence and S47 2nd.",
        "Version v2.5.1, section 1.2, open 24/7 or 9-5, in 1-2-1 work.",
        "A 50/50 split of 100,000 at £12.50 in 3.5 months.",
        "At 10.30 am, day 30 of 60, RMP12, OGRS3.",
        "Marked 32/13/2019 and 00/00/2020.",
        "The order ended.Net income fell.Info was lost.",
        "Row 123456 of 200000.",
        "He has 2 1/2 years and 4 children.",
        "Ratio 12:30, 1,066 cases, 0161 of them.",
    ],
)
def test_what_only_looks_like_one_is_left(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("valid", "invalid"),
    [
        ("NHS 943 476 5919", "NHS 943 476 5918"),
        (f"2012/0123456{letter_of('120123456')}", "2012/0123456O"),
        (f"123456/12{letter_of('12123456')}", "123456/12O"),
    ],
)
def test_a_check_digit_makes_it_surer_and_a_wrong_one_excuses_nothing(valid: str, invalid: str) -> None:
    (sure,), (unsure,) = find_identifiers(valid), find_identifiers(invalid)
    assert sure.confidence > unsure.confidence
    assert "check digit fits" in sure.reason
    assert "check digit fits" not in unsure.reason


def test_ten_bare_figures_are_surer_where_the_check_digit_fits() -> None:
    (sure,), (unsure,) = (find_identifiers(f"He wrote 943476591{last} there.") for last in "98")
    assert (sure.type, unsure.type) == ("NHS_NUMBER", "NHS_NUMBER")
    assert sure.confidence > unsure.confidence


def test_of_overlapping_ones_the_longest_stays() -> None:
    assert found("mail x000001@example.co.uk now") == [("EMAIL", "x000001@example.co.uk")]
    assert found("see https://example.org/12/03/2019/a now") == [("URL", "https://example.org/12/03/2019/a")]


def test_punctuation_after_an_address_is_not_part_of_it() -> None:
    assert found("See (www.example.org/a).") == [("URL", "www.example.org/a")]


def test_each_has_a_known_type_a_confidence_and_a_reason() -> None:
    shapes = default_shapes().shape
    assert {shape.type for shape in shapes} <= set(IDENTIFIER_TYPES)
    for one in find_identifiers("CRN X000001, M1 1AE, 12/03/1985, a@example.org"):
        assert 0 < one.confidence < 1
        assert one.reason


PIECES = ["12", "/", "-", "0161", " ", "March", "X", "A1234BC", "@", "www.", ".uk", "GB29", "é", "😀", "\n", "NHS"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
@settings(max_examples=300)
def test_on_any_text_they_are_in_order_inside_it_and_apart(text: str) -> None:
    identifiers = find_identifiers(text)
    edges = [edge for one in identifiers for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= one.start < one.end <= len(text) for one in identifiers)


@pytest.mark.parametrize("piece", ["1", "1 ", "12/03/19 ", "a@", "www.", "a.b.", "A1 ", "-1", "+1 ", "GB12ABCD1"])
def test_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    small, large = piece * (10_000 // len(piece)), piece * (200_000 // len(piece))
    find_identifiers(small)
    begun = time.process_time()
    find_identifiers(small)
    middle = time.process_time()
    find_identifiers(large)
    assert time.process_time() - middle < 100 * max(middle - begun, 0.002)


def test_cheap_tests_hide_no_shape() -> None:
    """What ``needs``, ``near`` and the grouping of shapes leave out changes nothing that is found."""
    demo = Path(__file__).parents[1] / "corpus" / "demo" / "notes.jsonl"
    with demo.open(encoding="utf-8") as lines:
        notes = [note["text"] for line in lines if (note := json.loads(line))["split"] == "dev"]
    shapes = default_shapes()
    # An address written out is one only where a word for a mark stands in it: there ``needs`` is part of the shape.
    compiled = [
        (rank, shape, _compile(shape, shapes.words))
        for rank, shape in enumerate(shapes.shape)
        if shape.reason != "e-mail address written out"
    ]
    for text in notes:
        found = []
        for start, end, figures in [(0, len(text), 0), *_around_figures(text)]:
            for rank, shape, pattern in compiled:
                if bool(shape.figures) == bool(figures) and figures >= shape.figures:
                    found += [(rank, one) for one in _of_shape(text, start, end, shape, pattern)]
        assert _longest(found) == [one for one in find_identifiers(text) if "written out" not in one.reason]
