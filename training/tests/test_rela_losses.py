from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from training.rela.boxes import boxes_of_masks, generalised_iou, to_corners
from training.rela.config import MINIATURE, JournalConfig
from training.rela.decoder import RelaOutput
from training.rela.losses import (
    JOURNAL_WEIGHTS,
    PUBLIC_WEIGHTS,
    LossWeights,
    count_target,
    losses,
    minimap_target,
)
from training.rela.matching import (
    Instances,
    Pairs,
    assign,
    assign_regions,
    box_loss,
    instance_loss,
    pairwise_cross_entropy,
    pairwise_dice,
)
from training.rela.model import Rela
from training.rela.onnx_export import example_inputs


def no_objects(side: int) -> Instances:
    return Instances(torch.zeros(0, side, side, dtype=torch.bool), torch.zeros(0, 4))


def squares(side: int, *places: tuple[int, int, int]) -> Instances:
    """Square objects given as (top, left, length)."""
    masks = torch.zeros(len(places), side, side, dtype=torch.bool)
    for mask, (top, left, length) in zip(masks, places, strict=True):
        mask[top : top + length, left : left + length] = True
    return Instances(masks, boxes_of_masks(masks))


def output(**parts: Tensor) -> RelaOutput:
    empty = {
        "minimap": torch.zeros(1, 4, 2),
        "mask": torch.zeros(1, 2, 2, 2),
        "region_masks": torch.zeros(1, 4, 2, 2),
        "no_target": None,
        "count": None,
        "boxes": None,
        "instances": None,
    }
    return RelaOutput(**{**empty, **parts})


def test_minimap_target_is_row_major_and_needs_all_four_centre_pixels() -> None:
    mask = torch.zeros(1, 480, 480, dtype=torch.bool)
    mask[0, 0:48, 432:480] = True
    target = minimap_target(mask, 10)
    assert target.nonzero().tolist() == [[0, 9]]
    # Region (row 2, column 5) has its centre pixels at rows 119, 120 and columns 263, 264.
    mask[0, 119:121, 263:265] = True
    assert minimap_target(mask, 10).nonzero().tolist() == [[0, 9], [0, 25]]
    mask[0, 120, 264] = False
    assert minimap_target(mask, 10).nonzero().tolist() == [[0, 9]]


def test_equal_logits_cost_log_two() -> None:
    terms = losses(output(no_target=torch.zeros(1, 2)), [squares(8, (0, 0, 4))], PUBLIC_WEIGHTS)
    assert terms.keys() == {"mask", "minimap", "no_target"}
    assert terms["mask"].item() == pytest.approx(5 * math.log(2), rel=1e-5)
    assert terms["minimap"].item() == pytest.approx(0.5 * math.log(2), rel=1e-5)
    assert terms["no_target"].item() == pytest.approx(0.5 * math.log(2), rel=1e-5)


def test_mask_loss_weighs_target_and_background() -> None:
    """Constant logits (0, 1) on a mask whose left half is target, weights 0.9 and 1.1."""
    mask = torch.tensor([0.0, 1.0]).view(1, 2, 1, 1).expand(1, 2, 2, 2)
    half = torch.zeros(1, 8, 8, dtype=torch.bool)
    half[:, :, :4] = True
    terms = losses(output(mask=mask), [Instances(half, boxes_of_masks(half))], JOURNAL_WEIGHTS)
    right, wrong = math.log(1 + math.exp(-1)), math.log(1 + math.e)
    assert terms["mask"].item() == pytest.approx(2 * (1.1 * right + 0.9 * wrong) / 2, rel=1e-5)


def test_no_target_class_is_one() -> None:
    sure = output(no_target=torch.tensor([[-9.0, 9.0]]))
    assert losses(sure, [no_objects(8)], PUBLIC_WEIGHTS)["no_target"].item() < 1e-4
    assert losses(sure, [squares(8, (0, 0, 2))], PUBLIC_WEIGHTS)["no_target"].item() > 5


def test_counts_beyond_five_share_a_class() -> None:
    samples = [
        no_objects(8),
        squares(8, (0, 0, 2)),
        squares(8, *[(0, 0, 2)] * 5),
        squares(8, *[(0, 0, 2)] * 9),
    ]
    assert count_target(samples).tolist() == [0, 1, 5, 6]
    logits = torch.full((1, 7), -20.0)
    logits[0, 6] = 20.0
    assert losses(output(count=logits), samples[3:], JOURNAL_WEIGHTS)["count"].item() < 1e-4


def test_boxes_of_masks() -> None:
    sample = squares(10, (2, 4, 3), (0, 0, 10))
    wanted = torch.tensor([[0.55, 0.35, 0.3, 0.3], [0.5, 0.5, 1.0, 1.0]])
    torch.testing.assert_close(sample.boxes, wanted)
    torch.testing.assert_close(to_corners(sample.boxes)[0], torch.tensor([0.4, 0.2, 0.7, 0.5]))


