"""Coded notes without what identifies: text redacted, and what coders marked carried over to it, sentence by sentence.

A model is made of the words that it learnt from, so it learns from these. An identifier that runs over the end of a
sentence gives way to two placeholders, one on either side: no sentence is lost, and every passage marked still lies
inside its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from corpus.values import CodedCorpus, CoderReading, CoderSentence, Coding, Identifier, Judgement, RawText, Span
from models.text_hash import text_hash
from noteworthy.identifiers import finder
from noteworthy.publication import fully_redacted, redacted_as_released, redacted_value
from noteworthy.recognition import recognised_by
from noteworthy.redaction import Redaction, redact


@dataclass(frozen=True, slots=True)
class RedactedCoding:
    """A note's redaction, and what its coders read in it."""

    redaction: Redaction
    readings: tuple[CoderReading, ...]


def redacted_coding(
    text: RawText,
    readings: Iterable[CoderReading],
    identifiers: Iterable[Identifier] | None = None,
    *,
    is_cleared: Callable[[Identifier], bool] = lambda _: False,
) -> RedactedCoding:
    """Redact a note and carry its readings over; ``identifiers`` are those known of it, else they are looked for."""
    readings = tuple(readings)
    if identifiers is None:
        whole = fully_redacted(text, ())
    else:
        whole = redacted_as_released(text, identifiers, is_cleared=is_cleared)
    edges = {edge for one in readings for sentence in one.sentences for edge in (sentence.start, sentence.end)}
    redaction = redact(text, _pieces(text, whole, sorted(edges)))
    return RedactedCoding(redaction, tuple(_carried(reading, redaction) for reading in readings))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A corpus as it is learnt from, and what was done to its notes."""

    corpus: CodedCorpus
    authored: int
    """Notes left as they are, since they are declared authored, or are texts of the corpora that ship."""
    redacted: int
    as_written: int
    reason: str | None = None
    """Why notes about people were learnt from as they were written, where they were."""

    @property
    def about(self) -> dict[str, int | str]:
        """What a model's card says of it."""
        counts: dict[str, int | str] = {"authored": self.authored, "redacted": self.redacted}
        if self.redacted:
            counts["names_model"] = finder().model.hash
        return counts | ({"as_written": self.as_written, "reason": self.reason} if self.reason is not None else {})

    def sentence(self) -> str:
        """Say it in one sentence."""
        if self.reason is not None and self.as_written:
            return f"{_notes(self.as_written)} learnt from as written, names included; the model's card says why."
        if not self.redacted:
            return "All are declared authored, and learnt from as they are."
        left = f", {_notes(self.authored)} declared authored and left as they are" if self.authored else ""
        return f"{_notes(self.redacted)} redacted before anything is learnt from them{left}."


def _notes(count: int) -> str:
    return f"{count:,} note{'' if count == 1 else 's'}"


def prepared_to_learn(corpus: CodedCorpus, shipped: frozenset[str], *, raw_text: str | None) -> Prepared:
    """Return a corpus with its notes redacted, unless they are authored, or ``raw_text`` says why they should not be.

    ``shipped`` holds hashes of texts that the encoder learnt from: these are the project's own, about no real case, and
    are recognised by their text alone.
    """
    own = frozenset(note.note_id for note in corpus.notes if text_hash(note.text) in shipped)
    kept = corpus.authored | own
    left = sum(note.note_id in kept for note in corpus.notes)
    others = len(corpus.notes) - left
    if raw_text is not None:
        return Prepared(corpus, left, 0, others, raw_text.strip())
    return Prepared(redacted_corpus(corpus, kept=kept), left, others, 0)


def redacted_corpus(corpus: CodedCorpus, *, kept: frozenset[str]) -> CodedCorpus:
    """Redact every note of a corpus but those kept, and say by what each redacted one is recognised."""
    of_note: dict[str, list[CoderReading]] = {}
    for reading in corpus.readings:
        of_note.setdefault(reading.note_id, []).append(reading)
    made = {
        note.note_id: redacted_coding(note.text, of_note.get(note.note_id, ()))
        for note in corpus.notes
        if note.note_id not in kept
    }
    readings = {(one.note_id, one.coder): one for coding in made.values() for one in coding.readings}
    return replace(
        corpus,
        notes=tuple(
            replace(note, text=RawText(made[note.note_id].redaction.text), judgement=_without_names(note.judgement))
            if note.note_id in made
            else note
            for note in corpus.notes
        ),
        readings=tuple(readings.get((one.note_id, one.coder), one) for one in corpus.readings),
        recognised_by={
            note.note_id: corpus.recognised_by.get(note.note_id) or recognised_by(note.text)
            for note in corpus.notes
            if note.note_id in made
        },
    )


def _without_names(judgement: Judgement | None) -> Judgement | None:
    """Redact what a model reads of a judgement: its words are learnt too, each of them."""
    if judgement is None:
        return None
    question, stage, factor = (_asked(words) for words in (judgement.question, judgement.stage, judgement.factor))
    return replace(judgement, question=question, stage=stage, factor=factor)


@lru_cache(maxsize=10_000)
def _asked(words: str | None) -> str | None:
    return None if words is None else fully_redacted(RawText(words), ()).text


def _pieces(text: str, redaction: Redaction, edges: Sequence[int]) -> Iterator[Identifier]:
    """Yield what was replaced, cut where sentences begin and end."""
    for one in redaction.replacements:
        cuts = [one.raw.start, *(edge for edge in edges if one.raw.start < edge < one.raw.end), one.raw.end]
        for start, end in pairwise(cuts):
            if text[start:end].strip():
                yield Identifier(start, end, one.type, 1.0)


def _carried(reading: CoderReading, redaction: Redaction) -> CoderReading:
    return replace(reading, sentences=tuple(_sentence(sentence, redaction) for sentence in reading.sentences))


def _sentence(sentence: CoderSentence, redaction: Redaction) -> CoderSentence:
    span = redaction.span(Span(sentence.start, sentence.end))
    codings = tuple(_coding(coding, redaction) for coding in sentence.codings)
    return replace(sentence, start=span.start, end=span.end, codings=codings)


def _coding(coding: Coding, redaction: Redaction) -> Coding:
    spans: list[Span] = []
    for span in coding.spans:
        carried = redaction.span(span)
        if not any(carried.overlaps(other) for other in spans):
            spans.append(carried)
    return replace(coding, spans=tuple(spans), intervention=redacted_value(coding.intervention))
