"""All identifiers of a text: those of fixed shape, and names, which are found wherever else they stand in the note.

``nlp`` finds shapes and the words that may be part of names, a model says which are; here the two meet. Look-alike,
full-width and invisible characters are read as what they look like, and offsets are of the text as it was given.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from corpus.values import Identifier
from models.names import NameModel, NameVerdict, shipped_names
from models.settings import default_settings
from nlp.identifiers import find_identifiers
from nlp.lexicon import is_ordinary, name_words
from nlp.names import NameCandidate, find_name_candidates
from nlp.plain import plain

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_STOREY = r"(?:ground|first|second|third|fourth|fifth|top|upper|lower|basement)[\s-]{1,2}(?:floor(?:\sflat)?|flat)"
_FLAT = (
    r"(?:(?:flat|unit|room|apt|apartment|no|number|plot|pitch|block|studio|bedsit|bungalow|caravan|cabin|house)\.?"
    rf"\s{{1,2}}(?:\d{{1,4}}[A-Za-z]?|[A-Z]\b)|{_STOREY}),?\s{{1,2}}(?:(?:at|of|in|on)\s)?"
)
_THE_BEFORE = re.compile(r"(?<!\w)the[^\S\n]\Z", re.IGNORECASE)
_FLAT_BEFORE = re.compile(rf"(?<!\w){_FLAT}\Z", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"(?<![\w/.])\d{1,4}[A-Za-z]?(?:\s?(?:-|/|and|&|to)\s?\d{1,4}[A-Za-z]?)?,?\s{1,2}\Z")
_SITE_BEFORE = re.compile(
    r"(?<!\w)(?:the\s)?(?:flats?|house|bungalow|bedsit|yard|annexe?|garages?|rooms?|lock-ups?|shops?|corner|top|end|back)"
    r"(?:,|\s(?:on|behind|off|above|beside|by|in|at|of|over|opposite))\s(?:the\s)?\Z",
    re.IGNORECASE,
)
_INITIAL_BEFORE = re.compile(r"(?<![\w.'’])[A-Za-z]\.[^\S\n]?\Z")
_AFTER_PLACE = re.compile(
    r"(?:['’]s)?(?:[^\S\n](?:hostel|caf[eé]|mosque|church|chapel|temple|gurdwara|pub|yard|flats|estate|hall|gym)\b)?"
    rf"(?:,[^\S\n](?:{_STOREY}\b|(?:flat|unit|room|block)[^\S\n](?:\d{{1,4}}[A-Za-z]?|[A-Z])\b))?",
    re.IGNORECASE,
)
_WITHIN_PERSON = re.compile(r"[^\S\n]|[-‐‑'’.]{1,2}[^\S\n]?|")
_WITHIN_NAME = re.compile(r"[^\S\n]?(?:[-‐‑'’.&]{0,2}|(?:'s |’s )?(?:(?:of|and|the|for|at|in|on|n|&) ?){0,2})[^\S\n]?")
_WHOLE = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_SHORTEST_PART = 2
_SURE = 0.99
_AGAIN = 0.97
_EVEN = 0.5


class IdentifierFinder:
    """Find identifiers with a model of names (the shipped one by default)."""

    def __init__(self, model: NameModel | None = None, *, found_from: float | None = None) -> None:
        self.model = model or shipped_names()
        self.found_from = default_settings().names.found_from if found_from is None else found_from

    def find(self, text: str) -> tuple[Identifier, ...]:
        """Return the identifiers of a text in order, none overlapping another."""
        seen = plain(text)
        shapes = find_identifiers(seen.text)
        names = self._names(seen.text, shapes)
        found = _without_overlaps(seen.text, [*shapes, *names])
        if seen.same:
            return tuple(found)
        return tuple(replace(one, start=seen.start(one.start), end=seen.end(one.end)) for one in found)

    def _names(self, text: str, shapes: Sequence[Identifier]) -> list[Identifier]:
        candidates = find_name_candidates(text)
        verdicts = self.model.judge([candidate.facts for candidate in candidates])
        likely = [
            (candidate, verdict)
            for candidate, verdict in zip(candidates, verdicts, strict=True)
            if verdict.probability >= self.found_from
            and (verdict.probability >= _EVEN or not _is_ordinary(text[candidate.start : candidate.end]))
        ]
        names = [_name(text, group) for group in _groups(text, likely)]
        return [*names, *_elsewhere(text, names)]


def _is_ordinary(words: str) -> bool:
    """Tell whether a word stands as ordinary ones do: that it is a name must then be more likely than not."""
    return words.islower() and is_ordinary(words)


@cache
def finder() -> IdentifierFinder:
    """Return the finder with the shipped model: loaded once."""
    return IdentifierFinder()


def find_all_identifiers(text: str) -> tuple[Identifier, ...]:
    """Find the identifiers of a text with the model that ships."""
    return finder().find(text)


_Likely = tuple[NameCandidate, NameVerdict]


def _groups(text: str, likely: Sequence[_Likely]) -> Iterator[list[_Likely]]:
    """Yield the words of one name together: side by side, or with no more between them than names hold."""
    group: list[_Likely] = []
    for candidate, verdict in likely:
        if group and not _together(text, group[-1], (candidate, verdict)):
            yield group
            group = []
        group.append((candidate, verdict))
    if group:
        yield group


def _together(text: str, before: _Likely, after: _Likely) -> bool:
    between = text[before[0].end : after[0].start]
    if not after[0].joined or len(between) > 9:
        return False
    people = before[1].type == "PERSON", after[1].type == "PERSON"
    if people[0] != people[1] and before[0].end - before[0].start > 1:
        return False
    if "." in between and not _is_short_for_more(text[before[0].start : before[0].end]):
        return False
    return (_WITHIN_PERSON if any(people) else _WITHIN_NAME).fullmatch(between) is not None


def _is_short_for_more(words: str) -> bool:
    """Tell whether a full stop after a word may stand within a name: after an initial, or a title such as 'Mr'."""
    return len(words) == 1 or words.casefold() in name_words().titles


def _name(text: str, group: Sequence[_Likely]) -> Identifier:
    """Make one identifier of the words of a name."""
    weights: dict[str, float] = defaultdict(float)
    for candidate, verdict in group:
        weights[verdict.type] += verdict.probability * (candidate.end - candidate.start)
    kind = max(sorted(weights), key=lambda name: weights[name])
    start, end = group[0][0].start, group[-1][0].end
    if kind == "PERSON":
        start = _from(_INITIAL_BEFORE, text, start)
    else:
        start = _from(_THE_BEFORE, text, start)
        if kind == "ADDRESS":
            start = _from(_NUMBER_BEFORE, text, start)
            start = _from(_SITE_BEFORE, text, start)
        start = _from(_FLAT_BEFORE, text, start)
        if follows := _AFTER_PLACE.match(text, end):
            end = follows.end()
    if end < len(text) and text[end] == "." and end - group[-1][0].start == 1:
        end += 1
    confidence = min(max(verdict.probability for _, verdict in group), _SURE)
    return Identifier(start, end, kind, round(confidence, 2), _REASONS[kind])


def _from(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Return where a name begins with what may stand before it."""
    before = pattern.search(text[max(start - 40, 0) : start])
    return start - len(before.group()) if before else start