def test_generalised_iou_by_hand() -> None:
    a = torch.tensor([[0.0, 0.0, 0.2, 0.2]])
    b = torch.tensor([[0.0, 0.0, 0.2, 0.2], [0.1, 0.0, 0.3, 0.2], [0.2, 0.2, 0.4, 0.4], [0.5, 0.5, 0.5, 0.5]])
    # Equal; half overlapping (IoU 1/3, hull full); touching corners (IoU 0, half of the hull empty); without
    # area.
    wanted = torch.tensor([[1.0, 1 / 3, -0.5, -0.84]])
    torch.testing.assert_close(generalised_iou(a, b), wanted, atol=1e-5, rtol=0)


def test_assignment_is_optimal_not_greedy() -> None:
    # Greedy takes the 0 and is left with 10; the best total is 1 + 2.
    pairs = assign(torch.tensor([[0.0, 1.0], [2.0, 10.0], [9.0, 9.0]]))
    assert dict(zip(pairs.region.tolist(), pairs.target.tolist(), strict=True)) == {0: 1, 1: 0}


def test_pairwise_costs_by_hand() -> None:
    logits, targets = torch.tensor([[0.0, 0.0], [30.0, -30.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    cross_entropy = pairwise_cross_entropy(logits, targets)
    torch.testing.assert_close(
        cross_entropy, torch.tensor([[math.log(2)] * 2, [0.0, 30.0]]), atol=1e-5, rtol=0
    )
    # 1 - (2 * 0.5 + 1) / (1 + 1 + 1), 0 for the right mask, 1 - 1/3 for the wrong one.
    dice = pairwise_dice(logits, targets)
    torch.testing.assert_close(dice, torch.tensor([[1 / 3, 1 / 3], [0.0, 2 / 3]]), atol=1e-5, rtol=0)


def test_box_loss_by_hand() -> None:
    sample = Instances(torch.ones(1, 4, 4, dtype=torch.bool), torch.tensor([[0.5, 0.5, 1.0, 1.0]]))
    boxes = torch.tensor(
        [[[0.1, 0.1, 0.1, 0.1], [0.5, 0.5, 0.5, 1.0], [0.9, 0.9, 0.1, 0.1], [0.1, 0.9, 0.1, 0.1]]]
    )
    result = output(boxes=boxes)
    pairs = assign_regions(result, 0, sample)
    assert (pairs.region.tolist(), pairs.target.tolist()) == ([1], [0])
    # L1 0.5, GIoU 0.5, and 0.4 of 1 - GIoU.
    assert box_loss(result, [sample], [pairs]).item() == pytest.approx(0.5 + 0.4 * 0.5, rel=1e-5)
    assert losses(result, [sample], JOURNAL_WEIGHTS)["box"].item() == pytest.approx(5 * 0.7, rel=1e-5)


def test_regions_are_assigned_to_the_objects_that_their_masks_show() -> None:
    sample = squares(8, (0, 0, 4), (4, 4, 4))
    masks = torch.full((1, 4, 8, 8), -8.0)
    masks[0, 3][sample.masks[0]] = 8.0
    masks[0, 1][sample.masks[1]] = 8.0
    result = output(region_masks=masks, instances=torch.zeros(1, 4))
    pairs = assign_regions(result, 0, sample)
    assert dict(zip(pairs.region.tolist(), pairs.target.tolist(), strict=True)) == {3: 0, 1: 1}
    exact = instance_loss(
        output(region_masks=masks, instances=torch.tensor([[-9.0, 9, -9, 9]])), [sample], [pairs]
    )
    swapped = Pairs(pairs.region, pairs.target.flip(0))
    assert exact.item() < 0.02
    assert instance_loss(result, [sample], [swapped]).item() > 5


def test_batch_without_objects_has_finite_losses() -> None:
    result = output(boxes=torch.rand(1, 4, 4), instances=torch.zeros(1, 4), count=torch.zeros(1, 7))
    weights = LossWeights(mask=2, minimap=0.2, existence=1, box=5, instance=1)
    terms = losses(result, [no_objects(8)], weights)
    assert terms.keys() == {"mask", "minimap", "count", "box", "instance"}
    assert terms["box"].item() == 0
    # No mask to learn; every region is told that it is empty, at probability one half.
    assert terms["instance"].item() == pytest.approx(2 * math.log(2), rel=1e-5)


def test_journal_heads_train_together() -> None:
    torch.manual_seed(0)
    journal = JournalConfig(box_head=True, count_head=True, instance_head=True)
    model = Rela(replace(MINIATURE, journal=journal)).train()
    image, ids, mask = example_inputs(MINIATURE, 1)
    side = MINIATURE.image_size
    result = model(image.expand(2, -1, -1, -1), ids.expand(2, -1), mask.expand(2, -1))
    assert result.no_target is None
    assert result.boxes is not None
    assert result.boxes.shape == (2, 16, 4)
    assert ((result.boxes > 0) & (result.boxes < 1)).all()
    samples = [squares(side, (8, 8, 40), (50, 60, 30)), no_objects(side)]
    weights = replace(JOURNAL_WEIGHTS, instance=1.0)
    terms = losses(result, samples, weights)
    assert terms.keys() == {"mask", "minimap", "count", "box", "instance"}
    sum(terms.values()).backward()
    predictor = model.predictor
    for head in (predictor.box_embed, predictor.count_embed, predictor.instance_embed):
        assert head is not None
        assert all(parameter.grad.abs().max() > 0 for parameter in head.parameters())
