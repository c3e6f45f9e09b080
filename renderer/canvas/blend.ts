import type { BlendMode } from '../../src/document/settings.ts';

/** Blend modes that the canvas shows as Photoshop does, in the order of its list; the others cannot be chosen. */
const operations = {
  'normal': 'source-over',
  'darken': 'darken',
  'multiply': 'multiply',
  'color burn': 'color-burn',
  'lighten': 'lighten',
  'screen': 'screen',
  'color dodge': 'color-dodge',
  'linear dodge': 'lighter',
  'overlay': 'overlay',
  'soft light': 'soft-light',
  'hard light': 'hard-light',
  'difference': 'difference',
  'exclusion': 'exclusion',
  'hue': 'hue',
  'saturation': 'saturation',
  'color': 'color',
  'luminosity': 'luminosity',
} as const satisfies Partial<Record<BlendMode, GlobalCompositeOperation>>;

export type ShownBlendMode = keyof typeof operations;

export const shownBlendModes = Object.keys(operations) as readonly ShownBlendMode[];

/** How the canvas composites a blend mode; modes that it does not know are shown as normal. */
export function compositeOperation(mode: BlendMode): GlobalCompositeOperation {
  return mode in operations ? operations[mode as ShownBlendMode] : 'source-over';
}
