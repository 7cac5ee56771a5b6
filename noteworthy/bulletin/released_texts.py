"""Texts of notes as a release would show them: redacted by the same code, under the same keys.

A private database holds raw text, so each text that goes into a bulletin is redacted as the release gate redacts it,
with what reviewers decided. A public file holds redacted text, which stands as it is. Where texts are private nothing
is quoted at all: narrative about real cases is not published.
"""

import sqlite3
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote

from corpus.store.reviewing import Review, finds_of, standing_reviews
from corpus.values import RawText, RedactedText, Span
from noteworthy.bulletin.data import BulletinData
from noteworthy.identifiers import find_all_identifiers
from noteworthy.publication import PublicKeys, redacted_as_released
from noteworthy.redaction import Redaction
from noteworthy.reviewing import is_cleared, reviewed_identifiers

NOT_QUOTED = (
    "No text is quoted: some of the sources hold private text, and narrative about real cases is not published. "
    "Declare a source as authored or already public in its mapping if it is."
)


def may_be_quoted(data: BulletinData) -> bool:
    """Tell whether texts may stand in a bulletin: they are redacted public ones, or all declared to be no secret."""
    return data.kind == "open" or (data.kind == "private" and data.open)


@dataclass(eq=False)
class ReleasedTexts:
    """The texts of a database's notes, redacted when they are first asked for."""

    data: BulletinData
    _connection: sqlite3.Connection | None = None
    _keys: PublicKeys | None = None
    _reviews: dict[str, tuple[Review, ...]] = field(default_factory=dict)
    _redactions: dict[int, Redaction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.data.kind != "private":
            return
        self._connection = sqlite3.connect(f"file:{quote(str(self.data.path.resolve()))}?mode=ro", uri=True)
        found = self._connection.execute("SELECT value FROM secrets WHERE name = 'public keys'").fetchone()
        self._keys = PublicKeys(bytes.fromhex(found[0])) if found else None
        self._reviews = standing_reviews(self._connection)

    def close(self) -> None:
        """Close the file that the texts come from."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def key(self, note: int) -> str:
        """Return the key of a note in a release; empty where nothing was released yet, so that there is none."""
        given = str(self.data.notes["id"].iat[note])
        if self.data.kind != "private":
            return given
        return (self._keys("note", given) or "") if self._keys else ""

    def passage(self, note: int, start: int, end: int) -> RedactedText:
        """Return the words of a note from ``start`` to ``end`` as a release shows them."""
        redaction = self._redaction(note)
        span = redaction.span(Span(start, end))
        return RedactedText(redaction.text[span.start : span.end].strip())

    def _redaction(self, note: int) -> Redaction:
        if note not in self._redactions:
            self._redactions[note] = self._redact(note)
        return self._redactions[note]

    def _redact(self, note: int) -> Redaction:
        text = str(self.data.notes["text"].iat[note])
        if self.data.kind != "private":
            return Redaction(RedactedText(text))
        if self._connection is None:
            raise ValueError("the texts have been closed")
        key = str(self.data.notes["id"].iat[note])
        decided = self._reviews.get(key, ())
        found = [*finds_of(self._connection, key), *find_all_identifiers(text)]
        return redacted_as_released(
            RawText(text),
            reviewed_identifiers(found, decided),
            self.data.redaction,
            is_cleared=partial(is_cleared, reviews=decided),
        )
