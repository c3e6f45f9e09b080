"""Batches of the relation head: padded tensors of several phrases, each on its own photo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .relate_data import (
    MATCH_VALUES,
    PAIR_VALUES,
    REGION_VALUES,
    ROLE_VALUES,
    VOTE_VALUES,
    Labels,
    Sample,
)
from .vocabulary import UNKNOWN, Vocabulary


@dataclass(frozen=True)
class Noise:
    """Share of samples without the parser's readings, of words taken for unknown; spread of noise on the
    features."""

    blank_votes: float = 0.2
    unknown_words: float = 0.06
    regions: float = 0.03
    pooled: float = 0.05


@dataclass(frozen=True)
class Batch:
    """`inputs` in the order in which the head takes them; labels as in `Labels`, padded."""

    inputs: tuple[Tensor, ...]
    wanted: Tensor
    weight: Tensor
    count: Tensor


def collate(
    samples: list[tuple[Sample, Labels | None]],
    vocabulary: Vocabulary,
    noise: Noise | None,
    rng: np.random.Generator,
) -> Batch:
    """Pads `samples`; with `noise` as in training, without it as in use."""
    size = len(samples)
    regions = max(len(sample.scene.kept) for sample, _ in samples)
    words = max(len(sample.words) for sample, _ in samples)
    pooled_width = samples[0][0].scene.pooled.shape[1]
    region = np.zeros((size, regions, REGION_VALUES), np.float32)
    pair = np.zeros((size, regions, regions, PAIR_VALUES), np.float32)
    pooled = np.zeros((size, regions, pooled_width), np.float32)
    present = np.zeros((size, regions), np.float32)
    ids = np.zeros((size, words), np.int64)
    role = np.zeros((size, words, ROLE_VALUES), np.float32)
    match = np.zeros((size, regions, words, MATCH_VALUES), np.float32)
    vote = np.zeros((size, regions, VOTE_VALUES), np.float32)
    said = np.zeros((size, len(samples[0][0].said)), np.float32)
    wanted, weight = np.zeros((size, regions), np.float32), np.zeros((size, regions), np.float32)
    count = np.zeros(size, np.int64)
    for row, (sample, labels) in enumerate(samples):
        r, t = len(sample.scene.kept), len(sample.words)
        region[row, :r] = sample.scene.regions
        pair[row, :r, :r] = sample.scene.pairs
        pooled[row, :r] = sample.scene.pooled
        present[row, :r] = 1
        ids[row, :t] = vocabulary.ids(sample.words)
        role[row, :t] = sample.roles
        match[row, :r, :t] = sample.match
        if noise is not None:
            ids[row, :t][rng.random(t) < noise.unknown_words] = UNKNOWN
            region[row, :r] += noise.regions * rng.standard_normal((r, REGION_VALUES), np.float32)
            pooled[row, :r] += noise.pooled * rng.standard_normal((r, pooled_width), np.float32)
        if noise is None or rng.random() >= noise.blank_votes:
            vote[row, :r] = sample.votes
            said[row] = sample.said
        if labels is not None:
            wanted[row, :r], weight[row, :r], count[row] = labels.wanted, labels.weight, labels.count
    arrays = (region, pair, pooled, present, ids, role, match, vote, said)
    return Batch(
        tuple(torch.from_numpy(array) for array in arrays),
        torch.from_numpy(wanted),
        torch.from_numpy(weight),
        torch.from_numpy(count),
    )
