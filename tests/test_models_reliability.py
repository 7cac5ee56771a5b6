"""Coefficients of agreement: published examples with their published figures, and what must hold whatever was said."""

import doctest
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from models import reliability
from models.intervals import Resamples
from models.ratings import Figure, Ratings
from models.reliability import (
    FloatArray,
    cohen_kappa,
    f1,
    gwet_ac1,
    krippendorff_alpha,
    masi_distance,
    masi_distances,
    nominal_distances,
)

Said = Sequence[Sequence[int | None]]

OBSERVERS: Said = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, None),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Krippendorff (2011): four observers, twelve units, missing values. Also Gwet's ``cac.raw4raters``."""

ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
"""Gwet (2014), in the documentation of the R package irrCAC: two abstractors of a hundred pregnancies."""

PSYCHIATRISTS = (
    (0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0),
    (2, 0, 4, 0, 0), (0, 0, 4, 0, 2), (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6),
    (1, 0, 0, 5, 0), (1, 1, 0, 4, 0), (0, 3, 3, 0, 0), (1, 0, 0, 5, 0), (0, 2, 0, 3, 1),
)  # fmt: skip
"""The same source, ``distrib.6raters``: six psychiatrists; how many gave each of five diagnoses to fifteen patients."""


def ratings(by_coder: Said, categories: Sequence[int], *, notes: int = 1) -> Ratings:
    units = list(zip(*by_coder, strict=True))
    return Ratings.of(
        ((place * notes // len(units), said) for place, said in enumerate(units)),
        categories,
        notes=notes,
        coders=len(by_coder),
    )


def from_table(table: Sequence[Sequence[int]]) -> Ratings:
    said = [(a, b) for a, row in enumerate(table) for b, times in enumerate(row) for _ in range(times)]
    return ratings(list(zip(*said, strict=True)), range(len(table)))


def value(figure: Figure) -> float:
    return float(figure.of(figure.parts.sum(axis=0)))


def alpha(of: Ratings) -> float:
    return value(of.alpha(nominal_distances(of.categories)))


def ac1_of_counts(counts: FloatArray) -> float:
    """AC1 as Gwet defines it for raw ratings, where a unit with one rating still says how common its category is."""
    sizes = counts.sum(axis=1)
    several = sizes > 1
    same = np.sum(counts * (counts - 1), axis=1)[several] / (sizes * (sizes - 1))[several]
    return float(gwet_ac1(same.sum(), np.array(float(several.sum())), np.sum(counts / sizes[:, None], axis=0)))


# ------------------------------------------------------------------------------------------------ published examples


def test_alpha_of_krippendorffs_example_is_what_he_publishes() -> None:
    example = ratings(OBSERVERS, range(1, 6))
    assert alpha(example) == pytest.approx(0.743, abs=5e-4)
    assert value(example.ordinal()) == pytest.approx(0.815, abs=5e-4)


def test_alpha_of_krippendorffs_two_observers_is_what_he_publishes() -> None:
    """His first example: two observers, ten units, two values: alpha 0.095."""
    observers = ((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0))
    assert alpha(ratings(observers, (0, 1))) == pytest.approx(0.095, abs=5e-4)


def test_figures_of_gwets_abstractors_are_what_he_publishes() -> None:
    example = from_table(ABSTRACTORS)
    assert value(example.kappa()) == pytest.approx(0.7964094, abs=5e-8)
    assert value(example.ac1()) == pytest.approx(0.8493305, abs=5e-8)
    assert alpha(example) == pytest.approx(0.7972585, abs=5e-8)
    assert value(example.same()) == pytest.approx(0.89)


def test_figures_of_gwets_six_psychiatrists_are_what_he_publishes() -> None:
    said = [[place for place, times in enumerate(row) for _ in range(times)] for row in PSYCHIATRISTS]
    example = ratings(list(zip(*said, strict=True)), range(5))
    assert value(example.same()) == pytest.approx(0.5511111, abs=5e-8)
    assert value(example.ac1()) == pytest.approx(0.4448007, abs=5e-8)
    assert alpha(example) == pytest.approx(0.4204384, abs=5e-8)


def test_ac1_of_raw_ratings_with_gaps_is_what_gwet_publishes() -> None:
    said = list(zip(*OBSERVERS, strict=True))
    counts = np.array([[sum(one == category for one in unit) for category in range(1, 6)] for unit in said], float)
    assert ac1_of_counts(counts) == pytest.approx(0.77544, abs=5e-6)


def test_where_nearly_all_say_yes_kappa_falls_below_nought_and_ac1_does_not() -> None:
    """The paradox: 118 yes and yes, 5 and 2 apart, none no and no. Observed: .944; the rest is from the formulas."""
    example = from_table(((118, 5), (2, 0)))
    expected = (123 * 120 + 2 * 5) / 125**2
    assert value(example.kappa()) == pytest.approx((0.944 - expected) / (1 - expected))
    assert value(example.kappa()) < 0
    assert value(example.ac1()) == pytest.approx((0.944 - 2 * 0.972 * 0.028) / (1 - 2 * 0.972 * 0.028))


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ({"a"}, {"a"}, 0),
        ({"a"}, {"a", "b"}, 1 - 2 / 3 * 1 / 2),
        ({"a", "b"}, {"a", "b", "c", "d"}, 1 - 2 / 3 * 1 / 2),
        ({"a", "b"}, {"b", "c"}, 1 - 1 / 3 * 1 / 3),
        ({"a"}, {"b"}, 1),
        (set(), set(), 0),
        (set(), {"a"}, 1),
    ],
)
def test_masi_weighs_what_is_shared_by_how_the_sets_lie(one: set[str], other: set[str], distance: float) -> None:
    assert masi_distance(one, other) == pytest.approx(distance)
    assert masi_distance(other, one) == pytest.approx(distance)


