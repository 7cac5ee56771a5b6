"""Fit the network on lessons: all heads at once, batches of notes of about one length, one pass of warming up.

The base weights move slowly and the heads quickly; both rates rise to their height over the first steps and fall to
nothing at the end. The same lessons, settings and seed give the same network on the same kind of processor and number
of threads.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from models.encoder.lessons import Lesson
from models.encoder.network import Network
from models.settings import EncoderSettings

_LIKE_LENGTH = 20
"""Pieces by which lessons that are batched together may differ for the sake of another order every time."""


def fit(
    network: Network, lessons: Sequence[Lesson], *, settings: EncoderSettings, seed: int, state: Callable[[str], None]
) -> None:
    """Teach the network its lessons; ``state`` hears of each round."""
    seeded(seed)
    rng, started = random.Random(seed), time.monotonic()
    groups = [
        {"params": network.encoder_parameters(), "lr": settings.rate},
        {"params": network.head_parameters(), "lr": settings.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=settings.weight_decay, fused=True)
    steps = settings.rounds * -(-len(lessons) // settings.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps, settings.warm_up))
    network.train()
    for number in range(settings.rounds):
        losses = []
        for batch in batches(lessons, rng, size=settings.batch):
            loss = loss_of(network, collate(batch), settings)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(float(loss.detach()))
        spent = time.monotonic() - started
        state(f"round {number + 1} of {settings.rounds}: loss {np.mean(losses):.3f}, {spent / 60:.0f} minutes so far")
    network.eval()


def seeded(seed: int) -> None:
    """Begin torch's random numbers anew: weights that are drawn, and what dropout leaves out, follow from the seed."""
    torch.manual_seed(seed)


def _rate(step: int, steps: int, warm_up: float) -> float:
    return min((step + 1) / max(1.0, warm_up * steps), 1.0) * max(0.0, 1 - step / steps)


def batches(lessons: Sequence[Lesson], rng: random.Random, *, size: int) -> Iterator[list[Lesson]]:
    """Yield lessons of about one length together, since padding costs time, in another order every time."""
    order = sorted(lessons, key=lambda lesson: len(lesson.window.ids) + rng.random() * _LIKE_LENGTH)
    cut = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(cut)
    yield from cut


def collate(batch: Sequence[Lesson]) -> dict[str, Any]:
    """Return a batch's tensors, padded with noughts."""
    found: dict[str, list[Any]] = {
        "ids": [lesson.window.ids for lesson in batch],
        "read": [np.ones(len(lesson.window.ids), dtype=np.float32) for lesson in batch],
        "membership": [lesson.window.membership for lesson in batch],
        "judged": [np.ones(len(lesson.themes), dtype=np.float32) for lesson in batch],
        **{
            name: [getattr(lesson, name) for lesson in batch]
            for name in ("themes", "polarities", "practice", "evidence", "taught")
        },
    }
    return {name: torch.from_numpy(_padded(arrays)) for name, arrays in found.items()}


def _padded(arrays: Sequence[Any]) -> Any:
    shape = np.max([array.shape for array in arrays], axis=0)
    whole = np.zeros((len(arrays), *shape), dtype=arrays[0].dtype)
    for place, array in enumerate(arrays):
        corner: tuple[Any, ...] = (place, *(slice(0, size) for size in array.shape))
        whole[corner] = array
    return whole


def loss_of(network: Network, batch: dict[str, Any], settings: EncoderSettings) -> Any:
    """Return the sum of the heads' losses, each the mean over sentences or pieces."""
    said = network(batch["ids"], batch["read"], batch["membership"])
    judged = batch["judged"]
    sentences, pieces = judged.sum(), batch["read"].sum()
    themes = functional.binary_cross_entropy_with_logits(said["themes"], batch["themes"], reduction="none").sum(-1)
    evidence = functional.binary_cross_entropy_with_logits(said["evidence"], batch["evidence"], reduction="none")
    polarity = (_entropy(said["polarities"], batch["polarities"]) * batch["themes"]).sum(-1)
    practice = _entropy(said["practice"], batch["practice"])
    of_sentences = ((themes + polarity + practice) * judged).sum() / sentences
    return of_sentences + settings.evidence * (evidence * batch["taught"]).sum() / pieces


def _entropy(said: Any, wanted: Any) -> Any:
    """Return the cross-entropy of each row; a row of noughts has none."""
    return -(wanted * functional.log_softmax(said, dim=-1)).sum(-1)
