"""Exports heads with their thresholds, and measures the pack's answers."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import paths
from .errors import TrainingError
from .evaluate_relate import Answers, Decision, Ranked, choose_decision, rank, summarise
from .export_relate import export_relation
from .pack import read_manifest
from .relate_calibration import (
    Calibration,
    calibration_error,
    cross_fitted_error,
    fit_calibration,
    manifest_thresholds,
    reliability,
)
from .relate_data import PhotoTruth, Ref, Sample, SampleSet
from .relate_head import USUAL_LEAST, RelationHead
from .results import machine
from .train_relate import load_head, predict
from .vocabulary import Vocabulary, write_words

LEAST_NO_TARGET, LEAST_TARGET = 76.0, 87.0


@dataclass(frozen=True)
class Exported:
    """The manifest's thresholds, and what is written down about them."""

    thresholds: dict[str, Any]
    record: dict[str, Any]


def by_group(ranked: list[Ranked], decision: Decision) -> dict[str, dict[str, float]]:
    """The bench's figures of each source's phrases, and of each kind, tag and manner of them."""
    groups: dict[str, list[Ranked]] = defaultdict(list)
    for each in ranked:
        ref = each.sample.ref
        names = [ref.source, *(f"{ref.source}, {name}" for name in _groups_of(ref))]
        for name in names:
            groups[name].append(each)
    figures = {name: summarise(groups[name], decision).items() for name in sorted(groups)}
    return {
        # A group without phrases of a kind has no share of them.
        name: {key: round(value, 1) for key, value in values if not np.isnan(value)}
        for name, values in figures.items()
    }


def _groups_of(ref: Ref) -> list[str]:
    manner = [f"manner {ref.manner}"] if ref.manner else []
    return [f"kind {ref.kind}", *(f"tag {tag}" for tag in sorted(ref.tags)), *manner]


def symbolic(samples: list[Sample], photos: dict[int, PhotoTruth]) -> list[Ranked]:
    """What the parser alone answers: its choice, in its order, with its evidence."""
    ranked = []
    for sample in samples:
        scores = np.zeros(len(sample.scene.kept), np.float32)
        scores[list(sample.chosen)] = np.linspace(0.9, 0.8, len(sample.chosen), dtype=np.float32)
        ranked.append(rank(sample, photos[sample.scene.photo], scores, sample.evidence))
    return ranked


@dataclass(frozen=True)
class Run:
    """A trained head with what it was trained by."""

    name: str
    head: RelationHead
    vocabulary: Vocabulary
    config: dict[str, Any]
    curve: list[dict[str, Any]]


def load_run(folder: Path, vocabulary: Vocabulary) -> Run:
    """The best head of a finished run. Raises TrainingError if there is none."""
    try:
        config = json.loads((folder / "config.json").read_text())
        curve = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
        return Run(folder.name, load_head(folder, vocabulary), vocabulary, config, curve)
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"{folder}: no finished run ({error}); run `python -m training.lite relate-train`"
        ) from error


def unseen_answers(runs: list[Run], data: SampleSet, folds: dict[int, int]) -> list[Ranked]:
    """Answers to all phrases of the folds that some runs left out, each by those runs together."""
    of_fold: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        of_fold[run.config["fold"]].append(run)
    ranked = []
    for fold, judges in of_fold.items():
        samples = [s for s in data.samples if s.scene.variant == 0 and folds.get(s.scene.photo) == fold]
        ranked += predict([run.head for run in judges], samples, data.photos, judges[0].vocabulary)
    return ranked


