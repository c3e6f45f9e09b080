from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from training.lite.data import load_sources
from training.lite.errors import TrainingError
from training.lite.feature_cache import FeatureCache, open_cache
from training.lite.mask_head import MaskConfig
from training.lite.results import training_record
from training.lite.samples import SampleConfig, draw_sample, find_targets
from training.lite.train_masks import TrainConfig, learning_rate, load_branch, mask_loss, train

from .conftest import SPLIT

CONFIG = TrainConfig(
    steps=4, minutes=5, batch=2, evaluate_every=2, model=MaskConfig(map_channels=8, detail=4, trunk=8, deep=8)
)


def test_training_never_sees_the_benchmark_or_held_out_photos(cache: FeatureCache, data: Path) -> None:
    photos = {photo.id: photo for photo in load_sources(data) if photo.id not in SPLIT.excluded()}
    targets = [target for group in find_targets(cache, photos, SampleConfig()) for target in group]
    assert {target.row.photo_id for target in targets} == {4, 5, 6}
    views = [sum(row.photo_id == photo_id for row in cache.rows) for photo_id in (1, 2, 4)]
    assert views == [1, 1, 3]


def test_samples_show_the_object_under_its_mask(cache: FeatureCache, data: Path) -> None:
    photos = {photo.id: photo for photo in load_sources(data)}
    rng = np.random.default_rng(0)
    config = SampleConfig(jitter=0.05, detected_share=0)
    for group in find_targets(cache, {4: photos[4]}, config):
        for target in group:
            sample = draw_sample(cache, target, photos[4].read(), config, rng)
            assert sample.crop.colours.shape == (1, 3, 112, 112)
            mask = torch.nn.functional.interpolate(sample.crop.mask[None, None], scale_factor=2)[0, 0]
            spread = sample.crop.colours[0].amax(dim=0)
            assert spread[mask > 0.99].mean() > 2 * spread[mask < 0.01].mean()


def test_training_resumes_and_leaves_an_exportable_checkpoint(
    cache: FeatureCache, data: Path, tmp_path: Path
) -> None:
    photos = load_sources(data)
    run = tmp_path / "run"
    first = train(replace(CONFIG, steps=2), cache, photos, SPLIT, run, lambda _: None)
    assert first.step == 2
    second = train(CONFIG, cache, photos, SPLIT, run, lambda _: None, run / "last.pt")
    assert second.step == 4
    curve = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in curve] == [2, 4]
    assert all(0 <= entry["trueBoxes"] <= 1 for entry in curve)
    third = train(
        replace(CONFIG, steps=2), cache, photos, SPLIT, tmp_path / "other", lambda _: None, run / "best.pt"
    )
    assert third.step == 2
    branch = load_branch(run / "best.pt")
    assert branch.config == CONFIG.model
    record = training_record(run)
    assert record["steps"] == 4
    assert record["config"]["seed"] == CONFIG.seed


def test_missing_checkpoints_and_caches_are_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"best\.pt"):
        load_branch(tmp_path / "best.pt")
    with pytest.raises(TrainingError, match=r"index\.json"):
        open_cache(tmp_path)


def test_loss_prefers_the_right_mask() -> None:
    mask = torch.zeros(1, 56, 56)
    mask[:, 10:30, 10:30] = 1
    right, wrong = (mask * 2 - 1) * 8, (1 - mask * 2) * 8
    assert mask_loss(right, mask) < 0.01
    assert mask_loss(wrong, mask) > 5


def test_learning_rate_rises_then_falls() -> None:
    rates = [learning_rate(progress, CONFIG) for progress in (0, CONFIG.warm_up, 0.5, 1)]
    assert rates[0] < rates[1] == pytest.approx(CONFIG.rate)
    assert rates[1] > rates[2] > rates[3]
    assert rates[3] == pytest.approx(0, abs=1e-9)
