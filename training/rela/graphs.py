"""The model as two graphs of fixed size for ONNX: text encoder, and everything that follows it.

`ImageGraph` computes what `Rela.forward` computes, with the constants worked out beforehand and exact
algebra where the plain form does needless work:

* a region mask is e . F_m and F_m = W f + b, so masks at a coarse level are (W^T e) . resize(f) + e . b: no
  region mask is formed at full size inside the loop, F_m itself is never formed, and W goes into the last
  layer of the MLP that makes e;
* sigmoid(x) < 0.5 is x < 0, and a row is fully blocked where its largest logit is below 0;
* attention weights add up to 1, so W (A v) = A (W v): PWAM projects 20 words instead of all pixels;
* the instance normalisation after it needs the mean and covariance of the 20 weights A, not of the pixels;
* padding, roll, window partition and the split into heads together are one gather of rows;
* scales of queries, of sampling offsets and the language gate go into the weights before them.

Tokens are [N, C] without a batch: run-times then keep a linear layer, its bias and its ReLU in one operator.
"""

from __future__ import annotations

import math

from torch import Tensor, nn

from .bert import BertEncoder


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


def gelu(x: Tensor) -> Tensor:
    """The exact GELU in the order of operations that ONNX Runtime joins into one."""
    return x * (x / math.sqrt(2)).erf().add(1) * 0.5
