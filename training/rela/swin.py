"""Swin transformer backbone (Liu et al., ICCV 2021) with language fused in after every stage.

Tokens are kept as [B, H * W, C]. Parameter names are those of the published checkpoints.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import attend, merge_heads
from .config import SwinConfig
from .pwam import PixelWordAttentionModule, language_gate

# Official value for keys of another region of a shifted window; it decides what a softmax leaves of them.
OTHER_REGION = -100.0


def partition_windows(x: Tensor, window: int) -> Tensor:
    """[B, H, W, C] to [B * windows, window^2, C]; H and W are multiples of `window`."""
    batch, height, width, channels = x.shape
    x = x.reshape(batch, height // window, window, width // window, window, channels)
    return x.transpose(2, 3).reshape(-1, window * window, channels)


def join_windows(x: Tensor, window: int, height: int, width: int) -> Tensor:
    """Inverse of `partition_windows`."""
    x = x.reshape(-1, height // window, width // window, window, window, x.shape[-1])
    return x.transpose(2, 3).reshape(-1, height, width, x.shape[-1])


def shift_bias(height: int, width: int, window: int, shift: int) -> Tensor:
    """Additive attention bias [windows, window^2, window^2] of a map that was rolled by -shift.

    After the roll the last window of a row or column holds up to three stretches that are not neighbours in
    the map. Padding is not told apart from content, as in the original.
    """

    def stretch(length: int) -> Tensor:
        index = torch.arange(length)
        return (index >= length - window).long() + (index >= length - shift).long()

    region = stretch(height)[:, None] * 3 + stretch(width)[None]
    groups = partition_windows(region[None, :, :, None], window)[:, :, 0]
    return (groups[:, :, None] != groups[:, None]).float() * OTHER_REGION


def relative_position_index(window: int) -> Tensor:
    """Row of the bias table for each pair of window positions, int64 [window^2, window^2]."""
    y, x = torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")
    dy, dx = (c.reshape(-1, 1) - c.reshape(1, -1) + window - 1 for c in (y, x))
    return dy * (2 * window - 1) + dx


class WindowAttention(nn.Module):
    """Multi-head self-attention inside windows with relative position bias."""

    relative_position_index: Tensor

    def __init__(self, width: int, heads: int, window: int) -> None:
        super().__init__()
        self.heads = heads
        self.relative_position_bias_table = nn.Parameter(torch.empty((2 * window - 1) ** 2, heads))
        nn.init.trunc_normal_(self.relative_position_bias_table, std=0.02)
        self.register_buffer("relative_position_index", relative_position_index(window))
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def position_bias(self) -> Tensor:
        """[heads, window^2, window^2]."""
        return self.relative_position_bias_table[self.relative_position_index].permute(2, 0, 1)

    def forward(self, x: Tensor, shift: Tensor | None) -> Tensor:
        """x [B * windows, window^2, C]; shift [windows, window^2, window^2] or None."""
        groups, length, width = x.shape
        qkv = self.qkv(x).reshape(groups, length, 3, self.heads, width // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        bias = self.position_bias()
        if shift is not None:
            copies = groups // shift.shape[0]
            bias = (bias[None] + shift[:, None]).repeat(copies, 1, 1, 1)
        return self.proj(merge_heads(attend(query, key, value, bias)))


class _Mlp(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(functional.gelu(self.fc1(x)))


class SwinBlock(nn.Module):
    """Pre-norm window attention and MLP, both residual; every second block of a stage shifts its windows."""

    def __init__(self, width: int, heads: int, window: int, shift: int, drop_path: float) -> None:
        super().__init__()
        self.window = window
        self.shift = shift
        self.drop_path = drop_path
        self.norm1 = nn.LayerNorm(width)
        self.attn = WindowAttention(width, heads, window)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = _Mlp(width)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        """x [B, H * W, C], size (H, W)."""
        x = x + self._drop_path(self.attend_windows(self.norm1(x), size))
        return x + self._drop_path(self.mlp(self.norm2(x)))

    def attend_windows(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        """Pads the map with zeros to whole windows, attends, and cuts the padding off; [B, H * W, C]."""
        (height, width), window = size, self.window
        x = x.unflatten(1, size)
        below, right = -height % window, -width % window
        x = functional.pad(x, (0, 0, 0, right, 0, below))
        padded_height, padded_width = height + below, width + right
        shift = None
        if self.shift > 0:
            x = x.roll((-self.shift, -self.shift), dims=(1, 2))
            shift = shift_bias(padded_height, padded_width, window, self.shift).to(x)
        x = self.attn(partition_windows(x, window), shift)
        x = join_windows(x, window, padded_height, padded_width)
        if self.shift > 0:
            x = x.roll((self.shift, self.shift), dims=(1, 2))
        return x[:, :height, :width].flatten(1, 2)

    def _drop_path(self, branch: Tensor) -> Tensor:
        """Stochastic depth: drops the branch for a sample with probability `drop_path`, training only."""
        if not self.training or self.drop_path == 0:
            return branch
        keep = 1 - self.drop_path
        return branch * torch.empty(branch.shape[0], 1, 1, device=branch.device).bernoulli_(keep).div_(keep)


class PatchMerging(nn.Module):
    """Joins 2 x 2 tokens: [B, H * W, C] to [B, H * W / 4, 2C]; an odd side is padded with zeros."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.reduction = nn.Linear(4 * width, 2 * width, bias=False)
        self.norm = nn.LayerNorm(4 * width)

    def forward(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        x = x.unflatten(1, size)
        x = functional.pad(x, (0, 0, 0, size[1] % 2, 0, size[0] % 2))
        corners = [x[:, row::2, column::2] for column in (0, 1) for row in (0, 1)]
        return self.reduction(self.norm(torch.cat(corners, dim=-1).flatten(1, 2)))


class PatchEmbed(nn.Module):
    """[B, 3, H, W] to tokens [B, H/4 * W/4, C]."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, width, kernel_size=4, stride=4)
        self.norm = nn.LayerNorm(width)

    def forward(self, image: Tensor) -> Tensor:
        return self.norm(self.proj(image).flatten(2).transpose(1, 2))


class Stage(nn.Module):
    """Swin blocks, then language fusion; all but the last stage go on through a gate and patch merging."""

    def __init__(self, config: SwinConfig, index: int, text_width: int) -> None:
        super().__init__()
        width, depth = config.dims[index], config.depths[index]
        # The rate of stochastic depth grows linearly over all blocks of the backbone.
        first, slope = sum(config.depths[:index]), config.drop_path / (sum(config.depths) - 1)
        shift = config.window // 2
        self.blocks = nn.ModuleList(
            SwinBlock(width, config.heads[index], config.window, block % 2 * shift, slope * (first + block))
            for block in range(depth)
        )
        self.fusion = PixelWordAttentionModule(width, text_width)
        last = index == len(config.depths) - 1
        self.downsample = None if last else PatchMerging(width)
        self.res_gate = None if last else language_gate(width)

    def forward(
        self, x: Tensor, size: tuple[int, int], words: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor | None]:
        """Tokens of this stage to (fused features [B, H * W, C], tokens of the next stage or None)."""
        for block in self.blocks:
            x = block(x, size)
        fused = self.fusion(x, words, mask)
        if self.downsample is None or self.res_gate is None:
            return fused, None
        return fused, self.downsample(x + self.res_gate(fused) * fused, size)


class SwinWithFusion(nn.Module):
    """Image [B, 3, H, W], words [B, T, D] and their mask [B, T] to res2..res5 at 1/4, 1/8, 1/16 and 1/32.

    What leaves a stage is its *multimodal* feature (after PWAM and a LayerNorm), not the visual stream.
    """

    def __init__(self, config: SwinConfig, text_width: int) -> None:
        super().__init__()
        self.patch_embed = PatchEmbed(config.embed_dim)
        self.layers = nn.ModuleList(Stage(config, index, text_width) for index in range(4))
        for index, width in enumerate(config.dims):
            self.add_module(f"norm{index}", nn.LayerNorm(width))

    def forward(self, image: Tensor, words: Tensor, mask: Tensor) -> list[Tensor]:
        """Side lengths that are not multiples of 4 are padded with zeros. Returns NCHW maps."""
        height, width = image.shape[-2:]
        image = functional.pad(image, (0, -width % 4, 0, -height % 4))
        size = (math.ceil(height / 4), math.ceil(width / 4))
        x = self.patch_embed(image)
        maps = []
        for index, stage in enumerate(self.layers):
            fused, following = stage(x, size, words, mask)
            normed = self.get_submodule(f"norm{index}")(fused)
            maps.append(normed.transpose(1, 2).unflatten(2, size))
            if following is not None:
                x, size = following, (math.ceil(size[0] / 2), math.ceil(size[1] / 2))
        return maps