def test_alpha_by_masi_lets_a_set_within_another_count_for_something() -> None:
    sets = [frozenset[object]("a"), frozenset[object]("ab"), frozenset[object]("c")]
    example = ratings(((0, 0, 2, 1), (0, 1, 2, 0)), range(3))
    by_masi = value(example.alpha(masi_distances(sets)))
    n = np.array([4, 2, 2])  # six pairs of values as Krippendorff counts them, both ways
    expected = 2 * (n[0] * n[1] * 2 / 3 + n[0] * n[2] + n[1] * n[2])
    assert by_masi == pytest.approx(1 - 7 * (4 * 2 / 3) / expected)
    assert by_masi > alpha(example)


# ------------------------------------------------------------------------------------------------- what must hold

answers = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 2)), min_size=3, max_size=3), min_size=1, max_size=12
)  # fmt: skip


def every_figure(of: Ratings) -> dict[str, float]:
    figures = of.figures() | {"ordinal": of.ordinal(), "f1": of.f1()}
    return {name: value(figure) for name, figure in figures.items()}


@given(answers, st.permutations(range(3)), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_figures_do_not_depend_on_the_order_of_coders_and_units(
    said: list[list[int | None]], order: list[int], random: object
) -> None:
    shuffled = [[unit[place] for place in order] for unit in said]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = every_figure(ratings(list(zip(*said, strict=True)), range(3)))
    second = every_figure(ratings(list(zip(*shuffled, strict=True)), range(3)))
    assert first == pytest.approx(second, nan_ok=True)


@given(answers)
@settings(deadline=None)
def test_figures_are_at_most_one_or_cannot_be_had(said: list[list[int | None]]) -> None:
    for figure in every_figure(ratings(list(zip(*said, strict=True)), range(3))).values():
        assert np.isnan(figure) or figure <= 1 + 1e-9


def test_coders_who_agree_throughout_have_one() -> None:
    example = ratings(((0, 1, 2, 1, None), (0, 1, 2, 1, 2), (0, 1, 2, None, 2)), range(3))
    assert every_figure(example) == pytest.approx(dict.fromkeys(every_figure(example), 1.0))


def test_coders_who_guess_have_about_nought() -> None:
    rng = np.random.default_rng(5)
    guesses = rng.choice(3, size=(3, 20_000), p=(0.5, 0.3, 0.2)).tolist()
    figures = every_figure(ratings(guesses, range(3)))
    for name in ("kappa", "alpha", "ordinal"):
        assert figures[name] == pytest.approx(0, abs=0.02)


def test_where_one_value_only_was_given_nothing_is_said_of_chance() -> None:
    figures = every_figure(ratings(((0, 0, 0), (0, 0, 0)), range(3)))
    assert figures["same"] == 1
    assert all(np.isnan(figures[name]) for name in ("kappa", "alpha", "ordinal", "f1"))


def test_where_nothing_is_compared_there_is_no_figure() -> None:
    figures = every_figure(ratings(((0, None), (None, 1)), range(3)))
    assert all(map(np.isnan, figures.values()))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=30))
@settings(deadline=None)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    one, other = zip(*pairs, strict=True)
    if len({*one, *other}) > 1:
        kappa = value(ratings((one, other), range(3)).kappa())
        assert kappa == pytest.approx(cohen_kappa_score(one, other), abs=1e-9)


