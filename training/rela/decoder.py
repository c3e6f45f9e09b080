"""The ReLAtionship modelling block (ReLA paper, section 4.2), as the public code computes it.

The public code, whose weights are published, departs from the paper's equations: RIA and RLA are repeated in
nine post-norm layers with masked attention, language attention is applied in the first of them alone, and
the minimap's raw logits weight the region masks. This module follows the code; where the paper writes
something else, a docstring says so.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import Attention, FeedForward, Mlp, sine_position
from .config import RelaConfig
from .journal import BoxHead, CountHead, InstanceHead
from .pixel_decoder import LEVELS, PixelFeatures

# Weight of the language attention beside the learnt gate sigmoid(lang_weight): a constant of the public code.
LANGUAGE_SCALE = 0.1


@dataclass(frozen=True)
class RelaOutput:
    """Raw logits of all heads; R = P * P regions in row-major order, h x w the size of F_m."""

    minimap: Tensor
    """x_r, [B, R, 2]; class 1 = the region holds a target."""
    mask: Tensor
    """[B, 2, h, w]; channel 1 = target. The mask is the arg max, its soft form sigmoid of the difference."""
    region_masks: Tensor
    """[B, R, h, w], the mask of every region by itself."""
    no_target: Tensor | None
    """[B, 2]; class 1 = no target. None where the count head replaces it."""
    count: Tensor | None
    """N_o, [B, 7]: 0, 1, 2, 3, 4, 5, more. None without the count head."""
    boxes: Tensor | None
    """[B, R, 4] as centre x, centre y, width, height in 0..1. None without the box head."""
    instances: Tensor | None
    """[B, R] logit that the region stands for one target object. None without the instance head."""

    def float(self) -> RelaOutput:
        """All outputs in float32, for losses after a forward pass in mixed precision."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return RelaOutput(
            **{name: None if value is None else value.float() for name, value in values.items()}
        )


@dataclass
class Trace:
    """What `RegionDecoder.forward` leaves behind for the parity check, and what it takes from it."""

    regions: list[Tensor]
    """Region features [B, R, C] before each evaluation of the heads."""
    blocked: list[Tensor]
    """Attention masks [B, R, hw] before un-blocking; those given are used instead of computed ones."""


def unblock_full_rows(blocked: Tensor) -> Tensor:
    """Lets a query that would see nothing see everything: [B, R, M] boolean, True = blocked."""
    return blocked & ~blocked.all(dim=-1, keepdim=True)


class RegionImageCrossAttention(nn.Module):
    """RIA: region queries gather image features: LN(F_r + A_ri F_i), A_ri masked to each region's own area.

    Paper: A_ri = softmax(Q_r GeLU(F_i W_ik)^T), F'_r = A_ri GeLU(F_i W_iv), once; code: no GeLU, and
    position encodings added to queries and keys.
    """

    def __init__(self, config: RelaConfig) -> None:
        super().__init__()
        self.multihead_attn = Attention(config.width, config.heads)
        self.norm = nn.LayerNorm(config.width)

    def forward(
        self, x: Tensor, query_embed: Tensor, memory: Tensor, position: Tensor, blocked: Tensor
    ) -> Tensor:
        """x [B, R, C], memory [B, hw, C], blocked [B, R, hw] to [B, R, C]."""
        return self.norm(x + self.multihead_attn(x + query_embed, memory + position, memory, blocked))


class RegionLanguageCrossAttention(nn.Module):
    """RLA, language part: LN(F_r + MHA(F_r, F_t)); padding tokens are attended to, as in the public code."""

    def __init__(self, config: RelaConfig) -> None:
        super().__init__()
        self.multihead_attn = Attention(config.width, config.heads)
        self.norm = nn.LayerNorm(config.width)

    def forward(self, x: Tensor, words: Tensor) -> Tensor:
        """x [B, R, C], words [B, T, C] to [B, R, C]."""
        return self.norm(x + self.multihead_attn(x, words, words))


class RegionRegionSelfAttention(nn.Module):
    """RLA, region part: LN(F_r + MHA(F_r, F_r))."""

    def __init__(self, config: RelaConfig) -> None:
        super().__init__()
        self.self_attn = Attention(config.width, config.heads)
        self.norm = nn.LayerNorm(config.width)

    def forward(self, x: Tensor, query_embed: Tensor) -> Tensor:
        """x [B, R, C] to [B, R, C]."""
        query = x + query_embed
        return self.norm(x + self.self_attn(query, query, x))


