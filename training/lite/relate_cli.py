"""Commands of the relation head: encode, samples, relate-train, relate-export, relate-evaluate."""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import paths
from .data import Split
from .errors import TrainingError
from .pack import kept_thresholds, read_manifest, write_manifest
from .relate_data import Sample, SampleSet, load_refs, load_samples
from .relate_folds import FOLDS, NO_FOLD, fold_of, fold_of_others
from .relate_refs import box_refs, people_refs
from .relate_report import Run, evaluate_relation, export_heads, load_run, unseen_answers
from .train_relate import RelateConfig, make_pool, train_relate
from .vocabulary import Vocabulary, build_vocabulary, read_vocabulary, write_vocabulary

Commands = argparse._SubParsersAction
Report = Callable[[str], None]

COMMON_WORDS = 8000
NODE = ("node", "--disable-warning=ExperimentalWarning")


def _node(script: str, *arguments: str) -> None:
    """Runs one of the program's own scripts. Raises TrainingError if it fails."""
    command = [*NODE, str(paths.SCRIPTS / script), *arguments]
    try:
        outcome = subprocess.run(command, check=False)
    except FileNotFoundError:
        raise TrainingError(
            "node: not found; run this within `npm exec --`, or put Node.js 22 on the PATH"
        ) from None
    if outcome.returncode != 0:
        raise TrainingError(f"scripts/{script}: ended with code {outcome.returncode}")


def _photos_of(folder: Path, ids: set[int]) -> list[dict[str, Any]]:
    images = json.loads((folder / "instances.json").read_text())["images"]
    return [{"image_id": image["id"], "image": image["file_name"]} for image in images if image["id"] in ids]


def _encode(arguments: argparse.Namespace) -> None:
    folder = arguments.data / arguments.source
    ids = {ref.photo for ref in load_refs(arguments.refs).values()}
    blank = {"ref_id": 0, "phrase": "", "ann_ids": [], "kind": "", "tags": []}
    photos = paths.RELATE / f"photos-{arguments.source}.json"
    photos.parent.mkdir(parents=True, exist_ok=True)
    photos.write_text(json.dumps([{**blank, **photo} for photo in _photos_of(folder, ids)]))
    _node(
        "parser-bench.ts",
        "encode",
        *("--refs", str(photos), "--images", str(folder / "images")),
        *("--out", str(paths.RELATE / "encodings" / arguments.source), "--pack", str(arguments.pack)),
    )


def _samples(arguments: argparse.Namespace) -> None:
    _node(
        "relate/samples.ts",
        *(
            "--refs",
            str(arguments.refs),
            "--instances",
            str(arguments.instances or arguments.data / arguments.source / "instances.json"),
        ),
        *("--encodings", str(paths.RELATE / "encodings" / arguments.source)),
        *("--out", str(_samples_folder(arguments.name)), "--variants", str(arguments.variants)),
        *("--seed", str(arguments.seed)),
    )


def _samples_folder(name: str) -> Path:
    return paths.RELATE / "samples" / name


def _people(arguments: argparse.Namespace) -> None:
    people_refs(arguments.cards, arguments.data / arguments.source, arguments.out)


def _boxes(arguments: argparse.Namespace) -> None:
    box_refs(arguments.phrases, arguments.data / arguments.source, arguments.out, arguments.instances)


def _vocabulary(data: list[SampleSet]) -> Vocabulary:
    if paths.VOCABULARY.is_file():
        return read_vocabulary(paths.VOCABULARY)
    needed = {word for part in data for sample in part.samples for word in sample.words}
    lexicon = json.loads((_samples_folder("natural") / "lexicon.json").read_text())
    vocabulary = build_vocabulary(paths.EMBEDDINGS, needed | set(lexicon), COMMON_WORDS)
    write_vocabulary(vocabulary, paths.VOCABULARY)
    return vocabulary


def _data(refs: Path, name: str) -> SampleSet:
    return load_samples(_samples_folder(name), load_refs(refs))


