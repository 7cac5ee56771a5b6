"""Keys of notes and judgements: their own ids, kept apart where two sources number theirs alike; and keyed hashes.

Two files without ids of their own both have a note "1". The first keeps the id; the second's becomes "FILE:1", every
time it is stored again. The same text under the same id in another file is the same note, which has moved.
"""

import hashlib
import hmac
import sqlite3

from corpus.values import Judgement, Note


def note_key(connection: sqlite3.Connection, note: Note) -> str:
    """Return the note's key: its own id, unless another source's note with another text has it already."""
    known = _one(connection, "SELECT id FROM notes WHERE source = ? AND given_id = ?", note.source, note.note_id)
    if known is not None:
        return str(known[0])
    taken = _one(connection, "SELECT text FROM notes WHERE id = ?", note.note_id)
    if taken is not None and taken[0] != note.text:
        return f"{note.source}:{note.note_id}"
    return note.note_id


def judgement_key(connection: sqlite3.Connection, judgement: Judgement, *, source: str) -> str:
    """Return the judgement's key: its own id, unless it stands for another judgement of another source."""
    given = judgement.judgement_id
    known = _one(connection, "SELECT id FROM judgements WHERE source = ? AND given_id = ?", source, given)
    if known is not None:
        return str(known[0])
    taken = _one(connection, "SELECT case_id, question, factor FROM judgements WHERE id = ?", given)
    same = (judgement.case_id, judgement.question, judgement.factor)
    if taken is not None and (judgement.case_id is None or tuple(taken) != same):
        return f"{source}:{given}"
    return given


def keyed_hash(secret: bytes, kind: str, key: str) -> str:
    """Return a hash that only who holds the secret can work out: it names a thing without saying which.

    Hashes of two kinds of thing never meet, and none is a public key.
    """
    return hmac.digest(secret, f"{kind}\0{key}".encode("utf-8", "surrogatepass"), hashlib.sha256).hex()


def _one(connection: sqlite3.Connection, select: str, *values: str) -> tuple[str, ...] | None:
    found: tuple[str, ...] | None = connection.execute(select, values).fetchone()
    return found
