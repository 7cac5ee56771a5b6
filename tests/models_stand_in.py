"""A coded corpus small enough to train on in a test: forty invented notes by four authors, read by hand."""

import re
from itertools import cycle

from corpus.codebook import Codebook, Cues, Theme
from corpus.values import (
    CodedCorpus,
    CoderReading,
    CoderSentence,
    Coding,
    Finding,
    Note,
    Polarity,
    Practice,
    RawText,
    ReadNote,
    ReadSentence,
    Span,
)

CODEBOOK = Codebook(
    id="stand-in",
    title="Three themes for tests",
    version="1",
    theme=(
        Theme(code="delay", name="Delay", core=True, definition="How quickly help comes.", use="Waits and starts."),
        Theme(code="trust", name="Trust", core=True, definition="The relationship.", use="Rapport.", cues=Cues()),
        Theme(code="rare", name="Rare", definition="Hardly ever there.", use="Almost never."),
    ),
)

Line = tuple[str, Practice, str, Polarity, str]
"""A sentence, its practice, its theme or nothing, the theme's polarity, and the words that carry it."""

LINES: tuple[Line, ...] = (
    ("The referral went off the same morning", "good", "delay", "good", "the same morning"),
    ("Eleven weeks passed before anyone rang the clinic", "poor", "delay", "poor", "Eleven weeks passed"),
    ("She listened with care and he opened up to her", "good", "trust", "good", "listened with care"),
    ("He felt nobody listened and stopped talking", "poor", "trust", "poor", "nobody listened"),
    ("Help started within days of the sentence", "good", "delay", "good", "within days"),
    ("The assessment drifted for months", "poor", "delay", "poor", "drifted for months"),
    ("A warm and honest rapport grew between them", "good", "trust", "good", "honest rapport"),
    ("There was no rapport and he was cold with her", "poor", "trust", "poor", "no rapport"),
    ("He was born in the north and likes football", "none", "", "context", ""),
    ("The offence took place in a car park", "none", "", "context", ""),
)
CUES: tuple[tuple[str, str, Polarity], ...] = (
    ("within days", "delay", "good"),
    ("drifted", "delay", "poor"),
    ("rapport", "trust", "context"),
)


def stand_in(*, notes: int = 40, coders: tuple[str, ...] = ("adjudicated",)) -> tuple[CodedCorpus, dict[str, ReadNote]]:
    """Return the corpus and the reading of its notes."""
    lines = cycle(LINES)
    written = [(f"n{place:02d}", [next(lines) for _ in range(2 + place % 2)]) for place in range(notes)]
    texts = {note_id: " ".join(f"{line[0]} on day {note_id[1:]}." for line in lines) for note_id, lines in written}
    readings = [coded(note_id, texts[note_id], lines, coder=coder) for note_id, lines in written for coder in coders]
    corpus = CodedCorpus(
        notes=tuple(Note(note_id, RawText(text)) for note_id, text in texts.items()),
        readings=tuple(readings),
        splits={note_id: "dev" if place % 10 == 9 else "train" for place, note_id in enumerate(texts)},
        groups={note_id: f"author {place // 10}" for place, note_id in enumerate(texts)},
    )
    return corpus, {note_id: read(text) for note_id, text in texts.items()}


def coded(note_id: str, text: str, lines: list[Line], *, coder: str) -> CoderReading:
    """Return a coder's reading of a note made of these lines."""
    sentences = []
    for line, span in zip(lines, sentence_spans(text), strict=True):
        start = text.find(line[4], span.start)
        codings = (coding(line[2], line[3], start, start + len(line[4])),) if line[2] else ()
        sentences.append(CoderSentence(span.start, span.end, line[1], codings))
    practices = {sentence.practice for sentence in sentences} - {"none"}
    whole: Practice = "none" if not practices else practices.pop() if len(practices) == 1 else "mixed"
    return CoderReading(note_id, coder, tuple(sentences), whole, clarity=2)


def coding(theme: str, polarity: Polarity, start: int, end: int) -> Coding:
    """Return a coder's coding."""
    return Coding(theme, polarity, "observed", (Span(start, end),), 1.0, "coder")


def read(text: str, *, question: str = "") -> ReadNote:
    """Read a text as the reading room would: sentences at full stops, three cues."""
    sentences = tuple(read_sentence(text, span) for span in sentence_spans(text))
    return ReadNote(RawText(text), sentences, question=question)


def read_sentence(text: str, span: Span) -> ReadSentence:
    """Read one sentence of a text."""
    said = text[span.start : span.end]
    findings = tuple(
        Finding(theme, polarity, "observed", span.start + said.index(cue), span.start + said.index(cue) + len(cue), cue)
        for cue, theme, polarity in CUES
        if cue in said
    )
    rules = ("negation",) if re.search(r"\b(no|nobody)\b", said) else ()
    return ReadSentence(span.start, span.end, said, findings, rules, tokens=len(said.split()), clauses=(span,))


def sentence_spans(text: str) -> list[Span]:
    """Return the places of sentences: up to each full stop."""
    return [Span(found.start(), found.end()) for found in re.finditer(r"\S[^.]*\.?", text)]
