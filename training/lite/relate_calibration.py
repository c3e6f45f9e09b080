"""Turns the head's raw probability that there is a target into a calibrated one, and chooses the verdicts'
thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .evaluate_relate import Answers, Decision, Ranked

# Calibrated probability from which an answer is called found rather than unsure.
FOUND = 0.8
FOUND_IN_FOLDER = 0.9
BINS = 10


@dataclass(frozen=True)
class Calibration:
    """P(target) = sigmoid(slope * logit(evidence) + intercept)."""

    slope: float
    intercept: float

    def probability(self, evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated probabilities of raw ones."""
        return 1 / (1 + np.exp(-(self.slope * _logit(evidence) + self.intercept)))


def _logit(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    bounded = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.log(bounded / (1 - bounded))


def fit_calibration(evidence: NDArray[np.float64], has_target: NDArray[np.bool_]) -> Calibration:
    """Platt scaling by Newton's method, with a light ridge."""
    inputs = np.stack([_logit(evidence), np.ones_like(evidence)], axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(30):
        probability = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (probability - has_target) + 0.01 * weights
        hessian = (inputs * (probability * (1 - probability))[:, None]).T @ inputs + 0.01 * np.eye(2)
        weights = weights - np.linalg.solve(hessian, gradient)
    return Calibration(float(weights[0]), float(weights[1]))


def calibration_error(probability: NDArray[np.float64], has_target: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins of equal width."""
    places = np.minimum((probability * BINS).astype(int), BINS - 1)
    total = 0.0
    for place in range(BINS):
        inside = places == place
        if inside.any():
            total += inside.sum() * abs(probability[inside].mean() - has_target[inside].mean())
    return float(total / len(probability))


def reliability(probability: NDArray[np.float64], has_target: NDArray[np.bool_]) -> list[dict[str, float]]:
    """The reliability diagram's bins: mean probability, share with a target, number of phrases."""
    places = np.minimum((probability * BINS).astype(int), BINS - 1)
    return [
        {
            "mean": round(float(probability[places == place].mean()), 3),
            "withTarget": round(float(has_target[places == place].mean()), 3),
            "phrases": int((places == place).sum()),
        }
        for place in range(BINS)
        if (places == place).any()
    ]


def cross_fitted_error(ranked: list[Ranked], seed: int = 0) -> float:
    """Calibration error on one half of the photos when fitted on the other, the mean of both ways."""
    answers = Answers(ranked)
    photos = sorted({each.sample.ref.photo for each in ranked})
    order = np.random.default_rng(seed).permutation(len(photos))
    first = {photos[place] for place in order[: len(photos) // 2]}
    half = np.array([each.sample.ref.photo in first for each in ranked])
    errors = []
    for fitted in (half, ~half):
        calibration = fit_calibration(answers.evidence[fitted], answers.has_target[fitted])
        probability = calibration.probability(answers.evidence[~fitted])
        errors.append(calibration_error(probability, answers.has_target[~fitted]))
    return float(np.mean(errors))


def manifest_thresholds(ranked: list[Ranked], decision: Decision, folder_none: float) -> dict[str, object]:
    """The manifest's `thresholds`, calibrated on `ranked`: answers to phrases on photos that were held out.

    `folder_none` is the raw evidence below which a photo of a folder is no hit.
    """
    answers = Answers(ranked)
    calibration = fit_calibration(answers.evidence, answers.has_target)
    none, strict = calibration.probability(np.array([decision.target, folder_none]))
    photos = {each.sample.ref.photo for each in ranked}

    def rounded(value: float) -> float:
        return round(float(value), 3)

    fitted = {
        "slope": rounded(calibration.slope),
        "intercept": rounded(calibration.intercept),
        "fittedOn": f"{len(ranked)} phrases on {len(photos)} photos that the head was not trained on",
    }
    strict = max(strict, none)
    return {
        "object": 0.5,
        "none": rounded(none),
        "found": max(FOUND, rounded(none)),
        "calibration": fitted,
        "folder": {
            "none": rounded(strict),
            "found": max(FOUND_IN_FOLDER, rounded(strict)),
            "calibration": fitted,
        },
    }
