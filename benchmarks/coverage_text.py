"""docs/statistics.md, written from the results of the simulation and from what each module says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Results = Mapping[str, Any]

LOWEST, HIGHEST = 0.93, 0.97

HEAD = """# Statistics: which interval belongs to which figure, and how often it holds the truth

Every figure of the bulletin has a 95% interval. This page says how each is worked out and how often such intervals held
the truth when closed answers were drawn anew. It is written by `python -m benchmarks.coverage` from
`benchmarks/results/coverage.json`. The answers are invented; nothing on this page is a finding.

## Why the plain interval will not do

Cases of one delivery unit resemble each other, and so do cases of one inspector. A plain interval takes them for
independent and is too narrow: see the last column of the tables. Units are few, so that even how much they differ is not
well known: quantiles are Student's, and every variance has a correction for few groups. Where units and inspectors cross
each other, both count.

## The estimators

| figure | interval | sources | module |
|---|---|---|---|
| share | Wilson's, on as many independent answers as the clustered ones are worth; the variance over groups has the CR2 correction, the quantile Satterthwaite's degrees of freedom | Wilson 1927; Korn and Graubard 1998; Bell and McCaffrey 2002 | `proportions`, `sampled` |
| difference of two groups, ratio | recovered from the intervals of both shares and their correlation over groups | Newcombe 1998; Zou and Donner 2008 | `differences` |
| difference within the case | the same, with the correlation of both answers | Newcombe 1998 | `differences` |
| adjusted odds ratio, difference and ratio | logistic regression (GEE with independence), covariance of Mancl and DeRouen, Satterthwaite's degrees of freedom; differences and ratios by marginal standardisation | Liang and Zeger 1986; Mancl and DeRouen 2001; Muller and MacLehose 2014 | `logistic`, `case_mix`, `regression` |
| model whose answers separate | Firth's penalty; refused where all answers of a compared group are the same | Firth 1993; Heinze and Schemper 2002 | `logistic`, `regression` |
| association of two facts in notes | odds ratio as above, with a half added to each cell where one is nought; lift by the delta method | Haldane 1956; Anscombe 1956 | `association` |
| share counted by a machine, corrected | Rogan and Gladen's estimate, Lang and Reiczigel's interval, on the effective number of answers | Rogan and Gladen 1978; Lang and Reiczigel 2014 | `classifier_error` |
| trend over years | slope of a logistic regression, as above | | `trends` |
| how alike answers of an inspector are | intraclass correlation by analysis of variance, Searle's interval from the F distribution | Donner 1986; Ridout, Demetrio and Firth 1999; Searle 1971 | `variance` |
| words that tell two sets of texts apart | log-odds with an informative Dirichlet prior, and z | Monroe, Colaresi and Quinn 2008 | `distinctive` |
| many comparisons | p-values adjusted by Benjamini and Hochberg; Cohen's h in words | Benjamini and Hochberg 1995; Cohen 1988 | `comparisons` |

Two ways of grouping that cross are put together as Cameron, Gelbach and Miller (2011) do. The logistic regression is
our own, some hundred lines: with independence as the working correlation, Mancl and DeRouen's correction needs no
matrix larger than the model, so that 100,000 cases take seconds, and groups may cross. The tests hold it to statsmodels'
`GEE(cov_type="bias_reduced")`, and every other estimator to a published worked example or to an independent
implementation (`tests/test_statistics_*.py` name each). The p-value of a difference is the one at which its interval just
reaches nought, so that the two never disagree.

What cannot be estimated is said: one group only, all answers the same, too few answers for a model (five of the rarer
kind for each coefficient), too few groups (fewer than four for a model), a group that lies within one unit. All answers
yes, or one case, still have an interval.
"""

SIMULATION = """## The simulation

{samples:,} samples in each setting. Each has new units, officers, {inspectors} inspectors, cases and luck, drawn from the
corpus's own parameters (`corpus/demo/parameters.toml`) by the model of `python -m corpus.invented`, as arrays; a test holds
the two to the very same answers from the same luck. Intercepts are those of the whole population: the corpus's generator
finds them anew in each sample, which would take the luck of units and inspectors out of every share. Themes come from
notes drawn, with replacement, from the corpus's {coded:,} coded notes by the answer that each gave reasons for. The truth is
what the same figure comes to among 500,000 cases in 16,666 units with 20,000 inspectors. With {samples:,} samples a
coverage of 95% is known to about one point either way.

A coverage outside 93% to 97% is in **bold**.
"""

WORDS = """### What the tables say

{said}

## What was tried and left

Methods were chosen on smaller runs of the same simulation, with other seeds.

* **At least the variance of either way of grouping alone, instead of their sum**: over twelve shares, a mean coverage of
  97.2% with 12 units and of 96.9% with 36, where the sum has 95.5% and 95.3% (600 samples each).
* **Never narrower than the interval of independent answers**: 97.7% for a share without any clustering and 98.3% for one
  with little (12 units, 600 samples). Now no narrower than 0.8 of it, so that a few groups that are even by luck still leave
  an interval.
* **That bound for shares alone, not for their differences**: 91.8% for a paired difference with 12 units (600 samples); the
  bound on differences made it 95.1% (1,000 samples).
* **A covariance corrected half as much** (Kauermann and Carroll 2001): a mean of 95.5% over thirteen figures of models
  with 12 units, where Mancl and DeRouen's has 96.8%, but as low as 92.3% with 36 (300 samples each). The safer one stays.
