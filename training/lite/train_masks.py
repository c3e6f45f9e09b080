"""Trains the mask branch on cached features of the frozen detector."""

from __future__ import annotations

import copy
import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .data import Photo, Split
from .errors import TrainingError
from .feature_cache import FeatureCache
from .geometry import Image
from .mask_head import MaskBranch, MaskConfig
from .predict import mask_ious, match_proposals, predict_logits
from .samples import (
    Sample,
    SampleConfig,
    Target,
    draw_sample,
    draw_share,
    find_targets,
    region_inputs,
)

EVALUATED_SHARE = 0.003


@dataclass(frozen=True)
class TrainConfig:
    """Optimisation settings. Training ends after `steps` or `minutes`, whichever comes first.

    `encoder_share`: the crop encoder, which comes trained, learns at this share of the rate.
    """

    steps: int = 12_000
    minutes: float = 60.0
    batch: int = 24
    rate: float = 2e-3
    encoder_share: float = 0.15
    weight_decay: float = 0.02
    warm_up: float = 0.05
    ema: float = 0.999
    evaluate_every: int = 250
    # On a Xeon with AMX, bfloat16 makes the depthwise convolutions of the crop encoder several times slower.
    bfloat16: bool = False
    seed: int = 0
    samples: SampleConfig = field(default_factory=SampleConfig)
    model: MaskConfig = field(default_factory=MaskConfig)


@dataclass
class TrainState:
    """Everything that a checkpoint holds."""

    branch: MaskBranch
    average: MaskBranch
    optimizer: torch.optim.AdamW
    step: int = 0
    seconds: float = 0.0
    best: float = 0.0


class Optimisation(Protocol):
    """Settings of the optimiser and of its rate."""

    rate: float
    encoder_share: float
    weight_decay: float
    warm_up: float
    ema: float


def learning_rate(progress: float, config: Optimisation) -> float:
    """One cycle (Smith 2018): linear warm-up, then half a cosine; `progress` in 0..1."""
    if progress < config.warm_up:
        return config.rate * (0.05 + 0.95 * progress / config.warm_up)
    return config.rate * (0.5 + 0.5 * math.cos(math.pi * (progress - config.warm_up) / (1 - config.warm_up)))


def mask_loss(logits: Tensor, masks: Tensor) -> Tensor:
    """Cross-entropy plus soft Dice loss (Milletari et al. 2016), [K,s,s] each; masks may be fractional."""
    probability = logits.sigmoid()
    overlap = 2 * (probability * masks).sum(dim=(1, 2)) + 1
    dice = 1 - overlap / (probability.sum(dim=(1, 2)) + masks.sum(dim=(1, 2)) + 1)
    return F.binary_cross_entropy_with_logits(logits, masks) + dice.mean()


def batch_loss(branch: MaskBranch, samples: list[Sample], config: TrainConfig) -> Tensor:
    """Loss of one batch. The shared map is computed per sample, as each comes from another photo."""
    with torch.autocast("cpu", torch.bfloat16, enabled=config.bfloat16):
        parts = [
            region_inputs(
                branch.feature_map,
                sample.window,
                torch.from_numpy(sample.crop.region)[None],
                torch.from_numpy(sample.crop.box)[None],
            )
            for sample in samples
        ]
        regions = torch.cat([region for region, _ in parts])
        pooled = torch.cat([pooled for _, pooled in parts])
        colours = torch.cat([sample.crop.colours for sample in samples]).contiguous(
            memory_format=torch.channels_last
        )
        logits = branch.head(colours, regions, pooled)
    return mask_loss(logits.float(), torch.stack([sample.crop.mask for sample in samples]))


