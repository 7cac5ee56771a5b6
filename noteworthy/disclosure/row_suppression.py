"""Attributes of rows blanked until each combination is shared by k rows: few cells, chosen greedily, always the same.

Values are only blanked, never changed: what is left is true. A blank is a value like any other, so that rows with
blanks are alike where the rest of them is.

Source: Sweeney (2002), "Achieving k-anonymity privacy protection using generalization and suppression"; finding the
fewest cells is NP-hard (Meyerson and Williams 2004), so a greedy choice stands for it, and what it took too much is
given back.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

Values = tuple[str | None, ...]
"""What a row says of each attribute; `None` where it says nothing."""


def suppressed(rows: Sequence[Values], *, k: int) -> list[Values]:
    """Return the rows, with values blanked so that fewer than k rows never stand alone together.

    Attributes come in the order in which they are given up where it makes no difference. Where there are fewer than k
    rows in all, nothing is left of them.
    """
    blanking = _Blanking(rows, k)
    blanking.blank()
    blanking.give_back()
    return [blanking.shown[row] for row in rows]


def smallest_group(rows: Iterable[Values]) -> int | None:
    """Return how many rows share the rarest combination; `None` where no row says anything."""
    counts = Counter(row for row in rows if any(value is not None for value in row))
    return min(counts.values(), default=None)


class _Blanking:
    """What is shown of each different row while the choice goes on: rows that are alike fare alike."""

    def __init__(self, rows: Sequence[Values], k: int) -> None:
        self._k = k
        self._counts = Counter(rows)
        self._attributes = range(len(rows[0]) if rows else 0)
        self.shown: dict[Values, Values] = {row: row for row in sorted(self._counts, key=_order)}

    def _groups(self) -> Counter[Values]:
        groups: Counter[Values] = Counter()
        for row, shown in self.shown.items():
            groups[shown] += self._counts[row]
        return groups

    def blank(self) -> None:
        """Blank cells of rare rows, those first by which most rows are rare no more, until none is rare."""
        while True:
            groups = self._groups()
            rare = {shown: count for shown, count in groups.items() if count < self._k}
            settled = {shown: count for shown, count in groups.items() if count >= self._k}
            if not rare:
                return
            open_ = [number for number in self._attributes if any(shown[number] is not None for shown in rare)]
            if not open_:
                self._join_blank(settled)
                return
            self._blank_one(rare, settled, open_)

    def _blank_one(self, rare: Mapping[Values, int], settled: Mapping[Values, int], open_: Sequence[int]) -> None:
        """Blank the attribute that settles most rows, in those; where none settles any, the most varied in all."""
        best: tuple[int, frozenset[Values]] = (0, frozenset())
        chosen = -1
        for number in open_:
            joined: Counter[Values] = Counter()
            for shown, count in rare.items():
                joined[_without(shown, number)] += count
            done = frozenset(
                shown
                for shown in rare
                if shown[number] is not None
                and joined[_without(shown, number)] + settled.get(_without(shown, number), 0) >= self._k
            )
            gained = sum(rare[shown] for shown in done)
            if gained > best[0]:
                best, chosen = (gained, done), number
        if chosen < 0:
            chosen = max(open_, key=lambda number: (len({shown[number] for shown in rare}), -number))
            best = (0, frozenset(rare))
        self._blank_in(best[1], chosen)

    def _blank_in(self, groups: frozenset[Values], number: int) -> None:
        for row, shown in self.shown.items():
            if shown in groups:
                self.shown[row] = _without(shown, number)

    def _join_blank(self, settled: Mapping[Values, int]) -> None:
        """Hide too few rows that say nothing among others, which then say nothing either: the smallest groups."""
        nothing: Values = (None,) * len(self._attributes)
        hidden = self._groups()[nothing]
        for shown, count in sorted(settled.items(), key=lambda one: (one[1], _order(one[0]))):
            if hidden >= self._k:
                return
            for number in self._attributes:
                shown_now = frozenset({shown})
                self._blank_in(shown_now, number)
                shown = _without(shown, number)
            hidden += count

    def give_back(self) -> None:
        """Show again what need not be hidden, the attributes that are given up last first."""
        changed = True
        while changed:
            changed = False
            for number in reversed(self._attributes):
                changed = self._give_back(number) or changed

    def _give_back(self, number: int) -> bool:
        groups, changed = self._groups(), False
        members: dict[Values, dict[str, list[Values]]] = defaultdict(lambda: defaultdict(list))
        for row, shown in self.shown.items():
            value = row[number]
            if shown[number] is None and value is not None:
                members[shown][value].append(row)
        for shown, by_value in members.items():
            sizes = {value: sum(self._counts[row] for row in rows) for value, rows in by_value.items()}
            for value in sorted(by_value, key=lambda value: (-sizes[value], value)):
                fuller = (*shown[:number], value, *shown[number + 1 :])
                left = groups[shown] - sizes[value]
                if (left == 0 or left >= self._k) and groups[fuller] + sizes[value] >= self._k:
                    for row in by_value[value]:
                        self.shown[row] = fuller
                    groups[shown], groups[fuller] = left, groups[fuller] + sizes[value]
                    changed = True
        return changed


def _without(row: Values, number: int) -> Values:
    return (*row[:number], None, *row[number + 1 :])


def _order(row: Values) -> tuple[tuple[bool, str], ...]:
    return tuple((value is not None, value or "") for value in row)
