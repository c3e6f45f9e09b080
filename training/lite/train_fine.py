"""Trains the fine mask net on crops of the photos themselves.

The averaged weights of the last step are kept, so nothing is chosen by the held-out photos.
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .coco_classes import CLASS_OF_CATEGORY, COCO_CLASSES
from .data import Photo, Split
from .errors import TrainingError
from .feature_cache import FeatureCache
from .fine_masks import FINE_MASK_SIDE, FineConfig, FineMaskNet
from .samples import Crop, SampleConfig, Target, draw_crop, find_targets
from .train_masks import Photos, batches, descend, mask_loss, new_optimizer, set_rate, write_checkpoint


@dataclass(frozen=True)
class FineTrainConfig:
    """Optimisation settings; `encoder_share` as for the mask branch."""

    steps: int = 600
    batch: int = 16
    rate: float = 1.5e-3
    encoder_share: float = 0.15
    weight_decay: float = 0.03
    warm_up: float = 0.05
    ema: float = 0.997
    save_every: int = 50
    seed: int = 0
    samples: SampleConfig = field(default_factory=SampleConfig)
    model: FineConfig = field(default_factory=FineConfig)


@dataclass
class FineState:
    """Everything that a checkpoint holds."""

    net: FineMaskNet
    average: FineMaskNet
    optimizer: torch.optim.AdamW
    step: int = 0


def varied_classes(category: int, rng: np.random.Generator) -> Tensor:
    """Class probabilities [80] of an object of `category` as an unsure detector has them; at times none."""
    classes = torch.zeros(len(COCO_CLASSES))
    true = CLASS_OF_CATEGORY.get(category)
    if true is None or rng.random() < 0.15:
        return classes
    for _ in range(rng.integers(3)):
        classes[rng.integers(len(COCO_CLASSES))] = float(rng.uniform(0.02, 0.2))
    classes[true] = float(rng.uniform(0.25, 0.8))
    return classes


def new_fine_state(config: FineTrainConfig) -> FineState:
    """Fresh weights, but ImageNet's for the encoder."""
    torch.manual_seed(config.seed)
    net = FineMaskNet(config.model)
    net.encoder.load_imagenet()
    net = net.to(memory_format=torch.channels_last)
    average = copy.deepcopy(net).requires_grad_(False)
    return FineState(net, average, new_optimizer(net, net.encoder, config))


def train_fine(
    config: FineTrainConfig,
    cache: FeatureCache,
    photos: list[Photo],
    split: Split,
    folder: Path,
    report: Callable[[str], None],
    resume: bool = False,
) -> FineState:
    """Trains; leaves `last.pt` and `log.jsonl` in `folder`. Of the cache only views and boxes are used."""
    folder.mkdir(parents=True, exist_ok=True)
    state = load_fine_state(folder / "last.pt", config) if resume else new_fine_state(config)
    if not resume:
        (folder / "log.jsonl").unlink(missing_ok=True)
    store = Photos(photos)
    training = {photo.id: photo for photo in photos if photo.id not in split.excluded()}
    groups = find_targets(cache, training, config.samples)
    report(f"{len(groups)} objects on {len(training)} photos")
    # A resumed run draws other samples than the unbroken one would: it starts a new epoch.
    rng = np.random.default_rng([config.seed, state.step])
    source = batches(groups, config, rng)
    start, losses = time.monotonic(), []
    while state.step < config.steps:
        set_rate(state.optimizer, state.step / config.steps, config)
        losses.append(_step(state, next(source), store, config, rng))
        if state.step % config.save_every == 0 or state.step == config.steps:
            _save(state, config, folder / "last.pt")
            line = {
                "step": state.step,
                "minutes": round((time.monotonic() - start) / 60, 2),
                "loss": round(float(np.mean(losses)), 4),
            }
            losses.clear()
            with (folder / "log.jsonl").open("a") as stream:
                stream.write(json.dumps(line) + "\n")
            report(json.dumps(line))
    return state


def _step(
    state: FineState, targets: list[Target], store: Photos, config: FineTrainConfig, rng: np.random.Generator
) -> float:
    crops: list[Crop] = [
        draw_crop(t, store.pixels(t.row.photo_id), config.samples, rng, FINE_MASK_SIDE) for t in targets
    ]
    classes = torch.stack([varied_classes(t.instance.category, rng) for t in targets])
    colours, masks = torch.cat([crop.colours for crop in crops]), torch.stack([crop.mask for crop in crops])
    state.net.train()
    loss = mask_loss(state.net(colours.contiguous(memory_format=torch.channels_last), classes), masks)
    state.step += 1
    return descend(loss, state.net, state.average, state.optimizer, state.step, config.ema)


def _save(state: FineState, config: FineTrainConfig, path: Path) -> None:
    content = {
        "config": asdict(config),
        "net": state.net.state_dict(),
        "average": state.average.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "step": state.step,
    }
    write_checkpoint(content, path)


def load_fine_state(path: Path, config: FineTrainConfig) -> FineState:
    """Continues from a checkpoint. Raises TrainingError if there is none."""
    content = _content(path)
    state = new_fine_state(config)
    state.net.load_state_dict(content["net"])
    state.average.load_state_dict(content["average"])
    state.optimizer.load_state_dict(content["optimizer"])
    state.step = content["step"]
    return state


def load_fine_net(path: Path) -> FineMaskNet:
    """The averaged weights of a finished run, in evaluation mode. Raises TrainingError if it is none."""
    content = _content(path)
    if content["step"] < content["config"]["steps"]:
        raise TrainingError(f"{path}: is not finished; run `python -m training.lite train-fine --resume`")
    net = FineMaskNet(FineConfig(**content["config"]["model"]))
    net.load_state_dict(content["average"])
    return net.eval()


def _content(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise TrainingError(f"{path}: no such checkpoint; run `python -m training.lite train-fine` first")
    return torch.load(path, weights_only=True)
