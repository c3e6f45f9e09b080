from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from training.lite.coco_classes import CLASS_OF_CATEGORY, COCO_CLASSES
from training.lite.data import PSEUDO_CATEGORY, load_sources
from training.lite.errors import TrainingError
from training.lite.evaluate_masks import PackSessions, decode_masks, draw_finely, encode
from training.lite.feature_cache import FeatureCache
from training.lite.fine_masks import FineGraph, FineMaskNet
from training.lite.mask_head import MaskBranch
from training.lite.nanodet import NanoDet
from training.lite.pack import read_manifest, write_fine, write_pack
from training.lite.samples import SampleConfig, draw_crop, find_targets
from training.lite.train_fine import FineTrainConfig, load_fine_net, train_fine, varied_classes

from .conftest import SPLIT


def test_classes_of_coco_are_in_the_order_of_the_scores() -> None:
    assert [CLASS_OF_CATEGORY[category] for category in (1, 13, 90)] == [0, 11, 79]
    assert sorted(CLASS_OF_CATEGORY.values()) == list(range(len(COCO_CLASSES)))


def test_made_up_classes_name_the_object_best_or_say_nothing() -> None:
    rng = np.random.default_rng(0)
    drawn = torch.stack([varied_classes(18, rng) for _ in range(200)])
    silent = drawn.sum(dim=1) == 0
    assert 10 < silent.sum() < 60
    assert set(drawn[~silent].argmax(dim=1).tolist()) == {COCO_CLASSES.index("dog")}
    assert 0 <= drawn.min() <= drawn.max() < 1
    assert varied_classes(PSEUDO_CATEGORY, rng).sum() == 0


def test_fine_crops_show_the_object_under_its_mask(cache: FeatureCache, data: Path) -> None:
    photos = {photo.id: photo for photo in load_sources(data)}
    config = SampleConfig(jitter=0.05, detected_share=0)
    for group in find_targets(cache, {4: photos[4]}, config):
        crop = draw_crop(group[0], photos[4].read(), config, np.random.default_rng(0), side=112)
        assert crop.colours.shape == (1, 3, 224, 224)
        assert crop.mask.shape == (112, 112)
        mask = torch.nn.functional.interpolate(crop.mask[None, None], scale_factor=2)[0, 0]
        spread = crop.colours[0].amax(dim=0)
        assert spread[mask > 0.99].mean() > 2 * spread[mask < 0.01].mean()


def test_training_resumes_and_leaves_a_net_that_is_exported(
    cache: FeatureCache, data: Path, tmp_path: Path, random_networks: tuple[NanoDet, MaskBranch]
) -> None:
    photos, run, pack = load_sources(data), tmp_path / "fine", tmp_path / "pack"
    config = FineTrainConfig(steps=3, batch=2, save_every=2)
    train_fine(replace(config, steps=2), cache, photos, SPLIT, run, lambda _: None)
    assert train_fine(config, cache, photos, SPLIT, run, lambda _: None, resume=True).step == 3
    assert len((run / "log.jsonl").read_text().splitlines()) == 2
    write_pack(*random_networks, pack)
    # Samples lie apart by rounding, of which an encoder that knows ImageNet makes more where there is noise.
    assert max(write_fine(load_fine_net(run / "last.pt"), pack).values()) < 2e-2
    assert read_manifest(pack)["graphs"]["fine"]["outputs"]["mask_logits"]["shape"][1:] == [112, 112]

    sessions = PackSessions.open(pack)
    photo = np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)
    encoded = encode(sessions, photo)
    boxes = np.array([[30, 100, 200, 300], [0, 0, 90, 512]], np.float32)
    coarse = decode_masks(sessions, photo, encoded, boxes)
    classes = np.zeros((2, len(COCO_CLASSES)), np.float32)
    drawn = draw_finely(sessions, photo, encoded, boxes, classes, coarse)
    assert drawn.shape == (2, 112, 112)
    # The mean with what the mask head drew: so much surer there, so much surer here.
    surer = draw_finely(sessions, photo, encoded, boxes, classes, coarse + 4)
    np.testing.assert_allclose(surer, drawn + 2, atol=1e-3)
    unrefined = draw_finely(replace(sessions, fine=None), photo, encoded, boxes, classes, coarse)
    assert unrefined is coarse


def test_the_graph_looks_only_at_what_lies_under_the_region() -> None:
    torch.manual_seed(0)
    graph = FineGraph(FineMaskNet()).eval()
    photo = torch.randint(0, 256, (1, 120, 160, 3), dtype=torch.uint8)
    elsewhere = photo.clone()
    elsewhere[:, :, 100:] = 0
    others = (torch.zeros(1, 80), torch.zeros(1, 56, 56))
    with torch.inference_mode():
        here, far = torch.tensor([[10.0, 10.0, 80.0, 90.0]]), torch.tensor([[90.0, 10.0, 150.0, 90.0]])
        torch.testing.assert_close(graph(photo, here, *others), graph(elsewhere, here, *others))
        assert (graph(photo, far, *others) - graph(elsewhere, far, *others)).abs().max() > 1e-3


def test_a_missing_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"last\.pt"):
        load_fine_net(tmp_path / "last.pt")
