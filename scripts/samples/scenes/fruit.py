"""Fruit on a wooden table: a bowl of oranges, apples and bananas."""

from functools import partial

import setting
from food import apple, banana, banana_bunch, orange
from scene import Scene, Thing
from setting import Camera
from shader import srgb
from tableware import bowl


def set_up() -> None:
    """A walnut table with a striped cloth, soft light from behind on the right."""
    setting.floor(setting.wood('walnut', 2.6))
    setting.wall(setting.paint(srgb('#6f7f6a')), 9.0)
    setting.cloth(setting.linen(srgb('#a9b7b4'), srgb('#e8e3d4'), 1.1), (-0.6, 0.1), (5.6, 3.9), -12, 0.10, seed=5)
    setting.window((8, 4.0, 6.5), (0, 0, 0.3), (6, 6), 2500, '#fff1dc')
    setting.area_light((-7, -5, 6), (0, 0, 0), (6, 6), 380, '#dfe9ff')
    setting.surroundings('#cfd3c4', '#cfdcec', 0.24)


SCENE = Scene(
    name='fruit',
    about='a bowl of oranges, apples and bananas on a wooden table',
    camera=Camera((-0.4, -7.2, 4.4), (0.05, 0.05, 0.22), 52, 0.035, (0.0, -0.4, 0.4)),
    exposure=0.1,
    set_up=set_up,
    things=[
        Thing(
            'white bowl',
            'bowl',
            partial(bowl, '#e9e4d8', None, 1.15, 0.66, 0.6),
            (-1.15, 0.65, 0.03),
            0,
            attributes={'color': 'white'},
        ),
        Thing(
            'left orange',
            'orange',
            partial(orange, '#ee8414', 0.39, 1),
            (-1.60, 0.92, 0.25),
            0,
            (40, 25),
            attributes={'color': 'orange'},
        ),
        Thing(
            'front orange',
            'orange',
            partial(orange, '#ec7f10', 0.39, 3),
            (-1.15, 0.24, 0.25),
            0,
            (50, -30),
            attributes={'color': 'orange'},
        ),
        Thing(
            'right orange',
            'orange',
            partial(orange, '#f08c1a', 0.39, 2),
            (-0.70, 0.92, 0.25),
            0,
            (-60, 15),
            attributes={'color': 'orange'},
        ),
        Thing(
            'left red apple',
            'apple',
            partial(apple, '#d9a441', '#a5151b', 0.72, 0.42, 3),
            (-1.45, -1.35, 0.03),
            60,
            attributes={'color': 'red'},
        ),
        Thing(
            'right red apple',
            'apple',
            partial(apple, '#d8a040', '#9a1219', 0.66, 0.40, 4),
            (0.55, -1.2, 0.03),
            10,
            attributes={'color': 'red'},
        ),
        Thing(
            'green apple',
            'apple',
            partial(apple, '#9ab83a', '#b9c24a', 0.4, 0.41, 5),
            (-0.42, -1.05, 0.03),
            250,
            attributes={'color': 'green'},
        ),
        Thing(
            'bananas',
            'banana',
            partial(banana_bunch, 4, seed=7),
            (0.55, 0.85, 0.03),
            -15,
            attributes={'color': 'yellow', 'number': 'bunch'},
        ),
        Thing(
            'single banana',
            'banana',
            partial(banana, seed=9),
            (1.70, -1.08, 0.03),
            28,
            attributes={'color': 'yellow', 'number': 'one'},
        ),
    ],
    phrases=[
        ('the green apple', ['green apple']),
        ('the two red apples', ['left red apple', 'right red apple']),
        ('all the apples', ['left red apple', 'right red apple', 'green apple']),
        ('the oranges in the bowl', ['left orange', 'front orange', 'right orange']),
        ('the bowl', ['white bowl']),
        ('the bunch of bananas', ['bananas']),
        ('the single banana', ['single banana']),
        ('every apple except the green one', ['left red apple', 'right red apple']),
        ('the red apple on the left', ['left red apple']),
        ('the bowl and the green apple', ['white bowl', 'green apple']),
        ('a teddy bear', []),
        ('the blue bowl', []),
    ],
)