def _train(arguments: argparse.Namespace, report: Report) -> None:
    names = ("seed", "fold", "batch", "steps", "minutes", "rate", "exclude_manner")
    given = {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}
    config = replace(RelateConfig(), **given)
    natural = _data(arguments.refs, "natural")
    people = None if arguments.people_refs is None else _data(arguments.people_refs, "people")
    boxes = None if arguments.box_refs is None else _data(arguments.box_refs, "boxes")
    vocabulary = _vocabulary([part for part in (natural, people, boxes) if part is not None])
    folds = fold_of(natural.photos, Split.read(paths.SPLITS))
    pool = make_pool(natural, lambda sample: _is_trained_on(sample, folds, config))
    others = [] if people is None else [(make_pool(people, lambda _: True), config.people_share)]
    if boxes is not None:
        box_folds = fold_of_others(boxes.photos)
        trained = make_pool(boxes, lambda sample: _is_trained_on(sample, box_folds, config))
        others.append((trained, config.boxes_share))
    pools = [(pool, 1 - sum(share for _, share in others)), *others]
    held_out = [
        sample
        for sample in natural.samples
        if sample.scene.variant == 0 and folds.get(sample.scene.photo) == config.fold
    ]
    start = None if arguments.start_from is None else paths.RELATE / "runs" / arguments.start_from
    folder = paths.RELATE / "runs" / arguments.run
    train_relate(pools, held_out, natural.photos, vocabulary, config, folder, report, start)


def _is_trained_on(sample: Sample, folds: dict[int, int], config: RelateConfig) -> bool:
    fold = folds.get(sample.scene.photo)
    return fold is not None and fold != config.fold and sample.ref.manner != config.exclude_manner


def _export(arguments: argparse.Namespace, report: Report) -> None:
    natural = _data(arguments.refs, "natural")
    judged, shipped = _runs(arguments.judged), _runs(arguments.runs)
    data, folds = natural, fold_of(natural.photos, Split.read(paths.SPLITS))
    if arguments.box_refs is not None:
        boxes = _data(arguments.box_refs, "boxes")
        data, folds = natural.with_others(boxes), folds | fold_of_others(boxes.photos)
    result = export_heads(shipped, judged, unseen_answers(judged, data, folds), data, arguments.pack)
    # Thresholds for folders are fitted by scripts/calibrate-folder.ts afterwards.
    thresholds = {**kept_thresholds(arguments.pack), **result.thresholds}
    write_manifest(arguments.pack, thresholds, read_manifest(arguments.pack).get("measured"))
    _write(paths.RESULTS / "relate.json", result.record, report)


def _evaluate(arguments: argparse.Namespace, report: Report) -> None:
    answers = paths.RELATE / "answers.jsonl"
    encodings = paths.RELATE / "encodings" / arguments.source
    _node(
        "relate/answers.ts",
        *("--refs", str(arguments.refs), "--encodings", str(encodings)),
        *("--out", str(answers), "--pack", str(arguments.pack)),
    )
    data = _data(arguments.refs, arguments.name)
    report(json.dumps(evaluate_relation(_runs(arguments.runs), data, arguments.pack, answers), indent=2))


def _runs(names: list[str]) -> list[Run]:
    vocabulary = read_vocabulary(paths.VOCABULARY)
    return [load_run(paths.RELATE / "runs" / name, vocabulary) for name in names]


def _write(path: Path, content: dict[str, Any], report: Report) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")
    report(f"written: {path}")


# So many heads, of as many seeds, answer together.
HEADS = 4
JUDGED = [f"head{fold}-{seed}" for fold in range(FOLDS) for seed in range(HEADS)]
SHIPPED = [f"final-{seed}" for seed in range(HEADS)]
REFS = {
    "type": Path,
    "default": paths.DATA / "phrases.json",
    "help": "list of phrases (default: our annotation)",
}
COCO = {"type": Path, "required": True, "help": "folder of folders with instances.json and images/"}
SOURCE = {"default": "coco-train", "help": "folder of the photos"}
PACK = {"type": Path, "default": paths.PACK, "help": "folder of the pack"}