* **Resampling inspectors for the intraclass correlation**: 91% where the F distribution has 95% (150 samples).
"""


def as_text(results: Results) -> str:
    """Return the page."""
    parts = [
        HEAD,
        SIMULATION.format(samples=results["samples"], inspectors=results["inspectors"], coded=results["coded"]),
    ]
    parts += ["\n".join(_across(results)), "\n".join(_within(results)), WORDS.format(said="\n".join(_said(results)))]
    return "\n".join(parts)


def _across(results: Results) -> Iterator[str]:
    """Yield the table of coverage with groups known, over all settings."""
    settings = results["settings"]
    yield "### Coverage of the 95% interval, groups known (units and inspectors)\n"
    yield "| figure | | truth | " + " | ".join(settings) + " | independent, 12 units |"
    yield "|---|---|---|" + "---|" * (len(settings) + 1)
    for place, figure in enumerate(results["figures"]):
        cells = [_cell(one["groupings"]["units and inspectors"][place]) for one in settings.values()]
        plain = _cell(settings["12 units"]["groupings"]["none"][place], marked=False)
        yield f"| {figure['name']} | {figure['kind']} | {figure['truth']:.3f} | " + " | ".join([*cells, plain]) + " |"
    yield ""


def _within(results: Results) -> Iterator[str]:
    """Yield the table of what is lost where a release holds no inspectors or no units."""
    name = next(iter(results["settings"]))
    groupings = results["settings"][name]["groupings"]
    yield f"### {name}: coverage and mean width by what is known of groups\n"
    yield "An open release has organisations (here 12, of three units each), and neither units nor inspectors.\n"
    yield "| figure | | " + " | ".join(groupings) + " |"
    yield "|---|---|" + "---|" * len(groupings)
    for place, figure in enumerate(results["figures"]):
        cells = [f"{_cell(of[place])} ({_width(of[place])})" for of in groupings.values()]
        yield f"| {figure['name']} | {figure['kind']} | " + " | ".join(cells) + " |"
    yield ""


def _said(results: Results) -> Iterator[str]:
    """Yield sentences about what lies outside the range."""
    low, high, every = _outside(results, "units and inspectors")
    yield f"* Groups known, {len(every)} coverages: {_share(every)} lie within 93% to 97%; the mean is {_mean(every)}."
    yield f"* Below 93%: {_listed(low)}."
    yield f"* Above 97%, on the safe side: {_listed(high)}."
    if any("informed" in one for one in high):
        yield (
            "* Intervals of the share of cases in which partners informed are too wide for a reason: NPS and CRC differ in "
            "it by design, and each sample has the same part of both, so that some of what lies between units is no luck. "
            "They are left as they are: who was sampled by what plan is not known of a user's cases."
        )
    if any("machine" in one for one in high):
        yield (
            "* Intervals of shares that a machine counted are wide because the notes that people checked are among those "
            "counted, where the formula takes the two for separate samples: without any groups, 97.4% so and 95.4% with "
            "separate ones (6,000 draws of 1,430 notes, 200 checked). Student's quantile, which goes to the whole formula, "
            "adds to it."
        )
    if any("one organisation" in one for one in high):
        yield (
            "* One organisation of three units: three units tell little of how units differ, so its interval is wide. Where a "
            "release holds no units, the organisation is one group, its interval is that of independent answers, and the "
            "estimate carries a note that says so; it held the truth about two times in three."
        )
    for grouping in ("units", "organisations"):
        fewer, _, some = _outside(results, grouping)
        yield f"* Only {grouping} known, {len(some)} coverages: mean {_mean(some)}; below 93%: {_listed(fewer)}."
    plain_low, _, plain = _outside(results, "none")
    yield f"* Taken for independent, {len(plain)} coverages: {len(plain_low)} lie below 93%, the lowest at {min(plain):.0%}."


def _outside(results: Results, grouping: str) -> tuple[list[str], list[str], list[float]]:
    low, high, every = [], [], []
    for name, setting in results["settings"].items():
        for figure, found in zip(results["figures"], setting["groupings"].get(grouping, ()), strict=False):
            coverage = found["coverage"]
            if coverage is None:
                continue
            every.append(coverage)
            said = f"{figure['name']} ({figure['kind']}, {name.split(',')[0]}) {coverage:.1%}"
            if coverage < LOWEST:
                low.append(said)
            elif coverage > HIGHEST:
                high.append(said)
    return low, high, every


def _listed(some: Sequence[str]) -> str:
    return "; ".join(some) if some else "none"


def _share(every: Sequence[float]) -> str:
    inside = sum(LOWEST <= one <= HIGHEST for one in every)
    return f"{inside} of {len(every)}"


def _mean(every: Sequence[float]) -> str:
    return f"{sum(every) / len(every):.1%}"


def _cell(found: Mapping[str, float | None], *, marked: bool = True) -> str:
    coverage = found["coverage"]
    if coverage is None:
        return "none could be had"
    said = f"{coverage:.1%}"
    outside = not LOWEST <= coverage <= HIGHEST
    known = found["known"]
    rest = "" if known is None or known > 0.9995 else f", of {known:.1%}"
    return (f"**{said}**" if outside and marked else said) + rest


def _width(found: Mapping[str, float | None]) -> str:
    return "–" if found["width"] is None else f"{found['width']:.3f}"
