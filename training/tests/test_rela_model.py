from __future__ import annotations

import math
from itertools import product

import pytest
import torch
from torch import Tensor

from training.rela.attention import sine_position
from training.rela.config import MINIATURE, OFFICIAL_CONFIGS
from training.rela.decoder import Trace, unblock_full_rows
from training.rela.decoder_graph import ImageGraph, RegionGraph
from training.rela.deformable_attention import MultiScaleDeformableAttention, sample_bilinear
from training.rela.graphs import TextGraph
from training.rela.model import Rela
from training.rela.onnx_export import example_inputs
from training.rela.parity import filled_model
from training.rela.pixel_decoder import cell_centres
from training.rela.pwam import PixelWordAttentionModule
from training.rela.swin import PatchMerging, SwinBlock, join_windows, partition_windows, shift_bias


@pytest.fixture(scope="module")
def model() -> Rela:
    return filled_model(MINIATURE)


def parameters(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


# Totals of the official classes, text encoder and index tables included.
@pytest.mark.parametrize(
    ("name", "tensors", "backbone", "pixel_decoder"),
    [("swin-tiny", 744, 33_261_690, 5_421_504), ("swin-base", 912, 96_099_704, 5_544_384)],
)
def test_official_sizes(name: str, tensors: int, backbone: int, pixel_decoder: int) -> None:
    with torch.device("meta"):
        official = Rela(OFFICIAL_CONFIGS[name])
    assert len(official.state_dict()) == tensors
    assert parameters(official.backbone) == backbone
    assert parameters(official.pixel_decoder) == pixel_decoder
    assert parameters(official.predictor) == 14_985_733
    assert parameters(official.text_encoder) == 108_891_648


def test_output_shapes(model: Rela) -> None:
    image, ids, mask = example_inputs(MINIATURE, 1)
    with torch.inference_mode():
        output = model(image.expand(2, -1, -1, -1), ids.expand(2, -1), mask.expand(2, -1))
    assert output.minimap.shape == (2, 16, 2)
    assert output.mask.shape == (2, 2, 24, 24)
    assert output.region_masks.shape == (2, 16, 24, 24)
    assert output.no_target is not None
    assert output.no_target.shape == (2, 2)
    assert output.count is None
    assert output.boxes is None


def test_samples_of_a_batch_do_not_mix(model: Rela) -> None:
    samples = [example_inputs(MINIATURE, seed) for seed in (1, 2)]
    with torch.inference_mode():
        together = model(*(torch.cat(parts) for parts in zip(*samples, strict=True)))
        for index, sample in enumerate(samples):
            alone = model(*sample)
            torch.testing.assert_close(together.mask[index], alone.mask[0], atol=1e-4, rtol=1e-3)
            torch.testing.assert_close(together.minimap[index], alone.minimap[0], atol=1e-4, rtol=1e-3)


def test_every_parameter_is_trained() -> None:
    torch.manual_seed(0)
    model = filled_model(MINIATURE).train()
    image, ids, mask = example_inputs(MINIATURE, 3)
    output = model(image, ids, mask)
    assert output.no_target is not None
    total = output.mask.square().mean() + output.minimap.square().mean() + output.no_target.square().mean()
    total.backward()
    unused = {name for name, parameter in model.named_parameters() if parameter.grad is None}
    assert unused == set()
    assert all(parameter.grad.isfinite().all() for parameter in model.parameters())


def naive_deformable(
    module: MultiScaleDeformableAttention, query: Tensor, source: Tensor, sizes: list
) -> Tensor:
    """One query, head, level and point at a time; bilinear interpolation between cell centres, zeros
    outside."""
    length, width = query.shape
    heads, levels, points = module.heads, module.levels, module.points
    channels = width // heads
    offsets = module.sampling_offsets(query).view(length, heads, levels, points, 2)
    weights = (
        module.attention_weights(query)
        .view(length, heads, -1)
        .softmax(-1)
        .view(length, heads, levels, points)
    )
    maps = module.value_proj(source).view(length, heads, channels)
    starts = [0, *torch.tensor([h * w for h, w in sizes]).cumsum(0).tolist()]
    places = [(y, x, h, w) for h, w in sizes for y in range(h) for x in range(w)]
    result = torch.zeros(length, heads, channels)
    for n, head, level, point in product(range(length), range(heads), range(levels), range(points)):
        y, x, height, width_here = places[n]
        rows, columns = sizes[level]
        dx, dy = offsets[n, head, level, point].tolist()
        column = (x + 0.5) / width_here * columns + dx - 0.5
        row = (y + 0.5) / height * rows + dy - 0.5
        for j, i in product(
            (math.floor(row), math.floor(row) + 1), (math.floor(column), math.floor(column) + 1)
        ):
            if 0 <= j < rows and 0 <= i < columns:
                share = (1 - abs(row - j)) * (1 - abs(column - i)) * weights[n, head, level, point]
                result[n, head] += share * maps[starts[level] + j * columns + i, head]
    return module.output_proj(result.flatten(1))


@pytest.mark.parametrize("sampler", ["grid_sample", "gather"])
def test_deformable_attention_equals_a_naive_loop(sampler: str) -> None:
    torch.manual_seed(0)
    sizes = [(2, 3), (3, 5), (5, 4)]
    module = MultiScaleDeformableAttention(width=12, heads=3, levels=3, points=2)
    for parameter in module.parameters():
        torch.nn.init.normal_(parameter, std=0.8)
    module.sampler = sampler
    length = sum(height * width for height, width in sizes)
    query, source = torch.randn(2, length, 12), torch.randn(2, length, 12)
    centres = torch.cat([cell_centres(*size) for size in sizes])
    with torch.inference_mode():
        got = module(query, source, centres, sizes)
        wanted = torch.stack(
            [naive_deformable(module, q, s, sizes) for q, s in zip(query, source, strict=True)]
        )
    torch.testing.assert_close(got, wanted, atol=1e-5, rtol=1e-4)


def test_gathered_samples_equal_grid_sample_also_outside() -> None:
    torch.manual_seed(0)
    values, grid = torch.randn(3, 4, 5, 7), torch.rand(3, 50, 2, 2) * 4 - 2
    grid[0, 0] = torch.tensor([[-1.0, -1.0], [1.0, 1.0]])
    torch.testing.assert_close(
        sample_bilinear(values, grid, "gather"),
        sample_bilinear(values, grid, "grid_sample"),
        atol=1e-5,
        rtol=1e-5,
    )


def test_padding_words_do_not_reach_the_pixels() -> None:
    torch.manual_seed(0)
    fusion = PixelWordAttentionModule(8, 16)
    pixels, words = torch.randn(1, 30, 8), torch.randn(1, 6, 16)
    mask = torch.tensor([[1, 1, 1, 0, 0, 0]])
    changed = torch.where(mask[..., None] == 0, torch.randn(1, 6, 16) * 50, words)
    with torch.inference_mode():
        wanted = fusion(pixels, words[:, :3], mask[:, :3])
        torch.testing.assert_close(fusion(pixels, words, mask), wanted)
        torch.testing.assert_close(fusion(pixels, changed, mask), wanted)
        assert (fusion(pixels, changed, torch.ones_like(mask)) - wanted).abs().max() > 1e-2


def test_only_fully_blocked_queries_are_opened() -> None:
    blocked = torch.tensor([[[True, True, True], [True, False, True], [False, False, False]]])
    wanted = torch.tensor([[[False, False, False], [True, False, True], [False, False, False]]])
    assert torch.equal(unblock_full_rows(blocked), wanted)


def test_graph_blocks_and_opens_the_same_queries() -> None:
    masks = torch.tensor([[[-1.0, -2.0, -3.0], [-1.0, 0.0, 2.0], [1.0, 2.0, 3.0], [-1.0, 4.0, -0.1]]])
    blocked = unblock_full_rows(masks.sigmoid() < 0.5)
    assert torch.equal(RegionGraph.blocked_bias(masks[0])[None] != 0, blocked)


def test_fully_blocked_queries_attend_to_everything(model: Rela) -> None:
    image, ids, mask = example_inputs(MINIATURE, 1)
    with torch.inference_mode():
        words = model.text_encoder(ids, mask)
        pixels = model.pixel_decoder(model.backbone(image, words, mask))
        sizes = [memory.shape[2] * memory.shape[3] for memory in pixels.memories]
        results = [
            model.predictor(pixels, words, Trace([], [torch.full((1, 16, size), value) for size in sizes]))
            for value in (True, False)
        ]
    torch.testing.assert_close(results[0].mask, results[1].mask)


def test_language_gate_is_a_tenth_of_the_sigmoid(model: Rela) -> None:
    predictor = model.predictor
    assert abs(predictor.lang_weight.item()) > 0.5
    image, ids, mask = example_inputs(MINIATURE, 1)
    with torch.inference_mode():
        words = model.text_encoder(ids, mask)
        pixels = model.pixel_decoder(model.backbone(image, words, mask))
        memories, positions = predictor.prepare_memories(pixels.memories)
        x = torch.randn(1, 16, MINIATURE.width, generator=torch.Generator().manual_seed(0))
        blocked = torch.zeros(1, 16, memories[0].shape[1], dtype=torch.bool)
        got = predictor.refine(x, 0, memories[0], positions[0], blocked, words)
        x = predictor.RIA_layers[0](x, predictor.query_embed.weight, memories[0], positions[0], blocked)
        language = predictor.RLA_lang_att(x, predictor.lang_proj(words))
        x = x + 0.1 / (1 + math.exp(-predictor.lang_weight.item())) * language
        x = predictor.RLA_vision[0](x, predictor.query_embed.weight)
        torch.testing.assert_close(got, predictor.transformer_ffn_layers[0](x))


def test_windows_come_back_in_place() -> None:
    x = torch.randn(2, 6, 9, 4)
    windows = partition_windows(x, 3)
    assert windows.shape == (12, 9, 4)
    torch.testing.assert_close(windows[1, 0], x[0, 0, 3])
    torch.testing.assert_close(join_windows(windows, 3, 6, 9), x)


def test_shifted_windows_see_their_own_region_only() -> None:
    bias = shift_bias(6, 6, window=3, shift=1)
    assert bias.shape == (4, 9, 9)
    assert bias[0].abs().max() == 0
    # In the last window of the first row, columns 0 and 1 come from the right edge, column 2 wraps around.
    column = torch.arange(9) % 3 == 2
    assert torch.equal(bias[1] < 0, column[:, None] != column[None])
    # One window over the whole map works, too, where slices of it would be empty.
    assert shift_bias(3, 3, window=3, shift=1).shape == (1, 9, 9)


def test_shifted_block_equals_attention_among_neighbours() -> None:
    """A pixel far from a window's edge must not change when a pixel of another window does."""
    torch.manual_seed(0)
    block = SwinBlock(8, 2, window=4, shift=2, drop_path=0).eval()
    x = torch.randn(1, 64, 8)
    changed = x.clone()
    changed[0, 0] += 3 * torch.randn(8)
    with torch.inference_mode():
        difference = (block(changed, (8, 8)) - block(x, (8, 8))).abs().amax(-1).view(8, 8)
    touched = {tuple(place) for place in (difference > 1e-6).nonzero().tolist()}
    # With a shift of half a window, the corner's window holds rows and columns 0 and 1 alone.
    assert touched == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_patch_merging_order() -> None:
    merging = PatchMerging(1)
    with torch.no_grad():
        merging.reduction.weight.copy_(torch.tensor([[1.0, 0, 0, 0], [0, 1.0, 0, 0]]))
    merging.norm = torch.nn.Identity()
    x = torch.arange(16.0).view(1, 16, 1)
    # (row 0, column 0), then (row 1, column 0).
    torch.testing.assert_close(merging(x, (4, 4))[0, 0], torch.tensor([0.0, 4.0]))


def test_sine_position_tells_y_first() -> None:
    position = sine_position(4, 6, 8)
    assert position.shape == (8, 4, 6)
    assert (position[:4, :, 0] == position[:4, :, 5]).all()
    assert (position[4:, 0] == position[4:, 3]).all()
    torch.testing.assert_close(position[0, 0, 0].item(), math.sin(2 * math.pi / 4), atol=1e-5, rtol=0)


def test_merged_mask_is_the_sum_of_weighted_region_masks(model: Rela) -> None:
    predictor = model.predictor
    x = torch.randn(1, 16, MINIATURE.width, generator=torch.Generator().manual_seed(1))
    features = torch.randn(1, MINIATURE.width, 3, 3, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        output = predictor.heads(x, features)
        merged = torch.einsum("brk,brhw->bkhw", output.minimap, output.region_masks)
    torch.testing.assert_close(output.mask, merged, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("sampler", ["grid_sample", "gather"])
def test_graphs_compute_what_the_model_computes(model: Rela, sampler: str) -> None:
    text, graph = TextGraph(model.text_encoder, MINIATURE.tokens).eval(), ImageGraph(model, sampler).eval()
    for seed in (1, 2, 3):
        image, ids, mask = example_inputs(MINIATURE, seed)
        with torch.inference_mode():
            wanted = model(image, ids, mask)
            words = text(ids, mask)
            got = graph(image, words, mask)
        torch.testing.assert_close(got.mask_logits, wanted.mask, atol=1e-4, rtol=1e-3)
        torch.testing.assert_close(got.minimap, wanted.minimap, atol=1e-5, rtol=1e-3)
        torch.testing.assert_close(got.no_target, wanted.no_target, atol=1e-5, rtol=1e-3)
