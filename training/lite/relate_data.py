"""Samples of the relation head, as `scripts/relate/samples.ts` writes them: the program's own features and
readings.

Photos hold how regions overlap the annotation, scenes hold the regions of a photo (or of a varied photo),
and phrases
hold what the words and the parser say of a scene.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import TrainingError

Array = NDArray[np.float32]

REGION_VALUES = 238
PAIR_VALUES = 12
POOLED_VALUES = 384
VOTE_VALUES = 14
SAID_VALUES = 37
# Of those, as `readings.ts` orders them: something is taken away, unknown words, kinds of modifiers.
SAID_BEYOND_NOUN = [4, 5, *range(31, 37)]
# The noun names nothing that the model knows; of the values above those that say more than a noun does.
SAID_UNKNOWN_NOUN = 30
SAID_QUALIFIED = [4, *range(31, 37)]
MATCH_VALUES = 7
ROLE_VALUES = 19

# A region stands for an annotated object from this overlap (mean of mask and box IoU), and may from the
# lower one.
SAME_OBJECT = 0.45
MAYBE_SAME_OBJECT = 0.25
# Phrases that speak of places, sizes or numbers change their meaning when objects are taken out of the photo.
MAYBE_PERSON = 0.1
RELATIVE_TAGS = frozenset({"position", "ordinal", "size", "count"})


@dataclass(frozen=True)
class PhotoTruth:
    """How the regions of a photo overlap its annotated objects; masks are on a grid of 128 cells a side at
    most."""

    annotations: dict[int, int]
    mask_iou: Array
    box_iou: Array
    region_masks: NDArray[np.bool_]
    target_masks: NDArray[np.bool_]

    @cached_property
    def quality(self) -> Array:
        """[R,A] in 0..1: how well a region stands for an object."""
        return (self.mask_iou + self.box_iou) / 2

    @cached_property
    def shared(self) -> Array:
        """[R,R] cells that two regions share."""
        flat = self.region_masks.astype(np.float32)
        return flat @ flat.T


@dataclass(frozen=True)
class Scene:
    """Regions of a photo: values [R,F], pairs [R,R,P], pooled [R,384]; `kept` are their places in the
    photo."""

    photo: int
    variant: int
    kept: NDArray[np.int64]
    regions: Array
    pairs: Array
    pooled: Array


@dataclass(frozen=True)
class Ref:
    """A phrase with its annotated targets; `open_set` where other objects may fit it too; `source` names the
    list it came from."""

    id: int
    photo: int
    phrase: str
    targets: tuple[int, ...]
    kind: str
    tags: frozenset[str]
    manner: str
    open_set: bool
    source: str = ""


@dataclass(frozen=True)
class Sample:
    """A phrase on a scene: roles [T,K], match [R,T,M], votes [R,V], said [S].

    `parts` are the sides of an exclusion, each asked by itself: what is meant before, what is taken away.
    """

    ref: Ref
    scene: Scene
    words: tuple[str, ...]
    roles: Array
    match: Array
    votes: Array
    said: Array
    chosen: tuple[int, ...]
    evidence: float
    parts: tuple[Sample, ...] = ()


@dataclass(frozen=True)
class Labels:
    """Per region: 1 for the best region of a target; weight 0 where it is open whether it is one."""

    wanted: Array
    weight: Array
    count: int


@dataclass(frozen=True)
class SampleSet:
    """Everything of one folder of samples."""

    photos: dict[int, PhotoTruth]
    samples: tuple[Sample, ...]

    def with_others(self, others: SampleSet) -> SampleSet:
        """Both together; they have no photo in common."""
        return SampleSet(self.photos | others.photos, self.samples + others.samples)


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text().splitlines()]
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"{path}: not readable ({error}); run `python -m training.lite samples` first"
        ) from error


def load_refs(path: Path) -> dict[int, Ref]:
    """Phrases of a JSON list by their `ref_id`. Raises TrainingError if the file is none."""
    try:
        return {
            entry["ref_id"]: Ref(
                entry["ref_id"],
                entry["image_id"],
                entry["phrase"],
                tuple(entry["ann_ids"]),
                entry["kind"],
                frozenset(entry["tags"]),
                entry.get("manner", ""),
                entry.get("open", False),
                entry.get("source", "phrases"),
            )
            for entry in json.loads(path.read_text())
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{path}: not a readable list of phrases ({error})") from error


def load_samples(folder: Path, refs: dict[int, Ref]) -> SampleSet:
    """Reads what `samples` wrote to `folder` for the phrases `refs`; photos without a region are left out."""
    photos = _load_photos(folder)
    values = np.fromfile(folder / "scenes.bin", dtype=np.float32)
    scenes = {}
    for line in _lines(folder / "scenes.jsonl"):
        count = len(line["kept"])
        scenes[line["photo"], line["variant"]] = Scene(
            line["photo"],
            line["variant"],
            np.array(line["kept"], dtype=np.int64),
            _cut(values, line["regions"], (count, REGION_VALUES)),
            _cut(values, line["pairs"], (count, count, PAIR_VALUES)),
            _cut(values, line["pooled"], (count, POOLED_VALUES)),
        )
    values = np.fromfile(folder / "phrases.bin", dtype=np.float32)
    lines = _lines(folder / "phrases.jsonl")
    if any("parts" not in line for line in lines):
        raise TrainingError(
            f"{folder}: written by an older version; run `python -m training.lite samples` again"
        )
    samples = [
        _sample(line, refs[line["ref"]], scenes[line["photo"], line["variant"]], values) for line in lines
    ]
    return SampleSet(photos, tuple(samples))


def _sample(line: dict[str, Any], ref: Ref, scene: Scene, values: Array) -> Sample:
    regions, words = len(scene.kept), len(line["words"])
    return Sample(
        ref,
        scene,
        tuple(line["words"]),
        _cut(values, line["roles"], (words, ROLE_VALUES)),
        _cut(values, line["match"], (regions, words, MATCH_VALUES)),
        _cut(values, line["votes"], (regions, VOTE_VALUES)),
        _cut(values, line["said"], (SAID_VALUES,)),
        tuple(line["chosen"]),
        line["evidence"],
        tuple(_sample(part, ref, scene, values) for part in line.get("parts", ())),
    )


def _cut(values: Array, at: int, shape: tuple[int, ...]) -> Array:
    return values[at : at + int(np.prod(shape))].reshape(shape)


def _load_photos(folder: Path) -> dict[int, PhotoTruth]:
    data = np.fromfile(folder / "photos.bin", dtype=np.uint8)
    photos = {}
    for line in _lines(folder / "photos.jsonl"):
        cells = line["cells"]
        size = (cells + 7) // 8

        def masks(offsets: list[int], cells: int = cells, size: int = size) -> NDArray[np.bool_]:
            rows = [np.unpackbits(data[at : at + size], bitorder="little")[:cells] for at in offsets]
            return np.array(rows, dtype=bool).reshape(len(offsets), cells)

        shape = (line["regions"], len(line["annotations"]))
        photos[line["photo"]] = PhotoTruth(
            {annotation: place for place, annotation in enumerate(line["annotations"])},
            np.array(line["maskIou"], dtype=np.float32).reshape(shape),
            np.array(line["boxIou"], dtype=np.float32).reshape(shape),
            masks(line["masks"]),
            masks(line["targets"]),
        )
    return photos


def label(sample: Sample, truth: PhotoTruth) -> Labels | None:
    """What the head should say; None where the varied photo no longer tells, or no region shows any
    target."""
    ref, kept = sample.ref, sample.scene.kept
    weight = np.ones(len(kept), dtype=np.float32)
    wanted = np.zeros(len(kept), dtype=np.float32)
    changed = len(kept) < len(truth.mask_iou)
    if changed and (ref.tags & RELATIVE_TAGS or ref.kind == "exclude"):
        return None
    count = 0
    for target in ref.targets:
        quality = truth.quality[:, truth.annotations[target]]
        here = quality[kept]
        weight[here > MAYBE_SAME_OBJECT] = 0
        if here.max() >= SAME_OBJECT:
            wanted[int(here.argmax())] = 1
        elif quality.max() >= SAME_OBJECT:
            if here.max() > MAYBE_SAME_OBJECT or ref.open_set:
                return None
            continue  # The object was taken out of this photo.
        count += 1
    if count > 0 and not wanted.any():
        return None
    weight[wanted > 0] = 1
    if ref.open_set:
        # Only one person is annotated: any other may fit the phrase too.
        weight[(wanted == 0) & (sample.scene.regions[:, 0] ** 2 > MAYBE_PERSON)] = 0
    return Labels(wanted, weight, min(count, 6))
