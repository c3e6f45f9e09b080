"""Masks in photo pixels from a trained branch on cached features: what training measures itself by."""

from __future__ import annotations

import numpy as np
import torch

from .data import Instance, Photo, photo_mask
from .feature_cache import CacheRow, FeatureCache
from .geometry import Array, Image, Letterbox, box_iou, paste_logits
from .graphs import MaskGraph
from .mask_head import MaskBranch, enlarged


def predict_logits(
    branch: MaskBranch, cache: FeatureCache, row: CacheRow, photo: Image, boxes: Array
) -> Array:
    """Mask logits [K,56,56] for boxes [K,4] (frame px) of a view that shows the whole photo [H,W,3]."""
    c2, p3, n4, n5 = (
        torch.from_numpy(cache.levels[name][row.index].astype(np.float32))[None]
        for name in ("c2", "p3", "n4", "n5")
    )
    inputs = [torch.from_numpy(values) for values in (photo[None], boxes, row.view.letterbox().as_array())]
    with torch.inference_mode():
        fused = branch.feature_map(c2, p3, n4)
        logits, _, _ = MaskGraph(branch).eval()(*inputs, fused, p3, n4, n5)
    return logits.numpy()


def mask_ious(
    logits: Array, boxes: Array, letterbox: Letterbox, photo: Photo, instances: list[Instance]
) -> Array:
    """IoU in photo pixels of each mask with the instance in the same place: [K]."""
    ious = []
    for values, region, instance in zip(logits, letterbox.to_photo(enlarged(boxes)), instances, strict=True):
        mask = paste_logits(values, region, photo.width, photo.height)
        truth = photo_mask(instance, photo.width, photo.height)
        ious.append((mask & truth).sum() / max((mask | truth).sum(), 1))
    return np.array(ious, dtype=np.float32)


def match_proposals(true_boxes: Array, proposals: Array, minimum: float = 0.5) -> tuple[Array, Array]:
    """For each true box [N,4] the proposal of highest IoU: (index, whether it is at least `minimum`)."""
    if len(proposals) == 0:
        return np.zeros(len(true_boxes), dtype=np.int64), np.zeros(len(true_boxes), dtype=bool)
    overlap = box_iou(true_boxes, proposals)
    return overlap.argmax(axis=1), overlap.max(axis=1) >= minimum
