"""Which words are part of a name, and of whose: a logistic regression on the facts that reading found about each word.

A linear model on named facts was taken for its speed, and because it can say why: the facts that weighed most. It is
stored as every model here is: stock estimators in a skops file, the names of the facts beside it, a card with hashes.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import repeat
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from corpus.errors import ModelError
from models.linear import stack
from models.settings import NameSettings

NO_NAME = "none"
_FILES = ("names.skops", "facts.json")
_MADE_WITH = ("scikit-learn", "skops", "numpy")

Facts = Sequence[str]


@dataclass(frozen=True, slots=True)
class NameVerdict:
    """What a word is taken for: the likeliest kind of name, and how likely it is to be part of any."""

    type: str
    probability: float


class NameModel:
    """A fitted model; ``facts`` are the columns of its regression, in order."""

    def __init__(self, regression: LogisticRegression, facts: Sequence[str], *, hash: str = "") -> None:
        self.regression = regression
        self.facts = tuple(facts)
        self.hash = hash
        self._columns = {fact: column for column, fact in enumerate(self.facts)}
        self._types = [str(label) for label in regression.classes_]
        self._names = [number for number, label in enumerate(self._types) if label != NO_NAME]
        self._none = self._types.index(NO_NAME)
        weights, intercept = stack([regression])
        # A fact that was never seen has a row of its own that says nothing.
        self._weights = np.vstack([weights, intercept, np.zeros_like(intercept)])
        self._always = len(self.facts)

    def judge(self, words: Sequence[Facts]) -> list[NameVerdict]:
        """Say of each word, given its facts, whether it is part of a name."""
        if not words:
            return []
        columns: list[int] = []
        places: list[int] = []
        unseen = repeat(self._always + 1)
        for facts in words:
            places.append(len(columns))
            columns.append(self._always)
            columns.extend(map(self._columns.get, facts, unseen))
        scores = np.add.reduceat(self._weights[columns], places).tolist()
        return [self._verdict(of_types) for of_types in scores]

    def _verdict(self, scores: Sequence[float]) -> NameVerdict:
        highest = max(scores)
        shares = [exp(score - highest) for score in scores]
        best = max(self._names, key=scores.__getitem__)
        return NameVerdict(self._types[best], round(1 - shares[self._none] / sum(shares), 4))


def fit_names(words: Sequence[Facts], labels: Sequence[str], settings: NameSettings) -> NameModel:
    """Fit a model on words, each with its facts and the kind of name that it is part of (or ``none``)."""
    uses = Counter(fact for facts in words for fact in set(facts))
    kept = sorted(fact for fact, count in uses.items() if count >= settings.least_uses)
    columns = {fact: column for column, fact in enumerate(kept)}
    regression = LogisticRegression(C=settings.c, max_iter=400)
    regression.fit(_matrix(words, columns), np.asarray(labels))
    return NameModel(regression, kept)


def _matrix(words: Sequence[Facts], columns: dict[str, int]) -> Any:
    places = [0]
    found: list[int] = []
    for facts in words:
        found += sorted({columns[fact] for fact in facts if fact in columns})
        places.append(len(found))
    ones = np.ones(len(found))
    return sparse.csr_matrix((ones, found, places), shape=(len(words), len(columns)))


# ---------------------------------------------------------------- on disk


def save_names(model: NameModel, folder: Path, *, learnt_from: dict[str, Any], settings: NameSettings) -> NameModel:
    """Write a model with its card, and return it as it was saved."""
    from models.skops_files import to_bytes

    contents = {
        "names.skops": to_bytes({"regression": model.regression}),
        "facts.json": (json.dumps(model.facts, ensure_ascii=False, indent=0) + "\n").encode(),
    }
    card = {
        "name": "noteworthy names",
        "what": "Says of a word with an unusual form whether it is part of the name of a person, a place, an "
        "organisation or an address. It misses some names: nothing is published on its word alone.",
        "learnt_from": learnt_from,
        "settings": settings.model_dump(),
        "made_with": {package: version(package) for package in _MADE_WITH},
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return load_names(folder)


def load_names(folder: Path) -> NameModel:
    """Load a model, once its files have the hashes of its card."""
    from models.skops_files import from_bytes

    contents: dict[str, bytes] = {}
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        for name in _FILES:
            contents[name] = (folder / name).read_bytes()
            if hashlib.sha256(contents[name]).hexdigest() != card["files"][name]:
                raise ModelError(f"{folder / name} was changed since it was saved; take it anew from the release.")
        estimators = from_bytes(contents["names.skops"])
        facts = json.loads(contents["facts.json"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ModelError(f"{folder} is no model of names ({type(problem).__name__}); take it anew.") from None
    whole = "".join(card["files"][name] for name in _FILES)
    return NameModel(estimators["regression"], facts, hash=hashlib.sha256(whole.encode()).hexdigest()[:12])


@cache
def shipped_names() -> NameModel:
    """Return the model that ships with the product."""
    return load_names(shipped_names_folder())


def shipped_names_folder() -> Path:
    """Return its folder."""
    return Path(str(files("models"))) / "shipped" / "names"
