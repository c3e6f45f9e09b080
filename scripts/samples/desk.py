"""Books, laptop, clock and plants. Every function returns the parts of one thing standing on z = 0."""

from __future__ import annotations

import math

import bpy
import numpy as np
from mathutils import Matrix, Vector

import materials as m
from mesh import lathe, mesh_object, remap, rounded_box, surface, sweep, text_mesh
from shader import srgb

Parts = list[bpy.types.Object]


def arc_plate(name: str, height: float, thick: float, depth: float, wall: float, material) -> bpy.types.Object:
    """The rounded back of a book: a curved shell at x = 0, bulging to -x by `depth`."""
    t = np.linspace(-1, 1, 24)
    outer = np.stack([-depth * (1 - t**2) ** 0.8 - wall, t * thick / 2], 1)
    inner = np.stack([-depth * (1 - t**2) ** 0.8, t * (thick / 2 - wall)], 1)[::-1]
    ring = np.concatenate([outer, inner])
    lattice = np.stack(
        [
            np.column_stack([ring[:, 0], np.full(len(ring), y), ring[:, 1]])
            for y in (-height / 2, -height / 2 + 0.004, height / 2 - 0.004, height / 2)
        ]
    )
    shell = surface(name, lattice, [material], close_columns=True)
    n, half = len(ring), len(ring) // 2
    caps = [(i, i + 1, n - 2 - i, n - 1 - i) for i in range(half - 1)]
    end = lattice[[0, -1]].reshape(-1, 3)
    lids = mesh_object(name, end, caps + [tuple(reversed([k + n for k in f])) for f in caps], [material], smooth=False)
    lids.parent = shell
    return shell


def book(
    width: float,
    height: float,
    thick: float,
    colour: str,
    title: str,
    ink: str = '#f0e6d0',
    shine: float = 0.5,
    author: str = '',
    bands: str | None = None,
) -> Parts:
    """A hardback lying flat, its back (spine) towards -x, its head towards +y. `bands` colours two stripes on it."""
    cover, print_ink = m.book_cloth(srgb(colour), shine), m.plain(srgb(ink), 0.4)
    board, half, bulge = 0.035, width / 2, 0.09
    parts = []
    for z in (board / 2, thick - board / 2):
        parts.append(rounded_box('board', (width, height, board), (0, 0, z), cover, 0.012))
    block = rounded_box(
        'pages', (width - 0.06, height - 0.10, thick - 2 * board), (-0.01, 0, thick / 2), m.pages(), 0.006, 2
    )
    back = arc_plate('spine', height, thick, thick * bulge, 0.03, cover)
    back.location = (-half + 0.015, 0, thick / 2)
    parts += [block, back, *back.children]
    for lid in back.children:
        lid.parent = None
        lid.location = back.location
    size = min(thick * 0.62, height * 0.62 / max(len(title), 4) * 1.55)
    spine_x = -half + 0.015 - thick * bulge - 0.0335
    lettering = text_mesh(title, size, print_ink)
    # Reads from head to tail, as English spines do.
    lettering.matrix_world = Matrix.Translation((spine_x, 0.02 * height, thick / 2)) @ Matrix(
        ((0, 0, -1, 0), (-1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1))
    )
    parts.append(lettering)
    if bands:
        stripe = m.plain(srgb(bands), 0.35, 0.4)
        for y in (-0.36 * height, 0.40 * height):
            band = arc_plate('band', 0.06, thick + 0.006, thick * bulge, 0.034, stripe)
            band.location = (-half + 0.015, y, thick / 2)
            parts += [band]
    face = text_mesh(title, min(0.3, width * 0.8 / max(len(title), 4) * 1.5), print_ink)
    face.location = (0.05, height * 0.18, thick + 0.001)
    parts.append(face)
    if author:
        name = text_mesh(author, 0.12, print_ink)
        name.location = (0.05, -height * 0.32, thick + 0.001)
        parts.append(name)
    return parts


def standing(parts: Parts, thick: float, height: float, width: float) -> Parts:
    """Stand a lying book on its tail, spine towards -y, its thickness along x."""
    turn = Matrix(((0, 0, 1, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1)))
    shift = Matrix.Translation((-thick / 2, width / 2, height / 2))
    for part in parts:
        part.matrix_world = shift @ turn @ part.matrix_basis
    return parts


def upright_book(width: float, height: float, thick: float, colour: str, title: str, **options) -> Parts:
    """A hardback standing on a shelf, spine towards -y."""
    return standing(book(width, height, thick, colour, title, **options), thick, height, width)


