"""Finding passages: every total and every count is what looking at each passage by itself gives."""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from corpus.errors import DatabaseError
from corpus.store.database import WorkDatabase
from corpus.values import POLARITIES, STATUSES
from noteworthy.finder.finder import Finder
from noteworthy.finder.indexing import has_index
from noteworthy.finder.questions import FACETS, Answer, Hit, Question
from noteworthy.finder.tokens import Stemmer, words_of
from noteworthy.finder.wanted import read_words
from tests.finder_collection import FACTORS, SOURCES, THEMES, WORDS, Known, build_collection

CODING = ("theme", "polarity", "status")
STEMS = Stemmer()
SEEDS = 60


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Known]]:
    return (path := tmp_path_factory.mktemp("finder") / "work.db"), build_collection(path)


@pytest.fixture(scope="module")
def known(work: tuple[Path, list[Known]]) -> list[Known]:
    return work[1]


@pytest.fixture(scope="module")
def connection(work: tuple[Path, list[Known]]) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(work[0])
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder()


# ------------------------------------------------------------------------------------ looking at each passage by itself


@cache
def _stems_of(text: str) -> tuple[str, ...]:
    return tuple(STEMS(words_of(text)))


def _with_words(known: list[Known], words: str) -> list[Known]:
    parts = read_words(words, STEMS).parts
    return [one for one in known if all(_holds(_stems_of(one.text), part.stems) for part in parts)]


