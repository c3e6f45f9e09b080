"""Photos in folds: each head is trained without one fold, so every photo can be judged by a head that
never saw it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .data import Split

FOLDS = 5
# In place of a fold: the head is trained on all photos, to be shipped.
NO_FOLD = -1


def fold_of(photos: Iterable[int], split: Split) -> dict[int, int]:
    """Fold of each photo that may be trained on; fold 0 are the photos held out from mask training too."""
    known = sorted(set(photos) - split.bench)
    rest = [photo for photo in known if photo not in split.held_out]
    order = np.random.default_rng(0).permutation(len(rest))
    folds = {photo: 0 for photo in known if photo in split.held_out}
    return folds | {rest[place]: 1 + rank % (FOLDS - 1) for rank, place in enumerate(order)}


def fold_of_others(photos: Iterable[int]) -> dict[int, int]:
    """Fold of each photo of another source, none of which is held out from anything else."""
    known = sorted(photos)
    order = np.random.default_rng(0).permutation(len(known))
    return {known[place]: rank % FOLDS for rank, place in enumerate(order.tolist())}
