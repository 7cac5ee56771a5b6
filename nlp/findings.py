"""Findings: cues read in their context, theme x polarity x status on exact words.

The order in which context acts: a denial turns good and poor round; a bare topic takes its polarity from the words that
judge practice in its clause; then what kind of statement it is (a missed duty, a supposition, a norm, a plan, someone
else's view) decides the status, and whether anything was judged at all.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from corpus.values import Polarity, Status
from nlp.clauses import Clauses
from nlp.context import Effect, Modifier, SentenceContext, reach
from nlp.cues import Cue, CueMatch

_TURNED: dict[Polarity, Polarity] = {"good": "poor", "poor": "good", "mixed": "mixed", "context": "poor"}


_FEW = 400
"""Pairs of cue and rule that are tried without looking which are near each other: nearly every sentence has fewer."""
_EXCEPTIONS = 8
"""Exceptions that are read in one sentence."""
_BESIDE = 80
"""Words within which a topic looks for the words that judge it."""


class Reading(NamedTuple):
    """A cue in its context, in tokens of the document."""

    match: CueMatch
    polarity: Polarity
    status: Status = "observed"
    rules: tuple[str, ...] = ()

    def marked(self, rule: str, polarity: Polarity, status: Status | None = None) -> "Reading":
        """Return it as a rule leaves it."""
        return Reading(self.match, polarity, status or self.status, (*self.rules, rule))


def read_cues(matches: Sequence[CueMatch], context: SentenceContext) -> list[Reading]:
    """Read the cues of one sentence in its context, in their order."""
    clauses = context.clauses
    acting = [_Acting(modifier, *reach(modifier, clauses)) for modifier in _awake(context.modifiers, matches)]
    near = _near(matches, acting)
    readings = [_denied(match, here) for match, here in zip(matches, near, strict=True)]
    if any(match.cue.kind == "topic" for match in matches):
        judging = _Judging(readings, clauses)
        readings = [_weigh(reading, judging, here) for reading, here in zip(readings, near, strict=True)]
    if acting:
        verdict = _first(acting, "reject") or _first(acting, "adopt")
        readings = [_settle(reading, here, verdict) for reading, here in zip(readings, near, strict=True)]
        readings = _excepted(readings, acting, clauses.clauses[0])
    return [reading for reading in readings if not _is_a_look_alike(reading.match)]


def _near(matches: Sequence[CueMatch], acting: "Sequence[_Acting]") -> "list[Sequence[_Acting]]":
    """Return for each cue the rules that may reach it, in their order, without trying each rule on each cue."""
    if len(matches) * len(acting) < _FEW:
        return [acting] * len(matches)
    waiting = sorted(acting, key=lambda one: one.first, reverse=True)
    open_ones: list[_Acting] = []
    near: list[Sequence[_Acting]] = []
    for match in matches:
        while waiting and waiting[-1].first <= match.start:
            open_ones.append(waiting.pop())
        open_ones = [one for one in open_ones if one.last > match.start and one.modifier.rule.scope != "sentence"]
        near.append(sorted(open_ones, key=lambda one: one.modifier.start))
    return near


def _is_a_look_alike(match: CueMatch) -> bool:
    """Tell whether a cue only keeps its words from being read as a judgement: a topic of practice ("as well as")."""
    return not match.cue.theme and match.cue.kind == "topic"


class _Acting(NamedTuple):
    """A rule's phrase and the tokens that it reaches."""

    modifier: Modifier
    first: int
    last: int

    @property
    def effect(self) -> Effect:
        return self.modifier.rule.effect

    @property
    def name(self) -> str:
        return self.modifier.rule.name

    def reaches(self, match: CueMatch) -> bool:
        """Tell whether the cue lies in its reach; a cue that shares words with the phrase has said it itself."""
        apart = match.end <= self.modifier.start or match.start >= self.modifier.end
        return apart and self.first <= match.start and match.end <= self.last

    def precedes(self, match: CueMatch) -> bool:
        return self.modifier.end <= match.start


