"""A breakfast table by the window: mugs, donuts, oranges and bananas."""

from functools import partial

import setting
from food import banana_bunch, donut, orange
from scene import Scene, Thing, place_all
from setting import Camera
from shader import srgb
from tableware import mug, plate

STRANDS = ['#e6453f', '#f6c445', '#4a90d9', '#58b368', '#ffffff', '#e86fb0']


def set_up() -> None:
    """An oak table with a striped runner before a pale wall, morning light from the left."""
    setting.floor(setting.wood('oak'))
    setting.wall(setting.paint(srgb('#cfd3cc')), 9.0)
    setting.cloth(setting.linen(srgb('#e9e3d6'), srgb('#4d6d8f'), 1.3), (0.3, -0.2), (7.4, 3.6), 4, 0.10, seed=2)
    place_all(plate('#7f97ab', 1.6, rim='#4d6d8f'), (-0.35, -0.52, 0.03))
    setting.window((-9, 3.5, 6.5), (0, 0, 0.3), (6, 6), 2600, '#fff3e0')
    setting.area_light((7, -4, 6), (0, 0, 0), (6, 6), 330, '#dfe9ff')
    setting.surroundings('#d9d4c8', '#cfdcec', 0.24)


SCENE = Scene(
    name='breakfast',
    about='mugs, donuts, oranges and bananas on a breakfast table',
    camera=Camera((0.4, -7.2, 5.0), (0.05, 0.2, 0.22), 54, 0.035, (0.0, -0.5, 0.4)),
    exposure=0.3,
    set_up=set_up,
    things=[
        Thing(
            'blue mug',
            'cup',
            partial(mug, '#1f4e9c', '#f4f1ea', 'coffee'),
            (-2.15, 0.75, 0.03),
            215,
            attributes={'color': 'blue', 'drink': 'coffee'},
        ),
        Thing(
            'white mug',
            'cup',
            partial(mug, '#f3f0e8', None, 'latte', 0.88, 0.46),
            (0.35, 1.75, 0.03),
            -25,
            attributes={'color': 'white', 'drink': 'latte'},
        ),
        Thing(
            'red mug',
            'cup',
            partial(mug, '#b3201c', '#f4f1ea', 'tea', 1.0, 0.42),
            (2.05, 0.25, 0.03),
            -40,
            attributes={'color': 'red', 'drink': 'tea'},
        ),
        Thing(
            'pink donut',
            'donut',
            partial(donut, '#ef8fb2', STRANDS, None, 1, 1.25),
            (-1.02, -0.82, 0.09),
            20,
            attributes={'color': 'pink', 'topping': 'sprinkles'},
        ),
        Thing(
            'chocolate donut',
            'donut',
            partial(donut, '#3a1a0c', None, '#f4ead8', 2, 1.25),
            (0.32, -0.92, 0.09),
            80,
            attributes={'color': 'brown', 'topping': 'drizzle'},
        ),
        Thing(
            'white donut',
            'donut',
            partial(donut, '#f6f0e4', STRANDS, None, 3, 1.25),
            (-0.36, 0.36, 0.09),
            150,
            attributes={'color': 'white', 'topping': 'sprinkles'},
        ),
        Thing(
            'left orange',
            'orange',
            partial(orange, seed=1),
            (-1.30, 1.75, 0.03),
            30,
            (12, 20),
            attributes={'color': 'orange', 'place': 'left'},
        ),
        Thing(
            'right orange',
            'orange',
            partial(orange, '#ef7f10', 0.4, 2),
            (1.55, -1.15, 0.03),
            100,
            (20, -10),
            attributes={'color': 'orange', 'place': 'right'},
        ),
        Thing(
            'bananas',
            'banana',
            partial(banana_bunch, 4, seed=4),
            (1.35, 1.55, 0.03),
            20,
            attributes={'color': 'yellow', 'number': 'bunch'},
        ),
    ],
    phrases=[
        ('the blue mug', ['blue mug']),
        ('all the mugs except the blue one', ['white mug', 'red mug']),
        ('the pink donut', ['pink donut']),
        ('the two donuts in front', ['pink donut', 'chocolate donut']),
        ('all donuts', ['pink donut', 'chocolate donut', 'white donut']),
        ('the bunch of bananas', ['bananas']),
        ('both oranges', ['left orange', 'right orange']),
        ('the orange on the right', ['right orange']),
        ('the cup furthest to the right', ['red mug']),
        ('the red mug and the chocolate donut', ['red mug', 'chocolate donut']),
        ('a teddy bear', []),
        ('the yellow mug', []),
    ],
)
