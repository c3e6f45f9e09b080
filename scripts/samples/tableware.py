"""Mugs, plates, bowls, glasses, bottles and vases: things turned on a lathe.

Every function returns the parts of one thing; it stands on z = 0, its axis on the z axis.
"""

from __future__ import annotations

import math

import bpy
import numpy as np

import materials as m
from mesh import disc, lathe, mesh_object, remap, sweep, text_mesh
from shader import srgb

Parts = list[bpy.types.Object]

DRINKS = {
    'coffee': lambda: m.drink(srgb('#2a1308')),
    'latte': lambda: m.drink(srgb('#8a5228'), srgb('#ead0a8')),
    'tea': lambda: m.drink(srgb('#8c3d0c')),
}


def mug(
    colour: str,
    inside: str | None = None,
    drink: str | None = 'coffee',
    height: float = 0.95,
    radius: float = 0.42,
    speckle: float = 0.0,
    taper: float = 0.0,
) -> Parts:
    """A mug with wall, foot, handle (towards +x) and drink. `taper` narrows the foot."""
    outer = m.glaze(srgb(colour), speckle=speckle)
    inner = m.glaze(srgb(inside), speckle=speckle) if inside else outer
    low, wall = radius * (1 - taper), 0.045
    outside = [
        (0, 0.03),
        (low * 0.7, 0.03),
        (low * 0.74, 0.0),
        (low * 0.84, 0.0),
        (low * 0.93, 0.02),
        (low, 0.10),
        (low, 0.16),
        (radius, height * 0.6),
        (radius, height - 0.03),
        (radius, height),
    ]
    within = [
        (radius - wall, height),
        (radius - wall, height - 0.04),
        (radius - wall, height * 0.6),
        (low - wall, 0.2),
        (low - wall, 0.11),
        (low * 0.7, 0.07),
        (0, 0.07),
    ]
    body = lathe('mug', outside + within, [outer, inner], inner_from=0.585)
    turn = np.linspace(-1, 1, 40) * math.pi * 0.5
    reach, middle, span = 0.33, height * 0.53, height * 0.31
    squared = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** 0.9
    path = np.stack([radius - 0.03 + reach * np.cos(turn) ** 0.75, np.zeros_like(turn), middle + span * squared], 1)
    thickness = 0.062 + 0.022 * np.abs(turn / turn[-1]) ** 4
    handle = sweep('handle', path, thickness, outer, section=(1.35, 0.75))
    parts = [body, handle]
    if drink:
        parts.append(disc('drink', radius - wall + 0.004, height * 0.84, DRINKS[drink](), rise=0.012))
    return parts


def plate(colour: str, radius: float = 1.2, rim: str | None = None) -> Parts:
    """A dinner plate; `rim` paints its edge."""
    main = m.glaze(srgb(colour))
    edge = m.glaze(srgb(rim)) if rim else main
    profile = [
        (0, 0.02),
        (radius * 0.55, 0.02),
        (radius * 0.57, 0),
        (radius * 0.62, 0),
        (radius * 0.65, 0.03),
        (radius * 0.98, 0.125),
        (radius, 0.135),
        (radius, 0.15),
        (radius * 0.98, 0.155),
        (radius * 0.90, 0.135),
        (radius * 0.72, 0.085),
        (radius * 0.64, 0.055),
        (radius * 0.5, 0.05),
        (0, 0.05),
    ]
    body = lathe('plate', profile, [main], segments=160)
    band = lathe(
        'rim',
        [(radius * 1.002, 0.137), (radius * 1.002, 0.153), (radius * 0.98, 0.158), (radius * 0.965, 0.155)],
        [edge],
        segments=160,
    )
    return [body, band] if rim else [body]


def bowl(
    colour: str, inside: str | None = None, radius: float = 0.85, height: float = 0.48, speckle: float = 0.0
) -> Parts:
    """An open bowl on a foot ring."""
    outer = m.glaze(srgb(colour), speckle=speckle)
    inner = m.glaze(srgb(inside), speckle=speckle) if inside else outer
    r, h = radius, height
    outside = [
        (0, 0.04),
        (r * 0.36, 0.04),
        (r * 0.38, 0),
        (r * 0.45, 0),
        (r * 0.47, 0.05),
        (r * 0.72, h * 0.28),
        (r * 0.93, h * 0.65),
        (r, h * 0.97),
        (r, h),
    ]
    within = [
        (r - 0.045, h),
        (r - 0.05, h * 0.95),
        (r * 0.88 - 0.02, h * 0.65),
        (r * 0.66, h * 0.33),
        (r * 0.4, 0.11),
        (0, 0.09),
    ]
    return [lathe('bowl', outside + within, [outer, inner], inner_from=0.565, segments=160)]


