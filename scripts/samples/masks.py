"""Exact instance masks from the renderer's object index pass, and the JSON file of a scene's truth."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import bpy
import numpy as np
from pycocotools import mask as rle

from scene import Scene


def index_map() -> np.ndarray:
    """Render the number of the thing seen at every pixel's centre: (height, width) integers, 0 = none.

    The lens is closed for it (no depth of field) and one sample is taken at each centre, so that every
    pixel belongs to one thing. Glass counts as itself, not as what is seen through it.
    """
    scene = bpy.context.scene
    scene.camera.data.dof.use_dof = False
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.use_adaptive_sampling = 1, False, False
    scene.cycles.max_bounces, scene.cycles.filter_width = 0, 0.01
    scene.view_layers[0].use_pass_object_index = True
    scene.use_nodes = True
    nodes, links = scene.node_tree.nodes, scene.node_tree.links
    nodes.clear()
    layers, files = nodes.new('CompositorNodeRLayers'), nodes.new('CompositorNodeOutputFile')
    files.format.file_format, files.format.color_depth = 'OPEN_EXR', '32'
    links.new(layers.outputs['IndexOB'], files.inputs[0])
    with tempfile.TemporaryDirectory() as folder:
        files.base_path = folder
        bpy.ops.render.render()
        image = bpy.data.images.load(str(next(Path(folder).glob('*.exr'))))
        image.colorspace_settings.name = 'Non-Color'
        width, height = image.size
        flat = np.empty(width * height * image.channels, np.float32)
        image.pixels.foreach_get(flat)
    values = flat.reshape(height, width, -1)[::-1, :, 0]
    numbers = np.rint(values).astype(int)
    if np.abs(values - numbers).max() > 1e-3:
        raise RuntimeError('the index pass holds blended values: the pixel filter was not closed')
    return numbers


def write_truth(scene: Scene, index: np.ndarray, folder: Path) -> None:
    """Write `<scene>.json`: size, things with box and COCO compressed mask, phrases with the numbers they mean."""
    objects = []
    for number, thing in enumerate(scene.things, start=1):
        seen = index == number
        if not seen.any():
            raise RuntimeError(f'{scene.name}: {thing.name} cannot be seen')
        packed = rle.encode(np.asfortranarray(seen.astype(np.uint8)))
        objects.append(
            {
                'id': number,
                'label': thing.label,
                'name': thing.name,
                'attributes': thing.attributes,
                'box': [round(float(v), 1) for v in rle.toBbox(packed)],
                'mask': {'size': [int(v) for v in packed['size']], 'counts': packed['counts'].decode('ascii')},
            }
        )
    number_of = {thing.name: number for number, thing in enumerate(scene.things, start=1)}
    phrases = [
        {'phrase': phrase, 'targets': sorted(number_of[name] for name in names)} for phrase, names in scene.phrases
    ]
    height, width = index.shape
    truth = {
        'image': f'{scene.name}.jpg',
        'about': scene.about,
        'width': width,
        'height': height,
        'objects': objects,
        'phrases': phrases,
    }
    text = json.dumps(truth, indent=1, ensure_ascii=False)
    (folder / f'{scene.name}.json').write_text(text + '\n', encoding='utf-8')
