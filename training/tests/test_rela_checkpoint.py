from __future__ import annotations

import json
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

from training.lite.errors import TrainingError
from training.rela import import_checkpoint
from training.rela.checkpoint import file_sha256, read_checkpoint, stock_layers, tensor_sha256
from training.rela.config import MINIATURE, OFFICIAL_CONFIGS
from training.rela.import_checkpoint import main
from training.rela.model import Rela
from training.rela.parity import filled_model

CONFIGS = {"miniature": MINIATURE}


@pytest.fixture(scope="module")
def model() -> Rela:
    return filled_model(MINIATURE)


def saved(folder: Path, content: object) -> Path:
    path = folder / "checkpoint.pth"
    torch.save(content, path)
    return path


def refusal(path: Path) -> str:
    """The one line that reading the file ends with."""
    with pytest.raises(TrainingError) as caught:
        read_checkpoint(path, CONFIGS)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    return message


def test_reads_a_detectron_checkpoint(tmp_path: Path, model: Rela) -> None:
    state = model.state_dict()
    position_ids = torch.arange(32)[None]
    content = {"model": {**state, "text_encoder.embeddings.position_ids": position_ids}, "iteration": 150000}
    path = saved(tmp_path, content)
    checkpoint = read_checkpoint(path, CONFIGS)
    assert checkpoint.has_position_ids
    assert checkpoint.sha256 == file_sha256(path)
    loaded = checkpoint.model.state_dict()
    assert loaded.keys() == state.keys()
    assert all(torch.equal(loaded[key], tensor) for key, tensor in state.items())
    assert not checkpoint.model.training


def test_reads_a_bare_state_in_half_precision(tmp_path: Path, model: Rela) -> None:
    state = {key: t.half() if t.is_floating_point() else t for key, t in model.state_dict().items()}
    checkpoint = read_checkpoint(saved(tmp_path, state), CONFIGS)
    assert not checkpoint.has_position_ids
    assert all(t.dtype == torch.float32 for t in checkpoint.model.parameters())


class Malicious:
    """Would create a file when unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.target),)


@pytest.mark.parametrize("legacy", [False, True])
def test_code_is_refused_and_not_run(tmp_path: Path, model: Rela, legacy: bool) -> None:
    target = tmp_path / "owned"
    path = tmp_path / "checkpoint.pth"
    content = {"model": model.state_dict(), "extra": Malicious(target)}
    torch.save(content, path, _use_new_zipfile_serialization=not legacy)
    assert "holds code" in refusal(path)
    assert not target.exists()


def test_plain_pickle_is_refused(tmp_path: Path) -> None:
    target, path = tmp_path / "owned", tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps({"model": Malicious(target)}))
    refusal(path)
    assert not target.exists()


def test_compressed_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pth"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb/data.pkl", b"\0" * 1_000_000)
    assert "compressed" in refusal(path)


def test_missing_unexpected_and_reshaped_keys_are_counted(tmp_path: Path, model: Rela) -> None:
    state = dict(model.state_dict())
    total = len(state)
    del state["backbone.norm0.weight"], state["backbone.norm0.bias"]
    state["backbone.extra\n"] = torch.zeros(1)
    state["sem_seg_head.predictor.minimap_embed.bias"] = torch.zeros(3)
    message = refusal(saved(tmp_path, state))
    assert f"2 of {total} keys missing, first backbone.norm0.weight" in message
    assert "1 unexpected, first 'backbone.extra\\n'" in message
    assert (
        "1 of another shape, first sem_seg_head.predictor.minimap_embed.bias: [3] instead of [2]" in message
    )


@pytest.mark.parametrize(
    "content", [[1, 2], {"model": 3}, {"model": {"a": [1]}}, {"model": {1: torch.zeros(1)}}]
)
def test_files_without_a_state_are_refused(tmp_path: Path, content: object) -> None:
    assert "no state_dict" in refusal(saved(tmp_path, content))


def test_damaged_files_are_refused(tmp_path: Path, model: Rela) -> None:
    path = saved(tmp_path, model.state_dict())
    path.write_bytes(path.read_bytes()[:-1000])
    refusal(path)
    path.write_bytes(b"not a checkpoint")
    refusal(path)
    assert "no such file" in refusal(tmp_path / "absent.pth")


def test_values_that_no_training_leaves_are_refused(tmp_path: Path, model: Rela) -> None:
    key = "backbone.norm1.bias"
    state = dict(model.state_dict())
    for wrong in (torch.full((32,), float("nan")), torch.zeros(32, dtype=torch.long)):
        assert key in refusal(saved(tmp_path, {**state, key: wrong}))
    index = "backbone.layers.0.blocks.0.attn.relative_position_index"
    assert index in refusal(saved(tmp_path, {**state, index: state[index] * 0}))


def test_stock_layers_are_compared_with_a_hash_list(tmp_path: Path, model: Rela) -> None:
    assert stock_layers(model, None)["status"] == "not checked"
    names = [key for key in model.state_dict() if key.startswith("text_encoder.embeddings.")]
    last_two = ("text_encoder.encoder.layer.1.", "text_encoder.encoder.layer.2.")
    names += [key for key in model.state_dict() if key.startswith(last_two)]
    hashes = {name: tensor_sha256(model.state_dict()[name]) for name in names}
    path = tmp_path / "hashes.json"
    path.write_text(json.dumps(hashes))
    assert stock_layers(model, path) == {"status": "stock", "tensors": len(names), "differing": []}
    path.write_text(json.dumps({**hashes, names[0]: "0" * 64}))
    assert stock_layers(model, path) == {"status": "differs", "tensors": len(names), "differing": [names[0]]}
    path.write_text("{}")
    with pytest.raises(TrainingError, match="hash list"):
        stock_layers(model, path)


def test_command_line_needs_the_licence_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pack"
    assert main([str(tmp_path / "absent.pth"), "--config", "swin-tiny", "--out", str(out)]) == 2
    printed = capsys.readouterr()
    assert "non-commercial" in printed.out
    assert "--accept-licence" in printed.err
    assert list(tmp_path.iterdir()) == []


def test_command_line_tells_errors_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: Rela
) -> None:
    path = saved(tmp_path, model.state_dict())
    assert main([str(path), "--out", str(tmp_path / "packs" / "rela"), "--accept-licence"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    assert all(name in error for name in OFFICIAL_CONFIGS)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["checkpoint.pth"]


def test_absent_packages_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_checkpoint, "REQUIRED", ("json", "no_such_package"))
    assert main([str(tmp_path / "x.pth"), "--out", str(tmp_path / "rela"), "--accept-licence"]) == 2
    error = capsys.readouterr().err
    assert "needs the Python packages no_such_package" in error
    assert "pip install" in error
