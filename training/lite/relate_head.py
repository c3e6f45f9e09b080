"""The relation head: an instance-based ReLA (GREx, section 4) over the detector's regions.

Every region attends to the words (region-language cross attention, biased by how well each word fits it by
the
lexicon) and to the other regions (region-region attention, biased by how they stand to each other), and
yields x_r,
the score that it is a target; the set yields the number of targets and whether there is one at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .relate_data import (
    MATCH_VALUES,
    PAIR_VALUES,
    POOLED_VALUES,
    REGION_VALUES,
    ROLE_VALUES,
    SAID_BEYOND_NOUN,
    SAID_QUALIFIED,
    SAID_UNKNOWN_NOUN,
    SAID_VALUES,
    VOTE_VALUES,
)

COUNTS = 7
# How much the parser's own choice and its evidence of a target count beside the head, in logits.
VOTE_WEIGHT = 1.0
EVIDENCE_WEIGHT = 0.25
# Both of them where the phrase is nothing but a known noun: the head has seen too few such phrases, and the
# parser reads them well.
BARE_NOUN_WEIGHT = 2.0
# The parser's evidence where the phrase is nothing but a noun that nobody knows: the head, which has met many
# odd words for things that are there, would guess.
UNKNOWN_NOUN_WEIGHT = 1.0
# Evidence of the parser at which it speaks neither for nor against a target, as a logit.
NEUTRAL_EVIDENCE = 1.2
# Score from which regions count, as it is chosen for the shipped heads (`relate-export` checks that).
USUAL_LEAST = 0.4
# Far below any score, yet finite: fully masked rows then stay free of NaN.
NEVER = -1e4


@dataclass(frozen=True)
class HeadConfig:
    """Sizes of the head."""

    width: int = 96
    heads: int = 4
    layers: int = 2
    text_layers: int = 2
    pooled_width: int = 48
    extra: int = 0
    dropout: float = 0.15


class Attention(nn.Module):
    """Multi-head attention with an additive bias [B,H or 1,Q or 1,K]; also returns the weights."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.out = nn.Linear(width, width), nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        def split(values: Tensor) -> Tensor:
            return values.unflatten(-1, (self.heads, -1)).transpose(1, 2)

        key, value = self.key_value(memory).chunk(2, dim=-1)
        query = split(self.query(x))
        weights = (query @ split(key).transpose(-1, -2) * query.shape[-1] ** -0.5 + bias).softmax(-1)
        return self.out((weights @ split(value)).transpose(1, 2).flatten(2)), weights


def feed_forward(width: int, dropout: float) -> nn.Sequential:
    """Two layers with one twice as wide between them."""
    return nn.Sequential(
        nn.LayerNorm(width),
        nn.Linear(width, 2 * width),
        nn.GELU(),
        nn.Dropout(dropout),
        nn.Linear(2 * width, width),
    )


class TextLayer(nn.Module):
    """Self-attention over the words."""

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(config.width)
        self.attention = Attention(config.width, config.heads)
        self.feed = feed_forward(config.width, config.dropout)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        y = self.norm(x)
        x = x + self.dropout(self.attention(y, y, bias)[0])
        return x + self.dropout(self.feed(x))


class RegionLayer(nn.Module):
    """Region-region and region-language attention (RIA and RLA of the paper, over instances)."""

    def __init__(self, config: HeadConfig) -> None:
        super().__init__()
        self.norm, self.norm_words = nn.LayerNorm(config.width), nn.LayerNorm(config.width)
        self.regions = Attention(config.width, config.heads)
        self.words = Attention(config.width, config.heads)
        self.match_bias = nn.Linear(MATCH_VALUES, config.heads, bias=False)
        self.match_value = nn.Linear(config.heads * MATCH_VALUES, config.width)
        self.feed = feed_forward(config.width, config.dropout)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, pairs: Tensor, words: Tensor, word_bias: Tensor, match: Tensor) -> Tensor:
        y = self.norm(x)
        x = x + self.dropout(self.regions(y, y, pairs)[0])
        bias = word_bias + self.match_bias(match).permute(0, 3, 1, 2)
        said, weights = self.words(self.norm_words(x), words, bias)
        # What the attended words say of this very region: [B,R,H*M].
        matched = (weights.transpose(1, 2) @ match).flatten(2)
        x = x + self.dropout(said + self.match_value(matched))
        return x + self.dropout(self.feed(x))


def with_reading(scores: Tensor, target: Tensor, votes: Tensor, said: Tensor) -> tuple[Tensor, Tensor]:
    """The head's logits [B,R] and [B] together with what the parser chose and believes.

    Not part of training: the head would learn to undo it. The parser errs on other phrases than the head
    does.
    """
    evidence = said[:, 0].clamp(1e-3, 1 - 1e-3).logit()
    is_bare = said[:, SAID_BEYOND_NOUN].sum(1) == 0
    is_unknown = (said[:, SAID_UNKNOWN_NOUN] > 0) & (said[:, SAID_QUALIFIED].sum(1) == 0)
    vote_weight = torch.where(is_bare, BARE_NOUN_WEIGHT, VOTE_WEIGHT)[:, None]
    evidence_weight = torch.where(is_unknown, UNKNOWN_NOUN_WEIGHT, EVIDENCE_WEIGHT)
    evidence_weight = torch.where(is_bare, BARE_NOUN_WEIGHT, evidence_weight)
    mixed = scores + vote_weight * (2 * votes[..., 0] - 1)
    return mixed, target + evidence_weight * (evidence - NEUTRAL_EVIDENCE)


