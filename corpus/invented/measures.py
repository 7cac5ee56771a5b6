"""What the demonstration corpus promises of its texts, measured: implicit, free of keywords, unlike each other."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus.configuration import read_toml
from corpus.errors import SourceError
from corpus.values import CoderReading


class Measures(BaseModel):
    """The word lists behind the measures, and the kinds of hard sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keywords: dict[str, tuple[str, ...]]
    """Theme to the beginnings of its obvious words."""
    judging: dict[str, tuple[str, ...]]
    hard: dict[str, str]

    @cached_property
    def _judging(self) -> re.Pattern[str]:
        words = sorted(self.judging["words"], key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)

    @cached_property
    def _keywords(self) -> dict[str, re.Pattern[str]]:
        return {
            theme: re.compile(rf"\b(?:{'|'.join(map(re.escape, stems))})", re.IGNORECASE)
            for theme, stems in self.keywords.items()
        }

    def judges_in_words(self, text: str) -> bool:
        """Tell whether a word that judges stands in the text."""
        return self._judging.search(text) is not None

    def names_its_theme(self, theme: str, sentence: str) -> bool:
        """Tell whether an obvious word of the theme stands in the sentence."""
        return self._keywords[theme].search(sentence) is not None


@cache
def demonstration_measures() -> Measures:
    """Return the measures of the demonstration corpus."""
    return read_toml(files("corpus") / "demo" / "measures.toml", Measures, error=SourceError)


def read_measures(path: Path) -> Measures:
    """Read a file of measures."""
    return read_toml(path, Measures, error=SourceError)


def implicit(reading: CoderReading, text: str, measures: Measures) -> bool:
    """Tell whether a note judges practice by events alone, without a word that judges."""
    return reading.practice != "none" and not measures.judges_in_words(text)


def keyword_free(readings: Iterable[CoderReading], texts: Mapping[str, str], measures: Measures) -> Iterator[bool]:
    """Yield for each coding whether its sentence does without the obvious words of its theme."""
    for reading in readings:
        for sentence in reading.sentences:
            words = texts[reading.note_id][sentence.start : sentence.end]
            for coding in sentence.codings:
                yield not measures.names_its_theme(coding.theme, words)


def shared_runs(texts: Sequence[tuple[str, str]], *, length: int) -> Iterator[tuple[str, str, str]]:
    """Yield (note, other note, words) for each run of so many words that stands in two notes."""
    seen: dict[tuple[str, ...], str] = {}
    for note, text in texts:
        words = text.casefold().split()
        for run in zip(*(words[start:] for start in range(length)), strict=False):
            first = seen.setdefault(run, note)
            if first != note:
                yield first, note, " ".join(run)


def word_types(texts: Iterable[str]) -> Counter[str]:
    """Count the distinct words, in lower case."""
    return Counter(word for text in texts for word in re.findall(r"[a-z]+(?:['’-][a-z]+)*", text.casefold()))
