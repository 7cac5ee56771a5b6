"""A figure with its 95% interval, what it rests on, and why it could not be had where it could not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure; ``value`` is None where it could not be estimated, and then ``note`` says why."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    """Answers that it rests on."""
    groups: int
    """Groups at the highest level that they lie in; ``n`` where no groups were given."""
    method: str
    """Name of the estimator, in a few words that a methods section can print."""
    note: str = ""
    """What a reader must know of this one figure, as a sentence; empty where there is nothing to say."""
    p: float | None = None
    """Two-sided p-value of 'no difference' or 'no association', where the figure has such a thing."""

    @property
    def known(self) -> bool:
        """Tell whether there is a figure and an interval."""
        return self.value is not None and self.low is not None and self.high is not None

    def through(self, function: Callable[[float], float], *, method: str | None = None) -> "Estimate":
        """Return the figure and its ends through a rising function, such as `exp`."""

        def of(end: float | None) -> float | None:
            return None if end is None else function(end)

        return replace(self, value=of(self.value), low=of(self.low), high=of(self.high), method=method or self.method)


def unknown(reason: str, *, method: str, n: int = 0, groups: int = 0, value: float | None = None) -> Estimate:
    """Return what stands for a figure (or, with ``value``, for an interval) that could not be had."""
    return Estimate(value, None, None, n, groups, method, reason)
