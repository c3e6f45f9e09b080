from __future__ import annotations

import numpy as np
import pytest

from training.lite.geometry import Letterbox, box_iou, draw_letterboxed, paste_logits
from training.lite.mask_head import enlarged


@pytest.mark.parametrize(("width", "height"), [(640, 480), (333, 1000), (1, 1), (512, 512)])
def test_letterbox_round_trip(width: int, height: int) -> None:
    letterbox = Letterbox.fit(width, height)
    box = np.array([[0, 0, width, height]], dtype=np.float32)
    frame = letterbox.to_frame(box)
    assert frame.min() >= 0
    assert frame.max() <= 512.5
    np.testing.assert_allclose(letterbox.to_photo(frame), box, atol=1e-3)


def test_letterboxed_photo_is_centred_on_black() -> None:
    photo = np.full((100, 200, 3), 255, dtype=np.uint8)
    frame = draw_letterboxed(photo, Letterbox.fit(200, 100))
    assert frame.shape == (512, 512, 3)
    rows = np.flatnonzero(frame.any(axis=(1, 2)))
    assert (rows[0], rows[-1]) == (128, 383)
    assert (frame[128:384] == 255).all()


def test_enlarged_boxes_have_a_minimum_side() -> None:
    boxes = np.array([[10, 10, 30, 50], [100, 100, 101, 102]], dtype=np.float32)
    expected = np.array([[7.5, 5, 32.5, 55], [98, 98.5, 103, 103.5]], dtype=np.float32)
    np.testing.assert_allclose(enlarged(boxes), expected)


@pytest.mark.parametrize("zoom", [1, 2])
def test_pasted_square_lands_where_it_was(zoom: int) -> None:
    logits = np.full((56, 56), -1, dtype=np.float32)
    logits[10:46, 6:30] = 1
    region = np.array([20, 30, 20 + 56 * zoom, 30 + 56 * zoom], dtype=np.float32)
    mask = paste_logits(logits, region, 150, 160)
    truth = np.zeros((160, 150), dtype=bool)
    truth[30 + 10 * zoom : 30 + 46 * zoom, 20 + 6 * zoom : 20 + 30 * zoom] = True
    np.testing.assert_array_equal(mask, truth)


def test_pasting_beyond_the_photo_is_cut_off() -> None:
    mask = paste_logits(np.ones((56, 56), np.float32), np.array([-28, -28, 28, 28], np.float32), 40, 50)
    assert mask.shape == (50, 40)
    assert mask[:27, :27].all()
    assert not mask[30:].any()


def test_box_iou() -> None:
    boxes = np.array([[0, 0, 2, 2], [1, 0, 3, 2], [5, 5, 6, 6]], dtype=np.float32)
    np.testing.assert_allclose(box_iou(boxes[:1], boxes)[0], [1, 1 / 3, 0], atol=1e-6)
