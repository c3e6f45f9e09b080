"""Where the things stand: wood, cloth, walls, shelves, window light and the camera."""

from __future__ import annotations

import math
from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Vector, noise

from mesh import grid_faces, mesh_object, rounded_box
from shader import Colour, Shader, srgb

WOODS = {
    'oak': ('#7c5330', '#b98a58', '#d8b284'),
    'walnut': ('#3a2416', '#5f3d26', '#855b3b'),
    'pale': ('#b99a74', '#d9c09a', '#ead9bb'),
    'grey': ('#5d554d', '#85796d', '#a79c8f'),
}


def wood(kind: str, planks: float = 2.2, gloss: float = 0.42) -> bpy.types.Material:
    """Planks along x, `planks` wide, with rings, fibres and pores."""
    s = Shader('wood')
    dark, middle, light = (srgb(code) for code in WOODS[kind])
    where = s.node('TexCoord').outputs['Object']
    tile = s.node(
        'TexBrick',
        {'offset': 0.37, 'offset_frequency': 2},
        Vector=where,
        Color1=(0, 0, 0),
        Color2=(1, 1, 1),
        Mortar=(0.5, 0.5, 0.5),
        Scale=1.0,
        Mortar_Size=0.008,
        Mortar_Smooth=0.3,
        Bias=0.0,
    )
    tile.inputs['Brick Width'].default_value = planks * 7
    tile.inputs['Row Height'].default_value = planks
    own = s.math('MULTIPLY', tile.outputs['Color'], 19.0)
    shifted = s.node('VectorMath', {'operation': 'ADD'})
    s.put(shifted.inputs[0], where)
    s.put(shifted.inputs[1], s.node('CombineXYZ', X=own, Y=own, Z=own).outputs[0])
    board = shifted.outputs[0]
    # Growth rings: the level lines of a smooth field stretched along the board, as in a flat-sawn plank.
    field = s.noise(s.node('Mapping', Vector=board, Scale=(0.07, 0.62, 0.62)).outputs[0], 0.9, 2.0, 0.45, 0.4)
    rings = s.math('ADD', s.math('MULTIPLY', s.math('SINE', s.math('MULTIPLY', field, 95.0)), 0.5), 0.5)
    fibre = s.noise(s.node('Mapping', Vector=board, Scale=(0.28, 11.0, 11.0)).outputs[0], 2.0, 7.0, 0.68)
    cloud = s.noise(s.node('Mapping', Vector=board, Scale=(0.15, 0.7, 0.7)).outputs[0], 1.0, 4.0)
    tone = s.math('ADD', s.math('MULTIPLY', s.math('POWER', rings, 1.6), 0.20), s.math('MULTIPLY', fibre, 0.62))
    tone = s.math('ADD', tone, s.math('MULTIPLY', cloud, 0.30))
    base = s.ramp(tone, [(0.30, dark), (0.55, middle), (0.84, light)])
    pores = s.steps(s.noise(s.node('Mapping', Vector=board, Scale=(1.1, 34.0, 34.0)).outputs[0], 1.6, 2.0), 0.60, 0.72)
    base = s.mix(s.math('MULTIPLY', pores, 0.55), base, dark)
    base = s.mix(s.math('MULTIPLY', tile.outputs['Color'], 0.22), base, dark, 'MULTIPLY')
    base = s.mix(tile.outputs['Fac'], base, tuple(c * 0.25 for c in dark))
    height = s.math('SUBTRACT', s.math('MULTIPLY', pores, -0.5), s.math('MULTIPLY', tile.outputs['Fac'], 1.5))
    rough = s.math('ADD', s.math('MULTIPLY', fibre, 0.2), gloss - 0.1)
    return s.principled(Base_Color=base, Roughness=rough, Normal=s.bump(height, 0.35, 0.02))


def linen(colour: Colour, stripe: Colour | None = None, every: float = 1.0) -> bpy.types.Material:
    """Woven cloth, with thin stripes along y every `every` units if a stripe colour is given."""
    s = Shader('linen')
    where = s.node('TexCoord').outputs['UV']
    threads = []
    for direction in ('X', 'Y'):
        threads.append(
            s.node(
                'TexWave',
                {'wave_type': 'BANDS', 'bands_direction': direction},
                Vector=where,
                Scale=26.0,
                Distortion=1.2,
                Detail=2.0,
                Detail_Scale=2.0,
            ).outputs['Fac']
        )
    weave = s.math('MULTIPLY', threads[0], threads[1])
    slub = s.noise(s.node('Mapping', Vector=where, Scale=(1.0, 18.0, 1.0)).outputs[0], 3.0, 4.0)
    base = s.mix(s.math('MULTIPLY', weave, 0.35), colour, tuple(c * 0.72 for c in colour))
    base = s.mix(s.math('MULTIPLY', slub, 0.25), base, tuple(c * 0.8 for c in colour))
    if stripe is not None:
        across = s.node('SeparateXYZ', Vector=where).outputs['X']
        phase = s.math('FRACT', s.math('DIVIDE', across, every))
        inside = s.math('MULTIPLY', s.math('GREATER_THAN', phase, 0.44), s.math('LESS_THAN', phase, 0.56))
        base = s.mix(s.math('MULTIPLY', inside, 0.85), base, stripe)
    return s.principled(Base_Color=base, Roughness=0.9, Sheen_Weight=0.25, Normal=s.bump(weave, 0.35, 0.012))


