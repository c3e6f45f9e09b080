"""Fruit and donuts. Every function returns the parts of one thing standing on z = 0."""

from __future__ import annotations

import math

import bpy
import numpy as np
from mathutils import Vector, noise

import materials as m
from mesh import lathe, mesh_object, remap, surface, sweep
from shader import srgb

Parts = list[bpy.types.Object]


def wobble(points: np.ndarray, amount: float, scale: float, seed: int) -> np.ndarray:
    """Push points about by smooth noise: nothing that grew or was baked is a perfect solid."""
    shift = Vector((seed * 7.3, seed * 3.1, seed * 5.7))
    moved = points.copy()
    for row in moved.reshape(-1, 3):
        place = Vector(row) * scale + shift
        # Not noise_vector: it answers differently in every process.
        row += amount * np.array([noise.noise(place + Vector((0, 0, 13.7 * axis))) for axis in range(3)])
    return moved


def apple(ground: str, blush: str, cover: float = 0.6, radius: float = 0.40, seed: int = 0) -> Parts:
    """An apple with five soft lobes, dents above and below, and a stem. `cover` 0..1 is the share of blush."""
    k = radius / 0.42
    profile = [
        (0.0, 0.11),
        (0.06, 0.08),
        (0.15, 0.01),
        (0.26, 0.0),
        (0.35, 0.085),
        (0.42, 0.27),
        (0.445, 0.48),
        (0.42, 0.65),
        (0.33, 0.765),
        (0.19, 0.79),
        (0.09, 0.73),
        (0.03, 0.66),
        (0.0, 0.64),
    ]
    skin = m.apple_skin(srgb(ground), srgb(blush), cover)
    body = lathe('apple', [(r * k, z * k) for r, z in profile], [skin])

    def lobes(points: np.ndarray) -> np.ndarray:
        angle = np.arctan2(points[:, 1], points[:, 0]) + seed
        weight = 0.35 + 0.65 * np.abs(points[:, 2] / (0.4 * k) - 1) ** 1.5
        factor = 1 + 0.014 * np.cos(5 * angle) * weight + 0.03 * np.cos(angle + seed)
        moved = points.copy()
        moved[:, :2] *= factor[:, None]
        moved[:, 2] *= 1 + 0.03 * np.cos(angle * 1 + 2.0 * seed) * (points[:, 2] > 0.3)
        return wobble(moved, 0.012, 2.5, seed + 1)

    remap(body, lobes)
    lean = 0.5 + 0.3 * math.sin(seed * 2.1)
    t = np.linspace(0, 1, 14)
    path = np.stack([lean * 0.18 * k * t**2, 0.06 * k * np.sin(seed) * t**2, (0.64 + 0.30 * t) * k], 1)
    stem = sweep('stem', path, (0.016 + 0.012 * t**6) * k, m.bark(srgb('#5a4126')), sides=10)
    return [body, stem]


def orange(colour: str = '#f08a12', radius: float = 0.38, seed: int = 0) -> Parts:
    """An orange with the little star where it hung."""
    theta = np.linspace(0, math.pi, 64)
    dimple = 0.04 * np.exp(-(((math.pi - theta) / 0.16) ** 2))
    profile = np.stack([np.sin(theta), 0.95 * (1 - np.cos(theta)) - dimple], 1) * radius
    peel = m.orange_skin(srgb(colour))
    body = lathe('orange', profile.tolist(), [peel], segments=96, rounds=0)
    remap(body, lambda p: wobble(p, 0.014, 1.8, seed + 11))
    top = radius * 1.865
    angle = np.linspace(0, 2 * math.pi, 30, endpoint=False)
    star = 0.035 * (1 + 0.4 * np.cos(5 * angle))
    rings = [
        np.stack([star * s * np.cos(angle), star * s * np.sin(angle), np.full(30, top + lift)], 1)
        for s, lift in ((1.0, -0.018), (0.8, 0.006), (0.3, 0.004), (0.0, 0.0))
    ]
    button = surface('button', np.stack(rings), [m.plain(srgb('#6f7a3a'), 0.7)], close_columns=True)
    return [body, button]


