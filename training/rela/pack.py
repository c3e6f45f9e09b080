"""Makes the folder of a `rela` pack: graphs, licence, self-test and manifest; whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

import numpy as np

from ..lite.errors import TrainingError
from .checkpoint import Checkpoint, file_sha256
from .config import RelaConfig, Sampler
from .onnx_export import Precision, describe_graph, graphs_of, image_graph_name, write_graphs
from .verify import Reference, Verification, most_settled, reference_runs, verify_graphs
from .wordpiece import vocabulary_of

FORMAT = 1
PACK_ID = r"[a-z0-9][a-z0-9-]{0,63}"
NOTICE = "LICENCE-WEIGHTS.md"
VOCABULARY = "vocabulary.txt"
LICENCE_TEXT = Path(__file__).parent / "licences" / NOTICE
SAMPLERS: tuple[Sampler, ...] = get_args(Sampler)
# ImageNet statistics on values of 0..255.
MEAN = (123.675, 116.28, 103.53)
STD = (58.395, 57.12, 57.375)
TITLES = {"swin-tiny": "ReLA Swin-T", "swin-base": "ReLA Swin-B"}

# A region counts where the mask's arg max says target; no target where the classifier's arg max says so: both
# as in the public code. Its classifier misses half of the no-target sentences (N-acc 46 to 56 %), so a target
# that it is less than three quarters sure of is called unsure. Nothing here is fitted to data.
THRESHOLDS = {
    "object": 0.5,
    "none": 0.5,
    "found": 0.75,
    "calibration": {"slope": 1.0, "intercept": 0.0, "fittedOn": "not fitted: the classifier's own softmax"},
}

Report = Callable[[str], None]


def write_pack(
    checkpoint: Checkpoint,
    stock: dict[str, Any],
    folder: Path,
    precisions: Sequence[Precision],
    replace: bool,
    report: Report,
) -> None:
    """Exports, verifies and writes the pack to `folder`.

    Everything is made in a hidden folder beside it, which is renamed at the end and removed on any failure.
    Raises TrainingError if `folder` exists (unless `replace`), cannot be written, or fails the comparison.
    """
    if not re.fullmatch(PACK_ID, folder.name):
        raise TrainingError(
            f"{folder}: the folder's name becomes the pack's id: small letters, digits and hyphens only"
        )
    if folder.exists() and not replace:
        raise TrainingError(f"{folder}: exists already; remove it, choose another --out, or pass --replace")
    with staging_folder(folder) as staging:
        report("exporting to ONNX (a few minutes)")
        write_graphs(graphs_of(checkpoint.model, SAMPLERS), staging, precisions)
        report("comparing ONNX Runtime with PyTorch")
        runs = reference_runs(checkpoint.model)
        verification = {
            precision: [verify_graphs(staging, precision, sampler, runs) for sampler in SAMPLERS]
            for precision in precisions
        }
        records = [each.record for pair in verification.values() for each in pair]
        for line in records:
            report(f"{line['graph']}: mask IoU {line['maskIou']}, errors {line['largestErrorPerStd']}")
        self_test = write_self_test(staging, runs, verification)
        shutil.copyfile(LICENCE_TEXT, staging / NOTICE)
        shutil.copyfile(vocabulary_of(checkpoint.config), staging / VOCABULARY)
        manifest = make_manifest(checkpoint, stock, staging, precisions, records, self_test)
        manifest["id"] = folder.name
        (staging / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
        publish(staging, folder)


def pack_id(config: RelaConfig) -> str:
    """The id of an imported configuration unless the user gives another."""
    return f"rela-{config.name}"


@contextlib.contextmanager
def staging_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder beside `folder`, removed at the end unless renamed; and what killed runs left."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left in folder.parent.glob(f".{folder.name}.importing-*"):
            if not _is_running(left.name.rpartition("-")[2]):
                shutil.rmtree(left)
        staging = folder.parent / f".{folder.name}.importing-{os.getpid()}"
        staging.mkdir()
    except OSError as error:
        raise TrainingError(
            f"{folder}: cannot be written ({error.strerror}); choose another --out"
        ) from error
    try:
        yield staging
    except OSError as error:
        raise TrainingError(f"{folder}: {error.strerror or error}; the import was undone") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def publish(staging: Path, folder: Path) -> None:
    """Brings the staged files to disk and renames the folder; an older pack is moved aside first."""
    for path in [*staging.iterdir(), staging]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    if not folder.exists():
        staging.rename(folder)
        return
    old = staging.with_name(f"{staging.name}-old")
    folder.rename(old)
    try:
        staging.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)


def _is_running(pid: str) -> bool:
    """Whether a process with this number exists; on Windows, where that cannot be asked harmlessly, yes."""
    if not pid.isdecimal() or os.name == "nt":
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_self_test(
    folder: Path, runs: list[Reference], verification: dict[Precision, list[Verification]]
) -> dict[str, Any]:
    """Inputs of one run, and what the CPU makes of them in each precision, as raw little-endian files.

    Providers are held against the CPU and not against PyTorch, whose rounding differs more.
    """

    def write(kind: str, arrays: dict[str, Any]) -> dict[str, Any]:
        described = {}
        for name, array in arrays.items():
            path = folder / f"self-test.{kind}.{name}.bin"
            path.write_bytes(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes())
            described[name] = {"file": path.name, "type": array.dtype.name, "shape": list(array.shape)}
        return described

    chosen = most_settled(next(iter(verification.values())))
    outputs = {
        precision: write(precision, dict(pair[0].outputs[chosen])) for precision, pair in verification.items()
    }
    return {"inputs": write("in", runs[chosen].inputs), "outputs": outputs}


def make_manifest(
    checkpoint: Checkpoint,
    stock: dict[str, Any],
    folder: Path,
    precisions: Sequence[Precision],
    verification: list[dict[str, Any]],
    self_test: dict[str, Any],
) -> dict[str, Any]:
    """The manifest of a `rela` pack, for the files that are in `folder`."""
    config = checkpoint.config
    return {
        "format": FORMAT,
        "id": pack_id(config),
        "version": checkpoint.sha256[:12],
        "kind": "rela",
        "name": TITLES.get(config.name, f"ReLA {config.name}"),
        "licence": {"weights": "non-commercial research only (data: CC BY-NC-SA 4.0)", "notice": NOTICE},
        "files": [
            {"path": path.name, "bytes": path.stat().st_size, "sha256": file_sha256(path)}
            for path in sorted(folder.iterdir())
        ],
        "input": _describe_input(config),
        "variants": {
            precision: {
                "text": describe_graph(folder / f"text.{precision}.onnx"),
                "image": {
                    sampler: describe_graph(folder / f"{image_graph_name(sampler)}.{precision}.onnx")
                    for sampler in SAMPLERS
                },
            }
            for precision in precisions
        },
        "outputs": {
            "mask": {"tensor": "mask_logits", "targetChannel": 1},
            "minimap": {
                "tensor": "minimap",
                "side": config.regions_per_side,
                "targetClass": 1,
            },
            "noTarget": {"tensor": "no_target", "noTargetClass": 1},
        },
        "selfTest": self_test,
        "thresholds": THRESHOLDS,
        "provenance": {
            "checkpointSha256": checkpoint.sha256,
            "checkpointBytes": checkpoint.bytes,
            "config": config.name,
            "tensors": len(checkpoint.model.state_dict()),
            "positionIds": checkpoint.has_position_ids,
            "untrainedTextLayers": stock,
            "madeWith": {name: version(name) for name in ("torch", "onnx", "onnxruntime")},
        },
        "verification": verification,
    }


def _describe_input(config: RelaConfig) -> dict[str, Any]:
    return {
        "size": config.image_size,
        "resize": "Pillow bilinear, antialiased, aspect ratio not kept",
        "mean": list(MEAN),
        "std": list(STD),
        "tokens": config.tokens,
        "vocabulary": VOCABULARY,
    }
