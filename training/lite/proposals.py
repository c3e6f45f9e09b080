"""From the detector's dense output to a short list of boxes, whatever their class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .geometry import FRAME_SIDE, Array, box_iou


@dataclass(frozen=True)
class ProposalConfig:
    """Class-agnostic non-maximum suppression; the same values go into the pack's manifest."""

    max_count: int = 40
    nms_iou: float = 0.7
    score_floor: float = 0.04
    minimum_side: float = 3.0


def select_proposals(scores: Array, boxes: Array, config: ProposalConfig) -> tuple[Array, Array]:
    """Boxes [K,4] and their best class scores [K], best first, from scores [N,80] and boxes [N,4] (frame px).

    Boxes are clipped to the frame. Greedy suppression by IoU regardless of class; K <= config.max_count.
    """
    best = scores.max(axis=-1)
    boxes = np.clip(boxes, 0, FRAME_SIDE)
    usable = (best > config.score_floor) & (boxes[:, 2:] - boxes[:, :2] > config.minimum_side).all(axis=-1)
    order = np.flatnonzero(usable)
    order = order[np.argsort(-best[order], kind="stable")]
    kept: list[int] = []
    while order.size and len(kept) < config.max_count:
        kept.append(int(order[0]))
        overlap = box_iou(boxes[order[:1]], boxes[order])[0]
        order = order[overlap <= config.nms_iou]
        order = order[order != kept[-1]]
    return boxes[kept].astype(np.float32), best[kept].astype(np.float32)
