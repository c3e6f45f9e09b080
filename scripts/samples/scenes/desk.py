"""A desk in the afternoon: laptop, books, clock, mug, apple and a plant."""

from functools import partial

import setting
from desk import alarm_clock, book, laptop, potted_plant, upright_book
from food import apple
from scene import Scene, Thing
from setting import Camera
from shader import srgb
from tableware import mug


def set_up() -> None:
    """A walnut desk before a grey-green wall, a window on the right."""
    setting.floor(setting.wood('walnut', 2.6), (-8, 4.2))
    setting.wall(setting.paint(srgb('#8fa39b')), 4.6)
    setting.window((8, -1.5, 6.0), (0, 0, 0.6), (5.5, 6), 2200, '#fff6ea')
    setting.area_light((-7, -5, 5), (0, 0, 0.5), (6, 5), 300, '#dce8ff')
    setting.surroundings('#c9c4ba', '#cdd9e6', 0.28)


SCENE = Scene(
    name='desk',
    about='a laptop, books, a clock, a mug, apples and a plant on a desk',
    camera=Camera((-0.6, -9.0, 4.1), (0.1, 0.35, 0.75), 48, 0.035, (0.0, -0.2, 0.6)),
    exposure=0.2,
    set_up=set_up,
    things=[
        Thing('laptop', 'laptop', partial(laptop, 106), (-0.75, 0.55, 0), 8, attributes={'color': 'silver'}),
        Thing('red clock', 'clock', partial(alarm_clock, '#b8281f'), (1.55, 1.15, 0), -14, attributes={'color': 'red'}),
        Thing(
            'blue book',
            'book',
            partial(upright_book, 1.4, 2.05, 0.36, '#1f3f6e', 'NORTHERN LIGHT', bands='#c9a24a'),
            (2.62, 0.55, 0),
            6,
            attributes={'color': 'blue', 'place': 'standing'},
        ),
        Thing(
            'orange book',
            'book',
            partial(upright_book, 1.35, 1.85, 0.32, '#d8672a', 'SMALL GARDENS'),
            (2.97, 0.59, 0),
            6,
            attributes={'color': 'orange', 'place': 'standing'},
        ),
        Thing(
            'white book',
            'book',
            partial(book, 1.3, 1.8, 0.26, '#ece6d8', 'Tides', ink='#27445e', author='I. Brandt'),
            (2.2, -1.0, 0),
            -14,
            attributes={'color': 'white', 'place': 'lying'},
        ),
        Thing(
            'green mug',
            'cup',
            partial(mug, '#2f6b4a', '#f0ece0', 'coffee', 0.95, 0.43, 0.0),
            (-2.75, -0.75, 0),
            250,
            attributes={'color': 'green', 'drink': 'coffee'},
        ),
        Thing(
            'red apple',
            'apple',
            partial(apple, '#d9a441', '#a5151b', 0.7, 0.42, 3),
            (0.62, -1.75, 0),
            40,
            attributes={'color': 'red'},
        ),
        Thing(
            'green apple',
            'apple',
            partial(apple, '#9ab83a', '#b9c24a', 0.4, 0.40, 5),
            (-1.95, -1.9, 0),
            160,
            attributes={'color': 'green'},
        ),
        Thing(
            'plant',
            'potted plant',
            partial(potted_plant, '#e8e2d6', '#3f7d34', 2, size=1.1),
            (-3.05, 1.75, 0),
            0,
            attributes={'color': 'green'},
        ),
    ],
    phrases=[
        ('the alarm clock', ['red clock']),
        ('all the books', ['blue book', 'orange book', 'white book']),
        ('the blue book', ['blue book']),
        ('the two books standing up', ['blue book', 'orange book']),
        ('the book lying on the desk', ['white book']),
        ('the red apple', ['red apple']),
        ('both apples', ['red apple', 'green apple']),
        ('the green mug on the left', ['green mug']),
        ('the plant', ['plant']),
        ('the laptop and the mug', ['laptop', 'green mug']),
        ('a teddy bear', []),
        ('the yellow apple', []),
    ],
)
