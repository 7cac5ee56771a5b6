"""The reader: a text goes in, plain values come out. No spaCy object leaves this module.

Long texts are read in blocks of whole sentences and long runs in batches, so that time grows with the text and memory
does not. A run of more than a hundred characters without a blank is no language (a pasted key, a broken file) and would
cost the tokeniser the square of its length: the pipeline sees it as one word of the same length, so offsets stay.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from spacy.attrs import IDX, LENGTH, LOWER
from spacy.tokens import Doc

from corpus.codebook import Codebook, default_codebook
from corpus.values import Finding, RawText, ReadNote, ReadSentence, Span, Status
from nlp.clauses import Clauses
from nlp.context import SentenceContext
from nlp.cues import CueMatch
from nlp.findings import Reading, passages, read_cues
from nlp.layout import laid_out
from nlp.pipeline import build_pipeline, context_of, cues_of, sentences_of

_BLOCK = 100_000
"""Characters that go through the pipeline at once; a longer sentence goes alone."""
_BATCH = 500_000
"""Characters read before any is handed on."""
_WARM_WORDS = 200_000
"""Different words that the pipeline remembers between batches; then it forgets what a batch taught it."""
_MORE_THAN_A_BLANK = re.compile(r"[^\S ]|  |\A | \Z")
"""White space that may become a token of its own."""
_NO_LANGUAGE = re.compile(r"\S{101,}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Block(NamedTuple):
    """Whole sentences of one text: their offsets in the text, where the block begins in it, and its characters."""

    sentences: tuple[Span, ...]
    offset: int
    text: str


class Reader:
    """Read texts: sentences, and findings in their context."""

    def __init__(self, codebook: Codebook | None = None) -> None:
        self.codebook = codebook or default_codebook()
        self._pipeline = build_pipeline(codebook)
        # The limit protects parsers, which take memory by the square; there is none here.
        self._pipeline.max_length = 2**31
        self._sentences = sentences_of(self._pipeline)
        self._cues = cues_of(self._pipeline)
        self._context = context_of(self._pipeline)

    @cached_property
    def hash(self) -> str:
        """Twelve hex digits that change when the codebook's cues or the rules of reading do."""
        rules = sorted((file.name, file.read_bytes()) for file in (files("nlp") / "data").iterdir() if file.is_file())
        content = b"".join(name.encode() + b"\0" + rule for name, rule in rules)
        return hashlib.sha256(self.codebook.hash.encode() + content).hexdigest()[:12]

    def read(self, text: RawText, *, question: str = "") -> ReadNote:
        """Read one text; ``question`` is handed on as it is."""
        return next(self.read_all([(text, question)]))

    def read_all(self, texts: Iterable[tuple[RawText, str]]) -> Iterator[ReadNote]:
        """Read many texts, each with its question, in their order."""
        for batch in _batches(texts):
            with self._memory():
                notes = list(self._read_batch(batch))
            yield from notes

    def _memory(self) -> AbstractContextManager[Any]:
        return self._pipeline.memory_zone() if len(self._pipeline.vocab) > _WARM_WORDS else nullcontext()

    def _read_batch(self, batch: list[tuple[RawText, str]]) -> Iterator[ReadNote]:
        blocks = [_blocks(text, self._sentences.find_in(text)) for text, _ in batch]
        copies = (_readable(block.text) for of_text in blocks for block in of_text)
        docs = self._pipeline.pipe(copies, disable=self._pipeline.pipe_names)
        for (text, question), of_text in zip(batch, blocks, strict=True):
            sentences = tuple(s for block in of_text for s in self._read_block(text, block, next(docs)))
            yield ReadNote(text, sentences, question)

    def _read_block(self, text: RawText, block: _Block, doc: Doc) -> Iterator[ReadSentence]:
        # Found and read without writing into the document: that is for users of the pipeline, and costs as much.
        tokens = _Tokens(doc, block.offset)
        first_tokens = [*tokens.at_or_after([s.start for s in block.sentences]), len(doc)]
        layout = laid_out(
            doc,
            words=tokens.words,
            edges=sorted({0, *first_tokens}),
            may_hold_spaces=_MORE_THAN_A_BLANK.search(block.text) is not None,
        )
        contexts = {context.clauses.clauses[0]: context for context in self._context.find(doc, layout)}
        cues = self._cues.find(doc, layout)
        place = 0
        for sentence, (first, last) in zip(block.sentences, pairwise(first_tokens), strict=True):
            own: list[CueMatch] = []
            while place < len(cues) and cues[place].start < last:
                own.append(cues[place])
                place += 1
            context = contexts.get(first) if first < last else None
            yield _sentence(text, sentence, context, own, tokens)