def add_relate_commands(commands: Commands, report: Report) -> None:
    """Adds the commands of the relation head to the command line."""
    people = commands.add_parser("people", help="write the people cards' phrases as a list of phrases")
    people.add_argument("--data", **COCO)
    people.add_argument("--source", default="coco-people")
    people.add_argument("--cards", type=Path, default=paths.DATA / "people-cards.json")
    people.add_argument("--out", type=Path, default=paths.RELATE / "people.json")
    people.set_defaults(run_command=_people)

    boxes = commands.add_parser(
        "boxes", help="write the phrases with boxes as a list of phrases and annotations"
    )
    boxes.add_argument("--data", **COCO)
    boxes.add_argument("--source", default="coco-val", help="folder of the photos")
    boxes.add_argument("--phrases", type=Path, default=paths.DATA / "box-phrases.json")
    boxes.add_argument("--out", type=Path, default=paths.RELATE / "boxes.json")
    boxes.add_argument("--instances", type=Path, default=paths.RELATE / "box-instances.json")
    boxes.set_defaults(run_command=_boxes)

    encode = commands.add_parser("encode", help="run the pack over the photos of some phrases")
    encode.add_argument("--data", **COCO)
    encode.add_argument("--source", **SOURCE)
    encode.add_argument("--refs", **REFS)
    encode.add_argument("--pack", **PACK)
    encode.set_defaults(run_command=_encode)

    samples = commands.add_parser("samples", help="compute the head's inputs with the program's own code")
    samples.add_argument("--data", **COCO)
    samples.add_argument("--source", **SOURCE)
    samples.add_argument("--refs", **REFS)
    samples.add_argument("--instances", type=Path, help="annotations (default: those of the source)")
    samples.add_argument("--name", default="natural", help="natural, people, boxes, or a name for evaluation")
    samples.add_argument(
        "--variants", type=int, default=6, help="varied copies of each photo, the first as it is"
    )
    samples.add_argument("--seed", type=int, default=0)
    samples.set_defaults(run_command=_samples)

    train = commands.add_parser("relate-train", help="train one relation head")
    train.add_argument("--refs", **REFS)
    train.add_argument("--people-refs", type=Path, help="what `people` wrote, to train on too")
    train.add_argument("--box-refs", type=Path, help="what `boxes` wrote, to train on too")
    train.add_argument("--run", default="head0-0", help="name of the run")
    train.add_argument("--start-from", help="run whose weights are taken over")
    train.add_argument("--exclude-manner", help="manner of writing that is left out, to test style")
    for name, kind in {
        "seed": int,
        "batch": int,
        "steps": int,
        "minutes": float,
        "rate": float,
    }.items():
        train.add_argument(f"--{name}", type=kind)
    train.add_argument(
        "--fold", type=int, choices=range(NO_FOLD, FOLDS), help=f"left out to judge by; {NO_FOLD}: none is"
    )
    train.set_defaults(run_command=lambda arguments: _train(arguments, report))

    export = commands.add_parser(
        "relate-export", help="write the heads to the pack, with calibrated thresholds"
    )
    export.add_argument("--refs", **REFS)
    export.add_argument("--box-refs", type=Path, help="what `boxes` wrote, to choose thresholds by too")
    export.add_argument("--runs", nargs="+", default=SHIPPED, help="runs that are shipped, averaged")
    export.add_argument(
        "--judged",
        nargs="+",
        default=JUDGED,
        help="runs that the thresholds are chosen by, without a fold each",
    )
    export.add_argument("--pack", **PACK)
    export.set_defaults(run_command=lambda arguments: _export(arguments, report))

    evaluate = commands.add_parser(
        "relate-evaluate", help="score the pack's answers and compare them with PyTorch"
    )
    evaluate.add_argument("--refs", **REFS)
    evaluate.add_argument("--source", **SOURCE)
    evaluate.add_argument("--name", default="natural", help="samples of the phrases, as given to `samples`")
    evaluate.add_argument("--runs", nargs="+", default=SHIPPED, help="the runs that were shipped")
    evaluate.add_argument("--pack", **PACK)
    evaluate.set_defaults(run_command=lambda arguments: _evaluate(arguments, report))
