"""A collection to find passages in, drawn at random with few words, so that much goes together; and what is in it."""

import random
from dataclasses import dataclass
from pathlib import Path

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    CoderReading,
    CoderSentence,
    Coding,
    Judgement,
    Note,
    Polarity,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
    Status,
)
from noteworthy.finder.indexing import make_index

SOURCES = ("north.csv", "south.csv")
THEMES = tuple(theme.code for theme in default_codebook().theme)[:5]
FACTORS = tuple(term.code for term in default_codebook().factor)[:3]
REGIONS = ("North", "South", "Östmark", None)
WORDS = (
    "waiting", "waited", "list", "referral", "referred", "housing", "house", "supervision", "motivated", "motivation",
    "the", "of", "and", "a", "café", "officer's", "one-to-one", "naïve", "3", "weeks", "session", "sessions",
)  # fmt: skip
POLARITIES: tuple[Polarity, ...] = ("good", "poor", "mixed", "context")
STATUSES: tuple[Status, ...] = ("observed", "observed", "planned")


@dataclass(frozen=True)
class Known:
    """A passage as it was put in."""

    sentence: str
    note: str
    text: str
    codings: tuple[tuple[str, str, str], ...]
    """Standing ones: theme, polarity, status."""
    facets: dict[str, str]


def build_collection(path: Path, *, notes: int = 90, seed: int = 7) -> list[Known]:
    """Write a private database with its index; return all passages in it."""
    chance = random.Random(seed)
    known: list[Known] = []
    with WorkDatabase(path) as database:
        for name in SOURCES:
            database.store_source(StoredSource(name, name, "0" * 64, "authored", title=f"Notes of {name}"))
        database.store_codebook(default_codebook())
        for number in range(notes):
            _store_note(database, number, chance, known)
        database.finish(make_index)
    return known


def _store_note(database: WorkDatabase, number: int, chance: random.Random, known: list[Known]) -> None:
    key, source = f"N{number}", chance.choice(SOURCES)
    case = Case(
        f"C{number // 2}", organisation_kind="NPS" if number % 4 < 2 else "CRC", region=REGIONS[number // 2 % 4]
    )
    judgement = Judgement(f"J{number}", case.case_id, "Enough?", "planning", chance.choice(FACTORS), "no")
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(3, 12))) + "." for _ in range(chance.randint(1, 4))]
    if number % 9 == 0:
        texts[0] = "The waiting list was long, and nobody was referred in time."
    text, starts = " ".join(texts), [0]
    for one in texts:
        starts.append(starts[-1] + len(one) + 1)
    codings = [_codings(one, start, chance) for one, start in zip(texts, starts, strict=False)]
    note = Note(key, RawText(text), case=case, judgement=judgement, source=source, row=number)
    learnt_from = number % 11 == 5
    coded = CodedNote(
        note=note,
        sentences=tuple(
            CodedSentence(start, start + len(one), PracticeLabel("poor", (0.1, 0.8, 0.05, 0.05)), own)
            for one, start, own in zip(texts, starts, codings, strict=False)
        ),
        practice=PracticeScore("poor", 0.2, 0.1, 0.3, needs_review=False),
        codebook=default_codebook().hash,
        model="m1",
        learnt_from=learnt_from,
    )
    database.store([coded])
    standing = [[] if learnt_from else [(c.theme, c.polarity, c.status) for c in own] for own in codings]
    if number % 5 == 0:
        agreed = Coding("delay", "good", "observed", (Span(0, 6),), 1.0, "coder")
        read = [CoderSentence(0, len(texts[0]), "good", (agreed,))]
        assert not database.store_readings([CoderReading(key, "adjudicated", tuple(read), "good")], source=source)
        standing = [[("delay", "good", "observed")], *([] for _ in texts[1:])]
    facets = {"factor": judgement.factor, "organisation_kind": case.organisation_kind, "region": case.region}
    facets |= {"kind": "rationale", "source": source}
    held = {name: value for name, value in facets.items() if value}
    for place, (one, own) in enumerate(zip(texts, standing, strict=True), 1):
        known.append(Known(f"{key}-{place}", key, one, tuple(own), held))


def _codings(text: str, start: int, chance: random.Random) -> tuple[Coding, ...]:
    themes = chance.sample(THEMES, k=chance.choice((0, 1, 1, 2)))
    found = []
    for theme in sorted(themes, key=THEMES.index):
        first = start + chance.randint(0, len(text) - 6)
        evidence = Span(first, first + 5)
        polarity, status = chance.choice(POLARITIES), chance.choice(STATUSES)
        found.append(Coding(theme, polarity, status, (evidence,), round(chance.random(), 2), "model"))
    return tuple(found)
