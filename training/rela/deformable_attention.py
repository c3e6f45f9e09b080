"""Multi-scale deformable attention (Deformable DETR, Zhu et al. 2021, section 4.1) in grid_sample form."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from .config import Sampler


def sample_bilinear(values: Tensor, grid: Tensor, sampler: Sampler) -> Tensor:
    """Bilinear samples with zeros outside: values [B, C, H, W], grid [B, N, P, 2] as (x, y) in -1..1, to [B,
    C, N, P].

    The map spans -1..1 from edge to edge (align_corners=False). `gather` computes the same from plain
    gathers, for run-times whose GridSample is wrong or missing.
    """
    if sampler == "grid_sample":
        return functional.grid_sample(
            values, grid, mode="bilinear", padding_mode="zeros", align_corners=False
        )
    batch, channels, height, width = values.shape
    position = (grid + 1) * 0.5 * grid.new_tensor([width, height]) - 0.5
    corner = position.floor()
    part = position - corner
    # Rows of one table for all maps, so that the export is a plain Gather along the first axis.
    rows = values.flatten(2).transpose(1, 2).reshape(-1, channels)
    first_row = torch.arange(batch, device=values.device)[:, None, None] * (height * width)
    result = values.new_zeros(*grid.shape[:3], channels)
    for down in (0, 1):
        for right in (0, 1):
            x, y = corner[..., 0] + right, corner[..., 1] + down
            weight = (part[..., 0] if right else 1 - part[..., 0]) * (
                part[..., 1] if down else 1 - part[..., 1]
            )
            inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
            index = (y.clamp(0, height - 1) * width + x.clamp(0, width - 1)).long() + first_row
            picked = rows.index_select(0, index.flatten()).view_as(result)
            result = result + picked * (weight * inside.to(weight.dtype))[..., None]
    return result.permute(0, 3, 1, 2)


class MultiScaleDeformableAttention(nn.Module):
    """Every query samples a few points of every level, at learnt offsets from its place."""

    def __init__(self, width: int, heads: int, levels: int, points: int) -> None:
        super().__init__()
        self.heads, self.levels, self.points = heads, levels, points
        self.sampler: Sampler = "grid_sample"
        self.sampling_offsets = nn.Linear(width, heads * levels * points * 2)
        self.attention_weights = nn.Linear(width, heads * levels * points)
        self.value_proj = nn.Linear(width, width)
        self.output_proj = nn.Linear(width, width)
        self._initialise()

    def _initialise(self) -> None:
        """Offsets start on one ray a head, 1, 2, ... cells from the query; weights start equal."""
        nn.init.zeros_(self.sampling_offsets.weight)
        nn.init.zeros_(self.attention_weights.weight)
        nn.init.zeros_(self.attention_weights.bias)
        angle = torch.arange(self.heads) * (2 * math.pi / self.heads)
        ray = torch.stack([angle.cos(), angle.sin()], dim=-1)
        ray = ray / ray.abs().amax(dim=-1, keepdim=True)
        steps = torch.arange(1, self.points + 1)
        offsets = ray[:, None, None] * steps[None, None, :, None]
        with torch.no_grad():
            self.sampling_offsets.bias.copy_(offsets.expand(-1, self.levels, -1, -1).flatten())

    def forward(
        self, query: Tensor, source: Tensor, centres: Tensor, sizes: Sequence[tuple[int, int]]
    ) -> Tensor:
        """query and source [B, N, C], N the cells of all levels one after the other; centres [N, 2] as (x,
        y) in 0..1.

        The location of a sample is centre + offset / (W_l, H_l). Returns [B, N, C].
        """
        batch, length, width = query.shape
        offsets = self.sampling_offsets(query).view(batch, length, self.heads, self.levels, self.points, 2)
        weights = self.attention_weights(query).view(batch, length, self.heads, self.levels * self.points)
        weights = weights.softmax(dim=-1).view(batch, length, self.heads, self.levels, self.points)
        value = self.value_proj(source).view(batch, length, self.heads, width // self.heads)
        samples = []
        levels = value.split([height * width for height, width in sizes], dim=1)
        for level, ((height, level_width), cells) in enumerate(zip(sizes, levels, strict=True)):
            maps = cells.permute(0, 2, 3, 1).reshape(batch * self.heads, -1, height, level_width)
            location = centres[None, :, None, None] + offsets[:, :, :, level] / query.new_tensor(
                [level_width, height]
            )
            grid = (2 * location - 1).transpose(1, 2).flatten(0, 1)
            picked = sample_bilinear(maps, grid, self.sampler)
            weight = weights[:, :, :, level].transpose(1, 2).flatten(0, 1)
            samples.append((picked * weight[:, None]).sum(dim=-1))
        summed = torch.stack(samples).sum(dim=0)
        merged = summed.view(batch, self.heads, -1, length).permute(0, 3, 1, 2).flatten(2)
        return self.output_proj(merged)
