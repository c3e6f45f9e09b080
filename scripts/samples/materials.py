"""Materials of the things themselves: glaze, glass, food, paper, metal. All procedural."""

from __future__ import annotations

import bpy

from shader import Colour, Shader, srgb


def glaze(colour: Colour, rough: float = 0.12, speckle: float = 0.0) -> bpy.types.Material:
    """Glazed ceramic; `speckle` 0..1 sprinkles it with dark spots like stoneware."""
    s = Shader('glaze')
    where = s.coordinates()
    cloud = s.noise(where, 3.0)
    base = s.mix(s.math('MULTIPLY', cloud, 0.22), colour, tuple(c * 0.55 for c in colour))
    if speckle:
        dots = s.steps(s.noise(where, 38.0, 2.0), 0.70 - 0.06 * speckle, 0.73 - 0.06 * speckle)
        base = s.mix(s.math('MULTIPLY', dots, 0.75), base, srgb('#4a3628'))
    ripple = s.bump(s.noise(where, 2.2, 1.0), 0.12, 0.05)
    return s.principled(
        Base_Color=base, Roughness=rough, Normal=ripple, Coat_Weight=0.6, Coat_Roughness=0.05, Specular_IOR_Level=0.5
    )


def unglazed(colour: Colour) -> bpy.types.Material:
    """Terracotta, plaster or matt stoneware."""
    s = Shader('unglazed')
    where = s.coordinates()
    base = s.mix(
        s.noise(where, 5.0, 8.0, 0.65), tuple(c * 0.72 for c in colour), tuple(min(1, c * 1.15) for c in colour)
    )
    grain = s.bump(s.noise(where, 60.0, 4.0, 0.7), 0.25, 0.01)
    return s.principled(Base_Color=base, Roughness=0.75, Normal=grain)


def glass(colour: Colour = (1.0, 1.0, 1.0), rough: float = 0.0) -> bpy.types.Material:
    """Glass that lets shadow rays through, so that it is lit without caustics."""
    s = Shader('glass')
    pane = s.node('BsdfGlass', Color=colour, Roughness=rough, IOR=1.48).outputs[0]
    clear = s.node('BsdfTransparent', Color=tuple(0.25 + 0.7 * c for c in colour)).outputs[0]
    shadow = s.node('LightPath').outputs['Is Shadow Ray']
    mixed = s.node('MixShader', Fac=shadow)
    s.put(mixed.inputs[1], pane)
    s.put(mixed.inputs[2], clear)
    return s.finish(mixed.outputs[0])


def liquid(colour: Colour, ior: float = 1.34) -> bpy.types.Material:
    """A clear liquid that tints light at its surface; shadow rays pass as they do through the glass round it."""
    s = Shader('liquid')
    body = s.node('BsdfGlass', Color=colour, Roughness=0.0, IOR=ior).outputs[0]
    clear = s.node('BsdfTransparent', Color=tuple(c**0.5 for c in colour)).outputs[0]
    mixed = s.node('MixShader', Fac=s.node('LightPath').outputs['Is Shadow Ray'])
    s.put(mixed.inputs[1], body)
    s.put(mixed.inputs[2], clear)
    return s.finish(mixed.outputs[0])


def pulp(colour: Colour) -> bpy.types.Material:
    """A cloudy liquid, such as juice or milk."""
    s = Shader('pulp')
    return s.principled(
        Base_Color=colour,
        Roughness=0.12,
        IOR=1.34,
    )


def drink(colour: Colour, froth: Colour | None = None) -> bpy.types.Material:
    """The surface of coffee or tea; `froth` paints milk foam on it."""
    s = Shader('drink')
    where = s.coordinates()
    base, rough = colour, 0.05
    if froth is not None:
        # "along" runs from the middle to the rim: foam in the middle, crema round it.
        ragged = s.math('ADD', s.along(), s.math('MULTIPLY', s.noise(where, 5.0, 3.0), 0.55))
        base = s.mix(s.steps(ragged, 0.74, 0.86), froth, colour)
        rough = 0.3
    return s.principled(Base_Color=base, Roughness=rough, IOR=1.33, Coat_Weight=0.3)


