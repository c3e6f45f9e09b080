"""Training samples: one object in one view, seen through a jittered or a detected box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .data import PSEUDO_CATEGORY, Instance, Photo, draw_mask
from .feature_cache import CacheRow, FeatureCache
from .geometry import FRAME_SIDE, MASK_SIDE, Array, Image, Letterbox, box_iou
from .mask_head import (
    C2_STRIDE,
    N4_STRIDE,
    P3_STRIDE,
    REGION_SIDE,
    MaskFeatureMap,
    enlarged,
    pool_levels,
    sample_map,
    sample_photo,
)
from .views import View

SMALL_OBJECT_SHARE = 0.004


@dataclass(frozen=True)
class SampleConfig:
    """How boxes and colours are varied."""

    jitter: float = 0.12
    detected_share: float = 0.5
    detected_iou: float = 0.5
    small_object_weight: float = 0.6
    pseudo_weight: float = 0.5


@dataclass(frozen=True)
class Target:
    """An object in a view; `box` in view pixels, `matches` [M,4] detected ones in frame px, best first."""

    row: CacheRow
    instance: Instance
    box: Array
    matches: Array


@dataclass(frozen=True)
class Window:
    """The part of the feature maps that one box needs, as float32 tensors [1,C,h,w]; n5 is whole."""

    c2: Tensor
    p3: Tensor
    n4: Tensor
    n5: Tensor
    origin: tuple[int, int]


@dataclass(frozen=True)
class Crop:
    """One box: colours [1,3,2s,2s], mask [s,s] in 0..1 on that grid; box and region [4] in frame pixels."""

    colours: Tensor
    box: Array
    region: Array
    mask: Tensor


@dataclass(frozen=True)
class Sample:
    """What the mask branch learns from: a crop of 112 x 112 pixels, and the feature maps around it."""

    crop: Crop
    window: Window


def find_targets(cache: FeatureCache, photos: dict[int, Photo], config: SampleConfig) -> list[list[Target]]:
    """Objects to train on, each with one Target for every view that shows it."""
    groups: dict[int, list[Target]] = {}
    for row in cache.rows:
        photo = photos.get(row.photo_id)
        for instance in photo.instances if photo is not None else ():
            box = row.view.visible_box(instance)
            if box is None:
                continue
            frame_box = row.view.letterbox().to_frame(box)
            overlap = box_iou(frame_box[None], row.proposals)[0]
            order = np.argsort(-overlap)
            matches = row.proposals[order[overlap[order] >= config.detected_iou]]
            groups.setdefault(instance.id, []).append(Target(row, instance, box, matches))
    return list(groups.values())


def draw_share(instance: Instance, config: SampleConfig) -> float:
    """Share of the epochs in which an object is drawn: small ones and made-up ones are drawn less often."""
    share = config.small_object_weight if instance.area_share < SMALL_OBJECT_SHARE else 1.0
    return share * (config.pseudo_weight if instance.category == PSEUDO_CATEGORY else 1.0)


def cut_window(cache: FeatureCache, row: int, region: Array) -> Window:
    """Feature maps around `region` (xyxy, frame px), cut at whole n4 cells.

    One n4 cell of margin covers what resizing, smoothing and sampling reach beyond the region, so the result
    is the same as with the whole maps, at a fraction of the cost.
    """
    last = FRAME_SIDE // N4_STRIDE
    low = np.clip(np.floor(region[:2] / N4_STRIDE) - 1, 0, last - 1).astype(int)
    high = np.clip(np.ceil(region[2:] / N4_STRIDE) + 1, low + 1, last).astype(int)

    def cut(name: str, cells: int) -> Tensor:
        (x0, y0), (x1, y1) = low * cells, high * cells
        values = torch.from_numpy(np.array(cache.levels[name][row, :, y0:y1, x0:x1]))[None]
        return values.float().contiguous(memory_format=torch.channels_last)

    n5 = torch.from_numpy(np.array(cache.levels["n5"][row]))[None].float()
    origin = (int(low[0]) * N4_STRIDE, int(low[1]) * N4_STRIDE)
    return Window(
        cut("c2", N4_STRIDE // C2_STRIDE), cut("p3", N4_STRIDE // P3_STRIDE), cut("n4", 1), n5, origin
    )


def region_inputs(
    feature_map: MaskFeatureMap, window: Window, region: Tensor, box: Tensor
) -> tuple[Tensor, Tensor]:
    """The head's inputs from features: [1,C,28,28] of the map under `region`, [1,384] pooled under `box`."""
    fused = feature_map(window.c2, window.p3, window.n4)
    pooled = pool_levels(window.p3, window.n4, window.n5, box, window.origin)
    return sample_map(fused, region, REGION_SIDE, C2_STRIDE, window.origin), pooled


