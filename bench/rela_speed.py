"""Time and memory of ReLA: the plain PyTorch model against the imported ONNX pack, same weights, on the CPU.

  python bench/rela_speed.py --checkpoint CHECKPOINT.pth --pack FOLDER [--threads 1 2] [--runs 5]

The PyTorch model is the configuration that passes `python -m training.rela.parity`. Every line of the table
is measured in a process of its own: wall-clock and processor time of one phrase on one image (text encoder
included, resize and tokenisation not), and the largest resident memory of the whole process. On a machine
with other work the processor time is the figure to compare.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


@dataclass(frozen=True)
class Case:
    """One line of the table. `form` is "PyTorch" or the precision of the pack's graphs."""

    form: str
    threads: int
    checkpoint: Path
    pack: Path
    runs: int


@dataclass(frozen=True)
class Figures:
    """Medians over the runs, in milliseconds, and the best wall-clock time; memory in MB."""

    wall: float
    best: float
    processor: float
    memory: float


def pytorch_run(case: Case) -> Callable[[], object]:
    """One pass of the plain PyTorch model."""
    import torch

    from training.rela.checkpoint import read_checkpoint
    from training.rela.config import OFFICIAL_CONFIGS
    from training.rela.onnx_export import example_inputs

    torch.set_num_threads(case.threads)
    torch.set_grad_enabled(False)
    model = read_checkpoint(case.checkpoint, OFFICIAL_CONFIGS).model
    image, ids, mask = example_inputs(model.config, seed=1)
    return lambda: model(image, ids, mask)


def onnx_run(case: Case) -> Callable[[], object]:
    """One pass of the pack's two graphs. PyTorch is not loaded, as it would count in the memory."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = case.threads
    options.inter_op_num_threads = 1
    # Waiting threads that spin would count as processor time.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    text, image = (
        onnxruntime.InferenceSession(str(case.pack / f"{name}.{case.form}.onnx"), options)
        for name in ("text", "image")
    )
    stored = json.loads((case.pack / "manifest.json").read_text())["selfTest"]["inputs"]
    inputs = {
        name: np.fromfile(case.pack / entry["file"], entry["type"]).reshape(entry["shape"])
        for name, entry in stored.items()
    }
    mask = inputs["attention_mask"]

    def run() -> object:
        (words,) = text.run(None, {"input_ids": inputs["input_ids"], "attention_mask": mask})
        return image.run(None, {"image": inputs["image"], "words": words, "attention_mask": mask})

    return run


def measure(case: Case) -> Figures:
    """Runs one case in this process, after one run that is not counted."""
    run = pytorch_run(case) if case.form == "PyTorch" else onnx_run(case)
    run()
    walls, processors = [], []
    for _ in range(case.runs):
        wall, processor = time.perf_counter(), time.process_time()
        run()
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return Figures(statistics.median(walls), min(walls), statistics.median(processors), memory)


def main() -> None:
    """Prints the table."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True, help="pack imported from that checkpoint")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=5)
    parsed = parser.parse_args()
    manifest = json.loads((parsed.pack / "manifest.json").read_text())
    forms = ["PyTorch", *manifest["variants"]]
    print(f"{manifest['name']}, {platform.machine()}, median of {parsed.runs} runs\n")
    print("| form | threads | ms | best ms | processor ms | of PyTorch's | peak memory MB |")
    print("|---|---|---|---|---|---|---|")
    spawn = multiprocessing.get_context("spawn")
    for threads in parsed.threads:
        base = None
        for form in forms:
            case = Case(form, threads, parsed.checkpoint, parsed.pack, parsed.runs)
            # A pool of one process and one task: nothing of another case is in its memory.
            with spawn.Pool(1) as pool:
                got = pool.apply(measure, (case,))
            base = base or got.processor
            print(
                f"| {form} | {threads} | {got.wall:.0f} | {got.best:.0f} | {got.processor:.0f} "
                f"| {base / got.processor:.2f} x faster | {got.memory:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
