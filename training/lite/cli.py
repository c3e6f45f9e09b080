"""Command line: the vision side in the order in which it is run, then the relation head (`relate_cli`)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import torch

from . import paths
from .data import Split, load_photos, load_sources, make_split
from .errors import TrainingError
from .feature_cache import build_cache, open_cache
from .fetch import fetch_detector, fetch_words, verify_detector
from .mask_head import MaskBranch
from .nanodet import NanoDet, load_nanodet
from .pack import kept_thresholds, read_manifest, write_fine, write_manifest, write_pack
from .pseudo_labels import PseudoConfig, add_pseudo_labels, label_photos
from .relate_cli import add_relate_commands
from .results import measure_pack, training_record
from .train_fine import FineTrainConfig, load_fine_net, train_fine
from .train_masks import TrainConfig, load_branch, train

Commands = argparse._SubParsersAction


def _report(line: str) -> None:
    print(line, flush=True)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")
    _report(f"written: {path}")


def _detector() -> NanoDet:
    verify_detector(paths.DETECTOR_WEIGHTS)
    return load_nanodet(paths.DETECTOR_WEIGHTS)


def _fetch(arguments: argparse.Namespace) -> None:
    if arguments.words:
        fetch_words(paths.EMBEDDINGS)
        _report(f"word vectors are in {paths.EMBEDDINGS}")
        return
    fetch_detector(paths.DETECTOR_WEIGHTS)
    _report(f"NanoDet-g is in {paths.DETECTOR_WEIGHTS}")


def _split(arguments: argparse.Namespace) -> None:
    bench: list[int] = []
    if arguments.bench is not None:
        try:
            bench = [entry["image_id"] for entry in json.loads(arguments.bench.read_text())]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TrainingError(
                f"--bench {arguments.bench}: not a readable list of phrases ({error})"
            ) from error
    photos = load_photos(arguments.data / arguments.source)
    _write_json(paths.SPLITS, make_split(photos, bench, arguments.held_out, arguments.seed))


def _cache(arguments: argparse.Namespace) -> None:
    zooms = dict(_zoom(text) for text in arguments.zooms)
    detector = _detector().to(memory_format=torch.channels_last)
    photos, split = load_sources(arguments.data), Split.read(paths.SPLITS)
    build_cache(detector, photos, split, arguments.features, zooms, arguments.seed, _report)


def _zoom(text: str) -> tuple[str, int]:
    source, _, count = text.partition("=")
    if not count.isdecimal():
        raise TrainingError(f"--zooms {text}: write SOURCE=NUMBER, for example coco-train=9")
    return source, int(count)


def _train(arguments: argparse.Namespace) -> None:
    given = {name: getattr(arguments, name) for name in ("steps", "minutes", "batch", "rate", "seed")}
    config = replace(TrainConfig(), **{name: value for name, value in given.items() if value is not None})
    photos, split = load_sources(arguments.data), Split.read(paths.SPLITS)
    if arguments.pseudo is not None:
        photos = add_pseudo_labels(photos, arguments.pseudo)
    cache = open_cache(arguments.features)
    folder = paths.RUNS / arguments.run
    start = None
    if arguments.resume:
        start = folder / "last.pt"
    elif arguments.start_from is not None:
        start = paths.RUNS / arguments.start_from / "best.pt"
    train(config, cache, photos, split, folder, _report, start)


def _train_fine(arguments: argparse.Namespace) -> None:
    names = ("steps", "batch", "rate", "seed")
    given = {name: getattr(arguments, name) for name in names}
    config = replace(FineTrainConfig(), **{name: value for name, value in given.items() if value is not None})
    photos, split = load_sources(arguments.data), Split.read(paths.SPLITS)
    cache = open_cache(arguments.features)
    train_fine(config, cache, photos, split, paths.RUNS / arguments.run, _report, arguments.resume)


def _label(arguments: argparse.Namespace) -> None:
    excluded = Split.read(paths.SPLITS).excluded()
    photos = [photo for photo in load_photos(arguments.data / arguments.source) if photo.id not in excluded]
    branch = load_branch(paths.RUNS / arguments.run / "best.pt")
    cache = open_cache(arguments.features)
    annotations = label_photos(_detector(), branch, cache, photos, PseudoConfig(), _report)
    _write_json(paths.RUNS / arguments.run / "pseudo.json", {"annotations": annotations})


def _export(arguments: argparse.Namespace) -> None:
    if arguments.untrained:
        torch.manual_seed(0)
        branch = MaskBranch()
    else:
        branch = load_branch(paths.RUNS / arguments.run / "best.pt")
    parity = write_pack(_detector(), branch, arguments.pack)
    _report(f"written: {arguments.pack}; largest differences from PyTorch: {parity}")


def _export_fine(arguments: argparse.Namespace) -> None:
    parity = write_fine(load_fine_net(paths.RUNS / arguments.run / "last.pt"), arguments.pack)
    _report(f"written: {arguments.pack / 'fine.onnx'}; largest difference from PyTorch: {parity}")


def _evaluate(arguments: argparse.Namespace) -> None:
    photos, split = load_sources(arguments.data), Split.read(paths.SPLITS)
    manifest = read_manifest(arguments.pack)
    figures = measure_pack(arguments.pack, photos, split)
    _write_json(paths.RESULTS / "masks.json", {"pack": manifest["version"], **figures})
    if arguments.runs:
        records = {name: training_record(paths.RUNS / name) for name in arguments.runs}
        _write_json(paths.RESULTS / "training.json", records)
    write_manifest(arguments.pack, kept_thresholds(arguments.pack), {"masks": figures["accuracy"]["both"]})
    _report(json.dumps(figures, indent=2))


DATA = {"type": Path, "required": True, "help": "folder of folders with instances.json and images/"}
FEATURES = {"type": Path, "default": paths.FEATURES, "help": "folder of the feature cache"}
PACK = {"type": Path, "default": paths.PACK, "help": "folder of the pack"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.lite", description=__doc__)
    parser.add_argument("--threads", type=int, default=1, help="threads for PyTorch and OpenCV (default 1)")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_preparation(commands)
    _add_training(commands)
    _add_packaging(commands)
    add_relate_commands(commands, _report)
    return parser


def _add_preparation(commands: Commands) -> None:
    fetch = commands.add_parser("fetch", help="download the detector's weights")
    fetch.add_argument("--words", action="store_true", help="the word vectors of the relation head instead")
    fetch.set_defaults(run_command=_fetch)

    split = commands.add_parser("split", help="choose the photos to measure on")
    split.add_argument("--data", **DATA)
    split.add_argument("--source", default="coco-train", help="folder whose photos are fully annotated")
    split.add_argument(
        "--bench", type=Path, help="JSON list of phrases with image_id: photos never trained on"
    )
    split.add_argument("--held-out", type=int, default=40)
    split.add_argument("--seed", type=int, default=0)
    split.set_defaults(run_command=_split)

    cache = commands.add_parser("cache", help="compute the frozen detector's features of all photos")
    cache.add_argument("--data", **DATA)
    cache.add_argument("--features", **FEATURES)
    cache.add_argument(
        "--zooms", nargs="*", default=["coco-train=9"], help="views at another scale, SOURCE=NUMBER"
    )
    cache.add_argument("--seed", type=int, default=0)
    cache.set_defaults(run_command=_cache)


def _add_training(commands: Commands) -> None:
    training = commands.add_parser("train", help="train the mask branch")
    training.add_argument("--data", **DATA)
    training.add_argument("--features", **FEATURES)
    training.add_argument("--run", default="masks", help="name of the run")
    beginning = training.add_mutually_exclusive_group()
    beginning.add_argument("--resume", action="store_true", help="continue from the run's last checkpoint")
    beginning.add_argument("--start-from", help="run whose averaged weights are taken over")
    training.add_argument("--pseudo", type=Path, help="pseudo labels to train on too (see `label`)")
    for name, kind in {"steps": int, "minutes": float, "batch": int, "rate": float, "seed": int}.items():
        training.add_argument(f"--{name}", type=kind)
    training.set_defaults(run_command=_train)

    fine = commands.add_parser("train-fine", help="train the fine mask net")
    fine.add_argument("--data", **DATA)
    fine.add_argument("--features", **FEATURES)
    fine.add_argument("--run", default="fine", help="name of the run")
    fine.add_argument("--resume", action="store_true", help="continue from the run's last checkpoint")
    for name, kind in {"steps": int, "batch": int, "rate": float, "seed": int}.items():
        fine.add_argument(f"--{name}", type=kind)
    fine.set_defaults(run_command=_train_fine)

    label = commands.add_parser("label", help="label what is not annotated, with a run's best checkpoint")
    label.add_argument("--data", **DATA)
    label.add_argument("--features", **FEATURES)
    label.add_argument("--source", required=True, help="folder whose photos are only partly annotated")
    label.add_argument(
        "--run", default="masks", help="name of the run that labels; pseudo.json is left there"
    )
    label.set_defaults(run_command=_label)


def _add_packaging(commands: Commands) -> None:
    export = commands.add_parser("export", help="write the ONNX pack")
    export.add_argument("--run", default="masks", help="name of the training run")
    export.add_argument("--untrained", action="store_true", help="random mask head, for integration work")
    export.add_argument("--pack", **PACK)
    export.set_defaults(run_command=_export)

    fine = commands.add_parser("export-fine", help="add the fine mask net to the ONNX pack")
    fine.add_argument("--run", default="fine", help="name of the training run")
    fine.add_argument("--pack", **PACK)
    fine.set_defaults(run_command=_export_fine)

    evaluate = commands.add_parser("evaluate", help="measure a pack and write the results")
    evaluate.add_argument("--data", **DATA)
    evaluate.add_argument("--pack", **PACK)
    evaluate.add_argument(
        "--runs", nargs="*", help="training runs whose curves are written beside the figures"
    )
    evaluate.set_defaults(run_command=_evaluate)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code (2 for an expected failure, told in one line)."""
    parsed = _parser().parse_args(arguments)
    torch.set_num_threads(parsed.threads)
    cv2.setNumThreads(parsed.threads)
    try:
        parsed.run_command(parsed)
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0
