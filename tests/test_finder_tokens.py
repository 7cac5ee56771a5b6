"""Words and their stems: the same that the full-text search of notes goes by."""

import sqlite3

import pytest

from noteworthy.finder.tokens import LONGEST, Stemmer, spans_of_words, words_of

TEXTS = (
    "One-to-one work: Café, 3 weeks; the officer’s “plan” – £20 … done.",
    "naïve ÉCOLE Straße e\u0301te x\u0301y",
    "a_b don't (the) [PERSON 1] 12/03/2016 \x00 ok",
    "\ud800 lone, smile, мир, مرحبا",
)


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_cut_as_sqlite_cuts_them(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (text, tokenize='porter unicode61')")
    connection.execute("INSERT INTO t VALUES (?)", (text.replace("\ud800", " ").replace("\x00", " "),))
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, 'instance')")
    expected = [row[0] for row in connection.execute('SELECT term FROM v ORDER BY "offset"')]
    connection.close()

    assert Stemmer()(words_of(text)) == expected


@pytest.mark.parametrize("text", TEXTS)
def test_the_places_of_words_are_those_of_the_words(text: str) -> None:
    found = [text[span.start : span.end].lower() for span in spans_of_words(text)]

    assert found == words_of(text)


def test_stems_join_the_forms_of_a_word() -> None:
    assert len(set(Stemmer()(["motivated", "motivation", "motivating"]))) == 1


def test_what_is_no_word_has_no_stem_and_a_long_one_is_cut() -> None:
    stemmer = Stemmer()

    assert stemmer(["\u0301", ""]) == ["", ""]
    assert stemmer(["x" * 10_000]) == ["x" * LONGEST]


def test_the_memory_of_stems_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noteworthy.finder.tokens.KEPT", 10)
    stemmer = Stemmer()
    for number in range(8):
        assert stemmer([f"waits{number}", "waited", "waiting"])[1:] == ["wait", "wait"]

    assert len(stemmer._known) <= 10
