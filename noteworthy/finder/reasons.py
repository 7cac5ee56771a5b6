"""Why a passage ranks where it does, in short plain phrases."""

from collections.abc import Iterator, Sequence

from noteworthy.finder.ranking import NEAR, Ranked
from noteworthy.finder.wanted import Part

_NUMBERS = {2: "both", 3: "all three", 4: "all four", 5: "all five"}


def reasons(ranked: Ranked, parts: Sequence[Part]) -> tuple[str, ...]:
    """Return why, the weightiest first."""
    return (*_of_words(ranked, parts), *_of_coding(ranked))


def _of_words(ranked: Ranked, parts: Sequence[Part]) -> Iterator[str]:
    if ranked.close is not None and ranked.close <= NEAR:
        number = _NUMBERS.get(len(parts), f"all {len(parts)}")
        yield f"{number} {'parts' if any(part.is_phrase for part in parts) else 'words'} close together"
    if ranked.in_evidence:
        yield (
            "the evidence has your words"
            if sum(len(part.stems) for part in parts) > 1
            else "the evidence has your word"
        )


def _of_coding(ranked: Ranked) -> Iterator[str]:
    coding = ranked.best
    if coding is None:
        yield "coded with no theme" if not ranked.passage.codings else "coded with another theme"
        return
    if coding.polarity in ("good", "poor") and coding.status == "observed":
        yield f"clear: {coding.polarity} practice, observed"
    elif coding.polarity == "context":
        yield "less clear: judges no practice"
    elif coding.polarity == "mixed":
        yield "less clear: good and poor practice in one sentence"
    else:
        yield f"less clear: {coding.polarity} practice, {coding.status}"
    if coding.by_coders:
        yield "read by coders"
    elif coding.confidence is not None:
        yield f"machine, confidence {100 * coding.confidence:.0f}%"
    else:
        yield "tagged by the machine"
