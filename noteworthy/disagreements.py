"""The sentences of which coders differ, side by side: what a meeting of coders goes through.

A note's text is left out unless it is asked for.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import NoteworthyError
from corpus.values import Coding
from models.shared import SharedCoding, SharedSentence, Themes
from noteworthy.spreadsheets import inert

ENDINGS = (".csv", ".jsonl")

PLACE = ("note", "sentence", "start", "end", "differs")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A sentence of which coders differ, in what, and what each of those who coded it said."""

    note: str
    sentence: int
    """Its number in the note, from 0, as in the codings."""
    start: int
    end: int
    differs: tuple[str, ...]
    """Of theme, polarity, status and practice, those in which they differ."""
    said: dict[str, str]
    """By coder: practice, then each theme with polarity and status."""


def disagreements(shared: SharedCoding) -> Iterator[Disagreement]:
    """Yield every sentence of which two coders differ, in the order of the notes."""
    for unit in shared.sentences:
        if differs := tuple(_differences(unit)):
            said = {
                coder: _said(practice, themes)
                for coder, practice, themes in zip(shared.coders, unit.practices, unit.themes, strict=True)
                if practice is not None and themes is not None
            }
            yield Disagreement(shared.notes[unit.note], unit.number, unit.start, unit.end, differs, said)


def _differences(unit: SharedSentence) -> Iterator[str]:
    given = [themes for themes in unit.themes if themes is not None]
    of_theme: dict[str, list[Coding]] = {}
    for themes in given:
        for theme, coding in themes.items():
            of_theme.setdefault(theme, []).append(coding)
    if any(len(codings) < len(given) for codings in of_theme.values()):
        yield "theme"
    if any(len({coding.polarity for coding in codings}) > 1 for codings in of_theme.values()):
        yield "polarity"
    if any(len({coding.status for coding in codings}) > 1 for codings in of_theme.values()):
        yield "status"
    if len({practice for practice in unit.practices if practice is not None}) > 1:
        yield "practice"


def _said(practice: str, themes: Themes) -> str:
    codings = "; ".join(f"{coding.theme} {coding.polarity}/{coding.status}" for coding in themes.values())
    return f"{practice}: {codings or 'no theme'}"


def check_ending(file: Path | None, *, include_text: bool) -> None:
    """Raise where a file's ending does not say in which form to write, or text is to go into a list not asked for."""
    if file is None and include_text:
        raise NoteworthyError("the text goes into the list of disagreements; name its file with --disagreements.")
    if file is not None and file.suffix.casefold() not in ENDINGS:
        raise NoteworthyError(
            f"{file} has the ending {file.suffix or '(none)'}; name a file in {' or '.join(ENDINGS)}."
        )


def lines_of(
    found: Iterable[Disagreement], *, ending: str, coders: Sequence[str], texts: Mapping[str, str] | None
) -> Iterator[str]:
    """Yield the lines of a CSV file, its head first, or of JSONL; ``texts`` are by note, where text is to be shown."""
    if ending.casefold() == ".csv":
        # A coder's column is named apart from the others, since a coder may be called anything.
        text = [] if texts is None else ["text"]
        yield _csv([*PLACE, *(f"coder {coder}" for coder in coders), *text])
    for one in found:
        yield _csv_row(one, coders, texts) if ending.casefold() == ".csv" else _json_line(one, texts)


def _csv_row(one: Disagreement, coders: Sequence[str], texts: Mapping[str, str] | None) -> str:
    place = [one.note, one.sentence, one.start, one.end, ", ".join(one.differs)]
    return _csv([*place, *(one.said.get(coder, "") for coder in coders), *_text(one, texts).values()])


def _json_line(one: Disagreement, texts: Mapping[str, str] | None) -> str:
    place = {"note": one.note, "sentence": one.sentence, "start": one.start, "end": one.end}
    record = {**place, "differs": one.differs, "coders": one.said, **_text(one, texts)}
    return json.dumps(record, ensure_ascii=False) + "\n"


def _text(one: Disagreement, texts: Mapping[str, str] | None) -> dict[str, str]:
    return {} if texts is None else {"text": texts[one.note][one.start : one.end]}


def _csv(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([inert(cell) for cell in cells])
    return line.getvalue()