def wallpaper(width: int = 768, height: int = 480) -> bpy.types.Image:
    """The picture on the laptop's screen: a dusk sky over rows of hills, with a dock and a window."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    sky = np.stack([0.98 - 0.75 * y, 0.62 - 0.35 * y, 0.45 + 0.25 * y], -1)
    picture = sky
    for k in range(5):
        rim = 0.58 - 0.11 * k + 0.05 * np.sin(x * (5 + 2 * k) + 1.7 * k) + 0.02 * np.sin(x * (17 + 5 * k) + k)
        shade = np.array([0.46 - 0.09 * k, 0.30 - 0.045 * k, 0.48 - 0.07 * k])
        picture = np.where((y < rim)[..., None], shade, picture)

    def panel(left, right, low, high, colour, strength=1.0):
        inside = ((x > left) & (x < right) & (y > low) & (y < high))[..., None]
        return np.where(inside, picture * (1 - strength) + np.array(colour) * strength, picture)

    picture = panel(0.0, 1.0, 0.955, 1.0, (0.1, 0.1, 0.14), 0.6)
    picture = panel(0.10, 0.60, 0.24, 0.86, (0.97, 0.97, 0.98))
    picture = panel(0.10, 0.60, 0.81, 0.86, (0.80, 0.82, 0.86))
    picture = panel(0.10, 0.22, 0.24, 0.81, (0.90, 0.92, 0.95))
    rng = np.random.default_rng(3)
    for row in range(11):
        level = 0.76 - row * 0.046
        picture = panel(0.25, 0.25 + rng.uniform(0.14, 0.32), level - 0.009, level + 0.009, (0.35, 0.38, 0.45))
        picture = panel(0.115, 0.115 + rng.uniform(0.04, 0.09), level - 0.008, level + 0.008, (0.55, 0.6, 0.7))
    picture = panel(0.28, 0.72, 0.03, 0.12, (0.9, 0.9, 0.95), 0.55)
    for k, colour in enumerate(
        [(0.2, 0.5, 0.95), (0.95, 0.35, 0.3), (0.3, 0.75, 0.4), (0.98, 0.75, 0.2), (0.6, 0.35, 0.85), (0.25, 0.7, 0.8)]
    ):
        left = 0.315 + k * 0.065
        picture = panel(left, left + 0.045, 0.042, 0.108, colour)
    image = bpy.data.images.new('wallpaper', width, height)
    rgba = np.concatenate([picture.clip(0, 1), np.ones((height, width, 1))], -1)
    image.pixels.foreach_set(rgba.astype(np.float32).ravel())
    image.pack()
    return image


def keyboard(width: float, front: float, back: float, top: float, cap) -> Parts:
    """Rows of keys between y = front and y = back."""
    rows = [14, 14, 13, 12, 11, 8]
    depth = (back - front) / len(rows)
    keys = []
    for i, count in enumerate(rows):
        y = back - depth * (i + 0.5)
        widths = np.ones(count)
        if count < 14:
            widths[[0, -1]] += (14 - count) / 2
        if i == len(rows) - 1:
            widths = np.array([1.1, 1.1, 1.1, 1.3, 5.4, 1.3, 1.35, 1.35])
        widths = widths / widths.sum() * width
        x = -width / 2
        for w in widths:
            keys.append(
                rounded_box(
                    'key', (w - 0.03, depth * (0.6 if i == 0 else 1) - 0.03, 0.03), (x + w / 2, y, top), cap, 0.008, 2
                )
            )
            x += w
    return keys


def laptop(opening: float = 108, metal: str = '#b9bcc1', brightness: float = 1.5) -> Parts:
    """An open laptop, its keyboard towards -y; `opening` is the angle between base and lid in degrees."""
    body, dark = m.brushed_metal(srgb(metal), 0.34), m.plain(srgb('#17181a'), 0.45)
    width, depth, thick = 3.1, 2.15, 0.13
    parts = [
        rounded_box('base', (width, depth, thick), (0, 0, thick / 2 + 0.02), body, 0.05, 4),
        rounded_box('well', (width * 0.9, depth * 0.50, 0.012), (0, depth * 0.19, thick + 0.02), dark, 0.005),
        rounded_box(
            'trackpad', (1.1, 0.66, 0.008), (0, -depth * 0.29, thick + 0.02), m.plain(srgb('#a5a8ad'), 0.25, 0.6), 0.003
        ),
    ]
    parts += keyboard(width * 0.88, -depth * 0.05, depth * 0.43, thick + 0.035, m.plain(srgb('#222326'), 0.5))
    lid = [
        rounded_box('lid', (width, 0.07, depth), (0, 0.035, depth / 2), body, 0.03, 4),
        rounded_box(
            'bezel', (width * 0.985, 0.01, depth * 0.975), (0, -0.001, depth / 2), m.plain(srgb('#08080a'), 0.2), 0.004
        ),
    ]
    pane = mesh_object(
        'screen',
        np.array(
            [
                (-0.47 * width, -0.009, 0.07 * depth),
                (0.47 * width, -0.009, 0.07 * depth),
                (0.47 * width, -0.009, 0.95 * depth),
                (-0.47 * width, -0.009, 0.95 * depth),
            ]
        ),
        [(0, 1, 2, 3)],
        [m.screen(wallpaper(), brightness)],
        smooth=False,
    )
    corners = pane.data.uv_layers.new(name='picture').data
    for corner, place in zip(corners, ((0, 0), (1, 0), (1, 1), (0, 1)), strict=True):
        corner.uv = place
    hinge = Matrix.Translation((0, depth / 2 - 0.04, thick)) @ Matrix.Rotation(math.radians(90 - opening), 4, 'X')
    for part in [*lid, pane]:
        part.matrix_world = hinge
    return [*parts, *lid, pane]


def point_to(part: bpy.types.Object, hours: float) -> bpy.types.Object:
    """Turn a part that points along +y (twelve o'clock) to `hours`, seen from +z."""
    angle = hours / 12 * 2 * math.pi
    c, s = math.cos(angle), math.sin(angle)
    return remap(part, lambda p: p @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]))