class RegionDecoder(nn.Module):
    """Pixel features and words [B, T, D] to `RelaOutput`."""

    def __init__(self, config: RelaConfig) -> None:
        super().__init__()
        width, layers, journal = config.width, config.decoder_layers, config.journal
        self.lang_weight = nn.Parameter(torch.tensor(0.0))
        self.RLA_vision = nn.ModuleList(RegionRegionSelfAttention(config) for _ in range(layers))
        self.RIA_layers = nn.ModuleList(RegionImageCrossAttention(config) for _ in range(layers))
        self.transformer_ffn_layers = nn.ModuleList(
            FeedForward(width, config.decoder_feedforward) for _ in range(layers)
        )
        self.decoder_norm = nn.LayerNorm(width)
        self.query_feat = nn.Embedding(config.regions, width)
        self.query_embed = nn.Embedding(config.regions, width)
        self.lang_proj = nn.Linear(config.bert.hidden, width, bias=False)
        nn.init.zeros_(self.lang_proj.weight)
        self.RLA_lang_att = RegionLanguageCrossAttention(config)
        self.level_embed = nn.Embedding(LEVELS, width)
        self.minimap_embed = nn.Linear(width, 2)
        self.nt_embed = None if journal.count_head else Mlp(width, width, 2, depth=2)
        self.mask_embed = Mlp(width, width, width, depth=3)
        self.count_embed = CountHead(width) if journal.count_head else None
        self.box_embed = BoxHead(width) if journal.box_head else None
        self.instance_embed = InstanceHead(width) if journal.instance_head else None

    def forward(self, pixels: PixelFeatures, words: Tensor, trace: Trace | None = None) -> RelaOutput:
        memories, positions = self.prepare_memories(pixels.memories)
        sizes = [memory.shape[2:] for memory in pixels.memories]
        x = self.query_feat.weight.expand(words.shape[0], -1, -1)
        given = [] if trace is None else list(trace.blocked)
        for layer in range(len(self.RIA_layers)):
            level = layer % LEVELS
            blocked = self.blocked_cells(x, pixels.mask_features, sizes[level])
            if trace is not None:
                trace.regions.append(x)
                blocked = given[layer] if layer < len(given) else blocked
                trace.blocked[layer : layer + 1] = [blocked]
            x = self.refine(x, layer, memories[level], positions[level], unblock_full_rows(blocked), words)
        if trace is not None:
            trace.regions.append(x)
        return self.heads(x, pixels.mask_features)

    def prepare_memories(self, maps: tuple[Tensor, ...]) -> tuple[list[Tensor], list[Tensor]]:
        """Keys and values [B, hw, C] of each level with its level embedding, and the position encodings [hw,
        C]."""
        memories = [
            memory.flatten(2).transpose(1, 2) + embed
            for memory, embed in zip(maps, self.level_embed.weight, strict=True)
        ]
        positions = [
            sine_position(*memory.shape[2:], memory.shape[1]).flatten(1).T.to(memory) for memory in maps
        ]
        return memories, positions

    def refine(
        self, x: Tensor, layer: int, memory: Tensor, position: Tensor, blocked: Tensor, words: Tensor
    ) -> Tensor:
        """One layer: RIA, RLA with language (first layer only), RLA among regions, feed-forward; [B, R,
        C]."""
        query_embed = self.query_embed.weight
        x = self.RIA_layers[layer](x, query_embed, memory, position, blocked)
        if layer == 0:
            gate = LANGUAGE_SCALE * self.lang_weight.sigmoid()
            x = x + gate * self.RLA_lang_att(x, self.lang_proj(words))
        x = self.RLA_vision[layer](x, query_embed)
        return self.transformer_ffn_layers[layer](x)

    def blocked_cells(self, x: Tensor, mask_features: Tensor, size: tuple[int, int]) -> Tensor:
        """Cells of a level whose region mask is below 0.5, [B, R, hw]; without gradient."""
        masks = self.region_masks(self.mask_embed(self.decoder_norm(x)), mask_features)
        resized = functional.interpolate(masks, size=size, mode="bilinear", align_corners=False)
        return (resized.sigmoid() < 0.5).flatten(2).detach()

    @staticmethod
    def region_masks(filters: Tensor, mask_features: Tensor) -> Tensor:
        """Region filters [B, R, C] applied to F_m [B, C, h, w]: mask logits [B, R, h, w]."""
        return (filters @ mask_features.flatten(2)).unflatten(2, mask_features.shape[2:])

    def heads(self, x: Tensor, mask_features: Tensor) -> RelaOutput:
        """All heads on the final region features; M = sum over regions of x_r M_r (paper, section 4.2)."""
        features = self.decoder_norm(x)
        minimap = self.minimap_embed(features)
        filters = self.mask_embed(features)
        return RelaOutput(
            minimap=minimap,
            mask=self.region_masks(minimap.transpose(1, 2) @ filters, mask_features),
            region_masks=self.region_masks(filters, mask_features),
            no_target=None if self.nt_embed is None else self.nt_embed(features).mean(dim=1),
            count=None if self.count_embed is None else self.count_embed(features),
            boxes=None if self.box_embed is None else self.box_embed(features),
            instances=None if self.instance_embed is None else self.instance_embed(features),
        )
