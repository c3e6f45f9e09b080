"""Writes the pack's folder: graphs, class names, licence texts and the manifest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import onnx

from .coco_classes import COCO_CLASSES
from .errors import TrainingError
from .export import Parity, export_fine, export_graphs
from .fetch import sha256_of
from .fine_masks import FineMaskNet
from .geometry import BOX_SCALE, FRAME_SIDE, MASK_SIDE
from .mask_head import MaskBranch
from .nanodet import NanoDet
from .proposals import ProposalConfig

PHOTO_SIDE_LIMIT = 1024
VERSION = "0.4.0"
# The relation head is written by `relate-export`; without it the program reads phrases symbolically. The fine
# mask net is written by `export-fine`; without it masks stay as they were found.
GRAPHS = {"encoder": "encoder.onnx", "masks": "masks.onnx", "relate": "relate.onnx", "fine": "fine.onnx"}
LICENCE_TEXTS = Path(__file__).parent / "licences"
TYPE_NAMES = {
    onnx.TensorProto.FLOAT: "float32",
    onnx.TensorProto.UINT8: "uint8",
    onnx.TensorProto.INT64: "int64",
}
UNCALIBRATED = {
    "object": 0.5,
    "none": 0.35,
    "found": 0.65,
    "calibration": {"slope": 1, "intercept": 0, "fittedOn": "not calibrated yet"},
}


def write_pack(detector: NanoDet, branch: MaskBranch, folder: Path) -> Parity:
    """Exports both graphs to `folder` and writes everything beside them.

    Thresholds that the folder's manifest already has are kept: they are calibrated by the program, not here.
    Measured figures are dropped, as they belong to the weights that were there before.
    """
    thresholds = kept_thresholds(folder)
    parity = export_graphs(detector, branch, folder)
    (folder / "classes.json").write_text(json.dumps(COCO_CLASSES, indent=2) + "\n")
    _copy_licences(folder)
    write_manifest(folder, thresholds, None)
    return parity


def write_fine(net: FineMaskNet, folder: Path) -> dict[str, float]:
    """Adds the fine mask net to the pack in `folder`; measured figures are dropped, thresholds kept."""
    parity = export_fine(net, folder)
    _copy_licences(folder)
    write_manifest(folder, kept_thresholds(folder), None)
    return parity


def _copy_licences(folder: Path) -> None:
    for text in sorted(LICENCE_TEXTS.iterdir()):
        shutil.copyfile(text, folder / text.name)


def write_manifest(folder: Path, thresholds: dict[str, Any], measured: dict[str, Any] | None) -> None:
    """Writes `manifest.json` for the files that are in `folder`; `measured` is left out where it is None."""
    proposals = ProposalConfig()
    manifest: dict[str, Any] = {
        "format": 1,
        "id": "lite",
        "version": VERSION,
        "kind": "lite",
        "name": "Phraselift lite: NanoDet-g with mask and relation heads",
        "licence": {"weights": "Apache-2.0", "notice": "LICENCE-WEIGHTS.md"},
        "files": [
            {"path": path.name, "bytes": path.stat().st_size, "sha256": sha256_of(path)}
            for path in sorted(folder.iterdir())
            if path.name != "manifest.json"
        ],
        "input": {
            "size": FRAME_SIDE,
            "photoSide": PHOTO_SIDE_LIMIT,
            "layout": "NHWC",
            "dtype": "uint8",
            "letterbox": "black",
        },
        "graphs": {
            name: _describe_graph(folder / file) for name, file in GRAPHS.items() if (folder / file).is_file()
        },
        "proposals": {
            "maxCount": proposals.max_count,
            "nmsIou": proposals.nms_iou,
            "scoreFloor": proposals.score_floor,
            "maskBoxScale": BOX_SCALE,
            "maskSide": MASK_SIDE,
        },
        "thresholds": thresholds,
    }
    if measured is not None:
        manifest["measured"] = measured
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a pack. Raises TrainingError if there is none or it is broken."""
    path = folder / "manifest.json"
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"{path}: not a readable manifest ({error}); run `python -m training.lite export`"
        ) from error
    return content


def kept_thresholds(folder: Path) -> dict[str, Any]:
    """The thresholds of the pack that is in `folder`, or uncalibrated ones where there is none."""
    exists = (folder / "manifest.json").is_file()
    return read_manifest(folder).get("thresholds", UNCALIBRATED) if exists else UNCALIBRATED


def _describe_graph(path: Path) -> dict[str, Any]:
    graph = onnx.load(path).graph

    def describe(values: Iterable[onnx.ValueInfoProto]) -> dict[str, Any]:
        return {
            value.name: {
                "type": TYPE_NAMES[value.type.tensor_type.elem_type],
                "shape": [size.dim_param or size.dim_value for size in value.type.tensor_type.shape.dim],
            }
            for value in values
        }

    return {"file": path.name, "inputs": describe(graph.input), "outputs": describe(graph.output)}
