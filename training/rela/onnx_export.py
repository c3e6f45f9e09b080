"""Writes the graphs as ONNX, in float32 and float16, with one shared file of weights each."""

from __future__ import annotations

import hashlib
import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from ..onnx_tools import strip_metadata
from .config import RelaConfig, Sampler
from .decoder_graph import ImageGraph
from .graphs import TextGraph
from .model import Rela

# LayerNormalization needs 17, DeformConv 19. DirectML and WebGPU do not take the GridSample of 20 and later.
OPSET = 19
# Stays inside the graph file: small tensors, which loaders want to see for shapes and constant folding.
SMALLEST_EXTERNAL = 1024
ALIGNMENT = 64
# Inputs of these hold trained matrices. Norms, biases, positions and sampling grids stay float32: they
# hardly count in the file, and rounding them costs more accuracy than rounding the matrices does.
MATRIX_OPERATORS = ("MatMul", "Gemm", "Conv", "Gather")

Precision = Literal["float32", "float16"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
TYPE_NAMES = {TensorProto.FLOAT: "float32", TensorProto.INT64: "int64"}


@dataclass(frozen=True)
class Graph:
    """A module with example inputs and the names of its inputs and outputs."""

    name: str
    module: nn.Module
    arguments: tuple[Tensor, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def graphs_of(model: Rela, samplers: Sequence[Sampler]) -> list[Graph]:
    """The text encoder, and the image graph once for each way of sampling ("image", "image-gather", ...)."""
    config = model.config
    ids = torch.zeros(1, config.tokens, dtype=torch.long)
    mask = torch.ones_like(ids)
    image = torch.zeros(1, 3, config.image_size, config.image_size)
    words = torch.zeros(1, config.tokens, config.bert.hidden)
    text = Graph(
        "text",
        TextGraph(model.text_encoder, config.tokens),
        (ids, mask),
        ("input_ids", "attention_mask"),
        ("words",),
    )
    images = [
        Graph(
            image_graph_name(sampler),
            ImageGraph(model, sampler),
            (image, words, mask),
            ("image", "words", "attention_mask"),
            ("mask_logits", "minimap", "no_target"),
        )
        for sampler in samplers
    ]
    return [text, *images]


def image_graph_name(sampler: Sampler) -> str:
    """Name of the image graph that samples in this way."""
    return "image" if sampler == "grid_sample" else f"image-{sampler}"


def to_onnx(graph: Graph) -> onnx.ModelProto:
    """Exports a graph in float32, with the weights inside."""
    # The exporter names every package that it does without.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            graph.module.eval().requires_grad_(False),
            graph.arguments,
            input_names=list(graph.inputs),
            output_names=list(graph.outputs),
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    return program.model_proto


def to_float16(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy of a float32 graph whose matrices are stored as float16 and widened when the graph is loaded.

    The arithmetic stays float32, GridSample's with it: the decoder's attention masks are decided by the sign
    of logits, and float16 arithmetic flips enough of them to fall below the mask IoU that a pack must reach.
    """
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    graph = copy.graph
    matrices = {name for node in graph.node if node.op_type in MATRIX_OPERATORS for name in node.input}
    casts = []
    for tensor in graph.initializer:
        is_matrix = (
            tensor.data_type == TensorProto.FLOAT and len(tensor.dims) >= 2 and tensor.name in matrices
        )
        if not is_matrix or len(tensor.raw_data) < SMALLEST_EXTERNAL:
            continue
        name, stored = tensor.name, f"{tensor.name}_float16"
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), stored))
        casts.append(helper.make_node("Cast", [stored], [name], name=f"{name}_widen", to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return copy


class WeightsFile:
    """One file for the tensors of several graphs; equal tensors are stored once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.places: dict[bytes, int] = {}
        self.length = 0
        path.touch()

    def move_out(self, model: onnx.ModelProto) -> None:
        """Replaces the large initialisers of `model` by references to this file, and strips the metadata."""
        with self.path.open("ab") as stream:
            for tensor in model.graph.initializer:
                data = tensor.raw_data
                if len(data) < SMALLEST_EXTERNAL:
                    continue
                key = hashlib.sha256(data).digest()
                if key not in self.places:
                    # Aligned for vector instructions, as run-times may map the file instead of reading it.
                    padding = -self.length % ALIGNMENT
                    stream.write(b"\0" * padding + data)
                    self.places[key] = self.length + padding
                    self.length += padding + len(data)
                tensor.ClearField("raw_data")
                tensor.data_location = TensorProto.EXTERNAL
                place = {"location": self.path.name, "offset": self.places[key], "length": len(data)}
                for name, value in place.items():
                    tensor.external_data.add(key=name, value=str(value))
        strip_metadata(model)


def write_graphs(
    graphs: Sequence[Graph], folder: Path, precisions: Sequence[Precision]
) -> dict[str, list[str]]:
    """Writes `NAME.PRECISION.onnx` for every graph, and one `weights.PRECISION.bin`; returns the names."""
    files: dict[str, list[str]] = {precision: [] for precision in precisions}
    weights = {precision: WeightsFile(folder / f"weights.{precision}.bin") for precision in precisions}
    for graph in graphs:
        exported = to_onnx(graph)
        # Both are made before the weights leave the first.
        models = {
            precision: exported if precision == "float32" else to_float16(exported)
            for precision in precisions
        }
        for precision, model in models.items():
            weights[precision].move_out(model)
            path = folder / f"{graph.name}.{precision}.onnx"
            path.write_bytes(model.SerializeToString())
            onnx.checker.check_model(str(path))
            files[precision].append(path.name)
    return files


def describe_graph(path: Path) -> dict[str, Any]:
    """File, inputs and outputs of a graph as the manifest lists them."""
    graph = onnx.load(path, load_external_data=False).graph

    def tensors(values: Sequence[onnx.ValueInfoProto]) -> dict[str, Any]:
        return {
            value.name: {
                "type": TYPE_NAMES[value.type.tensor_type.elem_type],
                "shape": [size.dim_value for size in value.type.tensor_type.shape.dim],
            }
            for value in values
        }

    return {"file": path.name, "inputs": tensors(graph.input), "outputs": tensors(graph.output)}


def open_session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """An ONNX Runtime session on the CPU with `threads` threads that do not spin while idle."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # As the program does, and much faster: softmax leaves masked places numbers below the normal range.
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def example_inputs(config: RelaConfig, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """A normalised image of soft blobs with noise [1, 3, S, S], ids and mask [1, T]."""
    generator = torch.Generator().manual_seed(seed)
    side = config.image_size
    blobs = torch.randn(1, 3, 6, 6, generator=generator)
    image = nn.functional.interpolate(blobs, size=(side, side), mode="bilinear", align_corners=False)
    image = image + 0.2 * torch.randn(1, 3, side, side, generator=generator)
    mask = (torch.arange(config.tokens) < config.tokens // 2)[None].long()
    ids = torch.randint(1, config.bert.vocabulary, (1, config.tokens), generator=generator) * mask
    return image, ids, mask