_REASONS = {
    "PERSON": "words that read as a person's name",
    "PLACE": "words that read as the name of a place",
    "ORGANISATION": "words that read as the name of an organisation",
    "ADDRESS": "words that read as an address",
}


def _elsewhere(text: str, names: Sequence[Identifier]) -> Iterator[Identifier]:
    """Yield where the parts of people's names stand again, in whatever case."""
    wanted: dict[str, Identifier] = {}
    for name in names:
        if name.type == "PERSON":
            for part in _WORD.findall(text[name.start : name.end]):
                folded = _lowered(part)
                if len(part) >= _SHORTEST_PART and folded not in name_words().titles:
                    wanted.setdefault(folded, name)
    if not wanted:
        return
    lower = _lowered(text)
    starts = [name.start for name in names]
    for part, name in wanted.items():
        confidence = min(name.confidence, _AGAIN)
        for start in _places(lower, part):
            end = start + len(part)
            place = bisect_right(starts, start) - 1
            known = place >= 0 and names[place].end > start
            if not known and _reads_as_name(text[start:end]):
                yield Identifier(start, end, "PERSON", confidence, "part of a name found in this note")


def _lowered(text: str) -> str:
    """Return a text in small letters, each in its place: a letter whose small form is two, as of 'İ', stays."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _places(text: str, part: str) -> Iterator[int]:
    """Yield where a part of a name stands as a word of its own, or as the owner of something."""
    at = text.find(part)
    while at >= 0:
        end = at + len(part)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            yield at
        at = text.find(part, end)


def _reads_as_name(words: str) -> bool:
    """Tell whether a word that is part of a name elsewhere is meant as one here: 'read' is not Mr Read."""
    if words[0].isupper():
        return True
    return not is_ordinary(words.casefold()) and len(words) > 2


def _without_overlaps(text: str, found: Iterable[Identifier]) -> list[Identifier]:
    """Keep all that was found; of those that overlap the longest, and what it does not cover of the others."""
    kept: list[Identifier] = []
    starts: list[int] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start, each.type)):
        for start, end in _uncovered(text, one, kept, starts):
            place = bisect_left(starts, start)
            kept.insert(place, one if end - start == one.end - one.start else replace(one, start=start, end=end))
            starts.insert(place, start)
    return kept


def _uncovered(text: str, one: Identifier, kept: Sequence[Identifier], starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return the parts of an identifier that none of those kept covers, crumbs of one character left out."""
    place = bisect_left(starts, one.start)
    if place and kept[place - 1].end > one.start:
        place -= 1
    pieces: list[tuple[int, int]] = []
    at = one.start
    while place < len(kept) and starts[place] < one.end:
        pieces.append((at, starts[place]))
        at = max(at, kept[place].end)
        place += 1
    pieces.append((at, one.end))
    if len(pieces) == 1:
        return pieces
    return [piece for start, end in pieces if (piece := _stripped(text, start, end))]


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a piece of an identifier without the marks and spaces at its ends; ``None`` for a crumb."""
    words = _WHOLE.search(text, start, end)
    return words.span() if words and words.end() - words.start() > 1 else None
