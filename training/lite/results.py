"""What is written down about a training run and a pack."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import replace
from pathlib import Path
from typing import Any

import onnxruntime
import torch

from .data import Photo, Split
from .errors import TrainingError
from .evaluate_masks import PackSessions, measure_photos, measure_speed


def machine() -> dict[str, Any]:
    """The machine and library versions that the figures hold for."""
    return {
        "processor": _processor_name(),
        "cores": os.cpu_count(),
        "loadAverage": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "onnxruntime": onnxruntime.__version__,
    }


def _processor_name() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def training_record(run: Path) -> dict[str, Any]:
    """Settings and curve of a run, from its checkpoint and log. Raises TrainingError if they are missing."""
    log = run / "log.jsonl"
    # Of the fine mask net the last step is kept.
    checkpoint = next(
        (path for path in (run / "best.pt", run / "last.pt") if path.is_file()), run / "best.pt"
    )
    if not log.is_file() or not checkpoint.is_file():
        raise TrainingError(f"{run}: no finished training run; run `python -m training.lite train` first")
    curve = [json.loads(line) for line in log.read_text().splitlines()]
    content = torch.load(checkpoint, weights_only=True)
    return {
        "config": content["config"],
        "exportedStep": content["step"],
        "steps": curve[-1]["step"],
        "minutes": curve[-1]["minutes"],
        "curve": curve,
    }


def measure_pack(folder: Path, photos: list[Photo], split: Split) -> dict[str, Any]:
    """Accuracy on the held-out and on the benchmark's photos, and speed with one and two threads."""
    sessions = PackSessions.open(folder)
    groups = {"heldOut": split.held_out, "bench": split.bench}
    accuracy = {
        name: measure_photos(sessions, [p for p in photos if p.id in ids]) for name, ids in groups.items()
    }
    coarse_only = replace(sessions, fine=None)
    for kind, of_kind in (("both", sessions), ("bothAsFound", coarse_only)):
        accuracy[kind] = measure_photos(of_kind, [p for p in photos if p.id in split.excluded()])
    accuracy["heldOutAsFound"] = measure_photos(coarse_only, [p for p in photos if p.id in split.held_out])
    speed = {f"{count} thread(s)": measure_speed(PackSessions.open(folder, count)) for count in (1, 2)}
    return {"accuracy": accuracy, "milliseconds": speed, "machine": machine()}