def export_heads(
    shipped: list[Run], judged: list[Run], unseen: list[Ranked], data: SampleSet, pack: Path
) -> Exported:
    """Writes the heads of `shipped` to `pack`; thresholds are chosen on `unseen`, the answers of `judged`."""
    decision = choose_decision(unseen, LEAST_NO_TARGET, LEAST_TARGET)
    if abs(decision.least - USUAL_LEAST) > 0.03:
        raise TrainingError(
            f"regions count from {decision.least}: set USUAL_LEAST in relate_head.py to that, and repeat this"
        )
    parity = export_relation([run.head for run in shipped], decision.least, pack / "relate.onnx")
    write_words(shipped[0].vocabulary, pack / "words.json")
    answers = Answers(unseen)
    calibration = fit_calibration(answers.evidence, answers.has_target)
    probability = calibration.probability(answers.evidence)
    plain = symbolic([each.sample for each in unseen], data.photos)
    record = {
        "runs": {run.name: {"config": run.config, "curve": run.curve} for run in [*judged, *shipped]},
        "decision": asdict(decision),
        "unseen": by_group(unseen, decision),
        "unseenSymbolic": by_group(plain, choose_decision(plain, LEAST_NO_TARGET, LEAST_TARGET)),
        "calibration": {
            "error": round(calibration_error(probability, answers.has_target), 3),
            "errorCrossFitted": round(cross_fitted_error(unseen), 3),
            "reliability": reliability(probability, answers.has_target),
        },
        "largestDifferenceFromPyTorch": parity,
        "machine": machine(),
    }
    return Exported(manifest_thresholds(unseen, decision), record)


def evaluate_relation(runs: list[Run], data: SampleSet, pack: Path, answers: Path) -> dict[str, Any]:
    """Figures of the program's answers (on coarse masks), and how far PyTorch's own answers agree with them.

    `answers` is what `scripts/relate/answers.ts` wrote: the regions that the program chose, by phrase.
    """
    told = {line["ref"]: line for line in map(json.loads, answers.read_text().splitlines())}
    samples = [s for s in data.samples if s.scene.variant == 0 and s.ref.id in told]
    chosen = [_as_ranked(sample, data.photos, told[sample.ref.id]) for sample in samples]
    least = json.loads((paths.RESULTS / "relate.json").read_text())["decision"]["least"]
    ranked = predict([run.head for run in runs], samples, data.photos, runs[0].vocabulary)
    own = torch_choices(ranked, read_manifest(pack)["thresholds"], least)
    overlaps = [
        _overlap(data.photos[sample.scene.photo], told[sample.ref.id]["chosen"], regions)
        for sample, regions in zip(samples, own, strict=True)
    ]
    times = sorted(line["milliseconds"] for line in told.values())
    return {
        "figures": by_group(chosen, Decision(0.5, 0.5)),
        "agreementWithPyTorch": round(float(np.mean(overlaps)), 4),
        "millisecondsMedian": times[len(times) // 2],
        "milliseconds95": times[int(0.95 * len(times))],
    }


def _as_ranked(sample: Sample, photos: dict[int, PhotoTruth], line: dict[str, Any]) -> Ranked:
    scores = np.zeros(len(sample.scene.kept), np.float32)
    scores[line["chosen"]] = 0.9
    return rank(sample, photos[sample.scene.photo], scores, 1.0 if line["chosen"] else 0.0, merge=False)


def torch_choices(ranked: list[Ranked], thresholds: dict[str, Any], least: float) -> list[list[int]]:
    """Regions that PyTorch's heads choose by the manifest's thresholds and the least score."""
    calibration = Calibration(thresholds["calibration"]["slope"], thresholds["calibration"]["intercept"])
    probability = calibration.probability(np.array([each.evidence for each in ranked]))
    sizes = [max(1, int((each.scores >= least).sum())) for each in ranked]
    return [
        list(each.regions[:size]) if certain >= thresholds["none"] else []
        for each, size, certain in zip(ranked, sizes, probability, strict=True)
    ]


def _overlap(truth: PhotoTruth, one: list[int], other: list[int]) -> float:
    def union(regions: list[int]) -> NDArray[np.bool_]:
        return truth.region_masks[regions].any(0) if regions else np.zeros(truth.region_masks.shape[1], bool)

    a, b = union(one), union(other)
    total = float((a | b).sum())
    return 1.0 if total == 0 else float((a & b).sum()) / total