def dough() -> bpy.types.Material:
    """Fried dough: brown above and below, a pale band around the middle ("along" is the height, -1..1)."""
    s = Shader('dough')
    where = s.coordinates()
    brown = s.mix(s.noise(where, 9.0, 6.0, 0.6), srgb('#9a5a20'), srgb('#c98a43'))
    height = s.math('ABSOLUTE', s.math('ADD', s.along(), s.math('MULTIPLY', s.noise(where, 4.0), 0.25)))
    base = s.mix(s.steps(height, 0.12, 0.42), srgb('#ecc88d'), brown)
    crumb = s.bump(s.noise(where, 26.0, 5.0, 0.65), 0.35, 0.03)
    return s.principled(
        Base_Color=base,
        Roughness=0.55,
        Normal=crumb,
    )


def icing(colour: Colour) -> bpy.types.Material:
    """Sugar or chocolate icing."""
    s = Shader('icing')
    where = s.coordinates()
    lumps = s.bump(s.noise(where, 6.0, 2.0), 0.22, 0.03)
    return s.principled(
        Base_Color=colour,
        Roughness=0.28,
        Normal=lumps,
        Coat_Weight=0.35,
        Coat_Roughness=0.15,
    )


def plain(colour: Colour, rough: float = 0.4, metallic: float = 0.0, coat: float = 0.0) -> bpy.types.Material:
    """One even colour: sugar, plastic, lacquer, print or metal."""
    s = Shader('plain')
    return s.principled(Base_Color=colour, Roughness=rough, Metallic=metallic, Coat_Weight=coat)


def brushed_metal(colour: Colour, rough: float = 0.3) -> bpy.types.Material:
    """Metal with fine scratches."""
    s = Shader('brushed')
    grain = s.noise(s.coordinates((40.0, 1.0, 1.0)), 18.0, 4.0)
    return s.principled(
        Base_Color=colour, Metallic=1.0, Roughness=s.math('ADD', s.math('MULTIPLY', grain, 0.12), rough - 0.06)
    )


def apple_skin(ground: Colour, blush: Colour, cover: float) -> bpy.types.Material:
    """Apple skin: a ground colour, streaked with blush over the share `cover` of it, and pale dots."""
    s = Shader('apple')
    where = s.coordinates((1, 1, 0.16))
    streak = s.noise(where, 13.0, 5.0, 0.7)
    patch = s.noise(s.coordinates(), 1.3, 2.0)
    blushed = s.steps(s.math('ADD', s.math('MULTIPLY', streak, 0.8), patch), 1.25 - cover, 1.55 - cover)
    base = s.mix(blushed, ground, blush)
    dots = s.node('TexVoronoi', Vector=s.coordinates(), Scale=15.0).outputs['Distance']
    base = s.mix(s.math('MULTIPLY', s.steps(dots, 0.11, 0.06), 0.45), base, srgb('#e8d49a'))
    # "along" runs from the bottom dent to the top dent: both are greenish brown.
    dent = s.steps(s.along(), 0.90, 0.99)
    base = s.mix(s.math('MULTIPLY', dent, 0.75), base, srgb('#7a6a2c'))
    return s.principled(
        Base_Color=base,
        Roughness=0.34,
        Coat_Weight=0.18,
        Coat_Roughness=0.15,
    )


def orange_skin(colour: Colour) -> bpy.types.Material:
    """Citrus peel with pores."""
    s = Shader('orange')
    where = s.coordinates()
    base = s.mix(s.noise(where, 2.0, 3.0), colour, tuple(c * 0.72 for c in colour))
    pores = s.node('TexVoronoi', {'feature': 'SMOOTH_F1'}, Vector=where, Scale=44.0).outputs['Distance']
    peel = s.bump(s.steps(pores, 0.0, 0.45), 0.25, 0.012)
    peel = s.bump(s.noise(where, 5.0, 2.0), 0.15, 0.05, peel)
    return s.principled(
        Base_Color=base,
        Roughness=0.36,
        Normal=peel,
        Coat_Weight=0.15,
        Coat_Roughness=0.25,
    )


