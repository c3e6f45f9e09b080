from __future__ import annotations

import json

import numpy as np

from training.lite.coco_classes import COCO_CLASSES
from training.lite.evaluate_masks import PackSessions, decode_masks, encode
from training.lite.fetch import sha256_of
from training.lite.pack import read_manifest
from training.lite.paths import PACK
from training.lite.proposals import select_proposals


def test_files_match_the_manifest() -> None:
    manifest = read_manifest(PACK)
    listed = {file["path"]: file for file in manifest["files"]}
    assert set(listed) == {path.name for path in PACK.iterdir()} - {"manifest.json"}
    for name, file in listed.items():
        assert (PACK / name).stat().st_size == file["bytes"]
        assert sha256_of(PACK / name) == file["sha256"]
    assert sum(file["bytes"] for file in manifest["files"]) <= 25_000_000
    assert json.loads((PACK / "classes.json").read_text()) == list(COCO_CLASSES)


def test_graphs_run_and_keep_their_ranges() -> None:
    sessions = PackSessions.open(PACK)
    rng = np.random.default_rng(0)
    photo = np.full((480, 640, 3), 90, dtype=np.uint8)
    photo[100:400, 200:420] = rng.integers(100, 256, (300, 220, 3))
    encoded = encode(sessions, photo)
    assert [scores.shape for scores, _ in encoded.looks] == [(5376, 80), (3549, 80)]
    assert all(0 <= scores.min() <= scores.max() <= 1 for scores, _ in encoded.looks)
    proposals, _ = select_proposals(encoded.looks, sessions.proposals)
    assert 1 <= len(proposals) <= sessions.proposals.max_count
    logits = decode_masks(sessions, photo, encoded, proposals)
    assert logits.shape == (len(proposals), 56, 56)
    assert np.isfinite(logits).all()
