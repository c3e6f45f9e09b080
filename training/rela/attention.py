"""Building blocks of the transformer parts: attention, feed-forward network, MLP, sine positions."""

from __future__ import annotations

import math
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

# Added to the logit of a blocked key. exp(-10000) is exactly 0, and unlike -inf it cannot make NaN.
BLOCKED = -1e4


def split_heads(x: Tensor, heads: int) -> Tensor:
    """[B, N, C] to [B, heads, N, C / heads]."""
    batch, length, width = x.shape
    return x.reshape(batch, length, heads, width // heads).transpose(1, 2)


def merge_heads(x: Tensor) -> Tensor:
    """[B, heads, N, c] to [B, N, heads * c]."""
    return x.transpose(1, 2).flatten(2)


def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None = None) -> Tensor:
    """softmax(Q K^T / sqrt(c) + bias) V for [B, heads, N, c] tensors.

    Written out, as the export of scaled_dot_product_attention depends on the exporter's version.
    """
    logits = (query * query.shape[-1] ** -0.5) @ key.transpose(-2, -1)
    if bias is not None:
        logits = logits + bias
    return logits.softmax(dim=-1) @ value


class Attention(nn.Module):
    """Multi-head attention (Vaswani et al. 2017) with the parameter names of `nn.MultiheadAttention`.

    `in_proj_weight` [3C, C] holds the projections of query, key and value one below the other.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.zeros_(self.out_proj.bias)

    def forward(self, query: Tensor, key: Tensor, value: Tensor, blocked: Tensor | None = None) -> Tensor:
        """query [B, N, C], key and value [B, M, C], blocked [B, N, M] boolean (True = not attended) to [B,
        N, C]."""
        parts = zip(
            (query, key, value), self.in_proj_weight.chunk(3), self.in_proj_bias.chunk(3), strict=True
        )
        q, k, v = (split_heads(functional.linear(x, weight, bias), self.heads) for x, weight, bias in parts)
        bias = None if blocked is None else blocked[:, None].to(q.dtype) * BLOCKED
        return self.out_proj(merge_heads(attend(q, k, v, bias)))


class FeedForward(nn.Module):
    """LN(x + W2 relu(W1 x)) on [B, N, C]."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.linear1 = nn.Linear(width, hidden)
        self.linear2 = nn.Linear(hidden, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(x + self.linear2(self.linear1(x).relu()))


class Mlp(nn.Module):
    """`depth` linear layers with ReLU between them, on the last dimension."""

    def __init__(self, width: int, hidden: int, out: int, depth: int) -> None:
        super().__init__()
        sizes = [width, *[hidden] * (depth - 1), out]
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)


def sine_position(height: int, width: int, channels: int) -> Tensor:
    """Sine position encoding of a map, [channels, H, W]: half the channels tell y, the other half x.

    A coordinate counts cells from 1 and is scaled to (0, 2 pi]; sine and cosine alternate over falling
    frequencies with base 10000 (the form of DETR, Carion et al. 2020, normalised).
    """
    half = channels // 2
    frequency = 10000 ** (2 * torch.arange(half).div(2, rounding_mode="floor") / half)

    def encode(length: int) -> Tensor:
        position = torch.arange(1, length + 1, dtype=torch.float32) / (length + 1e-6) * (2 * math.pi)
        angle = position[:, None] / frequency
        return torch.stack([angle[:, 0::2].sin(), angle[:, 1::2].cos()], dim=2).flatten(1)

    y = encode(height).T[:, :, None].expand(half, height, width)
    x = encode(width).T[:, None, :].expand(half, height, width)
    return torch.cat([y, x])
