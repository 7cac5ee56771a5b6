"""What a source's reader noticed without refusing anything: counted while it reads, told when it has ended."""

from collections import Counter
from dataclasses import dataclass, field

from corpus.sources.quoting import is_word, quoted


@dataclass(slots=True)
class _Noticed:
    count: int = 0
    examples: Counter[str] = field(default_factory=Counter)


class Remarks:
    """Counts of what was noticed, each with a few of the values concerned."""

    _EXAMPLES = 3
    _LONGEST_EXAMPLE = 20

    def __init__(self) -> None:
        self._noticed: dict[str, _Noticed] = {}

    def add(self, remark: str, value: str = "") -> None:
        """Count a remark, and keep the value as an example while there are few; never one that may be a text."""
        noticed = self._noticed.setdefault(remark, _Noticed())
        noticed.count += 1
        if not is_word(value, longest=self._LONGEST_EXAMPLE):
            return
        if value in noticed.examples or len(noticed.examples) < self._EXAMPLES:
            noticed.examples[value] += 1

    def sentences(self) -> list[str]:
        """Say each remark once, with how often it was made and an example or two."""
        return [_sentence(remark, noticed) for remark, noticed in self._noticed.items()]


def _sentence(remark: str, noticed: _Noticed) -> str:
    examples = f" (such as {', '.join(map(quoted, noticed.examples))})" if noticed.examples else ""
    return f"{remark}{examples}: {noticed.count:,}."
