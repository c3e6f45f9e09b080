"""Pixel decoder: multi-scale deformable encoder over res3..res5, one pyramid step to res2.

Source: Mask2Former (Cheng et al., CVPR 2022), section 3.2, whose pixel decoder ReLA uses.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import sine_position
from .config import RelaConfig
from .deformable_attention import MultiScaleDeformableAttention

LEVELS = 3


@dataclass(frozen=True)
class PixelFeatures:
    """Memories at 1/32, 1/16 and 1/8, [B, C, h, w] each, and the mask features F_m at 1/4, [B, C, H/4,
    W/4]."""

    memories: tuple[Tensor, Tensor, Tensor]
    mask_features: Tensor


class EncoderLayer(nn.Module):
    """Deformable self-attention over all levels and a feed-forward network, both residual with LN after."""

    def __init__(self, config: RelaConfig) -> None:
        super().__init__()
        self.self_attn = MultiScaleDeformableAttention(config.width, config.heads, LEVELS, config.points)
        self.norm1 = nn.LayerNorm(config.width)
        self.linear1 = nn.Linear(config.width, config.encoder_feedforward)
        self.linear2 = nn.Linear(config.encoder_feedforward, config.width)
        self.norm2 = nn.LayerNorm(config.width)

    def forward(self, x: Tensor, position: Tensor, centres: Tensor, sizes: list[tuple[int, int]]) -> Tensor:
        x = self.norm1(x + self.self_attn(x + position, x, centres, sizes))
        return self.norm2(x + self.linear2(self.linear1(x).relu()))


class DeformableEncoder(nn.Module):
    """Maps of several levels [B, C, h, w] to maps of the same shapes that have exchanged what they know."""

    def __init__(self, config: RelaConfig) -> None:
        super().__init__()
        self.level_embed = nn.Parameter(torch.empty(LEVELS, config.width).normal_())
        layers = (EncoderLayer(config) for _ in range(config.encoder_layers))
        self.encoder = nn.ModuleDict({"layers": nn.ModuleList(layers)})

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        sizes = [(level.shape[2], level.shape[3]) for level in maps]
        x = torch.cat([level.flatten(2).transpose(1, 2) for level in maps], dim=1)
        centres = torch.cat([cell_centres(*size) for size in sizes]).to(x)
        position = torch.cat(
            [
                sine_position(*size, x.shape[-1]).flatten(1).T.to(x) + embed
                for size, embed in zip(sizes, self.level_embed, strict=True)
            ]
        )
        for layer in self.encoder["layers"]:
            x = layer(x, position, centres, sizes)
        parts = x.split([height * width for height, width in sizes], dim=1)
        return [part.transpose(1, 2).unflatten(2, size) for part, size in zip(parts, sizes, strict=True)]


def cell_centres(height: int, width: int) -> Tensor:
    """Centres of a map's cells as (x, y) in 0..1, [H * W, 2], row-major."""
    y, x = torch.meshgrid(
        (torch.arange(height) + 0.5) / height, (torch.arange(width) + 0.5) / width, indexing="ij"
    )
    return torch.stack([x, y], dim=-1).flatten(0, 1)


class NormedConv(nn.Conv2d):
    """Convolution without bias that keeps the size, then group normalisation (`norm` in the checkpoint)."""

    def __init__(self, inputs: int, outputs: int, kernel: int, groups: int) -> None:
        super().__init__(inputs, outputs, kernel, padding=kernel // 2, bias=False)
        self.norm = nn.GroupNorm(groups, outputs)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 (the name is nn.Conv2d's)
        return self.norm(super().forward(input))


class PixelDecoder(nn.Module):
    """res2..res5 to `PixelFeatures`."""

    def __init__(self, config: RelaConfig) -> None:
        super().__init__()
        res2, *rest = config.swin.dims
        self.input_proj = nn.ModuleList(
            nn.Sequential(nn.Conv2d(inputs, config.width, 1), nn.GroupNorm(config.groups, config.width))
            for inputs in reversed(rest)
        )
        self.transformer = DeformableEncoder(config)
        self.mask_features = nn.Conv2d(config.width, config.width, 1)
        self.adapter_1 = NormedConv(res2, config.width, 1, config.groups)
        self.layer_1 = NormedConv(config.width, config.width, 3, config.groups)

    def forward(self, maps: list[Tensor]) -> PixelFeatures:
        memories, fine = self.decode(maps)
        return PixelFeatures(memories, self.mask_features(fine))

    def decode(self, maps: list[Tensor]) -> tuple[tuple[Tensor, Tensor, Tensor], Tensor]:
        """Memories, and the pyramid's finest map [B, C, H/4, W/4], of which F_m is a linear function."""
        res2, *rest = maps
        projected = [project(level) for project, level in zip(self.input_proj, reversed(rest), strict=True)]
        low, middle, high = self.transformer(projected)
        upsampled = functional.interpolate(high, size=res2.shape[2:], mode="bilinear", align_corners=False)
        fine = self.layer_1(self.adapter_1(res2) + upsampled).relu()
        return (low, middle, high), fine
