"""Exports trained relation heads as one ONNX graph of one phrase on one photo."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .export import export_module, open_session, round_weights
from .relate_data import (
    MATCH_VALUES,
    PAIR_VALUES,
    POOLED_VALUES,
    REGION_VALUES,
    ROLE_VALUES,
    SAID_VALUES,
    VOTE_VALUES,
)
from .relate_head import RelationHead, with_reading

INPUTS = ("regions", "pairs", "pooled", "words", "roles", "match", "votes", "said")
OUTPUTS = ("scores", "target")


class RelationGraph(nn.Module):
    """The mean of several heads for one phrase, as probabilities."""

    def __init__(self, heads: list[RelationHead], least_score: float) -> None:
        super().__init__()
        self.heads = nn.ModuleList(heads)
        chosen = torch.tensor(least_score).clamp(1e-3, 1 - 1e-3)
        self.register_buffer("shift", torch.log(chosen / (1 - chosen)), persistent=False)

    def forward(
        self,
        regions: Tensor,
        pairs: Tensor,
        pooled: Tensor,
        words: Tensor,
        roles: Tensor,
        match: Tensor,
        votes: Tensor,
        said: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """regions [R,F], pairs [R,R,P], pooled [R,384], words [T] ids, roles [T,K], match [R,T,M], votes
        [R,V],
        said [S] -> scores [R], shifted so that a target has at least 0.5, and P(target) [1], not calibrated.
        """
        present = torch.ones_like(regions[None, :, 0])
        inputs = [value[None] for value in (regions, pairs, pooled)]
        rest = [value[None] for value in (words, roles, match, votes, said)]
        outputs = [head(*inputs, present, *rest) for head in self.heads]
        scores = torch.stack([output[0] for output in outputs]).mean(0)
        target = torch.stack([output[1] for output in outputs]).mean(0)
        scores, target = with_reading(scores, target, votes[None], said[None])
        return (scores[0] - self.shift).sigmoid(), target.sigmoid()


def example_inputs(regions: int, words: int, rng: np.random.Generator) -> tuple[Tensor, ...]:
    """Random inputs in the graph's order."""
    shapes = [
        (regions, REGION_VALUES),
        (regions, regions, PAIR_VALUES),
        (regions, POOLED_VALUES),
        (words, ROLE_VALUES),
        (regions, words, MATCH_VALUES),
        (regions, VOTE_VALUES),
        (SAID_VALUES,),
    ]
    values = [torch.from_numpy(rng.random(shape, dtype=np.float32)) for shape in shapes]
    ids = torch.from_numpy(rng.integers(1, 3, words))
    return (*values[:3], ids, *values[3:])


def export_relation(heads: list[RelationHead], least_score: float, path: Path) -> float:
    """Writes the graph; returns the largest difference from PyTorch. Rounds the heads' weights to float16
    in place."""
    graph = RelationGraph(heads, least_score).eval()
    round_weights(graph)
    rng = np.random.default_rng(0)
    count, length = torch.export.Dim("R", min=1, max=64), torch.export.Dim("T", min=1, max=24)
    dynamic = {
        "regions": {0: count},
        "pairs": {0: count, 1: count},
        "pooled": {0: count},
        "words": {0: length},
        "roles": {0: length},
        "match": {0: count, 1: length},
        "votes": {0: count},
    }
    export_module(graph, example_inputs(7, 5, rng), path, INPUTS, OUTPUTS, dynamic)
    # Another size than that exported with, so that a frozen dimension shows.
    return max(compare_relation(graph, path, example_inputs(*size, rng)) for size in ((12, 3), (1, 1)))


def compare_relation(graph: RelationGraph, path: Path, inputs: tuple[Tensor, ...]) -> float:
    """Largest difference between the file in ONNX Runtime and PyTorch."""
    feeds = {name: value.numpy() for name, value in zip(INPUTS, inputs, strict=True)}
    got = open_session(path, threads=1).run(list(OUTPUTS), feeds)
    with torch.inference_mode():
        wanted = graph(*inputs)
    return max(
        float(np.abs(actual - expected.numpy()).max()) for actual, expected in zip(got, wanted, strict=True)
    )
