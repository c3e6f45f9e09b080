import { actions } from './de/actions.ts';
import { app } from './de/app.ts';
import { canvas } from './de/canvas.ts';
import { describe } from './de/describe.ts';
import { exporting } from './de/exporting.ts';
import { layers } from './de/layers.ts';
import { phrase } from './de/phrase.ts';
import { refine } from './de/refine.ts';
import { project } from './de/project.ts';
import { search } from './de/search.ts';
import { settings } from './de/settings.ts';
import type { Catalogue } from './en.ts';

/** German. Its type demands every key of the English catalogue. */
export const de: Catalogue = { ...app, ...phrase, ...layers, ...canvas, ...exporting, ...refine, ...project, ...describe, ...actions, ...settings, ...search };