def shell(outline: list[tuple[float, float]], wall: float) -> list[tuple[float, float]]:
    """Close an outer outline (foot to lip) to a thin-walled vessel's profile."""
    inner = [(max(r - wall, 0.0), z) for r, z in reversed(outline[1:])]
    inner = [(r, max(z, outline[0][1] + wall * 1.5)) for r, z in inner]
    return [*outline, *inner, (0.0, outline[0][1] + wall * 1.5)]


def wine_glass(wine: str | None = 'red', height: float = 2.1, radius: float = 0.40, fill: float = 0.42) -> Parts:
    """A stemmed glass; wine is 'red', 'white' or None."""
    clear = m.glass((0.985, 0.995, 0.99))
    h, r, base = height, radius, height * 0.47
    bowl_height = h - base
    cup = [
        (0.04, base),
        (r * 0.5, base + 0.08 * bowl_height),
        (r * 0.92, base + 0.25 * bowl_height),
        (r, base + 0.45 * bowl_height),
        (r * 0.93, base + 0.75 * bowl_height),
        (r * 0.80, h),
    ]
    wall = 0.014
    within = [
        (r * 0.80 - wall, h),
        (r * 0.93 - wall, base + 0.75 * bowl_height),
        (r - wall, base + 0.45 * bowl_height),
        (r * 0.92 - wall, base + 0.25 * bowl_height),
        (r * 0.48, base + 0.1 * bowl_height),
        (0.0, base + 0.055 * bowl_height),
    ]
    stem = [
        (0.0, 0.0),
        (r * 0.86, 0.0),
        (r * 0.9, 0.012),
        (r * 0.86, 0.03),
        (r * 0.4, 0.055),
        (0.06, 0.12),
        (0.038, 0.25),
        (0.034, base * 0.6),
        (0.036, base * 0.9),
    ]
    parts = [lathe('glass', [*stem, *cup, *within], [clear], segments=128)]
    if wine:
        colour = {'red': '#8c0b22', 'white': '#f6e6a8'}[wine]
        level = base + fill * bowl_height
        liquid = m.liquid(srgb(colour))
        # The wine reaches into the wall a little, so that no air gap shows between them.
        full = [
            (0.0, base + 0.05 * bowl_height),
            (r * 0.48 + 0.004, base + 0.095 * bowl_height),
            (r * 0.92 - 0.008, base + 0.25 * bowl_height),
            (r - 0.008, level - 0.02),
            (r - 0.008, level),
            (r * 0.9, level - 0.004),
            (0.0, level - 0.004),
        ]
        parts.append(lathe('wine', full, [liquid], segments=128))
    return parts


def wrap(thing: bpy.types.Object, radius: float, height: float) -> bpy.types.Object:
    """Bend a flat thing of the xy plane round a standing cylinder; its centre faces -y."""

    def change(points: np.ndarray) -> np.ndarray:
        angle = points[:, 0] / radius - math.pi / 2
        far = radius + points[:, 2]
        return np.stack([far * np.cos(angle), far * np.sin(angle), points[:, 1] + height], 1)

    return remap(thing, change)


def label(radius: float, low: float, high: float, colour: str, ink: str, words: list[str], arc: float = 2.3) -> Parts:
    """A paper label round a bottle: a patch, two rules and lines of print."""
    paper, print_ink = m.plain(srgb(colour), 0.6), m.plain(srgb(ink), 0.5)

    def patch(name: str, bottom: float, top: float, width: float, lift: float, material) -> bpy.types.Object:
        columns = np.linspace(-width / 2, width / 2, 48) * radius
        points = [(x, y, lift) for y in (bottom, top) for x in columns]
        n = len(columns)
        faces = [(i, i + 1, n + i + 1, n + i) for i in range(n - 1)]
        return wrap(mesh_object(name, np.array(points), faces, [material]), radius, 0.0)

    rule = (high - low) * 0.03
    parts = [patch('label', low, high, arc, 0.006, paper)]
    for level in (low + rule * 2, high - rule * 3):
        parts.append(patch('rule', level, level + rule, arc * 0.92, 0.008, print_ink))
    step = (high - low) / (len(words) + 1.2)
    for i, line in enumerate(words):
        size = min(step * (1.0 if i == 0 else 0.62), 2.0 * arc * radius / max(len(line), 3) * 0.48)
        lettering = text_mesh(line, size, print_ink)
        lettering = remap(lettering, lambda p: p + np.array([0, 0, 0.009]))
        parts.append(wrap(lettering, radius, high - step * (i + 1.05)))
    return parts


