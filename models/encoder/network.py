"""The network: a six-layer transformer with MiniLM's weights, and heads that read each sentence in its note.

For each theme every piece says how much it speaks for it. A sentence's pieces, weighed by that, give the passage on
which the theme's score and its polarity rest, beside the sentence as a whole: so the words shown as evidence are those
that weighed most (attention over instances, Ilse et al. 2018, "Attention-based deep multiple instance learning").
"""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch.nn import functional

from corpus.values import POLARITIES, PRACTICES

WIDTH = 384
HEADS = 12
LAYERS = 6
_FAR = 1e4
"""Taken off the score of a piece that is not the sentence's, so that it weighs nothing."""
_RARE = -2.0
"""Where a theme's score begins: most sentences do not bear it."""


class Layer(torch.nn.Module):  # type: ignore[misc]
    """One layer of the transformer (Vaswani et al. 2017), normalised after each part as BERT does."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (torch.nn.Linear(width, width) for _ in range(4))
        self.widen, self.narrow = torch.nn.Linear(width, 4 * width), torch.nn.Linear(4 * width, width)
        self.after_attention, self.after_widening = (torch.nn.LayerNorm(width, eps=1e-12) for _ in range(2))
        self.dropout = torch.nn.Dropout(dropout)

    def forward(self, rows: Any, mask: Any) -> Any:
        """Return the rows (notes, pieces, width), each having looked at the others that ``mask`` lets it see."""
        query, key, value = (self._heads(part, rows) for part in (self.query, self.key, self.value))
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        rows = self.after_attention(rows + self.dropout(self.out(seen.transpose(1, 2).reshape(rows.shape))))
        return self.after_widening(rows + self.dropout(self.narrow(functional.gelu(self.widen(rows)))))

    def _heads(self, part: Any, rows: Any) -> Any:
        notes, pieces, width = rows.shape
        return part(rows).reshape(notes, pieces, HEADS, width // HEADS).transpose(1, 2)


class Transformer(torch.nn.Module):  # type: ignore[misc]
    """Vectors of words and places, and the layers."""

    def __init__(self, weights: dict[str, Any], dropout: float) -> None:
        super().__init__()
        words = weights["embeddings.word_embeddings.weight"]
        self.words = torch.nn.Embedding.from_pretrained(words.clone(), freeze=False)
        kinds = weights["embeddings.token_type_embeddings.weight"]
        self.places = torch.nn.Parameter(weights["embeddings.position_embeddings.weight"] + kinds[0])
        self.norm = torch.nn.LayerNorm(words.shape[1], eps=1e-12)
        _copy(weights, "embeddings.LayerNorm", self.norm)
        self.layers = torch.nn.ModuleList(Layer(words.shape[1], dropout) for _ in range(LAYERS))
        for number, layer in enumerate(self.layers):
            for name, part in _parts_of(layer).items():
                _copy(weights, f"encoder.layer.{number}.{name}", part)
        self.dropout = torch.nn.Dropout(dropout)

    def forward(self, words: Any, mask: Any) -> Any:
        """Return pieces in their context, from their words' vectors (notes, pieces, width)."""
        rows = self.dropout(self.norm(words + self.places[: words.shape[1]]))
        for layer in self.layers:
            rows = layer(rows, mask)
        return rows


def _parts_of(layer: Layer) -> dict[str, Any]:
    return {
        "attention.self.query": layer.query,
        "attention.self.key": layer.key,
        "attention.self.value": layer.value,
        "attention.output.dense": layer.out,
        "attention.output.LayerNorm": layer.after_attention,
        "intermediate.dense": layer.widen,
        "output.dense": layer.narrow,
        "output.LayerNorm": layer.after_widening,
    }


def _copy(weights: dict[str, Any], name: str, part: Any) -> None:
    part.weight.data, part.bias.data = weights[f"{name}.weight"].clone(), weights[f"{name}.bias"].clone()


class Network(torch.nn.Module):  # type: ignore[misc]
    """The transformer and its heads. ``themes`` is how many themes there are."""

    def __init__(self, weights: dict[str, Any], *, themes: int, dropout: float) -> None:
        super().__init__()
        self.transformer = Transformer(weights, dropout)
        width = self.transformer.words.embedding_dim
        self.evidence, self.whole = torch.nn.Linear(width, themes), torch.nn.Linear(width, themes)
        self.polarity = torch.nn.Linear(2 * width, len(POLARITIES))
        self.polarity_of = torch.nn.Parameter(torch.zeros(themes, len(POLARITIES)))
        self.practice = torch.nn.Linear(width, len(PRACTICES))
        self.dropout = torch.nn.Dropout(dropout)
        for head in (self.evidence, self.whole):
            torch.nn.init.constant_(head.bias, _RARE)

    def encoder_parameters(self) -> list[Any]:
        """Return what came with the base model."""
        return list(self.transformer.parameters())

    def head_parameters(self) -> list[Any]:
        """Return what is new."""
        known = {id(parameter) for parameter in self.transformer.parameters()}
        return [parameter for parameter in self.parameters() if id(parameter) not in known]

    def forward(self, ids: Any, read: Any, membership: Any) -> dict[str, Any]:
        """Return scores for the sentences of a batch of notes.

        ``ids`` (notes, pieces); ``read`` likewise, 1 where there is a piece; ``membership`` (notes, sentences, pieces),
        1 where the piece is the sentence's. See ``heads`` for what comes out.
        """
        rows = self.transformer(self.transformer.words(ids), read[:, None, None, :].bool())
        return self.heads(rows, membership)

    def heads(self, rows: Any, membership: Any) -> dict[str, Any]:
        """Return themes (notes, sentences, themes), polarities (..., 4), practice, evidence (notes, pieces, themes)."""
        sizes = membership.sum(-1, keepdim=True).clamp(min=1)
        meaning = self.dropout(membership @ rows / sizes)
        evidence = self.evidence(rows)
        scores = evidence.transpose(1, 2)[:, None]
        shares = torch.softmax(scores + (membership[:, :, None] - 1) * _FAR, dim=-1)
        passages = shares @ rows[:, None]
        both = torch.cat([passages, meaning[:, :, None].expand(-1, -1, scores.shape[2], -1)], dim=-1)
        return {
            "themes": (shares * scores).sum(-1) + self.whole(meaning),
            "polarities": self.polarity(both) + self.polarity_of,
            "practice": self.practice(meaning),
            "evidence": evidence,
            "meaning": functional.normalize(meaning, dim=-1),
        }


def base_weights(folder: Path) -> dict[str, Any]:
    """Return the base model's weights by name, without the prefix that some files give them."""
    return {name.removeprefix("bert."): weight for name, weight in load_file(folder / "model.safetensors").items()}
