"""Rows with attributes in an open release: how rare each combination is, and what the policy does about rare ones.

Text that was public before does not make the columns beside it public: a rare combination of them singles a person out.
Cases of an authored corpus are nobody's, and are only reported on.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass

from corpus.errors import ReleaseRefusedError
from corpus.store.rows import Row
from corpus.store.schema import database_schema
from noteworthy.disclosure.anonymity import rare_rows
from noteworthy.disclosure.policy import DisclosurePolicy, RareRowsRule
from noteworthy.disclosure.row_suppression import Values, smallest_group, suppressed

NOTHING = "not known"
"""Stands for an empty cell where rows are compared: a reader sees that it is empty."""


@dataclass(frozen=True, slots=True)
class RowsReport:
    """What was found and done; it may be published, since it names no combination."""

    k: int
    rule: RareRowsRule
    authored: bool
    """Whether every case is invented, so that there is nobody to single out. Where some are, they are not counted."""
    attributes: tuple[str, ...]
    rows: int
    rare_before: int
    """Rows whose combination fewer than k share, as the source has them."""
    rare_after: int
    smallest_before: int | None
    smallest_after: int | None
    """Rows that share the rarest combination that is published; nothing where no attribute is."""
    blanked: dict[str, int]
    """Cells that were left out, by attribute; those of which none was are not named."""

    def facts(self) -> dict[str, object]:
        """Return it as a manifest has it."""
        return asdict(self)

    def sentences(self) -> Iterator[str]:
        """Say it to the person who signs, where there is anybody to protect."""
        if self.authored and self.rule == "report":
            return
        by = f"Of {self.rows:,} cases, by {len(self.attributes)} published attributes together,"
        if not self.rare_before:
            yield f"{by} none stands out: at least {self.k} share each combination."
        elif self.rule == "report":
            yield (
                f"{by} {self.rare_before:,} share theirs with fewer than {self.k - 1} others; the policy only reports "
                "this."
            )
        else:
            cells = ", ".join(f"{name} {count:,}" for name, count in self.blanked.items())
            yield (
                f"{by} {self.rare_before:,} shared theirs with fewer than {self.k - 1} others. Cells left out until "
                f"each combination is shared by {self.k}: {cells}."
            )


def protect_rows(
    cases: Sequence[Row], policy: DisclosurePolicy, *, invented: Collection[str]
) -> tuple[list[Row], RowsReport | None]:
    """Return the public rows of cases as the policy lets them go out, and the report; no report where there is none.

    `invented` holds the keys of invented cases. They go out as they are, and hide nobody: the sources beside them tell
    them from the others, which have to be alike among themselves.
    The rows are those of the public file, already coarsened and redacted. Raises ``ReleaseRefusedError`` where the
    policy refuses rare rows, or names an attribute that cases do not have.
    """
    if not cases:
        return [], None
    real = [row for row in cases if row["id"] not in invented]
    if not real:
        return _protected(cases, policy, authored=True)
    shown, report = _protected(real, policy, authored=False)
    by_key = {row["id"]: row for row in shown}
    return [by_key.get(row["id"], row) for row in cases], report


def _protected(cases: Sequence[Row], policy: DisclosurePolicy, *, authored: bool) -> tuple[list[Row], RowsReport]:
    """Return rows that are all real, or all invented, as the rule for them has it."""
    attributes = policy.rows.attributes
    _check(attributes)
    rule = policy.rows.authored if authored else policy.rows.others
    values: list[Values] = [tuple(row[name] or None for name in attributes) for row in cases]
    rare = _rare(values, attributes, policy)
    if rule == "refuse" and rare:
        raise ReleaseRefusedError(
            f"{rare:,} of {len(cases):,} cases share their published attributes with fewer than {policy.k - 1} others, "
            "and the policy refuses that; take columns out of the mapping, or set 'suppress' under [disclosure.rows]."
        )
    shown = suppressed(values, k=policy.k) if rule == "suppress" else values
    report = RowsReport(
        k=policy.k,
        rule=rule,
        authored=authored,
        attributes=attributes,
        rows=len(cases),
        rare_before=rare,
        rare_after=_rare(shown, attributes, policy),
        smallest_before=smallest_group(values),
        smallest_after=smallest_group(shown),
        blanked=_blanked(values, shown, attributes),
    )
    return [row | dict(zip(attributes, cells, strict=True)) for row, cells in zip(cases, shown, strict=True)], report


def _check(attributes: Sequence[str]) -> None:
    cases = next(table for table in database_schema().public_tables if table.name == "cases")
    known = [column.name for column in cases.columns if not column.key]
    unknown = [name for name in attributes if name not in known]
    if unknown:
        raise ReleaseRefusedError(
            f"the policy names '{unknown[0]}' under [disclosure.rows], and no case is published with that; there are: "
            f"{', '.join(known)}."
        )


def _rare(values: Sequence[Values], attributes: Sequence[str], policy: DisclosurePolicy) -> int:
    """Return how many rows stand out; a row of which nothing is published tells nothing."""
    telling = [row for row in values if any(value is not None for value in row)]
    named = [{name: value or NOTHING for name, value in zip(attributes, row, strict=True)} for row in telling]
    return len(rare_rows(named, attributes, policy).rows)


def _blanked(before: Sequence[Values], after: Sequence[Values], attributes: Sequence[str]) -> dict[str, int]:
    counts = {
        name: sum(was[number] is not None and now[number] is None for was, now in zip(before, after, strict=True))
        for number, name in enumerate(attributes)
    }
    return {name: count for name, count in counts.items() if count}
