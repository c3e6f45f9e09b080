"""Mesh building blocks: every thing in the scenes is made of these few surfaces.

Units: one Blender unit is one decimetre, z is up, and a thing stands on z = 0 at the origin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import bpy
import numpy as np

Point = tuple[float, float]


def chaikin(points: Sequence[Sequence[float]], rounds: int = 3) -> np.ndarray:
    """Round the corners of an open polyline by Chaikin's corner cutting (1974); the ends stay.

    :param points: (n, d) corners.
    :returns: (m, d) rounded polyline, m grows about twofold a round.
    """
    line = np.asarray(points, float)
    for _ in range(rounds):
        near = line[:-1] * 0.75 + line[1:] * 0.25
        far = line[:-1] * 0.25 + line[1:] * 0.75
        cut = np.stack([near, far], 1).reshape(-1, line.shape[1])
        line = np.concatenate([line[:1], cut[1:-1], line[-1:]])
    return line


def mesh_object(
    name: str,
    vertices: np.ndarray,
    faces: Sequence[Sequence[int]],
    materials: Sequence[bpy.types.Material],
    face_material: Sequence[int] | None = None,
    along: np.ndarray | None = None,
    smooth: bool = True,
) -> bpy.types.Object:
    """Make a mesh object in the current scene.

    :param along: one number a vertex, readable in materials as the attribute "along".
    """
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(np.asarray(vertices, float).tolist(), [], [list(face) for face in faces])
    for material in materials:
        mesh.materials.append(material)
    if face_material is not None:
        mesh.polygons.foreach_set('material_index', np.asarray(face_material, np.int32))
    if along is not None:
        layer = mesh.attributes.new('along', 'FLOAT', 'POINT')
        layer.data.foreach_set('value', np.asarray(along, np.float32))
    mesh.polygons.foreach_set('use_smooth', np.full(len(mesh.polygons), smooth))
    mesh.update()
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def grid_faces(rows: int, columns: int, close_rows: bool = False, close_columns: bool = False) -> list[tuple[int, ...]]:
    """Quads over a (rows, columns) lattice of vertices in row-major order."""
    faces = []
    for i in range(rows if close_rows else rows - 1):
        for j in range(columns if close_columns else columns - 1):
            i2, j2 = (i + 1) % rows, (j + 1) % columns
            faces.append((i * columns + j, i * columns + j2, i2 * columns + j2, i2 * columns + j))
    return faces


def surface(
    name: str,
    points: np.ndarray,
    materials: Sequence[bpy.types.Material],
    close_rows: bool = False,
    close_columns: bool = False,
    row_material: Sequence[int] | None = None,
    along: np.ndarray | None = None,
) -> bpy.types.Object:
    """A smooth surface through a (rows, columns, 3) lattice of points."""
    rows, columns = points.shape[:2]
    faces = grid_faces(rows, columns, close_rows, close_columns)
    face_material = None
    if row_material is not None:
        face_material = [row_material[face[0] // columns] for face in faces]
    values = None if along is None else np.broadcast_to(along, (rows, columns)).ravel()
    return mesh_object(name, points.reshape(-1, 3), faces, materials, face_material, values)


def lathe(
    name: str,
    profile: Sequence[Point],
    materials: Sequence[bpy.types.Material],
    segments: int = 128,
    rounds: int = 3,
    inner_from: float | None = None,
    ribs: tuple[int, float] = (0, 0.0),
) -> bpy.types.Object:
    """Turn a profile of (radius, height) corners about the z axis.

    :param inner_from: share of the profile's corners after which the second material is used.
    :param ribs: number of vertical ribs and their relative depth.
    """
    line = chaikin(profile, rounds)
    angle = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    radius = line[:, :1] * (1 + ribs[1] * np.cos(ribs[0] * angle)[None])
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle), np.broadcast_to(line[:, 1:2], radius.shape)], -1)
    change = len(line) if inner_from is None else int(inner_from * len(line))
    row_material = [int(row >= change) for row in range(len(line))]
    along = np.linspace(0, 1, len(line))[:, None]
    return surface(name, points, materials, close_columns=True, row_material=row_material, along=along)


def frames(path: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two unit normals along a path, carried without twist (parallel transport)."""
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    start = np.array([0.0, 0.0, 1.0]) if abs(tangent[0, 2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    normals = []
    normal = start
    for direction in tangent:
        normal = normal - direction * normal.dot(direction)
        normal = normal / np.linalg.norm(normal)
        normals.append(normal)
    first = np.array(normals)
    return first, np.cross(tangent, first)


def sweep(
    name: str,
    path: Sequence[Sequence[float]],
    radius: Sequence[float] | np.ndarray,
    material: bpy.types.Material,
    sides: int = 24,
    section: tuple[float, float] = (1.0, 1.0),
    corners: tuple[int, float] = (0, 0.0),
) -> bpy.types.Object:
    """A capped tube along a path.

    :param radius: one radius a path point.
    :param section: stretch of the cross-section along its two normals.
    :param corners: number of soft corners of the cross-section and their relative height.
    """
    line = np.asarray(path, float)
    first, second = frames(line)
    angle = np.linspace(0, 2 * math.pi, sides, endpoint=False)
    ring = 1 + corners[1] * np.cos(corners[0] * angle)
    across = np.cos(angle)[None, :, None] * first[:, None] * section[0]
    across = across + np.sin(angle)[None, :, None] * second[:, None] * section[1]
    points = line[:, None] + across * (ring[None] * np.asarray(radius, float)[:, None])[..., None]
    # Rings of no radius at both ends close the tube.
    points = np.concatenate([np.repeat(line[:1, None], sides, 1), points, np.repeat(line[-1:, None], sides, 1)])
    along = np.concatenate([[0.0], np.linspace(0, 1, len(line)), [1.0]])[:, None]
    return surface(name, points, [material], close_columns=True, along=along)


def rounded_box(
    name: str,
    size: Sequence[float],
    centre: Sequence[float],
    material: bpy.types.Material,
    bevel: float = 0.02,
    segments: int = 3,
) -> bpy.types.Object:
    """A box with rounded edges."""
    half = np.asarray(size, float) / 2
    signs = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    thing = mesh_object(name, signs * half + np.asarray(centre, float), faces, [material])
    modifier = thing.modifiers.new('bevel', 'BEVEL')
    modifier.width = bevel
    modifier.segments = segments
    modifier.limit_method = 'NONE'
    modifier.harden_normals = True
    return thing


def disc(name: str, radius: float, height: float, material: bpy.types.Material, rise: float = 0.0) -> bpy.types.Object:
    """A horizontal disc whose rim rises a little, as a liquid does at the wall of its cup."""
    profile = [(0.0, height), (radius * 0.5, height), (radius * 0.95, height), (radius, height + rise)]
    return lathe(name, profile, [material], rounds=2)


def text_mesh(words: str, size: float, material: bpy.types.Material, spacing: float = 1.0) -> bpy.types.Object:
    """Flat lettering in Blender's built-in font, centred on the origin in the xy plane."""
    curve = bpy.data.curves.new('lettering', 'FONT')
    curve.body = words
    curve.size = size
    curve.space_character = spacing
    curve.align_x = 'CENTER'
    curve.align_y = 'CENTER'
    source = bpy.data.objects.new('lettering', curve)
    bpy.context.scene.collection.objects.link(source)
    mesh = bpy.data.meshes.new_from_object(source.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(source)
    mesh.materials.clear()
    mesh.materials.append(material)
    thing = bpy.data.objects.new('lettering', mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def remap(thing: bpy.types.Object, change) -> bpy.types.Object:
    """Move every vertex of a mesh object by `change`, a function of an (n, 3) array."""
    count = len(thing.data.vertices)
    flat = np.empty(count * 3, np.float32)
    thing.data.vertices.foreach_get('co', flat)
    moved = np.asarray(change(flat.reshape(-1, 3).astype(float)), np.float32)
    thing.data.vertices.foreach_set('co', moved.ravel())
    thing.data.update()
    return thing


def group(name: str, parts: Sequence[bpy.types.Object]) -> bpy.types.Object:
    """Hang the parts of a thing on one empty, which is then placed in the scene."""
    root = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(root)
    for part in parts:
        part.parent = root
    return root
