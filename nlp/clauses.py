"""Clauses: a sentence cut where a new statement begins, by words and punctuation alone.

There is no parser here. A contrast word, a semicolon or a relative pronoun always begins a clause; a comma or an "and"
only where the words up to the next such place hold a finite verb, so that lists stay whole.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

BreakKind = Literal["statement", "clause", "joint"]


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


def cut(start: int, end: int, *, breaks: Iterable[Break], words: Sequence[int], finite: frozenset[int]) -> Clauses:
    """Cut the tokens ``start:end`` of a document into clauses.

    ``words`` holds the lower-case form of every token of the document, as spaCy's hash; ``finite`` those of finite
    verbs.
    """
    marks = [mark for mark in breaks if mark.start > start]
    clauses, statements = [start], [start]
    for number, mark in enumerate(marks):
        after = marks[number + 1].start if number + 1 < len(marks) else end
        if mark.kind == "joint" and finite.isdisjoint(words[mark.end : after]):
            continue
        clauses.append(mark.start)
        if mark.kind == "statement":
            statements.append(mark.start)
    return Clauses(tuple(clauses), tuple(statements), end)
