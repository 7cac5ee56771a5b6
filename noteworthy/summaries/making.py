"""Filling the tables of summaries: all at once, from what is stored, in one pass over the texts."""

import sqlite3

from corpus.store.upserts import insert
from noteworthy.summaries.answers import answer_shares
from noteworthy.summaries.counted import CountedNotes
from noteworthy.summaries.examples import Examples
from noteworthy.summaries.pairs import theme_pairs
from noteworthy.summaries.passages import read_sentences
from noteworthy.summaries.settings import summary_settings
from noteworthy.summaries.shares import theme_shares
from noteworthy.summaries.words import DistinctiveWords

TABLES = ("theme_shares", "theme_pairs", "distinctive_words", "examples", "answer_shares")


def make_summaries(connection: sqlite3.Connection) -> None:
    """Work out the summaries anew, in the caller's transaction, from the rows that are there.

    They follow from the counts, so `corpus.store.counts` has to have settled whose reading counts. In a public file
    they follow from redacted text.
    """
    settings = summary_settings()
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")
    notes = CountedNotes.read(connection, settings)
    insert(connection, "theme_shares", list(theme_shares(notes)))
    insert(connection, "theme_pairs", list(theme_pairs(notes, longest=settings.longest)))
    del notes
    insert(connection, "answer_shares", list(answer_shares(connection, settings)))
    words, examples = DistinctiveWords(), Examples(settings.examples)
    for sentence in read_sentences(connection):
        words.add(sentence)
        examples.add(sentence)
    insert(connection, "distinctive_words", list(words.rows(settings.words)))
    insert(connection, "examples", list(examples.rows()))