def without_taken_away(whole: Tensor, meant: Tensor, taken: Tensor) -> Tensor:
    """Logits [R] of an exclusion: the mean of what the whole phrase says and of what its two sides say, each
    asked by itself, of a region that is meant and not taken away.

    A region of a side counts from USUAL_LEAST, as the regions of any phrase do.
    """
    counts = torch.logit(torch.tensor(USUAL_LEAST))
    left = (meant - counts).sigmoid() * (taken - counts).neg().sigmoid()
    return (whole + counts + torch.logit(left, eps=1e-4)) / 2


class RelationHead(nn.Module):
    """Scores regions against a phrase.

    `vectors` [V,D] are fixed word vectors; row 0 is padding and row 1 stands for unknown words.
    """

    def __init__(self, vectors: Tensor, config: HeadConfig) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.register_buffer("vectors", vectors)
        self.residual = nn.Embedding(len(vectors), 32)
        nn.init.zeros_(self.residual.weight)
        self.word = nn.Linear(vectors.shape[1] + 32 + ROLE_VALUES, width)
        self.position = nn.Parameter(torch.randn(32, width) * 0.02)
        self.said = nn.Linear(SAID_VALUES, width)
        self.text = nn.ModuleList(TextLayer(config) for _ in range(config.text_layers))
        self.text_norm = nn.LayerNorm(width)
        self.pooled = nn.Sequential(
            nn.LayerNorm(POOLED_VALUES + config.extra),
            nn.Dropout(2 * config.dropout),
            nn.Linear(POOLED_VALUES + config.extra, config.pooled_width),
            nn.GELU(),
        )
        inputs = REGION_VALUES + config.pooled_width + VOTE_VALUES + 2 * MATCH_VALUES
        self.region = nn.Sequential(nn.Linear(inputs, width), nn.GELU(), nn.Linear(width, width))
        self.pairs = nn.Sequential(
            nn.Linear(PAIR_VALUES, 32), nn.GELU(), nn.Linear(32, config.heads * config.layers)
        )
        self.layers = nn.ModuleList(RegionLayer(config) for _ in range(config.layers))
        self.norm = nn.LayerNorm(width)
        self.score = nn.Linear(width, 1)
        self.weight = nn.Linear(width, 1)
        self.summary = nn.Sequential(
            nn.Linear(2 * width + SAID_VALUES + 4, width), nn.GELU(), nn.Dropout(config.dropout)
        )
        self.target = nn.Linear(width, 1)
        self.count = nn.Linear(width, COUNTS)

    def read_words(self, words: Tensor, roles: Tensor, said: Tensor) -> tuple[Tensor, Tensor]:
        """Words [B,T] with the phrase as a whole put before them: [B,1+T,width], and the bias that hides
        padding."""
        embedded = torch.cat([self.vectors[words], self.residual(words), roles], dim=-1)
        x = torch.cat([self.said(said)[:, None], self.word(embedded)], dim=1)
        x = x + self.position[: x.shape[1]]
        there = torch.cat([torch.ones_like(words[:, :1]), words], dim=1) > 0
        bias = (~there)[:, None, None].float() * NEVER
        for layer in self.text:
            x = layer(x, bias)
        return self.text_norm(x), bias

    def forward(
        self,
        regions: Tensor,
        pairs: Tensor,
        pooled: Tensor,
        present: Tensor,
        words: Tensor,
        roles: Tensor,
        match: Tensor,
        votes: Tensor,
        said: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits that each region is a target [B,R], that there is one [B], and of the number of targets
        [B,7].

        `present` [B,R] is 1 for real regions, `words` [B,T] are ids (0 for padding); the others as in
        `relate_data`.
        """
        text, word_bias = self.read_words(words, roles, said)
        fits = torch.cat([match.amax(2), match.sum(2) / 4], dim=-1)
        x = self.region(torch.cat([regions, self.pooled(pooled), votes, fits], dim=-1))
        absent = (1 - present)[:, None, None] * NEVER
        bias = self.pairs(pairs).permute(0, 3, 1, 2)
        padded = functional.pad(match, (0, 0, 1, 0))
        for number, layer in enumerate(self.layers):
            heads = slice(number * self.config.heads, (number + 1) * self.config.heads)
            x = layer(x, bias[:, heads] + absent, text, word_bias, padded)
        x = self.norm(x)
        scores = self.score(x)[..., 0] + (1 - present) * -20
        probability = scores.sigmoid()
        weights = (self.weight(x)[..., 0] + (1 - present) * NEVER).softmax(1)
        facts = torch.stack(
            [
                probability.sum(1).clamp(max=8),
                probability.amax(1),
                scores.amax(1) * 0.2,
                (probability * probability).sum(1).clamp(max=8),
            ],
            dim=1,
        )
        summary = self.summary(torch.cat([(weights[..., None] * x).sum(1), text[:, 0], said, facts], dim=1))
        return scores, self.target(summary)[:, 0], self.count(summary)
