"""The fine mask net: draws the objects of an answer anew, from larger crops of the photo.

It sees nothing of the detector's features, only what the detector takes the object for, so it errs otherwise
than the mask head does; their logits are averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .coco_classes import COCO_CLASSES
from .crop_encoder import TAP_CHANNELS, CropEncoder
from .geometry import MASK_SIDE
from .mask_head import Residual, box_indicator, conv_norm, enlarged_to, sample_photo

FINE_CROP_SIDE = 4 * MASK_SIDE
FINE_MASK_SIDE = 2 * MASK_SIDE
FINE_INPUTS = ("photo", "regions", "classes", "coarse")
FINE_OUTPUTS = ("mask_logits",)


@dataclass(frozen=True)
class FineConfig:
    """Widths at 1/2, 1/4, 1/8 and 1/16 of the crop."""

    stride2: int = 24
    stride4: int = 48
    stride8: int = 64
    stride16: int = 96
    class_width: int = 96
    dropout: float = 0.1


class FineMaskNet(nn.Module):
    """A U-net over one crop whose encoder knows ImageNet; classes scale and shift its two deepest levels."""

    def __init__(self, config: FineConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or FineConfig()
        half, quarter, eighth, sixteenth = TAP_CHANNELS
        self.encoder = CropEncoder(FINE_CROP_SIDE)
        self.thin_out = nn.Dropout2d(config.dropout)
        self.from16 = conv_norm(sixteenth, config.stride16, kernel=1)
        self.stride16 = Residual(config.stride16)
        self.down = conv_norm(config.stride16, config.stride16, stride=2)
        self.deep = nn.Sequential(Residual(config.stride16), Residual(config.stride16))
        self.summary = nn.Linear(config.stride16, config.stride16)
        self.up_to8 = conv_norm(config.stride16, config.stride8, kernel=1)
        self.from8 = conv_norm(eighth, config.stride8, kernel=1)
        self.stride8 = Residual(config.stride8)
        self.up_to4 = conv_norm(config.stride8, config.stride4, kernel=1)
        self.from4 = conv_norm(quarter + 1, config.stride4, kernel=1)
        self.stride4 = Residual(config.stride4)
        self.up_to2 = conv_norm(config.stride4, config.stride2, kernel=1)
        self.from2 = conv_norm(half + 1, config.stride2, kernel=1)
        self.stride2 = conv_norm(config.stride2, config.stride2)
        self.predict = nn.Conv2d(config.stride2, 1, 3, padding=1)
        self.classes = nn.Sequential(
            nn.Linear(len(COCO_CLASSES), config.class_width),
            nn.ReLU(inplace=True),
            nn.Linear(config.class_width, 2 * (config.stride16 + config.stride8)),
        )
        nn.init.zeros_(self.classes[2].weight)
        nn.init.zeros_(self.classes[2].bias)
        self.register_buffer("inside", box_indicator(FINE_CROP_SIDE), persistent=False)

    def forward(self, crop: Tensor, classes: Tensor) -> Tensor:
        """crop [K,3,224,224] RGB 0..255, class probabilities [K,80] -> [K,112,112]."""
        config = self.config
        half, quarter, eighth, sixteenth = self.encoder(crop, self.inside)
        widths = [config.stride16, config.stride16, config.stride8, config.stride8]
        scale, shift, scale_next, shift_next = self.classes(classes.sqrt())[:, :, None, None].split(
            widths, dim=1
        )
        x = self.stride16(self.from16(self.thin_out(sixteenth)) * (1 + scale) + shift)
        deep = self.deep(self.down(x))
        deep = deep + self.summary(deep.mean(dim=(2, 3)))[:, :, None, None]
        x = x + enlarged_to(deep, x)
        x = self.from8(eighth) + enlarged_to(self.up_to8(x), eighth)
        x = self.stride8(x * (1 + scale_next) + shift_next)
        x = self.from4(self._with_box(quarter)) + enlarged_to(self.up_to4(x), quarter)
        x = self.stride4(x)
        x = self.from2(self._with_box(half)) + enlarged_to(self.up_to2(x), half)
        return self.predict(self.stride2(x))[:, 0]

    def _with_box(self, x: Tensor) -> Tensor:
        inside = enlarged_to(self.inside, x)
        return torch.cat([x, inside.expand(x.shape[0], -1, -1, -1)], dim=1)


class FineGraph(nn.Module):
    """Masks of K objects of one photo, averaged with those of the mask head."""

    def __init__(self, net: FineMaskNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, photo: Tensor, regions: Tensor, classes: Tensor, coarse: Tensor) -> Tensor:
        """photo uint8 [1,H,W,3] RGB, regions [K,4] xyxy in its pixels (boxes enlarged as for the mask head),
        classes [K,80], coarse [K,56,56] (logits of the mask head) -> logits [K,112,112] over the regions.
        """
        logits = self.net(sample_photo(photo.permute(0, 3, 1, 2).float(), regions, FINE_CROP_SIDE), classes)
        larger = F.interpolate(
            coarse[:, None], size=(FINE_MASK_SIDE, FINE_MASK_SIDE), mode="bilinear", align_corners=False
        )
        return (logits + larger[:, 0]) / 2
