export const canvas = {
  'canvas.label': 'Photo with its layers. Arrow keys move the selected layer, or the point of a mask tool, which Enter presses.',
  'canvas.loading': 'Loading the photo',
  'canvas.failed': 'The photo could not be shown.',

  'tool.move': 'Move',
  'tool.hand': 'Hand',
  'tool.brush': 'Brush: add to the mask',
  'tool.eraser': 'Eraser: take from the mask',
  'tool.size': 'Size',
  'tool.hardness': 'Hardness',
  'tool.needsLayer': 'Select one layer to paint its mask.',
  'tool.options': 'Options of the tool',
} as const;
