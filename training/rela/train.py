"""Training on gRefCOCO-format data, on one or several devices, through Accelerate; resumable."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from torch import Tensor, nn
from torch.utils.data import DataLoader

from ..lite.errors import TrainingError
from .grefcoco import Batch, ExpressionData, collate
from .losses import LossWeights, losses
from .model import Rela

LAST = "last"


@dataclass(frozen=True)
class Recipe:
    """The public recipe: 150000 steps of 48 samples, AdamW, constant rate with two drops, tight clipping."""

    steps: int = 150_000
    batch: int = 48
    rate: float = 1e-5
    decay: float = 0.05
    # The rate drops to a tenth at each of these shares of the steps: 110000 and 140000 of 150000.
    drops: tuple[float, ...] = (110 / 150, 140 / 150)
    clip: float = 0.01
    workers: int = 4
    save_every: int = 1000
    log_every: int = 50
    seed: int = 0
    precision: str = "no"


def parameter_groups(model: Rela, recipe: Recipe) -> list[dict[str, Any]]:
    """What is trained: all but the text encoder's embeddings and last two layers, which stay as they are.

    Norms, embeddings and relative position tables have no weight decay, as in the public code.
    """
    freeze_text(model)
    plain, decayed = [], []
    for module in model.modules():
        free = isinstance(module, nn.LayerNorm | nn.GroupNorm | nn.Embedding)
        for name, parameter in module.named_parameters(recurse=False):
            if parameter.requires_grad:
                (plain if free or name == "relative_position_bias_table" else decayed).append(parameter)
    return [{"params": decayed, "weight_decay": recipe.decay}, {"params": plain, "weight_decay": 0.0}]


def freeze_text(model: Rela) -> None:
    """Takes the text encoder's embeddings and last two layers out of training."""
    model.text_encoder.embeddings.requires_grad_(False)
    for layer in model.text_encoder.encoder["layer"][-2:]:
        layer.requires_grad_(False)


class Trainer:
    """One run. Its folder holds `log.jsonl`, the checkpoints `last/`, and at the end `model.pth`."""

    def __init__(
        self,
        model: Rela,
        data: ExpressionData,
        recipe: Recipe,
        weights: LossWeights,
        folder: Path,
        resume: bool,
    ) -> None:
        self.recipe, self.weights, self.folder = recipe, weights, folder
        set_seed(recipe.seed)
        self.accelerator = Accelerator(mixed_precision=recipe.precision)
        optimizer = torch.optim.AdamW(parameter_groups(model, recipe), lr=recipe.rate)
        milestones = [round(share * recipe.steps) for share in recipe.drops]
        scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones)
        generator = torch.Generator().manual_seed(recipe.seed)
        loader = DataLoader(
            data,
            recipe.batch,
            shuffle=True,
            collate_fn=collate,
            num_workers=recipe.workers,
            generator=generator,
        )
        # Batches are moved here, as a Batch is not a plain container of tensors.
        self.loader = self.accelerator.prepare_data_loader(loader, device_placement=False)
        self.model, self.optimizer = self.accelerator.prepare(model, optimizer)
        self.scheduler = scheduler
        self.accelerator.register_for_checkpointing(scheduler)
        self.step = 0
        if resume:
            self._resume()
        elif (folder / LAST).exists():
            raise TrainingError(
                f"{folder}: holds a run already; pass --resume to continue it, or choose another"
            )

    def run(self, report: Callable[[str], None]) -> Path:
        """Trains to the last step and writes `model.pth`, an official-style checkpoint; returns its path."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.model.train()
        for batch in self._batches():
            if self.step >= self.recipe.steps:
                break
            terms = self.train_step(batch)
            if self.step % self.recipe.log_every == 0 or self.step == self.recipe.steps:
                self._log(terms, report)
            if self.step % self.recipe.save_every == 0:
                self._save()
        path = self.folder / "model.pth"
        if self.accelerator.is_main_process:
            torch.save({"model": self.accelerator.unwrap_model(self.model).state_dict()}, path)
        return path

    def train_step(self, batch: Batch) -> dict[str, Tensor]:
        """One optimiser step; returns the weighted loss terms."""
        device = self.accelerator.device
        instances = [sample.to(device) for sample in batch.instances]
        with self.accelerator.autocast():
            output = self.model(batch.images.to(device), batch.ids.to(device), batch.mask.to(device))
        terms = losses(output.float(), instances, self.weights)
        self.accelerator.backward(sum(terms.values()))
        self.accelerator.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.scheduler.step()
        self.step += 1
        return terms

    def _batches(self) -> Iterator[Batch]:
        while True:
            yield from self.loader

    def _log(self, terms: dict[str, Tensor], report: Callable[[str], None]) -> None:
        if not self.accelerator.is_main_process:
            return
        record = {name: round(term.item(), 5) for name, term in terms.items()}
        line = {"step": self.step, "loss": round(sum(record.values()), 5), **record}
        with (self.folder / "log.jsonl").open("a") as stream:
            stream.write(json.dumps(line) + "\n")
        report(", ".join(f"{name} {value}" for name, value in line.items()))

    def _save(self) -> None:
        """Writes the state beside the old one and swaps them, so that a kill leaves one that is whole."""
        new = self.folder / f"{LAST}-new"
        self.accelerator.save_state(str(new))
        if not self.accelerator.is_main_process:
            return
        (new / "step.json").write_text(json.dumps(self.step))
        last, old = self.folder / LAST, self.folder / f"{LAST}-old"
        if last.exists():
            last.rename(old)
        new.rename(last)
        if old.exists():
            shutil.rmtree(old)

    def _resume(self) -> None:
        last = self.folder / LAST
        if not last.exists():
            # Killed between the two renames of `_save`.
            last = self.folder / f"{LAST}-old"
        if not (last / "step.json").is_file():
            raise TrainingError(f"{self.folder / LAST}: no checkpoint to resume from; start without --resume")
        self.accelerator.load_state(str(last))
        self.step = json.loads((last / "step.json").read_text())
