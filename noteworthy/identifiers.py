"""All identifiers of a text: those of fixed shape, and names, which are found wherever else they stand in the note.

``nlp`` finds shapes and the words that may be part of names, a model says which are; here the two meet. Look-alike,
full-width and invisible characters are read as what they look like, and offsets are of the text as it was given.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from corpus.values import Identifier, Span
from models.names import NameModel, NameVerdict, shipped_names
from models.settings import default_settings
from nlp.identifiers import find_identifiers
from nlp.lexicon import is_ordinary, kinds_of, name_words
from nlp.names import NameCandidate, find_name_candidates
from nlp.placeholders import placeholders
from nlp.plain import plain

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_STOREY = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|ground|first|second|third|fourth|fifth|top|upper|lower|basement)[\s-]{1,2}"
    r"(?:floor(?:\sflat)?|flat)"
)
_FLAT = (
    r"(?:(?:flat|unit|room|apt|apartment|no|number|plot|pitch|block|studio|bedsit|bungalow|caravan|cabin|house)\.?"
    rf"\s{{1,2}}(?:\d{{1,4}}[A-Za-z]?|[A-Z]\b)|{_STOREY}),?\s{{1,2}}(?:(?:at|of|in|on)\s)?"
)
_THE_BEFORE = re.compile(r"(?<!\w)the[^\S\n]\Z", re.IGNORECASE)
_FLAT_BEFORE = re.compile(rf"(?<!\w){_FLAT}\Z", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"(?<![\w/.])\d{1,4}[A-Za-z]?(?:\s?(?:-|/|and|&|to)\s?\d{1,4}[A-Za-z]?)?,?\s{1,2}\Z")
_SITE_BEFORE = re.compile(
    r"(?<!\w)(?:(?:the|a)\s)?(?:(?:end|corner|top|bottom|upstairs|downstairs|middle|empty|old|back|ground|first)[\s-])?"
    r"(?:flats?|house|bungalow|bedsit|yard|annexe?|garages?|rooms?|lock-ups?|shops?|corner|top|end|back|lodgings|digs|"
    r"maisonette|studio|cottage|squat|premises|property|address|junction)"
    r"(?:,|\s(?:on|behind|off|above|beside|by|in|at|of|over|opposite|near))\s(?:the\s)?\Z",
    re.IGNORECASE,
)
_CARE_OF_BEFORE = re.compile(r"(?<!\w)c/o\s\Z", re.IGNORECASE)
_INITIAL_BEFORE = re.compile(r"(?<![\w.'’])[A-Za-z]\.[^\S\n]?\Z")
_VENUE = (
    r"hostel|caf[eé]|mosque|church|chapel|temple|gurdwara|synagogue|pub|inn|hotel|yard|flats|estate|hall|gym|allotments?|"
    r"pier|market|primary|academy|surgery|station|nursery|playgroup|social\sclub|working\smen['’]s\sclub|youth\sclub|"
    r"boxing\sclub|football\sclub|community\scent(?:re|er)|leisure\scent(?:re|er)|care\shome|approved\spremises|"
    r"caravan\s(?:site|park)|industrial\sestate|retail\spark|shopping\scent(?:re|er)|premises|high\sschool|primary\sschool|unit|ward"
)
_AFTER_PLACE = re.compile(
    rf"(?:['’]s)?(?:[^\S\n](?:{_VENUE})\b)?"
    rf"(?:,[^\S\n](?:{_STOREY}\b|(?:flat|unit|room|block)[^\S\n](?:\d{{1,4}}[A-Za-z]?|[A-Z])\b))?",
    re.IGNORECASE,
)
_VENUE_AFTER = re.compile(rf"(?:['’]s)?[^\S\n](?:{_VENUE})\b")
_BESIDE_PERSON = re.compile(r"[-‐‑][^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")
_SAINT_BEFORE = re.compile(r"(?<!\w)(?:St|ST|Saint)\.?[^\S\n]\Z")
_NEXT_WORD = re.compile(r"[^\S\n]([^\W\d_]{2,})(?!\w|['’][^\W\d_]{2})")
_BEFORE_PERSON = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*[-‐‑]\Z")
_WITHIN_PERSON = re.compile(r"[^\S\n]|[-‐‑'’.]{1,2}[^\S\n]?|")
_WITHIN_NAME = re.compile(r"[^\S\n]?(?:[-‐‑'’.&]{0,2}|(?:'s |’s )?(?:(?:of|and|the|for|at|in|on|n|&) ?){0,2})[^\S\n]?")
_WHOLE = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_SHORTEST_PART = 2
_SURE = 0.99
_AGAIN = 0.97
_EVEN = 0.5
_NOT_NOTHING = 0.1


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
        found = without_overlaps(seen.text, [*shapes, *names], beside=list(placeholders(seen.text)))
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
        names = [_name(text, group) for group in _groups(text, likely) if not _points_at_no_one(text, group)]
        return [*names, *_elsewhere(text, names)]


def _is_ordinary(words: str) -> bool:
    """Tell whether a word stands as ordinary ones do: that it is a name must then be more likely than not."""
    return words.islower() and is_ordinary(words)


def _points_at_no_one(text: str, group: Sequence[tuple[NameCandidate, NameVerdict]]) -> bool:
    """Tell whether a name is made of words such as 'Gujarati' or 'National Insurance', and little speaks for it."""
    if max(verdict.probability for _, verdict in group) >= _NOT_NOTHING:
        return False
    kinds = [kinds_of(text[candidate.start : candidate.end].casefold()) for candidate, _ in group]
    large = "areas" if len(group) > 1 else "general"
    return all(("general" in of or large in of) and "word_names" not in of and "titles" not in of for of in kinds)


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
    if people[0] != people[1] and _ends_name(text[after[0].start : after[0].end], between):
        return True
    if people[0] != people[1] and before[0].end - before[0].start > 1:
        return False
    if "." in between and not _is_short_for_more(text[before[0].start : before[0].end]):
        return False
    return (_WITHIN_PERSON if any(people) else _WITHIN_NAME).fullmatch(between) is not None


def _is_head(word: str) -> bool:
    """Tell whether a word with a capital ends names of places or organisations: the one before is then of its name."""
    words = name_words()
    return word[:1].isupper() and word.casefold() in words.street_heads | words.place_heads | words.organisation_heads


def _ends_name(word: str, between: str) -> bool:
    """Tell whether a word ends the name of the one before: 'Marlow House', 'Read and Daughter'."""
    of_business = between in (" and ", " & ") and word.casefold() in name_words().organisation_heads
    return (between == " " or of_business) and _is_head(word)


def _is_short_for_more(words: str) -> bool:
    """Tell whether a full stop after a word may stand within a name: after an initial, or a title such as 'Mr'."""
    return len(words) == 1 or words.casefold() in name_words().titles


def _name(text: str, group: Sequence[_Likely]) -> Identifier:
    """Make one identifier of the words of a name."""
    weights: dict[str, float] = defaultdict(float)
    for candidate, verdict in group:
        weights[verdict.type] += verdict.probability * (candidate.end - candidate.start)
    if len(weights) > 1 and _is_head(text[group[-1][0].start : group[-1][0].end]):
        weights.pop("PERSON", None)
    kind = max(sorted(weights), key=lambda name: weights[name])
    start, end = group[0][0].start, group[-1][0].end
    if kind == "PERSON" and text[start].isupper() and _VENUE_AFTER.match(text, end):
        kind = "PLACE"
    if kind == "PERSON":
        start, end = _whole_person(text, start, end)
    else:
        start, end = _whole_place(text, start, end, is_site=kind == "ADDRESS" or _is_street(text, start, end))
    if end < len(text) and text[end] == "." and end - group[-1][0].start == 1:
        end += 1
    confidence = min(max(verdict.probability for _, verdict in group), _SURE)
    return Identifier(start, end, kind, round(confidence, 2), _REASONS[kind])


def _whole_person(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a person's name with what was left out: half a double name, a surname that is a word, an initial."""
    if beside := _BESIDE_PERSON.match(text, end):
        end = beside.end()
    if (after := _NEXT_WORD.match(text, end)) and _may_be_surname(after[1], capitals=text[start:end].isupper()):
        end = after.end()
    for pattern in (_BEFORE_PERSON, _INITIAL_BEFORE, _SAINT_BEFORE):
        start = _from(pattern, text, start)
    return start, end


