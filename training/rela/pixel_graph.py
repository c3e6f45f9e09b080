"""The pixel decoder as a part of the ONNX graph. Tokens are [N, C]."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import sine_position
from .config import Sampler
from .deformable_attention import MultiScaleDeformableAttention, sample_bilinear
from .graphs import linear, scaled_linear
from .pixel_decoder import DeformableEncoder, EncoderLayer, PixelDecoder, cell_centres

Sizes = list[tuple[int, int]]
# The version of ONNX that has DeformConv.
DEFORM_CONV_VERSION = 19


class GridSampling(nn.Module):
    """Samples in the units of `grid_sample`, -1..1 over a map."""

    grid: Tensor

    def __init__(self, attention: MultiScaleDeformableAttention, sizes: Sizes, sampler: Sampler) -> None:
        super().__init__()
        self.heads, self.levels, self.points = attention.heads, attention.levels, attention.points
        self.sizes, self.sampler = sizes, sampler
        # The grid spans 2 units over a map, an offset counts cells.
        to_grid = torch.tensor([[2 / width, 2 / height] for height, width in sizes])
        scale = to_grid[None, :, None].expand(self.heads, -1, self.points, -1)
        # Level by level, so that a level's offsets are one slice.
        order = torch.arange(scale.numel()).view_as(scale).transpose(0, 1).flatten()
        scaled = scaled_linear(attention.sampling_offsets, scale.flatten())
        self.offsets = linear(scaled.weight[order], scaled.bias[order])
        centres = torch.cat([cell_centres(*size) for size in sizes])
        self.register_buffer("grid", (2 * centres - 1)[None, :, None])

    def forward(self, query: Tensor, weights: Tensor, values: Sequence[Tensor]) -> Tensor:
        """query [N, C], weights [N, heads, levels, points], a level's values [C, hw] each, to [C, N]."""
        offsets = self.offsets(query).view(-1, self.levels, self.heads, self.points, 2)
        summed = None
        for level, (size, value) in enumerate(zip(self.sizes, values, strict=True)):
            maps = value.view(self.heads, -1, *size)
            places = offsets[:, level].transpose(0, 1) + self.grid
            weight = weights[:, :, level].transpose(0, 1)[:, None]
            picked = (sample_bilinear(maps, places, self.sampler) * weight).sum(dim=-1)
            summed = picked if summed is None else summed + picked
        return summed.flatten(0, 1)


