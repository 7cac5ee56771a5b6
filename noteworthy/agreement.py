"""How reliable coding is: from coded folders to a report on how far their coders agree.

No figure is called good or bad: what is enough depends on what the codings are for. The intervals resample whole notes,
since sentences of one note resemble each other.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

from corpus.codebook import Codebook, default_codebook, read_codebook
from corpus.coded.joining import of_split, read_joined, shared_readings, source_facts
from corpus.sources.mapping import SourceFacts
from corpus.values import CodedCorpus
from models.agreement import Agreement, Reliability, measure_agreement
from models.consensus import AGREED
from models.intervals import Interval, Resamples
from models.shared import SharedCoding, shared_coding
from noteworthy.agreement_table import (
    CoderWork,
    coder_lines,
    coder_work,
    polarity_lines,
    question_lines,
    shared_notes,
    theme_lines,
)
from noteworthy.disagreements import disagreements, lines_of
from noteworthy.output import writing

DIGITS = 6
"""Of a figure in the record."""

LEGEND = (
    "given: sentences to which a coder gave the theme; prevalence: share of all answers that gave it.",
    "F1: between coders, whichever is taken as right. kappa: Cohen's, the mean over pairs of coders; AC1: Gwet's.",
    "alpha: Krippendorff's; for sets by MASI, for clarity by the order of its steps.",
    "evidence: where two coders gave a theme and marked a part of the sentence, how often the parts meet.",
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How intervals are made."""

    samples: int
    seed: int


@dataclass(frozen=True, slots=True)
class CoderAgreement:
    """What was read, and how far the coders of it agree."""

    title: str
    codebook: Codebook
    corpus: CodedCorpus
    shared: SharedCoding
    agreement: Agreement
    drawing: Drawing
    sources: tuple[SourceFacts, ...]

    @property
    def work(self) -> dict[str, CoderWork]:
        """How much each coder did."""
        notes = Counter(reading.coder for reading in self.corpus.readings if reading.coder != AGREED)
        order = sorted(notes, key=lambda name: (len(name), name))
        return coder_work(self.shared, {coder: notes[coder] for coder in order})

    def report(self) -> Iterator[str]:
        """Yield the lines of the report for people."""
        notes, sentences = len(self.shared.notes), len(self.shared.sentences)
        both = f"{_counted(notes, 'note')} and {_counted(sentences, 'sentence')}"
        yield f"{self.title}: {both} that two coders or more coded."
        yield self._about_intervals()
        for table in (
            coder_lines(self.work, shared_notes(self.shared)),
            theme_lines(self.agreement),
            question_lines(self.agreement),
            polarity_lines(self.agreement),
            LEGEND,
            self._about_coders(),
        ):
            yield ""
            yield from table

    def _about_intervals(self) -> str:
        samples, seed = self.drawing.samples, self.drawing.seed
        drawn = f"95% intervals from {samples:,} resamples of whole notes (seed {seed})" if samples else "No intervals"
        return f"{drawn}; a dash where a figure cannot be had."

    def _about_coders(self) -> Iterator[str]:
        if any(source.publication == "authored" for source in self.sources):
            told = "Who the coders are is told by the corpus's card"
            yield f"{told}; where they are language models, their agreement is not that of people."
        yield from dict.fromkeys(source.notice for source in self.sources if source.notice)

    def record(self) -> str:
        """Return every figure as JSON; ``null`` where one cannot be had."""
        pairs = shared_notes(self.shared)
        record = {
            "source": self.title,
            "codebook": self.codebook.hash,
            "notes": len(self.shared.notes),
            "sentences": len(self.shared.sentences),
            "intervals": {"coverage": 0.95, "resampled": "notes", **_facts(self.drawing)},
            "coders": {coder: _facts(done) for coder, done in self.work.items()},
            "pairs": [{"coders": list(pair), "notes": count} for pair, count in pairs.items()],
            "themes": {theme: self._theme(theme) for theme in self.agreement.themes},
            "micro_f1": {_key(name): _ends(interval) for name, interval in self.agreement.micro_f1.items()},
            **{_key(name): _question(found) for name, found in self.agreement.questions.items()},
            "notices": list(dict.fromkeys(source.notice for source in self.sources if source.notice)),
        }
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"

    def _theme(self, theme: str) -> dict[str, Any]:
        found = self.agreement.themes[theme]
        return {
            "given": found.given,
            "prevalence": _number(found.prevalence),
            "by_coder": {coder: _number(value) for coder, value in found.by_coder.items()},
            "presence": _question(found.presence),
            "polarity": _question(found.polarity),
            "evidence": _question(found.evidence),
        }

    def list_differences(self, file: Path, *, include_text: bool) -> str:
        """Write the sentences of which coders differ to a CSV or JSONL file, by its ending; say what stands there."""
        found = list(disagreements(self.shared))
        if not found:
            return f"Coders differ in no sentence, so {file} is not written."
        texts = {note.note_id: str(note.text) for note in self.corpus.notes} if include_text else None
        with writing(file) as write:
            for line in lines_of(found, ending=file.suffix, coders=self.shared.coders, texts=texts):
                write(line)
        return f"{file}: the {len(found):,} of {len(self.shared.sentences):,} sentences of which coders differ."


def measure_folders(
    folders: Sequence[Path], *, codebook: Path | None, split: str | None, samples: int, seed: int
) -> CoderAgreement:
    """Read coded folders of the same notes and work out how far their coders agree."""
    frame = read_codebook(codebook) if codebook else default_codebook()
    corpus = read_joined(folders, codebook=frame)
    if split is not None:
        corpus = of_split(corpus, split)
    shared = shared_coding(shared_readings(corpus, without=AGREED))
    resamples = Resamples(len(shared.notes), samples=samples, seed=seed)
    title = ", ".join(dict.fromkeys(folder.resolve().name for folder in folders))
    return CoderAgreement(
        title=title if split is None else f"{title}, split '{split}'",
        codebook=frame,
        corpus=corpus,
        shared=shared,
        agreement=measure_agreement(shared, themes=frame.codes, core=frame.core, resamples=resamples),
        drawing=Drawing(samples, seed),
        sources=tuple(source_facts(folder) for folder in folders),
    )


def _facts(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _key(name: str) -> str:
    return name.replace(" ", "_")


def _question(found: Reliability) -> dict[str, Any]:
    return {"units": found.units, **{name: _ends(interval) for name, interval in found.figures.items()}}


def _ends(interval: Interval) -> Mapping[str, float | None]:
    return {name: _number(value) for name, value in interval._asdict().items()}


def _number(value: float) -> float | None:
    return None if isnan(value) else round(value, DIGITS)
