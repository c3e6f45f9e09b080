"""Trains the relation head on natural phrases; the checkpoint is chosen on photos that are held out."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .evaluate_relate import Ranked, choose_decision, rank, summarise
from .relate_batches import Noise, collate
from .relate_data import Labels, PhotoTruth, Sample, SampleSet, label
from .relate_head import HeadConfig, RelationHead, with_reading, without_taken_away
from .vocabulary import Vocabulary

Report = Callable[[str], None]


@dataclass(frozen=True)
class RelateConfig:
    """Everything that a run depends on."""

    seed: int = 0
    fold: int = 0
    steps: int = 1200
    minutes: float = 60.0
    batch: int = 32
    rate: float = 1.5e-3
    decay: float = 0.05
    people_share: float = 0.12
    boxes_share: float = 0.35
    no_target_weight: float = 0.4
    count_weight: float = 0.15
    evaluations: int = 2
    least_no_target: float = 74.0
    least_target: float = 86.0
    exclude_manner: str = ""
    noise: Noise = field(default_factory=Noise)
    head: HeadConfig = field(default_factory=HeadConfig)


@dataclass(frozen=True)
class Pool:
    """Labelled samples of one kind, grouped by phrase so that every phrase is drawn equally often."""

    groups: tuple[tuple[tuple[Sample, Labels], ...], ...]

    def draw(self, rng: np.random.Generator) -> tuple[Sample, Labels]:
        group = self.groups[rng.integers(len(self.groups))]
        return group[rng.integers(len(group))]


def make_pool(data: SampleSet, accept: Callable[[Sample], bool]) -> Pool:
    """Samples that tell what is wanted, by phrase."""
    groups: dict[int, list[tuple[Sample, Labels]]] = {}
    for sample in data.samples:
        labels = label(sample, data.photos[sample.scene.photo]) if accept(sample) else None
        if labels is not None:
            groups.setdefault(sample.ref.id, []).append((sample, labels))
    return Pool(tuple(tuple(group) for group in groups.values()))


def loss_of(
    outputs: tuple[Tensor, Tensor, Tensor],
    wanted: Tensor,
    weight: Tensor,
    count: Tensor,
    config: RelateConfig,
) -> Tensor:
    """Cross-entropy of regions, of "is there a target" and of the number of targets."""
    scores, target, counts = outputs
    regions = (functional.binary_cross_entropy_with_logits(scores, wanted, reduction="none") * weight).sum(
        1
    ).mean() / 6
    there = functional.binary_cross_entropy_with_logits(target, (count > 0).float())
    return (
        regions
        + config.no_target_weight * there
        + config.count_weight * functional.cross_entropy(counts, count)
    )


def predict(
    heads: list[RelationHead], samples: list[Sample], photos: dict[int, PhotoTruth], vocabulary: Vocabulary
) -> list[Ranked]:
    """Ranked answers, the heads' logits averaged and exclusions asked in parts, too."""
    logits = mean_logits(heads, samples, vocabulary)
    parts = iter(mean_logits(heads, [part for sample in samples for part in sample.parts], vocabulary))
    ranked = []
    for sample, (scores, target) in zip(samples, logits, strict=True):
        if sample.parts:
            meant, taken = (next(parts)[0] for _ in sample.parts)
            scores = without_taken_away(scores, meant, taken)
        truth = photos[sample.scene.photo]
        ranked.append(rank(sample, truth, scores.sigmoid().numpy(), float(target.sigmoid())))
    return ranked


def mean_logits(
    heads: list[RelationHead], samples: list[Sample], vocabulary: Vocabulary
) -> list[tuple[Tensor, Tensor]]:
    """The heads' mean logits of each sample with the parser's reading: of regions [R], and of a target."""
    rng = np.random.default_rng(0)
    logits = []
    for start in range(0, len(samples), 64):
        some = samples[start : start + 64]
        batch = collate([(sample, None) for sample in some], vocabulary, None, rng)
        with torch.inference_mode():
            outputs = [head.eval()(*batch.inputs) for head in heads]
            means = [torch.stack([output[place] for output in outputs]).mean(0) for place in (0, 1)]
            scores, targets = with_reading(*means, batch.inputs[7], batch.inputs[8])
        logits += [(scores[row, : len(each.scene.kept)], targets[row]) for row, each in enumerate(some)]
    return logits


