"""Measures a finished pack in ONNX Runtime: mask IoU by object size, and what the proposals find."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime

from .coco_classes import COCO_CLASSES
from .data import Photo
from .export import open_session
from .geometry import Array, Image, Letterbox, box_iou, draw_letterboxed
from .mask_head import enlarged
from .pack import GRAPHS, PHOTO_SIDE_LIMIT, read_manifest
from .predict import mask_ious, match_proposals
from .proposals import ProposalConfig, select_proposals

# Shares of the photo's area.
SIZES = {"S": (0.003, 0.01), "M": (0.01, 0.05), "L": (0.05, 1.01)}
RECALL_COUNTS = (10, 20, 40, 100)
# Objects that the fine mask net draws at once.
FINE_BATCH = 4


@dataclass(frozen=True)
class PackSessions:
    """The graphs of a pack that look at photos, ready to run; `fine` is None where masks stay coarse."""

    encoder: onnxruntime.InferenceSession
    masks: onnxruntime.InferenceSession
    fine: onnxruntime.InferenceSession | None
    proposals: ProposalConfig

    @classmethod
    def open(cls, folder: Path, threads: int = 1) -> PackSessions:
        """Opens the graphs of `folder` with the proposal settings of its manifest."""
        settings = read_manifest(folder)["proposals"]
        proposals = ProposalConfig(settings["maxCount"], settings["nmsIou"], settings["scoreFloor"])
        paths = {name: folder / GRAPHS[name] for name in ("encoder", "masks", "fine")}
        fine = open_session(paths["fine"], threads) if paths["fine"].is_file() else None
        encoder, masks = (open_session(paths[name], threads) for name in ("encoder", "masks"))
        return cls(encoder, masks, fine, proposals)


@dataclass(frozen=True)
class Encoded:
    """Encoder outputs by name for one photo, with the mapping to its frame."""

    outputs: dict[str, Array]
    letterbox: Letterbox

    @property
    def looks(self) -> list[tuple[Array, Array]]:
        """What the detector sees, look by look: scores [N,80] and boxes [N,4] in frame pixels."""
        pairs = (("scores", "boxes"), ("again_scores", "again_boxes"))
        return [(self.outputs[scores][0], self.outputs[boxes][0]) for scores, boxes in pairs]


@dataclass(frozen=True)
class Measurement:
    """One object: its size, mask IoU from the true box, and from the best proposal (None if none fits).

    `found_at` is the rank of the first proposal with box IoU >= 0.5, or None.
    """

    area_share: float
    true_iou: float
    detected_iou: float | None
    found_at: int | None


def shrunk(photo: Image, limit: int = PHOTO_SIDE_LIMIT) -> Image:
    """The photo, made smaller if its longer side exceeds `limit`."""
    height, width = photo.shape[:2]
    if max(height, width) <= limit:
        return photo
    scale = limit / max(height, width)
    return cv2.resize(photo, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)


def encode(sessions: PackSessions, photo: Image) -> Encoded:
    """Runs the encoder on a photo [H,W,3] RGB."""
    letterbox = Letterbox.fit(photo.shape[1], photo.shape[0])
    names = [output.name for output in sessions.encoder.get_outputs()]
    values = sessions.encoder.run(names, {"image": draw_letterboxed(photo, letterbox)[None]})
    return Encoded(dict(zip(names, values, strict=True)), letterbox)


def decode_masks(sessions: PackSessions, photo: Image, encoded: Encoded, boxes: Array) -> Array:
    """Mask logits [K,56,56] of boxes [K,4] in frame pixels."""
    maps = {name: encoded.outputs[name] for name in ("mask_features", "p3", "n4", "n5")}
    feeds = {"photo": photo[None], "boxes": boxes, "letterbox": encoded.letterbox.as_array(), **maps}
    return sessions.masks.run(["mask_logits"], feeds)[0]


def draw_finely(
    sessions: PackSessions, photo: Image, encoded: Encoded, boxes: Array, classes: Array, coarse: Array
) -> Array:
    """Mask logits [K,112,112] of boxes [K,4] (frame px) with known classes [K,80] and masks [K,56,56];
    the latter as they are if the pack does no better."""
    if sessions.fine is None or len(boxes) == 0:
        return coarse
    regions = encoded.letterbox.to_photo(enlarged(boxes))
    feeds = {"photo": photo[None], "regions": regions, "classes": classes, "coarse": coarse}
    # In portions, as in the program: all at once would hold all their feature maps.
    parts = [
        {name: values if name == "photo" else values[k : k + FINE_BATCH] for name, values in feeds.items()}
        for k in range(0, len(boxes), FINE_BATCH)
    ]
    return np.concatenate([sessions.fine.run(["mask_logits"], part)[0] for part in parts])


def measure_photo(sessions: PackSessions, photo: Photo) -> list[Measurement]:
    """Measures every object of at least the smallest size class in `photo`."""
    instances = [instance for instance in photo.instances if instance.area_share >= SIZES["S"][0]]
    if not instances:
        return []
    pixels = shrunk(photo.read())
    encoded = encode(sessions, pixels)
    # Truth is drawn in the photo's own pixels, which may be more than the graph saw.
    letterbox = Letterbox.fit(photo.width, photo.height)
    true_boxes = letterbox.to_frame(np.stack([instance.box for instance in instances]))
    many, seen = select_proposals(encoded.looks, replace(sessions.proposals, max_count=max(RECALL_COUNTS)))
    best, is_hit = match_proposals(true_boxes, many[: sessions.proposals.max_count])
    boxes = np.concatenate([true_boxes, many[best[is_hit]]])
    # A true box is taken for what the detector takes its best box for, or for nothing where it has none.
    classes = np.zeros((len(true_boxes), seen.shape[1]), dtype=np.float32)
    classes[is_hit] = seen[best[is_hit]]
    classes = np.concatenate([classes, seen[best[is_hit]]])
    wanted = instances + [instance for instance, hit in zip(instances, is_hit, strict=True) if hit]
    coarse = decode_masks(sessions, pixels, encoded, boxes)
    logits = draw_finely(sessions, pixels, encoded, boxes, classes, coarse)
    ious = mask_ious(logits, boxes, letterbox, photo, wanted)
    detected = iter(ious[len(instances) :].tolist())
    return [
        Measurement(instance.area_share, float(iou), next(detected) if hit else None, _first_rank(box, many))
        for instance, iou, hit, box in zip(instances, ious, is_hit, true_boxes, strict=False)
    ]


def _first_rank(true_box: Array, proposals: Array) -> int | None:
    if len(proposals) == 0:
        return None
    hits = np.flatnonzero(box_iou(true_box[None], proposals)[0] >= 0.5)
    return int(hits[0]) if hits.size else None


def measure_photos(sessions: PackSessions, photos: Iterable[Photo]) -> dict[str, Any]:
    """Figures for the results file: mean IoUs and recall, for all objects and by size."""
    photos = list(photos)
    measurements = [measurement for photo in photos for measurement in measure_photo(sessions, photo)]
    groups = {"all": measurements}
    for name, (low, high) in SIZES.items():
        groups[name] = [m for m in measurements if low <= m.area_share < high]
    return {"photos": len(photos), **{name: _summarise(group) for name, group in groups.items()}}


def _summarise(group: list[Measurement]) -> dict[str, Any]:
    true_ious = [m.true_iou for m in group]
    detected_ious = [m.detected_iou for m in group if m.detected_iou is not None]
    return {
        "objects": len(group),
        "mIoUTrueBoxes": _mean(true_ious),
        "shareAboveHalf": _mean([iou > 0.5 for iou in true_ious]),
        "detected": len(detected_ious),
        "mIoUDetectedBoxes": _mean(detected_ious),
        "recall": {
            str(count): _mean([m.found_at is not None and m.found_at < count for m in group])
            for count in RECALL_COUNTS
        },
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 4) if values else None


def measure_speed(sessions: PackSessions, boxes: int = 40, repeats: int = 15) -> dict[str, float]:
    """Milliseconds of the graphs on random input: best and median of `repeats` runs, and processor time.

    The least processor time, summed over threads, is what counts on a machine that does other things too.
    """
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (1, 512, 512, 3), dtype=np.uint8)
    photo = rng.integers(0, 256, (PHOTO_SIDE_LIMIT * 3 // 4, PHOTO_SIDE_LIMIT, 3), dtype=np.uint8)
    encoded = encode(sessions, photo)
    corners = rng.uniform(0, 300, (boxes, 2))
    sizes = rng.uniform(20, 210, (boxes, 2))
    regions = np.concatenate([corners, corners + sizes], axis=1).astype(np.float32)
    coarse = decode_masks(sessions, photo, encoded, regions)
    unknown = np.zeros((boxes, len(COCO_CLASSES)), dtype=np.float32)
    runs = {
        "encoder": lambda: sessions.encoder.run(None, {"image": image}),
        "masks": lambda: decode_masks(sessions, photo, encoded, regions),
    }
    if sessions.fine is not None:
        few = (regions[:FINE_BATCH], unknown[:FINE_BATCH], coarse[:FINE_BATCH])
        runs[f"fineOf{FINE_BATCH}"] = lambda: draw_finely(sessions, photo, encoded, *few)
    figures: dict[str, float] = {}
    for name, run in runs.items():
        run()
        elapsed, busy = zip(*(_milliseconds(run) for _ in range(repeats)), strict=True)
        figures[f"{name}Best"] = round(min(elapsed), 1)
        figures[f"{name}Median"] = round(float(np.median(elapsed)), 1)
        figures[f"{name}Processor"] = round(min(busy), 1)
    return figures


def _milliseconds(run: Callable[[], object]) -> tuple[float, float]:
    """Elapsed and processor time."""
    start, busy = time.perf_counter(), time.process_time()
    run()
    return (time.perf_counter() - start) * 1000, (time.process_time() - busy) * 1000
