from __future__ import annotations

import json
from pathlib import Path

from training.lite.relate_data import load_refs
from training.lite.relate_refs import FIRST_BOX_REF, box_refs, people_refs

ENTRY = {"image_id": 7, "kind": "single", "tags": ["color"], "manner": "chat"}


def test_phrases_with_boxes_become_refs_with_annotations_of_their_own(tmp_path: Path) -> None:
    phrases = tmp_path / "phrases.json"
    left, right = [0.25, 0.5, 0.125, 0.25], [0.5, 0.5, 0.25, 0.125]
    phrases.write_text(
        json.dumps(
            [
                {**ENTRY, "ref_id": 1, "phrase": "left one", "boxes": [left]},
                {**ENTRY, "ref_id": 2, "phrase": "both", "boxes": [right, left]},
                {**ENTRY, "ref_id": 3, "phrase": "a whale", "boxes": []},
                {**ENTRY, "ref_id": 4, "image_id": 8, "phrase": "on a photo that is not there", "boxes": []},
            ]
        )
    )
    (tmp_path / "instances.json").write_text(json.dumps({"images": [{"id": 7, "width": 80, "height": 40}]}))
    box_refs(phrases, tmp_path, tmp_path / "refs.json", tmp_path / "boxes.json")
    refs = load_refs(tmp_path / "refs.json")
    annotations = {
        entry["id"]: entry for entry in json.loads((tmp_path / "boxes.json").read_text())["annotations"]
    }
    assert len(annotations) == 2
    one, both, none = (refs[FIRST_BOX_REF + number] for number in (1, 2, 3))
    assert [annotations[target]["bbox"] for target in both.targets] == [[40, 20, 20, 5], [20, 20, 10, 10]]
    assert len(refs) == 3
    assert one.targets == (both.targets[1],)
    assert none.targets == ()
    assert {ref.source for ref in refs.values()} == {"boxes"}


def test_cards_of_people_become_open_refs_where_their_photo_is_there(tmp_path: Path) -> None:
    cards = tmp_path / "cards.json"
    cards.write_text(
        json.dumps(
            [
                {"ann_id": 5, "image_id": 7, "phrases": ["the batter", "man with a bat"]},
                {"ann_id": 6, "image_id": 8, "phrases": ["elsewhere"]},
                {"ann_id": 9, "image_id": 7},
            ]
        )
    )
    (tmp_path / "instances.json").write_text(json.dumps({"annotations": [{"id": 5}, {"id": 9}]}))
    people_refs(cards, tmp_path, tmp_path / "refs.json")
    refs = load_refs(tmp_path / "refs.json")
    assert [ref.phrase for ref in refs.values()] == ["the batter", "man with a bat"]
    assert all(ref.open_set and ref.targets == (5,) for ref in refs.values())