def test_kappa_of_several_coders_is_the_mean_of_the_pairs_by_what_they_share() -> None:
    rng = np.random.default_rng(3)
    said: list[list[int | None]] = rng.integers(0, 2, size=(3, 40)).tolist()
    said[2][25:] = [None] * 15
    kappas = [cohen_kappa_score(*zip(*_both(a, b), strict=True)) for a, b in combinations(said, 2)]
    shared = [len(_both(a, b)) for a, b in combinations(said, 2)]
    assert shared == [40, 25, 25]
    assert value(ratings(said, (0, 1)).kappa()) == pytest.approx(np.average(kappas, weights=shared))


def _both(one: Sequence[int | None], other: Sequence[int | None]) -> list[tuple[int | None, int | None]]:
    return [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]


def test_f1_between_two_coders_is_the_same_whichever_is_right() -> None:
    assert value(from_table(((50, 3), (2, 10))).f1()) == pytest.approx(2 * 10 / (12 + 13))
    assert float(f1(np.array(10.0), np.array(5.0))) == pytest.approx(20 / 25)


def test_examples_in_docstrings_run() -> None:
    assert doctest.testmod(reliability).failed == 0


def test_pure_functions_take_leading_axes() -> None:
    tables = np.array([[[20.0, 5.0], [10.0, 15.0]], [[9.0, 0.0], [0.0, 4.0]]])
    assert cohen_kappa(tables).tolist() == pytest.approx([0.4, 1.0])
    counts = tables.sum(axis=1) + tables.sum(axis=2)
    apart = 2 * (tables[:, 0, 1] + tables[:, 1, 0])
    together = krippendorff_alpha(apart, counts, nominal_distances(2))
    single = [float(krippendorff_alpha(a, c, nominal_distances(2))) for a, c in zip(apart, counts, strict=True)]
    assert together.tolist() == pytest.approx(single)


# ----------------------------------------------------------------------------------------------------- resampling


def test_intervals_are_those_of_figures_worked_out_anew_on_each_resample() -> None:
    rng = np.random.default_rng(8)
    truth = rng.integers(0, 3, 60)
    said: list[list[int | None]] = [
        np.where(rng.random(60) < 0.8, truth, rng.integers(0, 3, 60)).tolist() for _ in range(3)
    ]
    for place in range(0, 60, 7):
        said[place % 3][place] = None
    example = ratings(said, range(3), notes=12)
    resamples = Resamples(12, samples=40, seed=4)
    names = list(every_figure(example))
    brute: dict[str, list[float]] = {name: [] for name in names}
    for times in resamples.times:
        units = [unit for note, count in enumerate(times) for unit in _units(example, note) * int(count)]
        anew = every_figure(ratings(list(zip(*units, strict=True)), range(3)))
        for name in names:
            brute[name].append(anew[name])
    for name, figure in (example.figures() | {"ordinal": example.ordinal(), "f1": example.f1()}).items():
        interval = resamples.interval(figure.parts, figure.of)
        assert interval.value == pytest.approx(every_figure(example)[name])
        assert interval[1:] == pytest.approx(tuple(np.quantile(brute[name], [0.025, 0.975])))


def _units(of: Ratings, note: int) -> list[list[int | None]]:
    return [[None if one < 0 else int(one) for one in unit] for unit in of.values[of.note_of == note]]


def test_every_resample_draws_as_many_notes_as_there_are_and_the_seed_decides_which() -> None:
    assert set(Resamples(7, samples=50, seed=1).times.sum(axis=1)) == {7}
    assert np.array_equal(Resamples(7, samples=5, seed=1).times, Resamples(7, samples=5, seed=1).times)
    assert not np.array_equal(Resamples(7, samples=5, seed=1).times, Resamples(7, samples=5, seed=2).times)


@pytest.mark.parametrize(("notes", "samples"), [(1, 50), (8, 0)])
def test_one_note_or_no_resample_gives_a_figure_without_interval(notes: int, samples: int) -> None:
    example = ratings(((0, 1) * 4, (0, 1) * 3 + (1, 1)), (0, 1), notes=notes).same()
    interval = Resamples(notes, samples=samples).interval(example.parts, example.of)
    assert interval.value == pytest.approx(7 / 8)
    assert np.isnan(interval.low)
    assert np.isnan(interval.high)


def test_where_many_resamples_do_not_allow_a_figure_it_has_no_interval() -> None:
    """The only unit with another value stands in one note of ten: a third of the resamples lack it."""
    example = ratings(((0,) * 9 + (1,), (0,) * 9 + (1,)), (0, 1), notes=10)
    figure = example.alpha(nominal_distances(2))
    interval = Resamples(10, samples=200).interval(figure.parts, figure.of)
    assert interval.value == 1
    assert np.isnan(interval.low)
