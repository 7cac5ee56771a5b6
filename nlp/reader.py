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
from itertools import chain, count, pairwise
from typing import Any, NamedTuple, cast

import numpy as np
from spacy.attrs import IDX, LENGTH, LOWER
from spacy.tokenizer import Tokenizer
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
_MORE_THAN_A_BLANK = re.compile(r"[^\S ]|  ")
"""White space that may become a token of its own, in a text that neither begins nor ends with any."""
_BETWEEN = " ¶ "
"""Stands between the blocks of a page: a token of its own, in no phrase and no special case of the tokeniser."""
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
        self._met: set[str] = set()
        cast(Tokenizer, self._pipeline.tokenizer).max_cache_size = _WARM_WORDS

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
        found = [_blocks(text, self._sentences.find_in(text)) for text, _ in batch]
        blocks = [block for of_text in found for block in of_text]
        pages = _pages(blocks)
        texts = [_readable(page.text) for page in pages]
        self._meet(texts)
        docs = map(self._pipeline.tokenizer, texts)
        read: dict[int, list[ReadSentence]] = {}
        for page, doc in zip(pages, docs, strict=True):
            self._read_page(page, doc, read)
        numbers = count()
        for (text, question), of_text in zip(batch, found, strict=True):
            sentences = chain.from_iterable(read[next(numbers)] for _ in of_text)
            yield ReadNote(text, tuple(sentences), question)

    def _meet(self, texts: list[str]) -> None:
        """Have the tokeniser cut each new word by itself: in a text it remembers none after the first special case."""
        if len(self._pipeline.vocab) <= _WARM_WORDS:
            for text in texts:
                new = set(text.split()) - self._met
                self._met |= new
                for word in new:
                    self._pipeline.tokenizer(word)

    def _read_page(self, page: "_Page", doc: Doc, read: dict[int, list[ReadSentence]]) -> None:
        # Found and read without writing into the document: that is for users of the pipeline, and costs as much.
        tokens = _Tokens(doc, page)
        layout = laid_out(doc, words=tokens.words, edges=tokens.edges, may_hold_spaces=page.holds_spaces)
        contexts = {context.clauses.clauses[0]: context for context in self._context.find(doc, layout)}
        cues = self._cues.find(doc, layout)
        place = 0
        for number, block, firsts in zip(page.numbers, page.blocks, tokens.firsts, strict=True):
            sentences = read[number] = []
            for sentence, (first, last) in zip(block.sentences, pairwise(firsts), strict=True):
                own: list[CueMatch] = []
                while place < len(cues) and cues[place].start < last:
                    own.append(cues[place])
                    place += 1
                context = contexts.get(first) if first < last else None
                sentences.append(_sentence(block, sentence, context, own, tokens))


class _Page(NamedTuple):
    """Blocks of several texts that the tokeniser sees as one, a sign between that joins nothing with anything."""

    numbers: list[int]
    blocks: list[_Block]
    holds_spaces: bool

    @property
    def text(self) -> str:
        """The blocks' characters."""
        return _BETWEEN.join([block.text for block in self.blocks])


