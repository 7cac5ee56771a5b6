"""Context: rules in data that say what the words around a cue do to it, in the shape of ConText.

A rule has phrases, a direction and a scope (Harkema, Dowling, Thornblade and Chapman, 2009, "ConText: an algorithm for
determining negation, experiencer, and temporal status from clinical reports"). Here they are found and their reach is
worked out; what they do to a finding is decided in ``nlp.findings``.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, field_serializer
from spacy.tokens import Doc, Span

from corpus.configuration import read_toml
from corpus.errors import CodebookError
from nlp.clauses import Break, BreakKind, Clauses, cut
from nlp.component import DataComponent
from nlp.layout import Layout, layout_of
from nlp.phrases import Match, PhraseIndex

CONTEXT_KEY = "noteworthy_context"
CLAUSES_KEY = "noteworthy_clauses"

RuleKind = Literal[
    "negation", "contrast", "hypothetical", "norm", "plan", "past", "attribution", "conduct", "barrier", "exception"
]  # fmt: skip
Effect = Literal[
    "flip", "remedy", "none", "shortfall", "suppose", "missed", "norm", "plan", "report", "context",
    "adopt", "reject", "except"
]  # fmt: skip


_LONGEST = 80
"""Words that a rule may reach on either side inside a clause or statement: what is longer is a list, or no prose."""


class Rule(BaseModel):
    """One context rule; ``nlp/data/context.toml`` says what each field does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: RuleKind
    effect: Effect
    phrases: tuple[str, ...] = Field(min_length=1)
    topics: bool = True
    direction: Literal["forward", "backward", "both"] = "both"
    scope: Literal["clause", "statement", "sentence"] | Annotated[int, Field(ge=1)] = "clause"


class Breaks(BaseModel):
    """The words and marks at which clauses are cut, and the finite verbs that tell a clause from a list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    statement: tuple[str, ...]
    clause: tuple[str, ...]
    joint: tuple[str, ...]
    list: tuple[str, ...]
    finite: frozenset[str]

    @field_serializer("finite")
    def _in_order(self, words: frozenset[str]) -> Sequence[str]:
        return sorted(words)


class ContextData(BaseModel):
    """The context rules, and where clauses are cut."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: tuple[Rule, ...]
    breaks: Breaks


@cache
def default_context() -> ContextData:
    """Return the context rules that ship with the product."""
    return read_toml(files("nlp") / "data" / "context.toml", ContextData, error=CodebookError)


class Modifier(NamedTuple):
    """A rule's phrase found in a sentence: its first token, the token after its last, and the rule."""

    start: int
    end: int
    rule: Rule


class SentenceContext(NamedTuple):
    """One sentence's clauses, and the rules whose phrases it holds."""

    clauses: Clauses
    modifiers: tuple[Modifier, ...]


def reach(modifier: Modifier, clauses: Clauses) -> tuple[int, int]:
    """Return the tokens that a rule may act on, before and after its own words: first, and the one after the last."""
    rule = modifier.rule
    if rule.scope == "sentence":
        first, last = clauses.clauses[0], clauses.end
    elif rule.scope == "statement":
        first, last = clauses.statement(modifier.start)
    else:
        first, last = clauses.clause(modifier.start)[0], clauses.clause(modifier.end - 1)[1]
    if rule.scope != "sentence":
        most = rule.scope if isinstance(rule.scope, int) else _LONGEST
        first, last = max(first, modifier.start - most), min(last, modifier.end + most)
    if rule.direction == "forward":
        first = modifier.start
    elif rule.direction == "backward":
        last = modifier.end
    return first, last


