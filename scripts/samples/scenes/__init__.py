"""The sample scenes by name."""

from scenes import breakfast, desk, fruit, kitchen, shelf

SCENES = {module.SCENE.name: module.SCENE for module in (breakfast, desk, fruit, kitchen, shelf)}
