"""The two modules that become ONNX graphs: the encoder (once per photo), the masks (per set of boxes)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .mask_head import (
    C2_STRIDE,
    CROP_SIDE,
    MASK_SIDE,
    REGION_SIDE,
    MaskBranch,
    enlarged_boxes,
    photo_regions,
    pool_levels,
    sample_map,
    sample_photo,
)
from .nanodet import NanoDet

MAPS = ("mask_features", "p3", "n4", "n5")
ENCODER_OUTPUTS = ("scores", "boxes", "again_scores", "again_boxes", *MAPS)
# The detector's own side of input; what is large in the photo is told better there than at the frame's.
SECOND_LOOK_SIDE = 416
MASK_INPUTS = ("photo", "boxes", "letterbox", *MAPS)
MASK_OUTPUTS = ("mask_logits", "crops", "features")


class EncoderGraph(nn.Module):
    """Everything about a photo that depends neither on boxes nor on a phrase."""

    def __init__(self, detector: NanoDet, branch: MaskBranch) -> None:
        super().__init__()
        self.detector = detector
        self.feature_map = branch.feature_map

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """image uint8 [1,512,512,3] RGB, letterboxed -> ENCODER_OUTPUTS, in that order.

        scores [1,5376,80], boxes [1,5376,4] xyxy in frame pixels, again_scores [1,3549,80] and again_boxes
        [1,3549,4] of the mirrored image at a smaller scale, in frame pixels too, mask_features [1,C,128,128],
        p3 [1,128,64,64], n4 [1,128,32,32], n5 [1,128,16,16].
        """
        pixels = image.permute(0, 3, 1, 2).float()
        features = self.detector.features(pixels)
        scores, boxes = self.detector.detect(features)
        again_scores, again_boxes = self._look_again(pixels)
        mask_features = self.feature_map(features.c2, features.p3, features.n4)
        levels = (features.p3, features.n4, features.n5)
        return scores, boxes, again_scores, again_boxes, mask_features, *levels

    def _look_again(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Scores and boxes, in the pixels given, of what the detector sees in the mirrored, smaller image."""
        side = pixels.shape[-1]
        smaller = F.interpolate(pixels.flip(-1), size=(SECOND_LOOK_SIDE, SECOND_LOOK_SIDE), mode="bilinear")
        scores, mirrored = self.detector(smaller)
        left, top, right, bottom = (mirrored * (side / SECOND_LOOK_SIDE)).unbind(-1)
        return scores, torch.stack([side - right, top, side - left, bottom], dim=-1)


class MaskGraph(nn.Module):
    """Masks, colours and features of K boxes of one photo."""

    def __init__(self, branch: MaskBranch) -> None:
        super().__init__()
        self.head = branch.head

    def forward(
        self,
        photo: Tensor,
        boxes: Tensor,
        letterbox: Tensor,
        mask_features: Tensor,
        p3: Tensor,
        n4: Tensor,
        n5: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """photo uint8 [1,H,W,3] RGB, boxes [K,4] xyxy (frame px), letterbox (scale, dx, dy) -> MASK_OUTPUTS.

        mask_logits [K,56,56] and crops [K,56,56,3] (RGB 0..255, black outside the photo) lie on the same grid
        over the enlarged box; features [K,384] are means under the box itself.
        """
        regions = enlarged_boxes(boxes)
        crop = sample_photo(photo.permute(0, 3, 1, 2).float(), photo_regions(regions, letterbox))
        pooled = pool_levels(p3, n4, n5, boxes)
        logits = self.head(crop, sample_map(mask_features, regions, REGION_SIDE, C2_STRIDE), pooled)
        crops = F.avg_pool2d(crop, CROP_SIDE // MASK_SIDE).permute(0, 2, 3, 1)
        return logits, crops.contiguous(), pooled
