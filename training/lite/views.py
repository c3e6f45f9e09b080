"""Views: the fixed set of croppings, mirrorings and scalings of a photo whose features are computed once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .data import Instance, Photo
from .geometry import FRAME_SIDE, Array, Image, Letterbox

# A crop keeps an object if at least this share of its box lies inside.
KEPT_SHARE = 0.6
SMALLEST_OBJECT_SHARE = 0.0006


@dataclass(frozen=True)
class View:
    """A cut of a photo (in photo pixels), perhaps mirrored, whose longer side covers `fill` of the frame.

    The detector sees it with `gamma` applied.
    """

    left: int
    top: int
    right: int
    bottom: int
    flip: bool
    fill: float
    gamma: float = 1.0

    @classmethod
    def whole(cls, photo: Photo, flip: bool = False, fill: float = 1.0, gamma: float = 1.0) -> View:
        """The whole photo."""
        return cls(0, 0, photo.width, photo.height, flip, fill, gamma)

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def letterbox(self) -> Letterbox:
        """From the view's own pixels to the frame."""
        return Letterbox.fit(self.width, self.height, FRAME_SIDE, self.fill)

    def pixels(self, photo: Image) -> Image:
        """The view's pixels [height,width,3] (no copy)."""
        cut = photo[self.top : self.bottom, self.left : self.right]
        return cut[:, ::-1] if self.flip else cut

    def detector_pixels(self, photo: Image) -> Image:
        """The view's pixels as the detector sees them."""
        table = np.rint(255 * (np.arange(256) / 255) ** self.gamma).astype(np.uint8)
        return table[self.pixels(photo)]

    def points(self, points: Array) -> Array:
        """Points [...,2] from photo to view pixels."""
        moved = points - np.array([self.left, self.top], dtype=np.float32)
        if self.flip:
            moved = moved * np.array([-1, 1], dtype=np.float32) + np.array([self.width, 0], dtype=np.float32)
        return moved.astype(np.float32)

    def visible_box(self, instance: Instance) -> Array | None:
        """The instance's box (view pixels, clipped), or None if too little of it is visible or it is tiny."""
        corners = self.points(instance.box.reshape(2, 2))
        box = np.concatenate([corners.min(axis=0), corners.max(axis=0)])
        clipped = np.clip(box, 0, np.array([self.width, self.height] * 2, dtype=np.float32))
        size, full = clipped[2:] - clipped[:2], box[2:] - box[:2]
        if size.prod() < KEPT_SHARE * full.prod() or instance.area_share < SMALLEST_OBJECT_SHARE:
            return None
        return clipped if (size >= 2).all() else None

    def to_json(self) -> dict[str, Any]:
        """The fields, for the cache's index."""
        return asdict(self)


def training_views(photo: Photo, zooms: int, rng: np.random.Generator) -> list[View]:
    """The whole photo, its mirror image, and `zooms` views at another scale."""
    views = [View.whole(photo), View.whole(photo, flip=True)]
    return views + [_zoomed(photo, rng) for _ in range(zooms)]


def _zoomed(photo: Photo, rng: np.random.Generator) -> View:
    flip = bool(rng.random() < 0.5)
    gamma = float(np.exp(rng.normal(0, 0.25)))
    if rng.random() < 0.25:
        return View.whole(photo, flip, fill=float(rng.uniform(0.5, 0.85)), gamma=gamma)
    view = View.whole(photo, flip, gamma=gamma)
    for _ in range(20):
        share = rng.uniform(0.45, 0.85)
        width, height = round(photo.width * share), round(photo.height * share)
        left, top = int(rng.integers(photo.width - width + 1)), int(rng.integers(photo.height - height + 1))
        view = View(left, top, left + width, top + height, flip, 1.0, gamma)
        if any(view.visible_box(instance) is not None for instance in photo.instances):
            break
    return view