def hand(name: str, length: float, width: float, hours: float, lift: float, material) -> bpy.types.Object:
    """A clock hand in the xy plane pointing at `hours` (0 to 12) on a face that looks along +z."""
    outline = [
        (-width, -0.14 * length, lift),
        (width, -0.14 * length, lift),
        (width * 0.5, length, lift),
        (-width * 0.5, length, lift),
    ]
    return point_to(mesh_object(name, np.array(outline), [(0, 1, 2, 3)], [material], smooth=False), hours)


def dial(radius: float, time: float, ink: str, paper: str, accent: str) -> Parts:
    """A clock's face in the xy plane, looking along +z; `time` in hours."""
    black, red = m.plain(srgb(ink), 0.5), m.plain(srgb(accent), 0.4)
    parts = [lathe('face', [(0, 0), (radius, 0)], [m.plain(srgb(paper), 0.45)], rounds=0)]
    for tick in range(60):
        inner, half = (0.85, 0.022) if tick % 5 == 0 else (0.91, 0.009)
        outline = np.array([(-half, inner), (half, inner), (half, 0.96), (-half, 0.96)]) * radius
        corners = np.column_stack([outline, np.full(4, 0.004)])
        mark = mesh_object('tick', corners, [(0, 1, 2, 3)], [black], smooth=False)
        parts.append(point_to(mark, tick / 5))
    for hour in range(1, 13):
        number = text_mesh(str(hour), radius * 0.26, black)
        angle = hour / 12 * 2 * math.pi
        number.location = (0.70 * radius * math.sin(angle), 0.70 * radius * math.cos(angle), 0.005)
        parts.append(number)
    parts.append(hand('hour hand', radius * 0.46, radius * 0.035, time % 12, 0.02, black))
    parts.append(hand('minute hand', radius * 0.74, radius * 0.026, (time % 1) * 12, 0.03, black))
    parts.append(hand('second hand', radius * 0.8, radius * 0.009, 7.2, 0.04, red))
    parts.append(lathe('pin', [(0, 0.05), (radius * 0.05, 0.05), (radius * 0.05, 0)], [black], rounds=1))
    return parts


