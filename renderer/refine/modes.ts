import type { CombineMode } from '../../src/document/settings.ts';

/** What a shape does: makes a layer of its own, or changes the mask of the selected one. */
export type ShapeMode = 'new' | CombineMode;

export const shapeModes: readonly ShapeMode[] = ['new', 'union', 'subtract', 'intersect'];

export interface Modifiers {
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The mode that is set, unless keys are held: Shift adds, Alt takes away, both keep what is common. */
export function modeWith<Mode extends string>(mode: Mode, { shiftKey, altKey }: Modifiers): Mode | CombineMode {
  if (shiftKey && altKey) return 'intersect';
  if (shiftKey) return 'union';
  return altKey ? 'subtract' : mode;
}