def banana_tube(length: float, bend: float, width: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Path (n, 3) and radius (n,) of a banana that starts at the origin, runs along +x and bends in the xz plane."""
    t = np.linspace(0, 1, 72)
    rng = np.random.default_rng(seed)
    bend = bend * rng.uniform(0.92, 1.08)
    # Curvature is least at the stem: the neck runs straight before the fruit bends.
    heading = bend * (t**1.15) - bend * 0.35
    step = length / len(t)
    path = np.cumsum(np.stack([np.cos(heading), np.zeros_like(t), -np.sin(heading)], 1) * step, 0)
    stops = [0, 0.04, 0.12, 0.22, 0.35, 0.55, 0.75, 0.88, 0.95, 0.975, 1.0]
    sizes = [0.36, 0.30, 0.34, 0.72, 0.95, 1.0, 0.95, 0.66, 0.30, 0.24, 0.22]
    radius = np.interp(t, stops, sizes)
    radius = np.convolve(np.pad(radius, 3, mode='edge'), np.ones(7) / 7, 'valid')
    return path, radius * width


def banana_bunch(count: int = 4, length: float = 1.9, seed: int = 0, spread: float = 0.26) -> Parts:
    """A hand of bananas, crown at the origin, fingers fanned along +x and resting on their tips."""
    skin = m.banana_skin()
    rng = np.random.default_rng(seed)
    parts = []
    for i in range(count):
        place = i - (count - 1) / 2
        path, radius = banana_tube(length * rng.uniform(0.93, 1.05), 1.55, 0.17, seed * 10 + i)
        tube = sweep('banana', path, radius, skin, sides=30, corners=(5, 0.045))
        roll, yaw = place * 0.30, place * spread
        cr, sr, cy, sy = math.cos(roll), math.sin(roll), math.cos(yaw), math.sin(yaw)
        turn = np.array([[cy, -sy, 0], [sy, cy, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, cr, sr], [0, -sr, cr]])
        remap(tube, lambda p, turn=turn, place=place: p @ turn.T + np.array([0, place * 0.075, 0.0]))
        parts.append(tube)
    crown = sweep(
        'crown',
        [(-0.10, 0, -0.03), (-0.04, 0, -0.01), (0.05, 0, 0.02), (0.16, 0, 0.05)],
        [0.05, 0.075, 0.08, 0.05],
        m.bark(srgb('#5d5526')),
        section=(0.75, 0.6 + 0.42 * count),
    )
    parts.append(crown)
    low = min(min(v.co.z for v in part.data.vertices) for part in parts)
    for part in parts:
        remap(part, lambda p: p - np.array([0, 0, low]))
    return parts


def banana(length: float = 1.9, seed: int = 0) -> Parts:
    """One banana lying on its side, its middle at the origin."""
    path, radius = banana_tube(length, 1.5, 0.175, seed)
    tube = sweep('banana', path, radius, m.banana_skin(), sides=30, corners=(5, 0.045))

    def lay(points: np.ndarray) -> np.ndarray:
        centre = points.mean(0)
        flat = np.stack([points[:, 0] - centre[0], points[:, 2] - centre[2], points[:, 1]], 1)
        return flat + np.array([0, 0, 0.17])

    return [remap(tube, lay)]


def capsule(centre: Vector, direction: Vector, length: float, radius: float) -> tuple[list, list]:
    """Vertices and faces of a small six-sided capsule."""
    side = direction.orthogonal().normalized()
    other = direction.cross(side)
    rows = [(-0.5, 0.0), (-0.42, 0.75), (-0.3, 1.0), (0.3, 1.0), (0.42, 0.75), (0.5, 0.0)]
    vertices = []
    for offset, share in rows:
        for k in range(6):
            a = k * math.pi / 3
            vertices.append(
                centre + direction * offset * length + (side * math.cos(a) + other * math.sin(a)) * radius * share
            )
    faces = [
        (i * 6 + k, i * 6 + (k + 1) % 6, (i + 1) * 6 + (k + 1) % 6, (i + 1) * 6 + k)
        for i in range(len(rows) - 1)
        for k in range(6)
    ]
    return vertices, faces


def sprinkles(place, colours: list[str], count: int, rng: np.random.Generator) -> bpy.types.Object:
    """Sugar strands scattered over the icing; `place(u, v)` gives a point and its normal."""
    vertices, faces, which = [], [], []
    for _ in range(count):
        point, normal = place(rng.uniform(0, 2 * math.pi), rng.uniform(0.12, 0.88))
        direction = normal.cross(Vector(rng.normal(size=3))).normalized()
        direction = (direction + normal * rng.uniform(-0.12, 0.12)).normalized()
        new, quads = capsule(point + normal * 0.008, direction, 0.085, 0.0125)
        faces += [tuple(i + len(vertices) for i in quad) for quad in quads]
        which += [int(rng.integers(len(colours)))] * len(quads)
        vertices += new
    sugar = [m.plain(srgb(colour), 0.3, coat=0.3) for colour in colours]
    return mesh_object('sprinkles', np.array([tuple(v) for v in vertices]), faces, sugar, which)


def donut(
    colour: str, sprinkle: list[str] | None = None, drizzle: str | None = None, seed: int = 0, size: float = 1.0
) -> Parts:
    """A ring donut with icing, and sprinkles or a drizzle on it."""
    rng = np.random.default_rng(seed)
    big, small, flat = 0.345 * size, 0.175 * size, 0.88
    shift = Vector((seed * 4.7, seed * 1.9, 0))

    def ring(u: float, v: float, lift: float = 0.0) -> Vector:
        """A point of the dough at angle u round the axis and v round the tube (v = pi / 2 on top)."""
        swell = 1 + 0.05 * noise.noise(Vector((math.cos(u) * 1.3, math.sin(u) * 1.3, v * 0.4)) + shift)
        across = small * swell + lift
        far = big + across * math.cos(v)
        return Vector((far * math.cos(u), far * math.sin(u), small * flat + across * flat * math.sin(v)))

    us, vs = np.linspace(0, 2 * math.pi, 128, endpoint=False), np.linspace(0, 2 * math.pi, 64, endpoint=False)
    lattice = np.array([[tuple(ring(u, v)) for v in vs] for u in us])
    heights = np.broadcast_to(np.sin(vs)[None] * 1.0, lattice.shape[:2])
    parts = [surface('dough', lattice, [m.dough()], True, True, along=heights)]

    def edge(u: float) -> tuple[float, float]:
        """Where the icing starts on the outside and ends in the hole: it ran down unevenly."""
        run = noise.noise(Vector((math.cos(u) * 2.2, math.sin(u) * 2.2, 0)) + shift * 2)
        drip = noise.noise(Vector((math.cos(u) * 5.0, math.sin(u) * 5.0, 3)) + shift)
        return 0.22 - 0.30 * run - 0.16 * drip, math.pi + 0.05 + 0.2 * drip

    def iced(u: float, w: float) -> Vector:
        """A point of the icing's skin, w from 0 (outer edge) to 1 (inner edge)."""
        low, high = edge(u)
        round_off = (1 - abs(2 * w - 1) ** 7) ** 0.5
        wave = 0.006 * noise.noise(Vector((math.cos(u) * 3, math.sin(u) * 3, w * 3)) + shift)
        return ring(u, low + w * (high - low), size * (-0.012 + (0.042 + wave) * round_off))

    ws = 0.5 - 0.5 * np.cos(np.linspace(0, math.pi, 48))
    parts.append(
        surface('icing', np.array([[tuple(iced(u, w)) for w in ws] for u in us]), [m.icing(srgb(colour))], True)
    )

    def place(u: float, w: float) -> tuple[Vector, Vector]:
        point, e = iced(u, w), 0.01
        normal = (iced(u + e, w) - point).cross(iced(u, w + e) - point).normalized()
        return point, normal

    if sprinkle:
        parts.append(sprinkles(place, sprinkle, int(150 * size), rng))
    if drizzle:
        turns = np.linspace(0, 2 * math.pi, 420)
        path = [place(u, 0.5 + 0.36 * math.sin(13 * u)) for u in turns]
        line = np.array([tuple(p + n * 0.004) for p, n in path])
        parts.append(sweep('drizzle', line, np.full(len(line), 0.016), m.icing(srgb(drizzle)), sides=10))
    return parts