def update_average(average: nn.Module, current: nn.Module, step: int, decay: float) -> None:
    """Exponential moving average of weights and statistics; it warms up so that early steps are forgotten."""
    keep = min(decay, (1 + step) / (10 + step))
    with torch.no_grad():
        for mean, value in zip(average.state_dict().values(), current.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(value, 1 - keep)
            else:
                mean.copy_(value)


class Photos:
    """Decoded photos by id, each read once: about 1 MB apiece."""

    def __init__(self, photos: list[Photo]) -> None:
        self.by_id = {photo.id: photo for photo in photos}
        self._pixels: dict[int, Image] = {}

    def pixels(self, photo_id: int) -> Image:
        """The photo [H,W,3] RGB."""
        if photo_id not in self._pixels:
            self._pixels[photo_id] = self.by_id[photo_id].read()
        return self._pixels[photo_id]


class Drawing(Protocol):
    """Settings of the batches."""

    batch: int
    samples: SampleConfig


def batches(groups: list[list[Target]], config: Drawing, rng: np.random.Generator) -> Iterator[list[Target]]:
    """Endless batches: an epoch draws each object at most once (see `draw_share`), in a random view."""
    pending: list[Target] = []
    while True:
        for index in rng.permutation(len(groups)):
            group = groups[index]
            if rng.random() < draw_share(group[0].instance, config.samples):
                pending.append(group[rng.integers(len(group))])
            if len(pending) == config.batch:
                yield pending
                pending = []


def evaluate(
    branch: MaskBranch, cache: FeatureCache, photos: Photos, ids: frozenset[int]
) -> dict[str, float]:
    """Mean IoU over objects of at least EVALUATED_SHARE of their photo, with true and with detected boxes."""
    branch.eval()
    true_ious: list[float] = []
    detected_ious: list[float] = []
    for row in (row for row in cache.rows if row.photo_id in ids):
        photo = photos.by_id[row.photo_id]
        instances = [instance for instance in photo.instances if instance.area_share >= EVALUATED_SHARE]
        if not instances:
            continue
        letterbox = row.view.letterbox()
        true_boxes = letterbox.to_frame(np.stack([instance.box for instance in instances]))
        best, hit = match_proposals(true_boxes, row.proposals)
        boxes = np.concatenate([true_boxes, row.proposals[best[hit]]])
        wanted = instances + [instance for instance, is_hit in zip(instances, hit, strict=True) if is_hit]
        logits = predict_logits(branch, cache, row, photos.pixels(photo.id), boxes)
        ious = mask_ious(logits, boxes, letterbox, photo, wanted)
        true_ious += ious[: len(instances)].tolist()
        detected_ious += ious[len(instances) :].tolist()
    return {"trueBoxes": _mean(true_ious), "detectedBoxes": _mean(detected_ious)}


def _mean(values: list[float]) -> float:
    """Zero where nothing was measured, so that the log stays valid JSON."""
    return float(np.mean(values)) if values else 0.0


def new_state(config: TrainConfig, weights: MaskBranch | None = None) -> TrainState:
    """A copy of `weights`, or fresh ones but ImageNet's for the crop encoder; a new optimiser."""
    torch.manual_seed(config.seed)
    branch = MaskBranch(config.model).to(memory_format=torch.channels_last)
    if weights is None:
        branch.head.encoder.load_imagenet()
    else:
        branch.load_state_dict(weights.state_dict())
    average = copy.deepcopy(branch).requires_grad_(False)
    return TrainState(branch, average, new_optimizer(branch, branch.head.encoder, config))


def new_optimizer(module: nn.Module, encoder: nn.Module, config: Optimisation) -> torch.optim.AdamW:
    """AdamW for `module`, whose trained part `encoder` learns at a share of the rate."""
    trained = {id(parameter) for parameter in encoder.parameters()}
    groups = [
        {"params": [p for p in module.parameters() if id(p) not in trained], "share": 1.0},
        {"params": list(encoder.parameters()), "share": config.encoder_share},
    ]
    return torch.optim.AdamW(groups, lr=config.rate, weight_decay=config.weight_decay)


def set_rate(optimizer: torch.optim.AdamW, progress: float, config: Optimisation) -> None:
    """Sets the rates of the parts for `progress` in 0..1."""
    for group in optimizer.param_groups:
        group["lr"] = group["share"] * learning_rate(progress, config)


def descend(
    loss: Tensor, current: nn.Module, average: nn.Module, optimizer: torch.optim.AdamW, step: int, ema: float
) -> float:
    """Step number `step` (from 1) down the gradient of `loss`, and the average's; returns the loss."""
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(current.parameters(), 5.0)
    optimizer.step()
    update_average(average, current, step, ema)
    return float(loss.detach())


def save_state(state: TrainState, config: TrainConfig, path: Path) -> None:
    """Writes a checkpoint."""
    content = {
        "config": asdict(config),
        "branch": state.branch.state_dict(),
        "average": state.average.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "step": state.step,
        "seconds": state.seconds,
        "best": state.best,
    }
    write_checkpoint(content, path)


def write_checkpoint(content: dict[str, Any], path: Path) -> None:
    """Writes a checkpoint; a broken-off write leaves the previous one in place."""
    temporary = path.with_suffix(".tmp")
    torch.save(content, temporary)
    temporary.replace(path)


def load_state(path: Path, config: TrainConfig) -> TrainState:
    """Continues from a checkpoint. Raises TrainingError if there is none."""
    if not path.is_file():
        raise TrainingError(f"{path}: no checkpoint to resume from; start without --resume")
    content = torch.load(path, weights_only=True)
    state = new_state(config)
    state.branch.load_state_dict(content["branch"])
    state.average.load_state_dict(content["average"])
    state.optimizer.load_state_dict(content["optimizer"])
    state.step, state.seconds, state.best = content["step"], content["seconds"], content["best"]
    return state


def load_branch(path: Path) -> MaskBranch:
    """The averaged weights of a checkpoint, in evaluation mode. Raises TrainingError if there is none."""
    if not path.is_file():
        raise TrainingError(f"{path}: no such checkpoint; run `python -m training.lite train` first")
    content = torch.load(path, weights_only=True)
    branch = MaskBranch(MaskConfig(**content["config"]["model"]))
    branch.load_state_dict(content["average"])
    return branch.eval()


def train(
    config: TrainConfig,
    cache: FeatureCache,
    photos: list[Photo],
    split: Split,
    folder: Path,
    report: Callable[[str], None],
    start: Path | None = None,
) -> TrainState:
    """Trains; leaves `last.pt`, `best.pt` (by mean IoU on held-out photos) and `log.jsonl` in `folder`.

    `start` is a checkpoint: that of `folder` itself is resumed, of another run only the averaged weights are
    taken over.
    """
    folder.mkdir(parents=True, exist_ok=True)
    resumed = start is not None and start.parent == folder
    if resumed:
        state = load_state(start, config)
    else:
        state = new_state(config, load_branch(start) if start is not None else None)
        (folder / "log.jsonl").unlink(missing_ok=True)
    store = Photos(photos)
    training = {photo.id: photo for photo in photos if photo.id not in split.excluded()}
    groups = find_targets(cache, training, config.samples)
    report(f"{len(groups)} objects on {len(training)} photos, {_parameters(state.branch)} parameters")
    # A resumed run draws other samples than the unbroken one would: it starts a new epoch.
    rng = np.random.default_rng([config.seed, state.step])
    source = batches(groups, config, rng)
    begun = time.monotonic() - state.seconds
    losses: list[float] = []
    while (progress := _progress(state, config)) < 1:
        set_rate(state.optimizer, progress, config)
        samples = [
            draw_sample(cache, t, store.pixels(t.row.photo_id), config.samples, rng) for t in next(source)
        ]
        losses.append(_step(state, samples, config))
        state.seconds = time.monotonic() - begun
        if state.step % config.evaluate_every == 0 or _progress(state, config) >= 1:
            entry = {"loss": float(np.mean(losses)), **evaluate(state.average, cache, store, split.held_out)}
            losses.clear()
            _record(state, config, entry, folder, report)
    return state


def _parameters(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _progress(state: TrainState, config: TrainConfig) -> float:
    return max(state.step / config.steps, state.seconds / 60 / config.minutes)


def _step(state: TrainState, samples: list[Sample], config: TrainConfig) -> float:
    state.branch.train()
    loss = batch_loss(state.branch, samples, config)
    state.step += 1
    return descend(loss, state.branch, state.average, state.optimizer, state.step, config.ema)


def _record(
    state: TrainState, config: TrainConfig, entry: dict[str, Any], folder: Path, report: Callable[[str], None]
) -> None:
    improved = entry["trueBoxes"] > state.best
    state.best = max(state.best, entry["trueBoxes"])
    save_state(state, config, folder / "last.pt")
    if improved:
        save_state(state, config, folder / "best.pt")
    line = {"step": state.step, "minutes": round(state.seconds / 60, 2)}
    line |= {name: round(value, 4) for name, value in entry.items()}
    with (folder / "log.jsonl").open("a") as stream:
        stream.write(json.dumps(line) + "\n")
    report(json.dumps(line))