class ContextComponent(DataComponent[ContextData]):
    """Write the rules found into ``doc.spans["noteworthy_context"]`` (label: kind, id: name), and the clauses.

    It needs sentence boundaries. Clauses go into ``doc.spans["noteworthy_clauses"]``.
    """

    schema = ContextData

    def use(self, data: ContextData) -> None:
        """Take other rules."""
        super().use(data)
        self._owners: list[tuple[BreakKind | None, Rule | None]] = []
        phrases: list[str] = []
        for rule in data.rule:
            phrases += rule.phrases
            self._owners += [(None, rule)] * len(rule.phrases)
        for kind in get_args(BreakKind):
            marks: tuple[str, ...] = getattr(data.breaks, kind)
            phrases += marks
            self._owners += [(kind, None)] * len(marks)
        self._index = PhraseIndex(self.nlp, phrases)
        self._finite = frozenset(self.nlp.vocab.strings.add(word) for word in data.breaks.finite)

    def find(self, doc: Doc, layout: Layout | None = None) -> list[SentenceContext]:
        """Find each sentence's clauses and rules, in the order of its sentences."""
        layout = layout or layout_of(doc)
        found = self._index.find(layout)
        return [
            self._in_sentence(start, end, matches, layout.words)
            for start, end, matches in _by_sentence(found, layout.edges)
        ]

    def _in_sentence(self, start: int, end: int, matches: list[Match], words: list[int]) -> SentenceContext:
        if not matches:
            return SentenceContext(Clauses((start,), (start,), end), ())
        breaks: list[Break] = []
        modifiers: list[Modifier] = []
        for first, last, phrase in matches:
            kind, rule = self._owners[phrase]
            if kind is not None:
                breaks.append(Break(first, last, kind))
            elif rule is not None:
                modifiers.append(Modifier(first, last, rule))
        kept = _longest_modifiers(modifiers)
        clauses = cut(start, end, breaks=_longest_breaks(breaks, kept), words=words, finite=self._finite)
        return SentenceContext(clauses, kept)

    def write(self, doc: Doc, sentences: Iterable[SentenceContext]) -> None:
        """Write rules and clauses into ``doc.spans``."""
        rules: list[Span] = []
        clauses: list[Span] = []
        for sentence in sentences:
            rules += [Span(doc, m.start, m.end, label=m.rule.kind, span_id=m.rule.name) for m in sentence.modifiers]
            edges = [*sentence.clauses.clauses, sentence.clauses.end]
            clauses += [Span(doc, start, end) for start, end in pairwise(edges)]
        doc.spans[CONTEXT_KEY] = rules
        doc.spans[CLAUSES_KEY] = clauses

    def __call__(self, doc: Doc) -> Doc:
        """Find the context and write it."""
        self.write(doc, self.find(doc))
        return doc


def _by_sentence(matches: list[Match], edges: list[int]) -> Iterator[tuple[int, int, list[Match]]]:
    """Deal matches, ordered by first token, out to sentences; one that crosses a boundary is left out."""
    place = 0
    for start, end in pairwise(edges):
        own: list[Match] = []
        while place < len(matches) and matches[place][0] < end:
            if matches[place][1] <= end:
                own.append(matches[place])
            place += 1
        yield start, end, own


def _longest_breaks(breaks: list[Break], modifiers: Iterable[Modifier]) -> list[Break]:
    """Keep one break a place, the longest, and none inside a rule's phrase ("not yet" is one thing).

    ``breaks`` are ordered by first token.
    """
    inside = {token for modifier in modifiers for token in range(modifier.start + 1, modifier.end)}
    kept: list[Break] = []
    for mark in breaks:
        if mark.start in inside:
            continue
        if kept and mark.start < kept[-1].end:
            if mark.end - mark.start > kept[-1].end - kept[-1].start:
                kept[-1] = mark
            continue
        kept.append(mark)
    return kept


def _longest_modifiers(modifiers: list[Modifier]) -> tuple[Modifier, ...]:
    """Keep the longest of overlapping phrases, whatever their rules: "not only" is no "not"."""
    if len(modifiers) < 2:
        return tuple(modifiers)
    kept: list[Modifier] = []
    taken: set[int] = set()
    for modifier in sorted(modifiers, key=lambda m: (m.start - m.end, m.start)):
        tokens = range(modifier.start, modifier.end)
        if taken.isdisjoint(tokens):
            kept.append(modifier)
            taken.update(tokens)
    return tuple(sorted(kept, key=lambda m: m.start))