class _Tokens:
    """The words of a block, and where they lie in the whole text."""

    def __init__(self, doc: Doc, offset: int) -> None:
        table = doc.to_array([LOWER, IDX, LENGTH])
        starts = table[:, 1].astype(np.int64) + offset
        self._array = starts
        self.words: list[int] = table[:, 0].tolist()
        self.starts: list[int] = starts.tolist()
        self.ends: list[int] = (starts + table[:, 2].astype(np.int64)).tolist()

    def at_or_after(self, offsets: list[int]) -> list[int]:
        """Return the first token at or after each offset."""
        found: list[int] = np.searchsorted(self._array, offsets).tolist()
        return found


def _batches(texts: Iterable[tuple[RawText, str]]) -> Iterator[list[tuple[RawText, str]]]:
    batch: list[tuple[RawText, str]] = []
    size = 0
    for text, question in texts:
        batch.append((text, question))
        size += len(text) + 100
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _blocks(text: str, sentences: tuple[Span, ...]) -> list[_Block]:
    """Cut a text into blocks of whole sentences."""
    if len(text) <= _BLOCK:
        return [_Block(sentences, 0, text)]
    blocks: list[_Block] = []
    begin = 0
    for number in range(1, len(sentences) + 1):
        if number == len(sentences) or sentences[number].end - sentences[begin].start > _BLOCK:
            offset, end = sentences[begin].start, sentences[number - 1].end
            blocks.append(_Block(sentences[begin:number], offset, text[offset:end]))
            begin = number
    return blocks


def _readable(text: str) -> str:
    """Return a copy of the same length that the tokeniser can take: no endless word, no half of a surrogate pair."""
    text = _NO_LANGUAGE.sub(_one_word, text)
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _one_word(match: re.Match[str]) -> str:
    return "x" * len(match.group())


# ---------------------------------------------------------------- plain values


def _sentence(
    text: str, sentence: Span, context: SentenceContext | None, cues: list[CueMatch], tokens: _Tokens
) -> ReadSentence:
    own = text[sentence.start : sentence.end]
    if context is None:
        return ReadSentence(sentence.start, sentence.end, own, clauses=(sentence,))
    readings = read_cues(cues, context) if cues else []
    return ReadSentence(
        sentence.start,
        sentence.end,
        own,
        findings=tuple([_finding(text, reading, sentence, tokens) for reading in readings]),
        rules=tuple(dict.fromkeys(modifier.rule.kind for modifier in context.modifiers)),
        tokens=context.clauses.end - context.clauses.clauses[0],
        clauses=_clauses(text, sentence, context.clauses, tokens),
        statuses=tuple(_statuses(sentence, context, tokens)),
    )


def _statuses(sentence: Span, context: SentenceContext, tokens: _Tokens) -> Iterator[tuple[Status, Span]]:
    """Yield the passages that a rule makes a plan, a norm, a report or a supposition, cue or no cue."""
    for status, first, last in passages(context):
        start, end = max(tokens.starts[first], sentence.start), min(tokens.ends[last - 1], sentence.end)
        if start < end:
            yield status, Span(start, end)


def _finding(text: str, reading: Reading, sentence: Span, tokens: _Tokens) -> Finding:
    match = reading.match
    end = min(tokens.ends[match.end - 1], sentence.end)
    if text[end - 1] in ",;:":
        end -= 1
    return Finding(
        theme=match.cue.theme,
        polarity=reading.polarity,
        status=reading.status,
        start=max(tokens.starts[match.start], sentence.start),
        end=end,
        cue=match.cue.phrase,
        rules=reading.rules,
    )


def _clauses(text: str, sentence: Span, clauses: Clauses, tokens: _Tokens) -> tuple[Span, ...]:
    """Return the clauses as characters, white space between them left out."""
    if len(clauses.clauses) == 1:
        return (sentence,)
    edges = [sentence.start, *(tokens.starts[first] for first in clauses.clauses[1:]), sentence.end]
    found: list[Span] = []
    for start, end in pairwise(edges):
        end = start + len(text[start:end].rstrip())
        if start < end:
            found.append(Span(start, end))
    return tuple(found)
