"""Box geometry. Boxes are [N, 4] fractions of the image, either as centre and size or as two corners."""

from __future__ import annotations

import torch
from torch import Tensor


def to_corners(boxes: Tensor) -> Tensor:
    """(centre x, centre y, width, height) to (left, top, right, bottom)."""
    centre, size = boxes[..., :2], boxes[..., 2:]
    return torch.cat([centre - size / 2, centre + size / 2], dim=-1)


def generalised_iou(a: Tensor, b: Tensor) -> Tensor:
    """GIoU (Rezatofighi et al. 2019) of all pairs of corner boxes: [N, 4] and [M, 4] to [N, M] in -1..1."""
    a, b = a[:, None], b[None]
    intersection = _area(torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:]))
    hull = _area(torch.minimum(a[..., :2], b[..., :2]), torch.maximum(a[..., 2:], b[..., 2:]))
    union = _area(a[..., :2], a[..., 2:]) + _area(b[..., :2], b[..., 2:]) - intersection
    # Boxes without area are kept from dividing by zero; they have IoU 0.
    tiny = torch.finfo(a.dtype).eps
    return intersection / union.clamp(min=tiny) - (hull - union) / hull.clamp(min=tiny)


def boxes_of_masks(masks: Tensor) -> Tensor:
    """Tight boxes of boolean masks [N, H, W] as centre and size, [N, 4]. No mask may be empty."""
    height, width = masks.shape[-2:]
    sides = []
    for axis, length in ((1, width), (2, height)):
        hit = masks.any(dim=axis).float()
        first = hit.argmax(dim=1)
        last = length - hit.flip(1).argmax(dim=1)
        sides.append((first / length, last / length))
    (left, right), (top, bottom) = sides
    return torch.stack([(left + right) / 2, (top + bottom) / 2, right - left, bottom - top], dim=1)


def _area(low: Tensor, high: Tensor) -> Tensor:
    size = (high - low).clamp(min=0)
    return size[..., 0] * size[..., 1]
