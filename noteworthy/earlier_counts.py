"""What earlier protected releases of the very same notes told of each count, as the private database remembers it.

Two policies may hide different counts of the same notes, and divide them otherwise: whoever has both files has both.
A release of other notes is another matter: the difference between the two is not counted here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.store.database import WorkDatabase
from corpus.store.releases import ReleasedCount, released_counts_of
from corpus.store.rows import Row
from noteworthy.disclosure.earlier import Earlier
from noteworthy.disclosure.policy import DisclosurePolicy
from noteworthy.disclosure.tables import Cell, CountTable, Dimension, Place
from noteworthy.safe_counts import ALL, OTHER, Parts, SafeTable, safe_tables

_DIVIDED = ("theme", "polarity", "practice")


def told_of(rows: Iterable[Row], policy: DisclosurePolicy) -> Iterator[ReleasedCount]:
    """Yield what rows of `safe_counts` tell to a reader who knows the policy, to be remembered."""
    for row in rows:
        pairs = tuple((name, str(row[name])) for name in _DIVIDED if row[name])
        pairs += () if row["dimension"] == ALL else ((row["dimension"], row["value"]),)
        low = high = None
        if row["count"] is not None:
            low, high = policy.range_of(row["count"], threshold=policy.threshold_of(pairs))
        yield ReleasedCount(
            measure=row["measure"],
            dimension=row["dimension"],
            value=row["value"],
            theme=row["theme"],
            polarity=row["polarity"],
            practice=row["practice"],
            low=low,
            high=high,
        )


def earlier_counts(
    database: WorkDatabase, tables: Sequence[SafeTable], policy: DisclosurePolicy, *, counted: str
) -> Earlier:
    """Gather what earlier releases of the same notes told; nothing where there are none."""
    now = _divisions(tables)
    gathered = _Gathered()
    for sha256, counts in released_counts_of(database, counted=counted).items():
        divided = _divided(counts)
        otherwise = {name for name, parts in divided.items() if set(parts) != set(now.get(name, ()))}
        renamed = f"{OTHER} of {sha256[:12]}"
        for count in counts:
            value = renamed if count.value == OTHER and count.dimension in otherwise else count.value
            gathered.add(count, value)
        if otherwise:
            again = safe_tables(
                database.connection, policy, divided={name: divided[name] for name in divided if name in otherwise}
            )
            gathered.tables += [_renamed(table, renamed) for table in again]
    return gathered.earlier()


@dataclass(slots=True)
class _Gathered:
    """What has been gathered so far."""

    tables: list[CountTable] = field(default_factory=list)
    told: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)

    def add(self, count: ReleasedCount, value: str) -> None:
        pairs = {"theme": count.theme, "polarity": count.polarity, "practice": count.practice}
        pairs |= {} if count.dimension == ALL else {count.dimension: value}
        cell = Cell(count.measure, tuple(sorted((name, part) for name, part in pairs.items() if part)))
        if count.low is None or count.high is None:
            self.hidden.add(cell)
            return
        low, high = self.told.get(cell, (count.low, count.high))
        self.told[cell] = (max(low, count.low), min(high, count.high))

    def earlier(self) -> Earlier:
        return Earlier(tuple(self.tables), self.told, frozenset(self.hidden - self.told.keys()))


def _divisions(tables: Iterable[SafeTable]) -> Parts:
    """Return the parts of each dimension that tables are divided by."""
    return {
        table.dimension: next((d.categories for d in table.counts.dimensions if d.name == table.dimension), ())
        for table in tables
    }


def _divided(counts: Iterable[ReleasedCount]) -> Parts:
    """Return the parts that an earlier release was divided by, 'other' last as it is made."""
    found: dict[str, dict[str, None]] = {}
    for count in counts:
        found.setdefault(count.dimension, {})[count.value] = None
    return {
        name: () if name == ALL else tuple(sorted(parts, key=lambda part: (part == OTHER, part)))
        for name, parts in found.items()
    }


def _renamed(table: SafeTable, other: str) -> CountTable:
    """Give what an earlier release took together a name of its own: it need not be what is taken together now."""
    counts, name = table.counts, table.dimension
    number = next(number for number, one in enumerate(counts.dimensions) if one.name == name)
    dimensions = tuple(_with_other(one, other) if one.name == name else one for one in counts.dimensions)

    def place_of(place: Place) -> Place:
        return (*place[:number], other if place[number] == OTHER else place[number], *place[number + 1 :])

    return replace(counts, dimensions=dimensions, cells={place_of(place): n for place, n in counts.cells.items()})


def _with_other(dimension: Dimension, other: str) -> Dimension:
    return replace(dimension, categories=tuple(other if part == OTHER else part for part in dimension.categories))