def _awake(modifiers: Iterable[Modifier], matches: Sequence[CueMatch]) -> Iterable[Modifier]:
    """Leave out rules that do nothing, and denials that a good cue has used up ("without delay")."""
    modifiers = [m for m in modifiers if m.rule.effect != "none"]
    if not modifiers:
        return ()
    used = {token for m in matches if m.cue.kind == "good" for token in range(m.start, m.end)}
    return (m for m in modifiers if m.rule.effect != "flip" or m.start not in used)


# ---------------------------------------------------------------- polarity


def _denied(match: CueMatch, acting: Sequence[_Acting]) -> Reading:
    """Read a cue with the denials before it; a topic stays open for the words that judge it."""
    kind = match.cue.kind
    reading = Reading(match, "context" if kind == "topic" else kind)
    if kind == "topic":
        return reading
    for one in acting:
        if not one.precedes(match) or not one.reaches(match):
            continue
        if one.effect == "flip" or (one.effect == "remedy" and kind == "poor"):
            reading = reading.marked(one.name, _TURNED[reading.polarity])
    return reading


class _Judging:
    """The words of a sentence that judge practice, for its topics to look up."""

    def __init__(self, readings: Sequence[Reading], clauses: Clauses) -> None:
        self._judges = [reading for reading in readings if reading.match.cue.kind != "topic"]
        self._starts = [reading.match.start for reading in self._judges]
        self._themes = [reading.match.start for reading in readings if reading.match.cue.theme]
        self._clauses = clauses

    def in_clause(self, match: CueMatch) -> list[Reading]:
        """Return those of the cue's clause: in general, or on its theme."""
        first, last = self._clauses.clause(match.start)
        return self._between(max(first, match.start - _BESIDE), min(last, match.end + _BESIDE), match.cue.theme)

    def beside(self, match: CueMatch) -> list[Reading]:
        """Return those of the clauses beside it in the same statement, where a clause names no theme of its own."""
        first, last = self._clauses.clause(match.start)
        begin, end = self._clauses.statement(match.start)
        beside = [self._clauses.clause(first - 1)] if first > begin else []
        beside += [self._clauses.clause(last)] if last < end else []
        near = [(max(one, match.start - _BESIDE), min(other, match.end + _BESIDE)) for one, other in beside]
        return [reading for clause in near if not self._has_theme(*clause) for reading in self._between(*clause, "")]

    def _between(self, first: int, last: int, theme: str) -> list[Reading]:
        judges = self._judges[bisect_left(self._starts, first) : bisect_left(self._starts, last)]
        return [reading for reading in judges if reading.match.cue.theme in ("", theme)]

    def _has_theme(self, first: int, last: int) -> bool:
        return bisect_left(self._themes, first) < bisect_left(self._themes, last)


def _weigh(reading: Reading, judging: _Judging, acting: Sequence[_Acting]) -> Reading:
    """Give a bare topic the polarity of the nearest word that judges practice, or else of a denial or a remedy."""
    match = reading.match
    if match.cue.kind != "topic" or _is_a_look_alike(match):
        return reading
    judges = judging.in_clause(match)
    if not judges and not any(one.effect == "except" and one.reaches(match) for one in acting):
        judges = judging.beside(match)
    if judges:
        nearest = min(judges, key=_distance_from(match))
        return Reading(match, nearest.polarity, rules=(*reading.rules, *nearest.rules))
    for one in acting:
        if one.effect == "flip" and one.modifier.rule.topics and one.reaches(match):
            return reading.marked(one.name, "poor")
    for one in acting:
        if one.effect == "remedy" and one.precedes(match) and one.reaches(match):
            return reading.marked(one.name, "good")
    return reading


def _distance_from(match: CueMatch) -> Callable[[Reading], int]:
    def distance(reading: Reading) -> int:
        other = reading.match
        return max(other.start - match.end, match.start - other.end, 0)

    return distance


# ---------------------------------------------------------------- status


