"""Frames and boxes. The "frame" is the letterboxed square that the encoder sees; units are its pixels.

Pixel centres lie at half-integers everywhere: pixel i of a photo covers [i, i+1).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FRAME_SIDE = 512
BOX_SCALE = 1.25
# Frame pixels, before enlarging.
MINIMUM_BOX_SIDE = 4.0
MASK_SIDE = 56

Array = NDArray[np.float32]
Image = NDArray[np.uint8]


@dataclass(frozen=True)
class Letterbox:
    """Mapping from photo to frame: frame = photo * scale + (dx, dy)."""

    scale: float
    dx: float
    dy: float

    @classmethod
    def fit(cls, width: int, height: int, side: int = FRAME_SIDE, fill: float = 1.0) -> Letterbox:
        """Ratio kept and centred on whole pixels; the longer side covers `fill` (0..1] of the frame."""
        scale = min(side / width, side / height) * fill
        return cls(scale, (side - round(width * scale)) // 2, (side - round(height * scale)) // 2)

    def to_frame(self, boxes: Array) -> Array:
        """Boxes [...,4] xyxy from photo to frame pixels."""
        return (boxes * self.scale + np.array([self.dx, self.dy] * 2)).astype(np.float32)

    def to_photo(self, boxes: Array) -> Array:
        """Boxes [...,4] xyxy from frame to photo pixels."""
        return ((boxes - np.array([self.dx, self.dy] * 2)) / self.scale).astype(np.float32)

    def as_array(self) -> Array:
        """(scale, dx, dy), as the mask graph takes it."""
        return np.array([self.scale, self.dx, self.dy], dtype=np.float32)


def draw_letterboxed(photo: Image, letterbox: Letterbox, side: int = FRAME_SIDE) -> Image:
    """`photo` [H,W,3] drawn into a black frame [side,side,3]."""
    height, width = photo.shape[:2]
    size = (max(round(width * letterbox.scale), 1), max(round(height * letterbox.scale), 1))
    shrinks = letterbox.scale < 1
    resized = cv2.resize(photo, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    frame = np.zeros((side, side, 3), dtype=np.uint8)
    x, y = int(letterbox.dx), int(letterbox.dy)
    frame[y : y + size[1], x : x + size[0]] = resized
    return frame


def paste_logits(logits: Array, region: Array, width: int, height: int) -> NDArray[np.bool_]:
    """Mask [height,width]: where `logits` [S,S], spread over `region` (xyxy, photo px), are above zero."""
    side = logits.shape[-1]
    step_x, step_y = (region[2] - region[0]) / side, (region[3] - region[1]) / side
    # cv2 counts from pixel centres, hence the half steps.
    matrix = np.array(
        [[step_x, 0, region[0] + (step_x - 1) / 2], [0, step_y, region[1] + (step_y - 1) / 2]],
        dtype=np.float64,
    )
    pasted = cv2.warpAffine(logits, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=-10)
    return pasted > 0


def box_iou(first: Array, second: Array) -> Array:
    """Pairwise intersection over union of xyxy boxes: [N,4] and [M,4] -> [N,M]."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    overlap = np.clip(high - low, 0, None).prod(axis=-1)
    areas = [np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(axis=-1) for boxes in (first, second)]
    return (overlap / np.maximum(areas[0][:, None] + areas[1][None] - overlap, 1e-9)).astype(np.float32)
