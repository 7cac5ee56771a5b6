"""A hash of what a private database holds, less what it merely remembers of its own releases.

Two public files may be made from one private database. If the hash were that of its file, each release would make the
other look out of date, since it is remembered there.
"""

import hashlib
import marshal
import sqlite3

from corpus.store.schema import database_schema

REMEMBERED = frozenset({"releases", "released_cases", "released_counts"})
"""Tables of what was released: they say nothing of what a release would hold."""

BATCH = 1_000


def held_sha256(connection: sqlite3.Connection) -> str:
    """Return the SHA-256 of all rows of the tables that hold what was read, coded and decided, in the order stored.

    Tables of which every column but the key is derived follow from these, and are left out with the indexes.
    """
    digest = hashlib.sha256()
    cursor = connection.cursor()
    cursor.row_factory = None
    for table in database_schema().table:
        if table.name in REMEMBERED or all(column.publish == "derived" for column in table.columns):
            continue
        digest.update(table.name.encode())
        cursor.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid')
        while batch := cursor.fetchmany(BATCH):
            # The second version of the format has no references, so that the same rows are the same bytes.
            digest.update(marshal.dumps(batch, 2))
    return digest.hexdigest()
