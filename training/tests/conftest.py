"""Generated inputs that several tests share."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from training.lite.data import Split, load_sources
from training.lite.feature_cache import FeatureCache, build_cache, open_cache
from training.lite.mask_head import MaskBranch
from training.lite.nanodet import NanoDet

PHOTO_WIDTH, PHOTO_HEIGHT = 120, 90
SPLIT = Split(bench=frozenset({1}), held_out=frozenset({2, 3}))
SQUARE = [[20, 10, 60, 10, 60, 50, 20, 50]]


@pytest.fixture(autouse=True, scope="session")
def _single_thread() -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)


@pytest.fixture(scope="session")
def random_networks() -> tuple[NanoDet, MaskBranch]:
    """A detector and a branch with random weights, in evaluation mode."""
    torch.manual_seed(1)
    return NanoDet().eval(), MaskBranch().eval()


def write_source(folder: Path, ids: list[int]) -> Path:
    """A COCO-style data folder: every photo shows a bright square (an object) and a crowd of one."""
    (folder / "images").mkdir(parents=True)
    images, annotations = [], []
    for photo_id in ids:
        pixels = np.full((PHOTO_HEIGHT, PHOTO_WIDTH, 3), 40, np.uint8)
        pixels[10:50, 20:60] = (20, 60, 220)
        cv2.imwrite(str(folder / "images" / f"{photo_id}.png"), pixels)
        images.append(
            {"id": photo_id, "file_name": f"{photo_id}.png", "width": PHOTO_WIDTH, "height": PHOTO_HEIGHT}
        )
        common = {"image_id": photo_id, "category_id": 1, "bbox": [20, 10, 40, 40], "area": 1600}
        annotations.append({**common, "id": photo_id * 10, "iscrowd": 0, "segmentation": SQUARE})
        runs = {"counts": [0, PHOTO_WIDTH * PHOTO_HEIGHT], "size": [PHOTO_HEIGHT, PHOTO_WIDTH]}
        annotations.append({**common, "id": photo_id * 10 + 1, "iscrowd": 1, "segmentation": runs})
    content = {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "square"}]}
    (folder / "instances.json").write_text(json.dumps(content))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A `--data` folder with one source of six photos, ids 1 to 6."""
    write_source(tmp_path / "data" / "squares", [1, 2, 3, 4, 5, 6])
    return tmp_path / "data"


@pytest.fixture
def cache(random_networks: tuple[NanoDet, MaskBranch], data: Path, tmp_path: Path) -> FeatureCache:
    """Features of the six photos; 1 is the benchmark's, 2 and 3 are held out."""
    folder = tmp_path / "features"
    build_cache(random_networks[0], load_sources(data), SPLIT, folder, {}, 0, lambda _: None)
    return open_cache(folder)
