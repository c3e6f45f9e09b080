"""From the detector's dense output to a short list of boxes, whatever their class."""

from __future__ import annotations

from collections.abc import Sequence
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


def select_proposals(looks: Sequence[tuple[Array, Array]], config: ProposalConfig) -> tuple[Array, Array]:
    """Boxes [K,4] and their class scores [K,80], those with the best score of any class first.

    Each look at the photo gives scores [N,80] and boxes [N,4] in frame pixels.
    Boxes are clipped to the frame. Greedy suppression by IoU regardless of class; K <= config.max_count.
    What is seen at a place is the mean over the looks of the best that each saw there.
    """
    best = np.concatenate([scores.max(axis=-1) for scores, _ in looks])
    boxes = np.clip(np.concatenate([boxes for _, boxes in looks]), 0, FRAME_SIDE)
    scores = np.concatenate([scores for scores, _ in looks])
    look = np.concatenate([np.full(len(scores), number) for number, (scores, _) in enumerate(looks)])
    usable = (best > config.score_floor) & (boxes[:, 2:] - boxes[:, :2] > config.minimum_side).all(axis=-1)
    order = np.flatnonzero(usable)
    order = order[np.argsort(-best[order], kind="stable")]
    kept: list[int] = []
    seen: list[Array] = []
    # More places than are wanted: one that both looks saw may pass one that only one is surer of.
    while order.size and len(kept) < len(looks) * config.max_count:
        kept.append(int(order[0]))
        is_same = box_iou(boxes[order[:1]], boxes[order])[0] > config.nms_iou
        is_same[0] = True
        same = order[is_same]
        classes = [scores[same[look[same] == number]].max(axis=0, initial=0) for number in range(len(looks))]
        seen.append(np.mean(classes, axis=0))
        order = order[~is_same]
    classes = np.array(seen, dtype=np.float32).reshape(len(kept), scores.shape[1])
    first = np.argsort(-classes.max(axis=1, initial=0), kind="stable")[: config.max_count]
    return boxes[kept][first].astype(np.float32), classes[first]
