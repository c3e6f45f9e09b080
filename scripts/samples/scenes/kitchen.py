"""A kitchen counter in the evening: bottles, wine glasses and a bowl of fruit."""

from functools import partial

import setting
from food import apple, orange
from mesh import rounded_box
from scene import Scene, Thing
from setting import Camera
from shader import srgb
from tableware import bowl, clear_bottle, wine_bottle, wine_glass


def set_up() -> None:
    """A pale stone counter before pale green tiles, a window behind the camera's left shoulder."""
    setting.floor(setting.stone(srgb('#d9d5cc'), srgb('#8f8a80')), (-8, 4.0))
    setting.wall(setting.tiles(srgb('#a9c2b6'), srgb('#d5d6cf')), 4.0)
    rounded_box('board', (2.3, 1.3, 0.13), (1.85, -1.85, 0.066), setting.wood('walnut', 0.45, 0.5), 0.04)
    setting.window((-8, -4.0, 6.0), (0, 0, 1), (6, 6), 2300, '#fff4e6')
    setting.area_light((6, -1, 7), (0, 0, 1), (4, 4), 420, '#ffe6c8')
    setting.surroundings('#cdc6b8', '#cdd9e6', 0.24)


SCENE = Scene(
    name='kitchen',
    about='bottles, wine glasses, a bowl and fruit on a kitchen counter',
    camera=Camera((0.3, -9.8, 3.3), (0.3, 0.2, 0.98), 53, 0.03, (0.0, -0.3, 0.9)),
    exposure=-0.1,
    set_up=set_up,
    things=[
        Thing(
            'wine bottle',
            'bottle',
            partial(wine_bottle, words=('CHATEAU', 'du Pont', '2019')),
            (-2.42, 0.9, 0),
            12,
            attributes={'color': 'dark green', 'contents': 'wine'},
        ),
        Thing(
            'oil bottle',
            'bottle',
            partial(
                clear_bottle,
                '#f3d04e',
                height=2.6,
                radius=0.34,
                paper='#f3ecd8',
                words=('OLIVA', 'first pressing'),
                ink='#4c5a22',
            ),
            (-0.72, 1.2, 0),
            0,
            attributes={'color': 'yellow', 'contents': 'oil'},
        ),
        Thing(
            'juice bottle',
            'bottle',
            partial(
                clear_bottle,
                '#f59a1c',
                '#f2efe6',
                cloudy=True,
                height=2.15,
                radius=0.37,
                paper='#f6efe0',
                words=('ORANGE', 'pressed today'),
                ink='#c2570c',
            ),
            (2.78, 1.45, 0),
            -16,
            attributes={'color': 'orange', 'contents': 'juice'},
        ),
        Thing(
            'red wine glass',
            'wine glass',
            partial(wine_glass, 'red'),
            (-1.3, -0.8, 0),
            0,
            attributes={'color': 'red', 'contents': 'red wine'},
        ),
        Thing(
            'white wine glass',
            'wine glass',
            partial(wine_glass, 'white'),
            (0.1, -0.5, 0),
            0,
            attributes={'color': 'white', 'contents': 'white wine'},
        ),
        Thing(
            'blue bowl',
            'bowl',
            partial(bowl, '#2b5f8f', '#e9e4d8', 1.0, 0.74),
            (1.5, 0.75, 0),
            0,
            attributes={'color': 'blue'},
        ),
        Thing(
            'orange in the bowl',
            'orange',
            partial(orange, '#ef8510', 0.39, 4),
            (1.10, 0.70, 0.40),
            0,
            (25, 30),
            attributes={'color': 'orange', 'place': 'bowl'},
        ),
        Thing(
            'apple in the bowl',
            'apple',
            partial(apple, '#d8a53c', '#a3161c', 0.7, 0.40, 7),
            (1.88, 0.60, 0.40),
            30,
            (10, 8),
            attributes={'color': 'red', 'place': 'bowl'},
        ),
        Thing(
            'green apple',
            'apple',
            partial(apple, '#9dbb3c', '#b4c24a', 0.4, 0.40, 8),
            (1.35, -1.95, 0.13),
            200,
            attributes={'color': 'green', 'place': 'counter'},
        ),
        Thing(
            'loose orange',
            'orange',
            partial(orange, '#ee7d12', 0.39, 6),
            (2.3, -1.75, 0.13),
            0,
            (-25, 35),
            attributes={'color': 'orange', 'place': 'counter'},
        ),
    ],
    phrases=[
        ('all the bottles', ['wine bottle', 'oil bottle', 'juice bottle']),
        ('the wine bottle', ['wine bottle']),
        ('the bottle behind the bowl', ['juice bottle']),
        ('both wine glasses', ['red wine glass', 'white wine glass']),
        ('the glass of red wine', ['red wine glass']),
        ('the blue bowl', ['blue bowl']),
        ('the green apple', ['green apple']),
        ('the apple in the bowl', ['apple in the bowl']),
        ('the two oranges', ['orange in the bowl', 'loose orange']),
        ('the bottles on the left', ['wine bottle', 'oil bottle']),
        ('a teddy bear', []),
        ('the green bowl', []),
    ],
)
