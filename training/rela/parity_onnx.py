"""The parity check of an imported pack: its graphs, run by ONNX Runtime, on the fixture's inputs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

import numpy as np

from ..lite.errors import TrainingError
from .config import Sampler
from .fixture import Fixture, Row, absolute, argmax_480, relative
from .onnx_export import PRECISIONS, image_graph_name, open_session

# Least IoU of the masks at 480 x 480.
LEAST_IOU = {"float32": 0.999, "float16": 0.99}
HALF_PRECISION_LIMITS = {"float32": (1e-3, 1e-2), "float16": (1e-2, np.inf)}


def compare_pack(folder: Path, fixture: Fixture) -> Iterator[Row]:
    """Final outputs of every precision and form that the pack has, for every input of the fixture.

    The pack must have been imported from a checkpoint filled by `fill.py` (`--write-checkpoint` makes one).
    """
    found = [name for name in PRECISIONS if (folder / f"image.{name}.onnx").is_file()]
    if not found:
        raise TrainingError(
            f"{folder}: holds no image.float32.onnx or image.float16.onnx; is it a rela pack?"
        )
    forms = [image_graph_name(sampler) for sampler in get_args(Sampler)]
    for precision, form in product(found, forms):
        if not (folder / f"{form}.{precision}.onnx").is_file():
            continue
        text, image = (open_session(folder / f"{part}.{precision}.onnx") for part in ("text", form))
        for number in fixture.numbers:
            pixels, ids, mask = (tensor.numpy() for tensor in fixture.inputs(number))
            (words,) = text.run(None, {"input_ids": ids, "attention_mask": mask})
            feed = {"image": pixels, "words": words, "attention_mask": mask}
            masks, no_target = image.run(["mask_logits", "no_target"], feed)
            name, stored = f"{form}.{precision}/in{number}", fixture.get(number, "pred_masks")
            yield relative(f"{name}/pred_masks", masks, stored, *HALF_PRECISION_LIMITS[precision])
            error = np.abs(no_target - fixture.get(number, "nt_label"))
            yield absolute(f"{name}/nt_label (absolute)", error, 5e-3)
            lost = 1 - mask_iou_480(argmax_480(masks), fixture.get(number, "mask480_bits"))
            yield absolute(f"{name}/mask480 (1 - IoU)", np.array(lost), 1 - LEAST_IOU[precision])


def mask_iou_480(mask: np.ndarray, bits: np.ndarray) -> float:
    """IoU of a boolean mask with a stored, packed one."""
    stored = np.unpackbits(bits).astype(bool).reshape(mask.shape)
    return float((mask & stored).sum() / (mask | stored).sum())
