"""How well answers of the relation head fit the annotation, as the bench's scorer counts it but on coarse
masks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from .coco_classes import COCO_CLASSES
from .relate_data import Array, PhotoTruth, Sample, Scene

MAX_TARGETS = 24
# Regions below this are never tried.
LEAST_SCORE = 0.03
# Regions that share more than this of the smaller one are taken for the same object, and the better one is
# kept.
SAME_REGION = 0.6
# Unless their classes differ (cosine up to this) and so do their masks (IoU up to the other): a tie on a man.
LIKE_CLASSES = 0.5
SAME_MASK = 0.5
# Thresholds that are tried.
LEAST_SCORES = np.arange(0.15, 0.625, 0.025)
TARGETS = np.arange(0.2, 0.9, 0.025)


@dataclass(frozen=True)
class Ranked:
    """Answers of growing size to one phrase: with the best k regions, the score of the last one and how
    good it is.

    `regions`, `scores` [K], `iou`, `inter`, `union`, `exact` [K+1]; entry 0 is the empty answer.
    """

    sample: Sample
    evidence: float
    regions: tuple[int, ...]
    scores: Array
    iou: Array
    inter: Array
    union: Array
    exact: Array


@dataclass(frozen=True)
class Decision:
    """Score from which a region counts, and evidence from which there is an answer (the best region at
    least)."""

    least: float
    target: float


def distinct(order: NDArray[np.int64], scene: Scene, truth: PhotoTruth) -> list[int]:
    """`order` without regions that show what a better one shows, as the program's `withoutRepeats` does."""
    repeats = _repeats(scene, truth)
    chosen: list[int] = []
    for index in order:
        if not repeats[index, chosen].any():
            chosen.append(int(index))
        if len(chosen) == MAX_TARGETS:
            break
    return chosen


def _repeats(scene: Scene, truth: PhotoTruth) -> NDArray[np.bool_]:
    """[R,R]: whether two regions of the scene show the same object."""
    shared = truth.shared[np.ix_(scene.kept, scene.kept)]
    area = shared.diagonal()
    inside = shared / np.maximum(np.minimum(area[:, None], area[None]), 1)
    overlap = shared / np.maximum(area[:, None] + area[None] - shared, 1)
    classes = scene.regions[:, : len(COCO_CLASSES)] ** 2
    norms = np.maximum(np.linalg.norm(classes, axis=1), 1e-9)
    likeness = classes @ classes.T / (norms[:, None] * norms[None])
    return (inside > SAME_REGION) & ((overlap > SAME_MASK) | (likeness > LIKE_CLASSES))


def rank(sample: Sample, truth: PhotoTruth, scores: Array, evidence: float, merge: bool = True) -> Ranked:
    """Scores every answer that a threshold may give; with `merge`, regions that repeat a better one are
    left out.

    Region scores and evidence are probabilities.
    """
    order = np.argsort(-scores, kind="stable")
    likely = order[: max(1, int((scores > LEAST_SCORE).sum()))]
    chosen = distinct(likely, sample.scene, truth) if merge else list(likely)
    places = sample.scene.kept[chosen]
    columns = [truth.annotations[target] for target in sample.ref.targets]
    wanted = truth.target_masks[columns].any(0) if columns else np.zeros(truth.region_masks.shape[1], bool)
    covered = np.zeros_like(wanted)
    inter, union = [0.0], [float(wanted.sum())]
    for place in places:
        covered = covered | truth.region_masks[place]
        inter.append(float((covered & wanted).sum()))
        union.append(float((covered | wanted).sum()))
    iou = np.array([i / u if u > 0 else 1.0 for i, u in zip(inter, union, strict=True)], np.float32)
    exact = np.zeros(len(places) + 1, np.float32)
    size = len(columns)
    if size == 0:
        exact[0] = 1
    elif size <= len(places):
        exact[size] = _pairs_off(truth.box_iou[places[:size]][:, columns])
    return Ranked(
        sample,
        evidence,
        tuple(map(int, chosen)),
        scores[chosen],
        iou,
        np.array(inter),
        np.array(union),
        exact,
    )


def _pairs_off(iou: Array) -> float:
    iou = iou.copy()
    for _ in range(len(iou)):
        place = np.unravel_index(iou.argmax(), iou.shape)
        if iou[place] < 0.5:
            return 0.0
        iou[place[0], :] = -1
        iou[:, place[1]] = -1
    return 1.0


class Answers:
    """Ranked answers as padded arrays, so that many thresholds can be tried."""

    def __init__(self, ranked: list[Ranked]) -> None:
        def padded(values: list[Array]) -> NDArray[np.float64]:
            rows = np.zeros((len(values), MAX_TARGETS + 1))
            for row, entry in zip(rows, values, strict=True):
                row[: len(entry)] = entry
            return rows

        self.scores = padded([each.scores for each in ranked])[:, :MAX_TARGETS]
        self.iou, self.exact = padded([each.iou for each in ranked]), padded([each.exact for each in ranked])
        self.inter, self.union = (
            padded([each.inter for each in ranked]),
            padded([each.union for each in ranked]),
        )
        self.evidence = np.array([each.evidence for each in ranked])
        self.has_target = np.array([bool(each.sample.ref.targets) for each in ranked])

    def sizes(self, decision: Decision) -> NDArray[np.int64]:
        """Number of regions in each answer, 0 for none."""
        counted = np.maximum((self.scores >= decision.least).sum(1), 1)
        return np.where(self.evidence >= decision.target, counted, 0)

    def figures(self, decision: Decision) -> dict[str, float]:
        """The bench's figures in percent."""
        sizes = self.sizes(decision)
        rows = np.arange(len(sizes))
        empty = sizes == 0

        def percent(values: NDArray[np.bool_]) -> float:
            return 100 * float(values.mean()) if len(values) else float("nan")

        return {
            "phrases": len(sizes),
            "gIoU": 100 * float(self.iou[rows, sizes].mean()),
            "cIoU": 100 * float(self.inter[rows, sizes].sum() / max(self.union[rows, sizes].sum(), 1)),
            "nAcc": percent(empty[~self.has_target]),
            "tAcc": percent(~empty[self.has_target]),
            "prF1": 100 * float(self.exact[rows, sizes].mean()),
        }


def summarise(ranked: list[Ranked], decision: Decision) -> dict[str, float]:
    """The bench's figures in percent."""
    return Answers(ranked).figures(decision)


def choose_decision(ranked: list[Ranked], least_no_target: float, least_target: float) -> Decision:
    """The thresholds with the best gIoU among those that refuse and answer often enough (percent).

    Lists of phrases count the same, however long they are: each has its own share of lies.
    """
    sources: dict[str, list[Ranked]] = {}
    for each in ranked:
        sources.setdefault(each.sample.ref.source, []).append(each)
    lists = [Answers(part) for part in sources.values()]

    def worth(decision: Decision) -> float:
        total = 0.0
        for answers in lists:
            figures = answers.figures(decision)
            lack = max(0.0, least_no_target - figures["nAcc"]) + max(0.0, least_target - figures["tAcc"])
            total += figures["gIoU"] + 0.25 * figures["prF1"] - 0.5 * lack
        return total

    every = [Decision(float(least), float(target)) for least, target in product(LEAST_SCORES, TARGETS)]
    return max(every, key=worth)
