"""The two modules that become ONNX graphs: the encoder (once per photo), the masks (per set of boxes)."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from .mask_head import (
    C2_STRIDE,
    CROP_SIDE,
    MASK_SIDE,
    REGION_SIDE,
    MaskBranch,
    enlarged_boxes,
    pool_levels,
    sample_map,
    sample_photo,
)
from .nanodet import NanoDet

ENCODER_OUTPUTS = ("scores", "boxes", "mask_features", "p3", "n4", "n5")
MASK_INPUTS = ("photo", "boxes", "letterbox", "mask_features", "p3", "n4", "n5")
MASK_OUTPUTS = ("mask_logits", "crops", "features")


class EncoderGraph(nn.Module):
    """Everything about a photo that depends neither on boxes nor on a phrase."""

    def __init__(self, detector: NanoDet, branch: MaskBranch) -> None:
        super().__init__()
        self.detector = detector
        self.feature_map = branch.feature_map

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        """image uint8 [1,512,512,3] RGB, letterboxed -> ENCODER_OUTPUTS, in that order.

        scores [1,5376,80], boxes [1,5376,4] xyxy in frame pixels, mask_features [1,C,128,128],
        p3 [1,128,64,64], n4 [1,128,32,32], n5 [1,128,16,16].
        """
        features = self.detector.features(image.permute(0, 3, 1, 2).float())
        scores, boxes = self.detector.detect(features)
        mask_features = self.feature_map(features.c2, features.p3, features.n4)
        return scores, boxes, mask_features, features.p3, features.n4, features.n5


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
        crop = sample_photo(photo.permute(0, 3, 1, 2).float(), regions, letterbox)
        pooled = pool_levels(p3, n4, n5, boxes)
        logits = self.head(crop, sample_map(mask_features, regions, REGION_SIDE, C2_STRIDE), pooled)
        crops = F.avg_pool2d(crop, CROP_SIDE // MASK_SIDE).permute(0, 2, 3, 1)
        return logits, crops.contiguous(), pooled