def _may_be_surname(word: str, *, capitals: bool) -> bool:
    """Tell whether a word after a name is one more of it: one with a capital that is a name too, or is in no list."""
    if not (word.isupper() if capitals else word.istitle()):
        return False
    kinds = kinds_of(word.casefold())
    return "word_names" in kinds or (capitals and not kinds and word not in name_words().acronyms)


def _whole_place(text: str, start: int, end: int, *, is_site: bool) -> tuple[int, int]:
    """Return a place's name with what says which house or flat it is, and what kind of place."""
    start = _from(_THE_BEFORE, text, _from(_SAINT_BEFORE, text, start))
    before = (_FLAT_BEFORE, _NUMBER_BEFORE, _SITE_BEFORE, _CARE_OF_BEFORE) if is_site else (_FLAT_BEFORE,)
    for _ in before:
        for pattern in before:
            start = _from(pattern, text, start)
    follows = _AFTER_PLACE.match(text, end)
    return start, follows.end() if follows else end


def _is_street(text: str, start: int, end: int) -> bool:
    """Tell whether the last word of a name is that of a street: 'Selby Close' is one, whatever it was taken for."""
    words = _WORD.findall(text[start:end])
    return len(words) > 1 and words[-1].casefold() in name_words().street_heads


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
    """Yield where the parts of people's names stand again, in whatever case, or as a family's: "the Hills"."""
    wanted: dict[str, Identifier] = {}
    for name in names:
        if name.type == "PERSON":
            for part in _WORD.findall(text[name.start : name.end]):
                folded = _lowered(part)
                if len(part) >= _SHORTEST_PART and folded not in name_words().titles:
                    wanted.setdefault(folded, name)
                    wanted.setdefault(f"{folded}s", name)
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


