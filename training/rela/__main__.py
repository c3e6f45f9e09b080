"""Command line of `python -m training.rela`: training, and a miniature pack for tests."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from ..lite.errors import TrainingError
from .checkpoint import read_checkpoint, stock_layers
from .config import MINIATURE, OFFICIAL_CONFIGS, JournalConfig
from .grefcoco import ExpressionData, read_expressions
from .losses import JOURNAL_WEIGHTS, PUBLIC_WEIGHTS
from .model import Rela
from .onnx_export import PRECISIONS
from .pack import write_pack
from .parity import filled_model
from .smoke import run_smoke
from .train import Recipe, Trainer
from .wordpiece import WordPiece


def _report(line: str) -> None:
    print(line, flush=True)


def _train(parsed: argparse.Namespace) -> None:
    journal = JournalConfig(
        box_head=parsed.journal, count_head=parsed.journal, instance_head=parsed.instance_supervision
    )
    config = replace(OFFICIAL_CONFIGS[parsed.config], journal=journal)
    model = Rela(config)
    if parsed.start is not None:
        start = read_checkpoint(parsed.start, {parsed.config: OFFICIAL_CONFIGS[parsed.config]})
        # Heads that only one of the two models has stay as they are.
        model.load_state_dict(start.model.state_dict(), strict=False)
    given = {
        name: getattr(parsed, name) for name in ("steps", "batch", "rate", "seed", "workers", "precision")
    }
    recipe = replace(Recipe(), **{name: value for name, value in given.items() if value is not None})
    weights = JOURNAL_WEIGHTS if parsed.journal else PUBLIC_WEIGHTS
    weights = replace(weights, instance=1.0 if parsed.instance_supervision else 0.0)
    expressions = read_expressions(parsed.refs, parsed.instances, parsed.split)
    tokenizer = WordPiece.from_file(parsed.vocabulary)
    data = ExpressionData(expressions, parsed.images, tokenizer, config.image_size, config.tokens)
    _report(f"{len(data)} sentences, {recipe.steps} steps of {recipe.batch}")
    _report(f"written: {Trainer(model, data, recipe, weights, parsed.out, parsed.resume).run(_report)}")


def _smoke(parsed: argparse.Namespace) -> None:
    if parsed.out.exists():
        raise TrainingError(f"{parsed.out}: exists already; choose another --out")
    _report(str(run_smoke(parsed.out, parsed.steps, _report)))


def _miniature(parsed: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "miniature.pth"
        torch.save({"model": filled_model(MINIATURE).state_dict()}, path)
        checkpoint = read_checkpoint(path, {MINIATURE.name: MINIATURE})
    stock = stock_layers(checkpoint.model, None)
    write_pack(checkpoint, stock, parsed.out, PRECISIONS, replace=False, report=_report)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.rela", description=__doc__)
    parser.add_argument("--threads", type=int, default=1, help="threads for PyTorch (default 1)")
    commands = parser.add_subparsers(dest="command", required=True)

    train = commands.add_parser("train", help="train on gRefCOCO's files; the defaults are the public recipe")
    train.add_argument("--config", choices=sorted(OFFICIAL_CONFIGS), required=True)
    train.add_argument("--refs", type=Path, required=True, help="grefs(unc).json")
    train.add_argument("--instances", type=Path, required=True, help="instances.json")
    train.add_argument("--images", type=Path, required=True, help="folder of COCO's train2014 photos")
    train.add_argument("--vocabulary", type=Path, required=True, help="bert-base-uncased's vocab.txt")
    train.add_argument("--out", type=Path, required=True, help="folder of the run")
    train.add_argument("--split", default="train")
    train.add_argument("--start", type=Path, help="official-style checkpoint to start from")
    train.add_argument("--journal", action="store_true", help="box and count heads with the journal's losses")
    train.add_argument(
        "--instance-supervision", action="store_true", help="Hungarian supervision of region masks"
    )
    train.add_argument("--resume", action="store_true", help="continue the run in --out")
    for name, kind in {"steps": int, "batch": int, "rate": float, "seed": int, "workers": int}.items():
        train.add_argument(f"--{name}", type=kind)
    train.add_argument("--precision", choices=["no", "fp16", "bf16"], help="mixed precision (default no)")
    train.set_defaults(run_command=_train)

    smoke = commands.add_parser("smoke", help="learn eight drawn samples by heart with a miniature model")
    smoke.add_argument("--out", type=Path, required=True, help="folder that is made for it")
    smoke.add_argument("--steps", type=int, default=600)
    smoke.set_defaults(run_command=_smoke)

    miniature = commands.add_parser("miniature", help="write a tiny pack with made-up weights, for tests")
    miniature.add_argument("--out", type=Path, required=True, help="folder of the pack; must not exist")
    miniature.set_defaults(run_command=_miniature)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code (2 for an expected failure, told in one line)."""
    parsed = _parser().parse_args(arguments)
    torch.set_num_threads(parsed.threads)
    try:
        parsed.run_command(parsed)
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