class DeformConvSampling(nn.Module):
    """Samples, weighs and sums by DeformConv: its kernel is one row of the points, all weights are 1.

    An output of that convolution stands for a query. It has a place of its own, one cell from the next, to
    which the operator adds the offset: so the offset takes the place away and adds the query's centre.
    Half as long as GridSample, product and sum on the CPU; other providers do not have the operator.
    """

    base: Tensor
    kernel: Tensor

    def __init__(self, attention: MultiScaleDeformableAttention, sizes: Sizes) -> None:
        super().__init__()
        self.heads, self.levels, self.points = attention.heads, attention.levels, attention.points
        self.sizes = sizes
        queries = sum(height * width for height, width in sizes)
        self.rows, self.columns = output_shape(queries)
        self.layouts = [self._layout(size) for size in sizes]
        layer = attention.sampling_offsets
        # From (head, level, point, xy) to (level, head, point, yx).
        order = torch.arange(layer.out_features).view(self.heads, self.levels, self.points, 2)
        order = order.transpose(0, 1).flip(-1).flatten()
        bias = layer.bias.detach()[order].view(-1, self.points, 2)
        bias[..., 1] -= torch.arange(self.points)
        self.offsets = linear(layer.weight[order], bias.flatten())
        self.register_buffer(
            "base", torch.stack([self._base(level) for level in range(self.levels)])[:, None]
        )
        self.register_buffer("kernel", torch.ones(attention.value_proj.out_features, 1, 1, self.points))

    def _layout(self, size: tuple[int, int]) -> tuple[int, int, int, int, int]:
        """Stride down, and padding (top, left, bottom, right), that give `rows` by `columns` outputs."""
        height, width = size
        stride = math.ceil(height / self.rows)
        down = (self.rows - 1) * stride + 1 - height
        right = self.columns + self.points - 1 - width
        return stride, down // 2, right // 2, down - down // 2, right - right // 2

    def _base(self, level: int) -> Tensor:
        """Place of every query's centre on a level less the place of its output, as (y, x) cells [2, N]."""
        height, width = self.sizes[level]
        stride, top, left, _, _ = self.layouts[level]
        centres = torch.cat([cell_centres(*size) for size in self.sizes]).double()
        index = torch.arange(self.rows * self.columns)
        y = centres[:, 1] * height - 0.5 - (index // self.columns * stride - top)
        x = centres[:, 0] * width - 0.5 - (index % self.columns - left)
        return torch.stack([y, x]).float()

    def forward(self, query: Tensor, weights: Tensor, values: Sequence[Tensor]) -> Tensor:
        """query [N, C], weights [N, heads, levels, points], a level's values [C, hw] each, to [C, N]."""
        offsets = channels_first(self.offsets, query).view(self.levels, -1, 2, query.shape[0]) + self.base
        shares = weights.permute(2, 1, 3, 0)
        summed = None
        for level, (size, value) in enumerate(zip(self.sizes, values, strict=True)):
            stride, *pads = self.layouts[level]
            picked = torch.onnx.ops.symbolic(
                "DeformConv",
                [
                    value.view(1, -1, *size),
                    self.kernel,
                    offsets[level].reshape(1, -1, self.rows, self.columns),
                    None,
                    shares[level].reshape(1, -1, self.rows, self.columns),
                ],
                {
                    "kernel_shape": [1, self.points],
                    "group": value.shape[0],
                    "offset_group": self.heads,
                    "strides": [stride, 1],
                    "pads": pads,
                },
                dtype=value.dtype,
                shape=(1, value.shape[0], self.rows, self.columns),
                version=DEFORM_CONV_VERSION,
            )
            summed = picked if summed is None else summed + picked
        return summed.view(-1, query.shape[0])


def output_shape(queries: int) -> tuple[int, int]:
    """Rows and columns of a map with one cell a query, as square as can be; rows do not exceed columns.

    A place far from the map would cost digits of the offset that undoes it.
    """
    rows = next(rows for rows in range(math.isqrt(queries), 0, -1) if queries % rows == 0)
    return rows, queries // rows


def channels_first(layer: nn.Linear, x: Tensor) -> Tensor:
    """A linear layer on tokens [N, C], its output as [out, N] without a transposition."""
    return torch.addmm(layer.bias[:, None], layer.weight, x.T)


class DeformableGraph(nn.Module):
    """`MultiScaleDeformableAttention` for fixed sizes."""

    def __init__(self, attention: MultiScaleDeformableAttention, sizes: Sizes, sampler: Sampler) -> None:
        super().__init__()
        self.shape = (attention.heads, attention.levels, attention.points)
        self.cells = [height * width for height, width in sizes]
        self.value_proj, self.output_proj = attention.value_proj, attention.output_proj
        self.attention_weights = attention.attention_weights
        self.sampling = (
            DeformConvSampling(attention, sizes)
            if sampler == "deform_conv"
            else GridSampling(attention, sizes, sampler)
        )

    def forward(self, query: Tensor, source: Tensor) -> Tensor:
        """query and source [N, C] to [N, C]."""
        heads, levels, points = self.shape
        weights = self.attention_weights(query).view(-1, heads, levels * points).softmax(dim=-1)
        values = channels_first(self.value_proj, source).split(self.cells, dim=1)
        sampled = self.sampling(query, weights.view(-1, heads, levels, points), values)
        return self.output_proj(sampled.T)


def feedforward(layer: EncoderLayer, x: Tensor) -> Tensor:
    """The layer's feed-forward network on tokens [N, C] as two convolutions.

    ONNX Runtime's convolution adds the bias and takes the ReLU as it writes; its matrix product of this size
    goes over the hidden features, far larger than a processor's cache, once more for each.
    """

    def convolve(projection: nn.Linear, x: Tensor) -> Tensor:
        return functional.conv2d(x, projection.weight[:, :, None, None], projection.bias)

    hidden = convolve(layer.linear1, x.T[None, :, :, None]).relu()
    return convolve(layer.linear2, hidden).flatten(2).squeeze(0).T


class EncoderGraph(nn.Module):
    """`DeformableEncoder` for fixed sizes."""

    position: Tensor

    def __init__(self, encoder: DeformableEncoder, sizes: Sizes, sampler: Sampler) -> None:
        super().__init__()
        self.layers = encoder.encoder["layers"]
        self.attentions = nn.ModuleList(
            DeformableGraph(layer.self_attn, sizes, sampler) for layer in self.layers
        )
        self.cells = [height * width for height, width in sizes]
        width = encoder.level_embed.shape[1]
        position = [
            sine_position(*size, width).flatten(1).T + embed
            for size, embed in zip(sizes, encoder.level_embed.detach(), strict=True)
        ]
        self.register_buffer("position", torch.cat(position))

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        """Maps [1, C, h, w] to tokens [hw, C] of each level."""
        x = torch.cat([level.flatten(2).squeeze(0).T for level in maps])
        for layer, attention in zip(self.layers, self.attentions, strict=True):
            x = layer.norm1(x + attention(x + self.position, x))
            x = layer.norm2(x + feedforward(layer, x))
        return list(x.split(self.cells))


class PixelGraph(nn.Module):
    """`PixelDecoder` up to the map f of which F_m is a linear function."""

    def __init__(self, decoder: PixelDecoder, sizes: Sizes, sampler: Sampler) -> None:
        super().__init__()
        self.input_proj = decoder.input_proj
        self.adapter_1, self.layer_1 = decoder.adapter_1, decoder.layer_1
        self.encoder = EncoderGraph(decoder.transformer, sizes, sampler)
        self.finest = sizes[-1]

    def forward(self, maps: list[Tensor]) -> tuple[list[Tensor], Tensor]:
        """res2..res5 to memories [hw, C], coarse to fine, and f [1, C, H/4, W/4]."""
        res2, *rest = maps
        projected = [project(level) for project, level in zip(self.input_proj, reversed(rest), strict=True)]
        memories = self.encoder(projected)
        high = memories[-1].T.unflatten(1, self.finest)[None]
        upsampled = functional.interpolate(high, size=res2.shape[2:], mode="bilinear", align_corners=False)
        return memories, self.layer_1(self.adapter_1(res2) + upsampled).relu()
