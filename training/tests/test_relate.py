from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from training.lite.data import Split
from training.lite.evaluate_relate import Answers, Decision, choose_decision, rank
from training.lite.export_relate import RelationGraph, compare_relation, example_inputs, export_relation
from training.lite.relate_batches import Noise, collate
from training.lite.relate_calibration import calibration_error, fit_calibration, manifest_thresholds
from training.lite.relate_data import (
    MATCH_VALUES,
    PAIR_VALUES,
    POOLED_VALUES,
    REGION_VALUES,
    ROLE_VALUES,
    SAID_BEYOND_NOUN,
    SAID_QUALIFIED,
    SAID_UNKNOWN_NOUN,
    SAID_VALUES,
    VOTE_VALUES,
    Labels,
    PhotoTruth,
    Ref,
    Sample,
    Scene,
    label,
)
from training.lite.relate_folds import FOLDS, NO_FOLD, fold_of
from training.lite.relate_head import (
    USUAL_LEAST,
    HeadConfig,
    RelationHead,
    with_reading,
    without_taken_away,
)
from training.lite.train_relate import Pool, RelateConfig, load_head, mean_logits, predict, train_relate
from training.lite.vocabulary import UNKNOWN, Vocabulary

SMALL = HeadConfig(width=16, heads=2, layers=2, text_layers=1, pooled_width=8)
WORDS = Vocabulary(("dog", "red", "left"), np.eye(5, 100, dtype=np.float32))


def make_truth() -> PhotoTruth:
    """Three regions on 8 cells: two of the same dog (annotation 1), one of the other (annotation 2)."""
    regions = np.zeros((3, 8), dtype=bool)
    regions[0, :4] = regions[1, :3] = regions[2, 4:] = True
    targets = np.zeros((2, 8), dtype=bool)
    targets[0, :4] = targets[1, 4:] = True
    overlap = np.array([[1, 0], [0.75, 0], [0, 1]], dtype=np.float32)
    return PhotoTruth({1: 0, 2: 1}, overlap, overlap, regions, targets)


def make_sample(
    targets: tuple[int, ...], kept: tuple[int, ...] = (0, 1, 2), seed: int = 0, words: int = 2, **ref: object
) -> Sample:
    rng = np.random.default_rng(seed)
    count = len(kept)

    def draw(*shape: int) -> np.ndarray:
        return rng.random(shape, dtype=np.float32)

    scene = Scene(
        7,
        0,
        np.array(kept),
        draw(count, REGION_VALUES),
        draw(count, count, PAIR_VALUES),
        draw(count, POOLED_VALUES),
    )
    plain = Ref(seed, 7, "red dog", targets, "single", frozenset(), "natural", False)
    return Sample(
        replace(plain, **ref),
        scene,
        ("red", "dog", "left", "zebra")[:words],
        draw(words, ROLE_VALUES),
        draw(count, words, MATCH_VALUES),
        draw(count, VOTE_VALUES),
        draw(SAID_VALUES),
        (0,),
        0.7,
    )


def make_head(seed: int = 0) -> RelationHead:
    torch.manual_seed(seed)
    return RelationHead(torch.from_numpy(WORDS.vectors), SMALL).eval()


def test_the_best_region_of_a_target_is_wanted_and_its_repetitions_are_left_open() -> None:
    labels = label(make_sample((1,)), make_truth())
    assert labels is not None
    assert labels.wanted.tolist() == [1, 0, 0]
    assert labels.weight.tolist() == [1, 0, 1]
    assert labels.count == 1


def test_an_object_taken_out_of_the_photo_is_no_target_any_more() -> None:
    labels = label(make_sample((1,), kept=(2,)), make_truth())
    assert labels is not None
    assert labels.wanted.tolist() == [0]
    assert labels.count == 0


@pytest.mark.parametrize(
    "change", [{"tags": frozenset({"position"})}, {"kind": "exclude"}, {"open_set": True}]
)
def test_phrases_that_hang_on_the_others_are_not_judged_on_a_changed_photo(change: dict[str, object]) -> None:
    assert label(make_sample((1,), kept=(2,), **change), make_truth()) is None