class Trainer:
    """A head that is trained, and the running mean of its weights, which is what is kept."""

    def __init__(self, vocabulary: Vocabulary, config: RelateConfig, start_from: Path | None) -> None:
        torch.manual_seed(config.seed)
        self.vocabulary, self.config = vocabulary, config
        self.rng = np.random.default_rng(config.seed)
        self.head = RelationHead(torch.from_numpy(vocabulary.vectors), config.head)
        if start_from is not None:
            self.head.load_state_dict(torch.load(start_from / "best.pt", weights_only=True))
        self.mean = [parameter.detach().clone() for parameter in self.head.parameters()]
        self.optimiser = torch.optim.AdamW(
            self.head.parameters(), lr=config.rate, weight_decay=config.decay, betas=(0.9, 0.98)
        )
        self.steps = 0

    def step(self, drawn: list[tuple[Sample, Labels]], progress: float) -> float:
        """One step on a batch, `progress` being the share of the run that is over; returns the loss."""
        config = self.config
        warm_up, decay = min(1.0, (self.steps + 1) / 100), 0.5 + 0.5 * math.cos(math.pi * min(progress, 1))
        for group in self.optimiser.param_groups:
            group["lr"] = config.rate * warm_up * decay
        batch = collate(drawn, self.vocabulary, config.noise, self.rng)
        self.head.train()
        loss = loss_of(self.head(*batch.inputs), batch.wanted, batch.weight, batch.count, config)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.head.parameters(), 1.0)
        self.optimiser.step()
        momentum = min(0.99, (1 + self.steps) / (10 + self.steps))
        for mean, parameter in zip(self.mean, self.head.parameters(), strict=True):
            mean.lerp_(parameter.detach(), 1 - momentum)
        self.steps += 1
        return float(loss.detach())

    def averaged(self) -> RelationHead:
        """A head with the mean weights."""
        copy = RelationHead(torch.from_numpy(self.vocabulary.vectors), self.config.head)
        with torch.no_grad():
            for own, value in zip(copy.parameters(), self.mean, strict=True):
                own.copy_(value)
        return copy.eval()


def train_relate(
    pools: list[tuple[Pool, float]],
    held_out: list[Sample],
    photos: dict[int, PhotoTruth],
    vocabulary: Vocabulary,
    config: RelateConfig,
    folder: Path,
    report: Report,
    start_from: Path | None = None,
) -> RelationHead:
    """Trains one head on `pools` (with their shares), from the best head of the run `start_from` if given.

    Leaves `best.pt`, `config.json` and `log.jsonl` in `folder`. Without `held_out` the last head is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(asdict(config), indent=2) + "\n")
    trainer = Trainer(vocabulary, config, start_from)
    shares = np.array([share for _, share in pools])
    marks = [(number + 1) / config.evaluations for number in range(config.evaluations)]
    start, best, losses = time.monotonic(), -1.0, []
    with (folder / "log.jsonl").open("w") as log:
        while marks:
            progress = max(trainer.steps / config.steps, (time.monotonic() - start) / (60 * config.minutes))
            drawn = [
                pools[trainer.rng.choice(len(pools), p=shares)][0].draw(trainer.rng)
                for _ in range(config.batch)
            ]
            losses.append(trainer.step(drawn, progress))
            if max(progress, trainer.steps / config.steps) < marks[0]:
                continue
            marks = marks[1:] if progress < 1 else []
            head = trainer.averaged()
            if not held_out:
                torch.save(head.state_dict(), folder / "best.pt")
                continue
            ranked = predict([head], held_out, photos, vocabulary)
            decision = choose_decision(ranked, config.least_no_target, config.least_target)
            figures = summarise(ranked, decision)
            line = {
                "step": trainer.steps,
                "seconds": round(time.monotonic() - start),
                "loss": round(float(np.mean(losses[-200:])), 4),
                **{name: round(value, 2) for name, value in figures.items()},
                "decision": asdict(decision),
            }
            log.write(json.dumps(line) + "\n")
            log.flush()
            report(f"{folder.name}: {json.dumps(line)}")
            if figures["gIoU"] > best:
                best = figures["gIoU"]
                torch.save(head.state_dict(), folder / "best.pt")
    return load_head(folder, vocabulary)


def load_head(folder: Path, vocabulary: Vocabulary) -> RelationHead:
    """The best head of a run."""
    config = HeadConfig(**json.loads((folder / "config.json").read_text())["head"])
    head = RelationHead(torch.from_numpy(vocabulary.vectors), config)
    head.load_state_dict(torch.load(folder / "best.pt", weights_only=True))
    return head.eval()
