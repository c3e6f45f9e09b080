"""Lists of phrases for `samples`, made of the other kinds of annotation: people cards, phrases with boxes."""

from __future__ import annotations

import json
from pathlib import Path

FIRST_BOX_REF = 1_000_000


def people_refs(cards: Path, folder: Path, path: Path) -> None:
    """Writes the phrases of the people cards whose photos are in `folder`, as a list of phrases for
    `samples`."""
    annotations = {
        entry["id"] for entry in json.loads((folder / "instances.json").read_text())["annotations"]
    }
    known = [card for card in json.loads(cards.read_text()) if card["ann_id"] in annotations]
    phrases = [(card, phrase) for card in known for phrase in card.get("phrases", [])]
    refs = [
        {
            "ref_id": number,
            "image": "",
            "image_id": card["image_id"],
            "phrase": phrase,
            "ann_ids": [card["ann_id"]],
            "kind": "single",
            "tags": [],
            "manner": "people",
            "open": True,
        }
        for number, (card, phrase) in enumerate(phrases)
    ]
    _write(path, refs)


def box_refs(phrases: Path, folder: Path, path: Path, instances: Path) -> None:
    """Writes phrases whose targets are boxes as a list of phrases for `samples`, and to `instances` the boxes
    as annotations without masks (`samples` takes the mask of the region that fits a box best).

    Boxes are shares of the photo's size, which `folder` knows; phrases of other photos are left out. Ids do
    not meet those of the other phrases.
    """
    images = json.loads((folder / "instances.json").read_text())["images"]
    sizes = {image["id"]: (image["width"], image["height"]) for image in images}
    entries = [entry for entry in json.loads(phrases.read_text()) if entry["image_id"] in sizes]
    ids: dict[tuple[int, tuple[float, ...]], int] = {}
    for entry in entries:
        for box in entry["boxes"]:
            ids.setdefault((entry["image_id"], tuple(box)), len(ids) + 1)
    refs = [
        {
            **{name: entry[name] for name in ("image_id", "phrase", "kind", "tags", "manner")},
            "ref_id": FIRST_BOX_REF + entry["ref_id"],
            "image": "",
            "ann_ids": [ids[entry["image_id"], tuple(box)] for box in entry["boxes"]],
            "source": "boxes",
        }
        for entry in entries
    ]
    annotations = [
        {
            "id": number,
            "image_id": photo,
            "bbox": [share * side for share, side in zip(box, sizes[photo] * 2, strict=True)],
        }
        for (photo, box), number in ids.items()
    ]
    _write(path, refs)
    _write(instances, {"annotations": annotations})


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))
