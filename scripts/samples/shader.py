"""A thin layer over Blender's shader nodes, so that a material reads as a few lines."""

from __future__ import annotations

from collections.abc import Sequence

import bpy

Colour = tuple[float, float, float]


def srgb(code: str) -> Colour:
    """Linear RGB of a colour written as in HTML, e.g. '#c0392b'."""
    channels = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return (linear[0], linear[1], linear[2])


class Shader:
    """One material and its node tree.

    Inputs are given by the socket's name with underscores for spaces; a value may be a
    number, a colour or the output of another node.
    """

    def __init__(self, name: str):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.output = self.tree.nodes.new('ShaderNodeOutputMaterial')

    def node(self, kind: str, settings: dict | None = None, **inputs) -> bpy.types.Node:
        """Add a node of type `ShaderNode<kind>`."""
        node = self.tree.nodes.new('ShaderNode' + kind)
        for key, value in (settings or {}).items():
            setattr(node, key, value)
        for key, value in inputs.items():
            self.put(node.inputs[key.replace('_', ' ')], value)
        return node

    def put(self, socket: bpy.types.NodeSocket, value) -> None:
        """Link an output to a socket, or set its value."""
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif socket.type == 'RGBA' and len(value) == 3:
            socket.default_value = (*value, 1.0)
        else:
            socket.default_value = value

    def coordinates(self, scale: Sequence[float] = (1, 1, 1), vary: bool = True) -> bpy.types.NodeSocket:
        """Object coordinates, shifted by a number of each object's own so that no two look alike."""
        local = self.node('TexCoord').outputs['Object']
        mapping = self.node('Mapping', Vector=local, Scale=scale)
        if vary:
            shift = self.math('MULTIPLY', self.node('ObjectInfo').outputs['Random'], 37.0)
            self.put(mapping.inputs['Location'], shift)
        return mapping.outputs['Vector']

    def along(self) -> bpy.types.NodeSocket:
        """The mesh attribute "along"."""
        return self.node('Attribute', {'attribute_name': 'along'}).outputs['Fac']

    def noise(self, vector, scale: float, detail: float = 4.0, rough: float = 0.5, distort: float = 0.0):
        """Fractal noise, 0..1."""
        node = self.node('TexNoise', Vector=vector, Scale=scale, Detail=detail, Roughness=rough, Distortion=distort)
        return node.outputs['Fac']

    def math(self, operation: str, a, b=0.0) -> bpy.types.NodeSocket:
        """One arithmetic operation."""
        node = self.node('Math', {'operation': operation})
        self.put(node.inputs[0], a)
        self.put(node.inputs[1], b)
        return node.outputs[0]

    def mix(self, factor, a, b, blend: str = 'MIX') -> bpy.types.NodeSocket:
        """Blend two colours."""
        return self.node('MixRGB', {'blend_type': blend}, Fac=factor, Color1=a, Color2=b).outputs['Color']

    def ramp(self, factor, stops: Sequence[tuple[float, Colour]]) -> bpy.types.NodeSocket:
        """A colour ramp of (position, colour) stops."""
        node = self.node('ValToRGB', Fac=factor)
        elements = node.color_ramp.elements
        while len(elements) < len(stops):
            elements.new(0.5)
        for element, (position, colour) in zip(elements, stops, strict=True):
            element.position = position
            element.color = (*colour, 1.0)
        return node.outputs['Color']

    def steps(self, factor, low: float, high: float) -> bpy.types.NodeSocket:
        """0 below `low`, 1 above `high`, smooth between."""
        node = self.node('MapRange', {'interpolation_type': 'SMOOTHSTEP'}, Value=factor)
        node.inputs['From Min'].default_value = low
        node.inputs['From Max'].default_value = high
        return node.outputs['Result']

    def bump(self, height, strength: float = 0.3, distance: float = 0.02, normal=None) -> bpy.types.NodeSocket:
        """A normal bent by a height field; `distance` in scene units."""
        node = self.node('Bump', Height=height, Strength=strength, Distance=distance)
        if normal is not None:
            self.put(node.inputs['Normal'], normal)
        return node.outputs['Normal']

    def principled(self, **inputs) -> bpy.types.Material:
        """Finish with a principled BSDF."""
        return self.finish(self.node('BsdfPrincipled', **inputs).outputs['BSDF'])

    def finish(self, surface: bpy.types.NodeSocket) -> bpy.types.Material:
        """Connect the surface and return the material."""
        self.tree.links.new(surface, self.output.inputs['Surface'])
        return self.material
