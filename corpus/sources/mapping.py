"""Which column holds what: the mapping from an export's headings and values to our fields, as data.

A mapping file is TOML: `[source]` says what the file is and whether it may be published, `[columns]` names the
heading of each field, `[values.FIELD]` lists how the export spells each canonical value, `[[lookup]]` joins a
companion file. What a user's file leaves out is guessed from the shipped `corpus/data/mapping.toml`, and the guess is
stated. Headings and values are compared by their letters and digits alone (`Case ID`, `case_id` and `CaseId` agree).
"""

from collections.abc import Mapping as MappingLike
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from corpus.codebook import default_codebook
from corpus.configuration import read_toml
from corpus.errors import MappingError
from corpus.values import Publication

FIELDS = (
    "id", "text", "kind", "case", "organisation", "organisation_kind", "provider", "region", "delivery_unit",
    "programme", "inspected", "sex", "age_band", "ethnicity", "order_type", "risk_level", "officer", "inspector",
    "completed", "reoffended",
    "judgement", "question", "stage", "factor", "answer", "notable", "notable_text",
)  # fmt: skip
"""Every field that a column can be read as. ``kind`` tells a rationale from a notable-practice text, a row each."""

Columns = dict[str, str | list[str]]
"""Field to the heading that holds it, or several of which the first present is taken; ``[]``: leave it unread."""


def folded(name: str) -> str:
    """Return the letters and digits of a heading or value, in lower case and `&` as `and`: they are compared by these.

    >>> folded("Case-ID"), folded("case_id "), folded("Notable practice?")
    ('caseid', 'caseid', 'notablepractice')
    """
    return "".join(character for character in name.casefold().replace("&", "and") if character.isalnum())


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _known_fields(names: MappingLike[str, object]) -> None:
    unknown = [name for name in names if name not in FIELDS]
    if unknown:
        raise ValueError(f"there is no field '{unknown[0]}'; the fields are: {', '.join(FIELDS)}")


class SourceFacts(_Entry):
    """What a source is and whether it may be published: nothing private ever is unless its owner says so here."""

    name: str = ""
    publication: Publication = "private"
    licence: str = ""
    notice: str = ""
    attribution: str = ""
    file: str | None = None
    """In a folder's mapping.toml: the file of the folder that holds the notes."""


class Lookup(_Entry):
    """A companion file with one row a key, whose columns fill what the notes' own file leaves out."""

    file: str
    key: Literal["id", "case", "judgement"]
    """The field that both files hold and that joins them."""
    columns: Columns = {}

    @field_validator("columns")
    @classmethod
    def _columns_are_fields(cls, columns: Columns) -> Columns:
        _known_fields(columns)
        return columns


class Mapping(_Entry):
    """Headings, values and companions of one export."""

    source: SourceFacts = SourceFacts()
    columns: Columns = {}
    values: dict[str, dict[str, list[str]]] = {}
    """Field to canonical value to the spellings that stand for it; the canonical value ``""`` means unknown."""
    absent: tuple[str, ...] = ()
    """What an export writes into a cell that it means to leave empty, in any column."""
    lookup: tuple[Lookup, ...] = ()

    @field_validator("columns", "values")
    @classmethod
    def _names_are_fields(cls, value: MappingLike[str, object]) -> MappingLike[str, object]:
        _known_fields(value)
        return value


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file."""
    return read_toml(path, Mapping, error=MappingError)


@cache
def default_mapping() -> Mapping:
    """Return the mapping that ships with the product: the headings and values that exports commonly use."""
    return read_toml(files("corpus") / "data" / "mapping.toml", Mapping, error=MappingError)


def spellings(mapping: Mapping, field: str) -> dict[str, str]:
    """Return folded spelling to canonical value for a field: the mapping's own before the shipped ones.

    The factors of the codebook are spelt as their codes, names and other spellings there.
    """
    known: dict[str, str] = {}
    if field == "factor":
        for term in default_codebook().factor:
            known |= dict.fromkeys(map(folded, (term.code, term.name, *term.also)), term.code)
    for layer in (default_mapping(), mapping):
        for canonical, others in layer.values.get(field, {}).items():
            known |= dict.fromkeys(map(folded, (canonical, *others)), canonical)
    return known
