"""Backbone features of all training views, computed once and kept as float16 arrays on disk.

The backbone is frozen while the mask head trains, so recomputing them would only cost time. A view takes
about 3.5 MB.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .data import Photo, Split
from .errors import TrainingError
from .geometry import Array, draw_letterboxed
from .nanodet import NanoDet
from .proposals import ProposalConfig, select_proposals
from .views import View, training_views

LEVELS = {"c2": (64, 128, 128), "p3": (128, 64, 64), "n4": (128, 32, 32), "n5": (128, 16, 16)}
# Wider than in the product: training profits from imperfect boxes too.
CACHED_PROPOSALS = ProposalConfig(max_count=100, nms_iou=0.8, score_floor=0.02)


@dataclass(frozen=True)
class CacheRow:
    """A view whose features are row `index` of the arrays; `proposals` [K,4] are boxes in frame pixels."""

    index: int
    photo_id: int
    view: View
    proposals: Array


@dataclass(frozen=True)
class FeatureCache:
    """Memory-mapped features: `levels[name]` is [rows, channels, height, width] float16."""

    rows: tuple[CacheRow, ...]
    levels: dict[str, np.ndarray]


def build_cache(
    model: NanoDet,
    photos: list[Photo],
    split: Split,
    folder: Path,
    zooms: dict[str, int],
    seed: int,
    report: Callable[[str], None],
) -> None:
    """Writes the cache for `photos` to `folder`, replacing what is there.

    Photos held out or in the benchmark get one plain view each (to measure on), the others all training
    views: `zooms` is the number of views at another scale by source (1 where a source is not named).
    """
    rng = np.random.default_rng(seed)
    plan: list[tuple[Photo, View]] = []
    for photo in photos:
        plain = photo.id in split.excluded()
        views = [View.whole(photo)] if plain else training_views(photo, zooms.get(photo.source, 1), rng)
        plan += [(photo, view) for view in views]
    folder.mkdir(parents=True, exist_ok=True)
    index_path = folder / "index.json"
    index_path.unlink(missing_ok=True)
    arrays = {
        name: np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.float16, (len(plan), *shape))
        for name, shape in LEVELS.items()
    }
    start = time.monotonic()
    index: list[dict[str, Any]] = []
    for number, (photo, view) in enumerate(plan):
        index.append(_encode(model, photo, view, {name: array[number] for name, array in arrays.items()}))
        if (number + 1) % 200 == 0:
            report(f"cache: {number + 1} of {len(plan)} views, {time.monotonic() - start:.0f} s")
    for array in arrays.values():
        array.flush()
    index_path.write_text(json.dumps(index))
    report(f"cache: {len(plan)} views of {len(photos)} photos, {time.monotonic() - start:.0f} s")


def _encode(model: NanoDet, photo: Photo, view: View, out: dict[str, np.ndarray]) -> dict[str, Any]:
    frame = draw_letterboxed(view.detector_pixels(photo.read()), view.letterbox())
    image = torch.from_numpy(frame).permute(2, 0, 1)[None].float()
    with torch.inference_mode():
        features = model.features(image.contiguous(memory_format=torch.channels_last))
        scores, boxes = model.detect(features)
    for name, row in out.items():
        row[:] = getattr(features, name)[0].numpy()
    proposals, _ = select_proposals([(scores[0].numpy(), boxes[0].numpy())], CACHED_PROPOSALS)
    return {"photo": photo.id, "view": view.to_json(), "proposals": proposals.round(2).tolist()}


def open_cache(folder: Path) -> FeatureCache:
    """Opens a finished cache. Raises TrainingError if there is none."""
    path = folder / "index.json"
    if not path.is_file():
        raise TrainingError(f"{path}: missing; run `python -m training.lite cache` first (and let it finish)")
    rows = tuple(
        CacheRow(
            number, row["photo"], View(**row["view"]), np.array(row["proposals"], np.float32).reshape(-1, 4)
        )
        for number, row in enumerate(json.loads(path.read_text()))
    )
    levels = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in LEVELS}
    return FeatureCache(rows, levels)
