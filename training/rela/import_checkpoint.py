"""Makes a `rela` pack from an official ReLA checkpoint: `python -m training.rela.import_checkpoint`.

Exit codes: 0 imported, 2 an error told in one line, 130 interrupted. Only success leaves files behind.
"""

from __future__ import annotations

import argparse
import importlib.util
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from ..lite.errors import TrainingError

REQUIRED = ("torch", "onnx", "onnxscript", "onnxruntime")
# The miniature is for trying the way of a checkpoint; its keys are never taken for an official one's.
CONFIG_NAMES = ("swin-tiny", "swin-base", "miniature")
PRECISION_NAMES = ("float32", "float16")
LICENCE_TEXT = Path(__file__).parent / "licences" / "LICENCE-WEIGHTS.md"


def parser() -> argparse.ArgumentParser:
    """The command line. It can be built without PyTorch."""
    result = argparse.ArgumentParser(prog="python -m training.rela.import_checkpoint", description=__doc__)
    result.add_argument("checkpoint", type=Path, help="official .pth file")
    result.add_argument("--config", choices=CONFIG_NAMES, help="found from the file's keys if not given")
    place = result.add_mutually_exclusive_group(required=True)
    place.add_argument("--out", type=Path, help="folder of the pack; its name is the pack's id")
    place.add_argument("--models", type=Path, help="folder of packs, in which the pack gets its usual name")
    result.add_argument(
        "--accept-licence", action="store_true", help="accept the licence without being asked"
    )
    result.add_argument(
        "--replace", action="store_true", help="replace an existing pack once the new one is done"
    )
    result.add_argument(
        "--precision", nargs="+", choices=PRECISION_NAMES, default=list(PRECISION_NAMES), help="default: both"
    )
    result.add_argument(
        "--stock-hashes",
        type=Path,
        help="JSON list of SHA-256 of bert-base-uncased's tensors, to check provenance",
    )
    result.add_argument("--threads", type=int, default=1, help="threads for PyTorch (default 1)")
    return result


def check_packages() -> None:
    """Raises TrainingError, naming what to install, where a package is absent."""
    absent = [name for name in REQUIRED if importlib.util.find_spec(name) is None]
    if absent:
        raise TrainingError(
            f"the importer needs the Python packages {', '.join(absent)}: "
            f"run `{sys.executable} -m pip install -r training/requirements.txt`"
        )


def accept_licence(accepted: bool) -> None:
    """Shows the licence; asks on a terminal unless `accepted`. Raises TrainingError if it is not accepted."""
    print(LICENCE_TEXT.read_text(), flush=True)
    if accepted:
        return
    if not sys.stdin.isatty():
        raise TrainingError("the licence above must be accepted first: pass --accept-licence")
    if input("Type yes to accept: ").strip().lower() != "yes":
        raise TrainingError("the licence was not accepted; nothing was imported")


def run(parsed: argparse.Namespace) -> None:
    """Imports one checkpoint."""
    check_packages()
    accept_licence(parsed.accept_licence)
    import torch

    from .checkpoint import read_checkpoint, stock_layers
    from .config import CONFIGS, OFFICIAL_CONFIGS
    from .pack import pack_id, write_pack

    torch.set_num_threads(parsed.threads)
    configs = OFFICIAL_CONFIGS if parsed.config is None else {parsed.config: CONFIGS[parsed.config]}
    print(f"reading {parsed.checkpoint}", flush=True)
    checkpoint = read_checkpoint(parsed.checkpoint, configs)
    stock = stock_layers(checkpoint.model, parsed.stock_hashes)
    print(f"{checkpoint.config.name}, text layers that training leaves alone: {stock['status']}", flush=True)
    folder = parsed.out or parsed.models / pack_id(checkpoint.config)
    write_pack(
        checkpoint, stock, folder, parsed.precision, parsed.replace, lambda line: print(line, flush=True)
    )
    print(f"written: {folder}", flush=True)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Parses the arguments and imports; returns the exit code."""
    parsed = parser().parse_args(arguments)
    # A program that starts the importer ends it with SIGTERM: it must clean up then, too.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        run(parsed)
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: nothing was imported", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
