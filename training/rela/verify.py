"""Compares the exported graphs, run by ONNX Runtime on the CPU, with the plain PyTorch model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from ..lite.errors import TrainingError
from .config import Sampler
from .model import Rela
from .onnx_export import Precision, example_inputs, image_graph_name, open_session

SEEDS = (1, 2, 3, 4)
# Least median mask IoU for a pack to be written; what was measured is in its manifest. The decoder's
# attention masks are decided by the sign of logits, so rounding alone moves the edges of masks, far more with
# made-up weights than with trained ones. A graph that computes something else falls far below.
LEAST_IOU = {"float32": 0.99, "float16": 0.9}
# A class below this share of the image is left out of the IoU: a few pixels would decide it.
LEAST_SHARE = 0.01
OUTPUTS = ("words", "mask_logits", "minimap", "no_target")

Arrays = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Reference:
    """Inputs of one run and what the plain model makes of them."""

    inputs: dict[str, NDArray[Any]]
    outputs: Arrays


@dataclass(frozen=True)
class Verification:
    """How a pair of graphs compares with the plain model."""

    record: dict[str, Any]
    """As the manifest has it."""
    outputs: list[Arrays]
    """What ONNX Runtime gave, by run."""
    errors: list[float]
    """Largest error of any output over its standard deviation, by run."""


@torch.inference_mode()
def reference_runs(model: Rela) -> list[Reference]:
    """Runs of the plain model on made-up inputs."""
    runs = []
    for seed in SEEDS:
        image, ids, mask = example_inputs(model.config, seed)
        result = model(image, ids, mask)
        if result.no_target is None:
            raise TrainingError("only models with the no-target head can be exported")
        tensors = (model.text_encoder(ids, mask), result.mask, result.minimap, result.no_target)
        inputs = {"image": image.numpy(), "input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        outputs = {name: tensor.numpy().copy() for name, tensor in zip(OUTPUTS, tensors, strict=True)}
        runs.append(Reference(inputs, outputs))
    return runs


def verify_graphs(
    folder: Path, precision: Precision, sampler: Sampler, runs: list[Reference]
) -> Verification:
    """Worst errors of a pair of graphs over all runs.

    Errors are the largest difference over the standard deviation of the output. Raises TrainingError where
    the masks differ by more than `LEAST_IOU` allows or a value is not a number.
    """
    text = open_session(folder / f"text.{precision}.onnx")
    image = open_session(folder / f"{image_graph_name(sampler)}.{precision}.onnx")
    errors: list[dict[str, float]] = []
    outputs: list[Arrays] = []
    ious: list[float] = []
    for run in runs:
        mask = run.inputs["attention_mask"]
        (words,) = text.run(None, {"input_ids": run.inputs["input_ids"], "attention_mask": mask})
        feed = {"image": run.inputs["image"], "words": words, "attention_mask": mask}
        got = dict(zip(OUTPUTS, (words, *image.run(list(OUTPUTS[1:]), feed)), strict=True))
        outputs.append(got)
        errors.append({name: relative_error(got[name], wanted) for name, wanted in run.outputs.items()})
        ious.append(mask_iou(got["mask_logits"], run.outputs["mask_logits"]))
    worst = {name: max(error[name] for error in errors) for name in OUTPUTS}
    name = f"{image_graph_name(sampler)}.{precision}"
    # One unlucky input may fall lower; a wrong graph does on all.
    iou = float(np.median(ious))
    if iou < LEAST_IOU[precision] or not np.isfinite(list(worst.values())).all():
        raise TrainingError(
            f"{name}: differs from PyTorch (mask IoU {iou:.4f}, at least {LEAST_IOU[precision]} is needed); "
            "please report this with your versions of torch and onnxruntime"
        )
    record = {
        "graph": name,
        "maskIou": round(min(ious), 6),
        "largestErrorPerStd": {key: _short(e) for key, e in worst.items()},
    }
    return Verification(record, outputs, [max(error.values()) for error in errors])


def most_settled(verifications: list[Verification]) -> int:
    """Index of the run on which all graphs agree best.

    An attention mask's bit that rounding decides moves the outputs by far more than rounding does. A
    self-test must tell a wrong provider from a differently rounding one, so it takes the most settled input.
    """
    worst = [max(errors) for errors in zip(*(each.errors for each in verifications), strict=True)]
    return worst.index(min(worst))


def relative_error(got: NDArray[Any], wanted: NDArray[Any]) -> float:
    """Largest absolute difference over the standard deviation of `wanted` (over 1 where that has none)."""
    spread = float(wanted.std())
    return float(np.abs(got - wanted).max()) / (spread if spread > 0 else 1.0)


def mask_iou(got: NDArray[Any], wanted: NDArray[Any]) -> float:
    """Smallest IoU over target and background of two arg max masks at image size, logits [1, 2, h, w]."""
    a, b = (_enlarged(logits).argmax(axis=1) for logits in (got, wanted))
    ious = [
        float(((a == kind) & (b == kind)).sum() / ((a == kind) | (b == kind)).sum())
        for kind in (0, 1)
        if (b == kind).mean() >= LEAST_SHARE
    ]
    return min(ious)


def _enlarged(logits: NDArray[Any]) -> NDArray[Any]:
    """The bilinear enlargement to the image's size that comes before the decision."""
    return functional.interpolate(torch.from_numpy(logits), scale_factor=4, mode="bilinear").numpy()


def _short(value: float) -> float:
    return float(f"{value:.3g}")
