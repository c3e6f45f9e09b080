"""Language fusion inside the backbone: pixel-word attention (PWAM) and the language gate.

Source: LAVT (Yang et al., CVPR 2022), sections 3.2 and 3.3, whose fusion ReLA's backbone uses. All maps are
kept as tokens [B, HW, C]; a kernel-1 convolution of the checkpoint is a linear layer on them.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import BLOCKED

NORM_EPS = 1e-5


class Pointwise(nn.Sequential):
    """Linear layer on [B, N, C] whose weight has the shape [out, in, 1] of a Conv1d, then `after`."""

    def __init__(self, inputs: int, outputs: int, *after: nn.Module) -> None:
        super().__init__(nn.Conv1d(inputs, outputs, 1), *after)

    def forward(self, x: Tensor) -> Tensor:
        projection, *after = self
        x = functional.linear(x, projection.weight.squeeze(-1), projection.bias)
        for module in after:
            x = module(x)
        return x


class InstanceNorm(nn.Module):
    """Zero mean and unit variance over the pixels of each channel; [B, N, C], no affine part."""

    def forward(self, x: Tensor) -> Tensor:
        centred = x - x.mean(dim=1, keepdim=True)
        return centred * torch.rsqrt(centred.square().mean(dim=1, keepdim=True) + NORM_EPS)


class ImageLanguageAttention(nn.Module):
    """Each pixel gathers a word feature: [B, HW, d] and words [B, T, D] to [B, HW, d] (LAVT section 3.2).

    A = softmax(d^-0.5 N(q) k^T + blocked), lang = N(W (A v)), N the instance normalisation. Padding is
    blocked in A and, as in the public code, also zeroed in keys and values.
    """

    def __init__(self, width: int, text_width: int) -> None:
        super().__init__()
        self.f_key = Pointwise(text_width, width)
        self.f_query = Pointwise(width, width, InstanceNorm())
        self.f_value = Pointwise(text_width, width)
        self.W = Pointwise(width, width, InstanceNorm())

    def forward(self, x: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        keep = mask[:, :, None].to(x.dtype)
        key, value = self.f_key(words) * keep, self.f_value(words) * keep
        logits = self.f_query(x) @ key.transpose(1, 2) * x.shape[-1] ** -0.5
        weights = (logits + (1 - keep.transpose(1, 2)) * BLOCKED).softmax(dim=-1)
        return self.W(weights @ value)


class PixelWordAttentionModule(nn.Module):
    """PWAM: visual features times the gathered language, projected; [B, HW, d] to [B, HW, d] (LAVT section
    3.2)."""

    def __init__(self, width: int, text_width: int) -> None:
        super().__init__()
        self.vis_project = Pointwise(width, width, nn.GELU())
        self.image_lang_att = ImageLanguageAttention(width, text_width)
        self.project_mm = Pointwise(width, width, nn.GELU())

    def forward(self, x: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        return self.project_mm(self.vis_project(x) * self.image_lang_att(x, words, mask))


def language_gate(width: int) -> nn.Sequential:
    """Gate tanh(W2 relu(W1 f)) on what flows from PWAM into the next stage; starts closed (LAVT section
    3.3)."""
    gate = nn.Sequential(
        nn.Linear(width, width, bias=False), nn.ReLU(), nn.Linear(width, width, bias=False), nn.Tanh()
    )
    nn.init.zeros_(gate[0].weight)
    nn.init.zeros_(gate[2].weight)
    return gate
