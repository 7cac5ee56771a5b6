"""The lines of a coded folder's files, checked for their form: what a coder wrote, before it is checked for sense."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.errors import SourceError
from corpus.sources.encoding import decoded, open_bytes
from corpus.values import Polarity, Practice, Status

Line = TypeVar("Line", bound=BaseModel)
Offsets = tuple[int, int]
Name = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value), Field(min_length=1)]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True)


class NoteLine(_Line):
    """What a line of notes.jsonl may say beside what every source says of a note."""

    sentences: tuple[Offsets, ...] | None = None
    voice: Name | None = None
    split: Literal["train", "dev", "test"] | None = None
    authored: bool = False
    recognised_by: Annotated[str, Field(pattern=r"^(?:[0-9a-f]{64})?$")] = ""


class CodingPart(_Line):
    """One coding in a sentence."""

    theme: str
    polarity: Polarity
    status: Status = "observed"
    spans: tuple[Offsets, ...] = ()
    actor: str | None = None
    factor: str | None = None
    intervention: str | None = None


class CodingLine(_Line):
    """A line of codings.jsonl: one coder on one sentence, or on the whole note where ``sentence`` is null."""

    note: Name
    sentence: Annotated[int, Field(ge=0)] | None
    coder: Annotated[Name, Field(pattern=r"^[^\x00-\x1f\x7f]+$")]
    practice: Practice
    clarity: Annotated[int, Field(ge=1, le=3)] | None = None
    start: int | None = None
    end: int | None = None
    codings: tuple[CodingPart, ...] = ()


def read_lines(path: Path, form: type[Line]) -> Iterator[tuple[int, Line]]:
    """Yield each line of a JSONL file that is not blank, with its number; the first fault is a ``SourceError``."""
    with open_bytes(path) as file, decoded(file) as text:
        for number, line in enumerate(text, start=1):
            if line.strip():
                yield number, _line(line, form, where=f"{path}, line {number}")


def _line(line: str, form: type[Line], *, where: str) -> Line:
    try:
        return form.model_validate(json.loads(line))
    except (json.JSONDecodeError, RecursionError):
        raise SourceError(f"{where}: is not JSON; a line holds one whole object.") from None
    except ValidationError as problem:
        fault = problem.errors(include_input=False)[0]
        place = ".".join(map(str, fault["loc"])) or "the line"
        raise SourceError(f"{where}: at '{place}': {fault['msg']}; correct it there.") from None
