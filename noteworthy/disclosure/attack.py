"""What an attacker can work out: the least and greatest value that a cell can have, given all that is published.

Three steps, each dearer than the last. Bounds are passed along the sums until nothing moves (`tightened`): no value
lies outside these. Then a small linear programme lets only a cell's neighbourhood move, from one solution of the whole
(`Attack.reach`): the values that it finds are possible, whatever else is. Only what these two leave open is solved
over all cells. Solutions are in whole numbers, since counts are: where a solution has fractions, it is sought anew
with them forbidden.

Source: Fischetti and Salazar (2000), "Models and algorithms for optimizing cell suppression in tabular data with
linear constraints", whose attacker this is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from noteworthy.disclosure.linked import INFINITY, Linked, Numbers

Columns = NDArray[np.int64]

TOLERANCE = 1e-6
CLOSE_ENOUGH = 0.05
"""How much dearer than the cheapest a choice of cells may be: a few counts more are worth not waiting for."""
MOST_ROUNDS = 50


def tightened(linked: Linked, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers] | None:
    """Return the bounds that follow from these by going over the sums again and again; `None` if they contradict."""
    entries = linked.matrix.tocoo()
    rows, columns, signs = entries.row, entries.col, entries.data
    low, high = low.copy(), high.copy()
    for _ in range(MOST_ROUNDS):
        before = low.copy(), high.copy()
        least = np.where(signs > 0, low[columns], -high[columns])
        most = np.where(signs > 0, high[columns], -low[columns])
        below = linked.low[rows] - _others(most, rows, len(linked.sums))
        above = linked.high[rows] - _others(least, rows, len(linked.sums))
        np.maximum.at(low, columns, np.where(signs > 0, below, -above))
        np.minimum.at(high, columns, np.where(signs > 0, above, -below))
        if np.any(low > high):
            return None
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return low, high


def _others(values: Numbers, rows: NDArray[np.int32], count: int) -> Numbers:
    """Return for each entry the sum of the other entries of its row, where some may be infinite."""
    infinite = ~np.isfinite(values)
    finite = np.where(infinite, 0.0, values)
    totals = np.bincount(rows, weights=finite, minlength=count)[rows] - finite
    unbounded = np.bincount(rows, weights=infinite, minlength=count)[rows] - infinite > 0
    sign = np.sign(values[infinite][0]) if infinite.any() else 1.0
    return np.where(unbounded, sign * INFINITY, totals)


@dataclass(frozen=True)
class Attack:
    """The system of sums with the bounds of each cell: what an attacker has."""

    linked: Linked
    low: Numbers
    high: Numbers

    def solve(
        self, costs: Numbers, free: Columns, base: Numbers | None, *, low: Numbers, high: Numbers
    ) -> Numbers | None:
        """Return the cheapest solution in which the free columns lie within these bounds and the others as in `base`.

        Costs and bounds go by free column. `None` if there is no solution.
        """
        if not len(free):
            return None if base is None else base.copy()
        matrix = self.linked.by_column[:, free]
        rows = np.unique(matrix.indices)
        within = matrix.tocsr()[rows]
        settled = np.zeros(len(rows))
        if base is not None:
            settled = self.linked.matrix[rows] @ base - within @ base[free]
        constraint = LinearConstraint(within, self.linked.low[rows] - settled, self.linked.high[rows] - settled)
        bounds = Bounds(low, high)
        constraints = [constraint] if len(rows) else []
        for whole in (0, 1):
            found = milp(costs, constraints=constraints, bounds=bounds, integrality=np.full(len(free), whole))
            if found.x is None:
                return None
            if np.all(np.abs(found.x - np.round(found.x)) < TOLERANCE):
                break
        point = np.zeros(len(self.low)) if base is None else base.copy()
        point[free] = np.round(found.x)
        return point

    def reach(self, column: int, direction: int, free: Columns, base: Numbers | None, *, far: float) -> Numbers | None:
        """Return a solution with the column as low (-1) or as high (1) as it goes, at most at `far`."""
        costs = np.zeros(len(free))
        place = int(np.flatnonzero(free == column)[0])
        costs[place] = -direction
        low, high = self.low[free], self.high[free].copy()
        if direction > 0:
            high[place] = max(low[place], min(high[place], far))
        return self.solve(costs, free, base, low=low, high=high)

    def cheapest(self, column: int, goal: float, free: Columns, base: Numbers, *, prices: Numbers) -> Numbers | None:
        """Return the solution that takes the column to its goal and, by price, goes least beyond the bounds of others.

        Prices go by column of the whole, for each step beyond its bounds; a column without one (`inf`) keeps them.
        """
        priced = np.flatnonzero(np.isfinite(prices[free]) & (free != column))
        size, extra = len(free), len(priced)
        low, high = self.low[free].copy(), self.high[free].copy()
        soft_low, soft_high = low[priced].copy(), high[priced].copy()
        low[priced], high[priced] = np.minimum(1.0, low[priced]), INFINITY
        place = free == column
        low[place] = high[place] = goal
        matrix = self.linked.by_column[:, free]
        rows = np.unique(matrix.indices)
        within = matrix.tocsr()[rows]
        settled = self.linked.matrix[rows] @ base - within @ base[free]
        chosen = sparse.csr_array((np.ones(extra), (np.arange(extra), priced)), shape=(extra, size))
        beyond = sparse.eye_array(extra, format="csr")
        found = milp(
            np.concatenate([np.zeros(size), prices[free][priced]]),
            constraints=[
                LinearConstraint(
                    sparse.hstack([within, sparse.csr_array((len(rows), extra))], format="csr"),
                    self.linked.low[rows] - settled,
                    self.linked.high[rows] - settled,
                ),
                LinearConstraint(sparse.hstack([chosen, -beyond], format="csr"), -INFINITY, soft_high),
                LinearConstraint(sparse.hstack([chosen, beyond], format="csr"), soft_low, INFINITY),
            ],
            bounds=Bounds(np.concatenate([low, np.zeros(extra)]), np.concatenate([high, np.full(extra, INFINITY)])),
            integrality=np.concatenate([np.ones(size), np.zeros(extra)]),
            options={"mip_rel_gap": CLOSE_ENOUGH},
        )
        if found.x is None:
            return None
        point = base.copy()
        point[free] = np.round(found.x[:size])
        return point

    @property
    def movable(self) -> NDArray[np.bool_]:
        """Columns that are not known."""
        return self.low < self.high

    def around(self, column: int, *, steps: int, movable: NDArray[np.bool_]) -> Columns:
        """Return the movable columns within so many sums of a column."""
        seen = frontier = {column}
        for _ in range(steps):
            frontier = {int(n) for c in frontier for n in self.linked.neighbours[c] if movable[n]} - seen
            seen = seen | frontier
        return np.array(sorted(seen), dtype=np.int64)


class Witnesses:
    """The least and greatest value of each cell among the solutions that were found: proof that both are possible."""

    def __init__(self, size: int) -> None:
        self.low = np.full(size, INFINITY)
        self.high = np.full(size, -INFINITY)

    def add(self, point: Numbers | None) -> None:
        """Take a solution in."""
        if point is not None:
            np.minimum(self.low, point, out=self.low)
            np.maximum(self.high, point, out=self.high)

    def values(self, column: int) -> int:
        """Return how many whole values lie between the two, both among them."""
        return int(self.high[column] - self.low[column]) + 1
