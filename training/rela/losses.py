"""Training losses: those of the public code, and those of the journal version with boxes and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from .decoder import RelaOutput
from .journal import COUNT_CLASSES
from .matching import Instances, assign_regions, box_loss, instance_loss

# Cross-entropy weights of background and target in the mask loss (public code).
CLASS_WEIGHTS = (0.9, 1.1)


@dataclass(frozen=True)
class LossWeights:
    """Factors of the terms. A term whose head the model does not have is left out."""

    mask: float
    minimap: float
    existence: float
    """Of the no-target head or of the count head N_o, whichever there is."""
    box: float = 0.0
    instance: float = 0.0


# Public code: 5 (mask + 0.1 minimap + 0.1 no-target).
PUBLIC_WEIGHTS = LossWeights(mask=5.0, minimap=0.5, existence=0.5)
# Journal paper: lambda_M, lambda_xr, lambda_No, lambda_B.
JOURNAL_WEIGHTS = LossWeights(mask=2.0, minimap=0.2, existence=1.0, box=5.0)


def minimap_target(mask: Tensor, side: int) -> Tensor:
    """Boolean masks [B, S, S] to region labels [B, side * side], row-major.

    The rule of the public code, a bilinear resize without antialiasing whose result is truncated: a region
    is a target only if all four pixels about its centre are.
    """
    small = functional.interpolate(
        mask[:, None].float(), size=(side, side), mode="bilinear", align_corners=False
    )
    return small.long().flatten(1)


def count_target(instances: Sequence[Instances]) -> Tensor:
    """N_o classes [B]: the number of target objects, 6 for more than 5."""
    return torch.tensor([min(len(sample.boxes), COUNT_CLASSES - 1) for sample in instances])


def mask_loss(logits: Tensor, mask: Tensor) -> Tensor:
    """Weighted cross-entropy of the merged mask: logits [B, 2, h, w] upsampled to the masks [B, S, S]."""
    upsampled = functional.interpolate(logits, size=mask.shape[-2:], mode="bilinear", align_corners=False)
    return functional.cross_entropy(upsampled, mask.long(), logits.new_tensor(CLASS_WEIGHTS))


def losses(output: RelaOutput, instances: Sequence[Instances], weights: LossWeights) -> dict[str, Tensor]:
    """All terms that apply, by name, already weighted; their sum is what is trained on.

    The merged mask is the union of the objects; an expression without objects has no target.
    """
    device = output.mask.device
    mask = torch.stack([sample.masks.any(dim=0) for sample in instances])
    side = round(output.minimap.shape[1] ** 0.5)
    regions = minimap_target(mask, side).flatten()
    terms = {
        "mask": weights.mask * mask_loss(output.mask, mask),
        "minimap": weights.minimap * functional.cross_entropy(output.minimap.flatten(0, 1), regions),
    }
    counts = count_target(instances).to(device)
    if output.no_target is not None:
        terms["no_target"] = weights.existence * functional.cross_entropy(
            output.no_target, (counts == 0).long()
        )
    if output.count is not None:
        terms["count"] = weights.existence * functional.cross_entropy(output.count, counts)
    if output.boxes is None and output.instances is None:
        return terms
    samples = list(instances)
    pairs = [assign_regions(output, index, sample) for index, sample in enumerate(samples)]
    if output.boxes is not None and weights.box > 0:
        terms["box"] = weights.box * box_loss(output, samples, pairs)
    if output.instances is not None and weights.instance > 0:
        terms["instance"] = weights.instance * instance_loss(output, samples, pairs)
    return terms
