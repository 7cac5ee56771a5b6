"""Where a factor was a priority: what is asked about each factor is counted in those cases alone."""

from dataclasses import dataclass, replace

import numpy as np

from noteworthy.bulletin.answers import YES, Answered, Answers, Flags
from noteworthy.bulletin.data import BulletinData

NO_FACTOR = "No factor named"
NEVER = "It was a priority in no case."


@dataclass(frozen=True, eq=False)
class InPriority:
    """A measure in the cases in which the factor was a priority; what was answered elsewhere is not in it."""

    answered: Answered
    base: Flags
    """Cases by factors: where the factor was a priority."""
    strays: int
    """Answers about factors that were no priority."""

    @property
    def counts(self) -> tuple[np.ndarray, np.ndarray]:
        """Return yes, and yes or no, as whole numbers: cases by factors."""
        return self.answered.yes.astype(np.int64), self.answered.closed.astype(np.int64)


def in_priority(asked: Answered, answers: Answers, data: BulletinData) -> InPriority:
    """Keep the answers about priorities, the factors in the order of the codebook.

    Where nobody was asked what a priority was, every answer counts. A factor that was asked about as a priority and
    never about this measure has a column too, so that it is told and not passed over.
    """
    priority = answers.first("priority")
    named = {*asked.factors, *(priority.factors if priority is not None else ())}
    factors = (*(one for one in data.factors if one in named), *sorted(named - data.factors.keys()))
    whole = replace(asked, factors=factors, grid=np.column_stack([asked.of_factor(one) for one in factors]))
    base = whole.grid >= 0
    if priority is not None:
        base = np.column_stack([priority.of_factor(factor) == YES for factor in factors])
    return InPriority(whole.within(base), base, int((whole.closed & ~base).sum()))


def factor_words(factor: str, data: BulletinData) -> str:
    """Return a factor's name, or that none was named."""
    return data.factor_name(factor) if factor else NO_FACTOR
