from __future__ import annotations

import numpy as np
import torch

from training.lite.feature_cache import LEVELS, CacheRow, FeatureCache
from training.lite.geometry import Letterbox
from training.lite.graphs import MaskGraph
from training.lite.mask_head import MaskBranch, MaskConfig, pool_levels, sample_map
from training.lite.nanodet import NanoDet
from training.lite.samples import Window, cut_window, region_inputs
from training.lite.views import View


def test_head_and_map_shapes() -> None:
    branch = MaskBranch(MaskConfig(map_channels=8, detail=4, trunk=8, deep=8)).eval()
    fused = branch.feature_map(
        torch.zeros(1, 64, 16, 16), torch.zeros(1, 128, 8, 8), torch.zeros(1, 128, 4, 4)
    )
    assert fused.shape == (1, 8, 16, 16)
    logits = branch.head(torch.zeros(3, 3, 112, 112), torch.zeros(3, 8, 28, 28), torch.zeros(3, 384))
    assert logits.shape == (3, 56, 56)


def test_shipped_size_is_small(random_networks: tuple[NanoDet, MaskBranch]) -> None:
    count = sum(parameter.numel() for parameter in random_networks[1].parameters())
    assert 900_000 < count < 1_300_000


def test_sampling_a_gradient_returns_positions() -> None:
    ramp = torch.arange(32, dtype=torch.float32) * 4 + 2
    source = torch.stack([ramp.expand(32, 32), ramp[:, None].expand(32, 32)])[None]
    box = torch.tensor([[20.0, 40.0, 60.0, 100.0]])
    sampled = sample_map(source, box, side=10, stride=4)
    assert sampled.shape == (1, 2, 10, 10)
    steps = (torch.arange(10) + 0.5) / 10
    torch.testing.assert_close(sampled[0, 0, 0], 20 + 40 * steps, atol=1e-3, rtol=0)
    torch.testing.assert_close(sampled[0, 1, :, 0], 40 + 60 * steps, atol=1e-3, rtol=0)


def test_crops_show_the_photo_under_the_enlarged_box(random_networks: tuple[NanoDet, MaskBranch]) -> None:
    graph = MaskGraph(random_networks[1]).eval()
    photo = torch.zeros(1, 100, 200, 3, dtype=torch.uint8)
    photo[:, 40:60, 100:140] = torch.tensor([250, 100, 30], dtype=torch.uint8)
    letterbox = Letterbox.fit(200, 100)
    boxes = torch.from_numpy(
        letterbox.to_frame(np.array([[100, 40, 140, 60], [-40, 0, 40, 100]], np.float32))
    )
    maps = [torch.zeros(1, 48, 128, 128), *(torch.zeros(1, 128, side, side) for side in (64, 32, 16))]
    with torch.inference_mode():
        logits, crops, features = graph(photo, boxes, torch.from_numpy(letterbox.as_array()), *maps)
    assert logits.shape == (2, 56, 56)
    assert features.shape == (2, 384)
    np.testing.assert_allclose(crops[0, 28, 28].numpy(), [250, 100, 30], atol=0.5)
    # A margin of a tenth of the region surrounds the box; outside the photo everything is black.
    assert crops[0, 2, 28].max() < 1
    assert crops[0, 7, 28, 0] > 200
    assert crops[1].abs().max() < 1


def random_cache(rng: np.random.Generator) -> FeatureCache:
    levels = {name: rng.normal(size=(1, *shape)).astype(np.float16) for name, shape in LEVELS.items()}
    row = CacheRow(0, 1, View(0, 0, 512, 512, False, 1.0), np.zeros((0, 4), np.float32))
    return FeatureCache((row,), levels)


def test_windows_give_what_whole_maps_give(random_networks: tuple[NanoDet, MaskBranch]) -> None:
    rng = np.random.default_rng(0)
    cache = random_cache(rng)
    whole = {name: torch.from_numpy(values.astype(np.float32)) for name, values in cache.levels.items()}
    feature_map = random_networks[1].feature_map
    for region in ([100.0, 37, 180, 90], [-20.0, -8, 61, 512], [480.0, 470, 530, 540]):
        region_array = np.array(region, np.float32)
        tensor = torch.from_numpy(region_array)[None]
        with torch.inference_mode():
            cut = region_inputs(feature_map, cut_window(cache, 0, region_array), tensor, tensor)
            full = region_inputs(feature_map, Window(**whole, origin=(0, 0)), tensor, tensor)
        torch.testing.assert_close(cut[0], full[0], atol=1e-4, rtol=0)
        torch.testing.assert_close(cut[1], full[1], atol=1e-4, rtol=0)


def test_pooled_levels_are_means_under_the_box() -> None:
    p3 = torch.zeros(1, 128, 64, 64)
    p3[:, :, 8:16, 8:16] = 2
    maps = (p3, torch.ones(1, 128, 32, 32), torch.full((1, 128, 16, 16), 3.0))
    pooled = pool_levels(*maps, torch.tensor([[64.0, 64, 128, 128]]))
    torch.testing.assert_close(pooled[0, :128], torch.full((128,), 2.0))
    torch.testing.assert_close(pooled[0, 128:256], torch.ones(128))
    torch.testing.assert_close(pooled[0, 256:], torch.full((128,), 3.0))
