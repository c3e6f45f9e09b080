"""Reads an official ReLA checkpoint without running any code that may be in it."""

from __future__ import annotations

import hashlib
import json
import pickle
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..lite.errors import TrainingError
from .bert import untrained_parameters
from .config import RelaConfig
from .model import Rela
from .swin import relative_position_index

# The largest official file (Swin-B) has 0.9 GB of parameters; optimiser state triples that.
LARGEST_FILE = 4 * 2**30
OPTIONAL_KEY = "text_encoder.embeddings.position_ids"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that fits its configuration, as a model in inference mode, and where it comes from."""

    config: RelaConfig
    model: Rela
    sha256: str
    bytes: int
    has_position_ids: bool


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def read_checkpoint(path: Path, configs: Mapping[str, RelaConfig]) -> Checkpoint:
    """Reads `path` as the one of `configs` whose keys and shapes it has exactly.

    Raises TrainingError, in one line, if the file is not a checkpoint, holds code, or fits none of them.
    """
    state = _model_state(path, _load(path))
    has_position_ids = state.pop(OPTIONAL_KEY, None) is not None
    problems = {}
    for name, config in configs.items():
        # Without memory of its own: it takes over the tensors of the file.
        with torch.device("meta"):
            model = Rela(config)
        problem = difference(state, model.state_dict())
        if problem is None:
            _check_values(path, state, config)
            model.load_state_dict(state, strict=True, assign=True)
            model.eval().requires_grad_(False)
            return Checkpoint(config, model, file_sha256(path), path.stat().st_size, has_position_ids)
        problems[name] = problem
    told = "; ".join(f"{name}: {problem}" for name, problem in problems.items())
    raise TrainingError(f"{path}: not an official ReLA checkpoint ({told}); check the file and --config")


def difference(state: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> str | None:
    """What keeps `state` from being loaded as `wanted`, with counts and first examples; None if nothing."""
    missing = [key for key in wanted if key not in state]
    unexpected = [key for key in state if key not in wanted]
    reshaped = [key for key in wanted if key in state and state[key].shape != wanted[key].shape]
    parts = []
    if missing:
        parts.append(f"{len(missing)} of {len(wanted)} keys missing, first {missing[0]}")
    if unexpected:
        parts.append(f"{len(unexpected)} unexpected, first {_shown(unexpected[0])}")
    if reshaped:
        key = reshaped[0]
        shapes = f"{list(state[key].shape)} instead of {list(wanted[key].shape)}"
        parts.append(f"{len(reshaped)} of another shape, first {key}: {shapes}")
    return ", ".join(parts) or None


def stock_layers(model: Rela, hashes: Path | None) -> dict[str, Any]:
    """Whether the text encoder's layers that the official training never changes are those of
    bert-base-uncased.

    `hashes` is a JSON object from state_dict keys to the SHA-256 of the tensor's little-endian float32 bytes.
    Without one nothing is claimed. Raises TrainingError if the list cannot be read or lacks a tensor.
    """
    state = model.state_dict()
    names = untrained_parameters(list(state), model.config.bert.layers)
    if hashes is None:
        return {"status": "not checked", "tensors": len(names)}
    try:
        known = json.loads(hashes.read_text())
        wanted = {name: known[name] for name in names}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{hashes}: not a hash list with all {len(names)} tensors ({error})") from error
    differing = [name for name in names if tensor_sha256(state[name]) != wanted[name]]
    status = "differs" if differing else "stock"
    return {"status": status, "tensors": len(names), "differing": differing}


def tensor_sha256(tensor: Tensor) -> str:
    """SHA-256 of the values as little-endian float32."""
    return hashlib.sha256(tensor.float().contiguous().numpy().astype("<f4").tobytes()).hexdigest()


def _load(path: Path) -> object:
    if not path.is_file():
        raise TrainingError(f"{path}: no such file")
    if path.stat().st_size > LARGEST_FILE:
        raise TrainingError(f"{path}: larger than {LARGEST_FILE >> 30} GB, no ReLA checkpoint is")
    _refuse_compressed(path)
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        found = re.search(r"GLOBAL ([\w.]+)", str(error))
        what = f"code ({found[1]})" if found else "code or objects that are not tensors"
        raise TrainingError(
            f"{path}: refused, it holds {what}; only a file with nothing but tensors and plain values is read"
        ) from error
    except (
        OSError,
        RuntimeError,
        EOFError,
        ValueError,
        KeyError,
        IndexError,
        AttributeError,
        TypeError,
    ) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TrainingError(
            f"{path}: not a readable PyTorch checkpoint ({reason}); download it again"
        ) from error


def _refuse_compressed(path: Path) -> None:
    """torch.save never compresses; a compressed archive could unpack to any size."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
            raise TrainingError(
                f"{path}: refused, a compressed archive is not a checkpoint that PyTorch wrote"
            )


def _model_state(path: Path, content: object) -> dict[str, Tensor]:
    """The state_dict of a detectron2 checkpoint (under "model") or a bare one."""
    if isinstance(content, dict) and isinstance(content.get("model"), dict):
        content = content["model"]
    is_state = isinstance(content, dict) and all(
        isinstance(key, str) and isinstance(value, Tensor) for key, value in content.items()
    )
    if not is_state:
        raise TrainingError(f'{path}: holds no state_dict (a dictionary of tensors, or one under "model")')
    return dict(content)


def _check_values(path: Path, state: dict[str, Tensor], config: RelaConfig) -> None:
    """Brings floats to float32 in place; refuses values that no training leaves behind."""
    for key, tensor in state.items():
        if key.endswith("relative_position_index"):
            if not torch.equal(tensor, relative_position_index(config.swin.window)):
                raise TrainingError(f"{path}: {key} is not the index table of the Swin transformer")
            continue
        if not tensor.is_floating_point() or tensor.layout != torch.strided:
            raise TrainingError(
                f"{path}: {key} holds {tensor.dtype} ({tensor.layout}), not dense floating point"
            )
        state[key] = tensor.detach().float().contiguous()
        if not state[key].isfinite().all():
            raise TrainingError(
                f"{path}: {key} holds values that are not finite numbers; the file is damaged"
            )


def _shown(key: str) -> str:
    """A key from the file, safe for a one-line message."""
    return ascii(key[:80])