def test_ranked_answers_leave_out_repetitions_and_score_every_size() -> None:
    scores = np.array([0.9, 0.8, 0.6], dtype=np.float32)
    ranked = rank(make_sample((1, 2)), make_truth(), scores, 0.9)
    assert ranked.regions == (0, 2)
    assert ranked.iou.tolist() == [0, 0.5, 1]
    assert ranked.exact.tolist() == [0, 0, 1]
    figures = Answers([ranked]).figures(Decision(0.5, 0.5))
    assert (figures["gIoU"], figures["cIoU"], figures["tAcc"], figures["prF1"]) == (100, 100, 100, 100)
    assert Answers([ranked]).sizes(Decision(0.95, 0.5)).tolist() == [1]
    assert Answers([ranked]).sizes(Decision(0.5, 0.95)).tolist() == [0]


def test_a_thing_inside_another_kind_of_thing_is_no_repetition() -> None:
    truth = make_truth()
    truth.region_masks[1, 1:] = False
    sample = make_sample((1, 2))
    scores = np.array([0.9, 0.8, 0.6], dtype=np.float32)
    sample.scene.regions[:, :80] = 0
    sample.scene.regions[:, 0] = 1
    assert rank(sample, truth, scores, 0.9).regions == (0, 2)
    sample.scene.regions[1, :2] = (0, 1)
    assert rank(sample, truth, scores, 0.9).regions == (0, 1, 2)


def test_thresholds_refuse_where_nothing_is_meant() -> None:
    scores = np.array([0.9, 0.1, 0.1], dtype=np.float32)
    truth = make_truth()
    ranked = [rank(make_sample((1,), seed=seed), truth, scores, 0.8) for seed in range(4)]
    ranked += [rank(make_sample((), seed=seed), truth, scores, 0.4) for seed in range(4)]
    decision = choose_decision(ranked, 90, 90)
    assert 0.4 < decision.target <= 0.8
    thresholds = manifest_thresholds(ranked, decision)
    assert 0 < thresholds["none"] <= thresholds["found"] <= 1


def test_platt_scaling_repairs_overconfidence() -> None:
    rng = np.random.default_rng(0)
    true = rng.uniform(0.05, 0.95, 4000)
    has_target = rng.random(4000) < true
    logit = 3 * np.log(true / (1 - true))
    raw = 1 / (1 + np.exp(-logit))
    fitted = fit_calibration(raw, has_target)
    assert fitted.slope == pytest.approx(1 / 3, abs=0.05)
    assert calibration_error(fitted.probability(raw), has_target) < 0.03 < calibration_error(raw, has_target)


def test_folds_keep_the_bench_out_and_the_held_out_photos_together() -> None:
    split = Split(frozenset({1, 2}), frozenset({3, 4}))
    folds = fold_of(range(1, 50), split)
    assert not {1, 2} & folds.keys()
    assert {photo for photo, fold in folds.items() if fold == 0} == {3, 4}
    assert set(folds.values()) == set(range(FOLDS))


def test_padding_changes_nothing() -> None:
    head, rng = make_head(), np.random.default_rng(0)
    short, long = make_sample((1,), kept=(0,), words=1), make_sample((1,), seed=1, words=4)
    alone = head(*collate([(short, None)], WORDS, None, rng).inputs)
    padded = head(*collate([(short, None), (long, None)], WORDS, None, rng).inputs)
    assert torch.allclose(alone[0], padded[0][:1, :1], atol=1e-5)
    assert torch.allclose(alone[1], padded[1][:1], atol=1e-5)


def test_noise_hides_words_and_readings() -> None:
    noise = Noise(blank_votes=1.0, unknown_words=1.0)
    inputs = collate([(make_sample((1,)), None)], WORDS, noise, np.random.default_rng(0)).inputs
    assert (inputs[4] == UNKNOWN).all()
    assert not inputs[7].any() and not inputs[8].any()


