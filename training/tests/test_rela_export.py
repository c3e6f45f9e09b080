from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import get_args

import numpy as np
import onnx
import pytest
import torch

from training.lite.errors import TrainingError
from training.rela import pack, verify
from training.rela.checkpoint import Checkpoint, stock_layers
from training.rela.config import MINIATURE, JournalConfig, Sampler
from training.rela.model import Rela
from training.rela.onnx_export import (
    WeightsFile,
    example_inputs,
    image_graph_name,
    open_session,
    to_float16,
)
from training.rela.pack import staging_folder, write_pack
from training.rela.parity import filled_model
from training.rela.verify import reference_runs, verify_graphs


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return Checkpoint(MINIATURE, filled_model(MINIATURE), "ab" * 32, 1234, has_position_ids=False)


@pytest.fixture(scope="module")
def folder(checkpoint: Checkpoint, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack in both precisions, exported once."""
    path = tmp_path_factory.mktemp("packs") / "rela-miniature"
    stock = stock_layers(checkpoint.model, None)
    write_pack(checkpoint, stock, path, ["float32", "float16"], replace=False, report=lambda _: None)
    return path


def test_manifest_lists_every_file_with_its_checksum(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["kind"] == "rela"
    assert manifest["id"] == "rela-miniature"
    assert manifest["version"] == "ab" * 6
    assert manifest["provenance"]["untrainedTextLayers"]["status"] == "not checked"
    listed = {file["path"]: file for file in manifest["files"]}
    assert listed.keys() == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for name, file in listed.items():
        content = (folder / name).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), sha256(content).hexdigest())
    graph = manifest["variants"]["float16"]["image"]["gather"]
    assert graph["inputs"]["image"] == {"type": "float32", "shape": [1, 3, 96, 96]}
    assert graph["outputs"]["mask_logits"] == {"type": "float32", "shape": [1, 2, 24, 24]}
    assert len(manifest["verification"]) == 6
    assert list(folder.parent.iterdir()) == [folder]
    assert manifest["input"]["vocabulary"] in listed
    words = (folder / manifest["input"]["vocabulary"]).read_text().split()
    assert len(words) == MINIATURE.bert.vocabulary
    assert manifest["thresholds"]["none"] == 0.5


def test_graphs_keep_to_operators_that_providers_have(folder: Path) -> None:
    for path in folder.glob("*.onnx"):
        model = onnx.load(path)
        assert [(entry.domain, entry.version) for entry in model.opset_import] == [("", 19)]
        kinds = {node.op_type for node in model.graph.node}
        assert ("GridSample" in kinds) == path.name.startswith("image.")
        assert ("DeformConv" in kinds) == path.name.startswith("image-deform_conv.")
        assert kinds.isdisjoint(
            {"NonZero", "ScatterND", "Einsum", "CumSum", "Mod", "GroupNormalization", "Loop", "If"}
        )
        assert str(Path.cwd()) not in str(model.metadata_props) + model.doc_string


def test_float16_halves_the_weights_and_leaves_sampling_alone(folder: Path) -> None:
    sizes = {name: (folder / f"weights.{name}.bin").stat().st_size for name in ("float32", "float16")}
    assert sizes["float16"] < 0.75 * sizes["float32"]
    model = onnx.load(folder / "image.float16.onnx")
    halved = {
        tensor.name for tensor in model.graph.initializer if tensor.data_type == onnx.TensorProto.FLOAT16
    }
    assert halved
    widened = {node.input[0] for node in model.graph.node if node.op_type == "Cast"}
    assert halved <= widened
    assert all(halved.isdisjoint(node.input) for node in model.graph.node if node.op_type != "Cast")


@pytest.mark.parametrize("sampler", get_args(Sampler))
def test_onnx_runtime_computes_what_pytorch_computes(
    folder: Path, checkpoint: Checkpoint, sampler: Sampler
) -> None:
    names = ("text", image_graph_name(sampler))
    text, image_graph = (open_session(folder / f"{name}.float32.onnx") for name in names)
    image, ids, mask = example_inputs(MINIATURE, 7)
    with torch.inference_mode():
        wanted = checkpoint.model(image, ids, mask)
    (words,) = text.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
    feed = {"image": image.numpy(), "words": words, "attention_mask": mask.numpy()}
    masks, minimap, no_target = image_graph.run(["mask_logits", "minimap", "no_target"], feed)
    np.testing.assert_allclose(masks, wanted.mask.numpy(), atol=1e-4, rtol=1e-3)
    np.testing.assert_allclose(minimap, wanted.minimap.numpy(), atol=1e-5, rtol=1e-3)
    np.testing.assert_allclose(no_target, wanted.no_target.numpy(), atol=1e-5, rtol=1e-3)


def test_self_test_holds_inputs_and_outputs(folder: Path) -> None:
    stored = json.loads((folder / "manifest.json").read_text())["selfTest"]

    def read(entry: dict) -> np.ndarray:
        return np.fromfile(folder / entry["file"], dtype=entry["type"]).reshape(entry["shape"])

    text = open_session(folder / "text.float32.onnx")
    feed = {name: read(stored["inputs"][name]) for name in ("input_ids", "attention_mask")}
    (words,) = text.run(None, feed)
    np.testing.assert_array_equal(words, read(stored["outputs"]["float32"]["words"]))
    assert stored["outputs"].keys() == {"float32", "float16"}


def test_verification_notices_a_wrong_graph(folder: Path, checkpoint: Checkpoint) -> None:
    runs = reference_runs(checkpoint.model)
    negated = {**runs[0].outputs, "mask_logits": -runs[0].outputs["mask_logits"]}
    with pytest.raises(TrainingError, match="differs from PyTorch"):
        verify_graphs(folder, "float32", "grid_sample", [replace(runs[0], outputs=negated)])


def test_the_self_test_takes_the_run_on_which_all_agree_best() -> None:
    errors = [[1e-6, 2e-6, 1e-3], [1e-2, 3e-6, 1e-6]]
    assert verify.most_settled([verify.Verification({}, [], each) for each in errors]) == 1


def test_mask_iou_takes_the_worse_class() -> None:
    wanted = np.zeros((1, 2, 4, 4), np.float32)
    wanted[:, 1, :, :2] = 1
    wanted[:, 0, :, 2:] = 1
    assert verify.mask_iou(wanted, wanted) == 1
    got = wanted.copy()
    got[:, 1, :, 2] = 9
    assert verify.mask_iou(got, wanted) < 0.6


def test_an_existing_pack_is_kept_unless_it_is_to_be_replaced(folder: Path, checkpoint: Checkpoint) -> None:
    before = (folder / "manifest.json").read_bytes()
    with pytest.raises(TrainingError, match="exists already"):
        write_pack(checkpoint, {}, folder, ["float32"], replace=False, report=lambda _: None)
    assert (folder / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    "failure", [TrainingError("wrong"), KeyboardInterrupt(), OSError(28, "No space left on device")]
)
def test_nothing_is_left_behind(
    tmp_path: Path, checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def half_done(_: object, staging: Path, __: object) -> None:
        (staging / "weights.float32.bin").write_bytes(b"half")
        raise failure

    monkeypatch.setattr(pack, "graphs_of", lambda *_: [])
    monkeypatch.setattr(pack, "write_graphs", half_done)
    with pytest.raises((TrainingError, KeyboardInterrupt)):
        write_pack(
            checkpoint, {}, tmp_path / "packs" / "rela", ["float32"], replace=False, report=lambda _: None
        )
    assert list((tmp_path / "packs").iterdir()) == []


def test_leftovers_of_a_killed_import_are_removed(tmp_path: Path) -> None:
    # Process numbers end below 2^22 on Linux.
    dead = tmp_path / ".rela.importing-9999999"
    dead.mkdir()
    (dead / "weights.float32.bin").write_bytes(b"half")
    with staging_folder(tmp_path / "rela") as staging:
        assert staging.is_dir()
        assert not dead.exists()
    assert list(tmp_path.iterdir()) == []


def test_equal_tensors_are_stored_once(tmp_path: Path) -> None:
    values = np.arange(1000, dtype=np.float32).reshape(10, 100)
    weights = WeightsFile(tmp_path / "weights.bin")
    for name in ("a", "b"):
        tensor = onnx.numpy_helper.from_array(values, name)
        weights.move_out(onnx.helper.make_model(onnx.helper.make_graph([], "g", [], [], [tensor])))
    assert (tmp_path / "weights.bin").read_bytes() == values.tobytes()


def test_small_and_one_dimensional_tensors_stay_float32() -> None:
    tensors = {"matrix": (40, 40), "bias": (4000,), "small": (4, 4), "table": (40, 40)}
    initializers = [
        onnx.numpy_helper.from_array(np.ones(shape, np.float32), name) for name, shape in tensors.items()
    ]
    nodes = [
        onnx.helper.make_node("MatMul", ["x", name], [f"y{name}"]) for name in ("matrix", "bias", "small")
    ]
    nodes.append(onnx.helper.make_node("Add", ["x", "table"], ["ytable"]))
    halved = to_float16(onnx.helper.make_model(onnx.helper.make_graph(nodes, "g", [], [], initializers)))
    kept = {tensor.name for tensor in halved.graph.initializer if tensor.data_type == onnx.TensorProto.FLOAT}
    assert kept == {"bias", "small", "table"}


def test_journal_models_are_refused_before_anything_is_written(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    model = Rela(replace(MINIATURE, journal=JournalConfig(count_head=True))).eval()
    with pytest.raises(ValueError, match="no-target head"):
        write_pack(
            replace(checkpoint, model=model),
            {},
            tmp_path / "rela",
            ["float32"],
            replace=False,
            report=lambda _: None,
        )
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_import_cleans_up(tmp_path: Path) -> None:
    """A real process that gets SIGTERM while it writes."""
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from training.rela import import_checkpoint, pack\n"
        "def run(parsed):\n"
        "    with pack.staging_folder(parsed.out) as staging:\n"
        "        (staging / 'half').write_bytes(b'1')\n"
        "        print('writing', flush=True)\n"
        "        time.sleep(60)\n"
        "import_checkpoint.run = run\n"
        f"sys.exit(import_checkpoint.main(['x.pth', '--out', {str(tmp_path / 'rela')!r}]))\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 130
    assert list(tmp_path.iterdir()) == []
