"""METEOR and CIDEr of expressions."""

import json
from pathlib import Path

import pytest

captions = pytest.importorskip("training.metrics.captions", reason="pycocoevalcap is not installed")
from training.metrics.__main__ import main  # noqa: E402

pytestmark = pytest.mark.skipif(
    not captions.has_java(), reason="METEOR needs a Java runtime, and there is none"
)

CAR = "the red car on the left"
CUP = "the cup next to the laptop"
REFERENCES = [[CAR, "left red car"], ["both dogs", "the two dogs"], [CUP]]
GROUPS = {"first": [0], "rest": [1, 2], "all": [0, 1, 2]}


def test_what_people_wrote_scores_higher_than_something_else() -> None:
    """Exact words are best, other words for another thing are worst."""
    exact = captions.caption_scores([refs[0] for refs in REFERENCES], REFERENCES, GROUPS)
    near = captions.caption_scores(["the red car", "the dogs", "the cup"], REFERENCES, GROUPS)
    other = captions.caption_scores(["a zebra", "some giraffe", "his umbrella"], REFERENCES, GROUPS)
    for group in GROUPS:
        assert exact[group].meteor > near[group].meteor > other[group].meteor
        assert exact[group].cider > near[group].cider >= other[group].cider
    assert exact["all"].meteor == pytest.approx(100, abs=1)


def test_silence_counts_as_wrong() -> None:
    """An expression that was not given is scored, not left out."""
    silent = captions.caption_scores([CAR, "", CUP], REFERENCES, GROUPS)
    assert silent["all"].meteor < 90
    assert silent["first"].cider > silent["rest"].cider


def test_every_set_needs_references() -> None:
    """Sets without references are refused, not averaged away."""
    with pytest.raises(ValueError, match="references"):
        captions.caption_scores(["a car"], [[]], {"all": [0]})


def test_prints_the_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command reads what scripts/describe/sets.ts writes."""
    same = {"baseline": "the thing", "baselineF1": 0.5, "f1": 1, "reselectedF1": 1, "ambiguous": False}
    lines = [
        {"annotations": list(range(i + 1)), "references": refs, "expression": refs[0], **same}
        for i, refs in enumerate(REFERENCES)
    ]
    file = tmp_path / "described.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    assert main([f"speaker={file}"]) == 0
    printed = capsys.readouterr().out
    assert "3 target sets: 1 of one target, 2 of several." in printed
    assert "| speaker | 100.0 % | 100.0 % | 0.0 % | 0.0 % |" in printed
