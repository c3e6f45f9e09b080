"""The region decoder as a part of the ONNX graph, and `ImageGraph`: all but the text encoder."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import BLOCKED, Attention, sine_position
from .backbone_graph import BackboneGraph
from .config import Sampler
from .decoder import LANGUAGE_SCALE, RegionDecoder
from .graphs import linear, scaled_linear
from .model import Rela
from .pixel_decoder import LEVELS
from .pixel_graph import PixelGraph, channels_first


class Outputs(NamedTuple):
    """What `ImageGraph` gives, in the graph's order; classes as in `RelaOutput`."""

    mask_logits: Tensor
    """[1, 2, h, w]"""
    minimap: Tensor
    """[1, R, 2]"""
    no_target: Tensor
    """[1, 2]"""


class AttentionGraph(nn.Module):
    """`Attention` with separate projections and the scale of the logits inside the query's."""

    def __init__(self, attention: Attention) -> None:
        super().__init__()
        self.heads = attention.heads
        width = attention.out_proj.in_features
        parts = zip(attention.in_proj_weight.chunk(3), attention.in_proj_bias.chunk(3), strict=True)
        query, self.key, self.value = (linear(weight, bias) for weight, bias in parts)
        self.query = scaled_linear(query, torch.full((width,), (width // self.heads) ** -0.5))
        self.out_proj = attention.out_proj

    def forward(self, query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None = None) -> Tensor:
        """query [N, C], key and value [M, C], additive bias [N, M] in place of the boolean mask; to [N, C].

        Keys and values are made channels first, which is the layout of the products that follow.
        """
        q = self.query(query).unflatten(1, (self.heads, -1)).transpose(0, 1)
        k, v = (
            channels_first(project, x).unflatten(0, (self.heads, -1))
            for project, x in ((self.key, key), (self.value, value))
        )
        logits = q @ k
        if bias is not None:
            logits = logits + bias
        attended = logits.softmax(dim=-1) @ v.transpose(1, 2)
        return self.out_proj(attended.transpose(0, 1).flatten(1))


class RegionGraph(nn.Module):
    """`RegionDecoder` for fixed sizes, without the heads that the public model does not have."""

    def __init__(
        self, decoder: RegionDecoder, mask_features: nn.Conv2d, sizes: list[tuple[int, int]]
    ) -> None:
        super().__init__()
        if decoder.nt_embed is None:
            raise ValueError("the graph holds the no-target head, which this configuration replaces")
        self.sizes = sizes
        self.region_image = nn.ModuleList(
            AttentionGraph(layer.multihead_attn) for layer in decoder.RIA_layers
        )
        self.region_image_norms = nn.ModuleList(layer.norm for layer in decoder.RIA_layers)
        self.region_region = nn.ModuleList(AttentionGraph(layer.self_attn) for layer in decoder.RLA_vision)
        self.region_region_norms = nn.ModuleList(layer.norm for layer in decoder.RLA_vision)
        self.feedforward = decoder.transformer_ffn_layers
        self.lang_proj = decoder.lang_proj
        self.region_language = AttentionGraph(decoder.RLA_lang_att.multihead_attn)
        gate = LANGUAGE_SCALE * decoder.lang_weight.detach().sigmoid()
        self.region_language_norm = scaled_norm(decoder.RLA_lang_att.norm, gate)
        self.decoder_norm = decoder.decoder_norm
        self.minimap_embed, self.nt_embed = decoder.minimap_embed, decoder.nt_embed
        *first, last = decoder.mask_embed.layers
        self.mask_embed = nn.ModuleList(first)
        self.filters, self.offsets = merge_mask_features(last, mask_features)
        width = decoder.query_feat.embedding_dim
        self.register_buffer("query_feat", decoder.query_feat.weight.detach().clone())
        self.register_buffer("query_embed", decoder.query_embed.weight.detach().clone())
        self.register_buffer("level_embed", decoder.level_embed.weight.detach().clone())
        for level, size in enumerate(sizes):
            self.register_buffer(f"position{level}", sine_position(*size, width).flatten(1).T.clone())

    def forward(self, memories: list[Tensor], fine: Tensor, words: Tensor) -> Outputs:
        """memories [hw, C] coarse to fine, f [1, C, H/4, W/4], words [T, D]."""
        values = [memory + self.level_embed[level] for level, memory in enumerate(memories)]
        keys = [value + self.get_buffer(f"position{level}") for level, value in enumerate(values)]
        maps = [
            functional.interpolate(fine, size=size, mode="bilinear", align_corners=False)
            .flatten(2)
            .squeeze(0)
            for size in self.sizes
        ]
        x = self.query_feat
        for layer, feedforward in enumerate(self.feedforward):
            level = layer % LEVELS
            filters, offsets, _ = self.mask_filters(x)
            blocked = self.blocked_bias(filters @ maps[level] + offsets)
            gathered = self.region_image[layer](x + self.query_embed, keys[level], values[level], blocked)
            x = self.region_image_norms[layer](x + gathered)
            if layer == 0:
                language = self.lang_proj(words)
                x = x + self.region_language_norm(x + self.region_language(x, language, language))
            query = x + self.query_embed
            x = self.region_region_norms[layer](x + self.region_region[layer](query, query, x))
            x = feedforward(x)
        return self.heads(x, fine)

    def mask_filters(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Filters on f [R, C], constants to add [R, 1], and the normed features [R, C]."""
        features = hidden = self.decoder_norm(x)
        for layer in self.mask_embed:
            hidden = layer(hidden).relu()
        return self.filters(hidden), self.offsets(hidden), features

    @staticmethod
    def blocked_bias(masks: Tensor) -> Tensor:
        """Region mask logits [R, hw] to the bias [R, hw]; a fully blocked row stays open."""
        blocked = (masks < 0) & (masks.amax(dim=-1, keepdim=True) >= 0)
        return blocked.to(masks.dtype) * BLOCKED

    def heads(self, x: Tensor, fine: Tensor) -> Outputs:
        """The final outputs."""
        filters, offsets, features = self.mask_filters(x)
        minimap = self.minimap_embed(features)
        weights = minimap.T
        masks = (weights @ filters) @ fine.flatten(2).squeeze(0) + weights @ offsets
        no_target = self.nt_embed(features).mean(dim=0)
        return Outputs(masks.unflatten(1, fine.shape[2:])[None], minimap[None], no_target[None])


def scaled_norm(norm: nn.LayerNorm, scale: Tensor) -> nn.LayerNorm:
    """A copy of the layer whose output is multiplied by a scalar."""
    copy = nn.LayerNorm(norm.normalized_shape, eps=norm.eps)
    with torch.no_grad():
        copy.weight.copy_(norm.weight * scale)
        copy.bias.copy_(norm.bias * scale)
    return copy


def merge_mask_features(last: nn.Linear, mask_features: nn.Conv2d) -> tuple[nn.Linear, nn.Linear]:
    """Merges F_m = W f + b into the layer that makes the filters e: layers for W^T e [C] and e . b [1]."""
    weight, bias = mask_features.weight.flatten(1).detach(), mask_features.bias.detach()
    filters = linear(weight.T @ last.weight, weight.T @ last.bias)
    offsets = linear((bias @ last.weight)[None], (bias @ last.bias)[None])
    return filters, offsets


class ImageGraph(nn.Module):
    """image [1, 3, S, S] normalised, words [1, T, D] and mask [1, T] (1 = real token) to `Outputs`."""

    def __init__(self, model: Rela, sampler: Sampler = "grid_sample") -> None:
        super().__init__()
        side = model.config.image_size
        sizes = [(side // stride, side // stride) for stride in (32, 16, 8)]
        self.backbone = BackboneGraph(model.backbone, side)
        self.pixel_decoder = PixelGraph(model.pixel_decoder, sizes, sampler)
        self.region_decoder = RegionGraph(model.predictor, model.pixel_decoder.mask_features, sizes)

    def forward(self, image: Tensor, words: Tensor, mask: Tensor) -> Outputs:
        words, keep = words.squeeze(0), mask.squeeze(0).to(image.dtype)
        memories, fine = self.pixel_decoder(self.backbone(image, words, keep))
        return self.region_decoder(memories, fine, words)
