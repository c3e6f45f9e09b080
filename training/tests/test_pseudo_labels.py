from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from training.lite.data import PSEUDO_CATEGORY, Photo, Split, load_sources, photo_mask, read_instance
from training.lite.errors import TrainingError
from training.lite.feature_cache import build_cache, open_cache
from training.lite.mask_head import MaskBranch
from training.lite.nanodet import NanoDet
from training.lite.pseudo_labels import PseudoConfig, _annotation, add_pseudo_labels, label_photos
from training.lite.samples import SampleConfig, draw_share

REGION = np.array([10, 20, 66, 76], dtype=np.float32)
BOX = np.array([20, 30, 56, 66], dtype=np.float32)


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    return Photo(7, "squares", tmp_path / "7.png", 120, 90, ())


def square_logits(strength: float) -> np.ndarray:
    logits = np.full((56, 56), -strength, dtype=np.float32)
    logits[10:46, 10:46] = strength
    return logits


def test_sure_masks_become_polygons_in_the_right_place(photo: Photo) -> None:
    annotation = _annotation(square_logits(6), REGION, BOX, photo, PseudoConfig())
    assert annotation is not None
    mask = photo_mask(read_instance({**annotation, "id": 1}, 120 * 90), 120, 90)
    truth = np.zeros((90, 120), dtype=bool)
    truth[30:66, 20:56] = True
    assert (mask & truth).sum() / (mask | truth).sum() > 0.95
    assert annotation["category_id"] == PSEUDO_CATEGORY


def test_doubtful_masks_are_left_out(photo: Photo) -> None:
    config = PseudoConfig()
    assert _annotation(square_logits(0.5), REGION, BOX, photo, config) is None
    assert _annotation(np.full((56, 56), -6, np.float32), REGION, BOX, photo, config) is None
    elsewhere = np.array([40, 50, 120, 90], dtype=np.float32)
    assert _annotation(square_logits(6), REGION, elsewhere, photo, config) is None
    large = replace(photo, width=4000, height=3000)
    assert _annotation(square_logits(6), REGION, BOX, large, config) is None


def test_labelling_skips_annotated_objects_and_photos_without_both_views(
    random_networks: tuple[NanoDet, MaskBranch], data: Path, tmp_path: Path
) -> None:
    photos = load_sources(data)
    split = Split(bench=frozenset({1}), held_out=frozenset())
    build_cache(random_networks[0], photos, split, tmp_path / "features", {}, 0, lambda _: None)
    trusting = PseudoConfig(score=0.0, certainty=0.0, box_agreement=0.0, area_share=0.0)
    cache = open_cache(tmp_path / "features")
    annotations = label_photos(*random_networks, cache, photos[:2], trusting, lambda _: None)
    assert {annotation["image_id"] for annotation in annotations} <= {2}
    assert len({annotation["id"] for annotation in annotations}) == len(annotations)
    nowhere = replace(trusting, known_iou=-1.0)
    assert label_photos(*random_networks, cache, photos[:2], nowhere, lambda _: None) == []


def test_pseudo_labels_join_the_photos_objects(photo: Photo, data: Path, tmp_path: Path) -> None:
    annotation = _annotation(square_logits(6), REGION, BOX, photo, PseudoConfig())
    path = tmp_path / "pseudo.json"
    path.write_text(json.dumps({"annotations": [{**annotation, "id": 10**12, "image_id": 3}]}))
    photos = add_pseudo_labels(load_sources(data), path)
    assert [len(entry.instances) for entry in photos] == [1, 1, 2, 1, 1, 1]
    true, made_up = photos[2].instances
    config = SampleConfig()
    assert draw_share(made_up, config) == config.pseudo_weight * draw_share(true, config)
    path.write_text("[]")
    with pytest.raises(TrainingError, match=r"pseudo\.json"):
        add_pseudo_labels(photos, path)
