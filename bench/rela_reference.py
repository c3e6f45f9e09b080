"""ReLA with what the public code computes at inference and the plain re-implementation does without.

Per call, and without a use for any of it:
* all heads (minimap, merged mask, no target) before every layer, not only after the last;
* attention masks once for each of the 8 heads, attention weights averaged over the heads (what
  `nn.MultiheadAttention` returns unless told otherwise);
* the samples of deformable attention stacked over the levels before they are weighed;
and with a use, outside of the plain model: both mask channels enlarged to the image's size, and sigmoids.
The outputs are the plain model's. Nothing is slowed down on purpose: the modules are PyTorch's own.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.rela.attention import Attention
from training.rela.decoder import RegionDecoder, RelaOutput, unblock_full_rows
from training.rela.deformable_attention import MultiScaleDeformableAttention
from training.rela.model import Rela
from training.rela.pixel_decoder import LEVELS, PixelFeatures


class StackedAttention(nn.Module):
    """`MultiScaleDeformableAttention` that weighs the samples of all levels in one tensor."""

    def __init__(self, plain: MultiScaleDeformableAttention) -> None:
        super().__init__()
        self.plain = plain

    def forward(
        self, query: Tensor, source: Tensor, centres: Tensor, sizes: Sequence[tuple[int, int]]
    ) -> Tensor:
        plain, (batch, length, width) = self.plain, query.shape
        heads, levels, points = plain.heads, plain.levels, plain.points
        value = plain.value_proj(source).view(batch, -1, heads, width // heads)
        offsets = plain.sampling_offsets(query).view(batch, length, heads, levels, points, 2)
        weights = plain.attention_weights(query).view(batch, length, heads, levels * points).softmax(dim=-1)
        scale = query.new_tensor([[columns, rows] for rows, columns in sizes])
        grids = 2 * (centres[None, :, None, None, None] + offsets / scale[:, None]) - 1
        samples = []
        cells = value.split([rows * columns for rows, columns in sizes], dim=1)
        for level, (size, part) in enumerate(zip(sizes, cells, strict=True)):
            maps = part.flatten(2).transpose(1, 2).reshape(batch * heads, -1, *size)
            grid = grids[:, :, :, level].transpose(1, 2).flatten(0, 1)
            samples.append(functional.grid_sample(maps, grid, align_corners=False))
        weights = weights.transpose(1, 2).reshape(batch * heads, 1, length, -1)
        summed = (torch.stack(samples, dim=-2).flatten(-2) * weights).sum(dim=-1)
        return plain.output_proj(summed.view(batch, width, length).transpose(1, 2))


class LibraryAttention(nn.Module):
    """`Attention` by `nn.MultiheadAttention`, called as the public code calls it."""

    def __init__(self, plain: Attention) -> None:
        super().__init__()
        self.heads = plain.heads
        self.attention = nn.MultiheadAttention(plain.out_proj.in_features, plain.heads, batch_first=True)
        self.attention.load_state_dict(plain.state_dict())

    def forward(self, query: Tensor, key: Tensor, value: Tensor, blocked: Tensor | None = None) -> Tensor:
        mask = None if blocked is None else blocked[:, None].repeat(1, self.heads, 1, 1).flatten(0, 1)
        return self.attention(query, key, value, attn_mask=mask)[0]


def decode(decoder: RegionDecoder, pixels: PixelFeatures, words: Tensor) -> RelaOutput:
    """`RegionDecoder.forward` with all heads before every layer."""
    memories, positions = decoder.prepare_memories(pixels.memories)
    sizes = [memory.shape[2:] for memory in pixels.memories]
    x = decoder.query_feat.weight.expand(words.shape[0], -1, -1)
    for layer in range(len(decoder.RIA_layers)):
        level = layer % LEVELS
        output = decoder.heads(x, pixels.mask_features)
        resized = functional.interpolate(output.region_masks, size=sizes[level], mode="bilinear")
        blocked = unblock_full_rows((resized.sigmoid() < 0.5).flatten(2))
        x = decoder.refine(x, layer, memories[level], positions[level], blocked, words)
    return decoder.heads(x, pixels.mask_features)


class ReferenceStyle(nn.Module):
    """A model with the parameters of `plain`, which it takes over."""

    def __init__(self, plain: Rela) -> None:
        super().__init__()
        self.plain = plain
        for layer in plain.pixel_decoder.transformer.encoder["layers"]:
            layer.self_attn = StackedAttention(layer.self_attn)
        predictor = plain.predictor
        for module in [*predictor.RIA_layers, predictor.RLA_lang_att]:
            module.multihead_attn = LibraryAttention(module.multihead_attn)
        for module in predictor.RLA_vision:
            module.self_attn = LibraryAttention(module.self_attn)

    def forward(self, image: Tensor, ids: Tensor, mask: Tensor) -> tuple[RelaOutput, Tensor, Tensor]:
        """As `Rela.forward`; also both channels' sigmoids at the image's size, and those of no target."""
        words = self.plain.text_encoder(ids, mask)
        pixels = self.plain.pixel_decoder(self.plain.backbone(image, words, mask))
        output = decode(self.plain.predictor, pixels, words)
        enlarged = functional.interpolate(output.mask, size=image.shape[2:], mode="bilinear")
        return output, enlarged.sigmoid(), output.no_target.sigmoid()
