from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.lite.data import Split, draw_mask, load_photos, load_sources, make_split, photo_mask
from training.lite.errors import TrainingError
from training.lite.paths import SPLITS
from training.lite.views import View, training_views


def test_loader_reads_objects_and_leaves_crowds_out(data: Path) -> None:
    photos = load_sources(data)
    assert [photo.id for photo in photos] == [1, 2, 3, 4, 5, 6]
    assert [len(photo.instances) for photo in photos] == [1] * 6
    instance = photos[0].instances[0]
    np.testing.assert_allclose(instance.box, [20, 10, 60, 50])
    assert instance.area_share == pytest.approx(1600 / (120 * 90))
    # Stored as BGR by OpenCV, read as RGB.
    assert photos[0].read()[20, 30].tolist() == [220, 60, 20]


def test_broken_or_missing_data_is_named(data: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no folder in it has an instances\.json"):
        load_sources(tmp_path / "elsewhere")
    (data / "squares" / "images" / "1.png").unlink()
    photo = load_sources(data)[0]
    with pytest.raises(TrainingError, match=r"1\.png"):
        photo.read()
    (data / "squares" / "instances.json").write_text('{"images": []}')
    with pytest.raises(TrainingError, match=r"instances\.json"):
        load_photos(data / "squares")


def test_drawn_masks_hold_the_covered_share() -> None:
    square = np.array([[10, 10], [30, 10], [30, 30], [10, 30]], dtype=np.float32)
    region = np.array([0, 0, 40, 40], dtype=np.float32)
    mask = draw_mask([square], region)
    assert mask.shape == (56, 56)
    assert mask.mean() == pytest.approx(0.25, abs=0.01)
    overlapping = draw_mask([square, square + 1], region)
    assert overlapping[28, 28] == 1


def test_photo_mask_is_cocos(data: Path) -> None:
    mask = photo_mask(load_sources(data)[0].instances[0], 120, 90)
    assert mask.shape == (90, 120)
    assert mask.sum() == 1600
    assert mask[10:50, 20:60].all()


def test_split_keeps_the_benchmark_out(data: Path) -> None:
    content = make_split(load_sources(data), bench=[2, 2, 99], count=3, seed=0)
    assert content["bench"] == [2, 99]
    assert len(content["heldOut"]) == 3
    assert not set(content["heldOut"]) & {2, 99}
    assert content == make_split(load_sources(data), bench=[99, 2], count=3, seed=0)
    with pytest.raises(TrainingError, match="--held-out 6"):
        make_split(load_sources(data), bench=[2], count=6, seed=0)


def test_committed_split() -> None:
    split = Split.read(SPLITS)
    assert len(split.bench) == 62
    assert len(split.held_out) == 40
    assert not split.bench & split.held_out


def test_views_move_boxes_and_pixels_alike(data: Path) -> None:
    photo = load_sources(data)[0]
    instance = photo.instances[0]
    pixels = photo.read()
    views = [*training_views(photo, 6, np.random.default_rng(3)), View(10, 0, 110, 80, True, 1.0)]
    visible = [(view, view.visible_box(instance)) for view in views]
    assert sum(box is not None for _, box in visible) >= 3
    for view, box in visible:
        assert view.pixels(pixels).shape == (view.height, view.width, 3)
        if box is not None:
            x0, y0, x1, y1 = np.rint(box).astype(int)
            assert (view.pixels(pixels)[y0:y1, x0:x1] == [220, 60, 20]).all()


def test_views_drop_objects_that_are_mostly_cut_off(data: Path) -> None:
    instance = load_sources(data)[0].instances[0]
    assert View(50, 0, 120, 90, False, 1.0).visible_box(instance) is None
    clipped = View(30, 0, 120, 90, False, 1.0).visible_box(instance)
    np.testing.assert_allclose(clipped, [0, 10, 30, 50])
