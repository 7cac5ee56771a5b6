"""Review: the queue holds what is doubtful and a fair sample, keys decide it, and what is decided takes effect."""

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.store.reviewing import Review, standing_reviewed_notes, standing_reviews
from corpus.values import CodedNote, CodedSentence, Identifier, Note, PracticeLabel, PracticeScore, RawText, Span
from noteworthy.cli import main
from noteworthy.redaction_policy import RedactionPolicy
from noteworthy.review_round import Reviewer
from noteworthy.review_screen import harmless, passage
from noteworthy.review_session import Desk, ReviewSession
from noteworthy.reviewing import (
    cleared,
    cleared_in,
    is_cleared,
    marked,
    places_of,
    queue,
    reviewed_identifiers,
    sample,
    summary,
)

FILE = "notes.csv"
TEXT = "Brown saw Read. Later Brown read to Ana on 3 May."
POLICY = RedactionPolicy(certain_from=0.98, sample=2)
REASON = "words that read as a person's name"


def find(words: str, kind: str = "PERSON", confidence: float = 0.6, *, text: str = TEXT, after: int = 0) -> Identifier:
    start = text.index(words, after)
    return Identifier(start, start + len(words), kind, confidence, REASON)


BROWN, READ, AGAIN = find("Brown"), find("Read"), find("Brown", confidence=0.99, after=5)
DAY = find("3 May", "DATE", 0.9)


