"""How much of the variation between cases lies between inspectors, officers, units and organisations."""

from collections.abc import Iterator, Sequence

import numpy as np

from noteworthy.bulletin.answers import Answered, Answers, Flags
from noteworthy.bulletin.content import Cell, Table
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.figures import cells, count, in_text, interval, remarks, text
from noteworthy.bulletin.priorities import in_priority
from noteworthy.bulletin.settings import Settings
from noteworthy.statistics.estimates import Estimate
from noteworthy.statistics.variance import intraclass

Row = tuple[str, str, int, int, Estimate]
"""Level, measure, cases, of them yes, and the intraclass correlation."""


def variation(data: BulletinData, settings: Settings, answers: Answers, *, among: Flags) -> tuple[Row, ...]:
    """Return the intraclass correlation of each measure at each level that the data name, whoever inspected first.

    A case counts once for each measure: several answers of one case are alike for being of that case.
    """
    rows = []
    for level, labels in _levels(data, settings):
        for asked in (one for one in answers.answered if one.measure.role != "priority"):
            yes, closed = _by_case(asked, answers, data)
            closed &= among
            found = intraclass(yes, labels, answered=closed)
            rows.append((level, asked.measure.name, int(closed.sum()), int((yes & closed).sum()), found))
    return tuple(rows)


def variation_table(rows: Sequence[Row]) -> Iterator[Table]:
    """Yield the table of these figures; none where there are none."""
    if not rows:
        return
    cells_of: list[tuple[Cell, ...]] = [
        (level, measure, cases, yes, found.groups, *cells(found)) for level, measure, cases, yes, found in rows
    ]
    yield Table(
        "3d",
        "How much of the variation between cases lies between inspectors, officers, units and organisations",
        (
            text("level", "Level", "Who or what the cases have in common."),
            text("measure", "Measure", "What yes means."),
            count("cases", "Cases", "Cases of either group with an answer yes or no."),
            count("yes", "Yes", "Those of them in which at least half of the answers are yes."),
            count("groups", "Groups", "Inspectors, officers, units or organisations that they lie in."),
            *interval(
                "intraclass",
                "Intraclass correlation",
                "Share of the variation that lies between them: 0 where they do not differ beyond chance.",
                unit="number",
            ),
        ),
        tuple(cells_of),
        "A case counts once for each measure: as yes where at least half of its answers yes or no are yes.",
        remarks((f"{level}, {in_text(measure)}", found) for level, measure, *_, found in rows),
    )


def _levels(data: BulletinData, settings: Settings) -> Iterator[tuple[str, list[str]]]:
    """Yield each level with a label for each case, empty where it is not known; a unit is named with what holds it."""
    seen: set[str] = set()
    for columns in (*((one,) for one in settings.crossing), *sorted(settings.clusters, key=len, reverse=True)):
        parts = [data.cases[column].astype(object).fillna("").tolist() for column in columns]
        labels = ["" if "" in row else " / ".join(row) for row in zip(*parts, strict=True)]
        if columns[-1] not in seen and len(set(labels) - {""}) > 1:
            seen.add(columns[-1])
            yield columns[-1].replace("_", " ").capitalize(), labels


def _by_case(asked: Answered, answers: Answers, data: BulletinData) -> tuple[Flags, Flags]:
    """Return for each case whether at least half of its answers are yes, and whether it has any."""
    if asked.measure.per_factor:
        asked = in_priority(asked, answers, data).answered
    yes, of = asked.yes.sum(axis=1), asked.closed.sum(axis=1)
    return np.asarray(2 * yes >= np.maximum(of, 1)), np.asarray(of > 0)
