"""COCO-style data: photos, instance polygons, the split, and masks drawn in a box's own grid."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .errors import TrainingError
from .geometry import MASK_SIDE, Array, Image

# Targets are drawn this many times finer, then averaged: a cell holds the share of it that the object covers.
SUPERSAMPLING = 4
# COCO has no category 0; objects that a model labelled have it.
PSEUDO_CATEGORY = 0


@dataclass(frozen=True)
class Instance:
    """One annotated object; polygons [N,2] and box xyxy in photo pixels, area as a share of the photo."""

    id: int
    category: int
    polygons: tuple[Array, ...]
    box: Array
    area_share: float


@dataclass(frozen=True)
class Photo:
    """A photo with its annotated objects; `source` is the name of the data folder it came from."""

    id: int
    source: str
    path: Path
    width: int
    height: int
    instances: tuple[Instance, ...]

    def read(self) -> Image:
        """Pixels [H,W,3] RGB. Raises TrainingError if the file cannot be read or has another size."""
        pixels = cv2.imread(str(self.path), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
        if pixels is None:
            raise TrainingError(f"{self.path}: missing or not a readable image; put the photo there")
        if pixels.shape[:2] != (self.height, self.width):
            raise TrainingError(f"{self.path}: is not {self.width} x {self.height} as the annotations say")
        return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)


@dataclass(frozen=True)
class Split:
    """Ids that training must not see: the benchmark's photos, and those held out to measure on."""

    bench: frozenset[int]
    held_out: frozenset[int]

    @classmethod
    def read(cls, path: Path) -> Split:
        """Reads `splits.json`."""
        content = json.loads(path.read_text())
        return cls(frozenset(content["bench"]), frozenset(content["heldOut"]))

    def excluded(self) -> frozenset[int]:
        """All ids that training must not see."""
        return self.bench | self.held_out


def make_split(photos: Iterable[Photo], bench: Iterable[int], count: int, seed: int) -> dict[str, Any]:
    """Content of `splits.json`: `count` of `photos` outside `bench`, drawn with `seed`, are held out."""
    excluded = sorted(set(bench))
    candidates = sorted({photo.id for photo in photos} - set(excluded))
    if count > len(candidates):
        raise TrainingError(
            f"--held-out {count}: only {len(candidates)} photos are left outside the benchmark"
        )
    drawn = np.random.default_rng(seed).choice(candidates, size=count, replace=False)
    return {"seed": seed, "bench": excluded, "heldOut": sorted(int(photo_id) for photo_id in drawn)}


def load_photos(folder: Path) -> list[Photo]:
    """Photos of a data folder that holds `instances.json` (COCO format) and `images/`, sorted by id.

    Crowds and objects without polygons are left out. Raises TrainingError for a broken file.
    """
    path = folder / "instances.json"
    try:
        content = json.loads(path.read_text())
        objects: dict[int, list[Instance]] = {image["id"]: [] for image in content["images"]}
        areas = {image["id"]: image["width"] * image["height"] for image in content["images"]}
        for annotation in content["annotations"]:
            if not annotation.get("iscrowd", 0) and isinstance(annotation["segmentation"], list):
                photo_id = annotation["image_id"]
                objects[photo_id].append(read_instance(annotation, areas[photo_id]))
        photos = [
            Photo(
                id=image["id"],
                source=folder.name,
                path=folder / "images" / image["file_name"],
                width=image["width"],
                height=image["height"],
                instances=tuple(objects[image["id"]]),
            )
            for image in content["images"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path}: not a readable COCO annotation file ({error})") from error
    return sorted(photos, key=lambda photo: photo.id)


def read_instance(annotation: dict[str, Any], photo_area: int) -> Instance:
    """One COCO annotation with polygons; `photo_area` in pixels."""
    x, y, width, height = annotation["bbox"]
    return Instance(
        id=annotation["id"],
        category=annotation["category_id"],
        polygons=tuple(
            np.array(part, dtype=np.float32).reshape(-1, 2) for part in annotation["segmentation"]
        ),
        box=np.array([x, y, x + width, y + height], dtype=np.float32),
        area_share=annotation["area"] / photo_area,
    )


def load_sources(data: Path) -> list[Photo]:
    """Photos of every folder right under `data` that has an `instances.json`; an id may occur only once."""
    folders = sorted(path.parent for path in data.glob("*/instances.json"))
    if not folders:
        raise TrainingError(f"--data {data}: no folder in it has an instances.json")
    photos = [photo for folder in folders for photo in load_photos(folder)]
    if len({photo.id for photo in photos}) != len(photos):
        raise TrainingError(f"--data {data}: two folders share a photo id; keep each photo in one of them")
    return photos


def draw_mask(polygons: Iterable[Array], region: Array, side: int = MASK_SIDE) -> Array:
    """Share of each cell that the polygons cover: [side,side] in 0..1, the grid lying over `region`."""
    fine = side * SUPERSAMPLING
    scale = fine / (region[2:] - region[:2])
    canvas = np.zeros((fine, fine), dtype=np.uint8)
    fraction_bits = 4
    for polygon in polygons:
        # fillPoly takes pixel centres as whole numbers and a few fractional bits.
        points = ((polygon - region[:2]) * scale - 0.5) * (1 << fraction_bits)
        points = np.clip(np.rint(points), -(2**24), 2**24).astype(np.int32)
        cv2.fillPoly(canvas, [points], 1, shift=fraction_bits)
    return canvas.reshape(side, SUPERSAMPLING, side, SUPERSAMPLING).mean(axis=(1, 3), dtype=np.float32)


def photo_mask(instance: Instance, width: int, height: int) -> NDArray[np.bool_]:
    """COCO's own rasterisation of an instance: [height,width]."""
    from pycocotools import mask as coco_mask

    flat = [polygon.reshape(-1).astype(np.float64) for polygon in instance.polygons]
    encoded = coco_mask.merge(coco_mask.frPyObjects(flat, height, width))
    return coco_mask.decode(encoded).astype(bool)