def _holds(stems: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    return any(stems[at : at + len(wanted)] == wanted for at in range(len(stems)))


def _is_chosen(one: Known, question: Question) -> bool:
    for facet, values in question.chosen.items():
        if facet not in CODING and one.facets.get(facet) not in values:
            return False
    wanted = [question.chosen.get(facet, ()) for facet in CODING]
    if not any(wanted):
        return True
    return any(
        all(not chosen or value in chosen for value, chosen in zip(coding, wanted, strict=True))
        for coding in one.codings
    )


def _matching(known: list[Known], question: Question) -> list[Known]:
    return [one for one in _with_words(known, question.words) if _is_chosen(one, question)]


def _counts(known: list[Known], question: Question, facet: str) -> dict[str, int]:
    """Count each value of a facet as if it were the one chosen."""
    if facet in CODING:
        values = {coding[CODING.index(facet)] for one in known for coding in one.codings}
    else:
        values = {one.facets[facet] for one in known if facet in one.facets}
    worded = _with_words(known, question.words)
    counted = {
        value: sum(_is_chosen(one, replace(question, chosen={**question.chosen, facet: (value,)})) for one in worded)
        for value in values
    }
    return {value: count for value, count in counted.items() if count}


def _random_question(chance: random.Random) -> Question:
    words = [chance.choice(WORDS) for _ in range(chance.choice((0, 1, 1, 2)))]
    if chance.random() < 0.4:
        words.append('"' + " ".join(chance.choices(WORDS, k=chance.choice((2, 2, 3)))) + '"')
    if chance.random() < 0.15:
        words = ['"the waiting list was"']
    choices = {
        "theme": THEMES,
        "polarity": POLARITIES,
        "status": STATUSES,
        "factor": FACTORS,
        "organisation_kind": ("NPS", "CRC"),
        "region": ("North", "South", "Östmark", "Nowhere"),
        "source": SOURCES,
    }
    facets = chance.sample(sorted(choices), k=chance.choice((0, 0, 1, 2, 3)))
    chosen = {facet: tuple(chance.sample(choices[facet], k=chance.choice((1, 1, 2)))) for facet in facets}
    return Question(" ".join(words), chosen)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_totals_facets_and_hits_are_what_each_passage_by_itself_gives(
    seed: int, connection: sqlite3.Connection, finder: Finder, known: list[Known]
) -> None:
    question = _random_question(random.Random(seed))
    answer = finder.answer(connection, replace(question, size=200))
    expected = _matching(known, question)

    assert answer.total == len(expected)
    assert answer.notes == len({one.note for one in expected})
    assert sorted(hit.sentence for hit in _all_hits(finder, connection, question)) == sorted(
        one.sentence for one in expected
    )
    for facet in answer.facets:
        found = {value.value: value.count for value in facet.values if value.count}
        assert found == _counts(known, question, facet.name), facet.name
        assert {value.value for value in facet.values if value.chosen} == set(question.chosen.get(facet.name, ()))


def _all_hits(finder: Finder, connection: sqlite3.Connection, question: Question, *, size: int = 7) -> list[Hit]:
    found: list[Hit] = []
    page = 1
    while hits := finder.answer(connection, replace(question, page=page, size=size)).hits:
        assert len(hits) <= size
        found.extend(hits)
        page += 1
    return found


def test_the_random_questions_find_much_little_and_nothing(known: list[Known]) -> None:
    totals = [len(_matching(known, _random_question(random.Random(seed)))) for seed in range(SEEDS)]

    assert sum(total == 0 for total in totals) > 8
    assert sum(0 < total < 20 for total in totals) > 15
    assert sum(total > 20 for total in totals) > 12


# ---------------------------------------------------------------------------------------------------------- passages


def _answer(finder: Finder, connection: sqlite3.Connection, words: str = "", **chosen: str) -> Answer:
    return finder.answer(connection, Question(words, {facet: (value,) for facet, value in chosen.items()}))


def test_words_are_found_by_their_stems_and_marked_where_they_stand(
    connection: sqlite3.Connection, finder: Finder
) -> None:
    answer = _answer(finder, connection, "refer")

    found = {hit.text[span.start : span.end] for hit in answer.hits for span in hit.hits}
    assert found == {"referred"}
    assert all(hit.hits for hit in answer.hits)


def test_accents_capitals_and_signs_make_no_difference(connection: sqlite3.Connection, finder: Finder) -> None:
    plain = _answer(finder, connection, "cafe naive one-to-one").total

    assert plain == _answer(finder, connection, "CAFÉ, naïve? “one to one”!").total > 0


def test_a_phrase_is_marked_as_one(connection: sqlite3.Connection, finder: Finder) -> None:
    hit = _answer(finder, connection, '"waiting list was"').hits[0]

    assert [hit.text[span.start : span.end] for span in hit.hits] == ["waiting list was"]


def test_theme_polarity_and_status_hold_of_one_coding(
    connection: sqlite3.Connection, finder: Finder, known: list[Known]
) -> None:
    apart = [
        one.sentence
        for one in known
        if {"delay", "good"} <= {part for coding in one.codings for part in coding}
        and not any(coding[:2] == ("delay", "good") for coding in one.codings)
    ]
    assert apart, "the test is blind"
    question = Question(chosen={"theme": ("delay",), "polarity": ("good",)}, size=200)
    answer = finder.answer(connection, question)

    assert not {hit.sentence for hit in answer.hits} & set(apart)
    for hit in answer.hits:
        matching = [coding for coding in hit.codings if coding.matches]
        assert [(coding.theme, coding.polarity) for coding in matching] == [("delay", "good")]


def test_only_codings_that_stand_are_shown(connection: sqlite3.Connection, finder: Finder, known: list[Known]) -> None:
    by_key = {one.sentence: one for one in known}
    answer = finder.answer(connection, Question(size=200))
    assert len(answer.hits) == 200
    for hit in answer.hits:
        codings = sorted((coding.theme, coding.polarity, coding.status) for coding in hit.codings)
        assert codings == sorted(by_key[hit.sentence].codings)


def test_evidence_is_told_as_places_in_the_passage(connection: sqlite3.Connection, finder: Finder) -> None:
    hits = finder.answer(connection, Question(size=200)).hits
    assert any(coding.spans for hit in hits for coding in hit.codings), "the test is blind"
    for hit in hits:
        evidence = connection.execute(
            "SELECT evidence FROM codings WHERE sentence = ? AND standing = 1 ORDER BY evidence", (hit.sentence,)
        ).fetchall()
        told = sorted(hit.text[span.start : span.end] for coding in hit.codings for span in coding.spans)
        assert told == [row[0] for row in evidence]


def test_where_a_passage_is_from_is_told_in_words(connection: sqlite3.Connection, finder: Finder) -> None:
    hit = _answer(finder, connection, source="north.csv", region="Östmark").hits[0]

    assert hit.attributes["source"] == "Notes of north.csv"
    assert hit.attributes["region"] == "Östmark"
    assert hit.attributes["kind"] == "reason for a judgement"
    assert hit.attributes["factor"] not in FACTORS, "the name, not the code"


# ------------------------------------------------------------------------------------------------------------- order


def test_clear_examples_come_before_unclear_ones(connection: sqlite3.Connection, finder: Finder) -> None:
    hits = _all_hits(finder, connection, Question(), size=20)
    worth = [any(c.polarity in ("good", "poor") and c.status == "observed" for c in hit.codings) for hit in hits]
    third = len(worth) // 3

    assert sum(worth[:third]) > 0.7 * third
    assert sum(worth[-third:]) < 0.1 * third
    assert not any(hit.codings for hit in hits[-10:])


def test_what_coders_agreed_comes_before_what_the_machine_tagged(
    connection: sqlite3.Connection, finder: Finder
) -> None:
    hits = _answer(finder, connection, theme="delay", polarity="good").hits
    by_coders = [any(coding.matches and coding.by_coders for coding in hit.codings) for hit in hits]

    assert 0 < sum(by_coders) < len(by_coders)
    readable = [own for own, hit in zip(by_coders, hits, strict=True) if 40 <= len(hit.text) <= 320]
    assert readable == sorted(readable, reverse=True)


def test_no_page_has_three_passages_of_a_note_or_two_alike_while_others_are_left(
    connection: sqlite3.Connection, finder: Finder
) -> None:
    answer = finder.answer(connection, Question(size=20))

    assert max(Counter(hit.note for hit in answer.hits).values()) <= 2
    assert max(Counter(hit.text for hit in answer.hits).values()) == 1


def test_copies_can_all_be_reached(connection: sqlite3.Connection, finder: Finder, known: list[Known]) -> None:
    copies = [one.sentence for one in known if one.text.startswith("The waiting list was long")]

    assert len(copies) == 10
    found = [hit.sentence for hit in _all_hits(finder, connection, Question('"list was long"'), size=4)]
    assert sorted(found) == sorted(copies)


def test_the_same_question_has_the_same_answer(connection: sqlite3.Connection, finder: Finder) -> None:
    question = Question("waiting", {"polarity": ("good", "poor")})

    assert finder.answer(connection, question) == Finder().answer(connection, question)


def test_it_says_why_in_plain_words(connection: sqlite3.Connection, finder: Finder) -> None:
    why = {reason for hit in _all_hits(finder, connection, Question("waiting list")) for reason in hit.why}

    assert "both words close together" in why
    assert "read by coders" in why
    assert "clear: good practice, observed" in why
    assert any(reason.startswith("machine, confidence ") for reason in why)


# ------------------------------------------------------------------------------------------------------------ widening


def test_an_empty_answer_says_what_to_leave_out_and_what_that_finds(
    connection: sqlite3.Connection, finder: Finder
) -> None:
    answer = finder.answer(connection, Question('waiting unobtainium "list the"', {"region": ("North",)}))

    assert answer.total == 0
    assert answer.hits == ()
    assert answer.wider
    for wider in answer.wider:
        assert wider.total > 0
        assert finder.answer(connection, wider.question).total == wider.total, wider.advice


def test_a_phrase_that_is_nowhere_is_looked_for_word_by_word(connection: sqlite3.Connection, finder: Finder) -> None:
    wider = _answer(finder, connection, '"list nobody was"').wider[0]

    assert wider.advice == "look for the words of “list nobody was” anywhere in the passage"
    assert wider.question.words == "list nobody was"
    assert wider.total == 10


def test_a_full_answer_needs_no_advice(connection: sqlite3.Connection, finder: Finder) -> None:
    assert _answer(finder, connection, "waiting").wider == ()


# ----------------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "words",
    [
        '"', '""', '"a', "*", "NEAR(", "NEAR(a b, 5)", "a AND", "(a", "a*", "^a", "-", "a\x00b", "\x00", "{a b}: c",
        "'; DROP TABLE notes", "\ud800", "é" * 5000, "a " * 5000, '"' * 999, "\u202eabc", "🙂", "مرحبا", "\u0301",
        "x" * 10_000, "%s %d", "word:a", "a+b", "“", "İstanbul", "\n\t",
    ],
)  # fmt: skip
def test_whatever_is_typed_has_an_answer(words: str, connection: sqlite3.Connection, finder: Finder) -> None:
    answer = finder.answer(connection, Question(words))

    assert answer.total >= 0
    assert all(len(unread) <= 60 and unread.isprintable() for unread in answer.unread)
    assert len(answer.unread) <= 9