def paint(colour: Colour) -> bpy.types.Material:
    """A painted or plastered wall."""
    s = Shader('paint')
    where = s.coordinates(vary=False)
    base = s.mix(s.noise(where, 0.25, 3.0), tuple(c * 0.9 for c in colour), colour)
    return s.principled(Base_Color=base, Roughness=0.8, Normal=s.bump(s.noise(where, 6.0, 5.0, 0.6), 0.12, 0.05))


def tiles(colour: Colour, grout: Colour, width: float = 1.5, height: float = 0.75) -> bpy.types.Material:
    """Glazed wall tiles in running bond (object x and y)."""
    s = Shader('tiles')
    where = s.node('TexCoord').outputs['Object']
    tile = s.node(
        'TexBrick',
        {'offset': 0.5},
        Vector=where,
        Color1=colour,
        Color2=tuple(c * 0.86 for c in colour),
        Mortar=grout,
        Scale=1.0,
        Mortar_Size=0.025,
        Mortar_Smooth=0.25,
    )
    tile.inputs['Brick Width'].default_value = width
    tile.inputs['Row Height'].default_value = height
    hand_made = s.bump(s.noise(where, 0.9, 2.0), 0.2, 0.1)
    relief = s.bump(s.math('SUBTRACT', 1.0, tile.outputs['Fac']), 0.6, 0.03, hand_made)
    return s.principled(Base_Color=tile.outputs['Color'], Roughness=0.16, Normal=relief)


def stone(colour: Colour, vein: Colour) -> bpy.types.Material:
    """A polished worktop with soft veins."""
    s = Shader('stone')
    where = s.coordinates(vary=False)
    cloud = s.noise(where, 0.35, 6.0, 0.6, 1.2)
    line = s.math('ABSOLUTE', s.math('SUBTRACT', cloud, 0.5))
    base = s.mix(s.math('MULTIPLY', s.steps(line, 0.05, 0.0), 0.55), colour, vein)
    base = s.mix(s.math('MULTIPLY', s.steps(s.noise(where, 22.0, 3.0), 0.55, 0.7), 0.25), base, vein)
    return s.principled(Base_Color=base, Roughness=0.2)


def floor(
    material: bpy.types.Material, depth: tuple[float, float] = (-8.0, 9.0), width: float = 34.0
) -> bpy.types.Object:
    """A table top or counter at z = 0 from y = depth[0] to depth[1]."""
    size = (width, depth[1] - depth[0], 0.5)
    return rounded_box('table', size, (0, sum(depth) / 2, -0.25), material, 0.05)


def wall(material: bpy.types.Material, y: float, low: float = -8.0, high: float = 22.0) -> bpy.types.Object:
    """An upright wall facing -y."""
    points = np.array([(-40, low, 0), (40, low, 0), (40, high, 0), (-40, high, 0)], float)
    thing = mesh_object('wall', points, [(0, 1, 2, 3)], [material], smooth=False)
    thing.rotation_euler = (math.pi / 2, 0, 0)
    thing.location = (0, y, 0)
    return thing


