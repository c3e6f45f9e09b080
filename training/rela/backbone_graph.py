"""The backbone as a part of the ONNX graph. Tokens are [H * W, C]."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .attention import BLOCKED
from .graphs import gelu, linear, scaled_linear
from .pwam import NORM_EPS, ImageLanguageAttention, PixelWordAttentionModule, Pointwise
from .swin import PatchMerging, Stage, SwinBlock, SwinWithFusion, partition_windows, shift_bias


class WindowGather(nn.Module):
    """Indices that take rows of single heads into (shifted, padded) windows and back."""

    into: Tensor
    back: Tensor

    def __init__(self, size: tuple[int, int], window: int, shift: int, heads: int) -> None:
        super().__init__()
        height, width = size
        tokens, length = height * width, window**2
        self.padded = (height + -height % window, width + -width % window)
        # Padding tokens take row H * W, which the caller appends.
        index = torch.full(self.padded, tokens)
        index[:height, :width] = torch.arange(tokens).view(height, width)
        rolled = index.roll((-shift, -shift), dims=(0, 1))
        token = partition_windows(rolled[None, :, :, None], window).view(-1, 1, length)
        head = torch.arange(heads)
        # A token's rows are its queries, keys and values, one head after the other: [windows, heads, length].
        self.register_buffer("into", (token * (3 * heads) + head[:, None]).flatten())
        place = torch.empty(tokens + 1, dtype=torch.long)
        place[token.flatten()] = torch.arange(token.numel())
        group, inside = place[:-1, None] // length, place[:-1, None] % length
        self.register_buffer("back", ((group * heads + head) * length + inside).flatten())
        self.has_padding = self.padded != size


class WindowBlock(nn.Module):
    """`SwinBlock` for one map size."""

    def __init__(self, block: SwinBlock, size: tuple[int, int]) -> None:
        super().__init__()
        attention = block.attn
        width = attention.proj.in_features
        self.heads, self.length, self.shifted = attention.heads, block.window**2, block.shift > 0
        self.norm1, self.norm2, self.mlp, self.proj = block.norm1, block.norm2, block.mlp, attention.proj
        scale = torch.ones(3 * width)
        scale[:width] = (width // self.heads) ** -0.5
        self.qkv = scaled_linear(attention.qkv, scale)
        self.gather = WindowGather(size, block.window, block.shift, self.heads)
        self.register_buffer("bias", attention.position_bias().detach().clone())

    def forward(self, x: Tensor, shift: Tensor) -> Tensor:
        """x [H * W, C], shift [windows, 1, window^2, window^2] for the stage's shifted blocks."""
        x = x + self.proj(self.attend(self.norm1(x), shift))
        return x + self.mlp.fc2(gelu(self.mlp.fc1(self.norm2(x))))

    def attend(self, x: Tensor, shift: Tensor) -> Tensor:
        """Attention inside the windows, [H * W, C]."""
        width = x.shape[-1]
        if self.gather.has_padding:
            x = torch.cat([x, x.new_zeros(1, width)])
        rows = self.qkv(x).view(-1, width // self.heads)
        query, key, value = (
            rows.index_select(0, self.gather.into + part * self.heads).view(
                -1, self.heads, self.length, rows.shape[-1]
            )
            for part in range(3)
        )
        bias = self.bias + shift if self.shifted else self.bias
        attended = (query @ key.transpose(-2, -1) + bias).softmax(dim=-1) @ value
        return attended.view(-1, rows.shape[-1]).index_select(0, self.gather.back).view(-1, width)


class FusionGraph(nn.Module):
    """`PixelWordAttentionModule` with W and the normalisation after it applied to the words."""

    def __init__(self, fusion: PixelWordAttentionModule) -> None:
        super().__init__()
        attention: ImageLanguageAttention = fusion.image_lang_att
        self.key, self.value = pointwise(attention.f_key), pointwise(attention.f_value)
        self.query, self.vis = pointwise(attention.f_query), pointwise(fusion.vis_project)
        # The bias of W is the same for all pixels of a channel: the normalisation removes it.
        self.word_projection = linear(attention.W[0].weight.squeeze(-1), None)
        self.project = pointwise(fusion.project_mm)

    def forward(self, x: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """x [H * W, d], words [T, D] and mask [T] to [H * W, d]."""
        return gelu(self.project(gelu(self.vis(x)) * self.gather(x, words, mask)))

    def gather(self, x: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """Language of every pixel, [H * W, d]."""
        keep = mask[:, None]
        key = self.key(words) * keep * x.shape[-1] ** -0.5
        query = self.query(x)
        query = query - query.mean(dim=0, keepdim=True)
        scale = torch.rsqrt(query.square().mean(dim=0, keepdim=True) + NORM_EPS)
        logits = query @ (key * scale).T + (1 - mask) * BLOCKED
        weights = logits.softmax(dim=-1)
        # Rows of A add up to 1, so A v less its mean is A (v less that mean); its variance follows from A's.
        mean = weights.mean(dim=0, keepdim=True)
        spread = weights - mean
        covariance = spread.T @ spread / x.shape[0]
        value = self.word_projection(self.value(words) * keep)
        centred = value - mean @ value
        variance = (centred * (covariance @ centred)).sum(dim=0, keepdim=True)
        return weights @ (centred * torch.rsqrt(variance + NORM_EPS))


def pointwise(layer: Pointwise) -> nn.Linear:
    """The projection of a `Pointwise` alone."""
    return linear(layer[0].weight.squeeze(-1), layer[0].bias)


class MergingGraph(nn.Module):
    """`PatchMerging` of a map with even sides in one transposition."""

    def __init__(self, merging: PatchMerging, size: tuple[int, int]) -> None:
        super().__init__()
        self.norm, self.reduction, self.size = merging.norm, merging.reduction, size

    def forward(self, x: Tensor) -> Tensor:
        (height, width), channels = self.size, x.shape[-1]
        quads = x.view(height // 2, 2, width // 2, 2, channels).permute(0, 2, 3, 1, 4)
        return self.reduction(self.norm(quads.reshape(-1, 4 * channels)))


class StageGraph(nn.Module):
    """`Stage` for one map size."""

    shift: Tensor

    def __init__(self, stage: Stage, size: tuple[int, int]) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(WindowBlock(block, size) for block in stage.blocks)
        self.fusion = FusionGraph(stage.fusion)
        self.res_gate = stage.res_gate
        self.downsample = None if stage.downsample is None else MergingGraph(stage.downsample, size)
        window = stage.blocks[0].window
        padded = self.blocks[0].gather.padded
        self.register_buffer("shift", shift_bias(*padded, window, window // 2)[:, None])

    def forward(self, x: Tensor, words: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        for block in self.blocks:
            x = block(x, self.shift)
        fused = self.fusion(x, words, mask)
        if self.downsample is None or self.res_gate is None:
            return fused, fused
        return fused, self.downsample(x + self.res_gate(fused) * fused)


class BackboneGraph(nn.Module):
    """`SwinWithFusion` for square images with a side of `side`, a multiple of 32."""

    def __init__(self, backbone: SwinWithFusion, side: int) -> None:
        super().__init__()
        self.sizes = [(side // 4 // 2**index,) * 2 for index in range(4)]
        self.patch_embed = backbone.patch_embed
        self.stages = nn.ModuleList(
            StageGraph(stage, size) for stage, size in zip(backbone.layers, self.sizes, strict=True)
        )
        self.norms = nn.ModuleList(backbone.get_submodule(f"norm{index}") for index in range(4))

    def forward(self, image: Tensor, words: Tensor, mask: Tensor) -> list[Tensor]:
        """image [1, 3, S, S], words [T, D], mask [T] to res2..res5, [1, C, h, w]."""
        x = self.patch_embed(image).squeeze(0)
        maps = []
        for stage, norm, size in zip(self.stages, self.norms, self.sizes, strict=True):
            fused, x = stage(x, words, mask)
            maps.append(norm(fused).T.unflatten(1, size)[None])
        return maps
