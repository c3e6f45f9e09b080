import { actions } from './en/actions.ts';
import { app } from './en/app.ts';
import { canvas } from './en/canvas.ts';
import { describe } from './en/describe.ts';
import { exporting } from './en/exporting.ts';
import { layers } from './en/layers.ts';
import { phrase } from './en/phrase.ts';
import { refine } from './en/refine.ts';
import { project } from './en/project.ts';
import { search } from './en/search.ts';
import { settings } from './en/settings.ts';

/**
 * Every text that the editor shows, a file an area. `{name}` is replaced by a parameter; keys that end in `.one` and
 * `.other` are forms for a count.
 */
export const en = { ...app, ...phrase, ...layers, ...canvas, ...exporting, ...refine, ...project, ...describe, ...actions, ...settings, ...search } as const;

export type TextKey = keyof typeof en;
export type Catalogue = Readonly<Record<TextKey, string>>;