def wine_bottle(glass: str = '#1d3a1c', paper: str = '#efe6d0', capsule: str = '#6e1423', words: tuple = ()) -> Parts:
    """A Bordeaux bottle of dark glass with capsule and label."""
    r, h = 0.375, 3.0
    outline = [
        (0.0, 0.0),
        (r * 0.9, 0.0),
        (r, 0.04),
        (r, 0.12),
        (r, 1.75),
        (r, 1.95),
        (r * 0.78, 2.14),
        (0.16, 2.28),
        (0.145, 2.4),
        (0.145, 2.88),
    ]
    dark = m.glaze(srgb(glass), 0.04)
    parts = [lathe('bottle', [*outline, (0.145, h - 0.02), (0.12, h), (0.0, h)], [dark])]
    foil = [
        (0.151, 2.36),
        (0.152, 2.80),
        (0.165, 2.83),
        (0.165, 2.93),
        (0.155, 2.95),
        (0.152, 3.0),
        (0.12, 3.01),
        (0.0, 3.01),
    ]
    parts.append(lathe('capsule', foil, [m.plain(srgb(capsule), 0.3, 0.6)]))
    return parts + label(r, 0.45, 1.45, paper, '#3b2a22', list(words or ('CHATEAU', 'reserve', '2019')))


def clear_bottle(
    contents: str,
    cap: str = '#c9a26b',
    cloudy: bool = False,
    fill: float = 0.78,
    height: float = 2.3,
    radius: float = 0.36,
    paper: str | None = None,
    words: tuple = (),
    ink: str = '#333333',
) -> Parts:
    """A clear bottle of oil, juice or water with a stopper and, if `paper` is given, a label."""
    r, h = radius, height
    neck = r * 0.36
    outline = [
        (0.0, 0.02),
        (r * 0.85, 0.0),
        (r, 0.05),
        (r, 0.15),
        (r, h * 0.52),
        (r, h * 0.6),
        (r * 0.75, h * 0.70),
        (neck, h * 0.78),
        (neck, h * 0.95),
        (neck * 1.2, h * 0.95),
        (neck * 1.2, h),
    ]
    parts = [lathe('bottle', shell(outline, 0.028), [m.glass((0.96, 0.99, 0.97))])]
    gap = 0.022
    body = [
        (0.0, 0.06),
        (r * 0.85 - gap, 0.055),
        (r - gap, 0.09),
        (r - gap, 0.16),
        (r - gap, h * 0.52),
        (r - gap, h * 0.6),
        (r * 0.75 - gap, h * 0.70),
        (neck - gap, h * 0.78),
        (neck - gap, h * 0.95),
    ]
    level = h * fill
    wet = [p for p in body if p[1] < level - 0.02]
    edge = float(np.interp(level, [p[1] for p in body], [p[0] for p in body]))
    wet += [(edge, level - 0.01), (edge, level), (edge * 0.9, level), (0.0, level)]
    material = m.pulp(srgb(contents)) if cloudy else m.liquid(srgb(contents))
    parts.append(lathe('contents', wet, [material], rounds=2))
    stopper = [
        (0.0, h * 0.9),
        (neck * 0.8, h * 0.9),
        (neck * 0.85, h),
        (neck * 1.25, h),
        (neck * 1.3, h + 0.02),
        (neck * 1.3, h + 0.17),
        (neck * 1.2, h + 0.19),
        (0.0, h + 0.19),
    ]
    parts.append(lathe('stopper', stopper, [m.unglazed(srgb(cap))]))
    if paper:
        parts += label(r, h * 0.16, h * 0.46, paper, ink, list(words), arc=2.6)
    return parts


# Outlines from foot to lip as (radius, height).
VASES = {
    'round': [
        (0, 0),
        (0.30, 0),
        (0.36, 0.04),
        (0.62, 0.40),
        (0.66, 0.75),
        (0.48, 1.12),
        (0.22, 1.30),
        (0.18, 1.45),
        (0.26, 1.58),
    ],
    'amphora': [
        (0, 0),
        (0.22, 0),
        (0.25, 0.05),
        (0.33, 0.3),
        (0.52, 0.9),
        (0.50, 1.3),
        (0.28, 1.55),
        (0.20, 1.7),
        (0.22, 1.82),
        (0.30, 1.9),
    ],
}


def vase(style: str, colour: str, ribs: int = 0, size: float = 1.0) -> Parts:
    """An empty vase of one of the VASES outlines; `ribs` flutes its wall."""
    material = m.glaze(srgb(colour))
    outline = [(r * size, z * size) for r, z in VASES[style]]
    return [lathe('vase', shell(outline, 0.05), [material], segments=240, ribs=(ribs, 0.025 if ribs else 0.0))]
