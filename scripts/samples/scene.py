"""What a sample scene is: things, their places and the phrases that are true of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import bpy
from mathutils import Euler, Vector

from mesh import group
from setting import Camera


@dataclass(frozen=True)
class Thing:
    """One thing a user could name.

    `label` is its COCO class; `make` returns its parts, standing on z = 0 at the origin; `at` is where it goes,
    `turn` its angle about the vertical and `tilt` about its own x and y axes, in degrees.
    """

    name: str
    label: str
    make: Callable[[], list[bpy.types.Object]]
    at: tuple[float, float, float]
    turn: float = 0.0
    tilt: tuple[float, float] = (0.0, 0.0)
    size: float = 1.0
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    """A still life; `set_up` builds what is not to be named: table, wall, cloth, plates and light.

    `exposure` is in stops.
    `phrases` pairs a phrase with the names of the things it means; an empty list means that nothing fits.
    """

    name: str
    about: str
    camera: Camera
    set_up: Callable[[], None]
    things: list[Thing]
    phrases: list[tuple[str, list[str]]]
    exposure: float = 0.0

    def __post_init__(self) -> None:
        names = [thing.name for thing in self.things]
        if len(set(names)) != len(names):
            raise ValueError(f'{self.name}: two things have the same name')
        for phrase, targets in self.phrases:
            if unknown := set(targets) - set(names):
                raise ValueError(f'{self.name}: "{phrase}" names {unknown}, which is not in the scene')


def place_all(parts: list[bpy.types.Object], at, turn: float = 0.0, tilt=(0.0, 0.0), size: float = 1.0, name='thing'):
    """Put the parts of a thing where it goes; it tilts about its middle, so that round fruit keeps its place."""
    root = group(name, parts)
    turned = Euler((math.radians(tilt[0]), math.radians(tilt[1]), math.radians(turn))).to_matrix()
    middle = Vector((0, 0, size * max(corner[2] for part in parts for corner in part.bound_box) / 2))
    root.location = Vector(at) + middle - turned @ middle
    root.rotation_euler = turned.to_euler()
    root.scale = (size, size, size)


def build(scene: Scene) -> None:
    """Build a scene in the empty file; parts of the n-th thing get pass index n (from 1), all else has 0."""
    scene.set_up()
    for number, thing in enumerate(scene.things, start=1):
        parts = thing.make()
        for part in parts:
            part.pass_index = number
        place_all(parts, thing.at, thing.turn, thing.tilt, thing.size, thing.name)
