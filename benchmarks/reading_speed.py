"""How fast the reader reads, against spaCy's own blank pipeline with its sentencizer, in one process.

    python benchmarks/reading_speed.py [FILE] [--output benchmarks/results/reading_speed.json]

FILE is a text file, one note a line; without it the notes are made here, always the same. Both are run in turns and the
best of five counts, in processor time, so that other work on the machine matters little. The ratio is the figure to
compare: words per second depend on the processor.
"""

import argparse
import json
import platform
import random
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import spacy

from corpus.values import RawText
from nlp.reader import Reader

ROUNDS = 5
NOTES = 3000
SUBJECTS = (
    "The officer", "The practitioner", "The provider", "The team", "His keyworker", "The hostel", "Children's services",
    "The police", "Her manager", "The plan", "The review", "Supervision", "The referral", "Recording",
)  # fmt: skip
STATEMENTS = (
    "met him every fortnight and knew his history well",
    "was made within a week of sentence",
    "was delayed, and nothing else was offered in the meantime",
    "did not reflect what the assessment had said about risk to his former partner",
    "should have been shared with the other agencies before release",
    "set out clear actions, with dates, and named who would lead on each of them",
    "felt that the work had gone well; we saw little to support that",
    "was booked for the spring, once he was settled in his own flat",
    "used structured sessions on drinking, debt and the people around him",
    "had changed four times in seven months, so each began again",
    "wrote to the landlord and to the tutor, and rang on the morning of every appointment",
    "was not without merit, although it came late in the order",
)
LINKS = (". ", ". ", ". ", ", but ", "; ", ". However, ")


def made_notes() -> list[str]:
    """Make notes of three to six sentences, the same at every run."""
    draw = random.Random(2)
    notes = []
    for _ in range(NOTES):
        text = ""
        for _ in range(draw.randint(3, 6)):
            text += f"{draw.choice(SUBJECTS)} {draw.choice(STATEMENTS)}{draw.choice(LINKS)}"
        notes.append(text.rstrip(" ,;").removesuffix("However").removesuffix("but").rstrip(" ,;.") + ".")
    return notes


def seconds(run: Callable[[], None]) -> float:
    """Return the processor time that one run takes."""
    begun = time.process_time()
    run()
    return time.process_time() - begun


def measure(notes: list[str]) -> dict[str, object]:
    """Measure both on the same notes; return the figures."""
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    reader = Reader()
    counts = {"sentences": 0, "findings": 0}

    def read() -> None:
        counts.update(sentences=0, findings=0)
        for note in reader.read_all((RawText(text), "") for text in notes):
            counts["sentences"] += len(note.sentences)
            counts["findings"] += sum(len(sentence.findings) for sentence in note.sentences)

    def tokenise() -> None:
        for _ in blank.pipe(notes):
            pass

    tokenise()
    read()
    rounds = [(seconds(tokenise), seconds(read)) for _ in range(ROUNDS)]
    theirs, ours = (min(column) for column in zip(*rounds, strict=True))
    words = sum(len(text.split()) for text in notes)
    return {
        "notes": len(notes),
        "words": words,
        **counts,
        "words_per_second": round(words / ours, -2),
        "blank_and_sentencizer_words_per_second": round(words / theirs, -2),
        "ratio": round(theirs / ours, 3),
        "python": platform.python_version(),
        "spacy": version("spacy"),
    }


def main() -> None:
    """Measure, print, and store where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", nargs="?", type=Path, help="a text file, one note a line")
    parser.add_argument("--output", type=Path, help="where to store the figures, as JSON")
    chosen = parser.parse_args()
    if chosen.file is None:
        notes, text = made_notes(), "made by the script"
    else:
        lines = chosen.file.read_text(encoding="utf-8").splitlines()
        notes, text = [line for line in lines if line.strip()], chosen.file.name
    figures = json.dumps({"text": text, **measure(notes)}, indent=1)
    print(figures)
    if chosen.output is not None:
        chosen.output.write_text(figures + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
