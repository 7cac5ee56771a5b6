"""Asking a database file by its path: what the command does, and what a notebook can."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DatabaseError
from corpus.store.migrations import kind_of
from noteworthy.finder.finder import Finder, notices
from noteworthy.finder.questions import Answer, Question


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and what the sources of the database want said with it."""

    answer: Answer
    notices: tuple[str, ...]


def find_in(path: Path, question: Question) -> Found:
    """Answer a question from a private or public database of ours; nothing is written.

    Raises ``DatabaseError`` for any other file, for one without an index, and for a protected release, which has no
    notes.
    """
    kind_of(path)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        _check_has_notes(connection, path)
        return Found(Finder().answer(connection, question), notices(connection))
    except sqlite3.Error as problem:
        raise DatabaseError(f"cannot read {path}: {problem}; make it anew.") from None
    finally:
        connection.close()


def _check_has_notes(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sentences'").fetchone() is None:
        raise DatabaseError(f"{path} is a protected release: it has counts and no notes, so there is nothing to find.")
