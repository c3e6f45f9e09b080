"""Render the sample scenes and write their pictures, exact masks and phrases.

    python render.py [--scenes breakfast desk] [--width 1920] [--samples 12] [--out ../../assets/samples]

Runs in an ordinary Python with the packages of requirements.txt (Blender comes as the package bpy).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

import masks
from scene import Scene, build
from scenes import SCENES
from setting import place_camera

HERE = Path(__file__).resolve().parent

SEED = 20261123
ASPECT = 2 / 3  # height over width


def cycles(samples: int, threads: int) -> None:
    """Path tracing on the processor, with Open Image Denoise guided by albedo and normals."""
    scene = bpy.context.scene
    scene.render.engine = 'CYCLES'
    scene.render.threads_mode, scene.render.threads = 'FIXED', threads
    settings = scene.cycles
    settings.device, settings.seed = 'CPU', SEED
    settings.samples, settings.use_adaptive_sampling, settings.adaptive_threshold = samples, True, 0.012
    settings.use_denoising, settings.denoiser = True, 'OPENIMAGEDENOISE'
    settings.denoising_input_passes, settings.denoising_prefilter = 'RGB_ALBEDO_NORMAL', 'FAST'
    settings.max_bounces, settings.diffuse_bounces, settings.glossy_bounces = 12, 3, 4
    settings.transmission_bounces, settings.transparent_max_bounces = 12, 12
    settings.caustics_reflective = settings.caustics_refractive = False
    settings.sample_clamp_indirect = 6.0
    # A handful of lamps: choosing among them at random is cheaper than walking the light tree.
    settings.use_light_tree = False
    settings.blur_glossy = 0.6


def develop(exposure: float) -> None:
    """The tone curve of the photograph."""
    view = bpy.context.scene.view_settings
    view.view_transform, view.look = 'AgX', 'AgX - High Contrast'
    view.exposure = exposure


def frame(width: int) -> None:
    """The size of the picture in pixels."""
    render = bpy.context.scene.render
    render.resolution_x, render.resolution_y, render.resolution_percentage = width, round(width * ASPECT), 100


def photograph(path: Path) -> None:
    """Render the picture itself to a JPEG file."""
    render = bpy.context.scene.render
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / 'picture.png'
        render.image_settings.file_format, render.image_settings.color_mode = 'PNG', 'RGB'
        render.filepath = str(raw)
        bpy.ops.render.render(write_still=True)
        with Image.open(raw) as picture:
            picture.save(path, quality=90, optimize=True, progressive=True, subsampling=0)


def render_scene(scene: Scene, options: argparse.Namespace) -> None:
    """Build one scene, photograph it and write its truth beside the picture."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    build(scene)
    place_camera(scene.camera)
    started = time.monotonic()
    cycles(options.samples, options.threads)
    develop(scene.exposure)
    frame(options.width)
    if not options.truth_only:
        photograph(options.out / f'{scene.name}.jpg')
    seconds = time.monotonic() - started
    index = masks.index_map()
    masks.write_truth(scene, index, options.out)
    shares = np.bincount(index.ravel(), minlength=len(scene.things) + 1)[1:] / index.size
    print(
        f'{scene.name}: {seconds:.0f} s; smallest thing '
        f'{100 * shares.min():.2f} % ({scene.things[int(shares.argmin())].name})'
    )


def main() -> None:
    """Entry of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--scenes', nargs='+', choices=sorted(SCENES), default=sorted(SCENES))
    parser.add_argument('--width', type=int, default=1920)
    parser.add_argument('--samples', type=int, default=12, help='paths a pixel')
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--truth-only', action='store_true', help='write masks and phrases, keep the picture')
    parser.add_argument('--out', type=Path, default=HERE.parents[1] / 'assets' / 'samples')
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.scenes:
        render_scene(SCENES[name], options)


if __name__ == '__main__':
    main()
