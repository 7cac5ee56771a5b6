"""A small collection whose notes differ in year, factor and kind of organisation: there is something to compare."""

from pathlib import Path
from typing import Literal

from corpus.codebook import default_codebook
from corpus.store.database import StoredSource, WorkDatabase
from corpus.values import (
    Case,
    CodedNote,
    CodedSentence,
    Coding,
    Judgement,
    Note,
    PracticeLabel,
    PracticeScore,
    RawText,
    Span,
)
from noteworthy.summaries.making import make_summaries

FILE = "notes.csv"
YEARS_OF = ("2015-05-01", "2016-05-01", "2017-05-01")


def _note(number: int, *, years: tuple[str, ...], factors: tuple[str, ...], kinds: tuple[str, ...]) -> CodedNote:
    polarity: Literal["good", "poor"] = "good" if number % 3 else "poor"
    words = "Staff saw her promptly at the desk" if number % 3 else "Nobody rang and the autumn went by"
    text = f"{words}, {('alder', 'birch', 'cedar', 'downy', 'elder')[number % 5]} {chr(97 + number % 20) * 4}."
    of_case, factor = number // 2, factors[number % len(factors)]
    kind, year = (values[of_case % len(values)] for values in (kinds, years))
    case = Case(f"case {of_case}", organisation_kind=kind, inspected=year)
    answer = "yes" if number % 3 else "no"
    judgement = Judgement(f"J{number}", case.case_id, "Was <enough> delivered?", "planning", factor, answer)
    codings = [Coding("delay", polarity, "observed", (Span(0, 11),), 0.9, "cue")]
    if number % 2:
        codings.append(Coding("motivation", polarity, "observed", (Span(12, 20),), 0.9, "model"))
    label = PracticeLabel(polarity, (0.9, 0.05, 0.03, 0.02))
    return CodedNote(
        note=Note(f"N{number}", RawText(text), case=case, judgement=judgement, source=FILE),
        sentences=(CodedSentence(0, len(text), label, tuple(codings)),),
        practice=PracticeScore(polarity, 0.9, 0.8, 1.0, needs_review=False),
        codebook=default_codebook().hash,
        model="m1",
    )


def build_compared(
    path: Path, *, years: tuple[str, ...] = YEARS_OF, factors: tuple[str, ...] = ("drugs", "alcohol"),
    kinds: tuple[str, ...] = ("CRC", "NPS"), number: int = 60,
) -> Path:  # fmt: skip
    """Build a database of notes that differ in what they are divided by."""
    with WorkDatabase(path) as database:
        database.store_codebook(default_codebook())
        database.store_source(StoredSource(FILE, FILE, "0" * 64, "authored"))
        database.store([_note(place, years=years, factors=factors, kinds=kinds) for place in range(number)])
        database.finish(make_summaries)
    return path
