"""The audit: what a reader of all published tables can work out of what they hide. It needs no true count.

A hidden cell is safe if, for all that is published, it may have as many different values as its threshold: then it may
be nought or no less than the threshold, so that arithmetic does not show it to be small. A margin that nobody printed
may not be reckoned to be small either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from noteworthy.disclosure.attack import Attack, Columns, Witnesses, tightened
from noteworthy.disclosure.earlier import Earlier
from noteworthy.disclosure.linked import INFINITY, Linked, Numbers, link
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.tables import Cell, Nesting, PublishedTable, cell_at

Kind = Literal["small", "not rounded", "shown elsewhere", "differs", "pinned", "narrow", "reckoned", "contradiction"]

STEPS = 2
"""Sums that a small programme goes from its cell: the four corners of a two-way table lie within two."""

_WORDS: Mapping[Kind, str] = {
    "small": "is published and below its threshold of {threshold}",
    "not rounded": "is published and not rounded",
    "shown elsewhere": "is hidden in one table and shown in another",
    "differs": "is published with two values",
    "pinned": "is hidden and can be worked out exactly",
    "narrow": "is hidden and can have only {values} different values, fewer than {threshold}",
    "reckoned": "is in no table and can be worked out to be below its threshold of {threshold}",
    "contradiction": "the published counts contradict one another, so that at least one of them is wrong",
}


@dataclass(frozen=True, slots=True)
class Interval:
    """Values of a hidden cell that are possible for all that is published; there may be more beyond both."""

    cell: Cell
    low: int
    high: int
    threshold: int

    @property
    def values(self) -> int:
        """How many whole values it holds."""
        return self.high - self.low + 1


@dataclass(frozen=True, slots=True)
class Finding:
    """What must not be published so, and why."""

    kind: Kind
    interval: Interval | None = None
    """Of the cell, where the finding is of one; then no value lies outside it."""

    def __str__(self) -> str:
        """Say it in a sentence, without the value that was found out."""
        if self.interval is None:
            return f"{_WORDS[self.kind]}."
        words = _WORDS[self.kind].format(values=self.interval.values, threshold=self.interval.threshold)
        return f"{self.interval.cell}: {words}."


@dataclass(frozen=True, slots=True)
class Audit:
    """The result: what was found, and for each hidden cell values that it may have."""

    findings: tuple[Finding, ...]
    intervals: tuple[Interval, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def audit(
    tables: Iterable[PublishedTable],
    policy: DisclosurePolicy,
    *,
    nestings: Iterable[Nesting] = (),
    earlier: Earlier | None = None,
) -> Audit:
    """Attack all tables of a publication together, and say what gives way.

    With `earlier`, a reader has what was published before beside it; what that showed is no longer hidden.
    """
    tables, earlier = list(tables), earlier or Earlier()
    linked = link([*tables, *earlier.tables], measures=policy.measures, nestings=nestings)
    shown, hidden = _read(tables)
    findings = [finding for cell in sorted(shown) for finding in _of_shown(cell, shown[cell], hidden, policy)]
    hidden = (hidden | (earlier.hidden & linked.listed)) - shown.keys() - earlier.told.keys()
    bounds = tightened(linked, *narrowed(linked, *_bounds(linked, shown, hidden, policy), earlier=earlier))
    if bounds is None:
        return Audit((*findings, Finding("contradiction")))
    return _Auditing(Attack(linked, *bounds), hidden, policy).result(findings)


def _read(tables: Iterable[PublishedTable]) -> tuple[dict[Cell, set[int]], set[Cell]]:
    shown: dict[Cell, set[int]] = {}
    hidden: set[Cell] = set()
    for table in tables:
        for place, value in table.cells.items():
            cell = cell_at(table, place)
            if value is None:
                hidden.add(cell)
            else:
                shown.setdefault(cell, set()).add(value)
    return shown, hidden


def _of_shown(cell: Cell, values: set[int], hidden: set[Cell], policy: DisclosurePolicy) -> Iterable[Finding]:
    threshold = policy.threshold_of(cell.pairs)
    about = Interval(cell, min(values), max(values), threshold)
    if cell in hidden:
        yield Finding("shown elsewhere", about)
    if len(values) > 1:
        yield Finding("differs", about)
    if any(value % policy.rounding_base for value in values):
        yield Finding("not rounded", about)
    for value in sorted(values):
        if policy.suppress_zeros if value == 0 else policy.range_of(value, threshold=threshold)[1] < threshold:
            yield Finding("small", replace(about, low=value, high=value))


def _bounds(
    linked: Linked, shown: Mapping[Cell, set[int]], hidden: set[Cell], policy: DisclosurePolicy
) -> tuple[Numbers, Numbers]:
    """Return what is known of each cell by itself, to one who has read the policy."""
    low, high = np.zeros(len(linked.cells)), np.full(len(linked.cells), INFINITY)
    for number, cell in enumerate(linked.cells):
        if cell in shown:
            ranges = [policy.range_of(value, threshold=policy.threshold_of(cell.pairs)) for value in shown[cell]]
            low[number], high[number] = max(low for low, _ in ranges), min(high for _, high in ranges)
        elif cell in hidden and not policy.hides_noughts:
            low[number] = 1  # all noughts are shown, so what is hidden is none
    return low, high


def narrowed(linked: Linked, low: Numbers, high: Numbers, *, earlier: Earlier) -> tuple[Numbers, Numbers]:
    """Return the bounds with what was published before taken in."""
    for cell, (least, most) in earlier.told.items():
        if (number := linked.numbers.get(cell)) is not None:
            low[number], high[number] = max(low[number], least), min(high[number], most)
    return low, high


class _Auditing:
    """One run over the cells that are hidden, and over the margins that were not printed."""

    def __init__(self, attack: Attack, hidden: set[Cell], policy: DisclosurePolicy) -> None:
        self._attack = attack
        cells = attack.linked.cells
        self._hidden = np.array([cell in hidden for cell in cells], dtype=bool)
        unprinted = np.array([cell not in attack.linked.listed for cell in cells], dtype=bool)
        self._thresholds = np.array([policy.threshold_of(cell.pairs) for cell in cells])
        self._targets = np.flatnonzero(self._hidden | unprinted)
        self._seen = Witnesses(len(cells))
        self._far = 10_000 + 2 * float(np.sum(attack.high[np.isfinite(attack.high)]))

    def result(self, findings: list[Finding]) -> Audit:
        """Attack each cell in turn; what a cheap step settles no dear one looks at again."""
        lowest, highest = self._extremes()
        if lowest is None or highest is None:
            return Audit((*findings, Finding("contradiction")))
        for column in self._targets.tolist():
            if not self._safe(column, self._attack.low, self._attack.high):
                findings.append(self._finding(column, self._attack.low[column], self._attack.high[column]))
            elif not self._proved(column) and not self._proved_near(column, lowest, highest):
                bounds = self._solved(column)
                if not self._safe(column, *bounds):
                    findings.append(self._finding(column, bounds[0][column], bounds[1][column]))
        hidden = np.flatnonzero(self._hidden)
        return Audit(
            tuple(findings), tuple(self._interval(c, self._seen.low[c], self._seen.high[c]) for c in hidden.tolist())
        )

    def _safe(self, column: int, low: Numbers, high: Numbers) -> bool:
        threshold = self._thresholds[column]
        if self._hidden[column]:
            return bool(high[column] - low[column] + 1 >= threshold)
        return bool(low[column] == 0 or high[column] >= threshold)

    def _proved(self, column: int) -> bool:
        return self._safe(column, self._seen.low, self._seen.high)

    def _extremes(self) -> tuple[Numbers | None, Numbers | None]:
        """Return a solution with what is hidden as small, and one with it as large, as it goes on the whole."""
        attack, free = self._attack, np.flatnonzero(self._attack.movable)
        low, high = attack.low[free], np.minimum(attack.high[free], self._far)
        costs = np.isin(free, self._targets).astype(float)
        found = [attack.solve(sign * costs, free, attack.low, low=low, high=high) for sign in (1, -1)]
        for point in found:
            self._seen.add(point)
        return found[0], found[1]

    def _proved_near(self, column: int, lowest: Numbers, highest: Numbers) -> bool:
        """Move the cell's neighbourhood alone, from either solution."""
        for steps in (STEPS, 2 * STEPS):
            free = self._attack.around(column, steps=steps, movable=self._attack.movable)
            for base, direction in ((lowest, 1), (highest, -1), (highest, 1), (lowest, -1)):
                self._seen.add(self._attack.reach(column, direction, free, base, far=self._far))
                if self._proved(column):
                    return True
        return False

    def _solved(self, column: int) -> tuple[Numbers, Numbers]:
        """Let all cells move that hang together with this one; where it is not safe, the bounds are exact."""
        free = self._component(column)
        for direction in (-1, 1):
            self._seen.add(self._attack.reach(column, direction, free, self._attack.low, far=self._far))
            if self._proved(column):
                break
        return self._seen.low, self._seen.high

    def _component(self, column: int) -> Columns:
        return np.flatnonzero(self._components == self._components[column])

    @cached_property
    def _components(self) -> NDArray[np.int32]:
        """Number of the component of each column: known cells bind nothing together and stand alone."""
        unknown = self._attack.linked.matrix @ sparse.diags_array(self._attack.movable.astype(float))
        return np.asarray(connected_components(abs(unknown).T @ abs(unknown), directed=False)[1])

    def _finding(self, column: int, low: float, high: float) -> Finding:
        if not self._hidden[column]:
            return Finding("reckoned", self._interval(column, low, high))
        return Finding("pinned" if low == high else "narrow", self._interval(column, low, high))

    def _interval(self, column: int, low: float, high: float) -> Interval:
        cell = self._attack.linked.cells[column]
        return Interval(cell, int(low), int(high), int(self._thresholds[column]))