def test_what_cannot_be_used_is_said(connection: sqlite3.Connection, finder: Finder) -> None:
    answer = finder.answer(connection, Question('waiting * "', {"theme": ("colour",), "hue": ("red",)}))

    assert answer.unread == ("*", '"', "hue", "theme: colour")
    assert answer.total == 0


def test_no_more_than_twenty_words_are_looked_for(connection: sqlite3.Connection, finder: Finder) -> None:
    answer = finder.answer(connection, Question(" ".join(f"word{number}" for number in range(30))))

    assert answer.unread[:2] == ("word20", "word21")
    assert answer.unread[-1] == "… and 2 more"


@pytest.mark.parametrize(("page", "size"), [(10**9, 20), (0, 0), (-5, -1), (10**30, 10**9)])
def test_a_page_that_is_none_has_no_passages_or_the_first(
    page: int, size: int, connection: sqlite3.Connection, finder: Finder
) -> None:
    answer = finder.answer(connection, Question("waiting", page=page, size=size))

    assert answer.total > 0
    assert len(answer.hits) == (0 if page > 1 else 1)


def test_a_database_without_an_index_says_what_to_do(tmp_path: Path, finder: Finder) -> None:
    with WorkDatabase(tmp_path / "work.db") as database:
        assert not has_index(database.connection)
        with pytest.raises(
            DatabaseError, match=r"no index to find passages with; make it anew with `noteworthy build`"
        ):
            finder.answer(database.connection, Question())


def test_an_index_of_nothing_answers_with_nothing(tmp_path: Path, finder: Finder) -> None:
    build_collection(tmp_path / "work.db", notes=0)
    with WorkDatabase(tmp_path / "work.db") as database:
        answer = finder.answer(database.connection, Question("waiting"))

        assert (answer.total, answer.notes, answer.hits) == (0, 0, ())
        assert [facet.name for facet in answer.facets] == list(FACETS)
        assert finder.similar(database.connection, "N0-1") == ()


def test_many_threads_get_the_same_answers(work: tuple[Path, list[Known]], finder: Finder) -> None:
    questions = [_random_question(random.Random(seed)) for seed in range(24)]

    def ask(question: Question) -> int:
        own = sqlite3.connect(work[0])
        try:
            return finder.answer(own, question).total
        finally:
            own.close()

    alone = [ask(question) for question in questions]
    shared = Finder()
    with ThreadPoolExecutor(8) as pool:

        def ask_shared(question: Question) -> int:
            own = sqlite3.connect(work[0])
            try:
                return shared.answer(own, question).total
            finally:
                own.close()

        assert list(pool.map(ask_shared, questions * 3)) == alone * 3
