import type { canvas as english } from '../en/canvas.ts';

export const canvas: Readonly<Record<keyof typeof english, string>> = {
  'canvas.label': 'Foto mit seinen Ebenen. Pfeiltasten bewegen die ausgewählte Ebene oder den Punkt eines Maskenwerkzeugs, an dem Enter drückt.',
  'canvas.loading': 'Foto wird geladen',
  'canvas.failed': 'Das Foto kann nicht gezeigt werden.',

  'tool.move': 'Bewegen',
  'tool.hand': 'Hand',
  'tool.brush': 'Pinsel: zur Maske hinzufügen',
  'tool.eraser': 'Radierer: von der Maske wegnehmen',
  'tool.size': 'Größe',
  'tool.hardness': 'Härte',
  'tool.needsLayer': 'Eine Ebene auswählen, um ihre Maske zu malen.',
  'tool.options': 'Optionen des Werkzeugs',
};
