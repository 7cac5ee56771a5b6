"""Percentages: worked out from what is published, so that they tell nothing more."""

from noteworthy.disclosure.policy import DisclosurePolicy


def percentage(part: int | None, base: int | None, policy: DisclosurePolicy) -> int | None:
    """Return a whole percentage of two published counts; `None` where either is hidden or the base too small.

    Rounded counts may make a part larger than its base by a rounding step: that is 100.

    >>> from noteworthy.disclosure.policy import default_policy
    >>> [percentage(part, base, default_policy()) for part, base in ((15, 40), (5, 25), (None, 40))]
    [38, None, None]
    """
    if part is None or base is None or base < policy.smallest_percentage_base:
        return None
    return min(100, (200 * part + base) // (2 * base))
