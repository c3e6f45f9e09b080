"""A tiny gRefCOCO-format data set of drawn squares, and the training run that must learn it by heart."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .config import MINIATURE, JournalConfig
from .grefcoco import ExpressionData, collate, read_expressions
from .losses import JOURNAL_WEIGHTS
from .matching import assign_regions
from .model import Rela
from .train import Recipe, Trainer
from .wordpiece import WordPiece

SIDE = 96
COLOURS = {"red": (220, 40, 40), "green": (40, 200, 60), "blue": (50, 70, 230)}
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *COLOURS, "the", "square", "all", "squares"]
SPLIT = "train"


@dataclass(frozen=True)
class SmokeResult:
    """What the trained model says of the samples that it was trained on."""

    giou: float
    """Mean mask IoU; a no-target sample counts 1 if its count is 0."""
    counts_right: float
    """Share of samples whose count N_o is right."""
    box_error: float
    """Mean L1 distance of the assigned boxes, as a fraction of the image's side."""


def write_data(folder: Path) -> None:
    """Four photos of coloured squares with two sentences each: one target, all targets, and none."""
    (folder / "images").mkdir(parents=True)
    colours = list(COLOURS)
    images, annotations, refs = [], [], []
    generator = np.random.default_rng(0)
    for number in range(4):
        shown = [colours[number % 3], colours[(number + 1) % 3]]
        pixels = np.full((SIDE, SIDE, 3), 128, np.uint8)
        ids = []
        for place, colour in enumerate(shown):
            left, top = generator.integers(2, 14, 2) + np.array([46, 40]) * place
            size = int(generator.integers(24, 34))
            pixels[top : top + size, left : left + size] = COLOURS[colour]
            right, bottom = left + size, top + size
            polygon = [left, top, right, top, right, bottom, left, bottom]
            ids.append(len(annotations) + 1)
            annotations.append(
                {"id": ids[-1], "image_id": number, "segmentation": [[int(v) for v in polygon]]}
            )
        Image.fromarray(pixels).save(folder / "images" / f"{number}.png")
        images.append({"id": number, "file_name": f"{number}.png", "width": SIDE, "height": SIDE})
        absent = next(colour for colour in colours if colour not in shown)
        second = ("all squares", ids) if number % 2 == 0 else (f"the {absent} square", [-1])
        for text, targets in ((f"the {shown[0]} square", ids[:1]), second):
            sentence = {"raw": text, "sent_id": len(refs)}
            refs.append({"image_id": number, "split": SPLIT, "ann_id": targets, "sentences": [sentence]})
    (folder / "instances.json").write_text(json.dumps({"images": images, "annotations": annotations}))
    (folder / "grefs.json").write_text(json.dumps(refs))


def smoke_data(folder: Path) -> ExpressionData:
    """The eight samples of a folder that `write_data` wrote."""
    expressions = read_expressions(folder / "grefs.json", folder / "instances.json", SPLIT)
    return ExpressionData(expressions, folder / "images", WordPiece(WORDS), SIDE, MINIATURE.tokens)


def run_smoke(folder: Path, steps: int, report: Callable[[str], None]) -> SmokeResult:
    """Trains the miniature model with the journal's heads on the drawn squares, in `folder`."""
    write_data(folder / "data")
    data = smoke_data(folder / "data")
    torch.manual_seed(0)
    journal = JournalConfig(box_head=True, count_head=True)
    model = Rela(replace(MINIATURE, journal=journal))
    torch.nn.init.xavier_uniform_(model.predictor.lang_proj.weight)
    recipe = Recipe(
        steps=steps, batch=8, rate=1e-3, decay=0.0, clip=1.0, workers=0, save_every=steps, log_every=50
    )
    Trainer(model, data, recipe, JOURNAL_WEIGHTS, folder / "run", resume=False).run(report)
    return evaluate(model, data)


@torch.inference_mode()
def evaluate(model: Rela, data: ExpressionData) -> SmokeResult:
    """Measures a model with count and box heads on all samples at once."""
    batch = collate([data[index] for index in range(len(data))])
    output = model.eval()(batch.images, batch.ids, batch.mask)
    logits = torch.nn.functional.interpolate(output.mask, size=(SIDE, SIDE), mode="bilinear")
    ious, right, errors = [], [], []
    for index, sample in enumerate(batch.instances):
        count = int(output.count[index].argmax())
        right.append(count == len(sample.boxes))
        wanted = sample.masks.any(dim=0)
        got = logits[index].argmax(dim=0).bool() & (count > 0)
        union = (got | wanted).sum()
        ious.append(1.0 if union == 0 else float((got & wanted).sum() / union))
        pairs = assign_regions(output, index, sample)
        errors += (output.boxes[index][pairs.region] - sample.boxes[pairs.target]).abs().mean(dim=1).tolist()
    return SmokeResult(float(np.mean(ious)), float(np.mean(right)), float(np.mean(errors)))
