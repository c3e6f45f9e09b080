"""A shelf against a plaster wall: vases, standing books, a clock and a plant."""

import math
from functools import partial

import setting
from desk import alarm_clock, potted_plant, upright_book
from mesh import rounded_box
from scene import Scene, Thing
from setting import Camera
from shader import srgb
from tableware import mug, vase


def set_up() -> None:
    """A pale shelf before a warm white wall, soft light from the upper left."""
    rounded_box('shelf', (16, 2.6, 0.3), (0, 0.3, -0.15), setting.wood('pale', 3.0), 0.03)
    setting.wall(setting.paint(srgb('#d8c9b4')), 1.6)
    setting.window((-7.5, -6, 6.5), (0, 0, 0.9), (5, 6), 2100, '#fff2e2')
    setting.area_light((7, -6, 3), (0, 0, 1), (5, 5), 260, '#e4ecff')
    setting.surroundings('#c9c4ba', '#cdd9e6', 0.26)


def row(books: list[dict], start: tuple[float, float], turn: float) -> list[Thing]:
    """Books side by side, their backs on one line from `start` at `turn` degrees to the shelf's edge."""
    things, along = [], 0.0
    for options in books:
        options = dict(options)
        name, color = options.pop('name'), options.pop('says')
        thick = options['thick']
        middle = along + thick / 2
        at = (start[0] + middle * math.cos(math.radians(turn)), start[1] + middle * math.sin(math.radians(turn)), 0.0)
        things.append(Thing(name, 'book', partial(upright_book, **options), at, turn, attributes={'color': color}))
        along += thick + 0.006
    return things


BOOKS = row(
    [
        {
            'name': 'red book',
            'says': 'red',
            'width': 1.4,
            'height': 2.2,
            'thick': 0.38,
            'colour': '#9c2a24',
            'title': 'ATLAS OF RIVERS',
            'bands': '#d8b45a',
        },
        {
            'name': 'green book',
            'says': 'green',
            'width': 1.35,
            'height': 2.05,
            'thick': 0.32,
            'colour': '#2f5d46',
            'title': 'FERNS & MOSS',
        },
        {
            'name': 'yellow book',
            'says': 'yellow',
            'width': 1.35,
            'height': 1.95,
            'thick': 0.38,
            'colour': '#dba52a',
            'title': 'A LATE SUMMER',
            'ink': '#332211',
            'bands': '#8c5a1a',
        },
        {
            'name': 'navy book',
            'says': 'dark blue',
            'width': 1.35,
            'height': 1.8,
            'thick': 0.32,
            'colour': '#1d2f55',
            'title': 'HARBOUR LIGHTS',
        },
    ],
    (-1.05, -0.55),
    28.0,
)

SCENE = Scene(
    name='shelf',
    about='vases, books, a clock, a mug and a plant on a shelf',
    camera=Camera((0.5, -11.2, 2.9), (0.0, 0.3, 1.08), 54, 0.03, (0.0, -0.3, 0.9)),
    exposure=0.2,
    set_up=set_up,
    things=[
        Thing(
            'blue vase',
            'vase',
            partial(vase, 'amphora', '#20548c', size=1.22),
            (-3.3, 0.5, 0),
            0,
            attributes={'color': 'blue', 'size': 'tall'},
        ),
        Thing(
            'white vase',
            'vase',
            partial(vase, 'round', '#ece7dc', 18),
            (-2.05, -0.1, 0),
            0,
            attributes={'color': 'white', 'size': 'round'},
        ),
        *BOOKS,
        Thing(
            'clock',
            'clock',
            partial(alarm_clock, '#2a6f73', 0.6, 8.4),
            (1.15, -0.15, 0),
            10,
            attributes={'color': 'teal'},
        ),
        Thing(
            'orange mug',
            'cup',
            partial(mug, '#d2632a', '#f2ece0', None, 0.9, 0.42),
            (2.1, -0.4, 0),
            -35,
            attributes={'color': 'orange'},
        ),
        Thing(
            'plant',
            'potted plant',
            partial(potted_plant, '#b8613c', '#447f38', 5),
            (3.2, 0.35, 0),
            0,
            attributes={'color': 'green'},
        ),
    ],
    phrases=[
        ('the blue vase', ['blue vase']),
        ('both vases', ['blue vase', 'white vase']),
        ('the books', ['red book', 'green book', 'yellow book', 'navy book']),
        ('the yellow book', ['yellow book']),
        ('the clock', ['clock']),
        ('the mug next to the plant', ['orange mug']),
        ('the plant on the right', ['plant']),
        ('every book except the red one', ['green book', 'yellow book', 'navy book']),
        ('the white vase and the clock', ['white vase', 'clock']),
        ('a teddy bear', []),
        ('the black book', []),
    ],
)
