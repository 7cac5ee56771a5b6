"""Clauses: a sentence cut where a new statement begins, by words and punctuation alone.

There is no parser here. A contrast word, a semicolon or a relative pronoun always begins a clause; an "and" only where
the words up to the next such place hold a finite verb, a comma only where one stands on either side: lists stay whole.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

BreakKind = Literal["statement", "clause", "joint", "list"]


class Break(NamedTuple):
    """A place where a clause may begin: the token that marks it, the token after the mark, and how strong it is."""

    start: int
    end: int
    kind: BreakKind


@dataclass(frozen=True, slots=True)
class Clauses:
    """First tokens of a sentence's clauses and statements, ascending, and the token after its last."""

    clauses: tuple[int, ...]
    statements: tuple[int, ...]
    end: int

    def clause(self, token: int) -> tuple[int, int]:
        """Return the clause that holds a token: its first token, and the token after its last."""
        return self._around(self.clauses, token)

    def statement(self, token: int) -> tuple[int, int]:
        """Return the statement that holds a token, in the same way."""
        return self._around(self.statements, token)

    def _around(self, starts: tuple[int, ...], token: int) -> tuple[int, int]:
        place = bisect_right(starts, token)
        return starts[max(place - 1, 0)], starts[place] if place < len(starts) else self.end


def cut(start: int, end: int, *, breaks: Sequence[Break], words: Sequence[int], finite: frozenset[int]) -> Clauses:
    """Cut the tokens ``start:end`` of a document into clauses.

    ``words`` holds the lower-case form of every token of the document, as spaCy's hash; ``finite`` those of finite
    verbs.
    """
    openers = {mark.start for mark in breaks if mark.kind in ("statement", "clause")}
    marks = [mark for mark in breaks if mark.start > start]
    clauses, statements = [start], [start]
    for number, mark in enumerate(marks):
        if mark.kind in ("joint", "list"):
            after = marks[number + 1].start if number + 1 < len(marks) else end
            if finite.isdisjoint(words[mark.end : after]):
                continue
            # "Despite good recording, visits were poor": what such a word opens ends at the comma, verb or no verb.
            if (
                mark.kind == "list"
                and clauses[-1] not in openers
                and finite.isdisjoint(words[clauses[-1] : mark.start])
            ):
                continue
        clauses.append(mark.start)
        if mark.kind == "statement":
            statements.append(mark.start)
    return Clauses(tuple(clauses), tuple(statements), end)
