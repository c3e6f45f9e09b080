from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto

from training.lite.data import load_sources
from training.lite.errors import TrainingError
from training.lite.evaluate_masks import PackSessions, decode_masks, encode, measure_photos
from training.lite.export import open_session
from training.lite.fetch import sha256_of
from training.lite.graphs import MaskGraph
from training.lite.mask_head import MaskBranch
from training.lite.nanodet import NanoDet
from training.lite.pack import UNCALIBRATED, kept_thresholds, read_manifest, write_manifest, write_pack


@pytest.fixture(scope="module")
def pack(random_networks: tuple[NanoDet, MaskBranch], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    parity = write_pack(*random_networks, folder)
    assert max(parity.encoder.values()) < 2e-3
    assert max(parity.masks.values()) < 2e-3
    return folder


def test_graphs_keep_weights_as_float16_and_compute_in_float32(pack: Path) -> None:
    for name in ("encoder.onnx", "masks.onnx"):
        graph = onnx.load(pack / name).graph
        sizes = dict.fromkeys((TensorProto.FLOAT16, TensorProto.FLOAT), 0)
        for initializer in graph.initializer:
            if initializer.data_type in sizes:
                sizes[initializer.data_type] += int(np.prod(initializer.dims))
        assert sizes[TensorProto.FLOAT16] > 50 * sizes[TensorProto.FLOAT]
        for tensor in (*graph.input, *graph.output):
            assert tensor.type.tensor_type.elem_type in (TensorProto.FLOAT, TensorProto.UINT8)
        assert not {node.op_type for node in graph.node} & {
            "RoiAlign",
            "NonZero",
            "NonMaxSuppression",
            "Loop",
            "If",
        }


@pytest.mark.parametrize(("count", "width", "height"), [(1, 37, 90), (5, 640, 427)])
def test_mask_graph_takes_any_photo_and_any_number_of_boxes(
    pack: Path, random_networks: tuple[NanoDet, MaskBranch], count: int, width: int, height: int
) -> None:
    rng = np.random.default_rng(count)
    sessions = PackSessions.open(pack)
    photo = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    encoded = encode(sessions, photo)
    corner = rng.uniform(0, 300, (count, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(1, 200, (count, 2))], axis=1).astype(np.float32)
    logits = decode_masks(sessions, photo, encoded, boxes)
    maps = [torch.from_numpy(encoded.outputs[name]) for name in ("mask_features", "p3", "n4", "n5")]
    arguments = [torch.from_numpy(values) for values in (photo[None], boxes, encoded.letterbox.as_array())]
    with torch.inference_mode():
        expected, _, _ = MaskGraph(random_networks[1])(*arguments, *maps)
    np.testing.assert_allclose(logits, expected.numpy(), atol=1e-3)


def test_manifest_describes_the_files_and_graphs(pack: Path) -> None:
    manifest = read_manifest(pack)
    assert {file["path"] for file in manifest["files"]} == {
        "encoder.onnx",
        "masks.onnx",
        "classes.json",
        "LICENCE-WEIGHTS.md",
        "APACHE-2.0.txt",
    }
    masks = manifest["graphs"]["masks"]
    assert masks["inputs"]["photo"] == {"type": "uint8", "shape": [1, "H", "W", 3]}
    assert masks["outputs"]["crops"] == {"type": "float32", "shape": ["K", 56, 56, 3]}
    assert manifest["graphs"]["encoder"]["outputs"]["scores"]["shape"] == [1, 5376, 80]
    assert manifest["thresholds"] == UNCALIBRATED


def test_calibrated_thresholds_are_kept(pack: Path, tmp_path: Path) -> None:
    assert kept_thresholds(tmp_path) == UNCALIBRATED
    for name in ("encoder.onnx", "masks.onnx"):
        (tmp_path / name).write_bytes((pack / name).read_bytes())
    calibrated = {**UNCALIBRATED, "object": 0.61}
    write_manifest(tmp_path, calibrated, {"masks": 0.5})
    assert kept_thresholds(tmp_path) == calibrated
    assert read_manifest(tmp_path)["measured"] == {"masks": 0.5}
    write_manifest(tmp_path, kept_thresholds(tmp_path), None)
    assert "measured" not in read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(TrainingError, match=r"manifest\.json"):
        read_manifest(tmp_path)


def test_evaluation_counts_every_object(pack: Path, data: Path) -> None:
    figures = measure_photos(PackSessions.open(pack), load_sources(data)[:2])
    assert figures["photos"] == 2
    assert figures["all"]["objects"] == figures["L"]["objects"] == 2
    assert figures["S"] == {**figures["S"], "objects": 0, "mIoUTrueBoxes": None}
    assert 0 <= figures["all"]["mIoUTrueBoxes"] <= 1


def test_sessions_report_the_exported_signature(pack: Path) -> None:
    session = open_session(pack / "masks.onnx", threads=1)
    declared = json.loads((pack / "manifest.json").read_text())["graphs"]["masks"]
    assert [value.name for value in session.get_inputs()] == list(declared["inputs"])
    assert [value.name for value in session.get_outputs()] == list(declared["outputs"])
    assert sha256_of(pack / "masks.onnx") in {file["sha256"] for file in read_manifest(pack)["files"]}