def banana_skin() -> bpy.types.Material:
    """Banana peel: green towards the stem, dark at the tip, a few brown flecks ("along" from stem to tip)."""
    s = Shader('banana')
    where = s.coordinates()
    yellow = s.mix(s.noise(where, 2.5, 3.0), srgb('#eec62c'), srgb('#dda916'))
    body = s.mix(s.steps(s.along(), 0.24, 0.08), yellow, srgb('#a9ab3a'))
    body = s.mix(s.steps(s.along(), 0.88, 0.965), body, srgb('#8f8a30'))
    ends = s.math('MAXIMUM', s.steps(s.along(), 0.975, 0.99), s.steps(s.along(), 0.03, 0.005))
    body = s.mix(ends, body, srgb('#3a2a18'))
    flecks = s.steps(s.noise(s.coordinates((1, 1, 1)), 11.0, 6.0, 0.7), 0.66, 0.72)
    body = s.mix(s.math('MULTIPLY', flecks, 0.8), body, srgb('#6b4420'))
    return s.principled(
        Base_Color=body,
        Roughness=0.42,
        Normal=s.bump(s.noise(where, 8.0), 0.12, 0.03),
    )


def bark(colour: Colour) -> bpy.types.Material:
    """Stems and twigs."""
    s = Shader('bark')
    base = s.mix(s.noise(s.coordinates(), 14.0, 5.0), colour, tuple(c * 0.4 for c in colour))
    return s.principled(Base_Color=base, Roughness=0.7)


def leaf(colour: Colour) -> bpy.types.Material:
    """A leaf, a little see-through, lighter towards its tip."""
    s = Shader('leaf')
    tone = s.mix(s.noise(s.coordinates(), 3.0), tuple(c * 0.55 for c in colour), colour)
    tone = s.mix(s.math('MULTIPLY', s.along(), 0.4), tone, tuple(min(1, c * 1.7) for c in colour))
    return s.principled(Base_Color=tone, Roughness=0.38, Coat_Weight=0.15)


def soil() -> bpy.types.Material:
    """Potting soil."""
    s = Shader('soil')
    lumps = s.noise(s.coordinates(), 16.0, 6.0, 0.7)
    base = s.mix(lumps, srgb('#1f150d'), srgb('#4a3524'))
    return s.principled(Base_Color=base, Roughness=0.95, Normal=s.bump(lumps, 1.0, 0.1))


def pages() -> bpy.types.Material:
    """The cut edge of a book's pages: fine lines parallel to the covers."""
    s = Shader('pages')
    lines = s.noise(s.coordinates((0.4, 0.4, 60.0)), 4.0, 3.0, 0.8)
    base = s.mix(lines, srgb('#cdbd9a'), srgb('#f1e8d3'))
    return s.principled(Base_Color=base, Roughness=0.85, Normal=s.bump(lines, 0.35, 0.02))


def book_cloth(colour: Colour, shine: float = 0.55) -> bpy.types.Material:
    """A book cover: woven cloth or coated paper, by its roughness."""
    s = Shader('book cloth')
    where = s.coordinates()
    base = s.mix(s.noise(where, 40.0, 3.0), tuple(c * 0.78 for c in colour), colour)
    return s.principled(Base_Color=base, Roughness=shine, Normal=s.bump(s.noise(where, 90.0, 2.0), 0.15, 0.01))


def screen(image: bpy.types.Image, strength: float) -> bpy.types.Material:
    """A lit display behind a glossy pane; the picture is laid by the mesh's UV map."""
    s = Shader('screen')
    picture = s.node('TexImage', {'image': image}, Vector=s.node('TexCoord').outputs['UV'])
    return s.principled(
        Base_Color=(0.004, 0.004, 0.005),
        Roughness=0.18,
        Emission_Color=picture.outputs['Color'],
        Emission_Strength=strength,
    )
