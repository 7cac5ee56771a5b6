"""What a terminal and other programs are shown of an answer."""

import json

from corpus.values import Span
from noteworthy.finder.questions import Answer, Hit, HitCoding, Question, Wider
from noteworthy.finding_screen import json_lines_of, lines_of

CODING = HitCoding("delay", "Delay", "poor", "observed", (Span(3, 9),), True, None, True)
OTHER = HitCoding("housing", "Housing", "good", "planned", (), False, 0.9, False)
HIT = Hit(
    sentence="n1-1",
    note="n1",
    text="He waited\x1b[2J for the list.",
    hits=(Span(3, 9),),
    codings=(OTHER, CODING),
    practice="poor",
    why=("read by coders",),
    attributes={"factor": "Drug misuse", "year": "2016-17"},
)


def _answer(*hits: Hit, total: int, wider: tuple[Wider, ...] = (), unread: tuple[str, ...] = ()) -> Answer:
    return Answer(Question("waiting", size=20), total, total, hits, (), wider, unread)


def test_a_passage_is_shown_with_all_that_is_told_of_it() -> None:
    lines = list(lines_of(_answer(HIT, total=1)))

    assert lines == [
        "1 passage in 1 note.",
        "",
        " 1. He waited<U+001B>[2J for the list.",
        "    Delay: poor (“waited”)",
        "    Housing: good, planned",
        "    note n1 · Drug misuse · 2016-17",
        "    why: read by coders",
    ]


def test_the_words_that_were_asked_for_can_be_bold() -> None:
    assert " 1. He \x1b[1mwaited\x1b[0m<U+001B>[2J for the list." in list(lines_of(_answer(HIT, total=1), bold=True))


def test_a_part_of_the_answer_says_how_much_there_is() -> None:
    assert next(lines_of(_answer(HIT, total=1234))) == "1,234 passages in 1,234 notes; 1 shown (page 1)."


def test_nothing_found_says_what_finds_more_and_what_was_not_used() -> None:
    wider = Wider("leave out “zebra”", Question("waiting"), 3)
    lines = list(lines_of(_answer(total=0, wider=(wider,), unread=("*",))))

    assert lines == ["No passage found.", "Not used: *", "", "To find more:", "    leave out “zebra” (3 passages)"]


def test_the_notice_of_a_source_is_said() -> None:
    assert list(lines_of(_answer(total=0), notices=("Invented.",)))[-1] == "Invented."


def test_json_lines_hold_the_same() -> None:
    (line,) = json_lines_of(_answer(HIT, total=1))
    record = json.loads(line)

    assert (record["note"], record["factor"], record["hits"]) == ("n1", "Drug misuse", [[3, 9]])
    assert record["codings"][1]["spans"] == [[3, 9]]
    assert record["text"] == HIT.text
