"""Which counts to hide: the small ones, and as few others as keep them from being worked out.

Source: Hundepool et al. (2012), "Statistical Disclosure Control", chapter 4. The choice of further cells follows the
linear programmes of Kelly, Golden and Assad (1992), "Cell suppression: disclosure protection for sensitive tabular
data": move the hidden cell as far as it must be able to go, pay for each published cell that has to move beyond what is
published of it, and hide those that were paid for.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from corpus.errors import ReleaseRefusedError
from noteworthy.disclosure.attack import Attack, Columns, Witnesses
from noteworthy.disclosure.audit import STEPS, audit, narrowed
from noteworthy.disclosure.earlier import Earlier
from noteworthy.disclosure.linked import INFINITY, Linked, Sum, first_broken, link
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.report import Report
from noteworthy.disclosure.tables import Cell, CountTable, Nesting, PublishedTable, cell_at, described

PRICE_OF_NOUGHT = 20.0
"""Twice what a count of a thousand costs: noughts are hidden only where nothing else helps."""


@dataclass(frozen=True, slots=True)
class Protection:
    """Tables that may be published, in the order in which they came, and the report for the person who signs."""

    tables: tuple[PublishedTable, ...]
    report: Report
    shown_before: int = 0
    """Counts that are hidden now, and that an earlier publication showed."""
    given_away: int = 0
    """Hidden counts that an earlier publication gives away, whatever is hidden now."""


def protect(
    tables: Iterable[CountTable],
    policy: DisclosurePolicy,
    *,
    nestings: Iterable[Nesting] = (),
    earlier: Earlier | None = None,
) -> Protection:
    """Hide and round what must be, over all tables of a publication together, and audit the result.

    The nestings are those that anybody can look up. What is hidden does not depend on the order of tables or cells.
    With `earlier`, what was published before of the same people is attacked together with these: what it hid stays
    hidden, and what it showed is out, whatever is hidden now.
    """
    tables, nestings, earlier = list(tables), list(nestings), earlier or Earlier()
    linked = link([*tables, *earlier.tables], measures=policy.measures, nestings=nestings)
    counts = _true_counts(linked, [*tables, *earlier.tables])
    own = frozenset(cell_at(table, place) for table in tables for place in table.cells)
    primary = small_cells(linked, counts, policy)
    hiding = _Hiding(linked, counts, primary, policy, earlier=earlier, own=own)
    hidden = hiding.hidden()
    published = tuple(_published(table, hidden, policy) for table in tables)
    result = audit(published, policy, nestings=nestings, earlier=earlier)
    found = [one for one in result.findings if one.interval is None or one.interval.cell not in hiding.given_away]
    if found:
        beside = " beside what was released before of the same notes" if earlier else ""
        raise ReleaseRefusedError(f"the counts could not be protected{beside}: {found[0]} Publish fewer tables.")
    report = Report.of(own, primary=primary & own, hidden=hidden & own, audited=result)
    shown_before = len(hidden & own & earlier.told.keys())
    return Protection(published, report, shown_before, len(hiding.given_away))


def small_cells(linked: Linked, counts: Mapping[Cell, int], policy: DisclosurePolicy) -> frozenset[Cell]:
    """Return the cells that may not be published for what they are, whatever stands around them.

    Small ones; those of few people, where the people are counted too; and, as the policy has it, noughts and groups of
    which all fall into one category.
    """
    small = {cell for cell in linked.cells if _is_small(cell, counts, policy)}
    if policy.whole_groups != "never":
        # From the widest groups to the narrowest: a nought inside one that is shown is known, whatever is hidden of it.
        for one in sorted(linked.sums, key=lambda one: len(one.whole.pairs)):
            if counts[one.whole] and any(counts[part] == counts[one.whole] for part in one.parts):
                small |= {part for part in _told_by_whole(one, counts, policy) if not _known_empty(part, counts, small)}
    return frozenset(small)


def _known_empty(cell: Cell, counts: Mapping[Cell, int], hidden: Set[Cell]) -> bool:
    """Say whether a wider group is empty, and seen to be: a category that nobody has hides nobody."""
    wider = (Cell(cell.measure, pairs) for size in range(len(cell.pairs)) for pairs in combinations(cell.pairs, size))
    return counts[cell] == 0 and any(counts.get(one) == 0 and one not in hidden for one in wider)


def _is_small(cell: Cell, counts: Mapping[Cell, int], policy: DisclosurePolicy) -> bool:
    threshold = policy.threshold_of(cell.pairs)
    place = policy.measures.index(cell.measure) if cell.measure in policy.measures else 0
    same = (Cell(measure, cell.pairs) for measure in (*policy.measures[:place], cell.measure))
    few = [counts[other] for other in same if other in counts]
    return any(0 < number < threshold for number in few) or (policy.suppress_zeros and counts[cell] == 0)


def _told_by_whole(one: Sum, counts: Mapping[Cell, int], policy: DisclosurePolicy) -> set[Cell]:
    """Return the parts that tell where all of a group are: each of them, since a nought beside tells it as well."""
    if one.adds_up and len(one.parts) == 1:
        return set()  # a dimension with one category says nothing of anyone
    sensitive = any(policy.sensitive.is_touched_by(part.pairs) for part in one.parts)
    if not sensitive and policy.whole_groups == "sensitive":
        return set()
    if one.parts[0].measure != one.whole.measure:
        return set()  # as many notes as cases tell no category
    return set(one.parts) if one.adds_up else {part for part in one.parts if counts[part] == counts[one.whole]}


def _true_counts(linked: Linked, tables: Iterable[CountTable]) -> dict[Cell, int]:
    counts: dict[Cell, int] = {}
    for table in tables:
        for place, count in table.cells.items():
            if counts.setdefault(cell_at(table, place), count) != count:
                raise ReleaseRefusedError(f"{described(table)} gives a count that another table gives otherwise.")
    unprinted = [one for one in linked.sums if one.adds_up]
    while missing := [one for one in unprinted if one.whole not in counts and all(p in counts for p in one.parts)]:
        counts |= {one.whole: sum(counts[part] for part in one.parts) for one in missing}
    unknown = next((cell for cell in linked.cells if cell not in counts), None)
    if unknown is not None:
        by = " by ".join(dimension for dimension, _ in unknown.pairs)
        raise ReleaseRefusedError(f"a cell of {unknown.measure} by {by} is missing; give all cells, noughts too.")
    broken = first_broken(linked, counts)
    if broken is not None:
        by = " by ".join(dimension for dimension, _ in broken.whole.pairs) or "no dimension"
        raise ReleaseRefusedError(
            f"counts of {broken.parts[0].measure} do not fit the count of {broken.whole.measure} by {by} that holds "
            "them; count all tables from the same rows, and say which dimensions add up."
        )
    return counts


def _published(table: CountTable, hidden: frozenset[Cell], policy: DisclosurePolicy) -> PublishedTable:
    cells = {
        place: None if cell_at(table, place) in hidden else policy.rounded(count)
        for place, count in table.cells.items()
    }
    return PublishedTable(table.measure, table.dimensions, cells)


def _price(cell: Cell, count: int, policy: DisclosurePolicy) -> float:
    """Return what a count is worth to readers: more where it is larger, and most in the margins.

    A nought is dear, and has no price where the policy promises that what is hidden is none.
    """
    if count == 0:
        return PRICE_OF_NOUGHT if policy.hides_noughts else INFINITY
    return float(np.log2(2 + count)) * (2 if len(cell.pairs) < 2 else 1)


class _Hiding:
    """The search for further cells to hide.

    What is possible only grows as more is hidden, so that each cell has to be protected once.
    """

    def __init__(
        self,
        linked: Linked,
        counts: Mapping[Cell, int],
        primary: frozenset[Cell],
        policy: DisclosurePolicy,
        *,
        earlier: Earlier,
        own: frozenset[Cell],
    ) -> None:
        self._linked, self._policy = linked, policy
        self._earlier = earlier
        self.given_away: set[Cell] = set()
        """What cannot be protected any more, since what was published before tells of it."""
        primary |= earlier.hidden & linked.listed
        open_ = own - primary - earlier.told.keys()
        self._truth = np.array([counts[cell] for cell in linked.cells], dtype=float)
        self._thresholds = np.array([policy.threshold_of(cell.pairs) for cell in linked.cells])
        self._prices = np.array(
            [_price(cell, counts[cell], policy) if cell in open_ else INFINITY for cell in linked.cells]
        )
        self._attack = Attack(linked, np.zeros(len(linked.cells)), np.full(len(linked.cells), INFINITY))
        self._hidden = np.zeros(len(linked.cells), dtype=bool)
        self._queue: list[int] = []
        for column, cell in enumerate(linked.cells):
            if cell in primary and cell in earlier.told:
                self._hidden[column] = True  # now, and for nobody who has what was published before
            elif cell in primary:
                self._hide(column)
            elif cell in own:
                ranges = policy.range_of(policy.rounded(counts[cell]), threshold=int(self._thresholds[column]))
                self._attack.low[column], self._attack.high[column] = ranges
        narrowed(linked, self._attack.low, self._attack.high, earlier=earlier)
        self._seen = Witnesses(len(linked.cells))
        self._seen.add(self._truth)

    def hidden(self) -> frozenset[Cell]:
        """Protect each hidden cell, those with the highest threshold and least count first, and what that hides too."""
        while self._queue:
            self._queue.sort(key=lambda column: (-self._thresholds[column], self._truth[column], column), reverse=True)
            self._protect(self._queue.pop())
        cells = self._linked.cells
        return self._linked.listed & {cells[column] for column in np.flatnonzero(self._hidden).tolist()}

    def _hide(self, column: int) -> None:
        """Hide a cell, and suppose the worst: a reader who knows of each hidden cell whether it is a nought."""
        self._hidden[column] = True
        self._queue.append(column)
        self._prices[column] = INFINITY
        if self._linked.cells[column] in self._linked.listed:
            self._attack.low[column] = min(1.0, self._truth[column])
            self._attack.high[column] = INFINITY

    def _protect(self, column: int) -> None:
        if self._enough(column):
            return
        near = self._attack.around(column, steps=STEPS, movable=self._attack.movable)
        for direction in (-1, 1):
            far = self._seen.low[column] + self._thresholds[column] - 1
            self._seen.add(self._attack.reach(column, direction, near, self._truth, far=far))
            if self._enough(column):
                return
        self._pay(column, self._seen.low[column] + self._thresholds[column] - 1)

    def _enough(self, column: int) -> bool:
        return bool(self._seen.values(column) >= self._thresholds[column])

    def _pay(self, column: int, goal: float) -> None:
        """Hide what has to give way for the cell to reach its goal."""
        for free in self._wider(column):
            point = self._attack.cheapest(column, goal, free, self._truth, prices=self._prices)
            if point is not None:
                self._seen.add(point)
                for other in np.flatnonzero((point < self._attack.low) | (point > self._attack.high)).tolist():
                    self._hide(other)
                return
        if self._earlier:
            self.given_away.add(self._linked.cells[column])
            return
        raise ReleaseRefusedError(
            f"a small count of {self._linked.cells[column].measure} cannot be protected by hiding others; publish "
            "fewer tables."
        )

    def _wider(self, column: int) -> Iterable[Columns]:
        may_move = self._attack.movable | np.isfinite(self._prices)
        for steps in (STEPS, 2 * STEPS):
            yield self._attack.around(column, steps=steps, movable=may_move)
        yield np.flatnonzero(may_move)
