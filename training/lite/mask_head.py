"""The class-agnostic mask head: what is computed per photo, what is sampled per box, and the head itself.

Training, evaluation and the exported graphs all run these modules; sampling is written only once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from .crop_encoder import TAP_CHANNELS, CropEncoder
from .geometry import BOX_SCALE, MASK_SIDE, MINIMUM_BOX_SIDE
from .nanodet import PYRAMID_CHANNELS

C2_STRIDE, P3_STRIDE, N4_STRIDE, N5_STRIDE = 4, 8, 16, 32
CROP_SIDE = 2 * MASK_SIDE
REGION_SIDE = MASK_SIDE // 2
POOLED_SIDE = 7
POOLED_CHANNELS = 3 * PYRAMID_CHANNELS


@dataclass(frozen=True)
class MaskConfig:
    """Widths: of the shared map, and of the head at 1/2 (detail), 1/4 (trunk) and 1/8 (deep) of its crop."""

    map_channels: int = 48
    detail: int = 24
    trunk: int = 56
    deep: int = 80
    region_dropout: float = 0.1
    pooled_dropout: float = 0.4


class MaskFeatureMap(nn.Module):
    """Fuses three levels into one map at stride 4, which does not depend on boxes: once per photo.

    A 1x1 projection commutes with bilinear resizing, so projecting first costs far less than resizing first.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.from_c2 = nn.Conv2d(64, channels, 1)
        self.from_p3 = nn.Conv2d(PYRAMID_CHANNELS, channels, 1, bias=False)
        self.from_n4 = nn.Conv2d(PYRAMID_CHANNELS, channels, 1, bias=False)
        self.smooth = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, c2: Tensor, p3: Tensor, n4: Tensor) -> Tensor:
        """c2 [B,64,h,w], p3 [B,128,h/2,w/2], n4 [B,128,h/4,w/4] -> [B,C,h,w]."""
        size = c2.shape[-2:]
        total = self.from_c2(c2)
        total = total + F.interpolate(self.from_p3(p3), size=size, mode="bilinear", align_corners=False)
        total = total + F.interpolate(self.from_n4(n4), size=size, mode="bilinear", align_corners=False)
        return self.smooth(F.relu(total))


def enlarged_boxes(boxes: Tensor) -> Tensor:
    """Boxes [K,4] xyxy (frame px) scaled by BOX_SCALE, sides being at least MINIMUM_BOX_SIDE before."""
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]).clamp(min=MINIMUM_BOX_SIDE) * (BOX_SCALE / 2)
    return torch.cat([centre - half, centre + half], dim=1)


def enlarged(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """`enlarged_boxes` for arrays."""
    return enlarged_boxes(torch.from_numpy(boxes)).numpy()


def sample_map(
    source: Tensor,
    boxes: Tensor,
    side: int,
    stride: float = 1,
    origin: tuple[int, int] = (0, 0),
    shift: tuple[float, float] = (0, 0),
) -> Tensor:
    """Bilinear samples of `source` [1,C,h,w] on a grid over each of `boxes` [K,4]: [K,C,side,side].

    Boxes are in pixels of which `stride` make one cell of `source`, whose corner lies at `origin` (x, y).
    Outside the source there are zeros. `shift` moves samples off the centres of the grid's cells, in cells.
    """
    # Slices instead of indices keep the exported graph free of Gather on the axis of boxes.
    centres = torch.arange(side, dtype=boxes.dtype, device=boxes.device) + 0.5
    x = boxes[:, 0:1] + (boxes[:, 2:3] - boxes[:, 0:1]) * ((centres + shift[0]) / side)
    y = boxes[:, 1:2] + (boxes[:, 3:4] - boxes[:, 1:2]) * ((centres + shift[1]) / side)
    x = (x - origin[0]) * (2 / (source.shape[-1] * stride)) - 1
    y = (y - origin[1]) * (2 / (source.shape[-2] * stride)) - 1
    grid = torch.stack([x[:, None, :].expand(-1, side, -1), y[:, :, None].expand(-1, -1, side)], dim=-1)
    # One tall grid instead of K repetitions of the source.
    tall = grid.reshape(1, -1, side, 2)
    sampled = F.grid_sample(source, tall, padding_mode="zeros", align_corners=False)
    return sampled.reshape(source.shape[1], -1, side, side).transpose(0, 1)


def sample_photo(photo: Tensor, regions: Tensor, side: int = CROP_SIDE) -> Tensor:
    """Photo [1,3,H,W] under regions [K,4] xyxy in its pixels: [K,3,side,side].

    Every cell is the mean of 2 x 2 samples, so that large regions do not alias. Four small grids take ONNX
    Runtime less than half the time of one grid of twice the side.
    """
    quarters = ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25))
    samples = [sample_map(photo, regions, side, shift=quarter) for quarter in quarters]
    return (samples[0] + samples[1] + samples[2] + samples[3]) / 4


