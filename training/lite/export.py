"""Exports the pack's ONNX graphs: float16 weights, float32 arithmetic."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from ..onnx_tools import strip_metadata
from .coco_classes import COCO_CLASSES
from .fine_masks import FINE_INPUTS, FINE_OUTPUTS, FineGraph, FineMaskNet
from .geometry import MASK_SIDE
from .graphs import ENCODER_OUTPUTS, MAPS, MASK_INPUTS, MASK_OUTPUTS, EncoderGraph, MaskGraph
from .mask_head import MaskBranch
from .nanodet import NanoDet

OPSET = 18
# Smaller tensors (biases, constants) stay float32: they hardly count in the file.
SMALLEST_HALVED = 512


@dataclass(frozen=True)
class Parity:
    """Largest absolute difference between PyTorch and ONNX Runtime, by output."""

    encoder: dict[str, float]
    masks: dict[str, float]


def round_weights(module: nn.Module) -> None:
    """Rounds the weights that the file will hold as float16: PyTorch then computes what the graph does."""
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.numel() >= SMALLEST_HALVED:
                parameter.copy_(parameter.half().float())


def export_graphs(detector: NanoDet, branch: MaskBranch, folder: Path) -> Parity:
    """Writes `encoder.onnx` and `masks.onnx` to `folder` and compares both with PyTorch.

    The weights of `branch` are rounded to float16 in place.
    """
    branch.eval()
    round_weights(branch)
    folder.mkdir(parents=True, exist_ok=True)
    encoder, masks = EncoderGraph(detector, branch).eval(), MaskGraph(branch).eval()
    image = torch.randint(0, 256, (1, 512, 512, 3), dtype=torch.uint8)
    export_module(encoder, (image,), folder / "encoder.onnx", ("image",), ENCODER_OUTPUTS, None)
    with torch.inference_mode():
        maps = tuple(output.clone() for output in encoder(image)[-len(MAPS) :])
    height, width, boxes = torch.export.Dim("H"), torch.export.Dim("W"), torch.export.Dim("K")
    dynamic = {"photo": {1: height, 2: width}, "boxes": {0: boxes}}
    arguments = (*_example_boxes(640, 480, 3), *maps)
    export_module(masks, arguments, folder / "masks.onnx", MASK_INPUTS, MASK_OUTPUTS, dynamic)
    return Parity(
        _compare(encoder, (image,), folder / "encoder.onnx", ("image",), ENCODER_OUTPUTS),
        # Another size and count than those exported with, so that a frozen dimension shows.
        _compare(
            masks, (*_example_boxes(300, 401, 7), *maps), folder / "masks.onnx", MASK_INPUTS, MASK_OUTPUTS
        ),
    )


def export_fine(net: FineMaskNet, folder: Path) -> dict[str, float]:
    """Writes `fine.onnx` to `folder` and compares it with PyTorch; rounds the weights as `export_graphs`."""
    net.eval()
    round_weights(net)
    graph = FineGraph(net).eval()
    height, width, boxes = torch.export.Dim("H"), torch.export.Dim("W"), torch.export.Dim("K")
    dynamic = {"photo": {1: height, 2: width}, **{name: {0: boxes} for name in FINE_INPUTS[1:]}}
    path = folder / "fine.onnx"
    export_module(graph, _fine_example(640, 480, 3), path, FINE_INPUTS, FINE_OUTPUTS, dynamic)
    # One object is the usual case, and a count that exporters like to take for a constant.
    parities = [
        _compare(graph, _fine_example(300, 401, count), path, FINE_INPUTS, FINE_OUTPUTS) for count in (1, 2)
    ]
    return {name: max(parity[name] for parity in parities) for name in FINE_OUTPUTS}


def _fine_example(width: int, height: int, count: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    photo, boxes, _ = _example_boxes(width, height, count)
    classes = torch.rand(count, len(COCO_CLASSES)) * 0.5
    return photo, boxes, classes, torch.randn(count, MASK_SIDE, MASK_SIDE)


def _example_boxes(width: int, height: int, count: int) -> tuple[Tensor, Tensor, Tensor]:
    """A random photo, boxes [count,4] and letterbox [3]; one box reaches over the frame's edge."""
    photo = torch.randint(0, 256, (1, height, width, 3), dtype=torch.uint8)
    corner = torch.rand(count, 2) * 300
    boxes = torch.cat([corner, corner + 8 + torch.rand(count, 2) * 240], dim=1)
    scale = 512 / max(width, height)
    letterbox = torch.tensor([scale, (512 - width * scale) / 2, (512 - height * scale) / 2])
    return photo, boxes, letterbox


def export_module(
    module: nn.Module,
    arguments: tuple[Tensor, ...],
    path: Path,
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    dynamic: dict[str, dict[int, torch.export.Dim]] | None,
) -> None:
    """Writes `module` as an ONNX file; `dynamic` names the axes of each input whose size is free."""
    shapes = None if dynamic is None else {name: dynamic.get(name) for name in inputs}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module,
            arguments,
            input_names=list(inputs),
            output_names=list(outputs),
            opset_version=OPSET,
            dynamic_shapes=shapes,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    model = program.model_proto
    _halve_weights(model)
    strip_metadata(model)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def _halve_weights(model: onnx.ModelProto) -> None:
    """Stores large float32 initialisers as float16 and casts them back to float32, which halves the file."""
    graph = model.graph
    casts = []
    for initializer in list(graph.initializer):
        values = numpy_helper.to_array(initializer)
        if initializer.data_type != TensorProto.FLOAT or values.size < SMALLEST_HALVED:
            continue
        name = initializer.name
        initializer.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_f16"))
        casts.append(
            helper.make_node("Cast", [f"{name}_f16"], [name], name=f"{name}_widen", to=TensorProto.FLOAT)
        )
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def _compare(
    module: nn.Module,
    arguments: tuple[Tensor, ...],
    path: Path,
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
) -> dict[str, float]:
    session = open_session(path, threads=1)
    got = session.run(
        list(outputs), {name: value.numpy() for name, value in zip(inputs, arguments, strict=True)}
    )
    with torch.inference_mode():
        expected = module(*arguments)
    if isinstance(expected, Tensor):
        expected = (expected,)
    pairs = zip(outputs, got, expected, strict=True)
    return {name: float(np.abs(actual - wanted.numpy()).max()) for name, actual, wanted in pairs}


def open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """An ONNX Runtime session on the CPU with `threads` threads that do not spin while idle."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
