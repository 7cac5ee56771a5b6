"""Identifiers in whatever state they come: hidden, broken, nested, or without end: found, at the right offsets."""

import time

import pytest

from corpus.values import Identifier, RawText
from noteworthy.identifiers import find_all_identifiers
from noteworthy.publication import fully_redacted
from noteworthy.redaction import redact


def types(text: str) -> set[str]:
    return {one.type for one in find_all_identifiers(text)}


def redacted(text: str) -> str:
    return fully_redacted(RawText(text), ()).text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Write to ana.osei@example.org (CRN X000001), 14 Tansy Court, ZZ99 3VZ.", "Write to"),
        ("The file /cases/X000001/ana.osei@example.org/2016-05-03 is his.", "is his"),
        ("https://example.org/case/X000001?name=Osei&dob=1981-02-03 was sent.", "was sent"),
        ("Mr Kwabena Osei of Osei & Sons, Osei House.", "of"),
    ],
    ids=["beside", "in a path", "in an address", "a name in a name"],
)
def test_identifiers_within_and_beside_identifiers_all_go(text: str, left: str) -> None:
    shown = redacted(text)
    assert left in shown
    for secret in ("osei", "Osei", "X000001", "example.org", "Tansy", "ZZ99", "1981"):
        assert secret not in shown


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize(
    ("first", "second"), [("Kwabena", "Osei"), ("14 Tansy", "Court"), ("ZZ99", "3VZ"), ("3 May", "2016")]
)
def test_an_identifier_over_a_line_break_goes_on_both_lines(first: str, second: str, line_end: str) -> None:
    shown = redacted(f"He met Mr {first}{line_end}{second} there." if first == "Kwabena" else
                     f"He is at {first}{line_end}{second} there.")  # fmt: skip
    assert first not in shown
    if first == "Kwabena":
        assert second not in shown


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CRN X\u200b0\u200b0\u200b0\u200b0\u200b0\u200b1", "CRN"),
        ("CRN \uff38\uff10\uff10\uff10\uff10\uff10\uff11", "CRN"),
        ("born \uff10\uff13/\uff10\uff15/\uff11\uff19\uff18\uff11", "DATE"),
        ("ring \uff10\uff17\uff17\uff10\uff10 \uff19\uff10\uff10\uff11\uff12\uff13", "PHONE"),
        ("a note on Kwab\u00adena Os\u200bei", "PERSON"),
        ("at ana\uff20example.org", "EMAIL"),
        ("NI QQ\u202f12\u202f34\u202f56\u202fC", "NI_NUMBER"),
        ("CRN \u0425000001", "CRN"),
    ],
    ids=["zero width", "full width", "full-width date", "full-width phone", "soft hyphen", "full-width at",
         "narrow spaces", "Cyrillic"],
)  # fmt: skip
def test_characters_that_look_alike_or_are_not_seen_hide_nothing(text: str, kind: str) -> None:
    assert kind in types(text)
    for one in find_all_identifiers(text):
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize(
    "written",
    [
        "ana at example dot org",
        "ana (at) example (dot) org",
        "ana[at]example[dot]org",
        "ana.osei at example dot co dot uk",
        "ana {at} example.org",
    ],
)
def test_an_e_mail_address_written_out_goes(written: str) -> None:
    assert "example" not in redacted(f"Reach her as {written} today.")


@pytest.mark.parametrize(
    "text", ["07700900123", "X000001", "ana@example.org", "Kwabena Osei", "14 Tansy Court, ZZ99 3VZ", "3 May 1981"]
)
def test_a_note_that_is_an_identifier_and_nothing_else_becomes_placeholders(text: str) -> None:
    shown = redacted(text)
    assert shown.startswith("[")
    assert shown.endswith("]")
    assert not any(word in shown for word in text.split())


@pytest.mark.parametrize("text", ["7" * 200_000, "x" * 100_000 + "@example.org", "A" * 100_000, "Os" * 50_000])
def test_a_note_that_is_one_long_word_takes_no_long_time(text: str) -> None:
    begun = time.process_time()
    for one in find_all_identifiers(text):
        assert one.end <= len(text)
    assert time.process_time() - begun < 5


def test_ten_thousand_names_in_a_note_all_go_and_each_keeps_its_number() -> None:
    names = [f"Abara{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i // 676)}" for i in range(10_000)]
    text = " ".join(f"Then Mr {name} rang." for name in names)
    shown = redacted(text)
    assert "Abara" not in shown
    assert "[PERSON 10000]" in shown


def test_what_reaches_beyond_a_placeholder_is_carried_back_with_what_it_stands_for() -> None:
    text = RawText("He is at 14 Tansy Court now.")
    first = redact(text, [Identifier(9, 17, "ADDRESS", 0.9)])
    assert first.text == "He is at [ADDRESS 1] Court now."
    beyond = first.text.index("1] Court")
    (back,) = first.raw_identifiers([Identifier(beyond, beyond + 8, "PLACE", 0.9)])
    assert text[back.start : back.end] == "14 Tansy Court"


def test_what_lies_within_a_placeholder_is_no_find() -> None:
    text = RawText("He is at 14 Tansy Court now.")
    first = redact(text, [Identifier(9, 23, "ADDRESS", 0.9)])
    assert list(first.raw_identifiers([Identifier(10, 17, "PERSON", 0.9)])) == []
