"""One coder's reading of one sentence, checked for sense: known codes, and offsets inside the text they mark.

A fault is a ``ValueError`` whose message says what is wrong; whoever reads the file adds where.
"""

from collections.abc import Sequence

from corpus.codebook import Codebook, Term
from corpus.coded.lines import CodingLine, CodingPart, Offsets
from corpus.sources.quoting import quoted
from corpus.values import CoderSentence, Coding, Span


def check_sentences(sentences: Sequence[Offsets], text: str) -> None:
    """Check that a note's sentences lie in its text one after the other."""
    reached = 0
    for start, end in sentences:
        if not reached <= start < end <= len(text):
            fault = "overlaps the one before, is empty, or lies outside the text"
            raise ValueError(f"the sentence {start}:{end} {fault} of {len(text):,} characters; correct its offsets")
        reached = end


def coder_sentence(
    line: CodingLine, *, text: str, sentences: Sequence[Offsets] | None, codebook: Codebook
) -> CoderSentence:
    """Return what a line says of its sentence; ``sentences`` are the note's, where its own line gives them."""
    bounds = _bounds(line, text, sentences)
    codings = tuple(_coding(part, bounds, text, codebook) for part in line.codings)
    themes = [coding.theme for coding in codings]
    if twice := [theme for theme in themes if themes.count(theme) > 1]:
        raise ValueError(f"theme {quoted(twice[0])} is coded twice in one sentence; join the two")
    return CoderSentence(*bounds, line.practice, codings)


def _bounds(line: CodingLine, text: str, sentences: Sequence[Offsets] | None) -> Offsets:
    given = (line.start, line.end)
    if sentences is not None and line.sentence is not None:
        if line.sentence >= len(sentences):
            raise ValueError(f"the note has {len(sentences)} sentences, numbered from 0, and no number {line.sentence}")
        known = sentences[line.sentence]
        if given not in ((None, None), known):
            raise ValueError(f"the sentence is {known[0]}:{known[1]} among the notes and {given[0]}:{given[1]} here")
        return known
    if line.start is None or line.end is None or not 0 <= line.start < line.end <= len(text):
        raise ValueError("'start' and 'end' must mark a sentence inside the note's text; correct them")
    return line.start, line.end


def _coding(part: CodingPart, bounds: Offsets, text: str, codebook: Codebook) -> Coding:
    if part.theme not in codebook.codes:
        themes = ", ".join(codebook.codes)
        raise ValueError(f"there is no theme {quoted(part.theme)} in codebook '{codebook.id}'; it has: {themes}")
    _check_term("actor", part.actor, codebook.actor)
    _check_term("factor", part.factor, codebook.factor)
    _check_term("intervention", part.intervention, codebook.intervention)
    for start, end in part.spans:
        if not bounds[0] <= start < end <= bounds[1] or not text[start:end].strip():
            fault = f"is blank or lies outside its sentence {bounds[0]}:{bounds[1]}"
            raise ValueError(f"the span {start}:{end} of theme {quoted(part.theme)} {fault}; correct it")
    return Coding(
        theme=part.theme,
        polarity=part.polarity,
        status=part.status,
        spans=tuple(Span(*offsets) for offsets in part.spans or (bounds,)),
        confidence=1.0,
        source="coder",
        actor=part.actor,
        factor=part.factor,
        intervention=part.intervention,
    )


def _check_term(name: str, code: str | None, terms: Sequence[Term]) -> None:
    known = [term.code for term in terms]
    if code is not None and known and code not in known:
        raise ValueError(f"there is no {name} {quoted(code)} in the codebook; it has: {', '.join(known)}")
