"""The fitted network as files that onnxruntime reads: an ONNX graph with int8 weights, and the words' vectors as int8.

The graph reads one window; what it computes is data, no code. Weights are int8 with a scale a column, unsigned: that
arithmetic is exact on every processor, where signed weights can overflow on those without the newer instructions.
"""

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file

from models.distil_embedding import shrink
from models.encoder.encoder import OUTPUTS
from models.encoder.network import Network
from models.encoder.pieces import LONGEST


class Exported(torch.nn.Module):  # type: ignore[misc]
    """The network as it is run: one window, its words' vectors given, nothing padded."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, words: Any, membership: Any) -> tuple[Any, ...]:
        """Return ``OUTPUTS`` from vectors (pieces, width) and membership (sentences, pieces)."""
        rows = self.network.transformer(words[None], None)
        said = self.network.heads(rows, membership[None])
        return tuple(said[name][0] for name in OUTPUTS)


@contextmanager
def _quiet() -> Iterator[None]:
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _forget_origins(file: Path) -> None:
    """Take out of a graph where its parts were written: the exporter notes the lines and folders of our own program."""
    import onnx

    model = onnx.load(file)
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info, *model.functions):
        part.ClearField("metadata_props")
        part.doc_string = ""
    for function in model.functions:
        for node in function.node:
            node.ClearField("metadata_props")
            node.doc_string = ""
    onnx.save(model, file)


def write_graph(network: Network, folder: Path) -> None:
    """Write ``encoder.onnx`` and ``words.safetensors``."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network.eval()
    width = network.transformer.words.embedding_dim
    pieces, sentences = (
        torch.export.Dim("pieces", min=3, max=LONGEST),
        torch.export.Dim("sentences", min=1, max=LONGEST),
    )
    # The exporters speak of their own internals, in warnings and in the log.
    with tempfile.TemporaryDirectory() as made, warnings.catch_warnings(), _quiet():
        warnings.simplefilter("ignore")
        plain = Path(made) / "plain.onnx"
        torch.onnx.export(
            Exported(network).eval(),
            (torch.zeros(30, width), torch.ones(4, 30)),
            plain,
            input_names=["words", "membership"],
            output_names=list(OUTPUTS),
            dynamic_shapes=({0: pieces}, {0: sentences, 1: pieces}),
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        quantize_dynamic(
            plain,
            folder / "encoder.onnx",
            weight_type=QuantType.QUInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm"],
        )
    _forget_origins(folder / "encoder.onnx")
    rows, scales = shrink(network.transformer.words.weight.detach().numpy())
    save_file({"rows": rows, "scales": np.asarray(scales, dtype=np.float32)}, folder / "words.safetensors")
    (folder / "words.safetensors").chmod(0o644)
