"""Redaction: identifiers give way to typed placeholders, and every offset is carried over to what is left.

Within a note the same identifier becomes the same placeholder, so that a reader can still follow who did what. Between
notes the numbers mean nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.values import Identifier, RawText, RedactedText, Span
from nlp.placeholders import UNNUMBERED, placeholders
from noteworthy.dates_and_ages import age_band, coarse_date, day_of
from noteworthy.people import same_people
from noteworthy.redaction_policy import RedactionPolicy, default_redaction_policy

SHORTEST_REPEATED = 4
"""Characters that an identifier needs for its other occurrences in the note to be taken for it too."""


_PIECE = re.compile(r"\w+|[^\w\s]")
_WORDLIKE = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Replacement:
    """An identifier, where it stood in the raw text, and what stands in the redacted text in its place."""

    type: str
    raw: Span
    redacted: Span


@dataclass(frozen=True, slots=True)
class Redaction:
    """A redacted text, and how positions of the raw text carry over to it."""

    text: RedactedText
    replacements: tuple[Replacement, ...] = ()
    """In text order, without overlaps."""

    def span(self, span: Span) -> Span:
        """Carry a passage of the raw text over; one that touches an identifier grows to the whole placeholder."""
        return Span(self._position(span.start, at_end=False), self._position(span.end, at_end=True))

    def raw_identifiers(self, found: Iterable[Identifier]) -> Iterator[Identifier]:
        """Carry what was found in the redacted text back to the raw one, leaving out what is our own placeholder.

        What reaches beyond a placeholder takes in all that it stands for: the rest must go too.
        """
        for one in found:
            start, end = self._raw(one.start, at_end=False), self._raw(one.end, at_end=True)
            place = bisect_right(self.replacements, start, key=lambda replacement: replacement.raw.start)
            if not place or end > self.replacements[place - 1].raw.end:
                yield replace(one, start=start, end=end)

    def _raw(self, redacted: int, *, at_end: bool) -> int:
        before = bisect_right(self.replacements, redacted - at_end, key=lambda replacement: replacement.redacted.start)
        if before == 0:
            return redacted
        last = self.replacements[before - 1]
        if redacted - at_end < last.redacted.end:
            return last.raw.end if at_end else last.raw.start
        return redacted - last.redacted.end + last.raw.end

    def _position(self, raw: int, *, at_end: bool) -> int:
        before = bisect_right(self.replacements, raw - at_end, key=lambda replacement: replacement.raw.start)
        if before == 0:
            return raw
        last = self.replacements[before - 1]
        if raw - at_end < last.raw.end:
            return last.redacted.end if at_end else last.redacted.start
        return raw - last.raw.end + last.redacted.end


def redact(text: RawText, identifiers: Iterable[Identifier], policy: RedactionPolicy | None = None) -> Redaction:
    """Replace the identifiers of a text by placeholders such as `[PERSON 1]` and `[DATE]`, as the policy has it."""
    policy = policy or default_redaction_policy()
    merged = _merged(policy.applies_to(text, identifiers), length=len(text))
    parts: list[str] = []
    replacements: list[Replacement] = []
    placeholders = _Placeholders(text, merged, policy)
    read = written = 0
    for found in merged:
        placeholder = placeholders.of(found.type, text[found.start : found.end])
        parts += [text[read : found.start], placeholder]
        start = written + found.start - read
        read, written = found.end, start + len(placeholder)
        replacements.append(Replacement(found.type, Span(found.start, found.end), Span(start, written)))
    parts.append(text[read:])
    return Redaction(RedactedText("".join(parts)), tuple(replacements))


def with_repeats(text: str, identifiers: Iterable[Identifier]) -> list[Identifier]:
    """Add the other occurrences of what was found, so that nothing replaced here stands a line further on."""
    found = list(identifiers)
    kinds = {text[one.start : one.end].strip(): one for one in found if one.end <= len(text)}
    kinds = {words: one for words, one in kinds.items() if len(words) >= SHORTEST_REPEATED and one.type != "AGE"}
    if not kinds:
        return found
    # Looked up by how they begin, since a note may hold thousands of names; the longest first, so that of two that fit
    # the larger is taken.
    by_beginning: dict[str, list[str]] = {}
    for words in sorted(kinds, key=lambda words: (-len(words), words)):
        by_beginning.setdefault(_beginning(words, 0), []).append(words)
    end = 0
    for piece in _PIECE.finditer(text):
        start = piece.start()
        if start < end or (start and _WORDLIKE.match(text, start - 1)):
            continue
        longer = by_beginning.get(_beginning(text, start), ())
        for words in (*longer, *by_beginning.get(piece[0], ())):
            if text.startswith(words, start) and not _WORDLIKE.match(text, start + len(words)):
                end = start + len(words)
                found.append(replace(kinds[words], start=start, end=end))
                break
    return found


def _beginning(text: str, start: int) -> str:
    """Return the first two pieces of what begins there, or the one."""
    first = _PIECE.match(text, start)
    second = _PIECE.search(text, first.end()) if first else None
    return text[start : second.end()] if second else text[start:]


def _merged(identifiers: Iterable[Identifier], *, length: int) -> list[Identifier]:
    """Put identifiers in text order; of those that overlap make one, of the type that covers most."""
    merged: list[tuple[Identifier, int]] = []
    for found in sorted(identifiers, key=lambda one: (one.start, -one.end, one.type)):
        found = replace(found, end=min(found.end, length))
        size = found.end - found.start
        if size <= 0:
            continue
        if merged and found.start < merged[-1][0].end:
            last, largest = merged[-1]
            kind = found.type if size > largest else last.type
            merged[-1] = (replace(last, end=max(last.end, found.end), type=kind), max(size, largest))
        else:
            merged.append((found, size))
    return [found for found, _ in merged]


class _Placeholders:
    """Placeholders of one note: the same person or thing the same number, and none that the note uses itself."""

    def __init__(self, text: str, found: Sequence[Identifier], policy: RedactionPolicy) -> None:
        self._text = text
        self._policy = policy
        self._people = same_people(text[one.start : one.end] for one in found if one.type == "PERSON")
        days = (day_of(text[one.start : one.end]) for one in found if one.type == "DATE")
        self._first_day = next((day for day in days if day is not None), None)
        self._given: dict[tuple[str, str], int] = {}
        self._last: dict[str, int] = {}
        self._has_placeholders = any(placeholders(text))

    def of(self, kind: str, words: str) -> str:
        """Return what stands in place of these words."""
        name = kind.replace("_", " ")
        if kind in UNNUMBERED:
            coarse = self._coarse(kind, words)
            return f"[{name} {coarse}]" if coarse else f"[{name}]"
        key = (kind, _folded(self._people.get(words, words)))
        if key not in self._given:
            self._given[key] = self._last[kind] = self._next(kind, name)
        return f"[{name} {self._given[key]}]"

    def _coarse(self, kind: str, words: str) -> str | None:
        if kind == "AGE":
            return age_band(words) if self._policy.ages == "band" else None
        if self._policy.dates in ("month", "year"):
            return coarse_date(words, to=self._policy.dates)
        day = day_of(words)
        if self._policy.dates != "relative" or day is None or self._first_day is None:
            return None
        return f"{(day - self._first_day).days:+d} days"

    def _next(self, kind: str, name: str) -> int:
        number = self._last.get(kind, 0) + 1
        while self._has_placeholders and f"[{name} {number}]" in self._text:
            number += 1
        return number


def _folded(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())


def carry_sentences(sentences: Sequence[Span], redaction: Redaction) -> list[Span | None]:
    """Carry sentences over so that they still follow one another.

    Where an identifier runs over the end of a sentence its placeholder belongs to the sentence in which it starts. A
    sentence of which nothing is left is `None`.
    """
    carried: list[Span | None] = []
    end = 0
    for sentence in sentences:
        span = redaction.span(sentence)
        start = max(span.start, end)
        words = redaction.text[start : span.end]
        start += len(words) - len(words.lstrip())
        if start >= span.end:
            carried.append(None)
            continue
        end = span.end
        carried.append(Span(start, end))
    return carried