class _Tokens:
    """The words of a page, and where they lie in the whole texts; ``firsts`` holds a list for each block.

    A block's list has the first token of each of its sentences, and the token after its last.
    """

    def __init__(self, doc: Doc, page: _Page) -> None:
        table = doc.to_array([LOWER, IDX, LENGTH]).astype(np.int64)
        starts, wanted, shifts, begin = table[:, 1], [], [], 0
        for block in page.blocks:
            shift = begin - block.offset
            end = begin + len(block.text)
            wanted += [*[sentence.start + shift for sentence in block.sentences], end]
            shifts += [shift] * (len(block.sentences) + 1)
            begin = end + len(_BETWEEN)
        places = np.searchsorted(starts, wanted)
        self.words: list[int] = doc.to_array(LOWER).tolist()
        own = starts - np.repeat(shifts, np.diff(places, append=len(doc)))
        self.starts: list[int] = own.tolist()
        self.ends: list[int] = (own + table[:, 2]).tolist()
        in_order: list[int] = places.tolist()
        self.edges = sorted({0, *in_order, len(doc)})
        self.firsts: list[list[int]] = []
        at = 0
        for block in page.blocks:
            self.firsts.append(in_order[at : at + len(block.sentences) + 1])
            at += len(block.sentences) + 1


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
    blocks: list[_Block] = []
    begin = 0
    for number in range(1, len(sentences) + 1):
        if number == len(sentences) or sentences[number].end - sentences[begin].start > _BLOCK:
            offset, end = sentences[begin].start, sentences[number - 1].end
            blocks.append(_Block(sentences[begin:number], offset, text[offset:end]))
            begin = number
    return blocks


def _pages(blocks: list[_Block]) -> list[_Page]:
    """Put blocks together, those that may hold tokens of white space apart: of these a copy without them is needed."""
    pages: list[_Page] = []
    for holds_spaces in (False, True):
        size = _BLOCK
        for number, block in enumerate(blocks):
            if (_MORE_THAN_A_BLANK.search(block.text) is not None) == holds_spaces:
                if size + len(block.text) > _BLOCK:
                    pages.append(_Page([], [], holds_spaces))
                    size = 0
                pages[-1].numbers.append(number)
                pages[-1].blocks.append(block)
                size += len(block.text)
    return pages


def _readable(text: str) -> str:
    """Return a copy of the same length that the tokeniser can take: no endless word, no half of a surrogate pair."""
    text = _NO_LANGUAGE.sub(_one_word, text)
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _one_word(match: re.Match[str]) -> str:
    return "x" * len(match.group())


# ---------------------------------------------------------------- plain values


def _sentence(
    block: _Block, sentence: Span, context: SentenceContext | None, cues: list[CueMatch], tokens: _Tokens
) -> ReadSentence:
    own = block.text[sentence.start - block.offset : sentence.end - block.offset]
    if context is None:
        return ReadSentence(sentence.start, sentence.end, own, clauses=(sentence,))
    readings = read_cues(cues, context) if cues else []
    return ReadSentence(
        sentence.start,
        sentence.end,
        own,
        findings=tuple([_finding(block, reading, sentence, tokens) for reading in readings]),
        rules=tuple(dict.fromkeys(modifier.rule.kind for modifier in context.modifiers)),
        tokens=context.clauses.end - context.clauses.clauses[0],
        clauses=_clauses(own, sentence, context.clauses, tokens),
        statuses=tuple(_statuses(sentence, context, tokens)),
    )


def _statuses(sentence: Span, context: SentenceContext, tokens: _Tokens) -> Iterator[tuple[Status, Span]]:
    """Yield the passages that a rule makes a plan, a norm, a report or a supposition, cue or no cue."""
    for status, first, last in passages(context):
        start, end = max(tokens.starts[first], sentence.start), min(tokens.ends[last - 1], sentence.end)
        if start < end:
            yield status, Span(start, end)


def _finding(block: _Block, reading: Reading, sentence: Span, tokens: _Tokens) -> Finding:
    match = reading.match
    end = min(tokens.ends[match.end - 1], sentence.end)
    if block.text[end - 1 - block.offset] in ",;:":
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


def _clauses(own: str, sentence: Span, clauses: Clauses, tokens: _Tokens) -> tuple[Span, ...]:
    """Return the clauses as characters, white space between them left out."""
    if len(clauses.clauses) == 1:
        return (sentence,)
    edges = [sentence.start, *(tokens.starts[first] for first in clauses.clauses[1:]), sentence.end]
    found: list[Span] = []
    for start, end in pairwise(edges):
        end = start + len(own[start - sentence.start : end - sentence.start].rstrip())
        if start < end:
            found.append(Span(start, end))
    return tuple(found)