def draw_sample(
    cache: FeatureCache, target: Target, photo: Image, config: SampleConfig, rng: np.random.Generator
) -> Sample:
    """One training sample of `target`; `photo` is the whole photo [H,W,3]."""
    crop = draw_crop(target, photo, config, rng)
    return Sample(crop, cut_window(cache, target.row.index, crop.region))


def draw_crop(
    target: Target, photo: Image, config: SampleConfig, rng: np.random.Generator, side: int = MASK_SIDE
) -> Crop:
    """`target` seen through a varied box, with varied colours; the mask has `side` x `side` cells."""
    view = target.row.view
    letterbox = view.letterbox()
    box = _varied_box(target, letterbox, config, rng)
    region = enlarged(box[None])[0]
    on_view = letterbox.to_photo(region)
    points = [view.points(polygon) for polygon in target.instance.polygons]
    mask = draw_mask(points, on_view, side) * _inside_view(view, on_view, side)
    colours = _varied_colours(_colours(view, photo, on_view, 2 * side), rng)
    return Crop(colours, box, region, torch.from_numpy(mask))


def _varied_box(
    target: Target, letterbox: Letterbox, config: SampleConfig, rng: np.random.Generator
) -> Array:
    """A detector's box, or the true box with Gaussian noise on its sides, in frame pixels."""
    if len(target.matches) and rng.random() < config.detected_share:
        # Squaring prefers good boxes, as non-maximum suppression does in the product.
        return target.matches[int(rng.random() ** 2 * len(target.matches))]
    true = letterbox.to_frame(target.box)
    size = np.tile(true[2:] - true[:2], 2)
    noise = rng.normal(0, rng.uniform(0, config.jitter), size=4).clip(-0.25, 0.25)
    return (true + noise * size).astype(np.float32)


def _inside_view(view: View, region: Array, side: int) -> Array:
    """One where the grid over `region` (view px) lies on the view: objects end where the crop ends."""
    steps = (np.arange(side) + 0.5) / side
    x, y = region[0] + (region[2] - region[0]) * steps, region[1] + (region[3] - region[1]) * steps
    inside = ((y >= 0) & (y < view.height))[:, None] & ((x >= 0) & (x < view.width))[None]
    return inside.astype(np.float32)


def _colours(view: View, photo: Image, region: Array, side: int) -> Tensor:
    """The view's pixels on a grid over `region` (view px): [1,3,side,side]; converts only what it needs."""
    pixels = view.pixels(photo)
    x0, y0 = (max(int(value) - 2, 0) for value in region[:2])
    x1, y1 = int(min(region[2] + 3, view.width)), int(min(region[3] + 3, view.height))
    cut = torch.from_numpy(np.ascontiguousarray(pixels[y0:y1, x0:x1])).permute(2, 0, 1)[None].float()
    moved = region - np.array([x0, y0, x0, y0], dtype=np.float32)
    return sample_photo(cut, torch.from_numpy(moved)[None], side)


def _varied_colours(colours: Tensor, rng: np.random.Generator) -> Tensor:
    """Gamma, gain per channel, now and then grey; black stays black, as it marks what lies outside."""
    gamma = float(np.exp(rng.normal(0, 0.2)))
    gain = torch.from_numpy(rng.normal(1, 0.08, size=(1, 3, 1, 1)).astype(np.float32)) * float(
        rng.uniform(0.8, 1.2)
    )
    varied = (colours / 255).clamp(min=0).pow(gamma) * gain * 255
    if rng.random() < 0.05:
        varied = varied.mean(dim=1, keepdim=True).expand(-1, 3, -1, -1)
    return varied.clamp(0, 255)
