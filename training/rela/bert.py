"""BERT text encoder. Parameter names are those of the published bert-base-uncased weights."""

from __future__ import annotations

from torch import Tensor, nn

from .attention import BLOCKED, attend, merge_heads, split_heads
from .config import BertConfig


class _Embeddings(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(config.vocabulary, config.hidden)
        self.position_embeddings = nn.Embedding(config.positions, config.hidden)
        self.token_type_embeddings = nn.Embedding(2, config.hidden)
        self.LayerNorm = nn.LayerNorm(config.hidden, eps=config.norm_eps)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, ids: Tensor) -> Tensor:
        # A referring expression is one segment, so every token has type 0.
        type_and_position = (
            self.token_type_embeddings.weight[0] + self.position_embeddings.weight[: ids.shape[1]]
        )
        return self.dropout(self.LayerNorm(self.word_embeddings(ids) + type_and_position))


class _SelfAttention(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query = nn.Linear(config.hidden, config.hidden)
        self.key = nn.Linear(config.hidden, config.hidden)
        self.value = nn.Linear(config.hidden, config.hidden)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        q, k, v = (split_heads(project(x), self.heads) for project in (self.query, self.key, self.value))
        return merge_heads(attend(q, k, v, bias))


class _ResidualOutput(nn.Module):
    """LN(dropout(W x) + residual)."""

    def __init__(self, width: int, config: BertConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(width, config.hidden)
        self.LayerNorm = nn.LayerNorm(config.hidden, eps=config.norm_eps)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, residual: Tensor) -> Tensor:
        return self.LayerNorm(self.dropout(self.dense(x)) + residual)


class _Layer(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.attention = nn.ModuleDict(
            {"self": _SelfAttention(config), "output": _ResidualOutput(config.hidden, config)}
        )
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(config.hidden, config.feedforward)})
        self.output = _ResidualOutput(config.feedforward, config)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        x = self.attention["output"](self.attention["self"](x, bias), x)
        return self.output(nn.functional.gelu(self.intermediate["dense"](x)), x)


class BertEncoder(nn.Module):
    """ids and mask [B, T] (mask 1 for real tokens, 0 for padding) to the last hidden state [B, T, hidden]."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.embeddings = _Embeddings(config)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(_Layer(config) for _ in range(config.layers))})

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.encode(self.embeddings(ids), mask)

    def encode(self, x: Tensor, mask: Tensor) -> Tensor:
        """Embedded tokens [B, T, hidden] to the last hidden state."""
        bias = (1 - mask[:, None, None].to(x.dtype)) * BLOCKED
        for layer in self.encoder["layer"]:
            x = layer(x, bias)
        return x


def untrained_parameters(names: list[str], layers: int = 12) -> list[str]:
    """Those of `names` that are the text encoder's and that the official training leaves as they were.

    Its optimiser receives the encoder layers 0..9 alone: the embeddings and the last two layers never change.
    """
    prefixes = ["text_encoder.embeddings."]
    prefixes += [f"text_encoder.encoder.layer.{index}." for index in range(layers - 2, layers)]
    return [name for name in names if name.startswith(tuple(prefixes)) and not name.endswith("position_ids")]


def initialise(module: nn.Module) -> None:
    """BERT's initialisation (normal, std 0.02), for runs that start without stock weights."""
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
    if isinstance(module, nn.Linear):
        nn.init.zeros_(module.bias)
