"""Self-training: masks that a trained branch is sure of become labels for objects that nobody annotated.

Many photos have only one of their objects annotated. The averaged weights label the others from the plain and
the mirrored view together; the student then sees them through other views, boxes and colours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from .data import PSEUDO_CATEGORY, Instance, Photo, read_instance
from .errors import TrainingError
from .feature_cache import CacheRow, FeatureCache
from .geometry import Array, Image, box_iou
from .mask_head import MaskBranch, enlarged
from .nanodet import Features, NanoDet
from .predict import predict_logits
from .proposals import ProposalConfig, select_proposals
from .views import View

CONTOUR_SIDE = 224
# Beyond the ids of COCO.
FIRST_ID = 10**12


@dataclass(frozen=True)
class PseudoConfig:
    """Which masks are trusted.

    `score` is the detector's; `certainty` the mean probability inside the mask; `box_agreement` the IoU of
    the mask's own box with the detector's; boxes that overlap an annotated object by more than `known_iou`
    are skipped.
    """

    score: float = 0.35
    certainty: float = 0.85
    box_agreement: float = 0.65
    known_iou: float = 0.4
    area_share: float = 0.003


def label_photos(
    detector: NanoDet,
    branch: MaskBranch,
    cache: FeatureCache,
    photos: list[Photo],
    config: PseudoConfig,
    report: Callable[[str], None],
) -> list[dict[str, Any]]:
    """COCO-style annotations of the trusted masks; photos need a plain and a mirrored view in the cache."""
    rows = {(row.photo_id, row.view): row for row in cache.rows}
    annotations: list[dict[str, Any]] = []
    for number, photo in enumerate(photos, start=1):
        whole = _whole_views(photo, rows)
        if whole is not None:
            annotations += _label(detector, branch, cache, photo, whole, config, FIRST_ID + len(annotations))
        if number % 100 == 0:
            report(f"label: {number} of {len(photos)} photos, {len(annotations)} objects")
    return annotations


def _whole_views(photo: Photo, rows: dict[tuple[int, View], CacheRow]) -> tuple[CacheRow, CacheRow] | None:
    plain, mirrored = (rows.get((photo.id, View.whole(photo, flip))) for flip in (False, True))
    return None if plain is None or mirrored is None else (plain, mirrored)


def _label(
    detector: NanoDet,
    branch: MaskBranch,
    cache: FeatureCache,
    photo: Photo,
    whole: tuple[CacheRow, CacheRow],
    config: PseudoConfig,
    first_id: int,
) -> list[dict[str, Any]]:
    boxes = _unknown_boxes(detector, cache, photo, whole[0], config)
    if len(boxes) == 0:
        return []
    pixels = photo.read()
    logits = _averaged_logits(branch, cache, pixels, whole, boxes)
    letterbox = whole[0].view.letterbox()
    regions, photo_boxes = letterbox.to_photo(enlarged(boxes)), letterbox.to_photo(boxes)
    found = []
    for values, region, box in zip(logits, regions, photo_boxes, strict=True):
        annotation = _annotation(values, region, box, photo, config)
        if annotation is not None:
            found.append({**annotation, "id": first_id + len(found)})
    return found


def _unknown_boxes(
    detector: NanoDet, cache: FeatureCache, photo: Photo, row: CacheRow, config: PseudoConfig
) -> Array:
    """Confident detections [K,4] (frame px) away from every annotated object."""
    levels = {
        name: torch.from_numpy(values[row.index].astype(np.float32))[None]
        for name, values in cache.levels.items()
    }
    with torch.inference_mode():
        scores, boxes = detector.detect(Features(**levels))
    wanted = ProposalConfig(nms_iou=0.6, score_floor=config.score)
    kept, _ = select_proposals([(scores[0].numpy(), boxes[0].numpy())], wanted)
    if len(kept) == 0 or not photo.instances:
        return kept
    known = row.view.letterbox().to_frame(np.stack([instance.box for instance in photo.instances]))
    return kept[box_iou(kept, known).max(axis=1) <= config.known_iou]


def _averaged_logits(
    branch: MaskBranch, cache: FeatureCache, pixels: Image, whole: tuple[CacheRow, CacheRow], boxes: Array
) -> Array:
    """Mean of the logits [K,56,56] from the plain and the mirrored view."""
    plain, mirrored = whole
    # Letterboxes are not exactly symmetrical (whole pixels), so mirroring goes through the photo.
    photo_boxes = plain.view.letterbox().to_photo(boxes)
    turned = photo_boxes[:, [2, 1, 0, 3]] * np.array([-1, 1, -1, 1], np.float32)
    turned = turned + np.array([plain.view.width, 0, plain.view.width, 0], np.float32)
    turned_boxes = mirrored.view.letterbox().to_frame(turned)
    flipped_pixels = np.ascontiguousarray(mirrored.view.pixels(pixels))
    straight = predict_logits(branch, cache, plain, pixels, boxes)
    flipped = predict_logits(branch, cache, mirrored, flipped_pixels, turned_boxes)
    return (straight + flipped[:, :, ::-1]) / 2


def _annotation(
    logits: Array, region: Array, box: Array, photo: Photo, config: PseudoConfig
) -> dict[str, Any] | None:
    """The mask over `region` as polygons in photo pixels, or None if it is not to be trusted."""
    probability = 1 / (1 + np.exp(-logits.astype(np.float64)))
    inside = probability > 0.5
    if not inside.any() or probability[inside].mean() < config.certainty:
        return None
    polygons = _polygons(logits, region)
    if not polygons:
        return None
    points = np.concatenate(polygons)
    low, high = np.maximum(points.min(axis=0), 0), np.minimum(points.max(axis=0), [photo.width, photo.height])
    own_box = np.concatenate([low, high]).astype(np.float32)
    area = float(inside.mean() * (region[2] - region[0]) * (region[3] - region[1]))
    agrees = box_iou(own_box[None], box[None])[0, 0] >= config.box_agreement
    if not agrees or area < config.area_share * photo.width * photo.height:
        return None
    return {
        "image_id": photo.id,
        "category_id": PSEUDO_CATEGORY,
        "iscrowd": 0,
        "area": round(area, 1),
        "bbox": [round(float(value), 1) for value in (*low, *(high - low))],
        "segmentation": [polygon.round(1).reshape(-1).tolist() for polygon in polygons],
    }


def _polygons(logits: Array, region: Array) -> list[Array]:
    """Outlines of `logits` > 0 in photo pixels; specks under a fiftieth of the largest part are dropped."""
    fine = cv2.resize(logits, (CONTOUR_SIDE, CONTOUR_SIDE), interpolation=cv2.INTER_LINEAR)
    contours, _ = cv2.findContours((fine > 0).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    areas = [cv2.contourArea(contour) for contour in contours]
    step = (region[2:] - region[:2]) / CONTOUR_SIDE
    return [
        (region[:2] + (contour[:, 0].astype(np.float32) + 0.5) * step).astype(np.float32)
        for contour, area in zip(contours, areas, strict=True)
        if area > 0 and area >= max(areas) / 50
    ]


def add_pseudo_labels(photos: list[Photo], path: Path) -> list[Photo]:
    """`photos` with the objects of a file of pseudo labels added. Raises TrainingError for a broken file."""
    extra: dict[int, list[Instance]] = {}
    areas = {photo.id: photo.width * photo.height for photo in photos}
    try:
        for annotation in json.loads(path.read_text())["annotations"]:
            photo_id = annotation["image_id"]
            extra.setdefault(photo_id, []).append(read_instance(annotation, areas[photo_id]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path}: not a readable file of pseudo labels ({error})") from error
    return [replace(photo, instances=(*photo.instances, *extra.get(photo.id, ()))) for photo in photos]
