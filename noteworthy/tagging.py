"""A note tagged on the spot: coded as any other, with its identifiers, and stored nowhere.

One coder serves a whole process. It is loaded once, in a thread, and codes one note at a time: what one reader asks
waits for one note of another's list, never for all of them. No text is kept, logged, or quoted in an error.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from corpus.errors import NoteworthyError
from corpus.values import CodedNote, Note, RawText
from noteworthy.record import Record, record_of

if TYPE_CHECKING:
    from noteworthy.coder import Coder


class TaggingError(NoteworthyError):
    """A note could not be tagged; the sentence never quotes it."""


class TooMuchError(ValueError):
    """More was asked than is done at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be asked at once."""

    note_characters: int = 20_000
    notes: int = 100
    characters: int = 200_000
    """Of all notes of one request together."""


LIMITS = Limits()

MOST_WAITING = 40
"""Notes that may wait to be tagged: a few seconds' work."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request in JSON asks to have tagged."""

    notes: tuple[Note, ...]
    several: bool
    """Whether the answer is a list, because a list was given."""

    @property
    def characters(self) -> int:
        """Characters of all its notes together."""
        return sum(len(note.text) for note in self.notes)


class Tagger:
    """Tag notes with one coder, which is made when it is first needed.

    Reading and judging are not meant for several threads at once, and each note is quick: so one thread does it all.
    """

    def __init__(self, make: Callable[[], Coder] | None = None) -> None:
        self._make = make or _shipped_coder
        self._coder: Coder | None = None
        self._loading = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tagging")
        self._waiting = 0
        self._counting = threading.Lock()

    @property
    def overrun(self) -> bool:
        """Whether so many notes wait that another would wait for long."""
        return self._waiting >= MOST_WAITING

    def warm(self) -> None:
        """Begin to load the coder beside all else, so that the first note does not wait for it."""
        if self._coder is None:
            threading.Thread(target=self.coder, name="tagging-warm", daemon=True).start()

    def coder(self) -> Coder:
        """Return the coder, made at the first call."""
        with self._loading:
            if self._coder is None:
                self._coder = self._make()
                # The first note makes the rest of what is made only once.
                self._coder.code_text("The first note takes longer than those after it.")
            return self._coder

    def tag(self, note: Note) -> Future[CodedNote]:
        """Code a note when those asked for before it are done; raise ``TaggingError`` in the future where it fails."""
        self._count(1)
        future = self._thread.submit(self._tag, note)
        future.add_done_callback(lambda _: self._count(-1))
        return future

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more

    def _tag(self, note: Note) -> CodedNote:
        coder = self.coder()
        try:
            return coder.code(note)
        except Exception as problem:
            # What went wrong may be told with words of the note, so only its kind is passed on.
            kind = type(problem).__name__
            raise TaggingError(f"this note could not be tagged ({kind}); shorten it, or code it from a file.") from None


def _shipped_coder() -> Coder:
    # spaCy, scikit-learn and onnxruntime take seconds: only who tags waits for them.
    from noteworthy.coder import Coder

    return Coder()


@cache
def shared_tagger() -> Tagger:
    """Return the tagger of this process."""
    return Tagger()


def as_note(text: str, note_id: str = "") -> Note:
    """Return a text as a note of no file; raise ``ValueError`` where it is too long or no Unicode."""
    if len(text) > LIMITS.note_characters:
        given, most = len(text), LIMITS.note_characters
        raise TooMuchError(f"a note may have {most:,} characters here and this one has {given:,}; code it from a file")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("a note holds half a character (a lone surrogate); give its text as Unicode") from None
    return Note(note_id=note_id, text=RawText(text))


def read_asked(body: bytes) -> Asked:
    """Read a request: ``{"text": ...}``, or ``{"notes": [{"id": ..., "text": ...}, ...]}``.

    Raises ``ValueError`` with a sentence that says what is wrong, where, and quotes no text.
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError(
            'the body is not JSON; send {"text": "..."} or {"notes": [{"id": "...", "text": "..."}]}'
        ) from None
    if not isinstance(given, dict) or ("text" in given) == ("notes" in given):
        raise ValueError("the body must be an object with either 'text' or 'notes'")
    if "text" in given:
        return Asked((_note(given, "the body"),), several=False)
    return Asked(_notes(given["notes"]), several=True)


def _notes(given: Any) -> tuple[Note, ...]:
    if not isinstance(given, list) or not given:
        raise ValueError("'notes' must be a list with at least one note in it")
    if len(given) > LIMITS.notes:
        most = LIMITS.notes
        raise TooMuchError(f"a request may hold {most} notes and this one holds {len(given):,}; send fewer at a time")
    notes = tuple(_note(one, f"note {place} of 'notes'") for place, one in enumerate(given, start=1))
    if (total := sum(len(note.text) for note in notes)) > LIMITS.characters:
        most = LIMITS.characters
        raise TooMuchError(f"a request may hold {most:,} characters and this one holds {total:,}; send fewer at a time")
    return notes


def _note(given: Any, where: str) -> Note:
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise ValueError(f"{where} must have a 'text' that is a string")
    note_id = given.get("id", "")
    if not isinstance(note_id, str | int) or isinstance(note_id, bool) or len(str(note_id)) > 200:
        raise ValueError(f"the 'id' of {where} must be a string or a whole number of at most 200 characters")
    try:
        return as_note(given["text"], str(note_id))
    except ValueError as fault:
        raise type(fault)(f"{where}: {fault}") from None


def answer_of(asked: Asked, coded: list[CodedNote]) -> Record:
    """Return what a request is answered with: the coded note, or a list of them in the order given."""
    records = [record_of(one) for one in coded]
    return {"notes": records} if asked.several else records[0]
