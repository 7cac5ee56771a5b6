"""Who coded how much, and how far coders agree, as tables for reading; what cannot be had is a dash."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from models.agreement import Agreement, Reliability
from models.intervals import Interval
from models.shared import SharedCoding

DASH = "-"
MOST_PAIRS = 6
"""So many pairs of coders are named; of more, only how many notes they share at least and at most."""

UNKNOWN = Interval(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True, slots=True)
class CoderWork:
    """How much one coder did, in all notes and in those that others coded too."""

    notes: int
    shared: int
    sentences: int
    """Of the shared notes."""
    codings: int
    """In these sentences."""


def coder_work(shared: SharedCoding, notes: Mapping[str, int]) -> dict[str, CoderWork]:
    """Count each coder's work; ``notes`` is how many each coded, shared or not."""
    return {coder: _work(shared, coder, total) for coder, total in notes.items()}


def _work(shared: SharedCoding, coder: str, total: int) -> CoderWork:
    if coder not in shared.coders:
        return CoderWork(total, 0, 0, 0)
    place = shared.coders.index(coder)
    themes = [given for unit in shared.sentences if (given := unit.themes[place]) is not None]
    readings = sum(of_note[place] is not None for of_note in shared.readings)
    return CoderWork(total, readings, len(themes), sum(map(len, themes)))


def shared_notes(shared: SharedCoding) -> dict[tuple[str, str], int]:
    """Count the notes that each two coders share, where they share any."""
    counts: dict[tuple[str, str], int] = {}
    for readings in shared.readings:
        coders = [coder for coder, reading in zip(shared.coders, readings, strict=True) if reading]
        for first, one in enumerate(coders):
            for other in coders[first + 1 :]:
                counts[one, other] = counts.get((one, other), 0) + 1
    return counts


def coder_lines(work: Mapping[str, CoderWork], pairs: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Yield who coded how much, and how much of it two coders share."""
    width = max(10, *map(len, work))
    yield f"{'coder':{width}}{'notes':>9}{'shared':>9}{'sentences':>11}{'codings':>10}{'a sentence':>13}"
    for coder, done in work.items():
        rate = f"{done.codings / done.sentences:.2f}" if done.sentences else DASH
        yield (f"{coder:{width}}{done.notes:9,}{done.shared:9,}{done.sentences:11,}{done.codings:10,}{rate:>13}")
    if len(pairs) > MOST_PAIRS:
        least, most = min(pairs.values()), max(pairs.values())
        yield f"{len(pairs):,} pairs of coders share from {least:,} to {most:,} notes."
    elif len(work) > 2:
        yield "Notes shared: " + ", ".join(f"{a} and {b} {count:,}" for (a, b), count in pairs.items()) + "."


def theme_lines(agreement: Agreement) -> Iterator[str]:
    """Yield the table of themes: whether a sentence has the theme."""
    yield _head(agreement, "theme", f"{'given':>8}{'prevalence':>12}{'F1':>8}{'kappa':>8}", last="AC1")
    for theme, found in agreement.themes.items():
        figures = found.presence.figures
        if not found.given:
            yield f"{theme:{_width(agreement)}}{0:8,}{0:12.3f}" + f"{DASH:>8}" * 2 + _coefficients({})
            continue
        shown = f"{found.given:8,}{found.prevalence:12.3f}{_value(figures, 'f1')}{_value(figures, 'kappa')}"
        yield f"{theme:{_width(agreement)}}{shown}{_coefficients(figures)}"
    yield ""
    for name, interval in agreement.micro_f1.items():
        label = f"micro-F1 between coders, {name}"
        yield f"{label:{_width(agreement) + 20}}{_figure(interval.value)}{_ends(interval)}"


def question_lines(agreement: Agreement) -> Iterator[str]:
    """Yield the table of what else coders were asked."""
    yield _head(agreement, "question", f"{'units':>8}{'same':>8}{'kappa':>8}", last="AC1")
    for name, found in agreement.questions.items():
        if "same" in found.figures:
            yield _row(agreement, name, found, ("same", "kappa"))


def polarity_lines(agreement: Agreement) -> Iterator[str]:
    """Yield the table of themes once more: their polarity and evidence, where two coders gave the theme."""
    yield (
        _head(agreement, "polarity by theme", f"{'units':>8}{'same':>8}{'kappa':>8}", last="AC1") + f"{'evidence':>10}"
    )
    for theme, found in agreement.themes.items():
        overlap = found.evidence.figures["overlap"].value
        yield _row(agreement, theme, found.polarity, ("same", "kappa")) + f"{_figure(overlap):>10}"
    every = agreement.questions
    overlap = every["evidence"].figures["overlap"].value
    yield _row(agreement, "all themes", every["polarity of themes"], ("same", "kappa")) + f"{_figure(overlap):>10}"


def _row(agreement: Agreement, name: str, found: Reliability, values: Sequence[str]) -> str:
    shown = "".join(_value(found.figures, value) for value in values)
    return f"{name:{_width(agreement)}}{found.units:8,}{shown}{_coefficients(found.figures)}"


def _head(agreement: Agreement, name: str, columns: str, *, last: str) -> str:
    return f"{name:{_width(agreement)}}{columns}{'alpha':>8}{'95% interval':>16}{last:>8}{'95% interval':>16}"


def _width(agreement: Agreement) -> int:
    return max(map(len, (*agreement.themes, *agreement.questions))) + 1


def _coefficients(figures: Mapping[str, Interval]) -> str:
    found = [figures.get(name, UNKNOWN) for name in ("alpha", "ac1")]
    return "".join(f"{_figure(one.value)}{_ends(one)}" for one in found)


def _value(figures: Mapping[str, Interval], name: str) -> str:
    return _figure(figures.get(name, UNKNOWN).value)


def _figure(value: float) -> str:
    return f"{DASH:>8}" if isnan(value) else f"{value:8.3f}"


def _ends(interval: Interval) -> str:
    ends = DASH if isnan(interval.low) else f"{interval.low:.3f} to {interval.high:.3f}"
    return f"{ends:>16}"
