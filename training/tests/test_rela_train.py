from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from training.lite.errors import TrainingError
from training.rela import wordpiece
from training.rela.config import MINIATURE
from training.rela.grefcoco import (
    Expression,
    collate,
    draw_mask,
    prepare_image,
    read_expressions,
    target_instances,
)
from training.rela.losses import PUBLIC_WEIGHTS
from training.rela.model import Rela
from training.rela.smoke import SIDE, smoke_data, write_data
from training.rela.train import Recipe, Trainer, parameter_groups
from training.rela.wordpiece import WordPiece, split_words

VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "un",
    "##aff",
    "##able",
    "cafe",
    ",",
    "!",
    "日",
    "the",
    "##ed",
]
RECIPE = Recipe(steps=4, batch=4, rate=1e-3, clip=1.0, workers=0, save_every=2, log_every=1)


def test_words_are_split_as_bert_does() -> None:
    assert split_words("The Café,\tUNAFFABLE!") == ["the", "cafe", ",", "unaffable", "!"]
    assert split_words("a日本b") == ["a", "日", "本", "b"]
    assert split_words("x\u0000\u200by\u00a0z") == ["xy", "z"]
    assert split_words("  \n ") == []
    assert split_words("$5^2_x") == ["$", "5", "^", "2", "_", "x"]


def test_pieces_are_greedy_and_sentences_are_cut_after_the_special_tokens() -> None:
    tokenizer = WordPiece(VOCABULARY)
    assert tokenizer.pieces("unaffable") == ["un", "##aff", "##able"]
    assert tokenizer.pieces("unx") == ["[UNK]"]
    assert tokenizer.pieces("a" * 101) == ["[UNK]"]
    assert tokenizer.encode("the unaffable", 8) == [2, 11, 4, 5, 6, 3, 0, 0]
    assert tokenizer.encode("the unaffable", 4) == [2, 11, 4, 5]
    assert tokenizer.encode("", 3) == [2, 3, 0]
    with pytest.raises(TrainingError, match=r"lacks \[SEP\]"):
        WordPiece(VOCABULARY[:3])


def test_images_are_resized_as_pillow_does_and_turned_upright(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (50, 70, 3), dtype=np.uint8)
    image, exif = Image.fromarray(pixels), Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "turned.png", exif=exif)
    got = prepare_image(tmp_path / "turned.png", 20)
    upright = Image.fromarray(np.rot90(pixels, -1)).resize((20, 20), Image.Resampling.BILINEAR)
    wanted = (np.asarray(upright, np.float64) - [123.675, 116.28, 103.53]) / [58.395, 57.12, 57.375]
    np.testing.assert_allclose(got.permute(1, 2, 0).numpy(), wanted, atol=1e-5)
    with pytest.raises(TrainingError, match="not a readable photo"):
        prepare_image(tmp_path / "absent.png", 20)


def test_polygons_are_scaled_to_the_square() -> None:
    mask = draw_mask([[0, 0, 50, 0, 50, 40, 0, 40], [1, 1, 2, 2]], (80, 100), 40)
    assert mask.shape == (40, 40)
    assert mask[:20, :20].mean() > 0.9
    assert mask[21:].sum() == 0
    assert not draw_mask([[1, 1, 2, 2]], (80, 100), 40).any()
    runs = {"counts": [0, 80 * 50, 80 * 50], "size": [80, 100]}
    assert draw_mask(runs, (80, 100), 40)[:, :20].all()


def test_sentences_without_target_have_no_objects(tmp_path: Path) -> None:
    write_data(tmp_path / "data")
    expressions = read_expressions(
        tmp_path / "data" / "grefs.json", tmp_path / "data" / "instances.json", "train"
    )
    assert [len(expression.annotations) for expression in expressions] == [1, 2, 1, 0, 1, 2, 1, 0]
    empty = target_instances(Expression(expressions[3].image, "", ()), SIDE)
    assert empty.masks.shape == (0, SIDE, SIDE)
    data = smoke_data(tmp_path / "data")
    batch = collate([data[1], data[3]])
    assert [len(sample.boxes) for sample in batch.instances] == [2, 0]
    assert batch.images.shape == (2, 3, SIDE, SIDE)
    # The drawn object is where its mask is: red minus grey is large inside.
    red = data[0]
    inside = red[3].masks[0]
    assert red[0][0][inside].mean() > red[0][0][~inside].mean() + 0.5


def test_broken_data_is_told_in_one_line(tmp_path: Path) -> None:
    write_data(tmp_path / "data")
    refs, instances = tmp_path / "data" / "grefs.json", tmp_path / "data" / "instances.json"
    with pytest.raises(TrainingError, match="no sentence has the split 'val'"):
        read_expressions(refs, instances, "val")
    with pytest.raises(TrainingError, match="not gRefCOCO's files"):
        read_expressions(refs, refs, "train")
    refs.write_text("[")
    with pytest.raises(TrainingError, match="not a readable JSON"):
        read_expressions(refs, instances, "train")


def test_embeddings_and_last_text_layers_stay_as_they_are() -> None:
    model = Rela(MINIATURE)
    decayed, plain = parameter_groups(model, Recipe())
    trained = {id(parameter) for group in (decayed, plain) for parameter in group["params"]}
    left = {name for name, parameter in model.named_parameters() if id(parameter) not in trained}
    assert left == {
        name
        for name, _ in model.named_parameters()
        if name.startswith(
            ("text_encoder.embeddings.", "text_encoder.encoder.layer.1.", "text_encoder.encoder.layer.2.")
        )
    }
    tables = [
        model.predictor.query_feat.weight,
        model.backbone.layers[0].blocks[0].attn.relative_position_bias_table,
    ]
    without_decay = {id(parameter) for parameter in plain["params"]}
    assert all(id(table) in without_decay for table in tables)


def trained(folder: Path, data_folder: Path, recipe: Recipe, resume: bool) -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    path = Trainer(Rela(MINIATURE), smoke_data(data_folder), recipe, PUBLIC_WEIGHTS, folder, resume).run(
        lambda _: None
    )
    return torch.load(path, weights_only=True)["model"]


def test_a_run_continues_where_it_stopped(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_data(data)
    first = trained(tmp_path / "run", data, RECIPE, resume=False)
    assert [
        json.loads(line)["step"] for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()
    ] == [1, 2, 3, 4]
    with pytest.raises(TrainingError, match="--resume"):
        trained(tmp_path / "run", data, RECIPE, resume=False)
    longer = trained(tmp_path / "run", data, Recipe(**{**vars(RECIPE), "steps": 6}), resume=True)
    log = [json.loads(line)["step"] for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert log == [1, 2, 3, 4, 5, 6]
    moved = [
        key for key in first if first[key].is_floating_point() and not torch.equal(first[key], longer[key])
    ]
    assert moved
    assert not any(key.startswith("text_encoder.embeddings.") for key in moved)
    with pytest.raises(TrainingError, match="no checkpoint to resume from"):
        trained(tmp_path / "other", data, RECIPE, resume=True)


def test_the_tokenizer_equals_transformers_on_hostile_phrases() -> None:
    tokenizer = WordPiece.from_file(wordpiece.VOCABULARY)
    golden = json.loads((Path(__file__).parents[2] / "test/model/rela/tokens.json").read_text())
    assert len(golden) > 40
    for row in golden:
        assert tokenizer.encode(row["phrase"], 20) == row["ids"], row["phrase"]
