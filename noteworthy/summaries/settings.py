"""What is worked out of a corpus, and how much of it is kept: read from data."""

from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from corpus.configuration import read_toml
from corpus.errors import NoteworthyError


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WordSettings(_Entry):
    """Which distinctive words are kept."""

    kept: int
    least_cases: int
    least_z: float


class ExampleSettings(_Entry):
    """Which passages are chosen to stand as examples; lengths in characters."""

    kept: int
    looked_at: int
    shortest: int
    longest: int
    most_alike: float
    leaning: tuple[str, ...]


class SummarySettings(_Entry):
    """The whole file `noteworthy/data/summaries.toml`."""

    dimensions: tuple[str, ...]
    most_values: int
    longest: int
    words: WordSettings
    examples: ExampleSettings


@cache
def summary_settings() -> SummarySettings:
    """Return the settings that ship."""
    return read_toml(files("noteworthy") / "data" / "summaries.toml", SummarySettings, error=NoteworthyError)
