"""What a section must say of the data before it says anything else: what could not be used, and what is not there."""

from collections.abc import Iterator

from noteworthy.bulletin.answers import Answers
from noteworthy.bulletin.data import BulletinData
from noteworthy.bulletin.doubles import possible_doubles
from noteworthy.bulletin.figures import counted, listed
from noteworthy.bulletin.levels import Level

_OF_STAFF = ("officer", "inspector", "delivery_unit")


def no_answers(data: BulletinData, what: str) -> str:
    """Return why a section on closed answers cannot be made at all."""
    if data.kind == "protected":
        return f"A protected release holds safe counts alone, and not the closed answers that say {what}."
    if not len(data.cases):
        return f"There are no cases, so nothing says {what}."
    if not data.judgements["answer"].notna().any():
        return f"No question is answered with yes, no or not applicable, so nothing says {what}."
    return f"No closed question was recognised that says {what}; a file of settings can name the question."


def limits_of(data: BulletinData, answers: Answers, level: Level) -> tuple[str, ...]:
    """Return what in these data limits every analysis of closed answers."""
    return tuple(_limits(data, answers, level))


def _limits(data: BulletinData, answers: Answers, level: Level) -> Iterator[str]:
    doubles = possible_doubles(data, answers.answered)
    yield from (problem.sentence for problem in (*data.problems, *answers.problems, *doubles))
    if answers.unrecognised:
        yield _unrecognised(data, answers)
    if hidden := [name.replace("_", " ") for name in _OF_STAFF if name in data.absent]:
        yield f"A public file does not say who or which unit did what: there is no {listed(hidden, 'or')} to allow for."
    if level.name == "case":
        yield (
            "The data do not say in which organisation or unit a case lay, or with which officer, in enough groups to "
            "allow for cases of one group resembling each other: intervals may be too narrow."
        )


def _unrecognised(data: BulletinData, answers: Answers) -> str:
    """Name the questions only where all text is open: a question of a private source may hold anything."""
    one = len(answers.unrecognised) == 1
    many = counted(len(answers.unrecognised), "closed question is", "closed questions are")
    named = ": " + "; ".join(f"‘{question}’" for question in answers.unrecognised) if data.open else ""
    they = "it is" if one else "they are"
    return f"{many} not among those that the analyses know; {they} compared between groups{named}."
