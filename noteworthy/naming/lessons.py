"""Notes to learn names from: those with planted names, the same with others in their place, notes with names put in.

Whoever writes "the officer" or "his sister" might have written a name: there one is put, in one of the ways in which
people put it. Public bodies, programmes and cities are put in likewise, unmarked, so that capitals alone prove nothing.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from nlp.lexicon import name_words
from noteworthy.naming import variety
from noteworthy.naming.variety import Person

NAMES = ("PERSON", "PLACE", "ORGANISATION", "ADDRESS")
_LONGEST_INITIALS = 4
_NO_ROLES = frozenset({"ex", "named", "called", "known", "man", "woman", "lad"})
_VENUES = [
    "hostel",
    "club",
    "college",
    "school",
    "centre",
    "hall",
    "nursery",
    "library",
    "surgery",
    "flat",
    "house",
    "gym",
    "hub",
    "church",
    "mosque",
    "pub",
    "café",
    "cafe",
    "clinic",
    "workshop",
    "unit",
    "depot",
    "warehouse",
    "factory",
    "shop",
    "garage",
    "yard",
    "farm",
    "shelter",
    "refuge",
    "premises",
    "project",
    "charity",
    "allotment",
]
_BODIES = [
    "council",
    "court",
    "police",
    "programme",
    "course",
    "jobcentre",
    "department",
    "prison",
    "team",
    "authority",
]
_AT_VENUE = re.compile(rf"\b(at|from|to|in|outside|near) (the|a|his|her) ({'|'.join(_VENUES)})\b(?!['’-])")
_OF_BODY = re.compile(rf"\b(the) ({'|'.join(_BODIES)})\b(?!['’-])")
_SUBJECT = re.compile(r"(?:(?<=^)|(?<=[.!?] ))(He|She)\b(?!['’])|\b(him)\b")


class Marked(NamedTuple):
    """A passage of a text, and the type of identifier that it is."""

    start: int
    end: int
    type: str


class Lesson(NamedTuple):
    """A text with its identifiers marked."""

    text: str
    marked: tuple[Marked, ...]


class _Edit(NamedTuple):
    """What stands in place of a passage, and what of it is an identifier of which type (none where empty)."""

    start: int
    end: int
    new: str
    name: str = ""
    type: str = ""


def swapped(lesson: Lesson, rng: random.Random) -> Lesson:
    """Return a note with other names in place of its own; the same name becomes the same other one."""
    makers: dict[str, Callable[[random.Random], str]] = {
        "PLACE": variety.place,
        "ORGANISATION": variety.organisation,
        "ADDRESS": variety.street,
    }
    made: dict[str, str] = {}
    edits = []
    for start, end, kind in lesson.marked:
        old = lesson.text[start:end]
        new = old
        if kind == "PERSON":
            new = _in_case_of(old, made.setdefault(old.casefold(), variety.like(_with_capitals(old), rng)))
        elif kind in makers and rng.random() < 0.7:
            new = makers[kind](rng)
        edits.append(_Edit(start, end, new, new, kind))
    return _edited(lesson.text, edits)


def _with_capitals(name: str) -> str:
    """Return a name as it is written where it is neither in lower case nor in capitals; initials stay as they are."""
    return name.title() if name.islower() or (name.isupper() and len(name) > _LONGEST_INITIALS) else name


def _in_case_of(name: str, other: str) -> str:
    """Return another name in the case of a given one."""
    if name.islower():
        return other.lower()
    return other.upper() if name.isupper() and len(name) > _LONGEST_INITIALS else other


def with_names(text: str, rng: random.Random) -> Lesson:
    """Return a note that has no names with some put in; now and then all in lower case, or in capitals."""
    people = [variety.person(rng) for _ in range(3)]
    edits = [*_people(text, people, rng), *_venues(text, rng), *_bodies(text, rng)]
    lesson = _edited(text, edits)
    draw = rng.random()
    if draw < 0.08:
        other = lesson.text.lower() if draw < 0.05 else lesson.text.upper()
        return Lesson(other, lesson.marked) if len(other) == len(lesson.text) else lesson
    return lesson


def _people(text: str, people: Sequence[Person], rng: random.Random) -> Iterator[_Edit]:
    for match in _role().finditer(text):
        if rng.random() < 0.35:
            name = rng.choice(people).written(rng)
            yield _Edit(match.start(), match.end(), _with_role(match[1], match[2], name, rng), name, "PERSON")
    for match in _SUBJECT.finditer(text):
        if rng.random() < 0.18:
            name = rng.choice(people).written(rng)
            yield _Edit(match.start(), match.end(), name, name, "PERSON")


def _with_role(article: str, role: str, name: str, rng: random.Random) -> str:
    small = article.lower()
    ways = {
        f"{article} {role}, {name},": 25,
        f"{name}, {small} {role},": 15,
        f"{article} {role} ({name})": 15,
        f"{article} {role} {name}" if small != "a" else name: 10,
        name: 17,
        f"{article} {role} called {name}": 5,
        f"{name} ({role})": 6,
        f"{name} and {small} {role}": 7,
    }
    return rng.choices(tuple(ways), tuple(ways.values()))[0]


def _venues(text: str, rng: random.Random) -> Iterator[_Edit]:
    for match in _AT_VENUE.finditer(text):
        if rng.random() >= 0.5:
            continue
        makers = (
            (variety.place, "PLACE"),
            (variety.organisation, "ORGANISATION"),
            (variety.street, "ADDRESS"),
            (variety.body, ""),
        )
        maker, kind = rng.choices(makers, (42, 30, 13, 15))[0]
        name = maker(rng)
        ways = (f"{match[1]} {name}", f"{match[0]}, {name},", f"{match[0]} ({name})")
        yield _Edit(match.start(), match.end(), rng.choices(ways, (70, 15, 15))[0], name if kind else "", kind)


def _bodies(text: str, rng: random.Random) -> Iterator[_Edit]:
    for match in _OF_BODY.finditer(text):
        if rng.random() < 0.3:
            where = f"{match[0]} in {variety.area(rng).title()}"
            yield _Edit(match.start(), match.end(), variety.body(rng) if rng.random() < 0.6 else where)


def _role() -> re.Pattern[str]:
    roles = sorted(name_words().roles - _NO_ROLES, key=lambda role: (-len(role), role))
    return re.compile(rf"\b([Tt]he|[Hh]er|[Hh]is|[Aa]|[Aa]n|[Tt]heir) ({'|'.join(map(re.escape, roles))})\b(?!['’-])")


def _edited(text: str, edits: Iterable[_Edit]) -> Lesson:
    parts: list[str] = []
    marked: list[Marked] = []
    read = written = 0
    for edit in sorted(edits):
        if edit.start < read:
            continue
        before = text[read : edit.start]
        at = written + len(before)
        if edit.type:
            offset = at + edit.new.index(edit.name)
            marked.append(Marked(offset, offset + len(edit.name), edit.type))
        parts += [before, edit.new]
        read, written = edit.end, at + len(edit.new)
    parts.append(text[read:])
    return Lesson("".join(parts), tuple(marked))
