from __future__ import annotations

from pathlib import Path

import pytest

from training.lite import paths
from training.lite.cli import main
from training.lite.errors import TrainingError
from training.lite.fetch import verify_detector


def test_expected_failures_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cache", "--data", str(tmp_path), "--zooms", "coco-train=many"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: --zooms coco-train=many")
    assert error.count("\n") == 1


def test_split_is_written(data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "SPLITS", tmp_path / "splits.json")
    assert main(["split", "--data", str(data), "--source", "squares", "--held-out", "2"]) == 0
    assert '"heldOut"' in (tmp_path / "splits.json").read_text()


def test_changed_detector_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"run `python -m training\.lite fetch` first"):
        verify_detector(tmp_path)
    (tmp_path / "nanodet.json").write_text("{}")
    with pytest.raises(TrainingError, match="SHA-256"):
        verify_detector(tmp_path)
