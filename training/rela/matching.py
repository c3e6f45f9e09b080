"""Instance supervision: the Hungarian method assigns regions to target objects, as in DETR.

The journal paper trains the box head "following MDETR", which assigns in this way; it gives no ratio of the
terms, so MDETR's are used (L1 5, GIoU 2). Supervising the region masks, too, is an option beyond the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor
from torch.nn import functional

from .boxes import generalised_iou, to_corners
from .decoder import RelaOutput

# GIoU beside L1, as in MDETR (2 to 5).
GIOU_SHARE = 0.4
# Terms of the mask supervision, as in Mask2Former (mask 5, dice 5, class 2), relative to each other.
MASK_TERM, DICE_TERM, OBJECT_TERM = 5.0, 5.0, 2.0
# Weight of regions without an object, of which there are many more.
EMPTY_REGION = 0.1


@dataclass(frozen=True)
class Instances:
    """Target objects of one expression: boolean masks [n, S, S] and boxes [n, 4] (centre, size)."""

    masks: Tensor
    boxes: Tensor

    def to(self, device: torch.device) -> Instances:
        """The same on another device."""
        return Instances(self.masks.to(device), self.boxes.to(device))


@dataclass(frozen=True)
class Pairs:
    """Assignment in one sample: region[i] stands for target[i]."""

    region: Tensor
    target: Tensor


def assign(cost: Tensor) -> Pairs:
    """The assignment of least total cost [R, n], one region a target (all targets if R >= n)."""
    rows, columns = linear_sum_assignment(cost.detach().cpu().double().numpy())
    return Pairs(*(torch.as_tensor(index, dtype=torch.long, device=cost.device) for index in (rows, columns)))


def assign_regions(output: RelaOutput, index: int, instances: Instances) -> Pairs:
    """Assigns the regions of one sample of the batch, by whatever heads the model has."""
    score = (
        output.minimap[index].softmax(dim=-1)[:, 1]
        if output.instances is None
        else output.instances[index].sigmoid()
    )
    cost = -OBJECT_TERM * score[:, None].expand(-1, len(instances.boxes))
    if output.boxes is not None:
        boxes = output.boxes[index]
        overlap = generalised_iou(to_corners(boxes), to_corners(instances.boxes))
        cost = cost + 5 * torch.cdist(boxes, instances.boxes, p=1) - 5 * GIOU_SHARE * overlap
    if output.instances is not None:
        logits, targets = output.region_masks[index].flatten(1), resized(instances.masks, output.region_masks)
        cost = (
            cost
            + MASK_TERM * pairwise_cross_entropy(logits, targets)
            + DICE_TERM * pairwise_dice(logits, targets)
        )
    return assign(cost)


def resized(masks: Tensor, like: Tensor) -> Tensor:
    """Boolean masks [n, S, S] as 0 or 1 at the size of `like` [..., h, w], flattened: [n, hw] (half covered
    is 1)."""
    small = functional.interpolate(masks[:, None].float(), size=like.shape[-2:], mode="area")
    return (small >= 0.5).float().flatten(1)


def pairwise_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean binary cross-entropy of all pairs: logits [R, M], targets [n, M] to [R, n]."""
    # BCE = softplus(x) - x t
    return functional.softplus(logits).mean(dim=1)[:, None] - logits @ targets.T / logits.shape[1]


def pairwise_dice(logits: Tensor, targets: Tensor) -> Tensor:
    """1 - Dice of all pairs, smoothed by one pixel: logits [R, M], targets [n, M] to [R, n]."""
    probability = logits.sigmoid()
    total = probability.sum(dim=1)[:, None] + targets.sum(dim=1)[None]
    return 1 - (2 * probability @ targets.T + 1) / (total + 1)


def box_loss(output: RelaOutput, instances: list[Instances], pairs: list[Pairs]) -> Tensor:
    """L1 + 0.4 (1 - GIoU) of the assigned boxes, averaged over all targets of the batch."""
    if output.boxes is None:
        raise ValueError("the box loss needs the box head")
    total = output.boxes.new_zeros(())
    for boxes, wanted, pair in zip(output.boxes, instances, pairs, strict=True):
        got, target = boxes[pair.region], wanted.boxes[pair.target]
        overlap = generalised_iou(to_corners(got), to_corners(target)).diagonal()
        total = total + (got - target).abs().sum() + GIOU_SHARE * (1 - overlap).sum()
    return total / number_of_targets(pairs)


def instance_loss(output: RelaOutput, instances: list[Instances], pairs: list[Pairs]) -> Tensor:
    """Masks of the assigned regions (cross-entropy and Dice) and objectness of all regions."""
    if output.instances is None:
        raise ValueError("the instance loss needs the instance head")
    masks = output.region_masks.new_zeros(())
    wanted = torch.zeros_like(output.instances)
    for index, (sample, pair) in enumerate(zip(instances, pairs, strict=True)):
        logits = output.region_masks[index].flatten(1)[pair.region]
        targets = resized(sample.masks[pair.target], output.region_masks)
        masks = masks + MASK_TERM * pairwise_cross_entropy(logits, targets).diagonal().sum()
        masks = masks + DICE_TERM * pairwise_dice(logits, targets).diagonal().sum()
        wanted[index, pair.region] = 1
    weights = wanted + EMPTY_REGION * (1 - wanted)
    objects = functional.binary_cross_entropy_with_logits(output.instances, wanted, weights, reduction="sum")
    return masks / number_of_targets(pairs) + OBJECT_TERM * objects / weights.sum()


def number_of_targets(pairs: list[Pairs]) -> int:
    """Targets in the batch, at least 1, as a batch may be without any."""
    return max(1, sum(len(pair.target) for pair in pairs))
