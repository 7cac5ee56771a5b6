"""Is the demonstration corpus hard enough? Plain TF-IDF against the note encoder that ships, on the test voices.

    python -m benchmarks.difficulty

Where words alone come within .10 core F1 of an encoder that reads meaning, the set is too easy. Both have learnt from
the train voices of all the corpora, set their thresholds on the development voices of the demonstration corpus, and
are measured on its test voices, sentence by sentence as the coders had them. The encoder speaks alone here, without
the cues and the judging models that weigh it in the product. The result goes to benchmarks/results/difficulty.json.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from corpus.codebook import default_codebook
from corpus.coded.folder import read_coded_folder
from corpus.values import CoderSentence, RawText, ReadNote, ReadSentence
from models.calibration import sigmoid
from models.consensus import agreed_readings
from models.encoder.encoder import load_encoder
from models.intervals import clustered_interval

FOLDERS = tuple(Path("corpus") / name for name in ("demo", "landscape", "neighbouring", "lessons"))
RESULTS = Path("benchmarks/results/difficulty.json")
THRESHOLDS = np.arange(0.1, 0.75, 0.025)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A sentence, what stands before it, and which themes were agreed; the place of its note and its own in that."""

    text: str
    before: str
    themes: tuple[int, ...]
    case: str


@dataclass(frozen=True)
class Part:
    """The agreed sentences of a split, one under the other, and the notes that they stand in."""

    examples: list[Example]
    notes: list[ReadNote]

    @property
    def themes(self) -> NDArray[np.bool_]:
        """Which sentence bears which theme."""
        return np.array([one.themes for one in self.examples], dtype=bool)


def parts() -> dict[str, Part]:
    """Return the agreed sentences of each split."""
    codes = default_codebook().codes
    found = {name: Part([], []) for name in ("train", "dev", "test")}
    for folder in FOLDERS:
        corpus = read_coded_folder(folder)
        agreed = agreed_readings(corpus.readings)
        for note in corpus.notes:
            split = corpus.splits.get(note.note_id, "train")
            if note.note_id not in agreed or (folder != FOLDERS[0] and split != "train"):
                continue
            sentences = agreed[note.note_id].sentences
            texts = [note.text[sentence.start : sentence.end] for sentence in sentences]
            found[split].notes.append(_as_read(note.text, sentences))
            for place, sentence in enumerate(sentences):
                given = {coding.theme for coding in sentence.codings}
                found[split].examples.append(
                    Example(
                        text=texts[place],
                        before=" ".join(texts[max(0, place - 1) : place]),
                        themes=tuple(int(code in given) for code in codes),
                        case=note.case.case_id if note.case else note.note_id,
                    )
                )
    return found


def _as_read(text: RawText, sentences: Sequence[CoderSentence]) -> ReadNote:
    """Return a note cut as its coders cut it."""
    cut = (ReadSentence(one.start, one.end, text[one.start : one.end]) for one in sentences)
    return ReadNote(text, tuple(cut))


def micro_f1(agreed: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Return micro-F1 over all cells."""
    total = agreed.sum() + said.sum()
    return float(2 * (agreed & said).sum() / total) if total else 0.0


def with_threshold(dev: Floats, agreed: NDArray[np.bool_], test: Floats) -> NDArray[np.bool_]:
    """Return what is said on the test, each theme at the threshold that is best on the development voices."""
    best = [
        max(THRESHOLDS, key=lambda cut, t=theme: micro_f1(agreed[:, [t]], dev[:, [t]] >= cut))  # type: ignore[misc]
        for theme in range(dev.shape[1])
    ]
    return test >= np.array(best)


def words_alone(every: dict[str, Part]) -> tuple[Floats, Floats]:
    """Return the probabilities of TF-IDF (words and pairs, the sentence and what is before it) on dev and test."""
    own = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    before = TfidfVectorizer(min_df=2, sublinear_tf=True)
    learn = every["train"].examples
    own.fit(one.text for one in learn)
    before.fit(one.before for one in learn)

    def features(some: Sequence[Example]) -> Any:
        return hstack([own.transform([e.text for e in some]), 0.3 * before.transform([e.before for e in some])]).tocsr()

    rows, themes = features(learn), every["train"].themes
    models = [
        LogisticRegression(C=4.0, class_weight="balanced", max_iter=2000).fit(rows, themes[:, column])
        for column in range(themes.shape[1])
    ]

    def said(name: str) -> Floats:
        held = features(every[name].examples)
        return np.column_stack([model.predict_proba(held)[:, 1] for model in models])

    return said("dev"), said("test")


def encoder_alone(every: dict[str, Part]) -> tuple[Floats, Floats]:
    """Return what the shipped encoder says of themes on dev and test, as probabilities before calibration."""
    encoder = load_encoder()
    columns = [encoder.themes.index(code) for code in default_codebook().codes]
    dev, test = (sigmoid(encoder.read(every[name].notes).themes[:, columns]) for name in ("dev", "test"))
    return dev, test


def figures(every: dict[str, Part], said: tuple[Floats, Floats]) -> dict[str, Any]:
    """Return core and all-theme micro-F1 on the test voices, with intervals by case."""
    codebook = default_codebook()
    dev, test = every["dev"].themes, every["test"].themes
    chosen = with_threshold(said[0], dev, said[1])
    core = [codebook.codes.index(code) for code in codebook.core]
    cases = [one.case for one in every["test"].examples]
    found: dict[str, Any] = {}
    for name, columns in (("core", core), ("all", list(range(len(codebook.codes))))):
        of_rows: Callable[[Sequence[int]], float] = lambda rows, c=columns: micro_f1(  # type: ignore[misc]  # noqa: E731
            test[np.ix_(list(rows), c)], chosen[np.ix_(list(rows), c)]
        )
        interval = clustered_interval(cases, of_rows, samples=300)
        found[f"{name}_micro_f1"] = [round(value, 3) for value in interval]
    return found


def main() -> None:
    """Measure both, write the result."""
    every = parts()
    result: dict[str, Any] = {
        "sentences": {name: len(part.examples) for name, part in sorted(every.items())},
        "encoder": load_encoder().hash,
        "words_alone": figures(every, words_alone(every)),
        "encoder_alone": figures(every, encoder_alone(every)),
    }
    difference = result["encoder_alone"]["core_micro_f1"][0] - result["words_alone"]["core_micro_f1"][0]
    result["core_difference"] = round(difference, 3)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