def test_training_learns_and_its_head_can_be_loaded(tmp_path: Path) -> None:
    truth = make_truth()
    pairs: list[tuple[Sample, Labels]] = []
    for seed in range(16):
        wanted = seed % 2
        sample = make_sample(((1, 2)[wanted],), seed=seed)
        sample.votes[:] = 0
        sample.votes[2 if wanted else 0] = 1
        labels = label(sample, truth)
        assert labels is not None
        pairs.append((sample, labels))
    pool = Pool(tuple((pair,) for pair in pairs))
    samples = [sample for sample, _ in pairs]
    config = RelateConfig(
        steps=60, batch=8, rate=5e-3, evaluations=1, head=SMALL, noise=Noise(0.0, 0.0, 0.0, 0.0)
    )
    lines: list[str] = []
    train_relate([(pool, 1.0)], samples, {7: truth}, WORDS, config, tmp_path / "run", lines.append)
    figures = Answers(predict([load_head(tmp_path / "run", WORDS)], samples, {7: truth}, WORDS)).figures(
        Decision(0.5, 0.0)
    )
    assert figures["gIoU"] > 90
    assert lines

    # Without photos to judge by, the last head is kept.
    all_photos = replace(config, fold=NO_FOLD, steps=2)
    train_relate([(pool, 1.0)], [], {7: truth}, WORDS, all_photos, tmp_path / "all", lines.append)
    assert load_head(tmp_path / "all", WORDS)(*collate(pairs, WORDS, None, np.random.default_rng(0)).inputs)


def test_export_matches_pytorch_for_other_sizes(tmp_path: Path) -> None:
    heads = [make_head(0), make_head(1)]
    path = tmp_path / "relate.onnx"
    assert export_relation(heads, 0.3, path) < 1e-4
    graph = RelationGraph(heads, 0.3).eval()
    assert compare_relation(graph, path, example_inputs(40, 24, np.random.default_rng(5))) < 1e-4
    assert {value.name for value in onnx.load(path).graph.output} == {"scores", "target"}


def test_the_parser_counts_more_for_a_bare_noun() -> None:
    scores, target = torch.zeros(1, 2), torch.zeros(1)
    votes, said = torch.zeros(1, 2, VOTE_VALUES), torch.zeros(1, SAID_VALUES)
    votes[0, 0, 0], said[0, 0] = 1, 0.9
    bare_scores, bare_target = with_reading(scores, target, votes, said)
    said[0, SAID_BEYOND_NOUN[-1]] = 1
    other_scores, other_target = with_reading(scores, target, votes, said)
    assert torch.allclose(bare_scores, 2 * other_scores) and torch.allclose(bare_target, 8 * other_target)
    assert other_scores[0, 0] > 0 > other_scores[0, 1] and other_target > 0


def test_the_parser_decides_about_a_noun_that_nobody_knows() -> None:
    scores, target, votes = torch.zeros(1, 2), torch.zeros(1), torch.zeros(1, 2, VOTE_VALUES)
    said = torch.zeros(1, SAID_VALUES)
    said[0, 5] = said[0, SAID_UNKNOWN_NOUN] = 1
    alone = with_reading(scores, target, votes, said)[1]
    said[0, SAID_QUALIFIED[-1]] = 1
    qualified = with_reading(scores, target, votes, said)[1]
    assert alone < qualified < 0 and torch.allclose(alone, 4 * qualified)


def test_exclusions_are_halfway_between_the_whole_phrase_and_its_sides() -> None:
    """The same numbers as in test/model/lite/relationHead.test.ts, whose scores count from 0.5."""
    counts = torch.logit(torch.tensor(USUAL_LEAST))
    whole, meant, taken = (
        torch.logit(torch.tensor(scores)) + counts
        for scores in ([0.8, 0.6, 0.3], [0.9, 0.8, 0.2], [0.1, 0.9, 0.5])
    )
    left = (without_taken_away(whole, meant, taken) - counts).sigmoid()
    np.testing.assert_allclose(left.numpy(), [0.805, 0.2653, 0.1791], atol=5e-5)


def test_the_sides_of_an_exclusion_have_their_say_in_its_answer() -> None:
    sides = (make_sample((1,), seed=2), make_sample((1,), seed=3))
    plain, exclusion = make_sample((1,), seed=1), replace(make_sample((1,), seed=4), parts=sides)
    heads = [make_head()]
    ranked = predict(heads, [plain, exclusion, plain], {7: make_truth()}, WORDS)
    whole = predict(heads, [replace(exclusion, parts=())], {7: make_truth()}, WORDS)[0]
    wanted = without_taken_away(*(logits for logits, _ in mean_logits(heads, [exclusion, *sides], WORDS)))
    np.testing.assert_allclose(ranked[1].scores, wanted.sigmoid().numpy()[list(ranked[1].regions)])
    np.testing.assert_array_equal(ranked[0].scores, ranked[2].scores)
    assert ranked[1].scores.max() != whole.scores.max()
    assert ranked[1].evidence == pytest.approx(whole.evidence)