def cloth(
    material: bpy.types.Material,
    centre: tuple[float, float],
    size: tuple[float, float],
    turn: float = 0.0,
    crease: float = 0.05,
    seed: int = 0,
) -> bpy.types.Object:
    """A cloth lying on the table with soft creases; flat in its middle so that things stand well on it."""
    nx, ny = 160, 160
    x, y = np.meshgrid(np.linspace(-1, 1, nx), np.linspace(-1, 1, ny), indexing='ij')
    lattice = np.stack([x * size[0] / 2, y * size[1] / 2, np.zeros_like(x)], -1)
    shift = Vector((seed * 9.1, seed * 4.3, 0))
    for row, u, v in zip(lattice.reshape(-1, 3), x.ravel(), y.ravel(), strict=True):
        place = Vector(row)
        fold = 1 - abs(noise.noise(place * 0.55 + shift)) * 2.2
        fine = noise.noise(place * 1.7 + shift)
        calm = max(abs(u), abs(v)) ** 4
        row[2] = 0.012 + crease * (0.25 + 0.75 * calm) * max(0.0, 0.75 * max(0.0, fold) ** 3 + 0.25 * fine)
        row[0] += 0.05 * noise.noise(place * 0.8 + shift)
        row[1] += 0.05 * noise.noise(place * 0.8 - shift)
    thing = mesh_object('cloth', lattice.reshape(-1, 3), grid_faces(nx, ny), [material])
    layer = thing.data.uv_layers.new(name='cloth')
    flat = np.stack([x * size[0] / 2, y * size[1] / 2], -1).reshape(-1, 2)
    for loop in thing.data.loops:
        layer.data[loop.index].uv = flat[loop.vertex_index]
    solid = thing.modifiers.new('thickness', 'SOLIDIFY')
    solid.thickness, solid.offset = 0.012, 1.0
    thing.location = (*centre, 0.0)
    thing.rotation_euler = (0, 0, math.radians(turn))
    return thing


def area_light(place, aim, size: tuple[float, float], power: float, colour: str = '#ffffff') -> bpy.types.Object:
    """A rectangular lamp at `place` looking at `aim`; power in watts."""
    lamp = bpy.data.lights.new('lamp', 'AREA')
    lamp.shape, lamp.size, lamp.size_y = 'RECTANGLE', *size
    lamp.energy, lamp.color = power, srgb(colour)
    thing = bpy.data.objects.new('lamp', lamp)
    bpy.context.scene.collection.objects.link(thing)
    thing.location = place
    thing.rotation_euler = (Vector(aim) - Vector(place)).to_track_quat('-Z', 'Y').to_euler()
    return thing


def window(place, aim, size: tuple[float, float], power: float, colour: str = '#eef4ff') -> list[bpy.types.Object]:
    """Daylight through a window of two by two panes: four lamps, so that glaze mirrors a window and no lamp."""
    centre, direction = Vector(place), (Vector(aim) - Vector(place)).normalized()
    right = direction.cross(Vector((0, 0, 1))).normalized()
    up = right.cross(direction)
    panes = []
    for i in (-1, 1):
        for j in (-1, 1):
            spot = centre + right * (i * size[0] * 0.26) + up * (j * size[1] * 0.26)
            panes.append(area_light(spot, spot + direction, (size[0] * 0.48, size[1] * 0.48), power / 4, colour))
    return panes


def surroundings(horizon: str, zenith: str, strength: float) -> None:
    """The room's own light: a gradient from horizon to zenith."""
    world = bpy.data.worlds.new('room')
    bpy.context.scene.world = world
    world.use_nodes = True
    nodes, links = world.node_tree.nodes, world.node_tree.links
    height = nodes.new('ShaderNodeSeparateXYZ')
    links.new(nodes.new('ShaderNodeTexCoord').outputs['Generated'], height.inputs[0])
    ramp = nodes.new('ShaderNodeValToRGB')
    ramp.color_ramp.elements[0].color = (*srgb(horizon), 1)
    ramp.color_ramp.elements[1].color = (*srgb(zenith), 1)
    links.new(height.outputs['Z'], ramp.inputs['Fac'])
    background = nodes['Background']
    background.inputs['Strength'].default_value = strength
    links.new(ramp.outputs['Color'], background.inputs['Color'])


@dataclass(frozen=True)
class Camera:
    """Place and aim in scene units, focal length in mm on a 36 mm sensor; `blur` is the lens opening's radius."""

    place: tuple[float, float, float]
    aim: tuple[float, float, float]
    lens: float = 50.0
    blur: float = 0.02
    focus: tuple[float, float, float] | None = None


def place_camera(view: Camera) -> bpy.types.Object:
    """Make the scene's camera."""
    data = bpy.data.cameras.new('camera')
    data.lens, data.clip_start = view.lens, 0.1
    data.dof.use_dof = view.blur > 0
    data.dof.focus_distance = (Vector(view.focus or view.aim) - Vector(view.place)).length
    # Blender's lens opening is lens / (2 * f-number), in thousandths of a unit.
    data.dof.aperture_fstop = view.lens * 1e-3 / (2 * max(view.blur, 1e-6))
    thing = bpy.data.objects.new('camera', data)
    bpy.context.scene.collection.objects.link(thing)
    thing.location = view.place
    thing.rotation_euler = (Vector(view.aim) - Vector(view.place)).to_track_quat('-Z', 'Y').to_euler()
    bpy.context.scene.camera = thing
    return thing
