from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch

from training.lite.errors import TrainingError
from training.rela import fill, fixture, parity
from training.rela.config import OFFICIAL_CONFIGS
from training.rela.model import Rela

SHARED = Path(os.environ.get("PHRASELIFT_SHARED", Path(__file__).parents[3] / "shared"))
FIXTURE = SHARED / "parity" / "swin_tiny.npz"
needs_shared = pytest.mark.skipif(
    not FIXTURE.is_file(), reason=f"no {FIXTURE}: set PHRASELIFT_SHARED to the folder that holds parity/"
)


def test_streams_are_reproducible() -> None:
    """Values worked out with another implementation of the formula."""
    assert fill.fnv1a("") == 0xCBF29CE484222325
    assert fill.fnv1a("a") == 0xAF63DC4C8601EC8C
    values = fill.uniform("image6/1", 100_000)
    assert np.abs(values).max() < 1
    assert abs(values.mean()) < 0.01
    assert np.array_equal(values, values.astype(np.float32))


def test_first_matching_rule_counts() -> None:
    key = "text_encoder.encoder.layer.0.attention.output.dense.weight"
    assert fill.offset_and_gain(key, (3, 12))[1] == pytest.approx(0.25 * 0.5)
    assert fill.offset_and_gain("x.output.dense.weight", (3, 12))[1] == pytest.approx(0.5 * 0.5)
    assert fill.offset_and_gain("x.norm.weight", (3,)) == (1.0, 0.2)
    with pytest.raises(KeyError):
        fill.offset_and_gain("x.unknown", (3,))


def test_inputs_are_padded_sentences_and_images() -> None:
    ids, mask = fill.tokens(2)
    assert ids[0].tolist() == [101, 3899, 102] + [0] * 17
    assert mask[0].tolist() == [1, 1, 1] + [0] * 17
    assert fill.tokens(3)[1].sum() == 20
    assert fill.image(1).shape == (1, 3, 480, 480)


def test_rows_fail_outside_their_limits() -> None:
    wanted = np.array([0.0, 1.0, 2.0, 3.0])
    assert fixture.relative("a", wanted, wanted, 1e-6, 1e-6).passed
    assert not fixture.relative("a", wanted + 1e-3, wanted, 1e-6, 1).passed
    assert not fixture.relative("a", wanted + np.array([0, 0, 0, 1e-3]), wanted, 1, 1e-6).passed
    assert not fixture.relative("a", wanted * np.nan, wanted, 1, 1).passed
    assert not fixture.absolute("a", np.array([0, 21]), 20).passed
    with pytest.raises(TrainingError, match="the fixture holds"):
        fixture.relative("a", wanted[:2], wanted, 1)


def test_unreadable_fixtures_are_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fixture.npz"
    with pytest.raises(TrainingError, match="not a readable"):
        fixture.Fixture(path)
    np.savez(path, other=np.zeros(1))
    with pytest.raises(TrainingError, match="holds no inputs"):
        fixture.Fixture(path)
    assert capsys.readouterr().err == ""


@needs_shared
@pytest.mark.parametrize("name", ["swin-tiny", "swin-base"])
def test_keys_shapes_and_formula_are_official(name: str) -> None:
    listed = json.loads((SHARED / "parity" / f"keys_{name.replace('-', '_')}.json").read_text())
    with torch.device("meta"):
        state = Rela(OFFICIAL_CONFIGS[name]).state_dict()
    rows = {row["key"]: row for row in listed["tensors"]}
    assert {key: list(tensor.shape) for key, tensor in state.items()} == {
        key: r["shape"] for key, r in rows.items()
    }
    assert (
        sum(tensor.numel() for tensor in state.values() if tensor.is_floating_point())
        == listed["float_parameters"]
    )
    # The text encoder's tensors are left to the parity command: they take ten seconds.
    for key, tensor in state.items():
        if tensor.is_floating_point() and not key.startswith("text_encoder."):
            values = fill.parameter(key, tuple(tensor.shape))
            assert zlib.crc32(values.tobytes()) == rows[key]["crc32"], key


@needs_shared
def test_official_outputs_are_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    code = parity.main(["--config", "swin-tiny", "--fixture", str(FIXTURE)])
    lines = capsys.readouterr().out.splitlines()
    assert code == 0, "\n".join(line for line in lines if line.endswith("FAIL"))
    assert len([line for line in lines if line.endswith("pass")]) == 27
