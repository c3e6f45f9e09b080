"""Reads gRefCOCO's own files (`grefs(unc).json`, `instances.json`) as training samples, one a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps
from pycocotools import mask as coco_masks
from torch import Tensor
from torch.utils.data import Dataset

from ..lite.errors import TrainingError
from .boxes import boxes_of_masks
from .matching import Instances
from .pack import MEAN, STD
from .wordpiece import WordPiece

NO_TARGET = [-1]


@dataclass(frozen=True)
class Expression:
    """One sentence about one image, with the annotations that it refers to (none for a no-target
    sentence)."""

    image: dict[str, Any]
    text: str
    annotations: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Batch:
    """Images [B, 3, S, S], ids and mask [B, T], and the target objects of every sample."""

    images: Tensor
    ids: Tensor
    mask: Tensor
    instances: list[Instances]


def read_expressions(refs: Path, instances: Path, split: str) -> list[Expression]:
    """All sentences of a split. Raises TrainingError if a file cannot be read or the split is empty."""
    listed, content = _read_json(refs), _read_json(instances)
    try:
        images = {image["id"]: image for image in content["images"]}
        annotations = {annotation["id"]: annotation for annotation in content["annotations"]}
        result = []
        for ref in listed:
            if ref["split"] != split:
                continue
            ids = ref["ann_id"] if isinstance(ref["ann_id"], list) else [ref["ann_id"]]
            targets = () if ids == NO_TARGET else tuple(annotations[index] for index in ids)
            for sentence in ref["sentences"]:
                result.append(Expression(images[ref["image_id"]], sentence["raw"], targets))
    except (KeyError, TypeError) as error:
        raise TrainingError(
            f"{refs} and {instances} are not gRefCOCO's files: {error!r} is missing"
        ) from error
    if not result:
        raise TrainingError(f"{refs}: no sentence has the split {split!r}")
    return result


class ExpressionData(Dataset):
    """Samples (image, ids, mask, instances) at the model's size, prepared as the public code does."""

    def __init__(
        self, expressions: Sequence[Expression], folder: Path, tokenizer: WordPiece, side: int, tokens: int
    ) -> None:
        self.expressions, self.folder, self.tokenizer = expressions, folder, tokenizer
        self.side, self.tokens = side, tokens

    def __len__(self) -> int:
        return len(self.expressions)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, Tensor, Instances]:
        expression = self.expressions[index]
        ids = torch.tensor(self.tokenizer.encode(expression.text, self.tokens))
        image = prepare_image(self.folder / expression.image["file_name"], self.side)
        return image, ids, (ids != 0).long(), target_instances(expression, self.side)


def prepare_image(path: Path, side: int) -> Tensor:
    """An upright RGB photo, squashed with Pillow's antialiased bilinear filter, normalised."""
    try:
        with Image.open(path) as photo:
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except (OSError, Image.DecompressionBombError) as error:
        raise TrainingError(f"{path}: not a readable photo ({error})") from error
    pixels = np.asarray(upright.resize((side, side), Image.Resampling.BILINEAR), np.float32)
    return torch.from_numpy((pixels - np.float32(MEAN)) / np.float32(STD)).permute(2, 0, 1).contiguous()


def target_instances(expression: Expression, side: int) -> Instances:
    """Masks of the target objects at side x side; objects without a pixel are left out."""
    size = (expression.image["height"], expression.image["width"])
    drawn = [draw_mask(annotation["segmentation"], size, side) for annotation in expression.annotations]
    kept = [mask for mask in drawn if mask.any()]
    masks = torch.from_numpy(np.stack(kept)) if kept else torch.zeros(0, side, side, dtype=torch.bool)
    return Instances(masks, boxes_of_masks(masks) if kept else torch.zeros(0, 4))


def draw_mask(segmentation: Any, size: tuple[int, int], side: int) -> NDArray[np.bool_]:  # noqa: ANN401 (COCO's)
    """Boolean [side, side] of COCO polygons, scaled before they are drawn, or of an RLE, scaled after."""
    height, width = size
    if isinstance(segmentation, list):
        scale = np.array([side / width, side / height])
        polygons = [
            (np.reshape(polygon, (-1, 2)) * scale).ravel().tolist()
            for polygon in segmentation
            if len(polygon) >= 6
        ]
        if not polygons:
            return np.zeros((side, side), bool)
        return coco_masks.decode(coco_masks.merge(coco_masks.frPyObjects(polygons, side, side))).astype(bool)
    if isinstance(segmentation["counts"], list):
        segmentation = coco_masks.frPyObjects(segmentation, height, width)
    whole = Image.fromarray(coco_masks.decode(segmentation) * np.uint8(255))
    return np.asarray(whole.resize((side, side), Image.Resampling.NEAREST)) > 0


def collate(samples: Sequence[tuple[Tensor, Tensor, Tensor, Instances]]) -> Batch:
    """Joins samples to a batch."""
    images, ids, masks, instances = zip(*samples, strict=True)
    return Batch(torch.stack(images), torch.stack(ids), torch.stack(masks), list(instances))


def _read_json(path: Path) -> Any:  # noqa: ANN401 (checked by the caller)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path}: not a readable JSON file ({error})") from error