def _settle(reading: Reading, acting: Sequence[_Acting], verdict: "_Acting | None") -> Reading:
    """Decide what kind of statement it is: someone's view first, then the first settler that reaches it.

    ``verdict`` is the inspector's own view of what someone reported, where the sentence holds one.
    """
    here: dict[Effect, _Acting] = {}
    for one in acting:
        effect = one.modifier.rule.effect
        if effect in _SETTLING and effect not in here and one.reaches(reading.match):
            here[effect] = one
    if not here:
        return reading
    if "report" in here:
        return _as_reported(reading, here["report"], verdict)
    effect = next(effect for effect in _SETTLERS if effect in here)
    return _SETTLERS[effect](reading, here[effect].name)


def _first(acting: Iterable[_Acting], effect: Effect) -> _Acting | None:
    return next((one for one in acting if one.effect == effect), None)


def _as_reported(reading: Reading, reported: _Acting, verdict: _Acting | None) -> Reading:
    """Read someone else's view: it stands, or is turned round, where the inspector takes it over or turns it down."""
    if verdict is None:
        return reading.marked(reported.name, "context", "reported")
    polarity = reading.polarity
    if verdict.effect == "reject" and polarity != "context":
        polarity = _TURNED[polarity]
    return Reading(reading.match, polarity, reading.status, (*reading.rules, reported.name, verdict.name))


def _missed(reading: Reading, rule: str) -> Reading:
    return reading.marked(rule, "poor")


def _shortfall(reading: Reading, rule: str) -> Reading:
    return reading.marked(rule, "poor", "hypothetical")


def _supposed(reading: Reading, rule: str) -> Reading:
    return reading.marked(rule, "context", "hypothetical")


def _normative(reading: Reading, rule: str) -> Reading:
    return reading.marked(rule, "context", "normative")


def _planned(reading: Reading, rule: str) -> Reading:
    return reading.marked(rule, "context", "planned")


def _outside(reading: Reading, rule: str) -> Reading:
    return reading.marked(rule, "context")


_SETTLERS: dict[Effect, Callable[[Reading, str], Reading]] = {
    "missed": _missed,
    "shortfall": _shortfall,
    "suppose": _supposed,
    "norm": _normative,
    "plan": _planned,
    "context": _outside,
}
_SETTLING = frozenset[Effect]({"report", *_SETTLERS})
_STATUS_OF: dict[Effect, Status] = {
    "report": "reported",
    "shortfall": "hypothetical",
    "suppose": "hypothetical",
    "norm": "normative",
    "plan": "planned",
}


def passages(context: SentenceContext) -> list[tuple[Status, int, int]]:
    """Return what the rules make other than observed, cue or no cue: status, first token, token after the last.

    A view that the inspector adopts or rejects is observed, as it is for a cue.
    """
    if not context.modifiers:
        return []
    effects = {modifier.rule.effect for modifier in context.modifiers}
    judged = bool(effects & {"adopt", "reject"})
    found = []
    for modifier in context.modifiers:
        status = _STATUS_OF.get(modifier.rule.effect)
        if status is not None and not (status == "reported" and judged):
            found.append((status, *reach(modifier, context.clauses)))
    return sorted(found, key=lambda passage: passage[0] != "reported")


# ---------------------------------------------------------------- exceptions


def _excepted(readings: list[Reading], acting: Sequence[_Acting], first: int) -> list[Reading]:
    """Give what "except for" names the opposite of what the sentence says before it, or after it where it leads."""
    for one in islice((one for one in acting if one.effect == "except"), _EXCEPTIONS):
        leads = one.modifier.start == first
        outside = [r for r in readings if (leads or not one.precedes(r.match)) and not one.reaches(r.match)]
        rest = next((r for r in outside if r.polarity in ("good", "poor")), None)
        if rest is None:
            continue
        opposite = _TURNED[rest.polarity]
        named = [r for r in readings if r.match.cue.theme and one.reaches(r.match)]
        if named:
            bare = [r for r in named if r.polarity == "context"]
            readings = [r.marked(one.name, opposite) if r in bare else r for r in readings]
        else:
            # Nothing that the codebook knows is named ("except for alcohol"): the exception still judges practice.
            cue = Cue("", "good" if opposite == "good" else "poor", one.modifier.rule.phrases[0])
            exception = CueMatch(one.modifier.start, max(one.last, one.modifier.end), cue)
            readings = sorted([*readings, Reading(exception, opposite, rules=(one.name,))])
    return readings
