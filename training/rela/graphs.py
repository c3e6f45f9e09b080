"""The model as two graphs of fixed size for ONNX: text encoder, and everything that follows it.

`ImageGraph` computes what `Rela.forward` computes, with the constants worked out beforehand and exact
algebra where the plain form does needless work:

* a region mask is e . F_m and F_m = W f + b, so masks at a coarse level are (W^T e) . resize(f) + e . b: no
  region mask is formed at full size inside the loop, F_m itself is never formed, and W goes into the last
  layer of the MLP that makes e;
* sigmoid(x) < 0.5 is x < 0, and a row is fully blocked where its largest logit is below 0;
* attention weights add up to 1, so W (A v) = A (W v): PWAM projects 20 words instead of all pixels;
* padding, roll and window partition together are one gather, and padded tokens need no projection;
* scales of queries, of sampling offsets and the language gate go into the weights before them.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import BLOCKED, merge_heads, sine_position
from .bert import BertEncoder
from .config import Sampler
from .deformable_attention import MultiScaleDeformableAttention, sample_bilinear
from .pixel_decoder import DeformableEncoder, PixelDecoder, cell_centres
from .pwam import ImageLanguageAttention, InstanceNorm, PixelWordAttentionModule
from .swin import PatchMerging, Stage, SwinBlock, SwinWithFusion, partition_windows, shift_bias


def scaled_linear(layer: nn.Linear, scale: Tensor) -> nn.Linear:
    """A copy of the layer whose i-th output is multiplied by scale[i]."""
    return linear(layer.weight * scale[:, None], None if layer.bias is None else layer.bias * scale)


def linear(weight: Tensor, bias: Tensor | None) -> nn.Linear:
    """A linear layer with these parameters, weight [out, in]."""
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
    layer.weight = nn.Parameter(weight.detach().clone())
    if bias is not None:
        layer.bias = nn.Parameter(bias.detach().clone())
    return layer


class TextGraph(nn.Module):
    """ids and mask [1, T] to words [1, T, D]; position and token type embeddings are one table of T rows."""

    def __init__(self, encoder: BertEncoder, tokens: int) -> None:
        super().__init__()
        embeddings = encoder.embeddings
        self.encoder = encoder
        table = embeddings.position_embeddings.weight[:tokens] + embeddings.token_type_embeddings.weight[0]
        self.register_buffer("position_and_type", table.detach().clone())

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        embeddings = self.encoder.embeddings
        x = embeddings.LayerNorm(embeddings.word_embeddings(ids) + self.position_and_type)
        return self.encoder.encode(x, mask)


class WindowGather(nn.Module):
    """Indices that take the tokens of a map into (shifted, padded) windows and back."""

    into: Tensor
    back: Tensor

    def __init__(self, size: tuple[int, int], window: int, shift: int) -> None:
        super().__init__()
        height, width = size
        self.padded = (height + -height % window, width + -width % window)
        # Padding tokens take row H * W, which the caller appends.
        index = torch.full(self.padded, height * width)
        index[:height, :width] = torch.arange(height * width).view(height, width)
        rolled = index.roll((-shift, -shift), dims=(0, 1))
        into = partition_windows(rolled[None, :, :, None], window).flatten()
        back = torch.empty(height * width + 1, dtype=torch.long)
        back[into] = torch.arange(len(into))
        self.register_buffer("into", into)
        self.register_buffer("back", back[:-1].clone())
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
        self.gather = WindowGather(size, block.window, block.shift)
        self.register_buffer("bias", attention.position_bias().detach().clone())

    def forward(self, x: Tensor, shift: Tensor) -> Tensor:
        """x [1, H * W, C], shift [windows, 1, window^2, window^2] for the stage's shifted blocks."""
        rows = self.qkv(self.norm1(x))[0]
        if self.gather.has_padding:
            # The projection of a zero token is its bias.
            rows = torch.cat([rows, self.qkv.bias[None]])
        windows = rows.index_select(0, self.gather.into)
        windows = windows.view(-1, self.length, 3, self.heads, x.shape[-1] // self.heads)
        query, key, value = windows.permute(2, 0, 3, 1, 4).unbind(0)
        logits = query @ key.transpose(-2, -1) + self.bias
        if self.shifted:
            logits = logits + shift
        attended = merge_heads(logits.softmax(dim=-1) @ value).flatten(0, 1)
        x = x + self.proj(attended.index_select(0, self.gather.back))[None]
        return x + self.mlp(self.norm2(x))


class FusionGraph(nn.Module):
    """`PixelWordAttentionModule` with the projection W applied to the words."""

    def __init__(self, fusion: PixelWordAttentionModule) -> None:
        super().__init__()
        self.fusion = fusion
        self.norm = InstanceNorm()

    def forward(self, x: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        return self.fusion.project_mm(self.fusion.vis_project(x) * self.gather(x, words, mask))

    def gather(self, x: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """Language of every pixel, [1, HW, d]."""
        attention: ImageLanguageAttention = self.fusion.image_lang_att
        keep = mask[:, :, None]
        key = attention.f_key(words) * keep * x.shape[-1] ** -0.5
        value = functional.linear(attention.f_value(words) * keep, attention.W[0].weight.squeeze(-1))
        logits = attention.f_query(x) @ key.transpose(1, 2) + (1 - keep.transpose(1, 2)) * BLOCKED
        # The bias of W is the same for all pixels of a channel: the normalisation removes it.
        return self.norm(logits.softmax(dim=-1) @ value)


class MergingGraph(nn.Module):
    """`PatchMerging` of a map with even sides in one transposition."""

    def __init__(self, merging: PatchMerging, size: tuple[int, int]) -> None:
        super().__init__()
        self.norm, self.reduction, self.size = merging.norm, merging.reduction, size

    def forward(self, x: Tensor) -> Tensor:
        (height, width), channels = self.size, x.shape[-1]
        quads = x.view(1, height // 2, 2, width // 2, 2, channels).permute(0, 1, 3, 4, 2, 5)
        return self.reduction(self.norm(quads.reshape(1, -1, 4 * channels)))


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
        x = self.patch_embed(image)
        maps = []
        for stage, norm, size in zip(self.stages, self.norms, self.sizes, strict=True):
            fused, x = stage(x, words, mask)
            maps.append(norm(fused).transpose(1, 2).unflatten(2, size))
        return maps


class DeformableGraph(nn.Module):
    """`MultiScaleDeformableAttention` for fixed sizes: offsets come in units of the grid."""

    def __init__(
        self, attention: MultiScaleDeformableAttention, sizes: list[tuple[int, int]], sampler: Sampler
    ) -> None:
        super().__init__()
        self.heads, self.levels, self.points = attention.heads, attention.levels, attention.points
        self.sizes, self.sampler = sizes, sampler
        self.value_proj, self.output_proj = attention.value_proj, attention.output_proj
        self.attention_weights = attention.attention_weights
        # The grid spans 2 units over a map, an offset counts cells.
        to_grid = torch.tensor([[2 / width, 2 / height] for height, width in sizes])
        scale = to_grid[None, :, None].expand(self.heads, -1, self.points, -1)
        # Level by level, so that a level's offsets are one slice.
        order = torch.arange(scale.numel()).view_as(scale).transpose(0, 1).flatten()
        scaled = scaled_linear(attention.sampling_offsets, scale.flatten())
        self.sampling_offsets = linear(scaled.weight[order], scaled.bias[order])

    def forward(self, query: Tensor, source: Tensor, grid: Tensor) -> Tensor:
        """query and source [1, N, C]; grid [1, N, 1, 2], the cells' centres in -1..1. Returns [1, N, C]."""
        length = query.shape[1]
        offsets = self.sampling_offsets(query).view(length, self.levels, self.heads, self.points, 2)
        weights = (
            self.attention_weights(query).view(length, self.heads, self.levels * self.points).softmax(dim=-1)
        )
        weights = weights.transpose(0, 1)[:, None].chunk(self.levels, dim=-1)
        cells = [height * width for height, width in self.sizes]
        values = self.value_proj(source)[0].split(cells)
        summed = None
        for level, (size, value) in enumerate(zip(self.sizes, values, strict=True)):
            maps = value.T.reshape(self.heads, -1, *size)
            places = offsets[:, level].transpose(0, 1) + grid
            picked = (sample_bilinear(maps, places, self.sampler) * weights[level]).sum(dim=-1)
            summed = picked if summed is None else summed + picked
        return self.output_proj(summed.flatten(0, 1).T[None])


class EncoderGraph(nn.Module):
    """`DeformableEncoder` for fixed sizes."""

    position: Tensor
    grid: Tensor

    def __init__(self, encoder: DeformableEncoder, sizes: list[tuple[int, int]], sampler: Sampler) -> None:
        super().__init__()
        self.layers = encoder.encoder["layers"]
        self.attentions = nn.ModuleList(
            DeformableGraph(layer.self_attn, sizes, sampler) for layer in self.layers
        )
        self.sizes = sizes
        width = encoder.level_embed.shape[1]
        position = [
            sine_position(*size, width).flatten(1).T + embed
            for size, embed in zip(sizes, encoder.level_embed.detach(), strict=True)
        ]
        self.register_buffer("position", torch.cat(position))
        centres = torch.cat([cell_centres(*size) for size in sizes])
        self.register_buffer("grid", (2 * centres - 1)[None, :, None])

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        """Maps [1, C, h, w] to tokens [1, hw, C] of each level."""
        x = torch.cat([level.flatten(2).transpose(1, 2) for level in maps], dim=1)
        for layer, attention in zip(self.layers, self.attentions, strict=True):
            x = layer.norm1(x + attention(x + self.position, x, self.grid))
            x = layer.norm2(x + layer.linear2(layer.linear1(x).relu()))
        return list(x.split([height * width for height, width in self.sizes], dim=1))


class PixelGraph(nn.Module):
    """`PixelDecoder` up to the map f of which F_m is a linear function."""

    def __init__(self, decoder: PixelDecoder, sizes: list[tuple[int, int]], sampler: Sampler) -> None:
        super().__init__()
        self.input_proj = decoder.input_proj
        self.adapter_1, self.layer_1 = decoder.adapter_1, decoder.layer_1
        self.encoder = EncoderGraph(decoder.transformer, sizes, sampler)
        self.finest = sizes[-1]

    def forward(self, maps: list[Tensor]) -> tuple[list[Tensor], Tensor]:
        """res2..res5 to memories [1, hw, C], coarse to fine, and f [1, C, H/4, W/4]."""
        res2, *rest = maps
        projected = [project(level) for project, level in zip(self.input_proj, reversed(rest), strict=True)]
        memories = self.encoder(projected)
        high = memories[-1].transpose(1, 2).unflatten(2, self.finest)
        upsampled = functional.interpolate(high, size=res2.shape[2:], mode="bilinear", align_corners=False)
        return memories, self.layer_1(self.adapter_1(res2) + upsampled).relu()
