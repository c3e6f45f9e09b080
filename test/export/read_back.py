"""Reads exported files back with the tools that others use: psd-tools and pycocotools.

Usage: read_back.py FILE.psd FILE.coco.json EXPECTED.json
EXPECTED holds {"width", "height", "group", "layers": [{"name", "alpha": base64 of the whole photo's alpha}], "icc"
(base64)}. Exits 1 with a message at the first difference.
"""

import base64
import json
import sys

import numpy as np
from psd_tools import PSDImage
from psd_tools.constants import Resource
from pycocotools import mask as mask_api
from pycocotools.coco import COCO

INSIDE = 128


def check(condition, message):
    if not condition:
        sys.exit(message)


def expected_alphas(expected):
    shape = (expected["height"], expected["width"])
    return [np.frombuffer(base64.b64decode(layer["alpha"]), np.uint8).reshape(shape) for layer in expected["layers"]]


def check_psd(path, expected, alphas):
    psd = PSDImage.open(path)
    check(psd.size == (expected["width"], expected["height"]), f"PSD size {psd.size}")
    check(psd.has_thumbnail() and psd.has_preview(), "PSD has no thumbnail or no composite")
    icc = psd.image_resources.get_data(Resource.ICC_PROFILE)
    check(icc == base64.b64decode(expected["icc"]), "PSD profile differs")
    background, group = psd
    check(background.name == "Background" and not background.has_mask(), "PSD background")
    check(group.is_group() and group.name == expected["group"], f"PSD group {group.name}")
    photo = np.asarray(background.topil())[..., :3]
    composite = np.asarray(psd.topil())[..., :3]
    check(np.array_equal(photo, composite), "PSD composite is not the photo")
    layers = list(reversed(list(group)))
    check([layer.name for layer in layers] == [layer["name"] for layer in expected["layers"]], "PSD layer names")
    for layer, alpha in zip(layers, alphas):
        found = np.zeros_like(alpha)
        mask = layer.mask
        found[mask.top : mask.bottom, mask.left : mask.right] = np.asarray(mask.topil())
        check(mask.background_color == 0, "PSD mask does not hide what is outside")
        check(np.array_equal(found, alpha), f"PSD mask of {layer.name} differs")
        pixels = np.asarray(layer.topil().convert("RGB"))
        check(np.array_equal(pixels, photo[layer.top : layer.bottom, layer.left : layer.right]), "PSD layer pixels")


def check_coco(path, expected, alphas):
    coco = COCO(path)
    annotations = coco.loadAnns(sorted(coco.getAnnIds()))
    check(len(annotations) == len(alphas), f"COCO has {len(annotations)} annotations")
    for annotation, alpha in zip(annotations, alphas):
        inside = (alpha >= INSIDE).astype(np.uint8)
        check(np.array_equal(coco.annToMask(annotation), inside), "COCO mask differs")
        rle = mask_api.encode(np.asfortranarray(inside))
        check(rle["counts"].decode("ascii") == annotation["segmentation"]["counts"], "COCO RLE differs")
        check(annotation["area"] == mask_api.area(rle), "COCO area differs")
        check(annotation["bbox"] == mask_api.toBbox(rle).tolist(), "COCO box differs")
        check_polygons(annotation, inside)


def check_polygons(annotation, inside):
    height, width = inside.shape
    filled = np.zeros_like(inside)
    for ring in annotation["polygons"] + annotation["polygon_holes"]:
        filled ^= mask_api.decode(mask_api.frPyObjects([ring], height, width))[..., 0]
    check(np.array_equal(filled, inside), "COCO polygons differ from the mask")


def main():
    psd_path, coco_path, expected_path = sys.argv[1:]
    with open(expected_path, encoding="utf-8") as file:
        expected = json.load(file)
    alphas = expected_alphas(expected)
    check_psd(psd_path, expected, alphas)
    check_coco(coco_path, expected, alphas)


if __name__ == "__main__":
    main()
