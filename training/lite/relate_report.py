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
from .relate_data import PhotoTruth, Sample, SampleSet
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
    """The bench's figures of all phrases and of each kind, tag and manner."""
    groups: dict[str, list[Ranked]] = defaultdict(list)
    for each in ranked:
        ref = each.sample.ref
        names = ["all", f"kind {ref.kind}", *(f"tag {tag}" for tag in sorted(ref.tags))]
        for name in [*names, *([f"manner {ref.manner}"] if ref.manner else [])]:
            groups[name].append(each)
    return {
        name: {key: round(value, 1) for key, value in summarise(groups[name], decision).items()}
        for name in sorted(groups)
    }


def symbolic(samples: list[Sample], photos: dict[int, PhotoTruth]) -> list[Ranked]:
    """What the parser alone answers: its choice, in its order, with its evidence."""
    ranked = []
    for sample in samples:
        scores = np.zeros(len(sample.scene.kept), np.float32)
        scores[list(sample.chosen)] = np.linspace(0.9, 0.8, len(sample.chosen), dtype=np.float32)
        ranked.append(rank(sample, photos[sample.scene.photo], scores, sample.evidence))
    return ranked


def export_heads(
    folders: list[Path],
    samples: list[Sample],
    photos: dict[int, PhotoTruth],
    vocabulary: Vocabulary,
    pack: Path,
    folder_none: float,
) -> Exported:
    """Writes `relate.onnx` and `words.json` to `pack` and calibrates on `samples`, which training did not see."""
    heads = [load_head(folder, vocabulary) for folder in folders]
    ranked = predict(heads, samples, photos, vocabulary)
    decision = choose_decision(ranked, LEAST_NO_TARGET, LEAST_TARGET)
    parity = export_relation(heads, decision.least, pack / "relate.onnx")
    write_words(vocabulary, pack / "words.json")
    answers = Answers(ranked)
    calibration = fit_calibration(answers.evidence, answers.has_target)
    probability = calibration.probability(answers.evidence)
    plain = symbolic(samples, photos)
    record = {
        "heads": [json.loads((folder / "config.json").read_text()) for folder in folders],
        "curves": {folder.name: _curve(folder) for folder in folders},
        "decision": asdict(decision),
        "heldOut": by_group(ranked, decision),
        "heldOutSymbolic": by_group(plain, choose_decision(plain, LEAST_NO_TARGET, LEAST_TARGET)),
        "calibration": {
            "error": round(calibration_error(probability, answers.has_target), 3),
            "errorCrossFitted": round(cross_fitted_error(ranked), 3),
            "reliability": reliability(probability, answers.has_target),
        },
        "largestDifferenceFromPyTorch": parity,
        "machine": machine(),
    }
    return Exported(manifest_thresholds(ranked, decision, folder_none), record)


def _curve(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def evaluate_relation(
    folders: list[Path], data: SampleSet, vocabulary: Vocabulary, pack: Path, answers: Path
) -> dict[str, Any]:
    """Figures of the program's answers (on coarse masks), and how far PyTorch's own answers agree with them.

    `answers` is what `scripts/relate/answers.ts` wrote: the regions that the program chose, by phrase.
    """
    told = {line["ref"]: line for line in map(json.loads, answers.read_text().splitlines())}
    samples = [s for s in data.samples if s.scene.variant == 0 and s.ref.id in told]
    chosen = [_as_ranked(sample, data.photos, told[sample.ref.id]) for sample in samples]
    heads = [load_head(folder, vocabulary) for folder in folders]
    least = json.loads((paths.RESULTS / "relate.json").read_text())["decision"]["least"]
    own = torch_choices(predict(heads, samples, data.photos, vocabulary), read_manifest(pack)["thresholds"], least)
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


