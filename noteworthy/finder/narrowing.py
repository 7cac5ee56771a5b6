"""A question as sets of passages: what each part of it leaves, and what is left by all but one of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from pyroaring import BitMap

from noteworthy.finder.clarity import JUDGED, SEEN
from noteworthy.finder.gathering import OF_CODINGS, OF_NOTES
from noteworthy.finder.index import Choice, Index, is_among
from noteworthy.finder.labels import labels
from noteworthy.finder.wanted import Part

CODING = "coding"
"""Theme, polarity and status together: they narrow as one, since they must hold of one and the same coding."""

Chosen = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What narrows: the parts of the words, and the values chosen."""

    index: Index
    parts: tuple[Part, ...]
    chosen: Chosen
    _left: dict[str, BitMap] = field(default_factory=dict, init=False, compare=False)
    """What has been worked out, by what does not narrow."""

    @property
    def choice(self) -> Choice:
        """What is chosen of codings."""
        theme, polarity, status = (frozenset(self.chosen.get(facet, ())) for facet in OF_CODINGS)
        return theme, polarity, status

    def passages(self) -> BitMap:
        """Return the passages that are left."""
        return self._passages("")

    def _passages(self, without: str) -> BitMap:
        """Return what is left where a facet, or ``CODING``, is not to narrow."""
        chosen = any(self.choice) if without == CODING else without in self.chosen
        without = without if chosen else ""
        if without not in self._left:
            self._left[without] = self._narrowed(without)
        return self._left[without]

    def _narrowed(self, without: str) -> BitMap:
        narrowed = sorted((len(bitmap), number, bitmap) for number, bitmap in enumerate(self._sets(without)))
        if not narrowed:
            return self.index.everything
        return reduce(and_, (bitmap for _, _, bitmap in narrowed))

    def _sets(self, without: str) -> Iterator[BitMap]:
        yield from (self.index.with_part(part) for part in self.parts)
        for facet in OF_NOTES:
            if facet in self.chosen and facet != without:
                yield self.index.with_any_value(facet, self.chosen[facet])
        if any(self.choice) and without != CODING:
            yield self.index.with_coding(self.choice)

    def unknown(self) -> Iterator[str]:
        """Yield what is chosen and is nowhere in the collection."""
        for facet, values in self.chosen.items():
            known = self.known_values(facet)
            for value in values:
                if value not in known:
                    yield f"{facet}: {value[:40]}"

    def known_values(self, facet: str) -> list[str]:
        """Return the values of a facet that there are, in the order in which they are named."""
        return self.index.once(("known", facet), lambda: self._known_values(facet))

    def _known_values(self, facet: str) -> list[str]:
        there = self.index.facet_values(facet) if facet in OF_NOTES else self.index.coding_values(facet)
        named = dict.fromkeys(value for value in labels(self.index, facet) if value in there or facet == "theme")
        return [*named, *(value for value in there if value not in named)]

    def count(self, facet: str) -> Mapping[str, int]:
        """Return how many passages would be left with each value of a facet, whatever is chosen of it now."""
        values = self.known_values(facet)
        if facet in OF_NOTES:
            left = self._passages(facet)
            return {value: left.intersection_cardinality(self.index.with_value(facet, value)) for value in values}
        left, place = self._passages(CODING), OF_CODINGS.index(facet)
        found = {}
        for value in values:
            theme, polarity, status = (
                frozenset([value]) if here == place else chosen for here, chosen in enumerate(self.choice)
            )
            found[value] = left.intersection_cardinality(self.index.with_coding((theme, polarity, status)))
        return found

    def strata(self) -> Iterator[BitMap]:
        """Yield sets of passages, the clearest first: where codings are chosen, those with a clearer one of these.

        The numbers of passages go by their clearest coding, which may not be one of those.
        """
        if any(self.choice):
            steps: dict[float, list[BitMap]] = {}
            for combination, passages in self.index.combinations().items():
                if is_among(combination, self.choice):
                    _, polarity, status = combination
                    steps.setdefault(JUDGED[polarity] * SEEN[status], []).append(passages)
            for step in sorted(steps, reverse=True):
                yield BitMap.union(*steps[step])
        yield self.index.everything


def in_order(passages: BitMap, strata: Iterator[BitMap], first: int, last: int) -> list[int]:
    """Return the passages from place `first` to before `last`, by stratum and then by number."""
    found: list[int] = []
    before, left = 0, passages
    for stratum in strata:
        here = left & stratum
        start, end = max(first - before, 0), min(last - before, len(here))
        if start < end:
            found.extend(here[start:end])
        before += len(here)
        if before >= last:
            break
        left = left - here
    return found