def coded(key: str, text: str, *found: Identifier, model: str = "m1") -> CodedNote:
    label = PracticeLabel("none", (0.0, 0.0, 0.0, 1.0))
    return CodedNote(
        note=Note(key, RawText(text), source=FILE),
        sentences=(CodedSentence(0, len(text), label),),
        practice=PracticeScore("none", None, None, None, needs_review=False),
        identifiers=found,
        codebook=default_codebook().hash,
        model=model,
    )


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Make a database of one note with four finds, three of them doubtful, and of six notes with none."""
    with WorkDatabase(tmp_path / "work.db") as database:
        database.store_codebook(default_codebook())
        database.store_source(StoredSource(FILE, FILE, "0" * 64))
        database.store([coded(f"S{number}", f"A plan was made, number {number}.") for number in range(6)])
        database.store([coded("N1", TEXT, BROWN, READ, AGAIN, DAY)])
        database.finish()
        database.secret_key()
    return tmp_path / "work.db"


@pytest.fixture
def database(work: Path) -> Iterator[WorkDatabase]:
    with WorkDatabase(work) as database:
        yield database


class Typed:
    """A reviewer whose keys are known beforehand: what is in a list are lines, typed where they are asked for."""

    def __init__(self, *keys: str, lines: tuple[str, ...] = ()) -> None:
        self._keys = iter("".join(keys))
        self._lines = iter(lines)
        self.shown: list[str] = []

    def desk(self, width: int = 80) -> Desk:
        return Desk(lambda: next(self._keys, ""), self._ask, self._show, width)

    def _ask(self, question: str) -> str:
        self.shown.append(question)
        return next(self._lines, "")

    def _show(self, line: tuple[object, ...]) -> None:
        self.shown.append("".join(piece.text for piece in line))  # type: ignore[attr-defined]


Press = Callable[..., list[str]]


@pytest.fixture
def press(database: WorkDatabase) -> Press:
    """Go through the queue with these keys; return what was shown."""

    def run(keys: str, *lines: str, policy: RedactionPolicy = POLICY) -> list[str]:
        typed = Typed(keys, lines=lines)
        ReviewSession(
            database, queue(database, policy), reviewer=Reviewer("A. Person", "editor"), desk=typed.desk()
        ).run()
        return typed.shown

    return run


def decisions(database: WorkDatabase) -> dict[str, str]:
    reviews = standing_reviews(database.connection).get("N1", ())
    return {f"{TEXT[one.start : one.end]}@{one.start}": f"{one.decision} {one.type}" for one in reviews}


def left(database: WorkDatabase, policy: RedactionPolicy = POLICY) -> list[str]:
    return [TEXT[one.identifier.start : one.identifier.end] for one in queue(database, policy).finds]


# ----------------------------------------------------------------------------------------------------------- the queue


def test_the_queue_holds_what_is_below_certainty_in_text_order_and_a_sample(database: WorkDatabase) -> None:
    found = queue(database, POLICY)

    assert [one.identifier for one in found.finds] == [BROWN, READ, DAY]
    assert len(found.sample) == 2
    assert found.left == 5
    assert found.by_type() == {"PERSON": 2, "DATE": 1}
    assert found.sentence() == "Left to review: 3 uncertain finds and 2 notes of the sample."


def test_what_the_policy_leaves_as_it_is_need_not_be_decided(database: WorkDatabase) -> None:
    assert left(database, RedactionPolicy(dates="keep", words=frozenset({"brown"}))) == ["Read"]
    assert left(database, RedactionPolicy(certain_from=0.5)) == []


def test_the_sample_is_the_same_each_time_and_changes_little_with_new_notes(database: WorkDatabase) -> None:
    drawn = sample(database, 4)
    assert drawn == sample(database, 4)
    assert drawn[:2] == sample(database, 2)
    database.store([coded("S9", "A new one.")])

    assert len(set(drawn) - set(sample(database, 4))) <= 1
    assert set(sample(database, 99)) == {"S9", *(f"S{number}" for number in range(6))}


def test_another_secret_draws_another_sample(database: WorkDatabase) -> None:
    drawn = []
    for value in range(20):
        database.connection.execute("UPDATE secrets SET value = ?", (f"{value:064x}",))
        drawn.append(sample(database, 2))

    assert len(set(drawn)) > 5


# --------------------------------------------------------------------------------------------------------------- keys


def test_each_key_decides_and_is_stored_at_once(database: WorkDatabase, press: Press) -> None:
    press("yn")

    assert decisions(database) == {"Brown@0": "identifier PERSON", "Read@10": "not PERSON"}
    assert left(database) == ["3 May"]
    review = standing_reviews(database.connection)["N1"][0]
    assert (review.reviewer, review.role) == ("A. Person", "editor")
    assert review.decided.endswith("+00:00")


def test_all_the_same_words_are_decided_together_also_where_the_machine_was_sure(
    database: WorkDatabase, press: Press
) -> None:
    press("an")

    assert decisions(database) == {"Brown@0": "not PERSON", "Brown@22": "not PERSON"}
    assert left(database) == ["Read", "3 May"]


def test_any_other_key_after_all_goes_back(database: WorkDatabase, press: Press) -> None:
    press("axy")

    assert decisions(database) == {"Brown@0": "identifier PERSON"}


def test_the_type_can_be_changed_by_how_it_begins(database: WorkDatabase, press: Press) -> None:
    shown = press("ttt", "P", "organi", "")

    assert decisions(database) == {"Brown@0": "identifier ORGANISATION", "Read@10": "identifier PERSON"}
    assert any(line.startswith("One of these, please: PERSON, CRN") for line in shown)


def test_a_passage_that_was_missed_is_marked_wherever_it_stands(database: WorkDatabase, press: Press) -> None:
    shown = press("mmm", "Nobody", "Ana", "", "brown", "")

    assert decisions(database) == {
        "Ana@36": "identifier PERSON",
        "Brown@0": "identifier PERSON",
        "Brown@22": "identifier PERSON",
    }
    assert "These words do not stand in the note." in shown
    assert "Marked in 2 places." in shown
    assert left(database) == ["Read", "3 May"]


def test_what_is_skipped_comes_again_in_the_next_round(database: WorkDatabase, press: Press) -> None:
    press("ssy")

    assert left(database) == ["Brown", "Read"]


def test_the_last_key_can_be_undone_and_those_before_it(database: WorkDatabase, press: Press) -> None:
    press("an")
    press("yu" + "sysu" + "uu")

    assert decisions(database) == {"Brown@0": "not PERSON", "Brown@22": "not PERSON"}


def test_undoing_restores_what_was_decided_before(database: WorkDatabase, press: Press) -> None:
    press("y")
    press("muq", "Brown", "PLACE")

    assert decisions(database) == {"Brown@0": "identifier PERSON"}
    assert "Nothing to undo in this round." in press("u")


def test_the_last_thing_can_be_undone_at_the_end(database: WorkDatabase, press: Press) -> None:
    shown = press("yynnn" + "u" + "s" + "q")

    assert any(line.startswith("That was the last one; 0 left.") for line in shown)
    assert queue(database, POLICY).left == 1
    assert len(queue(database, POLICY).sample) == 1


def test_other_keys_mean_nothing(database: WorkDatabase, press: Press) -> None:
    press("\nx5?")

    assert decisions(database) == {}


def test_leaving_keeps_what_was_decided(database: WorkDatabase, press: Press) -> None:
    press("yqn")

    assert decisions(database) == {"Brown@0": "identifier PERSON"}


def test_a_note_of_the_sample_is_read_whole_and_what_is_marked_in_it_counts(
    database: WorkDatabase, press: Press
) -> None:
    first, second = sample(database, 2)
    shown = press("yyy" + "ymn" + "s", "a plan", "organisation")

    assert standing_reviewed_notes(database.connection) == {first}
    assert queue(database, POLICY).sample == (second,)
    (review,) = standing_reviews(database.connection)[first]
    assert (review.start, review.end, review.type, review.decision) == (0, 6, "ORGANISATION", "identifier")
    assert any("of the sample" in line for line in shown)
    assert any(line.startswith("[[A plan]] was made") for line in shown)


def test_a_note_whose_text_changed_is_looked_at_again(database: WorkDatabase, press: Press) -> None:
    press("yyynn")
    assert queue(database, POLICY).left == 0
    database.store([coded("N1", TEXT, BROWN, model="m2")])
    assert queue(database, POLICY).left == 0
    database.store([coded("N1", TEXT.replace("Ana", "Eva"), BROWN, model="m2")])

    assert left(database) == ["Brown"]


# ------------------------------------------------------------------------------------------------- what follows from it


def review(words: str, decision: str, kind: str = "PERSON") -> Review:
    one = find(words)
    return Review("N1", one.start, one.end, kind, "not" if decision == "not" else "identifier", "", "A", "editor", "")


def test_what_is_redacted_is_what_was_found_less_what_was_cleared_and_what_people_marked() -> None:
    reviews = [review("Brown saw", "not"), review("Read", "identifier", "PLACE"), review("Ana", "identifier")]
    found = [BROWN, READ, AGAIN, DAY]

    assert [(TEXT[one.start : one.end], one.type) for one in reviewed_identifiers(found, reviews)] == [
        ("Read", "PLACE"),
        ("Brown", "PERSON"),
        ("Ana", "PERSON"),
        ("3 May", "DATE"),
    ]
    assert reviewed_identifiers(found, []) == found


def test_a_find_that_is_too_long_gives_way_to_its_right_part() -> None:
    long = find("saw Read")
    reviews = [review("saw Read", "not"), review("Read", "identifier")]

    assert [TEXT[one.start : one.end] for one in reviewed_identifiers([long], reviews)] == ["Read"]
    assert is_cleared(long, reviews)
    assert is_cleared(find("saw"), reviews)
    assert not is_cleared(READ, reviews)


def test_a_find_that_grew_beyond_what_was_decided_is_asked_about_again(database: WorkDatabase, press: Press) -> None:
    press("nyy")
    grown = replace(find("Brown saw Read"), confidence=0.7)
    database.store([coded("N1", TEXT, grown, model="m2")])

    assert left(database) == ["Brown saw Read"]


def test_cleared_and_marked_passages_are_told_to_the_intruder_test(database: WorkDatabase, press: Press) -> None:
    press("any" + "nm" + "q", "Ana", "")

    assert cleared(database) == {("N1", 0, 5), ("N1", 22, 27), ("N1", DAY.start, DAY.end)}
    assert cleared_in(database.path) == cleared(database)
    assert {passage for passage in marked(database) if passage[0] == "N1"} == {("N1", 10, 14)}


def test_a_manifest_learns_figures_and_roles_and_no_more(database: WorkDatabase, press: Press) -> None:
    press("yn" + "s" + "m" + "n" + "s", "a plan", "")

    assert asdict(summary(database, queue(database, POLICY))) == {
        "left": 2,
        "decided": 3,
        "cleared": 1,
        "sample_read": 1,
        "sample_with_missed": 1,
        "missed_share_at_most": 1.0,
        "roles": ("editor",),
    }


def test_words_are_found_as_they_look() -> None:
    text = "ANA\u00a0ROE, Ana\n Roe and A\u200bna Roe; Anatole. \u0410na Roe"

    assert [text[place.start : place.end] for place in places_of("Ana  Roe", text)] == [
        "Ana\n Roe",
        "A\u200bna Roe",
        "\u0410na Roe",
    ]
    assert [place.start for place in places_of("ANA roe", text)] == [0, 9, 22, 41]
    assert places_of("na", text) == []
    assert places_of("  ", text) == []


# ----------------------------------------------------------------------------------------------------------- the screen


def lines(text: str, *spans: Span, width: int = 30, context: int | None = None) -> list[str]:
    return ["".join(piece.text for piece in line) for line in passage(text, spans, width=width, context=context)]


def test_a_find_stands_in_brackets_and_is_marked_over_the_end_of_a_line() -> None:
    laid = passage("He met Ana Roe there.", [Span(7, 14)], width=14)

    assert ["".join(piece.text for piece in line) for line in laid] == ["He met [[Ana", "Roe]] there."]
    assert [[piece.text for piece in line if piece.marked] for line in laid] == [["[[", "Ana"], ["Roe", "]]"]]


def test_no_line_is_longer_than_the_terminal_is_wide() -> None:
    assert max(map(len, lines("word " * 50 + "x" * 100, Span(250, 300), width=23))) == 23


def test_a_window_shows_what_stands_around_a_find_and_says_that_there_is_more() -> None:
    text = "alpha " * 50 + "Ana " + "omega " * 50
    (line,) = lines(text, Span(300, 303), width=200, context=40)

    assert line == "… " + "alpha " * 6 + "[[Ana]]" + " omega" * 6 + " …"


def test_what_acts_on_a_terminal_is_shown_by_its_number() -> None:
    text = "a\x1b]0;title\x07 \u202eb\x9b2J \ue000c\u2028d\t\x00"

    assert harmless(text) == "a<U+001B>]0;title<U+0007> <U+202E>b<U+009B>2J <U+E000>c<U+2028>d <U+0000>"
    assert lines("a\r\nb\n\nc") == ["a", "b", "", "c"]


def test_passages_that_overlap_are_shown_as_one() -> None:
    assert lines("abcdef", Span(1, 3), Span(2, 4), Span(4, 5)) == ["a[[bcd]][[e]]f"]


# -------------------------------------------------------------------------------------------------------- the command

WHO = ("--reviewer", "A. Person", "--role", "editor")


def run(*words: object, stdin: str = "") -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=stdin)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.toml"
    file.write_text("[redaction]\ncertain_from = 0.98\nsample = 2\n", encoding="utf-8")
    return file


def test_keys_can_be_piped_in(work: Path, policy: Path, database: WorkDatabase) -> None:
    result = run("review", work, "--policy", policy, *WHO, stdin="ynm3 May\nDATE\nnn")

    assert result.exit_code == 0, result.output
    assert "1 of 5, 5 left | note N1 | PERSON | 60% sure | words that read as" in result.stdout
    assert "[[Brown]] saw Read." in result.stdout
    assert "Nothing is left to review." in result.stderr
    assert "Brown" not in result.stderr
    assert decisions(database)["3 May@43"] == "identifier DATE"


def test_a_round_that_is_left_says_how_much_is_left(work: Path, policy: Path) -> None:
    result = run("review", work, "--policy", policy, *WHO, stdin="yq")

    assert result.exit_code == 0
    assert result.stderr == "Left to review: 2 uncertain finds and 2 notes of the sample.\n"


def test_name_and_role_are_asked_for_once(work: Path, policy: Path, database: WorkDatabase) -> None:
    result = run("review", work, "--policy", policy, stdin="A. Person\neditor\nyyq")

    assert result.exit_code == 0, result.output
    assert {(one.reviewer, one.role) for one in standing_reviews(database.connection)["N1"]} == {
        ("A. Person", "editor")
    }


@pytest.mark.parametrize("words", [(), ("--reviewer", "A", "--role", " "), ("--reviewer", "A\x1b[2J", "--role", "r")])
def test_a_review_without_a_reviewer_is_a_wrong_call(words: tuple[str, ...], work: Path) -> None:
    result = run("review", work, *words)

    assert result.exit_code == 2
    assert "noteworthy: a review needs the reviewer's name and role" in result.stderr


def test_status_says_only_how_many_are_left(work: Path, policy: Path) -> None:
    result = run("review", work, "--policy", policy, "--status")

    assert result.exit_code == 0
    assert result.stdout == "finds to decide: 3\n  PERSON 2\n  DATE 1\nnotes of the sample to read: 2\n"
    assert result.stderr == ""


def test_with_nothing_left_nobody_is_asked_who_they_are(tmp_path: Path) -> None:
    WorkDatabase(tmp_path / "empty.db").close()
    result = run("review", tmp_path / "empty.db")

    assert result.exit_code == 0
    assert result.output == "Nothing is left to review.\n"


def test_a_real_pipe_works_like_a_terminal(work: Path, policy: Path, database: WorkDatabase) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "noteworthy.cli", "review", str(work), "--policy", str(policy), *WHO],
        input="ny", capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert found.returncode == 0, found.stderr
    assert "\x1b" not in found.stdout
    assert decisions(database) == {"Brown@0": "not PERSON", "Read@10": "identifier PERSON"}


def test_on_a_terminal_a_find_is_in_reverse_video_and_keys_are_single(
    work: Path, monkeypatch: pytest.MonkeyPatch, database: WorkDatabase
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    keys, screen = iter("yq"), Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(click, "getchar", lambda: next(keys))
    main.main(["review", str(work), *WHO], standalone_mode=False)

    assert "\x1b[7m[[\x1b[0m\x1b[7mBrown\x1b[0m\x1b[7m]]\x1b[0m saw Read." in screen.getvalue()
    assert decisions(database) == {"Brown@0": "identifier PERSON"}
