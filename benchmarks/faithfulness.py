"""Do the words shown as evidence carry the coding? Taken away, they should lower its probability more than others do.

    python -m benchmarks.faithfulness

On the test voices, for codings that rest on the model alone (where there is a cue, the cue is shown): the evidence is
blanked out, and then another run of as many words of the same sentence, drawn at random; each time the note is judged
again. The result goes to benchmarks/results/faithfulness.json: the mean fall of the theme's probability, and how often
the evidence's is the larger.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from benchmarks.quality import DEMO, test_part
from corpus.coded.folder import read_coded_folder
from corpus.values import RawText, ReadNote, Span
from models.words import find_words
from noteworthy.coder import Coder

RESULTS = Path("benchmarks/results/faithfulness.json")


@dataclass(frozen=True)
class Shown:
    """A theme in a sentence of a note, its evidence, and another run of as many words."""

    note: ReadNote
    row: int
    theme: str
    evidence: Span
    other: Span


def shown(coder: Coder, reads: Sequence[ReadNote], draw: random.Random) -> Iterator[Shown]:
    """Yield what the model alone says, where the sentence is long enough to hold another run beside the evidence."""
    for read, judged in zip(reads, coder.judge.judge(reads), strict=True):
        for row, (sentence, said) in enumerate(zip(read.sentences, judged.sentences, strict=True)):
            cued = {finding.theme for finding in sentence.findings}
            words = [Span(sentence.start + w.start, sentence.start + w.end) for w in find_words(sentence.text)]
            for theme in said.themes:
                if theme.theme in cued or theme.evidence is None:
                    continue
                inside = [place for place, word in enumerate(words) if word.overlaps(theme.evidence)]
                size = len(inside)
                free = [at for at in range(len(words) - size + 1) if at + size <= inside[0] or at > inside[-1]]
                if free:
                    at = draw.choice(free)
                    other = Span(words[at].start, words[at + size - 1].end)
                    yield Shown(read, row, theme.theme, theme.evidence, other)


def without(note: ReadNote, span: Span) -> ReadNote:
    """Return the note with a passage blanked out, its sentences where they were."""
    text = note.text[: span.start] + " " * (span.end - span.start) + note.text[span.end :]
    sentences = tuple(replace(one, text=text[one.start : one.end]) for one in note.sentences)
    return replace(note, text=RawText(text), sentences=sentences)


def measured(coder: Coder, found: Sequence[Shown]) -> dict[str, float]:
    """Return how far the probabilities fall."""
    falls: list[tuple[float, float]] = []
    for one in found:
        notes = [one.note, without(one.note, one.evidence), without(one.note, one.other)]
        chances = coder.judge.theme_probabilities(notes)
        column, step = coder.judge.learnt_themes.index(one.theme), len(one.note.sentences)
        whole, bare, other = (float(chances[one.row + turn * step, column]) for turn in range(3))
        falls.append((whole - bare, whole - other))
    return {
        "codings": len(falls),
        "fall_without_evidence": round(fmean(of for of, _ in falls), 3),
        "fall_without_other_words": round(fmean(other for _, other in falls), 3),
        "evidence_falls_further": round(fmean(of > other for of, other in falls), 3),
    }


def main() -> None:
    """Blank out, judge again, write."""
    part = test_part(read_coded_folder(DEMO))
    result = {}
    for reader in ("careful", "fast"):
        coder = Coder(reader=reader)
        found = list(shown(coder, list(coder.read_all(part.notes)), random.Random(0)))
        result[reader] = {"model": coder.judge.hash, **measured(coder, found)}
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
