"""A parity fixture (stored outputs of the official code) and the rows of a comparison."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..lite.errors import TrainingError
from . import fill

Array = NDArray[np.generic]


@dataclass(frozen=True)
class Row:
    """One comparison; `limits` are those of `rms` and `worst`."""

    name: str
    rms: float
    worst: float
    limits: tuple[float, float]

    @property
    def passed(self) -> bool:
        """False also where a value is not a number."""
        return self.rms <= self.limits[0] and self.worst <= self.limits[1]

    def __str__(self) -> str:
        limits = " ".join("-" if limit == np.inf else f"{limit:.0e}" for limit in self.limits)
        verdict = "pass" if self.passed else "FAIL"
        return f"{self.name:<28} rms {self.rms:.2e}  max {self.worst:.2e}  limit {limits:<12} {verdict}"


def relative(name: str, got: Array, wanted: Array, rms: float, worst: float = np.inf) -> Row:
    """Errors over the standard deviation of the stored array."""
    if got.shape != wanted.shape:
        raise TrainingError(f"{name}: the model gives {got.shape}, the fixture holds {wanted.shape}")
    error = (got.astype(np.float64) - wanted.astype(np.float64)) / wanted.astype(np.float64).std()
    return Row(name, float(np.sqrt((error**2).mean())), float(np.abs(error).max()), (rms, worst))


def absolute(name: str, errors: Array, limit: float) -> Row:
    """Largest absolute error, or a count."""
    worst = float(np.max(errors))
    return Row(name, worst, worst, (limit, limit))


class Fixture:
    """The stored arrays, by input number."""

    def __init__(self, path: Path) -> None:
        try:
            with np.load(path, allow_pickle=False) as stored:
                self.arrays = dict(stored)
        except (OSError, ValueError) as error:
            raise TrainingError(f"{path}: not a readable .npz fixture ({error})") from error
        self.path = path
        self.numbers = sorted({int(name[2]) for name in self.arrays if name.startswith("in")})
        if not self.numbers:
            raise TrainingError(f"{path}: holds no inputs (in1/..., in2/...); is it a parity fixture?")

    def get(self, number: int, name: str) -> Array:
        """A stored array. Raises TrainingError where it is missing."""
        key = f"in{number}/{name}"
        if key not in self.arrays:
            raise TrainingError(f"{self.path}: {key} is missing")
        return self.arrays[key]

    def has_stages(self, number: int) -> bool:
        """Whether the stages between input and output are stored, too."""
        return f"in{number}/bert" in self.arrays

    def inputs(self, number: int) -> tuple[Tensor, Tensor, Tensor]:
        """Image, ids and mask, checked against what the fixture was made from."""
        image = fill.image(number)
        ids, mask = fill.tokens(number)
        same_image = zlib.crc32(image.tobytes()) == int(self.arrays.get(f"in{number}/image_crc32", -1))
        same_tokens = (ids == self.get(number, "ids")).all() and (mask == self.get(number, "ids_mask")).all()
        # The checksum is stored for one input; the others come from the same generator.
        if not same_tokens or (f"in{number}/image_crc32" in self.arrays and not same_image):
            raise TrainingError(f"{self.path}: input {number} is not the one that fill.py makes")
        return torch.from_numpy(image), torch.from_numpy(ids), torch.from_numpy(mask)

    def blocked(self, number: int, layer: int, shape: Sequence[int]) -> Tensor:
        """Stored attention mask of a layer as boolean [1, R, hw]."""
        bits = np.unpackbits(self.get(number, f"blocked{layer}_bits"), count=int(np.prod(shape)))
        return torch.from_numpy(bits.astype(bool).reshape(tuple(shape)))


def argmax_480(mask_logits: Array) -> NDArray[np.bool_]:
    """Official inference: logits [1, 2, h, w] at 480 x 480, sigmoid, arg max over channels."""
    logits = torch.from_numpy(np.asarray(mask_logits, np.float32))
    resized = torch.nn.functional.interpolate(logits, size=(fill.SIDE, fill.SIDE), mode="bilinear")
    return resized.sigmoid().argmax(dim=1).numpy().astype(bool)