def photo_regions(boxes: Tensor, letterbox: Tensor) -> Tensor:
    """Boxes [K,4] from frame to photo pixels; letterbox is (scale, dx, dy)."""
    return (boxes - torch.cat([letterbox[1:3], letterbox[1:3]])) / letterbox[0:1]


def pool_levels(
    p3: Tensor, n4: Tensor, n5: Tensor, boxes: Tensor, origin: tuple[int, int] = (0, 0)
) -> Tensor:
    """Means of p3, n4 and n5 under the boxes [K,4] themselves: [K,384]; n5 must be whole."""
    pooled = [
        sample_map(p3, boxes, POOLED_SIDE, P3_STRIDE, origin),
        sample_map(n4, boxes, POOLED_SIDE, N4_STRIDE, origin),
        sample_map(n5, boxes, POOLED_SIDE, N5_STRIDE),
    ]
    return torch.cat([level.mean(dim=(2, 3)) for level in pooled], dim=1)


def conv_norm(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """Convolution, batch normalisation, ReLU."""
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """Basic residual block (He et al. 2016): [B,C,h,w] -> [B,C,h,w]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        second = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.body = nn.Sequential(conv_norm(channels, channels), second, nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.body(x))


class MaskHead(nn.Module):
    """A small U-net over one box: an ImageNet encoder sees the crop, the map and the pooled levels what the
    detector knows of the place."""

    def __init__(self, config: MaskConfig) -> None:
        super().__init__()
        half, quarter, eighth, sixteenth = TAP_CHANNELS
        self.encoder = CropEncoder()
        self.detail = conv_norm(half, config.detail, kernel=1)
        self.shape = conv_norm(quarter, config.map_channels, kernel=1)
        self.thin_out = nn.Dropout2d(config.region_dropout)
        self.fuse = conv_norm(2 * config.map_channels, config.trunk, kernel=1)
        self.trunk = Residual(config.trunk)
        self.down = conv_norm(config.trunk, config.deep, stride=2)
        self.parts = nn.Conv2d(eighth, config.deep, 1)
        self.kind = nn.Conv2d(sixteenth, config.deep, 1)
        self.modulate = nn.Sequential(
            nn.LayerNorm(POOLED_CHANNELS),
            nn.Dropout(config.pooled_dropout),
            nn.Linear(POOLED_CHANNELS, 64),
            nn.ReLU(inplace=True),
            nn.Linear(64, 2 * config.deep),
        )
        self.deep = nn.Sequential(Residual(config.deep), Residual(config.deep))
        self.summary = nn.Linear(config.deep, config.deep)
        self.up = conv_norm(config.deep, config.trunk, kernel=1)
        self.refine = conv_norm(config.trunk, config.trunk)
        self.narrow = conv_norm(config.trunk, config.detail, kernel=1)
        self.merge = conv_norm(2 * config.detail, config.detail)
        self.predict = nn.Conv2d(config.detail, 1, 3, padding=1)
        self.register_buffer("inside", box_indicator(CROP_SIDE), persistent=False)

    def forward(self, crop: Tensor, region: Tensor, pooled: Tensor) -> Tensor:
        """crop [K,3,112,112] RGB 0..255, region [K,C,28,28] of the map, pooled [K,384] -> [K,56,56]."""
        half, quarter, eighth, sixteenth = self.encoder(crop, self.inside)
        detail = self.detail(half)
        x = self.trunk(self.fuse(torch.cat([self.shape(quarter), self.thin_out(region)], dim=1)))
        scale, shift = self.modulate(pooled)[:, :, None, None].chunk(2, dim=1)
        deep = self.down(x) + self.parts(eighth) + enlarged_to(self.kind(sixteenth), eighth)
        deep = self.deep(deep * (1 + scale) + shift)
        deep = deep + self.summary(deep.mean(dim=(2, 3)))[:, :, None, None]
        x = self.refine(x + enlarged_to(self.up(deep), x))
        x = enlarged_to(self.narrow(x), detail)
        return self.predict(self.merge(torch.cat([x, detail], dim=1)))[:, 0]


def enlarged_to(x: Tensor, like: Tensor) -> Tensor:
    """Bilinear resizing to the size of `like`."""
    return F.interpolate(x, size=like.shape[-2:], mode="bilinear", align_corners=False)


def box_indicator(side: int) -> Tensor:
    """One inside the box itself, zero in the margin that BOX_SCALE adds: [1,1,side,side]."""
    distance = ((torch.arange(side) + 0.5) / side - 0.5).abs()
    inside = (distance <= 0.5 / BOX_SCALE).float()
    return (inside[:, None] * inside[None, :])[None, None]


class MaskBranch(nn.Module):
    """The trained part: the shared map and the head."""

    def __init__(self, config: MaskConfig | None = None) -> None:
        super().__init__()
        self.config = config or MaskConfig()
        self.feature_map = MaskFeatureMap(self.config.map_channels)
        self.head = MaskHead(self.config)