def without_overlaps(text: str, found: Iterable[Identifier], *, beside: Sequence[Span] = ()) -> list[Identifier]:
    """Keep all that was found; of those that overlap the longest, and what it does not cover of the others.

    What stands ``beside`` is no identifier, and nothing of it is kept.
    """
    taken: list[Span] = list(beside)
    kept: list[Identifier] = []
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start, each.type)):
        for start, end in _uncovered(text, one, taken):
            insort(taken, Span(start, end))
            kept.append(one if end - start == one.end - one.start else replace(one, start=start, end=end))
    return sorted(kept, key=lambda one: one.start)


def _uncovered(text: str, one: Identifier, taken: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the parts of an identifier that nothing taken covers, crumbs of one character left out."""
    place = bisect_left(taken, one.start, key=lambda span: span.start)
    if place and taken[place - 1].end > one.start:
        place -= 1
    pieces: list[tuple[int, int]] = []
    at = one.start
    while place < len(taken) and taken[place].start < one.end:
        pieces.append((at, taken[place].start))
        at = max(at, taken[place].end)
        place += 1
    pieces.append((at, one.end))
    if len(pieces) == 1:
        return pieces
    return [piece for start, end in pieces if (piece := _stripped(text, start, end))]


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a piece of an identifier without the marks and spaces at its ends; ``None`` for a crumb."""
    words = _WHOLE.search(text, start, end)
    return words.span() if words and words.end() - words.start() > 1 else None
