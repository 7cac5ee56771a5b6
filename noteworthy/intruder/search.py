"""Looking for the secrets in texts and in bytes: which stand where, with no word of them in what is returned."""

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from noteworthy.intruder.findings import Spot
from noteworthy.intruder.knowledge import Secret
from noteworthy.intruder.needles import Needles
from noteworthy.intruder.words import (
    NUL,
    normal,
    normal_batch,
    squashed_batch,
    undisguised,
)

BATCH = 4_000_000
"""Characters that are searched in one go."""

SHORTEST_SQUASHED = 7
"""Letters and figures that a number needs to be looked for with its gaps closed."""

SHORTEST_BYTES = 6
"""Bytes that a string needs to be looked for in raw bytes, where words have no clear ends."""

_LOOSE = 8
"""Bytes from which on a string counts in raw bytes wherever it stands."""
_AROUND = 4
"""Bytes on either side that are looked at for the punctuation of the original."""
_GAP = b"\xff" * 9
_FOLDED_BYTES = bytes(
    ord(chr(byte).lower()) if byte < 128 and chr(byte).isalnum() else byte if byte >= 128 else 32 for byte in range(256)
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of the public file, and where it stands."""

    spot: Spot
    text: str


@dataclass(frozen=True, slots=True)
class BytesHit:
    """A secret in raw bytes."""

    secret: Secret
    position: int


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that a column or a file holds, and where."""

    spot: Spot
    content: bytes


def batches(found: Iterable[Cell | Stored]) -> Iterator[tuple[list[Cell], list[Stored]]]:
    """Put texts and bytes into batches; what is disguised by escapes comes a second time, in plain words."""
    texts: list[Cell] = []
    stored: list[Stored] = []
    size = 0
    for one in found:
        if isinstance(one, Stored):
            stored.append(one)
            size += len(one.content)
        else:
            texts.append(one)
            size += len(one.text)
            if plain := undisguised(one.text):
                texts.append(Cell(one.spot, plain))
        if size >= BATCH:
            yield texts, stored
            texts, stored, size = [], [], 0
    yield texts, stored


class Searcher:
    """The secrets, ready to be looked for in any number of texts."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._phrases: dict[bytes, list[Secret]] = defaultdict(list)
        self._numbers: dict[bytes, list[Secret]] = defaultdict(list)
        self._cells: dict[str, list[Secret]] = defaultdict(list)
        self._raw: dict[bytes, list[Secret]] = defaultdict(list)
        for secret in secrets:
            self._enter(secret)
        self._phrase_needles = Needles(self._phrases)
        self._number_needles = Needles(self._numbers)
        self._raw_needles = Needles(self._raw)

    def _enter(self, secret: Secret) -> None:
        words = normal(secret.words)
        if secret.reach == "cell":
            self._cells[words].append(secret)
            return
        self._phrases[f" {words} ".encode("utf-8", "replace")].append(secret)
        closed = words.replace(" ", "")
        figures = sum(character.isdigit() for character in closed)
        if len(closed) >= SHORTEST_SQUASHED and figures >= 4 and secret.likeness == "folded":
            self._numbers[closed.encode("utf-8", "replace")].append(secret)
        for form in _byte_forms(secret.words, closed if len(closed) >= _LOOSE and figures >= 4 else ""):
            if len(form) >= SHORTEST_BYTES or (len(form) >= 5 and " " not in words):
                self._raw[form].append(secret)

    def in_cells(self, cells: list[Cell]) -> Iterator[tuple[Secret, Cell]]:
        """Yield each secret with each text in which it stands, once."""
        texts = [cell.text.replace(NUL, " ") for cell in cells]
        found: set[tuple[int, int]] = set()
        for secret, place in (*self._in_texts(texts), *self._whole(texts)):
            if (id(secret), place) not in found and secret.stands_in(texts[place]):
                found.add((id(secret), place))
                yield secret, cells[place]

    def _in_texts(self, texts: list[str]) -> Iterator[tuple[Secret, int]]:
        joined = normal_batch(texts)
        yield from _placed(joined, self._phrase_needles, self._phrases)
        if self._numbers:
            yield from _placed(squashed_batch(joined), self._number_needles, self._numbers)

    def _whole(self, texts: list[str]) -> Iterator[tuple[Secret, int]]:
        """Yield the secrets that are the whole of a text."""
        if self._cells:
            for place, text in enumerate(texts):
                if len(text) <= 80:
                    for secret in self._cells.get(normal(text), ()):
                        yield secret, place

    def in_stored(self, stored: list[Stored]) -> Iterator[tuple[Secret, Spot]]:
        """Yield the secrets in stored bytes, with where they are."""
        starts = list(accumulate((len(one.content) + len(_GAP) for one in stored), initial=0))
        for hit in self.in_bytes(_GAP.join(one.content for one in stored)):
            yield hit.secret, stored[bisect.bisect_right(starts, hit.position) - 1].spot

    def in_bytes(self, data: bytes) -> Iterator[BytesHit]:
        """Yield the secrets in raw bytes, read as UTF-8 and as UTF-16 of either order."""
        for zeros in (False, True):
            text, places = _folded_bytes(data, drop_zeros=zeros)
            for position, form in self._raw_needles.find(text):
                start, last = int(places[position]), int(places[position + len(form) - 1])
                if len(form) < _LOOSE and not _has_ends(data, start, last, zeros=zeros):
                    continue
                around = data[max(start - _AROUND, 0) : last + _AROUND + 1]
                plain = (around.replace(b"\0", b"") if zeros else around).decode("utf-8", "replace")
                for secret in self._raw[form]:
                    if _counts_in_bytes(secret, form, plain):
                        yield BytesHit(secret, start)


class TermSearcher:
    """Secrets in the spelling of a full-text index; looked for in texts made of its own terms."""

    def __init__(self, spellings: dict[str, list[Secret]]) -> None:
        self._secrets = {f" {spelling} ".encode(): secrets for spelling, secrets in spellings.items()}
        self._needles = Needles(self._secrets)

    def find(self, texts: list[str]) -> Iterator[tuple[Secret, int]]:
        """Yield each secret with the number of the text in which it stands."""
        yield from _placed(f" {f' {NUL} '.join(texts)} ".encode(), self._needles, self._secrets)


def _placed(joined: bytes, needles: Needles, secrets: dict[bytes, list[Secret]]) -> Iterator[tuple[Secret, int]]:
    """Yield each secret found in joined texts with the number of its text."""
    ends: list[int] | None = None
    for position, needle in needles.find(joined):
        if ends is None:
            ends = np.flatnonzero(np.frombuffer(joined, dtype=np.uint8) == 0).tolist()
        place = bisect.bisect_right(ends, position)
        for secret in secrets[needle]:
            yield secret, place


def _counts_in_bytes(secret: Secret, form: bytes, plain: str) -> bool:
    """Tell whether bytes in which a string was found hold it in the form that counts.

    A short word must have its capitals: hexadecimal digits alone make many a short code.
    """
    if not form.isascii():
        return True
    if len(form) < _LOOSE and b" " not in form:
        return secret.words in plain
    return secret.stands_in(plain)


def _byte_forms(words: str, closed: str) -> set[bytes]:
    """Return how a string can stand in bytes once capitals, punctuation and zeros are taken away."""
    spellings = {words} if words.isascii() else {words, words.lower(), words.upper(), words.title()}
    forms = {spelling.encode("utf-8", "replace") for spelling in spellings}
    if not words.isascii():
        forms |= {
            spelling.encode(order, "replace").replace(b"\0", b"")
            for spelling in spellings
            for order in ("utf-16-le", "utf-16-be")
        }
    folded = {b" ".join(form.translate(_FOLDED_BYTES).split()) for form in forms}
    return folded | ({closed.encode("utf-8", "replace")} if closed else set())


def _folded_bytes(data: bytes, *, drop_zeros: bool) -> tuple[bytes, npt.NDArray[np.int64]]:
    """Return bytes in small letters with single spaces, and where each stood."""
    raw = np.frombuffer(data, dtype=np.uint8)
    folded = np.frombuffer(data.translate(_FOLDED_BYTES), dtype=np.uint8)
    kept = np.ones(len(raw), dtype=np.bool_) if not drop_zeros else raw != 0
    if not drop_zeros:
        space = folded == 32
        kept[1:] &= ~(space[1:] & space[:-1])
    return folded[kept].tobytes(), np.flatnonzero(kept)


def _has_ends(data: bytes, start: int, last: int, *, zeros: bool) -> bool:
    """Tell whether a short string stands for itself: nothing before runs on into it, and nothing after goes on.

    In a page of a database one value follows the other without a gap: a capital after a small letter begins a word.
    """
    step = 2 if zeros else 1
    before, first = data[start - step : start - step + 1] if start >= step else b"", data[start : start + 1]
    after, final = data[last + step : last + step + 1], data[last : last + 1]
    begins = not before.isalnum() or (first.isupper() and not before.isupper()) or first.isdigit() != before.isdigit()
    ends = not after.isalnum() or (final.islower() and after.isupper()) or final.isdigit() != after.isdigit()
    return begins and (ends or (first.isupper() and final.islower() and last - start >= 5 * step))