def alarm_clock(colour: str = '#c0392b', radius: float = 0.62, time: float = 10.15) -> Parts:
    """A twin-bell alarm clock; its face looks towards -y."""
    paint, steel = m.plain(srgb(colour), 0.25, coat=0.6), m.brushed_metal(srgb('#c8c9cc'), 0.22)
    case = [
        (0, -0.42),
        (radius * 0.9, -0.42),
        (radius * 1.02, -0.36),
        (radius * 1.05, -0.2),
        (radius * 1.05, 0.04),
        (radius * 1.03, 0.07),
        (radius * 0.97, 0.07),
        (radius * 0.95, 0.0),
        (radius * 0.9, 0.0),
    ]
    front = [lathe('case', case, [paint]), *dial(radius * 0.95, time, '#1d1d1f', '#f7f3e8', '#c0392b')]
    upright = Matrix.Translation((0, 0, radius * 1.05 + 0.14)) @ Matrix.Rotation(math.radians(90), 4, 'X')
    for part in front:
        part.matrix_world = upright @ part.matrix_basis
    parts, centre = front, radius * 1.05 + 0.14
    for side in (-1, 1):
        bell = lathe(
            'bell', [(0.0, 0.23), (0.14, 0.22), (0.25, 0.12), (0.27, 0.0), (0.255, 0.0), (0.2, 0.1), (0, 0.18)], [steel]
        )
        lean = Matrix.Rotation(math.radians(34) * side, 4, 'Y')
        bell.matrix_world = Matrix.Translation((0, 0.17, centre)) @ lean @ Matrix.Translation((0, 0, radius * 1.12))
        post = sweep('post', [(0, 0, radius * 0.95), (0, 0, radius * 1.3)], [0.03, 0.03], steel, sides=12)
        post.matrix_world = Matrix.Translation((0, 0.17, centre)) @ lean
        leg = sweep(
            'leg',
            [(0.62 * radius * side, 0.17, 0.40), (0.80 * radius * side, 0.17, 0.0)],
            [0.045, 0.035],
            steel,
            sides=12,
        )
        parts += [bell, post, leg]
    t = np.linspace(0, math.pi, 24)
    grip = np.stack([0.24 * np.cos(t), np.full(24, 0.17), centre + radius * 1.28 + 0.28 * np.sin(t) ** 0.7], 1)
    parts.append(sweep('grip', grip, np.full(24, 0.028), steel, sides=12))
    return parts


def leaf_blade(length: float, width: float, droop: float, material) -> bpy.types.Object:
    """A leaf from the origin along +x that rises and then droops; "along" runs from stalk to tip."""
    t = np.linspace(0, 1, 18)
    half = width * np.sin(math.pi * t**0.8) ** 0.8 / 2
    spine = np.stack([length * t, np.zeros_like(t), length * (0.25 * t - droop * t**2.2)], 1)
    across = np.linspace(-1, 1, 7)
    lattice = spine[:, None] + np.stack(
        [np.zeros((18, 7)), across[None] * half[:, None], 0.35 * np.abs(across)[None] * half[:, None]], -1
    )
    return surface('leaf', lattice, [material], along=t[:, None])


def potted_plant(
    pot: str = '#c4704a', leaf: str = '#3f7d34', seed: int = 0, leaves: int = 46, size: float = 1.0
) -> Parts:
    """A leafy plant in a tapered pot."""
    rng = np.random.default_rng(seed)
    outline = [
        (0, 0),
        (0.33, 0),
        (0.36, 0.02),
        (0.46, 0.62),
        (0.47, 0.62),
        (0.52, 0.64),
        (0.53, 0.80),
        (0.52, 0.82),
        (0.48, 0.82),
        (0.45, 0.72),
        (0.0, 0.72),
    ]
    parts = [
        lathe('pot', [(r * size, z * size) for r, z in outline], [m.unglazed(srgb(pot))]),
        lathe('soil', [(0, 0.75 * size), (0.46 * size, 0.74 * size)], [m.soil()], rounds=0),
    ]
    green = [m.leaf(srgb(leaf)), m.leaf(tuple(c * 0.75 for c in srgb(leaf)))]
    stalk_material = m.leaf(tuple(c * 0.8 for c in srgb(leaf)))
    for i in range(leaves):
        turn, inner = i * 2.39996, i / leaves
        lift = 0.25 + 1.05 * (1 - inner) * rng.uniform(0.8, 1.15)
        reach = 0.12 + 0.42 * inner * rng.uniform(0.8, 1.2)
        foot = Vector((0.2 * inner * math.cos(turn), 0.2 * inner * math.sin(turn), 0.72)) * size
        head = Vector((reach * math.cos(turn), reach * math.sin(turn), 0.72 + lift)) * size
        bend = foot.lerp(head, 0.5) + Vector((0, 0, 0.12)) * size
        t = np.linspace(0, 1, 10)[:, None]
        path = (1 - t) ** 2 * np.array(foot) + 2 * t * (1 - t) * np.array(bend) + t**2 * np.array(head)
        parts.append(sweep('stalk', path, np.full(10, 0.014 * size), stalk_material, sides=8))
        blade = leaf_blade(
            rng.uniform(0.42, 0.6) * size, rng.uniform(0.26, 0.36) * size, rng.uniform(0.3, 0.8), green[i % 2]
        )
        blade.matrix_world = Matrix.Translation(path[-1]) @ Matrix.Rotation(turn + rng.uniform(-0.4, 0.4), 4, 'Z')
        parts.append(blade)
    return parts
