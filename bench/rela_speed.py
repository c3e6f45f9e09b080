"""Time and memory of ReLA: the PyTorch model against the imported ONNX pack, same weights, on the CPU.

  python bench/rela_speed.py --checkpoint CHECKPOINT.pth --pack FOLDER --state FILE.json [--threads 1 2]
      [--runs 5] [--rounds 2]

"PyTorch, plain" is the configuration that passes `python -m training.rela.parity`; "PyTorch, reference-style"
computes what the public code does at inference (`rela_reference.py` says what that is more). Every case is
measured in a process of its own, once a round: wall-clock and processor time of one phrase on one image (text
encoder included, resize and tokenisation not), and the largest resident memory of the whole process. What is
done is kept in --state: run it again to go on after an interruption. Ratios are of the medians of all rounds,
and of the best runs, which other work on the machine disturbs least; processor time tells when it was
disturbed, but waiting threads spin, which counts in the time for several threads.
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
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


BASELINES = ("PyTorch, plain", "PyTorch, reference-style")


@dataclass(frozen=True)
class Case:
    """One line of the table. `form` is one of `BASELINES` or the precision of the pack's graphs."""

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
    """One pass of the PyTorch model."""
    import torch
    from rela_reference import ReferenceStyle

    from training.rela.checkpoint import read_checkpoint
    from training.rela.config import OFFICIAL_CONFIGS
    from training.rela.onnx_export import example_inputs

    torch.set_num_threads(case.threads)
    torch.set_grad_enabled(False)
    model = read_checkpoint(case.checkpoint, OFFICIAL_CONFIGS).model
    image, ids, mask = example_inputs(model.config, seed=1)
    module = model if case.form == BASELINES[0] else ReferenceStyle(model)
    return lambda: module(image, ids, mask)


def onnx_run(case: Case) -> Callable[[], object]:
    """One pass of the pack's two graphs. PyTorch is not loaded, as it would count in the memory."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = case.threads
    options.inter_op_num_threads = 1
    # As in the program itself. Waiting threads spin, as they do in PyTorch.
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    text, image = (
        onnxruntime.InferenceSession(str(case.pack / f"{name}.{case.form}.onnx"), options)
        for name in ("text", "image-deform_conv")
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
    run = pytorch_run(case) if case.form in BASELINES else onnx_run(case)
    run()
    walls, processors = [], []
    for _ in range(case.runs):
        wall, processor = time.perf_counter(), time.process_time()
        run()
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return Figures(statistics.median(walls), min(walls), statistics.median(processors), memory)


def read_state(path: Path) -> dict[str, list[Figures]]:
    """What earlier runs measured, by case."""
    if not path.exists():
        return {}
    stored = json.loads(path.read_text())
    return {name: [Figures(**each) for each in figures] for name, figures in stored.items()}


def write_state(path: Path, state: dict[str, list[Figures]]) -> None:
    """Keeps what was measured, whole or not at all."""
    content = json.dumps({name: [asdict(each) for each in figures] for name, figures in state.items()})
    part = path.with_suffix(".part")
    part.write_text(content)
    part.replace(path)


def table(forms: list[str], threads: list[int], state: dict[str, list[Figures]]) -> Iterator[str]:
    """The Markdown table of all cases."""
    yield (
        "| form | threads | median ms | best ms | processor ms | times as fast as plain: median, best "
        "| as reference-style: median, best | peak memory MB |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for count in threads:
        for form in forms:
            wall, best, processor, memory = summary(state[f"{form} {count}"])
            ratios = [
                f"{base_wall / wall:.2f}, {base_best / best:.2f}"
                for base_wall, base_best, _, _ in (summary(state[f"{base} {count}"]) for base in BASELINES)
            ]
            yield (
                f"| {form} | {count} | {wall:.0f} | {best:.0f} | {processor:.0f} "
                f"| {ratios[0]} | {ratios[1]} | {memory:.0f} |"
            )


def summary(rounds: list[Figures]) -> tuple[float, float, float, float]:
    """Median of the medians, best, median of processor time, largest memory."""
    wall, processor = (
        statistics.median(getattr(each, name) for each in rounds) for name in ("wall", "processor")
    )
    return wall, min(each.best for each in rounds), processor, max(each.memory for each in rounds)


def main() -> None:
    """Measures what is missing in --state and prints the table."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True, help="pack imported from that checkpoint")
    parser.add_argument("--state", type=Path, required=True, help="file that keeps what was measured")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parsed = parser.parse_args()
    manifest = json.loads((parsed.pack / "manifest.json").read_text())
    forms = [*BASELINES, *manifest["variants"]]
    state = read_state(parsed.state)
    spawn = multiprocessing.get_context("spawn")
    for number in range(parsed.rounds):
        for threads in parsed.threads:
            for form in forms:
                done = state.setdefault(f"{form} {threads}", [])
                if len(done) > number:
                    continue
                case = Case(form, threads, parsed.checkpoint, parsed.pack, parsed.runs)
                # A pool of one process and one task: nothing of another case is in its memory.
                with spawn.Pool(1) as pool:
                    done.append(pool.apply(measure, (case,)))
                write_state(parsed.state, state)
                print(
                    f"round {number + 1}: {form}, {threads} threads: {done[-1]}", file=sys.stderr, flush=True
                )
    print(
        f"{manifest['name']} at {manifest['input']['size']}, {platform.machine()}, "
        f"{parsed.rounds} rounds of {parsed.runs} runs\n"
    )
    print("\n".join(table(forms, parsed.threads, state)))
    for precision, variant in manifest["variants"].items():
        names = [variant["text"]["file"], variant["image"]["deform_conv"]["file"], f"weights.{precision}.bin"]
        megabytes = sum((parsed.pack / name).stat().st_size for name in names) / 1e6
        print(f"\nFiles of {precision}: {megabytes:.0f} MB", end="")
    print(f"; the checkpoint: {parsed.checkpoint.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
